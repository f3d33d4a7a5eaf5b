/* Where things stand and what packets find there: tiers, subnets, tables, read from the rows that the derivers made. */
#include "can/can.h"

#include "value/cidr.h"

static object_ref row_object(const struct can *can, object_ref row, enum relation_field field)
{
	struct val v = row_get(can->facts, row, field);
	return v.tag == VAL_OBJECT ? v.a : 0;
}

/* --- texts ----------------------------------------------------------------------------------------------------- */

struct str can_text(const struct can *can, struct val v)
{
	struct buf out;
	buf_init(&out, can->arena);
	facts_print(&out, can->facts, v);
	return buf_done(&out);
}

struct str can_name(const struct can *can, object_ref o) { return names_text(can->facts->names, object_at(can->facts, o)->name); }

struct str can_end_text(const struct can *can, const struct can_end *end)
{
	if (end->what == CAN_INTERNET)
		return STR("internet");
	if (end->what != CAN_TIER)
		return can_text(can, val_object(end->object));
	return str_format(can->arena, "tier %.*s of %.*s", STR_ARG(can_text(can, row_get(can->facts, end->object, FIELD_tier_name))),
		STR_ARG(can_text(can, row_get(can->facts, end->object, FIELD_tier_network))));
}

struct span can_origin(const struct can *can, uint32_t origin) { return can->facts->origins.at[origin]; }

/* --- places ---------------------------------------------------------------------------------------------------- */

struct extent can_rows(const struct can *can, enum relation relation, enum relation_field field, object_ref key)
{
	struct facts *facts = can->facts;
	return facts_lookup(facts, facts->relation_kind[relation], facts->relation_field[field], val_object(key));
}

object_ref can_tier_of(const struct can *can, object_ref thing)
{
	const struct facts *facts = can->facts;
	object_ref place = object_row(facts, thing, facts->relation_kind[REL_place]);
	object_ref tier = place ? row_object(can, place, FIELD_place_tier) : 0;
	if (!tier) {
		place = object_row(facts, thing, facts->relation_kind[REL_endpoint]);
		tier = place ? row_object(can, place, FIELD_endpoint_tier) : 0;
	}
	if (!tier || object_at(facts, tier)->kind == facts->relation_kind[REL_tier])
		return tier;
	return object_row(facts, tier, facts->relation_kind[REL_tier]);
}

object_ref can_network_of(const struct can *can, object_ref tier) { return tier ? row_object(can, tier, FIELD_tier_network) : 0; }

struct str can_blocks(const struct can *can, object_ref tier)
{
	struct buf out;
	struct extent subnets = can_rows(can, REL_subnet, FIELD_subnet_tier, tier);
	buf_init(&out, can->arena);
	for (uint32_t i = 0; i < subnets.len; i++) {
		buf_text(&out, i ? ", " : "");
		facts_print(&out, can->facts, row_get(can->facts, subnets.at[i], FIELD_subnet_cidr));
	}
	return buf_done(&out);
}

static bool is_routed_to_internet(const struct can *can, object_ref tier)
{
	return row_get(can->facts, tier, FIELD_tier_route).a == can->internet;
}

object_ref can_entry_tier(const struct can *can, object_ref environment, object_ref network)
{
	struct extent networks = can_rows(can, REL_network, FIELD_network_environment, environment);
	object_ref found = 0;
	for (uint32_t n = 0; n < networks.len; n++) {
		struct extent tiers = can_rows(can, REL_tier, FIELD_tier_network, networks.at[n]);
		for (uint32_t t = 0; t < tiers.len; t++) {
			if (!is_routed_to_internet(can, tiers.at[t]))
				continue;
			if (networks.at[n] == network)
				return tiers.at[t];
			found = found ? found : tiers.at[t];
		}
	}
	return found;
}

bool can_ports_meet(struct val a, struct val b)
{
	if (a.tag != VAL_PORT || b.tag != VAL_PORT)
		return true;
	unsigned of_a = a.detail == PROTOCOL_ANY ? PROTOCOL_TCP : a.detail, of_b = b.detail == PROTOCOL_ANY ? PROTOCOL_TCP : b.detail;
	return of_a == of_b && (a.a & 0xffff) <= b.a >> 16 && (b.a & 0xffff) <= a.a >> 16;
}

object_ref can_endpoint(const struct can *can, object_ref thing, struct val port, bool balanced)
{
	struct extent rows = can_rows(can, REL_endpoint, FIELD_endpoint_of, thing);
	for (uint32_t i = 0; i < rows.len; i++) {
		struct val via = row_get(can->facts, rows.at[i], FIELD_endpoint_via);
		if ((via.tag != VAL_NONE && via.a == can->load_balancer) == balanced
		    && can_ports_meet(row_get(can->facts, rows.at[i], FIELD_endpoint_port), port))
			return rows.at[i];
	}
	return 0;
}

/* --- routes ---------------------------------------------------------------------------------------------------- */

static bool holds(struct val outer, struct val inner)
{
	return outer.tag == VAL_CIDR && inner.tag == VAL_CIDR
	       && cidr_contains((struct cidr){ outer.a, (uint8_t)outer.detail }, (struct cidr){ inner.a, (uint8_t)inner.detail });
}

