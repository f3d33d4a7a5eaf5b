/* Who may do what in a cluster: every rule that somebody is bound to is among the rights that he is declared to have, and every
 * declared right is granted by some rule. */
#include "base/path.h"
#include "proof/access.h"
#include "proof/groups.h"

static struct str text(const struct access *a, name n) { return names_text(a->c->p->names, n); }

static struct str what_of(const struct access *a, object_ref o) { return declared_name(a->c, o); }

/* --- whose group ------------------------------------------------------------------------------------------------------- */

/* Whom an emitter was at when it wrote a right: a grant stands for its holder. */
static object_ref holder_behind(const struct access *a, object_ref subject)
{
	const struct proof *p = a->c->p;
	if (subject && object_at(p->facts, subject)->kind == p->facts->relation_kind[REL_grant])
		return intent_object(p, subject, FIELD_grant_principal);
	return subject;
}

/* What such groups may do, no manifest says. */
static bool is_of_platform(struct str group) { return str_starts(group, STR("system:")); }

/* Of what has a name in a namespace of a cluster; of the whole cluster when there is none. */
static uint64_t named_key(struct proof *p, name cluster, name space, name called)
{
	buf_clear(&p->text);
	buf_str(&p->text, names_text(p->names, space));
	buf_char(&p->text, '/');
	buf_str(&p->text, names_text(p->names, called));
	return MAP_KEY(cluster, names_intern(p->names, buf_slice(&p->text, 0)));
}

/* --- what is open ------------------------------------------------------------------------------------------------------- */

struct held { struct access *a; const struct seen_object *binding; object_ref whose, environment; bool enters; };

/* One verb on one resource: allowed when some declared right has both. */
static bool is_declared(const struct held *h, name resource, name verb)
{
	const struct access *a = h->a;
	for (uint32_t l = chain_last(&a->rights_of, MAP_KEY(h->environment, h->whose)); l; l = chain_former(&a->rights_of, l))
		if (right_allows(a, &a->rights.at[chain_value(&a->rights_of, l)], h->binding->space, resource, verb))
			return true;
	return false;
}

/* A number of its own for each pair. */
static uint32_t number_of(struct proof *p, struct map *pairs, uint32_t first, uint32_t second)
{
	uint32_t number = map_at(pairs, MAP_KEY(first, second), 0);
	if (!number) {
		number = pairs->len + 1;
		map_put(p->arena, pairs, MAP_KEY(first, second), number);
	}
	return number;
}

/* One thing that somebody may do; a namespace of no name is the whole cluster. */
static uint64_t given_key(struct access *a, object_ref environment, object_ref whose, name space, name resource, name verb)
{
	struct proof *p = a->c->p;
	uint32_t holder = number_of(p, &a->holders, environment, whose);
	return MAP_KEY(number_of(p, &a->places, holder, space), number_of(p, &a->actions, resource, verb));
}

static void give(const struct held *h, name resource, name verb)
{
	struct access *a = h->a;
	if (h->enters)
		map_put(a->c->p->arena, &a->given, given_key(a, h->environment, h->whose, h->binding->space, resource, verb), 1);
}

/* Everything, by the platform's own role or an access policy. */
static bool has_everything(const struct access *a, object_ref environment, object_ref whose)
{
	for (uint32_t l = chain_last(&a->rights_of, MAP_KEY(environment, whose)); l; l = chain_former(&a->rights_of, l))
		if (a->rights.at[chain_value(&a->rights_of, l)].all)
			return true;
	return false;
}

/* A delivery changes workloads of what it delivers, each by its name. */
static bool is_delivered(const struct held *h, const struct seen_rule *rule, name resource, name verb)
{
	struct access *a = h->a;
	struct proof *p = a->c->p;
	const struct seen_object *b = h->binding;
	if (!map_at(&a->steps, MAP_KEY(h->environment, h->whose), 0) || !b->space || !rule->names.count || !is_delivery(a, resource, verb))
		return false;
	for (uint32_t i = 0; i < rule->names.count; i++) {
		uint32_t at = map_at(&p->workload_at, named_key(p, b->cluster, b->space, p->words.at[rule->names.first + i]), 0);
		object_ref thing = at ? p->workloads.at[at - 1].subject : 0;
		if (!thing || !delivers_name(a, h->whose, object_at(p->facts, thing)->name))
			return false;
	}
	return true;
}

