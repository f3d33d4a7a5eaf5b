/* Objects and their cells, and reading them by kind and by the value of a field. */
#include "facts/facts.h"

#include <stdlib.h>
#include <string.h>

void facts_init(struct facts *facts, struct arena *arena, struct names *names)
{
	*facts = (struct facts){ .arena = arena, .names = names };
	/* Handle 0 of every table means "none". */
	vec_push(arena, &facts->types, (struct type){ TYPE_ANY, 0, 0 });
	vec_push(arena, &facts->kinds, (struct kind){ 0 });
	vec_push(arena, &facts->rows, (struct rows){ 0 });
	vec_push(arena, &facts->fields, (struct field){ 0 });
	vec_push(arena, &facts->objects, (struct object){ 0 });
	vec_push(arena, &facts->cells, VAL_ABSENT);
	vec_push(arena, &facts->origins, NO_SPAN);
	vec_push(arena, &facts->globals, (struct global){ 0 });
}

uint32_t origin_add(struct facts *facts, struct span span)
{
	if (facts->origins.len > 1) {
		struct span last = vec_last(&facts->origins);
		if (last.start == span.start && last.end == span.end)
			return facts->origins.len - 1;
	}
	vec_push(facts->arena, &facts->origins, span);
	return facts->origins.len - 1;
}

void origin_add_beside(struct facts *facts, uint32_t origin, uint32_t other)
{
	uint32_t first = map_at(&facts->first_beside, origin, 0);
	for (uint32_t l = first; l; l = facts->beside.at[l - 1].next)
		if (facts->beside.at[l - 1].origin == other)
			return;
	if (!origin || !other || origin == other)
		return;
	vec_push(facts->arena, &facts->beside, (struct origin_link){ other, first });
	map_put(facts->arena, &facts->first_beside, origin, facts->beside.len);
}

static void rows_push(struct facts *facts, kind_ref kind, object_ref object)
{
	struct rows *rows = &facts->rows.at[kind];
	vec_push(facts->arena, rows, object);
}

object_ref object_add(struct facts *facts, kind_ref kind, name name, uint32_t origin)
{
	object_ref ref = facts->objects.len;
	uint32_t cells = facts->kinds.at[kind].cells, first = facts->cells.len;
	vec_reserve(facts->arena, &facts->cells, first + cells);
	memset(facts->cells.at + first, 0, cells * sizeof *facts->cells.at);
	facts->cells.len += cells;
	vec_push(facts->arena, &facts->objects,
	         (struct object){ .kind = kind, .first_cell = first, .name = name, .origin = origin });
	rows_push(facts, kind, ref);
	return ref;
}

object_ref object_named(const struct facts *facts, kind_ref kind, name name)
{
	if (!kind)
		return map_at(&facts->object_by_name, MAP_KEY(0, name), 0);
	object_ref found = map_at(&facts->object_by_name, MAP_KEY(kind, name), 0);
	return found;
}

void object_declare(struct facts *facts, object_ref o)
{
	const struct object *object = object_at(facts, o);
	for (kind_ref k = object->kind; k; k = facts->kinds.at[k].parent)
		map_put(facts->arena, &facts->object_by_name, MAP_KEY(k, object->name), o);
	if (!map_at(&facts->object_by_name, MAP_KEY(0, object->name), 0))
		map_put(facts->arena, &facts->object_by_name, MAP_KEY(0, object->name), o);
}

void object_set_former(struct facts *facts, object_ref o, name former)
{
	map_put(facts->arena, &facts->former_name, o, former);
	facts->former_count++;
}

name object_former(const struct facts *facts, object_ref o)
{
	const struct object *object = object_at(facts, o);
	return facts->former_count ? map_at(&facts->former_name, o, object->name) : object->name;
}

const struct global *global_named(const struct facts *facts, name name)
{
	uint32_t g = map_at(&facts->global_by_name, name, 0);
	return g ? &facts->globals.at[g] : NULL;
}

