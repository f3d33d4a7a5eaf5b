#!/usr/bin/env python3
"""The order of files, of declarations and of statements means nothing: the design exercise is shuffled, by seeds that are
always the same, spread over other files, and built; every byte must stay.
"""
import os
import pathlib
import random
import re
import subprocess
import sys

TMP = pathlib.Path(os.environ["TMP"])
PROGRAM = pathlib.Path(os.environ["ROOT"]) / "examples/design-exercise"
SEEDS = range(12)
INSIDE = re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*')


def pieces(text):
    """The statements of a block or a file, each with the doc comments above it; other comments are left out."""
    found, current, doc, depth = [], [], [], 0
    for line in text.split("\n"):
        bare = INSIDE.sub('""', line).strip()
        if not depth and not bare:
            continue
        if not depth and line.strip().startswith('#'):
            continue
        current.append(INSIDE.sub(lambda m: m[0] if m[0].startswith('"') else "", line).rstrip())
        depth += sum(bare.count(sign) for sign in "{([") - sum(bare.count(sign) for sign in "})]")
        if depth == 0 and not bare.endswith((",", ":", "->", "<->")):
            found.append("\n".join(doc + current))
            current, doc = [], []
    if depth or current:
        raise SystemExit(f"cannot read {text[-200:]!r}")
    return found


def key_of(statement):
    """What it says: the order of several statements of one property is kept."""
    words = statement.split("{")[0].split()
    if words[0] == "also":
        words = words[1:]
    return words[0]


def shuffled(declaration, dice):
    """The statements of a block of several lines in another order, those of one property in theirs."""
    lines = declaration.split("\n")
    if len(lines) < 3 or not lines[0].endswith("{") or lines[-1].strip() != "}":
        return declaration
    statements = [shuffled(one, dice) for one in pieces("\n".join(lines[1:-1]))]
    by_key = {}
    for one in statements:
        by_key.setdefault(key_of(one), []).append(one)
    keys = [key_of(one) for one in statements]
    dice.shuffle(keys)
    return "\n".join([lines[0], *(by_key[key].pop(0) for key in keys), lines[-1]])


def build(program, name):
    done = subprocess.run([os.environ["BASTIDE"], "build", "--quiet", program, "-o", TMP / name, "--date", "2026-12-01"],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{name}: {done.stderr}")
    return {str(path.relative_to(TMP / name)): path.read_bytes() for path in (TMP / name).rglob("*")
            if path.is_file() and path.suffix != ".json"}


def estate(program):
    """The derived facts, without the places of statements."""
    dump = subprocess.run([os.environ["BASTIDE"], "dump", "--stage", "estate", program], capture_output=True, text=True).stdout
    return re.sub(r"  # .*", "", dump)


def main():
    texts = [path.read_text(encoding="utf-8") for folder in ("platform", "teams") for path in sorted((PROGRAM / folder).rglob("*.bastide"))]
    declarations = [piece for text in texts for piece in pieces(text)]
    failures, first, facts = [], build(PROGRAM, "first"), estate(PROGRAM)
    if len(declarations) < 30 or len(first) < 20:
        failures.append(f"{len(declarations)} declarations, {len(first)} files: that is not the design exercise")
    for seed in SEEDS:
        dice = random.Random(seed)
        order = [shuffled(one, dice) for one in declarations] if seed % 2 else list(declarations)
        dice.shuffle(order)
        program = TMP / f"program-{seed}"
        names = [f"{'sub/' * dice.randrange(3)}{dice.choice('zyxabc')}{number}.bastide" for number in range(dice.choice([1, 5, len(order)]))]
        files = {name: [] for name in names}
        for one in order:
            files[dice.choice(names)].append(one)
        for name, parts in files.items():
            path = program / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(parts) + "\n", encoding="utf-8")
        found = build(program, f"out-{seed}")
        for path in sorted(set(first) | set(found)):
            if first.get(path) != found.get(path):
                failures.append(f"seed {seed}: {path} differs")
        if estate(program) != facts:
            failures.append(f"seed {seed}: the derived facts differ")
    print("\n".join(failures[:40]))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
