/* Types: interned by content, so that equal types have equal handles. */
#include "facts/facts.h"

#include <string.h>

static const char *const scalar_text[] = {
#define SCALAR(id, text, clause) text,
#include "facts/scalars.def"
#undef SCALAR
};

/* A type's content as 64 bits: exact for all forms but lists of parts, which are compared whole below. */
static uint64_t content_key(struct type t)
{
	uint64_t h = t.form;
	h = (h ^ t.a) * UINT64_C(0x9E3779B97F4A7C15);
	h ^= h >> 29;
	h = (h ^ t.b) * UINT64_C(0xBF58476D1CE4E5B9);
	return h ^ h >> 32;
}

static type_ref type_intern(struct facts *facts, struct type t)
{
	/* Probing by a counter: two contents with one key get neighbouring slots. */
	for (uint64_t key = content_key(t);; key++) {
		uint32_t found;
		if (!map_get(&facts->type_by_content, key, &found)) {
			uint32_t ref = facts->types.len;
			vec_push(facts->arena, &facts->types, t);
			map_put(facts->arena, &facts->type_by_content, key, ref);
			return ref;
		}
		struct type other = facts->types.at[found];
		if (other.form == t.form && other.a == t.a && other.b == t.b)
			return found;
	}
}

type_ref type_scalar(struct facts *facts, enum scalar scalar)
{
	return type_intern(facts, (struct type){ TYPE_SCALAR, scalar, 0 });
}

/* Stores the parts once: an equal run that is there already is used again. */
static type_ref type_of_parts(struct facts *facts, enum type_form form, const uint32_t *parts, uint32_t count)
{
	for (type_ref ref = 1; ref < facts->types.len; ref++) {
		struct type t = facts->types.at[ref];
		if (t.form == form && t.b == count
		    && memcmp(facts->type_parts.at + t.a, parts, count * sizeof *parts) == 0)
			return ref;
	}
	uint32_t first = facts->type_parts.len;
	for (uint32_t i = 0; i < count; i++)
		vec_push(facts->arena, &facts->type_parts, parts[i]);
	return type_intern(facts, (struct type){ form, first, count });
}

type_ref type_words(struct facts *facts, const name *words, uint32_t count)
{
	return type_of_parts(facts, TYPE_WORDS, words, count);
}

type_ref type_object(struct facts *facts, kind_ref kind)
{
	return type_intern(facts, (struct type){ TYPE_OBJECT, kind, 0 });
}

type_ref type_list(struct facts *facts, type_ref element)
{
	return type_intern(facts, (struct type){ TYPE_LIST, element, 0 });
}

type_ref type_optional(struct facts *facts, type_ref type)
{
	uint32_t form = facts->types.at[type].form;
	if (form == TYPE_OPTIONAL || form == TYPE_LIST)
		return type;
	return type_intern(facts, (struct type){ TYPE_OPTIONAL, type, 0 });
}

type_ref type_union(struct facts *facts, const type_ref *types, uint32_t count)
{
	if (count == 1)
		return types[0];
	return type_of_parts(facts, TYPE_UNION, types, count);
}

enum scalar scalar_of(struct str text)
{
	for (unsigned i = 0; i < SCALAR_COUNT; i++)
		if (str_is(text, scalar_text[i]))
			return (enum scalar)i;
	return SCALAR_COUNT;
}

type_ref type_without_optional(const struct facts *facts, type_ref type)
{
	struct type t = facts->types.at[type];
	return t.form == TYPE_OPTIONAL ? t.a : type;
}

type_ref type_element(const struct facts *facts, type_ref type)
{
	struct type t = facts->types.at[type];
	return t.form == TYPE_LIST ? t.a : 0;
}

kind_ref type_kind(const struct facts *facts, type_ref type)
{
	struct type t = facts->types.at[type_without_optional(facts, type)];
	return t.form == TYPE_OBJECT ? t.a : 0;
}

static bool words_within(const struct facts *facts, struct type wanted, struct type given)
{
	for (uint32_t i = 0; i < given.b; i++) {
		bool found = false;
		for (uint32_t j = 0; j < wanted.b && !found; j++)
			found = facts->type_parts.at[wanted.a + j] == facts->type_parts.at[given.a + i];
		if (!found)
			return false;
	}
	return true;
}

