/* Pods: what the walls around them let pass is declared, and what is declared passes. Whom pods run as, which pods a Service leads to,
 * and that the walls hold. */
#include "proof/access.h"
#include "proof/groups.h"

struct podding {
	struct comparison *c;
	struct edges *e;
	struct chain walls_of;                         /* thing -> walls around its pods alone */
	struct chain walls_in;                         /* cluster and namespace -> walls around all pods there */
	struct chain things_in;                        /* cluster and namespace -> workloads there */
	struct chain balancers_of;                     /* thing -> its balancers */
	struct chain endpoints_in;                     /* environment -> endpoints of the platform's services */
	struct chain observers;                        /* thing, or environment around all -> namespaces from which it is measured */
	struct map accounts;                           /* cluster, and namespace and name of an account -> thing it is for */
	struct map workload_of;                        /* thing -> its workload + 1 */
	VEC(struct cidr) blocks;                       /* of the party that is looked at */
	VEC(struct cidr) not_internet;
};

static const struct { const char *space, *label, *pods; struct port_range ports; } asking[] = {
#define ASKS(space, label, pods, protocol, port) { space, label, pods, { PROTOCOL_##protocol, port, port } },
#include "proof/objects.def"
};
static const struct { const char *block; struct port_range ports; } asking_node[] = {
#define ASKS_NODE(block, protocol, port) { block, { PROTOCOL_##protocol, port, port } },
#include "proof/objects.def"
};
static const struct port_range measured[] = {
#define MEASURED(protocol, port) { PROTOCOL_##protocol, port, port },
#include "proof/objects.def"
};
static const char *const addons[] = {
#define ADDON(name) name,
#include "proof/types.def"
}, *const walling_addons[] = {
#define WALLING_ADDON(name) name,
#include "proof/types.def"
};
static const char name_of_pod[] =
#define NAME_OF_POD(label) label;
#include "proof/objects.def"
#define COUNT(rows) (sizeof rows / sizeof *rows)

static struct str text(const struct podding *g, name n) { return names_text(g->c->p->names, n); }
static struct str spelled(const struct podding *g, object_ref thing) { return thing ? declared_name(g->c, thing) : STR("something"); }

/* Whose pods these are, or 0. */
static object_ref thing_at(const struct podding *g, name cluster, name space, name pods) { return carriers_pods(g->c->p, cluster, space, pods); }

/* --- addresses of parties ------------------------------------------------------------------------------------------------ */

static void add_subnet(struct podding *g, seen_ref subnet)
{
	uint32_t declared = subnet ? map_at(&g->c->declared_of, subnet, 0) : 0;
	if (declared)
		vec_push(g->c->p->arena, &g->blocks, g->c->in->subnets.at[declared - 1].block);
}

static void add_subnets(struct podding *g, seen_ref s, enum seen_argument subnets)
{
	for (uint32_t i = 0; i < seen_cell(g->c->p, s, subnets)->count; i++)
		add_subnet(g, seen_target(g->c->p, s, subnets, i));
}

static void add_tiers(struct podding *g, object_ref thing)
{
	struct intent *in = g->c->in;
	for (uint32_t t = chain_last(&in->tiers_at, thing); t; t = chain_former(&in->tiers_at, t)) {
		object_ref tier = chain_value(&in->tiers_at, t), network = intent_object(g->c->p, tier, FIELD_tier_network);
		for (uint32_t l = chain_last(&in->subnets_of, network); l; l = chain_former(&in->subnets_of, l))
			if (in->subnets.at[chain_value(&in->subnets_of, l)].tier == tier)
				vec_push(g->c->p->arena, &g->blocks, in->subnets.at[chain_value(&in->subnets_of, l)].block);
	}
}

