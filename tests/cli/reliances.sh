#!/bin/bash
# What the proof took the program's word for stands behind the summary, each with its place; nothing stands there else.
set -eu
. tools/command.sh
mkdir "$TMP/p"
cat >"$TMP/p/main.bastide" <<'PROGRAM'
estate acme { example; zones a; state s3 acme-state }
abstract environment shape { account 111111111111; region us-east-1; tier app { subnets /24 from 1 } }
environment dev : shape, development { cidr 10.0.0.0/16 }
environment try : shape, development { cidr 10.1.0.0/16 }
store lists { in dev; engine redis "7.1"; tier app }
target notes { format text }
emit notes "a.txt" { line "no matter of the proof" }
PROGRAM
expect 0 "$BASTIDE" check "$TMP/p" --date 2026-12-01
[ "$(wc -l <"$TMP/out.txt")" = 1 ] || fail "more than the summary"
expect 0 "$BASTIDE" check "$TMP/p" --date 2026-12-01 --format json
says '"reliances": []'

cat >>"$TMP/p/main.bastide" <<'PROGRAM'
environment legacy : shape, development { existing "vpc-0123456789abcdef0"; cidr 10.2.0.0/16 }
store scratch { in dev; engine redis "7.1"; tier app; encryption none }
waive store-unencrypted on scratch in dev { because "holds \"nothing\""; until 2027-03-31 }
trust aws_cloudwatch_dashboard because "it shows what there is"
emit terraform "{n}/network/more.tf" each n in networks where not n.existing {
  resource "aws_cloudwatch_dashboard" "more" { dashboard_name n.name }
  resource "aws_cloudwatch_dashboard" "most" { dashboard_name n.name }
}
emit kubernetes "{e}/notes.yaml" each e in environments where e.name is "dev" { notes "none" }
PROGRAM
cat >"$TMP/wanted" <<'WANTED'
waived: store-unencrypted on scratch in dev until 2027-03-31: holds "nothing" (main.bastide:10)
trusted: aws_cloudwatch_dashboard: it shows what there is (main.bastide:11)
believed: legacy is there as declared: vpc-0123456789abcdef0 (main.bastide:8)
own emitter: 4 resources in 2 files of terraform (main.bastide:12)
own emitter: 1 file of kubernetes (main.bastide:16)
WANTED
for command in check "build -o $TMP/out" "build -o $TMP/out --check"; do
	# shellcheck disable=SC2086
	(cd "$TMP/p" && expect 0 "$BASTIDE" $command --date 2026-12-01)
	sed -n '2,6p' "$TMP/out.txt" | diff "$TMP/wanted" - || fail "$command names something else"
done
expect 0 "$BASTIDE" check "$TMP/p" --date 2026-12-01 --format json
python3 - "$TMP/out.txt" <<'PYTHON'
import json, sys
told = json.load(open(sys.argv[1]))["reliances"]
assert [r["kind"] for r in told] == ["waived", "trusted", "believed", "own emitter", "own emitter"], told
assert told[0]["reason"] == 'holds "nothing"' and told[0]["line"] == 10, told
PYTHON
expect 0 "$BASTIDE" check "$TMP/p" --date 2026-12-01 --quiet
[ ! -s "$TMP/out.txt" ] || fail "not quiet"

