/* Security groups. Every rule is explained by declared connections, for everybody who carries its group, and every declared
 * connection has its two halves. A path is open only when some rule lets it in: when all are explained, none is open that
 * is not declared. */
#include "proof/groups.h"

/* One rule: the group it belongs to, and the other end. */
struct rule_seen { seen_ref rule, group, other; struct port_range ports; struct cidr block; bool by_block, in; };

/* `listed`: party and service of the platform, to whose addresses a rule lets it out by way of a gateway endpoint; `served`: environment and service of the platform, as the
 * platform calls it -> form of its endpoint there. */
struct comparing { struct comparison *c; struct edges *e; struct carriers *k; struct map listed, served; };

enum endpoint_form { WITHOUT_ENDPOINT, BY_ADDRESS, BY_ROUTE };

/* --- reading a rule -------------------------------------------------------------------------------------------------- */

static bool number(struct str text, uint32_t *n)
{
	*n = 0;
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9' || *n > 65535)
			return false;
		*n = *n * 10 + (uint32_t)(text.at[i] - '0');
	}
	return text.len > 0;
}

static bool ports_of(struct proof *p, seen_ref rule, enum seen_argument protocol, enum seen_argument first, struct port_range *out)
{
	static const struct { const char *text; unsigned protocol; } protocols[] = {
		{ "tcp", PROTOCOL_TCP }, { "udp", PROTOCOL_UDP }, { "icmp", PROTOCOL_ICMP }, { "-1", PROTOCOL_ANY },
	};
	struct str text = seen_text(p, rule, protocol);
	for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++) {
		if (!str_is(text, protocols[i].text))
			continue;
		*out = (struct port_range){ protocols[i].protocol, 0, 65535 };
		if (out->protocol == PROTOCOL_ANY)
			return true;
		return number(seen_text(p, rule, first), &out->first) && number(seen_text(p, rule, first + 1), &out->last);
	}
	return false;
}

static bool is_of_account(const struct comparison *c, seen_ref group, name account)
{
	struct proof *p = c->p;
	object_ref network = map_at(&c->network_of, seen_one(p, group, READ_group_vpc, SEEN_vpc), 0);
	struct buf own;
	if (!account || !network)
		return true;
	buf_init(&own, p->arena);
	val_print(&own, p->names, row_get(p->facts, network, FIELD_network_account));
	bool same = str_equal(buf_slice(&own, 0), names_text(p->names, account));
	buf_drop(&own);
	return same;
}

/* `com.amazonaws.REGION.SERVICE`, whose region is compared elsewhere. */
static struct str served_by(struct str service)
{
	for (uint32_t dots = 0; dots < 3 && service.len > 0; service.at++, service.len--)
		dots += service.at[0] == '.';
	return service;
}

static bool is_gateway(const struct proof *p, seen_ref endpoint)
{
	return endpoint && (seen_cell(p, endpoint, READ_endpoint_form)->count == 0 || str_is(seen_text(p, endpoint, READ_endpoint_form), "Gateway"));
}

/* Which addresses a list holds, whoever keeps it says: only that of a gateway endpoint of the network is known, which is reached by its
 * own policy. */
static void read_listed(struct comparing *g, const struct rule_seen *rule, enum seen_argument list)
{
	struct proof *p = g->c->p;
	seen_ref endpoint = seen_one(p, rule->rule, list, SEEN_endpoint);
	seen_ref vpc = seen_one(p, rule->group, READ_group_vpc, SEEN_vpc);
	bool https = rule->ports.protocol == PROTOCOL_TCP && rule->ports.first == 443 && rule->ports.last == 443;
	if (rule->in || rule->other || rule->by_block || !is_gateway(p, endpoint) || !vpc || seen_one(p, endpoint, READ_endpoint_vpc, SEEN_vpc) != vpc) {
		proof_opens(p, rule->rule, "a list of addresses that is not that of a gateway endpoint of its network");
		return;
	}
	if (!https)
		proof_opens(p, rule->rule, "other ports of a service of the platform than 443/tcp");
	name service = names_intern(p->names, served_by(seen_text(p, endpoint, READ_endpoint_service)));
	for (uint32_t a = chain_last(&g->k->of_group, rule->group); a; a = chain_former(&g->k->of_group, a))
		map_put(p->arena, &g->listed, MAP_KEY(chain_value(&g->k->of_group, a), service), 1);
}

