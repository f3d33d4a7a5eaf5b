#!/usr/bin/env python3
"""A thousand programs made at random: their layout is canonical, says the same, and has all their comments."""
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["ROOT"], "tests/tools"))
import random_program

BASTIDE, TMP = os.environ["BASTIDE"], pathlib.Path(os.environ["TMP"])
FILES, PROGRAMS = 50, 20


def run(arguments, text=None):
    done = subprocess.run([BASTIDE, *arguments], input=text, capture_output=True, encoding="utf-8")
    if done.returncode > 1:
        sys.exit(f"{arguments}: ended with {done.returncode}\n{done.stderr[:2000]}")
    return done.stdout


def tree(text):
    path = TMP / "program.bastide"
    path.write_text(text, encoding="utf-8")
    return run(["dump", "--stage", "ast", str(path)])


def check(seed):
    """What is wrong, or None."""
    text = random_program.program(seed, PROGRAMS)
    once = run(["fmt", "-"], text)
    if run(["fmt", "-"], once) != once:
        return "the layout changes when it is laid out again"
    if re.findall(r"<\d+>", once) != re.findall(r"<\d+>", text):
        return "comments are lost or moved"
    before, after = tree(text), tree(once)
    if not before or before != after:
        return "the tree is another"
    return None


for seed in range(FILES):
    wrong = check(seed)
    if wrong:
        sys.exit(f"random_program.py {seed} {PROGRAMS}: {wrong}")
