/* From halves to flows. Within an environment the caller's half is enough, since nothing else is open there;
 * across a wall both sides must have said it (two_keys.c). */
#include "estate/flows.h"

/* --- who -------------------------------------------------------------------------------------- */

struct party party_of(const struct derivation *d, struct val v)
{
	struct party party = { .value = v, .object = object_of(v) };
	struct group networks = networks_at(d, party.object);

	if (!party.object)
		return party;
	if (networks.len > 0) {
		bool named = !is_row(d->facts, party.object, REL_network) && networks.len > 1;
		party.environment = row_object(d->facts, networks.at[0], FIELD_network_environment);
		if (named && party.environment != party.object)
			party.environment = party.object;
		return party;
	}
	for (object_ref o = party.object; o && !party.environment; o = object_at(d->facts, o)->owner)
		party.environment = object_at(d->facts, o)->place;
	party.unplaced = !party.environment && object_at(d->facts, party.object)->flags & OBJECT_MASTER;
	return party;
}

uint32_t identity(const struct facts *facts, struct val v)
{
	object_ref o = object_of(v);

	return o ? master_of(facts, o) : v.a | UINT32_C(1) << 31;
}

static struct party instance_party(const struct derivation *d, struct party of, object_ref instance)
{
	struct val v = val_object(instance);

	v.origin = of.value.origin;
	return party_of(d, v);
}

/* --- ports ------------------------------------------------------------------------------------ */

static unsigned protocol_of(struct val port) { return port.detail == PROTOCOL_ANY ? PROTOCOL_TCP : port.detail; }

bool same_port(struct val a, struct val b)
{
	return a.tag == VAL_PORT && b.tag == VAL_PORT && a.a == b.a && protocol_of(a) == protocol_of(b);
}

static bool port_holds(struct val all, struct val one)
{
	return all.tag == VAL_PORT && one.tag == VAL_PORT && protocol_of(all) == protocol_of(one)
	       && (all.a & 0xFFFF) <= (one.a & 0xFFFF) && (all.a >> 16) >= (one.a >> 16);
}

/* The endpoint of a port. Where one port is open both at a load balancer and at the thing itself, callers from
 * across a wall get the load balancer, others the thing. */
static object_ref endpoint_for(const struct derivation *d, struct group endpoints, struct val port, bool crosses)
{
	object_ref found = 0;

	for (uint32_t i = 0; i < endpoints.len; i++) {
		bool balanced = row_get(d->facts, endpoints.at[i], FIELD_endpoint_via).tag != VAL_NONE;
		if (!port_holds(row_get(d->facts, endpoints.at[i], FIELD_endpoint_port), port))
			continue;
		if (balanced == crosses)
			return endpoints.at[i];
		found = endpoints.at[i];
	}
	return found;
}

static void nobody_listens(struct derivation *d, object_ref half, struct party from, struct party to, struct val port,
	struct group endpoints)
{
	struct facts *f = d->facts;
	struct buf list;

	buf_init(&list, d->arena);
	for (uint32_t i = 0; i < endpoints.len; i++)
		buf_format(&list, "%s%.*s", i ? ", " : "", STR_ARG(spelled(d, row_get(f, endpoints.at[i], FIELD_endpoint_port))));
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, object_span(f, half),
		"%.*s opens %.*s to %.*s, which does not listen there", STR_ARG(spelled(d, from.value)),
		STR_ARG(spelled(d, port)), STR_ARG(spelled(d, to.value)));
	diag_also(d->diags, diag, object_span(f, to.object), "%.*s is declared here", STR_ARG(object_text(d, to.object)));
	if (endpoints.len)
		diag_help(d->diags, diag, "it listens on %.*s", (int)list.len, list.at);
	else
		diag_help(d->diags, diag, "it has no port at all: leave the port out, or let it listen");
}

/* --- one flow --------------------------------------------------------------------------------- */

uint32_t pair_number(struct flows *flows, uint32_t a, uint32_t b)
{
	uint32_t number;

	if (map_get(&flows->pairs, MAP_KEY(a, b), &number))
		return number;
	/* From the top down, so that numbers of pairs and of things never meet. */
	number = UINT32_C(0x7FFFFFFF) - flows->pair_count++;
	map_put(flows->d->arena, &flows->pairs, MAP_KEY(a, b), number);
	return number;
}

static uint32_t exact_identity(struct val v) { return v.tag == VAL_OBJECT ? v.a : v.a | UINT32_C(1) << 31; }