/* False when the rule is not understood, which is said. */
static bool read_rule(struct comparing *g, seen_ref s, bool in, struct rule_seen *rule)
{
	struct proof *p = g->c->p;
	enum seen_argument base = in ? READ_ingress_group : READ_egress_group;
	*rule = (struct rule_seen){ .rule = s, .in = in };
	rule->group = seen_one(p, s, base, SEEN_group);
	rule->other = seen_one(p, s, base + 1, SEEN_group);
	rule->by_block = seen_cidr(p, s, base + 2, &rule->block);
	if (rule->other && !is_of_account(g->c, rule->other, p->values.at[seen_cell(p, s, base + 1)->first].account))
		proof_opens(p, s, "a group of another account than the one it is said to be of");
	if (!ports_of(p, s, base + 4, base + 5, &rule->ports) || !rule->group) {
		proof_opens(p, s, "a rule whose group or ports are not understood");
		return false;
	}
	if (seen_cell(p, s, base + 3)->count > 0) {
		read_listed(g, rule, base + 3);
		return !in;
	}
	if (!rule->other && !rule->by_block)
		proof_opens(p, s, "a rule whose other end is not understood");
	return rule->other || rule->by_block;
}

/* --- explaining it ------------------------------------------------------------------------------------------------------ */

static bool is_within(struct val blocks, const struct facts *facts, struct cidr block, uint32_t *covered)
{
	bool within = false;
	for (uint32_t i = 0; i < list_len(blocks); i++) {
		struct val v = list_at(facts, blocks, i);
		struct cidr own = { v.a, (uint8_t)v.detail };
		if (v.tag != VAL_CIDR)
			continue;
		within |= cidr_contains(own, block);
		*covered += cidr_contains(block, own);
	}
	return within;
}

static struct val blocks_of(const struct proof *p, object_ref site)
{
	return object_get_named(p->facts, site, names_find(p->names, STR("cidr")));
}

/* Whether an edge is about this block at its other end: a site that has it, the internet, or a tier it lies in. */
static bool block_fits(struct comparing *g, party_ref other, struct cidr block, uint32_t *covered)
{
	struct proof *p = g->c->p;
	const struct party *who = &g->e->parties.at[other];
	if (who->role == ROLE_INTERNET) {
		*covered += block.prefix == 0;
		return true;
	}
	if (who->role == ROLE_SITE)
		return is_within(blocks_of(p, who->thing), p->facts, block, covered);
	if (who->role != ROLE_ITSELF && who->role != ROLE_BALANCER && who->role != ROLE_NODES)
		return false;
	for (uint32_t t = chain_last(&g->c->in->tiers_at, who->thing); t; t = chain_former(&g->c->in->tiers_at, t)) {
		object_ref tier = chain_value(&g->c->in->tiers_at, t), network = intent_object(p, tier, FIELD_tier_network);
		for (uint32_t l = chain_last(&g->c->in->subnets_of, network); l; l = chain_former(&g->c->in->subnets_of, l)) {
			const struct declared_subnet *d = &g->c->in->subnets.at[chain_value(&g->c->in->subnets_of, l)];
			if (d->tier == tier && cidr_contains(d->block, block)) {
				*covered += 1;
				return true;
			}
		}
	}
	return false;
}

static void mark(struct edge *edge, bool in, uint32_t blocks)
{
	if (in)
		edge->blocks_in += blocks;
	else
		edge->blocks_out += blocks;
	edge->seen |= in ? EDGE_IN : EDGE_OUT;
}

