/* The derivers, on hand-built rows: addresses, tables, routes, peerings, flows with two keys, overlaps. */
#include <string.h>

#include "check.h"
#include "estate/derive.h"
#include "estate/estate_dump.h"
#include "expr/reach.h"

struct world {
	struct arena *arena;
	struct names *names;
	struct facts facts;
	struct diags diags;
	struct sources sources;
	kind_ref environment, network, tier, service, site, peer;
	uint32_t place;              /* each statement gets a place of its own */
};

static struct world w;

static name word(const char *text) { return names_intern(w.names, str_of(text)); }
static struct val a_word(const char *text) { return val_name(VAL_WORD, word(text)); }
static struct val port(unsigned number) { return (struct val){ .tag = VAL_PORT, .a = number | number << 16, .detail = PROTOCOL_TCP }; }
static uint32_t origin(void) { w.place += 10; return origin_add(&w.facts, (struct span){ w.place, w.place + 5 }); }

/* As a rule sees it, without a library. */
static bool reaches(struct val source, struct val target, struct val on)
{
	struct code code;
	struct eval eval;
	struct reach_end from = { source, NO_NAME }, to = { target, NO_NAME };

	code_init(&code, w.arena);
	eval_init(&eval, &code, &w.facts, &w.diags, w.arena);
	return reach_flow(&eval, &from, &to, on) != 0;
}

static struct val block(unsigned a, unsigned b, unsigned c, unsigned prefix)
{
	struct val v = val_cidr(a << 24 | b << 16 | c << 8, prefix);

	v.origin = origin();
	return v;
}

static struct val words(const char *text)
{
	struct val items[16];
	uint32_t count = 0;

	for (const char *at = text; *at; at += *at == ' ') {
		uint32_t len = (uint32_t)strcspn(at, " ");
		items[count++] = val_name(VAL_WORD, names_intern(w.names, (struct str){ at, len }));
		at += len;
	}
	return list_make(&w.facts, items, count);
}

static void begin(void)
{
	if (w.arena)
		arena_free(w.arena);
	w = (struct world){ .arena = check_arena() };
	w.names = names_new(w.arena);
	facts_init(&w.facts, w.arena, w.names);
	diags_init(&w.diags, w.arena);
	sources_init(&w.sources, w.arena);
	w.environment = kind_add(&w.facts, word("environment"), 0, 0, KIND_NAMED, NO_SPAN);
	w.network = kind_add(&w.facts, word("network"), 0, w.environment, KIND_NAMED | KIND_NESTED, NO_SPAN);
	w.tier = kind_add(&w.facts, word("tier"), 0, w.environment, KIND_NAMED | KIND_NESTED, NO_SPAN);
	w.service = kind_add(&w.facts, word("service"), 0, 0, KIND_NAMED, NO_SPAN);
	w.site = kind_add(&w.facts, word("site"), 0, 0, KIND_NAMED, NO_SPAN);
	w.peer = kind_add(&w.facts, word("peer"), 0, 0, KIND_NAMED, NO_SPAN);
	kinds_add_derived(&w.facts);
}

static object_ref concept(enum relation relation, object_ref of)
{
	object_ref row = row_add(&w.facts, relation, origin());

	object_add_row(&w.facts, of, w.facts.relation_kind[relation], row);
	return row;
}

static void set(object_ref row, enum relation_field field, struct val v) { row_set(&w.facts, row, field, v); }

static object_ref add_network(object_ref of, object_ref environment, struct val cidr, const char *nat)
{
	object_ref row = concept(REL_network, of);

	set(row, FIELD_network_of, val_object(of));
	set(row, FIELD_network_environment, val_object(environment));
	set(row, FIELD_network_cidr, cidr);
	set(row, FIELD_network_region, a_word("us-east-1"));
	set(row, FIELD_network_account, val_int(111111111111));
	set(row, FIELD_network_zones, words("a b c"));
	set(row, FIELD_network_nat, a_word(nat));
	return row;
}

static object_ref add_environment(const char *text, struct val cidr, const char *nat)
{
	object_ref environment = object_add(&w.facts, w.environment, word(text), origin());

	add_network(environment, environment, cidr, nat);
	return environment;
}

