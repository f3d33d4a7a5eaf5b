/* Where callers arrive and where things stand: balancers for the internet, what they listen on and lead to, public addresses,
 * and the subnets of stores and clusters. */
#include "proof/groups.h"

struct placing { struct comparison *c; struct edges *e; struct map listens; };

static object_ref subject_of(const struct placing *g, seen_ref s) { return carriers_thing(g->c->p, seen_at(g->c->p, s)->subject); }

/* --- who is declared to arrive ------------------------------------------------------------------------------------------ */

/* Whether somebody outside is declared to come to this party. */
static bool is_met_from_outside(struct placing *g, party_ref party)
{
	for (uint32_t l = chain_last(&g->e->to, party); l; l = chain_former(&g->e->to, l)) {
		enum role from = g->e->parties.at[g->e->edges.at[chain_value(&g->e->to, l)].from].role;
		if (from == ROLE_INTERNET || from == ROLE_SITE)
			return true;
	}
	return false;
}

static object_ref tier_of_subnet(struct placing *g, seen_ref subnet)
{
	uint32_t declared = subnet ? map_at(&g->c->declared_of, subnet, 0) : 0;
	return declared ? g->c->in->subnets.at[declared - 1].tier : 0;
}

/* --- balancers -------------------------------------------------------------------------------------------------------------- */

static void compare_balancer(struct placing *g, seen_ref s)
{
	struct proof *p = g->c->p;
	object_ref thing = subject_of(g, s);
	party_ref party = edges_party(g->e, ROLE_BALANCER, thing);
	bool internal = seen_true(p, s, READ_balancer_internal);
	const struct seen_cell *subnets = seen_cell(p, s, READ_balancer_subnets);
	if (!internal && !is_met_from_outside(g, party))
		proof_opens(p, s, "%.*s is reached from the internet, and nobody outside is declared to come there", STR_ARG(party_name(g->e, party)));
	for (uint32_t i = 0; i < subnets->count; i++) {
		object_ref tier = tier_of_subnet(g, seen_target(p, s, READ_balancer_subnets, i));
		if (!tier)
			proof_opens(p, s, "%.*s stands in a subnet that is not seen", STR_ARG(party_name(g->e, party)));
		else if (!internal && !intent_word(p, tier, FIELD_tier_route, "internet"))
			proof_closes(p, s, "%.*s is for the internet and stands in tier %.*s, which is not routed there",
				STR_ARG(party_name(g->e, party)), STR_ARG(declared_name(g->c, tier)));
	}
	if (!internal)
		map_put(p->arena, &g->listens, MAP_KEY(party, 0), s);
}

static bool port_of(const struct proof *p, seen_ref s, enum seen_argument argument, uint32_t *port)
{
	struct str text = seen_text(p, s, argument);
	*port = 0;
	for (uint32_t i = 0; i < text.len && *port < 65536; i++)
		*port = text.at[i] >= '0' && text.at[i] <= '9' ? *port * 10 + (uint32_t)(text.at[i] - '0') : 65536;
	return text.len > 0 && *port < 65536;
}

/* What stands behind a balancer is the thing that it is declared for, at a port of its own. */
static void compare_target(struct placing *g, seen_ref listener, enum seen_argument argument, uint32_t i, object_ref thing)
{
	struct proof *p = g->c->p;
	seen_ref target = seen_target(p, listener, argument, i);
	uint32_t port;
	if (!target || seen_at(p, target)->type != SEEN_target_group || subject_of(g, target) != thing) {
		proof_opens(p, listener, "the balancer of %.*s leads to something else", STR_ARG(declared_name(g->c, thing)));
		return;
	}
	bool listens = false, known = port_of(p, target, READ_target_group_port, &port);
	for (uint32_t l = chain_last(&g->c->in->endpoints_of, thing); l; l = chain_former(&g->c->in->endpoints_of, l)) {
		object_ref endpoint = chain_value(&g->c->in->endpoints_of, l);
		struct val own = row_get(p->facts, endpoint, FIELD_endpoint_port);
		listens |= row_get(p->facts, endpoint, FIELD_endpoint_via).tag == VAL_NONE && own.tag == VAL_PORT && known
		           && (own.a & 0xFFFF) <= port && port <= own.a >> 16;
	}
	if (!listens)
		proof_closes(p, target, "the balancer of %.*s leads to a port where it does not listen", STR_ARG(declared_name(g->c, thing)));
}

enum { PORT_OF_ENCRYPTED = 443 };

