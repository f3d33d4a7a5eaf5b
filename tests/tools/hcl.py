"""Reads Terraform files as bastide writes them, without any of bastide's own code: blocks, attributes, literals,
lists, maps, references, templates. What is none of these is kept as `Raw`, with its brackets balanced; text that is
no HCL at all raises an error.
"""
import dataclasses
import functools
import re

TOKEN = re.compile(r"""
    (?P<blank>[ \t\r\n]+|\#[^\n]*|//[^\n]*)
  | (?P<heredoc><<-?(?P<mark>\w+)\n)
  | (?P<string>"(?:[^"\\$%]|\\.|\$\$\{|%%\{|\$(?!\{)|%(?!\{)|(?P<open>[$%]\{))*)
  | (?P<number>-?\d+(?:\.\d+)?)
  | (?P<word>[A-Za-z_][\w-]*)
  | (?P<sign>\.\.\.|=>|==|!=|<=|>=|&&|\|\||[{}\[\]()=,.:?<>!+*/%-])
""", re.X)
REFERENCE = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+|\[[^\]]*\])+")


class Malformed(Exception):
    pass


@dataclasses.dataclass(frozen=True)
class Reference:
    parts: tuple

    def __str__(self):
        return ".".join(self.parts)


@dataclasses.dataclass(frozen=True)
class Call:
    name: str
    arguments: tuple


@dataclasses.dataclass(frozen=True)
class Template:
    text: str                 # as written between the quotes, or of a heredoc


@dataclasses.dataclass(frozen=True)
class Raw:
    text: str


@dataclasses.dataclass
class Block:
    kind: str
    labels: tuple
    attributes: dict
    blocks: list

    def only(self, kind):
        return [block for block in self.blocks if block.kind == kind]


def string_at(text, at):
    """Where the string that begins at `at` ends; interpolations may hold strings in turn."""
    at += 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" or text.startswith(("$${", "%%{"), at):
            at += 2 if text[at] == "\\" else 3
        elif text.startswith(("${", "%{"), at):
            depth, at = 1, at + 2
            while at < len(text) and depth:
                if text[at] == '"':
                    at = string_at(text, at)
                    continue
                depth += {"{": 1, "}": -1}.get(text[at], 0)
                at += 1
        elif text[at] == "\n":
            raise Malformed(f"a string does not end: {text[at - 40:at]!r}")
        else:
            at += 1
    if at >= len(text):
        raise Malformed("a string does not end")
    return at + 1


def tokens(text):
    found, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise Malformed(f"no token at {text[at:at + 40]!r}")
        kind = match.lastgroup if match.lastgroup not in ("mark", "open") else ("heredoc" if match["heredoc"] else "string")
        end = match.end()
        if kind == "heredoc":
            close = re.compile(rf"^[ \t]*{match['mark']}$", re.M).search(text, end)
            if not close:
                raise Malformed(f"a heredoc does not end: {match['mark']}")
            found.append(("heredoc", text[end:close.start()], at))
            at = close.end()
            continue
        if kind == "string":
            end = string_at(text, at)
        if kind == "blank":
            if "\n" in match[0] and found and found[-1][0] != "newline":
                found.append(("newline", "\n", at))
        else:
            found.append((kind, text[at:end], at))
        at = end
    return found + [("newline", "\n", at), ("end", "", at)]


def unquoted(text):
    inner = text[1:-1]
    if re.search(r"(?<!\$)\$\{|(?<!%)%\{", inner):
        return Template(inner)
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), inner).replace("$${", "${").replace("%%{", "%{")


