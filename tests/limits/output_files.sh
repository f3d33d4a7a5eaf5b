#!/bin/bash
set -eu
. tools/refused.sh
LIMITED=$BUILD/tiny/bastide
tools/grow.py 70 1 > "$TMP/main.bastide"
refused too-large
