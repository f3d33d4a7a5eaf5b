/* Runs the emitters of all targets over the frozen facts: trees of one unit at a time, seen by the proof,
 * printed to bytes that stay, and given back. */
#ifndef BST_EMITTER_H
#define BST_EMITTER_H

#include "base/buf.h"
#include "emit/plan.h"
#include "expr/code.h"

/* A group of files that are built, proved and printed together: a unit of a target (a Terraform root), or one
 * file that belongs to none. Valid only during the call of `observe`. */
struct emit_unit {
	name target;
	struct str path;                               /* of the unit, below the target's folder; {0} for a file of its own */
	const struct tree *properties;                 /* map: what the target's `unit` says of it; or NULL */
	const struct plan_file *const *files;          /* with their trees, in order of their paths */
	uint32_t file_count;
};

struct emit_options {
	struct arena *scratch;
	name target;                                   /* only this one; NO_NAME: all */
	/* Writes a tree as bytes; print_tree of print/. */
	void (*print)(struct buf *out, enum format format, const struct tree *root);
	const char *(*comment)(enum format format);    /* format_comment of print/ */
	/* Sees each unit before it is printed; may be NULL. */
	void (*observe)(void *user, const struct emit_unit *unit);
	void *user;
};

struct emit_result {
	uint64_t visited;                              /* rows that the emitters looked at */
	uint64_t *visited_by;                          /* the same for each of code->emitters, in plan->arena */
	uint32_t blocks;                               /* addressable blocks (resources) written */
};

/* Adds the files to `plan`, sorted by path, with bytes and without trees. Errors are diagnostics. */
struct emit_result emit_run(struct code *code, struct facts *facts, struct plan *plan, struct diags *diags,
	const struct emit_options *options);

#endif
