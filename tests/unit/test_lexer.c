/* The scanner: which tokens a text has, where a statement ends, and what brackets and strings do to it. */
#include "check.h"
#include "parser.h"
#include "syntax/scan.h"

static struct arena *arena;
static struct names *names;

static const char *const words[] = {
#define TOKEN(id, text) text,
#define WORD(id, text) text,
#include "tokens.def"
#undef TOKEN
#undef WORD
};

static const int ids[] = {
#define TOKEN(id, text) id,
#define WORD(id, text) id,
#include "tokens.def"
#undef TOKEN
#undef WORD
};

/* A token as the tables below write it: `w` a word, `k` one with a meaning in expressions, `l` a literal. */
static void spell(struct buf *out, int token)
{
	static const struct { int token; const char *text; } classes[] = {
		{ NEWLINE, ";" }, { CALL, "call(" }, { LITERAL, "l" }, { STRING, "str" }, { STRING_BEGIN, "str{" },
		{ STRING_MIDDLE, "}str{" }, { STRING_END, "}str" }, { TEXT, "text" }, { TEXT_BEGIN, "text{" }, { TEXT_MIDDLE, "}text{" },
		{ TEXT_END, "}text" }, { RAW, "raw" }, { RAW_BEGIN, "raw{" }, { RAW_MIDDLE, "}raw{" }, { RAW_END, "}raw" },
		{ INDEX, "index[" }, { BAD, "bad" }, { WORD, "w" },
	};

	if (out->len)
		buf_char(out, ' ');
	for (unsigned i = 0; i < sizeof classes / sizeof *classes; i++)
		if (classes[i].token == token) {
			buf_text(out, classes[i].text);
			return;
		}
	for (unsigned i = 0; i < sizeof ids / sizeof *ids; i++)
		if (ids[i] == token) {
			buf_text(out, token >= EACH ? "k" : words[i]);
			return;
		}
	buf_char(out, (char)token);
}

struct scanned { struct str tokens, codes; };

static struct scanned scan(struct str text)
{
	struct sources sources;
	struct diags diags;
	struct ast ast;
	struct buf tokens, codes;
	union parser_value value;
	struct span span;

	sources_init(&sources, arena);
	diags_init(&diags, arena);
	ast_init(&ast, arena, names);
	buf_init(&tokens, arena);
	buf_init(&codes, arena);
	uint32_t file = sources_add(&sources, STR("t.bastide"), text, false), end = 1;
	vec_push(arena, &ast.files, (struct tree_file){ .file = file });
	struct parser *p = parser_new(&ast, &sources, file, &diags);
	bst_scan_begin(p);
	for (int token; (token = bst_yylex(&value, &span, p)) != END;) {
		spell(&tokens, token);
		CHECK(span.start <= span.end && span.end <= 1 + text.len && span.start + 1 >= end);
		end = token == NEWLINE ? end : span.end;
	}
	for (uint32_t i = 0; i < diags.list.len; i++) {
		CHECK(diags.list.at[i].span.end <= 1 + text.len);
		buf_format(&codes, "%s%s", i ? " " : "", diag_code_text(diags.list.at[i].code));
	}
	return (struct scanned){ buf_slice(&tokens, 0), buf_slice(&codes, 0) };
}

struct row { const char *text, *tokens, *codes; };

