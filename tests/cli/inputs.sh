#!/bin/bash
# Values of `given` names stand in *.inputs files: each asked for, once, and of its type.
set -eu
. tools/command.sh

mkdir "$TMP/p"
cat >"$TMP/p/main.bastide" <<'PROGRAM'
given house  cidr
given guests cidr+
estate acme { example; zones a; state s3 acme-state }
site office house
site hotel  guests
PROGRAM

expect 1 "$BASTIDE" check --color never "$TMP/p"
says "error[missing-input]: house is given by no inputs file"
says "error[missing-input]: guests is given by no inputs file"

printf '# ours\nhouse 192.0.2.0/24\nguests 198.51.100.0/24, 203.0.113.0/24\n' >"$TMP/p/main.inputs"
expect 0 "$BASTIDE" check --color never "$TMP/p"

printf 'huose 192.0.2.0/24\nhouse 5m\nguests 198.51.100.0/24\nguests 203.0.113.0/24\nnobody 1\n' >"$TMP/p/main.inputs"
expect 1 "$BASTIDE" check --color never "$TMP/p"
says "error[unknown-name]: no input is called huose"
says 'did you mean `house`?'
says 'error[wrong-type]: found `5m`, expected a cidr'
says "error[duplicate-statement]: guests is given twice"
says 'declare it in the program: `given nobody TYPE`'
says "4 errors"
