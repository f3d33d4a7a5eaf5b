#!/usr/bin/env python3
"""The order of files, of declarations, of statements and of zones means nothing: the design exercise, a program with emitters of its
own, and one that says much in parents, overlays and changes are shuffled, by seeds that are always the same, spread over
other files, and built; every byte must stay.
"""
import os
import pathlib
import random
import re
import subprocess
import sys

TMP = pathlib.Path(os.environ["TMP"])
ROOT = pathlib.Path(os.environ["ROOT"])
PROGRAMS = {"exercise": (ROOT / "examples/design-exercise", 30), "cards": (ROOT / "tests/extend/cards", 10),
            "layers": (ROOT / "tests/same/layers", 10)}   # and how much there is of it
SEEDS = range(10)
IN_ORDER = {"emit", "rule", "target", "part", "fact", "function", "kind"}       # what they hold is written in its order
ZONES = re.compile(r"\bzones( +)([a-z](?:, [a-z])+)\b")
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
    lines = [line for line in declaration.split("\n") if not line.startswith("##")]
    if key_of(lines[0]) in IN_ORDER:
        return declaration
    if len(lines) < 3 or not lines[0].endswith("{") or lines[-1].strip() != "}":
        return declaration
    statements = [shuffled(one, dice) for one in pieces("\n".join(lines[1:-1]))]
    by_key = {}
    for one in statements:
        by_key.setdefault(key_of(one), []).append(one)
    keys = [key_of(one) for one in statements]
    dice.shuffle(keys)
    return "\n".join([lines[0], *(by_key[key].pop(0) for key in keys), lines[-1]])


def with_zones(text, dice):
    """Zones in another order."""
    def turned(found):
        letters = found[2].split(", ")
        dice.shuffle(letters)
        return f"zones{found[1]}{', '.join(letters)}"
    return ZONES.sub(turned, text)


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
    return ZONES.sub(lambda found: f"zones {', '.join(sorted(found[2].split(', ')))}", re.sub(r"  # .*", "", dump))


def spread(declarations, program, dice):
    """The declarations in another order, in other files."""
    names = [f"{'sub/' * dice.randrange(3)}{dice.choice('zyxabc')}{number}.bastide" for number in range(dice.choice([1, 5, len(declarations)]))]
    files = {name: [] for name in names}
    for one in declarations:
        files[dice.choice(names)].append(one)
    for name, parts in files.items():
        path = program / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def problems_of(word, source, least):
    texts = [path.read_text(encoding="utf-8") for path in sorted(source.rglob("*.bastide"))
             if not {"refused", "accepted"} & set(path.parts)]
    declarations = [piece for text in texts for piece in pieces(text)]
    first, facts = build(source, f"{word}-first"), estate(source)
    if len(declarations) < least or len(first) < least:
        yield f"{word}: {len(declarations)} declarations, {len(first)} files: that is not the program"
    for seed in SEEDS:
        dice = random.Random(seed)
        order = [shuffled(one, dice) for one in declarations] if seed % 2 else list(declarations)
        dice.shuffle(order)
        order = [with_zones(one, dice) for one in order]
        program = TMP / f"{word}-{seed}"
        spread(order, program, dice)
        found = build(program, f"{word}-out-{seed}")
        for path in sorted(set(first) | set(found)):
            if first.get(path) != found.get(path):
                yield f"{word}, seed {seed}: {path} differs"
        if estate(program) != facts:
            yield f"{word}, seed {seed}: the derived facts differ"


def main():
    problems = [problem for word, (source, least) in PROGRAMS.items() for problem in problems_of(word, source, least)]
    print("\n".join(problems[:40]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
