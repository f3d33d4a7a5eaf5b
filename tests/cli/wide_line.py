#!/usr/bin/env python3
"""A thousand faults on one line of 300 KB are told as fast as elsewhere: what it takes does not grow with the length of the line
for each of them. Each has its own column, and its carets stand under its word."""
import json
import os
import re
import resource
import subprocess
import sys

BASTIDE, TMP = os.environ["BASTIDE"], os.environ["TMP"]
FAULTS = 1000
SECONDS = 1.0      # of the processor, also under the sanitizers; measuring the whole line for each fault takes ten times that

path = os.path.join(TMP, "wide.bastide")
statements = "; ".join(f'nonsense{n:04d} "日\t{"x" * 280}"' for n in range(FAULTS))
line = f"service shop {{ in here; runs ec2; tier app; listens 9000; {statements} }}"
with open(path, "w", encoding="utf-8") as file:
    file.write("estate acme { example; zones a; state s3 acme-state }\n"
               "environment here : development { account 111111111111; region us-east-1; cidr 10.20.0.0/16; "
               "tier app { subnets /24 from 1 } }\n" + line + "\n")


def check(*options):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([BASTIDE, "check", *options, path], capture_output=True, encoding="utf-8", env={**os.environ, "COLUMNS": "100"})
    taken = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    if done.returncode != 1 or taken > SECONDS:
        sys.exit(f"ended with {done.returncode} after {taken:.2f} s: {done.stderr[:500]}")
    return done.stdout + done.stderr


faults = json.loads(check("--format", "json"))["diagnostics"]
if len(faults) != FAULTS:
    sys.exit(f"{len(faults)} faults")
for number, fault in enumerate(faults):
    start = fault["range"]["start"]
    word = f"nonsense{number:04d}"
    if start["line"] != 3 or line.encode()[start["byte"] - 1:].split(b" ")[0] != word.encode():
        sys.exit(f"{word} is said to stand at {start}")

shown = re.findall(r"^3 \| (.*)\n +\| ( *)(\^+)$", check("--color", "never"), re.M)
if len(shown) != FAULTS:
    sys.exit(f"{len(shown)} lines are shown")
for number, (text, blanks, carets) in enumerate(shown):
    # A wide character takes two columns and stands behind the word in most windows.
    before = len(blanks) - sum(c == "日" for c in text[:len(blanks)])
    if text[before:before + len(carets)] != f"nonsense{number:04d}":
        sys.exit(f"carets of fault {number} stand under {text[before:before + len(carets)]!r}")
