#!/usr/bin/env python3
"""Runs the tests and counts them; README.md says which folder holds what.

usage: run.py [--build DIR] [--jobs N] [--long] [--accept] [FOLDER or FOLDER/NAME ...]
"""
import argparse
import concurrent.futures
import difflib
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent
ROOT = TESTS.parent
sys.path.insert(0, str(TESTS / "tools"))
import examples_from_spec

SANITIZED = re.compile(r"ERROR: \w+Sanitizer|runtime error: |SUMMARY: \w+Sanitizer|Assertion `.*' failed")
HEADING = re.compile(r"^(error|warning|note)\[([a-z0-9-]+)\]: ", re.M)
ARROW = re.compile(r"^ *--> (.*):(\d+):\d+$")
EXPECTED = re.compile(r"#\s*expect (error|warning|assumed)( anywhere)? ([a-z0-9, -]+?)\s*$")
DATE = ["--date", "2026-12-01"]    # waivers are judged as on this day
DUMPS = {".ast", ".model", ".estate", ".plan"}


class Failure(Exception):
    """Why a test failed, in words for the reader."""


class Bench:
    """What a test may use: the programs built, a time limit, a fresh folder."""

    def __init__(self, options):
        self.build = (ROOT / options.build).resolve()
        self.bastide = self.build / "bastide"
        self.accept = options.accept
        self.limit = 3600 if options.long else 180

    def run(self, command, cwd=ROOT, text=None, env=None):
        """Runs a command; a signal, a sanitizer's report or too long a time fails the test."""
        surroundings = {**os.environ, "LC_ALL": "C.UTF-8", "BASTIDE_CACHE": "", "ASAN_OPTIONS": "detect_leaks=1",
                        "UBSAN_OPTIONS": "halt_on_error=1", **(env or {})}
        try:
            done = subprocess.run([str(part) for part in command], cwd=cwd, input=text, capture_output=True,
                                  timeout=self.limit, env=surroundings, encoding="utf-8", errors="replace")
        except subprocess.TimeoutExpired:
            raise Failure(f"ran longer than {self.limit} s: {' '.join(map(str, command))}")
        except OSError as error:
            raise Failure(str(error))
        if done.returncode < 0 or done.returncode >= 128 or SANITIZED.search(done.stderr):
            raise Failure(f"died with {done.returncode}\n{done.stderr[-4000:]}")
        return done

    def check(self, path, cwd=ROOT):
        """Diagnostics of `bastide check`, as text."""
        done = self.run([self.bastide, "check", "--quiet", "--color", "never", *DATE, path], cwd=cwd)
        if done.returncode not in (0, 1):
            raise Failure(f"bastide check ended with {done.returncode}\n{done.stderr[-4000:]}")
        if (done.returncode == 1) != bool(re.search(r"^error\[", done.stderr, re.M)):
            raise Failure(f"exit status {done.returncode} does not fit what was reported\n{done.stderr[-4000:]}")
        return done.stderr


def compare(name, found, path, bench):
    """The text `found` must be that of the file at `path`, or becomes it."""
    if bench.accept:
        path.write_text(found, encoding="utf-8")
        return
    wanted = path.read_text(encoding="utf-8")
    if found != wanted:
        lines = difflib.unified_diff(wanted.splitlines(), found.splitlines(), f"wanted {name}", "found", lineterm="")
        raise Failure("\n".join(list(lines)[:60]))


# --- expectations written into a program -------------------------------------------------------------

def expected_in(path):
    """(line, severity, name) of each expectation; line None when it may stand anywhere. An expectation on a
    line of its own speaks of the next line that is no comment."""
    expected, waiting = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1):
        match = EXPECTED.search(line)
        found = []
        if match:
            names = [name.strip() for name in match[3].split(",")]
            found = [(None if match[2] else number, match[1], name) for name in names]
        if line.lstrip().startswith("#"):
            waiting += found
            continue
        expected += found
        if line.strip():
            expected += [(place and number, severity, name) for place, severity, name in waiting]
            waiting = []
    return expected + [(place and number, severity, name) for place, severity, name in waiting]


def found_in(output):
    """(file, line, severity, name) of each diagnostic in the compiler's text."""
    found, lines = [], output.split("\n")
    for index, line in enumerate(lines):
        match = HEADING.match(line)
        if match:
            arrow = ARROW.match(lines[index + 1]) if index + 1 < len(lines) else None
            found.append((arrow[1] if arrow else None, int(arrow[2]) if arrow else 0, match[1], match[2]))
    return found


