/* Access lists around tiers. They remember nothing and know no groups, so that each connection asks four times: it goes out of the one
 * tier and into the other, and its answers go back the same way. What lists let pass is that and nothing else; what groups let pass,
 * they let pass too. Between hosts of one subnet nobody asks them. Amazon VPC user guide, "Network ACL basics", read 2026-11-22. */
#include "proof/groups.h"

#include <stdlib.h>

/* Where answers arrive: Amazon VPC user guide, "Custom network ACLs", ephemeral ports; read 2026-11-22. */
#define ANSWERED_FROM 1024u
/* A packet is too large for the way (kind 3, code 4): it belongs to no connection. The same, "Path MTU Discovery". */
#define TOO_LARGE (3u * 256 + 4)

/* What addresses tell apart: a tier, or a block outside of all. */
struct far_end { object_ref tier; struct cidr block; };
/* What passes the list of a tier: the place at the other end, and ports on this side or on the other one. `wanted`: groups let it pass. */
struct passage { uint32_t place; struct port_range ports; object_ref behind; bool answer, wanted; };

struct lists {
	struct comparison *c;
	struct edges *e;
	struct carriers *k;
	VEC(struct far_end) places;
	struct map place_at;                           /* tier, or block and prefix -> place */
	VEC(struct passage) passages;
	struct map passage_at;                         /* all that tells passages apart -> index + 1 */
	struct map pair_at, ports_at;                  /* parts of that */
	struct chain passages_of;                      /* tier and direction -> passages */
	struct chain entries_of;                       /* list and direction -> entries */
	struct chain gateways_of;                      /* network -> tiers in which its NAT gateways stand */
	struct chain balancers_of;                     /* thing and whether it is the one inside -> tiers of its balancer */
	struct chain endpoints_of;                     /* environment -> tiers of its endpoints */
	struct map listed;                             /* tiers with a list */
	struct map list_of;                            /* subnet resource -> list */
};

typedef VEC(uint32_t) place_list;

static uint64_t sided(uint32_t what, bool in) { return MAP_KEY(what, in); }

static struct str tier_text(const struct lists *s, object_ref tier)
{
	struct proof *p = s->c->p;
	object_ref network = intent_object(p, tier, FIELD_tier_network);
	return str_format(p->arena, "tier %.*s of %.*s", STR_ARG(proof_spelled(p, row_get(p->facts, tier, FIELD_tier_name))),
		STR_ARG(proof_spelled(p, row_get(p->facts, network, FIELD_network_name))));
}

static struct str place_text(const struct lists *s, uint32_t place)
{
	const struct far_end *at = &s->places.at[place];
	return at->tier ? tier_text(s, at->tier) : cidr_text(s->c->p, at->block);
}

/* --- where parties stand -------------------------------------------------------------------------------------------------- */

static uint32_t tier_of_subnet(const struct lists *s, seen_ref subnet)
{
	uint32_t declared = subnet ? map_at(&s->c->declared_of, subnet, 0) : 0;
	return declared ? s->c->in->subnets.at[declared - 1].tier : 0;
}

static void add_once(struct lists *s, struct chain *chain, uint64_t key, uint32_t value)
{
	for (uint32_t l = chain_last(chain, key); l; l = chain_former(chain, l))
		if (chain_value(chain, l) == value)
			return;
	if (value)
		chain_add(s->c->p->arena, chain, key, value);
}

