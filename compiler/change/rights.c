/* What policies allow and deny, as rows that two programs can be compared by: by whom, what, on what, on which conditions. Statements
 * are known by what they say; their names are for people, and change with what stands in them. */
#include "change/record.h"

static const struct tree *entry_named(const struct tree *map, struct str key)
{
	for (const struct tree *t = map ? map->first : NULL; t; t = t->next)
		if (t->kind != TREE_NOTE && str_equal(t->key, key))
			return t;
	return NULL;
}

static const struct tree *entry(const struct tree *map, const char *key) { return entry_named(map, str_of(key)); }

static bool is_map(const struct tree *t) { return t->kind == TREE_MAP || t->kind == TREE_BLOCK; }

static bool is_among(struct str key, const char *const *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(key, keys[i]))
			return true;
	return false;
}

/* Of nothing else than these is anything known. */
static bool has_only(const struct tree *map, const char *const *keys, size_t count)
{
	for (const struct tree *t = map->first; t; t = t->next)
		if (t->kind != TREE_NOTE && !is_among(t->key, keys, count))
			return false;
	return true;
}
#define HAS_ONLY(map, keys) has_only(map, keys, sizeof keys / sizeof *keys)

/* Members of a list, or a value that stands alone. */
static const struct tree *first_of(const struct tree *t) { return t && t->kind == TREE_LIST ? t->first : t; }

static const struct tree *next_of(const struct tree *whole, const struct tree *t) { return whole && whole->kind == TREE_LIST && t ? t->next : NULL; }

/* A value with what stands before it. */
static name spelled(struct record *r, struct str before, const struct tree *t)
{
	buf_clear(&r->text);
	buf_str(&r->text, before);
	record_spell(&r->text, t);
	return names_intern(r->names, buf_slice(&r->text, 0));
}

struct texts { VEC(name) list; };

static void add_texts(struct record *r, struct texts *texts, struct str before, const struct tree *whole)
{
	for (const struct tree *t = first_of(whole); t; t = next_of(whole, t))
		if (t->kind != TREE_NOTE)
			vec_push(r->arena, &texts->list, spelled(r, before, t));
}

/* The values of whichever of the two entries stands there; one that says all others is one text. */
static void read_texts(struct record *r, struct texts *texts, const struct tree *statement, const char *key, const char *not_key)
{
	const struct tree *values = entry(statement, key), *others = entry(statement, not_key);
	if (values)
		add_texts(r, texts, (struct str){ 0 }, values);
	if (others)
		vec_push(r->arena, &texts->list, spelled(r, STR("all but "), others));
	if (texts->list.len == 0)
		vec_push(r->arena, &texts->list, NO_NAME);
}

/* `{ AWS "…"; Service ["…"] }`, or a text. */
static void read_principals(struct record *r, struct texts *texts, const struct tree *statement)
{
	const struct tree *kinds = entry(statement, "Principal");
	if (!kinds || !is_map(kinds)) {
		read_texts(r, texts, statement, "Principal", "NotPrincipal");
		return;
	}
	for (const struct tree *t = kinds->first; t; t = t->next)
		if (t->kind != TREE_NOTE)
			add_texts(r, texts, str_format(r->arena, "%.*s ", STR_ARG(t->key)), t);
}

static const char *const of_statement[] = { "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition" };
static const char *const of_document[] = { "Version", "Id", "Statement" };

static bool is_statement(const struct tree *t)
{
	const struct tree *effect = is_map(t) ? entry(t, "Effect") : NULL;
	return effect && effect->kind == TREE_SCALAR && HAS_ONLY(t, of_statement);
}

/* Tests that hold where any of their values does. */
static const char *const any_of[] = { "StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "IpAddress" };

/* The first list of a condition of which any member will do, NULL when there is none. */
static const struct tree *alternatives(const struct tree *condition)
{
	for (const struct tree *test = condition && is_map(condition) ? condition->first : NULL; test; test = test->next)
		for (const struct tree *t = is_map(test) && is_among(test->key, any_of, sizeof any_of / sizeof *any_of) ? test->first : NULL; t; t = t->next)
			if (t->kind == TREE_LIST && t->first)
				return t;
	return NULL;
}

/* One text for each of the alternatives: whoever is added to a list of callers gets a right, and nobody else does. */
static void read_conditions(struct record *r, struct texts *texts, const struct tree *condition)
{
	const struct tree *list = alternatives(condition);
	if (!condition)
		vec_push(r->arena, &texts->list, NO_NAME);
	else if (!list)
		vec_push(r->arena, &texts->list, spelled(r, (struct str){ 0 }, condition));
	for (const struct tree *t = list ? list->first : NULL; t; t = t->next) {
		if (t->kind == TREE_NOTE)
			continue;
		buf_clear(&r->text);
		record_spell_with(&r->text, condition, list, t);
		vec_push(r->arena, &texts->list, names_intern(r->names, buf_slice(&r->text, 0)));
	}
}

static void read_statement(struct record *r, const struct tree *t)
{
	struct texts who = { 0 }, what = { 0 }, where = { 0 }, when = { 0 };
	struct record_right right = { .of = r->resources.len, .denies = !str_is(entry(t, "Effect")->text, "Allow") };
	read_principals(r, &who, t);
	read_texts(r, &what, t, "Action", "NotAction");
	read_texts(r, &where, t, "Resource", "NotResource");
	const struct tree *condition = entry(t, "Condition");
	read_conditions(r, &when, condition);
	right.whole = condition ? spelled(r, (struct str){ 0 }, condition) : NO_NAME;
	/* Actions go round fastest: those of one right are told together. */
	uint64_t count = what.list.len, all = count * when.list.len * where.list.len * who.list.len;
	for (uint64_t i = 0; i < all; i++) {
		right.action = what.list.at[i % count];
		right.condition = when.list.at[i / count % when.list.len];
		right.where = where.list.at[i / count / when.list.len % where.list.len];
		right.who = who.list.at[i / count / when.list.len / where.list.len];
		vec_push(r->arena, &r->rights, right);
	}
}

bool record_rights(struct record *r, const struct tree *json)
{
	const struct tree *document = json->kind == TREE_JSON ? json->first : NULL;
	const struct tree *statements = document && is_map(document) && HAS_ONLY(document, of_document) ? entry(document, "Statement") : NULL;
	for (const struct tree *t = first_of(statements); t; t = next_of(statements, t))
		if (t->kind != TREE_NOTE && !is_statement(t))
			return false;
	for (const struct tree *t = first_of(statements); t; t = next_of(statements, t))
		if (t->kind != TREE_NOTE)
			read_statement(r, t);
	return statements != NULL;
}
