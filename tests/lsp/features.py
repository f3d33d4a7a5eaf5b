#!/usr/bin/env python3
"""Hover, definition, symbols, completion and layout."""
import os
import pathlib
import random
import re
import subprocess
import sys

sys.path.insert(0, os.environ["ROOT"] + "/tests/tools")
from lsp_client import Server

ROOT, TMP = pathlib.Path(os.environ["ROOT"]), pathlib.Path(os.environ["TMP"])
PROGRAM = """estate acme { example; zones a, b, c; state s3 acme-state }
constant office cidr 203.0.113.0/24
## Where customers are.
environment production : live {
  account 111111111111; region us-east-1; cidr 10.20.0.0/16
  tier public { subnets /24 from 1;  route internet }
  tier app    { subnets /24 from 11; route nat }
  tier data   { subnets /24 from 21; route none }
}
# 😀 calls orders
service shop   { in production; runs ecs; tier app; listens 8080; public "shop.acme.example" : https; calls orders }
## What was bought.
store   orders { in production; engine aurora-mysql "8.0"; tier data }
"""


def find(text, before, word):
    """Position in UTF-16 units of `word`, the first one behind `before`."""
    at = text.index(word, text.index(before) + len(before) - len(word) if before.endswith(word) else text.index(before))
    line = text.count("\n", 0, at)
    return line, len(text[text.rfind("\n", 0, at) + 1:at].encode("utf-16-le")) // 2


(TMP / "a.bastide").write_text(PROGRAM)
markdown = {"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]},
                             "documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}
with Server(TMP, markdown) as server:
    uri = server.uri("a.bastide")
    server.open(uri, PROGRAM)
    assert server.settled(uri, 1) == [], server.diagnostics

    def hover(before, word, offset=0):
        line, character = find(PROGRAM, before, word)
        found = server.request("textDocument/hover", server.at(uri, line, character + offset))
        return found and found["contents"]["value"]

    def definition(before, word):
        found = server.request("textDocument/definition", server.at(uri, *find(PROGRAM, before, word)))
        return found and (found["uri"], tuple(found["range"]["start"].values()))

    # Kinds and properties: from their one declaration in the library.
    library = (ROOT / "stdlib/kinds/service.bastide").read_text()
    assert library.split("\n")[0].lstrip("# ") in hover("\nservice", "service") and "kind service" in hover("\nservice", "service")
    listens = re.search(r"## (.*)\n  listens", library)[1]
    assert listens in hover("listens", "listens") and "stdlib/kinds/service.bastide" in hover("listens", "listens")
    # Declared things: their comment and their values.
    assert "What was bought." in hover("calls orders }", "orders", 6) and "store orders" in hover("calls orders }", "orders")
    assert "cidr 10.20.0.0/16" in hover("in production; runs", "production") and "Where customers are." in hover("in production; runs", "production")
    assert "203.0.113.0/24" in hover("constant office", "office")
    assert hover("# 😀", "calls") is None, "nothing in a comment"
    assert hover('"shop.acme', "acme") is None, "nor in a string"
    assert hover("listens 8080", "8080") is None

    store = find(PROGRAM, "store   orders", "orders")
    assert definition("calls orders }", "orders") == (uri, store) == definition("store   orders", "orders")
    assert definition("in production; runs", "production") == (uri, find(PROGRAM, "environment production", "production"))
    assert definition("ecs; tier app", "app") == (uri, find(PROGRAM, "tier app", "app"))
    assert definition("listens", "listens") is None, "no editor can open the library's text"

    def tree(symbols):
        for one in symbols:
            (a, b), (c, d) = ([tuple(one[r][e].values()) for e in ("start", "end")] for r in ("range", "selectionRange"))
            assert a <= c <= d <= b, one
        return [(one["name"], one["detail"], tree(one["children"])) for one in symbols]

    found = tree(server.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}}))
    assert [f[:2] for f in found] == [("acme", "estate"), ("office cidr", "constant"), ("production", "environment"), ("shop", "service"),
                                      ("orders", "store")] or found[1][0].startswith("office"), found
    assert [f[:2] for f in found[2][2]] == [("public", "tier"), ("app", "tier"), ("data", "tier")], found[2]

    def labels(text, before):
        """Completions behind `before`, in a text that is being written."""
        server.version = getattr(server, "version", 1) + 1
        server.change(uri, server.version, {"text": text})
        at = text.index(before) + len(before)
        line = text.count("\n", 0, at)
        result = server.request("textDocument/completion", server.at(uri, line, at - text.rfind("\n", 0, at) - 1))
        assert not result["isIncomplete"]
        return [item["label"] for item in result["items"]]

    assert {"orders", "internet"} <= set(labels(PROGRAM, "https; calls ")) and not {"aurora-mysql", "eks"} & set(labels(PROGRAM, "https; calls "))
    assert labels(PROGRAM, "service shop   { in ") == ["production"]
    assert {"eks", "ecs"} <= set(labels(PROGRAM.replace("runs ecs", "runs "), "runs "))
    assert {"listens", "calls", "for"} <= set(labels(PROGRAM + "service new {\n  \n", "service new {\n  "))
    assert {"listens", "calls"} <= set(labels(PROGRAM + "service new {\n  li\n}\n", "service new {\n  li"))
    assert {"service", "environment", "waive"} <= set(labels(PROGRAM + "ser", "tier data }\nser"))
    assert {"service", "environment", "waive"} <= set(labels("", "")) and labels("# ", "# ") == []

