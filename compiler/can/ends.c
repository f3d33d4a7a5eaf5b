/* Names of a question to what they mean: `shop`, `dev/shop`, `shop in dev`, `internet`; ports. */
#include "can/can.h"

#define MOST_OF_A_NAME 16

static kind_ref kind_called(const struct can *can, const char *kind)
{
	name n = names_find(can->facts->names, str_of(kind));
	return n ? kind_named(can->facts, n) : 0;
}

static bool is_of(const struct can *can, object_ref o, const char *kind)
{
	kind_ref k = kind_called(can, kind);
	return k && kind_is_a(can->facts, object_at(can->facts, o)->kind, k);
}

static bool has_row(const struct can *can, object_ref o, enum relation relation)
{
	return object_row(can->facts, o, can->facts->relation_kind[relation]) != 0;
}

struct can_end can_end_of(const struct can *can, object_ref o)
{
	const struct object *object = object_at(can->facts, o);
	if (is_of(can, o, "environment"))
		return (struct can_end){ CAN_ENVIRONMENT, o, o, 0 };
	bool known = has_row(can, o, REL_place) || has_row(can, o, REL_endpoint) || can_rows(can, REL_flow, FIELD_flow_source, o).len > 0
	             || can_rows(can, REL_flow, FIELD_flow_target, o).len > 0;
	if (object->place)
		return (struct can_end){ known ? CAN_THING : CAN_NOBODY, o, object->place, known ? can_tier_of(can, o) : 0 };
	known = known || is_of(can, o, "site") || is_of(can, o, "partner");
	return (struct can_end){ known ? CAN_OUTSIDE : CAN_NOBODY, o, 0, 0 };
}

struct reach_end can_reach_end(const struct can *can, const struct can_end *end)
{
	struct val v = end->what == CAN_INTERNET ? val_name(VAL_WORD, can->internet) : val_object(end->object);
	return (struct reach_end){ v, NO_NAME };
}

bool can_wrong(struct can *can, const char *what, struct str word, const struct str *candidates, uint32_t count)
{
	struct str near = diag_nearest(word, candidates, count);
	if (near.len)
		can->problem = str_format(can->arena, "no %s is called `%.*s`; did you mean `%.*s`?", what, STR_ARG(word), STR_ARG(near));
	else
		can->problem = str_format(can->arena, "no %s is called `%.*s`", what, STR_ARG(word));
	return false;
}

/* --- a name ---------------------------------------------------------------------------------------------------- */

static bool is_called(const struct can *can, object_ref environment, name place)
{
	const struct object *object = object_at(can->facts, environment);
	return object->name == place || (object->master && object_at(can->facts, object->master)->name == place);
}

static void add_end(struct can *can, struct can_named *found, object_ref o)
{
	struct can_end end = can_end_of(can, o);
	if (object_at(can->facts, o)->flags & (OBJECT_ABSTRACT | OBJECT_MASTER) || end.what == CAN_NOBODY)
		return;
	if (!found->place || (end.what == CAN_THING && is_called(can, end.environment, found->place)))
		vec_push(can->arena, &found->ends, end);
}

/* Itself, its instances, or, when it is abstract, its heirs. */
static void add_named(struct can *can, struct can_named *found, object_ref o)
{
	const struct facts *facts = can->facts;
	const struct object *object = object_at(facts, o);
	struct extent environments = facts_extent(facts, kind_called(can, "environment")), like = facts_extent(facts, object->kind);
	uint32_t before = found->ends.len;
	for (uint32_t i = 0; object->flags & OBJECT_MASTER && i < environments.len; i++) {
		object_ref instance = object_instance(facts, o, environments.at[i]);
		if (instance)
			add_end(can, found, instance);
	}
	for (uint32_t i = 0; object->flags & (OBJECT_MASTER | OBJECT_ABSTRACT) && found->ends.len == before && i < like.len; i++)
		if (object_is_a(facts, like.at[i], o))
			add_end(can, found, like.at[i]);
	if (!(object->flags & (OBJECT_MASTER | OBJECT_ABSTRACT)))
		add_end(can, found, o);
	if (found->ends.len > before && found->count < MOST_OF_A_NAME)
		found->objects[found->count++] = o;
}

static void add_tiers(struct can *can, struct can_named *found, struct str word)
{
	const struct facts *facts = can->facts;
	struct extent tiers = facts_extent(facts, facts->relation_kind[REL_tier]);
	for (uint32_t i = 0; i < tiers.len; i++) {
		object_ref network = can_network_of(can, tiers.at[i]);
		struct val of = network ? row_get(facts, network, FIELD_network_of) : VAL_ABSENT;
		struct val environment = network ? row_get(facts, network, FIELD_network_environment) : VAL_ABSENT;
		if (of.tag != VAL_OBJECT || environment.tag != VAL_OBJECT || (found->place && !is_called(can, environment.a, found->place)))
			continue;
		struct str tier = val_str(facts->names, row_get(facts, tiers.at[i], FIELD_tier_name)), around = can_name(can, of.a);
		bool whole = word.len == tier.len + 1 + around.len && str_starts(word, around) && word.at[around.len] == '.' && str_ends(word, tier);
		if (str_equal(word, tier) || whole)
			vec_push(can->arena, &found->ends, (struct can_end){ CAN_TIER, tiers.at[i], environment.a, tiers.at[i] });
	}
}

