/* Kinds and their fields; the derived relations of relations.def become kinds like the library's. */
#include "facts/facts.h"

#include <stdio.h>
#include <string.h>

enum { KEY = FIELD_KEY, ROLE = FIELD_ROLE, NEEDED = FIELD_NEEDED, LEFT = FIELD_LEFT };

static const struct relation_row { const char *word, *row, *relation, *doc; bool is_outcome; } relation_rows[] = {
#define CONCEPT(id, word, row, relation, doc) { word, row, relation, doc, false },
#define RELATION(id, row, relation, doc) { NULL, row, relation, doc, false },
#define OUTCOME(id, row, relation, doc) { NULL, row, relation, doc, true },
#define FIELD(id, member, field, type, flags, doc)
#include "facts/relations.def"
#undef CONCEPT
#undef RELATION
#undef OUTCOME
#undef FIELD
};

static const struct field_row { uint16_t relation, flags; const char *name, *type, *doc; } field_rows[] = {
#define CONCEPT(id, word, row, relation, doc)
#define RELATION(id, row, relation, doc)
#define OUTCOME(id, row, relation, doc)
#define FIELD(id, member, field, type, flags, doc) { REL_##id, flags, field, type, doc },
#include "facts/relations.def"
#undef CONCEPT
#undef RELATION
#undef OUTCOME
#undef FIELD
};

kind_ref kind_add(struct facts *facts, name name, kind_ref parent, kind_ref owner, uint32_t flags, struct span span)
{
	kind_ref ref = facts->kinds.len;
	vec_push(facts->arena, &facts->kinds, (struct kind){
		.name = name, .plural = name_plural(facts->names, name), .parent = parent, .owner = owner,
		.cells = parent ? facts->kinds.at[parent].cells : 0, .flags = flags, .span = span });
	vec_push(facts->arena, &facts->rows, (struct rows){ 0 });
	/* The record of a statement is no type of its own: nobody finds it by name. */
	uint32_t other;
	if (!owner && !map_get(&facts->kind_by_name, name, &other))
		map_put(facts->arena, &facts->kind_by_name, name, ref);
	if (!owner && !(flags & KIND_DERIVED))
		map_put(facts->arena, &facts->kind_by_plural, facts->kinds.at[ref].plural, ref);
	return ref;
}

field_ref kind_add_field(struct facts *facts, kind_ref kind, name name, type_ref type, uint32_t flags, struct span span)
{
	field_ref ref = facts->fields.len;
	struct kind *k = &facts->kinds.at[kind];
	if (k->own_fields++ == 0)
		k->first_field = ref;
	vec_push(facts->arena, &facts->fields,
	         (struct field){ .name = name, .kind = kind, .cell = k->cells++, .type = type, .flags = flags, .span = span });
	map_put(facts->arena, &facts->field_by_name, MAP_KEY(kind, name), ref);
	if (flags & FIELD_PLACES && !(k->flags & KIND_PLACED)) {
		k->flags |= KIND_PLACED;
		k->place_field = ref;
	}
	return ref;
}

field_ref kind_field(const struct facts *facts, kind_ref kind, name name)
{
	for (; kind; kind = facts->kinds.at[kind].parent) {
		uint32_t field;
		if (map_get(&facts->field_by_name, MAP_KEY(kind, name), &field))
			return field;
	}
	return 0;
}

kind_ref kind_named(const struct facts *facts, name name)
{
	kind_ref kind = map_at(&facts->kind_by_name, name, 0);
	return kind ? kind : map_at(&facts->kind_by_plural, name, 0);
}

bool kind_is_a(const struct facts *facts, kind_ref kind, kind_ref ancestor)
{
	while (kind && kind != ancestor)
		kind = facts->kinds.at[kind].parent;
	return kind == ancestor && kind;
}

name name_plural(struct names *names, name singular)
{
	struct str s = names_text(names, singular);
	char text[256];
	if (s.len == 0 || s.len > sizeof text - 4)
		return singular;
	char last = s.at[s.len - 1], before = s.len > 1 ? s.at[s.len - 2] : 0;
	bool vowel = before == 'a' || before == 'e' || before == 'o' || before == 'u';
	int length;
	if (last == 'y' && !vowel)
		length = snprintf(text, sizeof text, "%.*sies", (int)s.len - 1, s.at);
	else if (last == 's' || last == 'x' || (last == 'h' && (before == 'c' || before == 's')))
		length = snprintf(text, sizeof text, "%.*ses", (int)s.len, s.at);
	else
		length = snprintf(text, sizeof text, "%.*ss", (int)s.len, s.at);
	return names_intern(names, (struct str){ text, (uint32_t)length });
}

/* "internet|nat|none" */
static type_ref type_of_words(struct facts *facts, struct str s)
{
	name words[16];
	uint32_t count = 0;
	for (uint32_t start = 0, at = 0; at <= s.len && count < 16; at++)
		if (at == s.len || s.at[at] == '|') {
			words[count++] = names_intern(facts->names, (struct str){ s.at + start, at - start });
			start = at + 1;
		}
	return type_words(facts, words, count);
}

/* "cidr*", "region", "subnet?", "any" of relations.def. A kind that the library does not declare reads as any. */
static type_ref type_of_text(struct facts *facts, const char *text)
{
	struct str s = str_of(text);
	char suffix = s.at[s.len - 1];
	if (suffix == '*' || suffix == '?')
		s.len--;
	type_ref type = 0;
	enum scalar scalar = scalar_of(s);
	if (scalar != SCALAR_COUNT) {
		type = type_scalar(facts, scalar);
	} else if (memchr(s.at, '|', s.len)) {
		type = type_of_words(facts, s);
	} else if (!str_is(s, "any")) {
		name n = names_find(facts->names, s);
		kind_ref kind = n ? kind_named(facts, n) : 0;
		type = kind ? type_object(facts, kind) : 0;
	}
	return suffix == '*' ? type_list(facts, type) : suffix == '?' ? type_optional(facts, type) : type;
}

void kinds_add_derived(struct facts *facts)
{
	for (unsigned r = 0; r < REL_COUNT; r++) {
		const struct relation_row *row = &relation_rows[r];
		kind_ref kind = kind_add(facts, names_intern(facts->names, str_of(row->row)), 0, 0,
		                         KIND_DERIVED | KIND_NAMED | (row->word ? KIND_CONCEPT : 0) | (row->is_outcome ? KIND_OUTCOME : 0), NO_SPAN);
		facts->kinds.at[kind].plural = names_intern(facts->names, str_of(row->relation));
		facts->kinds.at[kind].doc = names_intern(facts->names, str_of(row->doc));
		map_put(facts->arena, &facts->kind_by_plural, facts->kinds.at[kind].plural, kind);
		facts->relation_kind[r] = kind;
	}
	for (unsigned f = 0; f < RELATION_FIELD_COUNT; f++) {
		const struct field_row *row = &field_rows[f];
		type_ref type = type_of_text(facts, row->type);
		uint32_t flags = row->flags | (facts->types.at[type].form == TYPE_LIST ? FIELD_MANY : 0);
		facts->relation_field[f] = kind_add_field(facts, facts->relation_kind[row->relation],
		                                          names_intern(facts->names, str_of(row->name)), type, flags, NO_SPAN);
		facts->fields.at[facts->relation_field[f]].doc = names_intern(facts->names, str_of(row->doc));
	}
}

kind_ref concept_named(const struct facts *facts, struct str word)
{
	for (unsigned r = 0; r < REL_COUNT; r++)
		if (relation_rows[r].word && str_is(word, relation_rows[r].word))
			return facts->relation_kind[r];
	return 0;
}
