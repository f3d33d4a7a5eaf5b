/* From compiled expressions and `states` clauses to what is read. */
#include "unread.h"

#include <string.h>

#include "model/schema.h"

struct look {
	const struct compilation *c;
	enum reader by;                                /* who is looked at */
	uint8_t *read;                                 /* by field: enum reader */
	uint8_t *reached;                              /* by operation: 1 */
};

/* What was looked at before, of each table of the code; the program's own stands behind it. */
enum looked { LOOKED_EMITTERS, LOOKED_UNITS, LOOKED_RULES, LOOKED_OPS, LOOKED_LOOPS, LOOKED_COUNT };

static uint32_t looked_at(const struct look *l, enum looked table) { return l->c->reads.counts.len ? l->c->reads.counts.at[table] : 0; }

static void read_field(struct look *l, field_ref field)
{
	if (field < l->c->facts.fields.len && l->read[field] < l->by)
		l->read[field] = l->by;
}

/* What is looked up by its name alone is read of every kind that has it. */
static void read_name(struct look *l, name called)
{
	for (field_ref f = 0; f < l->c->facts.fields.len; f++)
		if (l->c->facts.fields.at[f].name == called)
			read_field(l, f);
}

/* --- expressions ------------------------------------------------------------------------------------------- */

static void reach_op(void *user, op_ref ref);

static void read_loops(struct look *l, uint32_t first, uint32_t count)
{
	for (uint32_t i = first; i < first + count; i++)
		if (l->c->code.loops.at[i].key_field)
			read_field(l, l->c->code.loops.at[i].key_field);
}

static void read_op(struct look *l, const struct op *op)
{
	if (op->kind == CODE_FIELD || op->kind == CODE_ROW_FIELD)
		read_field(l, op->b);
	else if (op->kind == CODE_ROWS || (op->kind == CODE_INDEX && op->c))
		read_field(l, op->c);
	else if (op->kind == CODE_ANY_FIELD)
		read_name(l, op->b);
}

static void reach_quantifier(struct look *l, uint32_t index)
{
	const struct code *code = &l->c->code;
	const struct quantifier *q = &code->quantifiers.at[index];
	read_loops(l, q->first_loop, q->loop_count);
	for (uint32_t i = q->first_loop; i < q->first_loop + q->loop_count; i++) {
		reach_op(l, code->loops.at[i].source);
		reach_op(l, code->loops.at[i].key);
		for (uint32_t k = 0; k < code->loops.at[i].filter_count; k++)
			reach_op(l, code->refs.at[code->loops.at[i].first_filter + k]);
	}
	reach_op(l, q->group);
	reach_op(l, q->sort);
}

static void reach_body(struct look *l, uint32_t first_quantifier, uint32_t quantifier_count, op_ref body)
{
	for (uint32_t i = 0; i < quantifier_count; i++)
		reach_quantifier(l, l->c->code.refs.at[first_quantifier + i]);
	reach_op(l, body);
}

static void reach_callable(struct look *l, const struct callable *callable)
{
	reach_body(l, callable->first_quantifier, callable->quantifier_count, callable->body);
}

/* An operation, what it is made of and what it calls. */
static void reach_op(void *user, op_ref ref)
{
	struct look *l = user;
	const struct code *code = &l->c->code;
	const struct op *op = &code->ops.at[ref];
	if (!ref || l->reached[ref])
		return;
	l->reached[ref] = 1;
	read_op(l, op);
	if (op->kind == CODE_SOME || op->kind == CODE_EVERY)
		read_loops(l, op->b, 1);
	else if (op->kind == CODE_EACH)
		reach_quantifier(l, op->b);
	else if (op->kind == CODE_OUT_EACH)
		reach_body(l, op->a, op->extra, op->b);
	else if (op->kind == CODE_APPLY)
		reach_callable(l, &code->functions.at[op->c]);
	else if (op->kind == CODE_VIEW)
		reach_callable(l, &code->views.at[op->c]);
	else if (op->kind == CODE_OUT_PART)
		reach_callable(l, &code->parts.at[op->c]);
	op_children(code, ref, reach_op, l);
}

static void read_by_targets(struct look *l)
{
	const struct code *code = &l->c->code;
	for (uint32_t i = looked_at(l, LOOKED_EMITTERS); i < code->emitters.len; i++) {
		const struct emitter *e = &code->emitters.at[i];
		reach_op(l, e->path);
		reach_body(l, e->first_quantifier, e->quantifier_count, e->body);
	}
	for (uint32_t i = looked_at(l, LOOKED_UNITS); i < code->units.len; i++) {
		reach_op(l, code->units.at[i].path);
		reach_body(l, code->units.at[i].first_quantifier, code->units.at[i].quantifier_count, code->units.at[i].body);
	}
	for (uint32_t i = 0; i < code->targets.len; i++) {
		const struct target *t = &code->targets.at[i];
		const op_ref bodies[] = { t->header, t->export.body, t->import.body, t->declare.body, t->move.body, t->order.body, t->read, t->later };
		for (size_t k = 0; k < sizeof bodies / sizeof bodies[0]; k++)
			reach_op(l, bodies[k]);
	}
}

/* What is assumed is said: rules of that severity are as good as a writer. */
static void read_by_assumed(struct look *l)
{
	const struct code *code = &l->c->code;
	for (uint32_t i = looked_at(l, LOOKED_RULES); i < code->rules.len; i++) {
		const struct rule *rule = &code->rules.at[i];
		if (rule->severity != DIAG_ASSUMED)
			continue;
		for (uint32_t s = rule->first_step; s < rule->first_step + rule->step_count; s++) {
			if (code->steps.at[s].kind == STEP_EACH)
				reach_quantifier(l, code->steps.at[s].quantifier);
			reach_op(l, code->steps.at[s].op);
		}
		reach_op(l, rule->message);
		reach_op(l, rule->help);
		reach_op(l, rule->at);
	}
}

