/* What is in the way of a connection that no flow opens, in the order in which a packet would meet it, and what would be said to open it. */
#include "can/can.h"

struct walls { struct can *can; struct can_answer *answer; struct can_end from, to; struct val port; bool first_only; };

static struct str text_of(const struct walls *w, const struct can_end *end) { return can_end_text(w->can, end); }

static object_ref master_of(const struct walls *w, object_ref o)
{
	object_ref master = object_at(w->can->facts, o)->master;
	return master ? master : o;
}

/* `service shop`, where a statement belongs. */
static struct str declaration(const struct walls *w, object_ref o)
{
	const struct facts *facts = w->can->facts;
	struct str kind = names_text(facts->names, facts->kinds.at[object_at(facts, o)->kind].name);
	return str_format(w->can->arena, "%.*s %.*s", STR_ARG(kind), STR_ARG(can_name(w->can, o)));
}

/* A port as statements have it: by its name where the library has one. */
static struct str port_word(const struct walls *w)
{
	const struct facts *facts = w->can->facts;
	if (w->port.tag != VAL_PORT)
		return STR("");
	for (uint32_t i = 1; i < facts->globals.len; i++) {
		struct val v = facts->globals.at[i].value;
		if (v.tag == VAL_PORT && v.a == w->port.a && (v.detail == w->port.detail || w->port.detail == PROTOCOL_ANY))
			return str_format(w->can->arena, " : %.*s", STR_ARG(names_text(facts->names, facts->globals.at[i].name)));
	}
	return str_format(w->can->arena, " : %.*s", STR_ARG(can_text(w->can, w->port)));
}

/* The environments that a declaration stands in, as it says itself. */
static struct val places_of(const struct walls *w, object_ref master)
{
	const struct facts *facts = w->can->facts;
	field_ref field = facts->kinds.at[object_at(facts, master)->kind].place_field;
	return field ? object_get(facts, master, field) : VAL_ABSENT;
}

/* The statement, for the one environment alone when the thing stands in several. */
static struct str placed(const struct walls *w, const struct can_end *thing, struct str statement)
{
	object_ref master = master_of(w, thing->object);
	if (master == thing->object || list_len(places_of(w, master)) < 2)
		return statement;
	return str_format(w->can->arena, "for %.*s { also %.*s }", STR_ARG(can_name(w->can, thing->environment)), STR_ARG(statement));
}

/* The same in a sentence. */
static struct str on_port(const struct walls *w)
{
	struct str word = port_word(w);
	return word.len ? str_format(w->can->arena, " on %.*s", (int)word.len - 3, word.at + 3) : word;
}

static bool full(const struct walls *w) { return w->first_only && w->answer->steps.len > 0; }

/* --- the source's group ------------------------------------------------------------------------------------------ */

bool can_may_call(const struct can *can, object_ref o)
{
	kind_ref service = kind_named(can->facts, names_find(can->facts->names, STR("service")));
	return kind_is_a(can->facts, object_at(can->facts, o)->kind, service) || can_rows(can, REL_flow, FIELD_flow_source, o).len > 0;
}

/* Whoever may call the internet on a port may send to any address on it, as far as his own group is asked. */
static bool is_let_out(const struct walls *w)
{
	struct reach_end from = can_reach_end(w->can, &w->from), internet = { val_name(VAL_WORD, w->can->internet), NO_NAME };
	return w->port.tag == VAL_PORT && reach_flow(&w->can->eval, &from, &internet, w->port) != 0;
}

/* Whether the name alone would mean another one: that of the caller's environment, or of several. */
static bool needs_place(const struct walls *w)
{
	object_ref master = object_at(w->can->facts, w->to.object)->master;
	if (!master || !w->from.environment || w->from.environment == w->to.environment)
		return false;
	return object_instance(w->can->facts, master, w->from.environment) || list_len(places_of(w, master)) > 1;
}

static bool is_platform(const struct walls *w)
{
	return w->to.what == CAN_OUTSIDE && object_row(w->can->facts, w->to.object, w->can->facts->relation_kind[REL_endpoint]);
}

