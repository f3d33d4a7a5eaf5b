# For scripts of tests/limits: `refused NAME [ARGUMENT …]` demands that a check ends with exit status 1 and error[NAME]. The
# arguments are files, `main` of TMP when there are none. LIMITED names another build of the program, with small limits.

: "${TMP:?}" "${BASTIDE:?}"

# The least that a program must say.
estate="estate acme { example; state s3 acme-state }"

refused() {
	local name=$1 status=0
	shift
	[ $# -gt 0 ] || set -- "$TMP/main.bastide"
	"${LIMITED:-$BASTIDE}" check --quiet --color never --date 2026-12-01 "$@" > "$TMP/out" 2> "$TMP/err" || status=$?
	if [ "$status" != 1 ] || ! grep -q "^error\[$name\]" "$TMP/err"; then
		echo "wanted error[$name] and exit status 1, found exit status $status:"
		head -c 2000 "$TMP/err"
		exit 1
	fi
}

# repeat COUNT TEXT: the text so often, in one line.
repeat() { awk -v count="$1" -v text="$2" 'BEGIN { for (i = 0; i < count; i++) printf "%s", text }'; }
