#!/bin/bash
set -eu
. tools/refused.sh
LIMITED=$BUILD/tiny/bastide
mkdir "$TMP/program"
{ echo "$estate"; repeat 700000 '#'; echo; } > "$TMP/program/main.bastide"
{ repeat 700000 '#'; echo; } > "$TMP/program/other.bastide"
refused too-large "$TMP/program"
