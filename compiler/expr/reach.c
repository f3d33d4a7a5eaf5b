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

struct reach {
	struct extent flows;
	struct side source, target;
	VEC(struct link) links;
	name internet;
	struct map wide;                               /* by object: 1 when it is as good as the internet, 2 when not */
	const struct callable *stands_for_internet;
};

enum key_space { KEY_OBJECT = 1, KEY_WORD };

/* --- as good as the internet ---------------------------------------------------------------------------- */

static bool is_wide(struct eval *e, struct val v)
{
	struct reach *r = e->reach;
	if (v.tag != VAL_OBJECT || object_at(e->facts, v.a)->place || !r->stands_for_internet)
		return false;
	uint32_t known = map_at(&r->wide, v.a, 0);
	if (known)
		return known == 1;
	struct val *frame = ARENA_ARRAY(e->scratch, struct val, r->stands_for_internet->slots + 1), *former = e->frame;
	frame[e->code->parameters.at[r->stands_for_internet->first_parameter].slot] = v;
	e->frame = frame;
	bool wide = val_truth(eval_op(e, r->stands_for_internet->body));
	e->frame = former;
	map_put(e->facts->arena, &r->wide, v.a, wide ? 1 : 2);
	return wide;
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

static struct reach *prepare(struct eval *e)
{
	if (e->reach)
		return e->reach;
	struct facts *facts = e->facts;
	struct reach *r = e->reach = ARENA_NEW(facts->arena, struct reach);
	uint32_t function;
	name word = names_find(facts->names, STR("stands-for-internet"));
	if (word && map_get(&e->code->function_by_name, word, &function) && e->code->functions.at[function].parameter_count == 1
	    && !e->code->functions.at[function].broken)
		r->stands_for_internet = &e->code->functions.at[function];
	r->internet = names_intern(facts->names, STR("internet"));
	r->source = (struct side){ .thing = FIELD_flow_source, .environment = FIELD_flow_environment };
	r->target = (struct side){ .thing = FIELD_flow_target, .environment = FIELD_flow_target_environment };
	r->flows = facts_extent(facts, facts->relation_kind[REL_flow]);
	for (uint32_t i = r->flows.len; i-- > 0;) {
		add_row(e, &r->source, r->flows.at[i]);
		add_row(e, &r->target, r->flows.at[i]);
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

object_ref reach_flow(struct eval *e, const struct reach_end *from, const struct reach_end *to, struct val port)
{
	struct reach *r = prepare(e);
	bool abstract_from = from->thing.tag == VAL_OBJECT && object_at(e->facts, from->thing.a)->flags & OBJECT_ABSTRACT;
	bool abstract_to = to->thing.tag == VAL_OBJECT && object_at(e->facts, to->thing.a)->flags & OBJECT_ABSTRACT;
	struct chain a = chain_of(&r->source, from), b = chain_of(&r->target, to);
	/* What is abstract stands for its heirs, which are in no chain of its own. */
	if (abstract_from && abstract_to) {
		for (uint32_t i = 0; i < r->flows.len; i++, e->visited++)
			if (is_end(e, &r->source, r->flows.at[i], from) && is_end(e, &r->target, r->flows.at[i], to)
			    && is_port(row_get(e->facts, r->flows.at[i], FIELD_flow_port), port))
				return r->flows.at[i];
		return 0;
	}
	struct chain chain = abstract_from || (!abstract_to && b.len < a.len) ? b : a;
	for (uint32_t i = chain.first; i; i = r->links.at[i - 1].next) {
		object_ref flow = r->links.at[i - 1].flow;
		e->visited++;
		if (is_end(e, &r->source, flow, from) && is_end(e, &r->target, flow, to) && is_port(row_get(e->facts, flow, FIELD_flow_port), port))
			return flow;
	}
	return 0;
}

/* A flow between this very thing, not whoever stands in its place, and the internet. */
static bool leads_to_internet(struct eval *e, const struct side *side, const struct side *other, object_ref flow, const struct reach_end *end)
{
	struct val thing = row_get(e->facts, flow, side->thing);
	const struct reach_end internet = { val_name(VAL_WORD, e->reach->internet), NO_NAME };
	return is_there(e->facts, thing, end->place) && is_object(e->facts, thing, end->thing.a) && is_end(e, other, flow, &internet);
}

bool reach_by_internet(struct eval *e, const struct reach_end *from, const struct reach_end *to, struct val port, object_ref *out, object_ref *in)
{
	struct reach *r = prepare(e);
	if (from->thing.tag != VAL_OBJECT || to->thing.tag != VAL_OBJECT)
		return false;
	for (uint32_t i = chain_of(&r->target, to).first; i; i = r->links.at[i - 1].next) {
		*in = r->links.at[i - 1].flow;
		struct val open = row_get(e->facts, *in, FIELD_flow_port);
		e->visited++;
		if (!leads_to_internet(e, &r->target, &r->source, *in, to) || !is_port(open, port))
			continue;
		for (uint32_t k = chain_of(&r->source, from).first; k; k = r->links.at[k - 1].next) {
			*out = r->links.at[k - 1].flow;
			e->visited++;
			if (leads_to_internet(e, &r->source, &r->target, *out, from) && is_port(row_get(e->facts, *out, FIELD_flow_port), open))
				return true;
		}
	}
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