static void read_standing(struct lists *s)
{
	struct proof *p = s->c->p;
	for (uint32_t i = 0; i < p->of_type[SEEN_nat_gateway].len; i++) {
		object_ref tier = tier_of_subnet(s, seen_target(p, p->of_type[SEEN_nat_gateway].at[i], READ_nat_gateway_subnet, 0));
		add_once(s, &s->gateways_of, tier ? intent_object(p, tier, FIELD_tier_network) : 0, tier);
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_balancer].len; i++) {
		seen_ref b = p->of_type[SEEN_balancer].at[i];
		for (uint32_t n = 0; n < seen_cell(p, b, READ_balancer_subnets)->count; n++)
			add_once(s, &s->balancers_of, sided(carriers_thing(p, seen_at(p, b)->subject), seen_true(p, b, READ_balancer_internal)),
				tier_of_subnet(s, seen_target(p, b, READ_balancer_subnets, n)));
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_endpoint].len; i++) {
		seen_ref x = p->of_type[SEEN_endpoint].at[i];
		object_ref network = map_at(&s->c->network_of, seen_one(p, x, READ_endpoint_vpc, SEEN_vpc), 0);
		for (uint32_t n = 0; network && n < seen_cell(p, x, READ_endpoint_subnets)->count; n++)
			add_once(s, &s->endpoints_of, intent_object(p, network, FIELD_network_environment),
				tier_of_subnet(s, seen_target(p, x, READ_endpoint_subnets, n)));
	}
}

static uint32_t place_of(struct lists *s, object_ref tier, struct cidr block)
{
	uint64_t key = tier ? MAP_KEY(tier, UINT32_MAX) : MAP_KEY(block.address, block.prefix);
	uint32_t at = map_at(&s->place_at, key, 0);
	if (at)
		return at - 1;
	vec_push(s->c->p->arena, &s->places, (struct far_end){ tier, block });
	map_put(s->c->p->arena, &s->place_at, key, s->places.len);
	return s->places.len - 1;
}

static void add_tiers(struct lists *s, place_list *list, const struct chain *tiers, uint64_t key)
{
	for (uint32_t l = chain_last(tiers, key); l; l = chain_former(tiers, l))
		vec_push(s->c->p->arena, list, place_of(s, chain_value(tiers, l), (struct cidr){ 0 }));
}

static void add_site(struct lists *s, place_list *list, object_ref site)
{
	struct proof *p = s->c->p;
	struct val blocks = object_get_named(p->facts, site, names_find(p->names, STR("cidr")));
	for (uint32_t i = 0; i < list_len(blocks); i++) {
		struct val v = list_at(p->facts, blocks, i);
		if (v.tag == VAL_CIDR)
			vec_push(p->arena, list, place_of(s, 0, (struct cidr){ v.a, (uint8_t)v.detail }));
	}
}

/* Where a party stands, as the other one meets it: somebody inside comes to the balancer inside, where there is one. */
static place_list places_of(struct lists *s, party_ref party, party_ref other)
{
	place_list list = { 0 };
	const struct party *who = &s->e->parties.at[party];
	enum role far = s->e->parties.at[other].role;
	bool outside = far == ROLE_SITE || far == ROLE_INTERNET;
	switch (who->role) {
	case ROLE_INTERNET:
		vec_push(s->c->p->arena, &list, place_of(s, 0, (struct cidr){ 0, 0 }));
		break;
	case ROLE_SITE:
		add_site(s, &list, who->thing);
		break;
	case ROLE_STEP:
		vec_push(s->c->p->arena, &list, place_of(s, who->thing, (struct cidr){ 0 }));
		break;
	case ROLE_ENDPOINTS:
		add_tiers(s, &list, &s->endpoints_of, who->thing);
		break;
	case ROLE_BALANCER: {
		bool itself = far == ROLE_ITSELF && s->e->parties.at[other].thing == who->thing;
		if (itself || !outside)
			add_tiers(s, &list, &s->balancers_of, sided(who->thing, true));
		if (itself || outside || list.len == 0)
			add_tiers(s, &list, &s->balancers_of, sided(who->thing, false));
		break;
	}
	case ROLE_ITSELF: case ROLE_NODES: case ROLE_CONTROL_PLANE:
		add_tiers(s, &list, &s->c->in->tiers_at, who->thing);
		break;
	case ROLE_NONE:
		break;
	}
	return list;
}

