/* Questions: their words, the pairs that they mean, and the table of all. */
#include "can/can.h"

#include <stdlib.h>

/* --- what is made once ------------------------------------------------------------------------------------------- */

/* The environment behind an end of a link; a hub or a partner is itself. */
static object_ref side_of(const struct can *can, struct val end)
{
	if (end.tag != VAL_OBJECT)
		return 0;
	struct extent networks = can_rows(can, REL_network, FIELD_network_of, end.a);
	struct val environment = networks.len ? row_get(can->facts, networks.at[0], FIELD_network_environment) : VAL_ABSENT;
	return environment.tag == VAL_OBJECT ? environment.a : end.a;
}

static void join(struct can *can, object_ref a, object_ref b, object_ref link)
{
	map_put(can->facts->arena, &can->joined, MAP_KEY(a, b), link);
	map_put(can->facts->arena, &can->joined, MAP_KEY(b, a), link);
}

static void join_environments(struct can *can)
{
	struct extent links = facts_extent(can->facts, can->facts->relation_kind[REL_link]);
	for (uint32_t i = 0; i < links.len; i++) {
		object_ref a = side_of(can, row_get(can->facts, links.at[i], FIELD_link_left));
		object_ref b = side_of(can, row_get(can->facts, links.at[i], FIELD_link_right));
		if (a && b)
			join(can, a, b, links.at[i]);
	}
}

struct can *can_new(struct code *code, struct facts *facts, const struct sources *sources, struct diags *diags, struct arena *scratch)
{
	struct can *can = ARENA_NEW(facts->arena, struct can);
	struct names *names = facts->names;
	can->facts = facts;
	can->arena = scratch;
	can->sources = sources;
	eval_init(&can->eval, code, facts, diags, scratch);
	can->internet = names_intern(names, STR("internet"));
	can->load_balancer = names_intern(names, STR("load-balancer"));
	can->gateway = names_intern(names, STR("gateway"));
	can->admin_path = names_intern(names, STR("admin-path"));
	can->bastion = names_intern(names, STR("bastion"));
	can->rights = rights_of(&can->eval, facts->arena);
	uint32_t function;
	name word = names_find(names, STR("passed-by"));
	if (word && map_get(&code->function_by_name, word, &function) && code->functions.at[function].parameter_count == 5)
		can->passed_by = &code->functions.at[function];
	join_environments(can);
	return can;
}

/* --- one pair ---------------------------------------------------------------------------------------------------- */

static struct str end_name(const struct can *can, const struct can_end *end)
{
	if (end->what == CAN_INTERNET)
		return STR("internet");
	return end->what == CAN_TIER ? can_text(can, row_get(can->facts, end->object, FIELD_tier_name)) : can_name(can, end->object);
}

static struct str end_place(const struct can *can, const struct can_end *end)
{
	return end->environment && end->what != CAN_ENVIRONMENT ? can_name(can, end->environment) : STR("");
}

static struct can_answer answer_of(const struct can *can, const struct can_end *from, const struct can_end *to, struct val port)
{
	return (struct can_answer){ .from = *from, .to = *to, .port = port, .source = end_name(can, from), .target = end_name(can, to),
		.source_environment = end_place(can, from), .target_environment = end_place(can, to) };
}

struct pairs { struct can *can; struct val port; can_visit *visit; void *user; bool stopped; };

/* Tells of one pair, or, when it is to be a way, says whether it is one. */
static bool tell_pair(struct pairs *pairs, const struct can_end *from, const struct can_end *to, bool only_ways)
{
	struct can *can = pairs->can;
	struct arena_mark mark = arena_mark(can->arena);
	struct can_answer answer = answer_of(can, from, to, pairs->port);
	if (!can_way(can, &answer) && !only_ways)
		can_walls(can, &answer, false);
	can->yes = can->yes || answer.yes;
	if (answer.yes || !only_ways)
		pairs->stopped = pairs->stopped || !pairs->visit(pairs->user, &answer);
	arena_release(can->arena, mark);
	return answer.yes || !only_ways;
}

