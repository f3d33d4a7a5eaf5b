/* Declared connections between parties: who carries groups of a network, and who stands outside. One declared path may need
 * several (through a load balancer, along an admin path); what a platform needs by its nature is an axiom. */
#ifndef BST_EDGES_H
#define BST_EDGES_H

#include "proof/compare.h"

/* What somebody is in a network. A service is met at itself or at its balancer; nodes and control plane are those of an
 * environment's cluster, a step is the hosts in a tier that administrators pass. */
enum role { ROLE_NONE, ROLE_ITSELF, ROLE_BALANCER, ROLE_NODES, ROLE_CONTROL_PLANE, ROLE_STEP, ROLE_ENDPOINTS, ROLE_SITE, ROLE_INTERNET };

/* `thing`: a service or store in one place, an environment, a tier row, a site; 0 for the internet. */
struct party { enum role role; object_ref thing; };
typedef uint32_t party_ref;                        /* index into edges->parties; 0 none */

struct port_range { unsigned protocol; uint32_t first, last; };   /* protocol: enum val_protocol; ANY is all */

enum edge_state { EDGE_OUT = 1, EDGE_IN = 2 };      /* halves that were seen */
struct edge { party_ref from, to; struct port_range ports; object_ref behind; bool demanded; uint8_t seen; uint32_t blocks_out, blocks_in; };

struct edges {
	struct comparison *c;
	VEC(struct party) parties;
	VEC(struct edge) edges;
	struct map party_at;
	struct chain between;                          /* two parties -> edges */
	struct chain to, from;                         /* party -> edges */
	struct map nodes_of;                           /* pods that have the group of their nodes -> those nodes, both parties */
};

party_ref edges_party(struct edges *e, enum role role, object_ref thing);
/* All that is declared, and the axioms for the clusters that are declared. */
struct edges *edges_read(struct comparison *c);
/* Pods that no object of the cluster gives a group have that of the nodes they stand on: what is declared of them is declared of those nodes
 * too, where groups are judged. Policies know each pod, and go by what is declared of itself. */
void edges_share(struct edges *e);
/* Whether something runs as pods of a cluster. */
bool edges_is_pods(const struct edges *e, object_ref thing);
/* Whether a target is a service of the platform: it listens, stands in no place and has no addresses that the program knows. */
bool edges_is_service_of_platform(const struct edges *e, struct val target);
bool ports_within(struct port_range outer, struct port_range inner);
struct str ports_text(struct proof *p, struct port_range r);
/* What a party is called in findings. */
struct str party_name(const struct edges *e, party_ref party);

#endif
