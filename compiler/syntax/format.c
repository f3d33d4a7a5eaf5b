/* The canonical layout: the lines of a block, which blocks stay on one line, and what stands in columns. */
#include "syntax/format.h"

#include <string.h>

#include "parser.h"
#include "syntax/formatting.h"

/* A key or name longer than this stands in no column. */
#define COLUMN_LIMIT 24u
/* Neighbours whose second cells begin further apart than this are not put into one column. */
#define SPREAD_LIMIT 12u

/* A statement, or a comment on a line of its own. */
struct row {
	uint32_t from, to;                             /* its pieces */
	uint32_t value;                                /* the piece behind its key */
	uint32_t comment;                              /* behind it on its last line, 0 is none */
	uint32_t comment_column;
	bool is_comment, is_doc, blank_before, many_lines;
};

struct rows { struct layout *l; enum context context; uint32_t indent; struct row *at; uint32_t len, cap; };

/* --- splitting ---------------------------------------------------------------------------------------- */

static bool begins_header(const struct layout *l, uint32_t from)
{
	const struct piece *first = &l->pieces.at[from];
	return first->context == AT_TOP ? first->token == EMIT || first->token == FACT
	                                : first->context == IN_OUTPUT && first->token == EACH;
}

/* A line end between quantifiers of one header ends no statement: the next of them, or 0. */
static uint32_t next_quantifier(const struct layout *l, uint32_t at, uint32_t to)
{
	while (at < to && (l->pieces.at[at].token == NEWLINE || l->pieces.at[at].token == PIECE_COMMENT))
		at++;
	return at < to && l->pieces.at[at].token == EACH ? at : 0;
}

static uint32_t statement_end(const struct layout *l, uint32_t from, uint32_t to)
{
	bool header = begins_header(l, from);
	for (uint32_t i = from; i < to;) {
		if (l->pieces.at[i].token == NEWLINE) {
			uint32_t next = header ? next_quantifier(l, i, to) : 0;
			if (!next)
				return i;
			i = next;
		} else {
			header &= l->pieces.at[i].token != '{';
			i = piece_after(l, i);
		}
	}
	return to;
}

static void split(struct rows *rows, uint32_t from, uint32_t to)
{
	struct layout *l = rows->l;
	for (uint32_t i = from; i < to;) {
		const struct piece *piece = &l->pieces.at[i];
		struct row *last = rows->len ? &vec_last(rows) : NULL;
		if (piece->token == NEWLINE) {
			i++;
		} else if (piece->token == PIECE_COMMENT && !piece->own_line && last && !last->is_comment && !last->comment) {
			last->comment = i++;
		} else {
			struct row row = { .from = i, .to = i + 1, .blank_before = piece->blank_before, .is_comment = piece->token == PIECE_COMMENT };
			row.is_doc = row.is_comment && str_starts(piece_text(l, i), STR("##"));
			if (!row.is_comment)
				row.to = statement_end(l, i, to);
			row.value = row.from + 1;
			if (row.to - row.from > 2 && rows->context <= IN_BLOCK && l->pieces.at[row.value].token == WORD
			    && (piece_is(l, i, "also") || piece_is(l, i, "abstract")))
				row.value++;
			vec_push(l->arena, rows, row);
			i = row.to;
		}
	}
}

/* --- blocks that open up -------------------------------------------------------------------------------- */

static bool is_closed(const struct piece *piece)
{
	return piece->token == '{' && !piece->open;
}

static bool is_empty(const struct layout *l, uint32_t block)
{
	return l->pieces.at[block].match == block + 1;
}

/* All blocks of a statement open up together: `when … { … } else { … }`. */
static bool open_blocks(struct layout *l, const struct row *row)
{
	bool opened = false;
	for (uint32_t i = row->from; i < row->to; i = piece_after(l, i)) {
		if (is_closed(&l->pieces.at[i]) && !is_empty(l, i))
			opened = l->pieces.at[i].open = true;
	}
	return opened;
}