/* A balancer has addresses where it stands, which is compared with what is declared apart. */
static void read_blocks(struct podding *g, party_ref other)
{
	struct proof *p = g->c->p;
	const struct party *who = &g->e->parties.at[other];
	struct val blocks = who->role == ROLE_SITE ? object_get_named(p->facts, who->thing, names_find(p->names, STR("cidr"))) : VAL_ABSENT;
	g->blocks.len = 0;
	for (uint32_t i = 0; i < list_len(blocks); i++) {
		struct val v = list_at(p->facts, blocks, i);
		if (v.tag == VAL_CIDR)
			vec_push(p->arena, &g->blocks, ((struct cidr){ v.a, (uint8_t)v.detail }));
	}
	if (who->role == ROLE_INTERNET)
		vec_push(p->arena, &g->blocks, (struct cidr){ 0 });
	if (who->role == ROLE_ITSELF)
		add_tiers(g, who->thing);
	for (uint32_t l = who->role == ROLE_BALANCER ? chain_last(&g->balancers_of, who->thing) : 0; l; l = chain_former(&g->balancers_of, l))
		add_subnets(g, chain_value(&g->balancers_of, l), READ_balancer_subnets);
	for (uint32_t l = who->role == ROLE_ENDPOINTS ? chain_last(&g->endpoints_in, who->thing) : 0; l; l = chain_former(&g->endpoints_in, l))
		add_subnets(g, chain_value(&g->endpoints_in, l), READ_endpoint_subnets);
}

static bool is_excepted(const struct podding *g, const struct seen_peer *peer, struct cidr block)
{
	const struct proof *p = g->c->p;
	for (uint32_t i = 0; i < peer->except.count; i++) {
		struct cidr without;
		if (cidr_of_text(text(g, p->words.at[peer->except.first + i]), &without) && cidr_contains(without, block))
			return true;
	}
	return false;
}

/* The internet is not what is ours or the platform's: it is excepted where a block would hold it. */
static bool is_within(struct podding *g, party_ref other, const struct seen_peer *peer)
{
	read_blocks(g, other);
	if (g->e->parties.at[other].role == ROLE_INTERNET) {
		for (uint32_t i = 0; i < g->not_internet.len; i++)
			if (cidr_overlaps(peer->block, g->not_internet.at[i]) && !is_excepted(g, peer, g->not_internet.at[i]))
				return false;
		return true;
	}
	for (uint32_t i = 0; i < g->blocks.len; i++)
		if (cidr_contains(g->blocks.at[i], peer->block))
			return true;
	return false;
}

/* --- what passes a wall -------------------------------------------------------------------------------------------------- */

/* Pods of one thing, an opening in a wall around them, one end of it. */
struct passing { struct podding *g; const struct seen_object *wall; object_ref thing; bool in; const struct seen_peer *peer; struct port_range ports; };

static bool is_asked_by_all(const struct passing *t)
{
	const struct podding *g = t->g;
	for (size_t i = 0; i < COUNT(asking) && !t->peer->by_block; i++)
		if (str_is(text(g, t->peer->space), asking[i].space) && str_is(text(g, t->peer->label), asking[i].label)
		    && str_is(text(g, t->peer->pods), asking[i].pods) && ports_within(asking[i].ports, t->ports))
			return !t->in;
	for (size_t i = 0; i < COUNT(asking_node) && t->peer->by_block; i++) {
		struct cidr block;
		if (cidr_of_text(str_of(asking_node[i].block), &block) && cidr_contains(block, t->peer->block) && ports_within(asking_node[i].ports, t->ports))
			return !t->in;
	}
	return false;
}

static struct port_range range_of(struct val port)
{
	return (struct port_range){ port.detail == PROTOCOL_ANY ? PROTOCOL_TCP : port.detail, port.a & 0xFFFF, port.a >> 16 };
}

/* Whoever measures asks where the thing listens, or its proxy. */
static bool is_measured(const struct passing *t)
{
	const struct podding *g = t->g;
	const struct intent *in = g->c->in;
	object_ref around[] = { t->thing, intent_environment(g->c->p, t->thing) };
	bool observer = false, port = false;
	for (size_t i = 0; i < COUNT(around) && t->in && t->peer->space; i++)
		for (uint32_t l = chain_last(&g->observers, around[i]); l; l = chain_former(&g->observers, l))
			observer |= chain_value(&g->observers, l) == t->peer->space;
	for (size_t i = 0; i < COUNT(measured); i++)
		port |= ports_within(measured[i], t->ports);
	for (uint32_t l = chain_last(&in->endpoints_of, t->thing); l; l = chain_former(&in->endpoints_of, l))
		port |= ports_within(range_of(row_get(g->c->p->facts, chain_value(&in->endpoints_of, l), FIELD_endpoint_port)), t->ports);
	return observer && port;
}

