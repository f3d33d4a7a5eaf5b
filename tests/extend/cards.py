#!/usr/bin/env python3
"""The program in extend/cards teaches the compiler a property, a kind, a rule, a fact, a target and two emitters. What it
writes is fixed in extend/want; what it opens is read from the dump. ACCEPT=1 writes extend/want anew.
"""
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TMP = pathlib.Path(os.environ["TMP"])
WRITTEN = ["cards/dev/cards.txt", "cards/farm/cards.txt", "terraform/dev/network/endpoints.tf", "terraform/farm/network/endpoints.tf"]
ADDED_TO = "terraform/dev/network/main.tf"
failures = []


def bastide(*arguments):
    done = subprocess.run([os.environ["BASTIDE"], *arguments, "--date", "2026-12-01"], capture_output=True, text=True, cwd=HERE)
    if done.returncode != 0:
        sys.exit(f"bastide {' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout


def build(program, name):
    bastide("build", "--quiet", program, "-o", TMP / name)
    return TMP / name


def same(name, text):
    want = HERE / "want" / name
    if os.environ.get("ACCEPT"):
        want.parent.mkdir(parents=True, exist_ok=True)
        want.write_text(text, encoding="utf-8")
    elif not want.is_file() or want.read_text(encoding="utf-8") != text:
        failures.append(f"{name} is not as in extend/want:\n{text}")


def tree(folder):
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*")
            if path.is_file() and not path.name.startswith(".")}


def main():
    full = tree(build("cards", "full"))
    for name in WRITTEN:
        same(name, full.get(name, "missing"))

    # What the library writes is not touched: the emitter's own lines come behind it, in the same file.
    without = TMP / "without"
    shutil.copytree(HERE / "cards", without)
    (without / "targets.bastide").unlink()
    plain = tree(build(without, "plain"))
    if not full[ADDED_TO].startswith(plain[ADDED_TO]):
        failures.append(f"{ADDED_TO} lost what the library writes")
    same("added-to-main.tf", full[ADDED_TO].removeprefix(plain[ADDED_TO]))
    own = {name for name in full if name not in plain}
    if own != set(WRITTEN):
        failures.append(f"files that only the program's emitters write: {sorted(own)}")
    for name in set(plain) - {ADDED_TO, "terraform/farm/network/main.tf"}:
        if plain[name] != full.get(name):
            failures.append(f"{name} differs, though no emitter of the program adds to it")

    # The new kind opens what it reads, and nothing else; the property changed nothing.
    flows = [line.split("  #")[0].strip() for line in bastide("dump", "--stage", "estate", "cards").split("\n")
             if line.startswith("  flow: ")]
    same("flows.txt", "".join(f"{flow}\n" for flow in flows))
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