/* More blocks than this in one statement open up all at once: each alone is a round of settle. */
#define SINGLE_BLOCKS 16

/* The widest block inside brackets that is not inside another block. */
static bool open_inner_block(struct layout *l, const struct row *row)
{
	uint32_t widest = 0, width = 0, opened = 0;
	for (uint32_t i = row->from; i < row->to; i++) {
		const struct piece *piece = &l->pieces.at[i];
		if (piece->token != '{')
			continue;
		opened += piece->open;
		uint32_t this_width = is_empty(l, i) || piece->open ? 0 : statement_advance(l, 0, i, piece->match + 1);
		if (this_width > width) {
			widest = i;
			width = this_width;
		}
		i = piece->match;
	}
	for (uint32_t i = row->from; i < row->to && width > 0 && opened >= SINGLE_BLOCKS; i++) {
		struct piece *piece = &l->pieces.at[i];
		if (piece->token != '{')
			continue;
		piece->open |= !is_empty(l, i);
		i = piece->match;
	}
	if (width > 0)
		l->pieces.at[widest].open = true;
	return width > 0;
}

static bool has_open_block(const struct layout *l, const struct row *row)
{
	for (uint32_t i = row->from; i < row->to; i = piece_after(l, i))
		if (l->pieces.at[i].token == '{' && l->pieces.at[i].open)
			return true;
	return false;
}

static void note_lines(struct layout *l, struct row *row)
{
	row->many_lines = false;
	for (uint32_t i = row->from; i < row->to && !row->is_comment; i++) {
		const struct piece *piece = &l->pieces.at[i];
		bool open = piece->token == '{' && piece->open;
		if (open || piece->token == PIECE_COMMENT || memchr(piece_text(l, i).at, '\n', piece_text(l, i).len))
			row->many_lines = true;
		if (piece->token == '{')
			i = piece->match;
	}
}

/* --- columns -------------------------------------------------------------------------------------------- */

static bool same_key(const struct rows *rows, uint32_t a, uint32_t b)
{
	return str_equal(piece_text(rows->l, rows->at[a].from), piece_text(rows->l, rows->at[b].from));
}

static uint32_t key_width(const struct rows *rows, const struct row *row)
{
	return statement_advance(rows->l, 0, row->from, row->value);
}

/* The last block when the statement ends with it and something stands between it and the key; 0 otherwise. */
static uint32_t block_of(const struct rows *rows, const struct row *row)
{
	for (uint32_t i = row->from; i < row->to && !row->is_comment; i = piece_after(rows->l, i))
		if (rows->l->pieces.at[i].token == '{')
			return piece_after(rows->l, i) == row->to ? i : 0;
	return 0;
}

/* Whether the values of a statement stand in the column of its block. */
static bool has_value_column(const struct rows *rows, const struct row *row)
{
	const struct layout *l = rows->l;
	if (row->is_comment || row->value >= row->to || l->pieces.at[row->value].tight_left)
		return false;
	const struct piece *key = &l->pieces.at[row->from], *value = &l->pieces.at[row->value];
	if (value->token == '{' && value->open)
		return false;
	if (rows->context == IN_BLOCK)
		return row->value == row->from + 1 && !piece_is(l, row->from, "for") && !piece_is(l, row->from, "states");
	if (rows->context == IN_CLAUSES)
		return true;
	if (key->token == '+' || key->token == EACH || key->token == WHEN || key->token == LET)
		return false;
	uint32_t block = block_of(rows, row);
	return block == 0 || block == row->value;
}

/* Values in one column behind the longest key. */
static void align_values(struct rows *rows, uint32_t from, uint32_t to)
{
	uint32_t longest = 0, first = UINT32_MAX;
	bool several = false;
	for (uint32_t r = from; r < to; r++) {
		if (!has_value_column(rows, &rows->at[r]))
			continue;
		uint32_t width = key_width(rows, &rows->at[r]);
		if (width <= COLUMN_LIMIT && width > longest)
			longest = width;
		first = first == UINT32_MAX ? r : first;
		several |= !same_key(rows, first, r);
	}
	uint32_t gap = several ? 2 : 1;
	for (uint32_t r = from; r < to; r++) {
		if (!has_value_column(rows, &rows->at[r]))
			continue;
		uint32_t width = key_width(rows, &rows->at[r]);
		rows->l->pieces.at[rows->at[r].value].column = rows->indent + (width > longest ? width : longest) + gap;
	}
}

