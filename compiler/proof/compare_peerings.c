/* Peerings: which networks are joined, and between which subnets packets find their way, there and back. A peering never
 * leads further than its two networks. */
#include "proof/compare.h"

/* One connection, and who knows the way on each side. */
struct connection { seen_ref peering; object_ref network[2], link; bool accepted; };

static struct str network_name(const struct comparison *c, object_ref network)
{
	return proof_spelled(c->p, row_get(c->p->facts, network, FIELD_network_name));
}

static struct str tier_name(const struct comparison *c, object_ref tier)
{
	return proof_spelled(c->p, row_get(c->p->facts, tier, FIELD_tier_name));
}

/* --- which networks ---------------------------------------------------------------------------------------------------- */

object_ref comparison_network(struct comparison *c, seen_ref s, enum seen_argument argument)
{
	struct proof *p = c->p;
	seen_ref vpc = seen_one(p, s, argument, SEEN_vpc);
	if (vpc)
		return map_at(&c->network_of, vpc, 0);
	struct str id = seen_text(p, s, argument);
	struct extent networks = rows_of(p->facts, REL_network);
	for (uint32_t i = 0; i < networks.len && id.at; i++) {
		struct val existing = row_get(p->facts, networks.at[i], FIELD_network_existing);
		if (val_is_stringy(existing) && str_equal(val_str(p->names, existing), id))
			return networks.at[i];
	}
	return 0;
}

static bool means(const struct comparison *c, object_ref thing, object_ref network)
{
	for (uint32_t l = intent_networks(c->in, thing); l; l = chain_former(&c->in->networks_of, l))
		if (chain_value(&c->in->networks_of, l) == network)
			return true;
	return false;
}

static bool is_peering(const struct comparison *c, object_ref link)
{
	return row_get(c->p->facts, link, FIELD_link_by).tag == VAL_NONE || intent_word(c->p, link, FIELD_link_by, "peering");
}

/* Links by the networks they may join. */
static void index_links(struct comparison *c, struct chain *links_of)
{
	struct proof *p = c->p;
	struct extent links = rows_of(p->facts, REL_link);
	for (uint32_t i = 0; i < links.len; i++) {
		object_ref left = intent_object(p, links.at[i], FIELD_link_left);
		for (uint32_t l = is_peering(c, links.at[i]) ? intent_networks(c->in, left) : 0; l; l = chain_former(&c->in->networks_of, l))
			chain_add(p->arena, links_of, chain_value(&c->in->networks_of, l), links.at[i]);
	}
}

static object_ref link_between(const struct comparison *c, const struct chain *links_of, object_ref a, object_ref b)
{
	for (int side = 0; side < 2; side++) {
		object_ref near = side ? b : a, far = side ? a : b;
		for (uint32_t l = near ? chain_last(links_of, near) : 0; l; l = chain_former(links_of, l))
			if (means(c, intent_object(c->p, chain_value(links_of, l), FIELD_link_right), far))
				return chain_value(links_of, l);
	}
	return 0;
}

/* --- which tiers ---------------------------------------------------------------------------------------------------------- */

enum demand { FORBIDDEN, ALLOWED, DEMANDED };

static void allow(struct comparison *c, struct map *pairs, object_ref a, object_ref b, enum demand demand)
{
	if (map_at(pairs, MAP_KEY(a, b), FORBIDDEN) >= (uint32_t)demand)
		return;
	map_put(c->p->arena, pairs, MAP_KEY(a, b), demand);
	map_put(c->p->arena, pairs, MAP_KEY(b, a), demand);
}

/* Between every tier of an environment that is an end of such a path and the tiers of what is reached. */
static void allow_from(struct comparison *c, struct map *pairs, object_ref environment, bool public_only, object_ref tier)
{
	struct intent *in = c->in;
	for (uint32_t n = intent_networks(in, environment); n; n = chain_former(&in->networks_of, n))
		for (uint32_t t = chain_last(&in->tiers_of, chain_value(&in->networks_of, n)); t; t = chain_former(&in->tiers_of, t))
			if (!public_only || intent_word(c->p, chain_value(&in->tiers_of, t), FIELD_tier_route, "internet"))
				allow(c, pairs, chain_value(&in->tiers_of, t), tier, ALLOWED);
}

