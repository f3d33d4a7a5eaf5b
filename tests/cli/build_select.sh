#!/bin/bash
# --target and --environment choose what is written; the rest of the folder stays as it is.
set -eu
. tools/command.sh
p=$TMP/p out=$TMP/out
program "$p" one
expect 0 "$BASTIDE" build "$p" -o "$out" --target plain
[ ! -e "$out/other" ] || fail "wrote what was not chosen"
expect 0 "$BASTIDE" build "$p" -o "$out"
program "$p" two
expect 0 "$BASTIDE" build "$p" -o "$out" --target other
grep -qx one "$out/plain/sub/deep/b.txt" || fail "wrote what was not chosen"
expect 0 "$BASTIDE" build "$p" -o "$out" -t other -t plain
grep -qx two "$out/plain/sub/deep/b.txt" || fail "did not write what was chosen"

# Pruning stays within the choice.
sed -i '/sub.deep/d; /c.yaml/d' "$p/main.bastide"
expect 0 "$BASTIDE" build "$p" -o "$out" --target plain
[ ! -e "$out/plain/sub" ] && [ -e "$out/other/c.yaml" ] || fail "pruned wrongly"
expect 0 "$BASTIDE" build "$p" -o "$out"
[ ! -e "$out/other" ] || fail "not pruned"

expect 2 "$BASTIDE" build "$p" -o "$out" --target plian
says 'no target `plian`; did you mean `plain`?'
expect 2 "$BASTIDE" build "$p" -o "$out" --environment nowhere
says 'no environment `nowhere`'
