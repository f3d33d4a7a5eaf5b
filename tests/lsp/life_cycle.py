#!/usr/bin/env python3
"""Framing, errors and the life cycle: what may come in, and in which order; one answer to every request."""
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, os.environ["ROOT"] + "/tests/tools")
from lsp_client import Server

TMP = pathlib.Path(os.environ["TMP"])
PARSE, INVALID, UNKNOWN, PARAMETERS, EARLY, CANCELLED = -32700, -32600, -32601, -32602, -32002, -32800


def initialize(server):
    return server.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})


def status_of(data, close=True):
    """Exit status after those bytes."""
    server = Server(start=False)
    server.raw(data)
    if close:
        server.process.stdin.close()
    return server.wait()


def message(**members):
    body = json.dumps({"jsonrpc": "2.0", **members}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


# --- order --------------------------------------------------------------------------------------------

with Server(start=False) as server:
    assert server.failure("textDocument/hover", {}) == EARLY
    assert server.failure("shutdown", None) == EARLY
    server.notify("textDocument/didOpen", {"textDocument": {"uri": "file:///x.bastide", "version": 1, "text": "x"}})
    result = initialize(server)
    assert result["serverInfo"]["name"] == "bastide" and result["capabilities"]["positionEncoding"] == "utf-16", result
    assert server.failure("initialize", {"capabilities": {}}) == INVALID
    server.notify("initialized", {})
    assert server.failure("no/such", {}) == UNKNOWN
    assert server.failure("$/no/such", {}) == UNKNOWN
    assert server.failure("textDocument/didOpen", {}) == UNKNOWN, "a notification's name is no request"
    server.notify("$/no/such", {})
    server.notify("no/such", {})
    for method in ("hover", "definition", "completion", "documentSymbol", "formatting"):
        for params in (None, {}, {"textDocument": 3}, [], {"textDocument": {"uri": 5}}):
            assert server.failure(f"textDocument/{method}", params) == PARAMETERS, (method, params)
    assert server.failure("textDocument/hover", 5) == PARAMETERS
    for bad in ({"line": -1, "character": 0}, {"line": "1", "character": 0}, {"line": 1}, None):
        assert server.failure("textDocument/hover", {"textDocument": {"uri": "file:///x"}, "position": bad}) == PARAMETERS, bad
    assert server.request("textDocument/hover", server.at("file:///no/such.bastide", 0, 0)) is None
    server.send({"jsonrpc": "2.0", "id": "text", "method": "no/such"})
    assert server.answer("text")["error"]["code"] == UNKNOWN
    server.send({"jsonrpc": "2.0", "id": 77, "result": None})      # to a request that was never made
    server.send({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 77}})
    for late in range(2):
        if late:
            assert server.request("shutdown", None) is None
            assert server.failure("textDocument/hover", server.at("file:///x", 0, 0)) == INVALID
            assert server.failure("shutdown", None) == INVALID
            server.notify("textDocument/didOpen", {})
            server.notify("exit", None)
            assert server.wait() == 0

# --- the end ------------------------------------------------------------------------------------------

exit_now, shut = message(method="exit"), message(id=2, method="shutdown")
start = message(id=1, method="initialize", params={"capabilities": {}})
assert status_of(exit_now, close=False) == 1
assert status_of(start + exit_now, close=False) == 1
assert status_of(start + shut + exit_now, close=False) == 0
assert status_of(start + shut) == 0
assert status_of(start) == 1
assert status_of(b"") == 1
assert status_of(b"Content-Length: 10\r\n\r\n{") == 1

server = Server(start=False)                                        # the input closes in the middle of work
initialize(server)
began = time.monotonic()
server.process.stdin.close()
assert server.wait() == 1 and time.monotonic() - began < 1.5

sleeper = subprocess.Popen(["sleep", "60"])                         # the client dies, its pipes stay open
server = Server(start=False)
server.request("initialize", {"processId": sleeper.pid, "rootUri": None, "capabilities": {}})
other = Server(start=False, arguments=["--stdio", f"--clientProcessId={sleeper.pid}"])
assert other.failure("x", {}) == EARLY
assert server.process.poll() is None and other.process.poll() is None
sleeper.kill()
sleeper.wait()
began = time.monotonic()
assert server.wait() == 1 and other.wait() == 1 and time.monotonic() - began < 3

# --- framing ------------------------------------------------------------------------------------------