def check_expectations(path, output):
    """Every expectation is met, and nothing else is reported."""
    missing, left = [], [entry for entry in found_in(output) if entry[2] != "note"]

    def meets(entry, line, severity, name):
        same_file = entry[0] is not None and os.path.basename(entry[0]) == path.name
        return entry[2:] == (severity, name) and (line is None or (same_file and entry[1] == line))

    # A rule may find several things at one line: one expectation speaks of all of them.
    faults = {entry for entry in expected_in(path) if entry[1] != "assumed"}
    for expectation in sorted(faults, key=lambda entry: entry[0] is None):
        if not any(meets(entry, *expectation) for entry in left):
            line, severity, name = expectation
            missing.append(f"not reported: {severity}[{name}] at line {line or 'any'}")
        left = [entry for entry in left if not meets(entry, *expectation)]
    missing += [f"not expected: {severity}[{name}] at {file}:{line}" for file, line, severity, name in left]
    if missing:
        raise Failure("\n".join(missing) + "\n" + output[:4000])


def check_assumptions(path, rule, bench):
    """A rule that says what others must do reports nothing: its lines stand among the reliances."""
    done = bench.run([bench.bastide, "check", "--format", "json", *DATE, path.relative_to(ROOT)])
    told = json.loads(done.stdout).get("reliances", [])
    found = [(entry["line"], "assumed", entry["rule"]) for entry in told if entry["rule"] == rule]
    wanted = [entry for entry in expected_in(path) if entry[1] == "assumed"]
    if sorted(found) != sorted(wanted):
        raise Failure(f"assumed by {rule}: wanted {wanted}, found {found}\n{done.stdout[-4000:]}")


def program(path):
    def test(bench):
        unknown = {name for _, severity, name in expected_in(path) if severity == "assumed"} - assumptions_of_library()
        if unknown:
            raise Failure(f"no rule of the library says what others must do and is called {', '.join(sorted(unknown))}")
        check_expectations(path, bench.check(path.relative_to(ROOT)))
        rule = path.name.split(".")[0].partition("_")[2]
        if rule in assumptions_of_library():
            check_assumptions(path, rule, bench)
    return test


# --- shapes of tests ---------------------------------------------------------------------------------

def steady(output):
    """Diagnostics that show the library, without the numbers of its lines and the margin that is as wide as they are:
    the library grows, and what is said of a program stays."""
    blocks = output.split("\n\n")
    for index, block in enumerate(blocks):
        if not re.search(r"^ *(-->|:::) (stdlib|targets)/", block, re.M):
            continue
        lines, inside = [], False
        for line in block.split("\n"):
            place = re.match(r" *(-->|:::) (stdlib|targets)?", line)
            if place:
                inside = place[2] is not None
                line = re.sub(r":\d+:\d+$", "", line) if inside else line
            elif inside:
                line = re.sub(r"^ *\d+ \|", " |", line)
            lines.append(re.sub(r"^ *(?=\d+ \|)", "", re.sub(r"^ +(?=-->|:::|\||=)", " ", line)))
        blocks[index] = "\n".join(lines)
    return "\n\n".join(blocks)


def neighbours(path, beside):
    """A program with files beside it: .err its diagnostics, .fmt its layout, .ast … a dump."""
    def test(bench):
        name = path.relative_to(ROOT)
        for neighbour in beside:
            if neighbour.suffix == ".err":
                output = steady(bench.check(path.name, cwd=path.parent))
            elif neighbour.suffix == ".fmt":
                output = bench.run([bench.bastide, "fmt", "-"], text=path.read_text(encoding="utf-8")).stdout
                again = bench.run([bench.bastide, "fmt", "-"], text=output).stdout
                if again != output:
                    raise Failure("the canonical layout is not canonical when formatted again")
            else:
                output = bench.run([bench.bastide, "dump", "--stage", neighbour.suffix[1:], *DATE, name]).stdout
            compare(neighbour.name, output, neighbour, bench)
    return test


def tree_of(folder):
    return {str(p.relative_to(folder)): p for p in sorted(folder.rglob("*")) if p.is_file()}


def without_version(name, text):
    """A manifest without the version that wrote it: a new version alone changes no expectation. Its form is checked."""
    if pathlib.PurePath(name).name != ".bastide-manifest.json":
        return text
    found, count = re.subn(r'^("generator": "bastide )[0-9]+\.[0-9]+\.[0-9]+(?:-[a-z0-9.]+)?",$', r'\1VERSION",', text, flags=re.M)
    if count != 1:
        raise Failure(f"{name} does not name the version that wrote it")
    return found


