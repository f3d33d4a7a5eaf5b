#!/bin/bash
set -eu
. tools/refused.sh
{ echo -n 'service s { image "'; repeat 1048577 a; echo '" }'; } > "$TMP/main.bastide"
refused too-large
