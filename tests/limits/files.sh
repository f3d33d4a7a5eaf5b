#!/bin/bash
set -eu
. tools/refused.sh
mkdir "$TMP/many"
echo 'estate e { example }' > "$TMP/many/a.bastide"
(cd "$TMP/many" && seq -f '%.0f.bastide' 1 10001 | xargs touch)
refused too-large "$TMP/many"
