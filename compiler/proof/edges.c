/* Declared connections between parties. */
#include "proof/groups.h"

party_ref edges_party(struct edges *e, enum role role, object_ref thing)
{
	struct proof *p = e->c->p;
	uint32_t party = map_at(&e->party_at, MAP_KEY(role, thing), 0);
	if (party)
		return party;
	map_put(p->arena, &e->party_at, MAP_KEY(role, thing), e->parties.len);
	vec_push(p->arena, &e->parties, (struct party){ role, thing });
	return e->parties.len - 1;
}

struct str party_name(const struct edges *e, party_ref party)
{
	struct proof *p = e->c->p;
	const struct party *who = &e->parties.at[party];
	struct str thing = who->thing ? declared_name(e->c, who->thing) : STR("");
	static const char *const before[] = { [ROLE_BALANCER] = "the balancer of ", [ROLE_NODES] = "nodes of ",
		[ROLE_CONTROL_PLANE] = "the control plane of ", [ROLE_STEP] = "admin hosts in ", [ROLE_ENDPOINTS] = "endpoints of ",
		[ROLE_INTERNET] = "the internet" };
	const char *text = who->role < sizeof before / sizeof *before && before[who->role] ? before[who->role] : "";
	return str_format(p->arena, "%s%.*s", text, STR_ARG(thing));
}

bool ports_within(struct port_range outer, struct port_range inner)
{
	return (outer.protocol == PROTOCOL_ANY || outer.protocol == inner.protocol) && outer.first <= inner.first && inner.last <= outer.last;
}

struct str ports_text(struct proof *p, struct port_range r)
{
	static const char *const protocols[] = { "any protocol", "tcp", "udp", "icmp" };
	if (r.protocol == PROTOCOL_ANY)
		return STR("every port");
	return r.first == r.last ? str_format(p->arena, "%u/%s", r.first, protocols[r.protocol])
	                         : str_format(p->arena, "%u..%u/%s", r.first, r.last, protocols[r.protocol]);
}

static struct port_range range_of(struct val port)
{
	return (struct port_range){ port.detail == PROTOCOL_ANY ? PROTOCOL_TCP : port.detail, port.a & 0xFFFF, port.a >> 16 };
}

static void add(struct edges *e, party_ref from, party_ref to, struct port_range ports, object_ref behind, bool demanded)
{
	struct arena *arena = e->c->p->arena;
	chain_add(arena, &e->between, MAP_KEY(from, to), e->edges.len);
	chain_add(arena, &e->to, to, e->edges.len);
	chain_add(arena, &e->from, from, e->edges.len);
	vec_push(arena, &e->edges, (struct edge){ .from = from, .to = to, .ports = ports, .behind = behind, .demanded = demanded });
}

/* --- the platform ---------------------------------------------------------------------------------------------------- */

/* Its services are met at endpoints in the network, or at their public interfaces. */
static void add_platform(struct edges *e, party_ref from, object_ref environment, object_ref behind)
{
	struct port_range https = { PROTOCOL_TCP, 443, 443 };
	add(e, from, edges_party(e, ROLE_INTERNET, 0), https, behind, false);
	add(e, from, edges_party(e, ROLE_ENDPOINTS, environment), https, behind, false);
}

/* --- who is meant -------------------------------------------------------------------------------------------------- */

static bool is_platform(const struct edges *e, object_ref thing, const char *platform)
{
	struct proof *p = e->c->p;
	object_ref place = object_row(p->facts, thing, p->facts->relation_kind[REL_place]);
	return place && intent_word(p, place, FIELD_place_on, platform);
}

bool edges_is_pods(const struct edges *e, object_ref thing) { return is_platform(e, thing, "eks"); }

bool edges_is_service_of_platform(const struct edges *e, struct val v)
{
	const struct proof *p = e->c->p;
	name cidr = names_find(p->names, STR("cidr"));
	return v.tag == VAL_OBJECT && !object_at(p->facts, v.a)->place && chain_last(&e->c->in->endpoints_of, v.a)
	       && list_len(object_get_named(p->facts, v.a, cidr)) == 0;
}

static party_ref outside_party(struct edges *e, struct val v)
{
	if (v.tag == VAL_OBJECT)
		return object_at(e->c->p->facts, v.a)->place ? 0 : edges_party(e, ROLE_SITE, v.a);
	return val_is_stringy(v) && str_is(val_str(e->c->p->names, v), "internet") ? edges_party(e, ROLE_INTERNET, 0) : 0;
}

static party_ref party_of(struct edges *e, struct val v)
{
	if (v.tag == VAL_OBJECT && object_at(e->c->p->facts, v.a)->place)
		return edges_party(e, ROLE_ITSELF, v.a);
	return outside_party(e, v);
}

/* --- paths ------------------------------------------------------------------------------------------------------------ */

