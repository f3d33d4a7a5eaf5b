/* The order of the model's work, and things that are made once for each place. */
#include "model/model.h"

static bool is_path_kind(const struct model *m, kind_ref kind)
{
	for (uint32_t i = 1; i < m->schema->fallbacks.len; i++)
		if (m->schema->fallbacks.at[i].path_kind == kind)
			return true;
	return false;
}

/* A kind made once for each place, and where: things (environments) or plain values (regions). */
static bool placed_by_things(const struct model *m, kind_ref kind)
{
	const struct kind *k = &m->facts->kinds.at[kind];
	return k->flags & KIND_PLACED && type_kind(m->facts, type_element(m->facts, m->facts->fields.at[k->place_field].type));
}

static bool placed_by_values(const struct model *m, kind_ref kind)
{
	return m->facts->kinds.at[kind].flags & KIND_PLACED && !placed_by_things(m, kind);
}

/* `site office 203.0.113.0/24`: what stands behind the kind's word, when the kind says so. */
static void fill_head(struct model *m, struct context context, const struct declaration *d)
{
	kind_ref kind = object_at(m->facts, d->object)->kind;
	const struct kind_shape *shape = &m->schema->shapes.at[kind];
	const struct node *statement = ast_node(m->ast, d->statement);
	if (!shape->headed) {
		node_ref second = statement->b ? ast_node(m->ast, statement->b)->next : 0;
		if (second && !d->after_head) {
			struct diag *g = diag_add(m->diags, DIAG_WRONG_SHAPE, ast_node(m->ast, second)->span, "found `%.*s` after the name, expected `{` or `: PARENT`",
				STR_ARG(sources_text(m->sources, ast_node(m->ast, second)->span)));
			diag_help(m->diags, g, "%.*s %.*s { … }", STR_ARG(names_text(m->names, statement->a)),
				STR_ARG(names_text(m->names, object_at(m->facts, d->object)->name)));
		}
		return;
	}
	if (d->after_head)
		return;
	struct val *parts = ARENA_ARRAY(m->scratch, struct val, shape->element_count + 1);
	if (!model_match(m, context, m->schema, shape->first_element, shape->element_count, statement, statement->b, parts))
		return;
	for (uint32_t i = 0; i < shape->element_count; i++) {
		const struct shape_element *e = &m->schema->elements.at[shape->first_element + i];
		if (e->field)
			object_set(m->facts, context.object, e->field, parts[i]);
	}
}

/* Fills one thing, head, nested things and all. */
static void fill_thing(struct model *m, const struct declaration *d, object_ref object, object_ref place, struct layers layers, bool lenient)
{
	uint32_t pending = m->pending.len;
	struct context context = { .object = object, .root = object, .place = place, .lenient = lenient };
	model_nest(m, object, object, layers);
	fill_head(m, context, d);
	model_fill(m, context, object_at(m->facts, object)->kind, layers);
	model_fill_pending(m, pending);
	model_mark_older(m, object);
}

/* --- several regions -------------------------------------------------------------------------- */

/* One instance for each region of a declaration with several; false, and the one in *only, when there is only one. */
static bool split(struct model *m, uint32_t index, name *only)
{
	const struct declaration *d = &m->declarations.at[index];
	kind_ref kind = object_at(m->facts, d->object)->kind;
	field_ref field = m->facts->kinds.at[kind].place_field;
	struct context context = { .object = d->object, .root = d->object, .lenient = true };
	struct val regions = model_property_value(m, context, kind, field, model_layers(m, d, d->object, NO_NAME));
	if (list_len(regions) < 2) {
		struct val region = list_len(regions) ? list_at(m->facts, regions, 0) : VAL_ABSENT;
		*only = val_is_stringy(region) ? region.a : NO_NAME;
		return false;
	}
	object_at(m->facts, d->object)->flags |= OBJECT_MASTER;
	object_set(m->facts, d->object, field, regions);
	struct split s = { d->object, m->split_instances.len, list_len(regions) };
	for (uint32_t i = 0; i < s.count; i++) {
		struct val region = list_at(m->facts, regions, i);
		const struct object *master = object_at(m->facts, d->object);
		struct str text = str_format(m->scratch, "%.*s-%.*s", STR_ARG(names_text(m->names, master->name)), STR_ARG(val_str(m->names, region)));
		object_ref instance = object_add(m->facts, kind, names_intern(m->names, text), master->origin);
		object_at(m->facts, instance)->master = d->object;
		vec_push(m->arena, &m->split_instances, instance);
		fill_thing(m, d, instance, 0, model_layers(m, d, d->object, region.a), false);
		object_set(m->facts, instance, field, list_make(m->facts, &region, 1));
	}
	map_put(m->arena, &m->split_of, d->object, m->splits.len);
	vec_push(m->arena, &m->splits, s);
	return true;
}

