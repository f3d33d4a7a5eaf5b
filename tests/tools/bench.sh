#!/bin/bash
# bench.sh BUILD: processor milliseconds (user and system, best of five) and peak memory of the command, on the
# examples and on grown programs of n and 2n.
set -eu
cd "$(dirname "$0")/../.."
bastide=$1/bastide work=$1/bench
rm -rf "$work"
mkdir -p "$work"
for size in 5x20 5x40 10x40; do
	tests/tools/grow.py "${size%x*}" "${size#*x}" > "$work/grown-$size.bastide"
done

python3 - "$bastide" "$work" examples/*/ "$work"/*.bastide <<'PYTHON'
import os, pathlib, resource, shutil, subprocess, sys
bastide, work, programs = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]

def cost(command):
    """(milliseconds, MiB, exit status) of one run."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024, process.returncode

print(f"{'program':44} {'check ms':>9} {'build ms':>9} {'MiB':>6}")
for program in programs:
    times, most, failed = {}, 0, ""
    for name in ("check", "build"):
        for _ in range(5):
            shutil.rmtree(work / "out", ignore_errors=True)
            extra = ["-o", str(work / "out")] if name == "build" else []
            ms, mib, status = cost([bastide, name, program, *extra])
            times[name] = min(ms, times.get(name, ms))
            most = max(most, mib)
            failed = f"  ended with {status}" if status else failed
    print(f"{program:44} {times['check']:9.1f} {times['build']:9.1f} {most:6.1f}{failed}")
PYTHON