static bool is_balanced(const struct edges *e, object_ref endpoint)
{
	return row_get(e->c->p->facts, endpoint, FIELD_endpoint_via).tag != VAL_NONE;
}

static bool has_balancer(const struct edges *e, object_ref thing)
{
	const struct intent *in = e->c->in;
	for (uint32_t l = chain_last(&in->endpoints_of, thing); l; l = chain_former(&in->endpoints_of, l))
		if (is_balanced(e, chain_value(&in->endpoints_of, l)))
			return true;
	return false;
}

/* Behind a balancer: the ports that the thing itself listens on. */
static void add_behind_balancers(struct edges *e)
{
	struct proof *p = e->c->p;
	struct extent endpoints = rows_of(p->facts, REL_endpoint);
	for (uint32_t i = 0; i < endpoints.len; i++) {
		object_ref thing = intent_object(p, endpoints.at[i], FIELD_endpoint_of);
		if (!is_balanced(e, endpoints.at[i]) && has_balancer(e, thing))
			add(e, edges_party(e, ROLE_BALANCER, thing), edges_party(e, ROLE_ITSELF, thing),
				range_of(row_get(p->facts, endpoints.at[i], FIELD_endpoint_port)), endpoints.at[i], false);
	}
}

/* What is published by other means than a balancer (an API's gateway), or lies beyond a hub, is not judged here. */
static void add_path(struct edges *e, const struct declared_path *path)
{
	party_ref from = party_of(e, path->source), to = party_of(e, path->target);
	bool balanced = path->via == PATH_BALANCED && path->target.tag == VAL_OBJECT;
	if (from && edges_is_service_of_platform(e, path->target)) {
		add_platform(e, from, path->source_environment, path->half);
		return;
	}
	if (!from || !to || path->port.tag != VAL_PORT || path->via == PATH_GATEWAY || (balanced && !has_balancer(e, path->target.a))) {
		e->c->in->beyond++;
		return;
	}
	add(e, from, balanced ? edges_party(e, ROLE_BALANCER, path->target.a) : to, range_of(path->port), path->half, true);
}

/* --- administration ------------------------------------------------------------------------------------------------------ */

/* Hosts: nodes of the cluster, and services that stand on hosts of their own. */
static void add_to_hosts(struct edges *e, party_ref from, const struct declared_path *path)
{
	const struct chain *things = &e->c->in->things_in;
	struct port_range ports = range_of(path->port);
	add(e, from, edges_party(e, ROLE_NODES, path->target_environment), ports, path->half, false);
	for (uint32_t l = chain_last(things, path->target_environment); l; l = chain_former(things, l))
		if (is_platform(e, chain_value(things, l), "ec2"))
			add(e, from, edges_party(e, ROLE_ITSELF, chain_value(things, l)), ports, path->half, false);
}

/* From the site to the first host that is passed, from each to the next, from the last to any host of the environment. */
static void add_admin(struct edges *e, const struct declared_path *path)
{
	struct proof *p = e->c->p;
	struct intent *in = e->c->in;
	struct val through = row_get(p->facts, path->half, FIELD_flow_half_through);
	party_ref last = outside_party(e, path->source);
	bool passed = false;
	if (!last || path->port.tag != VAL_PORT)
		return;
	for (uint32_t i = 0; i < list_len(through); i++) {
		struct val v = list_at(p->facts, through, i);
		object_ref tier = v.tag == VAL_OBJECT ? object_row(p->facts, v.a, p->facts->relation_kind[REL_tier]) : 0;
		party_ref step = tier ? edges_party(e, ROLE_STEP, tier) : 0;
		if (step)
			add(e, last, step, range_of(path->port), path->half, true);
		last = step ? step : last;
		passed |= step != 0;
	}
	bool bastion = intent_word(p, path->half, FIELD_flow_half_way, "bastion");
	for (uint32_t n = passed || !bastion ? 0 : intent_networks(in, path->target_environment); n; n = chain_former(&in->networks_of, n))
		for (uint32_t t = chain_last(&in->tiers_of, chain_value(&in->networks_of, n)); t; t = chain_former(&in->tiers_of, t))
			if (intent_word(p, chain_value(&in->tiers_of, t), FIELD_tier_route, "internet")) {
				party_ref step = edges_party(e, ROLE_STEP, chain_value(&in->tiers_of, t));
				add(e, last, step, range_of(path->port), path->half, true);
				add_to_hosts(e, step, path);
				passed = true;
			}
	if (!passed || list_len(through) > 0)
		add_to_hosts(e, last, path);
}

/* --- axioms ---------------------------------------------------------------------------------------------------------------- */

static void add_axiom(struct edges *e, enum role from, enum role to, struct port_range ports, object_ref environment, object_ref cluster)
{
	add(e, edges_party(e, from, environment), edges_party(e, to, environment), ports, cluster, false);
}

