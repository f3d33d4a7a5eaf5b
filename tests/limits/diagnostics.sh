#!/bin/bash
set -eu
. tools/refused.sh
for number in $(seq 1 1500); do echo "service s$number { nonsense$number 1 }"; done > "$TMP/main.bastide"
refused unknown-property
[ "$(grep -c '^error\[' "$TMP/err")" = 1000 ] || { echo "not a thousand are shown"; exit 1; }
grep -q 'not shown' "$TMP/err" || { echo "what is not shown is not counted"; exit 1; }
