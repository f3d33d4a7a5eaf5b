/* Faults of the text: each is told once, in the words of whoever wrote it, and the reader goes on behind it. */
#include "syntax/scan.h"

#include <string.h>

#include "parser.h"

/* --- what the scanner finds ------------------------------------------------------------------------------ */

void scan_bad_character(struct parser *p, struct span span)
{
	static const struct { char c; const char *help; } known[] = {
		{ '&', "a name has no `&`; two conditions are joined by `and`" },
		{ '!', "a condition is turned round by `not`, two values differ by `!=`" },
		{ '\'', "text stands in double quotes" },
		{ '/', "a path stands in double quotes; comments start with `#`; there is no division" },
		{ '\\', "a statement goes on in the next line after a comma, and inside brackets" },
		{ '%', "a share is written without a blank, as 10%; there is no remainder" },
		{ '$', "a name stands for itself; inside a string a value is written {name}" },
		{ '~', "there is no such sign; the manual lists all" },
		{ '^', "there is no such sign; the manual lists all" },
	};
	p->failed = true;
	char c = sources_text(p->sources, span).at[0];
	struct diag *d = diag_add(p->diags, DIAG_BAD_CHARACTER, span, "found `%c`, which starts nothing here", c);
	for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].c == c)
			diag_help(p->diags, d, "%s", known[i].help);
}

static uint32_t line_start(const struct parser *p, uint32_t position)
{
	uint32_t at = position - p->base;
	while (at > 0 && p->text.at[at - 1] != '\n')
		at--;
	return p->base + at;
}

static uint32_t indent_at(const struct parser *p, uint32_t position)
{
	uint32_t start = line_start(p, position) - p->base, at = start;
	while (at < p->text.len && (p->text.at[at] == ' ' || p->text.at[at] == '\t'))
		at++;
	return at - start;
}

/* The end of the line ends the string, so that the rest of the file stays readable. Ends of brackets that it
 * swallowed count nevertheless. */
bool scan_open_string(struct parser *p, struct span span, bool raw)
{
	struct diag *d = diag_add(p->diags, DIAG_OPEN_STRING, span, raw ? "an expression without its end on this line" : "a string without its end on this line");
	diag_help(p->diags, d, raw ? "close it with a backtick" : "close it with `\"`, or use `\"\"\"` for a text of several lines");
	p->failed = true;
	uint32_t start = line_start(p, span.start), before = p->depth;
	unsigned blocks = 0, swallowed = 0;
	for (uint32_t at = span.start + 1 - p->base; at < p->text.len && p->text.at[at] != '\n'; at++)
		swallowed += p->text.at[at] == '}';
	while (p->depth > 0 && p->brackets[p->depth - 1].span.start >= start
	       && (p->brackets[p->depth - 1].kind != '{' || blocks < swallowed))
		blocks += p->brackets[--p->depth].kind == '{';
	if (blocks > 0)
		scan_end_blocks(p, blocks);
	return p->depth != before;
}

bool scan_line_ends_string(struct parser *p)
{
	uint32_t at = p->depth;
	while (at > 0 && strchr("([", p->brackets[at - 1].kind))
		at--;
	if (at == 0 || !strchr("sr", p->brackets[at - 1].kind))
		return false;
	struct span begins = p->brackets[at - 1].span;
	bool raw = p->brackets[at - 1].kind == 'r';
	p->depth = at - 1;
	scan_open_string(p, begins, raw);
	return true;
}

void scan_open_text(struct parser *p, struct span span, bool text)
{
	/* Its quotes, or the `}` behind the last value in it. */
	uint32_t length = text && p->first_piece ? 3 : 1;
	struct diag *d = diag_add(p->diags, DIAG_OPEN_STRING, (struct span){ span.start, span.start + length },
		text ? "a text without its end" : "a string without its end");
	diag_help(p->diags, d, text ? "close it with `\"\"\"`" : "close it on the same line");
	p->failed = p->cut = true;
}

/* --- blocks without their end ---------------------------------------------------------------------------- */

void scan_note_indent(struct parser *p, struct bracket open, uint32_t position)
{
	/* Back over blanks only: a line may be long and have many `}`. */
	uint32_t end = position - p->base, at = end;
	while (at > 0 && (p->text.at[at - 1] == ' ' || p->text.at[at - 1] == '\t'))
		at--;
	bool first = at == 0 || p->text.at[at - 1] == '\n';
	if (first && p->suspect.end == 0 && end - at < indent_at(p, open.span.start))
		p->suspect = open.span;
}

