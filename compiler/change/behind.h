/* What a value refers to: resources of the same unit, and of others by way of their outputs. */
#ifndef BST_BEHIND_H
#define BST_BEHIND_H

#include "change/record.h"

/* A place within the text of a value, as it is walked from reference to reference. `resource` is an index in record->resources;
 * `attribute` is what is asked of it, `id`. */
struct behind { struct str text; name unit; uint32_t from, resource; struct str attribute; };

/* Notes what a block says of ways between units: an output, the state of another unit that is read, where its own state lies. */
void behind_note(struct record *record, name unit, const struct tree *block);
/* `text` is a value of a resource of this unit; false when it refers to nothing more that is recorded. */
struct behind behind_begin(name unit, struct str text);
bool behind_next(const struct record *record, struct behind *walk);

#endif