static object_ref add_tier(object_ref in, const char *text, int from, const char *route)
{
	object_ref tier = object_add(&w.facts, w.tier, word(text), origin()), row = concept(REL_tier, tier);

	set(row, FIELD_tier_of, val_object(tier));
	set(row, FIELD_tier_network, val_object(in));
	set(row, FIELD_tier_route, a_word(route));
	if (from >= 0) {
		set(row, FIELD_tier_prefix, (struct val){ .tag = VAL_PREFIX, .i = 24 });
		set(row, FIELD_tier_from, val_int(from));
	}
	return tier;
}

/* The shape of the design exercise; gives the tier `app`. */
static object_ref three_tiers(object_ref environment)
{
	add_tier(environment, "public", 1, "internet");
	object_ref app = add_tier(environment, "app", 11, "nat");
	add_tier(environment, "data", 21, "none");
	return app;
}

static object_ref add_service(const char *text)
{
	object_ref master = object_add(&w.facts, w.service, word(text), origin());

	object_at(&w.facts, master)->flags |= OBJECT_MASTER;
	return master;
}

static object_ref place(object_ref master, object_ref environment)
{
	object_ref instance = object_add(&w.facts, w.service, object_at(&w.facts, master)->name, origin());

	object_add_instance(&w.facts, master, environment, instance);
	return instance;
}

static void listen(object_ref of, struct val at, object_ref tier, const char *via)
{
	object_ref row = concept(REL_endpoint, of);

	set(row, FIELD_endpoint_of, val_object(of));
	set(row, FIELD_endpoint_port, at);
	set(row, FIELD_endpoint_tier, val_object(tier));
	set(row, FIELD_endpoint_via, via ? a_word(via) : VAL_ABSENT);
}

static object_ref half(struct val from, struct val to, struct val at, const char *which, object_ref link)
{
	object_ref row = row_add(&w.facts, REL_flow_half, origin());

	set(row, FIELD_flow_half_from, from);
	set(row, FIELD_flow_half_to, to);
	set(row, FIELD_flow_half_port, at);
	set(row, FIELD_flow_half_half, a_word(which));
	set(row, FIELD_flow_half_link, link ? val_object(link) : VAL_ABSENT);
	return row;
}

static object_ref add_peer(object_ref left, object_ref right)
{
	object_ref peer = object_add(&w.facts, w.peer, word("left <-> right"), origin()), row = concept(REL_link, peer);

	set(row, FIELD_link_of, val_object(peer));
	set(row, FIELD_link_left, val_object(left));
	set(row, FIELD_link_right, val_object(right));
	set(row, FIELD_link_by, a_word("peering"));
	set(row, FIELD_link_dns, val_bool(true));
	return peer;
}

static struct extent derived(enum relation relation) { return facts_extent(&w.facts, w.facts.relation_kind[relation]); }

static void derive(void)
{
	estate_derive(&w.facts, &w.diags);
	facts_freeze(&w.facts);
}

/* One field of all rows of a relation, joined by commas. */
static struct str column(enum relation relation, enum relation_field field)
{
	struct extent rows = derived(relation);
	struct buf out;

	buf_init(&out, w.arena);
	for (uint32_t i = 0; i < rows.len; i++) {
		buf_text(&out, i ? ", " : "");
		facts_print(&out, &w.facts, row_get(&w.facts, rows.at[i], field));
	}
	return (struct str){ out.at, (uint32_t)out.len };
}

static struct str first_message(void) { return w.diags.list.len ? w.diags.list.at[0].message : STR(""); }
static struct str first_help(void) { return w.diags.list.len ? w.diags.list.at[0].help : STR(""); }

/* --- addresses, tables, ways out --------------------------------------------------------------- */

static void test_production(void)
{
	begin();
	three_tiers(add_environment("production", block(10, 20, 0, 16), "per-zone"));
	derive();
	CHECK_TEXT(first_message(), "");
	CHECK_TEXT(column(REL_subnet, FIELD_subnet_cidr),
		"10.20.1.0/24, 10.20.2.0/24, 10.20.3.0/24, 10.20.11.0/24, 10.20.12.0/24, 10.20.13.0/24, "
		"10.20.21.0/24, 10.20.22.0/24, 10.20.23.0/24");
	CHECK_TEXT(column(REL_zone, FIELD_zone_name), "us-east-1a, us-east-1b, us-east-1c");
	CHECK_TEXT(column(REL_route_table, FIELD_route_table_name), "public, app-a, app-b, app-c, data");
	CHECK_TEXT(column(REL_subnet, FIELD_subnet_table), "public, public, public, app-a, app-b, app-c, data, data, data");
	CHECK_TEXT(column(REL_internet_gateway, FIELD_internet_gateway_network), "production");
	CHECK_TEXT(column(REL_nat_gateway, FIELD_nat_gateway_subnet), "public-a, public-b, public-c");
	CHECK_TEXT(column(REL_route, FIELD_route_via), "internet, nat, nat, nat");
	CHECK_TEXT(column(REL_route, FIELD_route_table), "public, app-a, app-b, app-c");
	CHECK_TEXT(column(REL_route, FIELD_route_nat), ", a, b, c");
	CHECK(derived(REL_overlap).len == 0 && derived(REL_outside).len == 0);
}

