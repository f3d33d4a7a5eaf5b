/* What the program declares. */
#include "proof/intent.h"

object_ref intent_object(const struct proof *p, object_ref row, enum relation_field field)
{
	struct val v = row_get(p->facts, row, field);
	return v.tag == VAL_OBJECT ? v.a : 0;
}

bool intent_word(const struct proof *p, object_ref row, enum relation_field field, const char *word)
{
	struct val v = row_get(p->facts, row, field);
	return (v.tag == VAL_WORD || v.tag == VAL_STR) && str_is(names_text(p->names, v.a), word);
}

static object_ref declaration(const struct proof *p, object_ref o)
{
	object_ref master = o ? object_at(p->facts, o)->master : 0;
	return master ? master : o;
}

object_ref intent_environment(const struct proof *p, object_ref thing)
{
	for (object_ref o = thing; o; o = object_at(p->facts, o)->owner)
		if (object_at(p->facts, o)->place)
			return object_at(p->facts, o)->place;
	return 0;
}

uint32_t intent_networks(const struct intent *in, object_ref thing) { return chain_last(&in->networks_of, thing); }

/* --- networks and tiers -------------------------------------------------------------------------------------------- */

static void read_networks(struct intent *in)
{
	struct proof *p = in->p;
	struct extent rows = rows_of(p->facts, REL_network);
	for (uint32_t i = 0; i < rows.len; i++) {
		object_ref row = rows.at[i], of = intent_object(p, row, FIELD_network_of);
		object_ref environment = intent_object(p, row, FIELD_network_environment), all = declaration(p, environment);
		chain_add(p->arena, &in->networks_of, row, row);
		chain_add(p->arena, &in->networks_of, of, row);
		if (environment != of)
			chain_add(p->arena, &in->networks_of, environment, row);
		if (all != environment)
			chain_add(p->arena, &in->networks_of, all, row);
	}
}

static void add_subnet(struct intent *in, object_ref tier, object_ref network, struct cidr block, struct val letter)
{
	struct proof *p = in->p;
	struct str region = val_str(p->names, row_get(p->facts, network, FIELD_network_region));
	struct str zone = str_format(p->arena, "%.*s%.*s", STR_ARG(region), STR_ARG(val_str(p->names, letter)));
	chain_add(p->arena, &in->subnets_of, network, in->subnets.len);
	vec_push(p->arena, &in->subnets, (struct declared_subnet){ tier, network, block, names_intern(p->names, zone) });
}

/* Explicit blocks, one for each zone; or blocks of one length counted from the network's first address, that of zone a first. */
static void read_tier(struct intent *in, object_ref tier)
{
	struct proof *p = in->p;
	object_ref network = intent_object(p, tier, FIELD_tier_network);
	if (!network || object_at(p->facts, tier)->flags & OBJECT_BROKEN)
		return;
	struct val zones = row_get(p->facts, tier, FIELD_tier_zones), blocks = row_get(p->facts, tier, FIELD_tier_blocks);
	struct val base = row_get(p->facts, network, FIELD_network_cidr);
	struct val prefix = row_get(p->facts, tier, FIELD_tier_prefix), from = row_get(p->facts, tier, FIELD_tier_from);
	if (list_len(zones) == 0)
		zones = row_get(p->facts, network, FIELD_network_zones);
	chain_add(p->arena, &in->tiers_of, network, tier);
	for (uint32_t i = 0; i < list_len(zones); i++) {
		struct val explicit = i < list_len(blocks) ? list_at(p->facts, blocks, i) : VAL_ABSENT;
		struct cidr block = { explicit.a, (uint8_t)explicit.detail };
		if (explicit.tag != VAL_CIDR) {
			struct str letter = val_str(p->names, list_at(p->facts, zones, i));
			uint32_t number = (uint32_t)(from.i + (letter.len ? letter.at[0] - 'a' : 0));
			block = (struct cidr){ base.a + (number << (32 - prefix.i)), (uint8_t)prefix.i };
		}
		add_subnet(in, tier, network, block, list_at(p->facts, zones, i));
	}
}

/* --- where things stand and listen ---------------------------------------------------------------------------------- */

static object_ref tier_row(const struct intent *in, struct val tier)
{
	const struct proof *p = in->p;
	return tier.tag == VAL_OBJECT ? object_row(p->facts, tier.a, p->facts->relation_kind[REL_tier]) : 0;
}

