/* Within a statement: spaces between pieces, where a long one is wrapped, blocks on one line. */
#include "syntax/formatting.h"

#include <string.h>

#include "base/utf8.h"
#include "parser.h"

/* --- widths ------------------------------------------------------------------------------------------- */

static uint32_t text_advance(uint32_t column, struct str text)
{
	for (uint32_t i = text.len; i > 0; i--)
		if (text.at[i - 1] == '\n')
			return utf8_width((struct str){ text.at + i, text.len - i }, 0);
	return column + utf8_width(text, column);
}

static bool space_between(const struct layout *l, uint32_t left, uint32_t right)
{
	const struct piece *a = &l->pieces.at[left], *b = &l->pieces.at[right];
	if (a->token == '{')
		return b->token != '}';
	return !a->tight_right && !b->tight_left;
}

static uint32_t piece_advance(const struct layout *l, uint32_t column, uint32_t at)
{
	const struct piece *piece = &l->pieces.at[at];
	if (piece->column > column)
		column = piece->column;
	return text_advance(column, piece_text(l, at)) + (piece->token == CALL);
}

/* One step on one line: a space, `; ` between two statements of a block, then the piece. */
static uint32_t step(const struct layout *l, uint32_t column, uint32_t *previous, uint32_t at, bool *ended)
{
	if (*previous != UINT32_MAX) {
		if (*ended && l->pieces.at[at].token != '}')
			column += 2;
		else
			column += space_between(l, *previous, at);
	}
	*ended = false;
	*previous = at;
	return piece_advance(l, column, at);
}

uint32_t statement_advance(const struct layout *l, uint32_t column, uint32_t from, uint32_t to)
{
	uint32_t previous = UINT32_MAX, depth = 0;
	bool ended = false;
	for (uint32_t i = from; i < to; i++) {
		int token = l->pieces.at[i].token;
		if (token == PIECE_COMMENT)
			continue;
		if (token == NEWLINE) {
			ended |= depth > 0;
			continue;
		}
		depth -= token == '}';
		column = step(l, column, &previous, i, &ended);
		depth += token == '{';
	}
	return column;
}

uint32_t statement_reach(const struct layout *l, uint32_t indent, uint32_t from, uint32_t to)
{
	uint32_t column = indent, widest = indent, previous = UINT32_MAX;
	bool ended = false;
	for (uint32_t i = from; i < to; i++) {
		const struct piece *piece = &l->pieces.at[i];
		if (piece->token == NEWLINE || piece->token == PIECE_COMMENT) {
			column = piece->token == NEWLINE ? column : indent + HANG;
			continue;
		}
		column = step(l, column, &previous, i, &ended);
		if (piece->token == '{' && piece->open) {
			widest = column > widest ? column : widest;
			i = previous = piece->match;
			column = indent + 1;
		} else if (piece->token == '{') {
			column = statement_advance(l, column, i, piece->match + 1) - 1;
			i = previous = piece->match;
		}
		widest = column > widest ? column : widest;
	}
	return widest;
}

/* --- writing ------------------------------------------------------------------------------------------ */

static void put(struct layout *l, struct str text)
{
	/* A line of a text may end with CR LF; what is written ends with LF. */
	for (uint32_t i = 0, start = 0; i <= text.len; i++) {
		if (i == text.len || (text.at[i] == '\r' && i + 1 < text.len && text.at[i + 1] == '\n')) {
			buf_bytes(l->out, text.at + start, i - start);
			start = i + 1;
		}
	}
	l->column = text_advance(l->column, text);
}

static void put_line(struct layout *l, uint32_t indent)
{
	buf_char(l->out, '\n');
	buf_spaces(l->out, indent);
	l->column = indent;
}

static void put_piece(struct layout *l, uint32_t at, bool space)
{
	const struct piece *piece = &l->pieces.at[at];
	if (space)
		put(l, STR(" "));
	if (piece->column > l->column) {
		buf_spaces(l->out, piece->column - l->column);
		l->column = piece->column;
	}
	put(l, piece_text(l, at));
	if (piece->token == CALL)
		put(l, STR("("));
}

/* A block on one line. */
static void put_closed(struct layout *l, uint32_t from)
{
	uint32_t previous = from;
	bool ended = false;
	for (uint32_t i = from + 1; i <= l->pieces.at[from].match; i++) {
		if (l->pieces.at[i].token == NEWLINE) {
			ended = true;
			continue;
		}
		bool separate = ended && l->pieces.at[i].token != '}';
		if (separate)
			put(l, STR(";"));
		put_piece(l, i, separate || space_between(l, previous, i));
		ended = false;
		previous = i;
	}
}