/* Between two parties: an edge with all ports of the rule explains it, one within them is seen. */
static bool explained_between(struct comparing *g, const struct rule_seen *rule, party_ref from, party_ref to)
{
	bool explained = false;
	for (uint32_t l = chain_last(&g->e->between, MAP_KEY(from, to)); l; l = chain_former(&g->e->between, l)) {
		struct edge *edge = &g->e->edges.at[chain_value(&g->e->between, l)];
		explained |= ports_within(edge->ports, rule->ports);
		if (ports_within(rule->ports, edge->ports))
			mark(edge, rule->in, 1);
	}
	return explained;
}

static bool explained_by_block(struct comparing *g, const struct rule_seen *rule, party_ref party)
{
	const struct chain *chain = rule->in ? &g->e->to : &g->e->from;
	bool explained = false;
	for (uint32_t l = chain_last(chain, party); l; l = chain_former(chain, l)) {
		struct edge *edge = &g->e->edges.at[chain_value(chain, l)];
		uint32_t covered = 0;
		if (!block_fits(g, rule->in ? edge->from : edge->to, rule->block, &covered))
			continue;
		explained |= ports_within(edge->ports, rule->ports);
		if (covered && ports_within(rule->ports, edge->ports))
			mark(edge, rule->in, covered);
	}
	return explained;
}

/* `self` carries the group of the rule; `other` stands at its other end, unless that is a block of addresses. */
static void report(struct comparing *g, const struct rule_seen *rule, party_ref self, party_ref other)
{
	struct proof *p = g->c->p;
	struct str own = party_name(g->e, self), far = rule->by_block ? cidr_text(p, rule->block) : party_name(g->e, other);
	struct str from = rule->in ? far : own, to = rule->in ? own : far;
	proof_opens(p, rule->rule, "%.*s is let %s from %.*s to %.*s, and nobody declares it", STR_ARG(ports_text(p, rule->ports)),
		rule->in ? "in" : "out", STR_ARG(from), STR_ARG(to));
}

/* Everybody who carries the group must be explained; of a group that is only supposed to be somebody's, one of them. */
static void compare_rule(struct comparing *g, const struct rule_seen *rule)
{
	bool supposed = map_at(&g->k->supposed, rule->group, 0) || (rule->other && map_at(&g->k->supposed, rule->other, 0));
	bool explained = false;
	party_ref last_self = 0, last_other = 0;
	for (uint32_t a = chain_last(&g->k->of_group, rule->group); a; a = chain_former(&g->k->of_group, a)) {
		party_ref self = chain_value(&g->k->of_group, a);
		uint32_t b = rule->by_block ? 1 : chain_last(&g->k->of_group, rule->other);
		for (; b; b = rule->by_block ? 0 : chain_former(&g->k->of_group, b)) {
			party_ref other = rule->by_block ? 0 : chain_value(&g->k->of_group, b);
			bool one = rule->by_block ? explained_by_block(g, rule, self)
			                          : explained_between(g, rule, rule->in ? other : self, rule->in ? self : other);
			explained |= one;
			last_self = self;
			last_other = other;
			if (!one && !supposed)
				report(g, rule, self, other);
		}
	}
	if (supposed && !explained && last_self)
		report(g, rule, last_self, last_other);
}

/* --- what is demanded -------------------------------------------------------------------------------------------------------- */

static bool is_outside(const struct edges *e, party_ref party)
{
	return e->parties.at[party].role == ROLE_SITE || e->parties.at[party].role == ROLE_INTERNET;
}

static uint32_t wanted_blocks(const struct comparing *g, party_ref party)
{
	const struct party *who = &g->e->parties.at[party];
	return who->role == ROLE_SITE ? list_len(blocks_of(g->c->p, who->thing)) : 1;
}

/* What stands here for its nodes, too, and is judged there. */
static bool is_shared(const struct edges *e, const struct edge *edge)
{
	return map_at(&e->nodes_of, edge->from, 0) || map_at(&e->nodes_of, edge->to, 0);
}

