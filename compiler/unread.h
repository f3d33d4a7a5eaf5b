/* Which properties something reads: a rule, an emitter, a function of theirs, or, through the role that they fill in a derived
 * relation, the derivers. What a program says and nothing reads is believed and not done. */
#ifndef BST_UNREAD_H
#define BST_UNREAD_H

#include "pipeline.h"

/* Of each field of the compilation, whether it is read; in `arena`. `taken`: of each field, whether the derivers take it, for roles;
 * NULL: they take every role. Fields that the model itself gives a meaning, as places and things inside a thing, are read. */
bool *unread_look(struct arena *arena, const struct compilation *c, const bool *taken);

#endif
