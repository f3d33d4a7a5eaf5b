/* What a program opens, as texts: connections, rights, ways out of tiers, networks that are joined, and what steps of deliveries wait for;
 * and what it answers for itself. */
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

static bool spell_route(struct speller *s, object_ref row)
{
	struct val route = field(s, row, FIELD_tier_route);
	bool leads = val_is_stringy(route) && !str_is(names_text(s->r->names, route.a), "none");
	buf_text(&s->text, "tier ");
	spell(s, field(s, row, FIELD_tier_of));
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

/* --- steps of deliveries ---------------------------------------------------------------------------------- */

static bool spell_step(struct speller *s, object_ref stage)
{
	spell(s, field(s, stage, FIELD_stage_of));
	buf_text(&s->text, " into ");
	spell(s, field(s, stage, FIELD_stage_environment));
	if (field(s, stage, FIELD_stage_after).tag == VAL_OBJECT)
		buf_text(&s->text, " from ");
	spell(s, field(s, stage, FIELD_stage_after));
	return true;
}

static bool spell_gate(struct speller *s, object_ref gate)
{
	spell(s, field(s, gate, FIELD_gate_what));
	if (field(s, gate, FIELD_gate_by).tag != VAL_NONE)
		buf_text(&s->text, " ");
	spell(s, field(s, gate, FIELD_gate_by));
	return true;
}

/* How many, or how long. */
static bool spell_size(struct speller *s, object_ref gate)
{
	spell(s, field(s, gate, FIELD_gate_count));
	spell(s, field(s, gate, FIELD_gate_lasts));
	return true;
}

static name spelled(struct record *r, bool former, bool (*spell_row)(struct speller *, object_ref), object_ref row)
{
	struct speller s = { .r = r, .former = former };
	buf_init(&s.text, r->arena);
	spell_row(&s, row);
	return names_intern(r->names, buf_slice(&s.text, 0));
}

static enum gate_limit limit_of(const struct record *r, struct val what)
{
	struct str word = val_is_stringy(what) ? names_text(r->names, what.a) : STR("");
	return str_is(word, "event") ? GATE_REACHED_BY : str_is(word, "branch") ? GATE_ONE_OF : GATE_MUST_HOLD;
}

static void add_gates(struct record *r)
{
	struct facts *f = r->facts;
	struct extent stages = rows_of(f, REL_stage);
	for (uint32_t i = 0; i < stages.len; i++) {
		name step = spelled(r, false, spell_step, stages.at[i]), former_step = spelled(r, true, spell_step, stages.at[i]);
		struct extent gates = facts_lookup(f, f->relation_kind[REL_gate], f->relation_field[FIELD_gate_step], row_get(f, stages.at[i], FIELD_stage_step));
		for (uint32_t g = 0; g < gates.len; g++) {
			struct val count = row_get(f, gates.at[g], FIELD_gate_count), lasts = row_get(f, gates.at[g], FIELD_gate_lasts);
			vec_push(r->arena, &r->gates, (struct record_gate){ step, former_step, spelled(r, false, spell_gate, gates.at[g]),
				spelled(r, true, spell_gate, gates.at[g]), spelled(r, false, spell_size, gates.at[g]),
				count.tag == VAL_INT ? count.i : lasts.tag == VAL_DURATION ? lasts.i : 1, limit_of(r, row_get(f, gates.at[g], FIELD_gate_what)) });
		}
	}
}

void record_paths(struct record *r, const bool *in_force)
{
	add_gates(r);
	add_waivers(r, in_force);
	add(r, REL_trusted, spell_trusted);
	add(r, REL_flow, spell_flow);
	add(r, REL_grant, spell_grant);
	add(r, REL_tier, spell_route);
	add(r, REL_peering, spell_peering);
	add(r, REL_peering, spell_names);
}
