/* Ways out of a network: its internet gateway, its NAT gateways, and the default routes to them. */
#include "estate/derivation.h"

/* What one network has of each. */
struct ways {
	object_ref network;
	object_ref internet;         /* the first tier routed to the internet: NAT gateways stand there */
	object_ref translated;       /* the first tier routed to NAT */
	struct groups nat_by_zone;   /* zone -> gateway */
	object_ref nat;              /* the only gateway, or the first */
};

static struct val route_of(const struct derivation *d, object_ref tier) { return row_get(d->facts, tier, FIELD_tier_route); }

static struct ways find_ways(const struct derivation *d, object_ref network)
{
	struct ways ways = { .network = network };
	struct group tiers = groups_get(&d->tiers_of, network);

	for (uint32_t i = 0; i < tiers.len; i++) {
		if (!ways.internet && is_word(route_of(d, tiers.at[i]), d->words.internet))
			ways.internet = tiers.at[i];
		if (!ways.translated && is_word(route_of(d, tiers.at[i]), d->words.nat))
			ways.translated = tiers.at[i];
	}
	return ways;
}

/* --- gateways -------------------------------------------------------------------------------- */

static void add_internet_gateway(struct derivation *d, const struct ways *ways)
{
	object_ref gateway = row_add(d->facts, REL_internet_gateway, object_at(d->facts, ways->internet)->origin);

	row_set(d->facts, gateway, FIELD_internet_gateway_network, val_object(ways->network));
}

static void add_nat_gateway(struct derivation *d, struct ways *ways, object_ref subnet)
{
	struct facts *f = d->facts;
	struct val zone = row_get(f, subnet, FIELD_subnet_zone);
	struct str letter = val_str(f->names, row_get(f, zone.a, FIELD_zone_letter));
	/* Made for the tiers that are routed to it; how many there are is the network's word. */
	object_ref gateway = row_add(f, REL_nat_gateway, object_at(f, ways->translated)->origin);

	row_set(f, gateway, FIELD_nat_gateway_name, val_name(VAL_STR, names_intern(f->names, letter)));
	row_set(f, gateway, FIELD_nat_gateway_network, val_object(ways->network));
	row_set(f, gateway, FIELD_nat_gateway_zone, zone);
	row_set(f, gateway, FIELD_nat_gateway_subnet, val_object(subnet));
	groups_add(d->arena, &ways->nat_by_zone, zone.a, gateway);
	if (!ways->nat)
		ways->nat = gateway;
}

static void no_way_out(struct derivation *d, const struct ways *ways)
{
	struct facts *f = d->facts;
	struct str network = spelled(d, row_get(f, ways->network, FIELD_network_name));
	struct str tier = spelled(d, row_get(f, ways->translated, FIELD_tier_name));
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, object_span(f, ways->translated),
		ways->internet ? "tier %.*s is routed to nat, but %.*s has no NAT gateway"
		               : "tier %.*s is routed to nat, but no tier of %.*s is routed to the internet",
		STR_ARG(tier), STR_ARG(network));

	if (ways->internet) {
		diag_also(d->diags, diag, object_span(f, ways->network), "no NAT is wanted here");
		diag_help(d->diags, diag, "say `nat single` or `nat per-zone` for %.*s, or `route none` for the tier", STR_ARG(network));
	} else {
		diag_help(d->diags, diag, "a NAT gateway stands in a tier with `route internet`; declare one, or say `route none` here");
	}
}

static void derive_nat(struct derivation *d, struct ways *ways)
{
	struct val wanted = row_get(d->facts, ways->network, FIELD_network_nat);
	bool each = is_word(wanted, d->words.per_zone);

	if (!ways->internet || (!each && !is_word(wanted, d->words.single))) {
		no_way_out(d, ways);
		return;
	}
	struct group subnets = groups_get(&d->subnets_of, ways->internet);
	for (uint32_t i = 0; i < (each ? subnets.len : subnets.len > 0); i++)
		add_nat_gateway(d, ways, subnets.at[i]);
}

/* --- default routes -------------------------------------------------------------------------- */

static object_ref add_default_route(struct derivation *d, object_ref table, object_ref tier, name via)
{
	struct facts *f = d->facts;
	object_ref route = row_add(f, REL_route, cell_origin(f, tier, FIELD_tier_route));

	row_set(f, route, FIELD_route_table, val_object(table));
	row_set(f, route, FIELD_route_network, val_object(network_of_tier(d, tier)));
	row_set(f, route, FIELD_route_destination, val_cidr(0, 0));
	row_set(f, route, FIELD_route_via, val_name(VAL_WORD, via));
	return route;
}

/* A table of one zone is routed to that zone's gateway, so that a lost zone takes nobody else's way out. */
static void route_to_nat(struct derivation *d, const struct ways *ways, object_ref table, object_ref tier)
{
	struct facts *f = d->facts;
	object_ref zone = row_object(f, table, FIELD_route_table_zone);
	struct group own = groups_get(&ways->nat_by_zone, zone);
	object_ref gateway = zone ? (own.len ? own.at[0] : 0) : ways->nat;

	if (gateway) {
		object_ref route = add_default_route(d, table, tier, d->words.nat);
		row_set(f, route, FIELD_route_nat, val_object(gateway));
		return;
	}
	if (!ways->nat)
		return;                      /* reported for the network already */
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, object_span(f, tier),
		"tier %.*s is routed to a NAT gateway in each zone, but tier %.*s has no subnet in zone %.*s",
		STR_ARG(spelled(d, row_get(f, tier, FIELD_tier_name))), STR_ARG(spelled(d, row_get(f, ways->internet, FIELD_tier_name))),
		STR_ARG(spelled(d, row_get(f, zone, FIELD_zone_letter))));
	diag_also(d->diags, diag, object_span(f, ways->internet), "NAT gateways stand in this tier");
	diag_help(d->diags, diag, "give that tier the same zones, or say `nat single`");
}

static void default_routes(struct derivation *d, const struct ways *ways)
{
	struct group tiers = groups_get(&d->tiers_of, ways->network);

	for (uint32_t i = 0; i < tiers.len; i++) {
		struct val route = route_of(d, tiers.at[i]);
		struct group tables = groups_get(&d->tables_of, tiers.at[i]);
		for (uint32_t t = 0; t < tables.len; t++) {
			if (is_word(route, d->words.nat))
				route_to_nat(d, ways, tables.at[t], tiers.at[i]);
			else if (is_word(route, d->words.internet) || is_word(route, d->words.transit))
				add_default_route(d, tables.at[t], tiers.at[i], route.a);
		}
	}
}

void derive_gateways(struct derivation *d)
{
	struct extent networks = rows_of(d->facts, REL_network);

	for (uint32_t i = 0; i < networks.len; i++) {
		struct ways ways = find_ways(d, networks.at[i]);
		if (ways.internet)
			add_internet_gateway(d, &ways);
		if (ways.translated)
			derive_nat(d, &ways);
		groups_seal(d->arena, &ways.nat_by_zone);
		default_routes(d, &ways);
	}
}