static void compare_demand(struct comparing *g, const struct edge *edge)
{
	struct proof *p = g->c->p;
	bool source = is_outside(g->e, edge->from), target = is_outside(g->e, edge->to);
	uint32_t sending = source ? 0 : chain_last(&g->k->groups_of, edge->from), receiving = target ? 0 : chain_last(&g->k->groups_of, edge->to);
	if ((!source && !sending) || (!target && !receiving)) {
		g->c->in->beyond++;                    /* nothing stands for one of them: no path is open, and none can be judged */
		return;
	}
	bool out = source || (edge->seen & EDGE_OUT && edge->blocks_out >= wanted_blocks(g, edge->to));
	bool in = target || (edge->seen & EDGE_IN && edge->blocks_in >= wanted_blocks(g, edge->from));
	if (out && in)
		return;
	struct diag *diag = proof_lacks(p, edge->behind, "%.*s from %.*s to %.*s is declared, and no rule lets it %s",
		STR_ARG(ports_text(p, edge->ports)), STR_ARG(party_name(g->e, edge->from)), STR_ARG(party_name(g->e, edge->to)),
		out ? "in" : in ? "out" : "out or in");
	seen_ref group = out ? chain_value(&g->k->groups_of, receiving) : chain_value(&g->k->groups_of, sending);
	const struct seen *seen = seen_at(p, group);
	diag_also(p->diags, diag, (struct span){ seen->emitter, seen->emitter + 1 }, "its group is written here");
}

static bool is_seen(const struct edges *e, party_ref from, party_ref to, unsigned halves)
{
	for (uint32_t l = chain_last(&e->between, MAP_KEY(from, to)); l; l = chain_former(&e->between, l)) {
		const struct edge *edge = &e->edges.at[chain_value(&e->between, l)];
		if (edge->ports.first == 443 && (edge->seen & halves) == halves)
			return true;
	}
	return false;
}

static void read_endpoints(struct comparing *g)
{
	struct proof *p = g->c->p;
	for (uint32_t i = 0; i < p->of_type[SEEN_endpoint].len; i++) {
		seen_ref s = p->of_type[SEEN_endpoint].at[i];
		object_ref network = map_at(&g->c->network_of, seen_one(p, s, READ_endpoint_vpc, SEEN_vpc), 0);
		name service = names_intern(p->names, served_by(seen_text(p, s, READ_endpoint_service)));
		if (network)
			map_put(p->arena, &g->served, MAP_KEY(intent_object(p, network, FIELD_network_environment), service),
				is_gateway(p, s) ? BY_ROUTE : BY_ADDRESS);
	}
}

/* By a gateway whose list of addresses a rule lets somebody out to, or at an address in the network. */
static bool has_endpoint(const struct comparing *g, party_ref from, object_ref environment, name called)
{
	enum endpoint_form form = (enum endpoint_form)map_at(&g->served, MAP_KEY(environment, called), WITHOUT_ENDPOINT);
	if (form == BY_ROUTE)
		return map_at(&g->listed, MAP_KEY(from, called), 0) != 0;
	return form == BY_ADDRESS && is_seen(g->e, from, edges_party(g->e, ROLE_ENDPOINTS, environment), EDGE_OUT | EDGE_IN);
}

/* Some services of the platform have several names, and endpoints for each. */
static bool has_endpoints(const struct comparing *g, party_ref from, object_ref environment, object_ref service)
{
	const struct proof *p = g->c->p;
	struct val called = object_get_named(p->facts, service, names_find(p->names, STR("called")));
	bool all = list_len(called) > 0;
	for (uint32_t i = 0; i < list_len(called); i++)
		all &= has_endpoint(g, from, environment, names_find(p->names, val_str(p->names, list_at(p->facts, called, i))));
	return all;
}

static void show_group(struct comparing *g, struct diag *diag, party_ref party)
{
	const struct seen *seen = seen_at(g->c->p, chain_value(&g->k->groups_of, chain_last(&g->k->groups_of, party)));
	diag_also(g->c->p->diags, diag, (struct span){ seen->emitter, seen->emitter + 1 }, "its group is written here");
}

/* A service of the platform is met at addresses in the network, by a gateway that its addresses lead to, or at its public
 * interface: whoever is declared to call it has one of these ways. */
