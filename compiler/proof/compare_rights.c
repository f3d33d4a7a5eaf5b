/* What roles may do in the cloud: each action on each resource is one that the declaration of whoever the role is for asks for; what a
 * service is given and calls it may read and reach. Policies of the platform are attached to roles of the platform alone. */
#include "base/path.h"
#include "proof/access.h"
#include "proof/groups.h"
#include "proof/roots.h"

enum holder_kind { HOLDER_PLATFORM, HOLDER_PERSON, HOLDER_SERVICE, HOLDER_STEP, HOLDER_BUILDER };
enum on { ON_NOTHING, ON_CLUSTER, ON_SECRET, ON_KEY, ON_BUCKET, ON_PACKAGES, ON_IMAGES, ON_APPLICATION, ON_CONFIGURATION, ON_HOSTS,
	ON_ANY_HOSTS, ON_LISTENERS, ON_DATABASE, ON_STATES, ON_STATE, ON_OWN_STATE, ON_OWN_LOCK, ON_APPLIER, ON_TRAILS, ON_CACHE, ON_CACHE_USER, ON_STREAM,
	ON_TOPICS, ON_CONSUMERS, ON_INDEXES, ON_SEARCHES, ON_DATABASE_USER,
	ON_PARAMETER, ON_AGENT };

struct power { enum holder_kind holder; const char *action; enum on on; const char *asks; };
static const struct power powers[] = {
#define MAY(holder, action, on, asks) { HOLDER_##holder, action, ON_##on, asks },
#include "proof/policies.def"
};
static const struct { const char *service, *prefix; enum seen_type type; enum seen_argument name; } arns[] = {
#define ARN(service, prefix, type, member) { service, prefix, SEEN_##type, READ_##type##_##member },
#include "proof/policies.def"
};
static const struct { enum on on; enum seen_type type; const char *prefix, *rest; } places[] = {
#define PLACE(on, type, prefix, rest) { ON_##on, SEEN_##type, prefix, rest },
#include "proof/policies.def"
};
static const struct { const char *asks, *action; } giving[] = {
#define GIVES(safe, action) { safe, action },
#include "proof/policies.def"
};
static const struct { enum seen_type type; const char *asks, *action; enum on on; } reaching[] = {
#define REACHES(type, asks, action, on) { SEEN_##type, asks, action, ON_##on },
#include "proof/policies.def"
};
static const struct { enum holder_kind holder; const char *service, *policy; } attached[] = {
#define ATTACHES(holder, service, policy) { HOLDER_##holder, service, policy },
#include "proof/policies.def"
};
static const struct { enum seen_type type; enum seen_argument role; const char *policy; bool for_groups; } demanded[] = {
#define DEMANDS(type, member, policy) { SEEN_##type, READ_##type##_##member, policy, false },
#define GROUPS_DEMAND(member, policy) { SEEN_cluster, READ_cluster_##member, policy, true },
#include "proof/policies.def"
};
enum owed { OWED_PODS, OWED_HOSTS, OWED_IMAGES, OWED_CLUSTERS, OWED_ROOTS, OWED_AGENT };
static const struct { enum holder_kind holder; const char *action; enum owed what; } owing[] = {
#define OWES(holder, action, what) { HOLDER_##holder, action, OWED_##what },
#include "proof/policies.def"
};
#define COUNT(rows) (sizeof rows / sizeof *rows)

struct granting {
	struct comparison *c;
	struct chain named;                            /* type and name -> resources */
	struct chain powers_of;                        /* action -> rows of `powers` */
	struct chain uses_of;                          /* thing in its place -> secrets that it is given */
	struct chain secret_rows;                      /* secret -> rows that describe it */
	struct chain stages_in;                        /* environment -> rows of its stages */
	struct chain stores_called;                   /* thing in its place -> what keeps the stores that it calls */
	struct chain keys_of;                          /* bucket -> what gives it a key */
	struct chain tests_of;                         /* environment and pipeline -> what tests of its steps look at */
	struct roots *roots;                           /* who changes which */
	struct chain roles_of;                         /* somebody and environment -> his roles there, of which each may do its part */
	struct map has_application, keeps_images;      /* things that CodeDeploy changes; pipelines with repositories */
	struct map has_hosts;                          /* things with a group of hosts */
	struct map callings;                           /* caller and store -> a number for the two */
	struct map may;                                /* that and a word -> it may be done */
	struct chain given;                            /* role and action -> resources, each by its word */
	struct map attached;                           /* role and policy */
};
struct holder { struct granting *g; enum holder_kind kind; object_ref whose, environment; seen_ref role, policy; name account; };
/* What one word of a policy means: a resource that is seen, or the parts of a name; `rest` is what stands behind, `prefix` what stands
 * before its name. */
struct meant { seen_ref what; const char *prefix; struct str all, service, account, rest; };

static struct str text(const struct granting *g, name n) { return names_text(g->c->p->names, n); }
static object_ref thing_of(const struct proof *p, seen_ref s) { return carriers_thing(p, seen_at(p, s)->subject); }

/* --- what is meant ------------------------------------------------------------------------------------------------------ */

/* Of those with this name the one in this account. */
static seen_ref find_named(const struct granting *g, enum seen_type type, struct str called, struct str account)
{
	const struct proof *p = g->c->p;
	name known = names_find(p->names, called);
	for (uint32_t l = known ? chain_last(&g->named, MAP_KEY(type, known)) : 0; l; l = chain_former(&g->named, l)) {
		seen_ref s = chain_value(&g->named, l);
		if (!account.len || str_equal(account, text(g, p->units.at[seen_at(p, s)->unit].account)))
			return s;
	}
	return 0;
}

