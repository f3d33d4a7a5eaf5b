#!/usr/bin/env python3
"""The hooks of .pre-commit-hooks.yaml, by pre-commit itself: a repository that uses them takes a good commit and refuses those
that break a rule, the layout, or the generated files.

usage: hooks.py --bastide COMMAND --work DIR
BASTIDE_PRE_COMMITS names the pre-commits, parted by colons.
"""
import argparse
import os
import pathlib
import shutil
import sys

from_here = pathlib.Path(__file__).resolve()
sys.path.insert(0, str(from_here.parent.parent / "tools"))
from judging import Judge

MANIFEST = from_here.parents[2] / ".pre-commit-hooks.yaml"
PROGRAM = """estate acme { example; zones a, b, c; state s3 acme-state }

environment production : live {
  account 111111111111
  region  us-east-1
  cidr    10.20.0.0/16
  tier public { subnets /24 from 1; route internet }
  tier app { subnets /24 from 11; route nat }
  tier data { subnets /24 from 21; route none }
}
store orders { in production; engine aurora-mysql "8.0"; tier data }
"""
CONFIG = """repos:
- repo: {hooks}
  rev: {rev}
  hooks:
  - id: bastide-fmt
  - id: bastide-check
    args: [estate]
  - id: bastide-build
    args: [estate, --output, out]
"""


class Repository:
    """A git repository whose commits run the hooks."""

    def __init__(self, judge, folder):
        self.judge, self.folder = judge, folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *words):
        return self.judge.run(["git", "-c", "user.name=judge", "-c", "user.email=judge@example.org", *words], self.folder)

    def commit(self):
        """(taken, output) of committing everything that is there."""
        self.git("add", "-A")
        status, output = self.git("commit", "-q", "-m", "change")
        return status == 0, output

    def back(self):
        self.git("reset", "-q", "--hard")


def judge_one(judge, name, bastide, work):
    hooks = Repository(judge, work / "hooks")
    shutil.copy(MANIFEST, hooks.folder)
    hooks.commit()
    rev = hooks.git("rev-parse", "HEAD")[1].strip()
    user = Repository(judge, work / "user")
    estate = user.folder / "estate/main.bastide"
    estate.parent.mkdir()

    def verdict(what, wanted, words=()):
        taken, output = user.commit()
        judge.verdict(f"{name}: {what}", taken == wanted and all(word in output for word in words), f"taken: {taken}\n{output}")
        user.back()

    def build():
        judge.ask(f"{name}: bastide build", [bastide, "build", "estate", "-o", "out"], user.folder)

    judge.ask(f"{name}: the manifest", [name, "validate-manifest", MANIFEST], work)
    estate.write_text(PROGRAM)
    judge.ask(f"{name}: bastide fmt", [bastide, "fmt", estate], user.folder)
    laid_out = estate.read_text()
    build()
    user.commit()
    judge.ask(f"{name}: try-repo", [name, "try-repo", hooks.folder, "bastide-check", "--all-files", "--verbose"], user.folder)
    (user.folder / ".pre-commit-config.yaml").write_text(CONFIG.format(hooks=hooks.folder, rev=rev))
    judge.ask(f"{name}: install", [name, "install"], user.folder)
    verdict("a good commit", True, ("bastide check", "Passed"))

    estate.write_text(laid_out.replace("route none", "route internet"))
    verdict("a rule is broken", False, ("hook id: bastide-check", "error["))
    estate.write_text(laid_out.replace("  region  ", " region "))
    verdict("the layout is another", False, ("bastide fmt", "files were modified by this hook"))
    estate.write_text(laid_out.replace("route nat", "route none"))
    verdict("the generated files are stale", False, ("hook id: bastide-build", "stale"))
    estate.write_text(laid_out.replace("route nat", "route none"))
    build()
    verdict("the generated files with their program", True)
    generated = next((user.folder / "out").rglob("*.tf"))
    generated.write_text(generated.read_text() + "# by hand\n")
    verdict("a generated file is edited by hand", False, ("hook id: bastide-build", "edited"))
    (user.folder / "notes.txt").write_text("nothing about the estate\n")
    verdict("a commit of other files", True)
    generated.unlink()
    verdict("a generated file is gone", False, ("hook id: bastide-build", "missing"))


def judge_begun(judge, name, bastide, work):
    """What `bastide init` writes, hooks among it, is taken; a broken rule is not."""
    user = Repository(judge, work / "begun")
    judge.ask(f"{name}: bastide init", [bastide, "init", "--name", "acme"], user.folder)
    judge.ask(f"{name}: the configuration", [name, "validate-config", ".pre-commit-config.yaml"], user.folder)
    judge.ask(f"{name}: bastide build", [bastide, "build", "estate"], user.folder)
    judge.ask(f"{name}: install", [name, "install"], user.folder)
    taken, output = user.commit()
    judge.verdict(f"{name}: what was begun", taken and output.count("Passed") == 3, output)
    estate = user.folder / "estate/main.bastide"
    estate.write_text(estate.read_text().replace("route none", "route internet"))
    taken, output = user.commit()
    judge.verdict(f"{name}: what was begun, with a broken rule", not taken and "error[" in output, output)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bastide", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    options = parser.parse_args()
    bastide, work = options.bastide.resolve(), options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    judge = Judge(work)
    judge.env["PATH"] = f"{bastide.parent}{os.pathsep}{judge.env['PATH']}"
    for number, name in enumerate(os.environ.get("BASTIDE_PRE_COMMITS", "pre-commit").split(":")):
        place = work / str(number)
        place.mkdir(exist_ok=True)
        judge.env["PRE_COMMIT_HOME"] = str(place / "home")
        judge_one(judge, name, bastide, place)
        judge_begun(judge, name, bastide, place)
    print(f"{judge.passed} passed, {judge.failed} failed")
    return 1 if judge.failed else 0


if __name__ == "__main__":
    sys.exit(main())
