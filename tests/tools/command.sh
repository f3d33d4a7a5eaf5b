# shellcheck shell=bash
# Words for the tests of the command; sourced by tests/cli/*.sh, which run in tests/.

fail() { echo "$0: $*" >&2; exit 1; }

# expect STATUS COMMAND…: runs it; standard output in $TMP/out.txt, standard error in $TMP/err.txt.
expect() {
	local wanted=$1 status=0
	shift
	"$@" >"$TMP/out.txt" 2>"$TMP/err.txt" </dev/null || status=$?
	[ "$status" = "$wanted" ] && return
	cat "$TMP/out.txt" "$TMP/err.txt" >&2
	fail "status $status, wanted $wanted: $*"
}

# says WORDS: the last command said so, on either stream; silent: neither said anything on standard error.
says() { grep -qF -- "$1" "$TMP/out.txt" "$TMP/err.txt" || { cat "$TMP/out.txt" "$TMP/err.txt" >&2; fail "does not say: $1"; }; }
says_not() { ! grep -qF -- "$1" "$TMP/out.txt" "$TMP/err.txt" || { cat "$TMP/out.txt" "$TMP/err.txt" >&2; fail "says: $1"; }; }

# program FOLDER WORD [EXTRA]: a program with two targets of its own and three files; WORD stands in one of them.
program() {
	mkdir -p "$1"
	cat >"$1/main.bastide" <<-PROGRAM
		estate tiny { example; state s3 tiny-state }
		target plain { format text }
		target other { format yaml }
		emit plain "a.txt" { line "always the same" }
		emit plain "sub/deep/b.txt" { line "$2" }
		emit other "c.yaml" { key "value" }
		${3-}
	PROGRAM
}

# every DIR: paths, kinds, link targets and contents of all below it, for comparing.
every() { (cd "$1" && find . -printf '%P %y %l\n' | sort && find . -type f -exec sha256sum {} + | sort -k2); }

# Nothing but what a build leaves: no staging folder, no sibling, no second manifest.
no_leftovers() {
	local found
	found=$(find "$1" -name '.bastide-staging' -o -name '*.bastide-new-*' -o -name '.bastide-manifest.next.json')
	[ -z "$found" ] || fail "left behind: $found"
}