static struct meant meaning(const struct granting *g, uint32_t unit, struct str word)
{
	struct meant m = { .all = word, .rest = word, .prefix = "" };
	if (word.len && word.at[0] == '<') {
		m.rest = (struct str){ word.at + 1, word.len - 1 };
		m.what = seen_address(g->c->p, unit, proof_part(&m.rest, '>'));
		return m;
	}
	if (!str_starts(word, STR("arn:")))
		return m;
	proof_part(&m.rest, ':');
	proof_part(&m.rest, ':');
	m.service = proof_part(&m.rest, ':');
	proof_part(&m.rest, ':');
	m.account = proof_part(&m.rest, ':');
	struct str later = m.rest;
	proof_part(&later, '<');
	if (later.len) {                               /* known later, behind `dbuser:` and the like */
		m.what = seen_address(g->c->p, unit, proof_part(&later, '>'));
		m.rest = later;
		return m;
	}
	for (size_t i = 0; i < COUNT(arns) && !m.what; i++) {
		if (!str_is(m.service, arns[i].service) || !str_starts(m.rest, str_of(arns[i].prefix)))
			continue;
		uint32_t prefix = str_of(arns[i].prefix).len;
		struct str rest = { m.rest.at + prefix, m.rest.len - prefix }, called = proof_part(&rest, '/');
		m.what = find_named(g, arns[i].type, called, m.account);
		m.prefix = arns[i].prefix;
		if (m.what)
			m.rest = called.at + called.len == m.all.at + m.all.len ? rest : (struct str){ rest.at - 1, rest.len + 1 };
	}
	return m;
}

static bool has_pattern(struct str s)
{
	for (uint32_t i = 0; i < s.len; i++)
		if (s.at[i] == '*' || s.at[i] == '?' || s.at[i] == '$')
			return true;
	return false;
}

static bool is_of_type(const struct granting *g, struct meant m, enum seen_type type) { return m.what && seen_at(g->c->p, m.what)->type == type; }

/* --- whether it is declared ---------------------------------------------------------------------------------------------- */

static bool delivers(const struct holder *h, object_ref thing)
{
	const struct proof *p = h->g->c->p;
	return thing && intent_environment(p, thing) == h->environment && delivers_name(h->g->c->access, h->whose, object_at(p->facts, thing)->name);
}

static bool is_called(const struct holder *h, object_ref thing, object_ref by)
{
	return by && map_at(&h->g->c->in->calls, MAP_KEY(by, thing), 0);
}

/* Whether what is delivered there calls a store. */
static bool is_called_by_delivered(const struct holder *h, object_ref thing)
{
	const struct chain *things = &h->g->c->in->things_in;
	for (uint32_t l = chain_last(things, h->environment); l; l = chain_former(things, l))
		if (delivers(h, chain_value(things, l)) && is_called(h, thing, chain_value(things, l)))
			return true;
	return false;
}

static bool is_word(const struct granting *g, name word, struct str text_of_it) { return word && str_equal(text(g, word), text_of_it); }

static bool is_name_or_former(const struct granting *g, object_ref o, struct str called)
{
	const struct facts *f = g->c->p->facts;
	return is_word(g, object_at(f, o)->name, called) || is_word(g, object_former(f, o), called);
}

/* `…/ENVIRONMENT/SECRET`, each as it is called or was; or the name that the program says. */
static bool is_name_of(const struct holder *h, object_ref secret, struct str called)
{
	const struct granting *g = h->g;
	const struct proof *p = g->c->p;
	if (has_pattern(called))
		return false;
	for (uint32_t l = chain_last(&g->secret_rows, secret); l; l = chain_former(&g->secret_rows, l)) {
		struct val path = row_get(p->facts, chain_value(&g->secret_rows, l), FIELD_secret_path);
		struct str said = val_is_stringy(path) ? val_str(p->names, path) : (struct str){ NULL, 0 };
		if (said.len && said.at[0] == '/')
			said = (struct str){ said.at + 1, said.len - 1 };
		if (said.len)
			return str_equal(said, called);
	}
	uint32_t last = called.len, before;
	while (last > 0 && called.at[last - 1] != '/')
		last--;
	before = last ? last - 1 : 0;
	while (before > 0 && called.at[before - 1] != '/')
		before--;
	struct str own = { called.at + last, called.len - last }, place = { called.at + before, last ? last - 1 - before : 0 };
	const struct object *o = object_at(p->facts, secret);
	object_ref environment = h->environment;
	return (is_word(g, o->name, own) || is_word(g, object_former(p->facts, secret), own))
	       && (str_equal(declared_name(g->c, environment), place) || is_word(g, object_former(p->facts, environment), place));
}

static bool is_secret_of(const struct holder *h, object_ref user, struct str called)
{
	for (uint32_t l = chain_last(&h->g->uses_of, user); l; l = chain_former(&h->g->uses_of, l))
		if (is_name_of(h, chain_value(&h->g->uses_of, l), called))
			return true;
	return false;
}