# It has a row for each rule of the library: output/documents.py compares it with what the command says of them.
LEFT_OUT = "documents/compliance.md"


def leave_out(out):
    """What grows with the library, and its line in the manifest."""
    if (out / LEFT_OUT).exists():
        (out / LEFT_OUT).unlink()
        manifest = out / ".bastide-manifest.json"
        lines = manifest.read_text(encoding="utf-8").splitlines(keepends=True)
        manifest.write_text("".join(line for line in lines if LEFT_OUT not in line), encoding="utf-8")


def whole_tree(folder, target):
    """input.bastide, built for one target, must give exactly the files under want/."""
    def test(bench):
        want = folder / "want"
        with tempfile.TemporaryDirectory() as temporary:
            out = pathlib.Path(temporary) / "out"
            done = bench.run([bench.bastide, "build", folder / "input.bastide", "-o", out, "--target", target, *DATE])
            if done.returncode != 0:
                raise Failure(done.stderr[-4000:])
            leave_out(out)
            if bench.accept:
                shutil.rmtree(want, ignore_errors=True)
                shutil.copytree(out, want)
                for name, path in tree_of(want).items():
                    path.write_text(without_version(name, path.read_text(encoding="utf-8")), encoding="utf-8")
                return
            found, wanted = tree_of(out), tree_of(want)
            differing = sorted(set(found) ^ set(wanted))
            if differing:
                raise Failure("files on one side only: " + ", ".join(differing[:20]))
            for name, path in found.items():
                compare(name, without_version(name, path.read_text(encoding="utf-8")), wanted[name], bench)
    return test


def executable(path, *arguments):
    """A test program or script: exit status 0 is a pass."""
    def test(bench):
        with tempfile.TemporaryDirectory() as temporary:
            env = {"BASTIDE": str(bench.bastide), "BUILD": str(bench.build), "TMP": temporary, "ROOT": str(ROOT)}
            interpreter = {".sh": ["bash"], ".py": [sys.executable]}.get(path.suffix, [])
            place = path if path.is_absolute() else bench.build / path
            done = bench.run([*interpreter, place, *arguments], cwd=TESTS, env=env)
            if done.returncode != 0:
                raise Failure(f"ended with {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return test


def bogus(path):
    """Whatever it is, it is refused in good order."""
    def test(bench):
        if "error[" not in bench.check(path.relative_to(ROOT)):
            raise Failure("was accepted")
    return test


def example(folder):
    """Passes, and gives the same bytes twice."""
    def test(bench):
        output = bench.check(folder.relative_to(ROOT))
        if output.strip():
            raise Failure(output[:4000])
        with tempfile.TemporaryDirectory() as temporary:
            outs = [pathlib.Path(temporary) / name for name in ("one", "two")]
            for out in outs:
                done = bench.run([bench.bastide, "build", folder.relative_to(ROOT), "-o", out, *DATE])
                if done.returncode != 0:
                    raise Failure(done.stderr[-4000:])
            one, two = (tree_of(out) for out in outs)
            if list(one) != list(two) or any(one[name].read_bytes() != two[name].read_bytes() for name in one):
                raise Failure("two builds differ")
    return test


def specification(block, bench_folder):
    """A whole program with exactly these errors, with no error and these warnings, or a fragment that has the right shape."""
    def test(bench):
        if not block.mode:
            done = bench.run([bench.bastide, "fmt", "-"], text=block.text)
            if done.returncode != 0:
                raise Failure(f"{block.place}: {done.stderr[-4000:]}")
            return
        folder = bench.build / bench_folder
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{block.name}.bastide"
        path.write_text(block.text, encoding="utf-8")
        found = found_in(bench.check(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path))
        told = [sorted({name for _, _, severity, name in found if severity == wanted}) for wanted in ("error", "warning")]
        wanted = [[], sorted(block.errors)] if block.mode == "warning" else [sorted(block.errors), told[1]]
        if told != wanted:
            raise Failure(f"{block.place}: wanted {block.errors or 'no error'}, found {told}")
    return test


def rules_of_library():
    names = set()
    for path in sorted((ROOT / "stdlib").rglob("*.bastide")):
        names |= set(re.findall(r"^rule\s+([a-z][a-z0-9-]*)", path.read_text(encoding="utf-8"), re.M))
    return sorted(names)


@functools.cache
def assumptions_of_library():
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "stdlib").rglob("*.bastide")))
    return set(re.findall(r"^rule ([a-z0-9-]+) \{(?:(?!^\}).)*?^  severity +assumed$", text, re.M | re.S))


