/* From policies to their statements: who may take a role, what a role may do, who may come to what is kept. IAM user guide, "IAM JSON policy elements reference", read
 * 2026-11-21. Whatever is not understood may open anything, and is said. */
#include "proof/proving.h"

struct reading { struct proof *p; const struct tree *whole; enum seen_type type; struct seen_statement statement; };

/* A policy of a role or of what a role may do only allows, so that all of it is compared. What another one denies opens nothing. */
static bool may_deny(enum seen_type type) { return type != SEEN_iam_role && type != SEEN_role_policy && type != SEEN_policy; }

static void unread(struct reading *r, const struct tree *at, const char *why)
{
	struct diag *diag = observe_unread(r->p, at->emitter_origin ? at : r->whole, r->whole, r->whole->labels[0], why);
	diag_help(r->p->diags, diag, "write json({ Version …; Statement [{ Effect \"Allow\"; Principal …; Action …; Condition … }] })");
}

/* Of a key that is written twice only one remains, and nobody knows which. */
static bool is_repeated(const struct tree *mapping, const struct tree *entry)
{
	for (const struct tree *e = tree_entry_from(mapping->first); e != entry; e = tree_entry_from(e->next))
		if (str_equal(e->key, entry->key))
			return true;
	return false;
}

/* Each entry of a mapping, or a finding. */
static void each_entry(struct reading *r, const struct tree *mapping, void (*read)(struct reading *r, const struct tree *entry))
{
	if (!tree_is_mapping(mapping)) {
		unread(r, mapping, "is no mapping");
		return;
	}
	for (const struct tree *e = tree_entry_from(mapping->first); e; e = tree_entry_from(e->next)) {
		if (is_repeated(mapping, e))
			unread(r, e, "is said twice");
		read(r, e);
	}
}

/* The value itself, or each member of a list of values. */
static void each_value(struct reading *r, const struct tree *value, void (*read)(struct reading *r, const struct tree *value))
{
	if (value->kind != TREE_LIST) {
		read(r, value);
		return;
	}
	for (const struct tree *member = tree_entry_from(value->first); member; member = tree_entry_from(member->next))
		read(r, member);
}

static void add_piece(struct reading *r, struct buf *out, const struct tree *piece)
{
	if (piece->kind == TREE_REFERENCE)
		buf_format(out, "<%.*s>", STR_ARG(piece->text));
	else if (piece->kind == TREE_SCALAR)
		buf_str(out, piece->text);
	else
		unread(r, piece, "is no text that the proof can read");
}

static void read_word(struct reading *r, const struct tree *value)
{
	if (value->kind == TREE_SCALAR) {
		vec_push(r->p->arena, &r->p->words, names_intern(r->p->names, value->text));
		return;
	}
	struct buf out;
	buf_init(&out, r->p->arena);
	if (value->kind == TREE_TEMPLATE)
		for (const struct tree *piece = value->first; piece; piece = piece->next)
			add_piece(r, &out, piece);
	else
		add_piece(r, &out, value);
	name word = names_intern(r->p->names, buf_slice(&out, 0));
	buf_drop(&out);
	vec_push(r->p->arena, &r->p->words, word);
}

static struct word_list words_of(struct reading *r, const struct tree *value)
{
	struct word_list list = { r->p->words.len, 0 };
	each_value(r, value, read_word);
	list.count = r->p->words.len - list.first;
	return list;
}

static void read_principals(struct reading *r, const struct tree *entry)
{
	struct proof *p = r->p;
	struct word_list who = words_of(r, entry);
	name kind = names_intern(p->names, entry->key.len && !str_is(entry->key, "Principal") ? entry->key : STR("AWS"));
	for (uint32_t i = who.first; i < who.first + who.count; i++)
		vec_push(p->arena, &p->principals, (struct seen_principal){ kind, p->words.at[i] });
}

/* One test: its keys, each with values of which one must match. */
static void read_condition(struct reading *r, const struct tree *test)
{
	struct proof *p = r->p;
	if (!tree_is_mapping(test)) {
		unread(r, test, "is no mapping");
		return;
	}
	for (const struct tree *key = tree_entry_from(test->first); key; key = tree_entry_from(key->next)) {
		if (is_repeated(test, key))
			unread(r, key, "is said twice");
		struct word_list values = words_of(r, key);
		vec_push(p->arena, &p->conditions, (struct seen_condition){ names_intern(p->names, test->key), names_intern(p->names, key->key), values });
	}
}

static void read_element(struct reading *r, const struct tree *element)
{
	if (str_is(element->key, "Principal")) {
		if (tree_is_mapping(element))
			each_entry(r, element, read_principals);
		else
			read_principals(r, element);
	} else if (str_is(element->key, "Resource") && r->type != SEEN_iam_role) {
		r->statement.resources = words_of(r, element);
	} else if (str_is(element->key, "Action")) {
		r->statement.actions = words_of(r, element);
	} else if (str_is(element->key, "Condition")) {
		each_entry(r, element, read_condition);
	} else if (str_is(element->key, "Effect")) {
		r->statement.denies = element->kind == TREE_SCALAR && str_is(element->text, "Deny");
		if (element->kind != TREE_SCALAR || (!str_is(element->text, "Allow") && !(r->statement.denies && may_deny(r->type))))
			unread(r, element, "is another effect than Allow");
	} else if (!str_is(element->key, "Sid")) {
		unread(r, element, "is an element that the proof does not read");
	}
}

static void read_statement(struct reading *r, const struct tree *statement)
{
	struct proof *p = r->p;
	r->statement.first_principal = p->principals.len;
	r->statement.first_condition = p->conditions.len;
	r->statement.actions = r->statement.resources = (struct word_list){ 0 };
	r->statement.denies = false;
	r->statement.emitter = statement->emitter_origin;
	uint32_t before = p->diags->errors;
	each_entry(r, statement, read_element);
	bool read = p->diags->errors == before;        /* what is said by its opposite was told already */
	r->statement.principal_count = p->principals.len - r->statement.first_principal;
	r->statement.condition_count = p->conditions.len - r->statement.first_condition;
	if (read && !may_deny(r->type) && (!r->statement.actions.count || (r->type != SEEN_iam_role && !r->statement.resources.count)))
		unread(r, statement, "says of nothing what may be done");
	chain_add(p->arena, &p->statements_of, r->statement.of, p->statements.len);
	vec_push(p->arena, &p->statements, r->statement);
}

static void read_part(struct reading *r, const struct tree *part)
{
	if (str_is(part->key, "Statement"))
		each_value(r, part, read_statement);
	else if (!str_is(part->key, "Version") || part->kind != TREE_SCALAR)
		unread(r, part, "is a part of a policy that the proof does not read");
}

void observe_policy(struct proof *p, seen_ref of, enum seen_type type, const struct tree *document, const struct tree *whole)
{
	struct reading r = { .p = p, .whole = whole, .type = type, .statement = { .of = of } };
	if (document->kind == TREE_JSON && document->first)
		each_entry(&r, document->first, read_part);
	else
		unread(&r, document, "is no document that the proof can read");
}
