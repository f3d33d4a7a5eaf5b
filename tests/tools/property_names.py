#!/usr/bin/env python3
"""Property names of the language's library belong to stdlib/: C outside the model must not spell them in a
string. Names that are also words of the core (fields of the derived relations, built-in types and functions)
are exempt, and so is text that is only shown to people: a string that holds a space."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXEMPT_FOLDERS = ("model", "cli", "lsp", "include")
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
COMMENT = re.compile(r"/\*.*?\*/", re.S)
# Words of the core: derived relations, built-in types, fields and functions, platforms, clauses of targets and rules, operators.
CORE_TABLES = ("facts/relations.def", "facts/scalars.def", "expr/function.c", "expr/field.c", "expr/platform.c",
               "expr/declare.c", "expr/compile_rule.c", "../grammar/tokens.def")


def properties():
    """The first word of each statement one level inside a `kind` declaration."""
    names = set()
    for path in (ROOT / "stdlib").rglob("*.bastide"):
        depth, inside = 0, False
        for line in path.read_text(encoding="utf-8").split("\n"):
            code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', line).split("#")[0]
            if depth == 0 and re.match(r"\s*(abstract\s+)?kind\s", code):
                inside = True
            match = re.match(r"\s*([a-z][a-z0-9-]*)\s", code + " ")
            if inside and depth == 1 and match:
                names.add(match[1])
            depth += code.count("{") - code.count("}")
            inside = inside and (depth > 0 or "{" not in code)
    return names


def core():
    words = set()
    for name in CORE_TABLES:
        path = ROOT / "compiler" / name
        if path.exists():
            text = path.read_text(encoding="utf-8")
            words |= set(LITERAL.findall(text)) if path.suffix == ".c" else set(re.findall(r"[a-z][a-z0-9-]*", text))
    return words


def main():
    forbidden = properties() - core()
    bad = 0
    for path in sorted((ROOT / "compiler").rglob("*.[ch]")):
        if path.relative_to(ROOT / "compiler").parts[0] in EXEMPT_FOLDERS:
            continue
        text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), path.read_text(encoding="utf-8"))
        for number, line in enumerate(text.split("\n"), 1):
            if line.lstrip().startswith("#"):
                continue
            for word in LITERAL.findall(line):
                if word in forbidden:
                    print(f"{path.relative_to(ROOT)}:{number}: \"{word}\" is a property of the library")
                    bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
