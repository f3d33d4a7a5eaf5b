/* Who may come to what is kept: policies of buckets, keys, registries, logs and endpoints name nobody from outside, and nobody without
 * a condition who is more than their own account. What such a policy denies opens nothing, and closes nothing that is declared. */
#include "proof/access.h"
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

/* What somebody has to do with a key, with images, with packages, or with a bucket that he may `asks`. */
static const struct { const char *on, *action, *asks; } doing[] = {
#define MAY(holder, action, on, asks) { #on, action, asks },
#include "proof/policies.def"
};

/* `at`: what the document that is looked at is for. */
struct guarding {
	struct comparison *c;
	struct chain roles;                            /* name of a role -> roles */
	struct map asked;                              /* store and word -> somebody is declared to do it there */
	seen_ref at;
};

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

/* Whether some step brings what this is to the environment, or anywhere (0): of this pipeline, or of any (0) one that delivers the thing.
 * One of the two is known. */
static bool is_brought(const struct guarding *g, object_ref pipeline, object_ref environment, object_ref thing)
{
	struct proof *p = g->c->p;
	enum relation_field by = pipeline ? FIELD_stage_of : FIELD_stage_environment;
	struct extent stages = facts_lookup(p->facts, p->facts->relation_kind[REL_stage], p->facts->relation_field[by],
		val_object(pipeline ? pipeline : environment));
	for (uint32_t i = 0; i < stages.len; i++) {
		object_ref of = intent_object(p, stages.at[i], FIELD_stage_of);
		if (of && (!environment || intent_object(p, stages.at[i], FIELD_stage_environment) == environment)
		    && (pipeline ? of == pipeline : thing && delivers_name(g->c->access, of, object_at(p->facts, thing)->name)))
			return true;
	}
	return false;
}

/* Whoever fetches images is the pipeline that keeps them, or runs them where it brings them; packages, a service that some step brings, or
 * whoever brings them and looks at their signatures. */
static bool is_fetcher(const struct guarding *g, seen_ref role)
{
	const struct proof *p = g->c->p;
	seen_ref repository = seen_at(p, g->at)->type == SEEN_image_policy ? seen_one(p, g->at, READ_image_policy_repository, SEEN_image_repository) : 0;
	object_ref whose = role_holder(p, role), keeper = repository ? carriers_thing(p, seen_at(p, repository)->subject) : 0;
	object_ref environment = whose && intent_networks(g->c->in, whose) ? whose : whose ? intent_environment(p, whose) : 0;
	if (!whose || (repository && whose == keeper))
		return whose != 0;
	if (!repository && is_brought(g, whose, 0, 0))
		return true;
	return environment && is_brought(g, keeper, environment, repository ? 0 : whose);
}