static bool is_declared(const struct passing *t)
{
	struct podding *g = t->g;
	struct edges *e = g->e;
	party_ref self = edges_party(e, ROLE_ITSELF, t->thing);
	if (is_asked_by_all(t) || !t->thing)
		return is_asked_by_all(t);
	if (t->peer->any_space)
		return false;
	if (!t->peer->by_block) {
		bool named = str_is(text(g, t->peer->label), name_of_pod);
		object_ref other = named ? thing_at(g, t->wall->cluster, t->peer->space, t->peer->pods) : 0;
		party_ref there = other ? edges_party(e, ROLE_ITSELF, other) : 0;
		for (uint32_t l = there ? chain_last(&e->between, t->in ? MAP_KEY(there, self) : MAP_KEY(self, there)) : 0; l; l = chain_former(&e->between, l))
			if (ports_within(e->edges.at[chain_value(&e->between, l)].ports, t->ports))
				return true;
		return !other && is_measured(t);
	}
	const struct chain *chain = t->in ? &e->to : &e->from;
	for (uint32_t l = chain_last(chain, self); l; l = chain_former(chain, l)) {
		const struct edge *edge = &e->edges.at[chain_value(chain, l)];
		if (ports_within(edge->ports, t->ports) && is_within(g, t->in ? edge->from : edge->to, t->peer))
			return true;
	}
	return false;
}

static struct str peer_text(const struct podding *g, const struct seen_peer *peer)
{
	struct proof *p = g->c->p;
	if (peer->by_block)
		return cidr_text(p, peer->block);
	if (peer->any_space)
		return STR("pods of every namespace");
	return str_format(p->arena, "%.*s in %.*s", STR_ARG(peer->pods ? text(g, peer->pods) : STR("all pods")), STR_ARG(text(g, peer->space)));
}

static void compare_opening(struct podding *g, const struct seen_object *wall, const struct seen_opening *o, object_ref thing)
{
	struct proof *p = g->c->p;
	if (o->peer_count == 0)
		proof_opens_object(p, wall, o->emitter, "pods of %.*s %s", STR_ARG(spelled(g, thing)), o->in ? "accept connections from everywhere" : "open connections to everywhere");
	for (uint32_t i = 0; i < o->peer_count; i++) {
		struct passing t = { g, wall, thing, o->in, &p->peers.at[o->first_peer + i], { PROTOCOL_ANY, 0, 65535 } };
		bool declared = o->port_count > 0 || is_declared(&t);
		for (uint32_t k = 0; k < o->port_count; k++) {
			const struct seen_ports *ports = &p->ports.at[o->first_port + k];
			t.ports = (struct port_range){ ports->protocol, ports->first, ports->last };
			declared &= is_declared(&t);
		}
		if (!declared)
			proof_opens_object(p, wall, o->emitter, "pods of %.*s %s %.*s, which is not declared", STR_ARG(spelled(g, thing)),
				o->in ? "accept connections from" : "open connections to", STR_ARG(peer_text(g, t.peer)));
	}
}

static void compare_wall(struct podding *g, const struct seen_wall *w)
{
	struct proof *p = g->c->p;
	const struct seen_object *of = &p->things.at[w->of];
	uint64_t space = MAP_KEY(of->cluster, of->space);
	if (!map_at(&p->spaces, space, 0))
		proof_closes_object(p, of, of->emitter, "a wall in %.*s, which is not written here: nobody knows whom it shuts off",
			STR_ARG(of->space ? text(g, of->space) : STR("no namespace")));
	object_ref thing = w->label ? thing_at(g, of->cluster, of->space, w->pods) : 0;
	if (w->label && (!thing || !str_is(text(g, w->label), name_of_pod)))
		proof_opens_object(p, of, of->emitter, "a wall around pods that are not seen, and around none that are");
	uint32_t l = w->label ? 0 : chain_last(&g->things_in, space);
	do {
		if (l)
			thing = chain_value(&g->things_in, l);
		for (uint32_t i = 0; i < w->count; i++)
			compare_opening(g, of, &p->openings.at[w->first + i], thing);
		l = l ? chain_former(&g->things_in, l) : 0;
	} while (l);
}