/* The target that is nearest to a source from which nothing leads to any: in an environment that is joined, else the first. */
static const struct can_end *nearest(const struct can *can, const struct can_end *from, const struct can_named *to)
{
	for (uint32_t i = 0; i < to->ends.len; i++)
		if (map_at(&can->joined, MAP_KEY(from->environment, to->ends.at[i].environment), 0))
			return &to->ends.at[i];
	return &to->ends.at[0];
}

#define FEW 8

static void tell_source(struct pairs *pairs, const struct can_end *from, const struct can_named *to, bool all)
{
	bool told = false;
	for (uint32_t i = 0; i < to->ends.len; i++)    /* the one beside it is meant, and others only where a way leads there */
		all = all && (!from->environment || from->environment != to->ends.at[i].environment || to->ends.len == 1);
	for (uint32_t i = 0; i < to->ends.len && !pairs->stopped; i++) {
		const struct can_end *end = &to->ends.at[i];
		bool near = !from->environment || !end->environment || from->environment == end->environment;
		told |= tell_pair(pairs, from, end, !near && !all);
	}
	if (!told && !pairs->stopped)
		tell_pair(pairs, from, nearest(pairs->can, from, to), false);
}

/* What the claim about the declarations would find, wherever they stand. */
static void tell_elsewhere(struct pairs *pairs, const struct can_named *from, const struct can_named *to)
{
	struct can *can = pairs->can;
	object_ref out, in;
	for (uint32_t i = 0; i < from->count; i++)
		for (uint32_t k = 0; k < to->count && !can->yes; k++) {
			struct reach_end a = { val_object(from->objects[i]), from->place }, b = { val_object(to->objects[k]), to->place };
			if (!reach_by_internet(&can->eval, &a, &b, pairs->port, &out, &in))
				continue;
			struct can_end source = out ? can_end_of(can, row_get(can->facts, out, FIELD_flow_source).a) : from->ends.at[0];
			struct can_end target = in ? can_end_of(can, row_get(can->facts, in, FIELD_flow_target).a) : to->ends.at[0];
			tell_pair(pairs, &source, &target, true);
		}
}

static bool ask_reach(struct can *can, const struct can_named *from, const struct can_named *to, struct val port, can_visit *visit, void *user)
{
	struct pairs pairs = { can, port, visit, user, false };
	bool all = from->ends.len == 1 && to->ends.len <= FEW;
	for (uint32_t i = 0; i < from->ends.len && !pairs.stopped; i++)
		tell_source(&pairs, &from->ends.at[i], to, all || to->ends.len == 1);
	if (!can->yes && !pairs.stopped)
		tell_elsewhere(&pairs, from, to);
	return !pairs.stopped;
}

/* --- the words of a question ------------------------------------------------------------------------------------- */

struct question { struct can *can; const struct str *words; uint32_t count, at; };

static bool take(struct question *q, const char *word)
{
	if (q->at >= q->count || !str_is(q->words[q->at], word))
		return false;
	q->at++;
	return true;
}

/* `shop`, `dev/shop`, `shop in dev`: the name and the environment. */
static bool take_end(struct question *q, struct str *thing, struct str *place)
{
	if (q->at >= q->count)
		return false;
	*thing = q->words[q->at++];
	*place = STR("");
	for (uint32_t i = 0; i < thing->len; i++)
		if (thing->at[i] == '/') {
			*place = (struct str){ thing->at, i };
			*thing = (struct str){ thing->at + i + 1, thing->len - i - 1 };
			break;
		}
	if (place->len == 0 && take(q, "in")) {
		if (q->at >= q->count)
			return false;
		*place = q->words[q->at++];
	}
	return true;
}

/* All words of all operands, and the port behind the last colon. */
static uint32_t split(struct can *can, const struct str *given, uint32_t count, struct str **words, struct str *port)
{
	struct buf text;
	VEC(struct str) found = { 0 };
	buf_init(&text, can->arena);
	for (uint32_t i = 0; i < count; i++) {
		buf_text(&text, i ? " " : "");
		buf_str(&text, given[i]);
	}
	struct str all = buf_done(&text);
	*port = STR("");
	for (uint32_t i = all.len; i-- > 0;)
		if (all.at[i] == ':') {
			*port = (struct str){ all.at + i + 1, all.len - i - 1 };
			all.len = i;
			break;
		}
	while (port->len > 0 && port->at[0] == ' ')
		*port = (struct str){ port->at + 1, port->len - 1 };
	for (uint32_t first = 0, i = 0; i <= all.len; i++)
		if (i == all.len || all.at[i] == ' ') {
			if (i > first)
				vec_push(can->arena, &found, (struct str){ all.at + first, i - first });
			first = i + 1;
		}
	*words = found.at;
	return found.len;
}