/* --- what passes ------------------------------------------------------------------------------------------------------------ */

static struct port_range answers_to(struct port_range ports)
{
	bool counted = ports.protocol == PROTOCOL_TCP || ports.protocol == PROTOCOL_UDP;
	return (struct port_range){ ports.protocol, counted ? ANSWERED_FROM : 0, 65535 };
}

static uint32_t number_of(struct lists *s, struct map *map, uint64_t key)
{
	uint32_t number = map_at(map, key, 0);
	if (!number) {
		number = (uint32_t)map->len + 1;
		map_put(s->c->p->arena, map, key, number);
	}
	return number;
}

/* In or out of a tier, from or to a place; nothing is kept of tiers without a list. */
static void pass(struct lists *s, object_ref tier, bool in, uint32_t place, struct passage one)
{
	struct arena *arena = s->c->p->arena;
	if (!tier || !map_at(&s->listed, tier, 0))
		return;
	one.place = place;
	one.ports = one.answer ? answers_to(one.ports) : one.ports;
	uint32_t pair = number_of(s, &s->pair_at, MAP_KEY(tier, place * 4 + in * 2 + one.answer));
	uint32_t ports = number_of(s, &s->ports_at, MAP_KEY(one.ports.first | one.ports.last << 16, one.ports.protocol));
	uint32_t known = map_at(&s->passage_at, MAP_KEY(pair, ports), 0);
	if (known) {
		struct passage *former = &s->passages.at[known - 1];
		former->behind = former->wanted ? former->behind : one.behind;
		former->wanted |= one.wanted;
		return;
	}
	chain_add(arena, &s->passages_of, sided(tier, in), s->passages.len);
	vec_push(arena, &s->passages, one);
	map_put(arena, &s->passage_at, MAP_KEY(pair, ports), s->passages.len);
}

static uint32_t subnets_in(const struct lists *s, object_ref tier)
{
	uint32_t count = 0;
	object_ref network = intent_object(s->c->p, tier, FIELD_tier_network);
	for (uint32_t l = chain_last(&s->c->in->subnets_of, network); l; l = chain_former(&s->c->in->subnets_of, l))
		count += s->c->in->subnets.at[chain_value(&s->c->in->subnets_of, l)].tier == tier;
	return count;
}

/* Through a NAT gateway, which sends packets on as its own. */
static void pass_gateways(struct lists *s, uint32_t from, uint32_t to, struct passage call, struct passage answer)
{
	object_ref tier = s->places.at[from].tier;
	if (!tier || s->places.at[to].tier || !intent_word(s->c->p, tier, FIELD_tier_route, "nat"))
		return;
	object_ref network = intent_object(s->c->p, tier, FIELD_tier_network);
	for (uint32_t l = chain_last(&s->gateways_of, network); l; l = chain_former(&s->gateways_of, l)) {
		object_ref gateway = chain_value(&s->gateways_of, l);
		pass(s, gateway, true, from, call);
		pass(s, gateway, false, to, call);
		pass(s, gateway, true, to, answer);
		pass(s, gateway, false, from, answer);
	}
}

static void connect(struct lists *s, uint32_t from, uint32_t to, struct passage call)
{
	object_ref source = s->places.at[from].tier, target = s->places.at[to].tier;
	call.wanted &= source != target || subnets_in(s, source) > 1;
	struct passage answer = call;
	answer.answer = true;
	pass(s, source, false, to, call);
	pass(s, target, true, from, call);
	pass(s, target, false, from, answer);
	pass(s, source, true, to, answer);
	pass_gateways(s, from, to, call, answer);
}

static bool is_open(const struct lists *s, const struct edge *edge)
{
	enum role from = s->e->parties.at[edge->from].role, to = s->e->parties.at[edge->to].role;
	unsigned halves = (from == ROLE_SITE || from == ROLE_INTERNET ? 0 : EDGE_OUT) | (to == ROLE_SITE || to == ROLE_INTERNET ? 0 : EDGE_IN);
	return halves && (edge->seen & halves) == halves;
}