/* --- what is demanded ---------------------------------------------------------------------------------------------------- */

/* Whether something in the walls around a thing lets pass what `fits` says. */
struct wanted { struct podding *g; object_ref thing, other; bool in; struct port_range ports; struct cidr block; };

static bool passes_opening(const struct wanted *w, const struct seen_object *wall, const struct seen_opening *o)
{
	const struct podding *g = w->g;
	const struct proof *p = g->c->p;
	bool port = o->port_count == 0;
	for (uint32_t i = 0; i < o->port_count; i++) {
		const struct seen_ports *ports = &p->ports.at[o->first_port + i];
		port |= ports_within((struct port_range){ ports->protocol, ports->first, ports->last }, w->ports);
	}
	for (uint32_t i = 0; i < o->peer_count && port && o->in == w->in; i++) {
		const struct seen_peer *peer = &p->peers.at[o->first_peer + i];
		if (w->other ? !peer->by_block && thing_at(g, wall->cluster, peer->space, peer->pods) == w->other
		             : peer->by_block && cidr_contains(peer->block, w->block))
			return true;
	}
	return false;
}

static bool passes(const struct wanted *w)
{
	const struct podding *g = w->g;
	const struct proof *p = g->c->p;
	for (uint32_t l = chain_last(&g->walls_of, w->thing); l; l = chain_former(&g->walls_of, l)) {
		const struct seen_wall *wall = &p->walls.at[chain_value(&g->walls_of, l)];
		for (uint32_t i = 0; i < wall->count; i++)
			if (passes_opening(w, &p->things.at[wall->of], &p->openings.at[wall->first + i]))
				return true;
	}
	return false;
}

/* All addresses of the other end pass; of balancers that are called it is enough that some do. */
static bool all_pass(struct wanted *w, party_ref other)
{
	struct podding *g = w->g;
	const struct party *who = &g->e->parties.at[other];
	uint32_t here = map_at(&g->workload_of, w->thing, 0), there = who->role == ROLE_ITSELF ? map_at(&g->workload_of, who->thing, 0) : 0;
	const struct seen_object *workloads = g->c->p->workloads.at;
	if (there && workloads[there - 1].cluster == workloads[here - 1].cluster) {
		w->other = who->thing;
		return passes(w);
	}
	read_blocks(g, other);
	bool some = g->blocks.len == 0, all = true;
	for (uint32_t i = 0; i < g->blocks.len; i++) {
		w->block = g->blocks.at[i];
		bool one = passes(w);
		some |= one;
		all &= one;
	}
	return who->role == ROLE_BALANCER && !w->in ? some : all;
}

static void compare_demand(struct podding *g, const struct edge *edge, bool in, struct map *reached)
{
	struct proof *p = g->c->p;
	party_ref self = in ? edge->to : edge->from, other = in ? edge->from : edge->to;
	const struct party *who = &g->e->parties.at[self];
	bool balanced = in && g->e->parties.at[other].role == ROLE_BALANCER;
	if (who->role != ROLE_ITSELF || !map_at(&g->workload_of, who->thing, 0) || !(edge->demanded || balanced))
		return;
	struct wanted w = { .g = g, .thing = who->thing, .in = in, .ports = edge->ports };
	bool open = all_pass(&w, other);
	if (balanced) {                                /* it leads to one of the ports */
		map_put(p->arena, reached, who->thing, open || map_at(reached, who->thing, 0) == 1 ? 1 : 2);
		return;
	}
	if (!open)
		proof_lacks(p, edge->behind, "%.*s from %.*s to %.*s is declared, and no wall around pods lets it %s",
			STR_ARG(str_format(p->arena, "%u", edge->ports.first)), STR_ARG(party_name(g->e, edge->from)), STR_ARG(party_name(g->e, edge->to)),
			in ? "in" : "out");
}

