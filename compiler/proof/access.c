/* What the program declares of rights, read from what is stated alone. */
#include "proof/access.h"

/* Resources, with blanks between. */
static void add_served(struct access *a, struct str group, struct str resources)
{
	struct proof *p = a->c->p;
	for (uint32_t start = 0, i = 0; i <= resources.len; i++)
		if (i == resources.len || resources.at[i] == ' ') {
			name resource = names_intern(p->names, (struct str){ resources.at + start, i - start });
			chain_add(p->arena, &a->served_by, resource, names_intern(p->names, group));
			start = i + 1;
		}
}

/* `pods/log` is served where `pods` is. */
bool is_served(const struct access *a, name group, name resource)
{
	struct str text = names_text(a->c->p->names, resource);
	uint32_t whole = 0;
	while (whole < text.len && text.at[whole] != '/')
		whole++;
	name served = names_find(a->c->p->names, (struct str){ text.at, whole });
	uint32_t l = served ? chain_last(&a->served_by, served) : 0;
	if (!l)
		return group != a->everything;
	for (; l; l = chain_former(&a->served_by, l))
		if (chain_value(&a->served_by, l) == group)
			return true;
	return false;
}

bool is_role_of_platform(const struct access *a, name role)
{
	for (uint32_t i = 0; i < a->platform.len; i++)
		if (a->platform.at[i] == role)
			return true;
	return str_starts(names_text(a->c->p->names, role), STR("system:"));
}

static void read_table(struct access *a)
{
	struct proof *p = a->c->p;
#define LOOKS(verb) vec_push(p->arena, &a->looks, names_intern(p->names, STR(verb)));
#define PLAIN(resource) vec_push(p->arena, &a->plain, names_intern(p->names, STR(resource)));
#define EVERYTHING(policy) vec_push(p->arena, &a->policies, names_intern(p->names, STR(policy)));
#define DELIVERS(resource) vec_push(p->arena, &a->delivers, names_intern(p->names, STR(resource)));
#define SERVES(group, resources) add_served(a, STR(group), STR(resources));
#define OF_PLATFORM(role) vec_push(p->arena, &a->platform, names_intern(p->names, STR(role)));
#define CHANGES(verb) vec_push(p->arena, &a->changes, names_intern(p->names, STR(verb)));
#include "proof/rights.def"
#undef LOOKS
#undef PLAIN
#undef EVERYTHING
#undef DELIVERS
#undef CHANGES
#undef SERVES
#undef OF_PLATFORM
	a->everything = names_intern(p->names, STR("*"));
}

static bool is_one_of(const name *words, uint32_t count, name word)
{
	for (uint32_t i = 0; i < count; i++)
		if (words[i] == word)
			return true;
	return false;
}

static bool holds(const struct proof *p, struct val list, name word)
{
	for (uint32_t i = 0; i < list_len(list); i++) {
		struct val v = list_at(p->facts, list, i);
		if (val_is_stringy(v) && (v.tag == VAL_TEXT ? str_equal(val_str(p->names, v), names_text(p->names, word)) : v.a == word))
			return true;
	}
	return false;
}

bool right_allows(const struct access *a, const struct declared_right *r, name space, name resource, name verb)
{
	const struct proof *p = a->c->p;
	if (r->all)
		return true;
	bool configuration = space && is_one_of(a->plain.at, a->plain.len, resource) && holds(p, r->namespaces, space);
	return (list_len(r->verbs) ? holds(p, r->verbs, verb) : is_one_of(a->looks.at, a->looks.len, verb))
	       && (configuration || holds(p, r->resources, resource));
}

bool delivers_name(const struct access *a, object_ref pipeline, name thing)
{
	uint32_t l = chain_last(&a->delivered_by, pipeline);
	if (!l)
		return object_at(a->c->p->facts, pipeline)->name == thing;
	for (; l; l = chain_former(&a->delivered_by, l))
		if (chain_value(&a->delivered_by, l) == thing)
			return true;
	return false;
}

bool is_delivery(const struct access *a, name resource, name verb)
{
	return is_one_of(a->delivers.at, a->delivers.len, resource)
	       && (is_one_of(a->looks.at, a->looks.len, verb) || is_one_of(a->changes.at, a->changes.len, verb));
}

