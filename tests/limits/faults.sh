#!/bin/bash
set -eu
. tools/refused.sh
LIMITED=$BUILD/tiny/bastide

# say RULES: of twelve environments, each of which breaks so many rules at a statement that all inherit.
say() {
	echo "$estate"
	echo 'abstract environment shape { account 111111111111; region us-east-1; tier app { subnets /24 from 1 } }'
	for i in $(seq 10 21); do echo "environment e-$i : shape, development { cidr 10.$i.0.0/16 }"; done
	for r in $(seq 1 "$1"); do echo "rule there-$r { each n in networks; require false; message \"{n} is there $r\"; at n.region }"; done
}
# More than are shown, but each is told once for all environments.
say 20 > "$TMP/main.bastide"
refused there-20
[ "$(grep -c '^error' "$TMP/err")" = 20 ] && ! grep -q 'not shown' "$TMP/err" || { echo "not told once"; tail -3 "$TMP/err"; exit 1; }
# More than are kept: what is left out is counted.
say 50 > "$TMP/main.bastide"
refused there-1
grep -q '200 not shown' "$TMP/err" || { echo "not counted"; tail -3 "$TMP/err"; exit 1; }
