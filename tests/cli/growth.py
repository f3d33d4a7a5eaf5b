#!/usr/bin/env python3
"""No rule and no emitter goes through more rows than the estate grows by: eight times the environments, at most eight times the rows
and a constant. It counts, it does not measure; a loop over the estate inside another is found however small it is."""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FEW, MANY = 50, 400      # so many that lists are forgotten in both
SLACK = 2               # copies differ a little, and answers that are forgotten are asked for again; a loop inside another would be eight times too much
CONSTANT = 2000         # what is gone through once for the whole estate, or is still known where it is small


def rows(count, folder):
    subprocess.run([sys.executable, ROOT / "tests/bench/generate.py", str(count), folder], check=True)
    done = subprocess.run([os.environ["BASTIDE"], "dump", "--stage", "work", folder], capture_output=True, text=True, check=True)
    return {name: int(number) for number, name in (line.split(" ", 1) for line in done.stdout.splitlines())}


def main():
    folder = pathlib.Path(os.environ["TMP"])
    few, many = rows(FEW, folder / "few"), rows(MANY, folder / "many")
    wrong = [f"{name}: {few[name]} rows in {FEW} environments, {count} in {MANY}" for name, count in many.items()
             if count > MANY / FEW * SLACK * few[name] + CONSTANT]
    if len(few) != len(many) or sum(many.values()) < 10 * MANY:
        wrong.append(f"{len(few)} and {len(many)} rules and emitters, {sum(many.values())} rows: is anything counted?")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
