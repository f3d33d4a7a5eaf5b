#!/usr/bin/env python3
"""What `bastide can --all` says of examples/design-exercise, compared with who reaches whom by the Terraform that is written and AWS's
own rules (reaches.py): every pair that both know, every port. Then a call is taken out of the program: its answers must change, and
no others."""
import csv
import io
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tools")]
import reaches

BASTIDE, TMP = os.environ["BASTIDE"], pathlib.Path(os.environ["TMP"])
PROGRAM = pathlib.Path(os.environ["ROOT"]) / "examples/design-exercise"
# Hosts fetch what they run from the platform's public interfaces, which nobody declares and no question speaks of.
BY_NATURE = {("cards", "staging-pci"), ("cards", "production-pci"), ("myapp-servers", "production-pci")}


def rows(program):
    """{(source, its environment, target, its environment, port): (can it, via, first wall)}"""
    text = subprocess.run([BASTIDE, "can", "--all", "--format", "csv", program], check=True, capture_output=True, text=True).stdout
    table = list(csv.reader(io.StringIO(text)))
    assert table[0] == ["source", "source environment", "target", "target environment", "port", "can", "via", "wall"], table[0]
    found = {tuple(row[:5]): tuple(row[5:]) for row in table[1:]}
    assert len(found) == len(table) - 1, "a row stands twice"
    assert [tuple(row[:4]) for row in table[1:]] == sorted(tuple(row[:4]) for row in table[1:]), "rows are not sorted"
    return found


def judged(answers, row):
    """Whether packets get there by what is written: to the thing or to a balancer of it, by its host before, or by the internet."""
    source, place, target, there, port = row
    port = port.removesuffix("/tcp")

    def opens(source, place, target, there):
        return (place, source, there, target, port) in answers

    def arrives(source, place):
        return any(opens(source, place, target + end, there) for end in ("", "-public", "-internal"))

    if target == "internet":
        return opens(source, place, "internet", "outside")
    if there == "":                                   # an environment: its administration
        return opens(source, place, "bastion", target)
    if port == "22" and source in reaches.SITES:      # a host, by way of the bastion
        return opens(source, place, "bastion", there) and opens("bastion", there, target, there)
    out = source in reaches.SITES or opens(source, place, "internet", "outside")
    return arrives(source, place) or (out and arrives("internet", ""))


def compare(found, answers):
    for row, (can, via, wall) in sorted(found.items()):
        by_nature = row[4] == "443/tcp" and row[:2] in BY_NATURE and (row[2] == "internet" or judged(answers, ("internet", "") + row[2:]))
        if (via == "") != (can == "no") or (wall == "") != (can == "yes"):
            yield f"{row}: {can} with way {via!r} and wall {wall!r}"
        if judged(answers, row) != (can == "yes") and not by_nature:
            yield f"{' '.join(row)}: can says {can} ({via or wall}), what is written says otherwise"
        if by_nature and can == "yes" and not judged(answers, row):
            yield f"{' '.join(row)}: can says yes, and nothing written opens it"


def known(answers, found):
    """Whatever the judge knows of things that the program names stands in the table."""
    names = {(row[0], row[1]) for row in found} | {(row[2], row[3]) for row in found}
    for place, source, there, target, port in sorted(answers):
        thing = target.removesuffix("-public").removesuffix("-internal") if (target, there) not in names else target
        named = {(source, place), (thing, "" if thing == "internet" else there)} <= names
        row = (source, place, thing, "" if thing == "internet" else there, port if "/" in port else port + "/tcp")
        if named and row not in found and (*row[:4], port) not in found:
            yield f"{' '.join(row)} is not in the table"


def main():
    out = TMP / "out"
    subprocess.run([BASTIDE, "build", "--quiet", PROGRAM, "-o", out, "--target", "terraform", "--date", "2026-12-01"], check=True)
    answers = reaches.Written(out / "terraform").answers()
    found = rows(PROGRAM)
    problems = [*compare(found, answers), *known(answers, found)]
    yes = [row for row in found if found[row][0] == "yes"]
    if len(found) < 700 or len(yes) < 150:
        problems.append(f"{len(found)} rows and {len(yes)} ways are too few")

    # A call that is taken out, and one that is made instead.
    copy = TMP / "copy"
    shutil.copytree(PROGRAM, copy)
    path = copy / "teams/cards/services.bastide"
    text = path.read_text(encoding="utf-8")
    assert "  calls     ledger\n" in text
    path.write_text(text.replace("  calls     ledger\n", ""), encoding="utf-8")
    changed = {row for row in set(found) | set(rows(copy)) if found.get(row) != rows_of_copy(copy).get(row)}
    wanted = {("cards", place, "ledger", place, "5432/tcp") for place in ("staging-pci", "production-pci")}
    if changed != wanted:
        problems.append(f"without `calls ledger` these answers change: {sorted(changed)}")
    # Answers that are spoilt are noticed.
    for row in (yes[0], yes[-1], next(row for row in found if found[row][0] == "no" and row[:2] not in BY_NATURE)):
        spoilt = {**found, row: ("no", "", "route") if found[row][0] == "yes" else ("yes", "direct", "")}
        if not list(compare(spoilt, answers)):
            problems.append(f"self-test: nobody notices a wrong answer to {row}")
    print("\n".join(problems))
    return 1 if problems else 0


COPIES = {}


def rows_of_copy(folder):
    if folder not in COPIES:
        COPIES[folder] = rows(folder)
    return COPIES[folder]


if __name__ == "__main__":
    sys.exit(main())
