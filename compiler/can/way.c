/* The way of a connection that may be opened, in the order of its packets. */
#include "can/can.h"

#include <stdarg.h>
#include <stdio.h>

struct can_step *can_step_add(struct can *can, struct can_answer *answer, const char *what, struct span span, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, args);
	char *text = arena_alloc_raw(can->arena, (size_t)(length < 0 ? 0 : length) + 1);
	text[0] = '\0';
	vsnprintf(text, (size_t)(length < 0 ? 0 : length) + 1, format, again);
	va_end(again);
	va_end(args);
	struct can_step step = { .what = what, .text = { text, (uint32_t)(length < 0 ? 0 : length) }, .span = span };
	vec_push(can->arena, &answer->steps, step);
	return &vec_last(&answer->steps);
}

/* One way that is being told. */
struct walk {
	struct can *can;
	struct can_answer *answer;
	struct can_end from, to;                       /* the things themselves, where a tier or an environment was asked for */
	struct val port;
	bool balanced, for_internet;                   /* it arrives at a load balancer, at the one for the internet */
	object_ref arrives;                            /* the tier in which it does; 0: in no network */
};

static struct span span_of(const struct walk *w, object_ref o) { return object_span(w->can->facts, o); }

static object_ref field_object(const struct walk *w, object_ref row, enum relation_field field)
{
	struct val v = row_get(w->can->facts, row, field);
	return v.tag == VAL_OBJECT ? v.a : 0;
}

static struct str port_text(const struct walk *w, struct val port)
{
	return port.tag == VAL_PORT ? can_text(w->can, port) : STR("any port");
}

static struct str subnets_text(const struct walk *w, object_ref tier)
{
	return str_format(w->can->arena, "tier %.*s of %.*s (%.*s)", STR_ARG(can_text(w->can, row_get(w->can->facts, tier, FIELD_tier_name))),
		STR_ARG(can_text(w->can, row_get(w->can->facts, tier, FIELD_tier_network))), STR_ARG(can_blocks(w->can, tier)));
}

/* --- where it begins and ends ------------------------------------------------------------------------------------ */

static struct str addresses(const struct walk *w, object_ref outside)
{
	struct buf out;
	name field = names_find(w->can->facts->names, STR("cidr"));
	struct val blocks = field ? object_get_named(w->can->facts, outside, field) : VAL_ABSENT;
	buf_init(&out, w->can->arena);
	for (uint32_t i = 0; i < list_len(blocks); i++) {
		buf_text(&out, i ? ", " : "");
		facts_print(&out, w->can->facts, list_at(w->can->facts, blocks, i));
	}
	return buf_done(&out);
}

static struct val first_address(const struct walk *w, const struct can_end *outside)
{
	name field = names_find(w->can->facts->names, STR("cidr"));
	struct val blocks = outside->what == CAN_OUTSIDE && field ? object_get_named(w->can->facts, outside->object, field) : VAL_ABSENT;
	struct val first = list_len(blocks) ? list_at(w->can->facts, blocks, 0) : VAL_ABSENT;
	return first.tag == VAL_CIDR ? first : val_cidr(0, 0);
}

static void stand(struct walk *w, const char *what, const struct can_end *end)
{
	struct str text = can_end_text(w->can, end);
	if (end->what == CAN_INTERNET) {
		can_step_add(w->can, w->answer, what, NO_SPAN, "the internet");
		return;
	}
	struct str blocks = end->what == CAN_OUTSIDE ? addresses(w, end->object) : STR("");
	if (end->tier)
		can_step_add(w->can, w->answer, what, span_of(w, end->tier), "%.*s, in %.*s", STR_ARG(text), STR_ARG(subnets_text(w, end->tier)));
	else
		can_step_add(w->can, w->answer, what, span_of(w, end->object), "%.*s%s%.*s", STR_ARG(text), blocks.len ? ", " : "", STR_ARG(blocks));
}

/* --- walls around tiers ------------------------------------------------------------------------------------------ */

static struct val tier_or_block(const struct walk *w, object_ref tier, const struct can_end *outside)
{
	return tier ? val_object(tier) : first_address(w, outside);
}