# What others manage and do: twelve at most of each beneath the summary and a count of the rest, and as JSON all of them. A waiver is never cut.
mkdir "$TMP/q"
{
	echo 'estate acme { example; zones a; state s3 acme-state }'
	echo 'abstract environment shape { account 111111111111; region us-east-1; tier app { subnets /24 from 1 }; tier data { subnets /24 from 9 } }'
	echo 'environment dev : shape, development { cidr 10.100.0.0/16 }'
	echo 'later image-digest digest'
	for i in 1 2 3 4 5 6 7 8 9 a b c d; do
		echo "environment old-$i : shape, development { cidr 10.$((16#$i)).0.0/16; existing \"vpc-0123456789abcde0$i\" }"
		echo "peer dev <-> old-$i { tiers app }"
	done
} >"$TMP/q/main.bastide"
(cd "$TMP/q" && expect 0 "$BASTIDE" check --date 2026-12-01)
cat >"$TMP/wanted" <<'WANTED'
believed: old-c is there as declared: vpc-0123456789abcde0c (main.bastide:27)
assumed: 1 route in tables of old-1 to dev through dev-old-1: others keep these tables (main.bastide:6)
WANTED
sed -n '13,14p' "$TMP/out.txt" | diff "$TMP/wanted" - || fail "beliefs and routes are named otherwise"
[ "$(wc -l <"$TMP/out.txt")" = 27 ] || fail "not twelve lines of each beneath the summary and two counts"
cat >"$TMP/wanted" <<'WANTED'
believed: 1 more; --format json names all
assumed: 2 more; --format json names all
WANTED
tail -2 "$TMP/out.txt" | diff "$TMP/wanted" - || fail "the rest is counted otherwise"
cat >>"$TMP/q/main.bastide" <<'PROGRAM'
store scratch { in dev; engine redis "7.1"; tier data; encryption none }
waive store-unencrypted on scratch in dev { because "holds nothing"; until 2027-03-31 }
emit terraform "dev/network/more.tf" { resource "aws_cloudwatch_dashboard" "more" { dashboard_name "more" } }
trust aws_cloudwatch_dashboard because "it shows what there is"
PROGRAM
(cd "$TMP/q" && expect 0 "$BASTIDE" check --date 2026-12-01)
[ "$(grep -cE '^(waived|trusted|own emitter): ' "$TMP/out.txt")" = 3 ] || fail "what the program accepts itself is cut short"
sed -i '/old-[6789abcd]/d' "$TMP/q/main.bastide"
(cd "$TMP/q" && expect 0 "$BASTIDE" check --date 2026-12-01)
grep -q 'assumed: value of image-digest (digest): known on deployment (main.bastide:4)' "$TMP/out.txt" || fail "the later value is not named"
! grep -q more\; "$TMP/out.txt" || fail "counts a rest that there is not"
expect 0 "$BASTIDE" check "$TMP/q" --date 2026-12-01 --format json
python3 - "$TMP/out.txt" <<'PYTHON'
import json, sys
told = json.load(open(sys.argv[1]))["reliances"]
kinds = [r["kind"] for r in told]
assert kinds == ["waived", "trusted"] + ["believed"] * 5 + ["assumed"] * 6 + ["own emitter"], kinds
assert all(r["what"] and r["line"] and r["path"].endswith("main.bastide") for r in told), told
PYTHON

# What is said and nothing reads is told once, however many have it; what a statement means when it leaves something out is not said, and
# what an emitter of the program reads is read.
mkdir "$TMP/u"
cat >"$TMP/u/main.bastide" <<'PROGRAM'
estate acme { example; zones a; state s3 acme-state }
abstract environment shape { account 111111111111; region us-east-1; tier app { subnets /24 from 1 }; insights }
environment dev : shape, development { cidr 10.0.0.0/16 }
environment try : shape, development { cidr 10.1.0.0/16 }
site office 203.0.113.0/24 { called "office" }
kind sign { text string; colour string default "red"; hung "at" word* as place for duration as lasting }
sign exit {
  text    "way out"
  colour  "green"
  hung    at door for 3d
  hung    at gate for 4d
}
sign stop { text "stop" }
target notes { format text }
emit notes "signs.txt" { each s in signs { line s.text } }
PROGRAM
cat >"$TMP/wanted" <<'WANTED'
not done: insights of environment dev: nothing reads it (main.bastide:2)
not done: colour of sign exit: nothing reads it (main.bastide:9)
not done: hung of sign exit: nothing reads it (main.bastide:10)
not done: hung of sign exit: nothing reads it (main.bastide:11)
WANTED
(cd "$TMP/u" && expect 0 "$BASTIDE" check --date 2026-12-01)
sed 1d "$TMP/out.txt" | grep '^not done' | diff "$TMP/wanted" - || fail "what nothing reads is named otherwise"
sed -i 's/line s.text/line "{s.text} {s.colour}"/' "$TMP/u/main.bastide"
(cd "$TMP/u" && expect 0 "$BASTIDE" check --date 2026-12-01)
! grep -q colour "$TMP/out.txt" || fail "what an emitter of the program reads is told"

