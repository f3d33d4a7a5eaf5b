/* Shapes: the atoms of a kind's statement, read as the elements that a program's statement must match. */
#ifndef BST_SCHEMA_SHAPE_H
#define BST_SCHEMA_SHAPE_H

#include "model/schema.h"

/* Fills the property's elements and defaults. `places`: the word stood there; `block_maybe`: `?` before the block. */
void shape_elements(struct schema_context *context, const struct node *statement, struct property *property,
	bool *places, bool *block_maybe);
/* The type of `a | b | c` from `at` to `end` (0: to the last atom); words that are no types are an enumeration. */
type_ref shape_type_of_alternatives(struct schema_context *context, node_ref at, node_ref end);
bool shape_is_punct(const struct schema_context *context, node_ref at, enum punct punct);

#endif
