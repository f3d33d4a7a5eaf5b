/* What a word means where it stands, by the library's tables: a kind, a property, a declared thing, a value. */
#include "query/query.h"

static name named(const struct query *q, struct str text)
{
	return text.len ? names_find(q->names, text) : NO_NAME;
}

static kind_ref kind_called(const struct query *q, struct str text)
{
	name n = named(q, text);
	return n ? map_at(&q->facts->kind_by_name, n, 0) : 0;
}

kind_ref query_kind_around(const struct query *q, const struct query_place *place)
{
	kind_ref kind = 0;
	for (uint32_t i = 0; i < place->depth; i++) {
		const struct query_head *head = &place->around[i];
		if (!kind) {
			kind = kind_called(q, str_is(head->key, "change") ? head->name : head->key);
		} else if (!str_is(head->key, "for")) {
			name key = named(q, head->key);
			field_ref field = key ? kind_field(q->facts, kind, key) : 0;
			kind = field ? schema_property(q->schema, field)->record : 0;
			if (!kind)
				return 0;
		}
	}
	return kind;
}

const struct shape_element *query_elements(const struct query *q, const struct query_place *place, uint32_t *count)
{
	kind_ref around = query_kind_around(q, place);
	name key = named(q, place->statement.key);
	*count = 0;
	if (!around && key && place->depth == 0) {
		kind_ref kind = map_at(&q->facts->kind_by_name, key, 0);
		*count = kind && kind < q->schema->shapes.len ? q->schema->shapes.at[kind].element_count : 0;
		return *count ? &q->schema->elements.at[q->schema->shapes.at[kind].first_element] : NULL;
	}
	field_ref field = around && key ? kind_field(q->facts, around, key) : 0;
	if (!field)
		return NULL;
	const struct property *p = schema_property(q->schema, field);
	*count = p->element_count;
	return *count ? &q->schema->elements.at[p->first_element] : NULL;
}

/* --- declared things --------------------------------------------------------------------------------- */

/* The declaration around an object that is nested in one. */
static object_ref outermost(const struct query *q, object_ref o)
{
	while (object_at(q->facts, o)->owner)
		o = object_at(q->facts, o)->owner;
	return o;
}

/* A nested thing of that kind and name: rather one of the declaration that the place stands in than another one. */
static object_ref nested_object(const struct query *q, const struct query_place *place, kind_ref kind, name wanted)
{
	const struct rows *rows = &q->facts->rows.at[kind];
	name root = place->depth ? named(q, place->around[0].name) : NO_NAME;
	object_ref found = 0;
	for (uint32_t i = 0; i < rows->len; i++) {
		const struct object *o = object_at(q->facts, rows->at[i]);
		if (o->name != wanted)
			continue;
		if (root && object_at(q->facts, outermost(q, rows->at[i]))->name == root)
			return rows->at[i];
		if (!found)
			found = rows->at[i];
	}
	return found;
}

static object_ref object_of_type(const struct query *q, const struct query_place *place, type_ref type, name wanted)
{
	struct type t = q->facts->types.at[type];
	object_ref found = 0;
	switch (t.form) {
	case TYPE_OBJECT:
		found = object_named(q->facts, t.a, wanted);
		return found || !(q->facts->kinds.at[t.a].flags & KIND_NESTED) ? found : nested_object(q, place, t.a, wanted);
	case TYPE_LIST: case TYPE_OPTIONAL:
		return object_of_type(q, place, t.a, wanted);
	case TYPE_UNION:
		for (uint32_t i = 0; i < t.b && !found; i++)
			found = object_of_type(q, place, q->facts->type_parts.at[t.a + i], wanted);
		return found;
	default:
		return 0;
	}
}

/* The thing that a statement declares by this word: of the kind it begins with, or nested in the thing around. */
static object_ref declared_here(const struct query *q, const struct query_place *place, name wanted)
{
	kind_ref around = query_kind_around(q, place), kind = kind_called(q, place->statement.key);
	if (place->statement.name.len)
		return 0;
	if (!around)
		return kind ? object_named(q->facts, kind, wanted) : 0;
	name key = named(q, place->statement.key);
	field_ref field = key ? kind_field(q->facts, around, key) : 0;
	const struct property *p = field ? schema_property(q->schema, field) : NULL;
	return p && p->form == PROPERTY_NESTED ? nested_object(q, place, p->record, wanted) : 0;
}

static struct query_meaning means_object(object_ref object)
{
	return (struct query_meaning){ .what = object ? MEANS_OBJECT : MEANS_NOTHING, .object = object };
}

/* Of a word that is no key. */
static struct query_meaning value_meaning(const struct query *q, const struct query_place *place, name word)
{
	uint32_t count;
	const struct shape_element *elements = query_elements(q, place, &count);
	object_ref found = declared_here(q, place, word);
	for (uint32_t i = 0; i < count && !found; i++)
		if (elements[i].form == ELEMENT_VALUE)
			found = object_of_type(q, place, elements[i].type, word);
	const struct global *global = global_named(q->facts, word);
	if (!found && global)
		return (struct query_meaning){ .what = MEANS_GLOBAL, .global = global };
	for (uint32_t i = 0; i < count && !found; i++)          /* words of the statement itself, and of its enumerations */
		if (elements[i].form == ELEMENT_WORD && elements[i].a == word)
			return (struct query_meaning){ 0 };
	return means_object(found ? found : object_named(q->facts, 0, word));
}

struct query_meaning query_meaning(const struct query *q, const struct query_place *place)
{
	struct query_meaning none = { 0 };
	name word = place->silent ? NO_NAME : named(q, place->word);
	kind_ref around = query_kind_around(q, place);
	if (!word)
		return none;
	if (!place->statement.key.len && around) {
		field_ref field = kind_field(q->facts, around, word);
		return field ? (struct query_meaning){ .what = MEANS_PROPERTY, .field = field } : none;
	}
	if (place->statement.key.len) {
		struct query_meaning value = value_meaning(q, place, word);
		if (value.what != MEANS_NOTHING)
			return value;
	}
	kind_ref kind = kind_named(q->facts, word);
	if (kind)
		return (struct query_meaning){ .what = MEANS_KIND, .kind = kind };
	for (uint32_t i = 0; i < function_count(); i++)
		if (str_is(place->word, function_rows[i].name))
			return (struct query_meaning){ .what = MEANS_FUNCTION, .function = &function_rows[i] };
	return none;
}
