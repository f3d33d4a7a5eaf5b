/* Flows across a wall: the caller's half and the half of the link, or of the called thing, are both needed. */
#include "estate/flows.h"

/* --- what links say --------------------------------------------------------------------------- */

static object_ref link_thing(const struct derivation *d, object_ref link) { return row_object(d->facts, link, FIELD_link_of); }

static object_ref end_of(const struct derivation *d, uint32_t end)
{
	return row_object(d->facts, end >> 1, end & 1 ? FIELD_link_right : FIELD_link_left);
}

/* Remembers under which link a thing, or each environment it stands for, is joined by a peer or to a hub. */
static void note_joined(struct flows *flows, object_ref thing, object_ref with, object_ref link)
{
	struct derivation *d = flows->d;
	struct group networks = networks_at(d, thing);

	if (networks.len == 0)
		map_put(d->arena, &flows->joined, MAP_KEY(thing, with), link);
	for (uint32_t i = 0; i < networks.len; i++)
		map_put(d->arena, &flows->joined, MAP_KEY(row_object(d->facts, networks.at[i], FIELD_network_environment), with), link);
}

/* A hub has no network of its own; what it joins is on the other end of its links. */
static void collect_links(struct flows *flows)
{
	struct derivation *d = flows->d;
	struct facts *f = d->facts;
	struct extent links = rows_of(f, REL_link);

	for (uint32_t i = 0; i < links.len; i++) {
		object_ref link = links.at[i], left = row_object(f, link, FIELD_link_left), right = row_object(f, link, FIELD_link_right);
		bool left_is_hub = networks_at(d, left).len == 0, right_is_hub = networks_at(d, right).len == 0;
		if (left_is_hub)
			note_joined(flows, right, left, link);
		if (right_is_hub)
			note_joined(flows, left, right, link);
		if (!left_is_hub && !right_is_hub) {
			note_joined(flows, left, link_thing(d, link), link);
			note_joined(flows, right, link_thing(d, link), link);
		}
	}
}

static uint32_t pair_of(struct flows *flows, struct val from, struct val to)
{
	return pair_number(flows, identity(flows->d->facts, from), identity(flows->d->facts, to));
}

void collect_keys(struct flows *flows)
{
	struct derivation *d = flows->d;
	struct facts *f = d->facts;
	struct extent halves = rows_of(f, REL_flow_half);

	collect_links(flows);
	for (uint32_t i = 0; i < halves.len; i++) {
		object_ref half = halves.at[i];
		if (!is_word(row_get(f, half, FIELD_flow_half_half), d->words.callee))
			continue;
		object_ref origin = row_object(f, half, FIELD_flow_half_origin);
		uint32_t pair = pair_of(flows, row_get(f, half, FIELD_flow_half_from), row_get(f, half, FIELD_flow_half_to));
		groups_add(d->arena, &flows->keys_of, MAP_KEY(pair, origin), flows->keys.len);
		vec_push(d->arena, &flows->keys, (struct second_key){ .row = half, .link = row_object(f, half, FIELD_flow_half_link),
			.port = row_get(f, half, FIELD_flow_half_port), .at = row_object(f, half, FIELD_flow_half_at) });
	}
	groups_seal(d->arena, &flows->keys_of);
}

void use_own_keys(struct flows *flows, struct party from, struct party to)
{
	struct group keys = groups_get(&flows->keys_of, MAP_KEY(pair_of(flows, from.value, to.value), 0));

	for (uint32_t i = 0; i < keys.len; i++)
		if (!flows->keys.at[keys.at[i]].link)
			flows->keys.at[keys.at[i]].used = true;
}

/* --- the search for a way --------------------------------------------------------------------- */

/* One caller's half, and where it may lead. */
struct search {
	struct flows *flows;
	object_ref half;
	struct party from, to;
	struct val port;
	object_ref at;               /* the environment that the caller names; 0: any */
	bool carried;
	object_ref link, instance;   /* a way that nobody carries, for the message */
	object_ref other_port;       /* a key for the same two, on another port */
};

static bool environment_is(const struct facts *f, object_ref environment, object_ref wanted)
{
	return !wanted || environment == wanted || (environment && object_at(f, environment)->master == wanted);
}

