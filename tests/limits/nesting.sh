#!/bin/bash
set -eu
. tools/refused.sh
{ repeat 101 'a { '; repeat 101 '} '; echo; } > "$TMP/main.bastide"
refused too-deep
{ echo -n 'rule r { require '; repeat 5000 '('; echo -n 1; repeat 5000 ')'; echo ' }'; } > "$TMP/main.bastide"
refused too-deep
{ repeat 100000 'a {'; echo; } > "$TMP/main.bastide"
refused too-deep
{ echo -n 'a ['; repeat 100000 '['; echo; } > "$TMP/main.bastide"
refused too-deep
