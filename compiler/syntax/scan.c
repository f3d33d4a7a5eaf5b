/* Between the flex scanner and the grammar: where a statement ends, brackets, words, strings and errors. */
#include "syntax/scan.h"

#include <string.h>

#include "base/utf8.h"
#include "parser.h"
#include "syntax/literal.h"

/* --- words -------------------------------------------------------------------------------------- */

static const struct { const char *text; int token; } operator_words[] = {
#define TOKEN(id, text)
#define WORD(id, text) { text, id },
#include "tokens.def"
#undef TOKEN
#undef WORD
};

/* tokens.def is included with WORD as a macro; the token of that name stands for itself everywhere else. */
static bool is_ascii(struct str s)
{
	for (uint32_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0x80)
			return false;
	return true;
}

/* Letters of one script, none that only looks like ASCII; false when reported. */
static bool check_unicode_name(struct parser *p, struct str *text, struct span span)
{
	for (uint32_t i = 0; i < text->len;) {
		uint32_t code;
		unsigned n = utf8_decode((struct str){ text->at + i, text->len - i }, &code);
		if (n == 0)
			break;
		if (code >= 0x80 && !utf8_is_letter(code) && (i == 0 || !utf8_is_mark_or_digit(code))) {
			struct span at = { span.start + i, span.start + i + n };
			struct diag *d = diag_add(p->diags, DIAG_BAD_CHARACTER, at, "found %.*s (U+%04X), which is no part of a name", (int)n, text->at + i, code);
			bool quote = code >= 0x2018 && code <= 0x201F;
			diag_help(p->diags, d, quote ? "text stands in straight quotes, `\"`" : "names are made of letters, digits, `_` and `-`; text stands in quotes");
			return false;
		}
		i += n;
	}
	struct str composed = utf8_nfc(p->arena, *text), ascii = utf8_look_alike(p->arena, composed);
	if (!str_equal(composed, *text)) {
		struct diag *d = diag_add(p->diags, DIAG_NOT_NFC, span, "%.*s is written with letters and marks apart", STR_ARG(*text));
		diag_help(p->diags, d, "type it anew: the same letters in one piece (Unicode normal form C)");
		*text = composed;
		return false;
	}
	if (ascii.len) {
		struct diag *d = diag_add(p->diags, DIAG_LOOK_ALIKE, span, "%.*s is not %.*s, it only looks like it", STR_ARG(*text), STR_ARG(ascii));
		diag_help(p->diags, d, "type %.*s anew, in plain letters", STR_ARG(ascii));
		*text = ascii;                             /* what was meant, so that it is found */
		return false;
	}
	uint32_t mixed = utf8_mixed_script(*text);
	if (mixed < text->len) {
		struct diag *d = diag_add(p->diags, DIAG_LOOK_ALIKE, span, "%.*s mixes letters of two scripts", STR_ARG(*text));
		diag_help(p->diags, d, "use letters of one script in a name");
		return false;
	}
	return true;
}

int scan_word(struct parser *p, struct str text, struct span span, union parser_value *value)
{
	if (text.len > LIMIT_NAME_BYTES) {
		diag_add(p->diags, DIAG_TOO_LARGE, span, "a name of %u bytes; the limit is %u", text.len, LIMIT_NAME_BYTES);
		p->failed = true;                              /* its first letter stands for it */
		text.len = 1;
	} else if (!is_ascii(text) && !check_unicode_name(p, &text, span)) {
		p->failed = true;
	}
	value->name = names_intern(p->ast->names, text);
	if (text.len > 8)
		return WORD;
	for (unsigned i = 0; i < sizeof operator_words / sizeof *operator_words; i++)
		if (str_is(text, operator_words[i].text))
			return operator_words[i].token;
	return WORD;
}

int scan_literal(struct parser *p, struct str text, struct span span, union parser_value *value)
{
	struct val v;
	bool good = literal_read(p, text, span, &v);
	if (!good)
		p->failed = true;
	uint32_t index = p->ast->literals.len;
	vec_push(p->ast->arena, &p->ast->literals, v);
	value->node = ast_flagged(p, NODE_LITERAL, good ? 0 : NODE_BROKEN, span, index, 0, 0);
	return LITERAL;
}

