#!/usr/bin/env python3
"""A thousand random changes in each encoding: what the server holds is what the editor shows. Every line of the text
declares a constant with a random string, so that symbols tell the names and places of all lines, and hovers the strings."""
import os
import pathlib
import random
import re
import sys

sys.path.insert(0, os.environ["ROOT"] + "/tests/tools")
from lsp_client import Server

TMP = pathlib.Path(os.environ["TMP"])
CHANGES, EVERY = 1000, 100
LETTERS = "abc éß漢字語😀👩🚀e\u0301o\u0308𝒳ﬁ·"
LINE_ENDS = ["\n", "\n", "\n", "\r\n", "\r\r\n"]


def units(text, encoding):
    return len(text.encode("utf-8")) if encoding == "utf-8" else len(text.encode("utf-16-le")) // 2 if encoding == "utf-16" else len(text)


def position(text, offset, encoding):
    """The protocol's position of a character of the text, told without the server's code."""
    before = text[:offset]
    lines = re.split(r"\r\n|\n|\r", before)
    return {"line": len(lines) - 1, "character": units(lines[-1], encoding)}


class Editor:
    def __init__(self, seed, encoding):
        self.random, self.encoding, self.next, self.version = random.Random(seed), encoding, 0, 1
        self.text = self.lines(12)

    def words(self):
        return "".join(self.random.choice(LETTERS) for _ in range(self.random.randint(0, 12)))

    def lines(self, count):
        out = ""
        for _ in range(count):
            self.next += 1
            out += f'constant c{self.next} string "{self.words()}"' + self.random.choice(LINE_ENDS)
        return out

    def places(self):
        """(start, end) of every string's inside, and of every line."""
        strings = [m.span(1) for m in re.finditer(r'"([^"]*)"', self.text)]
        return strings, [m.span() for m in re.finditer(r'constant[^\r\n]*(?:\r\r\n|\r\n|\n)', self.text)]

    def change(self):
        strings, lines = self.places()
        kind = self.random.random()
        if kind < 0.65 and strings:
            first, last = self.random.choice(strings)
            start = self.random.randint(first, last)
            return start, self.random.randint(start, last), self.words()
        if kind < 0.85 or len(lines) < 8:
            start = self.random.choice([0] + [end for _, end in lines])
            return start, start, self.lines(self.random.randint(1, 3))
        index = self.random.randrange(len(lines))
        return lines[index][0], lines[min(index + self.random.randint(0, 2), len(lines) - 1)][1], self.lines(self.random.randint(0, 1))

    def apply(self):
        """The next change, as the protocol has it."""
        if self.random.random() < 0.02:
            self.text = self.lines(self.random.randint(0, 15))
            return {"text": self.text}
        start, end, new = self.change()
        first, last = position(self.text, start, self.encoding), position(self.text, end, self.encoding)
        at_end = re.match(r"\r\n|\n|\r|\Z", self.text[end:])
        if at_end and self.random.random() < 0.3:
            last = {**last, "character": last["character"] + self.random.randint(1, 10**6)}    # beyond the line: its end
        length = {} if self.random.random() < 0.5 else {"rangeLength": 7}                      # deprecated, and wrong
        if self.random.random() < 0.05 and last["character"] < 10**5:
            first, last = last, first
        self.text = self.text[:start] + new + self.text[end:]
        return {"range": {"start": first, "end": last}, "text": new, **length}

    def compare(self, server, uri):
        server.settled(uri, self.version)
        symbols = server.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        wanted = list(re.finditer(r'constant (c\d+) string "([^"]*)"', self.text))
        assert [s["name"].split()[0] for s in symbols] == [m[1] for m in wanted], (symbols, self.text)
        for symbol, match in zip(symbols, wanted):
            assert symbol["range"] == {"start": position(self.text, match.start(), self.encoding),
                                       "end": position(self.text, match.end(), self.encoding)}, (symbol, match)
            place = position(self.text, match.start(1), self.encoding)
            hover = server.request("textDocument/hover", server.at(uri, place["line"], place["character"]))
            found = hover["contents"]["value"].rstrip("\n")
            assert found == f"{match[1]} : string" + (f" = {match[2]}" if match[2] else ""), (found, match[0])
            start = hover["range"]["start"]
            assert start == place, (start, place)


for seed, encoding in enumerate(["utf-16", "utf-8", "utf-32"]):
    capabilities = {"general": {"positionEncodings": [encoding, "utf-16"]},
                    "textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}
    with Server(TMP, capabilities) as server:
        assert server.initialized["capabilities"]["positionEncoding"] == encoding
        editor, uri, done = Editor(seed, encoding), server.uri("open%20file.bastide").replace("%25", "%"), 0
        server.open(uri, editor.text)
        while done < CHANGES:
            batch = [editor.apply() for _ in range(editor.random.randint(1, 4))]
            done += len(batch)
            editor.version += 1
            server.change(uri, editor.version, *batch)
            if done // EVERY != (done - len(batch)) // EVERY:
                editor.compare(server, uri)
        editor.compare(server, uri)

# What cannot be understood: no guess at what the editor shows, and no harm.
with Server(TMP) as server:
    uri = server.uri("a.bastide")
    server.open(uri, "constant a string \"x\"\n")
    server.change(uri, 2, {"range": {"start": {"line": "x"}}, "text": "y"})
    server.until(lambda: server.shown)
    server.change(uri, 3, {"text": "constant b string \"x\"\n"})
    assert server.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}}) == []
    server.open(uri, "constant c string \"\\ud83d\"\n".encode().decode("unicode_escape"))      # half a pair, as some editors send
    found = server.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert [s["name"].split()[0] for s in found] == ["c"], found
