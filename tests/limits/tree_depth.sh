#!/bin/bash
set -eu
. tools/refused.sh
{ tools/grow.py 1 1
echo "emit terraform \"deep.tf\" { $(repeat 80 'a { ') b 1 $(repeat 80 ' }') }"; } > "$TMP/main.bastide"
refused too-deep
