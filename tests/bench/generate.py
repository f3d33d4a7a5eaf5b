#!/usr/bin/env python3
"""generate.py ENVIRONMENTS FOLDER: writes a program of that many environments, one or a multiple of five.

Five environments are one copy of examples/design-exercise with names, addresses and domains of its own, in a file of
its own; what all copies share (the estate, sites, roles, keys) is written once. One environment is its `dev` alone."""
import pathlib
import re
import sys

EXAMPLE = pathlib.Path(__file__).resolve().parent.parent.parent / "examples" / "design-exercise"
OWN_KINDS = "environment|service|store|secret|pipeline|infrastructure|metrics-source"
DECLARED = re.compile(rf"^(?:abstract )?(?:{OWN_KINDS})\s+([a-z][a-z0-9-]*)", re.M)
TOKEN = re.compile(r'"[^"]*"|#[^\n]*|[a-z][a-z0-9-]*(?::[^\s;}]*)?')
BLOCK = re.compile(r"\b10\.\d+\.0\.0/16\b")

ONE = """
environment dev : development {
  account 111111111111
  region  us-east-1
  cidr    10.0.0.0/16
  domain  "dev.acme.example"
  tier public { subnets /24 from 1;  route internet }
  tier app    { subnets /24 from 11; route nat }
  tier data   { subnets /24 from 21; route none }
  cluster { version "1.35"; nodes 2..10 }
  admin   { by devops; from office, vpn; via bastion }
}
service myapp {
  in       dev
  runs     eks
  tier     app
  listens  8080 { health "/health" }
  public   : http, https
  calls    orders, sessions
}
store orders   { in dev; engine postgres "16"; tier data }
store sessions { in dev; engine redis "7.1"; tier data }
"""


def texts():
    """(the shared text, the text that is copied)"""
    files = sorted((EXAMPLE / "platform").glob("*.bastide")) + sorted((EXAMPLE / "teams").rglob("*.bastide"))
    shared = (EXAMPLE / "platform" / "estate.bastide").read_text(encoding="utf-8")
    return shared, "\n".join(path.read_text(encoding="utf-8") for path in files if path.name != "estate.bastide")


def copy_of(text, names, number):
    """The text with every name it declares, its addresses and its domains made its own."""
    blocks = {}

    def rename(match):
        token = match[0]
        if token in names:
            return f"{token}-{number}"
        return token

    def readdress(match):
        blocks.setdefault(match[0], (number * 5 + len(blocks)) % 256)
        return f"10.{blocks[match[0]]}.0.0/16"

    text = TOKEN.sub(rename, text)
    text = re.sub(r'(domain\s+")([^"]*)acme\.example"', rf'\1\2g{number}.acme.example"', text)
    return BLOCK.sub(readdress, text)


def main():
    environments, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    shared, text = texts()
    names = set(DECLARED.findall(text))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "estate.bastide").write_text(shared, encoding="utf-8")
    if environments == 1:
        (folder / "copy-0.bastide").write_text(ONE, encoding="utf-8")
    for number in range(environments // 5):
        (folder / f"copy-{number}.bastide").write_text(copy_of(text, names, number), encoding="utf-8")


if __name__ == "__main__":
    main()
