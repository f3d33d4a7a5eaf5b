#!/bin/bash
set -eu
. tools/refused.sh
{ echo -n 'service s { in a'; repeat 70000 ', a'; echo ' }'; } > "$TMP/main.bastide"
refused too-large