/* Where a second column may begin: a block on one line, behind values; for declarations also what follows the name. */
static uint32_t block_cell(const struct rows *rows, const struct row *row)
{
	bool aligned = !rows->l->pieces.at[row->from].expression && !piece_is(rows->l, row->from, "states");
	uint32_t block = aligned ? block_of(rows, row) : 0;
	return block > row->value && is_closed(&rows->l->pieces.at[block]) && !row->many_lines ? block : 0;
}

static uint32_t name_cell(const struct rows *rows, const struct row *row)
{
	const struct layout *l = rows->l;
	uint32_t at = row->value + 1;
	if (row->is_comment || at >= row->to || l->pieces.at[row->from].expression || l->pieces.at[row->value].token != WORD)
		return 0;
	const struct piece *cell = &l->pieces.at[at];
	switch (cell->token) {
	case ':': case '=': case BOTH: case LITERAL: return at;
	case '{': return block_cell(rows, row);
	default: return 0;
	}
}

typedef uint32_t find_cell(const struct rows *rows, const struct row *row);

static uint32_t cell_start(const struct rows *rows, const struct row *row, uint32_t cell)
{
	const struct layout *l = rows->l;
	return statement_advance(l, rows->indent, row->from, cell) + (l->pieces.at[cell].token == LITERAL ? 2 : 1);
}

static bool fits_with_cell_at(const struct rows *rows, const struct row *row, uint32_t cell, uint32_t column)
{
	return statement_reach(rows->l, rows->indent, row->from, row->to) + column - cell_start(rows, row, cell) <= LINE_WIDTH;
}

/* A run of neighbours whose cells begin with the same sign: in one column, unless they are too unlike or too long. */
static void align_cells(struct rows *rows, uint32_t from, uint32_t to, find_cell *find)
{
	for (uint32_t r = from, end; r < to; r = end) {
		uint32_t cell = find(rows, &rows->at[r]), low = UINT32_MAX, high = 0;
		for (end = r; end < to && cell; end++) {
			uint32_t other = find(rows, &rows->at[end]);
			if (!other || rows->l->pieces.at[other].token != rows->l->pieces.at[cell].token)
				break;
			uint32_t start = cell_start(rows, &rows->at[end], other);
			low = start < low ? start : low;
			high = start > high ? start : high;
		}
		bool good = end - r > 1 && high - low <= SPREAD_LIMIT;
		for (uint32_t i = r; i < end && good; i++)
			good = fits_with_cell_at(rows, &rows->at[i], find(rows, &rows->at[i]), high);
		for (uint32_t i = r; i < end && good; i++)
			rows->l->pieces.at[find(rows, &rows->at[i])].column = high;
		end = end > r ? end : r + 1;
	}
}

/* Declarations: names behind the longest kind, then what follows the names. */
static void align_names(struct rows *rows, uint32_t from, uint32_t to)
{
	struct layout *l = rows->l;
	uint32_t longest = 0;
	for (uint32_t r = from; r < to; r++)
		if (name_cell(rows, &rows->at[r]) && key_width(rows, &rows->at[r]) > longest)
			longest = key_width(rows, &rows->at[r]);
	for (uint32_t r = from; r < to; r++)
		if (name_cell(rows, &rows->at[r]))
			l->pieces.at[rows->at[r].value].column = longest + 1;
	align_cells(rows, from, to, name_cell);
	align_cells(rows, from, to, block_cell);
}

