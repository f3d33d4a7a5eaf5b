#!/usr/bin/env python3
"""What the documents name is there: each path of a link or in a code span, each command and option of bastide, each target of
make. Every source file of compiler/ stands on its map. Help, manual page and documents know the same options."""
import os
import pathlib
import re
import subprocess
import sys

ROOT, BASTIDE = pathlib.Path(os.environ["ROOT"]), os.environ["BASTIDE"]
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "compiler/README.md", "tests/README.md", "stdlib/README.md", "targets/README.md",
             "spec/README.md", "examples/README.md", "grammar/README.md"]
# Words in capitals and in braces stand for others; what a build makes is not in the repository.
MADE = ("build/", "out/", "build", "out")
failures = []


def run(*arguments):
    return subprocess.run([BASTIDE, *arguments], capture_output=True, encoding="utf-8").stdout


def helps():
    """The options of each command, as its help shows them."""
    names = re.findall(r"^  ([a-z]+) ", run("help").split("commands:")[1].split("\n\n")[0], re.M)
    return {name: set(re.findall(r"--[A-Za-z][A-Za-z-]*|(?<= )-[a-zA-Z](?=,)", run("help", name).split("options:")[1])) for name in names}


def paths_of(text):
    prose = re.sub(r"^( *)```.*?^\1```", "", text, flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", prose):
        if "://" not in target:
            yield target, True
    for span in re.findall(r"`([^`\n]+)`", re.sub(r"^    .*", "", prose, flags=re.M)):
        if re.fullmatch(r"\.?[a-z][\w.-]*(?:/[\w.-]+)+/?", span):
            yield span, False
    for row in re.findall(r"^\| ((?:`[a-z]+/`(?:, )?)+) \|", text, re.M):      # a table of folders
        for folder in re.findall(r"`([a-z]+/)`", row):
            yield folder, True


def check_paths(name, text):
    here, count = (ROOT / name).parent, 0
    for path, link in paths_of(text):
        if re.search(r"[A-Z]{2,}(?!\.md|EADME|ONTRIB|HANGES)", path.rsplit("/", 1)[0] if path.endswith(".md") else path) or path.startswith(MADE):
            continue
        count += 1
        places = [here] if link else [here, ROOT, ROOT / "compiler", ROOT / "tests"]
        if not any((place / path).exists() for place in places):
            failures.append(f"{name}: {path} is not there")
    return count


def check_commands(name, text, options):
    count = 0
    for line in re.findall(r"\bbastide ((?:[a-z]+|--[a-z]+)\b[^`\n#]*)", "\n".join(re.findall(r"`[^`\n]+`|^ {4}.*|^build/bastide .*", text, re.M))):
        words = line.replace("`", "").split()
        if words[0] not in options:
            if words[0] not in ("ok", "error", "warning"):      # the first lines of fences
                failures.append(f"{name}: there is no `bastide {words[0]}`")
            continue
        count += 1
        for word in words[1:]:
            if re.match(r"--?[A-Za-z]", word) and word.split("=")[0] not in options[words[0]]:
                failures.append(f"{name}: `bastide {words[0]}` has no option {word}")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (?:[A-Z_]+=\S+ )*([a-z]+)", text):
        if not re.search(rf"^{target}:", makefile, re.M):
            failures.append(f"{name}: there is no `make {target}`")
    return count


def main():
    options, paths, commands = helps(), 0, 0
    if len(options) < 8 or "--output" not in options["build"] or "-o" not in options["build"]:
        sys.exit(f"the help is not understood: {options}")
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        paths += check_paths(name, text)
        commands += check_commands(name, text, options)
    if paths < 60 or commands < 4:
        failures.append(f"only {paths} paths and {commands} commands are found: the documents are read wrongly")
    manual = run("help", "--man").replace("\\-", "-")
    sections = {part.split()[0]: part for part in manual.split(".SS bastide ")[1:]}
    everywhere = set.intersection(*options.values())
    for command, known in options.items():
        for option in known:
            part = manual.split(".SH OPTIONS")[1] if option in everywhere else sections[command].split(".SH")[0]
            if f"\\fB{option}\\fR" not in part:
                failures.append(f"the manual page has no {option} of {command}")
        shown = set(re.findall(r"\\fB(--?[A-Za-z][A-Za-z-]*)\\fR", sections[command].split(".SH")[0]))
        if shown - known:
            failures.append(f"the manual page shows {sorted(shown - known)} of {command}, its help does not")
    on_map = (ROOT / "compiler/README.md").read_text(encoding="utf-8")
    sources = [path for path in (ROOT / "compiler").rglob("*") if path.suffix in (".c", ".h", ".def")]
    folder = None
    rows = set()
    for line in on_map.split("\n"):
        heading = re.match(r"## ([a-z]+)/", line)
        folder = heading[1] if heading else folder
        row = re.match(r"\| `([\w-]+)((?:\.[a-z]+)+)`((?: `\.[a-z]+`)*) \|", line)
        if row:
            for suffix in [row[2], *re.findall(r"`(\.[a-z]+)`", row[3])]:
                rows.add((folder, row[1] + suffix))
    there = {(str(path.parent.relative_to(ROOT / "compiler")).replace(".", "compiler", 1), path.name) for path in sources}
    failures.extend(f"compiler/README.md has no row for {folder}/{name}" for folder, name in sorted(there - rows))
    failures.extend(f"compiler/README.md has a row for {folder}/{name}, which is not there" for folder, name in sorted(rows - there))
    if failures:
        sys.exit("\n".join(failures))


main()
