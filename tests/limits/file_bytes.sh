#!/bin/bash
set -eu
. tools/refused.sh
{ echo 'estate e { example }'; repeat 16800000 '#'; echo; } > "$TMP/main.bastide"
refused too-large