static uint64_t flow_identity(struct flows *flows, struct party from, struct party to, struct val port, name via,
	struct way way)
{
	uint32_t ends = pair_number(flows, exact_identity(from.value), exact_identity(to.value));
	uint32_t with_via = pair_number(flows, ends, via);
	uint32_t with_link = pair_number(flows, with_via, way.link);
	unsigned protocol = port.tag == VAL_PORT ? protocol_of(port) : 7;

	return MAP_KEY(pair_number(flows, with_link, protocol), port.tag == VAL_PORT ? port.a : 0);
}

/* The network that a party stands in; 0 when nobody says. */
static object_ref network_of(const struct derivation *d, struct party party)
{
	struct group tiers = groups_get(&d->tiers_at, party.object), networks = networks_at(d, party.environment);

	if (tiers.len > 0)
		return network_of_tier(d, tiers.at[0]);
	return party.environment && networks.len == 1 ? networks.at[0] : 0;
}

static object_ref peering_of(const struct derivation *d, struct party from, struct party to)
{
	object_ref a = network_of(d, from), b = network_of(d, to);

	return a && b && a != b ? peering_between(d, a, b) : 0;
}

static struct val flag(object_ref row, const struct facts *facts)
{
	struct val v = val_bool(true);

	v.origin = object_at(facts, row)->origin;
	return v;
}

/* A second statement of the same flow adds what the first left out. */
static void join_flow(struct facts *f, object_ref flow, object_ref half)
{
	if (row_get(f, flow, FIELD_flow_because).tag == VAL_NONE)
		row_set(f, flow, FIELD_flow_because, row_get(f, half, FIELD_flow_half_because));
	if (row_get(f, flow, FIELD_flow_through).tag == VAL_NONE)
		row_set(f, flow, FIELD_flow_through, row_get(f, half, FIELD_flow_half_through));
	if (row_get(f, flow, FIELD_flow_callee).origin == row_get(f, flow, FIELD_flow_caller).origin)
		row_set(f, flow, FIELD_flow_callee, flag(half, f));
}

static void add_flow(struct flows *flows, object_ref half, struct party from, struct party to, struct val port, name via,
	struct way way)
{
	struct derivation *d = flows->d;
	struct facts *f = d->facts;
	uint64_t same = flow_identity(flows, from, to, port, via, way);
	object_ref flow = map_at(&flows->flow_of, same, 0);

	if (flow) {
		join_flow(f, flow, half);
		return;
	}
	flow = row_add(f, REL_flow, object_at(f, half)->origin);
	map_put(d->arena, &flows->flow_of, same, flow);
	object_ref environment = from.environment ? from.environment : to.environment, peering = peering_of(d, from, to);
	row_set(f, flow, FIELD_flow_source, from.value);
	row_set(f, flow, FIELD_flow_target, to.value);
	row_set(f, flow, FIELD_flow_port, port);
	row_set(f, flow, FIELD_flow_environment, environment ? val_object(environment) : VAL_ABSENT);
	row_set(f, flow, FIELD_flow_target_environment, to.environment ? val_object(to.environment) : VAL_ABSENT);
	row_set(f, flow, FIELD_flow_via, val_name(VAL_WORD, via));
	row_set(f, flow, FIELD_flow_peering, peering ? val_object(peering) : VAL_ABSENT);
	row_set(f, flow, FIELD_flow_link, way.link ? val_object(way.link) : VAL_ABSENT);
	row_set(f, flow, FIELD_flow_caller, flag(half, f));
	row_set(f, flow, FIELD_flow_callee, flag(way.key ? way.key : half, f));
	bool crosses = way.link || (from.environment && to.environment && from.environment != to.environment);
	row_set(f, flow, FIELD_flow_crosses, val_bool(crosses));
	row_set(f, flow, FIELD_flow_way, row_get(f, half, FIELD_flow_half_way));
	row_set(f, flow, FIELD_flow_through, row_get(f, half, FIELD_flow_half_through));
	row_set(f, flow, FIELD_flow_because, row_get(f, half, FIELD_flow_half_because));
	if (way.key && row_get(f, flow, FIELD_flow_because).tag == VAL_NONE)
		row_set(f, flow, FIELD_flow_because, row_get(f, way.key, FIELD_flow_half_because));
}

static name via_of(const struct derivation *d, object_ref half, object_ref endpoint)
{
	struct val said = row_get(d->facts, half, FIELD_flow_half_via);

	if (said.tag == VAL_NONE && endpoint)
		said = row_get(d->facts, endpoint, FIELD_endpoint_via);
	return said.tag == VAL_NONE ? d->words.direct : said.a;
}

