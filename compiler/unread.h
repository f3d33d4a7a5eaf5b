/* Who reads each property: an emitter, the derivers through the role that it fills in a derived relation, or rules alone. What a
 * program says and nobody reads is believed and not done; what rules alone read is judged and not done. */
#ifndef BST_UNREAD_H
#define BST_UNREAD_H

#include "pipeline.h"

/* In the order of what is done of it. Whoever writes is an emitter, a target or the derivers; so is a rule that names what others
 * must do, as it says itself what is not done. */
enum reader { READER_NONE, READER_RULE, READER_WRITER };

/* Of each field of the compilation, its reader that does most; in `arena`. Fields that the model itself gives a meaning, as places
 * and things inside a thing, are written; so is what is declared to be there to be judged. */
uint8_t *unread_look(struct arena *arena, const struct compilation *c);
/* The part of it that no program changes, into c->reads. */
void unread_look_library(struct compilation *c);
/* `KIND.PROPERTY`; a dot before what a statement has in its block. */
struct str unread_name(struct arena *arena, const struct compilation *c, field_ref field);

#endif
