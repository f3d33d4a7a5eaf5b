/* Who may take which role: people those that are declared, by their identities; a delivery the workflows of its own repository in
 * the environments of its steps; anything else services of the platform. */
#include "proof/groups.h"

struct trusting {
	struct comparison *c;
	struct chain identities_of;                    /* who -> texts of his identities, one row for each */
	struct chain stages_of, artefacts_of;          /* pipeline -> rows */
	struct map places;                             /* names of environments that steps lead into */
	struct map services, issuers;                  /* trust.def */
};
/* A role that is looked at, what it was written for, and one statement of who may take it. */
struct asked { struct trusting *t; seen_ref role; object_ref whose; const struct seen_statement *statement; };

static struct str text(const struct asked *a, name n) { return names_text(a->t->c->p->names, n); }

object_ref role_holder(const struct proof *p, seen_ref s)
{
	object_ref subject = seen_at(p, s)->subject;
	bool grant = subject && object_at(p->facts, subject)->kind == p->facts->relation_kind[REL_grant];
	return grant ? intent_object(p, subject, FIELD_grant_principal) : carriers_thing(p, subject);
}

static struct str whose_role(const struct asked *a)
{
	return a->whose ? declared_name(a->t->c, a->whose) : STR("nobody that the program declares");
}

name place_of_stage(const struct comparison *c, object_ref stage)
{
	object_ref environment = intent_object(c->p, stage, FIELD_stage_environment);
	return environment ? small_letters(c->p, declared_name(c, environment)) : NO_NAME;
}

/* --- workflows ---------------------------------------------------------------------------------------------------------- */

bool read_subject(struct str from, struct subject *s)
{
	/* A `$` begins what the platform fills in from the very request that it judges. */
	for (uint32_t i = 0; i < from.len; i++)
		if (from.at[i] == '*' || from.at[i] == '?' || from.at[i] == '$')
			return false;
	struct str scheme = proof_part(&from, ':'), owner = proof_part(&from, '/'), repository = proof_part(&from, ':');
	s->owner = proof_part(&owner, '@');
	s->name = proof_part(&repository, '@');
	struct str filter = proof_part(&from, ':');
	s->place = proof_part(&from, ':');
	return str_is(scheme, "repo") && s->owner.len && s->name.len && str_is(filter, "environment") && s->place.len && s->place.at[0] != '<' && !from.len;
}

/* The repository that a pipeline builds from: by its name, or as `OWNER/NAME`. */
static bool is_source(const struct asked *a, const struct subject *s)
{
	struct proof *p = a->t->c->p;
	for (uint32_t l = chain_last(&a->t->artefacts_of, a->whose); l; l = chain_former(&a->t->artefacts_of, l)) {
		struct val source = row_get(p->facts, chain_value(&a->t->artefacts_of, l), FIELD_artefact_source);
		struct str rest = val_is_stringy(source) ? val_str(p->names, source) : (struct str){ NULL, 0 };
		if (source.tag == VAL_OBJECT && !str_equal(names_text(p->names, object_at(p->facts, source.a)->name), s->name))
			return false;
		if (rest.len && (!str_equal(proof_part(&rest, '/'), s->owner) || !str_equal(rest, s->name)))
			return false;
	}
	return true;
}

static bool is_own_place(const struct asked *a, name place)
{
	for (uint32_t l = chain_last(&a->t->stages_of, a->whose); l; l = chain_former(&a->t->stages_of, l))
		if (place_of_stage(a->t->c, chain_value(&a->t->stages_of, l)) == place)
			return true;
	return !map_at(&a->t->places, place, 0);
}

/* Whether a condition narrows to one exact subject. `place`: the only one that it may be in, or none. */
static bool is_exact(const struct asked *a, const struct seen_condition *condition, name place)
{
	struct proof *p = a->t->c->p;
	for (uint32_t i = 0; i < condition->values.count; i++) {
		struct subject s;
		if (!read_subject(text(a, p->words.at[condition->values.first + i]), &s) || !is_source(a, &s))
			return false;
		name own = small_letters(p, s.place);
		if (place ? own != place : !is_own_place(a, own))
			return false;
	}
	return condition->values.count > 0;
}

static bool is_for_cloud(const struct asked *a, const struct seen_condition *condition)
{
	struct proof *p = a->t->c->p;
	return condition->values.count == 1 && str_is(text(a, p->words.at[condition->values.first]), "sts.amazonaws.com");
}

