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
expect 2 "$BASTIDE" explain unknown-nmae
says 'did you mean `unknown-name`?'
expect 2 "$BASTIDE" explain qqqqqqqqqq
says_not 'did you mean'