static void clear_columns(struct rows *rows)
{
	for (uint32_t r = 0; r < rows->len; r++)
		for (uint32_t i = rows->at[r].from; i < rows->at[r].to; i = piece_after(rows->l, i))
			rows->l->pieces.at[i].column = 0;
}

/* Sections end at an empty line, a comment of its own and a statement of several lines. */
static void align(struct rows *rows)
{
	clear_columns(rows);
	for (uint32_t from = 0, to; from < rows->len; from = to) {
		for (to = from + 1; to < rows->len; to++) {
			const struct row *row = &rows->at[to], *previous = row - 1;
			if (row->blank_before || previous->many_lines || (row->is_comment && !(row->is_doc && rows->context != AT_TOP)))
				break;
		}
		if (rows->context == AT_TOP)
			align_names(rows, from, to);
		else
			align_values(rows, from, to);
		if (rows->context == IN_BLOCK)
			align_cells(rows, from, to, block_cell);
	}
}

/* Opens blocks until every statement fits, or has nothing more to open. What opens stays open, so that the
 * layout is the same when it is laid out again. */
static void settle(struct rows *rows)
{
	struct layout *l = rows->l;
	for (uint32_t r = 0; r < rows->len; r++)
		if (has_open_block(l, &rows->at[r]))
			open_blocks(l, &rows->at[r]);
	for (bool changed = true; changed;) {
		changed = false;
		for (uint32_t r = 0; r < rows->len; r++)
			note_lines(l, &rows->at[r]);
		align(rows);
		for (uint32_t r = 0; r < rows->len; r++) {
			const struct row *row = &rows->at[r];
			if (!row->is_comment && statement_reach(l, rows->indent, row->from, row->to) > LINE_WIDTH)
				changed |= open_blocks(l, row) || open_inner_block(l, row);
		}
	}
}

/* --- writing -------------------------------------------------------------------------------------------- */

static uint32_t last_column(const struct rows *rows, const struct row *row)
{
	return statement_reach(rows->l, rows->indent, row->from, row->to);
}

static bool has_comment_column(const struct row *row)
{
	return row->comment && !row->many_lines;
}

/* Comments behind neighbouring lines stand in one column. */
static void align_comments(struct rows *rows)
{
	for (uint32_t from = 0, to; from < rows->len; from = to) {
		uint32_t widest = 0;
		for (to = from; to < rows->len && has_comment_column(&rows->at[to]) && (to == from || !rows->at[to].blank_before); to++) {
			uint32_t column = last_column(rows, &rows->at[to]);
			if (column > widest && column <= LINE_WIDTH)
				widest = column;
		}
		for (uint32_t r = from; r < to; r++)
			rows->at[r].comment_column = widest + 2;
		to += to == from;
	}
}

static void write_comment(struct layout *l, const struct row *row)
{
	buf_spaces(l->out, l->column + 2 < row->comment_column ? row->comment_column - l->column : 2);
	buf_str(l->out, piece_text(l, row->comment));
}

void rows_write(struct layout *l, uint32_t indent, uint32_t from, uint32_t to)
{
	if (from >= to)
		return;
	struct rows rows = { .l = l, .context = l->pieces.at[from].context, .indent = indent };
	split(&rows, from, to);
	settle(&rows);
	align_comments(&rows);
	for (uint32_t r = 0; r < rows.len; r++) {
		const struct row *row = &rows.at[r];
		if (row->blank_before && r > 0)
			buf_char(l->out, '\n');
		if (row->is_comment) {
			buf_spaces(l->out, indent);
			buf_str(l->out, piece_text(l, row->from));
		} else {
			statement_write(l, indent, row->from, row->to);
			if (row->comment)
				write_comment(l, row);
		}
		buf_char(l->out, '\n');
	}
}

void format_file(const struct ast *ast, const struct sources *sources, uint32_t index, struct buf *out)
{
	struct layout l = { .sources = sources, .arena = out->arena, .out = out };
	pieces_read(&l, ast, ast->files.at[index].file);
	rows_write(&l, 0, 0, l.pieces.len);
}
