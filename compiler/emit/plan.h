/* The files of a build, in order of their paths; each a neutral tree until it is printed to bytes. */
#ifndef BST_PLAN_H
#define BST_PLAN_H

#include "emit/tree.h"
#include "base/vec.h"
#include "source/source.h"

enum format { FORMAT_HCL, FORMAT_YAML, FORMAT_JSON, FORMAT_TEXT };

struct plan_file {
	struct str path;                               /* relative to the output folder: terraform/dev/network/main.tf */
	enum format format;
	struct tree *root;                             /* NULL once printed */
	struct str bytes;
	struct span emitter;
	struct span subject;                           /* what it was written for; empty when for nothing alone */
};

/* From `at` on, up to the next piece, the bytes of a file come from this node. */
struct plan_piece {
	uint32_t at;
	uint32_t emitter, emitter_end;                 /* its place in the emitter's source */
	uint32_t origin;                               /* statement behind it, 0 none */
	uint32_t first_read, read_count;               /* in plan->read: origins of what its text was made from */
	bool leaf;                                     /* nothing is nested in it */
};

struct plan { struct arena *arena; VEC(struct plan_file) files; uint64_t bytes;
	bool sizes_only;                               /* of the bytes of a file only their number is kept */
	/* Is given each file as soon as it is made, NULL: nobody; false stops. */
	bool (*hand)(void *user, const struct plan_file *file);
	void *hand_user;
	bool stopped;                                  /* it answered false */
	VEC(struct plan_piece) pieces;                 /* of the file that is traced, in order */
	VEC(uint32_t) read;
};

/* A top-level block, and the same with the names that things had before. */
struct former_block { const struct tree *now, *before; };

/* A group of files that are built, proved and printed together: a unit of a target (a Terraform root); the files of a
 * folder in no unit, where the target has addresses; or one file. Valid only during the call of `observe`. */
struct emit_unit {
	name target;
	struct str path;                               /* of the unit, below the target's folder; {0} for a file of its own */
	const struct tree *properties;                 /* map: what the target's `unit` says of it; or NULL */
	const struct plan_file *const *files;          /* with their trees, in order of their paths */
	uint32_t file_count;
	struct str former;                             /* its path with the names of before */
	const struct former_block *formers;            /* of its blocks, where a name is another now; else none */
	uint32_t former_count;
};

#endif
