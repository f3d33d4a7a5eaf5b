/* Routes to the other side of peerings and hubs: from the tables of the tiers that need them to the single subnets
 * that are needed, never to a whole network and never a default route. */
#include "estate/derivation.h"

struct crossing {
	struct derivation *d;
	struct map made;             /* MAP_KEY of two tiers, the smaller handle first */
	struct groups openers;       /* environment -> tiers of what opens connections there */
	struct map vpn_tier;         /* MAP_KEY of a site and an environment -> the tier its people come out of */
};

static bool routed_by_hub(const struct derivation *d, object_ref tier)
{
	return is_word(row_get(d->facts, tier, FIELD_tier_route), d->words.transit);
}

static void add_route(struct derivation *d, object_ref table, object_ref subnet, object_ref peering, object_ref link,
	uint32_t origin)
{
	struct facts *f = d->facts;
	object_ref route = row_add(f, REL_route, origin);

	row_set(f, route, FIELD_route_table, val_object(table));
	row_set(f, route, FIELD_route_network, row_get(f, table, FIELD_route_table_network));
	row_set(f, route, FIELD_route_destination, row_get(f, subnet, FIELD_subnet_cidr));
	row_set(f, route, FIELD_route_via, val_name(VAL_WORD, peering ? d->words.peering : d->words.transit));
	row_set(f, route, FIELD_route_peering, peering ? val_object(peering) : VAL_ABSENT);
	row_set(f, route, FIELD_route_subnet, val_object(subnet));
	row_set(f, route, FIELD_route_link, link ? val_object(link) : VAL_ABSENT);
}

static void one_way(struct derivation *d, object_ref from, object_ref to, object_ref peering, object_ref link, uint32_t origin)
{
	struct group tables = groups_get(&d->tables_of, from), subnets = groups_get(&d->subnets_of, to);

	if (!peering && routed_by_hub(d, from))
		return;                      /* its default route leads there already */
	for (uint32_t t = 0; t < tables.len; t++)
		for (uint32_t s = 0; s < subnets.len; s++)
			add_route(d, tables.at[t], subnets.at[s], peering, link, origin);
}

/* Both directions, since an answer has to find its way too. */
static void connect(struct crossing *c, object_ref tier, object_ref other, object_ref peering, object_ref link, uint32_t origin)
{
	uint64_t key = MAP_KEY(tier < other ? tier : other, tier < other ? other : tier);

	if (map_at(&c->made, key, 0))
		return;
	map_put(c->d->arena, &c->made, key, 1);
	one_way(c->d, tier, other, peering, link, origin);
	one_way(c->d, other, tier, peering, link, origin);
}

/* --- links that name their tiers --------------------------------------------------------------- */

static struct val tiers_named(const struct derivation *d, object_ref link) { return row_get(d->facts, link, FIELD_link_tiers); }

struct named { object_ref tier; uint32_t origin; };
struct named_tiers { VEC(struct named) at; };

/* The named tiers that one network has, and where each is named. */
static struct named_tiers tiers_here(struct derivation *d, object_ref link, object_ref network)
{
	struct val named = tiers_named(d, link);
	struct named_tiers found = { 0 };

	for (uint32_t i = 0; i < list_len(named); i++) {
		struct val said = list_at(d->facts, named, i);
		object_ref tier = tier_row(d, said, network);
		if (tier && network_of_tier(d, tier) == network)
			vec_push(d->arena, &found.at, (struct named){ tier, said.origin ? said.origin : cell_origin(d->facts, link, FIELD_link_tiers) });
	}
	return found;
}

static void report_unknown_tiers(struct derivation *d, object_ref peering, object_ref link)
{
	struct facts *f = d->facts;
	object_ref left = row_object(f, peering, FIELD_peering_requester), right = row_object(f, peering, FIELD_peering_accepter);
	struct val named = tiers_named(d, link);

	for (uint32_t i = 0; i < list_len(named); i++) {
		struct val tier = list_at(f, named, i);
		if (tier_row(d, tier, left) || tier_row(d, tier, right))
			continue;
		struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE,
			origin_span(f, tier.origin ? tier.origin : cell_origin(f, link, FIELD_link_tiers)),
			"neither %.*s nor %.*s has a tier called %.*s", STR_ARG(spelled(d, row_get(f, left, FIELD_network_name))),
			STR_ARG(spelled(d, row_get(f, right, FIELD_network_name))), STR_ARG(spelled(d, tier)));
		struct group tiers = groups_get(&d->tiers_of, left);
		struct buf names;
		buf_init(&names, d->arena);
		for (uint32_t t = 0; t < tiers.len; t++)
			buf_format(&names, "%s%.*s", t ? ", " : "", STR_ARG(spelled(d, row_get(f, tiers.at[t], FIELD_tier_name))));
		diag_help(d->diags, diag, "%.*s has %.*s", STR_ARG(spelled(d, row_get(f, left, FIELD_network_name))), (int)names.len, names.at);
	}
}

