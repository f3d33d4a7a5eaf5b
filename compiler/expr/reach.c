/* Flows by whom their ends stand for. Each row is in a chain for its source and in one for its target, under the thing,
 * its declaration, its environment, and internet where the thing is as good as that; the shorter chain is looked through. */
#include "expr/reach.h"

#include <stdlib.h>
#include <string.h>

struct link { object_ref flow; uint32_t next; };                 /* index + 1 of the next link; 0 ends a chain */
struct chain { uint32_t first, len; };

struct side {
	enum relation_field thing, environment;
	struct map chain_of;                           /* key -> index in chains */
	VEC(struct chain) chains;
};

/* What the library says of a thing, asked once for each: 1 when it is so, 2 when not. */
struct answers { const struct callable *function; struct map of; };

struct reach {
	struct extent flows;
	struct side source, target;
	VEC(struct link) links;
	name internet, admin_path;
	struct answers stands_for_internet, part_of_internet, is_host;
};

enum key_space { KEY_OBJECT = 1, KEY_WORD, KEY_HOSTS };

/* --- what the library says ------------------------------------------------------------------------------ */

static struct answers answers_of(const struct eval *e, struct str function)
{
	uint32_t at;
	name word = names_find(e->facts->names, function);
	bool known = word && map_get(&e->code->function_by_name, word, &at) && e->code->functions.at[at].parameter_count == 1
	             && !e->code->functions.at[at].broken;
	return (struct answers){ .function = known ? &e->code->functions.at[at] : NULL };
}

static bool answer(struct eval *e, struct answers *answers, struct val v)
{
	const struct callable *function = answers->function;
	if (v.tag != VAL_OBJECT || !function)
		return false;
	uint32_t known = map_at(&answers->of, v.a, 0);
	if (known)
		return known == 1;
	struct val *frame = ARENA_ARRAY(e->scratch, struct val, function->slots + 1), *former = e->frame;
	frame[e->code->parameters.at[function->first_parameter].slot] = v;
	e->frame = frame;
	bool yes = val_truth(eval_op(e, function->body));
	e->frame = former;
	map_put(e->facts->arena, &answers->of, v.a, yes ? 1 : 2);
	return yes;
}

static bool stands_nowhere(const struct facts *facts, struct val v) { return v.tag == VAL_OBJECT && !object_at(facts, v.a)->place; }

static bool is_wide(struct eval *e, struct val v)
{
	return stands_nowhere(e->facts, v) && answer(e, &e->reach->stands_for_internet, v);
}

static bool is_in_internet(struct eval *e, struct val v)
{
	return stands_nowhere(e->facts, v) && answer(e, &e->reach->part_of_internet, v);
}

/* --- chains ------------------------------------------------------------------------------------------------ */

static void add_link(struct eval *e, struct side *side, uint64_t key, object_ref flow)
{
	struct reach *r = e->reach;
	struct arena *arena = e->facts->arena;
	uint32_t at;
	if (!map_get(&side->chain_of, key, &at)) {
		at = side->chains.len;
		map_put(arena, &side->chain_of, key, at);
		vec_push(arena, &side->chains, (struct chain){ 0 });
	}
	struct chain *chain = &side->chains.at[at];
	/* Rows are entered from the last to the first, so that chains are in their order. */
	vec_push(arena, &r->links, (struct link){ flow, chain->first });
	chain->first = r->links.len;
	chain->len++;
}

static void add_object(struct eval *e, struct side *side, object_ref o, object_ref flow)
{
	object_ref master = object_at(e->facts, o)->master;
	add_link(e, side, MAP_KEY(KEY_OBJECT, o), flow);
	if (master)
		add_link(e, side, MAP_KEY(KEY_OBJECT, master), flow);
}

/* What stands nowhere, such as a site, is in no environment, whatever the flow says of the other end. */
static bool stands_in_environment(const struct facts *facts, const struct side *side, struct val thing)
{
	return thing.tag == VAL_OBJECT && (side->thing == FIELD_flow_target || object_at(facts, thing.a)->place);
}

static void add_row(struct eval *e, struct side *side, object_ref flow)
{
	struct val thing = row_get(e->facts, flow, side->thing), environment = row_get(e->facts, flow, side->environment);
	if (thing.tag == VAL_OBJECT)
		add_object(e, side, thing.a, flow);
	else if (val_is_stringy(thing))
		add_link(e, side, MAP_KEY(KEY_WORD, thing.a), flow);
	if (is_wide(e, thing))
		add_link(e, side, MAP_KEY(KEY_WORD, e->reach->internet), flow);
	if (stands_in_environment(e->facts, side, thing) && environment.tag == VAL_OBJECT && environment.a != thing.a)
		add_object(e, side, environment.a, flow);
}

