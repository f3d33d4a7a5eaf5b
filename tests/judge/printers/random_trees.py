#!/usr/bin/env python3
"""Random output trees, printed and read back by others.

usage: random_trees.py PRINT_TREE FOLDER [COUNT]

HCL: `terraform fmt -check` has nothing to change, and every text comes back through `terraform console`. YAML: what PyYAML
reads equals what the JSON of the same tree says, so every text is a text. Closes with `N passed, N failed`.
"""
import json
import os
import pathlib
import random
import subprocess
import sys

import yaml

TEXTS = ["a", "", " x", "no", "yes", "12", "1e3", "a b", "${x}", "%{if}", 'q"q', "back\\slash", "line\nline", "line\nline\n",
         "  lead\nx\n", "é漢", "\ttab", "a: b", "#c", "- x", "EOT\n", "x" * 60, "true", "~", "a" * 30, "it's", "x\n\n", "\n",
         "\n\nx\n", "a\\nb", "trail \n", "0x1F", "2026-01-01", "$${", "😀\n", "a\u2028b", "  margin\n  all\n", "a\n\n b\n",
         "${x}\n%{ if }\n", "$${a}\n", "a $", "%%{x}", "EOT", "  \na\n", "a\n   \n", "\n a\n", "12:30", "=", "<<", "!x", "*a"]
KEYS = ["a", "bb", "ccc", "long_key_name", "x-y", "k1", "zz9"]
QUOTES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def quoted(text):
    return '"' + "".join(QUOTES.get(c, c) for c in text) + '"'


def value(depth, hcl):
    kind = random.random()
    if kind < .3 or depth > 4:
        return quoted(random.choice(TEXTS))
    if kind < .45:
        return random.choice(["0", "1", "-5", "3.5", "true", "false", "null"])
    if kind < .55:
        return "|" + quoted(random.choice(TEXTS))
    if kind < .6:
        return '@"a.b.c"'
    if kind < .65:
        return f'<{quoted(random.choice(TEXTS))}, @"r.s", {quoted(random.choice(TEXTS))}>' if hcl else "`f(x)`"
    if kind < .8:
        return "[" + ", ".join(value(depth + 1, hcl) if random.random() < .93 else '#"note"'
                               for _ in range(random.randint(0, 4))) + "]"
    if kind < .9:
        return "json(" + value(depth + 1, hcl) + ")"
    return "{" + body(depth + 1, hcl, False) + "}"


def body(depth, hcl, blocks):
    parts = []
    for key in random.sample(KEYS, random.randint(0, max(0, len(KEYS) - 2 * depth))):
        if random.random() < .1:
            parts.append(f'#"note of {key}"')
        if blocks and depth < 4 and random.random() < .4:
            label = random.choice(["", '"l"', '"l" "m"'])
            parts.append(f"blk {label} {{ {body(depth + 1, hcl, True)} }}")
        elif not blocks and random.random() < .2:
            parts.append(quoted(random.choice([key + " z", "é" + key])) + "!: " + value(depth, hcl))
        else:
            parts.append(f"{key}: {value(depth, hcl)}")
    return " ".join(parts)


def printed(program, language, tree):
    return subprocess.run([program, language], input=tree.encode(), capture_output=True, check=True).stdout


def plain(tree):
    """json(…) is laid out in YAML and compact in JSON; an expression has delimiters in YAML."""
    if isinstance(tree, dict):
        return {key: plain(v) for key, v in tree.items()}
    if isinstance(tree, list):
        return [plain(v) for v in tree]
    if isinstance(tree, str) and tree.startswith("${{ "):
        return tree[4:-3]
    if isinstance(tree, str):
        try:
            return ("json", json.dumps(json.loads(tree)))
        except ValueError:
            return tree
    return tree


def judge_yaml(program, count):
    failed = 0
    for seed in range(count):
        random.seed(seed + 100000)
        tree = "root: {" + body(0, False, False) + "}"
        as_yaml, as_json = printed(program, "yaml", tree), printed(program, "json", tree)
        if plain(yaml.safe_load(as_yaml)) != plain(json.loads(as_json)):
            print(f"FAILED yaml, tree {seed}: {tree}\n{as_yaml.decode()}")
            failed += 1
    return failed


def judge_layout(program, folder, count):
    for seed in range(count):
        random.seed(seed)
        (folder / f"{seed}.tf").write_bytes(printed(program, "hcl", body(0, True, True)))
    done = subprocess.run(["terraform", "fmt", "-check", "-diff", str(folder)], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"FAILED terraform fmt\n{done.stdout[:4000]}{done.stderr[:2000]}")
    return done.returncode != 0


def judge_texts(program, folder):
    folder.mkdir(exist_ok=True)
    names = [(f"{kind}{i}", text) for i, text in enumerate(TEXTS) for kind in "stl"]
    forms = {"s": "{}", "t": "|{}", "l": "[|{}]"}
    tree = " ".join(f"{name} {forms[name[0]].format(quoted(text))}" for name, text in names)
    (folder / "texts.tf").write_bytes(printed(program, "hcl", f"locals {{ {tree} }}"))
    wanted = ", ".join(f"{name} = local.{name}{'[0]' if name[0] == 'l' else ''}" for name, _ in names)
    done = subprocess.run(["terraform", "console"], input=f"jsonencode({{{wanted}}})\n", capture_output=True, text=True, cwd=folder)
    answers = [line for line in done.stdout.splitlines() if line.startswith('"')]
    found = json.loads(json.loads(answers[-1])) if answers else {}
    failed = [name for name, text in names if found.get(name) != text]
    for name in failed:
        print(f"FAILED {name}: {found.get(name)!r}, wanted {dict(names)[name]!r}")
    return bool(failed)


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(TF_CLI_CONFIG_FILE="/dev/null", NO_COLOR="1", ASAN_OPTIONS="detect_leaks=0")
    failed = judge_yaml(program, count) + judge_layout(program, folder, count) + judge_texts(program, folder / "texts")
    print(f"{count + 2 - failed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