void global_add(struct facts *facts, struct global global)
{
	map_put(facts->arena, &facts->global_by_name, global.name, facts->globals.len);
	vec_push(facts->arena, &facts->globals, global);
}

object_ref row_add(struct facts *facts, enum relation relation, uint32_t origin)
{
	return object_add(facts, facts->relation_kind[relation], NO_NAME, origin);
}

void row_set(struct facts *facts, object_ref row, enum relation_field field, struct val value)
{
	object_set(facts, row, facts->relation_field[field], value);
}

struct val row_get(const struct facts *facts, object_ref row, enum relation_field field)
{
	return object_get(facts, row, facts->relation_field[field]);
}

struct extent rows_of(const struct facts *facts, enum relation relation)
{
	struct rows rows = facts->rows.at[facts->relation_kind[relation]];
	return (struct extent){ rows.at, rows.len };
}

void object_set(struct facts *facts, object_ref o, field_ref field, struct val value)
{
	facts->cells.at[facts->objects.at[o].first_cell + facts->fields.at[field].cell] = value;
}

struct val object_get_named(const struct facts *facts, object_ref o, name field)
{
	field_ref f = kind_field(facts, facts->objects.at[o].kind, field);
	return f ? object_get(facts, o, f) : VAL_ABSENT;
}

struct span object_span(const struct facts *facts, object_ref o)
{
	return facts->origins.at[facts->objects.at[o].origin];
}

object_ref object_row(const struct facts *facts, object_ref o, kind_ref concept_kind)
{
	return map_at(&facts->rows_about, MAP_KEY(concept_kind, o), 0);
}

void object_add_row(struct facts *facts, object_ref o, kind_ref concept_kind, object_ref row)
{
	uint32_t first;
	if (!map_get(&facts->rows_about, MAP_KEY(concept_kind, o), &first))
		map_put(facts->arena, &facts->rows_about, MAP_KEY(concept_kind, o), row);
}

void object_add_ancestor(struct facts *facts, object_ref o, object_ref ancestor)
{
	map_put(facts->arena, &facts->ancestors, MAP_KEY(o, ancestor), 1);
}

bool object_is_a(const struct facts *facts, object_ref o, object_ref ancestor)
{
	if (o == ancestor)
		return true;
	object_ref master = facts->objects.at[o].master;
	return map_at(&facts->ancestors, MAP_KEY(o, ancestor), 0) != 0
	       || (master && (master == ancestor || map_at(&facts->ancestors, MAP_KEY(master, ancestor), 0) != 0));
}

object_ref object_instance(const struct facts *facts, object_ref master, object_ref place)
{
	return map_at(&facts->instances, MAP_KEY(master, place), 0);
}

void object_add_instance(struct facts *facts, object_ref master, object_ref place, object_ref instance)
{
	map_put(facts->arena, &facts->instances, MAP_KEY(master, place), instance);
	facts->objects.at[instance].master = master;
	facts->objects.at[instance].place = place;
	facts->objects.at[master].flags |= OBJECT_MASTER;
}

/* --- lists ---------------------------------------------------------------------------------- */

struct val list_make(struct facts *facts, const struct val *items, uint32_t count)
{
	uint32_t first = facts->cells.len;
	vec_reserve(facts->arena, &facts->cells, first + count);
	if (count)
		memcpy(facts->cells.at + first, items, count * sizeof *items);
	facts->cells.len += count;
	return (struct val){ .tag = VAL_LIST, .a = first, .b = count };
}

struct val range_make(struct facts *facts, struct val first, struct val last)
{
	struct val pair[2] = { first, last };
	struct val list = list_make(facts, pair, 2);
	return (struct val){ .tag = VAL_RANGE, .a = list.a, .b = 2, .origin = first.origin };
}

/* --- reading after freeze ------------------------------------------------------------------- */