def has_twins(rule):
    def test(bench):
        for side in ("bad", "good"):
            if not any((TESTS / "checks").glob(f"{side}_{rule}.bastide")):
                raise Failure(f"tests/checks/{side}_{rule}.bastide is missing")
        bad = TESTS / "checks" / f"bad_{rule}.bastide"
        if not any(name == rule for _, _, name in expected_in(bad)):
            raise Failure(f"{bad.name} does not expect {rule}")
    return test


def limit_is_tested(name):
    def test(bench):
        if not any((TESTS / "limits").glob(f"{name}.*")):
            raise Failure(f"tests/limits/{name}.sh or .py is missing")
    return test


# --- what there is -----------------------------------------------------------------------------------

def collect(long):
    """(name, test) of every test, in order of their names."""
    tests = []
    for folder in ("unit", "api"):
        for path in sorted((TESTS / folder).glob("test_*.c" if folder == "unit" else "*.c")):
            tests.append((f"{folder}/{path.stem}", executable(pathlib.Path("tests") / folder / path.stem)))
    for path in sorted((TESTS / "fuzz").glob("fuzz_*.c")):
        inputs = [TESTS / "fuzz/corpus", TESTS / "bogus", ROOT / "examples"]
        tests.append((f"fuzz/{path.stem}", executable(pathlib.Path("tests/fuzz") / path.stem, *inputs)))
    for folder in ["cli", "lsp", "faults", "limits", "output", "extend", "same"] + (["long"] if long else []):
        for path in sorted((TESTS / folder).glob("*.*")):
            if path.suffix in (".sh", ".py"):
                tests.append((f"{folder}/{path.stem}", executable(path)))
    for path in sorted((TESTS / "language").glob("*.bastide")):
        beside = [p for p in sorted(path.parent.glob(path.stem + ".*")) if p.suffix in {".err", ".fmt"} | DUMPS]
        tests.append((f"language/{path.stem}", neighbours(path, beside) if beside else program(path)))
    for path in sorted((TESTS / "checks").glob("*.bastide")):
        tests.append((f"checks/{path.stem}", program(path)))
    tests += [(f"twins/{rule}", has_twins(rule)) for rule in rules_of_library()]
    limits = re.findall(r"^#define LIMIT_(\w+)", (ROOT / "compiler/base/limits.h").read_text(), re.M)
    tests += [(f"has-limit/{name.lower()}", limit_is_tested(name.lower())) for name in limits]
    for path in sorted((TESTS / "targets").glob("*/*/input.bastide")):
        case = path.parent
        tests.append((f"targets/{case.parent.name}/{case.name}", whole_tree(case, case.parent.name)))
    for path in sorted((TESTS / "bogus").glob("*")):
        tests.append((f"bogus/{path.name}", bogus(path)))
    for folder in sorted(p for p in (ROOT / "examples").glob("*") if p.is_dir()):
        tests.append((f"examples/{folder.name}", example(folder)))
        for side in ("refused", "accepted"):
            for path in sorted((folder / side).glob("*.bastide")):
                tests.append((f"examples/{folder.name}/{side}/{path.stem}", program(path)))
    tests.append(("spec/refusals", executable(TESTS / "tools/refusals.py")))
    tests.append(("spec/grammar", executable(TESTS / "tools/grammar_ebnf.py", "--check")))
    for block in examples_from_spec.blocks(ROOT / "spec"):
        tests.append((f"spec/{block.name}", specification(block, "tests/spec")))
    return tests


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--long", action="store_true", help="also tests/long, with a longer time limit")
    parser.add_argument("--accept", action="store_true", help="rewrite what the named tests expect")
    parser.add_argument("only", nargs="*", metavar="FOLDER[/NAME]")
    options = parser.parse_args()
    if options.accept and not options.only:
        parser.error("--accept needs the name of a test")
    wanted = [name.rstrip("/") for name in options.only]
    tests = [(name, test) for name, test in collect(options.long)
             if not wanted or any(name == one or name.startswith(one + "/") for one in wanted)]
    bench = Bench(options)

    def attempt(entry):
        try:
            entry[1](bench)
            return None
        except Failure as failure:
            return str(failure)
        except Exception as error:  # a fault of the test itself must be seen as a failure, too
            return f"{type(error).__name__}: {error}"

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for (name, _), why in zip(tests, pool.map(attempt, tests)):
            if why is not None:
                failed += 1
                print(f"FAILED {name}\n  " + why.rstrip().replace("\n", "\n  "), flush=True)
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed or not tests else 0


if __name__ == "__main__":
    sys.exit(main())
