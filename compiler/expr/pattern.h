/* Regular expressions as the shell of a workflow reads them: POSIX, extended. */
#ifndef BST_PATTERN_H
#define BST_PATTERN_H

#include "base/str.h"

/* Whether a text that holds nothing matches the whole expression; also true of one that closes a group which it did not open,
 * as nobody knows what it means within another. Memory for its groups comes from `arena`. */
bool pattern_takes_nothing(struct arena *arena, struct str pattern);

#endif
