/* The tree of a source text: shapes only, nothing resolved. All files of a program share one array of
 * nodes; a node refers to others by handle, a list is its first node and `next` links. Handle 0 is "no
 * node". Two families of nodes:
 *   statements - generic: a key, flat atoms, an optional block; what they mean is for the kinds to say;
 *   expressions and output trees - in `rule`, `fact`, `function`, `part`, `emit`, `target` bodies. */
#ifndef BST_AST_H
#define BST_AST_H

#include "base/str.h"
#include "base/vec.h"
#include "source/source.h"
#include "value/value.h"

typedef uint32_t node_ref;

/* Fields a, b, c by kind: [x] a node, [x…] a list of nodes by its first, (n) a name, (v) index in `literals`. */
enum node_kind {
	NODE_NONE,

	/* --- items and statements --------------------------------------------------------------- */
	NODE_STATEMENT,    /* key atoms { block }   a (n) key, b [atom…], c [BLOCK]; flag ABSTRACT, ALSO.
	                      Every declaration of a kind, `kind`, `type`, `constant`, `given`, `later`, `waive`, `assert`,
	                      `test`, `import`, `change`, `target` (until its body) and every property in a block. */
	NODE_BLOCK,        /* { … }                 a [STATEMENT…]; flag ONE_LINE when written on one line */
	NODE_RULE,         /* rule n { … }          a (n), b [CLAUSE…] */
	NODE_FACT,         /* fact n(params) each… { fields }   a (n), b [PARAM…], c [QUANTIFIER… then OUT_BLOCK] */
	NODE_FUNCTION,     /* function n(params) : type = expr  a (n), b [PARAM…], c [TYPE then expression] */
	NODE_PART,         /* part n(params) { … }  a (n), b [PARAM…], c [OUT_BLOCK] */
	NODE_EMIT,         /* emit target "path" each… { … }    a (n) target, b [STRING], c [QUANTIFIER… then OUT_BLOCK] */
	NODE_TARGET,       /* target n { … }        a (n), b [CLAUSE…] */
	NODE_CLAUSE,       /* in a rule or target: a (n) key; b [expression, STRING, QUANTIFIER or OUT_BLOCK…], c [atom…] for plain ones */
	NODE_PARAM,        /* n : type              a (n), b [TYPE] */
	NODE_TYPE,         /* type expression: b [atom…] */

	/* --- atoms of statements ------------------------------------------------------------------ */
	NODE_WORD,         /* a (n); also a variable or an enum word in an expression */
	NODE_LITERAL,      /* a (v) */
	NODE_STRING,       /* b [piece…]: NODE_CHUNK and expressions in turn; a plain string has at most one chunk */
	NODE_CHUNK,        /* a (n): the text, escapes done */
	NODE_TEXT,         /* tagged text: shell """…""": a (n) language, b [piece…] */
	NODE_RAW,          /* `…` an expression of the output language: b [piece…] */
	NODE_PUNCT,        /* a = enum punct */
	NODE_GROUP,        /* ( … ) a [atom…] */
	NODE_LIST,         /* [ … ] a [atom or list element…] */

	/* --- expressions -------------------------------------------------------------------------- */
	NODE_FIELD,        /* a.n                   a [e], b (n) */
	NODE_INDEX,        /* a[b]                  a [e], b [e] */
	NODE_CALL,         /* n(args)               a (n), b [e…] */
	NODE_UNARY,        /* not e                 a [e] */
	NODE_BINARY,       /* a op b                a [e], b [e], c = enum binary_op */
	NODE_IF,           /* if a then b else c    a [e], b [e], c [e] */
	NODE_QUANTIFIED,   /* some|every x in e where … : …  a [BINDING…], b [where e or 0], c [body]; flag EVERY */
	NODE_REFERENCE,    /* @type.name.attribute  a [WORD or STRING piece…] in order */
	NODE_RANGE,        /* a .. b                a [e], b [e] */

