/* What a program opens, as texts: connections, rights, ways out of tiers, networks that are joined; and what it answers for itself. */
#include "change/record.h"

#include "base/buf.h"

/* Names as they are, or as they were before `was`. */
struct speller { struct record *r; struct buf text; bool former; };

static void spell(struct speller *s, struct val v);

static void spell_object(struct speller *s, object_ref o)
{
	const struct facts *f = s->r->facts;
	const struct object *object = object_at(f, o);
	name called = s->former ? object_former(f, o) : object->name;
	if (!called) {
		struct val row = object_get_named(f, o, names_find(s->r->names, STR("name")));
		called = s->former && object_former(f, o) ? object_former(f, o) : val_is_stringy(row) ? row.a : NO_NAME;
	}
	buf_str(&s->text, names_text(s->r->names, called));
	object_ref around = object->place ? object->place : object->owner;
	if (!around || !object_at(f, around)->name)
		return;
	buf_text(&s->text, " in ");
	spell_object(s, around);
}

static void spell(struct speller *s, struct val v)
{
	if (v.tag == VAL_OBJECT)
		spell_object(s, v.a);
	else if (v.tag != VAL_NONE)
		facts_print(&s->text, s->r->facts, v);
}

void record_name(struct record *r, struct buf *out, struct val v, bool former)
{
	struct speller s = { .r = r, .text = *out, .former = former };
	spell(&s, v);
	*out = s.text;
}

static void spell_list(struct speller *s, struct val list)
{
	for (uint32_t i = 0; i < list_len(list); i++) {
		buf_text(&s->text, i ? ", " : " ");
		spell(s, list_at(s->r->facts, list, i));
	}
}

static struct val field(const struct speller *s, object_ref row, enum relation_field f) { return row_get(s->r->facts, row, f); }

/* The addresses that a thing outside of all environments declares are what it means. */
static void spell_addresses(struct speller *s, object_ref o)
{
	const struct facts *f = s->r->facts;
	const struct kind *kind = &f->kinds.at[object_at(f, o)->kind];
	for (uint32_t i = 0; i < kind->own_fields; i++) {
		struct val v = object_get(f, o, kind->first_field + i);
		struct val first = list_len(v) ? list_at(f, v, 0) : VAL_ABSENT;
		if (first.tag == VAL_CIDR || first.tag == VAL_CIDR6)
			spell_list(s, v);
	}
}

static void spell_end(struct speller *s, object_ref row, enum relation_field end)
{
	struct val v = field(s, row, end);
	spell(s, v);
	if (v.tag != VAL_OBJECT || object_at(s->r->facts, v.a)->place || v.a == field(s, row, FIELD_flow_environment).a
	    || v.a == field(s, row, FIELD_flow_target_environment).a)
		return;
	spell_addresses(s, v.a);
}

static bool spell_flow(struct speller *s, object_ref row)
{
	spell_end(s, row, FIELD_flow_source);
	buf_text(&s->text, " -> ");
	spell_end(s, row, FIELD_flow_target);
	buf_text(&s->text, " : ");
	if (field(s, row, FIELD_flow_port).tag == VAL_NONE)
		buf_text(&s->text, "any port");
	spell(s, field(s, row, FIELD_flow_port));
	struct val way = field(s, row, FIELD_flow_way);
	if (way.tag != VAL_NONE)
		buf_text(&s->text, " by ");
	spell(s, way);
	return true;
}

static bool spell_grant(struct speller *s, object_ref row)
{
	spell(s, field(s, row, FIELD_grant_principal));
	buf_text(&s->text, " may ");
	spell(s, field(s, row, FIELD_grant_level));
	spell_list(s, field(s, row, FIELD_grant_verbs));
	spell_list(s, field(s, row, FIELD_grant_resources));
	buf_text(&s->text, " in ");
	spell(s, field(s, row, FIELD_grant_environment));
	return field(s, row, FIELD_grant_environment).tag == VAL_OBJECT;
}

static void spell_tier(struct speller *s, object_ref row)
{
	buf_text(&s->text, "tier ");
	spell(s, field(s, row, FIELD_tier_of));
}