static void route_named_tiers(struct crossing *c, object_ref peering)
{
	struct derivation *d = c->d;
	object_ref link = row_object(d->facts, peering, FIELD_peering_link);

	if (list_len(tiers_named(d, link)) == 0)
		return;
	object_ref of = row_object(d->facts, link, FIELD_link_of);
	struct named_tiers left = tiers_here(d, link, row_object(d->facts, peering, FIELD_peering_requester));
	struct named_tiers right = tiers_here(d, link, row_object(d->facts, peering, FIELD_peering_accepter));
	report_unknown_tiers(d, peering, link);
	for (uint32_t l = 0; l < left.at.len; l++)
		for (uint32_t r = 0; r < right.at.len; r++) {
			const struct named *a = &left.at.at[l], *b = &right.at.at[r];
			bool first = is_told_later(d->facts, a->origin, of, b->origin, of);
			connect(c, a->tier, b->tier, peering, link, first ? a->origin : b->origin);
		}
}

/* --- what flows need ------------------------------------------------------------------------- */

/* One step of a flow, between two tiers. True when they can reach each other. */
static bool step(struct crossing *c, object_ref tier, object_ref other, object_ref link, object_ref flow)
{
	struct derivation *d = c->d;
	object_ref a = network_of_tier(d, tier), b = network_of_tier(d, other), peering = peering_between(d, a, b);
	uint32_t origin = object_at(d->facts, flow)->origin;

	if (a == b)
		return true;
	if (!peering && !link)
		return false;
	if (peering) {
		link = row_object(d->facts, peering, FIELD_peering_link);
		if (row_get(d->facts, flow, FIELD_flow_peering).tag == VAL_NONE)
			row_set(d->facts, flow, FIELD_flow_peering, val_object(peering));
		if (list_len(tiers_named(d, link)) > 0)
			return true;         /* the link says itself who knows the way */
	}
	connect(c, tier, other, peering, link, origin);
	return true;
}

/* Where a load balancer for the internet stands: in the tier routed there, of the thing's own network or of one joined with it. */
static object_ref entry_tier(const struct derivation *d, object_ref environment, object_ref network)
{
	struct group networks = networks_at(d, environment);
	object_ref found = 0;

	for (uint32_t n = 0; n < networks.len; n++) {
		struct group tiers = groups_get(&d->tiers_of, networks.at[n]);
		for (uint32_t t = 0; t < tiers.len; t++) {
			if (!is_word(row_get(d->facts, tiers.at[t], FIELD_tier_route), d->words.internet))
				continue;
			if (networks.at[n] == network)
				return tiers.at[t];
			if (!found && peering_between(d, networks.at[n], network))
				found = tiers.at[t];
		}
	}
	return found;
}

static void no_way(struct derivation *d, object_ref flow, object_ref tier, object_ref other)
{
	struct facts *f = d->facts;
	object_ref a = network_of_tier(d, tier), b = network_of_tier(d, other);
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, object_span(f, flow),
		"%.*s opens connections to %.*s, and no way leads from network %.*s to %.*s",
		STR_ARG(spelled(d, row_get(f, flow, FIELD_flow_source))), STR_ARG(spelled(d, row_get(f, flow, FIELD_flow_target))),
		STR_ARG(spelled(d, row_get(f, a, FIELD_network_name))), STR_ARG(spelled(d, row_get(f, b, FIELD_network_name))));

	diag_also(d->diags, diag, object_span(f, row_object(f, a, FIELD_network_of)), "one network");
	diag_also(d->diags, diag, object_span(f, row_object(f, b, FIELD_network_of)), "the other");
	diag_help(d->diags, diag, "join the two networks");
}