static bool is_holder(const struct can *can, struct str word)
{
	name n = names_find(can->facts->names, word);
	return n && map_at(&can->rights.holders, n, 0);
}

/* ROLE VERB [RESOURCE] in ENVIRONMENT */
static bool ask_right(struct can *can, const struct str *words, uint32_t count, can_visit *visit, void *user)
{
	bool whole = count == 5 && str_is(words[3], "in");
	if (!whole && !(count == 4 && str_is(words[2], "in"))) {
		can->problem = STR("of a role is asked `ROLE VERB RESOURCE in ENVIRONMENT`, as `developer delete pods in dev`");
		return false;
	}
	return can_right(can, words[0], words[1], whole ? words[2] : STR(""), words[count - 1], visit, user);
}

bool can_ask(struct can *can, const struct str *given, uint32_t count, can_visit *visit, void *user)
{
	struct str *words, port_text, source, target, from_place, to_place;
	struct can_named from, to;
	struct val port = VAL_ABSENT;
	count = split(can, given, count, &words, &port_text);
	struct question q = { can, words, count, 0 };
	can->yes = false;
	can->problem = STR("");
	if (count > 0 && is_holder(can, words[0]))
		return ask_right(can, words, count, visit, user);
	bool good = take_end(&q, &source, &from_place);
	take(&q, "reach");
	good = good && take_end(&q, &target, &to_place) && q.at == q.count;
	if (!good) {
		can->problem = STR("a question is `SOURCE TARGET[:PORT]`, as `shop dev/orders:postgres`; or `ROLE VERB RESOURCE in ENVIRONMENT`");
		return false;
	}
	return can_resolve(can, source, from_place, &from) && can_resolve(can, target, to_place, &to)
	       && (!port_text.len || can_port(can, port_text, &port)) && ask_reach(can, &from, &to, port, visit, user);
}

/* --- all of them ------------------------------------------------------------------------------------------------- */

struct row_end { struct can_end end; struct str name, place; struct val port; };
typedef VEC(struct row_end) row_ends;

static uint32_t protocol_of(struct val port) { return port.detail == PROTOCOL_ANY ? PROTOCOL_TCP : port.detail; }

static int compare_ends(const void *a, const void *b)
{
	const struct row_end *x = a, *y = b;
	int order = str_compare(x->name, y->name);
	order = order ? order : str_compare(x->place, y->place);
	if (order)
		return order;
	if (x->end.object != y->end.object)
		return x->end.object < y->end.object ? -1 : 1;
	uint64_t p = MAP_KEY(x->port.a & 0xffff, x->port.a >> 16) << 2 | protocol_of(x->port);
	uint64_t q = MAP_KEY(y->port.a & 0xffff, y->port.a >> 16) << 2 | protocol_of(y->port);
	return p < q ? -1 : p > q;
}

static void add_row_end(struct can *can, row_ends *list, struct can_end end, struct val port)
{
	if (end.what != CAN_NOBODY)
		vec_push(can->facts->arena, list, (struct row_end){ end, end_name(can, &end), end_place(can, &end), port });
}

static void sort_ends(row_ends *list)
{
	uint32_t kept = 0;
	qsort(list->at, list->len, sizeof *list->at, compare_ends);
	for (uint32_t i = 0; i < list->len; i++)
		if (kept == 0 || compare_ends(&list->at[kept - 1], &list->at[i]) != 0)
			list->at[kept++] = list->at[i];
	list->len = kept;
}

static void add_kind(struct can *can, row_ends *list, const char *kind)
{
	name n = names_find(can->facts->names, str_of(kind));
	struct extent all = n && kind_named(can->facts, n) ? facts_extent(can->facts, kind_named(can->facts, n)) : (struct extent){ 0 };
	for (uint32_t i = 0; i < all.len; i++)
		if (!(object_at(can->facts, all.at[i])->flags & OBJECT_ABSTRACT))
			add_row_end(can, list, can_end_of(can, all.at[i]), VAL_ABSENT);
}

