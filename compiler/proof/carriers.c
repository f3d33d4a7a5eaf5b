/* Who carries which group. */
#include "proof/access.h"
#include "proof/groups.h"

/* A resource that carries groups, and what it makes of the thing it was written for. */
static const struct { enum seen_type type; enum seen_argument groups; enum role role; } carrier_rows[] = {
	{ SEEN_balancer, READ_balancer_groups, ROLE_BALANCER },
	{ SEEN_launch_template, READ_launch_template_groups, ROLE_ITSELF },
	{ SEEN_launch_template, READ_launch_template_interface_groups, ROLE_ITSELF },
	{ SEEN_instance, READ_instance_groups, ROLE_ITSELF },
	{ SEEN_cluster, READ_cluster_groups, ROLE_CONTROL_PLANE },
	{ SEEN_database_cluster, READ_database_cluster_groups, ROLE_ITSELF },
	{ SEEN_database, READ_database_groups, ROLE_ITSELF },
	{ SEEN_cache, READ_cache_groups, ROLE_ITSELF },
	{ SEEN_stream, READ_stream_groups, ROLE_ITSELF },
	{ SEEN_search, READ_search_groups, ROLE_ITSELF },
	{ SEEN_endpoint, READ_endpoint_groups, ROLE_ENDPOINTS },
};

object_ref carriers_thing(const struct proof *p, object_ref subject)
{
	for (int steps = 0; subject && steps < 4; steps++) {
		kind_ref kind = object_at(p->facts, subject)->kind;
		enum relation_field of = 0;
		if (kind == p->facts->relation_kind[REL_place])
			of = FIELD_place_of;
		else if (kind == p->facts->relation_kind[REL_endpoint])
			of = FIELD_endpoint_of;
		else if (kind == p->facts->relation_kind[REL_cluster])
			of = FIELD_cluster_environment;
		else if (kind == p->facts->relation_kind[REL_network])
			of = FIELD_network_environment;
		else
			return subject;
		subject = intent_object(p, subject, of);
	}
	return subject;
}

uint64_t carriers_place(struct proof *p, name cluster, name space, name called)
{
	buf_clear(&p->text);
	buf_str(&p->text, names_text(p->names, space));
	buf_char(&p->text, '/');
	buf_str(&p->text, names_text(p->names, called));
	return MAP_KEY(cluster, names_intern(p->names, buf_slice(&p->text, 0)));
}

object_ref carriers_pods(struct proof *p, name cluster, name space, name pods)
{
	uint32_t at = pods ? map_at(&p->workload_at, carriers_place(p, cluster, space, pods), 0) : 0;
	return at ? carriers_thing(p, p->workloads.at[at - 1].subject) : 0;
}

object_ref carriers_given(struct proof *p, uint32_t thing)
{
	const struct seen_object *o = &p->things.at[thing];
	uint32_t pods = chain_last(&p->parts, MAP_KEY(thing, PART_pod_group_pods));
	return o->kind == OBJECT_pod_group && pods ? carriers_pods(p, o->cluster, o->space, chain_value(&p->parts, pods)) : 0;
}

struct map carriers_clusters(const struct comparison *c)
{
	struct proof *p = c->p;
	struct map environments = { 0 };
	for (uint32_t i = 0; i < p->things.len; i++)
		if (p->things.at[i].kind == OBJECT_pod_group)
			map_put(p->arena, &environments, map_at(&c->access->environment_at, p->things.at[i].cluster, 0), 1);
	return environments;
}

/* What a carrier is: hosts written for a tier are those that administrators pass, for a cluster its nodes. */
static party_ref party_behind(struct edges *e, enum role role, object_ref subject)
{
	struct proof *p = e->c->p;
	object_ref thing = carriers_thing(p, subject);
	if (!thing)
		return 0;
	kind_ref kind = object_at(p->facts, thing)->kind;
	if (kind == p->facts->relation_kind[REL_tier])
		return role == ROLE_ITSELF ? edges_party(e, ROLE_STEP, thing) : 0;
	bool environment = intent_networks(e->c->in, thing) != 0;
	if (role == ROLE_ENDPOINTS)
		return edges_party(e, role, environment ? thing : intent_environment(p, thing));
	if (environment)
		return edges_party(e, role == ROLE_ITSELF ? ROLE_NODES : role, thing);
	return edges_party(e, role, thing);
}

static void carry(struct carriers *k, party_ref party, seen_ref group)
{
	struct arena *arena = k->e->c->p->arena;
	for (uint32_t l = chain_last(&k->of_group, group); l; l = chain_former(&k->of_group, l))
		if (chain_value(&k->of_group, l) == party)
			return;
	chain_add(arena, &k->of_group, group, party);
	chain_add(arena, &k->groups_of, party, group);
}

