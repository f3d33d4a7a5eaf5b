#!/bin/bash
# A warning is shown and takes nothing away: what was written stays written.
set -eu
. tools/command.sh
mkdir "$TMP/p"
cat >"$TMP/p/main.bastide" <<'PROGRAM'
estate acme { example; zones a; state s3 acme-state }
environment dev : development { account 111111111111; region us-east-1; cidr 10.0.0.0/16; tier app { subnets /24 from 1 } }
PROGRAM
expect 0 "$BASTIDE" build "$TMP/p" -o "$TMP/out"
count=$(find "$TMP/out" -type f | wc -l)
[ "$count" -gt 1 ] || fail "nothing was written"
cat >"$TMP/p/rule.bastide" <<'PROGRAM'
rule few-zones { because "a test"; severity warning; each n in networks; require count(n.zones) >= 9; message "{n} has few zones" }
PROGRAM
expect 0 "$BASTIDE" build "$TMP/p" -o "$TMP/out"
[ "$(find "$TMP/out" -type f | wc -l)" = "$count" ] || fail "a warning took files away"
expect 0 "$BASTIDE" build "$TMP/p" -o "$TMP/out" --check
