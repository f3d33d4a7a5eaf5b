#!/bin/bash
# What stops a build before anything is written: hand-edited files, other people's files, links, things in the way.
set -eu
. tools/command.sh
p=$TMP/p out=$TMP/out

# refused WORDS: building the changed program is refused with these words, and not a byte changes; once more with --check.
refused() {
	local before
	before=$(every "$TMP/out"; every "$TMP/elsewhere")
	expect 1 "$BASTIDE" build "$p" -o "$out"
	says "$1"
	[ "$before" = "$(every "$TMP/out"; every "$TMP/elsewhere")" ] || fail "something changed: $1"
	no_leftovers "$TMP"
}
# A folder built from the program with `one`, beside a program that says `two`.
begin() {
	rm -rf "$out" "$TMP/elsewhere" "$p"
	mkdir "$TMP/elsewhere"
	echo precious >"$TMP/elsewhere/b.txt"
	program "$p" one
	expect 0 "$BASTIDE" build "$p" -o "$out"
	program "$p" two
}

begin
echo edited >"$out/plain/sub/deep/b.txt"
refused 'plain/sub/deep/b.txt: edited by hand'
expect 1 "$BASTIDE" build "$p" -o "$out" --check
says 'edited: '
rm "$out/plain/sub/deep/b.txt"
expect 0 "$BASTIDE" build "$p" -o "$out"

begin
echo edited >"$out/plain/sub/deep/b.txt"
sed -i '/sub.deep/d' "$p/main.bastide"
refused 'no longer generated, and edited by hand'

begin
program "$p" two 'emit plain "new.txt" { line "x" }'
echo "somebody's" >"$out/plain/new.txt"
refused 'plain/new.txt: not written by bastide'

# A manifest that lost one of its lists, as a merge may do, would let go of what it does not name.
for list in files kept; do
	begin
	python3 - "$out/.bastide-manifest.json" "$list" <<-'PYTHON'
		import json, sys
		manifest = json.load(open(sys.argv[1]))
		del manifest[sys.argv[2]]
		json.dump(manifest, open(sys.argv[1], "w"))
	PYTHON
	refused 'it has no list of what is'
	expect 2 "$BASTIDE" build "$p" -o "$out" --check
	says 'it has no list of what is'
done
# However somebody's tool has laid it out.
begin
python3 - "$out/.bastide-manifest.json" <<-'PYTHON'
	import json, sys
	manifest = json.load(open(sys.argv[1]))
	json.dump(manifest, open(sys.argv[1], "w"), indent=4)
PYTHON
expect 0 "$BASTIDE" build "$p" -o "$out"

# Links: in place of the file, of a folder on the way, of the output folder, of the manifest.
begin
ln -sf "$TMP/elsewhere/b.txt" "$out/plain/sub/deep/b.txt"
refused 'a symbolic link is in the way'
begin
rm -r "$out/plain/sub/deep"
ln -s "$TMP/elsewhere" "$out/plain/sub/deep"
refused 'a symbolic link is in the way'
begin
rm -r "$out/plain/sub"
ln -s "$TMP/elsewhere" "$out/plain/sub"
sed -i '/sub.deep/d' "$p/main.bastide"
refused 'a symbolic link stands where a file was written'
begin
mv "$out" "$TMP/elsewhere/out"
ln -s "$TMP/elsewhere/out" "$out"
refused 'it is a symbolic link'
begin
mv "$out/.bastide-manifest.json" "$TMP/elsewhere/"
ln -s "$TMP/elsewhere/.bastide-manifest.json" "$out/.bastide-manifest.json"
refused '.bastide-manifest.json'

# A folder with other files, or a file, in the way.
begin
rm "$out/plain/sub/deep/b.txt"
mkdir "$out/plain/sub/deep/b.txt"
echo mine >"$out/plain/sub/deep/b.txt/mine"
refused 'a folder with other files is in the way'
begin
rm -r "$out/plain/sub"
echo mine >"$out/plain/sub"
refused 'a file is in the way'
begin
rm -r "$out"
echo mine >"$out"
expect 1 "$BASTIDE" build "$p" -o "$out"
says 'Not a directory'
[ "$(cat "$out")" = mine ] || fail "the file is gone"

# A manifest that is not ours, is torn, or names a file outside.
begin
echo '<<<<<<< HEAD' >"$out/.bastide-manifest.json"
refused 'is not what bastide wrote'
for path in ../elsewhere/b.txt /etc/passwd 'a/../../elsewhere/b.txt' '' 'a//b' '.bastide-manifest.json'; do
	begin
	hash=$(sha256sum <"$TMP/elsewhere/b.txt" | cut -d' ' -f1)
	printf '{"files": [{"path": "%s", "target": "plain", "size": 9, "sha256": "%s"}]}' "$path" "$hash" >"$out/.bastide-manifest.json"
	refused 'is not what bastide wrote'
done

# Output paths that leave the folder are refused by the compiler, or here; never written.
for path in '../x' '/x' 'a/../../x' 'sub/deep' '.bastide-manifest.json' 'a//b' 'a/./b'; do
	begin
	program "$p" two "emit plain \"$path\" { line \"x\" }"
	before=$(every "$TMP")
	status=0
	"$BASTIDE" build "$p" -o "$out" >/dev/null 2>&1 || status=$?
	case $path in .bastide-manifest.json) continue ;; esac     # lies below the target's folder
	[ "$status" = 1 ] || fail "$path: status $status"
	[ "$before" = "$(every "$TMP")" ] || fail "$path changed something"
done
