#!/bin/bash
# build --check: the four words, the difference, the command that repairs; and nothing is written.
set -eu
. tools/command.sh
p=$TMP/p out=$TMP/out
program "$p" one

expect 1 "$BASTIDE" build "$p" -o "$out" --check
says "missing: $out/plain/a.txt"
says "to repair: bastide build $p --output $out"
[ ! -e "$out" ] || fail "written by --check"
expect 0 "$BASTIDE" build "$p" -o "$out"
before=$(every "$TMP/out")
expect 0 "$BASTIDE" build "$p" -o "$out" --check
says 'in step: '
[ "$before" = "$(every "$TMP/out")" ] || fail "changed by --check"

program "$p" two 'emit plain "new.txt" { line "x" }'
sed -i '/c.yaml/d' "$p/main.bastide"
echo edited >>"$out/plain/a.txt"
changed=$(every "$TMP/out")
expect 1 "$BASTIDE" build "$p" -o "$out" --check
cp "$TMP/out.txt" "$TMP/said"
says "missing: $out/plain/new.txt"
says "stale: $out/plain/sub/deep/b.txt"
says "edited: $out/plain/a.txt"
says "extra: $out/other/c.yaml"
says '-one'
says '+two'
says 'the program: its file is removed and written again'
[ "$changed" = "$(every "$TMP/out")" ] || fail "written by --check"
no_leftovers "$TMP"

expect 1 "$BASTIDE" build "$p" -o "$out" --check --format json
python3 - "$TMP/out.txt" <<-'PYTHON'
	import json, sys
	said = json.load(open(sys.argv[1]))
	assert said["result"] == "findings", said
	assert sorted(p["problem"] for p in said["problems"]) == ["edited", "extra", "missing", "stale"], said
	open(sys.argv[1] + ".repair", "w").write(said["output"]["repair"])
PYTHON
[ "$(sed -n 's/^to repair: //p' "$TMP/said")" = "$(cat "$TMP/out.txt.repair")" ] || fail "the two forms repair differently"

# What is printed is what repairs: an edited file, and one that is no longer generated, would stop a build.
repaired() { (bastide() { "$BASTIDE" "$@"; } && eval "$(sed -n 's/^to repair: //p' "$TMP/said")" >/dev/null) || fail "the repair does not: $(cat "$TMP/said")"; }
echo edited >>"$out/other/c.yaml"
expect 1 "$BASTIDE" build "$p" -o "$out" --check
cp "$TMP/out.txt" "$TMP/said"
expect 1 "$BASTIDE" build "$p" -o "$out"
repaired
expect 0 "$BASTIDE" build "$p" -o "$out" --check
echo mine >"$TMP/mine"
rm "$out/plain/a.txt"
ln -s "$TMP/mine" "$out/plain/a.txt"
expect 1 "$BASTIDE" build "$p" -o "$out" --check
says "link: $out/plain/a.txt"
says 'first move away what is in the way'
rm "$out/plain/a.txt"
cp "$TMP/out.txt" "$TMP/said"
repaired
expect 0 "$BASTIDE" build "$p" -o "$out" --check

# Without its manifest a folder is not in step, though every byte is.
keeps=$out/.bastide-manifest.json
cp "$keeps" "$TMP/keeps"
rm "$keeps"
expect 1 "$BASTIDE" build "$p" -o "$out" --check
says "missing: $keeps: it says what must not be lost"
says_not 'in step'
cp "$TMP/out.txt" "$TMP/said"
expect 1 "$BASTIDE" build "$p" -o "$out" --check --format json
grep -qF '"path": "'"$keeps"'"' "$TMP/out.txt" || fail "not told as JSON"
repaired
cmp "$keeps" "$TMP/keeps"
expect 0 "$BASTIDE" build "$p" -o "$out" --check
echo '{' >"$keeps"
expect 1 "$BASTIDE" build "$p" -o "$out"
says 'restore it from version control'
says_not 'remove'
cp "$TMP/keeps" "$keeps"

# A folder that a later bastide wrote, for an edition that this one does not read, is left alone.
program "$TMP/pinned" one
sed -i '1i edition 2026' "$TMP/pinned/main.bastide"
expect 0 "$BASTIDE" build "$TMP/pinned" -o "$TMP/pinned-out"
expect 0 "$BASTIDE" build "$TMP/pinned" -o "$TMP/pinned-out" --check
for year in 2031 0 1999; do
    sed -i "s/^\"edition\": [0-9]*/\"edition\": $year/" "$TMP/pinned-out/.bastide-manifest.json"
    for check in --check ""; do
        expect $([ -n "$check" ] && echo 2 || echo 1) "$BASTIDE" build "$TMP/pinned" -o "$TMP/pinned-out" $check
        says "it is of edition $year, and this bastide reads 2026"
    done
done
sed -i '/^"edition": /d' "$TMP/pinned-out/.bastide-manifest.json"
expect 1 "$BASTIDE" build "$TMP/pinned" -o "$TMP/pinned-out"
says "it is of edition 0, and"

# What stands beside our files is named: written by hand, or left by a build whose manifest is lost.
program "$TMP/p3" one
expect 0 "$BASTIDE" build "$TMP/p3" -o "$TMP/o3"
mkdir -p "$TMP/o3/plain/.terraform"
echo 'resource "aws_route" "hole" {}' >"$TMP/o3/plain/extra.tf"
echo x >"$TMP/o3/plain/.terraform/x"
expect 0 "$BASTIDE" build "$TMP/p3" -o "$TMP/o3" --check
says "not proved: $TMP/o3/plain/extra.tf"
says_not ".terraform"
says 'in step: '
rm "$TMP/o3/.bastide-manifest.json" "$TMP/o3/plain/extra.tf"
sed -i '/sub\/deep/d' "$TMP/p3/main.bastide"
expect 1 "$BASTIDE" build "$TMP/p3" -o "$TMP/o3" --check
says "not proved: $TMP/o3/plain/sub/deep/b.txt"

# Long differences are cut.
rm -r "$out"
for i in $(seq 300); do echo "emit plain \"many/$i.txt\" { $(for k in $(seq 20); do echo "line$k \"$i.$k\"; "; done | tr -d '\n') }"; done >"$p/many.bastide"
expect 0 "$BASTIDE" build "$p" -o "$out"
sed -i 's/ "\([0-9]*\.\)/ "new \1/g' "$p/many.bastide"
expect 1 "$BASTIDE" build "$p" -o "$out" --check
[ "$(grep -c '^stale: ' "$TMP/out.txt")" = 300 ] || fail "not all are named"
[ "$(grep -c '^[-+ ]' "$TMP/out.txt")" -lt 1500 ] || fail "the difference has no end"

# The check works where nothing may be written.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	chmod 755 "$TMP"
	cp "$BASTIDE" "$TMP/bastide"
	expect 1 setpriv --reuid 65534 --regid 65534 --clear-groups "$TMP/bastide" build "$p" -o "$out" --check
fi

# The command that repairs is one for a shell.
program "$TMP/a 'b" one
(cd "$TMP" && expect 1 "$BASTIDE" build "a 'b" -o "o ut" --check)
command=$(sed -n 's/^to repair: bastide/"$BASTIDE"/p' "$TMP/out.txt")
(cd "$TMP" && eval "$command" >/dev/null && expect 0 "$BASTIDE" build "a 'b" -o "o ut" --check)