/* The entry of a wall that a packet passes; nothing where no wall stands. `other`: the end that the tier is not. */
static void pass_wall(struct walk *w, object_ref tier, enum can_direction direction, bool answer, struct val other)
{
	struct can *can = w->can;
	struct can_packet packet = { tier, direction, w->port, answer, other };
	struct str entries = w->port.tag == VAL_PORT && can_is_walled(can, tier) ? can_list_entries(can, &packet) : STR("");
	if (entries.len)
		can_step_add(can, w->answer, "acl", span_of(w, tier), "the wall around tier %.*s lets %s %s: %.*s",
			STR_ARG(can_text(can, row_get(can->facts, tier, FIELD_tier_name))), answer ? "the answer" : "it", direction == CAN_INTO ? "in" : "out",
			STR_ARG(entries));
}

/* --- on the way -------------------------------------------------------------------------------------------------- */

static void route_step(struct walk *w, const char *what, const struct can_routed *routed, object_ref link)
{
	struct can *can = w->can;
	if (routed->route)
		can_step_add(can, w->answer, what, span_of(w, routed->route), "%.*s", STR_ARG(routed->way));
	else if (routed->local && !link)
		can_step_add(can, w->answer, what, NO_SPAN, "within the network: its subnets know the way to each other");
	else if (link)
		can_step_add(can, w->answer, what, span_of(w, link), "by %.*s", STR_ARG(can_text(can, row_get(can->facts, link, FIELD_link_of))));
}

/* Behind a NAT gateway the packet takes the table of the gateway's own subnet. */
static void gateways(struct walk *w, const struct can_routed *routed)
{
	struct can *can = w->can;
	object_ref nat = routed->route ? field_object(w, routed->route, FIELD_route_nat) : 0;
	if (!nat)
		return;
	object_ref tier = field_object(w, field_object(w, nat, FIELD_nat_gateway_subnet), FIELD_subnet_tier);
	struct can_routed next = can_route(can, tier, val_cidr(0, 0));
	pass_wall(w, tier, CAN_INTO, false, val_object(w->from.tier));
	can_step_add(can, w->answer, "gateway", span_of(w, nat), "NAT in %.*s; %.*s", STR_ARG(subnets_text(w, tier)), STR_ARG(next.way));
	pass_wall(w, tier, CAN_OUT_OF, false, first_address(w, &w->to));
}

static bool is_platform(const struct can *can, const struct can_end *end)
{
	return end->what == CAN_OUTSIDE && object_row(can->facts, end->object, can->facts->relation_kind[REL_endpoint]);
}

/* From the source to the edge of its network, or of the other's. */
static void depart(struct walk *w, object_ref flow, object_ref link)
{
	struct can *can = w->can;
	stand(w, "from", &w->from);
	if (w->from.what != CAN_THING)
		return;
	can_step_add(can, w->answer, "out", span_of(w, flow), "the group of %.*s lets out %.*s to %.*s", STR_ARG(can_end_text(can, &w->from)),
		STR_ARG(port_text(w, w->port)), STR_ARG(can_text(can, row_get(can->facts, flow, FIELD_flow_target))));
	if (!w->from.tier)
		return;
	if (w->arrives || w->to.what == CAN_OUTSIDE || w->to.what == CAN_INTERNET)
		pass_wall(w, w->from.tier, CAN_OUT_OF, false, tier_or_block(w, w->arrives, &w->to));
	if (w->arrives) {
		struct can_routed routed = can_route_to_tier(can, w->from.tier, w->arrives);
		route_step(w, "route", &routed, link);
	} else if (w->to.what == CAN_OUTSIDE || w->to.what == CAN_INTERNET) {
		struct can_routed routed = can_route(can, w->from.tier, first_address(w, &w->to));
		if (routed.route || link)
			route_step(w, "route", &routed, link);
		else if (is_platform(can, &w->to))
			can_step_add(can, w->answer, "route", span_of(w, w->to.object), "by the network's endpoint of %.*s",
				STR_ARG(can_end_text(can, &w->to)));
		gateways(w, &routed);
	}
}

static void second_key(struct walk *w, object_ref flow, object_ref link)
{
	uint32_t key = row_get(w->can->facts, flow, FIELD_flow_callee).origin;
	if (link)
		can_step_add(w->can, w->answer, "link", can_origin(w->can, key), "%.*s carries it",
			STR_ARG(can_text(w->can, row_get(w->can->facts, link, FIELD_link_of))));
}

/* --- arriving ---------------------------------------------------------------------------------------------------- */

