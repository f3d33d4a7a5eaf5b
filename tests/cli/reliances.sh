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
emit kubernetes "{e}/notes.yaml" each e in environments where e.name is "dev" { kind "ConfigMap" }
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
