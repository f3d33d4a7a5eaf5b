/* `was OLD`, `existing` and `adopt`: what a thing was before the program, and which names cannot have been two things'. */
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
