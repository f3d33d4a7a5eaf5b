#!/bin/bash
set -eu
. tools/refused.sh
{ echo 'abstract environment p0 { region us-east-1 }'
for number in $(seq 1 40); do echo "abstract environment p$number : p$((number - 1)) { }"; done; } > "$TMP/main.bastide"
refused too-deep
