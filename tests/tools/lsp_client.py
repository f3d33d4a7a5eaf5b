"""A client of the language server for the tests: speaks the protocol over pipes, with a time limit on every step."""
import json
import os
import pathlib
import queue
import subprocess
import threading
import time

LIMIT = 30


class Server:
    """One `bastide lsp`. Used with `with`, which demands a clean end."""

    def __init__(self, root=None, capabilities=None, start=True, arguments=(), **params):
        self.process = subprocess.Popen([os.environ["BASTIDE"], "lsp", *arguments], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.messages = queue.Queue()
        self.diagnostics, self.published, self.shown = {}, [], []
        self.next_id, self.errors = 1, []
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_errors, daemon=True).start()
        if start:
            self.root = pathlib.Path(root) if root else None
            self.initialized = self.request("initialize", {
                "processId": None, "rootUri": self.root.as_uri() if root else None, "capabilities": capabilities or {}, **params})
            self.notify("initialized", {})

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is not None:
            self.process.kill()
            return
        if self.process.poll() is None:
            assert self.request("shutdown", None) is None
            self.notify("exit", None)
        status = self.wait()
        assert status == 0, f"ended with {status}: {self.stderr()}"
        assert not self.stderr(), self.stderr()

    def _read(self):
        out = self.process.stdout
        while True:
            head = {}
            while (line := out.readline()) not in (b"\r\n", b""):
                assert line.endswith(b"\r\n"), line
                name, value = line.decode("ascii").split(":", 1)
                head[name.lower()] = value.strip()
            if not head:
                self.messages.put(None)
                return
            body = out.read(int(head["content-length"]))
            self.messages.put(json.loads(body.decode("utf-8")))

    def _read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line.decode("utf-8", "replace"))

    def stderr(self):
        return "".join(self.errors)

    def wait(self, limit=LIMIT):
        return self.process.wait(limit)

    # --- messages out --------------------------------------------------------------------------------

    def raw(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def notify(self, method, params):
        self.send({"jsonrpc": "2.0", "method": method, **({} if params is None else {"params": params})})

    def ask(self, method, params):
        """Sends a request; its id."""
        self.next_id += 1
        self.send({"jsonrpc": "2.0", "id": self.next_id, "method": method, **({} if params is None else {"params": params})})
        return self.next_id

    # --- messages in ---------------------------------------------------------------------------------

    def take(self, limit=LIMIT):
        """The next message, noted; None at the end of the output."""
        message = self.messages.get(timeout=limit)
        if message and message.get("method") == "textDocument/publishDiagnostics":
            self.published.append(message["params"])
            self.diagnostics[message["params"]["uri"]] = message["params"]
        elif message and message.get("method") == "window/showMessage":
            self.shown.append(message["params"]["message"])
        return message

    def answer(self, wanted, limit=LIMIT):
        """The response with that id, whole."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            message = self.take(limit)
            assert message is not None, f"ended before it answered {wanted}: {self.stderr()}"
            if "method" not in message and message.get("id") == wanted:
                assert ("result" in message) != ("error" in message), message
                return message
        raise AssertionError(f"no answer to {wanted}")

    def request(self, method, params):
        answer = self.answer(self.ask(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def failure(self, method, params):
        """The code of the error that a request must come to."""
        return self.answer(self.ask(method, params))["error"]["code"]

    def until(self, good, limit=LIMIT):
        """Takes messages until `good()` holds."""
        end = time.monotonic() + limit
        while not good():
            assert time.monotonic() < end, f"not in time; diagnostics: {self.diagnostics}"
            try:
                assert self.take(0.05) is not None, f"ended: {self.stderr()}"
            except queue.Empty:
                pass

    # --- documents -----------------------------------------------------------------------------------

    def uri(self, name):
        return (self.root / name).as_uri()

    def open(self, uri, text, version=1):
        self.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "bastide", "version": version, "text": text}})

    def change(self, uri, version, *changes):
        self.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": list(changes)})

    def close(self, uri):
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def settled(self, uri, version):
        """Waits for the diagnostics of that version; their codes."""
        self.until(lambda: self.diagnostics.get(uri, {}).get("version") == version)
        return self.codes(uri)

    def codes(self, uri):
        return sorted(d["code"] for d in self.diagnostics.get(uri, {}).get("diagnostics", []))

    def at(self, uri, line, character):
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
