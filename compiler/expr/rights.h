/* Rights in clusters: whether a grant covers an action, by the library's function `covers-action`. One answer for asserts and for
 * whoever asks. Needs frozen facts. */
#ifndef BST_RIGHTS_H
#define BST_RIGHTS_H

#include "expr/eval.h"

/* Grants by who has them where: chained in order by both names. */
struct rights {
	struct eval *eval;
	struct extent rows;
	struct map first, environments, holders;       /* names that have a cluster; names that may have rights */
	uint32_t *next;
	const struct callable *covers;                 /* NULL: the library does not say */
};

/* Its tables are in `arena`. */
struct rights rights_of(struct eval *e, struct arena *arena);
/* The first grant that gives the principal that action there; 0 when none does. Resource NO_NAME: on anything at all. */
object_ref rights_grant(const struct rights *rights, name environment, name principal, name verb, name resource);
/* A resource of the program's own stands in a grant. */
bool rights_name_resource(const struct rights *rights, name resource);
/* What the library lists under a name, as `cluster-verbs`; absent when it does not. And whether a word is among it. */
struct val rights_listed(const struct facts *facts, const char *constant);
bool rights_is_listed(const struct facts *facts, struct val list, name word);

#endif
