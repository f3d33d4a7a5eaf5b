#!/bin/bash
# Compares every #include with the table of who may know whom. A line of the table: folder, then what it may
# include besides its own headers: whole folders, or single headers. emit/tree.h and emit/plan.h are the data that
# the evaluator makes and the printers and the proof read; the machinery of emit/ is nobody's business.
set -eu
cd "$(dirname "$0")/../.."

table='
base
value    base
source   base
diag     base source
syntax   base value source diag parser.h lexer.h tokens.def
grammar  base value source diag syntax parser.h lexer.h tokens.def
facts    base value source diag
expr     base value source diag syntax facts emit/tree.h emit/plan.h
model    base value source diag syntax facts expr library.h
estate   base value source diag facts
rules    base value source diag facts expr
emit     base value source diag facts expr
print    base value emit/tree.h emit/plan.h
proof    base value source diag facts emit/tree.h emit/plan.h
change   base value source diag facts expr emit/tree.h emit/plan.h
can      base value source diag facts expr
query    base value source diag syntax facts expr model estate emit/plan.h
include  bastide.h
cli      library.h include/bastide.h include/bastide_query.h include/bastide_can.h bastide.h bastide_query.h lsp/server.h
lsp      include/bastide.h include/bastide_query.h bastide.h bastide_query.h
'
# The only files that may use a foreign library.
foreign='
utf8proc.h  compiler/base/utf8.c
jansson.h   compiler/diag/render_json.c compiler/print/json.c compiler/lsp/
yaml.h      compiler/print/yaml.c
'

find compiler grammar -name '*.[chly]' -o -name '*.def' -path 'compiler/*' | LC_ALL=C sort |
	xargs awk -v table="$table" -v foreign="$foreign" '
	BEGIN {
		rows = split(table, line, "\n")
		for (i = 1; i <= rows; i++) {
			cells = split(line[i], cell, " ")
			for (k = 1; k <= cells; k++)
				may[cell[1], cell[k]] = 1
			known[cell[1]] = 1
		}
		rows = split(foreign, line, "\n")
		for (i = 1; i <= rows; i++) {
			cells = split(line[i], cell, " ")
			for (k = 2; k <= cells; k++)
				users[cell[1]] = users[cell[1]] " " cell[k]
		}
	}
	function complain(why) { printf "%s:%d: %s\n", FILENAME, FNR, why; bad = 1 }
	function may_use_foreign(header,    list, count, i) {
		count = split(users[header], list, " ")
		for (i = 1; i <= count; i++)
			if (index(FILENAME, list[i]) == 1)
				return 1
		return 0
	}
	FNR == 1 {
		parts = split(FILENAME, part, "/")
		own = part[1] == "grammar" ? "grammar" : parts > 2 ? part[2] : ""
		if (own != "" && own != "include" && !known[own])
			complain("folder " own " has no row in the table of tests/tools/layers.sh")
	}
	/^[ \t]*#[ \t]*include[ \t]*</ {
		header = $0; sub(/^[^<]*</, "", header); sub(/>.*/, "", header)
		if ((header in users) && !may_use_foreign(header))
			complain("only" users[header] " may include <" header ">")
	}
	/^[ \t]*#[ \t]*include[ \t]*"/ {
		header = $0; sub(/^[^"]*"/, "", header); sub(/".*/, "", header)
		if (own == "")
			next
		folder = index(header, "/") ? header : ""
		sub(/\/.*/, "", folder)
		if (folder == "" && (own == "cli" || own == "lsp") && !(header ~ /^bastide/))
			folder = own
		if (folder != own && !((own, folder) in may) && !((own, header) in may))
			complain(own " may not include \"" header "\"")
	}
	END { exit bad }'
echo "layers: every include is allowed"
