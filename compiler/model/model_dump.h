/* The model as text, for `bastide dump --stage model` and tests. */
#ifndef BST_MODEL_DUMP_H
#define BST_MODEL_DUMP_H

#include "facts/facts.h"

/* Every thing a program declares, with its values and where each was said; the library's things are left out. */
void model_dump(struct buf *out, const struct facts *facts, const struct sources *sources);

#endif
