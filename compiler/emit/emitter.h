/* Runs the emitters of all targets over the frozen facts: trees of one unit at a time, seen by the proof,
 * printed to bytes that stay, and given back. */
#ifndef BST_EMITTER_H
#define BST_EMITTER_H

#include "base/buf.h"
#include "emit/plan.h"
#include "expr/code.h"

struct emit_options {
	struct arena *scratch;
	name target;                                   /* only this one; NO_NAME: all */
	/* Writes a tree as bytes; print_tree of print/. */
	void (*print)(struct buf *out, enum format format, const struct tree *root);
	const char *(*comment)(enum format format);    /* format_comment of print/ */
	/* Sees each unit before it is printed; may be NULL. */
	void (*observe)(void *user, const struct emit_unit *unit);
	void *user;
	struct str trace;                              /* the file of this path, below the output folder, keeps where its lines came from */
};

struct emit_result {
	uint64_t visited;                              /* rows that the emitters looked at */
	uint64_t *visited_by;                          /* the same for each of code->emitters, in plan->arena */
	uint32_t blocks;                               /* addressable blocks (resources) written */
	uint32_t *blocks_by, *files_by;                /* the program's own emitters: of each, what it wrote; in plan->arena */
};

/* Adds the files to `plan`, sorted by path, with bytes and without trees. Errors are diagnostics. */
struct emit_result emit_run(struct code *code, struct facts *facts, struct plan *plan, struct diags *diags,
	const struct emit_options *options);

#endif