/* A property that another one's default names is what that one is. */
static void read_by_defaults(struct look *l)
{
	const struct schema *schema = l->c->schema;
	for (uint32_t i = 0; i < schema->fallbacks.len; i++) {
		uint32_t field;
		const struct fallback *fallback = &schema->fallbacks.at[i];
		if (fallback->path_kind && map_get(&l->c->facts.field_by_name, MAP_KEY(fallback->path_kind, fallback->path_field), &field))
			read_field(l, field);
	}
}

/* Everything that is evaluated: rules and asserts too. */
static void read_by_all(struct look *l)
{
	const struct code *code = &l->c->code;
	uint32_t first_loop = looked_at(l, LOOKED_LOOPS);
	for (uint32_t i = looked_at(l, LOOKED_OPS); i < code->ops.len; i++)
		read_op(l, &code->ops.at[i]);
	read_loops(l, first_loop, code->loops.len - first_loop);
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

/* A role is worth what its relation's field is worth. */
static void read_roles(struct look *l)
{
	const struct schema *schema = l->c->schema;
	for (uint32_t s = 0; s < schema->states.len; s++) {
		const struct state *state = &schema->states.at[s];
		for (uint32_t r = 0; r < state->role_count; r++) {
			const struct role *role = &schema->roles.at[state->first_role + r];
			l->by = l->c->facts.fields.at[role->field].flags & FIELD_LEFT ? (enum reader)l->read[role->field] : READER_WRITER;
			for (uint32_t p = 0; p < role->path_count; p++)
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
			read_field(l, f);
	}
}

/* --- what is there to be judged ----------------------------------------------------------------------------------- */

struct str unread_name(struct arena *arena, const struct compilation *c, field_ref field)
{
	struct str path = names_text(c->names, c->facts.fields.at[field].name);
	for (kind_ref kind = c->facts.fields.at[field].kind; kind; kind = c->facts.kinds.at[kind].owner) {
		struct buf out;
		buf_init(&out, arena);
		buf_format(&out, "%.*s.%.*s", STR_ARG(names_text(c->names, c->facts.kinds.at[kind].name)), STR_ARG(path));
		path = buf_slice(&out, 0);
	}
	return path;
}

/* Names of properties that are declared so. */
static struct map find_judged(struct arena *arena, const struct compilation *c)
{
	struct map judged = { 0 };
	struct extent rows = rows_of(&c->facts, REL_judged);
	for (uint32_t i = 0; i < rows.len; i++) {
		struct val properties = row_get(&c->facts, rows.at[i], FIELD_judged_property);
		for (uint32_t k = 0; k < list_len(properties); k++) {
			struct val called = list_at(&c->facts, properties, k);
			map_put(arena, &judged, val_is_stringy(called) ? names_intern(c->names, val_str(c->names, called)) : NO_NAME, 1);
		}
	}
	return judged;
}

static void read_judged(struct look *l, struct arena *arena)
{
	struct map judged = find_judged(arena, l->c);
	for (field_ref f = 1; f < l->c->facts.fields.len; f++) {
		name called = l->read[f] != READER_WRITER ? names_find(l->c->names, unread_name(arena, l->c, f)) : NO_NAME;
		if (called && map_at(&judged, called, 0))
			l->read[f] = READER_WRITER;
	}
}

static struct look look_begin(struct arena *arena, const struct compilation *c)
{
	const struct library_reads *known = &c->reads;
	struct look l = { c, READER_WRITER, ARENA_ARRAY(arena, uint8_t, c->facts.fields.len + 1), ARENA_ARRAY(arena, uint8_t, c->code.ops.len + 1) };
	memset(l.read, READER_NONE, c->facts.fields.len + 1);
	memset(l.reached, 0, c->code.ops.len + 1);
	if (known->counts.len) {
		memcpy(l.read, known->fields.at, known->fields.len);
		memcpy(l.reached, known->reached.at, known->reached.len);
	}
	return l;
}

static void look_at_code(struct look *l)
{
	l->by = READER_WRITER;
	read_by_targets(l);
	read_by_assumed(l);
	l->by = READER_RULE;
	read_by_all(l);
}

void unread_look_library(struct compilation *c)
{
	const struct code *code = &c->code;
	const uint32_t counts[LOOKED_COUNT] = { code->emitters.len, code->units.len, code->rules.len, code->ops.len, code->loops.len };
	struct look l = look_begin(c->arena, c);
	look_at_code(&l);
	for (field_ref f = 0; f < c->facts.fields.len; f++)
		vec_push(c->arena, &c->reads.fields, l.read[f]);
	for (op_ref op = 0; op < code->ops.len; op++)
		vec_push(c->arena, &c->reads.reached, l.reached[op]);
	for (uint32_t i = 0; i < LOOKED_COUNT; i++)
		vec_push(c->arena, &c->reads.counts, counts[i]);
}

uint8_t *unread_look(struct arena *arena, const struct compilation *c)
{
	struct look l = look_begin(arena, c);
	look_at_code(&l);
	l.by = READER_WRITER;
	read_by_defaults(&l);
	read_roles(&l);                                /* each by its own */
	l.by = READER_WRITER;
	read_by_model(&l);
	read_judged(&l, arena);
	return l.read;
}
