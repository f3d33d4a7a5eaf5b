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
};

struct plan { struct arena *arena; VEC(struct plan_file) files; uint64_t bytes; };

#endif
