/* What the kinds' `states` clauses say of each thing: rows of the concepts, for the derivers. */
#include "model/model.h"

struct saying { object_ref self, owner; struct val value; uint32_t origin; };

static void follow(struct model *m, struct val v, const name *steps, uint32_t count, struct val **items, uint32_t *len, uint32_t *cap)
{
	if (v.tag == VAL_LIST) {
		for (uint32_t i = 0; i < v.b; i++)
			follow(m, m->facts->cells.at[v.a + i], steps, count, items, len, cap);
		return;
	}
	if (v.tag == VAL_NONE)
		return;
	if (count == 0) {
		vec_reserve_(m->scratch, (void **)items, cap, *len + 1, sizeof **items);
		(*items)[(*len)++] = v;
		return;
	}
	if (v.tag == VAL_OBJECT)
		follow(m, object_get_named(m->facts, v.a, steps[0]), steps + 1, count - 1, items, len, cap);
}

/* The first alternative with a value. */
static struct val role_value(struct model *m, const struct saying *s, const struct role *role)
{
	for (uint32_t p = 0; p < role->path_count; p++) {
		const struct role_path *path = &m->schema->paths.at[role->first_path + p];
		struct val *items = NULL;
		uint32_t len = 0, cap = 0;
		struct val base = path->base == PATH_CONSTANT ? path->constant : path->base == PATH_VALUE ? s->value
		                : val_object(path->base == PATH_SELF ? s->self : s->owner);
		if (base.tag == VAL_WORD && path->base == PATH_CONSTANT) {
			const struct global *global = global_named(m->facts, base.a);
			if (global)
				base = global->value;
		}
		follow(m, base, m->schema->steps.at + path->first_step, path->step_count, &items, &len, &cap);
		if (len == 1 && items[0].tag != VAL_LIST)
			return items[0];
		if (len > 1)
			return list_make(m->facts, items, len);
	}
	return VAL_ABSENT;
}

static bool holds_many(const struct facts *facts, field_ref field)
{
	return facts->types.at[facts->fields.at[field].type].form == TYPE_LIST;
}

/* One row, or one for each combination where a role that is single was given several values. */
static void add_rows(struct model *m, const struct state *state, const struct saying *s, struct val *values, uint32_t role)
{
	if (role < state->role_count) {
		const struct role *r = &m->schema->roles.at[state->first_role + role];
		struct val all = values[role];
		if (all.tag != VAL_LIST || holds_many(m->facts, r->field)) {
			add_rows(m, state, s, values, role + 1);
			return;
		}
		for (uint32_t i = 0; i < all.b; i++) {
			values[role] = m->facts->cells.at[all.a + i];
			add_rows(m, state, s, values, role + 1);
		}
		values[role] = all;
		return;
	}
	if (m->facts->objects.len > LIMIT_OBJECTS)
		return;                                    /* reported when the facts are derived */
	object_ref row = object_add(m->facts, state->concept, NO_NAME, s->origin);
	name of = names_intern(m->names, STR("of"));
	for (uint32_t i = 0; i < state->role_count; i++) {
		field_ref field = m->schema->roles.at[state->first_role + i].field;
		struct val v = values[i];
		if (holds_many(m->facts, field) && v.tag != VAL_NONE && v.tag != VAL_LIST)
			v = list_make(m->facts, &v, 1);
		object_set(m->facts, row, field, v);
		if (m->facts->fields.at[field].name == of && v.tag == VAL_OBJECT)
			object_add_row(m->facts, v.a, state->concept, row);
	}
}

static void state_once(struct model *m, const struct state *state, const struct saying *s)
{
	struct arena_mark mark = arena_mark(m->scratch);
	struct val *values = ARENA_ARRAY(m->scratch, struct val, state->role_count + 1);
	bool complete = true;
	for (uint32_t i = 0; i < state->role_count && complete; i++) {
		const struct role *role = &m->schema->roles.at[state->first_role + i];
		values[i] = role_value(m, s, role);
		complete = values[i].tag != VAL_NONE || !(m->facts->fields.at[role->field].flags & FIELD_NEEDED);
	}
	if (complete)
		add_rows(m, state, s, values, 0);
	arena_release(m->scratch, mark);
}

static void state_record(struct model *m, object_ref self, object_ref owner, object_ref record);

static void state_property(struct model *m, object_ref self, object_ref owner, object_ref object, const struct property *p)
{
	struct val all = object_get(m->facts, object, p->field);
	uint32_t count = p->form == PROPERTY_FLAG ? all.i != 0 : list_len(all);
	for (uint32_t i = 0; i < count; i++) {
		struct val v = list_at(m->facts, all, i);
		struct saying s = { self, owner, v, v.origin ? v.origin : object_at(m->facts, object)->origin };
		for (uint32_t k = 0; k < p->state_count; k++)
			state_once(m, &m->schema->states.at[p->first_state + k], &s);
		if (p->form == PROPERTY_RECORD && v.tag == VAL_OBJECT)
			state_record(m, self, v.a, v.a);
	}
}

/* The properties of a thing, and those inside its records; there the record around is the owner. */
static void state_record(struct model *m, object_ref self, object_ref owner, object_ref object)
{
	for (kind_ref k = object_at(m->facts, object)->kind; k; k = m->facts->kinds.at[k].parent)
		for (uint32_t i = 0; i < m->facts->kinds.at[k].own_fields; i++) {
			const struct property *p = schema_property(m->schema, m->facts->kinds.at[k].first_field + i);
			if (p->field && p->form != PROPERTY_NESTED && (p->state_count || p->form == PROPERTY_RECORD))
				state_property(m, self, owner, object, p);
		}
}

static bool is_record(const struct facts *facts, kind_ref kind)
{
	const struct kind *k = &facts->kinds.at[kind];
	return k->owner && !(k->flags & KIND_NAMED);
}

void model_state(struct model *m)
{
	uint32_t last = m->facts->objects.len;
	for (object_ref o = 1; o < last; o++) {
		struct object object = *object_at(m->facts, o);
		if (object.flags & (OBJECT_ABSTRACT | OBJECT_MASTER) || is_record(m->facts, object.kind)
		    || m->facts->kinds.at[object.kind].flags & KIND_DERIVED)
			continue;
		for (kind_ref k = object.kind; k; k = m->facts->kinds.at[k].parent) {
			const struct kind_shape *shape = k < m->schema->shapes.len ? &m->schema->shapes.at[k] : &m->schema->shapes.at[0];
			struct saying s = { o, object.owner, val_object(o), object.origin };
			for (uint32_t i = 0; i < shape->state_count; i++)
				state_once(m, &m->schema->states.at[shape->first_state + i], &s);
		}
		state_record(m, o, object.owner, o);
	}
}