static void open_across(struct search *s, object_ref link, object_ref key, object_ref instance, struct val port)
{
	struct val v = val_object(instance);

	v.origin = s->to.value.origin;
	s->carried = true;
	open_flows(s->flows, s->half, s->from, party_of(s->flows->d, v), port, (struct way){ link, key });
}

/* The link by which the caller's environment comes to a peer or hub: its own, or that of a hub that meets the other. */
static object_ref way_to(const struct search *s, object_ref thing)
{
	const struct flows *flows = s->flows;
	struct group ends = groups_get(&flows->d->links_at, s->from.environment);
	uint32_t link = map_at(&flows->joined, MAP_KEY(s->from.environment, thing), 0);

	for (uint32_t i = 0; i < ends.len && !link; i++)
		link = map_at(&flows->joined, MAP_KEY(end_of(flows->d, ends.at[i] ^ 1), thing), 0);
	return link;
}

/* A key opens one place of the called thing, when that is what the caller means and the link reaches it. */
static void try_place(struct search *s, struct second_key *key, object_ref instance, object_ref environment)
{
	struct flows *flows = s->flows;
	const struct facts *f = flows->d->facts;
	object_ref link = map_at(&flows->joined, MAP_KEY(environment ? environment : instance, key->link), 0);

	if (!link || environment == s->from.environment || !environment_is(f, environment, key->at)
	    || !environment_is(f, environment, s->at))
		return;
	if (!s->at && s->to.environment && s->to.environment != environment)
		return;
	if (s->port.tag != VAL_NONE && key->port.tag != VAL_NONE && !same_port(s->port, key->port)) {
		s->other_port = key->row;
		return;
	}
	key->used = true;
	open_across(s, link, key->row, instance, s->port.tag != VAL_NONE ? s->port : key->port);
}

static void try_key(struct search *s, struct second_key *key)
{
	const struct derivation *d = s->flows->d;
	object_ref called = master_of(d->facts, s->to.object), at = s->at ? s->at : key->at;
	object_ref there = at ? object_instance(d->facts, called, at) : 0;
	struct group instances = groups_get(&d->instances, called);

	if (!way_to(s, key->link))
		return;
	if (!s->to.environment && !s->to.unplaced)
		try_place(s, key, s->to.object, 0);
	else if (there)
		try_place(s, key, there, at);
	for (uint32_t i = 0; i < instances.len && !there; i++)
		try_place(s, key, instances.at[i], object_at(d->facts, instances.at[i])->place);
}

static void try_keys(struct search *s, object_ref origin)
{
	struct flows *flows = s->flows;
	struct group keys = groups_get(&flows->keys_of, MAP_KEY(pair_of(flows, s->from.value, s->to.value), origin));

	for (uint32_t i = 0; i < keys.len; i++)
		if (flows->keys.at[keys.at[i]].link)
			try_key(s, &flows->keys.at[keys.at[i]]);
}

/* --- ways that no key opens ------------------------------------------------------------------- */

/* The called thing itself may hold the second key; otherwise the way is kept for the message. */
static void note_way(struct search *s, object_ref link, object_ref instance, object_ref environment)
{
	struct flows *flows = s->flows;
	struct group keys = groups_get(&flows->keys_of, MAP_KEY(pair_of(flows, s->from.value, s->to.value), 0));

	if (!instance || environment == s->from.environment || !environment_is(flows->d->facts, environment, s->at))
		return;
	for (uint32_t i = 0; i < keys.len; i++) {
		struct second_key *key = &flows->keys.at[keys.at[i]];
		if (key->link || (s->port.tag != VAL_NONE && key->port.tag != VAL_NONE && !same_port(s->port, key->port)))
			continue;
		key->used = true;
		open_across(s, link, key->row, instance, s->port.tag != VAL_NONE ? s->port : key->port);
	}
	if (!s->carried && !s->instance) {
		s->link = link;
		s->instance = instance;
	}
}

static void note_hub(struct search *s, object_ref hub)
{
	struct flows *flows = s->flows;
	const struct facts *f = flows->d->facts;
	struct group instances = groups_get(&flows->d->instances, master_of(f, s->to.object));
	object_ref itself = map_at(&flows->joined, MAP_KEY(s->to.object, hub), 0);

	if (!s->to.environment && !s->to.unplaced && itself)
		note_way(s, itself, s->to.object, 0);
	for (uint32_t i = 0; i < instances.len && !s->instance; i++) {
		object_ref place = object_at(f, instances.at[i])->place, link = map_at(&flows->joined, MAP_KEY(place, hub), 0);
		if (link)
			note_way(s, link, instances.at[i], place);
	}
}

