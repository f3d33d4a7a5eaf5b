#!/usr/bin/env python3
"""tests/output/reaches.py with every entry of every network ACL turned into its opposite."""
import os
import pathlib
import sys

OTHER = pathlib.Path(__file__).resolve().parent.parent / "output/reaches.py"
os.execve(sys.executable, [sys.executable, str(OTHER)], {**os.environ, "WHOLE": "1"})
