#!/usr/bin/env python3
"""bastide check --watch: checks again when any file of the program changes, however it is saved, with and without a system that tells,
and ends with the status of the last check."""
import os
import pathlib
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time

bastide, tmp = os.environ["BASTIDE"], pathlib.Path(os.environ["TMP"])
GOOD = "estate tiny { example; state s3 tiny-state }\ntarget plain { format text }\nemit plain \"a.txt\" { line \"same\" }\n"
BAD = GOOD + "nothing x { }\n"
LIMIT = 20


class Watch:
    """A watch whose lines are read as they come."""

    def __init__(self, *arguments, **env):
        self.process = subprocess.Popen([bastide, "check", "--watch", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        stdin=subprocess.DEVNULL, text=True, cwd=tmp, env={**os.environ, **env})
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)

    def until(self, words):
        """What is said up to a line that holds these words."""
        said, end = "", time.monotonic() + LIMIT
        while words not in said:
            try:
                said += self.lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                sys.exit(f"not said: {words}\n{said}")
        assert "\x1b" not in said, "a terminal is steered where there is none"
        return said

    def quiet(self, seconds):
        time.sleep(seconds)
        assert self.lines.empty(), self.lines.get()

    def end(self, number, status):
        self.process.send_signal(number)
        assert self.process.wait(LIMIT) == status, (self.process.returncode, status)


def rename_over(path, text):
    aside = path.with_suffix(".new~")
    aside.write_text(text)
    aside.rename(path)


def try_all(name, **env):
    program, beside = tmp / name / "p", tmp / name / "lib"
    program.mkdir(parents=True)
    beside.mkdir()
    main = program / "main.bastide"
    (beside / "more.bastide").write_text("constant more-of-it string \"x\"\n")
    main.write_text('import "../lib"\n' + GOOD)
    watch = Watch(program, **env)
    watch.until("proved: ")
    # Written in place; other files mean nothing.
    (program / "notes.txt").write_text("nothing\n")
    (program / ".main.bastide.swp").write_text("nothing\n")
    watch.quiet(0.8)
    main.write_text('import "../lib"\n' + BAD)
    assert f"changed: {main}\n" in watch.until("1 error")
    # Saved by renaming.
    rename_over(main, 'import "../lib"\n' + GOOD)
    watch.until("proved: ")
    # A file that is imported, and one that comes beside it.
    (beside / "more.bastide").write_text("constant more-of-it string \"x\"\nnothing y { }\n")
    assert "more.bastide" in watch.until("1 error")
    rename_over(beside / "more.bastide", "constant more-of-it string \"x\"\n")
    watch.until("proved: ")
    (beside / "new.bastide").write_text("nothing z { }\n")
    assert "new.bastide" in watch.until("1 error")
    (beside / "new.bastide").unlink()
    watch.until("proved: ")
    # A new folder, then a file in it.
    (program / "team").mkdir()
    time.sleep(0.3)
    (program / "team/a.bastide").write_text("nothing x { }\n")
    watch.until("1 error")
    shutil.rmtree(program / "team")
    watch.until("proved: ")
    # All of it goes, and comes again.
    program.rename(tmp / name / "away")
    watch.until("No such file")
    (tmp / name / "away").rename(program)
    watch.until("proved: ")
    main.write_text('import "../lib"\n' + BAD)
    watch.until("1 error")
    # Many changes in a row are looked at once they are over.
    for number in range(50):
        rename_over(main, f'import "../lib"\n{GOOD}# {number}\n')
    watch.until("proved: ")
    return watch, main


asked, file = try_all("told")
# The system tells: nobody waits for the next look, which comes two seconds after the one before.
begun = time.monotonic()
for text, words in [(BAD, "1 error"), (GOOD, "proved: ")] * 3:
    rename_over(file, text)
    asked.until(words)
assert time.monotonic() - begun < 8, time.monotonic() - begun
asked.end(signal.SIGTERM, 0)
alone, file = try_all("alone", BASTIDE_WATCH="poll")
file.write_text(BAD)
alone.until("1 error")
alone.end(signal.SIGINT, 1)

# A program that is away just while it is read: nothing tells that it came back before the watch began.
(tmp / "moment.c").write_text(f"""#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
static int moved(const char *name, const char *path, int flags)
{{
	static int done;
	int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, name);
	if (done || strstr(path, "/main.bastide") == NULL)
		return real(path, flags, 0666);
	done = 1;
	rename("{file.parent}", "{tmp}/away");
	int file = real(path, flags, 0666);
	rename("{tmp}/away", "{file.parent}");
	return file;
}}
int open(const char *path, int flags, ...) {{ return moved("open", path, flags); }}
int open64(const char *path, int flags, ...) {{ return moved("open64", path, flags); }}
""")
subprocess.run(["cc", "-shared", "-fPIC", "-o", tmp / "moment.so", tmp / "moment.c", "-ldl"], check=True)
file.write_text(GOOD)
missed = Watch(file.parent, LD_PRELOAD=str(tmp / "moment.so"), ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0")
assert "No such file" in missed.until("changed: ")
missed.until("proved: ")
missed.end(signal.SIGTERM, 0)

# A file alone, by its name, as lines; inputs are watched, too.
file.write_text(GOOD)
one = Watch(file, "--format", "gcc")
time.sleep(0.5)
rename_over(file, BAD)
one.until("error: there is no kind of thing called nothing [unknown-kind]")
file.unlink()
one.until("[unreadable]")
one.end(signal.SIGINT, 2)
file.write_text(GOOD)
given = Watch(file.parent)
given.until("proved: ")
(file.parent / "a.inputs").write_text("= wrong =\n")
assert "a.inputs" in given.until("error")
given.end(signal.SIGTERM, 1)

# What is wrong at once ends at once; a reader that leaves is no fault.
for wrong in (["nothing-there"], [file, "--format", "json"], [file, "--format", "sarif"]):
    done = subprocess.run([bastide, "check", "--watch", *map(str, wrong)], cwd=tmp, capture_output=True, timeout=LIMIT, check=False)
    assert done.returncode == 2, (wrong, done)
assert subprocess.run([bastide, "build", "--watch", file], cwd=tmp, capture_output=True, timeout=LIMIT, check=False).returncode == 2
