/* Literals: the text of one to its value, each type with its own errors and the nearest right value. */
#ifndef BST_LITERAL_H
#define BST_LITERAL_H

#include "syntax/parsing.h"

/* Reads the literal `text`, found at `span`. False when it is none; it is reported and *value is the nearest
 * right value or an int, so that the statement around it can still be read. */
bool literal_read(struct parser *p, struct str text, struct span span, struct val *value);

#endif