/* People pass from each host on the way to any tier of the environment. */
static void allow_admin(struct comparison *c, struct map *pairs, const struct declared_path *path)
{
	struct proof *p = c->p;
	struct val through = row_get(p->facts, path->half, FIELD_flow_half_through);
	for (uint32_t i = 0; i < list_len(through); i++) {
		struct val v = list_at(p->facts, through, i);
		object_ref tier = v.tag == VAL_OBJECT ? object_row(p->facts, v.a, p->facts->relation_kind[REL_tier]) : 0;
		if (tier)
			allow_from(c, pairs, path->target_environment, false, tier);
	}
}

/* Pairs of tiers between which something declared passes. Where a load balancer stands, and which host is passed first, is
 * not declared tier by tier: there the way is allowed, and no single one demanded. */
static void index_pairs(struct comparison *c, struct map *pairs)
{
	struct intent *in = c->in;
	for (uint32_t i = 0; i < in->paths.len; i++) {
		const struct declared_path *path = &in->paths.at[i];
		object_ref source = path->source.tag == VAL_OBJECT ? path->source.a : 0, target = path->target.tag == VAL_OBJECT ? path->target.a : 0;
		if (path->via == PATH_ADMIN)
			allow_admin(c, pairs, path);
		for (uint32_t b = target ? chain_last(&in->tiers_at, target) : 0; b; b = chain_former(&in->tiers_at, b)) {
			object_ref there = chain_value(&in->tiers_at, b);
			if (path->via == PATH_BALANCED)
				allow_from(c, pairs, path->target_environment, true, there);
			for (uint32_t a = source ? chain_last(&in->tiers_at, source) : 0; a; a = chain_former(&in->tiers_at, a))
				allow(c, pairs, chain_value(&in->tiers_at, a), there, DEMANDED);
		}
	}
}

static bool is_named(const struct comparison *c, object_ref link, object_ref tier)
{
	struct proof *p = c->p;
	struct val tiers = row_get(p->facts, link, FIELD_link_tiers);
	name called = row_get(p->facts, tier, FIELD_tier_name).a;
	for (uint32_t i = 0; i < list_len(tiers); i++) {
		struct val v = list_at(p->facts, tiers, i);
		if (v.tag == VAL_OBJECT ? object_row(p->facts, v.a, p->facts->relation_kind[REL_tier]) == tier || object_at(p->facts, v.a)->name == called
		                        : v.a == called)
			return true;
	}
	return false;
}

/* Whether two tiers on the two sides of a link may reach each other. */
static enum demand demand_of(const struct comparison *c, const struct map *pairs, object_ref link, object_ref a, object_ref b)
{
	if (list_len(row_get(c->p->facts, link, FIELD_link_tiers)) > 0)
		return is_named(c, link, a) && is_named(c, link, b) ? DEMANDED : FORBIDDEN;
	return (enum demand)map_at(pairs, MAP_KEY(a, b), FORBIDDEN);
}

/* --- routes ------------------------------------------------------------------------------------------------------------------ */

/* The connection that an argument means, by itself or by its accepter. */
static seen_ref connection_meant(struct proof *p, seen_ref s, enum seen_argument argument)
{
	seen_ref through = seen_target(p, s, argument, 0);
	if (through && seen_at(p, through)->type == SEEN_accepter)
		through = seen_one(p, through, READ_accepter_peering, SEEN_peering);
	return through && seen_at(p, through)->type == SEEN_peering ? through : 0;
}

