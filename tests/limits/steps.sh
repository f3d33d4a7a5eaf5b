#!/bin/bash
set -eu
. tools/refused.sh
LIMITED=$BUILD/tiny/bastide
{ tools/grow.py 5 20
echo 'rule expansion {'
echo '  each a in flows, b in flows, c in flows, d in flows'
echo '  require a is a or b is c or c is d'
echo '  message "{a.source} {b.source} {c.source} {d.source}"'
echo '}'; } > "$TMP/main.bastide"
refused budget
