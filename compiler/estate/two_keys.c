/* Flows across a wall: the caller's half and the half of the link, or of the called thing, are both needed. */
#include "estate/flows.h"

/* --- what links say --------------------------------------------------------------------------- */

static object_ref link_thing(const struct derivation *d, object_ref link) { return row_object(d->facts, link, FIELD_link_of); }

static object_ref end_of(const struct derivation *d, uint32_t end)
{
	return row_object(d->facts, end >> 1, end & 1 ? FIELD_link_right : FIELD_link_left);
}

/* A hub has no network of its own; what it joins is on the other end of its links. */
static void note_joined(struct flows *flows, object_ref thing, object_ref hub, object_ref link)
{
	struct derivation *d = flows->d;
	struct group networks = networks_at(d, thing);

	if (networks.len == 0) {
		map_put(d->arena, &flows->joined, MAP_KEY(thing, hub), link);
		groups_add(d->arena, &flows->meets, thing, hub);
	}
	for (uint32_t i = 0; i < networks.len; i++)
		map_put(d->arena, &flows->joined, MAP_KEY(row_object(d->facts, networks.at[i], FIELD_network_environment), hub), link);
}

void collect_keys(struct flows *flows)
{
	struct derivation *d = flows->d;
	struct facts *f = d->facts;
	struct extent links = rows_of(f, REL_link), halves = rows_of(f, REL_flow_half);

	for (uint32_t i = 0; i < links.len; i++) {
		object_ref left = row_object(f, links.at[i], FIELD_link_left), right = row_object(f, links.at[i], FIELD_link_right);
		if (networks_at(d, left).len == 0)
			note_joined(flows, right, left, links.at[i]);
		if (networks_at(d, right).len == 0)
			note_joined(flows, left, right, links.at[i]);
	}
	groups_seal(d->arena, &flows->meets);
	for (uint32_t i = 0; i < halves.len; i++) {
		object_ref half = halves.at[i];
		if (!is_word(row_get(f, half, FIELD_flow_half_half), d->words.callee))
			continue;
		uint64_t ends = MAP_KEY(identity(f, row_get(f, half, FIELD_flow_half_from)), identity(f, row_get(f, half, FIELD_flow_half_to)));
		groups_add(d->arena, &flows->keys_of, ends, flows->keys.len);
		vec_push(d->arena, &flows->keys, (struct second_key){ .row = half, .link = row_object(f, half, FIELD_flow_half_link),
			.port = row_get(f, half, FIELD_flow_half_port), .origin = object_of(optional_get(d, half, d->words.origin)),
			.at = object_of(optional_get(d, half, d->words.at)) });
	}
	groups_seal(d->arena, &flows->keys_of);
}

/* --- the search for a way --------------------------------------------------------------------- */

/* One caller's half, and where it may lead. */
struct search {
	struct flows *flows;
	object_ref half;
	struct party from, to;
	struct val port;
	object_ref at;               /* the environment that the caller names; 0: any */
	struct group keys;
	bool carried;
	object_ref link, instance;   /* the first way that nobody carries */
	object_ref other_port;       /* a key for the same two, on another port */
};

static bool environment_is(const struct facts *f, object_ref environment, object_ref wanted)
{
	return !wanted || environment == wanted || (environment && object_at(f, environment)->master == wanted);
}

/* The called thing as it stands in an environment (0: outside all), or 0. */
static object_ref called_in(const struct search *s, object_ref environment)
{
	const struct facts *f = s->flows->d->facts;

	if (!environment_is(f, environment, s->at))
		return 0;
	if (!s->to.environment && !s->to.unplaced)
		return environment ? 0 : s->to.object;
	if (s->to.environment == environment && !s->at)
		return s->to.object;
	return object_instance(f, master_of(f, s->to.object), environment);
}

static void open_across(struct search *s, object_ref link, object_ref key, object_ref instance, struct val port)
{
	struct val v = val_object(instance);

	v.origin = s->to.value.origin;
	s->carried = true;
	open_flows(s->flows, s->half, s->from, party_of(s->flows->d, v), port, (struct way){ link, key });
}