/* A parameter by its name, or a secret by its name and six letters that the platform adds. */
static bool on_secret(const struct holder *h, struct meant m)
{
	struct str called = m.rest, suffix = STR("-\?\?\?\?\?\?");
	const struct chain *things = &h->g->c->in->things_in;
	if (str_is(m.service, "ssm") && str_starts(called, STR("parameter/")))
		called = (struct str){ called.at + 10, called.len - 10 };
	else if (str_is(m.service, "secretsmanager") && str_starts(called, STR("secret:")) && str_ends(called, suffix))
		called = (struct str){ called.at + 7, called.len - 7 - suffix.len };
	else
		return false;
	if (!str_equal(m.account, text(h->g, h->account)))
		return false;
	if (h->kind == HOLDER_SERVICE)
		return is_secret_of(h, h->whose, called);
	for (uint32_t l = chain_last(things, h->environment); l; l = chain_former(things, l))
		if (delivers(h, chain_value(things, l)) && is_secret_of(h, chain_value(things, l), called))
			return true;
	return false;
}

static bool is_key(const struct holder *h, struct meant m, object_ref key)
{
	const struct proof *p = h->g->c->p;
	if (is_of_type(h->g, m, SEEN_key))
		return thing_of(p, m.what) == key && is_word(h->g, p->units.at[seen_at(p, m.what)->unit].folder, declared_name(h->g->c, h->environment));
	struct val existing = object_get_named(p->facts, key, names_find(p->names, STR("existing")));
	return val_is_stringy(existing) && str_equal(val_str(p->names, existing), m.all);
}

/* The key of a secret that it is given, or of a bucket that it calls. */
static bool on_key(const struct holder *h, struct meant m)
{
	const struct granting *g = h->g;
	const struct proof *p = g->c->p;
	for (uint32_t l = chain_last(&g->uses_of, h->whose); l; l = chain_former(&g->uses_of, l))
		for (uint32_t r = chain_last(&g->secret_rows, chain_value(&g->uses_of, l)); r; r = chain_former(&g->secret_rows, r)) {
			object_ref key = intent_object(p, chain_value(&g->secret_rows, r), FIELD_secret_key);
			if (key && is_key(h, m, key))
				return true;
		}
	for (uint32_t l = chain_last(&g->stores_called, h->whose); l; l = chain_former(&g->stores_called, l))
		for (uint32_t k = chain_last(&g->keys_of, chain_value(&g->stores_called, l)); k; k = chain_former(&g->keys_of, k)) {
			seen_ref s = chain_value(&g->keys_of, k);
			struct str own = seen_text(p, s, READ_bucket_key_key);
			if ((m.what && seen_one(p, s, READ_bucket_key_key, SEEN_key) == m.what) || (own.len && str_equal(own, m.all)))
				return true;
		}
	return false;
}

static bool may_do(const struct granting *g, object_ref caller, object_ref store, const char *word)
{
	uint32_t calling = map_at(&g->callings, MAP_KEY(caller, store), 0);
	name asked = names_find(g->c->p->names, str_of(word));
	return calling && asked && map_at(&g->may, MAP_KEY(calling, asked), 0);
}

static bool on_bucket(const struct holder *h, const struct power *power, struct meant m)
{
	bool whole = str_is(str_of(power->action), "s3:ListBucket");
	return is_of_type(h->g, m, SEEN_bucket) && str_is(m.rest, whole ? "" : "/*")
	       && may_do(h->g, h->whose, thing_of(h->g->c->p, m.what), power->asks);
}

static bool is_at(const struct granting *g, enum on on, struct meant m)
{
	for (size_t i = 0; i < COUNT(places); i++)
		if (places[i].on == on)
			return is_of_type(g, m, places[i].type) && str_is(str_of(m.prefix), places[i].prefix) && str_is(m.rest, places[i].rest);
	return true;
}

/* A store that is called, and where it says so, for what may be done there. */
static bool on_store(const struct holder *h, const struct power *power, struct meant m)
{
	object_ref store = is_at(h->g, power->on, m) ? thing_of(h->g->c->p, m.what) : 0;
	return store && (power->asks[0] ? may_do(h->g, h->whose, store, power->asks) : is_called(h, store, h->whose));
}


/* Its callers sign in as what they are in the cloud. */
static bool knows_identities(const struct granting *g, object_ref store)
{
	const struct intent *in = g->c->in;
	for (uint32_t l = chain_last(&in->endpoints_of, store); l; l = chain_former(&in->endpoints_of, l))
		if (intent_word(g->c->p, chain_value(&in->endpoints_of, l), FIELD_endpoint_sign_in, "identity"))
			return true;
	return false;
}

/* The user of its own name in a database that it calls. */
static bool on_database_user(const struct holder *h, struct meant m)
{
	const struct granting *g = h->g;
	object_ref store = is_of_type(g, m, SEEN_database) || is_of_type(g, m, SEEN_database_cluster) ? thing_of(g->c->p, m.what) : 0;
	struct str user = m.rest;
	return store && str_is(m.service, "rds-db") && is_called(h, store, h->whose) && knows_identities(g, store) && !proof_part(&user, '/').len
	       && is_name_or_former(g, h->whose, user);
}

/* `PIPELINE/SERVICE` and everything below, each as it is called or was: of a service its own, of whoever builds or brings packages
 * those of his pipeline. */
