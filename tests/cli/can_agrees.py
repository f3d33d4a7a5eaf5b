#!/usr/bin/env python3
"""`bastide can` and `assert` say the same: of every program of language/ and checks/ that is accepted, each row of `can --all` is claimed
by an assert, which must hold; and a claim that says the contrary must not."""
import csv
import io
import os
import pathlib
import subprocess
import sys

BASTIDE, TMP, HERE = os.environ["BASTIDE"], pathlib.Path(os.environ["TMP"]), pathlib.Path(__file__).resolve().parent.parent


def run(*words):
    return subprocess.run([BASTIDE, *map(str, words)], capture_output=True, text=True)


def end(name, environment):
    return f"{name} in {environment}" if environment else name


def claim(row, word):
    port = f" : {row[4]}" if row[4] else ""
    return f"assert {end(row[0], row[1])} {word} reach {end(row[2], row[3])}{port}"


def check(path, claims):
    program = TMP / "program.bastide"
    program.write_text(path.read_text(encoding="utf-8") + "\n" + "\n".join(claims) + "\n", encoding="utf-8")
    return run("check", program)


def problems_of(path, counts):
    if run("check", "--quiet", path).returncode != 0:
        return
    table = list(csv.reader(io.StringIO(run("can", "--all", "--format", "csv", path).stdout)))[1:]
    if not table:
        return
    counts["programs"] += 1
    counts["rows"] += len(table)
    ways = [row for row in table if row[5] == "yes"]
    counts["ways"] += len(ways)
    result = check(path, [claim(row, "can" if row[5] == "yes" else "cannot") for row in table if row[6] != "internet"])
    if "assert-failed" in result.stderr or "unknown-name" in result.stderr or "wrong-" in result.stderr:
        yield f"{path.name}: {result.stderr}"
    # One by one, for a program may be refused for one claim alone: the first and last way, and one by the internet.
    for row in [*ways[:1], *ways[-1:], *[row for row in ways if row[6] == "internet"][:1]]:
        counts["contrary"] += 1
        if "error[assert-failed]" not in check(path, [claim(row, "cannot")]).stderr:
            yield f"{path.name}: `{claim(row, 'cannot')}` holds, and can says yes, {row[6]}"
    # A single question says what the table says.
    for row in [*ways[:1], *[row for row in table if row[5] == "no"][:1]]:
        words = [f"{row[1]}/{row[0]}" if row[1] else row[0], (f"{row[3]}/{row[2]}" if row[3] else row[2]) + (f":{row[4]}" if row[4] else "")]
        answer = run("can", *words, path)
        if answer.returncode != (0 if row[5] == "yes" else 1) or not answer.stdout.startswith(row[5] + ": "):
            yield f"{path.name}: can {' '.join(words)} ends with {answer.returncode}, the table says {row[5]}\n{answer.stdout}{answer.stderr}"


def main():
    counts = {"programs": 0, "rows": 0, "ways": 0, "contrary": 0}
    paths = sorted((HERE / "language").glob("*.bastide")) + sorted((HERE / "checks").glob("good_*.bastide"))
    problems = [problem for path in paths for problem in problems_of(path, counts)]
    if counts["programs"] < 120 or counts["rows"] < 600 or counts["ways"] < 60 or counts["contrary"] < 80:
        problems.append(f"too little was compared: {counts}")
    print("\n".join(problems))
    print(counts)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
