#!/bin/bash
set -eu
. tools/refused.sh
# The order of declarations must not decide.
echo "$estate" > "$TMP/main.bastide"
echo 'abstract environment p0 { region us-east-1 }' >> "$TMP/main.bastide"
for number in $(seq 1 40); do echo "abstract environment p$number : p$((number - 1)) { }"; done >> "$TMP/main.bastide"
tac "$TMP/main.bastide" > "$TMP/backwards.bastide"
refused too-deep "$TMP/backwards.bastide"
refused too-deep