/* --- that they hold ------------------------------------------------------------------------------------------------------- */

static void closes(const struct podding *g, const struct chain *walls, uint64_t key, bool *in, bool *out)
{
	for (uint32_t l = chain_last(walls, key); l; l = chain_former(walls, l)) {
		*in |= g->c->p->walls.at[chain_value(walls, l)].in;
		*out |= g->c->p->walls.at[chain_value(walls, l)].out;
	}
}

static void compare_space(struct podding *g, const struct seen_object *o)
{
	bool in = false, out = false;
	closes(g, &g->walls_in, MAP_KEY(o->cluster, o->name), &in, &out);
	if (!in || !out)
		proof_opens_object(g->c->p, o, o->emitter, "pods of %.*s %s whatever nobody forbids", STR_ARG(text(g, o->name)), in ? "open" : "accept");
}

/* Wherever pods are, not only where those of their thing are first: in a namespace that is seen, behind walls of that namespace. */
static void compare_workload(struct podding *g, const struct seen_object *o)
{
	const struct proof *p = g->c->p;
	object_ref thing = carriers_thing(p, o->subject);
	bool in = false, out = false;
	if (!map_at(&p->spaces, MAP_KEY(o->cluster, o->space), 0))
		proof_opens_object(g->c->p, o, o->emitter, "pods of %.*s are in a namespace that is not seen", STR_ARG(spelled(g, thing)));
	closes(g, &g->walls_in, MAP_KEY(o->cluster, o->space), &in, &out);
	for (uint32_t l = chain_last(&g->walls_of, thing); l; l = chain_former(&g->walls_of, l)) {
		const struct seen_wall *wall = &p->walls.at[chain_value(&g->walls_of, l)];
		bool here = p->things.at[wall->of].cluster == o->cluster && p->things.at[wall->of].space == o->space;
		in |= here && wall->in;
		out |= here && wall->out;
	}
	if (!in || !out)
		proof_opens_object(g->c->p, o, o->emitter, "pods of %.*s %s whatever nobody forbids", STR_ARG(spelled(g, thing)), in ? "open" : "accept");
}

static bool is_among(struct str word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(word, list[i]))
			return true;
	return false;
}

/* Pods get the groups that its objects give them only from a network that is told to, and from a control plane that may do so; and what
 * leaves the network has the group of the pods, not that of their nodes, only where the nodes do not lend it their address. */
static void compare_groups_held(struct podding *g)
{
	struct proof *p = g->c->p;
	struct map given = carriers_clusters(g->c);
	for (uint32_t i = 0; i < p->of_type[SEEN_addon].len; i++) {
		seen_ref s = p->of_type[SEEN_addon].at[i], cluster = seen_one(p, s, READ_addon_cluster, SEEN_cluster);
		struct str called = seen_text(p, s, READ_addon_called);
		if (!is_among(called, walling_addons, COUNT(walling_addons)) || !map_at(&given, cluster ? carriers_thing(p, seen_at(p, cluster)->subject) : 0, 0))
			continue;
		if (!seen_true(p, s, READ_addon_pod_groups))
			proof_closes(p, s, "%.*s is not told to give pods groups of their own", STR_ARG(called));
		if (!str_is(seen_text(p, s, READ_addon_pod_group_mode), "strict") && !seen_true(p, s, READ_addon_own_address))
			proof_opens(p, s, "connections of pods that leave their network have the group of their nodes");
	}
}