void scan_comment(struct parser *p, struct span span)
{
	uint32_t at = span.start - p->base, line = at;
	/* A `;` with nothing before it is nothing either: the formatter takes it away. */
	while (line > 0 && (p->text.at[line - 1] == ' ' || p->text.at[line - 1] == '\t' || p->text.at[line - 1] == ';'))
		line--;
	while (span.end > span.start && (p->text.at[span.end - p->base - 1] == '\r' || p->text.at[span.end - p->base - 1] == ' '
	                               || p->text.at[span.end - p->base - 1] == '\t'))
		span.end--;
	vec_push(p->ast->arena, &p->ast->comments, (struct comment){
		.span = span, .doc = at + 1 < p->text.len && p->text.at[at + 1] == '#',
		.own_line = line == 0 || p->text.at[line - 1] == '\n' });
}

/* --- brackets ------------------------------------------------------------------------------------- */

int scan_open(struct parser *p, char kind, struct span span)
{
	if (p->depth >= LIMIT_NESTING) {
		if (!p->too_deep) {
			struct diag *d = diag_add(p->diags, DIAG_TOO_DEEP, span, "more than %u blocks and brackets inside each other", LIMIT_NESTING);
			diag_also(p->diags, d, p->brackets[0].span, "the outermost one opens here");
			diag_help(p->diags, d, "take a part out and give it a name of its own");
		}
		p->too_deep = p->failed = true;
		return 0;                                  /* reads as the end of the file */
	}
	p->brackets[p->depth++] = (struct bracket){ kind, span, p->text_indent };
	return kind;
}

/* The bracket closed; for a `}` that ends a value inside a string, the kind of that string. */
int scan_close(struct parser *p, char kind)
{
	char open = kind == '}' ? '{' : kind == ')' ? '(' : '[';
	p->loose = true;
	/* A block's end also ends what was left open inside it. */
	while (kind == '}' && p->depth > 1 && strchr("([", p->brackets[p->depth - 1].kind))
		p->unclosed = p->brackets[--p->depth];
	/* A `)` behind a `[` that was left open ends what is around it. */
	for (uint32_t at = p->depth; at > 0 && strchr("([", p->brackets[at - 1].kind); at--) {
		if (p->brackets[at - 1].kind != open)
			continue;
		if (at < p->depth)
			p->unclosed = p->brackets[p->depth - 1];
		p->depth = at;
		break;
	}
	if (p->depth == 0)
		return kind;
	char top = p->brackets[p->depth - 1].kind;
	p->loose = top != open && !(kind == '}' && strchr("str", top));
	if (kind == '}' && strchr("str", top)) {
		p->text_indent = p->brackets[--p->depth].text_indent;
		return top;
	}
	if (top != open)
		return kind;
	p->depth--;
	if (kind == '}')
		scan_note_indent(p, p->brackets[p->depth], p->base + p->offset - 1);
	return kind;
}

bool scan_touches(const struct parser *p, struct span span)
{
	return p->last_end == span.start
	       && (p->last_token == WORD || p->last_token == ')' || p->last_token == ']');
}

/* --- strings -------------------------------------------------------------------------------------- */

node_ref scan_chunk(struct parser *p, struct buf *chunk, struct span span)
{
	struct str text = { chunk->at, (uint32_t)chunk->len };
	if (chunk->len > LIMIT_STRING_BYTES) {
		diag_add(p->diags, DIAG_TOO_LARGE, span, "a text of %zu bytes; the limit is %u", chunk->len, LIMIT_STRING_BYTES);
		p->failed = true;
		text.len = 0;
	}
	if (!text.at)
		text.at = "";
	return ast_new(p, NODE_CHUNK, span, names_intern(p->ast->names, text), 0, 0);
}

