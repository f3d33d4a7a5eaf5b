/* Between the flex scanner and the grammar: where a statement ends, brackets, strings and their parts. */
#ifndef BST_SCAN_H
#define BST_SCAN_H

#include "base/buf.h"
#include "syntax/parsing.h"

/* What bison calls. */
int bst_yylex(union parser_value *value, struct span *span, struct parser *p);
void bst_yyerror(const struct span *span, struct parser *p, const char *message);

/* --- scan_error.c: faults, and how the reader goes on behind them -------------------------------------- */

/* What could have stood where something else does. */
struct expected {
	bool value, word, call, string, block, end;
	bool expression;                               /* an operator could stand here */
	const char *signs[3];
	unsigned sign_count;
};

void scan_syntax_error(struct parser *p, struct span span, const struct expected *expected);
/* After a fault, tokens are skipped up to the end of the statement. */
void scan_recovered(struct parser *p);
/* `count` blocks, whose brackets are forgotten already, end as if their `}` were here. */
void scan_end_blocks(struct parser *p, unsigned count);
/* A string that does not end on its line; true when its statement is lost with it. */
bool scan_open_string(struct parser *p, struct span span, bool raw);
/* A line ends inside a value inside a string; true when reported, and its statement is lost. */
bool scan_line_ends_string(struct parser *p);
void scan_open_text(struct parser *p, struct span span, bool text);
/* Where the block that is never closed opens. */
void scan_open_block(struct parser *p);
/* A `}` that stands further left than the line of its `{`. */
void scan_note_indent(struct parser *p, struct bracket open, uint32_t position);
void scan_bad_character(struct parser *p, struct span span);

/* --- scan.c ---------------------------------------------------------------------------------------------- */

/* What the rules of lexer.l call; each returns a token or 0 to go on. */
int scan_word(struct parser *p, struct str text, struct span span, union parser_value *value);
int scan_literal(struct parser *p, struct str text, struct span span, union parser_value *value);
int scan_open(struct parser *p, char kind, struct span span);
int scan_close(struct parser *p, char kind);
bool scan_touches(const struct parser *p, struct span span);
/* After one of these the line may end the statement. */
bool scan_can_end(int token);
void scan_comment(struct parser *p, struct span span);
/* A text begins: the blanks all its lines begin with are no part of it. */
void scan_text_begin(struct parser *p);
/* The blanks at the start of a line of a text. */
void scan_text_line(struct parser *p, struct buf *chunk, struct str blanks);
/* A piece of a string, text or raw expression as a node. */
node_ref scan_chunk(struct parser *p, struct buf *chunk, struct span span);
void scan_escape(struct parser *p, struct buf *chunk, struct str escape, struct span span);

/* In parse.c: a parse of `file` before its first token. */
struct parser *parser_new(struct ast *ast, const struct sources *sources, uint32_t file, struct diags *diags);

/* In lexer.l. */
int bst_scan_token(struct parser *p, union parser_value *value, struct span *span);
void bst_scan_begin(struct parser *p);

#endif
