#!/bin/bash
set -eu
. tools/refused.sh
{ echo 'estate e { example }'
echo "emit documents \"deep.json\" { $(repeat 80 'a { ') b 1 $(repeat 80 ' }') }"; } > "$TMP/main.bastide"
refused too-deep