/* What counts as one of its kind: not abstract, and of things made once for each place only those. */
static bool in_extent(const struct object *object)
{
	return !(object->flags & (OBJECT_ABSTRACT | OBJECT_MASTER));
}

/* By name, then by the place's name: where a declaration stands in the text decides nothing. */
static int declared_order(const struct facts *facts, object_ref a, object_ref b)
{
	const struct object *x = object_at(facts, a), *y = object_at(facts, b);
	int order = x->name == y->name ? 0 : str_compare(names_text(facts->names, x->name), names_text(facts->names, y->name));
	if (order || x->place == y->place)
		return order;
	return str_compare(names_text(facts->names, object_at(facts, x->place)->name), names_text(facts->names, object_at(facts, y->place)->name));
}

/* Merges two sorted halves, again and again: stable, and with the facts at hand for the comparison. */
static void sort_declared(const struct facts *facts, object_ref *at, object_ref *spare, uint32_t len)
{
	if (len < 2)
		return;
	uint32_t half = len / 2, left = 0, right = half, to = 0;
	sort_declared(facts, at, spare, half);
	sort_declared(facts, at + half, spare, len - half);
	memcpy(spare, at, len * sizeof *at);
	while (left < half || right < len) {
		bool take_left = right == len || (left < half && declared_order(facts, spare[left], spare[right]) <= 0);
		at[to++] = take_left ? spare[left++] : spare[right++];
	}
}

/* Objects of a kind and of its child kinds. Derived rows keep the order in which they were derived. */
static struct extent extent_make(struct facts *facts, kind_ref kind)
{
	VEC(object_ref) all = { 0 };
	for (kind_ref k = kind; k < facts->kinds.len; k++) {
		if (!kind_is_a(facts, k, kind))
			continue;
		struct rows rows = facts->rows.at[k];
		for (uint32_t i = 0; i < rows.len; i++)
			if (in_extent(object_at(facts, rows.at[i])))
				vec_push(facts->arena, &all, rows.at[i]);
	}
	if (!(facts->kinds.at[kind].flags & KIND_DERIVED) && !facts->kinds.at[kind].owner)
		sort_declared(facts, all.at, ARENA_ARRAY(facts->arena, object_ref, all.len + 1), all.len);
	return (struct extent){ all.at, all.len };
}

void facts_freeze(struct facts *facts)
{
	facts->extents = ARENA_ARRAY(facts->arena, struct extent, facts->kinds.len);
	for (kind_ref k = 1; k < facts->kinds.len; k++)
		facts->extents[k] = extent_make(facts, k);
	facts->indexes.len = 0;
	facts->memo = NULL;
	facts->index_by_field = (struct map){ 0 };
	facts->frozen = true;
}

void facts_freeze_relation(struct facts *facts, enum relation relation)
{
	facts->extents[facts->relation_kind[relation]] = extent_make(facts, facts->relation_kind[relation]);
}

struct extent facts_extent(const struct facts *facts, kind_ref kind)
{
	return facts->extents[kind];
}

uint64_t val_key(const struct facts *facts, struct val v)
{
	if (val_is_stringy(v)) {
		/* Words, strings and computed texts of equal spelling are equal: all by the interned name. */
		name n = v.tag == VAL_TEXT ? names_find(facts->names, val_str(facts->names, v)) : v.a;
		return MAP_KEY(VAL_STR, n);
	}
	uint16_t detail = v.tag == VAL_INT ? 0 : v.detail;       /* of a number it is how it was written */
	uint64_t h = ((uint64_t)v.tag << 16 | detail) * UINT64_C(0x9E3779B97F4A7C15);
	h = (h ^ (uint64_t)v.i) * UINT64_C(0xBF58476D1CE4E5B9);
	return h ^ h >> 31;
}

static int entry_compare(const void *a, const void *b)
{
	const struct index_entry *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->position < y->position ? -1 : x->position > y->position;
}

