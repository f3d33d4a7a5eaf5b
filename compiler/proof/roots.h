/* Who changes which units: a step of an environment those that are its environment's, and what lies between several or is its whole
 * account's where no stricter one is concerned. */
#ifndef BST_ROOTS_H
#define BST_ROOTS_H

#include "proof/compare.h"

struct roots {
	struct comparison *c;
	struct map changes;                            /* pipelines that change units */
	struct map rank_of;                            /* environment -> how strict it is + 1 */
	struct map role_of;                            /* environment -> name of the role that applies it */
	struct chain applied_by;                       /* account and name of a role -> environments that it applies */
	struct map rank_of_account;                    /* account -> rank + 1 of the strictest environment there, whether a step changes it or not */
	struct map stands;                             /* unit and environment -> something of it stands there */
	struct map rank_of_unit;                       /* unit -> rank + 1 of the strictest environment of which something stands there */
	struct map shared, shared_account;             /* unit, or account, and rank + 1 -> several environments have it: either may */
	struct chain units_of;                         /* environment -> units in which something of it stands */
	struct chain units_at;                         /* account -> units that are of the account as a whole */
	struct chain readers_of;                       /* unit -> units that read its state */
	struct chain read_by;                          /* unit -> keys of the states that it reads */
};

/* Arena-owned, as everything of a proof. */
struct roots *roots_read(struct comparison *c);
bool roots_changes(const struct roots *r, object_ref pipeline);
bool roots_has_applier(const struct roots *r, object_ref environment);
/* Whether the step of an environment may act as this role of this account: the one of its own, or of one at the other end of a link
 * that is no stricter. */
bool roots_may_take(const struct roots *r, object_ref environment, struct str account, struct str role);
/* Whether it may write the state with this key, or look at it because something that it writes reads it. */
bool roots_may_write(const struct roots *r, object_ref environment, struct str key);
bool roots_may_look(const struct roots *r, object_ref environment, struct str key);
/* Calls `need` with the key of each state that units read which the environment's step alone may write. */
void roots_each_read(const struct roots *r, object_ref environment, void (*need)(void *user, struct str key), void *user);

#endif
