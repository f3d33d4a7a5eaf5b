"""A reader of YAML in block style, for tests: maps, lists, plain and double-quoted scalars, literal blocks, `{}` and `[]`.
Comments are dropped. Anything else is an error, so that a test never judges what it did not understand."""
import json
import re

KEY = re.compile(r'^("(?:[^"\\]|\\.)*"|[^\s"#:\[\]{}&*!|>%@`-][^:#]*?):(?: +(.*))?$')
COMMENT = re.compile(r"(?:^|\s)#.*$")
NUMBER = re.compile(r"^-?\d+(\.\d+)?$")


class Reader:
    def __init__(self, text):
        self.lines = text.split("\n")
        self.at = 0

    def error(self, why):
        raise ValueError(f"line {self.at + 1}: {why}: {self.lines[self.at]!r}")

    def skip(self):
        """To the next line that says something; its indent, or -1 at the end."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.strip() and not line.lstrip().startswith("#"):
                return len(line) - len(line.lstrip())
            self.at += 1
        return -1

    def scalar(self, text):
        if text.startswith('"'):
            value, end = json.JSONDecoder().raw_decode(text)
            if COMMENT.sub("", text[end:]).strip():
                self.error("behind a string")
            return value
        text = COMMENT.sub("", text).strip()
        if text in ("{}", "[]"):
            return {} if text == "{}" else []
        if text in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[text]
        if NUMBER.match(text):
            return float(text) if "." in text else int(text)
        if text[:1] in "'[{&*!>%@`|":
            self.error("a form that this reader does not know")
        return text

    def literal(self, header, indent):
        found = []
        depth = None
        while self.at < len(self.lines):
            line = self.lines[self.at]
            own = len(line) - len(line.lstrip())
            if line.strip() and own <= indent:
                break
            if line.strip() and depth is None:
                depth = own
            found.append(line[depth or 0:])
            self.at += 1
        text = "\n".join(found).rstrip("\n")
        return text if "-" in header else text + "\n"

    def value(self, rest, indent):
        """What stands behind `key:` or `-`, when the line is read already."""
        rest = rest or ""
        if rest.startswith("|"):
            return self.literal(rest.split()[0], indent)
        if COMMENT.sub("", rest).strip():
            return self.scalar(rest)
        inner = self.skip()
        return self.block(inner) if inner > indent else None

    def block(self, indent):
        return self.list(indent) if self.lines[self.at][indent:].startswith("- ") else self.map(indent)

    def list(self, indent):
        found = []
        while self.skip() == indent and self.lines[self.at][indent:].startswith("-"):
            rest = self.lines[self.at][indent + 1:].strip()
            if KEY.match(rest):
                self.lines[self.at] = " " * (indent + 2) + rest
                found.append(self.map(indent + 2))
            else:
                self.at += 1
                found.append(self.value(rest, indent))
        return found

    def map(self, indent):
        found = {}
        while self.skip() == indent:
            match = KEY.match(self.lines[self.at].strip())
            if not match:
                self.error("no key")
            key = json.loads(match[1]) if match[1].startswith('"') else match[1]
            if key in found:
                self.error("a key twice")
            self.at += 1
            found[key] = self.value(match[2], indent)
        return found


def load(text):
    reader = Reader(text)
    indent = reader.skip()
    result = reader.block(indent) if indent == 0 else None
    if reader.skip() != -1:
        reader.error("something is left")
    return result