static const struct row rows[] = {
	{ "a-b_c a- b", "w w - w ;", "" },
	{ "a -b", "w - w ;", "" },
	{ "each rule production-pci", "k k w ;", "" },
	{ "x ; ; y", "w ; w ;", "" },
	{ "a\nb", "w ; w ;", "" },
	{ "a,\nb", "w , w ;", "" },
	{ "a:\nb", "w : w ;", "" },
	{ "a ->\nb", "w -> w ;", "" },
	{ "a\n-> b", "w -> w ;", "" },
	{ "a <->\nb", "w <-> w ;", "" },
	{ "a\n: b", "w : w ;", "" },
	{ "a\n{ b\n}\n", "w { w ; } ;", "" },
	{ "a\nand b", "w k w ;", "" },
	{ "a\nwhere b", "w k w ;", "" },
	{ "a\nthen b\nelse c", "w k w k w ;", "" },
	{ "a\nwhen b", "w ; k w ;", "" },
	{ "a\n+ b(c)", "w ; + call( w ) ;", "" },
	{ "a +\nb", "w + ; w ;", "" },
	{ "a*\nb", "w * ; w ;", "" },
	{ "a?\nb", "w ? ; w ;", "" },
	{ "a |\nb", "w | w ;", "" },
	{ "a =\nb", "w = w ;", "" },
	{ "a <\nb", "w < w ;", "" },
	{ "a ..\nb", "w .. w ;", "" },
	{ "a..b", "w .. w ;", "" },
	{ "1..2", "l .. l ;", "" },
	{ "{ a; b }", "{ w ; w ; } ;", "" },
	{ "{ a }", "{ w ; } ;", "" },
	{ "{ }", "{ } ;", "" },
	{ "(a\nb)", "( w w ) ;", "" },
	{ "[a,\nb,\n]", "[ w , w , ] ;", "" },
	{ "f(x)", "call( w ) ;", "" },
	{ "f (x)", "w ( w ) ;", "" },
	{ "x[1]", "w index[ l ] ;", "" },
	{ "x [1]", "w [ l ] ;", "" },
	{ "f(x)[1]", "call( w ) index[ l ] ;", "" },
	{ "[1][2]", "[ l ] index[ l ] ;", "" },
	{ "and(x)", "k ( w ) ;", "" },
	{ "x.y", "w . w ;", "" },
	{ "a<=b>=c!=d", "w <= w >= w != w ;", "" },
	{ "a<b>c<->d", "w < w > w <-> w ;", "" },
	{ "@aws.main.id", "@ w . w . w ;", "" },
	{ "\"a\"", "str ;", "" },
	{ "\"\"", "str ;", "" },
	{ "\"a{x}b{y}c\"", "str{ w }str{ w }str ;", "" },
	{ "\"{x}\"", "str{ w }str ;", "" },
	{ "\"a\\{b\\}\"", "str ;", "" },
	{ "\"a{f({ k \"v\" })}b\"", "str{ call( { w str ; } ) }str ;", "" },
	{ "\"a{\"b{c}d\"}e\"", "str{ str{ w }str }str ;", "" },
	{ "\"a{[x, y][1]}b\"", "str{ [ w , w ] index[ l ] }str ;", "" },
	{ "\"# none\" # one", "str ;", "" },
	{ "`x.y`", "raw ;", "" },
	{ "`a{b}c`", "raw{ w }raw ;", "" },
	{ "\"\"\"\n  two\n  lines\n\"\"\"", "text ;", "" },
	{ "x shell \"\"\"echo {y}\"\"\"", "w w text{ w }text ;", "" },
	{ "markdown \"\"\"a\"\"\"", "w text ;", "" },
	{ "x \"\"\" a \"b\" \"\"c\"\" \"\"\"", "w text ;", "" },
	{ "x text\"\"\"a\"\"\"", "w w text ;", "" },
	{ "\"open", "", "open-string" },
	{ "\"open {x", "str{ w", "" },
	{ "\"open \\q\"", "str ;", "bad-escape" },
	{ "`open", "", "open-string" },
	{ "\"\"\"open", "", "open-string" },
	{ "\"\"\"open {x}", "text{ w", "open-string" },
	{ "\"a\\u{2014}b\"", "str ;", "" },
	{ "\"a\\u{110000}\"", "str ;", "bad-escape" },
	{ "\"a{x", "str{ w", "" },
	{ "a }", "w } ;", "" },
	{ "a )", "w ) ;", "" },
	{ "( ]", "( ]", "" },
	{ "( }", "( }", "" },
	{ "{ ( }", "{ ( } ;", "" },
	{ "arn:aws:s3:::b, c", "l , w ;", "" },
	{ "::/0", "l ;", "" },
	{ "a::b", "l ;", "" },
	{ "10.0.0.0/16 /24", "l l ;", "" },
	{ "5m..10m", "l .. l ;", "" },
	{ "a:443", "w : l ;", "" },
	{ "a : 443", "w : l ;", "" },
	{ "2027-03-31", "l ;", "" },
	{ "Größe", "w ;", "" },
	{ "Gr\u00f6\u00dfe-x", "w ;", "" },
	{ "\u0430pple", "w ;", "look-alike-name" },
	{ "a\u00a0b", "w ;", "bad-character" },
	{ "&", "bad ;", "bad-character" },
	{ "a'b", "w bad w ;", "bad-character" },
	{ "!", "bad ;", "bad-character" },
	{ "a != b", "w != w ;", "" },
	{ "~ $ ^ \\ /", "bad bad bad bad bad ;", "bad-character bad-character bad-character bad-character bad-character" },
	{ "é", "w ;", "" },
	{ "#c\na", "w ;", "" },
	{ "a # c\nb", "w ; w ;", "" },
	{ "a\r\nb\r", "w ; w ;", "" },
	{ "\t a", "w ;", "" },
};

static void table(void)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scanned found = scan(str_of(rows[i].text));

		if (str_is(found.tokens, rows[i].tokens) && str_is(found.codes, rows[i].codes))
			continue;
		check_failures++;
		fprintf(stderr, "%s\n  found  %.*s | %.*s\n  wanted %s | %s\n", rows[i].text, STR_ARG(found.tokens), STR_ARG(found.codes),
			rows[i].tokens, rows[i].codes);
	}
}

int main(void)
{
	arena = check_arena();
	names = names_new(arena);
	table();
	return checks_failed();
}
