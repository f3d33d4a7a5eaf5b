#!/usr/bin/env python3
"""actionlint, zizmor, the workflow schema and the owners' file on what is emitted for GitHub.

usage: workflows.py --out OUT --work FOLDER"""
import pathlib
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


def main():
    out, work = arguments(__doc__)
    judge = Judge(work)
    folders = sorted({path.parent for path in out.rglob(".github/workflows/*.y*ml")})
    judge.verdict(f"workflows in {out}", bool(folders), "there are none")
    for folder in folders:
        repository = folder.parent.parent
        name = str(repository.relative_to(out)) if repository != out else "."
        files = sorted(folder.glob("*.y*ml"))
        copy = repository_of(judge, repository)
        judge.ask(f"{name}: actionlint", ["actionlint", "-no-color"], copy)
        judge.ask(f"{name}: zizmor", ["zizmor", "--offline", "--no-progress", "--persona", "auditor", folder], judge.work)
        judge.ask(f"{name}: workflow schema",
                  ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files], judge.work)
        if any((copy / place).exists() for place in ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")):
            judge.ask(f"{name}: owners", ["codeowners"], copy)
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
