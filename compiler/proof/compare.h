/* The comparisons, each both ways: what is open and not declared, what is declared and not open. */
#ifndef BST_COMPARE_H
#define BST_COMPARE_H

#include "proof/intent.h"

/* What the resources of one network are, found by what they say themselves. */
struct seen_subnet { seen_ref subnet, table; uint32_t declared; };   /* index into intent->subnets; UINT32_MAX: none */

struct comparison {
	struct proof *p;
	struct intent *in;
	struct map vpc_of;                             /* network row -> its VPC */
	struct map network_of;                         /* VPC -> network row */
	struct map subnet_of;                          /* declared subnet + 1 -> resource */
	struct map declared_of;                        /* subnet resource -> declared subnet + 1 */
	struct map table_of;                           /* subnet resource -> route table */
	struct chain routes_of;                        /* route table -> routes */
	struct chain subnets_of_table;                 /* route table -> subnet resources */
	struct edges *edges;                           /* declared connections between parties */
	struct access *access;                         /* rights in clusters */
	struct map accounts;                           /* accounts that the program declares */
};

void compare_networks(struct comparison *c);       /* addresses, zones, public addresses, ways out */
void compare_peerings(struct comparison *c);       /* connections and the routes through them */
void compare_access(struct comparison *c);         /* who may do what in which cluster */

void compare_kept(struct comparison *c);           /* what is declared to last, and its backups */
void compare_pods(struct comparison *c);           /* walls around pods, their accounts and Services */
void compare_objects(struct comparison *c);        /* whose accounts, names, Services and secrets objects of a cluster use */
bool objects_make_pods(enum seen_rights kind);
void compare_trust(struct comparison *c);          /* who may take which role */
void compare_gates(struct comparison *c);          /* what jobs wait for that take roles of steps */
void compare_policies(struct comparison *c);       /* who may come to what is kept */
void compare_rights(struct comparison *c);         /* what roles may do in the cloud */
/* Whom a role is for, and the environment of a step whose workflows take it. */
object_ref role_holder(const struct proof *p, seen_ref role);
object_ref role_environment(const struct comparison *c, seen_ref role, object_ref pipeline);
/* Whom a workflow says that it is: `repo:OWNER[@NUMBER]/NAME[@NUMBER]:environment:PLACE`, every letter of it. */
struct subject { struct str owner, name, place; };
bool read_subject(struct str from, struct subject *s);
/* What the environment of a step is called in its repository. */
name place_of_stage(const struct comparison *c, object_ref stage);
/* Whether this service of the platform, and nobody else, may take a role. */
bool trusts_service(const struct proof *p, seen_ref role, const char *service);
/* The network that an argument means: one that is managed here, or an existing one by its id; 0 none. */
object_ref comparison_network(struct comparison *c, seen_ref s, enum seen_argument argument);
name comparison_account(const struct comparison *c, object_ref environment);
/* Whether hosts, and nobody else, may take a role. */
bool trusts_hosts_alone(const struct proof *p, seen_ref role);

/* What a declared thing is called in findings. */
struct str declared_name(const struct comparison *c, object_ref o);

#endif
