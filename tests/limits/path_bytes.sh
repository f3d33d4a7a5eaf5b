#!/bin/bash
set -eu
. tools/refused.sh
{ echo 'estate e { example }'
echo "emit documents \"$(repeat 60 'aaaaaaaaaaaaaaaaaaaa/')x\" { a 1 }"; } > "$TMP/main.bastide"
refused bad-path
