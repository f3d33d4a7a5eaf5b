/* Who carries which group. */
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
