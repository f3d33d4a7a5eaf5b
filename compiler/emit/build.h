/* Inside of emit/: making trees, and what a run of emitters keeps. */
#ifndef BST_BUILD_H
#define BST_BUILD_H

#include "emit/emitter.h"
#include "expr/eval.h"

/* --- tree.c: nodes in scratch ------------------------------------------------------------------------- */

static inline struct tree *tree_new(struct arena *arena, enum tree_kind kind)
{
	struct tree *tree = ARENA_NEW(arena, struct tree);
	tree->kind = (uint8_t)kind;
	return tree;
}
struct tree *tree_string(struct arena *arena, struct str text);
/* Appends a node that stands nowhere yet and has all its children. */
void tree_add(struct tree *parent, struct tree *child, struct str key);
/* A node that stands nowhere yet, with the children of the other: so that one tree may stand in two places. */
struct tree *tree_copy(struct arena *arena, const struct tree *tree);

/* --- plan.c ------------------------------------------------------------------------------------------- */

/* A file with bytes; its texts are copied. False and a diagnostic past a limit, false alone when it is taken by nobody. */
bool plan_add_file(struct plan *plan, struct diags *diags, const struct plan_file *file);
/* Keeps what the marks of a printed file say; the trees may go then. */
void plan_trace(struct plan *plan, const struct buf_marks *marks);
void plan_sort(struct plan *plan);
/* Reports files of a sorted plan that cannot stand beside each other on every file system. */
void plan_check_paths(struct plan *plan, struct arena *scratch, struct diags *diags);

/* --- what a run keeps ------------------------------------------------------------------------------------ */

/* A unit of the target at hand: of a form, or (NO_FORM) a folder that lies in none, whose files are one unit all the same. */
struct unit {
	name path;
	uint32_t form, origin, step;                   /* units of one step do not read each other; 1 reads nobody (order_find) */
	struct val *frame;
	uint32_t first_address, address_count;
	bool written;                                  /* it has files */
};
#define NO_FORM UINT32_MAX

/* One emitter's part of one file, found before anything is built. */
struct contribution {
	struct str path, group;                        /* below the target's folder; its unit's path, or its own */
	struct str text;                               /* of its emitter; empty for the library's */
	uint32_t unit;                                 /* index in units, or NO_UNIT */
	uint32_t emitter, order, origin, subject;
	struct val *frame;
};
#define NO_UNIT UINT32_MAX

/* A use of an address in the unit at hand, and a value that one unit reads of another. */
struct use { struct str text; struct span span; uint32_t origin; };
struct reading { uint32_t reader, owner; name text; struct str spelling; struct span span; uint32_t origin; };
struct unit_address { name address; struct span span; };

struct emission {
	struct eval eval;
	struct code *code;
	struct facts *facts;
	struct plan *plan;
	struct diags *diags;
	const struct emit_options *options;
	struct emit_result result;
	struct buf out;
	struct map bad_parts;                          /* origin and part of a path: reported */

	/* Of the target at hand, kept for all of its units (in the plan's arena). */
	uint32_t target;
	VEC(struct unit) units;
	struct map unit_by_path;
	VEC(struct unit_address) addresses;            /* of each unit in a row, from first_address on */
	VEC(struct reading) readings;
	VEC(struct contribution) contributions;

	/* Of the file at hand. */
	enum format format;
	struct eval_trace trace;                       /* in use (eval.trace) while the file is the one asked for */

	/* Of the unit at hand. */
	uint32_t unit;
	struct map address_at;                         /* address -> index in addresses; in scratch */
	VEC(struct former_block) formers;
	VEC(struct use) uses;
	VEC(name) laters;                              /* values of deployment time that it uses */
};

/* --- output.c: statements and expressions to trees ---------------------------------------------------------- */

struct val output_tree(struct eval *e, const struct op *op);
/* Runs the statements of a block into `parent`. */
void output_block(struct emission *m, op_ref block, struct tree *parent);
struct tree *output_value(struct emission *m, struct val v, uint8_t flags);
struct str output_text(struct emission *m, const struct op *op);
void output_failed(struct emission *m, struct diag *diag);

/* --- reference.c ---------------------------------------------------------------------------------------------- */

struct tree *reference_make(struct emission *m, const struct op *op);
struct tree *reference_from(struct emission *m, const struct op *op);
/* Enters the addresses of a file's blocks; reports those that stand twice. */
void reference_enter(struct emission *m, const struct tree *root);
/* The address of a block, {0} when it has none. */
struct str reference_address(struct emission *m, const struct tree *block);
/* Whether the unit at hand has a block of that address. */
bool reference_stands(struct emission *m, const struct tree *block);
/* Reports uses of the unit that nobody answers. */
void reference_check(struct emission *m);
/* Reports moves of the unit from where another block stands, and two from one address. */
void reference_check_moves(struct emission *m);
/* After all units: readings answered; they stand by their owners then, each by its text. */
void reference_check_readings(struct emission *m);
/* Plain text for the name of an export or of a unit. */
struct str reference_plain(struct arena *arena, struct str text);

/* --- order.c ---------------------------------------------------------------------------------------------------- */

/* After all units: the step of each; reports units that read each other in a circle. */
void order_find(struct emission *m);
/* The target's `order` for each unit that has files, in the order in which they are applied. */
void order_write(struct emission *m, struct tree *root);

/* --- unit.c ----------------------------------------------------------------------------------------------------- */

void target_run(struct emission *m, uint32_t target);
/* The path that a unit had before things got their names. */
struct str unit_former_path(struct emission *m, uint32_t unit);

#endif