/* An admin path leads to every host of the environment that it names (9.5.1). */
static bool leads_to_hosts(const struct eval *e, object_ref flow)
{
	return stands_nowhere(e->facts, row_get(e->facts, flow, FIELD_flow_target))
	       && row_get(e->facts, flow, FIELD_flow_via).a == e->reach->admin_path;
}

static struct reach *prepare(struct eval *e)
{
	if (e->reach)
		return e->reach;
	struct facts *facts = e->facts;
	struct reach *r = e->reach = ARENA_NEW(facts->arena, struct reach);
	r->stands_for_internet = answers_of(e, STR("stands-for-internet"));
	r->part_of_internet = answers_of(e, STR("part-of-internet"));
	r->is_host = answers_of(e, STR("is-host"));
	r->internet = names_intern(facts->names, STR("internet"));
	r->admin_path = names_intern(facts->names, STR("admin-path"));
	r->source = (struct side){ .thing = FIELD_flow_source, .environment = FIELD_flow_environment };
	r->target = (struct side){ .thing = FIELD_flow_target, .environment = FIELD_flow_target_environment };
	r->flows = facts_extent(facts, facts->relation_kind[REL_flow]);
	for (uint32_t i = r->flows.len; i-- > 0;) {
		add_row(e, &r->source, r->flows.at[i]);
		add_row(e, &r->target, r->flows.at[i]);
		if (leads_to_hosts(e, r->flows.at[i])) {
			add_link(e, &r->target, MAP_KEY(KEY_HOSTS, 0), r->flows.at[i]);
			add_link(e, &r->target, MAP_KEY(KEY_HOSTS, row_get(facts, r->flows.at[i], FIELD_flow_target).a), r->flows.at[i]);
		}
	}
	return r;
}

/* --- asking ------------------------------------------------------------------------------------------------- */

static bool is_object(const struct facts *facts, struct val v, object_ref wanted)
{
	return v.tag == VAL_OBJECT && object_is_a(facts, v.a, wanted);
}

/* The environment itself or, where it has several regions, the declaration of it. */
static bool is_there(const struct facts *facts, struct val thing, name place)
{
	object_ref at = thing.tag == VAL_OBJECT ? object_at(facts, thing.a)->place : 0;
	if (!place || !at || object_at(facts, at)->name == place)
		return true;
	object_ref whole = object_at(facts, at)->master;         /* what has several regions is meant in each */
	return whole && object_at(facts, whole)->name == place;
}

static bool is_end(struct eval *e, const struct side *side, object_ref flow, const struct reach_end *end)
{
	struct val thing = row_get(e->facts, flow, side->thing);
	if (!is_there(e->facts, thing, end->place))
		return false;
	if (end->thing.tag != VAL_OBJECT)
		return val_is_stringy(thing) ? thing.a == end->thing.a : end->thing.a == e->reach->internet && is_wide(e, thing);
	return is_object(e->facts, thing, end->thing.a)
	       || (stands_in_environment(e->facts, side, thing) && is_object(e->facts, row_get(e->facts, flow, side->environment), end->thing.a));
}

static unsigned protocol_of(struct val port) { return port.detail == PROTOCOL_ANY ? PROTOCOL_TCP : port.detail; }

/* A flow without a port is open on whatever the target has. Either range may hold the other. */
static bool is_port(struct val found, struct val wanted)
{
	if (wanted.tag != VAL_PORT || found.tag != VAL_PORT)
		return true;
	unsigned first = found.a & 0xffff, last = found.a >> 16, from = wanted.a & 0xffff, to = wanted.a >> 16;
	return protocol_of(found) == protocol_of(wanted) && first <= to && from <= last;
}

static struct chain chain_of(const struct side *side, const struct reach_end *end)
{
	uint32_t at;
	bool object = end->thing.tag == VAL_OBJECT;
	if (!map_get(&side->chain_of, MAP_KEY(object ? KEY_OBJECT : KEY_WORD, end->thing.a), &at))
		return (struct chain){ 0 };
	return side->chains.at[at];
}