static void compare_platform(struct comparing *g, const struct declared_path *path)
{
	struct proof *p = g->c->p;
	struct edges *e = g->e;
	object_ref source = path->source.tag == VAL_OBJECT ? path->source.a : 0;
	if (!source || !object_at(p->facts, source)->place || !edges_is_service_of_platform(e, path->target))
		return;
	party_ref own = edges_party(e, ROLE_ITSELF, source), from = map_at(&e->nodes_of, own, own);
	if (!chain_last(&g->k->groups_of, from) || is_seen(e, from, edges_party(e, ROLE_INTERNET, 0), EDGE_OUT)
	    || has_endpoints(g, from, path->source_environment, path->target.a))
		return;
	show_group(g, proof_lacks(p, path->half, "443/tcp from %.*s to %.*s is declared, and no rule lets it out",
		STR_ARG(party_name(e, from)), STR_ARG(declared_name(g->c, path->target.a))), from);
}

/* --- what the platform is needed for ------------------------------------------------------------------------------------- */

enum needing { NEEDING_NODES, NEEDING_HOSTS, NEEDING_TASKS, NEEDING_TOLD, NEEDING_PARAMETERS, NEEDING_SECRETS };
static const struct { enum needing who; const char *called; } needs[] = {
#define NEEDS(who, called) { NEEDING_##who, called },
#include "proof/axioms.def"
};

static bool has_way_out(const struct comparing *g, object_ref thing)
{
	for (uint32_t t = chain_last(&g->c->in->tiers_at, thing); t; t = chain_former(&g->c->in->tiers_at, t))
		if (!intent_word(g->c->p, chain_value(&g->c->in->tiers_at, t), FIELD_tier_route, "none"))
			return true;
	return false;
}

static bool are_served(const struct comparing *g, enum needing who, object_ref environment)
{
	bool all = true;
	for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
		all &= needs[i].who != who
		       || map_at(&g->served, MAP_KEY(environment, names_find(g->c->p->names, str_of(needs[i].called))), WITHOUT_ENDPOINT) != WITHOUT_ENDPOINT;
	return all;
}

/* Whoever stands where a way leads out is not shut off from what it needs: it has that way, or an endpoint for each. Where no way leads
 * out, rules of the library ask for the endpoints, and where all are there it reaches them. */
static void compare_needs(struct comparing *g, enum needing who, party_ref from, object_ref environment, object_ref behind)
{
	struct proof *p = g->c->p;
	if (!chain_last(&g->k->groups_of, from)
	    || !(has_way_out(g, g->e->parties.at[from].thing) || are_served(g, who, environment)) || is_seen(g->e, from, edges_party(g->e, ROLE_INTERNET, 0), EDGE_OUT))
		return;
	for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
		if (needs[i].who != who || has_endpoint(g, from, environment, names_find(p->names, str_of(needs[i].called))))
			continue;
		show_group(g, proof_lacks(p, behind, "%.*s cannot do without %s of the platform, and no rule lets it out there",
			STR_ARG(party_name(g->e, from)), needs[i].called), from);
		return;
	}
}

static void compare_thing(struct comparing *g, enum needing who, object_ref thing, object_ref place)
{
	compare_needs(g, who, edges_party(g->e, ROLE_ITSELF, thing), intent_environment(g->c->p, thing), place);
}

/* Hosts are told where the stores are that they call. `hosts` leads from them to their places. */
static void compare_told(struct comparing *g, const struct map *hosts)
{
	struct proof *p = g->c->p;
	struct extent keepings = rows_of(p->facts, REL_keeping);
	struct map keeps = { 0 }, done = { 0 };
	for (uint32_t i = 0; i < keepings.len; i++)
		map_put(p->arena, &keeps, intent_object(p, keepings.at[i], FIELD_keeping_of), 1);
	for (uint32_t i = 0; i < g->c->in->paths.len; i++) {
		const struct declared_path *path = &g->c->in->paths.at[i];
		object_ref source = path->source.tag == VAL_OBJECT ? path->source.a : 0, target = path->target.tag == VAL_OBJECT ? path->target.a : 0;
		if (!source || !target || path->source_environment != path->target_environment || !map_at(&keeps, target, 0)
		    || !chain_last(&g->c->in->tiers_at, target) || !map_at(hosts, source, 0) || map_at(&done, source, 0))
			continue;
		map_put(p->arena, &done, source, 1);
		compare_thing(g, NEEDING_TOLD, source, map_at(hosts, source, 0));
	}
}

