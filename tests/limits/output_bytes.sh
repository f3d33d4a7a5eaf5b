#!/bin/bash
set -eu
. tools/refused.sh
LIMITED=$BUILD/tiny/bastide
{ tools/grow.py 1 1
echo 'emit terraform "large.tf" {'
for number in $(seq 1 40); do echo "line$number \"$(repeat 50000 x)\""; done
echo '}'; } > "$TMP/main.bastide"
refused too-large
