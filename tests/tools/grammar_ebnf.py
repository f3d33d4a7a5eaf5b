#!/usr/bin/env python3
"""Derives spec/grammar.ebnf from grammar/parser.y and grammar/tokens.def.

usage: grammar_ebnf.py            prints it
       grammar_ebnf.py --write    writes it
       grammar_ebnf.py --check    fails when spec/grammar.ebnf is another text
"""
import difflib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
EBNF = ROOT / "spec/grammar.ebnf"
HEAD = """\
(* The grammar, derived from grammar/parser.y by tests/tools/grammar_ebnf.py; do not edit.

   { x } is any number of x, [ x ] at most one. Names in capitals are tokens of chapter 2:
     END-OF-STATEMENT  the end of a line, `;`, or nothing before `}` and the end of the file (1.4)
     WORD              a word that is none of those that stand here in quotes (2.1)
     CALL              a word and a `(` that touches it (3.6.3)
     LITERAL           a number, quantity, address, port, date, time or ARN (2.2 to 2.7)
     STRING, TEXT, RAW "…", \"\"\"…\"\"\" and `…` without a value in it (2.8); with values they are begun by
                       STRING-BEGIN, parted by STRING-MIDDLE and ended by STRING-END, and so on
     INDEX             a `[` that touches what stands before it (3.6.3) *)
"""
NAMES = {"NEWLINE": "END-OF-STATEMENT"}


def quoted(text):
    return f"'{text}'" if '"' in text else f'"{text}"'


def token_texts():
    """Spelling of each token of tokens.def."""
    text = (ROOT / "grammar/tokens.def").read_text(encoding="utf-8")
    return {name: quoted(spelling) for name, spelling in re.findall(r'^(?:TOKEN|WORD)\((\w+),\s*"([^"]*)"\)', text, re.M)}


def without_actions(text):
    """Rules without comments and braces; a quoted brace is no brace."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    kept, depth = [], 0
    for piece in re.findall(r"'.'|\"(?:\\.|[^\"\\])*\"|[{}]|[^'\"{}]+|.", text, re.S):
        if piece == "{":
            depth += 1
        elif piece == "}":
            depth -= 1
        elif depth == 0:
            kept.append(piece)
    return "".join(kept)


def read_rules():
    """[(name, [alternative, ...])], an alternative a list of symbols; those with `error` left out."""
    text = (ROOT / "grammar/parser.y").read_text(encoding="utf-8").split("\n%%\n")[1]
    rules = []
    for name, body in re.findall(r"([a-z_]+)\s*:(?!')((?:'.'|[^;'])*);", without_actions(text)):
        alternatives = [re.findall(r"'.'|[\w%]+", one) for one in re.split(r"\|(?!')", body)]
        rules.append((name, [one for one in alternatives if "error" not in one]))
    return rules


def symbol(text, tokens):
    if text.startswith("'"):
        return quoted(text[1])
    if text in tokens:
        return tokens[text]
    return NAMES.get(text, text).replace("_", "-")


def words(alternative, tokens):
    return " ".join(symbol(one, tokens) for one in alternative)


def choice(alternatives, tokens):
    return " | ".join(words(one, tokens) for one in alternatives)


def render(name, alternatives, tokens):
    """Left recursion is repetition; an empty alternative makes the others optional."""
    recursive = [one[1:] for one in alternatives if one and one[0] == name]
    others = [one for one in alternatives if not one or one[0] != name]
    empty = ["%empty"] in others
    others = [one for one in others if one != ["%empty"]]
    if recursive and empty and not others:
        return f"{{ {choice(recursive, tokens)} }}"
    repeated = f" {{ {choice(recursive, tokens)} }}" if recursive else ""
    if empty:
        return f"[ {choice(others, tokens)} ]{repeated}"
    first = choice(others, tokens)
    return (f"( {first} )" if repeated and len(others) > 1 else first) + repeated


def wrapped(head, body):
    """A rule over several lines, broken before `|`."""
    lines = [head + " = " + body + " ;"]
    if len(lines[0]) <= 110:
        return lines[0]
    parts = re.split(r" (?=\| )", body)
    indent = " " * (len(head) + 1)
    lines, line = [], head + " = " + parts[0]
    for part in parts[1:]:
        if len(line) + len(part) + 1 > 110:
            lines.append(line)
            line = indent + part
        else:
            line += " " + part
    return "\n".join(lines + [line + " ;"])


def grammar():
    tokens = token_texts()
    rules = [wrapped(name.replace("_", "-"), render(name, alternatives, tokens)) for name, alternatives in read_rules()]
    return HEAD + "\n" + "\n".join(rules) + "\n"


def main():
    text = grammar()
    if "--write" in sys.argv:
        EBNF.write_text(text, encoding="utf-8")
    elif "--check" in sys.argv:
        written = EBNF.read_text(encoding="utf-8") if EBNF.exists() else ""
        if written != text:
            print("".join(difflib.unified_diff(written.splitlines(True), text.splitlines(True), "spec/grammar.ebnf", "derived")))
            print("run tests/tools/grammar_ebnf.py --write, and change the chapters that speak of it")
            sys.exit(1)
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