/* A right names resources, and means them where they are served: of other groups nobody said anything. */
static bool compare_served(const struct held *h, const struct seen_rule *rule, name resource)
{
	struct access *a = h->a;
	struct proof *p = a->c->p;
	bool all = rule->groups.count > 0;
	for (uint32_t i = 0; i < rule->groups.count; i++) {
		name group = p->words.at[rule->groups.first + i];
		bool served = is_served(a, group, resource);
		all &= served;
		if (!served && !has_everything(a, h->environment, h->whose))
			proof_opens_object(p, h->binding, rule->emitter, "%.*s is given rights to %.*s of the group \"%.*s\" in %.*s", STR_ARG(what_of(a, h->whose)),
				STR_ARG(text(a, resource)), STR_ARG(text(a, group)), STR_ARG(what_of(a, h->environment)));
	}
	return all;
}

static void compare_rule(const struct held *h, const struct seen_rule *rule)
{
	struct access *a = h->a;
	struct proof *p = a->c->p;
	for (uint32_t r = 0; r < rule->resources.count; r++)
		for (uint32_t v = 0; v < rule->verbs.count; v++) {
			name resource = p->words.at[rule->resources.first + r], verb = p->words.at[rule->verbs.first + v];
			bool served = compare_served(h, rule, resource);
			if (!served && !has_everything(a, h->environment, h->whose))
				continue;
			if (is_delivered(h, rule, resource, verb)) {
				for (uint32_t i = 0; i < rule->names.count; i++)
					give(h, p->words.at[rule->names.first + i], verb);
				continue;
			}
			if (!is_declared(h, resource, verb))
				proof_opens_object(p, h->binding, rule->emitter, "%.*s may %.*s %.*s in %.*s", STR_ARG(what_of(a, h->whose)),
					STR_ARG(text(a, verb)), STR_ARG(text(a, resource)), STR_ARG(what_of(a, h->environment)));
			else if (rule->names.count == 0)
				give(h, resource, verb);
		}
}

static void compare_role(const struct held *h)
{
	struct access *a = h->a;
	struct proof *p = a->c->p;
	const struct seen_object *b = h->binding;
	bool of_cluster = str_is(text(a, b->role_kind), "ClusterRole");
	uint32_t l = chain_last(&a->roles_at, named_key(p, b->cluster, of_cluster ? NO_NAME : b->space, b->role));
	if (l && !(of_cluster && is_role_of_platform(a, b->role))) {
		for (; l; l = chain_former(&a->roles_at, l)) {
			const struct seen_object *role = &p->objects.at[chain_value(&a->roles_at, l)];
			for (uint32_t i = 0; i < role->count; i++)
				compare_rule(h, &p->rules.at[role->first + i]);
		}
	} else if (!of_cluster || !str_is(text(a, b->role), "cluster-admin")) {
		proof_opens_object(p, b, b->emitter, "%.*s is bound to %.*s, a role that no manifest holds", STR_ARG(what_of(a, h->whose)),
			STR_ARG(text(a, b->role)));
	} else if (!has_everything(a, h->environment, h->whose)) {
		proof_opens_object(p, b, b->emitter, "%.*s may do everything in %.*s", STR_ARG(what_of(a, h->whose)), STR_ARG(what_of(a, h->environment)));
	} else if (!b->space) {
		give(h, a->everything, a->everything);
	}
}

