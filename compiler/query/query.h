/* Answers for editors, on the tree and the facts of a run. A text in an editor is seldom finished: where a place
 * is, is told by its words and braces alone (locate.c); what a word there means, by the library's tables (meaning.c). */
#ifndef BST_QUERY_H
#define BST_QUERY_H

#include "base/buf.h"
#include "base/limits.h"
#include "expr/function.h"
#include "facts/facts.h"
#include "model/schema.h"
#include "syntax/ast.h"

/* What a run left, and where answers are made. Lists of the query are in `arena`. */
struct query {
	struct arena *arena;
	struct names *names;
	const struct sources *sources;
	const struct ast *ast;
	struct facts *facts;
	const struct schema *schema;
};

/* --- where a place is -------------------------------------------------------------------------------- */

/* The words that a statement begins with: `service`, `shop`; without `also` and `abstract`. */
struct query_head { struct str key, name; };

struct query_place {
	struct query_head around[LIMIT_NESTING];       /* the blocks around it, outermost first */
	uint32_t depth;
	struct query_head statement;                   /* that it stands in, up to the word; key empty: the word begins it */
	struct str word;                               /* that it stands in, or just behind; may be empty */
	uint32_t start;                                /* of the word in the text */
	bool silent;                                   /* within a comment or a string */
};

/* Where byte `offset` of a text is. */
struct query_place query_locate(struct str text, uint32_t offset);

/* --- what a word means ------------------------------------------------------------------------------- */

enum query_meaning_of {
	MEANS_NOTHING,
	MEANS_KIND,        /* kind; also a derived relation */
	MEANS_PROPERTY,    /* field */
	MEANS_OBJECT,      /* object: as declared, not an instance */
	MEANS_GLOBAL,      /* global */
	MEANS_FUNCTION     /* function */
};

struct query_meaning {
	enum query_meaning_of what;
	kind_ref kind;
	field_ref field;
	object_ref object;
	const struct global *global;
	const struct function_row *function;
};

/* The kind of the thing in whose block a place is; 0 at the top of a file and where it is not known. */
kind_ref query_kind_around(const struct query *q, const struct query_place *place);
/* The property, or the head of the kind, whose values are expected at a place: its elements; 0 of them when unknown. */
const struct shape_element *query_elements(const struct query *q, const struct query_place *place, uint32_t *count);
struct query_meaning query_meaning(const struct query *q, const struct query_place *place);

/* --- the three forms of an answer -------------------------------------------------------------------- */

struct query_symbol {
	enum query_symbol_kind {
		QUERY_DECLARATION, QUERY_NESTED, QUERY_GROUP, QUERY_VALUE, QUERY_KIND, QUERY_RULE, QUERY_FUNCTION, QUERY_OUTPUT
	} kind;
	struct str name, detail;
	struct span span, name_span;
	unsigned depth;
};
typedef VEC(struct query_symbol) query_symbols;
/* Of the file number `file` of the sources. */
void query_file_symbols(const struct query *q, uint32_t file, query_symbols *out);

struct query_about { struct str title, doc, values; struct span span; };   /* span: of the declaration, or NO_SPAN */
struct query_about query_about(const struct query *q, struct query_meaning meaning);

struct query_offer {
	enum query_offer_kind { OFFER_KIND, OFFER_PROPERTY, OFFER_NAME, OFFER_WORD, OFFER_VALUE } kind;
	struct str text, detail, doc;
};
typedef VEC(struct query_offer) query_offers;
void query_complete(const struct query *q, const struct query_place *place, query_offers *out);

#endif