/* What an object is found by. */
static struct val indexed(const struct facts *facts, object_ref o, uint32_t cell)
{
	const struct object *object = object_at(facts, o);
	name called = cell == FIELD_OF_FORMER ? object_former(facts, o) : object->name;
	if (cell == FIELD_OF_NAME || cell == FIELD_OF_FORMER)
		return called ? val_name(VAL_STR, called) : object_get_named(facts, o, names_find(facts->names, STR("name")));
	if (cell == FIELD_OF_PLACE)
		return object->place ? val_object(object->place) : VAL_ABSENT;
	return object_cell(facts, o, cell);
}

static struct index *index_make(struct facts *facts, kind_ref kind, uint32_t cell)
{
	struct extent extent = facts_extent(facts, kind);
	VEC(struct index_entry) entries = { 0 };
	for (uint32_t i = 0; i < extent.len; i++) {
		struct val v = indexed(facts, extent.at[i], cell);
		uint32_t count = list_len(v);
		for (uint32_t j = 0; j < count; j++)
			vec_push(facts->arena, &entries,
			         (struct index_entry){ val_key(facts, list_at(facts, v, j)), i });
	}
	if (entries.len > 1)
		qsort(entries.at, entries.len, sizeof *entries.at, entry_compare);
	object_ref *objects = ARENA_ARRAY(facts->arena, object_ref, entries.len + 1);
	for (uint32_t i = 0; i < entries.len; i++)
		objects[i] = extent.at[entries.at[i].position];
	map_put(facts->arena, &facts->index_by_field, MAP_KEY(kind, cell), facts->indexes.len);
	vec_push(facts->arena, &facts->indexes, (struct index){ kind, cell, entries.at, objects, entries.len });
	return &vec_last(&facts->indexes);
}

static uint32_t lower_bound(const struct index *index, uint64_t key)
{
	uint32_t low = 0, high = index->len;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (index->entries[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct extent facts_lookup(struct facts *facts, kind_ref kind, field_ref field, struct val key)
{
	uint32_t cell = field >= FIELD_OF_FORMER ? field : facts->fields.at[field].cell, at;
	struct index *index = map_get(&facts->index_by_field, MAP_KEY(kind, cell), &at)
	                              ? &facts->indexes.at[at] : index_make(facts, kind, cell);
	uint64_t wanted = val_key(facts, key);
	uint32_t first = lower_bound(index, wanted), last = first;
	while (last < index->len && index->entries[last].key == wanted)
		last++;
	return (struct extent){ index->objects + first, last - first };
}

/* --- printing -------------------------------------------------------------------------------- */

static void print_object(struct buf *out, const struct facts *facts, object_ref o)
{
	const struct object *object = object_at(facts, o);
	if (object->name)
		buf_str(out, names_text(facts->names, object->name));
	else if (facts->kinds.at[object->kind].flags & KIND_DERIVED && facts->kinds.at[object->kind].own_fields
	         && object_cell(facts, o, 0).tag != VAL_NONE && object_cell(facts, o, 0).tag != VAL_OBJECT)
		facts_print(out, facts, object_cell(facts, o, 0));
	else
		buf_str(out, names_text(facts->names, facts->kinds.at[object->kind].name));
	if (object->place) {
		buf_text(out, " in ");
		print_object(out, facts, object->place);
	}
}

void facts_print(struct buf *out, const struct facts *facts, struct val v)
{
	switch (v.tag) {
	case VAL_OBJECT:
		print_object(out, facts, v.a);
		break;
	case VAL_RANGE:
		facts_print(out, facts, facts->cells.at[v.a]);
		buf_text(out, "..");
		facts_print(out, facts, facts->cells.at[v.a + 1]);
		break;
	case VAL_LIST: case VAL_SEQ:
		for (uint32_t i = 0; i < list_len(v); i++) {
			if (i > 0)
				buf_text(out, ", ");
			facts_print(out, facts, list_at(facts, v, i));
		}
		break;
	default:
		val_print(out, facts->names, v);
		break;
	}
}
