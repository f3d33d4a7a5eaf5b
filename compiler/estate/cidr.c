/* Blocks of addresses that overlap where they must not, and subnets outside their network. Blocks are either apart
 * or one holds the other; so, sorted by first address and size, those that hold the next one are a stack. */
#include "value/cidr.h"

#include <stdlib.h>

#include "estate/derivation.h"

struct block { struct cidr cidr; object_ref thing, environment; uint32_t origin; bool pool; };

typedef VEC(struct block) blocks;

struct overlaps { struct derivation *d; struct map seen; };

static void add_block(struct derivation *d, blocks *all, struct val cidr, object_ref thing, object_ref environment,
	uint32_t origin, bool pool)
{
	if (cidr.tag == VAL_CIDR)
		vec_push(d->arena, all, (struct block){ { cidr.a, (uint8_t)cidr.detail }, thing, environment,
			cidr.origin ? cidr.origin : origin, pool });
}

/* --- finding ---------------------------------------------------------------------------------- */

static int block_order(const void *left, const void *right)
{
	const struct block *a = left, *b = right;
	uint32_t first = cidr_first(a->cidr), other = cidr_first(b->cidr);

	if (first != other)
		return first < other ? -1 : 1;
	if (a->cidr.prefix != b->cidr.prefix)
		return a->cidr.prefix < b->cidr.prefix ? -1 : 1;
	return a->thing < b->thing ? -1 : a->thing > b->thing;
}

static struct val cidr_val(const struct block *b)
{
	struct val v = val_cidr(b->cidr.address, b->cidr.prefix);

	v.origin = b->origin;
	return v;
}

/* The environment of a subnet or a network. */
static object_ref declared(const struct facts *f, object_ref thing)
{
	if (is_row(f, thing, REL_subnet))
		thing = row_object(f, thing, FIELD_subnet_network);
	return row_object(f, thing, FIELD_network_environment);
}

static void add_overlap(struct overlaps *o, const struct block *a, const struct block *b)
{
	struct facts *f = o->d->facts;
	bool swap = is_told_later(f, a->origin, declared(f, a->thing), b->origin, declared(f, b->thing));
	const struct block *first = swap ? b : a, *second = swap ? a : b;
	uint64_t key = MAP_KEY(a->thing < b->thing ? a->thing : b->thing, a->thing < b->thing ? b->thing : a->thing);

	if (map_at(&o->seen, key, 0))
		return;
	map_put(o->d->arena, &o->seen, key, 1);
	object_ref row = row_add(f, REL_overlap, second->origin);
	row_set(f, row, FIELD_overlap_first, val_object(first->thing));
	row_set(f, row, FIELD_overlap_second, val_object(second->thing));
	row_set(f, row, FIELD_overlap_first_cidr, cidr_val(first));
	row_set(f, row, FIELD_overlap_second_cidr, cidr_val(second));
	row_set(f, row, FIELD_overlap_shared, cidr_val(first->cidr.prefix > second->cidr.prefix ? first : second));
}

static void pop(const struct block *all, uint32_t *stack, uint32_t *depth, const struct block *next)
{
	while (*depth > 0 && cidr_last(all[stack[*depth - 1]].cidr) < cidr_first(next->cidr))
		--*depth;
}

/* Each block against the nearest one that holds it: as many findings as blocks at most. */
static void sweep(struct overlaps *o, blocks *all)
{
	if (all->len < 2)
		return;
	uint32_t *stack = ARENA_ARRAY(o->d->arena, uint32_t, all->len), depth = 0;

	qsort(all->at, all->len, sizeof *all->at, block_order);
	for (uint32_t i = 0; i < all->len; i++) {
		pop(all->at, stack, &depth, &all->at[i]);
		if (depth > 0)
			add_overlap(o, &all->at[stack[depth - 1]], &all->at[i]);
		stack[depth++] = i;
	}
}

