/* Who may come to what is kept: policies of buckets, keys, registries, logs and endpoints name nobody from outside, and nobody without
 * a condition who is more than their own account. What such a policy denies opens nothing. */
#include "proof/groups.h"

struct row { enum seen_type type; const char *service, *actions, *key; };
static const struct row coming[] = {
#define COMES(type, service, actions, key) { SEEN_##type, service, actions, key },
#include "proof/policies.def"
};
static const struct row outside[] = {
#define OUTSIDE(type, actions) { SEEN_##type, NULL, actions, "aws:PrincipalArn" },
#define WHOLE(type, actions) { SEEN_##type, NULL, actions, NULL },
#include "proof/policies.def"
};
static const struct row owning[] = {
#define OWNER(type, actions) { SEEN_##type, NULL, actions, NULL },
#include "proof/policies.def"
};
#define ROWS(rows) rows, sizeof rows / sizeof *rows

struct guarding { struct comparison *c; struct chain roles; };   /* name of a role -> roles */

static struct str text(const struct guarding *g, name n) { return names_text(g->c->p->names, n); }

/* Whether words with blanks between hold this one. */
static bool holds(const char *words, struct str word)
{
	struct str rest = str_of(words);
	while (rest.len)
		if (str_equal(proof_part(&rest, ' '), word))
			return true;
	return false;
}

static bool acts_within(const struct guarding *g, const struct seen_statement *s, const char *actions)
{
	for (uint32_t i = 0; i < s->actions.count; i++)
		if (!holds(actions, text(g, g->c->p->words.at[s->actions.first + i])))
			return false;
	return s->actions.count > 0;
}

/* `*` in a row stands for one part between dots. */
static bool is_service(struct str row, struct str service)
{
	while (row.len && service.len) {
		struct str wanted = proof_part(&row, '.'), part = proof_part(&service, '.');
		if (!str_is(wanted, "*") && !str_equal(wanted, part))
			return false;
	}
	return row.len == 0 && service.len == 0;
}

/* --- conditions ------------------------------------------------------------------------------------------------------ */

/* That of the name of something, or the account that is said. */
static struct str account_of(struct str value)
{
	struct str account = value;
	if (str_starts(value, STR("arn:")))
		for (int i = 0; i < 5; i++)
			account = proof_part(&value, ':');
	return account;
}

/* An account of the program, or the name of something in one. */
static bool is_in_our_account(const struct guarding *g, struct str value)
{
	name known = names_find(g->c->p->names, account_of(value));
	return known && map_at(&g->c->accounts, known, 0);
}

/* A role that is written, by its whole name. */
static bool is_our_role(const struct guarding *g, struct str value)
{
	const struct proof *p = g->c->p;
	struct str account = { NULL, 0 };
	for (int i = 0; i < 5; i++)
		account = proof_part(&value, ':');
	name owner = names_find(p->names, account), called = str_is(proof_part(&value, '/'), "role") ? names_find(p->names, value) : NO_NAME;
	for (uint32_t l = owner && called ? chain_last(&g->roles, called) : 0; l; l = chain_former(&g->roles, l))
		if (p->units.at[seen_at(p, chain_value(&g->roles, l))->unit].account == owner)
			return true;
	return false;
}

/* Whether a condition on this key lets in nobody else: a test that holds for what is absent, too, narrows nothing. */
static bool is_narrowed(const struct guarding *g, const struct seen_statement *s, const char *key, bool (*ours)(const struct guarding *g, struct str value))
{
	const struct proof *p = g->c->p;
	for (uint32_t i = 0; i < s->condition_count; i++) {
		const struct seen_condition *condition = &p->conditions.at[s->first_condition + i];
		bool all = condition->values.count > 0 && str_is(text(g, condition->key), key) && holds("StringEquals ArnEquals ArnLike", text(g, condition->test));
		for (uint32_t k = 0; k < condition->values.count && all; k++)
			all = ours(g, text(g, p->words.at[condition->values.first + k]));
		if (all)
			return true;
	}
	return false;
}

/* --- one statement ------------------------------------------------------------------------------------------------------ */

static const struct row *find_row(const struct row *rows, size_t count, enum seen_type type, struct str service)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].type == type && (!rows[i].service || is_service(str_of(rows[i].service), service)))
			return &rows[i];
	return NULL;
}

