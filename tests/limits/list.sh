#!/bin/bash
set -eu
. tools/refused.sh
{ tools/grow.py 1 1; echo -n 'service s { in e0'; repeat 70000 ', e0'; echo ' }'; } > "$TMP/main.bastide"
refused too-large
