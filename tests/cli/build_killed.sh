#!/bin/bash
# Killed at any call that changes the disk, a build leaves each file old or new, and the next build repairs the
# rest. strace kills where it is there and allowed; else a preloaded library does.
set -eu
. tools/command.sh
unset LD_PRELOAD
p=$TMP/p out=$TMP/out
calls='openat write rename renameat unlink unlinkat mkdir mkdirat'

cat >"$TMP/kill.c" <<'SHIM'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Dies before call number KILL_WHEN of the function KILL_CALL. */
static void count(const char *name)
{
	static long left = -1;
	const char *wanted = getenv("KILL_CALL");
	if (wanted == NULL || strcmp(wanted, name) != 0)
		return;
	if (left < 0)
		left = atol(getenv("KILL_WHEN"));
	if (--left == 0)
		raise(SIGKILL);
}
#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name); count(#name)
ssize_t write(int fd, const void *at, size_t n) { REAL(write); return real(fd, at, n); }
int renameat(int a, const char *b, int c, const char *d) { REAL(renameat); return real(a, b, c, d); }
int unlinkat(int a, const char *b, int c) { REAL(unlinkat); return real(a, b, c); }
int mkdirat(int a, const char *b, mode_t c) { REAL(mkdirat); return real(a, b, c); }
int mkdir(const char *b, mode_t c) { REAL(mkdir); return real(b, c); }
SHIM

if strace -f -o /dev/null true 2>/dev/null; then
	killed() { ASAN_OPTIONS=detect_leaks=0 strace -f -o "$TMP/strace.txt" -e trace="$1" -e inject="$1":signal=KILL:when="$2" "${@:3}"; }
else
	cc -shared -fPIC -o "$TMP/kill.so" "$TMP/kill.c" -ldl
	killed() { ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0 KILL_CALL=$1 KILL_WHEN=$2 LD_PRELOAD="$TMP/kill.so" "${@:3}"; }
fi

# try BEGIN AFTER: for each call and each n, BEGIN makes the state before, a build is killed, what it left is judged,
# and AFTER must find everything right in the end. Goes on until the build ends before the n-th call.
try() {
	local call n status runs=0
	for call in $calls; do
		for n in $(seq 1 400); do
			"$1"
			status=0
			killed "$call" "$n" "$BASTIDE" build --quiet "$p" -o "$out" >"$TMP/said.txt" 2>&1 || status=$?
			[ "$status" != 0 ] || break
			[ "$status" = 137 ] || { cat "$TMP/said.txt"; fail "$1, $call $n: status $status"; }
			runs=$((runs + 1))
			whole "$1, $call $n"
			"$2"
		done
		[ "$status" = 0 ] || fail "$1, $call: never ends"
	done
	[ "$runs" -gt 10 ] || fail "$1: killed only $runs times"
}

# Every file of ours is the old one or the new one.
whole() {
	local file
	[ -d "$out" ] || return 0
	for file in $(cd "$out" && find . -type f -not -path './.bastide-*'); do
		if ! cmp -s "$out/$file" "$TMP/old/$file" && ! cmp -s "$out/$file" "$TMP/new/$file"; then
			ls -la "$out/$file"
			fail "$1: $file is neither old nor new"
		fi
	done
}

new_program() {
	rm -rf "$p"
	program "$p" two 'emit plain "added/d.txt" { line "new" }'
	sed -i '/c.yaml/d' "$p/main.bastide"
}

# What the next build leaves must be what an undisturbed one makes, manifest and all.
repaired() {
	expect 0 "$BASTIDE" build --quiet "$p" -o "$out"
	diff -r "$TMP/new" "$out" || fail "not repaired"
	no_leftovers "$TMP"
}
# A third program, so that what is on disk is neither what the manifest says nor what is wanted.
third() {
	program "$p" three
	expect 0 "$BASTIDE" build --quiet "$p" -o "$out"
	diff -r "$TMP/third" "$out" || fail "not repaired by a third program"
	no_leftovers "$TMP"
	new_program
}

program "$p" three && "$BASTIDE" build --quiet "$p" -o "$TMP/third"
program "$p" one && "$BASTIDE" build --quiet "$p" -o "$TMP/old"
new_program && "$BASTIDE" build --quiet "$p" -o "$TMP/new"

fresh() { rm -rf "$out"; }
update() { rm -rf "$out"; cp -r "$TMP/old" "$out"; }
try fresh repaired
try update repaired
try update third

# Twice killed, by two programs, then repaired by a third.
dies() {
	local status=0
	killed renameat "$1" "$BASTIDE" build --quiet "$p" -o "$out" >"$TMP/said.txt" 2>&1 || status=$?
	[ "$status" = 137 ] || { cat "$TMP/said.txt"; fail "not killed at renameat $1: status $status"; }
}
update
dies 2
program "$p" one
dies 3
third