static void compare_binding(struct access *a, const struct seen_object *b)
{
	struct proof *p = a->c->p;
	object_ref environment = map_at(&a->environment_at, b->cluster, 0);
	if (!environment) {
		proof_opens_object(p, b, b->emitter, "rights in a cluster that no environment declares");
		return;
	}
	for (uint32_t i = b->first; i < b->first + b->count; i++) {
		const struct seen_subject *s = &p->subjects.at[i];
		struct held h = { .a = a, .binding = b, .environment = environment };
		bool group = str_is(text(a, s->kind), "Group") && !is_of_platform(text(a, s->name));
		h.whose = group ? map_at(&a->holder_of, MAP_KEY(environment, s->name), 0) : 0;
		/* Where entries are seen, a group that none carries opens nothing to anybody. */
		h.enters = h.whose || !map_at(&a->entered, environment, 0);
		if (group && !h.whose)
			h.whose = holder_behind(a, b->subject);
		if (h.whose)
			compare_role(&h);
		else
			proof_opens_object(p, b, s->emitter, "%.*s %.*s is bound to %.*s, and is nobody that the program declares", STR_ARG(text(a, s->kind)),
				STR_ARG(text(a, s->name)), STR_ARG(text(a, b->role)));
	}
}

/* --- who gets in ---------------------------------------------------------------------------------------------------------- */

static object_ref environment_of(const struct access *a, seen_ref s, enum seen_argument argument)
{
	struct proof *p = a->c->p;
	seen_ref cluster = seen_one(p, s, argument, SEEN_cluster);
	return cluster ? carriers_thing(p, seen_at(p, cluster)->subject) : 0;
}

/* Whoever may take the role that an entry is for, directly or through the entry. */
static object_ref holder_of_entry(const struct access *a, seen_ref s, enum seen_argument argument)
{
	struct proof *p = a->c->p;
	seen_ref role = seen_target(p, s, argument, 0);
	if (role && seen_at(p, role)->type == SEEN_access_entry)
		role = seen_target(p, role, READ_access_entry_principal, 0);
	return role && seen_at(p, role)->type == SEEN_iam_role ? holder_behind(a, seen_at(p, role)->subject) : 0;
}

/* Nodes: their rights are the platform's. They are hosts of the environment itself, not those of something in it. */
static void compare_nodes(struct access *a, seen_ref s, object_ref environment)
{
	struct proof *p = a->c->p;
	seen_ref role = seen_one(p, s, READ_access_entry_principal, SEEN_iam_role);
	if (!environment || !role || carriers_thing(p, seen_at(p, role)->subject) != environment || !trusts_hosts_alone(p, role))
		proof_opens(p, s, "whoever is no host of %.*s may join its cluster as a node", STR_ARG(environment ? what_of(a, environment) : STR("an environment")));
}

/* An entry gives its holder the groups it carries; nobody enters who has no business in the cluster. */
static void compare_entry(struct access *a, seen_ref s)
{
	struct proof *p = a->c->p;
	object_ref environment = environment_of(a, s, READ_access_entry_cluster), whose = holder_of_entry(a, s, READ_access_entry_principal);
	const struct seen_cell *groups = seen_cell(p, s, READ_access_entry_groups);
	struct str form = seen_text(p, s, READ_access_entry_form);
	if (str_starts(form, STR("EC2")) && groups->count == 0) {
		compare_nodes(a, s, environment);
		return;
	}
	if (!environment || !whose) {
		proof_opens(p, s, "an entry for somebody, or into a cluster, that is not seen");
		return;
	}
	uint64_t key = MAP_KEY(environment, whose);
	map_put(p->arena, &a->entered, environment, 1);
	if (!chain_last(&a->rights_of, key) && !map_at(&a->steps, key, 0))
		proof_opens(p, s, "%.*s gets into the cluster of %.*s and has no right there", STR_ARG(what_of(a, whose)), STR_ARG(what_of(a, environment)));
	for (uint32_t i = 0; i < groups->count; i++) {
		name group = p->values.at[groups->first + i].text;
		if (is_of_platform(text(a, group))) {
			proof_opens(p, s, "%.*s carries group %.*s of the platform", STR_ARG(what_of(a, whose)), STR_ARG(text(a, group)));
			continue;
		}
		object_ref other = map_at(&a->holder_of, MAP_KEY(environment, group), whose);
		if (other != whose)
			proof_opens(p, s, "%.*s carries group %.*s, which is that of %.*s", STR_ARG(what_of(a, whose)), STR_ARG(text(a, group)),
				STR_ARG(what_of(a, other)));
		map_put(p->arena, &a->holder_of, MAP_KEY(environment, group), other);
	}
}