static bool on_packages(const struct holder *h, struct meant m)
{
	const struct granting *g = h->g;
	const struct proof *p = g->c->p;
	struct str rest = m.rest, empty = proof_part(&rest, '/'), pipeline = proof_part(&rest, '/'), service = proof_part(&rest, '/');
	if (!is_of_type(g, m, SEEN_bucket) || empty.len || !str_is(rest, "*") || has_pattern(pipeline) || has_pattern(service) || !service.len)
		return false;
	if (h->kind == HOLDER_BUILDER || h->kind == HOLDER_STEP)
		return is_name_or_former(g, h->whose, pipeline);
	for (uint32_t l = chain_last(&g->stages_in, h->environment); l; l = chain_former(&g->stages_in, l)) {
		object_ref of = intent_object(p, chain_value(&g->stages_in, l), FIELD_stage_of);
		if (of && is_name_or_former(g, of, pipeline) && delivers_name(g->c->access, of, object_at(p->facts, h->whose)->name))
			return is_name_or_former(g, h->whose, service);
	}
	return false;
}

/* Images that the same pipeline keeps. */
static bool on_images(const struct holder *h, struct meant m)
{
	object_ref keeper = is_of_type(h->g, m, SEEN_image_repository) ? thing_of(h->g->c->p, m.what) : 0;
	return keeper && keeper == h->whose && m.rest.len == 0;
}

static bool on_application(const struct holder *h, struct meant m)
{
	return is_of_type(h->g, m, SEEN_application) && !has_pattern(m.rest) && delivers(h, thing_of(h->g->c->p, m.what));
}

static bool on_hosts(const struct holder *h, struct meant m)
{
	return is_of_type(h->g, m, SEEN_scaling_group) && m.rest.len == 0 && delivers(h, thing_of(h->g->c->p, m.what));
}

/* What hosts there are can be asked of all or of none. */
static bool on_any_hosts(const struct holder *h, struct meant m)
{
	const struct chain *things = &h->g->c->in->things_in;
	bool any = false;
	for (uint32_t l = chain_last(things, h->environment); l && !any; l = chain_former(things, l))
		any = map_at(&h->g->has_hosts, chain_value(things, l), 0) && delivers(h, chain_value(things, l));
	return any && str_is(m.all, "*");
}

/* All listeners of a balancer before hosts; they have no names. */
static bool on_listeners(const struct holder *h, struct meant m)
{
	object_ref thing = is_of_type(h->g, m, SEEN_balancer) && str_is(m.rest, "/*") ? thing_of(h->g->c->p, m.what) : 0;
	return thing && map_at(&h->g->has_hosts, thing, 0) && delivers(h, thing);
}

static bool changes_roots(const struct holder *h) { return roots_changes(h->g->roots, h->whose); }

/* A role that is declared, whatever roots say of whom they act as. */
static bool on_applier(const struct holder *h, struct meant m)
{
	return changes_roots(h) && str_is(m.service, "iam") && str_is(proof_part(&m.rest, '/'), "role")
	       && roots_may_take(h->g->roots, h->environment, m.account, m.rest);
}

/* `BUCKET` or `BUCKET/KEY`: the key of the state of a root, or of what locks it. */
static bool on_state(const struct holder *h, enum on on, struct meant m)
{
	const struct proof *p = h->g->c->p;
	struct str key = m.rest, bucket = proof_part(&key, '/'), lock = STR(".tflock");
	name known = names_find(p->names, bucket);
	if (!str_is(m.service, "s3") || !changes_roots(h) || !known || !map_at(&p->state_buckets, known, 0))
		return false;
	if (!key.len)
		return on == ON_STATES;
	if (str_ends(key, lock))
		key.len -= lock.len;
	else if (on != ON_OWN_STATE)
		return on == ON_STATE && roots_may_look(h->g->roots, h->environment, key);
	return roots_may_write(h->g->roots, h->environment, key);
}

static bool is_meant(const struct holder *h, const struct power *power, struct meant m)
{
	const struct granting *g = h->g;
	const struct proof *p = g->c->p;
	bool own_account = str_equal(m.account, text(g, h->account));
	switch (power->on) {
	case ON_NOTHING: return str_is(m.all, "*");
	case ON_CLUSTER: return is_of_type(g, m, SEEN_cluster) && !has_pattern(m.rest)
	                        && (h->kind == HOLDER_STEP ? thing_of(p, m.what) == h->environment
	                                                   : chain_last(&g->c->access->rights_of, MAP_KEY(thing_of(p, m.what), h->whose)) != 0);
	case ON_SECRET: return on_secret(h, m);
	case ON_KEY: return on_key(h, m);
	case ON_BUCKET: return on_bucket(h, power, m);
	case ON_PACKAGES: return on_packages(h, m);
	case ON_IMAGES: return on_images(h, m);
	case ON_APPLICATION: return on_application(h, m);
	case ON_CONFIGURATION: return own_account && str_starts(m.rest, STR("deploymentconfig:CodeDeployDefault."));
	case ON_HOSTS: return on_hosts(h, m);
	case ON_ANY_HOSTS: return on_any_hosts(h, m);
	case ON_LISTENERS: return on_listeners(h, m);
	case ON_DATABASE: return (is_of_type(g, m, SEEN_database) || is_of_type(g, m, SEEN_database_cluster)) && is_called_by_delivered(h, thing_of(p, m.what));
	case ON_STATES: case ON_STATE: case ON_OWN_STATE: case ON_OWN_LOCK: return on_state(h, power->on, m);
	case ON_APPLIER: return on_applier(h, m);
	case ON_CACHE: case ON_STREAM: case ON_TOPICS: case ON_CONSUMERS: case ON_INDEXES: case ON_SEARCHES: case ON_PARAMETER:
		return on_store(h, power, m);
	case ON_CACHE_USER: return is_of_type(g, m, SEEN_cache_user) && m.rest.len == 0 && thing_of(p, m.what) == h->whose;
	case ON_DATABASE_USER: return on_database_user(h, m);
	case ON_AGENT: return str_is(m.all, "*") && map_at(&g->has_application, h->whose, 0);
	case ON_TRAILS: return own_account && str_is(m.rest, "trail/*");
	}
	return false;
}