static void append_code_point(struct buf *out, uint32_t c)
{
	if (c < 0x80)
		buf_char(out, (char)c);
	else if (c < 0x800)
		buf_format(out, "%c%c", (int)(0xC0 | c >> 6), (int)(0x80 | (c & 63)));
	else if (c < 0x10000)
		buf_format(out, "%c%c%c", (int)(0xE0 | c >> 12), (int)(0x80 | (c >> 6 & 63)), (int)(0x80 | (c & 63)));
	else
		buf_format(out, "%c%c%c%c", (int)(0xF0 | c >> 18), (int)(0x80 | (c >> 12 & 63)), (int)(0x80 | (c >> 6 & 63)), (int)(0x80 | (c & 63)));
}

void scan_escape(struct parser *p, struct buf *chunk, struct str escape, struct span span)
{
	switch (escape.at[1]) {
	case 'n': buf_char(chunk, '\n'); return;
	case 't': buf_char(chunk, '\t'); return;
	case '"': case '\\': case '{': case '}': case '`': buf_char(chunk, escape.at[1]); return;
	case 'u': {
		uint32_t code = 0;
		bool good = escape.len > 4 && escape.len < 11 && escape.at[escape.len - 1] == '}';
		for (uint32_t i = 3; i + 1 < escape.len && good; i++) {
			char h = escape.at[i];
			good = (h >= '0' && h <= '9') || ((h | 32) >= 'a' && (h | 32) <= 'f');
			code = code * 16 + (uint32_t)(h <= '9' ? h - '0' : (h | 32) - 'a' + 10);
		}
		if (good && code > 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF)) {
			append_code_point(chunk, code);
			return;
		}
	}
	}
	p->failed = true;
	struct diag *d = diag_add(p->diags, DIAG_BAD_ESCAPE, span, "%.*s is no escape", STR_ARG(escape));
	diag_help(p->diags, d, "a string knows \\n \\t \\\" \\\\ \\{ \\} \\` and \\u{2014}; a backslash itself is \\\\");
}

/* --- texts ---------------------------------------------------------------------------------------- */

static uint32_t blanks_at(struct str s, uint32_t at)
{
	uint32_t n = 0;
	while (at + n < s.len && (s.at[at + n] == ' ' || s.at[at + n] == '\t'))
		n++;
	return n;
}

/* Lines of blanks alone do not count, nor does one that holds the closing quotes alone. */
void scan_text_begin(struct parser *p)
{
	struct str s = p->text;
	uint32_t shared = UINT32_MAX;
	for (uint32_t at = p->offset; at < s.len; at++) {
		if (s.at[at] == '\\')
			at++;
		else if (s.at[at] == '"' && at + 2 < s.len && s.at[at + 1] == '"' && s.at[at + 2] == '"')
			break;
		bool line = at < s.len && s.at[at] == '\n';
		if (!line && !(at == p->offset && at > 0 && s.at[at - 1] == '\n'))
			continue;
		uint32_t start = line ? at + 1 : at, blanks = blanks_at(s, start), end = start + blanks;
		struct str rest = { s.at + (end < s.len ? end : s.len), end < s.len ? s.len - end : 0 };
		bool empty = rest.len == 0 || rest.at[0] == '\n' || rest.at[0] == '\r' || str_starts(rest, STR("\"\"\""));
		if (!empty && blanks < shared)
			shared = blanks;
	}
	p->text_indent = shared == UINT32_MAX ? 0 : shared;
}

void scan_text_line(struct parser *p, struct buf *chunk, struct str blanks)
{
	struct str rest = { p->text.at + p->offset, p->text.len - p->offset };
	bool empty = rest.len == 0 || rest.at[0] == '\n' || rest.at[0] == '\r' || str_starts(rest, STR("\"\"\""));
	if (!empty && blanks.len > p->text_indent)
		buf_bytes(chunk, blanks.at + p->text_indent, blanks.len - p->text_indent);
}

/* --- where a statement ends ------------------------------------------------------------------------ */

/* After one of these the line may end the statement. */
bool scan_can_end(int token)
{
	switch (token) {
	case WORD: case LITERAL: case STRING: case STRING_END: case TEXT: case TEXT_END: case RAW: case RAW_END:
	case ')': case ']': case '}': case '?': case '*': case '+':
	case EACH: case GROUP: case AS: case SORT: case SOME: case EVERY: case RULE: case FACT: case PART: case FUNCTION: case EMIT: case TARGET:
	case ELSE: case BAD: case IN: case IS: case BY:
		return true;
	default:
		return false;
	}
}