static void compare_policy(struct access *a, seen_ref s)
{
	struct proof *p = a->c->p;
	object_ref environment = environment_of(a, s, READ_access_policy_cluster), whose = holder_of_entry(a, s, READ_access_policy_principal);
	name policy = names_intern(p->names, path_base(seen_text(p, s, READ_access_policy_policy)));
	static const struct seen_object nowhere;
	struct held h = { .a = a, .binding = &nowhere, .whose = whose, .environment = environment, .enters = true };
	if (!environment || !whose || !has_everything(a, environment, whose))
		proof_opens(p, s, "%.*s is given %.*s", STR_ARG(whose ? what_of(a, whose) : STR("somebody who is not seen")), STR_ARG(text(a, policy)));
	else if (str_is(seen_text(p, s, READ_access_policy_scope), "cluster") && a->policies.len && a->policies.at[0] == policy)
		give(&h, a->everything, a->everything);
}

/* Rights come from entries alone, and whoever makes a cluster has none by it. Both have another default. */
static void compare_cluster(struct access *a, seen_ref s)
{
	struct proof *p = a->c->p;
	if (!str_is(seen_text(p, s, READ_cluster_authentication), "API"))
		proof_opens(p, s, "rights in the cluster come from elsewhere than its access entries, too");
	if (!str_is(seen_text(p, s, READ_cluster_creator_is_admin), "false"))
		proof_opens(p, s, "whoever makes the cluster may do everything in it");
}

static void compare_entries(struct access *a)
{
	struct proof *p = a->c->p;
	for (uint32_t i = 0; i < p->of_type[SEEN_access_entry].len; i++)
		compare_entry(a, p->of_type[SEEN_access_entry].at[i]);
	for (uint32_t i = 0; i < p->of_type[SEEN_access_policy].len; i++)
		compare_policy(a, p->of_type[SEEN_access_policy].at[i]);
	for (uint32_t i = 0; i < p->of_type[SEEN_cluster].len; i++)
		compare_cluster(a, p->of_type[SEEN_cluster].at[i]);
}

/* --- what is declared ------------------------------------------------------------------------------------------------------ */

static void require(struct access *a, const struct declared_right *r, name space, name resource, name verb)
{
	struct proof *p = a->c->p;
	bool given = map_at(&a->given, given_key(a, r->environment, r->whose, space, resource, verb), 0)
	             || map_at(&a->given, given_key(a, r->environment, r->whose, NO_NAME, resource, verb), 0);
	if (!given)
		proof_lacks(p, r->row, "%.*s may not %.*s %.*s in %.*s", STR_ARG(what_of(a, r->whose)), STR_ARG(text(a, verb)),
			STR_ARG(text(a, resource)), STR_ARG(space ? text(a, space) : what_of(a, r->environment)));
}

static name word_at(const struct access *a, struct val list, uint32_t i)
{
	struct proof *p = a->c->p;
	return names_intern(p->names, val_str(p->names, list_at(p->facts, list, i)));
}

static void require_verbs(struct access *a, const struct declared_right *r, name space, name resource)
{
	for (uint32_t v = 0; v < list_len(r->verbs); v++)
		require(a, r, space, resource, word_at(a, r->verbs, v));
	for (uint32_t v = 0; v < a->looks.len && list_len(r->verbs) == 0; v++)
		require(a, r, space, resource, a->looks.at[v]);
}