/* The statements of a block, and the comment behind its `{`. */
static void put_open(struct layout *l, uint32_t indent, uint32_t from)
{
	uint32_t inner = from + 1, to = l->pieces.at[from].match;
	const struct piece *head = &l->pieces.at[inner];
	if (head->token == PIECE_COMMENT && !head->own_line) {
		put(l, STR("  "));
		put(l, piece_text(l, inner++));
	}
	buf_char(l->out, '\n');
	rows_write(l, indent + INDENT, inner, to);
	buf_spaces(l->out, indent);
	l->column = indent;
	put(l, STR("}"));
}

/* A line may be broken here without ending the statement. */
static bool may_break(const struct layout *l, uint32_t previous, uint32_t at)
{
	int left = l->pieces.at[previous].token;
	const struct piece *piece = &l->pieces.at[at];
	if (left == ',' || (left == '|' && !piece->nested))
		return true;
	switch (piece->token) {
	case ARROW: case BOTH: return !piece->nested;
	case WHERE: case AND: case OR: case THEN: case ELSE: return true;
	default: return false;
	}
}

/* The expression of a function that does not fit its line begins a line. */
static bool begins_body(const struct layout *l, uint32_t previous, uint32_t from)
{
	return l->pieces.at[from].token == FUNCTION && l->pieces.at[previous].token == '=' && !l->pieces.at[previous].nested;
}

/* The pieces up to the next place where the line may be broken, inside no more brackets than the first. */
static uint32_t chunk_end(const struct layout *l, uint32_t from, uint32_t to)
{
	uint32_t previous = from;
	for (uint32_t i = from; i < to;) {
		const struct piece *piece = &l->pieces.at[i];
		if (i > from && (piece->token == PIECE_COMMENT || (piece->nested <= l->pieces.at[from].nested && may_break(l, previous, i))))
			return i;
		if (piece->token == '{' && piece->open)
			return i + 1;
		previous = piece->token == '{' ? piece->match : i;
		i = previous + 1;
	}
	return to;
}

/* `emit … each …` and `each … each … {`: quantifiers that do not fit one line have a line each. */
static uint32_t header_end(const struct layout *l, uint32_t from, uint32_t to)
{
	const struct piece *first = &l->pieces.at[from];
	bool header = first->context == AT_TOP ? first->token == EMIT || first->token == FACT
	                                       : first->context == IN_OUTPUT && first->token == EACH;
	for (uint32_t i = from; header && i < to; i = piece_after(l, i))
		if (l->pieces.at[i].token == '{')
			return i;
	return 0;
}

static bool header_is_split(const struct layout *l, uint32_t indent, uint32_t from, uint32_t end)
{
	bool several = false;
	for (uint32_t i = from; i < end; i++) {
		if (l->pieces.at[i].token == PIECE_COMMENT)
			return true;
		several |= i > from && l->pieces.at[i].token == EACH;
	}
	return end > 0 && several && statement_advance(l, indent, from, end + 1) > LINE_WIDTH;
}

static bool put_comment(struct layout *l, uint32_t at, uint32_t hang, bool fresh)
{
	if (!l->pieces.at[at].own_line)
		put(l, STR("  "));
	else if (!fresh)
		put_line(l, hang);
	put(l, piece_text(l, at));
	put_line(l, hang);
	return true;
}

void statement_write(struct layout *l, uint32_t indent, uint32_t from, uint32_t to)
{
	bool wrapped = statement_reach(l, indent, from, to) > LINE_WIDTH, fresh = true;
	uint32_t header = header_end(l, from, to), hang = indent + HANG, previous = from;
	bool split = header_is_split(l, indent, from, header);
	if (l->pieces.at[from].token == FUNCTION)
		hang = indent + INDENT;
	buf_spaces(l->out, indent);
	l->column = indent;
	for (uint32_t i = from; i < to; i++) {
		const struct piece *piece = &l->pieces.at[i];
		if (piece->token == NEWLINE)
			continue;
		if (piece->token == PIECE_COMMENT) {
			fresh = put_comment(l, i, split && i < header ? indent + INDENT : hang, fresh);
			continue;
		}
		bool space = !fresh && space_between(l, previous, i);
		if (split && i == header) {
			l->out->len -= fresh ? l->column + 1 : 0;
			put_line(l, indent);
			space = false;
		} else if (split && i > from && i < header && piece->token == EACH && !fresh) {
			put_line(l, indent + INDENT);
			space = false;
		} else if (wrapped && !fresh && (begins_body(l, previous, from) || (may_break(l, previous, i)
		           && statement_advance(l, l->column + space, i, chunk_end(l, i, to)) > LINE_WIDTH))) {
			put_line(l, hang);
			space = false;
		}
		put_piece(l, i, space);
		if (piece->token == '{' && piece->open)
			put_open(l, indent, i);
		else if (piece->token == '{')
			put_closed(l, i);
		if (piece->token == '{')
			i = piece->match;
		previous = i;
		fresh = false;
	}
}