/* Whoever is given secrets reads them from their safe. */
static void compare_safes(struct comparing *g, const struct map *readers)
{
	struct proof *p = g->c->p;
	struct extent uses = rows_of(p->facts, REL_secret_use), secrets = rows_of(p->facts, REL_secret);
	struct map safes = { 0 };
	for (uint32_t i = 0; i < secrets.len; i++) {
		bool parameter = intent_word(p, secrets.at[i], FIELD_secret_safe, "parameter-store");
		if (parameter || intent_word(p, secrets.at[i], FIELD_secret_safe, "secrets-manager"))
			map_put(p->arena, &safes, intent_object(p, secrets.at[i], FIELD_secret_of), parameter ? NEEDING_PARAMETERS : NEEDING_SECRETS);
	}
	for (uint32_t i = 0; i < uses.len; i++) {
		object_ref reader = intent_object(p, uses.at[i], FIELD_secret_use_of);
		uint32_t who = map_at(&safes, intent_object(p, uses.at[i], FIELD_secret_use_secret), 0), place = map_at(readers, reader, 0);
		if (who && place)
			compare_thing(g, (enum needing)who, reader, place);
	}
}

static void compare_all_needs(struct comparing *g)
{
	struct proof *p = g->c->p;
	struct map hosts = { 0 }, readers = { 0 };
	struct extent clusters = rows_of(p->facts, REL_cluster), places = rows_of(p->facts, REL_place);
	for (uint32_t i = 0; i < clusters.len; i++) {
		object_ref environment = intent_object(p, clusters.at[i], FIELD_cluster_environment);
		compare_needs(g, NEEDING_NODES, edges_party(g->e, ROLE_NODES, environment), environment, clusters.at[i]);
	}
	for (uint32_t i = 0; i < places.len; i++) {
		object_ref thing = intent_object(p, places.at[i], FIELD_place_of);
		bool host = intent_word(p, places.at[i], FIELD_place_on, "ec2");
		if (!thing || !(host || intent_word(p, places.at[i], FIELD_place_on, "ecs")))
			continue;
		compare_thing(g, host ? NEEDING_HOSTS : NEEDING_TASKS, thing, places.at[i]);
		map_put(p->arena, &readers, thing, places.at[i]);
		if (host)
			map_put(p->arena, &hosts, thing, places.at[i]);
	}
	compare_told(g, &hosts);
	compare_safes(g, &readers);
}

void compare_groups(struct comparison *c)
{
	struct proof *p = c->p;
	struct edges *e = c->edges = edges_read(c);
	edges_share(e);
	struct comparing g = { .c = c, .e = e, .k = carriers_read(e) };
	for (int in = 0; in < 2; in++) {
		enum seen_type type = in ? SEEN_ingress : SEEN_egress;
		for (uint32_t i = 0; i < p->of_type[type].len; i++) {
			struct rule_seen rule;
			if (read_rule(&g, p->of_type[type].at[i], in, &rule) && (rule.other || rule.by_block))
				compare_rule(&g, &rule);
		}
	}
	compare_places(c, e);
	for (uint32_t i = 0; i < e->edges.len; i++)
		if (e->edges.at[i].demanded && !is_shared(e, &e->edges.at[i]))
			compare_demand(&g, &e->edges.at[i]);
	compare_lists(c, g.k);
	read_endpoints(&g);
	for (uint32_t i = 0; i < c->in->paths.len; i++)
		compare_platform(&g, &c->in->paths.at[i]);
	compare_all_needs(&g);
}
