/* `was OLD`, `existing` and `adopt`: what a thing was before the program, and which names cannot have been two things'. */
#include "expr/code.h"
#include "model/model.h"

/* An instance of a region is called by its declaration and the region, and was so before. */
static name former_name(struct model *m, object_ref o, name was)
{
	const struct object *object = object_at(m->facts, o);
	if (!object->master || object->place)
		return was;
	struct str declared = names_text(m->names, object_at(m->facts, object->master)->name), now = names_text(m->names, object->name);
	struct str text = str_format(m->scratch, "%.*s%.*s", STR_ARG(names_text(m->names, was)), (int)(now.len - declared.len), now.at + declared.len);
	return names_intern(m->names, text);
}

void model_mark_older(struct model *m, object_ref o)
{
	struct object *object = object_at(m->facts, o);
	struct val was = object_get_named(m->facts, o, names_intern(m->names, STR("was")));
	if (val_is_stringy(was) && !(object->flags & OBJECT_ABSTRACT)) {
		object_set_former(m->facts, o, former_name(m, o, was.a));
		if (!object->place || object->owner)
			vec_push(m->arena, &m->renamed, o);
	}
	if (object_get_named(m->facts, o, names_intern(m->names, STR("existing"))).tag != VAL_NONE)
		object->flags |= OBJECT_EXISTING;
	if (object_get_named(m->facts, o, names_intern(m->names, STR("adopt"))).tag != VAL_NONE)
		object->flags |= OBJECT_ADOPTED;
}

/* A name within its kind and the thing around it. */
static uint64_t name_key(struct model *m, object_ref o, name called)
{
	const struct object *object = object_at(m->facts, o);
	struct str text = str_format(m->scratch, "%u %u %u", object->kind, object->owner, called);
	return names_intern(m->names, text);
}

static struct span was_span(const struct model *m, object_ref o)
{
	struct val was = object_get_named(m->facts, o, names_intern(m->names, STR("was")));
	return was.origin ? m->facts->origins.at[was.origin] : object_span(m->facts, o);
}

static void report(struct model *m, object_ref o, object_ref other, bool both_renamed)
{
	struct str former = names_text(m->names, object_former(m->facts, o)), kind = names_text(m->names, m->facts->kinds.at[object_at(m->facts, o)->kind].name);
	struct diag *d;
	if (o == other) {
		d = diag_add(m->diags, DIAG_DUPLICATE_NAME, was_span(m, o), "%.*s is called so now", STR_ARG(former));
		diag_also(m->diags, d, object_span(m->facts, o), "declared here");
		diag_help(m->diags, d, "`was` names what it was called before; without a former name, leave it out");
	} else if (both_renamed) {
		d = diag_add(m->diags, DIAG_DUPLICATE_NAME, was_span(m, o), "two things cannot both have been %.*s %.*s", STR_ARG(kind), STR_ARG(former));
		diag_also(m->diags, d, was_span(m, other), "it is said here too");
		diag_help(m->diags, d, "keep the one that takes over what is there; the other is new");
	} else {
		d = diag_add(m->diags, DIAG_DUPLICATE_NAME, was_span(m, o), "%.*s is what another %.*s is called now", STR_ARG(former), STR_ARG(kind));
		diag_also(m->diags, d, object_span(m->facts, other), "declared here");
		diag_help(m->diags, d, "a name can be given anew when no `was` speaks of it any more");
	}
}

/* One word that several things inherit is told of once. */
static bool told(struct model *m, struct map *told, object_ref o)
{
	struct span span = was_span(m, o);
	if (map_at(told, MAP_KEY(span.start, span.end), 0))
		return true;
	map_put(m->scratch, told, MAP_KEY(span.start, span.end), 1);
	return false;
}

void model_judge_renamed(struct model *m)
{
	struct map present = { 0 }, former = { 0 }, wanted = { 0 }, reported = { 0 };
	for (uint32_t i = 0; i < m->renamed.len; i++)
		map_put(m->scratch, &wanted, object_former(m->facts, m->renamed.at[i]), 1);
	for (object_ref o = 1; o < m->facts->objects.len && m->renamed.len; o++) {
		const struct object *object = object_at(m->facts, o);
		bool stands = object->name && !(object->flags & OBJECT_ABSTRACT) && (!object->place || object->owner);
		if (stands && map_at(&wanted, object->name, 0))
			map_put(m->scratch, &present, name_key(m, o, object->name), o);
	}
	for (uint32_t i = 0; i < m->renamed.len; i++) {
		object_ref o = m->renamed.at[i];
		uint64_t key = name_key(m, o, object_former(m->facts, o));
		object_ref stands = map_at(&present, key, 0), other = map_at(&former, key, 0);
		if (stands && !told(m, &reported, o))
			report(m, o, stands, false);
		if (other && !told(m, &reported, o))
			report(m, o, other, true);
		map_put(m->scratch, &former, key, o);
	}
}

