/* From what stands in the text to a value of the type that is wanted there. */
#ifndef BST_LITERAL_VALUE_H
#define BST_LITERAL_VALUE_H

#include "facts/facts.h"
#include "syntax/ast.h"

/* The value of one atom as written: literals typed by their own form, words as VAL_WORD, strings as VAL_STR;
 * VAL_NONE for signs, groups and strings that hold expressions. */
struct val literal_of_atom(const struct ast *ast, const struct names *names, node_ref atom);
/* Reads `raw` as a scalar: a number where a port, an account or a CPU share is wanted, `5m` by its position, a
 * word where text is wanted. `spelling` is the source text, for values whose digits count. False when it is none. */
bool literal_as_scalar(struct facts *facts, enum scalar scalar, struct val raw, struct str spelling, struct val *out);
/* For ranges: the scalar of the two ends, or SCALAR_COUNT. */
enum scalar literal_range_end(enum scalar scalar);

#endif