static struct str call(const struct walls *w)
{
	struct arena *arena = w->can->arena;
	bool internet = w->to.what == CAN_INTERNET;
	struct str port = port_word(w), target = internet ? STR("internet") : can_name(w->can, w->to.object), place = STR("");
	if (is_platform(w))
		return placed(w, &w->from, str_format(arena, "uses %.*s", STR_ARG(target)));
	if (!internet && needs_place(w))
		place = str_format(arena, " in %.*s", STR_ARG(can_name(w->can, w->to.environment)));
	struct str statement = str_format(arena, "calls %.*s%.*s%.*s%s", STR_ARG(target), STR_ARG(place),
		STR_ARG(port.len || w->to.environment ? port : STR(" : PORT")), internet ? " { because \"…\" }" : "");
	return placed(w, &w->from, statement);
}

static void source_group(struct walls *w)
{
	struct can *can = w->can;
	struct str source = text_of(w, &w->from), target = text_of(w, &w->to);
	if (w->from.what == CAN_ENVIRONMENT || w->from.what == CAN_TIER) {
		can_step_add(can, w->answer, CAN_WALL_SOURCE, object_span(can->facts, w->from.object), "nothing that stands in %.*s calls %.*s%.*s",
			STR_ARG(source), STR_ARG(target), STR_ARG(on_port(w)));
		return;
	}
	if (w->from.what != CAN_THING || is_let_out(w))
		return;
	struct can_step *step = can_step_add(can, w->answer, CAN_WALL_SOURCE, object_span(can->facts, w->from.object),
		"the group of %.*s lets nothing out to %.*s%.*s", STR_ARG(source), STR_ARG(target), STR_ARG(on_port(w)));
	if (!can_may_call(w->can, w->from.object)) {
		step->text = str_format(can->arena, "%.*s opens no connections", STR_ARG(source));
		return;
	}
	if (w->to.what == CAN_TIER || w->to.what == CAN_ENVIRONMENT)
		return;
	step->say = call(w);
	step->in = declaration(w, master_of(w, w->from.object));
}

/* --- walls around tiers ------------------------------------------------------------------------------------------ */

static void around_tier(struct walls *w, object_ref tier, enum can_direction direction, object_ref other)
{
	struct can *can = w->can;
	struct can_packet packet = { tier, direction, w->port, false, other ? val_object(other) : val_cidr(0, 0) };
	if (full(w) || w->port.tag != VAL_PORT || !can_is_walled(can, tier) || can_list_entries(can, &packet).len)
		return;
	const struct can_end *far = direction == CAN_INTO ? &w->from : &w->to;
	can_step_add(can, w->answer, CAN_WALL_LIST, object_span(can->facts, tier), "no entry of the wall around tier %.*s lets it %s %.*s%.*s",
		STR_ARG(can_text(can, row_get(can->facts, tier, FIELD_tier_name))), direction == CAN_INTO ? "in from" : "out to",
		STR_ARG(text_of(w, far)), STR_ARG(on_port(w)));
}

/* --- routes and links -------------------------------------------------------------------------------------------- */

/* The peer or hub that joins the two environments; 0 when nothing does. */
static object_ref link_between(const struct walls *w)
{
	const struct can *can = w->can;
	object_ref link = map_at(&can->joined, MAP_KEY(w->from.environment, w->to.environment), 0);
	struct extent links = link || w->first_only ? (struct extent){ 0 } : facts_extent(can->facts, can->facts->relation_kind[REL_link]);
	for (uint32_t i = 0; i < links.len && !link; i++) {        /* a hub that both have joined */
		struct val hub = row_get(can->facts, links.at[i], FIELD_link_left);
		if (hub.tag == VAL_OBJECT && map_at(&can->joined, MAP_KEY(w->from.environment, hub.a), 0))
			link = map_at(&can->joined, MAP_KEY(w->to.environment, hub.a), 0);
	}
	return link;
}

static struct str carried(const struct walls *w)
{
	return str_format(w->can->arena, "carries %.*s -> %.*s%.*s", STR_ARG(can_name(w->can, w->from.object)), STR_ARG(can_name(w->can, w->to.object)),
		STR_ARG(port_word(w)));
}

