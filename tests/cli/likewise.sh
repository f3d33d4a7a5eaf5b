#!/bin/bash
# One fault in many environments: told and counted once, in words with twelve names and how many more, as JSON with the words and the
# places of each.
set -eu
. tools/command.sh
mkdir "$TMP/p"
{
	echo 'estate acme { example; zones a; state s3 acme-state }'
	echo 'abstract environment shape { account 111111111111; region us-east-1; tier app { subnets /24 from 1 } }'
	for i in 10 11 12 13 14 15 16 17 18 19 20 21 22 23; do
		echo "environment e-$i : shape, development { cidr 10.$i.0.0/16 }"
	done
	echo 'rule there { each n in networks; require false; message "{n} is there"; help "take {n} away"; at n.region }'
} >"$TMP/p/main.bastide"
expect 1 "$BASTIDE" check "$TMP/p"
[ "$(grep -c '^error' "$TMP/err.txt")" = 1 ] || fail "not told once"
grep -q '^error\[there\]: e-10 is there$' "$TMP/err.txt" || fail "not in the words of the first"
grep -q '  = likewise in: e-11, e-12, e-13, e-14, e-15, e-16, e-17, e-18, e-19, e-20, e-21, e-22 and 1 more$' "$TMP/err.txt" || fail "other names"
[ "$(tail -1 "$TMP/err.txt")" = '1 error' ] || fail "not counted once"
expect 1 "$BASTIDE" check "$TMP/p" --format json
python3 - "$TMP/out.txt" <<'PYTHON'
import json, sys
run = json.load(open(sys.argv[1]))
assert run["summary"]["errors"] == 1, run["summary"]
[fault] = run["diagnostics"]
names = [f"e-{i}" for i in range(11, 24)]
assert [one["in"] for one in fault["likewise"]] == names, fault
assert [one["message"] for one in fault["likewise"]] == [f"{n} is there" for n in names], fault
assert [one["help"] for one in fault["likewise"]] == [f"take {n} away" for n in names], fault
lines = [place["range"]["start"]["line"] for one in [fault] + fault["likewise"] for place in one["related"]]
assert lines == list(range(3, 17)), lines
PYTHON

# One environment has nobody beside it; without the shape each has a place of its own.
sed -i '/e-1[1-9]\|e-2/d' "$TMP/p/main.bastide"
expect 1 "$BASTIDE" check "$TMP/p" --format json
! grep -q likewise "$TMP/out.txt" || fail "likewise nowhere"