static void nearest_stranger(struct overlaps *o, const blocks *all, const uint32_t *stack, uint32_t depth, const struct block *next)
{
	while (depth > 0 && all->at[stack[depth - 1]].environment == next->environment)
		depth--;
	if (depth > 0)
		add_overlap(o, &all->at[stack[depth - 1]], next);
}

/* A pool belongs to one environment alone: whatever else lies in it, or holds it, overlaps. */
static void sweep_pools(struct overlaps *o, blocks *all)
{
	uint32_t *pools = ARENA_ARRAY(o->d->arena, uint32_t, all->len + 1), *plain = ARENA_ARRAY(o->d->arena, uint32_t, all->len + 1);
	uint32_t pool_depth = 0, plain_depth = 0;

	if (all->len > 1)
		qsort(all->at, all->len, sizeof *all->at, block_order);
	for (uint32_t i = 0; i < all->len; i++) {
		const struct block *next = &all->at[i];
		pop(all->at, pools, &pool_depth, next);
		pop(all->at, plain, &plain_depth, next);
		nearest_stranger(o, all, pools, pool_depth, next);
		if (next->pool)
			nearest_stranger(o, all, plain, plain_depth, next);
		if (next->pool)
			pools[pool_depth++] = i;
		else
			plain[plain_depth++] = i;
	}
}

/* --- what is compared with what ---------------------------------------------------------------- */

static void network_blocks(struct derivation *d, blocks *all, object_ref network, bool with_pool)
{
	struct facts *f = d->facts;
	object_ref environment = row_object(f, network, FIELD_network_environment);
	struct val more = row_get(f, network, FIELD_network_more);
	uint32_t origin = object_at(f, network)->origin;

	add_block(d, all, row_get(f, network, FIELD_network_cidr), network, environment, origin, false);
	for (uint32_t i = 0; i < list_len(more); i++)
		add_block(d, all, list_at(f, more, i), network, environment, origin, false);
	if (with_pool)
		add_block(d, all, row_get(f, network, FIELD_network_pool), network, environment, origin, true);
}

static void within_networks(struct overlaps *o)
{
	struct derivation *d = o->d;
	struct extent networks = rows_of(d->facts, REL_network);

	for (uint32_t n = 0; n < networks.len; n++) {
		blocks all = { 0 };
		struct group tiers = groups_get(&d->tiers_of, networks.at[n]);
		for (uint32_t t = 0; t < tiers.len; t++) {
			struct group subnets = groups_get(&d->subnets_of, tiers.at[t]);
			for (uint32_t s = 0; s < subnets.len; s++)
				add_block(d, &all, row_get(d->facts, subnets.at[s], FIELD_subnet_cidr), subnets.at[s], 0,
					object_at(d->facts, subnets.at[s])->origin, false);
		}
		sweep(o, &all);
	}
}

/* The networks of one environment, in all its regions: sooner or later they are joined. */
static void within_environments(struct overlaps *o)
{
	struct derivation *d = o->d;
	struct extent networks = rows_of(d->facts, REL_network);
	struct map done = { 0 };

	for (uint32_t n = 0; n < networks.len; n++) {
		object_ref environment = master_of(d->facts, row_object(d->facts, networks.at[n], FIELD_network_environment));
		struct group own = networks_at(d, environment);
		blocks all = { 0 };
		if (own.len < 2 || map_at(&done, environment, 0))
			continue;
		map_put(d->arena, &done, environment, 1);
		for (uint32_t i = 0; i < own.len; i++)
			network_blocks(d, &all, own.at[i], false);
		sweep(o, &all);
	}
}