/* A step may look at what its tests look at. */
static bool is_asked(const struct holder *h, const struct power *power)
{
	const struct granting *g = h->g;
	if (h->kind != HOLDER_STEP || !power->asks[0])
		return true;
	for (uint32_t l = chain_last(&g->tests_of, MAP_KEY(h->environment, h->whose)); l; l = chain_former(&g->tests_of, l))
		if (str_is(text(g, chain_value(&g->tests_of, l)), power->asks))
			return true;
	return false;
}

/* --- policies of roles --------------------------------------------------------------------------------------------------- */

static struct holder holder_of(struct granting *g, seen_ref role)
{
	struct comparison *c = g->c;
	struct proof *p = c->p;
	struct holder h = { .g = g, .role = role, .whose = role_holder(p, role) };
	object_ref row = h.whose ? object_row(p->facts, h.whose, p->facts->relation_kind[REL_place]) : 0;
	bool step = h.whose && object_row(p->facts, h.whose, p->facts->relation_kind[REL_delivery]);
	h.environment = step ? role_environment(c, role, h.whose) : h.whose ? intent_environment(p, h.whose) : 0;
	h.kind = step ? h.environment ? HOLDER_STEP : HOLDER_BUILDER : row ? HOLDER_SERVICE : HOLDER_PLATFORM;
	if (h.whose && object_row(p->facts, h.whose, p->facts->relation_kind[REL_principal]))
		h.kind = HOLDER_PERSON;
	h.account = h.environment ? comparison_account(c, h.environment) : NO_NAME;
	return h;
}

static void compare_action(struct holder *h, const struct seen_statement *s, name action, name resource)
{
	struct granting *g = h->g;
	struct proof *p = g->c->p;
	struct meant m = meaning(g, seen_at(p, h->policy)->unit, text(g, resource));
	for (uint32_t l = chain_last(&g->powers_of, action); l; l = chain_former(&g->powers_of, l)) {
		const struct power *power = &powers[chain_value(&g->powers_of, l)];
		if (power->holder != h->kind || !is_asked(h, power) || !is_meant(h, power, m))
			continue;
		if (s->condition_count == 0)
			chain_add(p->arena, &g->given, MAP_KEY(h->role, action), resource);
		return;
	}
	proof_opens(p, h->policy, "the role of %.*s may %.*s with %.*s, which is not declared", STR_ARG(h->whose ? declared_name(g->c, h->whose) : STR("something")),
		STR_ARG(text(g, action)), STR_ARG(text(g, resource)));
}

static void compare_document(struct holder *h, seen_ref policy)
{
	struct proof *p = h->g->c->p;
	h->policy = policy;
	for (uint32_t l = chain_last(&p->statements_of, policy); l; l = chain_former(&p->statements_of, l)) {
		const struct seen_statement *s = &p->statements.at[chain_value(&p->statements_of, l)];
		for (uint32_t a = 0; a < s->actions.count; a++)
			for (uint32_t r = 0; r < s->resources.count; r++)
				compare_action(h, s, p->words.at[s->actions.first + a], p->words.at[s->resources.first + r]);
	}
}

static void compare_attachment(struct granting *g, seen_ref s)
{
	struct proof *p = g->c->p;
	seen_ref role = seen_one(p, s, READ_attachment_role, SEEN_iam_role), own = seen_one(p, s, READ_attachment_policy, SEEN_policy);
	if (!role)
		return;                                /* said where references are followed */
	struct holder h = holder_of(g, role);
	if (own) {
		compare_document(&h, own);
		return;
	}
	struct str path = seen_text(p, s, READ_attachment_policy), called = path_base(path);
	bool declared = str_starts(path, STR("arn:aws:iam::aws:policy/"));
	size_t i = 0;
	while (declared && i < COUNT(attached) && !(attached[i].holder == h.kind && str_is(called, attached[i].policy) && trusts_service(p, role, attached[i].service)))
		i++;
	if (!declared || i == COUNT(attached))
		proof_opens(p, s, "the role of %.*s is given %.*s, which is not declared", STR_ARG(h.whose ? declared_name(g->c, h.whose) : STR("something")),
			STR_ARG(called.len ? called : STR("a policy that is not seen")));
	else
		map_put(p->arena, &g->attached, MAP_KEY(role, names_intern(p->names, called)), 1);
}

/* --- what is declared ------------------------------------------------------------------------------------------------------- */

/* What a role may do by statements without conditions, from its last resource on. */
static uint32_t given_to(const struct granting *g, seen_ref role, const char *action)
{
	name known = names_find(g->c->p->names, str_of(action));
	return known ? chain_last(&g->given, MAP_KEY(role, known)) : 0;
}

