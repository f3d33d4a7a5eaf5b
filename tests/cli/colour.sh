#!/bin/bash
# Colour: --color beats NO_COLOR, that beats FORCE_COLOR and CLICOLOR_FORCE, those beat TERM=dumb, and else a
# terminal has it and nothing else.
set -eu
. tools/command.sh
mkdir "$TMP/p"
echo 'estate {' >"$TMP/p/a.bastide"
unset NO_COLOR FORCE_COLOR CLICOLOR_FORCE

# run_in HOW WANTED VARIABLES… PROGRAM OPTIONS…: with a pipe or a pseudo-terminal as standard error; WANTED is yes or no.
run_in() {
	local how=$1 wanted=$2 found=no
	shift 2
	if [ "$how" = pipe ]; then
		expect 1 env "$@" check "$TMP/p"
	else
		python3 - "$TMP/err.txt" env "$@" check "$TMP/p" <<-'PYTHON'
			import os, pty, sys
			main, other = pty.openpty()
			child = os.fork()
			if child == 0:
			    os.dup2(other, 2)
			    os.execvp(sys.argv[2], sys.argv[2:])
			os.close(other)
			text = b""
			try:
			    while chunk := os.read(main, 65536):
			        text += chunk
			except OSError:
			    pass
			open(sys.argv[1], "wb").write(text)
			status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
			sys.exit(0 if status == 1 else f"status {status}")
		PYTHON
	fi
	grep -q 'error' "$TMP/err.txt" || fail "no error shown: $*"
	grep -q $'\033' "$TMP/err.txt" && found=yes
	[ "$found" = "$wanted" ] || fail "$how: colour $found, wanted $wanted: $*"
}

run_in pipe no TERM=xterm "$BASTIDE"
run_in pipe yes TERM=xterm FORCE_COLOR=1 "$BASTIDE"
run_in pipe yes TERM=dumb CLICOLOR_FORCE=1 "$BASTIDE"
run_in pipe no FORCE_COLOR=0 "$BASTIDE"
run_in pipe no FORCE_COLOR=1 NO_COLOR=1 "$BASTIDE"
run_in pipe yes NO_COLOR=1 "$BASTIDE" --color always
run_in pipe no FORCE_COLOR=1 "$BASTIDE" --color=never
# A system without /dev/pts has no terminals to ask.
python3 -c 'import pty; pty.openpty()' 2>/dev/null || exit 0
run_in terminal yes TERM=xterm "$BASTIDE"
run_in terminal yes TERM=xterm NO_COLOR= "$BASTIDE"
run_in terminal no TERM=xterm NO_COLOR=1 "$BASTIDE"
run_in terminal no TERM=dumb "$BASTIDE"
run_in terminal no TERM=xterm "$BASTIDE" --color never
