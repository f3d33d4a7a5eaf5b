/* What a run takes the program's word for, as far as it is known when all rules have run. What emitters of the program's own write, and
 * what nobody reads, is known later: api_reliance.c. */
#include "reliance.h"

#include "base/map.h"
#include "value/value.h"

struct telling {
	struct compilation *c;
	reliance_visit *visit;
	void *user;
	bool stopped;
};

static void tell_of(struct telling *t, struct reliance reliance)
{
	t->stopped = t->stopped || !t->visit(t->user, &reliance);
}

static void tell(struct telling *t, enum reliance_kind kind, struct str what, struct str reason, struct span span)
{
	tell_of(t, (struct reliance){ .kind = kind, .what = what, .reason = reason, .span = span });
}

static struct str text_of(const struct compilation *c, struct val v)
{
	return val_is_stringy(v) ? val_str(c->names, v) : STR("");
}

static void tell_waivers(struct telling *t)
{
	struct compilation *c = t->c;
	for (uint32_t i = 0; i < c->code.waivers.len && c->in_force; i++) {
		const struct waiver *w = &c->code.waivers.at[i];
		if (!c->in_force[i])
			continue;
		struct str place = w->environment ? str_format(c->arena, " in %.*s", STR_ARG(names_text(c->names, w->environment))) : STR("");
		struct str about = str_format(c->arena, "%.*s%.*s", STR_ARG(names_text(c->names, w->object)), STR_ARG(place));
		tell_of(t, (struct reliance){ .kind = RELIANCE_WAIVED, .what = about, .reason = names_text(c->names, w->because),
			.rule = names_text(c->names, w->rule), .until = w->until, .span = w->span });
	}
}

static void tell_trusted(struct telling *t)
{
	struct compilation *c = t->c;
	struct extent rows = rows_of(&c->facts, REL_trusted);
	for (uint32_t i = 0; i < rows.len; i++) {
		struct val of = row_get(&c->facts, rows.at[i], FIELD_trusted_of);
		if (of.tag == VAL_OBJECT)
			tell(t, RELIANCE_TRUSTED, names_text(c->names, object_at(&c->facts, of.a)->name),
			     text_of(c, row_get(&c->facts, rows.at[i], FIELD_trusted_because)), object_span(&c->facts, of.a));
	}
}

/* --- what others manage --------------------------------------------------------------------------------------- */

static void tell_existing_networks(struct telling *t, struct map *networks)
{
	struct compilation *c = t->c;
	struct extent rows = rows_of(&c->facts, REL_network);
	for (uint32_t i = 0; i < rows.len; i++) {
		struct val id = row_get(&c->facts, rows.at[i], FIELD_network_existing), of = row_get(&c->facts, rows.at[i], FIELD_network_of);
		if (id.tag == VAL_NONE)
			continue;
		if (of.tag == VAL_OBJECT)
			map_put(c->arena, networks, of.a, 1);
		tell(t, RELIANCE_BELIEVED, text_of(c, row_get(&c->facts, rows.at[i], FIELD_network_name)), text_of(c, id),
		     c->facts.origins.at[id.origin ? id.origin : object_at(&c->facts, rows.at[i])->origin]);
	}
}

struct str reliance_title(struct compilation *c, object_ref o)
{
	const struct object *object = object_at(&c->facts, o);
	struct buf title;
	buf_init(&title, c->arena);
	buf_format(&title, "%.*s %.*s", STR_ARG(names_text(c->names, c->facts.kinds.at[object->kind].name)), STR_ARG(names_text(c->names, object->name)));
	for (object_ref owner = object->owner; owner; owner = object_at(&c->facts, owner)->owner)
		buf_format(&title, " of %.*s", STR_ARG(names_text(c->names, object_at(&c->facts, owner)->name)));
	if (object->place && !object->owner)
		buf_format(&title, " in %.*s", STR_ARG(names_text(c->names, object_at(&c->facts, object->place)->name)));
	return buf_slice(&title, 0);
}

/* Networks under their own names, then everything else that says `existing`: tiers, keys, what a program's own kinds read. */
static void tell_existing(struct telling *t)
{
	struct compilation *c = t->c;
	struct map networks = { 0 };
	name existing = names_intern(c->names, STR("existing"));
	tell_existing_networks(t, &networks);
	for (object_ref o = 1; o < c->facts.objects.len; o++) {
		uint32_t flags = object_at(&c->facts, o)->flags;
		if (!(flags & OBJECT_EXISTING) || flags & (OBJECT_ABSTRACT | OBJECT_MASTER | OBJECT_LIBRARY) || map_at(&networks, o, 0))
			continue;
		struct val id = object_get_named(&c->facts, o, existing);
		tell(t, RELIANCE_BELIEVED, reliance_title(c, o), text_of(c, id), id.origin ? c->facts.origins.at[id.origin] : object_span(&c->facts, o));
	}
}

/* --- what others must do -------------------------------------------------------------------------------------- */

/* Routes of one network through one peering, in tables that others keep. */
struct half { object_ref peering, network; uint32_t routes; };

