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

/* An open bracket: `{`, `(`, `[`, or `s`, `t`, `r` for the string, text or raw expression around an open `{`. */
struct bracket { char kind; struct span span; uint32_t text_indent; };

struct parser {
	struct ast *ast;
	const struct sources *sources;
	struct diags *diags;
	struct arena *arena;
	void *scanner;
	struct str text;                               /* of the file */
	uint32_t base;                                 /* position of its first byte */
	bool failed;

	/* --- scanning ------------------------------------------------------------------------- */
	uint32_t offset;                               /* of the next byte to scan */
	struct bracket brackets[LIMIT_NESTING + 1];
	uint32_t depth;
	int last_token;                                /* decides whether a line may end here */
	uint32_t last_end;                             /* offset behind it: `f(` and `x[` need it to touch */
	/* A token that was read to decide about the line end before it. */
	int held_token;
	union parser_value held_value;
	struct span held_span;
	bool too_deep;
	bool cut;                                      /* the rest of the file is inside a text without its end */
	bool first_piece;                              /* of a string: the piece before the first value in it */
	uint32_t text_indent;                          /* blanks that all its lines begin with */
	bool loose;                                    /* the last bracket's end closes none */
	bool call_follows;                             /* the `(` behind a call's name is still to come */

	/* --- faults ---------------------------------------------------------------------------- */
	uint32_t blocks;                               /* open for the grammar */
	int token;                                     /* the grammar's last */
	struct span token_span;
	int before;                                    /* the one before that */
	struct span before_span;
	bool stray;                                    /* it is a bracket that closes none */
	bool recovering;                               /* tokens are skipped up to the end of the statement */
	uint32_t recover_blocks;                       /* that has so many blocks around it */
	struct diags *heard, unheard;                  /* while recovering, nothing more is said */
	unsigned closing;                              /* line ends and `}` to hand out that nobody wrote */
	bool at_margin;                                /* a word at the left margin ends all blocks */
	bool open_at_end;
	struct span suspect;                           /* a `{` whose `}` stands too far left */
	struct bracket unclosed;                       /* a `(` or `[` that another bracket's end went past */
	bool lost;                                     /* a statement of the declaration being read */
};

/* --- constructors: the only vocabulary of parser.y --------------------------------------------- */

/* Adds a declaration to the file, which keeps those before a fault. */
struct node_list list_item(struct parser *p, struct node_list items, node_ref item);
/* A declaration, or a statement inside one, was lost in a fault. */
struct node_list list_lost_item(struct parser *p, struct node_list items);
struct node_list list_lost(struct parser *p, struct node_list list);
struct node_list list_one(node_ref node);
struct node_list list_add(struct parser *p, struct node_list list, node_ref node);
struct node_list list_join(struct parser *p, struct node_list list, struct node_list more);

node_ref ast_new(struct parser *p, enum node_kind kind, struct span span, uint32_t a, uint32_t b, uint32_t c);
node_ref ast_field(struct parser *p, struct span span, struct span key, node_ref of, name field);
node_ref ast_flagged(struct parser *p, enum node_kind kind, uint16_t flags, struct span span, uint32_t a, uint32_t b, uint32_t c);
node_ref ast_named(struct parser *p, enum node_kind kind, struct span span, struct span key, name name, uint32_t b, uint32_t c);
/* A declaration or property; takes `also` and `abstract` before the key into flags. */
node_ref ast_statement(struct parser *p, struct span span, struct span key, name word, struct node_list atoms, node_ref block);
node_ref ast_block(struct parser *p, enum node_kind kind, struct span span, struct node_list statements);
node_ref ast_string(struct parser *p, enum node_kind kind, struct span span, name language, struct node_list pieces);
/* `shell """…"""`: a text of a language. */
node_ref ast_tagged(struct parser *p, struct span span, name language, node_ref text);
node_ref ast_binary(struct parser *p, struct span span, uint32_t op, node_ref left, node_ref right);
/* `note "…"` is a comment of the output; any other key has a value. */
node_ref ast_out_value(struct parser *p, struct span span, node_ref key, node_ref value);

#endif
