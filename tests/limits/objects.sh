#!/bin/bash
set -eu
. tools/refused.sh
LIMITED=$BUILD/tiny/bastide
tools/grow.py 20 200 > "$TMP/main.bastide"
refused budget
