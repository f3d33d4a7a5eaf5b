/* What the derivers share while they work: lists by key over the rows so far, and the core's own words.
 * Each deriver needs what those above it in derive.c gave. */
#ifndef BST_DERIVATION_H
#define BST_DERIVATION_H

#include "diag/diag.h"
#include "estate/groups.h"
#include "facts/facts.h"

/* Words that the core understands in roles, as names. */
#define DERIVATION_WORDS(WORD) \
	WORD(internet, "internet") WORD(nat, "nat") WORD(none, "none") WORD(transit, "transit") WORD(peering, "peering") \
	WORD(per_zone, "per-zone") WORD(single, "single") \
	WORD(caller, "caller") WORD(callee, "callee") WORD(both, "both") \
	WORD(direct, "direct") WORD(load_balancer, "load-balancer") WORD(gateway, "gateway") WORD(admin_path, "admin-path") \
	WORD(everywhere, "everywhere")

struct words {
#define WORD(id, text) name id;
	DERIVATION_WORDS(WORD)
#undef WORD
};

struct derivation {
	struct facts *facts;
	struct diags *diags;
	struct arena *arena;
	struct words words;
	struct groups networks_at;   /* environment, network declaration or row -> network rows */
	struct groups zones_of;      /* network row -> zone rows */
	struct groups tiers_of;      /* network row -> tier rows */
	struct groups subnets_of;    /* tier row -> subnet rows, in the order of its zones */
	struct groups tables_of;     /* tier row -> route tables */
	struct groups instances;     /* declaration -> its instances */
	struct groups endpoints_of;  /* thing -> endpoint rows */
	struct groups tiers_at;      /* thing -> tier rows it stands in */
	struct map stands;           /* MAP_KEY of a thing and a tier row that tiers_at has */
	struct groups links_at;      /* environment, hub or partner -> LINK_END of its links */
	struct map peering_of;       /* MAP_KEY of two networks, the smaller handle first -> peering */
};

/* One end of a link row, in one number. */
#define LINK_END(row, right) ((row) << 1 | (right))

/* --- derivation.c: reading ------------------------------------------------------------------- */

/* The object in a value, or 0. */
static inline object_ref object_of(struct val v) { return v.tag == VAL_OBJECT ? v.a : 0; }
static inline object_ref row_object(const struct facts *facts, object_ref row, enum relation_field field)
{
	return object_of(row_get(facts, row, field));
}
bool is_word(struct val v, name word);
/* The statement behind a cell; the row's own when the cell does not say. */
uint32_t cell_origin(const struct facts *facts, object_ref row, enum relation_field field);
/* Of two statements about things, the one to complain about: what was said of a thing in another place than its
 * declaration, by who changes it; else what stands later. */
bool is_told_later(const struct facts *facts, uint32_t origin, object_ref thing, uint32_t other, object_ref other_thing);
struct span origin_span(const struct facts *facts, uint32_t origin);
/* As a person reads it: `shop in dev`, `app`. */
struct str spelled(const struct derivation *d, struct val v);
struct str object_text(const struct derivation *d, object_ref o);      /* the name alone */
/* Names a row; when one of the parts had another name before, so had the row. */
void name_row(struct derivation *d, object_ref row, enum relation_field field, object_ref first, object_ref second);
/* The same for a row about a thing in a zone, or, zone 0, in all. */
void name_row_in_zone(struct derivation *d, object_ref row, enum relation_field field, object_ref of, object_ref zone);
bool is_row(const struct facts *facts, object_ref o, enum relation relation);
/* The declaration behind an instance; the thing itself otherwise. */
object_ref master_of(const struct facts *facts, object_ref o);
/* Network rows of an environment, a network declaration or a network row. */
struct group networks_at(const struct derivation *d, object_ref thing);
/* The tier row that a value means: a row, a declaration, or a word read within `network` (0: none). */
object_ref tier_row(const struct derivation *d, struct val v, object_ref network);
object_ref peering_between(const struct derivation *d, object_ref network, object_ref other);
object_ref network_of_tier(const struct derivation *d, object_ref tier);

/* --- the derivers, in the order of derive.c --------------------------------------------------- */

void order_stated_rows(struct derivation *d);      /* order.c */
void derive_networks(struct derivation *d);        /* names, zones, tiers bound to their networks */
void derive_subnets(struct derivation *d);         /* subnets and route tables */
void derive_gateways(struct derivation *d);        /* internet and NAT gateways, default routes */
void derive_peerings(struct derivation *d);
void derive_endpoints(struct derivation *d);       /* where things stand and listen */
void derive_flows(struct derivation *d);
void derive_crossing_routes(struct derivation *d); /* routes to the other side of peerings and hubs */
void derive_overlaps(struct derivation *d);
void derive_outside(struct derivation *d);
void derive_grants(struct derivation *d);
void derive_stages(struct derivation *d);          /* where the way of each step begins */

#endif
