#!/bin/bash
set -eu
. tools/refused.sh
# What happens at the limit is tests/api's matter; here a program that would need more than the small build may have.
tools/grow.py 20 400 > "$TMP/main.bastide"
status=0
"$BUILD/tiny/bastide" check --quiet "$TMP/main.bastide" 2> "$TMP/err" || status=$?
[ "$status" = 1 ] || [ "$status" = 2 ] || { echo "ended with $status"; exit 1; }