with Server(start=False) as server:
    def code(data):
        """Of the error that answers those bytes; the next good request works."""
        server.raw(data)
        found = server.answer(None)["error"]["code"]
        assert server.failure("no/such", {}) == UNKNOWN, data
        return found

    def framed(body, head=b"Content-Length: %d\r\n\r\n"):
        return head % len(body) + body

    initialize(server)
    assert code(framed(b"{not json")) == PARSE
    assert code(framed(b'{"jsonrpc": "2.0", "id": 1, "method": "\xff\xfe"}')) == PARSE
    assert code(framed(b"[]")) == INVALID
    assert code(framed(b'[{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}]')) == INVALID
    assert code(framed(b"3")) == INVALID
    assert code(framed(b"")) == PARSE
    assert code(framed(b"{}")) == INVALID
    assert code(framed(b'{"jsonrpc": "2.0", "id": 1.5, "method": "x"}')) == INVALID
    assert code(framed(b'{"jsonrpc": "2.0", "id": null, "method": "x"}')) == INVALID
    assert code(framed(b'{"jsonrpc": "2.0", "id": 99999999999999999999, "method": "x"}')) == PARSE
    assert code(framed(b"[" * 100000)) == PARSE
    assert code(framed(b'{"a":' * 100000)) == PARSE
    assert code(b"Content-Lenght: 10\r\n\r\n0123456789") == INVALID
    assert code(b"Content-Length: ten\r\n\r\n") == INVALID
    assert code(b"Content-Length: -1\r\n\r\n") == INVALID
    assert code(b"no colon at all\r\n\r\n") == INVALID
    assert code(framed(b"{}", b"Content-Type: application/vscode-jsonrpc; charset=utf-16\r\nContent-Length: %d\r\n\r\n")) == INVALID
    assert code(b"x" * 20000) == INVALID
    server.send({"id": 5, "method": "x"})                           # no version, but an id to answer
    assert server.answer(5)["error"]["code"] == INVALID

    body = json.dumps({"jsonrpc": "2.0", "id": 500, "method": "no/such"}).encode()
    heads = [b"content-length:%d\r\n\r\n", b"CONTENT-LENGTH :  %d  \r\n\r\n", b"Content-Length: %d\n\n", b"\r\nContent-Length: %d\r\n\r\n",
             b"X-Other: 1\r\nContent-Length: %d\r\n\r\n",
             b"Content-Length: %d\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n",
             b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: %d\r\n\r\n"]
    for head in heads:
        server.raw(framed(body, head))
        assert server.answer(500)["error"]["code"] == UNKNOWN, head
    for byte in framed(body):                                       # a byte at a time
        server.raw(bytes([byte]))
    assert server.answer(500)["error"]["code"] == UNKNOWN

    size = (64 << 20) + 1                                           # refused, and skipped to the last byte
    server.raw(b"Content-Length: %d\r\n\r\n" % size)
    assert server.answer(None)["error"]["code"] == INVALID
    for _ in range(64):
        server.raw(b" " * (1 << 20))
    server.raw(b" " + framed(body))
    assert server.answer(500)["error"]["code"] == UNKNOWN

assert status_of(b"Content-Length: 100000000000000\r\n\r\n", close=False) == 1
assert status_of(b"Content-Length: 99999999999999999999999999999\r\n\r\n") == 1

# --- bursts -------------------------------------------------------------------------------------------

(TMP / "a.bastide").write_text('estate acme { example; zones a, b, c }\n')
with Server(TMP) as server:
    asked = [server.ask("textDocument/documentSymbol", {"textDocument": {"uri": server.uri("a.bastide")}}) for _ in range(1500)]
    for one in asked[::3]:
        server.notify("$/cancelRequest", {"id": one})
    answers = {}
    while len(answers) < len(asked):                                # those cancelled come early
        answer = server.take()
        if "method" not in answer:
            assert answer["id"] not in answers, "answered twice"
            answers[answer["id"]] = answer
    assert sorted(answers) == asked
    answers = [answers[one] for one in asked]
    assert all("result" in a or a["error"]["code"] == CANCELLED for a in answers)
    assert answers[1]["result"][0]["name"] == "acme", answers[1]
    assert server.ask("no/such", {}) == server.take()["id"], "something was answered twice"

assert subprocess.run([os.environ["BASTIDE"], "lsp", "extra"], capture_output=True).returncode == 2
