#!/bin/bash
# Which files a PATH means, and that check writes nothing.
set -eu
. tools/command.sh

p=$TMP/p
program "$p" one
mkdir -p "$p/team/deep" "$p/refused" "$p/accepted" "$p/.hidden" "$TMP/outside"
for folder in refused accepted .hidden; do echo 'this is no program {' >"$p/$folder/bad.bastide"; done
echo 'this is no program {' >"$TMP/outside/bad.bastide"
echo 'constant answer port 42/tcp' >"$p/team/deep/more.bastide"
echo 'not a source' >"$p/team/notes.txt"
ln -s ../team/deep "$p/team/again"
ln -s deep/more.bastide "$p/team/again.bastide"
mkdir -p "$TMP/none/below/.git" "$TMP/none/below/refused"
cp "$TMP/outside/bad.bastide" "$TMP/none/below/.git"
cp "$TMP/outside/bad.bastide" "$TMP/none/below/refused"
ln -s .. "$TMP/none/below/back"
ln -s "$p" "$TMP/none/below/program"
ln -s ../none/below "$TMP/none/loop"
ln -s "$TMP/none" "$p/team/no-sources-there"
before=$(every "$p")
expect 0 "$BASTIDE" check "$p"
says 'over 2 files'
[ "$before" = "$(every "$p")" ] || fail "check changed the folder"
[ "$(wc -l <"$TMP/out.txt")" = 1 ] || fail "more than one line on success"
expect 0 "$BASTIDE" check --quiet "$p"
[ ! -s "$TMP/out.txt" ] || fail "not quiet"

# The current folder when none is said; the same from anywhere.
(cd "$p" && expect 0 "$BASTIDE" check && says 'over 2 files')
(cd "$p/team" && expect 0 "$BASTIDE" check ../ && says 'over 2 files')

# A file is taken as it is, wherever it stands, with its imports.
expect 1 "$BASTIDE" check "$p/refused/bad.bastide"
printf 'import ".."\n' >"$p/refused/twin.bastide"
expect 0 "$BASTIDE" check "$p/refused/twin.bastide"
says 'over 3 files'
(cd "$p/refused" && expect 0 "$BASTIDE" check twin.bastide && says 'over 3 files')
printf 'import "../main.bastide"\nimport "../team"\nimport "../../p/main.bastide"\n' >"$p/refused/twin.bastide"
(cd "$p/refused" && expect 0 "$BASTIDE" check twin.bastide && says 'over 3 files')
printf 'import "/etc"\n' >"$p/refused/twin.bastide"
expect 1 "$BASTIDE" check "$p/refused/twin.bastide"
printf 'import "../nowhere"\n' >"$p/refused/twin.bastide"
expect 1 "$BASTIDE" check "$p/refused/twin.bastide"
says 'import-missing'

# Links are not followed, and none hides what a program lacks: those that lead to sources elsewhere, or nowhere.
# refused_link NAME: with that link the program is refused, and laid out all the same.
refused_link() {
	expect 1 "$BASTIDE" check "$p"
	says "$1 cannot be read: it is a symbolic link"
	says 'cannot-read'
	printf 'import ".."\n' >"$p/refused/twin.bastide"
	expect 1 "$BASTIDE" check "$p/refused/twin.bastide"
	says "$1 cannot be read: it is a symbolic link"
	expect 0 "$BASTIDE" fmt "$p"
	rm "$p/$1"
}
ln -s "$TMP/outside" "$p/team/linked"
refused_link team/linked
# At any depth below a link, also behind further links; a folder too deep to be looked through may hold sources.
mkdir -p "$TMP/far/off"
ln -s ../../outside "$TMP/far/off/on"
ln -s "$TMP/far" "$p/linked"
refused_link linked
mkdir -p "$TMP/real/sub/sub"
cp "$TMP/outside/bad.bastide" "$TMP/real/sub/sub/c.bastide"
ln -s ../real "$p/linked"
refused_link linked
deep=$TMP/abyss
for ((i = 0; i < 80; i++)); do deep=$deep/d; done
mkdir -p "$deep"
ln -s ../abyss "$p/linked"
refused_link linked
ln -s "$TMP/outside/bad.bastide" "$p/team/linked.bastide"
refused_link team/linked.bastide
ln -s nowhere "$p/team/nowhere.bastide"
refused_link team/nowhere.bastide
ln -s "$p/main.bastide" "$TMP/named.bastide"
expect 0 "$BASTIDE" check "$TMP/named.bastide"
ln -s "$p" "$TMP/named"
expect 0 "$BASTIDE" check "$TMP/named"

# Output folders hold no sources, neither the one named nor one of an earlier build.
expect 0 "$BASTIDE" build "$p" -o "$p/generated"
echo 'this is no program {' >"$p/generated/x.bastide"
expect 0 "$BASTIDE" check "$p"
mkdir "$p/fresh"
echo 'this is no program {' >"$p/fresh/x.bastide"
expect 1 "$BASTIDE" check "$p"
expect 0 "$BASTIDE" build "$p" -o "$p/fresh"

# A pipe named like a source is refused, not waited for or left out; a folder named like one is walked.
rm -r "$p/fresh" "$p/generated"
mkfifo "$p/pipe.bastide"
mkdir "$p/folder.bastide"
expect 1 timeout 10 "$BASTIDE" check "$p"
says 'pipe.bastide cannot be read: it is no regular file'
expect 1 timeout 10 "$BASTIDE" check "$p/pipe.bastide"
says 'no regular file'
expect 0 timeout 10 "$BASTIDE" fmt "$p"

# Inputs: the one file beside the program, or the one chosen.
rm "$p/pipe.bastide"
touch "$p/a.inputs"
expect 0 "$BASTIDE" check "$p"
touch "$p/b.inputs"
expect 2 "$BASTIDE" check "$p"
says 'choose with --inputs'
expect 2 "$BASTIDE" check "$p/main.bastide"
expect 0 "$BASTIDE" check "$p" --inputs "$p/b.inputs"

# What may not be read is said; only where we are somebody who may not.
chmod 000 "$p/team/deep/more.bastide"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	chmod 755 "$TMP" "$p"
	cp "$BASTIDE" "$TMP/bastide"
	expect 1 setpriv --reuid 65534 --regid 65534 --clear-groups "$TMP/bastide" check "$p" --inputs "$p/b.inputs"
	says 'Permission denied'
fi