/* One question, and who is told of what is found. */
struct asking { struct eval *e; const struct reach_end *from, *to; struct val port; reach_visit *visit; void *user; };

/* Of an admin path: whether the end is a host of the environment that it leads to. */
static bool is_host_there(struct eval *e, object_ref flow, const struct reach_end *end)
{
	const struct facts *facts = e->facts;
	object_ref there = row_get(facts, flow, FIELD_flow_target).a, host = end->thing.a;
	if (object_at(facts, host)->flags & OBJECT_MASTER)
		host = object_instance(facts, host, there);
	return host && object_at(facts, host)->place == there && is_there(facts, val_object(host), end->place)
	       && answer(e, &e->reach->is_host, val_object(host));
}

/* False when whoever is told wants no more. */
static bool tell_flow(const struct asking *a, object_ref flow, bool hosts)
{
	struct eval *e = a->e;
	struct reach *r = e->reach;
	e->visited++;
	return !is_end(e, &r->source, flow, a->from) || !(hosts ? is_host_there(e, flow, a->to) : is_end(e, &r->target, flow, a->to))
	       || !is_port(row_get(e->facts, flow, FIELD_flow_port), a->port) || a->visit(a->user, flow);
}

static bool tell_chain(const struct asking *a, struct chain chain, bool hosts)
{
	const struct reach *r = a->e->reach;
	for (uint32_t i = chain.first; i; i = r->links.at[i - 1].next)
		if (!tell_flow(a, r->links.at[i - 1].flow, hosts))
			return false;
	return true;
}

void reach_each(struct eval *e, const struct reach_end *from, const struct reach_end *to, struct val port, reach_visit *visit, void *user)
{
	struct reach *r = prepare(e);
	const struct asking asking = { e, from, to, port, visit, user };
	bool abstract_from = from->thing.tag == VAL_OBJECT && object_at(e->facts, from->thing.a)->flags & OBJECT_ABSTRACT;
	bool abstract_to = to->thing.tag == VAL_OBJECT && object_at(e->facts, to->thing.a)->flags & OBJECT_ABSTRACT;
	struct chain a = chain_of(&r->source, from), b = chain_of(&r->target, to);
	bool more = true;
	/* What is abstract stands for its heirs, which are in no chain of its own. */
	if (abstract_from && abstract_to)
		for (uint32_t i = 0; i < r->flows.len && more; i++)
			more = tell_flow(&asking, r->flows.at[i], false);
	else
		more = tell_chain(&asking, abstract_from || (!abstract_to && b.len < a.len) ? b : a, false);
	if (!more || to->thing.tag != VAL_OBJECT || abstract_to)
		return;
	const struct object *target = object_at(e->facts, to->thing.a);
	uint32_t hosts;
	if ((target->place || target->flags & OBJECT_MASTER)
	    && map_get(&r->target.chain_of, MAP_KEY(KEY_HOSTS, target->flags & OBJECT_MASTER ? 0 : target->place), &hosts))
		tell_chain(&asking, r->target.chains.at[hosts], true);
}

static bool take_first(void *user, object_ref flow)
{
	object_ref *found = user;
	*found = flow;
	return false;
}

object_ref reach_flow(struct eval *e, const struct reach_end *from, const struct reach_end *to, struct val port)
{
	object_ref found = 0;
	reach_each(e, from, to, port, take_first, &found);
	return found;
}

/* A flow between this very thing, not whoever stands in its place, and the internet. */
static bool leads_to_internet(struct eval *e, const struct side *side, const struct side *other, object_ref flow, const struct reach_end *end)
{
	struct val thing = row_get(e->facts, flow, side->thing);
	const struct reach_end internet = { val_name(VAL_WORD, e->reach->internet), NO_NAME };
	return is_there(e->facts, thing, end->place) && is_object(e->facts, thing, end->thing.a) && is_end(e, other, flow, &internet);
}

/* The first flow between the end and the internet, on a port that `port` allows; from a chain's link on. */
static uint32_t next_to_internet(struct eval *e, const struct side *side, const struct side *other, uint32_t link, const struct reach_end *end,
	struct val port)
{
	const struct reach *r = e->reach;
	for (; link; link = r->links.at[link - 1].next, e->visited++)
		if (leads_to_internet(e, side, other, r->links.at[link - 1].flow, end)
		    && is_port(row_get(e->facts, r->links.at[link - 1].flow, FIELD_flow_port), port))
			return link;
	return 0;
}

