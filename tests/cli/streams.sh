#!/bin/bash
# What every command writes to standard output: a full disk is exit status 2 with a message, a reader who leaves is no fault of
# ours, --format json is one object, and NO_COLOR is kept.
set -eu
. tools/command.sh
program "$TMP/p" one
program "$TMP/q" two
cat >"$TMP/bad.bastide" <<-'PROGRAM'
	estate acme { example; state s3 acme-state }
	service shop { nonsense 1 }
PROGRAM
printf 'estate   acme { example }\n' >"$TMP/loose.bastide"
cat >"$TMP/reach.bastide" <<-'PROGRAM'
	estate acme { example; zones a; state s3 acme-state }
	environment dev : development { account 111111111111; region eu-west-1; cidr 10.0.0.0/16; tier app { subnets /24 from 1 } }
	service shop  { in dev; runs ec2; tier app; listens 8080; calls pages }
	service pages { in dev; runs ec2; tier app; listens 8081 }
PROGRAM
"$BASTIDE" build --quiet "$TMP/p" -o "$TMP/out"

# A command that is missing here is found by the help: every one is run.
run_all() {
	"$1" init --list
	"$1" check "$TMP/p"
	"$1" build "$TMP/p" -o "$TMP/out"
	"$1" test "$TMP/p"
	"$1" diff "$TMP/p" "$TMP/q"
	"$1" fmt --diff "$TMP/loose.bastide"
	"$1" why "$TMP/out/plain/a.txt:1" "$TMP/p" --output "$TMP/out"
	"$1" can shop pages "$TMP/reach.bastide"
	"$1" can --all "$TMP/reach.bastide"
	"$1" explain
	"$1" explain unknown-name
	"$1" rules
	"$1" dump "$TMP/p"
	"$1" help
	"$1" help --man
	"$1" version
}
names=
remember() { names+=" $1 "; }
run_all remember
for command in $("$BASTIDE" help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	[ "$command" = lsp ] || [[ "$names" == *" $command "* ]] || fail "$command is not run here"
done

full() {
	local status=0
	"$BASTIDE" "$@" >/dev/full 2>"$TMP/err.txt" </dev/null || status=$?
	[ "$status" = 2 ] || fail "$*: a full disk gives $status"
	grep -q 'standard output cannot be written' "$TMP/err.txt" || fail "$*: a full disk is not named"
}
[ ! -e /dev/full ] || run_all full

left() {
	local status
	set +e
	"$BASTIDE" "$@" 2>"$TMP/err.txt" </dev/null | true
	status=${PIPESTATUS[0]}
	set -e
	case $status in 0 | 1 | 2 | 141) ;; *) fail "$*: a reader who leaves gives $status" ;; esac
}
run_all left

plain() {
	local status=0 wanted=0
	[ "$1" != fmt ] || wanted=1                     # a layout that is not the canonical one
	NO_COLOR=1 "$BASTIDE" "$@" >"$TMP/out.txt" 2>&1 </dev/null || status=$?
	[ "$status" = "$wanted" ] || fail "$*: status $status, wanted $wanted"
	! grep -q $'\033' "$TMP/out.txt" || fail "$*: colour in spite of NO_COLOR"
}
run_all plain

# Each command that has --format, on what is right and on what is not.
object() {
	local wanted=$1
	shift
	expect "$wanted" "$BASTIDE" "$@" --format json
	[ ! -s "$TMP/err.txt" ] || fail "$*: words beside the object"
	python3 -c 'import json, sys; assert isinstance(json.load(open(sys.argv[1])), dict)' "$TMP/out.txt" || fail "$*: no object"
}
object 0 check "$TMP/p"
object 1 check "$TMP/bad.bastide"
object 0 build "$TMP/p" -o "$TMP/out"
object 1 build "$TMP/bad.bastide" -o "$TMP/other"
object 0 test "$TMP/p"
object 0 diff "$TMP/p" "$TMP/q"
object 0 can shop pages "$TMP/reach.bastide"
object 1 can pages shop "$TMP/reach.bastide"
object 2 can shop pages "$TMP/bad.bastide"
object 1 fmt --check "$TMP/loose.bastide"
object 0 rules
for command in $("$BASTIDE" help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	"$BASTIDE" help "$command" | grep -q -- '--format' || continue
	case $command in check | build | test | diff | fmt | rules) ;; *) object 2 "$command" /nothing-here:1 /nothing-here ;; esac
done