/* The one for the internet, unless the thing has a second one on that port, for callers inside. */
static bool takes_public_balancer(const struct walk *w)
{
	const struct can *can = w->can;
	struct reach_end internet = { val_name(VAL_WORD, can->internet), NO_NAME }, thing = can_reach_end(can, &w->to);
	struct extent rows = can_rows(can, REL_endpoint, FIELD_endpoint_of, w->to.object);
	uint32_t balancers = 0;
	for (uint32_t i = 0; i < rows.len; i++)
		balancers += row_get(can->facts, rows.at[i], FIELD_endpoint_via).a == can->load_balancer
		             && can_ports_meet(row_get(can->facts, rows.at[i], FIELD_endpoint_port), w->port);
	return w->from.what != CAN_THING || (balancers == 1 && reach_flow(&w->can->eval, &internet, &thing, w->port));
}

static void find_arrival(struct walk *w, name via)
{
	w->arrives = w->to.what == CAN_THING ? w->to.tier : 0;
	w->balanced = via == w->can->load_balancer;
	w->for_internet = w->balanced && takes_public_balancer(w);
	if (w->for_internet)
		w->arrives = can_entry_tier(w->can, w->to.environment, can_network_of(w->can, w->to.tier));
}

static void listen(struct walk *w, const struct can_end *end, struct val port)
{
	struct can *can = w->can;
	object_ref endpoint = can_endpoint(can, end->object, port, false);
	struct str at = end->tier ? str_format(can->arena, ", in %.*s", STR_ARG(subnets_text(w, end->tier))) : STR(", by permission: it stands in no network");
	if (endpoint)
		can_step_add(can, w->answer, "to", span_of(w, endpoint), "%.*s listens on %.*s%.*s", STR_ARG(can_end_text(can, end)),
			STR_ARG(port_text(w, row_get(can->facts, endpoint, FIELD_endpoint_port))), STR_ARG(at));
	else
		can_step_add(can, w->answer, "to", span_of(w, end->object), "%.*s%.*s", STR_ARG(can_end_text(can, end)), STR_ARG(at));
}

static void arrive(struct walk *w, object_ref flow, name via)
{
	struct can *can = w->can;
	struct str who = can_end_text(can, &w->from);
	struct span key = can_origin(can, row_get(can->facts, flow, FIELD_flow_callee).origin);
	if (w->to.what != CAN_THING) {
		stand(w, "to", &w->to);
		return;
	}
	if (w->from.what != CAN_THING && w->arrives) {
		struct can_routed back = can_route(can, w->arrives, first_address(w, &w->from));
		route_step(w, "route", &back, 0);
	}
	pass_wall(w, w->arrives, CAN_INTO, false, tier_or_block(w, w->from.tier, &w->from));
	if (via == can->gateway)
		can_step_add(can, w->answer, "gateway", span_of(w, flow), "the API's gateway, which asks who calls");
	if (w->balanced) {
		object_ref endpoint = can_endpoint(can, w->to.object, w->port, true);
		can_step_add(can, w->answer, "balancer", endpoint ? span_of(w, endpoint) : key, "load balancer of %.*s for %s, in %.*s",
			STR_ARG(can_end_text(can, &w->to)), w->for_internet ? "the internet" : "callers inside",
			STR_ARG(w->arrives ? subnets_text(w, w->arrives) : STR("its own network")));
	}
	if (w->to.tier)
		can_step_add(can, w->answer, "in", key, "the group of the %s takes %.*s from %.*s", w->balanced ? "load balancer" : "target",
			STR_ARG(port_text(w, w->port)), STR_ARG(who));
	listen(w, &w->to, w->balanced ? VAL_ABSENT : w->port);
}

static void answers_back(struct walk *w, object_ref link)
{
	struct can *can = w->can;
	struct can_routed back = { 0 };
	if (!w->arrives)
		return;
	pass_wall(w, w->arrives, CAN_OUT_OF, true, tier_or_block(w, w->from.tier, &w->from));
	pass_wall(w, w->from.tier, CAN_INTO, true, val_object(w->arrives));
	back = w->from.tier ? can_route_to_tier(can, w->arrives, w->from.tier) : can_route(can, w->arrives, first_address(w, &w->from));
	struct can_step *step = can_step_add(can, w->answer, "back", back.route ? span_of(w, back.route) : NO_SPAN,
		"groups remember the connection; %.*s", STR_ARG(back.way));
	if (back.route)
		return;
	step->text = link ? str_format(can->arena, "groups remember the connection; by %.*s", STR_ARG(can_text(can, row_get(can->facts, link, FIELD_link_of))))
	                  : STR("groups remember the connection; within the network");
}

/* --- administration ---------------------------------------------------------------------------------------------- */