	/* --- quantifiers and output trees --------------------------------------------------------- */
	NODE_QUANTIFIER,   /* each bindings where e group by e as n sort by e
	                      a [BINDING…], b [where e or 0], c [GROUP, SORT…] */
	NODE_BINDING,      /* n in e                a (n), b [e] */
	NODE_GROUP_BY,     /* a [e], b (n) */
	NODE_SORT_BY,      /* a [e] */
	NODE_OUT_BLOCK,    /* { … }                 a [output statement…] */
	NODE_OUT_FLAG,     /* key                   a [key], no value */
	NODE_OUT_VALUE,    /* key e, key e?, key e when e    a [key WORD or STRING], b [e], c [when or 0]; flag MAYBE */
	NODE_OUT_NESTED,   /* key labels { … } when e        a [key, then labels…], b [OUT_BLOCK], c [when or 0] */
	NODE_OUT_EACH,     /* each … { … }          a [QUANTIFIER…], b [OUT_BLOCK] */
	NODE_OUT_WHEN,     /* when e { … } else { … }  a [e], b [OUT_BLOCK], c [OUT_BLOCK or 0] */
	NODE_OUT_LET,      /* let n = e             a (n), b [e] */
	NODE_OUT_PART,     /* + n(args)             a (n), b [e…] */
	NODE_OUT_NOTE,     /* note "…"              b [STRING] */
	NODE_ELEMENT,      /* element of a list: a [e or OUT_BLOCK], c [when or 0] */
	NODE_COMPREHENSION,/* each … : e | each … { … } in a list: a [QUANTIFIER], b [e or OUT_BLOCK] */

	NODE_KIND_COUNT
};

enum punct {
	PUNCT_ARROW, PUNCT_BOTH, PUNCT_RANGE, PUNCT_COLON, PUNCT_COMMA, PUNCT_DOT, PUNCT_STAR, PUNCT_PLUS, PUNCT_MAYBE,
	PUNCT_OR, PUNCT_EQUALS, PUNCT_MINUS, PUNCT_LESS, PUNCT_LESS_EQUAL, PUNCT_GREATER, PUNCT_GREATER_EQUAL, PUNCT_NOT_EQUAL,
	PUNCT_COUNT
};

enum binary_op {
	OP_AND, OP_OR, OP_EQUAL, OP_NOT_EQUAL, OP_LESS, OP_LESS_EQUAL, OP_GREATER, OP_GREATER_EQUAL,
	OP_IN, OP_NOT_IN, OP_IS, OP_IS_NOT, OP_ADD, OP_SUBTRACT
};

enum node_flag {
	NODE_ABSTRACT = 1, NODE_ALSO = 2, NODE_ONE_LINE = 4, NODE_EVERY = 8, NODE_MAYBE = 16,
	NODE_DOC = 32,          /* doc comment lines stand before it: ast_doc */
	NODE_BROKEN = 64,       /* an error was reported inside; later stages skip it */
	NODE_INCOMPLETE = 128   /* a statement inside was lost in a fault: what is missing may have been said */
};

struct node {
	uint8_t kind, flags;
	uint16_t depth;                                /* nodes below it, one inside the other: bounded, so walks may recurse */
	struct span span;                              /* from first to last byte, without trailing newline */
	struct span key_span;                          /* of the name or key, for messages */
	uint32_t a, b, c;
	node_ref next;
};

/* A comment with the node it belongs to, in source order; the formatter puts them back. */
struct comment {
	struct span span;                              /* from `#` to the last byte before the newline */
	bool doc;                                      /* `##` */
	bool own_line;                                 /* nothing but white space before it on its line */
};

struct tree_file { uint32_t file; node_ref items; uint32_t first_comment, comment_count; bool failed, lost; };   /* lost: a declaration, in a fault */

struct ast {
	struct arena *arena;
	struct names *names;
	const struct node *lent; node_ref lent_count;  /* those before ours: constants, at[0] is NODE_NONE */
	VEC(struct node) nodes;                        /* ours, the first of them is lent_count */
	VEC(struct val) literals;
	VEC(struct comment) comments;
	VEC(struct tree_file) files;
	VEC(char) scanned;                             /* the text that is read just now, as flex wants it */
};

static inline const struct node *ast_node(const struct ast *ast, node_ref ref)
{
	return ref < ast->lent_count ? &ast->lent[ref] : &ast->nodes.at[ref - ast->lent_count];
}

void ast_init(struct ast *ast, struct arena *arena, struct names *names);
/* The tree begins with these nodes, which outlive it; it has none of its own yet. The first is NODE_NONE. */
void ast_lend(struct ast *ast, const struct node *nodes, node_ref count);
/* Leaves the tree without files and gives back what it took: its program is resolved and nobody asks about its text. */
void ast_forget(struct ast *ast);
/* The doc comment before a statement, lines joined by newline without `## `; {0} when none. */
struct str ast_doc(const struct ast *ast, const struct sources *sources, struct arena *arena, node_ref statement);
const char *punct_text(enum punct punct);
const char *node_kind_name(enum node_kind kind);
/* What a, b and c of a kind are, a letter each: x a node, l a list, n a name, v a literal, p a sign, o an
 * operator, - nothing. */
const char *node_fields(enum node_kind kind);

#endif
