#!/usr/bin/env python3
"""Every violation of tests/output/verification.py, and every answer that is denied, empty or broken, for each of the scripts."""
import os
import pathlib
import sys

OTHER = pathlib.Path(__file__).resolve().parent.parent / "output/verification.py"
os.execve(sys.executable, [sys.executable, str(OTHER)], {**os.environ, "WHOLE": "1"})
