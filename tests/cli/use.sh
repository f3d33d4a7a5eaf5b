#!/bin/bash
# Right and wrong use: exit statuses, help, version, the nearest name, and an object for --format json.
set -eu
. tools/command.sh

expect 0 "$BASTIDE" --version
says "bastide $(cat "$ROOT/VERSION")"
says 'editions of the language: 2026'
expect 0 "$BASTIDE" version
expect 0 "$BASTIDE" help
expect 0 "$BASTIDE" --help
expect 2 "$BASTIDE"

commands=$("$BASTIDE" help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
[ "$(wc -w <<<"$commands")" -ge 8 ] || fail "only these commands: $commands"
for command in $commands; do
	expect 0 "$BASTIDE" "$command" --help
	cp "$TMP/out.txt" "$TMP/help.txt"
	expect 0 "$BASTIDE" help "$command"
	cmp "$TMP/help.txt" "$TMP/out.txt" || fail "two helps for $command"
	for option in $(grep -o -- '--[a-z-]*' "$TMP/help.txt" | sort -u); do
		"$BASTIDE" help --man | grep -qF -- "${option//-/\\-}" || fail "$option is not in the manual page"
	done
done

expect 2 "$BASTIDE" chekc
says 'did you mean `check`?'
expect 2 "$BASTIDE" zzzzzz
says_not 'did you mean'
expect 2 "$BASTIDE" help buidl
says 'did you mean `build`?'
expect 2 "$BASTIDE" build --chekc
says 'did you mean `--check`?'
expect 2 "$BASTIDE" check --output x
says 'unknown option `--output`'
expect 2 "$BASTIDE" --stage ast check
says 'unknown option `--stage`'
expect 2 "$BASTIDE" -x
expect 2 "$BASTIDE" check a b
says 'does not take `b`'
expect 0 "$BASTIDE" explain
says nat-not-per-zone
expect 2 "$BASTIDE" check --color
expect 2 "$BASTIDE" check --color=purple
says 'auto|always|never'
expect 2 "$BASTIDE" check --quiet=yes
says 'takes no value'
expect 2 "$BASTIDE" build -o a -o b
says 'given twice'
expect 2 "$BASTIDE" check --date 2026-02-30 .
says 'no date'
expect 2 "$BASTIDE" check "$TMP/nothing-here"
says 'nothing-here: No such file'
mkdir "$TMP/empty"
expect 2 "$BASTIDE" check "$TMP/empty"
says 'no .bastide file'

for wrong in 'check --format json --xx' 'build --format=json --chekc' 'check --format json /nothing-here'; do
	# shellcheck disable=SC2086
	expect 2 "$BASTIDE" $wrong
	[ -s "$TMP/err.txt" ] && fail "words beside the object: $wrong"
	python3 -c 'import json, sys; assert json.load(open(sys.argv[1]))["result"] == "cannot"' "$TMP/out.txt"
done

# An option may stand before the command, and -- ends the options.
program "$TMP/p" one
expect 0 "$BASTIDE" --color=never check "$TMP/p"
expect 2 "$BASTIDE" check -- --help
says -- '--help: No such file'

# What cannot be written is no success.
[ ! -e /dev/full ] || { status=0; "$BASTIDE" help >/dev/full 2>"$TMP/err.txt" || status=$?; [ "$status" = 2 ] || fail "/dev/full: $status"; }

if command -v mandoc >/dev/null; then
	"$BASTIDE" help --man >"$TMP/bastide.1"
	mandoc -Tlint -Wwarning "$TMP/bastide.1" || fail "mandoc"
fi