/* The places a named environment stands for: itself, or one for each of its regions. */
static uint32_t places_of(const struct model *m, object_ref named, const object_ref **places)
{
	uint32_t index = map_at(&m->split_of, named, 0);
	if (!index)
		return 0;
	*places = m->split_instances.at + m->splits.at[index].first;
	return m->splits.at[index].count;
}

/* --- placed things ---------------------------------------------------------------------------- */

struct placing { uint32_t declaration; object_ref instance, place; };

static void add_instance(struct model *m, uint32_t declaration, object_ref place, struct placing **at, uint32_t *len, uint32_t *cap)
{
	object_ref master = m->declarations.at[declaration].object;
	if (object_instance(m->facts, master, place))
		return;                                    /* named twice in `in` */
	kind_ref kind = object_at(m->facts, master)->kind;
	object_ref instance = object_add(m->facts, kind, object_at(m->facts, master)->name, object_at(m->facts, master)->origin);
	object_add_instance(m->facts, master, place, instance);
	vec_reserve_(m->scratch, (void **)at, cap, *len + 1, sizeof **at);
	(*at)[(*len)++] = (struct placing){ declaration, instance, place };
}

static name region_of_place(const struct model *m, object_ref place)
{
	field_ref field = m->facts->kinds.at[object_at(m->facts, place)->kind].place_field;
	struct val regions = field ? object_get(m->facts, place, field) : VAL_ABSENT;
	return list_len(regions) == 1 && val_is_stringy(list_at(m->facts, regions, 0)) ? list_at(m->facts, regions, 0).a : NO_NAME;
}

static void place_things(struct model *m)
{
	struct placing *placings = NULL;
	uint32_t len = 0, cap = 0;
	for (uint32_t i = 1; i < m->declarations.len; i++) {
		const struct declaration *d = &m->declarations.at[i];
		const struct object *o = object_at(m->facts, d->object);
		if (!placed_by_things(m, o->kind) || o->flags & OBJECT_ABSTRACT)
			continue;
		field_ref field = m->facts->kinds.at[o->kind].place_field;
		kind_ref kind = o->kind;
		object_at(m->facts, d->object)->flags |= OBJECT_MASTER;
		struct context context = { .object = d->object, .root = d->object };
		struct val places = model_property_value(m, context, kind, field, model_layers(m, d, 0, NO_NAME));
		for (uint32_t p = 0; p < list_len(places); p++) {
			struct val place = list_at(m->facts, places, p);
			if (place.tag != VAL_OBJECT)
				continue;
			const object_ref *several;
			uint32_t count = places_of(m, place.a, &several);
			for (uint32_t s = 0; s < count; s++)
				add_instance(m, i, several[s], &placings, &len, &cap);
			if (!count)
				add_instance(m, i, place.a, &placings, &len, &cap);
		}
	}
	for (uint32_t i = 0; i < len; i++) {
		const struct declaration *d = &m->declarations.at[placings[i].declaration];
		fill_thing(m, d, placings[i].instance, placings[i].place,
			model_layers(m, d, placings[i].place, region_of_place(m, placings[i].place)), false);
	}
}

/* --- what is said of several regions ------------------------------------------------------------ */