/* Another test than StringEquals reads patterns, or holds where the key is absent. */
static bool trusts_workflow(const struct asked *a, name place)
{
	struct proof *p = a->t->c->p;
	bool audience = false, subject = false;
	for (uint32_t i = 0; i < a->statement->condition_count; i++) {
		const struct seen_condition *condition = &p->conditions.at[a->statement->first_condition + i];
		struct str key = text(a, condition->key), issuer = proof_part(&key, ':');
		if (!str_is(text(a, condition->test), "StringEquals") || !map_at(&a->t->issuers, names_intern(p->names, issuer), 0))
			continue;
		audience |= str_is(key, "aud") && is_for_cloud(a, condition);
		subject |= str_is(key, "sub") && is_exact(a, condition, place);
	}
	return audience && subject;
}

/* --- one role ----------------------------------------------------------------------------------------------------------- */

static bool acts_only(const struct asked *a, const char *first, const char *second)
{
	for (uint32_t i = 0; i < a->statement->actions.count; i++) {
		struct str action = text(a, a->t->c->p->words.at[a->statement->actions.first + i]);
		if (!str_is(action, first) && !str_is(action, second))
			return false;
	}
	return true;
}

static bool is_identity(const struct asked *a, struct str who)
{
	for (uint32_t l = chain_last(&a->t->identities_of, a->whose); l; l = chain_former(&a->t->identities_of, l))
		if (str_equal(text(a, chain_value(&a->t->identities_of, l)), who))
			return true;
	return false;
}

static bool is_declared(const struct asked *a, const struct seen_principal *who)
{
	struct str kind = text(a, who->kind);
	bool delivers = chain_last(&a->t->stages_of, a->whose) != 0;
	if (str_is(kind, "AWS"))
		return is_identity(a, text(a, who->who)) && acts_only(a, "sts:AssumeRole", "");
	if (str_is(kind, "Service"))
		return !chain_last(&a->t->identities_of, a->whose) && !delivers && map_at(&a->t->services, who->who, 0) && acts_only(a, "sts:AssumeRole", "sts:TagSession");
	return str_is(kind, "Federated") && delivers && acts_only(a, "sts:AssumeRoleWithWebIdentity", "") && trusts_workflow(a, NO_NAME);
}

/* A condition may keep out whom the program lets in. */
static bool lets_in(struct asked *a, struct str who)
{
	struct proof *p = a->t->c->p;
	for (uint32_t l = chain_last(&p->statements_of, a->role); l; l = chain_former(&p->statements_of, l)) {
		const struct seen_statement *t = &p->statements.at[chain_value(&p->statements_of, l)];
		for (uint32_t i = 0; i < t->principal_count && t->condition_count == 0 && t->actions.count > 0; i++)
			if (str_equal(text(a, p->principals.at[t->first_principal + i].who), who))
				return true;
	}
	return false;
}

static void compare_role(struct trusting *t, seen_ref role)
{
	struct proof *p = t->c->p;
	struct asked a = { .t = t, .role = role, .whose = role_holder(p, role) };
	for (uint32_t l = chain_last(&p->statements_of, role); l; l = chain_former(&p->statements_of, l)) {
		a.statement = &p->statements.at[chain_value(&p->statements_of, l)];
		for (uint32_t i = 0; i < a.statement->principal_count; i++) {
			const struct seen_principal *who = &p->principals.at[a.statement->first_principal + i];
			if (!is_declared(&a, who))
				proof_opens(p, role, "%.*s %.*s may take a role of %.*s in a way that is not declared", STR_ARG(text(&a, who->kind)),
					STR_ARG(text(&a, who->who)), STR_ARG(whose_role(&a)));
		}
	}
	for (uint32_t l = chain_last(&t->identities_of, a.whose); l; l = chain_former(&t->identities_of, l)) {
		struct str who = text(&a, chain_value(&t->identities_of, l));
		if (!lets_in(&a, who))
			proof_closes(p, role, "%.*s may not take the role of %.*s", STR_ARG(who), STR_ARG(whose_role(&a)));
	}
}

/* --- entries of clusters ------------------------------------------------------------------------------------------------ */

/* What stands before a step into an environment stands before its cluster: no workflow of another one gets in there. */
static void compare_entry(struct trusting *t, seen_ref entry)
{
	struct proof *p = t->c->p;
	seen_ref role = seen_one(p, entry, READ_access_entry_principal, SEEN_iam_role), cluster = seen_one(p, entry, READ_access_entry_cluster, SEEN_cluster);
	struct asked a = { .t = t, .role = role, .whose = role ? role_holder(p, role) : 0 };
	object_ref environment = cluster ? carriers_thing(p, seen_at(p, cluster)->subject) : 0;
	if (!environment || !a.whose || !chain_last(&t->stages_of, a.whose))
		return;
	name place = small_letters(p, declared_name(t->c, environment));
	for (uint32_t l = chain_last(&p->statements_of, role); l; l = chain_former(&p->statements_of, l)) {
		a.statement = &p->statements.at[chain_value(&p->statements_of, l)];
		if (!trusts_workflow(&a, place))
			proof_opens(p, entry, "%.*s gets into the cluster of %.*s from elsewhere than its own environment", STR_ARG(whose_role(&a)),
				STR_ARG(declared_name(t->c, environment)));
	}
}