/* In plain a balancer answers one thing: where the same is to be had encrypted. */
static void compare_plain(struct placing *g, seen_ref s, uint32_t port, object_ref thing)
{
	struct proof *p = g->c->p;
	uint32_t there = 0;
	bool leads = seen_cell(p, s, READ_listener_target)->count > 0 || seen_cell(p, s, READ_listener_targets)->count > 0;
	if (str_is(seen_text(p, s, READ_listener_protocol), "HTTPS"))
		return;
	if (leads || !port_of(p, s, READ_listener_redirect_port, &there) || there == port || port == PORT_OF_ENCRYPTED)
		proof_opens(p, s, "the balancer of %.*s takes in plain what comes to port %u", STR_ARG(declared_name(g->c, thing)), port);
}

static void compare_listener(struct placing *g, seen_ref s)
{
	struct proof *p = g->c->p;
	seen_ref balancer = seen_one(p, s, READ_listener_balancer, SEEN_balancer);
	object_ref thing = balancer ? subject_of(g, balancer) : 0;
	party_ref party = edges_party(g->e, ROLE_BALANCER, thing);
	uint32_t port;
	if (!thing || !port_of(p, s, READ_listener_port, &port)) {
		proof_opens(p, s, "a listener whose balancer or port is not understood");
		return;
	}
	map_put(p->arena, &g->listens, MAP_KEY(party, port), s);
	compare_plain(g, s, port, thing);
	for (enum seen_argument a = READ_listener_target; a <= READ_listener_targets; a++)
		for (uint32_t i = 0; i < seen_cell(p, s, a)->count; i++)
			compare_target(g, s, a, i, thing);
}

/* Every declared connection to a balancer finds a listener, from outside one that is reached from there. */
static void compare_arrivals(struct placing *g)
{
	struct proof *p = g->c->p;
	for (uint32_t i = 0; i < g->e->edges.len; i++) {
		const struct edge *edge = &g->e->edges.at[i];
		const struct party *to = &g->e->parties.at[edge->to];
		enum role from = g->e->parties.at[edge->from].role;
		if (to->role != ROLE_BALANCER || !edge->demanded)
			continue;
		if (!map_at(&g->listens, MAP_KEY(edge->to, edge->ports.first), 0))
			proof_lacks(p, edge->behind, "%.*s does not listen on %u", STR_ARG(party_name(g->e, edge->to)), edge->ports.first);
		else if ((from == ROLE_INTERNET || from == ROLE_SITE) && !map_at(&g->listens, MAP_KEY(edge->to, 0), 0))
			proof_lacks(p, edge->behind, "%.*s is not reached from the internet", STR_ARG(party_name(g->e, edge->to)));
	}
}

/* --- addresses and subnets ---------------------------------------------------------------------------------------------------- */

static struct str thing_name(const struct placing *g, object_ref thing) { return thing ? declared_name(g->c, thing) : STR("something"); }

/* Hosts that administrators pass are met from outside; nothing else is, unless it is declared. */
static void compare_public_host(struct placing *g, seen_ref s, object_ref thing)
{
	struct proof *p = g->c->p;
	bool step = thing && object_at(p->facts, thing)->kind == p->facts->relation_kind[REL_tier];
	if (!step && !is_met_from_outside(g, edges_party(g->e, ROLE_ITSELF, thing)))
		proof_opens(p, s, "%.*s is given a public address", STR_ARG(thing_name(g, thing)));
}

/* What a host does not say its subnet says; without one it stands in the network that every account has, which gives one. */
static bool has_public_address(const struct proof *p, seen_ref host)
{
	seen_ref subnet = seen_one(p, host, READ_instance_subnet, SEEN_subnet);
	if (seen_cell(p, host, READ_instance_public_address)->count > 0)
		return seen_may_be_true(p, host, READ_instance_public_address);
	return !subnet || seen_may_be_true(p, subnet, READ_subnet_public_addresses);
}

/* An address of its own is for a host that is seen; a gateway says for itself which is its own. */
static void compare_address(struct placing *g, seen_ref address)
{
	struct proof *p = g->c->p;
	seen_ref host = seen_one(p, address, READ_address_instance, SEEN_instance);
	if (host)
		compare_public_host(g, address, subject_of(g, host));
	else if (seen_cell(p, address, READ_address_instance)->count > 0)
		proof_opens(p, address, "a host that is not seen is given a public address");
	if (seen_cell(p, address, READ_address_interface)->count > 0)
		proof_opens(p, address, "an interface that is not seen is given a public address");
}

static void compare_public_hosts(struct placing *g)
{
	struct proof *p = g->c->p;
	for (uint32_t i = 0; i < p->of_type[SEEN_instance].len; i++) {
		seen_ref s = p->of_type[SEEN_instance].at[i];
		if (has_public_address(p, s))
			compare_public_host(g, s, subject_of(g, s));
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_launch_template].len; i++) {
		seen_ref s = p->of_type[SEEN_launch_template].at[i];
		if (seen_may_be_true(p, s, READ_launch_template_public_address))
			compare_public_host(g, s, subject_of(g, s));
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_address].len; i++)
		compare_address(g, p->of_type[SEEN_address].at[i]);
}

