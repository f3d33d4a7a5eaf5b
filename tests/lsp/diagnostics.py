#!/usr/bin/env python3
"""Diagnostics: of every file of the program, also of those that are not open; gone when the fault is; the same as those of
`bastide check`; open texts before the disk."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, os.environ["ROOT"] + "/tests/tools")
from lsp_client import Server

TMP = pathlib.Path(os.environ["TMP"])
RELATED = {"textDocument": {"publishDiagnostics": {"relatedInformation": True}}}
PLATFORM = """estate acme { example; zones a, b, c; state s3 acme-state }

environment production : live {
  account 111111111111; region us-east-1; cidr 10.20.0.0/16
  tier public { subnets /24 from 1;  route internet }
  tier app    { subnets /24 from 11; route nat }
  tier data   { subnets /24 from 21; route none }
}
"""
TEAM = """service shop   { in production; runs ecs; tier app; listens 8080; public "shop.acme.example" : https; calls orders }
store   orders { in production; engine aurora-mysql "8.0"; tier data }
assert  internet cannot reach orders
"""


def place(name):
    """A folder with the program, fresh."""
    folder = TMP / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "teams").mkdir(parents=True)
    (folder / "platform.bastide").write_text(PLATFORM)
    (folder / "teams/shop.bastide").write_text(TEAM)
    return folder


def checked(folder):
    """(file, line, column in UTF-16 units, code) of what `bastide check` says."""
    done = subprocess.run([os.environ["BASTIDE"], "check", "--format", "json", "."], cwd=folder, capture_output=True, text=True)
    return sorted((d["file"], d["range"]["start"]["line"], d["range"]["start"]["utf16"] - 1, d["code"])
                  for d in json.loads(done.stdout)["diagnostics"])


def told(server, folder):
    return sorted((os.path.relpath(uri[len("file://"):], folder), d["range"]["start"]["line"] + 1, d["range"]["start"]["character"], d["code"])
                  for uri, params in server.diagnostics.items() for d in params["diagnostics"])


# A fault in one file that another one shows, mended in the first.
folder = place("a")
with Server(folder, RELATED) as server:
    platform, shop = server.uri("platform.bastide"), server.uri("teams/shop.bastide")
    server.open(platform, PLATFORM)
    assert server.settled(platform, 1) == [] and server.codes(shop) == []
    server.change(platform, 2, {"text": PLATFORM.replace("production : live", "prod : live")})
    server.settled(platform, 2)
    assert server.codes(shop), "a file that is not open is told of, too"
    assert "version" not in server.diagnostics[shop], "no version of a text that is not open"
    server.change(platform, 3, {"text": PLATFORM})
    assert server.settled(platform, 3) == [] and server.codes(shop) == [], server.diagnostics

    # Two places: where it is and where it was declared first.
    server.change(platform, 4, {"text": PLATFORM + "store orders { in production; engine aurora-mysql \"8.0\"; tier data }\n"})
    server.settled(platform, 4)
    [twice] = [d for params in server.diagnostics.values() for d in params["diagnostics"] if d["code"] == "duplicate-name"]
    [other] = twice["relatedInformation"]
    assert {other["location"]["uri"]} <= {platform, shop} and other["message"], other
    assert twice["severity"] == 1 and twice["source"] == "bastide"

    # Closed without having been saved: the disk counts again.
    server.close(platform)
    server.until(lambda: not server.codes(platform) and not server.codes(shop))

    # The disk changes; a new file comes, and goes.
    (folder / "teams/shop.bastide").write_text(TEAM.replace("calls orders", "calls ordrs"))
    server.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": shop, "type": 2}]})
    server.until(lambda: server.codes(shop) == ["wrong-type"])
    (folder / "teams/shop.bastide").write_text(TEAM)
    server.notify("textDocument/didSave", {"textDocument": {"uri": shop}})
    server.until(lambda: server.codes(shop) == [])
    (folder / "more.bastide").write_text("service broken {\n")
    server.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": server.uri("more.bastide"), "type": 1}]})
    server.until(lambda: server.codes(server.uri("more.bastide")))
    (folder / "more.bastide").unlink()
    server.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": server.uri("more.bastide"), "type": 3}]})
    server.until(lambda: not server.codes(server.uri("more.bastide")))

    # Not saved yet, and a part of the program all the same.
    new = server.uri("teams/new.bastide")
    server.open(new, 'service more { in production; runs ecs; tier app; listens 9090; calls orders }\n')
    assert server.settled(new, 1) == [] and server.codes(shop) == [], server.diagnostics

# The same address, written in other ways.
with Server(folder) as server:
    odd = server.uri("platform.bastide").replace("platform.", "p%6catform%2e").replace("file://", "file://localhost")
    server.open(odd, PLATFORM.replace("production : live", "prod : live"))
    server.settled(odd, 1)
    assert server.codes(server.uri("teams/shop.bastide")) and server.uri("platform.bastide") not in server.diagnostics

# As `check` has it, also after a burst of changes; and one check for the burst, not one for each of them.
folder = place("b")
with Server(folder) as server:
    shop = server.uri("teams/shop.bastide")
    server.open(shop, TEAM)
    server.settled(shop, 1)
    spoiled = TEAM.replace("tier app", "tier ap").replace("engine aurora-mysql \"8.0\"", "engine aurora-mysql \"5.6\"; encrypted maybe")
    before = len(server.published)
    for version in range(2, 1002):
        server.change(shop, version, {"text": spoiled if version % 2 else TEAM})
    server.settled(shop, 1001)
    assert len(server.published) - before < 300, len(server.published) - before
    (folder / "teams/shop.bastide").write_text(spoiled)
    assert told(server, folder) == checked(folder) != [], (told(server, folder), checked(folder))

# A file outside of the folder, or of none at all: by itself, with what it imports, as long as it is open.
outside = TMP / "outside.bastide"
outside.write_text('import "b/platform.bastide"\nservice alone { in production; runs ecs; tier app; listens 8080; calls nobody }\n')
for root in (None, place("c")):
    with Server(root) as server:
        server.open(outside.as_uri(), outside.read_text())
        assert server.settled(outside.as_uri(), 1) == ["wrong-type"], server.diagnostics
        server.close(outside.as_uri())
        server.until(lambda: server.codes(outside.as_uri()) == [])
        server.open("untitled:one", "estate acme {\n")
        assert server.settled("untitled:one", 1)

# Folders come and go.
one, two = place("d"), place("e")
(two / "platform.bastide").write_text(PLATFORM.replace("production : live", "prod : live"))
with Server(None, workspaceFolders=[{"uri": one.as_uri(), "name": "one"}]) as server:
    bad = (two / "teams/shop.bastide").as_uri()
    server.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [{"uri": two.as_uri(), "name": "two"}], "removed": []}})
    server.until(lambda: server.codes(bad))
    server.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [{"uri": two.as_uri(), "name": "two"}]}})
    server.until(lambda: not server.codes(bad))

# The folder of the editor may hold more than the program.
with Server(TMP, initializationOptions={"program": "d"}) as server:
    server.open((one / "platform.bastide").as_uri(), PLATFORM)
    assert server.settled((one / "platform.bastide").as_uri(), 1) == [], server.diagnostics

# What is wrong with the folder itself is said.
for name in ("x.inputs", "y.inputs"):
    (one / name).write_text("")
with Server(one) as server:
    server.until(lambda: server.shown)
    assert "inputs" in server.shown[0], server.shown

# The client is asked to watch files only when it can.
with Server(one, {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}) as server:
    while (message := server.take()).get("method") != "client/registerCapability":
        pass
    assert "**/*.bastide" in json.dumps(message["params"])
    server.send({"jsonrpc": "2.0", "id": message["id"], "result": None})

# A fault that two environments inherit is told once, with the other one's name.
folder = TMP / "likewise"
folder.mkdir()
(folder / "main.bastide").write_text("""estate acme { example; zones a; state s3 acme-state }
abstract environment shape { account 111111111111; region us-east-1; tier app { subnets /24 from 1 } }
environment dev : shape, development { cidr 10.0.0.0/16 }
environment try : shape, development { cidr 10.1.0.0/16 }
store lists { in dev, try; engine redis "7.1"; tier app; encryption none }
""")
with Server(folder, RELATED) as server:
    main = server.uri("main.bastide")
    server.open(main, (folder / "main.bastide").read_text())
    server.settled(main, 1)
    found = [d["message"] for d in server.diagnostics[main]["diagnostics"]]
    assert len(found) == 1 and found[0].startswith("lists in dev ") and "\nlikewise in: try\n" in found[0], found