static void test_single_nat(void)
{
	begin();
	three_tiers(add_environment("dev", block(10, 0, 0, 16), "single"));
	derive();
	CHECK_TEXT(column(REL_route_table, FIELD_route_table_name), "public, app, data");
	CHECK_TEXT(column(REL_nat_gateway, FIELD_nat_gateway_name), "a");
	CHECK_TEXT(column(REL_route, FIELD_route_destination), "0.0.0.0/0, 0.0.0.0/0");
}

static void test_no_nat(void)
{
	begin();
	three_tiers(add_environment("dev", block(10, 0, 0, 16), "none"));
	derive();
	CHECK_TEXT(first_message(), "tier app is routed to nat, but dev has no NAT gateway");
	CHECK_TEXT(first_help(), "say `nat single` or `nat per-zone` for dev, or `route none` for the tier");
}

static void test_no_plan(void)
{
	begin();
	add_tier(add_environment("dev", block(10, 0, 0, 16), "none"), "app", -1, "none");
	derive();
	CHECK_TEXT(first_message(), "tier app of dev does not say which addresses its subnets have");
	CHECK(derived(REL_subnet).len == 0);
}

static void test_explicit_blocks(void)
{
	begin();
	object_ref dev = add_environment("dev", block(10, 0, 0, 16), "none");
	object_ref uneven = object_row(&w.facts, add_tier(dev, "app", -1, "none"), w.facts.relation_kind[REL_tier]);
	object_ref few = object_row(&w.facts, add_tier(dev, "data", -1, "none"), w.facts.relation_kind[REL_tier]);
	struct val three[3] = { block(10, 0, 32, 24), block(10, 0, 33, 24), block(10, 0, 40, 22) };
	set(uneven, FIELD_tier_blocks, list_make(&w.facts, three, 3));
	set(few, FIELD_tier_blocks, list_make(&w.facts, three, 2));
	derive();
	CHECK_TEXT(column(REL_subnet, FIELD_subnet_cidr), "10.0.32.0/24, 10.0.33.0/24, 10.0.40.0/22");
	CHECK_TEXT(first_message(), "tier data of dev has 2 blocks for 3 zones");
}

/* Beyond the network a block is still derived, for a rule to speak of; beyond all addresses it is not. */
static void test_outside(void)
{
	begin();
	object_ref dev = add_environment("dev", block(10, 0, 0, 16), "none");
	add_tier(dev, "far", 255, "none");
	derive();
	CHECK_TEXT(column(REL_subnet, FIELD_subnet_cidr), "10.0.255.0/24, 10.1.0.0/24, 10.1.1.0/24");
	CHECK_TEXT(column(REL_outside, FIELD_outside_subnet), "far-b, far-c");
	begin();
	add_tier(add_environment("dev", block(255, 255, 0, 16), "none"), "far", 254, "none");
	derive();
	CHECK_TEXT(first_message(), "block 256 of size /24 of 255.255.0.0/16 is no address at all");
}

/* --- overlaps ---------------------------------------------------------------------------------- */

static void test_overlapping_subnets(void)
{
	begin();
	object_ref dev = add_environment("dev", block(10, 0, 0, 16), "none");
	add_tier(dev, "app", 1, "none");
	add_tier(dev, "data", 3, "none");
	derive();
	CHECK_TEXT(column(REL_overlap, FIELD_overlap_first), "app-c");
	CHECK_TEXT(column(REL_overlap, FIELD_overlap_second), "data-a");
	CHECK_TEXT(column(REL_overlap, FIELD_overlap_shared), "10.0.3.0/24");
}

