#!/bin/bash
set -eu
. tools/refused.sh
LIMITED=$BUILD/tiny/bastide
{ echo 'estate e { example }'
echo -n 'emit documents "large.txt" { '
for number in $(seq 1 20); do echo "line$number \"$(repeat 10000 x)\""; done
echo '}'; } > "$TMP/main.bastide"
refused budget