static void read_carrier(struct carriers *k, seen_ref s, enum seen_argument groups, enum role role)
{
	struct proof *p = k->e->c->p;
	const struct seen_cell *cell = seen_cell(p, s, groups);
	party_ref party = cell->count ? party_behind(k->e, role, seen_at(p, s)->subject) : 0;
	for (uint32_t i = 0; i < cell->count; i++) {
		seen_ref group = seen_target(p, s, groups, i);
		if (!group || seen_at(p, group)->type != SEEN_group)
			proof_opens(p, s, "a group that is not seen");
		else if (!party)
			proof_opens(p, s, "a group carried by what is no declared thing");
		else
			carry(k, party, group);
	}
}

/* Whether a group was written for another thing that stands somewhere. */
static bool is_of_another(const struct proof *p, seen_ref group, object_ref whose)
{
	object_ref thing = carriers_thing(p, seen_at(p, group)->subject);
	return thing && thing != whose && object_at(p->facts, thing)->place;
}

/* An object of the cluster gives pods their groups: every one that selects them adds its own. */
static void read_given(struct carriers *k, uint32_t thing)
{
	struct proof *p = k->e->c->p;
	const struct seen_object *o = &p->things.at[thing];
	object_ref whose = carriers_given(p, thing);
	uint32_t l = chain_last(&p->parts, MAP_KEY(thing, PART_pod_group_groups));
	if (!whose)
		proof_opens_object(p, o, o->emitter, "groups are given to pods that are not seen");
	if (!l)
		proof_opens_object(p, o, o->emitter, "pods are given no group");
	for (; l; l = chain_former(&p->parts, l)) {
		struct str word = names_text(p->names, chain_value(&p->parts, l)), rest = { word.at + 1, word.len - 1 };
		seen_ref group = word.len && word.at[0] == '<' ? seen_address(p, o->unit, proof_part(&rest, '>')) : 0;
		if (!group || seen_at(p, group)->type != SEEN_group)
			proof_opens_object(p, o, o->emitter, "pods are given a group that is not seen");
		else if (whose && is_of_another(p, group, whose))
			proof_opens_object(p, o, o->emitter, "pods of %.*s are given the group of %.*s", STR_ARG(declared_name(k->e->c, whose)),
				STR_ARG(declared_name(k->e->c, carriers_thing(p, seen_at(p, group)->subject))));
		else if (whose)
			carry(k, edges_party(k->e, ROLE_ITSELF, whose), group);
	}
}

/* A party that carries a group of its own is not meant by another. */
static void suppose_party(struct carriers *k, seen_ref group, party_ref party)
{
	uint32_t own = chain_last(&k->groups_of, party);
	if (!own || map_at(&k->supposed, chain_value(&k->groups_of, own), 0))
		carry(k, party, group);
}

/* Whoever may be meant by a group that was written for a thing and that no resource carries. */
static void suppose(struct carriers *k, seen_ref group, object_ref thing)
{
	static const enum role of_environment[] = { ROLE_NODES, ROLE_CONTROL_PLANE, ROLE_ENDPOINTS };
	struct edges *e = k->e;
	if (object_at(e->c->p->facts, thing)->kind == e->c->p->facts->relation_kind[REL_tier]) {
		suppose_party(k, group, edges_party(e, ROLE_STEP, thing));
		return;
	}
	if (!intent_networks(e->c->in, thing)) {
		suppose_party(k, group, edges_party(e, ROLE_BALANCER, thing));
		if (!edges_is_pods(e, thing))
			suppose_party(k, group, edges_party(e, ROLE_ITSELF, thing));
		return;
	}
	for (size_t i = 0; i < sizeof of_environment / sizeof *of_environment; i++)
		suppose_party(k, group, edges_party(e, of_environment[i], thing));
}

struct carriers *carriers_read(struct edges *e)
{
	struct proof *p = e->c->p;
	struct carriers *k = ARENA_NEW(p->arena, struct carriers);
	k->e = e;
	for (size_t r = 0; r < sizeof carrier_rows / sizeof *carrier_rows; r++)
		for (uint32_t i = 0; i < p->of_type[carrier_rows[r].type].len; i++)
			read_carrier(k, p->of_type[carrier_rows[r].type].at[i], carrier_rows[r].groups, carrier_rows[r].role);
	for (uint32_t i = 0; i < p->things.len; i++)
		if (p->things.at[i].kind == OBJECT_pod_group)
			read_given(k, i);
	for (uint32_t i = 0; i < p->of_type[SEEN_group].len; i++) {
		seen_ref group = p->of_type[SEEN_group].at[i];
		object_ref thing = carriers_thing(p, seen_at(p, group)->subject);
		if (chain_last(&k->of_group, group) || !thing)
			continue;
		map_put(p->arena, &k->supposed, group, 1);
		suppose(k, group, thing);
	}
	return k;
}