static void test_overlapping_networks(void)
{
	begin();
	object_ref one = add_environment("one", block(10, 0, 0, 16), "none"), two = add_environment("two", block(10, 0, 0, 20), "none");
	add_environment("three", block(10, 0, 0, 16), "none");
	add_peer(one, two);
	derive();
	CHECK_TEXT(column(REL_overlap, FIELD_overlap_first), "one");
	CHECK_TEXT(column(REL_overlap, FIELD_overlap_second), "two");
	CHECK_TEXT(column(REL_overlap, FIELD_overlap_shared), "10.0.0.0/20");
}

static void test_pool(void)
{
	begin();
	object_ref one = add_environment("one", block(10, 96, 0, 22), "none"), two = add_environment("two", block(10, 96, 128, 22), "none");
	set(object_row(&w.facts, one, w.facts.relation_kind[REL_network]), FIELD_network_pool, block(10, 96, 0, 17));
	set(object_row(&w.facts, two, w.facts.relation_kind[REL_network]), FIELD_network_pool, block(10, 96, 0, 16));
	derive();
	CHECK(derived(REL_overlap).len == 1);
	CHECK_TEXT(column(REL_overlap, FIELD_overlap_shared), "10.96.0.0/17");
}

/* --- peerings and flows ------------------------------------------------------------------------- */

struct shop { object_ref production, pci, shop, payments, shop_here, payments_there, peer; };

/* A shop in one environment, payments behind a load balancer in the other, a peer between. */
static struct shop shop_and_payments(void)
{
	struct shop s;

	begin();
	s.production = add_environment("production", block(10, 20, 0, 16), "single");
	s.pci = add_environment("pci", block(10, 21, 0, 16), "single");
	object_ref app = three_tiers(s.production), far = three_tiers(s.pci);
	s.shop = add_service("shop");
	s.payments = add_service("payments");
	s.shop_here = place(s.shop, s.production);
	s.payments_there = place(s.payments, s.pci);
	listen(s.shop_here, port(8080), app, NULL);
	listen(s.payments_there, port(8443), far, NULL);
	listen(s.payments_there, port(443), far, "load-balancer");
	s.peer = add_peer(s.production, s.pci);
	return s;
}

static void test_two_keys(void)
{
	struct shop s = shop_and_payments();

	half(val_object(s.shop_here), val_object(s.payments), VAL_ABSENT, "caller", 0);
	half(val_object(s.shop), val_object(s.payments), port(443), "callee", s.peer);
	derive();
	CHECK_TEXT(first_message(), "");
	CHECK_TEXT(column(REL_peering, FIELD_peering_name), "production-pci");
	CHECK_TEXT(column(REL_flow, FIELD_flow_port), "443/tcp");
	CHECK_TEXT(column(REL_flow, FIELD_flow_via), "load-balancer");
	CHECK_TEXT(column(REL_flow, FIELD_flow_peering), "production-pci");
	CHECK_TEXT(column(REL_flow, FIELD_flow_crosses), "true");
	/* Both sides' app tables, each to the three app subnets of the other: three and three, besides four default routes. */
	CHECK(derived(REL_route).len == 4 + 3 + 3);
	CHECK(reaches(val_object(s.shop), val_object(s.payments), port(443)));
	CHECK(reaches(val_object(s.shop_here), val_object(s.payments_there), VAL_ABSENT));
	CHECK(!reaches(val_object(s.shop), val_object(s.payments), port(8443)));
	CHECK(!reaches(val_object(s.payments), val_object(s.shop), VAL_ABSENT));
	CHECK(reaches(val_object(s.production), val_object(s.pci), VAL_ABSENT));
}

static void test_caller_alone(void)
{
	struct shop s = shop_and_payments();

	half(val_object(s.shop_here), val_object(s.payments), port(443), "caller", 0);
	derive();
	CHECK_TEXT(first_message(), "shop in production may open connections to payments in pci only if peer left <-> right carries them");
	CHECK_TEXT(first_help(), "add to peer left <-> right: `carries shop -> payments : 443/tcp`");
	CHECK(derived(REL_flow).len == 0);
}

static void test_link_alone(void)
{
	struct shop s = shop_and_payments();

	half(val_object(s.shop), val_object(s.payments), port(443), "callee", s.peer);
	derive();
	CHECK_TEXT(first_message(), "shop -> payments : 443/tcp is carried, but shop does not call payments across it");
	CHECK_TEXT(first_help(), "add to service shop: `calls payments : 443/tcp`, or carry it no longer");
}