/* All links of the caller's environment, and the hubs that its hubs meet. */
static void note_ways(struct search *s)
{
	const struct derivation *d = s->flows->d;
	object_ref called = master_of(d->facts, s->to.object);
	struct group ends = groups_get(&d->links_at, s->from.environment);

	for (uint32_t i = 0; i < ends.len; i++) {
		object_ref link = ends.at[i] >> 1, other = end_of(d, ends.at[i] ^ 1);
		struct group networks = networks_at(d, other), beyond = groups_get(&d->links_at, other);
		for (uint32_t n = 0; n < networks.len; n++) {
			object_ref environment = row_object(d->facts, networks.at[n], FIELD_network_environment);
			note_way(s, link, object_instance(d->facts, called, environment), environment);
		}
		if (networks.len > 0)
			continue;
		note_hub(s, other);
		for (uint32_t b = 0; b < beyond.len; b++) {
			object_ref met = end_of(d, beyond.at[b] ^ 1);
			if (networks_at(d, met).len == 0)
				note_hub(s, met);
		}
	}
}

/* --- what is missing -------------------------------------------------------------------------- */

/* `shop -> payments : https`, as it stands in a `carries`. */
static struct str arrow(const struct derivation *d, object_ref from, object_ref to, struct val port)
{
	struct str p = port.tag == VAL_NONE ? STR("") : spelled(d, port);

	return str_format(d->arena, "%.*s -> %.*s%s%.*s", STR_ARG(object_text(d, from)), STR_ARG(object_text(d, to)),
		p.len ? " : " : "", STR_ARG(p));
}

/* The same with environments: a hub joins many, and a key for all of them is seldom meant. */
static struct str placed_arrow(const struct derivation *d, struct val from, struct val to, struct val port)
{
	struct str p = port.tag == VAL_NONE ? STR("") : spelled(d, port);

	return str_format(d->arena, "%.*s -> %.*s%s%.*s", STR_ARG(spelled(d, from)), STR_ARG(spelled(d, to)),
		p.len ? " : " : "", STR_ARG(p));
}

static struct str thing_text(const struct derivation *d, object_ref thing)
{
	struct str kind = names_text(d->facts->names, d->facts->kinds.at[object_at(d->facts, thing)->kind].name);

	return str_format(d->arena, "%.*s %.*s", STR_ARG(kind), STR_ARG(object_text(d, thing)));
}

static void nobody_carries(struct search *s)
{
	struct derivation *d = s->flows->d;
	struct facts *f = d->facts;
	object_ref thing = link_thing(d, s->link);
	struct str link = thing_text(d, thing);
	struct diag *diag = diag_add(d->diags, DIAG_HALF_FLOW, object_span(f, s->half),
		"%.*s may open connections to %.*s only if %.*s carries them", STR_ARG(spelled(d, s->from.value)),
		STR_ARG(spelled(d, val_object(s->instance))), STR_ARG(link));

	diag_label(d->diags, diag, "one of two keys");
	if (s->other_port)
		diag_also(d->diags, diag, object_span(f, s->other_port), "carried here on another port");
	else
		diag_also(d->diags, diag, object_span(f, thing), "the other key belongs here");
	bool by_hub = networks_at(d, end_of(d, LINK_END(s->link, 0))).len == 0 || networks_at(d, end_of(d, LINK_END(s->link, 1))).len == 0;
	struct str line = by_hub ? placed_arrow(d, s->from.value, val_object(s->instance), s->port)
	                         : arrow(d, s->from.object, s->instance, s->port);
	diag_help(d->diags, diag, "add to %.*s: `carries %.*s`", STR_ARG(link), STR_ARG(line));
}

