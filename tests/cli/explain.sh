#!/bin/bash
# explain and rules: every rule and every diagnostic of the compiler can be explained; names near are offered.
set -eu
. tools/command.sh
expect 0 "$BASTIDE" rules
expect 0 "$BASTIDE" rules --format json
python3 - "$TMP/out.txt" >"$TMP/rules" <<-'PYTHON'
	import json, sys
	for rule in json.load(open(sys.argv[1]))["rules"]:
	    assert rule["doc"] and rule["severity"] in ("error", "warning", "note"), rule
	    assert "\\" not in rule["help"], rule       # as it will be shown, not as the source writes it
	    print(rule["name"])
PYTHON
[ -s "$TMP/rules" ] || fail "no rules"
sed -n 's/^DIAG([A-Z0-9_]*, *"\([a-z0-9-]*\)".*/\1/p' "$ROOT/compiler/diag/codes.def" | grep -vx rule >"$TMP/codes"
[ "$(wc -l <"$TMP/codes")" -gt 40 ] || fail "the codes are not found"
for name in $(cat "$TMP/rules" "$TMP/codes") service environment count terraform; do
	expect 0 "$BASTIDE" explain "$name"
	grep -q " $name" "$TMP/out.txt" || fail "explain $name does not name it"
	[ "$(wc -l <"$TMP/out.txt")" -ge 3 ] || fail "explain $name is too short"
done
for name in $(cat "$TMP/rules"); do
	"$BASTIDE" explain "$name" >"$TMP/out.txt"
	for side in Refused Accepted; do
		grep -q "^  $side:$" "$TMP/out.txt" || fail "explain $name has no program that is $side"
	done
	! grep -q '# expect' "$TMP/out.txt" || fail "explain $name shows what tests expect"
done

# Each diagnostic names the clause that speaks of it; what limits a run is about no part of the language.
python3 - "$ROOT" <<-'PYTHON'
	import pathlib, re, sys
	root = pathlib.Path(sys.argv[1])
	clauses = {}
	for path in sorted((root / "spec").glob("[0-9]*.md")):
	    for paragraph in path.read_text().split("\n\n"):
	        number = re.match(r"\*\*([0-9.]+)\*\*", paragraph)
	        if number:
	            clauses[number[1]] = paragraph
	codes = re.findall(r'^DIAG\(\w+, *"([a-z0-9-]+)", *\w+, *"([0-9.]*)"', (root / "compiler/diag/codes.def").read_text(), re.M)
	assert len(codes) > 40, len(codes)
	for name, clause in codes:
	    assert clause in clauses or name in ("rule", "budget"), f"{name} is specified in {clause}, which is no clause"
	    assert not clause or f"`{name}`" in clauses[clause] or name in ("open-block", "unknown-kind"), f"{clause} does not speak of {name}"
PYTHON

# Without a name all of them, grouped.
expect 0 "$BASTIDE" explain
cp "$TMP/out.txt" "$TMP/all.txt"
for name in Rules Diagnostics Kinds Relations Functions Targets $(cat "$TMP/rules" "$TMP/codes") service subnets count terraform; do
	grep -qw -- "$name" "$TMP/all.txt" || fail "the list of names lacks $name"
done
expect 0 "$BASTIDE" explain store
says 'When left out: 7d, 30d in live'
expect 2 "$BASTIDE" explain unknown-nmae
says 'did you mean `unknown-name`?'
expect 2 "$BASTIDE" explain qqqqqqqqqq
says_not 'did you mean'
