/* State of one run of the formatter, shared by format.c (lines) and format_statement.c (within a statement).
 *
 * The formatter works on the tokens, so that nothing that was written can be lost: it chooses only the white
 * space between them. A text is an array of pieces: tokens, whole strings and comments, in order. */
#ifndef BST_FORMATTING_H
#define BST_FORMATTING_H

#include "base/buf.h"
#include "syntax/scan.h"

#define LINE_WIDTH 120u
#define INDENT 2u
#define HANG 4u                                    /* of the second line of a statement, behind its first */

#define PIECE_COMMENT (-2)

/* What kind of block a piece stands in; it decides what `+` and `?` are, and what is put into columns. */
enum context { AT_TOP, IN_BLOCK, IN_CLAUSES, IN_OUTPUT };

struct piece {
	int token;                                     /* of the scanner, or PIECE_COMMENT; a string is one piece */
	struct span span;
	uint32_t match;                                /* of an opening bracket: its end */
	uint32_t column;                               /* begins no sooner than here; 0 is anywhere */
	enum context context;
	bool expression;                               /* signs mean what they mean in expressions */
	bool first;                                    /* of its statement */
	bool tight_left, tight_right;                  /* no space there */
	uint8_t nested;                                /* round and square brackets around it in its statement */
	bool open;                                     /* a `{` whose statements have a line each */
	bool blank_before;                             /* an empty line stood before it */
	bool own_line;                                 /* of a comment: nothing before it on its line */
};

struct layout {
	const struct sources *sources;
	struct arena *arena;
	struct buf *out;
	VEC(struct piece) pieces;
	uint32_t column;                               /* of the next byte to write */
};

/* --- format_pieces.c --------------------------------------------------------------------------------- */

/* Reads the text of a file into pieces. */
void pieces_read(struct layout *l, const struct ast *ast, uint32_t file);
struct str piece_text(const struct layout *l, uint32_t at);
bool piece_is(const struct layout *l, uint32_t at, const char *text);
/* The piece behind this one, past the whole of a bracket. */
uint32_t piece_after(const struct layout *l, uint32_t at);

/* --- format_statement.c ------------------------------------------------------------------------------ */

/* The column behind the pieces [from, to) on one line that starts at `column`. */
uint32_t statement_advance(const struct layout *l, uint32_t column, uint32_t from, uint32_t to);
/* The widest column that a statement at `indent` reaches when nothing in it is wrapped. */
uint32_t statement_reach(const struct layout *l, uint32_t indent, uint32_t from, uint32_t to);
/* Writes a statement, without the end of its last line. */
void statement_write(struct layout *l, uint32_t indent, uint32_t from, uint32_t to);

/* --- format.c ---------------------------------------------------------------------------------------- */

/* Writes the statements of a block, a line each. */
void rows_write(struct layout *l, uint32_t indent, uint32_t from, uint32_t to);

#endif