static void stands_in(struct intent *in, object_ref thing, struct val tier)
{
	object_ref row = tier_row(in, tier);
	for (uint32_t l = chain_last(&in->tiers_at, thing); l; l = chain_former(&in->tiers_at, l))
		if (chain_value(&in->tiers_at, l) == row)
			return;
	if (row)
		chain_add(in->p->arena, &in->tiers_at, thing, row);
}

/* Nodes of a cluster stand in a tier. */
static void read_nodes(struct intent *in)
{
	struct proof *p = in->p;
	struct extent clusters = rows_of(p->facts, REL_cluster);
	for (uint32_t i = 0; i < clusters.len; i++) {
		object_ref environment = intent_object(p, clusters.at[i], FIELD_cluster_environment);
		stands_in(in, environment, row_get(p->facts, clusters.at[i], FIELD_cluster_tier));
	}
}

static void read_places(struct intent *in)
{
	struct proof *p = in->p;
	struct extent places = rows_of(p->facts, REL_place), endpoints = rows_of(p->facts, REL_endpoint);
	for (uint32_t i = 0; i < places.len; i++) {
		object_ref thing = intent_object(p, places.at[i], FIELD_place_of);
		stands_in(in, thing, row_get(p->facts, places.at[i], FIELD_place_tier));
		chain_add(p->arena, &in->things_in, intent_environment(p, thing), thing);
	}
	for (uint32_t i = 0; i < endpoints.len; i++) {
		object_ref of = intent_object(p, endpoints.at[i], FIELD_endpoint_of);
		stands_in(in, of, row_get(p->facts, endpoints.at[i], FIELD_endpoint_tier));
		chain_add(p->arena, &in->endpoints_of, of, endpoints.at[i]);
	}
}

/* --- connections ------------------------------------------------------------------------------------------------------ */

static unsigned protocol(struct val port) { return port.detail == PROTOCOL_ANY ? PROTOCOL_TCP : port.detail; }

static bool ports_meet(struct val a, struct val b)
{
	return a.tag != VAL_PORT || b.tag != VAL_PORT || (a.a == b.a && protocol(a) == protocol(b));
}

static bool port_within(struct val outer, struct val inner)
{
	return outer.tag == VAL_PORT && inner.tag == VAL_PORT && protocol(outer) == protocol(inner)
	       && (outer.a & 0xFFFF) <= (inner.a & 0xFFFF) && outer.a >> 16 >= inner.a >> 16;
}

/* A path for each endpoint meant: with a port the one that has it, else all that are there for such a caller. Callers
 * from across a wall come to the load balancer where there is one. */
static void open_path(struct intent *in, struct declared_path path, bool crosses)
{
	struct proof *p = in->p;
	object_ref target = path.target.tag == VAL_OBJECT ? path.target.a : 0;
	bool said = row_get(p->facts, path.half, FIELD_flow_half_via).tag != VAL_NONE;
	uint32_t first = chain_last(&in->endpoints_of, target);
	bool wanted = false, any = false;
	for (uint32_t l = first; l; l = chain_former(&in->endpoints_of, l)) {
		object_ref e = chain_value(&in->endpoints_of, l);
		bool balanced = row_get(p->facts, e, FIELD_endpoint_via).tag != VAL_NONE;
		bool fits = path.port.tag == VAL_NONE || port_within(row_get(p->facts, e, FIELD_endpoint_port), path.port);
		any |= fits;
		wanted |= fits && balanced == crosses;
	}
	for (uint32_t l = first; l && !said; l = chain_former(&in->endpoints_of, l)) {
		object_ref e = chain_value(&in->endpoints_of, l);
		struct declared_path one = path;
		bool balanced = row_get(p->facts, e, FIELD_endpoint_via).tag != VAL_NONE;
		struct val port = row_get(p->facts, e, FIELD_endpoint_port);
		if ((path.port.tag != VAL_NONE && !port_within(port, path.port)) || (wanted && balanced != crosses))
			continue;
		one.via = balanced ? PATH_BALANCED : PATH_DIRECT;
		one.port = path.port.tag != VAL_NONE ? path.port : port;
		vec_push(p->arena, &in->paths, one);
	}
	if (said || !any)
		vec_push(p->arena, &in->paths, path);
}