static void host_in(struct walk *w, object_ref tier, object_ref flow)
{
	can_step_add(w->can, w->answer, "host", span_of(w, tier), "a host in %.*s; its group takes %.*s", STR_ARG(subnets_text(w, tier)),
		STR_ARG(port_text(w, row_get(w->can->facts, flow, FIELD_flow_port))));
}

/* The hosts that are passed: those that are named, or, for a bastion, those of the tiers routed to the internet. */
static void pass_hosts(struct walk *w, object_ref flow, object_ref environment)
{
	const struct can *can = w->can;
	const struct facts *facts = can->facts;
	struct val through = row_get(facts, flow, FIELD_flow_through), way = row_get(facts, flow, FIELD_flow_way);
	for (uint32_t i = 0; i < list_len(through); i++) {
		struct val v = list_at(facts, through, i);
		object_ref tier = v.tag == VAL_OBJECT ? object_row(facts, v.a, facts->relation_kind[REL_tier]) : 0;
		if (tier)
			host_in(w, tier, flow);
	}
	if (list_len(through) > 0)
		return;
	if (way.tag == VAL_NONE || way.a != can->bastion) {
		can_step_add(w->can, w->answer, "host", span_of(w, flow), "by %.*s", STR_ARG(can_text(can, way)));
		return;
	}
	struct extent networks = can_rows(can, REL_network, FIELD_network_environment, environment);
	for (uint32_t n = 0; n < networks.len; n++) {
		struct extent tiers = can_rows(can, REL_tier, FIELD_tier_network, networks.at[n]);
		for (uint32_t t = 0; t < tiers.len; t++)
			if (row_get(facts, tiers.at[t], FIELD_tier_route).a == can->internet)
				host_in(w, tiers.at[t], flow);
	}
}

static void tell_admin(struct walk *w, object_ref flow)
{
	struct can *can = w->can;
	stand(w, "from", &w->from);
	can_step_add(can, w->answer, "in", span_of(w, flow), "the admin path of %.*s takes %.*s from %.*s",
		STR_ARG(can_text(can, row_get(can->facts, flow, FIELD_flow_target))), STR_ARG(port_text(w, w->port)), STR_ARG(can_end_text(can, &w->from)));
	pass_hosts(w, flow, row_get(can->facts, flow, FIELD_flow_target).a);
	if (w->to.what == CAN_ENVIRONMENT)
		can_step_add(can, w->answer, "to", span_of(w, w->to.object), "every host of %.*s", STR_ARG(can_end_text(can, &w->to)));
	else
		stand(w, "to", &w->to);
	can_step_add(can, w->answer, "back", NO_SPAN, "groups remember the connection at each step");
}

/* --- the shortest ------------------------------------------------------------------------------------------------ */

struct best { struct can *can; object_ref flow; uint32_t length; struct can_end from, to; };

static bool compare_way(void *user, object_ref flow)
{
	struct best *best = user;
	const struct can *can = best->can;
	const struct facts *facts = can->facts;
	name via = row_get(facts, flow, FIELD_flow_via).a;
	uint32_t length = 1 + 2 * (row_get(facts, flow, FIELD_flow_link).tag != VAL_NONE) + (via == can->load_balancer || via == can->gateway)
	                  + list_len(row_get(facts, flow, FIELD_flow_through)) + (via == can->admin_path);
	if (!best->flow || length < best->length) {
		best->flow = flow;
		best->length = length;
	}
	return true;
}

/* Whoever stands in a tier, or the end itself. */
static uint32_t members(const struct can *can, const struct can_end *end, struct can_end **list)
{
	const struct facts *facts = can->facts;
	VEC(struct can_end) found = { 0 };
	struct extent places = facts_extent(facts, facts->relation_kind[REL_place]);
	if (end->what != CAN_TIER)
		vec_push(can->arena, &found, *end);
	for (uint32_t i = 0; end->what == CAN_TIER && i < places.len; i++) {
		struct val of = row_get(facts, places.at[i], FIELD_place_of);
		if (of.tag == VAL_OBJECT && can_tier_of(can, of.a) == end->object)
			vec_push(can->arena, &found, can_end_of(can, of.a));
	}
	*list = found.at;
	return found.len;
}

