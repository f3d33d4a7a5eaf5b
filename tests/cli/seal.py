#!/usr/bin/env python3
"""A build over what nobody touched says so at once; whatever changed, and whoever hides it, everything is proved again."""
import os
import pathlib
import shutil
import subprocess
import sys
import time

TMP, BASTIDE = pathlib.Path(os.environ["TMP"]), os.environ["BASTIDE"]
CACHE, PROGRAM, OUT = TMP / "cache", TMP / "p", TMP / "out"
KEPT = "nothing changed since that was proved"
failed = []


def build(*options, command=BASTIDE, **variables):
    done = subprocess.run([command, "build", PROGRAM, "-o", OUT, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env={**os.environ, "BASTIDE_CACHE": str(CACHE), **variables})
    return done.returncode, done.stdout


def settled(*options, **variables):
    """Builds until a seal stands: what changed a moment ago is not told by its time from what changes in the next one."""
    for _ in range(20):
        time.sleep(0.03)
        found = build(*options, **variables)
        if KEPT in found[1]:
            return True
    failed.append(f"no seal after 20 builds: {found}")
    return False


def expect(what, said, status=0, *options, **variables):
    found = build(*options, **variables)
    if found[0] != status or said not in found[1] or (said != KEPT and KEPT in found[1]):
        failed.append(f"{what}: ended with {found[0]}, said:\n{found[1]}")


def swap(path, old, new):
    """Changes a file's bytes behind everybody's back: its size and the time that it tells stay."""
    status = path.stat()
    text = path.read_text(encoding="utf-8")
    assert len(old) == len(new) and text.count(old) > 0, (path, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


(PROGRAM / "more").mkdir(parents=True)
(TMP / "parts").mkdir()
source, imported = PROGRAM / "estate.bastide", TMP / "parts/dev.bastide"
source.write_text("""import "../parts"
estate acme { example; zones a, b; state s3 acme-state in us-east-1 }
""", encoding="utf-8")
imported.write_text("""environment dev : development {
  account 111111111111; region us-east-1; cidr 10.20.0.0/16
  tier data { subnets /24 from 21 }
}
""", encoding="utf-8")

first = build()
if first[0] != 0:
    sys.exit(first[1])
settled()
expect("the same", KEPT)
if build()[1].replace(f", {KEPT}", ", all as they were") != build("--again")[1]:
    failed.append("what is said of the same is another thing than what is proved again says")
expect("--quiet has its own", "", 0, "--quiet")
expect("proved again", "all as they were", 0, "--again")
expect("compared", "in step", 0, "--check")
expect("as JSON", '"result": "ok"', 0, "--format", "json")
expect("of another day", "all as they were", 0, "--date", "2026-01-01")
expect("no place to keep it", "all as they were", BASTIDE_CACHE="")
expect("no such place", "all as they were", BASTIDE_CACHE="/dev/null/no")
copied = TMP / "bastide"
shutil.copy2(BASTIDE, copied)
expect("another compiler", "all as they were", command=copied)
settled()

network = next(path for path in sorted(OUT.rglob("*.tf")) if "10.20.21.0/24" in path.read_text(encoding="utf-8"))
swap(network, "10.20.21.0/24", "10.20.91.0/24")
expect("an output is another at the same size and time", "edited by hand", 1)
swap(network, "10.20.91.0/24", "10.20.21.0/24")
settled()
network.unlink()
expect("an output is gone", "1 new")
settled()
(OUT / "terraform/hand.tf").write_text("# by hand\n", encoding="utf-8")
expect("a file of somebody else's", "all as they were")
settled()
link = TMP / "elsewhere"
OUT.rename(link)
OUT.symlink_to(link)
expect("the folder is a link", "symbolic link", 1)
OUT.unlink()
link.rename(OUT)
settled()

swap(source, "zones a, b", "zones a, c")
expect("a source is another at the same size and time", "changed")
swap(source, "zones a, c", "zones a, b")
settled()
swap(imported, "from 21", "from 31")
expect("what is imported is another", "changed")
swap(imported, "from 31", "from 21")
settled()
new = PROGRAM / "more/new.bastide"
new.write_text("role ops { signs in with sso; can view in all }\n", encoding="utf-8")
if KEPT in build()[1]:
    failed.append("a source that is new was not seen")
new.rename(TMP / "parts/new.bastide")
if KEPT in build()[1]:
    failed.append("a source that is new in an imported folder was not seen")
(TMP / "parts/new.bastide").unlink()
settled()
(PROGRAM / "values.inputs").write_text("x = 1\n", encoding="utf-8")
if KEPT in build()[1]:
    failed.append("inputs that are new were not seen")
(PROGRAM / "values.inputs").unlink()
settled()

seals = sorted(CACHE.glob("*.seal"))
for seal in seals:
    whole = seal.read_bytes()
    if seal.stat().st_mode & 0o077 or CACHE.stat().st_mode & 0o077:
        failed.append("others may look at a seal, or leave one")
    for place in (0, len(whole) // 2, len(whole) - 2):
        seal.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:])
    seal.write_bytes(whole[:-2])
expect("cut seals", "all as they were")
settled()
for seal in CACHE.glob("*.seal"):
    seal.write_bytes(seal.read_bytes().replace(b"proved: ", b"proven: "))
expect("a seal that says other words", "all as they were")
settled()
for seal in CACHE.glob("*.seal"):
    seal.chmod(0o666)
expect("a seal that others may write", "all as they were")
old = CACHE / "0.seal"
old.write_text("", encoding="utf-8")
os.utime(old, (0, 0))
other = CACHE / "other"
other.write_text("", encoding="utf-8")
os.utime(other, (0, 0))
for seal in CACHE.glob("*.seal"):
    if seal != old:
        seal.unlink()
settled()
if old.exists() or not other.exists():
    failed.append("seals of another day stay, or more than those goes")

source.write_text(source.read_text(encoding="utf-8") + "estate other {}\n", encoding="utf-8")
expect("a program that is refused", "error", 1)
expect("a program that is refused, again", "error", 1)
sys.exit("\n".join(failed) or 0)