static bool is_given_secret(struct holder *h, const char *action, object_ref secret)
{
	const struct granting *g = h->g;
	for (uint32_t l = given_to(g, h->role, action); l; l = chain_former(&g->given, l)) {
		struct meant m = meaning(g, seen_at(g->c->p, h->policy)->unit, text(g, chain_value(&g->given, l)));
		struct str called = m.rest, suffix = STR("-\?\?\?\?\?\?");
		if (str_ends(called, suffix))
			called.len -= suffix.len;
		proof_part(&called, str_is(m.service, "ssm") ? '/' : ':');
		if (is_name_of(h, secret, called))
			return true;
	}
	return false;
}

static bool is_given_store(struct holder *h, const char *action, enum on on, object_ref store)
{
	const struct granting *g = h->g;
	for (uint32_t l = given_to(g, h->role, action); l; l = chain_former(&g->given, l)) {
		struct meant m = meaning(g, seen_at(g->c->p, h->policy)->unit, text(g, chain_value(&g->given, l)));
		bool user = on == ON_CACHE_USER;
		if (m.what && is_at(g, on, m) && user == is_of_type(g, m, SEEN_cache_user) && thing_of(g->c->p, m.what) == (user ? h->whose : store))
			return true;
	}
	return false;
}

static void require_secrets(struct granting *g, struct holder *h)
{
	struct proof *p = g->c->p;
	for (uint32_t l = chain_last(&g->uses_of, h->whose); l; l = chain_former(&g->uses_of, l)) {
		object_ref secret = chain_value(&g->uses_of, l);
		uint32_t r = chain_last(&g->secret_rows, secret);
		struct val safe = r ? row_get(p->facts, chain_value(&g->secret_rows, r), FIELD_secret_safe) : VAL_ABSENT;
		for (size_t i = 0; i < COUNT(giving); i++)
			if (val_is_stringy(safe) && str_is(val_str(p->names, safe), giving[i].asks) && !is_given_secret(h, giving[i].action, secret))
				proof_lacks(p, secret, "%.*s is given %.*s, and its role may not %s", STR_ARG(declared_name(g->c, h->whose)),
					STR_ARG(declared_name(g->c, secret)), giving[i].action);
	}
}

/* Of stores in its own account: another one knows no role of ours. */
static void require_stores(struct granting *g, struct holder *h)
{
	struct proof *p = g->c->p;
	for (uint32_t l = chain_last(&g->stores_called, h->whose); l; l = chain_former(&g->stores_called, l)) {
		seen_ref s = chain_value(&g->stores_called, l);
		object_ref store = thing_of(p, s);
		name account = p->units.at[seen_at(p, s)->unit].account;
		for (size_t r = 0; r < COUNT(reaching); r++) {
			bool asked = reaching[r].asks[0] ? may_do(g, h->whose, store, reaching[r].asks)
			                                 : reaching[r].on != ON_DATABASE_USER || knows_identities(g, store);
			if (reaching[r].type != seen_at(p, s)->type || !asked || (account && account != h->account && reaching[r].on != ON_BUCKET)
			    || is_given_store(h, reaching[r].action, reaching[r].on, store))
				continue;
			proof_lacks(p, h->whose, "%.*s may %s %.*s, and its role may not %s", STR_ARG(declared_name(g->c, h->whose)),
				reaching[r].asks[0] ? reaching[r].asks : "sign in to", STR_ARG(declared_name(g->c, store)), reaching[r].action);
		}
	}
}

/* Of what a step delivers, as pods or on hosts. */
static bool is_delivered_as(struct holder *h, enum owed what, object_ref thing)
{
	const struct granting *g = h->g;
	bool pods = thing && edges_is_pods(g->c->edges, thing);
	return (what == OWED_PODS ? pods : map_at(&g->has_application, thing, 0) != 0) && delivers(h, thing);
}

static bool is_given_at_all(const struct holder *h, const char *action)
{
	const struct granting *g = h->g;
	bool given = false;
	for (uint32_t r = chain_last(&g->roles_of, MAP_KEY(h->whose, h->environment)); r && !given; r = chain_former(&g->roles_of, r))
		given = given_to(g, chain_value(&g->roles_of, r), action) != 0;
	return given;
}

static void require_action(struct holder *h, const char *action, object_ref whose, object_ref on)
{
	const struct granting *g = h->g;
	bool given = false;
	for (uint32_t r = chain_last(&g->roles_of, MAP_KEY(h->whose, h->environment)); r && !given; r = chain_former(&g->roles_of, r))
		for (uint32_t l = given_to(g, chain_value(&g->roles_of, r), action); l && !given; l = chain_former(&g->given, l)) {
			struct meant m = meaning(g, seen_at(g->c->p, chain_value(&g->roles_of, r))->unit, text(g, chain_value(&g->given, l)));
			given = m.what && thing_of(g->c->p, m.what) == on;
		}
	if (!given)
		proof_lacks(g->c->p, whose, "%.*s has to do its work with %.*s, and its role may not %s", STR_ARG(declared_name(g->c, whose)),
			STR_ARG(declared_name(g->c, on)), action);
}