static void no_route(struct walls *w, struct span span, struct str say, struct str in)
{
	struct can_step *step = can_step_add(w->can, w->answer, CAN_WALL_ROUTE, span, "no route leads from %.*s to %.*s",
		STR_ARG(text_of(w, &w->from)), STR_ARG(text_of(w, &w->to)));
	step->say = say;
	step->in = in;
}

static void route_inside(struct walls *w)
{
	struct can *can = w->can;
	object_ref link = link_between(w);
	struct str left = can_name(can, w->from.environment), right = can_name(can, w->to.environment);
	bool one_network = can_network_of(can, w->from.tier) == can_network_of(can, w->to.tier);
	if (!w->from.tier || !w->to.tier || one_network)
		return;
	if (!link && w->from.environment != w->to.environment) {
		no_route(w, object_span(can->facts, w->from.tier), str_format(can->arena, "peer %.*s <-> %.*s { %.*s }", STR_ARG(left), STR_ARG(right), STR_ARG(carried(w))),
			STR("the program"));
		return;
	}
	if (w->first_only && link && row_get(can->facts, link, FIELD_link_tiers).tag == VAL_NONE && w->answer->steps.len > 0)
		return;
	struct can_routed routed = can_route_to_tier(can, w->from.tier, w->to.tier);
	struct str in = link ? can_text(can, row_get(can->facts, link, FIELD_link_of)) : left;
	if (!routed.linked)
		no_route(w, object_span(can->facts, link ? link : w->from.tier), link ? carried(w) : STR("joins …"), in);
	if (link && !full(w)) {
		struct can_step *step = can_step_add(can, w->answer, CAN_WALL_LINK, object_span(can->facts, link), "%.*s does not carry %.*s -> %.*s%.*s",
			STR_ARG(in), STR_ARG(can_name(can, w->from.object)), STR_ARG(can_name(can, w->to.object)), STR_ARG(on_port(w)));
		step->say = carried(w);
		step->in = in;
	}
}

static void route_outside(struct walls *w)
{
	struct can *can = w->can;
	if (!w->from.tier)
		return;
	struct can_routed routed = can_route(can, w->from.tier, val_cidr(0, 0));
	if (routed.complete)
		return;
	struct str name = can_text(can, row_get(can->facts, w->from.tier, FIELD_tier_name));
	no_route(w, object_span(can->facts, w->from.tier), STR("route nat"), str_format(can->arena, "tier %.*s of %.*s", STR_ARG(name), STR_ARG(can_name(can, w->from.environment))));
}

/* --- the target's side ------------------------------------------------------------------------------------------- */

static bool is_admin_port(const struct walls *w)
{
	const struct facts *facts = w->can->facts;
	const struct global *ports = global_named(facts, names_find(facts->names, STR("admin-ports")));
	for (uint32_t i = 0; ports && w->port.tag == VAL_PORT && i < list_len(ports->value); i++)
		if (can_ports_meet(list_at(facts, ports->value, i), w->port))
			return true;
	return false;
}

/* What opens a thing to somebody outside. A store is opened to nobody there. */
static void say_to_outside(const struct walls *w, struct can_step *step)
{
	struct can *can = w->can;
	struct str port = port_word(w), at = port.len ? port : STR(" : PORT");
	if (is_admin_port(w) && w->from.what == CAN_OUTSIDE) {
		step->say = str_format(can->arena, "admin { also from %.*s }", STR_ARG(can_name(can, w->from.object)));
		step->in = declaration(w, w->to.environment);
	} else if (w->to.what == CAN_THING && can_may_call(w->can, w->to.object)) {
		struct str accepts = w->from.what == CAN_OUTSIDE ? str_format(can->arena, "accepts %.*s%.*s { because \"…\" }", STR_ARG(can_name(can, w->from.object)), STR_ARG(at))
		                                                 : str_format(can->arena, "public%.*s", STR_ARG(at));
		step->say = placed(w, &w->to, accepts);
		step->in = declaration(w, master_of(w, w->to.object));
	}
}

