#!/usr/bin/env python3
"""Every type and kind that the proof reads is spoiled by some test, in each direction that it has: programs of language/12-* that write
it wrongly (what the compiler says of them is asked here), and changes of emitters in long/mutants.py. What has none stands below,
with the reason; a reason that is no longer needed is a failure too."""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT, BASTIDE = pathlib.Path(os.environ["ROOT"]), os.environ["BASTIDE"]
ROW = re.compile(r'^TYPE\(\w+, "(\w+)"\)', re.M)
KIND = re.compile(r'^(?:OBJECT|WALL|RIGHTS)\(\w+, "[^"]*", "(\w+)"\)', re.M)
SAID = {"artefact-opens-path": "opens", "artefact-closes-path": "closes"}


def rows(table, pattern):
    return set(pattern.findall((ROOT / "compiler/proof" / table).read_text(encoding="utf-8")))


def around(text, line):
    """The emitter that stands around a line, counted from 1."""
    lines = text.split("\n")
    first = max((i for i in range(line) if re.match(r"emit |part ", lines[i])), default=0)
    last = next((i for i in range(first + 1, len(lines)) if lines[i].startswith("}")), len(lines))
    return "\n".join(lines[first:last])


def of_program(path, kinds):
    """(type or kind, direction) of what is said of a program."""
    text = path.read_text(encoding="utf-8")
    done = subprocess.run([BASTIDE, "check", "--format", "json", path], capture_output=True, text=True)
    found = set()
    for one in json.loads(done.stdout)["diagnostics"]:
        way, label = SAID.get(one["code"]), one.get("label", "")
        address = re.fullmatch(r"(?:data\.)?(aws_\w+)\.[\w-]+", label)
        if way and address:
            found.add((address[1], way))
        elif way and " in the cluster of " in label and one["file"].endswith(path.name):
            found |= {(kind, way) for kind in re.findall(r'"([A-Z]\w+)"', around(text, one["range"]["start"]["line"])) if kind in kinds}
    return found


def of_mutants(kinds):
    """The type or kind in whose emitter something is changed."""
    source = (ROOT / "tests/long/mutants.py").read_text(encoding="utf-8")
    table = eval(source[source.index("MUTANTS = ") + 10:source.index("\n]\n") + 2], dict(OPENS="artefact-opens-path", CLOSES="artefact-closes-path",
                 HOSTS="", NODES="", T="targets/terraform/", K="targets/kubernetes/", H="targets/helm/target.bastide", E="compiler/estate/"))
    found = set()
    for file, old, _, wanted, *_ in table:
        text = (ROOT / file).read_text(encoding="utf-8")
        if old not in text:
            continue
        before = text[:text.index(old) + len(old)]
        types = re.findall(r'resource "(aws_\w+)"|kind +"(\w+)"', before)
        if types and file.startswith("targets/"):
            name = types[-1][0] or types[-1][1]
            found |= {(name, SAID[code]) for code in wanted if code in SAID}
    return {(name, way) for name, way in found if name.startswith("aws_") or name in kinds}


# Why nothing spoils these: what is read of them only says what others lead to, or another argument than those that are known is refused.
REASONS = {
    "ConfigMap": "is refused where nobody knows what it steers, as not read: language/12-8_steering",
    "aws_codedeploy_app": "is what a group of deliveries leads to, by its name in rights",
    "aws_ecr_repository": "is what its policy leads to, by its name in rights",
    "aws_ssm_parameter": "what it holds is read where it stands elsewhere, other arguments are refused: language/12-1_unread, 12-1_secrets",
}


def main():
    kinds = rows("objects.def", KIND)
    everything = rows("types.def", ROW) | rows("types_kept.def", ROW) | kinds
    spoiled = of_mutants(kinds)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for found in pool.map(lambda path: of_program(path, kinds), sorted((ROOT / "tests/language").glob("12-*.bastide"))):
            spoiled |= found
    named = {name for name, _ in spoiled}
    failed = [f"{name} is read, and nothing spoils it" for name in sorted(everything - named - set(REASONS))]
    failed += [f"{name} has a reason, and needs none" for name in sorted(set(REASONS) & (named | (set(REASONS) - everything)))]
    both = sum({(name, "opens"), (name, "closes")} <= spoiled for name in everything)
    if both < 15 or len(everything) < 70:
        failed.append(f"{len(everything)} types and kinds, {both} of them spoiled both ways: rows are not understood any more")
    print("\n".join(failed) or f"{len(everything)} types and kinds, {both} spoiled both ways, {len(REASONS)} with a reason")
    sys.exit(bool(failed))


main()