/* Whether one of his roles may look at the state with this key. */
static void require_look(void *user, struct str key)
{
	const struct holder *h = user;
	const struct granting *g = h->g;
	bool given = false;
	for (uint32_t r = chain_last(&g->roles_of, MAP_KEY(h->whose, h->environment)); r && !given; r = chain_former(&g->roles_of, r))
		for (uint32_t l = given_to(g, chain_value(&g->roles_of, r), "s3:GetObject"); l && !given; l = chain_former(&g->given, l)) {
			struct meant m = meaning(g, seen_at(g->c->p, chain_value(&g->roles_of, r))->unit, text(g, chain_value(&g->given, l)));
			proof_part(&m.rest, '/');
			given = str_equal(m.rest, key);
		}
	if (!given)
		proof_lacks(g->c->p, h->whose, "%.*s changes what reads the state %.*s, and its role of %.*s may not", STR_ARG(declared_name(g->c, h->whose)),
			STR_ARG(key), STR_ARG(declared_name(g->c, h->environment)));
}

/* What somebody cannot do without for what he is declared to do. */
static void require_owed(struct holder *h)
{
	struct granting *g = h->g;
	struct proof *p = g->c->p;
	const struct chain *things = &g->c->in->things_in;
	object_ref grant = seen_at(p, h->role)->subject;
	bool of_grant = grant && object_at(p->facts, grant)->kind == p->facts->relation_kind[REL_grant];
	object_ref entered = of_grant ? intent_object(p, grant, FIELD_grant_environment) : 0;
	for (size_t i = 0; i < COUNT(owing); i++) {
		enum owed what = owing[i].what;
		if (owing[i].holder != h->kind)
			continue;
		for (uint32_t l = what == OWED_PODS || what == OWED_HOSTS ? chain_last(things, h->environment) : 0; l; l = chain_former(things, l))
			if (is_delivered_as(h, what, chain_value(things, l)))
				require_action(h, owing[i].action, h->whose, what == OWED_PODS ? h->environment : chain_value(things, l));
		for (uint32_t k = 0; what == OWED_CLUSTERS && k < p->of_type[SEEN_cluster].len; k++) {
			object_ref environment = thing_of(p, p->of_type[SEEN_cluster].at[k]);
			if (environment == entered && chain_last(&g->c->access->rights_of, MAP_KEY(environment, h->whose)))
				require_action(h, owing[i].action, h->whose, environment);
		}
		if (what == OWED_AGENT && map_at(&g->has_application, h->whose, 0) && !is_given_at_all(h, owing[i].action))
			proof_lacks(p, h->whose, "%.*s is delivered to by an agent on its hosts, and its role may not %s", STR_ARG(declared_name(g->c, h->whose)),
				owing[i].action);
		if (what == OWED_IMAGES && map_at(&g->keeps_images, h->whose, 0))
			require_action(h, owing[i].action, h->whose, h->whose);
		if (what == OWED_ROOTS && changes_roots(h) && roots_has_applier(g->roots, h->environment) && !is_given_at_all(h, owing[i].action))
			proof_lacks(p, h->whose, "%.*s changes roots of %.*s, and its role may not %s", STR_ARG(declared_name(g->c, h->whose)),
				STR_ARG(declared_name(g->c, h->environment)), owing[i].action);
	}
	if (h->kind == HOLDER_STEP && changes_roots(h) && roots_has_applier(g->roots, h->environment))
		roots_each_read(g->roots, h->environment, require_look, h);
}

static void require_policies(struct granting *g)
{
	struct proof *p = g->c->p;
	struct map given = carriers_clusters(g->c);
	for (size_t d = 0; d < COUNT(demanded); d++)
		for (uint32_t i = 0; i < p->of_type[demanded[d].type].len; i++) {
			seen_ref s = p->of_type[demanded[d].type].at[i], role = seen_one(p, s, demanded[d].role, SEEN_iam_role);
			if (demanded[d].for_groups && !map_at(&given, thing_of(p, s), 0))
				continue;
			if (role && !map_at(&g->attached, MAP_KEY(role, names_intern(p->names, str_of(demanded[d].policy))), 0))
				proof_closes(p, s, "its role lacks %s, without which it does not work", demanded[d].policy);
		}
}

static void read_declared(struct granting *g)
{
	struct proof *p = g->c->p;
	struct extent uses = rows_of(p->facts, REL_secret_use), secrets = rows_of(p->facts, REL_secret), gates = rows_of(p->facts, REL_gate);
	struct extent stages = rows_of(p->facts, REL_stage);
	struct map environment_of = { 0 };
	for (uint32_t i = 0; i < uses.len; i++)
		chain_add(p->arena, &g->uses_of, intent_object(p, uses.at[i], FIELD_secret_use_of), intent_object(p, uses.at[i], FIELD_secret_use_secret));
	for (uint32_t i = 0; i < secrets.len; i++)
		chain_add(p->arena, &g->secret_rows, intent_object(p, secrets.at[i], FIELD_secret_of), secrets.at[i]);
	for (uint32_t i = 0; i < stages.len; i++) {
		object_ref environment = intent_object(p, stages.at[i], FIELD_stage_environment);
		map_put(p->arena, &environment_of, intent_object(p, stages.at[i], FIELD_stage_step), environment);
		chain_add(p->arena, &g->stages_in, environment, stages.at[i]);
	}
	for (uint32_t i = 0; i < gates.len; i++) {
		object_ref by = intent_object(p, gates.at[i], FIELD_gate_by);
		object_ref environment = map_at(&environment_of, intent_object(p, gates.at[i], FIELD_gate_step), 0);
		if (intent_word(p, gates.at[i], FIELD_gate_what, "test") && by)
			chain_add(p->arena, &g->tests_of, MAP_KEY(environment, intent_object(p, gates.at[i], FIELD_gate_of)), object_at(p->facts, by)->name);
	}
	for (uint32_t i = 0; i < g->c->in->paths.len; i++) {
		const struct declared_path *path = &g->c->in->paths.at[i];
		struct val may = row_get(p->facts, path->half, FIELD_flow_half_may);
		for (uint32_t k = 0; k < list_len(may) && path->source.tag == VAL_OBJECT && path->target.tag == VAL_OBJECT; k++) {
			uint64_t pair = MAP_KEY(path->source.a, path->target.a);
			uint32_t calling = map_at(&g->callings, pair, g->callings.len + 1);
			map_put(p->arena, &g->callings, pair, calling);
			map_put(p->arena, &g->may, MAP_KEY(calling, names_intern(p->names, val_str(p->names, list_at(p->facts, may, k)))), 1);
		}
	}
}

