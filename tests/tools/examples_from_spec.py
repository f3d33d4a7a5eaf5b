#!/usr/bin/env python3
"""Finds the examples in the specification: fenced blocks that begin with one of

    ```bastide ok                  a program without errors
    ```bastide error NAME, NAME    a program with exactly these errors
    ```bastide warning NAME        a program without an error and with exactly these warnings
    ```bastide                     a fragment, which must have the right shape

Run by itself it lists them, and complains about a fence that says something else.
"""
import dataclasses
import pathlib
import re
import sys

FENCE = re.compile(r"^( *)```bastide\b[ ]*(.*)$")


@dataclasses.dataclass
class Block:
    name: str       # 04_names-57: file and line
    place: str      # spec/04_names.md:57
    mode: str
    errors: list
    text: str


def blocks_of(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    number = 0
    while number < len(lines):
        match = FENCE.match(lines[number])
        number += 1
        if not match:
            continue
        start, body = number, []
        while number < len(lines) and lines[number].strip() != "```":
            body.append(lines[number].removeprefix(match[1]))
            number += 1
        mode, _, names = match[2].strip().partition(" ")
        errors = [name.strip() for name in names.split(",") if name.strip()]
        yield Block(f"{path.stem}-{start}", f"{path.parent.name}/{path.name}:{start}", mode, errors, "\n".join(body) + "\n")


def blocks(folder):
    """The blocks to run. A fence with an unknown mode is run as a program that must have the error of that name,
    which no program has: it fails, and is seen."""
    found = []
    for path in sorted(folder.glob("*.md")):
        for block in blocks_of(path):
            if block.mode not in ("", "ok", "error", "warning") or (block.mode in ("error", "warning")) != bool(block.errors):
                block.errors = [f"unknown mode: {block.mode} {' '.join(block.errors)}"]
            found.append(block)
    return found


if __name__ == "__main__":
    for one in blocks(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "spec")):
        print(one.place, one.mode, *one.errors)
