/* Whether one thing may open a connection to another, and by which way; whether a role may do something in a cluster (spec 10.7).
 * Needs the frozen facts of a program without errors. Whether, the engines of the claims say (expr/reach.h, expr/rights.h); the way and
 * the walls are read from places, routes, gateways and links, each with the statement that it comes from. Answers are made in the
 * evaluator's scratch memory and are gone when the visit returns. */
#ifndef BST_CAN_H
#define BST_CAN_H

#include "expr/eval.h"
#include "expr/reach.h"
#include "expr/rights.h"

enum can_party {
	CAN_NOBODY,
	CAN_INTERNET,        /* the word */
	CAN_OUTSIDE,         /* object: a site, a partner, a service of the platform: stands in no environment */
	CAN_THING,           /* object in `environment`; tier 0 when it stands in no network */
	CAN_ENVIRONMENT,     /* object: everything in it */
	CAN_TIER             /* object: a row of tiers: what stands there */
};

struct can_end { enum can_party what; object_ref object, environment, tier; };

/* A part of a way, in the order of a packet; or what it meets that is in the way. */
struct can_step {
	const char *what;                              /* of a way: from, out, acl, route, gateway, link, host, balancer, in, to, back, grant */
	struct str text;
	struct span span;                              /* the statement that it comes from; NO_SPAN: none */
	struct str say, in;                            /* of a wall: the statement that opens it, and where it belongs; may be empty */
};

/* Walls, as rows name them. */
#define CAN_WALL_SOURCE "source-group"
#define CAN_WALL_LIST "network-acl"
#define CAN_WALL_ROUTE "route"
#define CAN_WALL_LINK "link"
#define CAN_WALL_TARGET "target-group"
#define CAN_WALL_PORT "port"
#define CAN_WALL_GRANT "grant"

struct can_answer {
	bool yes;
	struct can_end from, to;
	struct val port;                               /* asked for, or found; absent: none */
	struct str source, source_environment, target, target_environment;
	struct str via;                                /* of a way: direct, load-balancer, gateway, admin-path, internet; before it the link */
	VEC(struct can_step) steps;
};
typedef bool can_visit(void *user, const struct can_answer *answer);     /* false stops */

struct can {
	struct eval eval;
	struct facts *facts;
	struct arena *arena;                           /* of answers; given back after each */
	const struct sources *sources;
	struct rights rights;
	const struct callable *passed_by;              /* the library's word for what the wall around a tier lets pass */
	name internet, load_balancer, gateway, admin_path, bastion;
	struct map joined;                             /* MAP_KEY of two environments or networks, both ways -> link row */
	bool yes;                                      /* some answer so far was */
	struct str problem;                            /* what is wrong with a question; empty: nothing */
};

struct can *can_new(struct code *code, struct facts *facts, const struct sources *sources, struct diags *diags, struct arena *scratch);

/* The words of a question: `A [in E] B [in E] [: PORT]`, also `E/A`; or `ROLE VERB [RESOURCE] in E`. False, with `problem`, when one
 * of them is unknown; and when `visit` stopped. A name that stands in several environments is answered for each. */
bool can_ask(struct can *can, const struct str *words, uint32_t count, can_visit *visit, void *user);
/* Every source, target and port on which the target listens, in the order of their names. Of a wall only the first. */
bool can_all(struct can *can, can_visit *visit, void *user);

/* --- between the files --------------------------------------------------------------------------------------- */

/* ends.c */
typedef VEC(struct can_end) can_ends;
struct can_named { can_ends ends; object_ref objects[16]; uint32_t count; name place; };   /* objects: as declared */
struct can_end can_end_of(const struct can *can, object_ref o);
bool can_resolve(struct can *can, struct str word, struct str place, struct can_named *found);
bool can_port(struct can *can, struct str text, struct val *port);
struct reach_end can_reach_end(const struct can *can, const struct can_end *end);

/* place.c */
struct str can_text(const struct can *can, struct val v);                 /* `shop in dev` */
struct str can_end_text(const struct can *can, const struct can_end *end);
struct str can_name(const struct can *can, object_ref o);
object_ref can_tier_of(const struct can *can, object_ref thing);          /* a row; 0 none */
object_ref can_network_of(const struct can *can, object_ref tier);
struct extent can_rows(const struct can *can, enum relation relation, enum relation_field field, object_ref key);
struct str can_blocks(const struct can *can, object_ref tier);            /* of its subnets, with commas */
struct span can_origin(const struct can *can, uint32_t origin);
/* The tier of a network, or of one joined with it, to which the internet is routed; 0 none. */
object_ref can_entry_tier(const struct can *can, object_ref environment, object_ref network);
/* The endpoint of a thing on a port (absent: any), at a load balancer or its own; 0 none. */
object_ref can_endpoint(const struct can *can, object_ref thing, struct val port, bool balanced);
bool can_ports_meet(struct val a, struct val b);
/* What packets of a tier find when they want to `to`: `way` says it in words; complete unless a subnet has no way there; linked when all
 * of them are led into a link, where a default route would lead them to the internet. */
struct can_routed { bool complete, local, linked; object_ref route; struct str way; };
struct can_routed can_route(const struct can *can, object_ref tier, struct val to);
struct can_routed can_route_to_tier(const struct can *can, object_ref tier, object_ref to);

/* list.c: stateless walls around tiers. */
enum can_direction { CAN_INTO = 1, CAN_OUT_OF };
struct can_packet { object_ref tier; enum can_direction direction; struct val port; bool answer; struct val other; };   /* other: a row of tiers, or a block */
/* Whether a wall stands there at all; by which of its entries it lets the packet pass, empty: by none. */
bool can_is_walled(const struct can *can, object_ref tier);
struct str can_list_entries(struct can *can, const struct can_packet *packet);

/* way.c, wall.c, right.c */
struct can_step *can_step_add(struct can *can, struct can_answer *answer, const char *what, struct span span, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* The way of the shortest flow, or by the internet; false when there is none. */
bool can_way(struct can *can, struct can_answer *answer);
/* Whether it has words for opening connections: a store has not. */
bool can_may_call(const struct can *can, object_ref o);
void can_walls(struct can *can, struct can_answer *answer, bool first_only);
bool can_right(struct can *can, struct str role, struct str verb, struct str resource, struct str environment, can_visit *visit, void *user);
bool can_wrong(struct can *can, const char *what, struct str word, const struct str *candidates, uint32_t count);

#endif
