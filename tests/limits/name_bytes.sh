#!/bin/bash
set -eu
. tools/refused.sh
{ echo -n 'service '; repeat 201 a; echo ' { }'; } > "$TMP/main.bastide"
refused too-large
