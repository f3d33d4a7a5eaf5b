#!/bin/bash
set -eu
. tools/refused.sh
LIMITED=$BUILD/tiny/bastide
tools/grow.py 5 2000 > "$TMP/main.bastide"
refused too-large