static void read_edges(struct lists *s)
{
	for (uint32_t i = 0; i < s->e->edges.len; i++) {
		const struct edge *edge = &s->e->edges.at[i];
		place_list from = places_of(s, edge->from, edge->to), to = places_of(s, edge->to, edge->from);
		for (uint32_t a = 0; a < from.len; a++)
			for (uint32_t b = 0; b < to.len; b++)
				connect(s, from.at[a], to.at[b], (struct passage){ .ports = edge->ports, .behind = edge->behind, .wanted = is_open(s, edge) });
	}
}

/* Endpoints with a route are met at public addresses: whoever is let out to their list is let out to any. */
static void read_address_lists(struct lists *s)
{
	struct proof *p = s->c->p;
	struct port_range https = { PROTOCOL_TCP, 443, 443 };
	for (uint32_t i = 0; i < p->of_type[SEEN_egress].len; i++) {
		seen_ref rule = p->of_type[SEEN_egress].at[i], group = seen_one(p, rule, READ_egress_group, SEEN_group);
		for (uint32_t a = seen_cell(p, rule, READ_egress_list)->count ? chain_last(&s->k->of_group, group) : 0; a; a = chain_former(&s->k->of_group, a)) {
			party_ref party = chain_value(&s->k->of_group, a);
			place_list from = places_of(s, party, party);
			for (uint32_t n = 0; n < from.len; n++)
				connect(s, from.at[n], place_of(s, 0, (struct cidr){ 0, 0 }),
					(struct passage){ .ports = https, .behind = s->places.at[from.at[n]].tier, .wanted = true });
		}
	}
}

/* --- what entries let pass ---------------------------------------------------------------------------------------------------- */

/* In order: the first that a packet meets decides. */
struct filter { struct cidr block; struct port_range ports; bool allows; };
typedef VEC(struct filter) filter_list;

static bool meets(const struct filter *f, struct cidr block, struct port_range ports)
{
	return (f->ports.protocol == PROTOCOL_ANY || f->ports.protocol == ports.protocol) && f->ports.first <= ports.last && ports.first <= f->ports.last
	       && cidr_overlaps(f->block, block);
}

/* Whether all of these packets pass: each half of a block by itself where an entry is about a part of it, as the ports beside it. */
static bool lets_pass(const filter_list *filters, uint32_t from, struct cidr block, struct port_range ports)
{
	uint32_t i = from;
	while (i < filters->len && !meets(&filters->at[i], block, ports))
		i++;
	if (i == filters->len)
		return false;
	const struct filter *f = &filters->at[i];
	if (!cidr_contains(f->block, block)) {
		uint8_t half = (uint8_t)(block.prefix + 1);
		struct cidr low = { block.address, half }, high = { block.address | (cidr_mask(half) & ~cidr_mask(block.prefix)), half };
		return lets_pass(filters, i, low, ports) && lets_pass(filters, i, high, ports);
	}
	struct port_range before = { ports.protocol, ports.first, f->ports.first - 1 }, behind = { ports.protocol, f->ports.last + 1, ports.last };
	return f->allows && (f->ports.first <= ports.first || lets_pass(filters, i + 1, block, before))
	       && (ports.last <= f->ports.last || lets_pass(filters, i + 1, block, behind));
}

static int compare_numbers(const void *a, const void *b)
{
	const struct seen_entry *x = *(const struct seen_entry *const *)a, *y = *(const struct seen_entry *const *)b;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x < y ? -1 : x > y;
}

typedef VEC(const struct seen_entry *) entry_list;

