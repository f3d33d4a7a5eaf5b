#!/bin/bash
set -eu
. tools/refused.sh
LIMITED=$BUILD/tiny/bastide
cp "$ROOT/tests/limits/steps.bastide" "$TMP/main.bastide"
refused budget