/* Whether the subnet's table leads to all of a block through this connection. */
static bool leads_to(struct comparison *c, seen_ref subnet, struct cidr block, seen_ref peering)
{
	struct proof *p = c->p;
	seen_ref table = map_at(&c->table_of, subnet, 0);
	for (uint32_t l = table ? chain_last(&c->routes_of, table) : 0; l; l = chain_former(&c->routes_of, l)) {
		seen_ref route = chain_value(&c->routes_of, l), through = connection_meant(p, route, READ_route_peering);
		struct cidr to;
		if (through == peering && seen_cidr(p, route, READ_route_destination, &to) && cidr_contains(to, block))
			return true;
	}
	return false;
}

/* The table of a subnet that is read is somebody else's: it is believed to know the way. */
static void compare_subnets(struct comparison *c, const struct map *pairs, const struct connection *n, uint32_t a, uint32_t b)
{
	struct proof *p = c->p;
	const struct declared_subnet *from = &c->in->subnets.at[a], *to = &c->in->subnets.at[b];
	seen_ref subnet = map_at(&c->subnet_of, a + 1, 0);
	enum demand demand = demand_of(c, pairs, n->link, from->tier, to->tier);
	if (!subnet || seen_at(p, subnet)->data || demand == ALLOWED || (demand == DEMANDED) == leads_to(c, subnet, to->block, n->peering))
		return;
	if (demand == DEMANDED)
		proof_closes(p, n->peering, "subnet %.*s of %.*s does not know the way to %.*s of %.*s", STR_ARG(cidr_text(p, from->block)),
			STR_ARG(network_name(c, from->network)), STR_ARG(cidr_text(p, to->block)), STR_ARG(network_name(c, to->network)));
	else
		proof_opens(p, n->peering, "tier %.*s of %.*s is routed to tier %.*s of %.*s, and nothing declared passes there",
			STR_ARG(tier_name(c, from->tier)), STR_ARG(network_name(c, from->network)), STR_ARG(tier_name(c, to->tier)),
			STR_ARG(network_name(c, to->network)));
}

/* A route through a connection leads to declared subnets of the other side and to nothing else. */
static void compare_destinations(struct comparison *c, const struct map *connection_at, const struct connection *connections)
{
	struct proof *p = c->p;
	for (uint32_t i = 0; i < p->of_type[SEEN_route].len; i++) {
		seen_ref route = p->of_type[SEEN_route].at[i], through = connection_meant(p, route, READ_route_peering);
		if (seen_cell(p, route, READ_route_peering)->count == 0)
			continue;
		uint32_t at = through ? map_at(connection_at, through, 0) : 0;
		seen_ref table = seen_one(p, route, READ_route_table, SEEN_route_table);
		object_ref here = table ? map_at(&c->network_of, seen_one(p, table, READ_route_table_vpc, SEEN_vpc), 0) : 0;
		const struct connection *n = at ? &connections[at - 1] : NULL;
		struct cidr to = { 0 };
		bool known = seen_cidr(p, route, READ_route_destination, &to), inside = false;
		object_ref far = n ? n->network[here == n->network[0]] : 0;
		for (uint32_t l = far && known ? chain_last(&c->in->subnets_of, far) : 0; l && !inside; l = chain_former(&c->in->subnets_of, l))
			inside = cidr_contains(c->in->subnets.at[chain_value(&c->in->subnets_of, l)].block, to);
		if (!n || (here != n->network[0] && here != n->network[1]) || !inside)
			proof_opens(p, route, "a route through a peering to %.*s, which is no subnet of the other side", STR_ARG(cidr_text(p, to)));
	}
}

/* --- connections --------------------------------------------------------------------------------------------------------------- */

static bool says_dns(const struct comparison *c, object_ref link)
{
	struct val v = link ? row_get(c->p->facts, link, FIELD_link_dns) : VAL_ABSENT;
	return v.tag == VAL_BOOL ? v.i != 0 : val_is_stringy(v) && str_is(val_str(c->p->names, v), "true");
}

