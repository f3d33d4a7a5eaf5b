/* What a plan holds, so far as two plans are compared by it: resources with their arguments, and what the program opens.
 * Whole for things that are lost with their resources (`keeps` of a target), or, `whole`, for all; of others what is settled. */
#ifndef BST_RECORD_H
#define BST_RECORD_H

#include "base/buf.h"
#include "diag/diag.h"
#include "emit/plan.h"
#include "expr/code.h"
#include "facts/facts.h"

/* What a unit says of itself, as its account, is settled like an argument: of its state, or of all that it keeps without one. */
#define RECORD_OF_UNIT "unit."

/* The text of an argument that its target `leaves`: nobody here knows what it is. No value of an output is written so. */
#define RECORD_LEFT "<left as found>"

/* An argument that holds no others. Nested ones by their path, with dots; what repeats is one text. `former` is the text
 * with the names of before, where references stand in it; else NO_NAME. */
struct record_argument { name path, text; uint32_t former : 31, policy : 1; };   /* policy: what it says stands in record->rights */

struct record_resource {
	name unit, address, type;                      /* "terraform/dev/data", "aws_db_instance.orders", "aws_db_instance" */
	name former_unit, former_address;              /* with the names of before */
	object_ref subject;                            /* what it is made for, 0 nothing */
	uint32_t origin;                               /* statement behind it */
	uint32_t first, count;                         /* in record->arguments */
	bool kept, guarded, taken;                     /* lost with it: data, a key, a state; its guard is set; imported */
};

/* Something that is open: a connection, a right, a way out. */
struct record_path { name text, former; };

/* What must hold before a step of a delivery starts, or what it does else; likewise what stands before a tier. How two of one step differ is a
 * matter of its sort. */
enum gate_sort {
	GATE_MUST_HOLD,                                /* so often, or so long: `amount` */
	GATE_REACHED_BY, GATE_ONE_OF,                  /* who or what of several lets it start, or may */
	GATE_HOURS,                                    /* all windows of the step together: `minutes` of the week, a bit each */
	GATE_FORM,                                     /* what opens it looks like `size`, a regular expression */
	GATE_SAID                                      /* neither opens nor closes */
};
struct record_gate { name step, former_step, text, former, size; int64_t amount; enum gate_sort sort; const uint64_t *minutes; };

/* One right of a policy, or what it denies: the texts are none where the statement does not say them. `of`: in record->resources;
 * `whole`: the condition as it is written, `condition` the one of its alternatives that this is about. */
struct record_right { uint32_t of; bool denies; name who, action, where, condition, whole; };

/* What is taken over: the resource, by its unit and address, and the place of the emitter that says so. */
struct record_import { name unit, address; uint32_t emitter; };

/* Whether something beside its state is recorded of a unit. */
enum unit_seen { UNIT_READS = 1, UNIT_HOLDS };

struct record {
	struct arena *arena;
	struct facts *facts;
	struct names *names;
	const struct code *code;
	bool whole;
	name left;                                     /* RECORD_LEFT */
	struct buf text;                               /* for making texts that are interned */
	VEC(struct record_resource) resources;
	VEC(struct record_argument) arguments;
	VEC(struct record_path) paths;
	VEC(struct record_gate) gates;
	VEC(struct record_import) imports;
	VEC(struct record_right) rights;               /* of a whole record: those of one resource stand together */
	struct map types;                              /* target and type -> 1 remade, 2 kept */
	struct map settled;                            /* type and path of an argument that cannot change -> index in code->lasting + 1 */
	struct map units;                              /* paths of the units seen -> enum unit_seen */
	struct map environments;                       /* those that have networks -> 1 */
	struct map homes;                              /* path of a unit -> environment that its state is made for */
	struct map at;                                 /* unit and address -> index in resources + 1, of the first `indexed` */
	uint32_t indexed;
	struct map reached;                            /* index in resources + 1 and path -> what was remembered and is more exact */
	struct map outputs;                            /* unit and name of an output -> its value */
	struct map states_read, unit_by_state;         /* unit and label of another's state -> its key; key -> unit */
};

struct record *record_new(struct arena *arena, struct facts *facts, const struct code *code, bool whole);
/* Whether something is lost with a resource of this address, so far as its target says; true of what no target says anything of. */
bool record_is_lost(const struct record *record, struct str unit, struct str address);
/* A value that is a list: a text between brackets, its members parted by commas. */
bool record_is_list(struct str value);
/* A number for a value, with that of a list's members in any order. */
uint64_t record_sum(struct str value);
/* Whether two values of a settled argument are one: the members of a list in any order. */
bool record_is_same(struct str was, struct str is);
/* The text of a value. */
void record_spell(struct buf *out, const struct tree *tree);
/* The same with one of its members in the place of a list. */
void record_spell_with(struct buf *out, const struct tree *tree, const struct tree *list, const struct tree *member);
/* What a policy of the resource that is added next says; false where it is none, or not understood. */
bool record_rights(struct record *record, const struct tree *json);
/* Sees a unit before it is printed and keeps nothing of it. */
void record_observe(struct record *record, const struct emit_unit *unit);
/* What a value is called: things by their names, or by those of before. */
void record_name(struct record *record, struct buf *out, struct val v, bool former);
/* Steps of deliveries: what stands before each. */
void record_steps(struct record *record);
/* Whether `now` lets more through than `was`, which has the same text, or less: both, where some comes and some goes. */
struct gate_change { bool differs, opens, closes; };
struct gate_change record_gate_change(const struct record *before, const struct record_gate *was, const struct record *record, const struct record_gate *now);
/* What is open, what holds back steps of deliveries, from the frozen facts, and what the program answers for; once. `in_force`: of each of code->waivers, or NULL. */
void record_paths(struct record *record, const bool *in_force);
/* Resources are found by their addresses from here on; most runs never ask. */
void record_index(struct record *record);
bool record_is_settled(const struct record *record, name type, name path);
/* Whether a settled argument with another value is another resource: not where it is a version that may rise, and rises, nor where
 * it is left as it is found from now on. */
bool record_is_remade(const struct record *record, name type, name path, struct str was, struct str is);
/* What is remembered of a settled argument: of a version that may rise the more exact one, where one is the beginning of the other, and
 * the one that was where none is said: `is` {0}. {0} where nothing is. */
struct str record_reached(const struct record *record, name type, name path, struct str was, struct str is);
/* What to do where a settled argument would change from what it was; {0} when its target does not say. */
struct str record_instead(const struct record *record, name type, name path, struct str was);
/* `store orders in dev`: what a resource is made for, in its own environment or that of its unit; {0} when it is nothing
 * that is declared. */
struct str record_thing(const struct record *record, const struct record_resource *resource);

#endif
