/* Reading rows while facts are still being derived. */
#include "estate/derivation.h"

bool is_word(struct val v, name word) { return val_is_stringy(v) && v.tag != VAL_TEXT && v.a == word; }

uint32_t cell_origin(const struct facts *facts, object_ref row, enum relation_field field)
{
	struct val v = row_get(facts, row, field);

	if (!v.origin && v.tag == VAL_LIST && v.b > 0)
		v.origin = list_at(facts, v, 0).origin;
	return v.origin ? v.origin : object_at(facts, row)->origin;
}

/* A file that changes what it imports is read before it: what it says stands before the declaration. */
static bool is_change(const struct facts *facts, uint32_t origin, object_ref thing)
{
	return origin_span(facts, origin).start < object_span(facts, thing).start;
}

bool is_told_later(const struct facts *facts, uint32_t origin, object_ref thing, uint32_t other, object_ref other_thing)
{
	bool changes = is_change(facts, origin, thing), other_changes = is_change(facts, other, other_thing);

	if (changes != other_changes)
		return changes;
	return origin_span(facts, origin).start > origin_span(facts, other).start;
}

struct span origin_span(const struct facts *facts, uint32_t origin) { return facts->origins.at[origin]; }

struct str spelled(const struct derivation *d, struct val v)
{
	struct buf out;

	buf_init(&out, d->arena);
	facts_print(&out, d->facts, v);
	buf_char(&out, '\0');
	return (struct str){ out.at, (uint32_t)out.len - 1 };
}

struct str object_text(const struct derivation *d, object_ref o)
{
	return names_text(d->facts->names, object_at(d->facts, o)->name);
}

static name joined(const struct derivation *d, name first, name second)
{
	struct facts *f = d->facts;
	if (!second)
		return first;
	struct str text = str_format(d->arena, "%.*s-%.*s", STR_ARG(names_text(f->names, first)), STR_ARG(names_text(f->names, second)));
	return names_intern(f->names, text);
}

/* A thing's name, or that of a row without one of its own. */
static name name_of(const struct derivation *d, object_ref o)
{
	name own = object_at(d->facts, o)->name;
	return own ? own : (name)object_get_named(d->facts, o, names_intern(d->facts->names, STR("name"))).a;
}

static name former_of(const struct derivation *d, object_ref o)
{
	name former = object_former(d->facts, o);
	return former ? former : name_of(d, o);
}

void name_row_in_zone(struct derivation *d, object_ref row, enum relation_field field, object_ref of, object_ref zone)
{
	name letter = zone ? (name)row_get(d->facts, zone, FIELD_zone_letter).a : NO_NAME;
	name now = joined(d, name_of(d, of), letter), before = joined(d, former_of(d, of), letter);
	row_set(d->facts, row, field, val_name(VAL_STR, now));
	if (before != now)
		object_set_former(d->facts, row, before);
}

void name_row(struct derivation *d, object_ref row, enum relation_field field, object_ref first, object_ref second)
{
	name now = joined(d, name_of(d, first), second ? name_of(d, second) : NO_NAME);
	name before = joined(d, former_of(d, first), second ? former_of(d, second) : NO_NAME);
	row_set(d->facts, row, field, val_name(VAL_STR, now));
	if (before != now)
		object_set_former(d->facts, row, before);
}

bool is_row(const struct facts *facts, object_ref o, enum relation relation)
{
	return o && object_at(facts, o)->kind == facts->relation_kind[relation];
}

object_ref master_of(const struct facts *facts, object_ref o)
{
	object_ref master = object_at(facts, o)->master;

	return master ? master : o;
}

struct group networks_at(const struct derivation *d, object_ref thing) { return groups_get(&d->networks_at, thing); }

object_ref network_of_tier(const struct derivation *d, object_ref tier)
{
	return row_object(d->facts, tier, FIELD_tier_network);
}

/* `app`, or `security.public` where an environment has several networks. */
static bool tier_is_called(const struct derivation *d, object_ref tier, struct str text)
{
	struct str own = val_str(d->facts->names, row_get(d->facts, tier, FIELD_tier_name));

	if (str_equal(own, text))
		return true;
	object_ref of = row_object(d->facts, network_of_tier(d, tier), FIELD_network_of);
	struct str network = object_text(d, of);
	return text.len == network.len + own.len + 1 && str_starts(text, network) && str_ends(text, own)
	       && text.at[network.len] == '.';
}

object_ref tier_row(const struct derivation *d, struct val v, object_ref network)
{
	object_ref o = object_of(v), row = o;

	if (o && !is_row(d->facts, o, REL_tier))
		row = object_row(d->facts, o, d->facts->relation_kind[REL_tier]);
	if (o)
		return row && network_of_tier(d, row) ? row : 0;         /* a tier without a network was reported */
	if (!network || !val_is_stringy(v))
		return 0;
	struct group tiers = groups_get(&d->tiers_of, network);
	for (uint32_t i = 0; i < tiers.len; i++)
		if (tier_is_called(d, tiers.at[i], val_str(d->facts->names, v)))
			return tiers.at[i];
	return 0;
}

object_ref peering_between(const struct derivation *d, object_ref network, object_ref other)
{
	object_ref low = network < other ? network : other, high = network < other ? other : network;

	return map_at(&d->peering_of, MAP_KEY(low, high), 0);
}
