/* Who may do what in which cluster: what manifests say of rights, and what the program declares. */
#ifndef BST_ACCESS_H
#define BST_ACCESS_H

#include "proof/compare.h"

/* What one right means in one environment. `all`: everything; otherwise `verbs` (none: what looks) on `resources`, and plain
 * configuration in `namespaces`. `whose` is a role. */
struct declared_right { object_ref whose, environment, row; bool all; struct val verbs, resources, namespaces; };

struct access {
	struct comparison *c;
	VEC(name) looks, plain, policies, delivers, changes;   /* rights.def */
	VEC(name) platform;                            /* roles that every cluster has */
	struct chain served_by;                        /* resource -> groups of interfaces */
	name everything;                               /* `*` */
	VEC(struct declared_right) rights;
	struct map known;                              /* statement and role -> it was read */
	struct chain rights_of;                        /* environment and role -> rights */
	struct chain delivered_by;                     /* pipeline -> names of what it delivers */
	struct map steps;                              /* environment and pipeline -> some step comes there */
	struct map environment_at;                     /* name of a cluster's folder -> environment */
	struct map holder_of;                          /* environment and group -> whose group it is by its access entry */
	struct map entered;                            /* environments whose entries are seen */
	struct chain roles_at;                         /* qualified name of a role -> the objects that say what it may do */
	/* What was found to be granted: numbers of pairs, of environment and role, of that and namespace, of resource and verb, and at
	 * last of the two together. */
	struct map holders, places, actions, given;
};

/* The rights that are declared, in each environment that their scope means. */
void access_read(struct access *a);
/* Whether this group of interfaces serves the resource; whether a role is one that every cluster has. */
bool is_served(const struct access *a, name group, name resource);
bool is_role_of_platform(const struct access *a, name role);
/* Whether a pipeline delivers what has this name; whether the verb and the resource are those of a delivery. */
bool delivers_name(const struct access *a, object_ref pipeline, name thing);
bool is_delivery(const struct access *a, name resource, name verb);
/* Whether a right allows an action; `space`: the only namespace in which, or none. */
bool right_allows(const struct access *a, const struct declared_right *r, name space, name resource, name verb);

#endif
