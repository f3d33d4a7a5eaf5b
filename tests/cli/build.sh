#!/bin/bash
# The life of an output folder: made, left alone, changed, pruned; other people's files stay.
set -eu
. tools/command.sh
p=$TMP/p out=$TMP/made/for/it
program "$p" one

expect 0 "$BASTIDE" build "$p" -o "$out"
says 'written:'
says '(3 new, 0 changed, 0 removed); other 1, plain 2'
grep -qx one "$out/plain/sub/deep/b.txt" || fail "wrong contents"
sed -n "s/.*\"path\": \"\([^\"]*\)\".*\"sha256\": \"\([0-9a-f]*\)\".*/\2 \1/p" "$out/.bastide-manifest.json" >"$TMP/hashes"
[ "$(wc -l <"$TMP/hashes")" = 3 ] || fail "three files and not three hashes"
while read -r hash path; do [ "$hash" = "$(sha256sum <"$out/$path" | cut -d" " -f1)" ] || fail "wrong hash of $path"; done <"$TMP/hashes"
no_leftovers "$TMP"
# The modes are those of any new file.
[ "$(stat -c %a "$out" "$out/plain/a.txt" | tr '\n' ' ')" = "$(umask 022; echo 755 644) " ] || [ "$(umask)" != 0022 ] || fail "modes"

# Nothing to do: nothing is touched, folders neither.
touch -d '2001-01-01' "$out/plain/a.txt" "$out/.bastide-manifest.json" "$out" "$out/plain"
before=$(every "$out"; find "$out" -printf '%p %T@ %i\n' | sort)
expect 0 "$BASTIDE" build "$p" -o "$out"
says 'all as they were'
[ "$before" = "$(every "$out"; find "$out" -printf '%p %T@ %i\n' | sort)" ] || fail "touched without need"

# A change: only that file, and the manifest.
echo mine >"$out/plain/mine.txt"
mkdir "$out/empty-of-mine"
program "$p" two
expect 0 "$BASTIDE" build "$p" -o "$out"
says '(0 new, 1 changed, 0 removed)'
grep -qx two "$out/plain/sub/deep/b.txt" || fail "not changed"
[ "$(stat -c %Y "$out/plain/a.txt")" = "$(date -d 2001-01-01 +%s)" ] || fail "touched a file that was right"

# A file no longer generated goes, with its folders; what is not ours stays.
sed -i '/sub.deep/d' "$p/main.bastide"
expect 0 "$BASTIDE" build "$p" -o "$out"
says '(0 new, 0 changed, 1 removed)'
[ ! -e "$out/plain/sub" ] || fail "not pruned"
[ -e "$out/plain/mine.txt" ] && [ -d "$out/empty-of-mine" ] || fail "removed what was not ours"

# A file becomes a folder, and back.
program "$p" two 'emit plain "sub" { line "now a file" }'
sed -i '/sub.deep/d' "$p/main.bastide"
expect 0 "$BASTIDE" build "$p" -o "$out"
[ -f "$out/plain/sub" ] || fail "no file"
program "$p" two
expect 0 "$BASTIDE" build "$p" -o "$out"
[ -f "$out/plain/sub/deep/b.txt" ] || fail "no folder"
program "$p" two 'emit plain "sub" { line "now a file" }'
sed -i '/sub.deep/d' "$p/main.bastide"
expect 0 "$BASTIDE" build "$p" -o "$out"
[ -f "$out/plain/sub" ] || fail "no file again"

# An empty folder that is there, and the current folder.
mkdir "$TMP/there"
expect 0 "$BASTIDE" build "$p" -o "$TMP/there/"
(cd "$TMP/there" && expect 0 "$BASTIDE" build "$p" -o . && says 'all as they were')

# The same bytes from another folder, the manifest too.
cp -r "$p" "$TMP/q"
(cd "$TMP/q" && expect 0 env LC_ALL=C TZ=Asia/Tokyo "$BASTIDE" build)
rm "$out/plain/mine.txt"
rmdir "$out/empty-of-mine"
diff -r "$out" "$TMP/q/out" || fail "other bytes elsewhere"

# An error in the program writes nothing.
echo 'environment e : nowhere { }' >"$p/second.bastide"
before=$(every "$out")
expect 1 "$BASTIDE" build "$p" -o "$out"
[ "$before" = "$(every "$out")" ] || fail "written in spite of an error"
expect 1 "$BASTIDE" build "$p" -o "$TMP/never"
[ ! -e "$TMP/never" ] || fail "a folder in spite of an error"
rm "$p/second.bastide"

# A lost manifest: files that are right are ours again, others are not touched.
program "$p" three
rm -r "$TMP/there" && expect 0 "$BASTIDE" build "$p" -o "$TMP/there"
rm "$TMP/there/.bastide-manifest.json"
expect 0 "$BASTIDE" build "$p" -o "$TMP/there"
[ -f "$TMP/there/.bastide-manifest.json" ] || fail "no manifest"
rm "$TMP/there/.bastide-manifest.json"
program "$p" four
expect 1 "$BASTIDE" build "$p" -o "$TMP/there"
says 'not written by bastide'

# As JSON.
expect 0 "$BASTIDE" build "$p" -o "$TMP/json" --format json
python3 - "$TMP/out.txt" <<-'PYTHON'
	import json, sys
	said = json.load(open(sys.argv[1]))
	assert said["result"] == "ok" and said["output"]["new"] == 3 and said["diagnostics"] == [], said
PYTHON
