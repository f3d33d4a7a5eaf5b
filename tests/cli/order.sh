#!/bin/bash
# The order of files and declarations means nothing (spec 7.3): the same facts, the same bytes.
set -eu
. tools/command.sh
example=$ROOT/examples/design-exercise
files=$(find "$example/platform" "$example/teams" -name '*.bastide' | sort)
mkdir "$TMP/one" "$TMP/two"
cat $files >"$TMP/one/program.bastide"
cat $(echo "$files" | tac) >"$TMP/two/program.bastide"
for p in one two; do
	"$BASTIDE" build "$TMP/$p" -o "$TMP/out-$p" >/dev/null || fail "build of $p"
	# Places differ, and nothing else.
	"$BASTIDE" dump --stage estate "$TMP/$p" | sed 's/  # .*//' >"$TMP/$p.facts" || fail "dump of $p"
done
diff -r "$TMP/out-one" "$TMP/out-two" >"$TMP/difference" || { head -20 "$TMP/difference"; fail "the outputs differ"; }
diff "$TMP/one.facts" "$TMP/two.facts" >"$TMP/difference" || { head -20 "$TMP/difference"; fail "the facts differ"; }
