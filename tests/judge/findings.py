#!/usr/bin/env python3
"""SARIF by the schema of OASIS and by the tool of those who wrote it, for its own rules and for those of GitHub: of programs that are
refused in many ways, of right ones, of drift, of wrong use. What is spoiled on purpose must be refused.

usage: findings.py --bastide COMMAND --work DIR
BASTIDE_SARIF names a folder with the package @microsoft/sarif-multitool in its node_modules.
"""
import argparse
import json
import os
import pathlib
import shutil
import sys

from_here = pathlib.Path(__file__).resolve()
sys.path.insert(0, str(from_here.parent.parent / "tools"))
from judging import Judge

TESTS = from_here.parent.parent
# Where the tool can be had: there is no such address yet.
LEFT = {"SARIF2005"}


class Sarif:
    def __init__(self, judge, packages):
        self.judge = judge
        self.tool = packages / "node_modules/.bin/sarif-multitool"
        self.schema = packages / "node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json"

    def complaints(self, path):
        """What the schema and the rules of either kind find; None when a tool did not run."""
        status, output = self.judge.run(["check-jsonschema", "--schemafile", self.schema, path], self.judge.work)
        found = [] if status == 0 else [output]
        for kind in ("Sarif", "Ghas"):
            told = self.judge.work / "told.sarif"
            told.unlink(missing_ok=True)
            status, output = self.judge.run([self.tool, "validate", path, "--rule-kind", kind, "--output", told, "--log", "ForceOverwrite"],
                                            self.judge.work)
            if not told.exists():
                return None
            results = json.loads(told.read_text(encoding="utf-8-sig"))["runs"][0].get("results", [])
            found += [json.dumps(result) for result in results if result["ruleId"] not in LEFT]
        return found


def spoil(log, how):
    run = log["runs"][0]
    if how == "version":
        del log["version"]
    elif how == "line":
        run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    elif how == "index":
        run["results"][0]["ruleIndex"] = 1000
    elif how == "place":
        del run["results"][0]["locations"]
    elif how == "base":
        run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "file:///nowhere"
    return log


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bastide", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    options = parser.parse_args()
    bastide, work = options.bastide.resolve(), options.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    judge = Judge(work)
    packages = judge.needs("BASTIDE_SARIF")
    if packages is None:
        return judge.close()
    sarif = Sarif(judge, pathlib.Path(packages).resolve())

    programs = sorted((TESTS / "checks").glob("bad_*.bastide"))[::150] + sorted((TESTS / "bogus").glob("*"))[:1]
    good = sorted((TESTS / "checks").glob("good_*.bastide"))[0]
    (work / "out").mkdir()
    judge.ask("a build", [bastide, "build", good, "-o", "out", "-q"], work)
    next(path for path in sorted((work / "out").rglob("*")) if path.is_file() and not path.name.startswith(".")).unlink()
    cases = [(path.name, ["check", os.path.relpath(path, TESTS)], TESTS) for path in programs]
    cases += [("nothing is found", ["check", good], TESTS), ("wrong use", ["check", "--xx"], work),
              ("nothing there", ["check", "nothing"], work), ("drift", ["build", good, "-o", "out", "--check"], work)]
    for number, (name, arguments, folder) in enumerate(cases):
        path = work / f"{number}.sarif"
        path.write_text(judge.run([bastide, *arguments, "--format", "sarif"], folder)[1], encoding="utf-8")
        found = sarif.complaints(path)
        judge.verdict(f"SARIF of {name}", found == [], "the tool did not run" if found is None else "\n".join(found))
    for how in ("version", "line", "index", "place", "base"):
        path = work / f"{how}.sarif"
        path.write_text(json.dumps(spoil(json.loads((work / "0.sarif").read_text(encoding="utf-8")), how)), encoding="utf-8")
        judge.verdict(f"SARIF with a spoiled {how} is refused", bool(sarif.complaints(path)))
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
