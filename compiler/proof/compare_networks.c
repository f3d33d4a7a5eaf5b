/* Networks: the addresses and zones of their subnets, who is given public addresses, and where each tier's default
 * route leads. */
#include "proof/compare.h"

static struct str name_of(const struct comparison *c, object_ref row, enum relation_field field)
{
	return proof_spelled(c->p, row_get(c->p->facts, row, field));
}

static struct str network_name(const struct comparison *c, object_ref network) { return name_of(c, network, FIELD_network_name); }
static struct str tier_name(const struct comparison *c, object_ref tier) { return name_of(c, tier, FIELD_tier_name); }

/* --- which network a VPC is ------------------------------------------------------------------------------------------ */

static bool is_block_of(const struct comparison *c, object_ref network, struct cidr block)
{
	struct val first = row_get(c->p->facts, network, FIELD_network_cidr), more = row_get(c->p->facts, network, FIELD_network_more);
	if (first.tag == VAL_CIDR && first.a == block.address && first.detail == block.prefix)
		return true;
	for (uint32_t i = 0; i < list_len(more); i++) {
		struct val v = list_at(c->p->facts, more, i);
		if (v.tag == VAL_CIDR && v.a == block.address && v.detail == block.prefix)
			return true;
	}
	return false;
}

static object_ref network_row(const struct proof *p, object_ref subject)
{
	return subject && object_at(p->facts, subject)->kind == p->facts->relation_kind[REL_network] ? subject : 0;
}

static void match_vpc(struct comparison *c, seen_ref vpc)
{
	struct proof *p = c->p;
	object_ref network = network_row(p, seen_at(p, vpc)->subject);
	struct cidr block;
	if (!network) {
		proof_opens(p, vpc, "a VPC that is no declared network");
		return;
	}
	struct val existing = row_get(p->facts, network, FIELD_network_existing);
	bool data = seen_at(p, vpc)->data;
	if (data != (existing.tag != VAL_NONE))
		proof_opens(p, vpc, data ? "the VPC of %.*s is read, and is declared to be made" : "the VPC of %.*s is managed, and is declared to exist",
			STR_ARG(network_name(c, network)));
	else if (data && !str_equal(seen_text(p, vpc, READ_vpc_id), val_str(p->names, existing)))
		proof_opens(p, vpc, "another VPC is read for %.*s than the one that is declared", STR_ARG(network_name(c, network)));
	else if (!data && (!seen_cidr(p, vpc, READ_vpc_cidr, &block) || !is_block_of(c, network, block)))
		proof_opens(p, vpc, "the VPC of %.*s has addresses that are not declared", STR_ARG(network_name(c, network)));
	if (map_at(&c->vpc_of, network, 0))
		proof_opens(p, vpc, "a second VPC for %.*s", STR_ARG(network_name(c, network)));
	map_put(p->arena, &c->vpc_of, network, vpc);
	map_put(p->arena, &c->network_of, vpc, network);
}

static void match_vpcs(struct comparison *c)
{
	struct proof *p = c->p;
	for (uint32_t i = 0; i < p->of_type[SEEN_vpc].len; i++)
		match_vpc(c, p->of_type[SEEN_vpc].at[i]);
	struct extent networks = rows_of(p->facts, REL_network);
	for (uint32_t i = 0; i < networks.len; i++)
		if (!map_at(&c->vpc_of, networks.at[i], 0))
			proof_lacks(p, networks.at[i], "no VPC is written for %.*s", STR_ARG(network_name(c, networks.at[i])));
}

static void match_further_blocks(struct comparison *c)
{
	struct proof *p = c->p;
	for (uint32_t i = 0; i < p->of_type[SEEN_vpc_block].len; i++) {
		seen_ref s = p->of_type[SEEN_vpc_block].at[i];
		object_ref network = map_at(&c->network_of, seen_one(p, s, READ_vpc_block_vpc, SEEN_vpc), 0);
		struct cidr block;
		if (!network || !seen_cidr(p, s, READ_vpc_block_cidr, &block) || !is_block_of(c, network, block))
			proof_opens(p, s, "a block of addresses that no network declares");
	}
}

/* --- subnets ---------------------------------------------------------------------------------------------------------- */

static bool is_routed(const struct comparison *c, object_ref tier, const char *way)
{
	return intent_word(c->p, tier, FIELD_tier_route, way);
}