static row_ends all_sources(struct can *can)
{
	row_ends list = { 0 };
	struct extent places = facts_extent(can->facts, can->facts->relation_kind[REL_place]);
	struct extent flows = facts_extent(can->facts, can->facts->relation_kind[REL_flow]);
	for (uint32_t i = 0; i < places.len; i++) {
		struct val of = row_get(can->facts, places.at[i], FIELD_place_of);
		if (of.tag == VAL_OBJECT && can_may_call(can, of.a))
			add_row_end(can, &list, can_end_of(can, of.a), VAL_ABSENT);
	}
	for (uint32_t i = 0; i < flows.len; i++) {
		struct val source = row_get(can->facts, flows.at[i], FIELD_flow_source);
		if (source.tag == VAL_OBJECT)
			add_row_end(can, &list, can_end_of(can, source.a), VAL_ABSENT);
	}
	add_kind(can, &list, "site");
	add_kind(can, &list, "partner");
	add_row_end(can, &list, (struct can_end){ .what = CAN_INTERNET }, VAL_ABSENT);
	sort_ends(&list);
	return list;
}

/* Hosts of an environment listen on the ports of its admin path. */
static void add_hosts(struct can *can, row_ends *list, object_ref flow)
{
	struct val environment = row_get(can->facts, flow, FIELD_flow_target), port = row_get(can->facts, flow, FIELD_flow_port);
	struct extent places = can_rows(can, REL_place, FIELD_place_environment, environment.a);
	struct reach_end from = { row_get(can->facts, flow, FIELD_flow_source), NO_NAME };
	for (uint32_t i = 0; i < places.len; i++) {
		struct reach_end to = { row_get(can->facts, places.at[i], FIELD_place_of), NO_NAME };
		if (to.thing.tag == VAL_OBJECT && reach_flow(&can->eval, &from, &to, port) == flow)
			add_row_end(can, list, can_end_of(can, to.thing.a), port);
	}
}

static row_ends all_targets(struct can *can)
{
	row_ends list = { 0 };
	struct extent endpoints = facts_extent(can->facts, can->facts->relation_kind[REL_endpoint]);
	struct extent flows = facts_extent(can->facts, can->facts->relation_kind[REL_flow]);
	for (uint32_t i = 0; i < endpoints.len; i++) {
		struct val of = row_get(can->facts, endpoints.at[i], FIELD_endpoint_of);
		if (of.tag == VAL_OBJECT && object_at(can->facts, of.a)->place)
			add_row_end(can, &list, can_end_of(can, of.a), row_get(can->facts, endpoints.at[i], FIELD_endpoint_port));
	}
	for (uint32_t i = 0; i < flows.len; i++) {
		struct val target = row_get(can->facts, flows.at[i], FIELD_flow_target), port = row_get(can->facts, flows.at[i], FIELD_flow_port);
		bool object = target.tag == VAL_OBJECT;
		add_row_end(can, &list, object ? can_end_of(can, target.a) : (struct can_end){ .what = CAN_INTERNET }, port);
		if (object && row_get(can->facts, flows.at[i], FIELD_flow_via).a == can->admin_path)
			add_hosts(can, &list, flows.at[i]);
	}
	sort_ends(&list);
	return list;
}

bool can_all(struct can *can, can_visit *visit, void *user)
{
	row_ends sources = all_sources(can), targets = all_targets(can);
	bool more = true;
	for (uint32_t s = 0; s < sources.len && more; s++)
		for (uint32_t t = 0; t < targets.len && more; t++) {
			const struct row_end *from = &sources.at[s], *to = &targets.at[t];
			struct arena_mark mark = arena_mark(can->arena);
			struct can_answer answer = { .from = from->end, .to = to->end, .port = to->port, .source = from->name, .target = to->name,
				.source_environment = from->place, .target_environment = to->place };
			if (from->end.what >= CAN_THING || to->end.what >= CAN_THING) {  /* who are both outside are no business of ours */
				if (!can_way(can, &answer))
					can_walls(can, &answer, true);
				more = visit(user, &answer);
			}
			arena_release(can->arena, mark);
		}
	return more;
}
