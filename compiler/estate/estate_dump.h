/* The derived facts as text, for `dump --stage estate` and for tests. */
#ifndef BST_ESTATE_DUMP_H
#define BST_ESTATE_DUMP_H

#include "base/buf.h"
#include "facts/facts.h"
#include "source/source.h"

/* Relation by relation, one row a line: its fields, then the places of the statements behind it. */
void estate_dump(struct buf *out, const struct facts *facts, const struct sources *sources);

#endif