/* The network of a cluster puts up the walls that its objects say only when it is told to. */
static void compare_held(struct podding *g)
{
	struct proof *p = g->c->p;
	struct map walled = { 0 }, held = { 0 };
	for (uint32_t i = 0; i < p->walls.len; i++)
		map_put(p->arena, &walled, map_at(&g->c->access->environment_at, p->things.at[p->walls.at[i].of].cluster, 0), 1);
	for (uint32_t i = 0; i < p->of_type[SEEN_addon].len; i++) {
		seen_ref s = p->of_type[SEEN_addon].at[i], cluster = seen_one(p, s, READ_addon_cluster, SEEN_cluster);
		struct str called = seen_text(p, s, READ_addon_called);
		bool walling = is_among(called, walling_addons, COUNT(walling_addons));
		if (walling && !seen_true(p, s, READ_addon_policies) && map_at(&walled, cluster ? carriers_thing(p, seen_at(p, cluster)->subject) : 0, 0))
			proof_opens(p, s, "%.*s is not told to put up the walls around pods", STR_ARG(called));
		if (walling)
			map_put(p->arena, &held, cluster, 1);
		else if (!is_among(called, addons, COUNT(addons)))
			proof_opens(p, s, "%.*s runs in a cluster, and nobody knows what it does there", STR_ARG(called.len ? called : STR("something")));
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_cluster].len; i++) {
		seen_ref s = p->of_type[SEEN_cluster].at[i];
		object_ref environment = carriers_thing(p, seen_at(p, s)->subject);
		if (map_at(&walled, environment, 0) && !map_at(&held, s, 0))
			proof_opens(p, s, "nothing in the cluster of %.*s puts up the walls around pods", STR_ARG(spelled(g, environment)));
	}
}

/* --- accounts and settings --------------------------------------------------------------------------------------------- */

/* Plain settings are those of pods that are seen: elsewhere they may steer what puts up walls, or what runs others' software. */
static void compare_settings(struct podding *g, const struct seen_object *o)
{
	const struct proof *p = g->c->p;
	if (map_at(&p->spaces, MAP_KEY(o->cluster, o->space), 0))
		return;
	struct diag *diag = diag_add(p->diags, DIAG_ARTEFACT_UNREAD, (struct span){ o->emitter, o->emitter + 1 },
		"settings %.*s in %.*s: nobody knows what they steer there", STR_ARG(text(g, o->name)), STR_ARG(o->space ? text(g, o->space) : STR("no namespace")));
	diag_help(p->diags, diag, "write them in a namespace of the program");
}

/* The account of pods that is given a role is that of the thing that the role is for. */
static void compare_identity(struct podding *g, seen_ref s)
{
	struct proof *p = g->c->p;
	seen_ref cluster = seen_one(p, s, READ_pod_identity_cluster, SEEN_cluster), role = seen_one(p, s, READ_pod_identity_role, SEEN_iam_role);
	object_ref environment = cluster ? carriers_thing(p, seen_at(p, cluster)->subject) : 0, whose = role ? role_holder(p, role) : 0;
	struct str space = seen_text(p, s, READ_pod_identity_space), account = seen_text(p, s, READ_pod_identity_account);
	name folder = environment ? names_intern(p->names, declared_name(g->c, environment)) : NO_NAME;
	uint64_t key = carriers_place(p, folder, names_intern(p->names, space), names_intern(p->names, account));
	if (!whose || map_at(&g->accounts, key, 0) != whose || intent_environment(p, whose) != environment)
		proof_opens(p, s, "pods of account %.*s in %.*s are given the role of %.*s", STR_ARG(account), STR_ARG(space), STR_ARG(spelled(g, whose)));
}

/* --- all of it -------------------------------------------------------------------------------------------------------------- */

/* `http://NAME.NAMESPACE…` */
static name space_of(struct proof *p, struct str address)
{
	struct str rest = address, host;
	while (rest.len > 3 && !str_starts(rest, STR("://")))
		rest = (struct str){ rest.at + 1, rest.len - 1 };
	rest = rest.len > 3 ? (struct str){ rest.at + 3, rest.len - 3 } : address;
	rest = proof_part(&rest, '/');
	host = proof_part(&rest, ':');
	proof_part(&host, '.');
	return names_intern(p->names, proof_part(&host, '.'));
}

