#!/usr/bin/env python3
"""Documents: Graphviz draws each .dot, Mermaid parses each drawing in Markdown, and markdownlint finds nothing but long lines, which
tables need; shellcheck nothing in the scripts that compare an account. A broken one of each kind is refused first, so that nobody trusts a judge that is asleep.

usage: documents.py --out OUT --work FOLDER
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
from judging import Judge, arguments

BROKEN = {"dot": "digraph { a -> ", "drawing": "# A\n\n```mermaid\nflowchart TB\n  a[b (c)]\n```\n", "page": "# A\n# B\n"}


def lint(judge, modules, pages, folder):
    (judge.work / ".markdownlint.json").write_text(json.dumps({"default": True, "MD013": False}), encoding="utf-8")
    return judge.run(["node", modules / ".bin/markdownlint-cli2", "--config", judge.work / ".markdownlint.json",
                      *(page.relative_to(folder) for page in pages)], folder)


def main():
    out, work = arguments(__doc__)
    judge = Judge(work)
    modules = judge.needs("BASTIDE_DOCUMENT_MODULES")
    if modules is None:
        return judge.close()
    modules = pathlib.Path(modules)
    drawing = ["node", HERE / "mermaid.mjs", modules]
    for name, text in BROKEN.items():
        (work / f"{name}.md").write_text(text, encoding="utf-8")
    judge.verdict("a broken .dot is refused", judge.run(["dot", "-Tsvg", "-o", "/dev/null", work / "dot.md"], work)[0] == 1)
    judge.verdict("a broken drawing is refused", judge.run([*drawing, work / "drawing.md"], work)[0] == 1)
    judge.verdict("a broken page is refused", lint(judge, modules, [work / "page.md"], work)[0] == 1)
    for path in sorted(out.rglob("*.dot")):
        judge.ask(f"{path.relative_to(out)}: dot", ["dot", "-Tsvg", "-o", "/dev/null", path], work)
    pages = sorted(out.rglob("*.md"))
    judge.ask("drawings", [*drawing, *(page for page in pages if page.name == "network.md")], work)
    status, said = lint(judge, modules, pages, out)
    judge.verdict(f"{len(pages)} pages", status == 0 and pages, said)
    scripts = sorted((out / "verify").rglob("*.sh"))
    if scripts:
        judge.ask(f"{len(scripts)} scripts: shellcheck", ["shellcheck", "--norc", "-x", "-P", out / "verify", *scripts], work)
    return judge.close()


sys.exit(main())