static void match_subnet(struct comparison *c, seen_ref s)
{
	struct proof *p = c->p;
	struct intent *in = c->in;
	object_ref network = map_at(&c->network_of, seen_one(p, s, READ_subnet_vpc, SEEN_vpc), 0);
	struct cidr block = { 0 };
	uint32_t found = 0;
	bool known = seen_cidr(p, s, READ_subnet_cidr, &block);
	for (uint32_t l = network && known ? chain_last(&in->subnets_of, network) : 0; l && !found; l = chain_former(&in->subnets_of, l)) {
		const struct declared_subnet *d = &in->subnets.at[chain_value(&in->subnets_of, l)];
		if (d->block.address == block.address && d->block.prefix == block.prefix)
			found = chain_value(&in->subnets_of, l) + 1;
	}
	if (!found) {
		proof_opens(p, s, "subnet %.*s belongs to no declared tier", STR_ARG(cidr_text(p, block)));
		return;
	}
	const struct declared_subnet *d = &in->subnets.at[found - 1];
	if (map_at(&c->subnet_of, found, 0))
		proof_opens(p, s, "subnet %.*s of %.*s is written twice", STR_ARG(cidr_text(p, block)), STR_ARG(tier_name(c, d->tier)));
	map_put(p->arena, &c->subnet_of, found, s);
	map_put(p->arena, &c->declared_of, s, found);
	bool existing = row_get(p->facts, d->tier, FIELD_tier_existing).tag != VAL_NONE
	                || row_get(p->facts, d->network, FIELD_network_existing).tag != VAL_NONE;
	if (seen_at(p, s)->data != existing)
		proof_opens(p, s, existing ? "subnet %.*s is managed, and is declared to exist" : "subnet %.*s is read, and is declared to be made",
			STR_ARG(cidr_text(p, block)));
	struct str zone = seen_text(p, s, READ_subnet_zone);
	if (!str_equal(zone, names_text(p->names, d->zone)))
		proof_closes(p, s, "subnet %.*s is declared in zone %.*s and written in %.*s", STR_ARG(cidr_text(p, block)),
			STR_ARG(names_text(p->names, d->zone)), STR_ARG(zone));
	if (seen_may_be_true(p, s, READ_subnet_public_addresses) && !is_routed(c, d->tier, "internet"))
		proof_opens(p, s, "what starts in tier %.*s of %.*s is given a public address", STR_ARG(tier_name(c, d->tier)),
			STR_ARG(network_name(c, network)));
}

static void match_subnets(struct comparison *c)
{
	struct proof *p = c->p;
	for (uint32_t i = 0; i < p->of_type[SEEN_subnet].len; i++)
		match_subnet(c, p->of_type[SEEN_subnet].at[i]);
	for (uint32_t i = 0; i < c->in->subnets.len; i++) {
		const struct declared_subnet *d = &c->in->subnets.at[i];
		if (map_at(&c->vpc_of, d->network, 0) && !map_at(&c->subnet_of, i + 1, 0))
			proof_lacks(p, d->tier, "tier %.*s of %.*s has no subnet %.*s", STR_ARG(tier_name(c, d->tier)),
				STR_ARG(network_name(c, d->network)), STR_ARG(cidr_text(p, d->block)));
	}
}

/* --- route tables -------------------------------------------------------------------------------------------------------- */

static void index_routes(struct comparison *c)
{
	struct proof *p = c->p;
	for (uint32_t i = 0; i < p->of_type[SEEN_association].len; i++) {
		seen_ref s = p->of_type[SEEN_association].at[i];
		seen_ref subnet = seen_one(p, s, READ_association_subnet, SEEN_subnet);
		seen_ref table = seen_one(p, s, READ_association_table, SEEN_route_table);
		if (!subnet || !table || map_at(&c->table_of, subnet, 0)) {
			proof_opens(p, s, "%s", subnet && table ? "a subnet with two route tables" : "a route table of a subnet that is not seen");
			continue;
		}
		if (seen_one(p, subnet, READ_subnet_vpc, SEEN_vpc) != seen_one(p, table, READ_route_table_vpc, SEEN_vpc))
			proof_closes(p, s, "a route table of another network");
		map_put(p->arena, &c->table_of, subnet, table);
		chain_add(p->arena, &c->subnets_of_table, table, subnet);
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_route].len; i++) {
		seen_ref s = p->of_type[SEEN_route].at[i], table = seen_one(p, s, READ_route_table, SEEN_route_table);
		if (table)
			chain_add(p->arena, &c->routes_of, table, s);
		else
			proof_opens(p, s, "a route in a table that is not seen");
	}
}