/* A role that is written, by its whole name, of somebody who fetches what this is. */
static bool is_our_role(const struct guarding *g, struct str value)
{
	const struct proof *p = g->c->p;
	struct str account = { NULL, 0 };
	for (int i = 0; i < 5; i++)
		account = proof_part(&value, ':');
	name owner = names_find(p->names, account), called = str_is(proof_part(&value, '/'), "role") ? names_find(p->names, value) : NO_NAME;
	for (uint32_t l = owner && called ? chain_last(&g->roles, called) : 0; l; l = chain_former(&g->roles, l))
		if (p->units.at[seen_at(p, chain_value(&g->roles, l))->unit].account == owner && is_fetcher(g, chain_value(&g->roles, l)))
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

/* --- what is denied ------------------------------------------------------------------------------------------------------ */

static char small(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c; }

/* Whether a pattern of actions means this one, or some of those that it means with a star at its end. Letters are alike. */
static bool means(struct str pattern, struct str action)
{
	uint32_t i = 0, k = 0, star = UINT32_MAX, back = 0;
	while (k < action.len) {
		if (action.at[k] == '*')
			return true;
		if (i < pattern.len && pattern.at[i] == '*') {
			star = i++;
			back = k;
		} else if (i < pattern.len && (pattern.at[i] == '?' || small(pattern.at[i]) == small(action.at[k]))) {
			i++;
			k++;
		} else if (star != UINT32_MAX) {
			i = star + 1;
			k = ++back;
		} else {
			return false;
		}
	}
	while (i < pattern.len && pattern.at[i] == '*')
		i++;
	return i == pattern.len;
}

/* Whether somebody has to do it, whatever the document itself lets in. */
static bool is_done(const struct guarding *g, seen_ref of, struct str denied)
{
	const struct proof *p = g->c->p;
	enum seen_type type = seen_at(p, of)->type;
	seen_ref bucket = type == SEEN_bucket_policy ? seen_one(p, of, READ_bucket_policy_bucket, SEEN_bucket) : 0;
	object_ref thing = bucket ? carriers_thing(p, seen_at(p, bucket)->subject) : 0;
	for (size_t i = 0; i < sizeof doing / sizeof *doing; i++) {
		struct str on = str_of(doing[i].on);
		name asks = names_find(p->names, str_of(doing[i].asks));
		bool here = str_is(on, "KEY") ? type == SEEN_key : str_is(on, "IMAGES") ? type == SEEN_image_policy
			: str_is(on, "PACKAGES") ? bucket && !(thing && object_at(p->facts, thing)->place)
			: str_is(on, "BUCKET") && bucket && asks && map_at(&g->asked, MAP_KEY(thing, asks), 0);
		if (here && means(denied, str_of(doing[i].action)))
			return true;
	}
	for (size_t i = 0; i < sizeof coming / sizeof *coming && type == SEEN_key; i++)
		for (struct str rest = str_of(coming[i].actions); rest.len && coming[i].type == type; )
			if (means(denied, proof_part(&rest, ' ')))
				return true;
	return type == SEEN_endpoint;
}

/* Whether the same document lets somebody in for it; what the account may do that has it is said above. */
static bool is_let_in(const struct guarding *g, seen_ref of, struct str denied)
{
	const struct proof *p = g->c->p;
	for (uint32_t l = chain_last(&p->statements_of, of); l && seen_at(p, of)->type != SEEN_key; l = chain_former(&p->statements_of, l)) {
		const struct seen_statement *s = &p->statements.at[chain_value(&p->statements_of, l)];
		for (uint32_t i = 0; i < s->actions.count && !s->denies; i++)
			if (means(denied, text(g, p->words.at[s->actions.first + i])))
				return true;
	}
	return false;
}

/* Whoever does not speak TLS is kept out of all; and of trails nothing is taken away. AWS CloudTrail user guide, "Finding your log
 * files", read 2026-11-21. */
static bool is_harmless(const struct guarding *g, const struct seen_statement *s)
{
	const struct proof *p = g->c->p;
	const struct seen_condition *condition = &p->conditions.at[s->first_condition];
	if (s->condition_count == 1 && condition->values.count == 1 && str_is(text(g, condition->test), "Bool") && str_is(text(g, condition->key), "aws:SecureTransport"))
		return str_is(text(g, p->words.at[condition->values.first]), "false");
	bool trails = s->resources.count > 0 && s->actions.count > 0;
	for (uint32_t i = 0; i < s->resources.count; i++)
		trails &= str_ends(text(g, p->words.at[s->resources.first + i]), STR("/AWSLogs/*"));
	for (uint32_t i = 0; i < s->actions.count; i++)
		trails &= holds("s3:DeleteObject s3:DeleteObjectVersion", text(g, p->words.at[s->actions.first + i]));
	return trails;
}

static void compare_denial(const struct guarding *g, seen_ref of, const struct seen_statement *s)
{
	struct proof *p = g->c->p;
	if (is_harmless(g, s))
		return;
	for (uint32_t i = 0; i < s->actions.count; i++) {
		struct str action = text(g, p->words.at[s->actions.first + i]);
		if (s->condition_count == 0 && str_ends(action, STR("*")))
			proof_closes(p, of, "a policy keeps everybody from %.*s", STR_ARG(action));
		else if (is_done(g, of, action) || is_let_in(g, of, action))
			proof_closes(p, of, "a policy forbids %.*s, which somebody is declared to do there", STR_ARG(action));
	}
}

static void compare_document(struct guarding *g, seen_ref of)
{
	struct proof *p = g->c->p;
	g->at = of;
	const struct row *own = find_row(ROWS(owning), seen_at(p, of)->type, STR(""));
	bool owned = !own || !chain_last(&p->statements_of, of);   /* the platform's own policy lets in the account alone */
	for (uint32_t l = chain_last(&p->statements_of, of); l; l = chain_former(&p->statements_of, l)) {
		const struct seen_statement *s = &p->statements.at[chain_value(&p->statements_of, l)];
		if (s->denies)
			compare_denial(g, of, s);
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
	for (uint32_t i = 0; i < c->in->paths.len; i++) {
		struct val may = row_get(p->facts, c->in->paths.at[i].half, FIELD_flow_half_may);
		for (uint32_t k = 0; k < list_len(may) && c->in->paths.at[i].target.tag == VAL_OBJECT; k++)
			map_put(p->arena, &g.asked, MAP_KEY(c->in->paths.at[i].target.a, names_intern(p->names, val_str(p->names, list_at(p->facts, may, k)))), 1);
	}
	for (size_t t = 0; t < sizeof guarded / sizeof *guarded; t++)
		for (uint32_t i = 0; i < p->of_type[guarded[t]].len; i++)
			compare_document(&g, p->of_type[guarded[t]].at[i]);
	for (uint32_t i = 0; i < p->of_type[SEEN_image_copies].len; i++)
		compare_copies(&g, p->of_type[SEEN_image_copies].at[i]);
}