static void test_nothing_leads_there(void)
{
	struct shop s = shop_and_payments();
	object_ref dev = add_environment("dev", block(10, 0, 0, 16), "none"), in_dev = place(s.shop, dev);

	half(val_object(in_dev), val_object(s.payments), port(443), "caller", 0);
	derive();
	CHECK_TEXT(first_message(), "shop in dev opens connections to payments, and nothing leads there");
	CHECK_TEXT(first_help(), "join the two: `peer dev <-> pci { carries shop -> payments : 443/tcp }`");
}

static void test_named_tiers(void)
{
	struct shop s = shop_and_payments();
	object_ref link = object_row(&w.facts, s.peer, w.facts.relation_kind[REL_link]);

	set(link, FIELD_link_tiers, words("app nowhere"));
	derive();
	CHECK(derived(REL_route).len == 4 + 3 + 3);
	CHECK_TEXT(first_message(), "neither production nor pci has a tier called nowhere");
}

static void test_within_one_environment(void)
{
	struct shop s = shop_and_payments();
	object_ref office = object_add(&w.facts, w.site, word("office"), origin());
	object_ref near = place(s.payments, s.production), app = 0;

	app = object_row(&w.facts, near, w.facts.relation_kind[REL_endpoint]);
	CHECK(app == 0);
	half(val_object(s.shop_here), val_object(near), VAL_ABSENT, "caller", 0);
	half(val_object(s.shop_here), a_word("internet"), port(443), "caller", 0);
	half(val_object(s.shop_here), a_word("internet"), port(443), "caller", 0);
	half(a_word("internet"), val_object(s.shop_here), port(8080), "both", 0);
	set(half(val_object(office), val_object(s.production), port(22), "both", 0), FIELD_flow_half_via, a_word("admin-path"));
	derive();
	CHECK_TEXT(first_message(), "");
	CHECK_TEXT(column(REL_flow, FIELD_flow_target), "shop in production, production, internet, payments in production");
	CHECK_TEXT(column(REL_flow, FIELD_flow_port), "8080/tcp, 22/tcp, 443/tcp, ");
	CHECK_TEXT(column(REL_flow, FIELD_flow_via), "direct, admin-path, direct, direct");
	CHECK(reaches(a_word("internet"), val_object(s.shop), port(8080)));
	CHECK(!reaches(a_word("internet"), val_object(s.payments), VAL_ABSENT));
}

static void test_wrong_port(void)
{
	struct shop s = shop_and_payments();

	half(val_object(s.shop_here), val_object(s.payments), port(9443), "caller", 0);
	half(val_object(s.shop), val_object(s.payments), port(9443), "callee", s.peer);
	derive();
	CHECK_TEXT(first_message(), "shop in production opens 9443/tcp to payments in pci, which does not listen there");
	CHECK_TEXT(first_help(), "it listens on 443/tcp, 8443/tcp");
}

/* A hub joins three environments; only what it carries passes. */
static void test_hub(void)
{
	struct shop s = shop_and_payments();
	object_ref hub = object_add(&w.facts, w.peer, word("europe"), origin());
	object_ref dev = add_environment("dev", block(10, 0, 0, 16), "none"), in_dev = place(s.shop, dev);
	object_ref app = add_tier(dev, "app", 1, "none"), joined[2] = { dev, s.pci };

	listen(in_dev, port(8080), app, NULL);
	for (int i = 0; i < 2; i++) {
		object_ref row = concept(REL_link, hub);
		set(row, FIELD_link_of, val_object(hub));
		set(row, FIELD_link_left, val_object(hub));
		set(row, FIELD_link_right, val_object(joined[i]));
		set(row, FIELD_link_by, a_word("transit"));
	}
	half(val_object(in_dev), val_object(s.payments), VAL_ABSENT, "caller", 0);
	half(val_object(s.shop), val_object(s.payments), port(443), "callee", hub);
	derive();
	CHECK_TEXT(first_message(), "");
	CHECK_TEXT(column(REL_flow, FIELD_flow_source), "shop in dev");
	CHECK_TEXT(column(REL_flow, FIELD_flow_peering), "");
	CHECK(derived(REL_peering).len == 1);
}