/* Each store once for each thing that calls it, however many ways there are between the two. */
static void read_stores(struct granting *g)
{
	struct proof *p = g->c->p;
	const struct intent *in = g->c->in;
	struct chain kept_in = { 0 };
	struct map known = { 0 }, types = { 0 };
	for (size_t r = 0; r < COUNT(reaching); r++) {
		for (uint32_t i = 0; i < p->of_type[reaching[r].type].len && !map_at(&types, reaching[r].type, 0); i++)
			chain_add(p->arena, &kept_in, thing_of(p, p->of_type[reaching[r].type].at[i]), p->of_type[reaching[r].type].at[i]);
		map_put(p->arena, &types, reaching[r].type, 1);
	}
	for (uint32_t i = 0; i < in->paths.len; i++) {
		struct val source = in->paths.at[i].source, target = in->paths.at[i].target;
		if (source.tag != VAL_OBJECT || target.tag != VAL_OBJECT || map_at(&known, MAP_KEY(source.a, target.a), 0))
			continue;
		map_put(p->arena, &known, MAP_KEY(source.a, target.a), 1);
		for (uint32_t l = chain_last(&kept_in, target.a); l; l = chain_former(&kept_in, l))
			chain_add(p->arena, &g->stores_called, source.a, chain_value(&kept_in, l));
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_bucket_key].len; i++) {
		seen_ref s = p->of_type[SEEN_bucket_key].at[i];
		chain_add(p->arena, &g->keys_of, seen_one(p, s, READ_bucket_key_bucket, SEEN_bucket), s);
	}
}

static void read_seen(struct granting *g)
{
	struct proof *p = g->c->p;
	for (size_t i = 0; i < COUNT(powers); i++)
		chain_add(p->arena, &g->powers_of, names_intern(p->names, str_of(powers[i].action)), (uint32_t)i);
	for (size_t i = 0; i < COUNT(arns); i++)
		for (uint32_t k = 0; k < p->of_type[arns[i].type].len; k++) {
			struct str called = seen_text(p, p->of_type[arns[i].type].at[k], arns[i].name);
			if (called.len)
				chain_add(p->arena, &g->named, MAP_KEY(arns[i].type, names_intern(p->names, called)), p->of_type[arns[i].type].at[k]);
		}
	for (uint32_t i = 0; i < p->of_type[SEEN_application].len; i++)
		map_put(p->arena, &g->has_application, thing_of(p, p->of_type[SEEN_application].at[i]), 1);
	for (uint32_t i = 0; i < p->of_type[SEEN_image_repository].len; i++)
		map_put(p->arena, &g->keeps_images, thing_of(p, p->of_type[SEEN_image_repository].at[i]), 1);
	for (uint32_t i = 0; i < p->of_type[SEEN_scaling_group].len; i++)
		map_put(p->arena, &g->has_hosts, thing_of(p, p->of_type[SEEN_scaling_group].at[i]), 1);
}

void compare_rights(struct comparison *c)
{
	struct proof *p = c->p;
	struct granting g = { .c = c, .roots = roots_read(c) };
	read_declared(&g);
	read_seen(&g);
	read_stores(&g);
	struct map last_policy = { 0 };
	for (uint32_t i = 0; i < p->of_type[SEEN_role_policy].len; i++) {
		seen_ref s = p->of_type[SEEN_role_policy].at[i], role = seen_one(p, s, READ_role_policy_role, SEEN_iam_role);
		struct holder h = role ? holder_of(&g, role) : (struct holder){ .g = &g };
		compare_document(&h, s);
		map_put(p->arena, &last_policy, role, s);
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_attachment].len; i++)
		compare_attachment(&g, p->of_type[SEEN_attachment].at[i]);
	for (uint32_t i = 0; i < p->of_type[SEEN_iam_role].len; i++) {
		struct holder h = holder_of(&g, p->of_type[SEEN_iam_role].at[i]);
		chain_add(p->arena, &g.roles_of, MAP_KEY(h.whose, h.environment), h.role);
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_iam_role].len; i++) {
		struct holder h = holder_of(&g, p->of_type[SEEN_iam_role].at[i]);
		h.policy = map_at(&last_policy, h.role, h.role);
		require_owed(&h);
		if (h.kind != HOLDER_SERVICE || !(trusts_service(p, h.role, "pods.eks.amazonaws.com") || trusts_hosts_alone(p, h.role)))
			continue;
		require_secrets(&g, &h);
		require_stores(&g, &h);
	}
	require_policies(&g);
}
