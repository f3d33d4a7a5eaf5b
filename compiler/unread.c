/* From compiled expressions and `states` clauses to what is read. */
#include "unread.h"

#include <string.h>

#include "model/schema.h"

struct look {
	const struct compilation *c;
	bool *read;                                    /* by field */
};

static void read_field(struct look *l, field_ref field)
{
	if (field < l->c->facts.fields.len)
		l->read[field] = true;
}

/* What is looked up by its name alone is read of every kind that has it. */
static void read_name(struct look *l, name called)
{
	for (field_ref f = 0; f < l->c->facts.fields.len; f++)
		if (l->c->facts.fields.at[f].name == called)
			l->read[f] = true;
}

/* --- expressions ------------------------------------------------------------------------------------------- */

static void read_expressions(struct look *l)
{
	const struct code *code = &l->c->code;
	for (uint32_t i = 0; i < code->ops.len; i++) {
		const struct op *op = &code->ops.at[i];
		if (op->kind == CODE_FIELD || op->kind == CODE_ROW_FIELD)
			read_field(l, op->b);
		else if (op->kind == CODE_ROWS || (op->kind == CODE_INDEX && op->c))
			read_field(l, op->c);
		else if (op->kind == CODE_ANY_FIELD)
			read_name(l, op->b);
	}
	for (uint32_t i = 0; i < code->loops.len; i++)
		if (code->loops.at[i].key_field)
			read_field(l, code->loops.at[i].key_field);
}

/* --- roles --------------------------------------------------------------------------------------------------- */

static field_ref field_of(const struct facts *facts, kind_ref kind, name called)
{
	for (; kind; kind = facts->kinds.at[kind].parent)
		for (uint32_t i = 0; i < facts->kinds.at[kind].own_fields; i++)
			if (facts->fields.at[facts->kinds.at[kind].first_field + i].name == called)
				return facts->kinds.at[kind].first_field + i;
	return UINT32_MAX;
}

static kind_ref kind_within(const struct facts *facts, type_ref type)
{
	const struct type *t = &facts->types.at[type];
	while (t->form == TYPE_LIST || t->form == TYPE_OPTIONAL)
		t = &facts->types.at[t->a];
	return t->form == TYPE_OBJECT ? t->a : 0;
}

/* Where a path begins whose kind is not told, its steps are read of every kind. */
static void read_path(struct look *l, const struct state *state, const struct role_path *path)
{
	const struct facts *facts = &l->c->facts;
	const struct property *property = &l->c->schema->properties.at[state->property];
	kind_ref at = 0;
	if (state->kind)
		at = path->base == PATH_SELF ? state->kind : path->base == PATH_OWNER ? facts->kinds.at[state->kind].owner : 0;
	if (path->base == PATH_VALUE) {
		read_field(l, property->field);
		at = property->record ? property->record : kind_within(facts, facts->fields.at[property->field].type);
	}
	for (uint32_t i = 0; i < path->step_count; i++) {
		name step = l->c->schema->steps.at[path->first_step + i];
		field_ref field = at ? field_of(facts, at, step) : UINT32_MAX;
		at = 0;
		if (field == UINT32_MAX) {
			read_name(l, step);
			continue;
		}
		read_field(l, field);
		at = kind_within(facts, facts->fields.at[field].type);
	}
}

static void read_roles(struct look *l, const bool *taken)
{
	const struct schema *schema = l->c->schema;
	for (uint32_t s = 0; s < schema->states.len; s++) {
		const struct state *state = &schema->states.at[s];
		for (uint32_t r = 0; r < state->role_count; r++) {
			const struct role *role = &schema->roles.at[state->first_role + r];
			bool wanted = !taken || taken[role->field] || l->read[role->field];
			for (uint32_t p = 0; wanted && p < role->path_count; p++)
				read_path(l, state, &schema->paths.at[role->first_path + p]);
		}
	}
}

/* --- the model ------------------------------------------------------------------------------------------------- */

/* Places, things inside a thing, and what no `kind` spells out: `was`, `existing`, `adopt`. */
static void read_by_model(struct look *l)
{
	const struct facts *facts = &l->c->facts;
	for (field_ref f = 0; f < facts->fields.len; f++) {
		const struct property *property = schema_property(l->c->schema, f);
		const struct field *field = &facts->fields.at[f];
		bool is_part = !property && facts->kinds.at[field->kind].flags & KIND_NESTED;
		bool is_universal = field->span.start == field->span.end;
		if ((!property && !is_part) || (property && is_universal) || field->flags & FIELD_PLACES || (property && property->form == PROPERTY_NESTED))
			l->read[f] = true;
	}
}

bool *unread_look(struct arena *arena, const struct compilation *c, const bool *taken)
{
	struct look l = { c, ARENA_ARRAY(arena, bool, c->facts.fields.len + 1) };
	memset(l.read, 0, c->facts.fields.len + 1);
	read_expressions(&l);
	read_roles(&l, taken);
	read_by_model(&l);
	return l.read;
}