bool trusts_service(const struct proof *p, seen_ref role, const char *service)
{
	bool trusted = false;
	for (uint32_t l = chain_last(&p->statements_of, role); l; l = chain_former(&p->statements_of, l)) {
		const struct seen_statement *t = &p->statements.at[chain_value(&p->statements_of, l)];
		for (uint32_t i = 0; i < t->principal_count; i++) {
			const struct seen_principal *who = &p->principals.at[t->first_principal + i];
			trusted = str_is(names_text(p->names, who->kind), "Service") && str_is(names_text(p->names, who->who), service);
			if (!trusted)
				return false;
		}
	}
	return trusted;
}

bool trusts_hosts_alone(const struct proof *p, seen_ref role) { return trusts_service(p, role, "ec2.amazonaws.com"); }

/* The one place that all subjects name whom a role lets in; NO_NAME where they name several, or are not exact. */
static name place_of_role(struct proof *p, seen_ref role)
{
	name place = NO_NAME;
	for (uint32_t l = chain_last(&p->statements_of, role); l; l = chain_former(&p->statements_of, l)) {
		const struct seen_statement *statement = &p->statements.at[chain_value(&p->statements_of, l)];
		for (uint32_t i = 0; i < statement->condition_count; i++) {
			const struct seen_condition *condition = &p->conditions.at[statement->first_condition + i];
			bool subjects = str_ends(names_text(p->names, condition->key), STR(":sub"));
			for (uint32_t k = 0; k < condition->values.count && subjects; k++) {
				struct subject s;
				bool exact = read_subject(names_text(p->names, p->words.at[condition->values.first + k]), &s);
				name own = exact ? small_letters(p, s.place) : NO_NAME;
				if (!own || (place && own != place))
					return NO_NAME;
				place = own;
			}
		}
	}
	return place;
}

/* The environment of its pipeline whose workflows take a role: of one that builds there is none, nor of one that is taken in several. */
object_ref role_environment(const struct comparison *c, seen_ref role, object_ref pipeline)
{
	struct proof *p = c->p;
	struct facts *f = p->facts;
	struct extent stages = facts_lookup(f, f->relation_kind[REL_stage], f->relation_field[FIELD_stage_of], val_object(pipeline));
	name place = place_of_role(p, role);
	for (uint32_t i = 0; place && i < stages.len; i++)
		if (place_of_stage(c, stages.at[i]) == place)
			return intent_object(p, stages.at[i], FIELD_stage_environment);
	return 0;
}

/* --- what is declared --------------------------------------------------------------------------------------------------- */

static void read_declared(struct trusting *t)
{
	struct proof *p = t->c->p;
	struct extent people = rows_of(p->facts, REL_principal), stages = rows_of(p->facts, REL_stage), artefacts = rows_of(p->facts, REL_artefact);
	for (uint32_t i = 0; i < people.len; i++) {
		struct val v = row_get(p->facts, people.at[i], FIELD_principal_identity);
		for (uint32_t k = 0; k < list_len(v); k++)
			if (val_is_stringy(list_at(p->facts, v, k)))
				chain_add(p->arena, &t->identities_of, intent_object(p, people.at[i], FIELD_principal_of),
					names_intern(p->names, val_str(p->names, list_at(p->facts, v, k))));
	}
	for (uint32_t i = 0; i < stages.len; i++) {
		chain_add(p->arena, &t->stages_of, intent_object(p, stages.at[i], FIELD_stage_of), stages.at[i]);
		if (place_of_stage(t->c, stages.at[i]))
			map_put(p->arena, &t->places, place_of_stage(t->c, stages.at[i]), 1);
	}
	for (uint32_t i = 0; i < artefacts.len; i++)
		chain_add(p->arena, &t->artefacts_of, intent_object(p, artefacts.at[i], FIELD_artefact_of), artefacts.at[i]);
#define SERVICE(principal) map_put(p->arena, &t->services, names_intern(p->names, STR(principal)), 1);
#define ISSUER(host) map_put(p->arena, &t->issuers, names_intern(p->names, STR(host)), 1);
#include "proof/trust.def"
#undef SERVICE
#undef ISSUER
}

void compare_trust(struct comparison *c)
{
	struct proof *p = c->p;
	struct trusting t = { .c = c };
	read_declared(&t);
	for (uint32_t i = 0; i < p->of_type[SEEN_iam_role].len; i++)
		compare_role(&t, p->of_type[SEEN_iam_role].at[i]);
	for (uint32_t i = 0; i < p->of_type[SEEN_access_entry].len; i++)
		compare_entry(&t, p->of_type[SEEN_access_entry].at[i]);
}