# What a rule alone reads is not done either, unless it is declared to be there to be judged; what a rule of severity assumed reads is said.
cat >>"$TMP/u/main.bastide" <<'PROGRAM'
kind pledge { weight int; backed flag; lasts duration }
pledge one { weight 3; backed; lasts 3d }
rule weighty { because "the handbook"; each p in pledges; require p.weight < 9 and p.lasts < 9d; message "too much" }
rule backed { because "the handbook"; severity assumed; each p in pledges where p.backed; message "{p} is backed" }
judged short { property "pledge.lasts"; because "It is there to be judged." }
PROGRAM
cat >"$TMP/wanted" <<'WANTED'
not done: insights of environment dev: nothing reads it (main.bastide:2)
not done: hung of sign exit: nothing reads it (main.bastide:10)
not done: hung of sign exit: nothing reads it (main.bastide:11)
not done: weight of pledge one: rules alone read it (main.bastide:17)
WANTED
(cd "$TMP/u" && expect 0 "$BASTIDE" check --date 2026-12-01)
sed 1d "$TMP/out.txt" | grep '^not done' | diff "$TMP/wanted" - || fail "what rules alone read is named otherwise"

# Rights that a delivery needs and nothing here gives are named, where there is a delivery.
expect 0 "$BASTIDE" check checks/bad_tasks-defined.delivered.bastide --date 2026-12-01
grep -q 'a policy of dev-shop-deploy for ecs:DescribeTaskDefinition, .* and iam:PassRole of their roles' "$TMP/out.txt" || fail "rights on tasks are not named"
expect 0 "$BASTIDE" check checks/bad_tasks-defined.bastide --date 2026-12-01
! grep -q 'iam:PassRole' "$TMP/out.txt" || fail "rights are named that nobody needs"

# A long row of names is cut short, and says so; the names around it stay.
mkdir "$TMP/w"
{
	echo 'estate acme { example; zones a; state s3 acme-state }'
	echo 'abstract environment shape { account 111111111111; region us-east-1; tier app { subnets /24 from 1 } }'
	for i in 1 2 3 4 5 6 7 8 9; do
		echo "environment dev-$i : shape, development { cidr 10.$i.0.0/16 }"
		echo "service shop-$i { in dev-$i; runs ec2; tier app; listens 8080 }"
	done
	printf '%s\n' '## Somebody watches.' 'rule watched {' '  because   "the handbook of operations"' '  severity  assumed' '  each      e in estates' \
		'  message   "somebody looks after {environments} by day"' '}'
} >"$TMP/w/main.bastide"
(cd "$TMP/w" && expect 0 "$BASTIDE" check --date 2026-12-01)
grep -qx 'assumed: somebody looks after dev-1, dev-2, dev-3, 5 more, dev-9 by day (main.bastide:1)' "$TMP/out.txt" || fail "the names are not cut short: $(cat "$TMP/out.txt")"
[ "$(tail -1 "$TMP/out.txt")" = "names were left out; --format json names all" ] || fail "that names are left out is not said"
sed -i '/-8/d' "$TMP/w/main.bastide"
sed -i '/-9/d' "$TMP/w/main.bastide"
(cd "$TMP/w" && expect 0 "$BASTIDE" check --date 2026-12-01)
grep -qx 'assumed: somebody looks after dev-1, dev-2, dev-3, dev-4, dev-5, dev-6, dev-7 by day (main.bastide:1)' "$TMP/out.txt" || fail "a short row is cut"
! grep -q "left out" "$TMP/out.txt" || fail "nothing was left out"