static bool is_local(const struct can *can, object_ref network, struct val to)
{
	struct val more = row_get(can->facts, network, FIELD_network_more);
	bool local = holds(row_get(can->facts, network, FIELD_network_cidr), to);
	for (uint32_t i = 0; i < list_len(more) && !local; i++)
		local = holds(list_at(can->facts, more, i), to);
	return local;
}

/* By the longest prefix; 0 when the table has no route there. */
static object_ref route_taken(const struct can *can, object_ref table, struct val to)
{
	struct extent routes = can_rows(can, REL_route, FIELD_route_table, table);
	object_ref best = 0;
	for (uint32_t i = 0; i < routes.len; i++) {
		struct val block = row_get(can->facts, routes.at[i], FIELD_route_destination);
		if (holds(block, to) && (!best || block.detail > row_get(can->facts, best, FIELD_route_destination).detail))
			best = routes.at[i];
	}
	return best;
}

/* Routes of a tier that were taken, each destination and each gateway once. */
struct taken { VEC(uint64_t) blocks; VEC(object_ref) nats; };

static void take(const struct can *can, struct taken *taken, object_ref route)
{
	struct val block = row_get(can->facts, route, FIELD_route_destination);
	object_ref nat = row_object(can, route, FIELD_route_nat);
	bool known = false;
	for (uint32_t i = 0; i < taken->blocks.len && !known; i++)
		known = taken->blocks.at[i] == MAP_KEY(block.a, block.detail);
	if (!known)
		vec_push(can->arena, &taken->blocks, MAP_KEY(block.a, block.detail));
	known = !nat;
	for (uint32_t i = 0; i < taken->nats.len && !known; i++)
		known = taken->nats.at[i] == nat;
	if (!known)
		vec_push(can->arena, &taken->nats, nat);
}

static struct str in_words(const struct can *can, const struct taken *taken, object_ref route)
{
	const struct facts *facts = can->facts;
	name via = row_get(facts, route, FIELD_route_via).a;
	object_ref link = row_object(can, route, FIELD_route_link), peering = row_object(can, route, FIELD_route_peering);
	struct buf out;
	buf_init(&out, can->arena);
	for (uint32_t i = 0; i < taken->blocks.len; i++) {
		buf_text(&out, i ? ", " : "");
		val_print(&out, facts->names, val_cidr((uint32_t)(taken->blocks.at[i] >> 32), (unsigned)(taken->blocks.at[i] & 0xff)));
	}
	buf_text(&out, " by ");
	if (taken->nats.len > 0) {
		buf_text(&out, taken->nats.len > 1 ? "NAT gateways " : "NAT gateway ");
		for (uint32_t i = 0; i < taken->nats.len; i++) {
			buf_text(&out, i ? ", " : "");
			buf_str(&out, can_text(can, row_get(facts, taken->nats.at[i], FIELD_nat_gateway_name)));
		}
	} else if (peering) {
		buf_text(&out, "peering ");
		buf_str(&out, can_text(can, row_get(facts, peering, FIELD_peering_name)));
	} else if (via == can->internet) {
		buf_text(&out, "the internet gateway of ");
		buf_str(&out, can_text(can, row_get(facts, route, FIELD_route_network)));
	} else {
		buf_str(&out, link ? can_text(can, row_get(facts, link, FIELD_link_of)) : names_text(facts->names, via));
	}
	return buf_done(&out);
}

static struct can_routed can_route_all(const struct can *can, object_ref tier, const struct val *to, uint32_t count)
{
	struct extent subnets = can_rows(can, REL_subnet, FIELD_subnet_tier, tier);
	object_ref network = can_network_of(can, tier);
	struct can_routed routed = { .complete = true, .local = true, .linked = true };
	struct taken taken = { 0 };
	for (uint32_t s = 0; s < subnets.len; s++)
		for (uint32_t t = 0; t < count; t++) {
			if (is_local(can, network, to[t]))
				continue;
			object_ref table = row_object(can, subnets.at[s], FIELD_subnet_table);
			object_ref route = table ? route_taken(can, table, to[t]) : 0;
			routed.local = false;
			routed.complete = routed.complete && route;
			routed.linked = routed.linked && route && (row_object(can, route, FIELD_route_link) || row_object(can, route, FIELD_route_peering));
			if (!route)
				continue;
			routed.route = routed.route ? routed.route : route;
			take(can, &taken, route);
		}
	if (routed.route)
		routed.way = in_words(can, &taken, routed.route);
	return routed;
}

struct can_routed can_route(const struct can *can, object_ref tier, struct val to)
{
	return can_route_all(can, tier, &to, 1);
}

struct can_routed can_route_to_tier(const struct can *can, object_ref tier, object_ref to)
{
	struct extent subnets = can_rows(can, REL_subnet, FIELD_subnet_tier, to);
	struct val *blocks = ARENA_ARRAY(can->arena, struct val, subnets.len + 1);
	for (uint32_t i = 0; i < subnets.len; i++)
		blocks[i] = row_get(can->facts, subnets.at[i], FIELD_subnet_cidr);
	return can_route_all(can, tier, blocks, subnets.len);
}
