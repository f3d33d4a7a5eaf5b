#!/usr/bin/env python3
"""AppSpec files and their scripts: a schema written from the user guide (appspec.schema.json), what a schema cannot
say, and shellcheck. The agent itself ignores what it does not know, so that nobody else would see a misspelt key.

usage: codedeploy.py --out OUT --work FOLDER
       codedeploy.py --self-test --work FOLDER     shows that good samples pass and each bad one is refused
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
from judging import Judge, arguments

EVENT = re.compile(r"^  (\w+):$")
LOCATION = re.compile(r"^    - location: (\S+)$")
TIMEOUT = re.compile(r"^      timeout: (\d+)$")


def hooks_of(text):
    """The event, the script and the longest time of each hook of an AppSpec for hosts."""
    found, event, location, inside = [], None, None, False
    for line in text.split("\n"):
        line = re.sub(r"\s+# .*$", "", line)
        inside = line == "hooks:" or (inside and (line.startswith(" ") or not line))
        if not inside:
            continue
        if match := EVENT.match(line):
            event = match[1]
        elif match := LOCATION.match(line):
            location = match[1]
            found.append([event, location, 3600])
        elif match := TIMEOUT.match(line):
            found[-1][2] = int(match[1])
    return found


def beyond_schema(path, bundle):
    """What is wrong that a schema does not say: an event has an hour, a script that is ours is there."""
    problems = []
    text = path.read_text(encoding="utf-8")
    hooks = hooks_of(text)
    if not re.search(r"^version: 0\.0$", text, re.M):
        problems.append("the version is not written as 0.0")
    for event in {event for event, _, _ in hooks}:
        together = sum(seconds for name, _, seconds in hooks if name == event)
        if together > 3600:
            problems.append(f"the scripts of {event} may take {together} s; an event has 3600")
    if bundle:
        named = {location for _, location, _ in hooks if location.startswith("hooks/")}
        there = {str(script.relative_to(bundle)) for script in bundle.rglob("*.sh")}
        problems += [f"{script} is not there" for script in sorted(named - there)]
        problems += [f"nothing runs {script}" for script in sorted(there - named)]
    return problems


def judge_appspec(judge, name, path, bundle=None):
    """Whether schema and our own rules are content; the verdict is the caller's."""
    status, output = judge.run(["check-jsonschema", "--schemafile", HERE / "appspec.schema.json", path], judge.work)
    problems = beyond_schema(path, bundle)
    return status == 0 and not problems, f"{name}: {output}\n" + "\n".join(problems), status


def self_test(judge):
    for sample in sorted((HERE / "sample" / "appspec").glob("*.yml")):
        good, output, status = judge_appspec(judge, sample.name, sample)
        wanted = sample.name.startswith("good")
        judge.verdict(f"sample {sample.name}", status in (0, 1) and good == wanted,
                      output if wanted else f"{sample.name} passed, or could not be judged\n{output}")


def main():
    if "--self-test" in sys.argv:
        sys.argv.remove("--self-test")
        sys.argv += ["--out", str(HERE)]
        _, work = arguments(__doc__)
        judge = Judge(work)
        self_test(judge)
        return judge.close()
    out, work = arguments(__doc__)
    judge = Judge(work)
    found = sorted((out / "codedeploy").rglob("appspec.yml"))
    judge.verdict(f"AppSpec files in {out}", bool(found), "there are none")
    for path in found:
        name = str(path.parent.relative_to(out))
        good, output, _ = judge_appspec(judge, name, path, path.parent)
        judge.verdict(f"{name}: AppSpec", good, output)
        scripts = sorted(path.parent.rglob("*.sh"))
        judge.ask(f"{name}: shellcheck", ["shellcheck", "--norc", *scripts], judge.work)
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