/* The entries of a list by their numbers, of which none stands twice. */
static entry_list entries_in_order(struct lists *s, seen_ref list, bool in)
{
	struct proof *p = s->c->p;
	entry_list entries = { 0 };
	for (uint32_t l = chain_last(&s->entries_of, sided(list, in)); l; l = chain_former(&s->entries_of, l))
		vec_push(p->arena, &entries, &p->entries.at[chain_value(&s->entries_of, l)]);
	if (entries.len)
		qsort(entries.at, entries.len, sizeof *entries.at, compare_numbers);
	return entries;
}

static filter_list filters_of(struct lists *s, const entry_list *entries)
{
	filter_list filters = { 0 };
	for (uint32_t i = 0; i < entries->len; i++) {
		const struct seen_entry *e = entries->at[i];
		vec_push(s->c->p->arena, &filters, (struct filter){ e->block, { e->ports.protocol, e->ports.first, e->ports.last }, e->allows });
	}
	return filters;
}

/* For each block of a place, whatever `visit` says; stops at the first false. */
static bool each_block(struct lists *s, uint32_t place, bool (*visit)(void *user, struct cidr block), void *user)
{
	const struct far_end *at = &s->places.at[place];
	object_ref network = at->tier ? intent_object(s->c->p, at->tier, FIELD_tier_network) : 0;
	if (!at->tier)
		return visit(user, at->block);
	for (uint32_t l = chain_last(&s->c->in->subnets_of, network); l; l = chain_former(&s->c->in->subnets_of, l)) {
		const struct declared_subnet *d = &s->c->in->subnets.at[chain_value(&s->c->in->subnets_of, l)];
		if (d->tier == at->tier && !visit(user, d->block))
			return false;
	}
	return true;
}

struct visit { struct lists *s; filter_list *filters; struct port_range ports; };

static bool allow_block(void *user, struct cidr block)
{
	struct visit *v = user;
	vec_push(v->s->c->p->arena, v->filters, (struct filter){ block, v->ports, true });
	return true;
}

static bool block_passes(void *user, struct cidr block)
{
	struct visit *v = user;
	return lets_pass(v->filters, 0, block, v->ports);
}

/* --- the two comparisons -------------------------------------------------------------------------------------------------------- */

static filter_list declared(struct lists *s, object_ref tier, bool in)
{
	filter_list filters = { 0 };
	allow_block(&(struct visit){ s, &filters, { PROTOCOL_ICMP, TOO_LARGE, TOO_LARGE } }, (struct cidr){ 0, 0 });
	for (uint32_t l = chain_last(&s->passages_of, sided(tier, in)); l; l = chain_former(&s->passages_of, l)) {
		const struct passage *one = &s->passages.at[chain_value(&s->passages_of, l)];
		each_block(s, one->place, allow_block, &(struct visit){ s, &filters, one->ports });
	}
	return filters;
}

static void compare_open(struct lists *s, object_ref tier, bool in, const entry_list *entries)
{
	struct proof *p = s->c->p;
	filter_list known = declared(s, tier, in);
	for (uint32_t i = 0; i < entries->len; i++) {
		const struct seen_entry *e = entries->at[i];
		struct port_range ports = { e->ports.protocol, e->ports.first, e->ports.last };
		if (i && entries->at[i - 1]->number == e->number)
			proof_closes_entry(p, e, "two entries of one list have number %u", e->number);
		if (e->allows && !lets_pass(&known, 0, e->block, ports))
			proof_opens_entry(p, e, "entry %u lets %.*s %s %.*s %s %.*s, and nobody declares all of it", e->number, STR_ARG(ports_text(p, ports)),
				in ? "into" : "out of", STR_ARG(tier_text(s, tier)), in ? "from" : "to", STR_ARG(cidr_text(p, e->block)));
	}
}