/* Two networks of one environment, joined: the route between them is what the flow needs. */
static void test_networks_of_one_environment(void)
{
	begin();
	object_ref prod = object_add(&w.facts, w.environment, word("prod"), origin());
	object_ref front = object_add(&w.facts, w.network, word("front"), origin()), back = object_add(&w.facts, w.network, word("back"), origin());
	add_network(front, prod, block(10, 0, 0, 16), "none");
	add_network(back, prod, block(10, 1, 0, 16), "none");
	object_ref public = add_tier(front, "public", 0, "internet"), app = add_tier(back, "app", 0, "none");
	object_ref web = add_service("web"), web_here = place(web, prod), api = add_service("api"), api_here = place(api, prod);
	listen(web_here, port(8080), public, NULL);
	listen(api_here, port(8080), app, NULL);
	half(val_object(web_here), val_object(api_here), VAL_ABSENT, "caller", 0);
	add_peer(front, back);
	derive();
	CHECK_TEXT(first_message(), "");
	CHECK_TEXT(column(REL_network, FIELD_network_name), "prod-back, prod-front");
	CHECK_TEXT(column(REL_flow, FIELD_flow_peering), "prod-front-prod-back");
	CHECK_TEXT(column(REL_route, FIELD_route_destination),
		"0.0.0.0/0, 10.1.0.0/24, 10.1.1.0/24, 10.1.2.0/24, 10.0.0.0/24, 10.0.1.0/24, 10.0.2.0/24");
	begin();
	prod = object_add(&w.facts, w.environment, word("prod"), origin());
	front = object_add(&w.facts, w.network, word("front"), origin());
	back = object_add(&w.facts, w.network, word("back"), origin());
	add_network(front, prod, block(10, 0, 0, 16), "none");
	add_network(back, prod, block(10, 1, 0, 16), "none");
	object_ref other = add_environment("other", block(10, 2, 0, 16), "none");
	add_peer(prod, other);
	derive();
	CHECK_TEXT(first_message(), "prod has several networks; which one is joined?");
	CHECK_TEXT(first_help(), "name the network, as `prod.back`");
}

/* --- grants and the dump ------------------------------------------------------------------------ */

static void test_grants(void)
{
	begin();
	object_ref one = add_environment("one", block(10, 0, 0, 16), "none"), two = add_environment("two", block(10, 1, 0, 16), "none");
	object_ref role = object_add(&w.facts, w.site, word("devops"), origin());
	object_ref clusters[2] = { one, two };
	const char *levels[3] = { "admin", "none", "hosts" };

	for (int i = 0; i < 2; i++) {
		object_ref row = concept(REL_cluster, clusters[i]);
		set(row, FIELD_cluster_of, val_object(clusters[i]));
		set(row, FIELD_cluster_environment, val_object(clusters[i]));
	}
	for (int i = 0; i < 3; i++) {
		object_ref row = row_add(&w.facts, REL_grant, origin());
		set(row, FIELD_grant_principal, val_object(role));
		set(row, FIELD_grant_scope, i == 2 ? val_object(two) : a_word("everywhere"));
		set(row, FIELD_grant_level, a_word(levels[i]));
	}
	derive();
	CHECK_TEXT(column(REL_grant, FIELD_grant_level), "admin, hosts, admin");
	CHECK_TEXT(column(REL_grant, FIELD_grant_environment), "one, two, two");
}

static void test_dump(void)
{
	struct buf out;

	begin();
	add_tier(add_environment("dev", block(10, 0, 0, 16), "none"), "app", 1, "none");
	derive();
	buf_init(&out, w.arena);
	estate_dump(&out, &w.facts, &w.sources);
	struct str text = { out.at, (uint32_t)out.len };
	CHECK(str_starts(text, STR("networks 1\n  dev: name dev; of dev; environment dev; cidr 10.0.0.0/16; region us-east-1;")));
}

int main(void)
{
	test_production();
	test_single_nat();
	test_no_nat();
	test_no_plan();
	test_explicit_blocks();
	test_outside();
	test_overlapping_subnets();
	test_overlapping_networks();
	test_pool();
	test_two_keys();
	test_caller_alone();
	test_link_alone();
	test_nothing_leads_there();
	test_named_tiers();
	test_within_one_environment();
	test_wrong_port();
	test_hub();
	test_networks_of_one_environment();
	test_grants();
	test_dump();
	arena_free(w.arena);
	return checks_failed();
}
