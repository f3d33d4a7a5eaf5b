#!/bin/bash
set -eu
. tools/refused.sh
# In a list, in what is sorted, and in what is grouped: 3,000 of each, and all pairs of them.
try() {
	{ echo "$estate"; echo "rule expansion { each e in estates; require $1; message \"{e}\" }"; } > "$TMP/main.bastide"
	refused budget
	grep -q "main.bastide:2:" "$TMP/err" && grep -q 'combinations and more at once' "$TMP/err" && [ "$(grep -c '^error' "$TMP/err")" = 1 ] || { cat "$TMP/err"; exit 1; }
}
many='numbers(1, 3000)'
try "count([each a in $many, b in $many : a]) > 0"
try "count([each a in $many, b in $many sort by b : a]) > 0"
try "count([each a in $many, b in $many group by b as k : k]) > 0"
# As many as that one after the other are no fault.
{ echo "$estate"; echo "rule enough { each e in estates; require every a in $many : count([each b in $many sort by b : b]) > 0; message \"{e}\" }"; } > "$TMP/main.bastide"
"$BASTIDE" check --quiet "$TMP/main.bastide"
