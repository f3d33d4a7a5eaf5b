#!/bin/bash
# make install puts the command, the library, its headers and the manual page where they belong: a program is built with them.
set -eu
. tools/command.sh
# The folder is that of the build at hand, with its sanitizers or without.
env -u SAN -u MAKEFLAGS -u MAKEOVERRIDES make -s -C "$ROOT" BUILD="$BUILD" DESTDIR="$TMP/root" PREFIX=/usr install -o all >"$TMP/make.txt" 2>&1 || { cat "$TMP/make.txt"; fail "make install"; }
cd "$TMP/root/usr"
for path in bin/bastide lib/libbastide.a share/man/man1/bastide.1; do
	[ -s "$path" ] || fail "$path is not installed"
done
for header in "$ROOT"/compiler/include/*.h; do
	cmp "$header" "include/$(basename "$header")" || fail "$header is not installed"
done
[ "$(bin/bastide version | head -1)" = "bastide $(cat "$ROOT/VERSION")" ] || fail "another version is installed"
"$BASTIDE" help --man | cmp - share/man/man1/bastide.1 || fail "another manual page is installed"
[ "$(find . -type f | wc -l)" = "$((3 + $(ls "$ROOT"/compiler/include/*.h | wc -l)))" ] || fail "more is installed: $(find . -type f)"