/* --- `existing` and `adopt` where they mean something ------------------------------------------------------------ */

/* Who reads one of the two words: fields of kinds, by the kinds' `states` and by rules and emitters. */
struct readers { name word; struct map fields; bool all; };

static void find_readers(struct model *m, const struct code *code, struct readers *r)
{
	for (uint32_t i = 0; i < code->ops.len; i++) {
		const struct op *op = &code->ops.at[i];
		r->all |= op->kind == CODE_ANY_FIELD && op->b == r->word;
		if (op->kind == CODE_FIELD && m->facts->fields.at[op->b].name == r->word)
			map_put(m->scratch, &r->fields, op->b, 1);
	}
	for (uint32_t i = 0; i < m->schema->states.len; i++) {
		const struct state *state = &m->schema->states.at[i];
		for (uint32_t k = 0; k < state->role_count; k++) {
			const struct role *role = &m->schema->roles.at[state->first_role + k];
			for (uint32_t p = 0; p < role->path_count; p++) {
				const struct role_path *path = &m->schema->paths.at[role->first_path + p];
				if (path->base == PATH_SELF && path->step_count == 1 && m->schema->steps.at[path->first_step] == r->word)
					map_put(m->scratch, &r->fields, kind_field(m->facts, state->kind, r->word), 1);
			}
		}
	}
}

/* "environment, network": the kinds of which somebody reads the word. */
static struct str readable_kinds(struct model *m, const struct readers *r)
{
	struct buf out;
	buf_init(&out, m->scratch);
	for (kind_ref k = 1; k < m->facts->kinds.len; k++) {
		field_ref field = kind_field(m->facts, k, r->word);
		if (field && m->facts->fields.at[field].kind == k && !(m->facts->kinds.at[k].flags & KIND_DERIVED) && map_at(&r->fields, field, 0))
			buf_format(&out, "%s%.*s", out.len ? ", " : "", STR_ARG(names_text(m->names, m->facts->kinds.at[k].name)));
	}
	return buf_slice(&out, 0);
}

/* False when the word is not said, or is refused. */
static bool judge_word(struct model *m, const struct readers *r, object_ref o, struct map *told)
{
	struct val said = object_get_named(m->facts, o, r->word);
	struct str word = names_text(m->names, r->word);
	kind_ref kind = object_at(m->facts, o)->kind;
	if (said.tag == VAL_NONE || map_at(told, said.origin, 0))
		return false;
	map_put(m->scratch, told, said.origin, 1);
	struct span span = m->facts->origins.at[said.origin];
	if (val_is_stringy(said) && str_is_blank(val_str(m->names, said))) {
		struct diag *d = diag_add(m->diags, DIAG_WRONG_TYPE, span, "`%.*s` is followed by the id of what is there, and this is none", STR_ARG(word));
		diag_help(m->diags, d, "%.*s \"vpc-0123456789abcdef0\"", STR_ARG(word));
	} else if (!r->all && !map_at(&r->fields, kind_field(m->facts, kind, r->word), 0)) {
		struct str kinds = readable_kinds(m, r), called = names_text(m->names, m->facts->kinds.at[kind].name);
		struct diag *d = diag_add(m->diags, DIAG_UNKNOWN_PROPERTY, span, "`%.*s` means nothing in %s %.*s: it would be made all the same", STR_ARG(word),
			model_article(called), STR_ARG(called));
		if (kinds.len)
			diag_help(m->diags, d, "things that can be so: %.*s", STR_ARG(kinds));
	} else {
		return true;
	}
	return false;
}

void model_judge_older(struct model *m, const struct code *code)
{
	struct arena_mark mark = arena_mark(m->scratch);
	struct map told = { 0 };
	struct readers existing = { .word = names_intern(m->names, STR("existing")) }, adopt = { .word = names_intern(m->names, STR("adopt")) };
	bool found = false;
	for (object_ref o = 1; o < m->facts->objects.len; o++) {
		uint32_t flags = object_at(m->facts, o)->flags;
		if (!(flags & (OBJECT_EXISTING | OBJECT_ADOPTED)) || flags & (OBJECT_ABSTRACT | OBJECT_LIBRARY))
			continue;
		if (!found) {
			find_readers(m, code, &existing);
			find_readers(m, code, &adopt);
			found = true;
		}
		bool is_read = judge_word(m, &existing, o, &told), is_taken = judge_word(m, &adopt, o, &told);
		if (is_read && is_taken)
			diag_help(m->diags, diag_add(m->diags, DIAG_WRONG_SHAPE, object_span(m->facts, o), "what is there is read or taken over, not both"),
			          "say `existing` for what others manage, `adopt` for what this program manages from now on");
	}
	arena_release(m->scratch, mark);
}