static void across_peerings(struct overlaps *o)
{
	struct derivation *d = o->d;
	struct extent peerings = rows_of(d->facts, REL_peering);

	for (uint32_t p = 0; p < peerings.len; p++) {
		blocks left = { 0 }, right = { 0 };
		network_blocks(d, &left, row_object(d->facts, peerings.at[p], FIELD_peering_requester), true);
		network_blocks(d, &right, row_object(d->facts, peerings.at[p], FIELD_peering_accepter), true);
		for (uint32_t l = 0; l < left.len; l++)
			for (uint32_t r = 0; r < right.len; r++)
				if (cidr_overlaps(left.at[l].cidr, right.at[r].cidr))
					add_overlap(o, &left.at[l], &right.at[r]);
	}
}

/* Everything that a hub joins may speak through it, so all must be apart; hubs that meet join what they join. */
static void across_hubs(struct overlaps *o)
{
	struct derivation *d = o->d;
	struct facts *f = d->facts;
	struct extent links = rows_of(f, REL_link);
	struct groups joined = { 0 };
	VEC(object_ref) hubs = { 0 };
	struct map known = { 0 };

	for (uint32_t i = 0; i < links.len; i++) {
		object_ref ends[2] = { row_object(f, links.at[i], FIELD_link_left), row_object(f, links.at[i], FIELD_link_right) };
		for (int e = 0; e < 2; e++) {
			if (!ends[e] || networks_at(d, ends[e]).len > 0)
				continue;
			groups_add(d->arena, &joined, ends[e], ends[1 - e]);
			if (!map_at(&known, ends[e], 0))
				vec_push(d->arena, &hubs, ends[e]);
			map_put(d->arena, &known, ends[e], 1);
		}
	}
	groups_seal(d->arena, &joined);
	for (uint32_t h = 0; h < hubs.len; h++) {
		struct group things = groups_get(&joined, hubs.at[h]);
		blocks all = { 0 };
		for (uint32_t t = 0; t < things.len; t++) {
			struct group direct = networks_at(d, things.at[t]), met = groups_get(&joined, things.at[t]);
			for (uint32_t n = 0; n < direct.len; n++)
				network_blocks(d, &all, direct.at[n], true);
			for (uint32_t m = 0; m < met.len && direct.len == 0; m++) {
				struct group far = networks_at(d, met.at[m]);
				for (uint32_t n = 0; n < far.len && met.at[m] != hubs.at[h]; n++)
					network_blocks(d, &all, far.at[n], true);
			}
		}
		sweep(o, &all);
	}
}

static void across_pools(struct overlaps *o)
{
	struct derivation *d = o->d;
	struct extent networks = rows_of(d->facts, REL_network);
	blocks all = { 0 };
	bool any = false;

	for (uint32_t n = 0; n < networks.len; n++) {
		any = any || row_get(d->facts, networks.at[n], FIELD_network_pool).tag == VAL_CIDR;
		network_blocks(d, &all, networks.at[n], true);
	}
	if (any)
		sweep_pools(o, &all);
}

void derive_overlaps(struct derivation *d)
{
	struct overlaps o = { .d = d };

	within_networks(&o);
	within_environments(&o);
	across_peerings(&o);
	across_hubs(&o);
	across_pools(&o);
}

void derive_outside(struct derivation *d)
{
	struct facts *f = d->facts;
	struct extent subnets = rows_of(f, REL_subnet);

	for (uint32_t i = 0; i < subnets.len; i++) {
		object_ref network = row_object(f, subnets.at[i], FIELD_subnet_network);
		struct val v = row_get(f, subnets.at[i], FIELD_subnet_cidr);
		struct cidr own = { v.a, (uint8_t)v.detail };
		blocks all = { 0 };
		bool inside = v.tag != VAL_CIDR;
		network_blocks(d, &all, network, false);
		for (uint32_t b = 0; b < all.len && !inside; b++)
			inside = cidr_contains(all.at[b].cidr, own);
		if (inside)
			continue;
		object_ref row = row_add(f, REL_outside, object_at(f, subnets.at[i])->origin);
		row_set(f, row, FIELD_outside_subnet, val_object(subnets.at[i]));
		row_set(f, row, FIELD_outside_network, val_object(network));
	}
}
