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

/* From the resources that carry groups: balancers, hosts, nodes, stores, endpoints. A group that no such resource carries is
 * that of the thing it was written for, or of its balancer: pods are given theirs by the cluster. */
struct carriers *carriers_read(struct edges *e);

/* The thing behind what an emitter was at: a row stands for what it describes. */
object_ref carriers_thing(const struct proof *p, object_ref subject);

/* The rows of types.def that say what an argument must be, and where references lead. */
void compare_rows(struct comparison *c);
void compare_groups(struct comparison *c);
/* Balancers and what they lead to, public addresses, the subnets that things stand in. */
void compare_places(struct comparison *c, struct edges *e);

#endif
