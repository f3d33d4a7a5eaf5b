#!/bin/bash
# bench.sh BUILD: prints `bench KEY VALUE` lines. Milliseconds are processor time, user and system together, the
# least of five runs; the programs are copies of the design exercise (generate.py).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bastide=$1/bastide work=$1/bench
rm -rf "$work"
mkdir -p "$work/start"
for count in 1 10 100 1000; do
	python3 "$here/generate.py" "$count" "$work/$count"
done
cat > "$work/start/program.bastide" <<'PROGRAM'
estate small {
  example
  state s3 small-state
}
environment dev : development {
  account 111111111111
  region  us-east-1
  cidr    10.0.0.0/16
  tier public { subnets /24 from 1; route internet }
}
PROGRAM

exec python3 - "$bastide" "$work" <<'PYTHON'
import os, pathlib, shutil, subprocess, sys

bastide, work = sys.argv[1], pathlib.Path(sys.argv[2])
os.environ["BASTIDE_CACHE"] = str(work / "cache")
failed = []

def run(*command):
    """(milliseconds, MiB) of one run; says once when it fails."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode and command not in failed:
        failed.append(command)
        print(f"bench: {' '.join(map(str, command))} ended with {process.returncode}\n{said[:2000]}", file=sys.stderr)
    return (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024

def best(*command):
    """The least of five; an argument that is a function is asked for each run."""
    runs = [run(*(part() if callable(part) else part for part in command)) for _ in range(5)]
    return min(ms for ms, _ in runs), max(mib for _, mib in runs)

def say(key, value):
    print(f"bench {key} {value:.1f}", flush=True)

# Each run has a folder of its own, and none is removed in between: for a minute ext4 gives nobody what was just removed, and whoever
# makes files then pays for looking.
folders = {"out": 0, "copy": 0}

def fresh_folder(kind):
    folders[kind] += 1
    return work / f"{kind}{folders[kind]}"

say("start_ms", best(bastide, "check", work / "start")[0])
check = {}
for count in (1, 10, 100, 1000):
    check[count], mib = best(bastide, "check", work / str(count))
    say(f"check_ms_{count}", check[count])
fresh, build_mib = best(bastide, "build", work / "1000", "-o", lambda: fresh_folder("out"))
say("build_fresh_ms_1000", fresh)
out = work / "out1"
again, again_mib = best(bastide, "build", work / "1000", "-o", out, "--again")
say("build_again_ms_1000", again)
same, same_mib = best(bastide, "build", work / "1000", "-o", out)
say("build_same_ms_1000", same)
copied, _ = best("cp", "-r", out, lambda: fresh_folder("copy"))
say("copy_ms_1000", copied)
say("build_fresh_over_copy_1000", fresh / max(copied, 0.1))
say("build_same_over_copy_1000", same / max(copied, 0.1))
say("growth_100_1000", check[1000] / max(check[100], 0.1))
say("peak_mib_1000", max(mib, build_mib, again_mib, same_mib))
for kind, count in folders.items():
    for number in range(1, count + 1):
        shutil.rmtree(work / f"{kind}{number}", ignore_errors=True)
sys.exit(1 if failed else 0)
PYTHON