/* A list of places as it is meant: what has several regions stands for what it is in each. */
static struct val spread(struct model *m, struct val list)
{
	VEC(struct val) items = { 0 };
	bool several = false;
	for (uint32_t i = 0; i < list_len(list); i++) {
		struct val v = list_at(m->facts, list, i);
		const object_ref *places = NULL;
		uint32_t count = v.tag == VAL_OBJECT ? places_of(m, v.a, &places) : 0;
		for (uint32_t k = 0; k < count; k++) {
			struct val one = val_object(places[k]);
			one.origin = v.origin;
			vec_push(m->scratch, &items, one);
		}
		if (!count)
			vec_push(m->scratch, &items, v);
		several |= count > 0;
	}
	if (!several)
		return list;
	struct val whole = list_make(m->facts, items.at, items.len);
	whole.origin = list.origin;
	return whole;
}

static void spread_lists(struct model *m, object_ref object, kind_ref kind)
{
	for (uint32_t i = 0; i < m->facts->kinds.at[kind].own_fields; i++) {
		field_ref field = m->facts->kinds.at[kind].first_field + i;
		if (type_element(m->facts, m->facts->fields.at[field].type) && m->facts->types.at[m->facts->fields.at[field].type].form == TYPE_LIST)
			object_set(m->facts, object, field, spread(m, object_get(m->facts, object, field)));
	}
}

static void spread_regions(struct model *m)
{
	for (object_ref o = 1; o < m->facts->objects.len && m->splits.len > 1; o++)
		for (kind_ref k = object_at(m->facts, o)->kind; k; k = m->facts->kinds.at[k].parent)
			spread_lists(m, o, k);
}

/* --- the order -------------------------------------------------------------------------------- */

/* A line of an inputs file for a name that nobody asks for: most often a typing error. */
static void check_inputs(struct model *m)
{
	VEC(struct str) candidates = { 0 };
	for (uint32_t i = 1; i < m->facts->globals.len; i++)
		vec_push(m->scratch, &candidates, names_text(m->names, m->facts->globals.at[i].name));
	for (uint32_t i = 0; i < m->inputs.len; i++) {
		const struct node *input = ast_node(m->ast, m->inputs.at[i]);
		struct str text = names_text(m->names, input->a);
		const struct node *first = NULL;
		for (uint32_t j = 0; j < i && !first; j++)
			first = ast_node(m->ast, m->inputs.at[j])->a == input->a ? ast_node(m->ast, m->inputs.at[j]) : NULL;
		if (first) {
			struct diag *d = diag_add(m->diags, DIAG_DUPLICATE_STATEMENT, input->span, "%.*s is given twice", STR_ARG(text));
			diag_also(m->diags, d, first->span, "first given here");
			diag_help(m->diags, d, "keep one of the two");
		} else if (!global_named(m->facts, input->a)) {
			struct diag *d = diag_add(m->diags, DIAG_UNKNOWN_NAME, input->key_span, "no input is called %.*s", STR_ARG(text));
			struct str near = diag_nearest(text, candidates.at, candidates.len);
			if (near.len)
				diag_near(m->diags, d, near);
			else
				diag_help(m->diags, d, "declare it in the program: `given %.*s TYPE`", STR_ARG(text));
		}
	}
}

/* The library by itself is no program. */
static bool has_program(const struct model *m)
{
	return m->declarations.len > 1 && !vec_last(&m->declarations).library;
}

/* A kind that defaults read from, as `estate.zones`, has one thing in a program. */
static void check_single(struct model *m)
{
	for (kind_ref k = 1; k < m->facts->kinds.len && has_program(m); k++) {
		if (!is_path_kind(m, k) || m->facts->rows.at[k].len || !sources_file_of(m->sources, m->facts->kinds.at[k].span.start)->library)
			continue;
		struct str kind = names_text(m->names, m->facts->kinds.at[k].name);
		struct diag *d = diag_add(m->diags, DIAG_MISSING_VALUE, NO_SPAN, "the program has no %.*s", STR_ARG(kind));
		diag_help(m->diags, d, "declare it once: `%.*s NAME { … }`", STR_ARG(kind));
	}
	for (uint32_t i = 1; i < m->declarations.len; i++) {
		struct object o = *object_at(m->facts, m->declarations.at[i].object);
		if (o.flags & OBJECT_ABSTRACT || !is_path_kind(m, o.kind) || m->facts->rows.at[o.kind].len < 2
		    || m->facts->rows.at[o.kind].at[0] == m->declarations.at[i].object)
			continue;
		struct str kind = names_text(m->names, m->facts->kinds.at[o.kind].name);
		struct diag *d = diag_add(m->diags, DIAG_DUPLICATE_NAME, m->facts->origins.at[o.origin], "a program has one %.*s", STR_ARG(kind));
		diag_also(m->diags, d, object_span(m->facts, m->facts->rows.at[o.kind].at[0]), "the first one");
		diag_help(m->diags, d, "keep one; what differs between environments is said there");
	}
}

