#!/bin/bash
set -eu
. tools/refused.sh
LIMITED=$BUILD/tiny/bastide
{ echo 'estate e { example }'; repeat 700000 '#'; echo; } > "$TMP/main.bastide"
{ repeat 700000 '#'; echo; } > "$TMP/other.bastide"
refused too-large "$TMP/main.bastide" "$TMP/other.bastide"
