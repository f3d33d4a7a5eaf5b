#!/bin/bash
# A disk that fails: read-only, not ours, full at any moment, too large a file. The folder stays what it was.
set -eu
. tools/command.sh
p=$TMP/p out=$TMP/out
program "$p" one
chmod 755 "$TMP"
cp "$BASTIDE" "$TMP/bastide"

nobody=
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
fi
if [ "$(id -u)" != 0 ] || [ -n "$nobody" ]; then
	# A folder that is not ours to write.
	mkdir "$TMP/closed"
	chmod 555 "$TMP/closed"
	# shellcheck disable=SC2086
	expect 2 $nobody "$TMP/bastide" build "$p" -o "$TMP/closed/out"
	says 'Permission denied'
	expect 0 "$BASTIDE" build "$p" -o "$out"
	chmod -R a-w "$out"
	before=$(every "$out")
	# Nothing to change: that needs no right to write.
	# shellcheck disable=SC2086
	expect 0 $nobody "$TMP/bastide" build "$p" -o "$out"
	program "$p" two
	# shellcheck disable=SC2086
	expect 2 $nobody "$TMP/bastide" build "$p" -o "$out"
	says 'Permission denied'
	[ "$before" = "$(every "$out")" ] || fail "changed in spite of it"
	chmod -R u+w "$out"
	rm -rf "$out"
fi

# A limit on the size of files, which also shows a signal that must not kill.
program "$p" "$(head -c 100000 /dev/zero | tr '\0' x)"
(ulimit -f 16; trap '' XFSZ; expect 2 "$BASTIDE" build "$p" -o "$out"; says 'File too large')
[ ! -e "$out" ] || fail "something was written"
no_leftovers "$TMP"
program "$p" one
expect 0 "$BASTIDE" build "$p" -o "$out"
before=$(every "$out")
program "$p" "$(head -c 100000 /dev/zero | tr '\0' x)" 'emit plain "more/x.txt" { line "x" }'
(ulimit -f 16; trap '' XFSZ; expect 2 "$BASTIDE" build "$p" -o "$out"; says 'File too large')
[ "$before" = "$(every "$out")" ] || fail "changed in spite of it"
no_leftovers "$TMP"

# An estate of which only some files could be written: the disk is told, and nothing is said of what is not in them.
(ulimit -f 4; expect 2 "$BASTIDE" build "$ROOT/examples/design-exercise" -o "$out.estate"; says 'File too large'; says_not 'artefact-')
[ ! -e "$out.estate" ] || fail "something was written"

# Every call that writes, failing as on a full disk.
if strace -f -o /dev/null true 2>/dev/null; then
	for call in write mkdirat renameat; do
		for n in $(seq 1 60); do
			rm -rf "$out"
			program "$p" one && "$BASTIDE" build --quiet "$p" -o "$out"
			before=$(every "$out")
			program "$p" two 'emit plain "more/x.txt" { line "x" }'
			status=0
			ASAN_OPTIONS=detect_leaks=0 strace -f -o /dev/null -e inject="$call":error=ENOSPC:when="$n" \
				"$BASTIDE" build --quiet "$p" -o "$out" >"$TMP/said.txt" 2>&1 || status=$?
			[ "$status" != 0 ] || break
			grep -q 'No space left' "$TMP/said.txt" || { cat "$TMP/said.txt"; fail "$call $n: does not say why"; }
			[ "$status" = 2 ] || fail "$call $n: status $status"
			[ "$call" = renameat ] || [ "$before" = "$(every "$out")" ] || fail "$call $n: changed in spite of it"
			expect 0 "$BASTIDE" build --quiet "$p" -o "$out"
			no_leftovers "$TMP"
		done
		[ "$status" = 0 ] || fail "$call: never ends"
	done
fi

# A small disk that fills, where one may be mounted.
mkdir "$TMP/disk"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=256k tmpfs "$TMP/disk" 2>/dev/null; then
	trap 'umount "$TMP/disk"' EXIT
	program "$p" one
	expect 0 "$BASTIDE" build "$p" -o "$TMP/disk/out"
	before=$(every "$TMP/disk/out")
	program "$p" "$(head -c 200000 /dev/zero | tr '\0' x)" 'emit plain "more/y.txt" { line "'"$(head -c 200000 /dev/zero | tr '\0' y)"'" }'
	expect 2 "$BASTIDE" build "$p" -o "$TMP/disk/out"
	says 'No space left on device'
	[ "$before" = "$(every "$TMP/disk/out")" ] || fail "changed in spite of it"
	expect 2 "$BASTIDE" build "$p" -o "$TMP/disk/fresh"
	[ ! -e "$TMP/disk/fresh" ] || fail "half a folder"
	no_leftovers "$TMP/disk"
fi
