/* What an editor asks of a program: what stands at a place, where it is declared, what can stand there.
 *
 * A question is about the last run (bst_check or bst_build) of a context, also when that run found errors: what
 * could be read and bound is known. `path` is one of the run's files as the host named it, `offset` a byte of its text as the
 * run read it. Before a run, for a path it did not read, or where nothing is known, the answer is BST_OK and empty.
 * BST_OUT_OF_MEMORY leaves the run as it is. What a question gives stays valid until the next call on the context; a
 * question itself forgets only the answer to the one before. None calls the host but for memory.
 */
#ifndef BASTIDE_QUERY_H
#define BASTIDE_QUERY_H

#include "bastide.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The text of a file as the last run read it, the library's own among them; {NULL, 0} when it read none. May be called
 * from callbacks, too, and makes nothing else invalid. */
struct bst_text bst_source(const struct bst_context *context, const char *path);

/* A stretch of the text that was asked about. */
struct bst_range { uint32_t offset, length; };

/* What something is called and what it is: "service shop". */
enum bst_symbol_kind {
	BST_SYMBOL_DECLARATION,  /* of a kind: a service, an environment */
	BST_SYMBOL_NESTED,       /* a named thing inside of one: a tier */
	BST_SYMBOL_GROUP,        /* another statement with a block */
	BST_SYMBOL_VALUE,        /* a constant, given or later name */
	BST_SYMBOL_KIND,         /* the declaration of a kind, a type or a fact */
	BST_SYMBOL_RULE,         /* a rule, an assert, a waiver or a test */
	BST_SYMBOL_FUNCTION,     /* a function or a part */
	BST_SYMBOL_OUTPUT        /* a target or an emitter */
};

struct bst_symbol {
	enum bst_symbol_kind kind;
	const char *name;                /* "shop"; never empty */
	const char *detail;              /* the word that the statement begins with: "service" */
	struct bst_range range;          /* the whole statement */
	struct bst_range name_range;     /* its name, inside of `range` */
	unsigned depth;                  /* 0: of the file; a symbol belongs to the nearest one before it that is less deep */
};

/* Visits the statements of a file that have a name or a block, in order of the text; false from `visit` stops with
 * BST_STOPPED. What a syntax error made unreadable is left out. */
enum bst_result bst_symbols(struct bst_context *context, const char *path,
	bool (*visit)(void *user, const struct bst_symbol *symbol), void *user);

/* About the word at a place. All zero and NULL when nothing is known of it. */
struct bst_hover {
	struct bst_range range;          /* of the word */
	const char *title;               /* "service shop", or how a property is declared; the language's own text */
	const char *doc;                 /* its documentation; may be "" */
	const char *values;              /* what is known of a declared thing, as statements, a line each; may be "" */
	const char *source;              /* "stdlib/kinds/service.bastide:2": where the library declares it; may be "" */
};
enum bst_result bst_hover(struct bst_context *context, const char *path, uint32_t offset, struct bst_hover *hover);

/* Where the word at a place is declared: its name. place->path NULL when it is not known; place->library when it
 * stands in a text of the library. */
enum bst_result bst_definition(struct bst_context *context, const char *path, uint32_t offset, struct bst_place *place);

enum bst_completion_kind {
	BST_COMPLETE_KIND,       /* a declaration may begin with it */
	BST_COMPLETE_PROPERTY,   /* a statement of the block may begin with it */
	BST_COMPLETE_NAME,       /* of something declared */
	BST_COMPLETE_WORD,       /* of an enumeration */
	BST_COMPLETE_VALUE       /* a constant, given or later name */
};

struct bst_completion {
	enum bst_completion_kind kind;
	const char *text;                /* the whole word */
	const char *detail;              /* its kind or type; may be "" */
	const char *doc;                 /* may be "" */
	struct bst_range begun;          /* the word that it takes the place of; length 0 when there is none yet */
};

/* Visits what may stand at a place, also in a text that is not finished, in the order of declaration. The begun word
 * chooses nothing, for editors filter by themselves; within comments and strings nothing is visited. False from `visit`
 * stops with BST_STOPPED. */
enum bst_result bst_complete(struct bst_context *context, const char *path, uint32_t offset,
	bool (*visit)(void *user, const struct bst_completion *completion), void *user);

#ifdef __cplusplus
}
#endif

#endif
