/* State of one parse, shared by the scanner, the grammar's actions and the constructors. */
#ifndef BST_PARSER_H
#define BST_PARSER_H

#include "base/limits.h"
#include "diag/diag.h"
#include "syntax/ast.h"

struct node_list { node_ref first, last; };

/* What a token or a grammar symbol is worth. */
union parser_value {
	node_ref node;
	struct node_list list;
	name name;
	uint32_t number;
};

/* An open bracket: `{`, `(`, `[`, or `s` and `t` for the string or text around an open `{`. */
struct bracket { char kind; struct span span; };

struct parser {
	struct ast *ast;
	const struct sources *sources;
	struct diags *diags;
	struct arena *arena;
	void *scanner;
	struct str text;                               /* of the file */
	uint32_t base;                                 /* position of its first byte */
	uint32_t offset, read;                         /* of the next byte to scan, and to hand to the scanner */
	struct bracket brackets[LIMIT_NESTING + 1];
	uint32_t depth;
	int last_token;                                /* decides whether a line may end here */
	uint32_t last_end;                             /* offset behind it: `f(` and `x[` need it to touch */
	/* A token that was read to decide about the line end before it. */
	int held_token;
	union parser_value held_value;
	struct span held_span;
	bool failed, too_deep;
	uint32_t string_start;                         /* of the string being scanned */
	bool first_piece;                              /* of a string: the piece before the first value in it */
	bool call_follows;                             /* the `(` behind a call's name is still to come */
	uint32_t last_error;                           /* place of the last syntax error, to report each place once */
};

/* --- constructors: the only vocabulary of parser.y --------------------------------------------- */

struct node_list list_one(node_ref node);
struct node_list list_add(struct parser *p, struct node_list list, node_ref node);
struct node_list list_join(struct parser *p, struct node_list list, struct node_list more);

node_ref ast_new(struct parser *p, enum node_kind kind, struct span span, uint32_t a, uint32_t b, uint32_t c);
node_ref ast_flagged(struct parser *p, enum node_kind kind, uint16_t flags, struct span span, uint32_t a, uint32_t b, uint32_t c);
node_ref ast_named(struct parser *p, enum node_kind kind, struct span span, struct span key, name name, uint32_t b, uint32_t c);
/* A declaration or property; takes `also` and `abstract` before the key into flags. */
node_ref ast_statement(struct parser *p, struct span span, struct span key, name word, struct node_list atoms, node_ref block);
node_ref ast_block(struct parser *p, enum node_kind kind, struct span span, struct node_list statements);
node_ref ast_string(struct parser *p, enum node_kind kind, struct span span, name language, struct node_list pieces);
node_ref ast_binary(struct parser *p, struct span span, uint32_t op, node_ref left, node_ref right);
/* `note "…"` is a comment of the output; any other key has a value. */
node_ref ast_out_value(struct parser *p, struct span span, node_ref key, node_ref value);

#endif