static const struct { enum seen_type type; enum seen_argument subnets; } standing[] = {
#define STANDS(id, member, path) { SEEN_##id, READ_##id##_##member },
#include "proof/types.def"
};

/* A thing in its own tiers, hosts that administrators pass in the tier that they are written for, an environment with the tier of its cluster. */
static bool stands_in(const struct placing *g, object_ref thing, object_ref tier)
{
	struct proof *p = g->c->p;
	object_ref cluster = thing ? object_row(p->facts, thing, p->facts->relation_kind[REL_cluster]) : 0;
	struct val nodes = cluster ? row_get(p->facts, cluster, FIELD_cluster_tier) : VAL_ABSENT;
	for (uint32_t l = chain_last(&g->c->in->tiers_at, thing); l; l = chain_former(&g->c->in->tiers_at, l))
		if (chain_value(&g->c->in->tiers_at, l) == tier)
			return true;
	return thing == tier || (nodes.tag == VAL_OBJECT && object_row(p->facts, nodes.a, p->facts->relation_kind[REL_tier]) == tier);
}

/* A thing stands in subnets of the tiers that it is declared in: a group guards it there, and the routes of the tier hold. */
static void compare_standing(struct placing *g)
{
	struct proof *p = g->c->p;
	for (size_t r = 0; r < sizeof standing / sizeof *standing; r++)
		for (uint32_t i = 0; i < p->of_type[standing[r].type].len; i++) {
			seen_ref s = p->of_type[standing[r].type].at[i];
			object_ref thing = subject_of(g, s);
			for (uint32_t n = 0; n < seen_cell(p, s, standing[r].subnets)->count; n++) {
				object_ref tier = tier_of_subnet(g, seen_target(p, s, standing[r].subnets, n));
				if (!tier || !thing || !stands_in(g, thing, tier))
					proof_opens(p, s, "%.*s is put into a subnet of a tier where it is not declared to stand",
						STR_ARG(thing_name(g, thing)));
			}
		}
}

/* --- control planes ------------------------------------------------------------------------------------------------------------- */

static bool is_declared_source(const struct proof *p, object_ref cluster, struct cidr block)
{
	struct val sites = cluster ? row_get(p->facts, cluster, FIELD_cluster_open_to) : VAL_ABSENT;
	for (uint32_t i = 0; i < list_len(sites); i++) {
		struct val site = list_at(p->facts, sites, i);
		struct val blocks = site.tag == VAL_OBJECT ? object_get_named(p->facts, site.a, names_find(p->names, STR("cidr"))) : VAL_ABSENT;
		for (uint32_t b = 0; b < list_len(blocks); b++) {
			struct val v = list_at(p->facts, blocks, b);
			if (v.tag == VAL_CIDR && cidr_contains((struct cidr){ v.a, (uint8_t)v.detail }, block))
				return true;
		}
	}
	return false;
}

/* A control plane that is reached from outside is so from the declared sites and from nowhere else. The platform's own default is
 * open to everybody. */
static void compare_control_plane(struct placing *g, seen_ref s)
{
	struct proof *p = g->c->p;
	object_ref environment = subject_of(g, s);
	object_ref cluster = environment ? object_row(p->facts, environment, p->facts->relation_kind[REL_cluster]) : 0;
	if (str_is(seen_text(p, s, READ_cluster_public), "false"))
		return;
	const struct seen_cell *from = seen_cell(p, s, READ_cluster_public_from);
	bool declared = from->count > 0;
	for (uint32_t i = 0; i < from->count && declared; i++) {
		struct cidr block;
		declared = cidr_of_text(names_text(p->names, p->values.at[from->first + i].text), &block) && is_declared_source(p, cluster, block);
	}
	if (!declared)
		proof_opens(p, s, "the control plane of %.*s is reached from places that are not declared",
			STR_ARG(environment ? declared_name(g->c, environment) : STR("a cluster")));
}

void compare_places(struct comparison *c, struct edges *e)
{
	struct proof *p = c->p;
	struct placing g = { .c = c, .e = e };
	for (uint32_t i = 0; i < p->of_type[SEEN_balancer].len; i++)
		compare_balancer(&g, p->of_type[SEEN_balancer].at[i]);
	for (uint32_t i = 0; i < p->of_type[SEEN_listener].len; i++)
		compare_listener(&g, p->of_type[SEEN_listener].at[i]);
	if (p->of_type[SEEN_balancer].len > 0)
		compare_arrivals(&g);
	compare_public_hosts(&g);
	compare_standing(&g);
	for (uint32_t i = 0; i < p->of_type[SEEN_cluster].len; i++)
		compare_control_plane(&g, p->of_type[SEEN_cluster].at[i]);
}
