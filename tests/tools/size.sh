#!/bin/bash
# Files stay below 800 lines, functions below 100 unless a comment `/* long: reason */` stands in them, and no
# property of the language's library is named in C outside the model.
set -eu
cd "$(dirname "$0")/../.."
export LC_ALL=C
status=0

files=$(find compiler grammar stdlib targets examples tests spec Makefile -type f \( -name '*.[chly]' -o -name '*.def' -o \
	-name '*.sh' -o -name '*.py' -o -name '*.bastide' -o -name Makefile \) -not -path '*/want/*' | sort)
long=$(wc -l $files | awk '$2 != "total" && $1 >= 800 { print $2 " has " $1 " lines" }')
if [ -n "$long" ]; then
	echo "$long"
	status=1
fi

# A function of ours begins with a line `{` in the first column and ends with a line `}`.
awk '
	FNR == 1 { start = 0 }
	/^\{/ { start = FNR; reason = 0; name = before }
	start && /\/\* long: / { reason = 1 }
	/^\}/ {
		if (start && FNR - start > 100 && !reason) {
			printf "%s:%d: %d lines in %s\n", FILENAME, start, FNR - start, name
			bad = 1
		}
		start = 0
	}
	{ before = $0 }
	END { exit bad }' $(find compiler grammar -name '*.[chly]' | sort) || status=1

tests/tools/property_names.py || status=1

# Every C file is built, and every file has its line on the map.
sources=$(make -s sources)
for path in $(find compiler -name '*.c' -not -name embed.c -not -name bootstrap.c | sort); do
	grep -qxF "$path" <<<"$sources" || { echo "$path is not in the Makefile"; status=1; }
done
for path in $(find compiler -name '*.[ch]' -o -name '*.def' -path 'compiler/*' | sort); do
	name=$(basename "$path")
	grep -qF "| \`${name%.*}." compiler/README.md || { echo "$path is not in compiler/README.md"; status=1; }
done
[ $status = 0 ] && echo "size: $(wc -l <<<"$files") files, none too long"
exit $status
