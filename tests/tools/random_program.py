#!/usr/bin/env python3
"""Makes programs at random that have the right shape: every rule of the grammar, any spacing, comments everywhere.

usage: random_program.py SEED [COUNT]      prints COUNT declarations
"""
import random
import sys

WORDS = ["a", "shop", "three-tier", "prod_1", "größe", "x2", "payments", "very-long-name-of-a-thing-somewhere", "q"]
KEYWORDS = ["each", "where", "group", "by", "as", "sort", "in", "when", "is", "some", "every", "rule", "fact", "part",
            "target"]
NAMES = WORDS + ["group", "by", "as", "sort", "rule", "fact", "part", "function", "emit", "target"]
LITERALS = ["1", "042", "443/tcp", "10.0.0.0/16", "10.1.2.3", "/24", "5m", "250m", "99.5%", "256Mi", "2027-03-31", "09:30",
            "2001:db8::/32", "::1", "arn:aws:iam::111111111111:role/x"]
CALLS = ["f", "count", "name", "json", "default"]


class Maker:
    """Writes into a list; `n` bounds how deep things nest."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.comments = 0
        self.one_line = 0                  # inside a string, nothing may take a second line

    def some(self, low, high, make, separator=" "):
        return separator.join(make() for _ in range(self.r.randint(low, high)))

    def chance(self, one_in):
        return self.r.randrange(one_in) == 0

    def blank(self):
        return self.r.choice(["", " ", "  ", "\t"])

    def wide(self):
        return self.r.choice([" ", " ", "  ", "\t "])

    # --- ends of statements, comments ---

    def comment(self):
        """Each has a number, so that one can see whether it is still there."""
        self.comments += 1
        text = self.r.choice(["", "plain", "with `code` and \"quotes\" {", "}", "Ünïcode — dash"])
        return self.r.choice(["#", "##", "# "]) + f"<{self.comments}>" + text

    def end(self):
        """Ends a statement: a line end with what may stand around it, or a semicolon."""
        if self.one_line or self.chance(3):
            return ";" + self.blank()
        text = (self.wide() + self.comment() if self.chance(4) else self.blank()) + "\n"
        for _ in range(self.r.choice([0, 0, 0, 1, 2])):
            text += self.blank() + (self.comment() if self.chance(2) else "") + "\n"
        return text

    def gap(self):
        """Between two tokens inside brackets: a blank, sometimes a line end with a comment."""
        if not self.one_line and self.chance(12):
            return self.wide() + (self.comment() if self.chance(2) else "") + "\n" + self.blank()
        return self.wide()

    def block(self, statement, n):
        head = self.blank()
        if not self.one_line:
            head = self.wide() + self.comment() + "\n" if self.chance(8) else head + ("\n" if self.chance(2) else "")
        body = "".join(self.blank() + statement(n - 1) + self.end() for _ in range(self.r.randint(0, 4)))
        return "{" + head + body + "}"

    # --- declarations ---

    def word(self):
        return self.r.choice(WORDS + KEYWORDS)

    def atom(self, n):
        kind = self.r.randrange(12)
        if kind < 5:
            return self.word()
        if kind < 7:
            return self.r.choice(LITERALS)
        if kind == 7:
            return self.string(0)
        if kind == 8 and n > 0:
            separator = self.r.choice([" | ", "|", " "])
            return "(" + self.blank() + self.some(1, 3, lambda: self.atom(n - 1), separator) + self.gap() + ")"
        if kind == 9 and n > 0:
            return "[" + self.blank() + self.some(0, 3, lambda: self.atom(n - 1), "," + self.gap()) + "]"
        if kind == 10:
            return self.r.choice(["10..20", "1 .. 2", "a..b", "a .. b", "x.y", "x . y", "environment+", "T?", "T *", "(a | b)?",
                                  "t* u?"])
        return self.r.choice(["->", "<->", ":", "=", "<", ">=", "!=", "-", ","]) + " " + self.word()

    def statement(self, n):
        key = self.word()
        if key == "where":                 # a line that begins with it goes on with the statement before
            key = "when"
        text = key + self.wide() + self.some(0, 4, lambda: self.atom(1))
        if text.split()[-1:] and text.split()[-1] in ("where", "and", "or", "not", "if", "then", "when", "let"):
            text += " x"
        if n > 0 and self.chance(3):
            text += self.wide() + self.block(self.statement, n)
        return text

    def declaration(self):
        prefix = "abstract " if self.chance(8) else ""
        return prefix + self.r.choice(WORDS) + " " + self.statement(3)

    # --- expressions ---

    def string(self, n):
        text = self.r.choice(["", "text", "a b  c", "\\\"quoted\\\"", "\\{x\\}", "é \\u{2014}", "#not a comment"])
        self.one_line += 1
        if n > 0:
            text += self.some(0, 2, lambda: "{" + self.expression(n - 1) + "}" + self.r.choice(["", "-", " and "]), "")
        self.one_line -= 1
        return '"' + text + '"'

    def primary(self, n):
        kind = self.r.randrange(10)
        if n <= 0 or kind < 3:
            return self.r.choice(NAMES)
        if kind == 3:
            return self.r.choice(LITERALS + ["1..2", "1 .. 2"])
        if kind == 4:
            return self.string(n - 1)
        if kind == 5:
            arguments = self.some(0, 3, lambda: self.element(n - 1), "," + self.gap())
            return self.r.choice(CALLS) + "(" + self.blank() + arguments + ")"
        if kind == 6:
            return "(" + self.blank() + self.expression(n - 1) + self.gap() + ")"
        if kind == 7:
            return "[" + self.some(0, 3, lambda: self.list_element(n - 1), "," + self.gap()) + "]"
        if kind == 8:
            texts = ["`raw {x} text`", '"""one line"""', 'shell  """\n    run {x}\n      more\n  """']
            return texts[0] if self.one_line else self.r.choice(texts)
        return "@aws_vpc." + self.r.choice(["main", '"{x}"']) + ".id"

    def sum(self, n):
        text = self.primary(n)
        if n > 0 and text[0] not in "@:/" and not text[0].isdigit() and text not in LITERALS:
            text += "".join(self.r.choice([".", " . "]) + self.word() for _ in range(self.r.choice([0, 0, 1, 2])))
        return text + (self.r.choice([" + ", " - ", " +  "]) + self.primary(n - 1) if self.chance(6) else "")

    def relation(self, n):
        if not self.chance(3):
            return self.sum(n)
        sign = self.r.choice(["=", "!=", "<", ">=", "in", "not in", "is", "is not"])
        return self.sum(n) + self.wide() + sign + self.wide() + self.sum(n - 1)

    def condition(self, n):
        kind = self.r.randrange(8)
        if kind == 0 and n > 0:
            return "not " + self.condition(n - 1)
        if kind == 1 and n > 0:
            where = " where " + self.expression(n - 1) if self.chance(2) else ""
            return self.r.choice(["some ", "every "]) + self.binding(n) + where + " : " + self.condition(n - 1)
        return self.relation(n)

    def expression(self, n):
        if n > 0 and self.chance(10):
            return f"if {self.condition(n - 1)} then {self.expression(n - 1)} else {self.expression(n - 1)}"
        signs = [" and ", " or ", " and " if self.one_line else "\n and "]
        more = [self.r.choice(signs) + self.condition(n - 1) for _ in range(self.r.choice([0, 0, 0, 1, 2]))]
        return self.condition(n) + "".join(more)

    def binding(self, n):
        return self.r.choice(WORDS) + " in " + self.expression(n - 1)

    def quantifier(self, n):
        text = "each " + self.some(1, 2, lambda: self.binding(n), ", ")
        if self.chance(2):
            text += " where " + self.expression(n - 1)
        if self.chance(6):
            text += " group by " + self.sum(n - 1) + " as " + self.r.choice(WORDS)
        return text + (" sort by " + self.sum(n - 1) if self.chance(6) else "")

    def element(self, n):
        return self.block(self.output, n) if n > 0 and self.chance(4) else self.expression(n)

    def list_element(self, n):
        kind = self.r.randrange(6)
        if kind == 0 and n > 0:
            value = self.block(self.output, n) if self.chance(2) else ": " + self.expression(n - 1)
            return self.quantifier(n - 1) + " " + value
        return self.element(n) + (" when " + self.expression(n - 1) if kind == 1 else "")

    # --- output trees ---

    def output(self, n):
        key = self.r.choice([self.r.choice(NAMES), '"a key"'])
        kind = self.r.randrange(9)
        if n <= 0 or kind < 3:
            return key + self.wide() + self.expression(n) + self.r.choice(["", "", " ?", " when " + self.expression(n - 1)])
        if kind == 3:
            return key + " " + self.r.choice(['"label" ', "", 'x "y"']) + self.block(self.output, n)
        if kind == 4:
            separator = " " if self.one_line else self.r.choice([" ", "\n  "])
            return self.some(1, 2, lambda: self.quantifier(n - 1), separator) + " " + self.block(self.output, n)
        if kind == 5:
            other = " else " + self.block(self.output, n) if self.chance(2) else ""
            return "when " + self.expression(n - 1) + " " + self.block(self.output, n) + other
        if kind == 6:
            return "let " + self.r.choice(WORDS) + " = " + self.expression(n)
        if kind == 7:
            return "+ " + self.r.choice(CALLS) + "(" + self.some(0, 2, lambda: self.element(n - 1), ", ") + ")"
        return 'note "said"'

    def clause(self, n):
        return self.r.choice([
            lambda: "because " + self.string(0), lambda: "absolute", lambda: self.quantifier(2),
            lambda: "let " + self.r.choice(WORDS) + " = " + self.expression(n), lambda: "require " + self.expression(3),
            lambda: "message " + self.string(2),
            lambda: "unit " + self.string(1) + " " + self.quantifier(1) + " " + self.block(self.output, 1),
        ])()

    def parameters(self):
        types = ["int", "port*", "( a | b )+", "string ?"]
        return self.some(0, 2, lambda: self.r.choice(WORDS) + self.blank() + ": " + self.r.choice(types), ", ")

    def header(self):
        text = ""
        for _ in range(self.r.randint(0, 2)):
            text += (" " + self.comment() + "\n  " if self.chance(4) else self.r.choice([" ", "\n  "])) + self.quantifier(2)
        return text + self.r.choice([" ", "\n"])

    def item(self):
        word = self.r.choice(WORDS)
        return self.r.choice([
            self.declaration, self.declaration, self.declaration,
            lambda: f"rule {word} " + self.block(self.clause, 3), lambda: f"target {word} " + self.block(self.clause, 2),
            lambda: f"emit {word} " + self.string(2) + self.header() + self.block(self.output, 3),
            lambda: f"part f({self.parameters()}) " + self.block(self.output, 3),
            lambda: f"fact f({self.parameters()})" + self.header() + self.block(self.output, 2),
            lambda: f"function f({self.parameters()}) : {self.r.choice(['int', 'region+', 'a?'])} = " + self.expression(4),
            lambda: f"function {word} : int = " + self.expression(3),
        ])()


def program(seed, count):
    maker = Maker(seed)
    return "".join(maker.item() + (maker.end() if not maker.chance(5) else "\n\n\n") for _ in range(count))


if __name__ == "__main__":
    print(program(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10), end="")
