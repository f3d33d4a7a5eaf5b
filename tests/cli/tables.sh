#!/bin/bash
# The tables of the programs name file and line of each demand: the line is there, and it says something.
set -eu
python3 - "$ROOT" <<'PYTHON'
import pathlib, re, sys
root = pathlib.Path(sys.argv[1])
named = 0
for readme in [root / "examples/design-exercise/README.md", *sorted(root.glob("spec/drafts/*/README.md"))]:
    rows = 0
    for path, line in re.findall(r"`([\w./-]+\.(?:bastide|inputs)):(\d+)`", readme.read_text()):
        lines = (readme.parent / path).read_text().splitlines()
        text = lines[int(line) - 1].strip() if int(line) <= len(lines) else ""
        assert text and text not in "{}", f"{readme}: {path}:{line} says nothing"
        rows += 1
    assert rows > 10, f"{readme}: only {rows} places named"
    named += rows
assert named > 200, named
PYTHON