bool reach_by_internet(struct eval *e, const struct reach_end *from, const struct reach_end *to, struct val port, object_ref *out, object_ref *in)
{
	struct reach *r = prepare(e);
	*out = *in = 0;
	if (from->thing.tag != VAL_OBJECT || to->thing.tag != VAL_OBJECT)
		return false;
	bool from_there = is_in_internet(e, from->thing), is_there_itself = is_in_internet(e, to->thing);
	if (from_there && is_there_itself)
		return false;                          /* between two others: no business of the program's */
	uint32_t going = chain_of(&r->source, from).first, coming = chain_of(&r->target, to).first;
	if (is_there_itself) {
		going = next_to_internet(e, &r->source, &r->target, going, from, port);
		*out = going ? r->links.at[going - 1].flow : 0;
		return going != 0;
	}
	for (; (coming = next_to_internet(e, &r->target, &r->source, coming, to, port)) != 0; coming = r->links.at[coming - 1].next) {
		*in = r->links.at[coming - 1].flow;
		uint32_t met = from_there ? 0 : next_to_internet(e, &r->source, &r->target, going, from, row_get(e->facts, *in, FIELD_flow_port));
		*out = met ? r->links.at[met - 1].flow : 0;
		if (met || from_there)
			return true;
	}
	*in = 0;
	return false;
}

struct val run_reaches(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	struct reach_end from = { a[0], NO_NAME }, to = { a[1], NO_NAME };
	return val_bool(a[0].tag != VAL_NONE && a[1].tag != VAL_NONE && reach_flow(e, &from, &to, n > 2 ? a[2] : VAL_ABSENT));
}

/* --- the internet as a set of blocks ------------------------------------------------------------------------------ */

/* Blocks as runs of addresses: of version 4 addresses, of version 6 networks of /64, of which 2000::/3 are the internet's. */
struct run_of_addresses { uint64_t first, size; };

#define HALF_OF_4 (UINT64_C(1) << 31)
#define HALF_OF_6 (UINT64_C(1) << 60)

static int run_compare(const void *a, const void *b)
{
	const struct run_of_addresses *x = a, *y = b;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->size > y->size ? -1 : x->size < y->size;
}

/* Blocks lie within each other or apart, so what the former one does not hold is new. */
static uint64_t covered(struct run_of_addresses *at, uint32_t count)
{
	uint64_t sum = 0, end = 0;
	qsort(at, count, sizeof *at, run_compare);
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0 && at[i].first < end)
			continue;
		sum += at[i].size;
		end = at[i].first + at[i].size;
	}
	return sum;
}

/* The part of a block of version 6 within 2000::/3. */
static struct run_of_addresses run_of_6(struct str bytes, unsigned prefix)
{
	uint64_t first = 0, global = UINT64_C(1) << 61;
	for (unsigned i = 0; i < 8 && i < bytes.len; i++)
		first = first << 8 | (unsigned char)bytes.at[i];
	uint64_t mask = prefix == 0 ? 0 : prefix >= 64 ? ~UINT64_C(0) : ~UINT64_C(0) << (64 - prefix);
	first &= mask;
	if (prefix <= 3)
		return (global & mask) == first ? (struct run_of_addresses){ global, global } : (struct run_of_addresses){ 0 };
	return first >> 61 == 1 ? (struct run_of_addresses){ first, prefix >= 64 ? 1 : UINT64_C(1) << (64 - prefix) } : (struct run_of_addresses){ 0 };
}

struct val run_covers_internet(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	uint32_t len = list_len(a[0]), count_4 = 0, count_6 = 0;
	struct run_of_addresses *of_4 = ARENA_ARRAY(e->scratch, struct run_of_addresses, len + 1);
	struct run_of_addresses *of_6 = ARENA_ARRAY(e->scratch, struct run_of_addresses, len + 1);
	for (uint32_t i = 0; i < len; i++) {
		struct val v = list_at(e->facts, a[0], i);
		if (v.tag == VAL_CIDR)
			of_4[count_4++] = (struct run_of_addresses){ v.a, UINT64_C(1) << (32 - v.detail) };
		else if (v.tag == VAL_CIDR6)
			of_6[count_6++] = run_of_6(names_text(e->facts->names, v.a), v.detail);
	}
	return val_bool(covered(of_4, count_4) >= HALF_OF_4 || covered(of_6, count_6) >= HALF_OF_6);
}
