#!/bin/bash
set -eu
. tools/refused.sh
LIMITED=$BUILD/tiny/bastide
tools/grow.py 5 20 > "$TMP/main.bastide"
refused budget