/* The kind of the places a kind's things stand in: for an environment its own; 0 when it stands in none. */
static kind_ref places_kind(const struct model *m, kind_ref kind)
{
	if (!(m->facts->kinds.at[kind].flags & KIND_PLACED))
		return 0;
	kind_ref places = type_kind(m->facts, type_element(m->facts, m->facts->fields.at[m->facts->kinds.at[kind].place_field].type));
	return places ? places : kind;
}

static void check_overlays(struct model *m)
{
	for (uint32_t i = 1; i < m->declarations.len; i++)
		model_check_overlays(m, &m->declarations.at[i], places_kind(m, object_at(m->facts, m->declarations.at[i].object)->kind));
}

static void help_classes(struct model *m, struct diag *d, const struct str *classes, uint32_t count)
{
	struct buf all;
	buf_init(&all, m->scratch);
	for (uint32_t i = 0; i < count; i++)
		buf_format(&all, "%s%.*s", i ? ", " : ", as ", STR_ARG(classes[i]));
	diag_help(m->diags, d, "`default in` is followed by an abstract environment%.*s", (int)all.len, all.at ? all.at : "");
}

/* `default in CLASS`: a class that nobody declares would never count. */
static void check_default_classes(struct model *m)
{
	for (uint32_t i = 1; i < m->schema->fallbacks.len; i++) {
		const struct fallback *f = &m->schema->fallbacks.at[i];
		if (!f->class || object_named(m->facts, 0, f->class))
			continue;
		struct str word = names_text(m->names, f->class);
		VEC(struct str) classes = { 0 };
		for (uint32_t k = 1; k < m->declarations.len; k++) {
			const struct object *o = object_at(m->facts, m->declarations.at[k].object);
			if (o->flags & OBJECT_ABSTRACT)
				vec_push(m->scratch, &classes, names_text(m->names, o->name));
		}
		struct diag *d = diag_add(m->diags, DIAG_UNKNOWN_NAME, f->class_span, "there is no class called %.*s", STR_ARG(word));
		struct str near = diag_nearest(word, classes.at, classes.len);
		if (near.len)
			diag_near(m->diags, d, near);
		else
			help_classes(m, d, classes.at, classes.len);
	}
}

static void fill_unplaced(struct model *m, bool path_kinds)
{
	for (uint32_t i = 1; i < m->declarations.len; i++) {
		const struct declaration *d = &m->declarations.at[i];
		const struct object *o = object_at(m->facts, d->object);
		if (is_path_kind(m, o->kind) != path_kinds)
			continue;
		bool abstract = o->flags & OBJECT_ABSTRACT;
		bool placed = placed_by_things(m, o->kind);
		bool regional = !abstract && placed_by_values(m, o->kind);
		name region = NO_NAME;
		if (regional && split(m, i, &region)) {
			fill_thing(m, d, d->object, 0, (struct layers){ 0 }, true);
			continue;
		}
		fill_thing(m, d, d->object, 0, model_layers(m, d, regional ? d->object : 0, region), abstract || placed);
	}
}

void model_resolve(struct model *m)
{
	model_order_ancestors(m);
	model_bind_changes(m);
	check_single(m);
	check_inputs(m);
	check_overlays(m);
	check_default_classes(m);
	fill_unplaced(m, true);
	fill_unplaced(m, false);
	place_things(m);
	spread_regions(m);
	model_judge_renamed(m);
	model_state(m);
}
