#!/usr/bin/env python3
"""One program gives the same bytes wherever it lies, whatever the locale, the time zone and the user: the design exercise
is built in many surroundings, and every byte and every word said is compared.
"""
import os
import pathlib
import shutil
import subprocess
import sys

TMP = pathlib.Path(os.environ["TMP"])
PROGRAM = pathlib.Path(os.environ["ROOT"]) / "examples/design-exercise"
WRONG = pathlib.Path(os.environ["ROOT"]) / "tests/language/04-1_four_environments.bastide"
NOBODY = 65534


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def build(name, command, program, cwd, env=None, **more):
    """What is written, and what is said of it and of a wrong program."""
    out = TMP / name / "out"
    surroundings = {"PATH": os.environ["PATH"], "TMP": str(TMP), "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""), **(env or {})}
    done = subprocess.run([command, "build", program, "-o", out, "--date", "2026-12-01"], cwd=cwd, env=surroundings,
                          capture_output=True, **more)
    if done.returncode != 0:
        sys.exit(f"{name}: {done.stderr.decode()}")
    said = subprocess.run([command, "check", WRONG.name], cwd=cwd, env=surroundings, capture_output=True, **more)
    return tree(out), done.stderr.replace(str(out).encode(), b"OUT"), said.stderr


def main():
    places = {name: TMP / name for name in ("here", "an other/place with blanks/äöü", "deep/" * 20 + "end", "nobody")}
    for place in places.values():
        shutil.copytree(PROGRAM, place / "program", ignore=shutil.ignore_patterns("refused", "accepted"))
        estate = place / "program/platform/estate.bastide"
        text = estate.read_text(encoding="utf-8")
        assert "peering-file" in text
        estate.write_text(text.replace("peering-file", "peering-file, documents"), encoding="utf-8")     # which name places
        shutil.copy(WRONG, place)
    (TMP / "link").symlink_to(places["here"])
    bastide = TMP / "bastide"               # where nobody may read it
    shutil.copy(os.environ["BASTIDE"], bastide)
    for path in [TMP, *TMP.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o777 if path.is_dir() or path == bastide else 0o666)

    here = places["here"]
    surroundings = {
        "two": dict(cwd=here),
        "elsewhere": dict(cwd=places["an other/place with blanks/äöü"]),
        "deep": dict(cwd=places["deep/" * 20 + "end"]),
        "link": dict(cwd=TMP / "link"),
        "absolute": dict(cwd=here, program=here / "program"),
        "nothing": dict(cwd=here, env={}),
        "zone": dict(cwd=here, env={"TZ": "Pacific/Kiritimati", "HOME": "/nowhere", "USER": "somebody", "SOURCE_DATE_EPOCH": "1"}),
        "terminal": dict(cwd=here, env={"TERM": "xterm-256color", "COLUMNS": "40", "LINES": "5"}),
    }
    for locale in ("C", "C.UTF-8", "POSIX", "tr_TR.UTF-8", "de_DE.UTF-8", "de_DE.ISO-8859-1", "ja_JP.SJIS"):
        surroundings[locale] = dict(cwd=here, env={"LC_ALL": locale, "LANG": locale, "LANGUAGE": locale[:2]})
    if os.geteuid() == 0:
        surroundings["nobody"] = dict(cwd=places["nobody"], user=NOBODY, group=NOBODY, extra_groups=[], umask=0o077)
        (TMP / "nobody").chmod(0o777)
    first = build("one", bastide, "program", here)
    if len(first[0]) < 20:
        sys.exit(f"only {len(first[0])} files were written")
    failures = []
    for name, how in surroundings.items():
        (TMP / name).mkdir(exist_ok=True)
        (TMP / name).chmod(0o777)
        found = build(name, bastide, how.pop("program", "program"), **how)
        for path in sorted(set(first[0]) | set(found[0])):
            if first[0].get(path) != found[0].get(path):
                failures.append(f"{name}: {path} differs")
        for what, one, two in zip(("is said of the build", "is said of a wrong program"), first[1:], found[1:]):
            if one != two:
                failures.append(f"{name}: what {what} differs:\n{one.decode()}\n{two.decode()}")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