/* Before one of these it does not. */
static bool goes_on(int token)
{
	switch (token) {
	case '{': case AND: case OR: case WHERE: case THEN: case ELSE: case ARROW: case BOTH: case ':':
		return true;
	default:
		return false;
	}
}

static int hold(struct parser *p, int token, const union parser_value *value, struct span span)
{
	p->held_token = token;
	p->held_value = *value;
	p->held_span = span;
	return NEWLINE;
}

static bool in_brackets(const struct parser *p)
{
	return p->depth > 0 && p->brackets[p->depth - 1].kind != '{';
}

static int next(struct parser *p, union parser_value *value, struct span *span)
{
	if (p->too_deep)
		return END;
	int token = bst_scan_token(p, value, span);
	return p->too_deep ? END : token;
}

/* With at_margin: a word at the left margin begins a declaration, whatever is open. */
static bool ends_all_blocks(struct parser *p, int token, struct span span, uint32_t depth)
{
	uint32_t at = span.start - p->base;
	if (!p->at_margin || depth == 0 || p->depth != depth || !(token == WORD || token >= EACH) || (at > 0 && p->text.at[at - 1] != '\n'))
		return false;
	for (uint32_t i = 0; i < depth; i++)
		if (strchr("str", p->brackets[i].kind))
			return false;
	return true;
}

static int significant(struct parser *p, union parser_value *value, struct span *span)
{
	struct span here = { p->last_end, p->last_end };
	if (p->closing > 0) {
		*span = here;
		return p->closing-- & 1 ? NEWLINE : '}';
	}
	if (p->held_token >= 0) {
		int token = p->held_token;
		*value = p->held_value;
		*span = p->held_span;
		p->held_token = -1;
		return token;
	}
	uint32_t depth = p->depth;
	int token = next(p, value, span);
	bool line_end = false;
	while (token == NEWLINE) {
		/* A semicolon always ends; a line end does so where nothing is open and something can end. */
		line_end |= scan_can_end(p->last_token) && !in_brackets(p);
		depth = p->depth;
		token = next(p, value, span);
	}
	if (ends_all_blocks(p, token, *span, depth)) {
		unsigned blocks = 0;
		bool bracket = in_brackets(p);
		scan_open_block(p);
		while (p->depth > 0)
			blocks += p->brackets[--p->depth].kind == '{';
		scan_end_blocks(p, blocks);
		hold(p, token, value, *span);
		*span = here;
		return bracket ? BAD : significant(p, value, span);   /* BAD is an error that was told */
	}
	if (line_end && !goes_on(token)) {
		hold(p, token, value, *span);
		*span = here;
		return NEWLINE;
	}
	/* The last statement of a block, or of the file, needs no line end of its own. */
	bool closes = (token == '}' && depth > p->depth) || (token == END && p->depth == 0 && !p->too_deep && !p->cut);
	if (closes && scan_can_end(p->last_token)) {
		hold(p, token, value, *span);
		*span = here;
		return NEWLINE;
	}
	return token;
}

/* Whether the reader goes on with this token after a fault: one that ends the statement it was in. */
static bool resumes(const struct parser *p, int token, uint32_t blocks)
{
	return token == END || (blocks <= p->recover_blocks && (token == NEWLINE || (token == '}' && blocks > 0)));
}

int bst_yylex(union parser_value *value, struct span *span, struct parser *p)
{
	for (;;) {
		int token = significant(p, value, span);
		uint32_t blocks = p->blocks;
		/* Behind a dot every word is a name. */
		p->last_token = token == CALL ? '(' : token >= EACH && p->last_token == '.' ? WORD : token;
		p->last_end = span->end;
		p->before = p->token;
		p->before_span = p->token_span;
		p->token = token;
		p->token_span = *span;
		p->stray = token == '}' ? blocks == 0 : (token == ')' || token == ']') && p->loose;
		p->blocks += token == '{';
		p->blocks -= token == '}' && !p->stray;
		if (p->recovering && !resumes(p, token, blocks))
			continue;
		if (p->recovering)
			scan_recovered(p);
		return token;
	}
}
