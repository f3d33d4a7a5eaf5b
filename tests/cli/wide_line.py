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
TIMES = 30         # what the same faults take on lines of their own; measuring the whole line for each fault takes a hundred times that

path, parted = os.path.join(TMP, "wide.bastide"), os.path.join(TMP, "parted.bastide")
statements = "; ".join(f'nonsense{n:04d} "日\t{"x" * 280}"' for n in range(FAULTS))
line = f"service shop {{ in here; runs ec2; tier app; listens 9000; {statements} }}"
for place, text in ((path, line), (parted, line.replace("; ", "\n"))):
    with open(place, "w", encoding="utf-8") as file:
        file.write("estate acme { example; zones a; state s3 acme-state }\n"
                   "environment here : development { account 111111111111; region us-east-1; cidr 10.20.0.0/16; "
                   "tier app { subnets /24 from 1 } }\n" + text + "\n")


def run(place, *options):
    """What is said, and how long the processor worked for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([BASTIDE, "check", *options, place], capture_output=True, encoding="utf-8", env={**os.environ, "COLUMNS": "100"})
    if done.returncode != 1:
        sys.exit(f"ended with {done.returncode}: {done.stderr[:500]}")
    return done.stdout + done.stderr, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def check(*options):
    usual = max(0.05, min(run(parted, *options)[1] for _ in range(3)))
    tries = [run(path, *options) for _ in range(2)]
    taken = min(seconds for _, seconds in tries)
    if taken > TIMES * usual:
        sys.exit(f"{taken:.2f} s on one line, {usual:.2f} s on lines of their own")
    return tries[0][0]


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
