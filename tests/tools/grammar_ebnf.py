#!/usr/bin/env python3
"""Holds spec/grammar.ebnf equal to grammar/parser.y and grammar/tokens.def.

usage: grammar_ebnf.py [--write]

The syntax, which begins at the line "(* 3 Syntax", is made from the rules of parser.y: actions and error
productions are left out, recursion to the left becomes repetition. The tokens before it are written by hand; each
that the syntax uses must be defined there, and none besides. Exit status 1 when anything differs; --write mends it.
"""
import difflib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
EBNF = ROOT / "spec/grammar.ebnf"
SYNTAX = "(* 3 Syntax"
WIDTH = 120
SPELLED = {"NEWLINE": "LINE-END"}


def tokens_of_table():
    """id -> text of tokens.def."""
    table = (ROOT / "grammar/tokens.def").read_text(encoding="utf-8")
    return dict(re.findall(r'^(?:TOKEN|WORD)\((\w+),\s*"([^"]+)"\)', table, re.M))


def without_actions(text):
    """The rules without what stands in braces and in comments; quoted braces are signs."""
    kept, depth = [], 0
    for part in re.findall(r"/\*.*?\*/|'[^']*'|\"(?:\\.|[^\"\\])*\"|[{}]|[^'\"{}/]+|/", text, re.S):
        if part == "{":
            depth += 1
        elif part == "}":
            depth -= 1
        elif depth == 0 and not part.startswith("/*"):
            kept.append(part)
    return "".join(kept)


def rules_of(grammar):
    """[(name, [[symbol, …], …]), …] in order, without error productions."""
    text = without_actions(grammar.split("\n%%\n")[1])
    symbols = re.findall(r"'[^']+'|%empty|%prec\s+\S+|\w+|[:|;]", text)
    rules, at = [], 0
    while at < len(symbols):
        name, alternatives = symbols[at], [[]]
        assert symbols[at + 1] == ":", f"no rule begins at {symbols[at:at + 4]}"
        at += 2
        while symbols[at] != ";":
            if symbols[at] == "|":
                alternatives.append([])
            elif symbols[at] != "%empty" and not symbols[at].startswith("%prec"):
                alternatives[-1].append(symbols[at])
            at += 1
        at += 1
        rules.append((name, [one for one in alternatives if "error" not in one]))
    return rules


class Writer:
    def __init__(self, rules, table):
        self.names = {name for name, _ in rules}
        self.table = table
        self.used = set()                      # tokens that are more than a spelling

    def symbol(self, symbol):
        if symbol in self.names:
            return symbol.replace("_", "-")
        if symbol.startswith("'"):
            return f'"{symbol[1:-1]}"'
        if symbol in self.table:
            return f'"{self.table[symbol]}"'
        spelled = SPELLED.get(symbol, symbol.replace("_", "-"))
        self.used.add(spelled)
        return spelled

    def sequence(self, symbols):
        return " ".join(self.symbol(one) for one in symbols)

    def rule(self, name, alternatives):
        """The lines of a rule; a list that refers to itself on the left is a repetition."""
        again = [one[1:] for one in alternatives if one and one[0] == name]
        base = [self.sequence(one) for one in alternatives if not one or one[0] != name]
        tail = f"{{ {' | '.join(self.sequence(one) for one in again)} }}" if again else ""
        maybe = "" in base
        base = [one for one in base if one]
        if not base:
            return [tail]
        if maybe or tail:
            inner = " | ".join(base)
            if maybe:
                inner = f"[ {inner} ]"
            elif len(base) > 1:
                inner = f"( {inner} )"
            return [f"{inner} {tail}".strip()]
        return base


def wrapped(head, alternatives):
    """`name = a | b ;`, a line for each alternative that does not fit."""
    line = f"{head} = {' | '.join(alternatives)} ;"
    if len(line) <= WIDTH and len(alternatives) < 12:
        return line
    lines, indent = [f"{head} = {alternatives[0]}"], " " * (len(head) + 1)
    packed = all(len(one) < 16 for one in alternatives)
    for one in alternatives[1:]:
        if packed and len(lines[-1]) + len(one) + 5 <= WIDTH:
            lines[-1] += f" | {one}"
        else:
            lines.append(f"{indent}| {one}")
    return "\n".join(lines) + " ;"


def syntax_of(grammar, table):
    """The generated half, and the tokens it uses."""
    rules = rules_of(grammar)
    writer = Writer(rules, table)
    lines = [wrapped(name.replace("_", "-"), writer.rule(name, alternatives)) for name, alternatives in rules]
    known = {symbol for _, alternatives in rules for one in alternatives for symbol in one}
    unused = sorted(name for name in writer.names - known if name != rules[0][0])
    return "\n\n".join(lines) + "\n", writer.used, unused


def faults_of_tokens(grammar, table, used, by_hand):
    """What the three lists of tokens do not agree on."""
    faults = []
    declared = dict(re.findall(r'\b([A-Z_]+) "`([^"]+)`"', grammar.split("\n%%\n")[0]))
    declared.pop("INDEX", None)
    for name in sorted(set(declared) | set(table)):
        if declared.get(name) != table.get(name):
            faults.append(f"{name} is {declared.get(name)} in parser.y and {table.get(name)} in tokens.def")
    defined = set(re.findall(r"^([A-Z][A-Z0-9-]*) +=", by_hand, re.M))
    faults += [f"spec/grammar.ebnf does not say what {name} is" for name in sorted(used - defined)]
    faults += [f"spec/grammar.ebnf defines {name}, which no rule uses" for name in sorted(defined - used)]
    return faults


def main():
    grammar = (ROOT / "grammar/parser.y").read_text(encoding="utf-8")
    text = EBNF.read_text(encoding="utf-8")
    at = text.find(SYNTAX)
    if at < 0:
        print(f"spec/grammar.ebnf has no line that begins with {SYNTAX}")
        return 1
    kept = text[:text.index("*)", at) + 3]
    syntax, used, unused = syntax_of(grammar, tokens_of_table())
    faults = faults_of_tokens(grammar, tokens_of_table(), used, text[:at])
    faults += [f"no rule uses {name}" for name in unused]
    wanted = kept + "\n" + syntax
    if wanted != text and "--write" in sys.argv[1:]:
        EBNF.write_text(wanted, encoding="utf-8")
    elif wanted != text:
        faults += difflib.unified_diff(text.splitlines(), wanted.splitlines(), "spec/grammar.ebnf", "grammar/parser.y", lineterm="")
    print("\n".join(faults) if faults else "spec/grammar.ebnf agrees with the grammar")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
