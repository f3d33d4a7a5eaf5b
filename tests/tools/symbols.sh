#!/bin/bash
# The library exports nothing but its public names, and calls nothing that prints, exits, opens files or reads
# the environment or the clock.
set -euo pipefail
archive=$1
status=0

exported=$(nm --defined-only --extern-only "$archive" | awk 'NF == 3 { print $3 }')
declared=$(grep -oh '\bbst_[a-z0-9_]*(' compiler/include/*.h | tr -d '(' | sort -u)
other=$(comm -13 <(echo "$declared") <(sort -u <<<"$exported"))
if [ -n "$other" ]; then
	echo "exported and not declared in compiler/include:" $other
	status=1
fi
missing=$(comm -23 <(echo "$declared") <(sort -u <<<"$exported"))
if [ -n "$missing" ]; then
	echo "declared in compiler/include and not in the library:" $missing
	status=1
fi

forbidden='_?exit|abort|system|popen|f?printf|v?f?printf|puts|putchar|fputs|fputc|putc|fwrite|perror|f?d?open|open64|fopen64|
read|write|fread|fgets|getc|fgetc|getline|getenv|secure_getenv|setenv|setlocale|time|clock|clock_gettime|gettimeofday|
localtime|gmtime|rand|random|srand|signal|__(f|v|vf)?printf_chk|__stack_chk_nothing'
forbidden=$(tr -d '\n' <<<"$forbidden")
undefined=$(nm --undefined-only "$archive" | awk 'NF == 2 { sub(/@.*/, "", $2); print $2 }')
[ -n "$undefined" ] || { echo "nm shows nothing that the library calls"; exit 1; }
called=$(awk -v forbidden="^($forbidden)\$" '$0 ~ forbidden' <<<"$undefined")
if [ -n "$called" ]; then
	echo "the library may not call:" $called
	status=1
fi
[ $status = 0 ] && echo "symbols: $(wc -l <<<"$exported") public names, nothing forbidden is called"
exit $status