static struct best shortest(struct can *can, const struct can_answer *answer)
{
	struct can_end *from, *to;
	uint32_t from_count = members(can, &answer->from, &from), to_count = members(can, &answer->to, &to);
	struct best best = { .can = can };
	for (uint32_t i = 0; i < from_count; i++)
		for (uint32_t k = 0; k < to_count; k++) {
			struct reach_end a = can_reach_end(can, &from[i]), b = can_reach_end(can, &to[k]);
			object_ref before = best.flow;
			reach_each(&can->eval, &a, &b, answer->port, compare_way, &best);
			if (best.flow != before) {
				best.from = from[i];
				best.to = to[k];
			}
		}
	return best;
}

/* An environment stands for what is in it: the way is told of the thing that the flow names. */
static struct can_end meant(const struct can *can, struct can_end end, struct val found)
{
	if (end.what != CAN_ENVIRONMENT || found.tag != VAL_OBJECT || found.a == end.object)
		return end;
	struct can_end thing = can_end_of(can, found.a);
	return thing.what == CAN_NOBODY ? end : thing;
}

static void name_via(struct can *can, struct can_answer *answer, object_ref flow, object_ref link)
{
	struct str via = can_text(can, row_get(can->facts, flow, FIELD_flow_via));
	object_ref peering = 0;
	struct val crossed = row_get(can->facts, flow, FIELD_flow_peering);
	if (crossed.tag == VAL_OBJECT)
		peering = crossed.a;
	if (peering)
		answer->via = str_format(can->arena, "peering %.*s, %.*s", STR_ARG(can_text(can, row_get(can->facts, peering, FIELD_peering_name))), STR_ARG(via));
	else if (link)
		answer->via = str_format(can->arena, "%.*s, %.*s", STR_ARG(can_text(can, row_get(can->facts, link, FIELD_link_of))), STR_ARG(via));
	else
		answer->via = via;
}

static void tell(struct can *can, struct can_answer *answer, const struct best *best)
{
	const struct facts *facts = can->facts;
	struct walk w = { .can = can, .answer = answer };
	struct val link = row_get(facts, best->flow, FIELD_flow_link), port = row_get(facts, best->flow, FIELD_flow_port);
	name via = row_get(facts, best->flow, FIELD_flow_via).a;
	w.from = meant(can, best->from, row_get(facts, best->flow, FIELD_flow_source));
	w.to = meant(can, best->to, row_get(facts, best->flow, FIELD_flow_target));
	w.port = answer->port = answer->port.tag == VAL_PORT ? answer->port : port;
	name_via(can, answer, best->flow, link.tag == VAL_OBJECT ? link.a : 0);
	if (via == can->admin_path) {
		tell_admin(&w, best->flow);
		return;
	}
	find_arrival(&w, via);
	depart(&w, best->flow, link.tag == VAL_OBJECT ? link.a : 0);
	second_key(&w, best->flow, link.tag == VAL_OBJECT ? link.a : 0);
	arrive(&w, best->flow, via);
	answers_back(&w, link.tag == VAL_OBJECT ? link.a : 0);
}

/* Out by one flow, in by another (9.6.3). */
static bool by_internet(struct can *can, struct can_answer *answer)
{
	struct reach_end a = can_reach_end(can, &answer->from), b = can_reach_end(can, &answer->to);
	object_ref out, in;
	if ((answer->from.what != CAN_THING && answer->from.what != CAN_OUTSIDE) || (answer->to.what != CAN_THING && answer->to.what != CAN_OUTSIDE)
	    || !reach_by_internet(&can->eval, &a, &b, answer->port, &out, &in))
		return false;
	struct walk w = { .can = can, .answer = answer, .from = answer->from, .to = { .what = CAN_INTERNET } };
	answer->port = w.port = answer->port.tag == VAL_PORT ? answer->port : row_get(can->facts, in ? in : out, FIELD_flow_port);
	answer->via = STR("internet");
	depart(&w, out, 0);
	if (out && in)
		can_step_add(can, answer, "internet", NO_SPAN, "out there everybody meets whoever lets in the internet");
	w.from = (struct can_end){ .what = in ? CAN_INTERNET : answer->from.what };
	w.to = answer->to;
	if (in) {
		find_arrival(&w, row_get(can->facts, in, FIELD_flow_via).a);
		arrive(&w, in, row_get(can->facts, in, FIELD_flow_via).a);
		answers_back(&w, 0);
	} else {
		stand(&w, "to", &w.to);
	}
	return true;
}

bool can_way(struct can *can, struct can_answer *answer)
{
	struct best best = shortest(can, answer);
	if (best.flow)
		tell(can, answer, &best);
	answer->yes = best.flow || by_internet(can, answer);
	return answer->yes;
}
