#!/bin/bash
# What the README shows: its program is accepted, its commands do what stands beside them, its hooks are there.
set -eu
. tools/command.sh
mkdir "$TMP/clone" "$TMP/clone/build"
ln -s "$BASTIDE" "$TMP/clone/build/bastide"
ln -s "$ROOT/examples" "$TMP/clone/examples"
cd "$TMP/clone"

mkdir first
sed -n '/^```bastide$/,/^```$/p' "$ROOT/README.md" | grep -v '^```' >first/main.bastide
[ "$(wc -l <first/main.bastide)" -gt 8 ] || fail "no program found"
expect 0 "$BASTIDE" check first
"$BASTIDE" fmt - <first/main.bastide >/dev/null || fail "it cannot be laid out"

# As setup.sh leaves it.
expect 0 "$BASTIDE" build examples/design-exercise -o out
count=0
while IFS= read -r line; do
	count=$((count + 1))
	# shellcheck disable=SC2086
	expect 0 ${line%%#*}
done < <(grep '^build/bastide ' "$ROOT/README.md")
[ "$count" -ge 5 ] || fail "only $count commands found"

hooks=$(sed -n 's/^ *- id: \(bastide-[a-z]*\)$/\1/p' "$ROOT/README.md")
[ "$(wc -w <<<"$hooks")" = 3 ] || fail "these hooks: $hooks"
for hook in $hooks; do grep -qx -- "- id: $hook" "$ROOT/.pre-commit-hooks.yaml" || fail "there is no hook $hook"; done