/* A caller and a callee in environments that `link` joins: flows for each key of `thing`, the peer or hub. */
static void try_way(struct search *s, object_ref thing, object_ref link, object_ref environment)
{
	struct flows *flows = s->flows;
	const struct facts *f = flows->d->facts;
	object_ref instance = called_in(s, environment);
	bool carried = false;

	if (!instance)
		return;
	for (uint32_t i = 0; i < s->keys.len; i++) {
		struct second_key *key = &flows->keys.at[s->keys.at[i]];
		if ((key->link && key->link != thing) || !environment_is(f, s->from.environment, key->origin)
		    || !environment_is(f, environment, key->at))
			continue;
		if (s->port.tag != VAL_NONE && key->port.tag != VAL_NONE && !same_port(s->port, key->port)) {
			s->other_port = key->row;
			continue;
		}
		key->used = carried = true;
		open_across(s, link, key->row, instance, s->port.tag != VAL_NONE ? s->port : key->port);
	}
	if (!carried && !s->instance) {
		s->link = link;
		s->instance = instance;
	}
}

/* Of a hub only what it joins is reached, and of that only what some key names; without keys the first that
 * might be meant is kept for the message. */
static void try_hub(struct search *s, object_ref hub)
{
	struct flows *flows = s->flows;
	const struct facts *f = flows->d->facts;
	object_ref master = master_of(f, s->to.object);
	struct group instances = groups_get(&flows->d->instances, master);

	if (!s->to.environment && !s->to.unplaced) {
		uint32_t link = map_at(&flows->joined, MAP_KEY(s->to.object, hub), 0);
		if (link)
			try_way(s, hub, link, 0);
		return;
	}
	for (uint32_t i = 0; i < instances.len && !(s->keys.len == 0 && s->instance); i++) {
		object_ref place = object_at(f, instances.at[i])->place;
		uint32_t link = map_at(&flows->joined, MAP_KEY(place, hub), 0);
		if (link && place != s->from.environment)
			try_way(s, hub, link, place);
	}
}

static void try_networks(struct search *s, object_ref link, struct group networks)
{
	const struct derivation *d = s->flows->d;
	struct group own = networks_at(d, s->from.environment);

	for (uint32_t i = 0; i < networks.len; i++) {
		object_ref environment = row_object(d->facts, networks.at[i], FIELD_network_environment);
		bool joined = false;
		for (uint32_t n = 0; n < own.len && !joined; n++)
			joined = peering_between(d, own.at[n], networks.at[i]) != 0;
		if (joined && environment != s->from.environment)
			try_way(s, link_thing(d, link), link, environment);
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
	diag_help(d->diags, diag, "add to %.*s: `carries %.*s`", STR_ARG(link),
		STR_ARG(arrow(d, s->from.object, s->instance, s->port)));
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
	struct group ends = groups_get(&d->links_at, from.environment);
	struct search s = { .flows = flows, .half = half, .from = from, .to = to, .port = row_get(f, half, FIELD_flow_half_port),
		.at = object_of(optional_get(d, half, d->words.at)),
		.keys = groups_get(&flows->keys_of, MAP_KEY(identity(f, from.value), identity(f, to.value))) };

	for (uint32_t i = 0; i < ends.len; i++) {
		object_ref link = ends.at[i] >> 1, other = end_of(d, ends.at[i] ^ 1);
		struct group networks = networks_at(d, other);
		if (networks.len > 0) {
			try_networks(&s, link, networks);
		} else if (other == to.object) {
			open_across(&s, link, 0, other, s.port);     /* a partner's own line ends here */
		} else {
			try_hub(&s, other);
			struct group met = groups_get(&flows->meets, other);
			for (uint32_t m = 0; m < met.len; m++)
				try_hub(&s, met.at[m]);
		}
	}
	if (s.carried)
		return;
	if (s.link)
		nobody_carries(&s);
	else
		nowhere_near(&s);
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
		struct str port = key->port.tag == VAL_NONE ? STR("") : spelled(d, key->port);
		struct diag *diag = diag_add(d->diags, DIAG_HALF_FLOW, object_span(f, key->row),
			"%.*s is carried, but %.*s does not call %.*s across it", STR_ARG(arrow(d, from, to, key->port)),
			STR_ARG(object_text(d, from)), STR_ARG(object_text(d, to)));
		diag_label(d->diags, diag, "one of two keys");
		diag_also(d->diags, diag, object_span(f, from), "the other key belongs here");
		diag_help(d->diags, diag, "add to %.*s: `calls %.*s%s%.*s`, or carry it no longer", STR_ARG(thing_text(d, from)),
			STR_ARG(object_text(d, to)), port.len ? " : " : "", STR_ARG(port));
	}
}
