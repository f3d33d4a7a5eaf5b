/* What the library's `kind` declarations say of statements: which values they take, in which form, what
 * they mean when left out, and what they state. Only tables of handles, so that the schema of the
 * checked library can be linked as constants. */
#ifndef BST_SCHEMA_H
#define BST_SCHEMA_H

#include "diag/diag.h"
#include "facts/facts.h"
#include "syntax/ast.h"

enum element_form {
	ELEMENT_VALUE,   /* a value of `type` */
	ELEMENT_WORD,    /* the word `a` stands there */
	ELEMENT_PUNCT    /* the sign `a` (enum punct) stands there */
};

/* One step of a shape: `service* as callers`, `->`, `every`. */
struct shape_element {
	uint8_t form;
	char many;                   /* 0 one, '?' none or one, '*' any number, '+' at least one */
	uint8_t with_next;           /* a word or sign that is left out together with the optional value behind it */
	uint8_t is_name;             /* the slot that declares the thing's name */
	uint32_t a;
	type_ref type;
	name part;
	field_ref field;             /* of the record, when the property reads as one */
};

enum property_form {
	PROPERTY_FLAG,   /* present or not */
	PROPERTY_VALUE,  /* reads as its value */
	PROPERTY_RECORD, /* reads as a record of kind `record` */
	PROPERTY_NESTED  /* declares named things of kind `record` inside the thing */
};

struct property {
	field_ref field;
	uint8_t form;
	bool many;                   /* several values, in one statement or several */
	bool optional;               /* may be absent */
	uint32_t first_element, element_count;
	uint32_t first_default, default_count;
	uint32_t first_state, state_count;
	kind_ref record;
};

/* `default V`, `default in CLASS V`: atoms stay a tree, or a path that starts at a singleton kind. `since`: in the editions from that
 * one on. */
struct fallback { name class; uint32_t since; struct val value; kind_ref path_kind; name path_field; struct span span, class_span; };

enum path_base { PATH_CONSTANT, PATH_SELF, PATH_VALUE, PATH_OWNER };

struct role_path { uint32_t base; struct val constant; uint32_t first_step, step_count; struct span span; };
struct role { field_ref field; uint32_t first_path, path_count; };
/* A `states` clause of `kind`, or of its property number `property`. */
struct state { kind_ref concept, kind; uint32_t property, first_role, role_count; struct span span; };

struct kind_shape { uint32_t first_element, element_count, first_state, state_count; bool headed; };

struct schema {
	VEC(struct shape_element) elements;
	VEC(struct property) properties;
	VEC(struct fallback) fallbacks;
	VEC(struct state) states;
	VEC(struct role) roles;
	VEC(struct role_path) paths;
	VEC(name) steps;
	VEC(struct kind_shape) shapes;               /* by kind */
	struct map property_of_field;                /* field_ref -> index of properties */
	struct map type_by_name;                     /* `type NAME = …` */
};

struct schema_context {
	struct arena *arena;
	struct names *names;
	struct facts *facts;
	struct schema *schema;
	const struct ast *ast;
	const struct sources *sources;
	struct diags *diags;
};

void schema_init(struct schema *schema, struct arena *arena);
/* Reads the `type` and `kind` declarations among the files [first, last) of the tree: names first, then
 * bodies, so that their order does not matter. `derived`: declare the relations of the core in between. */
void schema_declare(struct schema_context *context, uint32_t first, uint32_t last, bool derived);
const struct property *schema_property(const struct schema *schema, field_ref field);

#endif
