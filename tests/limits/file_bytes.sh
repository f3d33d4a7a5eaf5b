#!/bin/bash
set -eu
. tools/refused.sh
{ echo "$estate"; repeat 16800000 '#'; echo; } > "$TMP/main.bastide"
refused cannot-read
grep -q 'larger than 16 MiB' "$TMP/err"