# What rules say that others must do is told once for all environments that need it, in text and as JSON with the rule; it is no fault,
# and no rule that is proved. A program says such things of its own emitters.
mkdir "$TMP/v"
cat >"$TMP/v/main.bastide" <<'PROGRAM'
estate acme { example; zones a; state s3 acme-state }
abstract environment shape { account 111111111111; region us-east-1; tier app { subnets /24 from 1 } }
environment dev : shape, development { cidr 10.0.0.0/16 }
environment try : shape, development { cidr 10.1.0.0/16 }
service shop { in dev, try; runs ec2; tier app; listens 8080 }
## Somebody watches.
rule watched {
  because   "the handbook of operations"
  severity  assumed
  each      s in services
  message   "{s} is watched"
}
PROGRAM
(cd "$TMP/v" && expect 0 "$BASTIDE" check --date 2026-12-01)
grep -qx 'assumed: shop in dev is watched; likewise in try (main.bastide:5)' "$TMP/out.txt" || fail "not told once for both environments"
[ ! -s "$TMP/err.txt" ] || fail "what others must do is reported as a fault"
cp "$TMP/out.txt" "$TMP/with.txt"
(cd "$TMP/v" && expect 0 "$BASTIDE" check --date 2026-12-01 --format json)
python3 - "$TMP/out.txt" <<'PYTHON'
import json, sys
told = [r for r in json.load(open(sys.argv[1]))["reliances"] if r["rule"] == "watched"]
assert [(r["kind"], r["line"]) for r in told] == [("assumed", 5)], told
PYTHON
sed -i 's/severity  assumed/severity  warning/' "$TMP/v/main.bastide"
(cd "$TMP/v" && expect 0 "$BASTIDE" check --date 2026-12-01)
! grep -q watched "$TMP/out.txt" || fail "a warning is assumed"
[ "$(head -1 "$TMP/out.txt" | sed 's/ rules.*//')" = "proved: $(($(sed -n '1s/proved: \([0-9]*\) .*/\1/p' "$TMP/with.txt") + 1))" ] || fail "what is assumed counts as proved"

# What a target of the program's own makes is in no ledger unless it says `keeps`, and what an emitter takes over is believed.
mkdir "$TMP/own"
cat >"$TMP/own/main.bastide" <<'PROGRAM'
estate acme { example; zones a; state s3 acme-state }
environment dev : development { account 111111111111; region us-east-1; cidr 10.0.0.0/16; tier app { subnets /24 from 1 } }
target roots { format hcl; address resource; unit "{e}" each e in environments { account e.account; region e.region } }
target kept {
  format   hcl
  address  resource
  moves    resource "moved.tf" { moved { from before; to now } }
  keeps    "aws_cloudwatch_log_group" "name"
  unit     "{e}" each e in environments { account e.account; region e.region }
}
emit roots "{e}/main.tf" each e in environments { resource "aws_cloudwatch_log_group" "one" { name "one" } }
emit kept "{e}/main.tf" each e in environments { resource "aws_cloudwatch_log_group" "one" { name "two" } }
emit terraform "{n}/network/more.tf" each n in networks {
  resource "aws_cloudwatch_log_group" "old" { name "old" }
  import { to @aws_cloudwatch_log_group.old; id "old" }
}
PROGRAM
(cd "$TMP/own" && expect 0 "$BASTIDE" check)
says 'assumed: what roots makes is not lost: it says no `keeps`, and no build remembers it (main.bastide:3)'
says 'believed: aws_cloudwatch_log_group.old in terraform/dev/network'
says '(main.bastide:15)'
says_not 'what kept makes'
