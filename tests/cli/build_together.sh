#!/bin/bash
# Builds of one folder at the same time wait for each other; what is there in the end is one of them, whole.
set -eu
. tools/command.sh
p=$TMP/p out=$TMP/out
for i in 1 2 3 4; do
	program "$p$i" "number $i" "emit plain \"only-$i.txt\" { line \"x\" }"
	"$BASTIDE" build --quiet "$p$i" -o "$TMP/alone$i"
done
for round in 1 2 3 4 5 6; do
	[ $((round % 2)) = 0 ] || rm -rf "$out"
	pids=()
	for i in 1 2 3 4 1 2 3 4; do
		"$BASTIDE" build --quiet "$p$i" -o "$out" 2>>"$TMP/said.txt" &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid" || { cat "$TMP/said.txt"; fail "a build failed in round $round"; }
	done
	same=0
	for i in 1 2 3 4; do
		! diff -r "$out" "$TMP/alone$i" >/dev/null || same=$((same + 1))
	done
	[ "$same" = 1 ] || fail "a mixture in round $round"
	no_leftovers "$TMP"
done