with Server(TMP) as server:                          # plain text, and a flat list, for a client that knows no more
    uri = server.uri("a.bastide")
    line, character = find(PROGRAM, "listens", "listens")
    found = server.request("textDocument/hover", server.at(uri, line, character))["contents"]
    assert found["kind"] == "plaintext" and "```" not in found["value"], found
    flat = server.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert {"app"} <= {s["name"] for s in flat if s.get("containerName") == "production"} and flat[0]["location"]["uri"] == uri
    assert server.request("textDocument/hover", server.at(uri, 10**6, 10**6)) is None


# --- layout -------------------------------------------------------------------------------------------

def offset(text, position):
    at = 0
    for _ in range(position["line"]):
        at = re.compile(r"\r\n|\n|\r").search(text, at).end()
    units, index = position["character"], at
    while units > 0:
        units -= 2 if ord(text[index]) > 0xFFFF else 1
        index += 1
    assert units == 0
    return index


def applied(text, edits):
    places = [(offset(text, e["range"]["start"]), offset(text, e["range"]["end"]), e["newText"]) for e in edits]
    assert all(a[1] <= b[0] for a, b in zip(places, places[1:])), "edits overlap"
    for start, end, new in reversed(places):
        text = text[:start] + new + text[end:]
    return text


def laid_out(text):
    done = subprocess.run([os.environ["BASTIDE"], "fmt", "-"], input=text.encode(), capture_output=True)
    return done.stdout.decode() if done.returncode == 0 else None


def spoiled(text, chance):
    """The same program, laid out by nobody."""
    out = []
    for line in text.split("\n"):
        quiet = '"' in line or "`" in line or "#" in line
        line = chance.choice(["", "  ", "\t"]) + line + chance.choice(["", " ", "   "])
        out.append(line if quiet else re.sub(r" +", lambda m: m[0] * chance.randint(1, 3), line))
    return chance.choice(["\n", "\n", "\r\n"]).join(out)


options = {"tabSize": 2, "insertSpaces": True}
sources = sorted((ROOT / "examples").rglob("*.bastide"))[:40]
with Server(None) as server:
    for number, path in enumerate(sources):
        chance, uri = random.Random(number), f"file:///layout/{number}.bastide"
        for version, text in enumerate([path.read_text(), spoiled(path.read_text(), chance), path.read_text() + "😀 {"]):
            server.open(uri, text, version)
            edits = server.request("textDocument/formatting", {"textDocument": {"uri": uri}, "options": options})
            wanted = laid_out(text)
            if wanted is None:
                assert edits is None, "a text with a syntax error stays as it is"
                continue
            assert applied(text, edits) == wanted, path
            assert (edits == []) == (text == wanted)
            if '"""' not in text:                     # the edits are about layout alone
                assert all(not e["newText"].strip(" \n\r\t;") for e in edits), edits
        server.close(uri)
    assert server.failure("textDocument/formatting", {"textDocument": {"uri": "file:///layout/0.bastide"}, "options": options}) == -32803