static bool has_way_from_internet(const struct walls *w)
{
	struct reach_end internet = { val_name(VAL_WORD, w->can->internet), NO_NAME }, to = can_reach_end(w->can, &w->to);
	return reach_flow(&w->can->eval, &internet, &to, VAL_ABSENT) != 0;
}

static void from_outside(struct walls *w)
{
	struct can *can = w->can;
	struct can_step *step;
	if (w->to.what == CAN_THING && !has_way_from_internet(w))
		step = can_step_add(can, w->answer, CAN_WALL_ROUTE, object_span(can->facts, w->to.tier ? w->to.tier : w->to.object),
			"%.*s has no address on the internet", STR_ARG(text_of(w, &w->to)));
	else
		step = can_step_add(can, w->answer, CAN_WALL_TARGET, object_span(can->facts, w->to.object), "nothing of %.*s lets in %.*s%.*s",
			STR_ARG(text_of(w, &w->to)), STR_ARG(text_of(w, &w->from)), STR_ARG(on_port(w)));
	say_to_outside(w, step);
}

static void target_group(struct walls *w)
{
	struct can *can = w->can;
	if (w->to.what != CAN_THING || !w->to.tier)
		return;
	struct can_step *step = can_step_add(can, w->answer, CAN_WALL_TARGET, object_span(can->facts, w->to.object), "the group of %.*s does not let in %.*s%.*s",
		STR_ARG(text_of(w, &w->to)), STR_ARG(text_of(w, &w->from)), STR_ARG(on_port(w)));
	if (w->from.what == CAN_THING && (w->answer->steps.len == 1 || is_let_out(w)) && can_may_call(w->can, w->from.object)) {
		step->say = call(w);                   /* within an environment the caller says both halves */
		step->in = declaration(w, master_of(w, w->from.object));
	}
}

static void port_closed(struct walls *w)
{
	struct can *can = w->can;
	if (w->to.what != CAN_THING || w->port.tag != VAL_PORT || can_endpoint(can, w->to.object, w->port, false)
	    || can_endpoint(can, w->to.object, w->port, true) || (w->from.what == CAN_OUTSIDE && is_admin_port(w)))
		return;
	struct buf ports;
	struct extent rows = can_rows(can, REL_endpoint, FIELD_endpoint_of, w->to.object);
	buf_init(&ports, can->arena);
	for (uint32_t i = 0; i < rows.len; i++) {
		buf_text(&ports, i ? ", " : "");
		buf_str(&ports, can_text(can, row_get(can->facts, rows.at[i], FIELD_endpoint_port)));
	}
	struct str open = buf_done(&ports);
	struct can_step *step = can_step_add(can, w->answer, CAN_WALL_PORT, object_span(can->facts, w->to.object), "%.*s does not listen there; %s%.*s",
		STR_ARG(text_of(w, &w->to)), open.len ? "it listens on " : "it has no port", STR_ARG(open));
	if (!can_may_call(w->can, w->to.object))
		return;
	step->say = placed(w, &w->to, str_format(can->arena, "listens %.*s", STR_ARG(can_text(can, w->port))));
	step->in = declaration(w, master_of(w, w->to.object));
}

/* --- all of them ------------------------------------------------------------------------------------------------- */

void can_walls(struct can *can, struct can_answer *answer, bool first_only)
{
	struct walls w = { can, answer, answer->from, answer->to, answer->port, first_only };
	bool from_inside = w.from.what == CAN_THING, to_inside = w.to.what == CAN_THING;
	if (w.from.what == CAN_INTERNET || w.from.what == CAN_OUTSIDE) {
		from_outside(&w);
		if (!full(&w))
			port_closed(&w);
		return;
	}
	source_group(&w);
	if (from_inside)
		around_tier(&w, w.from.tier, CAN_OUT_OF, to_inside ? w.to.tier : 0);
	if (!full(&w) && from_inside && to_inside)
		route_inside(&w);
	if (!full(&w) && from_inside && (w.to.what == CAN_INTERNET || w.to.what == CAN_OUTSIDE))
		route_outside(&w);
	if (to_inside && from_inside)
		around_tier(&w, w.to.tier, CAN_INTO, w.from.tier);
	if (!full(&w))
		target_group(&w);
	if (!full(&w))
		port_closed(&w);
}