class Reader:
    def __init__(self, text):
        self.text, self.tokens, self.at = text, tokens(text), 0

    def peek(self, ahead=0):
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def take(self, *wanted):
        kind, text, place = self.peek()
        if wanted and text not in wanted and kind not in wanted:
            line = self.text.count("\n", 0, place) + 1
            raise Malformed(f"line {line}: found {text!r}, wanted {' or '.join(wanted)}")
        self.at += 1
        return text

    def newlines(self):
        while self.peek()[0] == "newline":
            self.at += 1

    def body(self, end):
        attributes, blocks = {}, []
        self.newlines()
        while self.peek()[1] != end or self.peek()[0] == "string":
            key = self.take("word")
            if self.peek()[1] == "=":
                self.take()
                if key in attributes:
                    raise Malformed(f"{key} is said twice in one block")
                attributes[key] = self.expression()
                if attributes[key] == Raw("null"):   # Terraform: as if it were not said
                    del attributes[key]
                if self.peek()[1] != end:
                    self.take("newline")
            else:
                labels = []
                while self.peek()[1] != "{":
                    labels.append(unquoted(self.take("string")) if self.peek()[0] == "string" else self.take("word"))
                self.take("{")
                inner, nested = self.body("}")
                self.take("}")
                blocks.append(Block(key, tuple(labels), inner, nested))
                if self.peek()[1] != end:
                    self.take("newline")
            self.newlines()
        return attributes, blocks

    def expression(self):
        """A simple value; anything with operators is kept as text, to the end of the line or the next comma."""
        start, value = self.at, None
        try:
            value = self.simple()
        except Malformed:
            self.at = start
        if value is not None and self.peek()[1] in ("\n", ",", "}", "]", ")") and self.peek()[0] != "string":
            return value
        self.at, depth = start, 0
        begin = self.peek()[2]
        while depth or not (self.peek()[0] == "newline" or self.peek()[1] in (",", "}", "]", ")")):
            if self.peek()[0] == "end":
                raise Malformed(f"an expression does not end: {self.text[begin:begin + 40]!r}")
            depth += {"{": 1, "[": 1, "(": 1, "}": -1, "]": -1, ")": -1}.get(self.peek()[1], 0) if self.peek()[0] == "sign" else 0
            self.at += 1
        return Raw(self.text[begin:self.peek()[2]].strip())

    def simple(self):
        kind, text, _ = self.peek()
        if kind == "string":
            self.at += 1
            return unquoted(text)
        if kind == "heredoc":
            self.at += 1
            return Template(text)
        if kind == "number":
            self.at += 1
            return float(text) if "." in text else int(text)
        if text == "[":
            return self.several("]", self.expression)
        if text == "{":
            return dict(self.several("}", self.pair))
        name = self.take("word")
        if name in ("true", "false", "null") and self.peek()[1] != ".":
            return {"true": True, "false": False, "null": None}[name] if name != "null" else Raw("null")
        if self.peek()[1] == "(":
            return Call(name, tuple(self.several(")", self.expression)))
        parts = [name]
        while self.peek()[1] in (".", "["):
            if self.take() == ".":
                parts.append(self.take("word", "number"))
            else:
                parts.append("[" + str(self.expression()) + "]")
                self.take("]")
        return Reference(tuple(parts)) if len(parts) > 1 else Raw(name)

    def several(self, end, item):
        found = []
        self.take()
        self.newlines()
        while self.peek()[1] != end or self.peek()[0] == "string":
            found.append(item())
            self.newlines() if self.peek()[0] == "newline" else None
            if self.peek()[1] == ",":
                self.take()
                self.newlines()
        self.take(end)
        return found

    def pair(self):
        key = unquoted(self.take()) if self.peek()[0] == "string" else self.take("word", "number", "sign")
        if key == "(":
            self.at -= 1
            key = str(self.expression())
        self.take("=", ":")
        value = self.expression()
        return (key, value)


@functools.lru_cache(None)
def read(text):
    """The blocks of a file; nobody changes them, for whoever reads the same text is given the same."""
    attributes, blocks = Reader(text).body("")
    if attributes:
        raise Malformed(f"{next(iter(attributes))} stands outside every block")
    return blocks


def references(value):
    """Every reference below a value or a block, those inside templates included, as tuples of parts."""
    if isinstance(value, Reference):
        yield value.parts
    elif isinstance(value, (Template, Raw)):
        inner = re.findall(r"[$%]\{(.*?)\}", value.text, re.S) if isinstance(value, Template) else [value.text]
        for text in inner:
            for found in REFERENCE.findall(re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)):
                yield tuple(re.sub(r"\[[^\]]*\]", "", found).split("."))
    elif isinstance(value, Call):
        for argument in value.arguments:
            yield from references(argument)
    elif isinstance(value, Block):
        for inner in [*value.attributes.values(), *value.blocks]:
            yield from references(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from references(inner)
