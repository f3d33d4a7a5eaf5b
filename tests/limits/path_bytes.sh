#!/bin/bash
set -eu
. tools/refused.sh
{ tools/grow.py 1 1
echo "emit terraform \"$(repeat 60 'aaaaaaaaaaaaaaaaaaaa/')x\" { a 1 }"; } > "$TMP/main.bastide"
refused bad-path