static bool spell_route(struct speller *s, object_ref row)
{
	struct val route = field(s, row, FIELD_tier_route);
	bool leads = val_is_stringy(route) && !str_is(names_text(s->r->names, route.a), "none");
	spell_tier(s, row);
	buf_text(&s->text, " is routed to ");
	spell(s, route);
	return leads;
}

static bool spell_peering(struct speller *s, object_ref row)
{
	spell(s, field(s, row, FIELD_peering_requester));
	buf_text(&s->text, " <-> ");
	spell(s, field(s, row, FIELD_peering_accepter));
	return true;
}

static bool spell_names(struct speller *s, object_ref row)
{
	struct val dns = field(s, row, FIELD_peering_dns);
	spell_peering(s, row);
	buf_text(&s->text, ", for names");
	return dns.tag == VAL_BOOL && dns.i;
}

static void add(struct record *r, enum relation relation, bool (*spell_row)(struct speller *, object_ref))
{
	struct extent rows = rows_of(r->facts, relation);
	struct speller now = { .r = r }, before = { .r = r, .former = true };
	buf_init(&now.text, r->arena);
	buf_init(&before.text, r->arena);
	for (uint32_t i = 0; i < rows.len; i++) {
		buf_clear(&now.text);
		buf_clear(&before.text);
		if (!spell_row(&now, rows.at[i]))
			continue;
		spell_row(&before, rows.at[i]);
		vec_push(r->arena, &r->paths, (struct record_path){ names_intern(r->names, buf_slice(&now.text, 0)),
			names_intern(r->names, buf_slice(&before.text, 0)) });
	}
}

/* A type of which nobody reads what it opens. */
static bool spell_trusted(struct speller *s, object_ref row)
{
	spell(s, field(s, row, FIELD_trusted_of));
	buf_text(&s->text, " is trusted");
	return true;
}

/* A tier without a wall has the list of its network, which lets all pass: whether it has one stands before what groups let pass, as a gate
 * does before a step. Of one that is managed elsewhere nobody here knows. */
static void add_walls(struct record *r)
{
	struct extent rows = rows_of(r->facts, REL_tier);
	struct speller now = { .r = r }, before = { .r = r, .former = true };
	name said = names_intern(r->names, STR("packets are judged by"));
	buf_init(&now.text, r->arena);
	buf_init(&before.text, r->arena);
	for (uint32_t i = 0; i < rows.len; i++) {
		bool walled = row_get(r->facts, rows.at[i], FIELD_tier_walled).i != 0;
		if (row_get(r->facts, rows.at[i], FIELD_tier_existing).tag != VAL_NONE)
			continue;
		buf_clear(&now.text);
		buf_clear(&before.text);
		spell_tier(&now, rows.at[i]);
		spell_tier(&before, rows.at[i]);
		vec_push(r->arena, &r->gates, (struct record_gate){ .step = names_intern(r->names, buf_slice(&now.text, 0)),
			.former_step = names_intern(r->names, buf_slice(&before.text, 0)), .text = said, .former = said,
			.size = names_intern(r->names, walled ? STR("groups and a network ACL") : STR("groups alone")), .amount = walled, .sort = GATE_MUST_HOLD });
	}
}

/* A rule does not hold where it is waived. */
static void add_waivers(struct record *r, const bool *in_force)
{
	struct buf text;
	buf_init(&text, r->arena);
	for (uint32_t i = 0; i < r->code->waivers.len && in_force; i++) {
		const struct waiver *w = &r->code->waivers.at[i];
		if (!in_force[i])
			continue;
		buf_clear(&text);
		buf_format(&text, "%.*s is waived on %.*s", STR_ARG(names_text(r->names, w->rule)), STR_ARG(names_text(r->names, w->object)));
		if (w->environment)
			buf_format(&text, " in %.*s", STR_ARG(names_text(r->names, w->environment)));
		name known = names_intern(r->names, buf_slice(&text, 0));
		vec_push(r->arena, &r->paths, (struct record_path){ known, known });
	}
}

void record_paths(struct record *r, const bool *in_force)
{
	record_steps(r);
	add_walls(r);
	add_waivers(r, in_force);
	add(r, REL_trusted, spell_trusted);
	add(r, REL_flow, spell_flow);
	add(r, REL_grant, spell_grant);
	add(r, REL_tier, spell_route);
	add(r, REL_peering, spell_peering);
	add(r, REL_peering, spell_names);
}
