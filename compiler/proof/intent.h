/* What the program declares, read from the rows of concepts alone: the addresses of its tiers, who may open a connection
 * to whom. Written apart from estate/, so that the two can disagree. */
#ifndef BST_INTENT_H
#define BST_INTENT_H

#include "proof/proving.h"

/* A block of addresses that a tier is declared to have in one zone. */
struct declared_subnet { object_ref tier, network; struct cidr block; name zone; };

enum path_via { PATH_DIRECT, PATH_BALANCED, PATH_GATEWAY, PATH_ADMIN };

/* One declared connection. Source and target are things in one place, sites, environments (the end of an admin path), or
 * words: the internet, a service of the platform. `tag` VAL_NONE of the port: any that the target listens on. */
struct declared_path {
	struct val source, target, port;
	object_ref source_environment, target_environment, half;
	enum path_via via;
};

/* What a declared call is for: to read at least, or also to change what is kept there. */
enum call { CALL_NONE, CALL_READS, CALL_CHANGES };

struct intent {
	struct proof *p;
	VEC(struct declared_subnet) subnets;
	VEC(struct declared_path) paths;
	struct chain networks_of;                      /* environment, declaration or row -> network rows */
	struct chain subnets_of;                       /* network row -> subnets */
	struct chain tiers_of;                         /* network row -> tier rows */
	struct chain tiers_at;                         /* thing -> tier rows it stands in */
	struct chain endpoints_of;                     /* thing -> endpoint rows */
	struct chain things_in;                        /* environment -> what stands there */
	struct chain joined;                           /* peer or hub -> environments it joins */
	struct map linked;                             /* environment and the one at the other end of a link -> 1 */
	struct map calls;                              /* two things in their places -> one is declared to call the other: enum call */
	uint32_t beyond;                               /* declared connections through hubs and lines: not compared */
};

struct intent *intent_read(struct proof *p);

object_ref intent_object(const struct proof *p, object_ref row, enum relation_field field);
bool intent_word(const struct proof *p, object_ref row, enum relation_field field, const char *word);
/* The network rows that one side of a link means. */
uint32_t intent_networks(const struct intent *in, object_ref thing);
/* Whether a network of the environment has a way of its own, by no hub, to one of the other. */
bool intent_is_linked(const struct intent *in, object_ref environment, object_ref other);
object_ref intent_environment(const struct proof *p, object_ref thing);

#endif