static void route_between_things(struct crossing *c, object_ref flow)
{
	struct derivation *d = c->d;
	struct facts *f = d->facts;
	object_ref source = row_object(f, flow, FIELD_flow_source), target = row_object(f, flow, FIELD_flow_target);
	struct group from = groups_get(&d->tiers_at, source), to = groups_get(&d->tiers_at, target);
	object_ref link = row_object(f, flow, FIELD_flow_link), environment = row_object(f, flow, FIELD_flow_environment);
	bool balanced = is_word(row_get(f, flow, FIELD_flow_via), d->words.load_balancer)
	                || is_word(row_get(f, flow, FIELD_flow_via), d->words.gateway);
	object_ref entry = 0;

	for (uint32_t a = 0; a < from.len; a++)
		for (uint32_t b = 0; b < to.len; b++)
			if (!step(c, from.at[a], to.at[b], link, flow)) {
				no_way(d, flow, from.at[a], to.at[b]);
				return;
			}
	for (uint32_t b = 0; b < to.len && balanced && !from.len; b++) {
		entry = entry_tier(d, environment, network_of_tier(d, to.at[b]));
		if (entry)
			step(c, entry, to.at[b], 0, flow);
	}
}

/* People pass one host after the other; from the last they reach whatever works in the environment. */
static void route_admin_path(struct crossing *c, object_ref flow)
{
	struct derivation *d = c->d;
	struct facts *f = d->facts;
	struct val through = row_get(f, flow, FIELD_flow_through);
	object_ref environment = row_object(f, flow, FIELD_flow_target_environment);
	object_ref last = map_at(&c->vpn_tier, MAP_KEY(row_object(f, flow, FIELD_flow_source), environment), 0);

	for (uint32_t i = 0; i < list_len(through); i++) {
		object_ref tier = tier_row(d, list_at(f, through, i), 0);
		if (last && tier && !step(c, last, tier, 0, flow))
			no_way(d, flow, last, tier);
		last = tier ? tier : last;
	}
	struct group inside = groups_get(&c->openers, environment);
	for (uint32_t i = 0; i < inside.len && last; i++)
		step(c, last, inside.at[i], 0, flow);
}

/* Clients of a VPN have addresses of their site and come out of the VPN's tier. */
static void collect_vpns(struct crossing *c)
{
	struct derivation *d = c->d;
	struct extent vpns = rows_of(d->facts, REL_vpn);

	for (uint32_t i = 0; i < vpns.len; i++) {
		object_ref tier = tier_row(d, row_get(d->facts, vpns.at[i], FIELD_vpn_tier), 0);
		object_ref site = row_object(d->facts, vpns.at[i], FIELD_vpn_clients);
		if (tier)
			map_put(d->arena, &c->vpn_tier, MAP_KEY(site, row_object(d->facts, network_of_tier(d, tier), FIELD_network_environment)), tier);
	}
}

static void collect_openers(struct crossing *c)
{
	struct derivation *d = c->d;
	struct facts *f = d->facts;
	struct extent flows = rows_of(f, REL_flow), clusters = rows_of(f, REL_cluster);
	struct map seen = { 0 };

	for (uint32_t i = 0; i < clusters.len; i++) {
		object_ref environment = row_object(f, clusters.at[i], FIELD_cluster_environment);
		object_ref tier = tier_row(d, row_get(f, clusters.at[i], FIELD_cluster_tier), 0);
		if (tier && !map_at(&seen, MAP_KEY(environment, tier), 0))
			groups_add(d->arena, &c->openers, environment, tier);
		map_put(d->arena, &seen, MAP_KEY(environment, tier), 1);
	}
	for (uint32_t i = 0; i < flows.len; i++) {
		object_ref source = row_object(f, flows.at[i], FIELD_flow_source);
		object_ref environment = row_object(f, flows.at[i], FIELD_flow_environment);
		struct group tiers = groups_get(&d->tiers_at, source);
		for (uint32_t t = 0; t < tiers.len; t++) {
			if (!map_at(&seen, MAP_KEY(environment, tiers.at[t]), 0))
				groups_add(d->arena, &c->openers, environment, tiers.at[t]);
			map_put(d->arena, &seen, MAP_KEY(environment, tiers.at[t]), 1);
		}
	}
	groups_seal(d->arena, &c->openers);
}

void derive_crossing_routes(struct derivation *d)
{
	struct crossing c = { .d = d };
	struct extent peerings = rows_of(d->facts, REL_peering), flows = rows_of(d->facts, REL_flow);

	collect_openers(&c);
	collect_vpns(&c);
	for (uint32_t i = 0; i < peerings.len; i++)
		route_named_tiers(&c, peerings.at[i]);
	for (uint32_t i = 0; i < flows.len; i++) {
		if (is_word(row_get(d->facts, flows.at[i], FIELD_flow_via), d->words.admin_path))
			route_admin_path(&c, flows.at[i]);
		else
			route_between_things(&c, flows.at[i]);
	}
}