void scan_open_block(struct parser *p)
{
	const struct bracket *open = &p->brackets[p->depth - 1];
	bool block = open->kind == '{' || p->suspect.end > 0;
	struct span at = p->suspect.end > 0 ? p->suspect : (struct span){ open->span.end - 1, open->span.end };
	struct diag *d = diag_add(p->diags, DIAG_OPEN_BLOCK, at, block ? "this block is never closed" : "this bracket is never closed");
	diag_help(p->diags, d, "add `%c` where it ends", block ? '}' : open->kind == '(' ? ')' : open->kind == '[' ? ']' : '}');
	p->suspect = NO_SPAN;
	p->failed = p->lost = true;
}

void scan_end_blocks(struct parser *p, unsigned count)
{
	/* A line end, then a `}` and a line end for each. */
	p->closing = 2 * count + 1;
}

/* --- blocks without their beginning ----------------------------------------------------------------------- */

#define FARTHEST_LOOK 65536u       /* bytes before a `}` that closes nothing */

/* A line: where it starts, where its text does, and where that ends before blanks and a comment. */
struct row { uint32_t start, text, end; };

static struct row row_at(const struct parser *p, uint32_t start)
{
	struct row row = { start, start, start };
	bool quoted = false;
	while (row.text < p->text.len && (p->text.at[row.text] == ' ' || p->text.at[row.text] == '\t'))
		row.text++;
	row.end = row.text;
	for (uint32_t at = row.text; at < p->text.len && p->text.at[at] != '\n' && (quoted || p->text.at[at] != '#'); at++) {
		quoted ^= p->text.at[at] == '"';
		row.end = strchr(" \t\r", p->text.at[at]) != NULL ? row.end : at + 1;
	}
	return row;
}

static uint32_t next_row(const struct parser *p, uint32_t at)
{
	while (at < p->text.len && p->text.at[at] != '\n')
		at++;
	return at + 1;
}

/* Whether it is a statement that begins no block and does not go on in the next line. */
static bool lacks_block(const struct parser *p, struct row row)
{
	int open = 0;
	for (uint32_t at = row.text; at < row.end; at++)
		open += p->text.at[at] == '{' ? 1 : p->text.at[at] == '}' ? -1 : 0;
	return open == 0 && strchr("([,", p->text.at[row.end - 1]) == NULL && strchr("}])\"", p->text.at[row.text]) == NULL;
}

/* The first line from `start` on that has no block where deeper lines stand behind it, and a `}` as deep as itself behind those. */
static struct span first_without_block(const struct parser *p, uint32_t start, uint32_t end)
{
	struct { struct row row; bool deeper; } open[LIMIT_NESTING];
	uint32_t depth = 0;
	for (uint32_t at = start; at <= end; at = next_row(p, at)) {
		struct row row = row_at(p, at);
		uint32_t indent = row.text - row.start;
		if (row.text == row.end)
			continue;
		for (; depth > 0 && open[depth - 1].row.text - open[depth - 1].row.start >= indent; depth--)
			if (open[depth - 1].deeper && p->text.at[row.text] == '}' && open[depth - 1].row.text - open[depth - 1].row.start == indent)
				return (struct span){ p->base + open[depth - 1].row.text, p->base + open[depth - 1].row.end };
		if (depth > 0)
			open[depth - 1].deeper = true;
		if (depth < LIMIT_NESTING && lacks_block(p, row)) {
			open[depth].row = row;
			open[depth++].deeper = false;
		}
	}
	return NO_SPAN;
}

/* The statement whose `{` is missing, when a `}` that closes nothing stands below it: the indentation tells. NO_SPAN: it does not. */
static struct span without_block(const struct parser *p, struct span stray)
{
	uint32_t place = stray.start - p->base, at = line_start(p, stray.start) - p->base;
	struct row last = row_at(p, at);
	if (last.text != place)
		return NO_SPAN;
	while (at > 0 && place - at < FARTHEST_LOOK) {
		at = line_start(p, p->base + at - 1) - p->base;
		struct row row = row_at(p, at);
		if (row.text == row.end || row.text - row.start > last.text - last.start)
			continue;
		bool same = row.text - row.start == last.text - last.start && p->text.at[row.text] != '}';
		return same ? first_without_block(p, at, last.start) : NO_SPAN;
	}
	return NO_SPAN;
}

