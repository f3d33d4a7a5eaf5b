#!/usr/bin/env python3
"""Changes of one line or so of examples/design-exercise, and exactly what `bastide diff` says of each. diff/NAME.diff has the
file and the two texts in its first lines (`|` is a line end, `¦` a `|`), then what is said. `ACCEPT=1 output/diff.py` writes what is said
now; it is then read like code."""
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = ROOT / "examples/design-exercise"
TMP, BASTIDE = pathlib.Path(os.environ.get("TMP", "/tmp")), os.environ.get("BASTIDE", str(ROOT / "build/bastide"))
HEAD = ("# in ", "# was ", "# is  ")


def copy(to):
    shutil.rmtree(to, ignore_errors=True)
    for part in ("platform", "teams"):
        shutil.copytree(PROGRAM / part, to / part)


def diff(*arguments):
    done = subprocess.run([BASTIDE, "diff", "--date", "2026-11-21", *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr.replace(str(TMP), "TMP")


def check(case, old, new):
    lines = case.read_text(encoding="utf-8").split("\n")
    path, was, now = (line[len(head):].replace("|", "\n").replace("¦", "|") for line, head in zip(lines, HEAD))
    text = (PROGRAM / path).read_text(encoding="utf-8")
    if text.count(was) != 1:
        return f"{case.stem}: {was!r} stands {text.count(was)} times in {path}"
    copy(new)
    (new / path).write_text(text.replace(was, now), encoding="utf-8")
    status, said = diff(old, new)
    if os.environ.get("ACCEPT"):
        case.write_text("\n".join(lines[:3]) + "\n" + said, encoding="utf-8")
        return f"{case.stem}: ended with {status}" if status else None
    if status or said != "\n".join(lines[3:]):
        return f"{case.stem}: ended with {status}, said:\n{said}"
    return None


def main():
    old, new = TMP / "diff-old", TMP / "diff-new"
    copy(old)
    cases = sorted((HERE / "diff").glob("*.diff"))
    failed = [found for found in (check(case, old, new) for case in cases) if found]
    if len(cases) < 40:
        failed.append(f"{len(cases)} changes, fewer than 40")
    print("\n".join(failed))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