static void compare_closed(struct lists *s, seen_ref list, object_ref tier, bool in, const entry_list *entries)
{
	struct proof *p = s->c->p;
	filter_list filters = filters_of(s, entries);
	for (uint32_t l = chain_last(&s->passages_of, sided(tier, in)); l; l = chain_former(&s->passages_of, l)) {
		const struct passage *one = &s->passages.at[chain_value(&s->passages_of, l)];
		if (!one->wanted || each_block(s, one->place, block_passes, &(struct visit){ s, &filters, one->ports }))
			continue;
		struct diag *diag = proof_lacks(p, one->behind, "%s%.*s %s %.*s is declared, and the list of %.*s does not let it %s",
			one->answer ? "what is answered at " : "", STR_ARG(ports_text(p, one->ports)), in ? "from" : "to", STR_ARG(place_text(s, one->place)),
			STR_ARG(tier_text(s, tier)), in ? "in" : "out");
		diag_also(p->diags, diag, (struct span){ seen_at(p, list)->emitter, seen_at(p, list)->emitter + 1 }, "its list is written here");
	}
}

/* --- which list is whose ---------------------------------------------------------------------------------------------------------- */

static void match_list(struct lists *s, seen_ref list)
{
	struct proof *p = s->c->p;
	for (uint32_t i = 0; i < seen_cell(p, list, READ_list_subnets)->count; i++) {
		seen_ref subnet = seen_target(p, list, READ_list_subnets, i);
		object_ref tier = tier_of_subnet(s, subnet);
		if (!tier)
			continue;                      /* which is told where subnets and references are compared */
		if (seen_one(p, list, READ_list_vpc, SEEN_vpc) != seen_one(p, subnet, READ_subnet_vpc, SEEN_vpc))
			proof_closes(p, list, "a list of one network for a subnet of another");
		if (map_at(&s->list_of, subnet, 0))
			proof_opens(p, list, "a second list for a subnet of %.*s, of which one remains", STR_ARG(tier_text(s, tier)));
		map_put(p->arena, &s->list_of, subnet, list);
		map_put(p->arena, &s->listed, tier, 1);
	}
}

/* Without a list of its own a subnet has that of its network, which lets all pass. */
static void compare_walled(struct lists *s)
{
	struct proof *p = s->c->p;
	for (uint32_t i = 0; i < s->c->in->subnets.len; i++) {
		const struct declared_subnet *d = &s->c->in->subnets.at[i];
		seen_ref subnet = map_at(&s->c->subnet_of, i + 1, 0);
		if (subnet && !seen_at(p, subnet)->data && row_get(p->facts, d->tier, FIELD_tier_walled).i && !map_at(&s->list_of, subnet, 0))
			proof_opens(p, subnet, "%.*s is declared to be walled, and subnet %.*s has no list of its own", STR_ARG(tier_text(s, d->tier)),
				STR_ARG(cidr_text(p, d->block)));
	}
}

void compare_lists(struct comparison *c, struct carriers *k)
{
	struct proof *p = c->p;
	struct lists s = { .c = c, .e = c->edges, .k = k };
	struct map compared = { 0 };
	for (uint32_t i = 0; i < p->of_type[SEEN_list].len; i++)
		match_list(&s, p->of_type[SEEN_list].at[i]);
	compare_walled(&s);
	if (p->of_type[SEEN_list].len == 0)
		return;
	for (uint32_t i = 0; i < p->entries.len; i++)
		chain_add(p->arena, &s.entries_of, sided(p->entries.at[i].of, p->entries.at[i].in), i);
	read_standing(&s);
	read_edges(&s);
	read_address_lists(&s);
	for (uint32_t i = 0; i < c->in->subnets.len; i++) {
		object_ref tier = c->in->subnets.at[i].tier;
		seen_ref list = map_at(&s.list_of, map_at(&c->subnet_of, i + 1, 0), 0);
		if (!list || map_at(&compared, MAP_KEY(list, tier), 0))
			continue;
		map_put(p->arena, &compared, MAP_KEY(list, tier), 1);
		for (int in = 0; in < 2; in++) {
			entry_list entries = entries_in_order(&s, list, in);
			compare_open(&s, tier, in, &entries);
			compare_closed(&s, list, tier, in, &entries);
		}
	}
}