static void require_right(struct access *a, const struct declared_right *r)
{
	struct proof *p = a->c->p;
	name cluster = names_find(p->names, what_of(a, r->environment));
	if (r->all) {
		if (!map_at(&a->given, given_key(a, r->environment, r->whose, NO_NAME, a->everything, a->everything), 0))
			proof_lacks(p, r->row, "%.*s may not do everything in %.*s", STR_ARG(what_of(a, r->whose)), STR_ARG(what_of(a, r->environment)));
		return;
	}
	for (uint32_t i = 0; i < list_len(r->resources); i++)
		require_verbs(a, r, NO_NAME, word_at(a, r->resources, i));
	/* A namespace of another cluster is no place here. */
	for (uint32_t i = 0; i < list_len(r->namespaces); i++)
		if (map_at(&p->spaces, MAP_KEY(cluster, word_at(a, r->namespaces, i)), 0))
			for (uint32_t k = 0; k < a->plain.len; k++)
				require_verbs(a, r, word_at(a, r->namespaces, i), a->plain.at[k]);
}

/* Whoever delivers a workload may look at it and change it. */
static void require_deliveries(struct access *a)
{
	struct proof *p = a->c->p;
	struct extent stages = rows_of(p->facts, REL_stage);
	struct chain in = { 0 };
	for (uint32_t i = 0; i < p->workloads.len; i++)
		chain_add(p->arena, &in, map_at(&a->environment_at, p->workloads.at[i].cluster, 0), i);
	for (uint32_t i = 0; i < stages.len; i++) {
		object_ref whose = intent_object(p, stages.at[i], FIELD_stage_of);
		object_ref environment = intent_object(p, stages.at[i], FIELD_stage_environment);
		for (uint32_t l = chain_last(&in, environment); l; l = chain_former(&in, l)) {
			const struct seen_object *w = &p->workloads.at[chain_value(&in, l)];
			if (object_at(p->facts, w->subject)->name != w->name || !delivers_name(a, whose, w->name))
				continue;
			for (uint32_t v = 0; v < a->changes.len; v++)
				if (!map_at(&a->given, given_key(a, environment, whose, w->space, w->name, a->changes.at[v]), 0))
					proof_lacks(p, stages.at[i], "%.*s may not %.*s %.*s in %.*s", STR_ARG(what_of(a, whose)), STR_ARG(text(a, a->changes.at[v])),
						STR_ARG(text(a, w->name)), STR_ARG(what_of(a, environment)));
		}
	}
}

/* A role is said once, and those that a cluster has from the start are nobody's to say. */
static void compare_definition(struct access *a, const struct seen_object *o, uint32_t number)
{
	struct proof *p = a->c->p;
	uint64_t key = named_key(p, o->cluster, o->kind == RIGHTS_role ? o->space : NO_NAME, o->name);
	if (o->kind == RIGHTS_cluster_role && is_role_of_platform(a, o->name))
		proof_opens_object(p, o, o->emitter, "%.*s is a role that the cluster has by itself, and puts right again", STR_ARG(text(a, o->name)));
	else if (chain_last(&a->roles_at, key))
		proof_opens_object(p, o, o->emitter, "two manifests say what role %.*s may do", STR_ARG(text(a, o->name)));
	chain_add(p->arena, &a->roles_at, key, number);
}

void compare_access(struct comparison *c)
{
	struct proof *p = c->p;
	struct access *a = c->access = ARENA_NEW(p->arena, struct access);
	struct map managed = { 0 };
	a->c = c;
	access_read(a);
	for (uint32_t i = 0; i < p->objects.len; i++) {
		const struct seen_object *o = &p->objects.at[i];
		if (o->kind == RIGHTS_role || o->kind == RIGHTS_cluster_role)
			compare_definition(a, o, i);
		map_put(p->arena, &managed, map_at(&a->environment_at, o->cluster, 0), 1);
	}
	compare_entries(a);
	for (uint32_t i = 0; i < p->objects.len; i++)
		if (p->objects.at[i].kind == RIGHTS_role_binding || p->objects.at[i].kind == RIGHTS_cluster_role_binding)
			compare_binding(a, &p->objects.at[i]);
	for (uint32_t i = 0; i < a->rights.len; i++)
		if (map_at(&managed, a->rights.at[i].environment, 0))
			require_right(a, &a->rights.at[i]);
	if (p->objects.len > 0)
		require_deliveries(a);
}
