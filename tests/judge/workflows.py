#!/usr/bin/env python3
"""actionlint, zizmor, the workflow schema and the owners' file on what is emitted for GitHub; and what no tool looks at:
that the commit of an action is the release it is said to be, and that its inputs exist there.

usage: workflows.py --out OUT --work FOLDER"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
from judging import Judge, arguments


def repository_of(judge, source):
    """actionlint and codeowners want a repository: a copy that is one."""
    copy = judge.work / "repositories" / source.name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy)
    subprocess.run(["git", "init", "-q", copy], check=False)
    subprocess.run(["git", "-C", copy, "add", "-A"], check=False)
    return copy


USES = re.compile(r"^(?P<indent> +)(?:- )?uses: (?P<action>[\w./-]+)@(?P<commit>\S+)(?:  # (?P<version>\S+))?$")


def uses_of(text):
    """Each action that is used: its name, commit, version, and the inputs that are given. Reads our own layout only."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not (match := USES.match(line)):
            continue
        indent = len(match["indent"]) + (2 if line.lstrip().startswith("- ") else 0)
        inputs, inside = [], False
        for later in lines[number + 1:]:
            depth = len(later) - len(later.lstrip())
            if later and (depth < indent or later.lstrip().startswith("- ") and depth < indent):
                break
            if depth == indent:
                inside = later.strip() == "with:"
            elif inside and depth == indent + 2:
                inputs.append(later.split(":", 1)[0].strip())
        yield match["action"], match["commit"], match["version"], inputs


def pins(judge, name, files, known):
    """Every action stands in the table, at that commit, called by its release; its inputs exist and none is missing."""
    for path in files:
        problems = []
        for action, commit, version, inputs in uses_of(path.read_text(encoding="utf-8")):
            row = known.get(action)
            if row is None or (row["sha"], row["version"]) != (commit, version):
                problems.append(f"{action}@{commit} ({version}) is not in the table")
                continue
            problems += [f"{action} has no input {i}" for i in inputs if i not in row["inputs"]]
            problems += [f"{action} needs {i}" for i, about in row["inputs"].items()
                         if about["required"] and about["default"] is None and i not in inputs]
        judge.verdict(f"{name}: actions of {path.name}", not problems, "\n".join(problems))


def main():
    out, work = arguments(__doc__)
    judge = Judge(work)
    folders = sorted({path.parent for path in out.rglob(".github/workflows/*.y*ml")})
    judge.verdict(f"workflows in {out}", bool(folders), "there are none")
    table = judge.needs("BASTIDE_ACTION_PINS")
    known = {row["action"]: row for row in json.loads(pathlib.Path(table).read_text(encoding="utf-8"))} if table else {}
    for folder in folders:
        repository = folder.parent.parent
        name = str(repository.relative_to(out)) if repository != out else "."
        files = sorted(folder.glob("*.y*ml"))
        copy = repository_of(judge, repository)
        judge.ask(f"{name}: actionlint", ["actionlint", "-no-color"], copy)
        judge.ask(f"{name}: zizmor", ["zizmor", "--offline", "--no-progress", "--persona", "auditor", folder], judge.work)
        judge.ask(f"{name}: workflow schema",
                  ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files], judge.work)
        pins(judge, name, files, known)
        if any((copy / place).exists() for place in ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")):
            judge.ask(f"{name}: owners", ["codeowners"], copy)
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