/* Environments on a link: those of a peer, or all that join a hub, also by a hub that it meets. */
static void join(struct intent *in, object_ref thing, object_ref end)
{
	struct proof *p = in->p;
	for (uint32_t l = intent_networks(in, end); l; l = chain_former(&in->networks_of, l))
		chain_add(p->arena, &in->joined, thing, intent_object(p, chain_value(&in->networks_of, l), FIELD_network_environment));
}

/* The environments at one end of a link, as those at the other end see them. */
static void link_environments(struct intent *in, object_ref end, object_ref other)
{
	struct proof *p = in->p;
	for (uint32_t a = intent_networks(in, end); a; a = chain_former(&in->networks_of, a))
		for (uint32_t b = intent_networks(in, other); b; b = chain_former(&in->networks_of, b)) {
			object_ref environment = intent_object(p, chain_value(&in->networks_of, a), FIELD_network_environment);
			map_put(p->arena, &in->linked, MAP_KEY(environment, intent_object(p, chain_value(&in->networks_of, b), FIELD_network_environment)), 1);
		}
}

bool intent_is_linked(const struct intent *in, object_ref environment, object_ref other)
{
	return map_at(&in->linked, MAP_KEY(environment, other), 0);
}

static void read_links(struct intent *in)
{
	struct proof *p = in->p;
	struct extent links = rows_of(p->facts, REL_link);
	for (int meeting = 0; meeting < 2; meeting++)
		for (uint32_t i = 0; i < links.len; i++) {
			object_ref of = intent_object(p, links.at[i], FIELD_link_of);
			object_ref left = intent_object(p, links.at[i], FIELD_link_left), right = intent_object(p, links.at[i], FIELD_link_right);
			if (!meeting) {
				join(in, of, left);
				join(in, of, right);
				link_environments(in, left, right);
				link_environments(in, right, left);
			} else if (!intent_networks(in, left) && !intent_networks(in, right)) {
				for (uint32_t l = chain_last(&in->joined, right); l; l = chain_former(&in->joined, l))
					chain_add(p->arena, &in->joined, left, chain_value(&in->joined, l));
			}
		}
}

static bool is_joined(const struct intent *in, object_ref thing, object_ref environment)
{
	for (uint32_t l = chain_last(&in->joined, thing); l; l = chain_former(&in->joined, l))
		if (chain_value(&in->joined, l) == environment)
			return true;
	return false;
}

static uint64_t pair_key(const struct proof *p, object_ref from, object_ref to)
{
	return MAP_KEY(declaration(p, from), declaration(p, to));
}

/* The second key of each flow across a link, by its two ends. */
static struct chain read_keys(struct intent *in)
{
	struct proof *p = in->p;
	struct chain keys = { 0 };
	struct extent halves = rows_of(p->facts, REL_flow_half);
	for (uint32_t i = 0; i < halves.len; i++) {
		object_ref h = halves.at[i], from = intent_object(p, h, FIELD_flow_half_from), to = intent_object(p, h, FIELD_flow_half_to);
		if (intent_word(p, h, FIELD_flow_half_half, "callee") && from && to)
			chain_add(p->arena, &keys, pair_key(p, from, to), h);
	}
	return keys;
}

/* One place of the called thing, when the key, the caller and the ports agree that it is meant. */
static void try_place(struct intent *in, struct declared_path path, object_ref key, object_ref there)
{
	struct proof *p = in->p;
	object_ref at = intent_object(p, path.half, FIELD_flow_half_at), also = intent_object(p, key, FIELD_flow_half_at);
	object_ref instance = object_instance(p->facts, declaration(p, path.target.a), there), all = declaration(p, there);
	struct val port = row_get(p->facts, key, FIELD_flow_half_port);
	if (!instance || there == path.source_environment || !ports_meet(path.port, port) || (at && at != there && at != all)
	    || (also && also != there && also != all))
		return;
	path.target = val_object(instance);
	path.target_environment = there;
	path.port = path.port.tag != VAL_NONE ? path.port : port;
	open_path(in, path, true);
}

