/* Who carries which security group: what a group's rules are about. */
#ifndef BST_GROUPS_OF_PROOF_H
#define BST_GROUPS_OF_PROOF_H

#include "proof/edges.h"

struct carriers {
	struct edges *e;
	struct chain of_group;                         /* group -> parties that carry it */
	struct chain groups_of;                        /* party -> groups it carries */
	struct map supposed;                           /* groups that no resource carries */
};

/* From the resources that carry groups: balancers, hosts, nodes, stores, endpoints; and from the objects that give pods theirs. A group
 * that nobody carries is that of the thing it was written for, or of its balancer; never that of pods. */
struct carriers *carriers_read(struct edges *e);

/* The thing behind what an emitter was at: a row stands for what it describes. */
object_ref carriers_thing(const struct proof *p, object_ref subject);

/* What stands under a name in a namespace of a cluster, as one key. */
uint64_t carriers_place(struct proof *p, name cluster, name space, name called);
/* Whose pods these are, or 0. */
object_ref carriers_pods(struct proof *p, name cluster, name space, name pods);
/* Whose pods an object gives groups to, by its index in proof->things, or 0. */
object_ref carriers_given(struct proof *p, uint32_t thing);

/* Environments in whose clusters objects give pods groups. */
struct map carriers_clusters(const struct comparison *c);

/* The rows of types.def that say what an argument must be, and where references lead. */
void compare_rows(struct comparison *c);
void compare_groups(struct comparison *c);
/* Access lists around tiers: what they let pass is declared, and what groups let pass passes them too, there and back. */
void compare_lists(struct comparison *c, struct carriers *k);
/* Balancers and what they lead to, public addresses, the subnets that things stand in. */
void compare_places(struct comparison *c, struct edges *e);

#endif
