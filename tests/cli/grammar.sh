#!/bin/bash
# The grammar of the specification is that of the parser, and a difference is seen.
set -eu
. tools/command.sh

expect 0 python3 tools/grammar_ebnf.py

copy=$TMP/copy
mkdir -p "$copy/tests/tools" "$copy/grammar" "$copy/spec"
take() {
	cp tools/grammar_ebnf.py "$copy/tests/tools/"
	cp "$ROOT"/grammar/{parser.y,tokens.def} "$copy/grammar/"
	cp "$ROOT/spec/grammar.ebnf" "$copy/spec/"
}
take
expect 0 python3 "$copy/tests/tools/grammar_ebnf.py"
sed -i 's/^block : .{. statements .}. /&NEWLINE /' "$copy/grammar/parser.y"
expect 1 python3 "$copy/tests/tools/grammar_ebnf.py"
says '+block = "{" statements "}" LINE-END ;'
expect 0 python3 "$copy/tests/tools/grammar_ebnf.py" --write
expect 0 python3 "$copy/tests/tools/grammar_ebnf.py"

take
sed -i 's/"every"/"all"/' "$copy/grammar/tokens.def"
expect 1 python3 "$copy/tests/tools/grammar_ebnf.py"
says 'EVERY is every in parser.y and all in tokens.def'

take
sed -i 's/^RAW-END .*//' "$copy/spec/grammar.ebnf"
expect 1 python3 "$copy/tests/tools/grammar_ebnf.py"
says 'does not say what RAW-END is'
