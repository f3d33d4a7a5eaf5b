/* What must not be lost: stores, keys and states of the build before, compared with those of this one; and what those that are in
 * use are settled on, for what is made anew takes along what stands on it. */
#ifndef BST_KEPT_H
#define BST_KEPT_H

#include "change/record.h"

/* A resource with what its builds agree on: `settled` has a line `ARGUMENT = VALUE` for each argument that cannot change. The
 * texts have a NUL behind them. */
struct kept { struct str unit, address, thing, settled; bool guarded; };

/* The kept resources of a record, in the order of their units and addresses; *count of them, in its arena. */
struct kept *kept_list(struct record *record, uint32_t *count);
/* `destroys-store` for each of `before` that is not there any more and `replaces-store` for each that would be made anew while
 * its guard is set, unless the program says that it goes; `removed-stays` where it says so of what neither goes nor changes. */
void kept_compare(struct record *record, const struct kept *before, uint32_t count, struct diags *diags);

/* Whether the program of `record` says that it goes, or, where `loosens`, that it is loosened; of what is kept before, as it was called. */
bool kept_is_said(const struct record *record, const struct kept *k, bool loosens);

#endif