static void nowhere_near(struct search *s)
{
	struct derivation *d = s->flows->d;
	struct facts *f = d->facts;
	struct group instances = groups_get(&d->instances, master_of(f, s->to.object));
	object_ref there = s->at ? s->at : instances.len ? object_at(f, instances.at[0])->place : s->to.environment;
	struct str caller = spelled(d, s->from.value), called = object_text(d, s->to.object);
	struct diag *diag = diag_add(d->diags, DIAG_HALF_FLOW, object_span(f, s->half),
		"%.*s opens connections to %.*s, and nothing leads there", STR_ARG(caller), STR_ARG(called));

	diag_also(d->diags, diag, object_span(f, s->to.object), "%.*s is declared here", STR_ARG(called));
	if (!there || !s->from.environment) {
		diag_help(d->diags, diag, "%.*s stands in no environment", STR_ARG(called));
		return;
	}
	diag_label(d->diags, diag, "it is not in %.*s", STR_ARG(object_text(d, s->from.environment)));
	diag_help(d->diags, diag, "join the two: `peer %.*s <-> %.*s { carries %.*s }`", STR_ARG(object_text(d, s->from.environment)),
		STR_ARG(object_text(d, there)), STR_ARG(arrow(d, s->from.object, s->to.object, s->port)));
}

void cross(struct flows *flows, object_ref half, struct party from, struct party to)
{
	struct derivation *d = flows->d;
	struct facts *f = d->facts;
	struct search s = { .flows = flows, .half = half, .from = from, .to = to, .port = row_get(f, half, FIELD_flow_half_port),
		.at = row_object(f, half, FIELD_flow_half_at) };
	object_ref own_line = !to.environment && !to.unplaced ? map_at(&flows->joined, MAP_KEY(from.environment, to.object), 0) : 0;
	object_ref master = object_at(f, from.environment)->master;

	if (own_line) {
		open_across(&s, own_line, 0, to.object, s.port);     /* a partner's own line ends here */
		return;
	}
	try_keys(&s, 0);
	try_keys(&s, from.environment);
	if (master)
		try_keys(&s, master);
	if (s.carried)
		return;
	note_ways(&s);
	if (s.carried)
		return;
	if (s.link)
		nobody_carries(&s);
	else
		nowhere_near(&s);
}

/* The environment in which alone the caller can say its half: it stands in others too, from where nothing leads there.
 * 0 when it may be said in all. */
static object_ref only_place(const struct flows *flows, const struct second_key *key, object_ref from)
{
	const struct derivation *d = flows->d;
	struct group instances = groups_get(&d->instances, master_of(d->facts, from));
	object_ref origin = row_object(d->facts, key->row, FIELD_flow_half_origin), joined = 0;
	bool all = true;

	for (uint32_t i = 0; i < instances.len && key->link; i++) {
		object_ref place = object_at(d->facts, instances.at[i])->place;
		bool fits = map_at(&flows->joined, MAP_KEY(place, key->link), 0) && environment_is(d->facts, place, origin);
		all = all && fits;
		joined = joined || !fits ? joined : place;
	}
	return all ? 0 : joined;
}

/* What the caller says: an overlay adds to what is said for all its environments, and takes nothing of it away. */
static struct str calls_line(const struct flows *flows, const struct second_key *key, object_ref from, object_ref to)
{
	const struct derivation *d = flows->d;
	struct str port = key->port.tag == VAL_NONE ? STR("") : spelled(d, key->port), called = object_text(d, to);
	object_ref place = only_place(flows, key, from);
	struct str line = str_format(d->arena, "calls %.*s%s%.*s", STR_ARG(called), port.len ? " : " : "", STR_ARG(port));

	return place ? str_format(d->arena, "for %.*s { also %.*s }", STR_ARG(object_text(d, place)), STR_ARG(line)) : line;
}

void report_unused_keys(struct flows *flows)
{
	struct derivation *d = flows->d;
	struct facts *f = d->facts;

	for (uint32_t i = 0; i < flows->keys.len; i++) {
		const struct second_key *key = &flows->keys.at[i];
		object_ref from = row_object(f, key->row, FIELD_flow_half_from), to = row_object(f, key->row, FIELD_flow_half_to);
		if (key->used || !from || !to)
			continue;
		struct diag *diag = diag_add(d->diags, DIAG_HALF_FLOW, object_span(f, key->row),
			"%.*s is carried, but %.*s does not call %.*s across it", STR_ARG(arrow(d, from, to, key->port)),
			STR_ARG(object_text(d, from)), STR_ARG(object_text(d, to)));
		diag_label(d->diags, diag, "one of two keys");
		diag_also(d->diags, diag, object_span(f, from), "the other key belongs here");
		diag_help(d->diags, diag, "add to %.*s: `%.*s`, or carry it no longer", STR_ARG(thing_text(d, from)),
			STR_ARG(calls_line(flows, key, from, to)));
	}
}
