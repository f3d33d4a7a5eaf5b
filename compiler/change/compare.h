/* One plan compared with another: what opens, closes, is destroyed, made anew. */
#ifndef BST_COMPARE_CHANGES_H
#define BST_COMPARE_CHANGES_H

#include "change/record.h"

/* In the order in which they are told. */
enum change_kind {
	CHANGE_DESTROYS,     /* something that is lost with its resource: a store, a key, a state */
	CHANGE_REPLACES,     /* destroyed and made again, for an argument that cannot change */
	CHANGE_OPENS, CHANGE_CLOSES,
	CHANGE_REMOVES,      /* a resource with which nothing is lost */
	CHANGE_MAKES, CHANGE_TAKES_OVER, CHANGE_MOVES,
	CHANGE_SETS,         /* arguments of a resource that stays, what a step says and nobody knows to be more or less */
	CHANGE_WRITES        /* a file that holds no resources */
};

/* `what`: a path, an address below its unit, a file. `detail`: arguments with their values, what it was before; {0} none. */
struct change { enum change_kind kind; struct str what, detail; };
struct changes { struct arena *arena; VEC(struct change) list; };

/* Both plans as their runs left them, `whole`. Sorted by kind, then by what; each once. Texts are in `changes->arena`. */
void change_compare(struct changes *changes, const struct record *before, const struct plan *old_files, struct record *now, const struct plan *new_files);

#endif
