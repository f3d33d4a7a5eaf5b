#!/usr/bin/env python3
"""Every diagnostic of the compiler is shown by a program of the specification that is refused with it. Those that no text of a
specification can show stand here, each with the reason and the test that shows it instead."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from examples_from_spec import blocks

ROOT = pathlib.Path(__file__).resolve().parents[2]
ELSEWHERE = {
    "rule": ("stands for the name of a rule", "tests/language/10-1_own_rule.err"),
    "not-utf8": ("the specification is UTF-8", "tests/language/01-1_not_utf8.err"),
    "nul-byte": ("the specification is text", "tests/language/01-1_nul.err"),
    "too-deep": ("would be longer than the chapter", "tests/limits/nesting.sh"),
    "too-large": ("would be larger than the chapter", "tests/limits/source_bytes.sh"),
    "budget": ("would run for too long", "tests/limits/steps.sh"),
    "import-cycle": ("takes several files", "tests/language/07-2_import_circle.err"),
    "destroys-store": ("takes two builds", "tests/cli/keeps.py"),
    "replaces-store": ("takes two builds", "tests/cli/keeps.py"),
    "loosens-store": ("takes two builds", "tests/cli/keeps.py"),
    "removed-stays": ("takes two builds", "tests/cli/keeps.py"),
}


def problems():
    codes = re.findall(r'^DIAG\(\w+, *"([a-z0-9-]+)"', (ROOT / "compiler/diag/codes.def").read_text(encoding="utf-8"), re.M)
    shown = {name for block in blocks(ROOT / "spec") for name in block.errors}
    if len(codes) < 40:
        yield f"codes.def has {len(codes)} diagnostics"
    for name in codes:
        if name in shown and name in ELSEWHERE:
            yield f"{name} is shown in the specification: it needs no reason"
        if name not in shown and name not in ELSEWHERE:
            yield f"{name} is shown nowhere in the specification"
    for name, (_, place) in ELSEWHERE.items():
        if name not in codes:
            yield f"{name} is no diagnostic"
        elif name not in (ROOT / place).read_text(encoding="utf-8", errors="replace"):
            yield f"{place} does not show {name}"


if __name__ == "__main__":
    found = list(problems())
    print("\n".join(found))
    sys.exit(bool(found))