/* What pipelines deliver, and where to. */
static void read_deliveries(struct access *a)
{
	struct proof *p = a->c->p;
	struct extent deliveries = rows_of(p->facts, REL_delivery), stages = rows_of(p->facts, REL_stage);
	for (uint32_t i = 0; i < deliveries.len; i++) {
		struct val what = row_get(p->facts, deliveries.at[i], FIELD_delivery_what);
		for (uint32_t k = 0; k < list_len(what); k++) {
			struct val v = list_at(p->facts, what, k);
			if (v.tag == VAL_OBJECT)
				chain_add(p->arena, &a->delivered_by, intent_object(p, deliveries.at[i], FIELD_delivery_of), object_at(p->facts, v.a)->name);
		}
	}
	for (uint32_t i = 0; i < stages.len; i++)
		map_put(p->arena, &a->steps, MAP_KEY(intent_object(p, stages.at[i], FIELD_stage_environment),
			intent_object(p, stages.at[i], FIELD_stage_of)), 1);
}

static void add_right(struct access *a, object_ref row, object_ref environment)
{
	struct proof *p = a->c->p;
	struct declared_right r = { .whose = intent_object(p, row, FIELD_grant_principal), .environment = environment, .row = row };
	r.all = intent_word(p, row, FIELD_grant_level, "admin");
	r.verbs = row_get(p->facts, row, FIELD_grant_verbs);
	r.resources = row_get(p->facts, row, FIELD_grant_resources);
	r.namespaces = row_get(p->facts, row, FIELD_grant_namespaces);
	if (!r.whose || !environment)
		return;
	chain_add(p->arena, &a->rights_of, MAP_KEY(environment, r.whose), a->rights.len);
	vec_push(p->arena, &a->rights, r);
}

/* A row is one for each environment that its scope means; what is read here is the scope alone, once. */
static void read_grant(struct access *a, object_ref row)
{
	struct proof *p = a->c->p;
	struct val scope = row_get(p->facts, row, FIELD_grant_scope);
	object_ref last = 0;
	if (!intent_word(p, row, FIELD_grant_level, "admin") && !intent_word(p, row, FIELD_grant_level, "read"))
		return;
	if (intent_word(p, row, FIELD_grant_scope, "everywhere")) {
		struct extent clusters = rows_of(p->facts, REL_cluster);
		for (uint32_t i = 0; i < clusters.len; i++)
			add_right(a, row, intent_object(p, clusters.at[i], FIELD_cluster_environment));
		return;
	}
	object_ref thing = scope.tag == VAL_OBJECT ? scope.a : 0;
	for (uint32_t l = intent_networks(a->c->in, thing); l; l = chain_former(&a->c->in->networks_of, l)) {
		object_ref environment = intent_object(p, chain_value(&a->c->in->networks_of, l), FIELD_network_environment);
		if (environment != last)
			add_right(a, row, environment);
		last = environment;
	}
	if (thing && !last)
		add_right(a, row, thing);
}

void access_read(struct access *a)
{
	struct proof *p = a->c->p;
	read_table(a);
	read_deliveries(a);
	struct extent grants = rows_of(p->facts, REL_grant), clusters = rows_of(p->facts, REL_cluster);
	for (uint32_t i = 0; i < clusters.len; i++) {
		object_ref environment = intent_object(p, clusters.at[i], FIELD_cluster_environment);
		if (environment)
			map_put(p->arena, &a->environment_at, names_intern(p->names, proof_spelled(p, val_object(environment))), environment);
	}
	for (uint32_t i = 0; i < grants.len; i++) {
		object_ref whose = intent_object(p, grants.at[i], FIELD_grant_principal);
		struct val scope = row_get(p->facts, grants.at[i], FIELD_grant_scope);
		uint64_t statement = MAP_KEY(object_at(p->facts, grants.at[i])->origin, whose) ^ val_key(p->facts, scope);
		if (map_at(&a->known, statement, 0))
			continue;
		map_put(p->arena, &a->known, statement, 1);
		read_grant(a, grants.at[i]);
	}
}
