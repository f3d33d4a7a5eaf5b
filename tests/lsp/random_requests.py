#!/usr/bin/env python3
"""Texts that are being written, cut and glued at random, and requests at random places: one answer to each, and the server
lives. What it says last is what a fresh server says of the same text."""
import os
import pathlib
import random
import sys

sys.path.insert(0, os.environ["ROOT"] + "/tests/tools")
from lsp_client import Server

ROOT, TMP = pathlib.Path(os.environ["ROOT"]), pathlib.Path(os.environ["TMP"])
SEEDS, STEPS = 12, 40
METHODS = ["hover", "definition", "completion", "documentSymbol", "formatting"]
SIGNS = ["{", "}", "(", ")", "[", "]", '"', '"""', "`", "\n", "\r\n", ";", ":", ",", "#", "{ for ", "change ", "also ", "😀", "é", " ", "-", ".",
         "\\", "\0", "\u202e", "abstract ", "\n}\n", " /24 ", "change service "]
sources = [path.read_text() for path in sorted((ROOT / "examples").rglob("*.bastide"))
           + sorted((ROOT / "stdlib").rglob("*.bastide"))[:8] + sorted((ROOT / "targets").rglob("*.bastide"))[:4]]


def spoil(chance, text):
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice([0, 0, 1, 5, 200]))
        other = chance.choice(sources)
        at = chance.randint(0, len(other))
        new = chance.choice(SIGNS) if chance.random() < 0.7 else other[at:at + 100]
        text = text[:start] + new + text[end:]
    return text


for seed in range(SEEDS):
    chance = random.Random(seed)
    folder = TMP / str(seed)
    folder.mkdir()
    text, version = chance.choice(sources), 1
    with Server(folder) as server:
        uri = server.uri("a.bastide")
        server.open(uri, text)
        asked = []
        for _ in range(STEPS):
            version += 1
            text = spoil(chance, text) if chance.random() < 0.9 else chance.choice(sources)
            server.change(uri, version, {"text": text})
            for _ in range(chance.randint(0, 4)):
                line = chance.randint(0, text.count("\n") + 2)
                params = {**server.at(uri, line, chance.choice([0, 1, 2, 5, 9, 14, 30, 10**9])), "options": {"tabSize": 2, "insertSpaces": True}}
                asked.append(server.ask("textDocument/" + chance.choice(METHODS), params))
        for one in asked:
            assert "result" in server.answer(one)
        server.settled(uri, version)
        found = server.diagnostics[uri]["diagnostics"]
    with Server(folder) as fresh:
        fresh.open(uri, text)
        fresh.settled(uri, 1)
        assert fresh.diagnostics[uri]["diagnostics"] == found, f"seed {seed}"
