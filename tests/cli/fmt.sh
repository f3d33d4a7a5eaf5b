#!/bin/bash
# fmt: in place or to standard output; --check and --diff change nothing; a syntax error writes nothing and is 2.
set -eu
. tools/command.sh
p=$TMP/p
mkdir "$p"
printf 'estate tiny   { example; state s3 tiny-state }\n' >"$p/odd.bastide"
printf 'estate tiny { example; state s3 tiny-state }\n' >"$TMP/right"
printf 'site office {\n' >"$p/../bad.bastide"

expect 1 "$BASTIDE" fmt --check "$p"
[ "$(cat "$TMP/out.txt")" = "$p/odd.bastide" ] || fail "does not list the file"
expect 1 "$BASTIDE" fmt --diff "$p"
says '-estate tiny   {'
says '+estate tiny {'
grep -q 'tiny   {' "$p/odd.bastide" || fail "changed by --check or --diff"

chmod 640 "$p/odd.bastide"
expect 0 "$BASTIDE" fmt "$p"
cmp "$p/odd.bastide" "$TMP/right" || fail "wrong layout"
[ "$(stat -c %a "$p/odd.bastide")" = 640 ] || fail "another mode"
[ "$(find "$p" -type f | wc -l)" = 1 ] || fail "left something behind"
expect 0 "$BASTIDE" fmt --check "$p"
[ ! -s "$TMP/out.txt" ] || fail "not silent"
touch -d 2001-01-01 "$p/odd.bastide"
expect 0 "$BASTIDE" fmt "$p"
[ "$(stat -c %Y "$p/odd.bastide")" = "$(date -d 2001-01-01 +%s)" ] || fail "touched without need"

# Standard input.
printf 'site   office 203.0.113.0/24\n' >"$TMP/in"
[ "$("$BASTIDE" fmt - <"$TMP/in")" = 'site office 203.0.113.0/24' ] || fail "standard input"
status=0; "$BASTIDE" fmt --check - <"$TMP/in" >/dev/null || status=$?; [ "$status" = 1 ] || fail "--check -: $status"
status=0; "$BASTIDE" fmt --diff - <"$TMP/in" >/dev/null || status=$?; [ "$status" = 1 ] || fail "--diff -: $status"
"$BASTIDE" fmt - <"$TMP/in" | "$BASTIDE" fmt --check - || fail "not settled"

# A syntax error: nothing is written, not even for standard input; other files are laid out all the same.
cp "$TMP/bad.bastide" "$p/bad.bastide"
printf 'site   office 203.0.113.0/24\n' >"$p/other.bastide"
expect 2 "$BASTIDE" fmt "$p"
says 'bad.bastide:'
cmp "$TMP/bad.bastide" "$p/bad.bastide" || fail "changed a broken file"
grep -qx 'site office 203.0.113.0/24' "$p/other.bastide" || fail "stopped at the broken file"
status=0; "$BASTIDE" fmt - <"$TMP/bad.bastide" >"$TMP/out.txt" 2>/dev/null || status=$?
[ "$status" = 2 ] && [ ! -s "$TMP/out.txt" ] || fail "broken standard input: $status"
expect 2 "$BASTIDE" fmt "$TMP/gone.bastide"

# Several files, and a link, which keeps leading where it led.
printf 'site   a 203.0.113.0/24\n' >"$TMP/a.bastide"
printf 'site   b 203.0.113.0/24\n' >"$TMP/b.bastide"
ln -s a.bastide "$TMP/link.bastide"
expect 0 "$BASTIDE" fmt "$TMP/link.bastide" "$TMP/b.bastide"
[ -L "$TMP/link.bastide" ] && grep -qx 'site a 203.0.113.0/24' "$TMP/a.bastide" && grep -qx 'site b 203.0.113.0/24' "$TMP/b.bastide" ||
	fail "several files"

# What nobody may write is left as it is, also by somebody who could.
printf 'site   d 203.0.113.0/24\n' >"$TMP/d.bastide"
chmod 444 "$TMP/d.bastide"
expect 2 "$BASTIDE" fmt "$TMP/d.bastide"
says 'd.bastide: it is read-only'
grep -qx 'site   d 203.0.113.0/24' "$TMP/d.bastide" || fail "a read-only file was replaced"
expect 1 "$BASTIDE" fmt --check "$TMP/d.bastide"

# A disk that is full.
printf 'site   c 203.0.113.0/24\n' >"$TMP/c.bastide"
if strace -o /dev/null true 2>/dev/null; then
	expect 2 env ASAN_OPTIONS=detect_leaks=0 strace -f -o /dev/null -e inject=fsync:error=ENOSPC "$BASTIDE" fmt "$TMP/c.bastide"
	says 'No space left'
	grep -qx 'site   c 203.0.113.0/24' "$TMP/c.bastide" || fail "half written"
	[ -z "$(find "$TMP" -name 'c.bastide.*')" ] || fail "left something behind"
fi

expect 1 "$BASTIDE" fmt --check --format json "$TMP/c.bastide"
python3 - "$TMP/out.txt" <<-'PYTHON'
	import json, sys
	said = json.load(open(sys.argv[1]))
	assert said["result"] == "findings" and said["problems"][0]["problem"] == "layout", said
PYTHON