/* Scalars that are written alike accept each other where the language does not tell them apart. */
static bool scalar_accepts(enum scalar wanted, enum scalar given)
{
	if (wanted == given)
		return true;
	switch (wanted) {
	case SCALAR_NUMBER: return given == SCALAR_INT;
	case SCALAR_STRING:
		return given == SCALAR_NAME || given == SCALAR_WORD || given == SCALAR_ARN || given == SCALAR_VERSION
		       || given == SCALAR_PATH || given == SCALAR_DOMAIN || given == SCALAR_URL || given == SCALAR_DIGEST
		       || given == SCALAR_EMAIL || given == SCALAR_REGION || given == SCALAR_ZONE || given == SCALAR_ACCOUNT;
	case SCALAR_REGION: case SCALAR_ZONE: case SCALAR_WORD: case SCALAR_NAME:
		return given == SCALAR_WORD || given == SCALAR_NAME;
	case SCALAR_MEMORY: return given == SCALAR_SIZE;
	case SCALAR_SIZE:   return given == SCALAR_MEMORY;
	case SCALAR_PORT:   return given == SCALAR_INT;
	case SCALAR_ACCOUNT: return given == SCALAR_INT;
	default:            return false;
	}
}

bool type_accepts(const struct facts *facts, type_ref wanted, type_ref given)
{
	if (wanted == given || wanted == 0 || given == 0)
		return true;
	struct type w = facts->types.at[wanted], g = facts->types.at[given];
	if (g.form == TYPE_UNION) {
		for (uint32_t i = 0; i < g.b; i++)
			if (!type_accepts(facts, wanted, facts->type_parts.at[g.a + i]))
				return false;
		return true;
	}
	switch (w.form) {
	case TYPE_OPTIONAL:
		return type_accepts(facts, w.a, g.form == TYPE_OPTIONAL ? g.a : given);
	case TYPE_UNION:
		for (uint32_t i = 0; i < w.b; i++)
			if (type_accepts(facts, facts->type_parts.at[w.a + i], given))
				return true;
		return false;
	case TYPE_LIST:   return g.form == TYPE_LIST && type_accepts(facts, w.a, g.a);
	case TYPE_OBJECT: return g.form == TYPE_OBJECT && kind_is_a(facts, g.a, w.a);
	case TYPE_WORDS:
		return g.form == TYPE_WORDS ? words_within(facts, w, g)
		                            : g.form == TYPE_SCALAR && g.a == SCALAR_WORD;
	case TYPE_SCALAR:
		if (g.form == TYPE_WORDS)
			return w.a == SCALAR_WORD || w.a == SCALAR_STRING;
		return g.form == TYPE_SCALAR && scalar_accepts((enum scalar)w.a, (enum scalar)g.a);
	default:
		return w.form == g.form;
	}
}

static void print_parts(struct buf *out, const struct facts *facts, struct type t)
{
	for (uint32_t i = 0; i < t.b; i++) {
		if (i > 0)
			buf_text(out, i + 1 == t.b ? " or " : ", ");
		if (t.form == TYPE_UNION)
			type_print(out, facts, facts->type_parts.at[t.a + i]);
		else
			buf_str(out, names_text(facts->names, facts->type_parts.at[t.a + i]));
	}
}

void type_print(struct buf *out, const struct facts *facts, type_ref type)
{
	struct type t = facts->types.at[type];
	switch (t.form) {
	case TYPE_ANY:      buf_text(out, "any value"); break;
	case TYPE_SCALAR:   buf_text(out, scalar_text[t.a]); break;
	case TYPE_OBJECT:   buf_str(out, names_text(facts->names, facts->kinds.at[t.a].name)); break;
	case TYPE_LIST:     buf_text(out, "a list of "); type_print(out, facts, t.a); break;
	case TYPE_OPTIONAL: type_print(out, facts, t.a); buf_text(out, ", or nothing"); break;
	case TYPE_TREE:     buf_text(out, "an output tree"); break;
	default:            print_parts(out, facts, t); break;
	}
}
