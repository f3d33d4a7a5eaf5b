#!/bin/bash
# explain and rules: every rule and every diagnostic of the compiler can be explained; names near are offered.
set -eu
. tools/command.sh
expect 0 "$BASTIDE" rules
expect 0 "$BASTIDE" rules --format json
python3 - "$TMP/out.txt" >"$TMP/rules" <<-'PYTHON'
	import json, sys
	for rule in json.load(open(sys.argv[1]))["rules"]:
	    assert rule["doc"] and rule["severity"] in ("error", "warning", "note", "assumed"), rule
	    assert "{if " not in rule["help"] and "[each " not in rule["help"], rule       # what is for people, no expression
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

# Whatever a program can say: what it is, its form, and a program with it that is right; all from the tables and texts that there are.
# explained NAME TEXT…: `explain NAME` says each of them.
explained() {
	expect 0 "$BASTIDE" explain "$1"
	for text in "${@:2}"; do says "$text"; done
}
explained live 'abstract environment live' 'Customers depend on it' 'traffic-logs  365d' 'store.backups 30d' ': one-shape, live'
says_not 'store.backups 7d'
explained pci 'abstract environment pci : live' 'rank        50' 'encryption  everywhere' 'For example:'
explained development 'nat   single' 'For example:'
explained postgres 'engine postgres' 'family      database' 'constant postgres port 5432/tcp' 'engine postgres "16"'
for name in redis ssh https; do explained "$name" "constant $name port" 'For example:'; done
explained region 'as in `us-east-1`' 'environment.region (region)+' 'property environment.region'
explained service.public 'property service.public' 'public (domain)? : (port)+' 'fixed-addresses'
says_not 'api.public'
explained promote 'property pipeline.promote' 'promote (environment)* -> (environment)' 'approve (role)* (int)'
explained flows.port 'field flows.port'
explained helm 'releases of one chart' 'helm/{e}/'
explained kubernetes 'Writes:' 'kubernetes/{e}/'
explained terraform 'Writes:' 'terraform/{n}/network/main.tf'
explained half-flow 'needs two keys' '9.3.1  ' 'Refused:' 'the peer does not carry it'
explained trust 'kind trust' 'For example:'
explained removed 'kind removed' 'The specification says:' 'For example:'
expect 2 "$BASTIDE" explain service.pblic
expect 2 "$BASTIDE" explain public.service
sed -n 's/^WORD("\(.*\)")$/\1/p' "$ROOT/compiler/words.def" >"$TMP/words"
sed -n 's/^SCALAR([A-Z_]*, *"\([a-z-]*\)".*/\1/p' "$ROOT/compiler/facts/scalars.def" >"$TMP/types"
[ "$(wc -l <"$TMP/words")" -gt 20 ] && [ "$(wc -l <"$TMP/types")" -gt 30 ] || fail "words and types are not found"
for name in $(cat "$TMP/words" "$TMP/types"); do
	explained "$name" " $name" 'The specification says:'
done
for name in $(cat "$TMP/words"); do
	explained "$name" "word $name" 'For example:' "\`$name"
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
	    assert clause in clauses or name == "rule", f"{name} is specified in {clause}, which is no clause"
	    assert not clause or f"`{name}`" in clauses[clause] or name in ("open-block", "unknown-kind"), f"{clause} does not speak of {name}"
PYTHON

# Without a name all of them, grouped.
expect 0 "$BASTIDE" explain
cp "$TMP/out.txt" "$TMP/all.txt"
for name in Rules Diagnostics Kinds Relations Functions Targets Types $(cat "$TMP/rules" "$TMP/codes") service subnets count terraform; do
	grep -qw -- "$name" "$TMP/all.txt" || fail "the list of names lacks $name"
done
expect 0 "$BASTIDE" explain store
says 'When left out: 7d, 30d in live'
expect 2 "$BASTIDE" explain unknown-nmae
says 'did you mean `unknown-name`?'
expect 2 "$BASTIDE" explain qqqqqqqqqq
says_not 'did you mean'

# What a message fills in stands there by name, and all that a choice may say.
expect 0 "$BASTIDE" explain unknown-engine-version
says 'To mend it: <leave it out: there are no versions | the newest is <versions-of>>; a newer one is declared: `engine-release NAME { of <product>; versions "…" }`'