static bool report_missing_block(struct parser *p, struct span span)
{
	struct span statement = p->stray && p->token == '}' ? without_block(p, span) : NO_SPAN;
	if (statement.end == 0)
		return false;
	/* Where the grammar wants a block, the end of that line was told already. */
	for (uint32_t i = p->diags->list.len; i > 0 && p->diags->list.at[i - 1].span.start >= statement.start; i--)
		if (p->diags->list.at[i - 1].span.start <= statement.end) {
			diag_also(p->diags, &p->diags->list.at[i - 1], span, "so this `}` closes nothing");
			return true;
		}
	struct diag *d = diag_add(p->diags, DIAG_SYNTAX, statement, "the block of this statement has no `{`");
	diag_also(p->diags, d, span, "so this `}` closes nothing");
	diag_help(p->diags, d, "add `{` at the end of the line");
	return true;
}

/* --- recovery --------------------------------------------------------------------------------------------- */

/* The token behind the line end was read before it was known to be one: what was found there is said. */
void scan_recovered(struct parser *p)
{
	p->recovering = false;
	p->diags = p->heard;
	for (uint32_t i = 0; i < p->unheard.list.len; i++) {
		const struct diag *unheard = &p->unheard.list.at[i];
		if (p->held_token < 0 || unheard->span.start < p->held_span.start)
			continue;
		struct diag *d = diag_add(p->diags, unheard->code, unheard->span, "%.*s", STR_ARG(unheard->message));
		diag_help(p->diags, d, "%.*s", STR_ARG(unheard->help));
	}
}

/* --- syntax errors ------------------------------------------------------------------------------------------ */

static char innermost(const struct parser *p)
{
	return p->depth > 0 ? p->brackets[p->depth - 1].kind : '{';
}

/* At most four words: what a reader would try first. */
static struct str describe(const struct parser *p, const struct expected *e)
{
	const char *words[8];
	unsigned count = 0;
	char inside = innermost(p);
	if (e->expression && strchr("([", inside)) {
		words[count++] = "`,`";
		words[count++] = inside == '(' ? "`)`" : "`]`";
	} else if (strchr("str", inside) && !e->value) {
		words[count++] = "`}`";
	} else if (e->expression && e->end) {
		words[count++] = "the end of the statement";
	} else {
		for (unsigned i = 0; i < e->sign_count; i++)
			words[count++] = e->signs[i];
		if (e->value || e->word || e->string)
			words[count++] = e->value ? "a value" : e->word ? "a name" : "a string";
		else if (e->call)
			words[count++] = "a call, `name(…)`";
		if (e->value && strchr("([", inside))
			words[count++] = inside == '(' ? "`)`" : "`]`";
		if (e->block && !strchr("([", inside))
			words[count++] = "`{`";
		if (e->end && !strchr("([", inside))
			words[count++] = "the end of the statement";
	}
	struct buf out;
	buf_init(&out, p->arena);
	for (unsigned i = 0; i < count; i++)
		buf_format(&out, "%s%s", i == 0 ? ", expected " : i + 1 == count ? " or " : ", ", words[i]);
	return buf_slice(&out, 0);
}

/* Behind `,`, `:` and the like something must follow: the end of the statement is not what is missing. */
static bool demands_value(const struct parser *p, const struct expected *e)
{
	return e->value && e->end && p->before && !scan_can_end(p->before);
}

static bool is_comparison(int token)
{
	return token == '<' || token == '>' || token == '=' || token == LESS_EQUAL || token == GREATER_EQUAL || token == NOT_EQUAL;
}

static const char *hint(const struct parser *p, const struct expected *e)
{
	int token = p->token;
	if (token == '}' && p->stray)
		return "every block is closed already: take it away, or open a block before it";
	if ((token == ')' || token == ']') && p->stray)
		return "take it away, or open a bracket before it";
	if ((token == CALL || token == INDEX) && !e->expression)
		return token == CALL ? "a blank belongs before `(`: only expressions have calls" : "a blank belongs before `[`: only expressions have indexes";
	if (is_comparison(token) && e->expression)
		return "comparisons do not chain: join two by `and`";
	if ((token == '=' || token == ':') && e->value && e->end)
		return "a key and its value have only a blank between them";
	if (demands_value(p, e) && p->before == ',')
		return "take the `,` away, or say what follows it";
	if (token == '=' && e->value)
		return "two values are compared by one `=`";
	if (token == '>' && e->value)
		return "at least is `>=`, different is `!=`";
	if (token == '|' && e->expression)
		return "of two conditions one is enough with `or`";
	if (token >= EACH && e->word && !e->value)
		return "this word has a meaning in expressions: choose another name";
	if (token == NEWLINE && e->block && e->word && !e->value)
		return "a key has one value: several stand in a list, `[a, b]`";
	if (e->end && !e->value && !e->word && token != NEWLINE && token != '}')
		return "begin a new line, or put `;` before it";
	return NULL;
}