/* Whoever is outside has no ports that the program knows. */
static void needs_port(struct derivation *d, object_ref half, struct party from, struct party to)
{
	struct str target = spelled(d, to.value);
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, object_span(d->facts, half),
		"%.*s opens connections to %.*s, and nothing says on which port", STR_ARG(spelled(d, from.value)), STR_ARG(target));

	diag_help(d->diags, diag, "add the port, as `%.*s : https`", STR_ARG(target));
}

/* Without a port a caller means what the thing itself listens on; from across a wall, its load balancer. */
static void open_own_ports(struct flows *flows, object_ref half, struct party from, struct party to,
	struct group endpoints, struct way way)
{
	const struct derivation *d = flows->d;
	bool balanced_wanted = way.key != 0;
	uint32_t wanted = 0;

	for (uint32_t i = 0; i < endpoints.len; i++)
		wanted += (row_get(d->facts, endpoints.at[i], FIELD_endpoint_via).tag != VAL_NONE) == balanced_wanted;
	for (uint32_t i = 0; i < endpoints.len; i++) {
		bool balanced = row_get(d->facts, endpoints.at[i], FIELD_endpoint_via).tag != VAL_NONE;
		struct val port = row_get(d->facts, endpoints.at[i], FIELD_endpoint_port);
		if (!wanted || balanced == balanced_wanted)
			add_flow(flows, half, from, to, port, via_of(d, half, endpoints.at[i]), way);
	}
	if (endpoints.len == 0 && !to.environment)
		needs_port(flows->d, half, from, to);
	else if (endpoints.len == 0)
		add_flow(flows, half, from, to, VAL_ABSENT, via_of(d, half, 0), way);
}

void open_flows(struct flows *flows, object_ref half, struct party from, struct party to, struct val port, struct way way)
{
	struct derivation *d = flows->d;
	struct group endpoints = groups_get(&d->endpoints_of, to.object);

	if (port.tag == VAL_NONE) {
		open_own_ports(flows, half, from, to, endpoints, way);
		return;
	}
	object_ref endpoint = endpoint_for(d, endpoints, port, way.key != 0);
	/* A half that says itself how it arrives brings its port along: a load balancer's listener, an admin port. */
	bool brings = row_get(d->facts, half, FIELD_flow_half_via).tag != VAL_NONE;
	if (!endpoint && !brings && object_at(d->facts, to.object)->place) {
		nobody_listens(d, half, from, to, port, endpoints);
		return;
	}
	add_flow(flows, half, from, to, port, via_of(d, half, endpoint), way);
}

/* --- one half --------------------------------------------------------------------------------- */

static void derive_half(struct flows *flows, object_ref half)
{
	struct derivation *d = flows->d;
	struct facts *f = d->facts;
	struct party from = party_of(d, row_get(f, half, FIELD_flow_half_from));
	struct party to = party_of(d, row_get(f, half, FIELD_flow_half_to));
	struct val port = row_get(f, half, FIELD_flow_half_port);
	object_ref at = row_object(f, half, FIELD_flow_half_at);
	object_ref local = to.unplaced && from.environment ? object_instance(f, to.object, from.environment) : 0;

	if (local && (!at || at == from.environment || at == master_of(f, from.environment)))
		to = instance_party(d, to, local);
	bool here = !to.unplaced && (!to.environment || !from.environment || to.environment == from.environment);
	bool joined = groups_get(&d->links_at, to.object).len > 0 && !to.environment && from.environment;
	bool elsewhere = at && to.environment && at != to.environment;
	if (is_word(row_get(f, half, FIELD_flow_half_half), d->words.caller) && (!here || joined || elsewhere))
		cross(flows, half, from, to);
	else if (!to.unplaced) {
		use_own_keys(flows, from, to);
		open_flows(flows, half, from, to, port, (struct way){ 0 });
	}
}

static bool is_second_key(const struct derivation *d, object_ref half)
{
	return is_word(row_get(d->facts, half, FIELD_flow_half_half), d->words.callee);
}

void derive_flows(struct derivation *d)
{
	struct flows flows = { .d = d };
	struct extent halves = rows_of(d->facts, REL_flow_half);

	collect_keys(&flows);
	for (uint32_t i = 0; i < halves.len; i++)
		if (!is_second_key(d, halves.at[i]))
			derive_half(&flows, halves.at[i]);
	report_unused_keys(&flows);
}