static bool nobody(struct can *can, struct str word, struct str place, object_ref other)
{
	const struct facts *facts = can->facts;
	VEC(struct str) candidates = { 0 };
	if (other && place.len) {
		can->problem = str_format(can->arena, "no `%.*s` stands in %.*s", STR_ARG(word), STR_ARG(place));
		return false;
	}
	if (other) {
		struct str kind = names_text(facts->names, facts->kinds.at[object_at(facts, other)->kind].name);
		can->problem = str_format(can->arena, "`%.*s` is a %.*s: nothing opens connections to it, and it opens none", STR_ARG(word), STR_ARG(kind));
		return false;
	}
	enum relation with_ends[] = { REL_place, REL_endpoint };
	for (unsigned r = 0; r < 2; r++) {
		struct extent rows = facts_extent(facts, facts->relation_kind[with_ends[r]]);
		for (uint32_t i = 0; i < rows.len; i++) {
			struct val of = row_get(facts, rows.at[i], r ? FIELD_endpoint_of : FIELD_place_of);
			if (of.tag == VAL_OBJECT)
				vec_push(can->arena, &candidates, can_name(can, of.a));
		}
	}
	const char *const others[] = { "environment", "site", "partner" };
	for (unsigned k = 0; k < 3; k++) {
		struct extent all = kind_called(can, others[k]) ? facts_extent(facts, kind_called(can, others[k])) : (struct extent){ 0 };
		for (uint32_t i = 0; i < all.len; i++)
			vec_push(can->arena, &candidates, can_name(can, all.at[i]));
	}
	vec_push(can->arena, &candidates, STR("internet"));
	return can_wrong(can, "service, store, site, tier or environment", word, candidates.at, candidates.len);
}

static bool resolve_place(struct can *can, struct str place, name *result)
{
	const struct facts *facts = can->facts;
	kind_ref kind = kind_called(can, "environment");
	name n = names_find(facts->names, place);
	VEC(struct str) candidates = { 0 };
	*result = n;
	if (n && object_named(facts, kind, n))
		return true;
	struct extent all = facts_extent(facts, kind);
	for (uint32_t i = 0; i < all.len; i++) {
		if (n && object_at(facts, all.at[i])->name == n)
			return true;
		vec_push(can->arena, &candidates, can_name(can, all.at[i]));
	}
	return can_wrong(can, "environment", place, candidates.at, candidates.len);
}

bool can_resolve(struct can *can, struct str word, struct str place, struct can_named *found)
{
	const struct facts *facts = can->facts;
	name n = names_find(facts->names, word);
	object_ref other = 0;
	*found = (struct can_named){ .place = NO_NAME };
	if (place.len && !resolve_place(can, place, &found->place))
		return false;
	for (kind_ref k = 1; n && k < facts->kinds.len; k++) {
		object_ref o = object_named(facts, k, n);
		if (!o || object_at(facts, o)->kind != k)
			continue;
		other = o;
		add_named(can, found, o);
	}
	if (found->ends.len == 0 && !other && str_is(word, "internet") && !place.len)
		vec_push(can->arena, &found->ends, (struct can_end){ .what = CAN_INTERNET });
	if (found->ends.len == 0)
		add_tiers(can, found, word);
	return found->ends.len > 0 || nobody(can, word, place, other);
}

/* --- a port ---------------------------------------------------------------------------------------------------- */

static bool take_number(struct str text, uint32_t *at, uint32_t *number)
{
	uint32_t first = *at;
	for (*number = 0; *at < text.len && *at < first + 6 && text.at[*at] >= '0' && text.at[*at] <= '9'; (*at)++)
		*number = *number * 10 + (uint32_t)(text.at[*at] - '0');
	return *at > first && *number <= 65535;
}

static bool take_protocol(struct str text, uint32_t at, uint16_t *protocol)
{
	struct str rest = { text.at + at, text.len - at };
	*protocol = str_is(rest, "/tcp") ? PROTOCOL_TCP : str_is(rest, "/udp") ? PROTOCOL_UDP : PROTOCOL_ANY;
	return rest.len == 0 || *protocol != PROTOCOL_ANY;
}

static bool named_port(struct can *can, struct str text, struct val *port)
{
	const struct facts *facts = can->facts;
	VEC(struct str) candidates = { 0 };
	name n = names_find(facts->names, text);
	const struct global *global = n ? global_named(facts, n) : NULL;
	if (global && global->value.tag == VAL_PORT) {
		*port = global->value;
		return true;
	}
	for (uint32_t i = 1; i < facts->globals.len; i++)
		if (facts->globals.at[i].value.tag == VAL_PORT)
			vec_push(can->arena, &candidates, names_text(facts->names, facts->globals.at[i].name));
	return can_wrong(can, "port", text, candidates.at, candidates.len);
}

/* 443, 53/udp, 8000..8100/tcp, https */
bool can_port(struct can *can, struct str text, struct val *port)
{
	uint32_t at = 0, first, last;
	uint16_t protocol;
	if (text.len > 0 && (text.at[0] < '0' || text.at[0] > '9'))
		return named_port(can, text, port);
	bool good = take_number(text, &at, &first);
	last = first;
	if (good && at + 1 < text.len && text.at[at] == '.' && text.at[at + 1] == '.') {
		at += 2;
		good = take_number(text, &at, &last) && last >= first;
	}
	if (!good || !take_protocol(text, at, &protocol)) {
		can->problem = str_format(can->arena, "`%.*s` is no port; write one as 443, 53/udp, 8000..8100 or https", STR_ARG(text));
		return false;
	}
	*port = (struct val){ .tag = VAL_PORT, .detail = protocol, .a = first | last << 16 };
	return true;
}