/* The line of an open bracket is left behind: it is the fault, not what follows. */
static bool report_open_bracket(struct parser *p, struct span span)
{
	struct bracket open = p->unclosed;
	if (!open.kind && strchr("([", innermost(p)) && p->token != ')' && p->token != ']'
	    && line_start(p, span.start) > p->brackets[p->depth - 1].span.start)
		open = p->brackets[p->depth - 1];
	if (!open.kind)
		return false;
	char sign = open.kind == '(' ? ')' : ']';
	struct diag *d = diag_add(p->diags, DIAG_OPEN_BLOCK, (struct span){ open.span.end - 1, open.span.end }, "this bracket is never closed");
	diag_also(p->diags, d, span, "`%c` is missing before this", sign);
	diag_help(p->diags, d, "add `%c` where it ends", sign);
	return true;
}

/* "the end of the line", "`}`", "`word`". */
static struct str found_here(struct parser *p, struct span *span)
{
	uint32_t next = p->last_end - p->base;
	if (p->token == NEWLINE && p->held_token == '}') {
		*span = p->held_span;
		return STR("`}`");
	}
	while (next < p->text.len && (p->text.at[next] == ' ' || p->text.at[next] == '\t'))
		next++;
	if (p->token == NEWLINE || p->token == END)
		return next >= p->text.len ? STR("the end of the file") : p->text.at[next] == ';' ? STR("the end of the statement") : STR("the end of the line");
	struct str text = sources_text(p->sources, *span);
	if (text.len > 40 || memchr(text.at, '\n', text.len))
		return text.at[0] == '"' ? STR("a string") : STR("a long value");
	return str_format(p->arena, "`%.*s%s`", STR_ARG(text), p->token == CALL ? "(" : "");
}

/* What ends the statement or its block stands behind a sign that something must follow: the sign is the fault. */
static bool report_loose_sign(struct parser *p, const struct expected *e)
{
	if (!demands_value(p, e) || p->stray || (p->token != NEWLINE && p->token != END && p->token != '}'))
		return false;
	struct str sign = sources_text(p->sources, p->before_span);
	struct diag *d = diag_add(p->diags, DIAG_SYNTAX, p->before_span, "this `%.*s` has nothing after it", STR_ARG(sign));
	diag_help(p->diags, d, "take the `%.*s` away, or say what follows it", STR_ARG(sign));
	return true;
}

static void report(struct parser *p, struct span span, const struct expected *e)
{
	if (report_loose_sign(p, e))
		return;
	struct str found = found_here(p, &span);
	if (report_missing_block(p, span))
		return;
	struct str words = demands_value(p, e)
		? str_format(p->arena, ", expected a value after `%.*s`", STR_ARG(sources_text(p->sources, p->before_span))) : describe(p, e);
	struct diag *d = p->stray
		? diag_add(p->diags, DIAG_SYNTAX, span, "this %.*s closes nothing", STR_ARG(found))
		: diag_add(p->diags, DIAG_SYNTAX, span, "found %.*s%.*s", STR_ARG(found), STR_ARG(words));
	const char *help = hint(p, e);
	if (help)
		diag_help(p->diags, d, "%s", help);
}

void scan_syntax_error(struct parser *p, struct span span, const struct expected *expected)
{
	p->failed = true;
	if (p->too_deep || p->cut)
		return;
	if (p->token == END && p->depth > 0) {
		p->open_at_end = true;
		scan_open_block(p);
		p->depth = 0;
		return;
	}
	/* The statement's own block: for a `{` it is the one around it; a `}` was counted already. */
	bool closes = p->token == '}' && !p->stray;
	p->recover_blocks = p->blocks - (p->token == '{') + closes;
	if (p->token != BAD && !report_open_bracket(p, span))
		report(p, span, expected);
	/* Brackets that the fault left open must not swallow the rest of the file. */
	while (p->depth > 0 && strchr("([", innermost(p)))
		p->depth--;
	p->unclosed = (struct bracket){ 0 };
	if (p->token == NEWLINE || p->token == END || closes)
		return;
	/* The statement around the fault is lost: to its end nothing is read, and nothing said. */
	p->recovering = true;
	p->heard = p->diags;
	diags_init(&p->unheard, p->arena);
	p->diags = &p->unheard;
}

void bst_yyerror(const struct span *span, struct parser *p, const char *message)
{
	(void)message;                                 /* bison's only one left: its stack is full */
	p->failed = true;
	if (p->too_deep)
		return;
	struct diag *d = diag_add(p->diags, DIAG_TOO_DEEP, *span, "too many conditions inside each other");
	diag_help(p->diags, d, "take a part out and give it a name of its own");
	p->too_deep = true;
}