static void compare_dns(struct comparison *c, const struct connection *connections, const struct map *connection_at)
{
	struct proof *p = c->p;
	struct map both = { 0 };
	for (uint32_t i = 0; i < p->of_type[SEEN_peering_options].len; i++) {
		seen_ref s = p->of_type[SEEN_peering_options].at[i], through = connection_meant(p, s, READ_peering_options_peering);
		uint32_t sides = (seen_true(p, s, READ_peering_options_requester_dns) ? 1u : 0) | (seen_true(p, s, READ_peering_options_accepter_dns) ? 2u : 0);
		uint32_t at = through ? map_at(connection_at, through, 0) : 0;
		bool declared = at && says_dns(c, connections[at - 1].link);
		if (sides && !declared)
			proof_opens(p, s, "names of the other side resolve across a peering that does not say `dns`");
		if (through)
			map_put(p->arena, &both, through, map_at(&both, through, 0) | sides);
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_peering].len; i++) {
		seen_ref s = p->of_type[SEEN_peering].at[i];
		uint32_t at = map_at(connection_at, s, 0);
		bool declared = at && says_dns(c, connections[at - 1].link);
		if (declared && map_at(&both, s, 0) != 3)
			proof_closes(p, s, "names do not resolve across the peering in both directions");
	}
}

/* Connections that the other side has accepted. */
static struct map accepted(struct proof *p)
{
	struct map accepted = { 0 };
	for (uint32_t i = 0; i < p->of_type[SEEN_accepter].len; i++) {
		seen_ref s = p->of_type[SEEN_accepter].at[i];
		if (seen_true(p, s, READ_accepter_auto_accept))
			map_put(p->arena, &accepted, seen_one(p, s, READ_accepter_peering, SEEN_peering), 1);
	}
	return accepted;
}

static void compare_connection(struct comparison *c, const struct map *pairs, const struct connection *n)
{
	struct proof *p = c->p;
	if (!n->network[0] || !n->network[1] || !n->link) {
		proof_opens(p, n->peering, "a peering between two networks that nobody joins");
		return;
	}
	if (!n->accepted)
		proof_closes(p, n->peering, "the peering of %.*s and %.*s is asked for and never accepted", STR_ARG(network_name(c, n->network[0])),
			STR_ARG(network_name(c, n->network[1])));
	for (int side = 0; side < 2; side++)
		for (uint32_t a = chain_last(&c->in->subnets_of, n->network[side]); a; a = chain_former(&c->in->subnets_of, a))
			for (uint32_t b = chain_last(&c->in->subnets_of, n->network[!side]); b; b = chain_former(&c->in->subnets_of, b))
				compare_subnets(c, pairs, n, chain_value(&c->in->subnets_of, a), chain_value(&c->in->subnets_of, b));
}

void compare_peerings(struct comparison *c)
{
	struct proof *p = c->p;
	uint32_t count = p->of_type[SEEN_peering].len;
	struct connection *connections = ARENA_ARRAY(p->arena, struct connection, count + 1);
	struct map connection_at = { 0 }, joined = { 0 }, pairs = { 0 };
	struct map answered = accepted(p);
	struct chain links_of = { 0 };
	index_links(c, &links_of);
	index_pairs(c, &pairs);
	for (uint32_t i = 0; i < count; i++) {
		struct connection *n = &connections[i];
		n->peering = p->of_type[SEEN_peering].at[i];
		n->network[0] = comparison_network(c, n->peering, READ_peering_vpc);
		n->network[1] = comparison_network(c, n->peering, READ_peering_peer_vpc);
		n->link = n->network[0] && n->network[1] ? link_between(c, &links_of, n->network[0], n->network[1]) : 0;
		n->accepted = seen_true(p, n->peering, READ_peering_auto_accept) || map_at(&answered, n->peering, 0);
		map_put(p->arena, &connection_at, n->peering, i + 1);
		map_put(p->arena, &joined, n->link, 1);
		compare_connection(c, &pairs, n);
	}
	compare_destinations(c, &connection_at, connections);
	compare_dns(c, connections, &connection_at);
	struct extent links = rows_of(p->facts, REL_link);
	for (uint32_t i = 0; i < links.len; i++)
		if (is_peering(c, links.at[i]) && !map_at(&joined, links.at[i], 0))
			proof_lacks(p, links.at[i], "no peering is written for what is joined here");
}