/* Where a route leads, as a tier says it; NULL through a peering, which is compared apart. */
static const char *way_of(struct comparison *c, seen_ref route, seen_ref subnet)
{
	struct proof *p = c->p;
	seen_ref gateway = seen_one(p, route, READ_route_gateway, SEEN_internet_gateway);
	seen_ref nat = seen_one(p, route, READ_route_nat, SEEN_nat_gateway);
	seen_ref vpc = seen_one(p, subnet, READ_subnet_vpc, SEEN_vpc);
	unsigned ways = (seen_cell(p, route, READ_route_gateway)->count > 0) + (seen_cell(p, route, READ_route_nat)->count > 0)
	                + (seen_cell(p, route, READ_route_peering)->count > 0);
	if (ways != 1)
		return "several ways at once";
	if (gateway)
		return seen_one(p, gateway, READ_internet_gateway_vpc, SEEN_vpc) == vpc ? "internet" : "a gateway of another network";
	if (nat) {
		seen_ref stands = seen_one(p, nat, READ_nat_gateway_subnet, SEEN_subnet);
		uint32_t declared = map_at(&c->declared_of, stands, 0);
		bool public = declared && is_routed(c, c->in->subnets.at[declared - 1].tier, "internet");
		bool addressed = seen_one(p, nat, READ_nat_gateway_address, SEEN_address) != 0;
		bool same = stands && seen_one(p, stands, READ_subnet_vpc, SEEN_vpc) == vpc;
		return same && public && addressed ? "nat" : "a NAT gateway that leads nowhere";
	}
	return seen_cell(p, route, READ_route_peering)->count > 0 ? NULL : "what is not seen";
}

static void compare_default_route(struct comparison *c, const struct declared_subnet *d, seen_ref subnet)
{
	struct proof *p = c->p;
	seen_ref table = map_at(&c->table_of, subnet, 0), found = 0;
	const char *way = "none";
	for (uint32_t l = table ? chain_last(&c->routes_of, table) : 0; l; l = chain_former(&c->routes_of, l)) {
		seen_ref route = chain_value(&c->routes_of, l);
		const char *leads = way_of(c, route, subnet);
		struct cidr to;
		if (!leads)
			continue;
		if (!seen_cidr(p, route, READ_route_destination, &to) || to.prefix != 0 || found) {
			proof_opens(p, route, "tier %.*s of %.*s has a route to %.*s by %s that is not declared", STR_ARG(tier_name(c, d->tier)),
				STR_ARG(network_name(c, d->network)), STR_ARG(seen_text(p, route, READ_route_destination)), leads);
			continue;
		}
		found = route;
		way = leads;
	}
	if (is_routed(c, d->tier, way) || is_routed(c, d->tier, "transit"))
		return;
	struct str declared = name_of(c, d->tier, FIELD_tier_route);
	if (found)
		proof_opens(p, found, "tier %.*s of %.*s is declared with route %.*s; subnet %.*s leads to %s", STR_ARG(tier_name(c, d->tier)),
			STR_ARG(network_name(c, d->network)), STR_ARG(declared), STR_ARG(cidr_text(p, d->block)), way);
	else
		proof_closes(p, subnet, "tier %.*s of %.*s is declared with route %.*s; subnet %.*s has no default route",
			STR_ARG(tier_name(c, d->tier)), STR_ARG(network_name(c, d->network)), STR_ARG(declared), STR_ARG(cidr_text(p, d->block)));
}

/* --- gateways and addresses ------------------------------------------------------------------------------------------------ */

static bool has_public_tier(const struct comparison *c, object_ref network)
{
	for (uint32_t l = chain_last(&c->in->tiers_of, network); l; l = chain_former(&c->in->tiers_of, l))
		if (is_routed(c, chain_value(&c->in->tiers_of, l), "internet"))
			return true;
	return false;
}

static void compare_gateways(struct comparison *c)
{
	struct proof *p = c->p;
	for (uint32_t i = 0; i < p->of_type[SEEN_internet_gateway].len; i++) {
		seen_ref s = p->of_type[SEEN_internet_gateway].at[i];
		object_ref network = map_at(&c->network_of, seen_one(p, s, READ_internet_gateway_vpc, SEEN_vpc), 0);
		if (!network || !has_public_tier(c, network))
			proof_opens(p, s, "an internet gateway for a network without a tier that is routed to the internet");
	}
}

void compare_networks(struct comparison *c)
{
	match_vpcs(c);
	match_further_blocks(c);
	match_subnets(c);
	index_routes(c);
	compare_gateways(c);
	for (uint32_t i = 0; i < c->in->subnets.len; i++) {
		seen_ref subnet = map_at(&c->subnet_of, i + 1, 0);
		if (subnet && !seen_at(c->p, subnet)->data)
			compare_default_route(c, &c->in->subnets.at[i], subnet);
	}
}