static void read_pods(struct podding *g)
{
	struct proof *p = g->c->p;
	struct extent observers = rows_of(p->facts, REL_observer);
	for (uint32_t i = 0; i < observers.len; i++) {
		struct val at = row_get(p->facts, observers.at[i], FIELD_observer_at);
		object_ref of = intent_object(p, observers.at[i], FIELD_observer_of);
		bool runs = of && object_row(p->facts, of, p->facts->relation_kind[REL_place]);   /* what runs is measured itself, and nothing beside it */
		if (of && val_is_stringy(at))
			chain_add(p->arena, &g->observers, runs ? of : intent_environment(p, of), space_of(p, val_str(p->names, at)));
	}
	for (uint32_t i = 0; i < p->workloads.len; i++) {
		const struct seen_object *o = &p->workloads.at[i];
		object_ref thing = carriers_thing(p, o->subject);
		if (!object_row(p->facts, thing, p->facts->relation_kind[REL_place]) || map_at(&g->workload_of, thing, 0))
			continue;
		map_put(p->arena, &g->workload_of, thing, i + 1);
		chain_add(p->arena, &g->things_in, MAP_KEY(o->cluster, o->space), thing);
	}
	for (uint32_t i = 0; i < p->things.len; i++)
		if (p->things.at[i].kind == OBJECT_account)
			map_put(p->arena, &g->accounts, carriers_place(p, p->things.at[i].cluster, p->things.at[i].space, p->things.at[i].name),
				carriers_thing(p, p->things.at[i].subject));
	for (uint32_t i = 0; i < p->walls.len; i++) {
		const struct seen_wall *w = &p->walls.at[i];
		const struct seen_object *of = &p->things.at[w->of];
		if (!w->label)
			chain_add(p->arena, &g->walls_in, MAP_KEY(of->cluster, of->space), i);
		else if (thing_at(g, of->cluster, of->space, w->pods))
			chain_add(p->arena, &g->walls_of, thing_at(g, of->cluster, of->space, w->pods), i);
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_balancer].len; i++)
		chain_add(p->arena, &g->balancers_of, carriers_thing(p, seen_at(p, p->of_type[SEEN_balancer].at[i])->subject), p->of_type[SEEN_balancer].at[i]);
	for (uint32_t i = 0; i < p->of_type[SEEN_endpoint].len; i++) {
		object_ref network = map_at(&g->c->network_of, seen_one(p, p->of_type[SEEN_endpoint].at[i], READ_endpoint_vpc, SEEN_vpc), 0);
		if (network)
			chain_add(p->arena, &g->endpoints_in, intent_object(p, network, FIELD_network_environment), p->of_type[SEEN_endpoint].at[i]);
	}
#define NOT_INTERNET(text) { struct cidr block; if (cidr_of_text(STR(text), &block)) vec_push(p->arena, &g->not_internet, block); }
#include "proof/objects.def"
}

void compare_pods(struct comparison *c)
{
	struct proof *p = c->p;
	struct podding g = { .c = c, .e = c->edges };
	struct map reached = { 0 };
	if (p->things.len == 0 && p->of_type[SEEN_pod_identity].len == 0)
		return;
	read_pods(&g);
	for (uint32_t i = 0; i < p->walls.len; i++)
		compare_wall(&g, &p->walls.at[i]);
	for (uint32_t i = 0; i < c->edges->edges.len; i++)
		for (int in = 0; in < 2; in++)
			compare_demand(&g, &c->edges->edges.at[i], in, &reached);
	for (uint32_t i = 0; i < p->workloads.len; i++) {
		object_ref thing = carriers_thing(p, p->workloads.at[i].subject);
		if (map_at(&g.workload_of, thing, 0) == i + 1 && map_at(&reached, thing, 0) == 2)
			proof_lacks(p, thing, "no wall around pods of %.*s lets in its balancer", STR_ARG(spelled(&g, thing)));
	}
	for (uint32_t i = 0; i < p->things.len; i++) {
		enum seen_rights kind = p->things.at[i].kind;
		if (kind == OBJECT_space)
			compare_space(&g, &p->things.at[i]);
		else if (kind == OBJECT_settings)
			compare_settings(&g, &p->things.at[i]);
		else if (objects_make_pods(kind))
			compare_workload(&g, &p->things.at[i]);
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_pod_identity].len; i++)
		compare_identity(&g, p->of_type[SEEN_pod_identity].at[i]);
	compare_held(&g);
	compare_groups_held(&g);
}