/* Where a caller's half leads across links: to each place of the called thing that a key of a link names too. */
static void read_crossing(struct intent *in, const struct chain *keys, struct declared_path path)
{
	struct proof *p = in->p;
	uint32_t before = in->paths.len;
	for (uint32_t l = chain_last(keys, pair_key(p, path.source.a, path.target.a)); l; l = chain_former(keys, l)) {
		object_ref key = chain_value(keys, l), link = intent_object(p, key, FIELD_flow_half_link);
		object_ref origin = intent_object(p, key, FIELD_flow_half_origin);
		if (!link || !is_joined(in, link, path.source_environment)
		    || (origin && origin != path.source_environment && origin != declaration(p, path.source_environment)))
			continue;
		for (uint32_t e = chain_last(&in->joined, link); e; e = chain_former(&in->joined, e))
			try_place(in, path, key, chain_value(&in->joined, e));
	}
	if (in->paths.len == before)
		in->beyond++;
}

static void read_half(struct intent *in, const struct chain *keys, object_ref h)
{
	struct proof *p = in->p;
	struct declared_path path = { .half = h, .source = row_get(p->facts, h, FIELD_flow_half_from),
		.target = row_get(p->facts, h, FIELD_flow_half_to), .port = row_get(p->facts, h, FIELD_flow_half_port) };
	object_ref target = path.target.tag == VAL_OBJECT ? path.target.a : 0;
	path.source_environment = path.source.tag == VAL_OBJECT ? intent_environment(p, path.source.a) : 0;
	path.target_environment = target ? intent_environment(p, target) : 0;
	if (intent_word(p, h, FIELD_flow_half_via, "admin-path")) {
		path.via = PATH_ADMIN;
		path.target_environment = target;
		vec_push(p->arena, &in->paths, path);
		return;
	}
	if (intent_word(p, h, FIELD_flow_half_via, "load-balancer"))
		path.via = PATH_BALANCED;
	if (intent_word(p, h, FIELD_flow_half_via, "gateway"))
		path.via = PATH_GATEWAY;
	bool placed = target && object_at(p->facts, target)->flags & OBJECT_MASTER;
	object_ref at = intent_object(p, h, FIELD_flow_half_at), here = path.source_environment;
	bool elsewhere = at && here && at != here && at != declaration(p, here);
	object_ref local = placed && here && !elsewhere ? object_instance(p->facts, target, here) : 0;
	if (local) {
		path.target = val_object(local);
		path.target_environment = path.source_environment;
	}
	bool crosses = (placed && !local) || (target && elsewhere)
	               || (path.source_environment && path.target_environment && path.source_environment != path.target_environment);
	if (crosses && path.source_environment)
		read_crossing(in, keys, path);
	else if (!crosses)
		open_path(in, path, false);
}

/* Where nothing is said of reading and writing, whoever calls may change what he reaches. */
static void read_call(struct intent *in, const struct declared_path *path)
{
	struct proof *p = in->p;
	struct val may = row_get(p->facts, path->half, FIELD_flow_half_may);
	enum call call = list_len(may) ? CALL_READS : CALL_CHANGES;
	if (path->source.tag != VAL_OBJECT || path->target.tag != VAL_OBJECT)
		return;
	for (uint32_t i = 0; i < list_len(may); i++)
		if (!str_is(val_str(p->names, list_at(p->facts, may, i)), "read"))
			call = CALL_CHANGES;
	uint64_t pair = MAP_KEY(path->source.a, path->target.a);
	if (map_at(&in->calls, pair, CALL_NONE) < call)
		map_put(p->arena, &in->calls, pair, call);
}

struct intent *intent_read(struct proof *p)
{
	struct intent *in = ARENA_NEW(p->arena, struct intent);
	in->p = p;
	read_networks(in);
	struct extent tiers = rows_of(p->facts, REL_tier), halves = rows_of(p->facts, REL_flow_half);
	for (uint32_t i = 0; i < tiers.len; i++)
		read_tier(in, tiers.at[i]);
	read_places(in);
	read_nodes(in);
	read_links(in);
	struct chain keys = read_keys(in);
	for (uint32_t i = 0; i < halves.len; i++)
		if (!intent_word(p, halves.at[i], FIELD_flow_half_half, "callee"))
			read_half(in, &keys, halves.at[i]);
	for (uint32_t i = 0; i < in->paths.len; i++)
		read_call(in, &in->paths.at[i]);
	return in;
}
