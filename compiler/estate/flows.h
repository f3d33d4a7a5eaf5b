/* Between the files that derive flows: who stands at the ends, which ports, and the two keys. */
#ifndef BST_FLOWS_H
#define BST_FLOWS_H

#include "estate/derivation.h"

/* One end of a flow. */
struct party {
	struct val value;            /* the thing, or the word internet */
	object_ref object;           /* 0 for a word */
	object_ref environment;      /* 0: outside every environment */
	bool unplaced;               /* a declaration: which of its instances is meant is to be found */
};

/* How a flow gets from one environment into another, when it does. */
struct way {
	object_ref link;             /* link row, 0 within an environment */
	object_ref key;              /* the flow-half row of the other side, 0 when none is needed */
};

/* What a link, or the called thing itself, says of a flow: the second key. */
struct second_key {
	object_ref row;              /* flow-half */
	object_ref link;             /* the peer or hub that carries it; 0 when the called thing itself says so */
	struct val port;             /* absent: any */
	object_ref at;               /* the callee's environment; 0: any */
	bool used;
};

struct flows {
	struct derivation *d;
	VEC(struct second_key) keys;
	struct groups keys_of;       /* MAP_KEY of the pair of declarations, and the caller's environment (0: any) -> index of keys */
	struct map joined;           /* MAP_KEY of an environment or partner, and a peer or hub -> link row */
	struct map pairs;            /* two numbers -> one, to tell equal flows */
	uint32_t pair_count;
	struct map flow_of;          /* identity of a flow -> its row */
};

/* --- derive_flows.c ---------------------------------------------------------------------------- */

struct party party_of(const struct derivation *d, struct val v);
/* A number that tells a thing's declaration, or a word, from all others. */
uint32_t identity(const struct facts *facts, struct val v);
/* The flows that a half opens between two parties that are known; port absent: the endpoints' own. */
void open_flows(struct flows *flows, object_ref half, struct party from, struct party to, struct val port, struct way way);
bool same_port(struct val a, struct val b);
/* One number for two, always the same. */
uint32_t pair_number(struct flows *flows, uint32_t a, uint32_t b);

/* --- two_keys.c -------------------------------------------------------------------------------- */

void collect_keys(struct flows *flows);
/* The called thing's own word, where it says whom it takes: within an environment no link is asked. */
void use_own_keys(struct flows *flows, struct party from, struct party to);
/* A caller's half that leaves its environment: the flows of all links that carry it, or what is missing. */
void cross(struct flows *flows, object_ref half, struct party from, struct party to);
/* Second keys without a first. */
void report_unused_keys(struct flows *flows);

#endif