static void add_cluster(struct edges *e, object_ref cluster)
{
	struct proof *p = e->c->p;
	object_ref environment = intent_object(p, cluster, FIELD_cluster_environment);
#define AXIOM(from, to, protocol, first, last) \
	add_axiom(e, ROLE_##from, ROLE_##to, (struct port_range){ PROTOCOL_##protocol, first, last }, environment, cluster);
#include "proof/axioms.def"
}

/* A pod with a group of its own asks its cluster for names and is asked by its node whether it is well. */
static void add_pod(struct edges *e, object_ref thing, object_ref place)
{
	struct proof *p = e->c->p;
	struct intent *in = e->c->in;
	party_ref nodes = edges_party(e, ROLE_NODES, intent_environment(p, thing)), pod = edges_party(e, ROLE_ITSELF, thing);
	static const struct port_range names[] = { { PROTOCOL_TCP, 53, 53 }, { PROTOCOL_UDP, 53, 53 }, { PROTOCOL_TCP, 15012, 15012 } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		add(e, pod, nodes, names[i], place, false);
	for (uint32_t l = chain_last(&in->endpoints_of, thing); l; l = chain_former(&in->endpoints_of, l))
		add(e, nodes, pod, range_of(row_get(p->facts, chain_value(&in->endpoints_of, l), FIELD_endpoint_port)), place, false);
}

static void add_axioms(struct edges *e)
{
	struct proof *p = e->c->p;
	struct extent clusters = rows_of(p->facts, REL_cluster), places = rows_of(p->facts, REL_place);
	for (uint32_t i = 0; i < clusters.len; i++) {
		object_ref environment = intent_object(p, clusters.at[i], FIELD_cluster_environment);
		add_cluster(e, clusters.at[i]);
		add_platform(e, edges_party(e, ROLE_NODES, environment), environment, clusters.at[i]);
	}
	for (uint32_t i = 0; i < places.len; i++) {
		object_ref thing = intent_object(p, places.at[i], FIELD_place_of);
		if (is_platform(e, thing, "eks"))
			add_pod(e, thing, places.at[i]);
		else if (is_platform(e, thing, "ec2") || is_platform(e, thing, "ecs"))
			add_platform(e, edges_party(e, ROLE_ITSELF, thing), intent_environment(p, thing), places.at[i]);
	}
}

/* --- pods without a group of their own ------------------------------------------------------------------------------------ */

/* Things whose pods are given groups. */
static struct map with_group(const struct edges *e)
{
	struct proof *p = e->c->p;
	struct map things = { 0 };
	for (uint32_t i = 0; i < p->things.len; i++)
		map_put(p->arena, &things, carriers_given(p, i), 1);
	return things;
}

static party_ref seen_as(const struct edges *e, party_ref party) { return map_at(&e->nodes_of, party, party); }

static bool is_there(const struct edges *e, party_ref from, party_ref to, struct port_range ports)
{
	for (uint32_t l = chain_last(&e->between, MAP_KEY(from, to)); l; l = chain_former(&e->between, l)) {
		const struct edge *edge = &e->edges.at[chain_value(&e->between, l)];
		if (edge->demanded && ports_within(edge->ports, ports) && ports_within(ports, edge->ports))
			return true;
	}
	return false;
}

void edges_share(struct edges *e)
{
	struct proof *p = e->c->p;
	struct map things = with_group(e);
	struct extent places = rows_of(p->facts, REL_place);
	for (uint32_t i = 0; i < places.len; i++) {
		object_ref thing = intent_object(p, places.at[i], FIELD_place_of);
		if (thing && !map_at(&things, thing, 0) && edges_is_pods(e, thing))
			map_put(p->arena, &e->nodes_of, edges_party(e, ROLE_ITSELF, thing),
				edges_party(e, ROLE_NODES, intent_environment(p, thing)));
	}
	for (uint32_t i = 0, declared = e->edges.len; i < declared; i++) {
		struct edge edge = e->edges.at[i];
		party_ref from = seen_as(e, edge.from), to = seen_as(e, edge.to);
		if ((from != edge.from || to != edge.to) && !is_there(e, from, to, edge.ports))
			add(e, from, to, edge.ports, edge.behind, edge.demanded);
	}
}

/* --- all ------------------------------------------------------------------------------------------------------------------- */

struct edges *edges_read(struct comparison *c)
{
	struct edges *e = ARENA_NEW(c->p->arena, struct edges);
	e->c = c;
	vec_push(c->p->arena, &e->parties, (struct party){ 0 });
	for (uint32_t i = 0; i < c->in->paths.len; i++) {
		if (c->in->paths.at[i].via == PATH_ADMIN)
			add_admin(e, &c->in->paths.at[i]);
		else
			add_path(e, &c->in->paths.at[i]);
	}
	add_behind_balancers(e);
	add_axioms(e);
	return e;
}
