#!/usr/bin/env python3
"""Twice the program takes at most 2.6 times the processor's time and memory of the larger half."""
import os
import pathlib
import subprocess
import sys

work = pathlib.Path(os.environ["TMP"])


def cost(environments, services):
    path = work / "grown.bastide"
    path.write_text(subprocess.check_output(["tools/grow.py", str(environments), str(services)], text=True))
    best = None
    for _ in range(3):
        process = subprocess.Popen([os.environ["BASTIDE"], "check", "--quiet", path], stderr=subprocess.PIPE, text=True)
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        if status:
            sys.exit(f"the grown program is refused:\n{errors[:2000]}")
        now = (usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
        best = now if best is None else tuple(map(min, best, now))
    return best


failed = False
for small, large in (((10, 100), (20, 100)), ((10, 100), (10, 200))):
    before, after = cost(*small), cost(*large)
    for what, one, two in zip(("seconds", "KiB"), before, after):
        print(f"{small} to {large}: {one:.2f} to {two:.2f} {what}")
        failed = failed or two > 2.6 * one
sys.exit(1 if failed else 0)
