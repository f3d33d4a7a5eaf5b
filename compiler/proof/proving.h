/* Inside of proof/: what was seen, and how references lead from one resource to another. */
#ifndef BST_PROVING_H
#define BST_PROVING_H

#include "value/cidr.h"
#include "proof/proof.h"

/* Types that are read, and all their arguments in one row: TYPE_vpc, READ_vpc_cidr. */
enum seen_type {
	SEEN_NOTHING,
#define TYPE(id, text) SEEN_##id,
#define READS(id, member, path)
#define IGNORES(id, path)
#define INERT(text)
#define UNPROVED(text)
#include "proof/types.def"
#undef TYPE
#undef READS
#undef IGNORES
#undef INERT
#undef UNPROVED
	SEEN_TYPE_COUNT
};
enum seen_argument {
#define TYPE(id, text)
#define READS(id, member, path) READ_##id##_##member,
#define IGNORES(id, path)
#define INERT(text)
#define UNPROVED(text)
#include "proof/types.def"
#undef TYPE
#undef READS
#undef IGNORES
#undef INERT
#undef UNPROVED
	SEEN_ARGUMENT_COUNT
};

/* A scalar as written, or the address that a reference names; `account` when it says whose, as `111111111111/@…`. */
struct seen_value { name text, account; bool reference; };
/* The value of one argument: none, one, or the members of a list. */
struct seen_cell { uint32_t first, count, emitter; };

/* A resource. `emitter` is the place of its line in the library, `origin` the statement behind it, `subject` what the
 * emitter was at when it wrote it. */
struct seen { uint32_t type, unit, emitter, origin; object_ref subject; name address; uint32_t first_cell; };

typedef uint32_t seen_ref;                         /* index into proof->seen; 0 none */

/* Lists by key in the order of adding: heads and a chain. */
struct chain_link { uint32_t value, former; };
struct chain { struct map last; VEC(struct chain_link) links; };

struct proof {
	struct arena *arena;
	struct facts *facts;
	struct names *names;
	struct diags *diags;
	struct proof_result result;

	/* The rows of types.def by name: type -> row, type and path -> argument; RULED_* otherwise. */
	struct map type_rows, argument_rows, trusted;
	uint32_t first_argument[SEEN_TYPE_COUNT + 1];

	VEC(struct seen) seen;
	VEC(struct seen_cell) cells;
	VEC(struct seen_value) values;
	VEC(seen_ref) of_type[SEEN_TYPE_COUNT];       /* by type */
	struct map by_address;                         /* unit and address -> seen */
	struct map unit_by_state;                      /* key of a state -> unit */
	struct map remote_states;                      /* unit and label of a remote state -> key of that state */
	struct map exported;                           /* unit and name of an output -> address */
	struct map unit_by_path;
	uint32_t unit_count;
};

/* --- observe.c -------------------------------------------------------------------------------------------------- */

void observe_block(struct proof *p, uint32_t unit, const struct tree *block);

/* --- resolve.c: reading what was seen --------------------------------------------------------------------------- */

static inline const struct seen *seen_at(const struct proof *p, seen_ref s) { return &p->seen.at[s]; }
const struct seen_cell *seen_cell(const struct proof *p, seen_ref s, enum seen_argument argument);
/* The one value of an argument as text, {0} when it is absent, a list, or a reference. */
struct str seen_text(const struct proof *p, seen_ref s, enum seen_argument argument);
bool seen_true(const struct proof *p, seen_ref s, enum seen_argument argument);
/* A block of addresses; false when the argument is none. */
bool seen_cidr(const struct proof *p, seen_ref s, enum seen_argument argument, struct cidr *block);
/* The resource that the i-th value of an argument refers to, also across units, or 0. */
seen_ref seen_target(const struct proof *p, seen_ref s, enum seen_argument argument, uint32_t i);
/* That of the only value, when it is of this type. */
seen_ref seen_one(const struct proof *p, seen_ref s, enum seen_argument argument, enum seen_type type);
bool cidr_of_text(struct str text, struct cidr *block);
struct str cidr_text(struct proof *p, struct cidr block);

void chain_add(struct arena *arena, struct chain *chain, uint64_t key, uint32_t value);
/* for (uint32_t l = chain_last(c, key); l; l = chain_former(c, l)) … chain_value(c, l) …: latest first. */
uint32_t chain_last(const struct chain *chain, uint64_t key);
static inline uint32_t chain_former(const struct chain *c, uint32_t link) { return c->links.at[link - 1].former; }
static inline uint32_t chain_value(const struct chain *c, uint32_t link) { return c->links.at[link - 1].value; }

/* --- compare.c --------------------------------------------------------------------------------------------------- */

/* A finding about a resource: at its emitter's line, with the statement behind it. */
struct diag *proof_opens(struct proof *p, seen_ref s, const char *format, ...) __attribute__((format(printf, 3, 4)));
struct diag *proof_closes(struct proof *p, seen_ref s, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A finding about a declaration that no resource answers. */
struct diag *proof_lacks(struct proof *p, object_ref declared, const char *format, ...) __attribute__((format(printf, 3, 4)));
struct str proof_spelled(struct proof *p, struct val v);

#endif