static bool is_declared(const struct guarding *g, seen_ref of, const struct seen_statement *s, const struct seen_principal *who)
{
	const struct proof *p = g->c->p;
	enum seen_type type = seen_at(p, of)->type;
	struct str kind = text(g, who->kind), name = text(g, who->who), account = text(g, p->units.at[seen_at(p, of)->unit].account);
	if (str_is(kind, "Service")) {
		const struct row *row = find_row(ROWS(coming), type, name);
		return row && acts_within(g, s, row->actions) && is_narrowed(g, s, row->key, is_in_our_account);
	}
	if (!str_is(kind, "AWS"))
		return false;
	const struct row *own = find_row(ROWS(owning), type, name), *other = find_row(ROWS(outside), type, name);
	bool root = account.len && str_equal(name, str_format(p->arena, "arn:aws:iam::%.*s:root", STR_ARG(account)));
	/* Whoever is named himself in his own account is let in by that alone; of an account as a whole, and from another one, their own
	 * policies must allow it, too, and those are compared. */
	bool asks_more = str_ends(name, STR(":root")) || (account.len && !str_equal(account_of(name), account));
	return (own && root && acts_within(g, s, own->actions))
	       || (other && asks_more && is_in_our_account(g, name) && acts_within(g, s, other->actions)
	           && (!other->key || is_narrowed(g, s, other->key, is_our_role)));
}

static void compare_document(const struct guarding *g, seen_ref of)
{
	struct proof *p = g->c->p;
	const struct row *own = find_row(ROWS(owning), seen_at(p, of)->type, STR(""));
	bool owned = !own || !chain_last(&p->statements_of, of);   /* the platform's own policy lets in the account alone */
	for (uint32_t l = chain_last(&p->statements_of, of); l; l = chain_former(&p->statements_of, l)) {
		const struct seen_statement *s = &p->statements.at[chain_value(&p->statements_of, l)];
		bool wide = s->denies && s->condition_count == 0;
		for (uint32_t i = 0; i < s->actions.count && wide; i++)
			if (str_ends(text(g, p->words.at[s->actions.first + i]), STR("*")))
				proof_closes(p, of, "a policy keeps everybody from %.*s", STR_ARG(text(g, p->words.at[s->actions.first + i])));
		for (uint32_t i = 0; i < s->principal_count && !s->denies; i++) {
			const struct seen_principal *who = &p->principals.at[s->first_principal + i];
			bool declared = is_declared(g, of, s, who);
			owned |= declared && s->condition_count == 0;
			if (!declared)
				proof_opens(p, of, "%.*s %.*s is let in by a policy, in a way that is not declared", STR_ARG(text(g, who->kind)),
					STR_ARG(text(g, who->who)));
		}
	}
	if (!owned)
		proof_closes(p, of, "a policy keeps out the account that has what it is for");
}

/* Copies of images go to accounts of ours alone. */
static void compare_copies(const struct guarding *g, seen_ref of)
{
	struct proof *p = g->c->p;
	const struct seen_cell *keepers = seen_cell(p, of, READ_image_copies_keeper);
	for (uint32_t i = 0; i < keepers->count; i++) {
		struct str account = text(g, p->values.at[keepers->first + i].text);
		if (!is_in_our_account(g, account))
			proof_opens(p, of, "images are copied to account %.*s, which is not declared", STR_ARG(account));
	}
}

void compare_policies(struct comparison *c)
{
	static const enum seen_type guarded[] = { SEEN_bucket_policy, SEEN_key, SEEN_image_policy, SEEN_registry_policy, SEEN_log_policy,
		SEEN_endpoint };
	struct proof *p = c->p;
	struct guarding g = { .c = c };
	for (uint32_t i = 0; i < p->of_type[SEEN_iam_role].len; i++) {
		seen_ref role = p->of_type[SEEN_iam_role].at[i];
		struct str called = seen_text(p, role, READ_iam_role_name);
		if (called.len)
			chain_add(p->arena, &g.roles, names_intern(p->names, called), role);
	}
	for (size_t t = 0; t < sizeof guarded / sizeof *guarded; t++)
		for (uint32_t i = 0; i < p->of_type[guarded[t]].len; i++)
			compare_document(&g, p->of_type[guarded[t]].at[i]);
	for (uint32_t i = 0; i < p->of_type[SEEN_image_copies].len; i++)
		compare_copies(&g, p->of_type[SEEN_image_copies].at[i]);
}
