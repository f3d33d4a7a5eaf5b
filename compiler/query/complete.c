/* What may stand at a place: words that begin a statement there, or values of the statement's types. */
#include "query/query.h"

#define MOST_OFFERS 2000u

struct offering { const struct query *q; const struct query_place *place; query_offers *out; struct map seen; };

static void offer(struct offering *o, enum query_offer_kind kind, name word, struct str detail, struct str doc)
{
	if (!word || map_at(&o->seen, word, 0) || o->out->len >= MOST_OFFERS)
		return;
	map_put(o->q->arena, &o->seen, word, 1);
	vec_push(o->q->arena, o->out, (struct query_offer){ kind, names_text(o->q->names, word), detail, doc });
}

/* A word of the language itself. */
static void offer_word(struct offering *o, const char *word)
{
	vec_push(o->q->arena, o->out, (struct query_offer){ OFFER_WORD, str_of(word), STR(""), STR("") });
}

static struct str words(const struct offering *o, name n)
{
	return n ? names_text(o->q->names, n) : STR("");
}

static struct str type_text(const struct offering *o, type_ref type)
{
	struct buf out;
	buf_init(&out, o->q->arena);
	type_print(&out, o->q->facts, type);
	return (struct str){ out.at ? out.at : "", (uint32_t)out.len };
}

/* --- where a statement begins ------------------------------------------------------------------------ */

static void offer_kinds(struct offering *o)
{
	const struct facts *facts = o->q->facts;
	for (kind_ref k = 1; k < facts->kinds.len; k++)
		if (!facts->kinds.at[k].owner && !(facts->kinds.at[k].flags & KIND_DERIVED))
			offer(o, OFFER_KIND, facts->kinds.at[k].name, STR("kind"), words(o, facts->kinds.at[k].doc));
}

static void offer_top(struct offering *o)
{
	static const char *const generic[] = { "abstract", "assert", "change", "constant", "edition", "emit", "fact", "function", "given", "import",
		"kind", "later", "part", "rule", "target", "test", "type", "waive" };
	offer_kinds(o);
	for (unsigned i = 0; i < sizeof generic / sizeof *generic; i++)
		offer_word(o, generic[i]);
}

static void offer_properties(struct offering *o, kind_ref kind)
{
	const struct facts *facts = o->q->facts;
	for (kind_ref k = kind; k; k = facts->kinds.at[k].parent)
		for (uint32_t i = 0; i < facts->kinds.at[k].own_fields; i++) {
			field_ref field = facts->kinds.at[k].first_field + i;
			const struct field *f = &facts->fields.at[field];
			if (!map_at(&o->q->schema->property_of_field, field, 0))
				continue;                                  /* a part of a record, which no statement says */
			const struct property *p = schema_property(o->q->schema, field);
			name key = p->form == PROPERTY_NESTED ? facts->kinds.at[p->record].name : f->name;
			offer(o, OFFER_PROPERTY, key, type_text(o, f->type), words(o, f->doc));
		}
	if (o->place->depth == 1)
		offer_word(o, "for");
	offer_word(o, "also");
}

/* --- values ------------------------------------------------------------------------------------------ */

/* Declared things of a kind or of those below it; nested ones too. */
static void offer_objects(struct offering *o, kind_ref kind, bool abstract_too)
{
	const struct facts *facts = o->q->facts;
	for (kind_ref k = 1; k < facts->kinds.len; k++) {
		const struct rows *rows = &facts->rows.at[k];
		for (uint32_t i = 0; i < rows->len && kind_is_a(facts, k, kind); i++) {
			const struct object *object = object_at(facts, rows->at[i]);
			if (!object->master && (abstract_too || !(object->flags & OBJECT_ABSTRACT)))
				offer(o, OFFER_NAME, object->name, words(o, facts->kinds.at[k].name), STR(""));
		}
	}
}

static void offer_type(struct offering *o, type_ref type)
{
	const struct facts *facts = o->q->facts;
	struct type t = facts->types.at[type];
	switch (t.form) {
	case TYPE_OBJECT:
		offer_objects(o, t.a, false);
		break;
	case TYPE_LIST: case TYPE_OPTIONAL:
		offer_type(o, t.a);
		break;
	case TYPE_WORDS:
		for (uint32_t i = 0; i < t.b; i++)
			offer(o, OFFER_WORD, facts->type_parts.at[t.a + i], STR(""), STR(""));
		break;
	case TYPE_UNION:
		for (uint32_t i = 0; i < t.b; i++)
			offer_type(o, facts->type_parts.at[t.a + i]);
		break;
	case TYPE_SCALAR:
		for (uint32_t i = 1; i < facts->globals.len; i++)
			if (facts->globals.at[i].type && type_accepts(facts, type, facts->globals.at[i].type))
				offer(o, OFFER_VALUE, facts->globals.at[i].name, type_text(o, facts->globals.at[i].type), STR(""));
		break;
	default:
		break;
	}
}

static kind_ref kind_called(const struct offering *o, struct str word)
{
	name n = names_find(o->q->names, word);
	return n ? map_at(&o->q->facts->kind_by_name, n, 0) : 0;
}

/* Behind `for`: what the things around stand in, classes of them, and kinds that may be meant. */
static void offer_places(struct offering *o)
{
	const struct facts *facts = o->q->facts;
	kind_ref root = o->place->depth ? kind_called(o, o->place->around[0].key) : 0;
	field_ref places = root ? facts->kinds.at[root].place_field : 0;
	type_ref element = places ? type_element(facts, facts->fields.at[places].type) : 0;
	kind_ref kind = places ? type_kind(facts, element ? element : facts->fields.at[places].type) : root;
	if (kind)
		offer_objects(o, kind, true);
}

static void offer_values(struct offering *o)
{
	const struct query_place *place = o->place;
	struct str key = place->statement.key;
	uint32_t count;
	const struct shape_element *elements = query_elements(o->q, place, &count);
	for (uint32_t i = 0; i < count; i++) {
		if (elements[i].form == ELEMENT_WORD)
			offer(o, OFFER_WORD, elements[i].a, STR(""), STR(""));
		else if (elements[i].form == ELEMENT_VALUE && !elements[i].is_name)
			offer_type(o, elements[i].type);
	}
	if (place->depth > 0) {
		if (str_is(key, "for"))
			offer_places(o);
		return;
	}
	if (str_is(key, "change") && !place->statement.name.len)
		offer_kinds(o);
	else if (str_is(key, "change") && kind_called(o, place->statement.name))
		offer_objects(o, kind_called(o, place->statement.name), true);
	else if (place->statement.name.len && kind_called(o, key))      /* what it inherits from */
		offer_objects(o, kind_called(o, key), true);
}

void query_complete(const struct query *q, const struct query_place *place, query_offers *out)
{
	struct offering o = { q, place, out, { 0 } };
	kind_ref around = query_kind_around(q, place);
	if (place->silent)
		return;
	if (place->statement.key.len)
		offer_values(&o);
	else if (around)
		offer_properties(&o, around);
	else if (place->depth == 0 || str_is(place->around[place->depth - 1].key, "given"))
		offer_top(&o);
}