/* Whether the tables of a tier are read, for its own sake or its network's. */
static bool is_read(const struct facts *facts, struct val tier)
{
	if (tier.tag != VAL_OBJECT)
		return false;
	struct val network = row_get(facts, tier.a, FIELD_tier_network);
	return row_get(facts, tier.a, FIELD_tier_existing).tag != VAL_NONE
	    || (network.tag == VAL_OBJECT && row_get(facts, network.a, FIELD_network_existing).tag != VAL_NONE);
}

static void tell_half(struct telling *t, const struct half *half)
{
	struct compilation *c = t->c;
	struct facts *f = &c->facts;
	struct val other = row_get(f, half->peering, FIELD_peering_requester), link = row_get(f, half->peering, FIELD_peering_link);
	if (other.a == half->network)
		other = row_get(f, half->peering, FIELD_peering_accepter);
	struct buf what;
	buf_init(&what, c->arena);
	buf_format(&what, "%u route%s in tables of %.*s to %.*s through %.*s", half->routes, half->routes == 1 ? "" : "s",
	           STR_ARG(text_of(c, row_get(f, half->network, FIELD_network_name))), STR_ARG(text_of(c, row_get(f, other.a, FIELD_network_name))),
	           STR_ARG(text_of(c, row_get(f, half->peering, FIELD_peering_name))));
	tell(t, RELIANCE_ASSUMED, buf_slice(&what, 0), STR("others keep these tables"), object_span(f, link.tag == VAL_OBJECT ? link.a : half->peering));
}

static void tell_routes_of_others(struct telling *t)
{
	struct facts *f = &t->c->facts;
	struct extent rows = rows_of(f, REL_route);
	VEC(struct half) halves = { 0 };
	struct map known = { 0 };
	for (uint32_t i = 0; i < rows.len; i++) {
		struct val peering = row_get(f, rows.at[i], FIELD_route_peering), table = row_get(f, rows.at[i], FIELD_route_table);
		struct val network = row_get(f, rows.at[i], FIELD_route_network);
		if (peering.tag != VAL_OBJECT || table.tag != VAL_OBJECT || !is_read(f, row_get(f, table.a, FIELD_route_table_tier)))
			continue;
		uint32_t at = map_at(&known, MAP_KEY(peering.a, network.a), 0);
		if (!at) {
			vec_push(t->c->arena, &halves, (struct half){ peering.a, network.a, 0 });
			at = halves.len;
			map_put(t->c->arena, &known, MAP_KEY(peering.a, network.a), at);
		}
		halves.at[at - 1].routes++;
	}
	for (uint32_t i = 0; i < halves.len; i++)
		tell_half(t, &halves.at[i]);
}

/* What rules find that others must do; where several environments need the same, it is said once. */
static void tell_by_rule(struct telling *t)
{
	struct compilation *c = t->c;
	for (uint32_t i = 0; i < c->assumed.list.len && !t->stopped; i++) {
		const struct diag *diag = &c->assumed.list.at[i];
		struct buf what;
		buf_init(&what, c->arena);
		buf_str(&what, diag->message);
		for (uint32_t k = 0; k < diag->likewise.len; k++)
			buf_format(&what, "%s%.*s", k ? ", " : "; likewise in ", STR_ARG(diag->likewise.at[k].in));
		tell_of(t, (struct reliance){ .kind = RELIANCE_ASSUMED, .what = buf_slice(&what, 0), .rule = diag->rule, .span = diag->span });
	}
}

static void tell_laters(struct telling *t)
{
	struct compilation *c = t->c;
	for (uint32_t i = 0; i < c->facts.globals.len; i++) {
		const struct global *global = &c->facts.globals.at[i];
		if (global->value.tag != VAL_LATER)
			continue;
		struct buf what;
		buf_init(&what, c->arena);
		buf_format(&what, "value of %.*s (", STR_ARG(names_text(c->names, global->name)));
		type_print(&what, &c->facts, global->type);
		buf_text(&what, ")");
		tell(t, RELIANCE_ASSUMED, buf_slice(&what, 0), STR("known on deployment"), global->span);
	}
}

/* What a target of the program's own that keeps nothing makes: no build remembers it, and none refuses that it goes. */
static void tell_unkept(struct telling *t)
{
	struct compilation *c = t->c;
	struct map makes = { 0 }, keeps = { 0 };
	for (uint32_t i = 0; i < c->code.addresses.len; i++)
		map_put(c->arena, &makes, c->code.addresses.at[i].target, 1);
	for (uint32_t i = 0; i < c->code.lasting.len; i++)
		map_put(c->arena, &keeps, c->code.lasting.at[i].target, 1);
	for (uint32_t i = 0; i < c->code.targets.len; i++) {
		const struct target *target = &c->code.targets.at[i];
		if (!sources_file_of(&c->sources, target->span.start)->library && map_at(&makes, i, 0) && !map_at(&keeps, i, 0))
			tell(t, RELIANCE_ASSUMED, str_format(c->arena, "what %.*s makes is not lost", STR_ARG(names_text(c->names, target->name))),
				STR("it says no `keeps`, and no build remembers it"), target->span);
	}
}

bool reliances_tell(struct compilation *c, reliance_visit *visit, void *user)
{
	struct telling t = { c, visit, user, false };
	tell_waivers(&t);
	tell_trusted(&t);
	tell_existing(&t);
	tell_routes_of_others(&t);
	tell_laters(&t);
	tell_by_rule(&t);
	tell_unkept(&t);
	return !t.stopped;
}
