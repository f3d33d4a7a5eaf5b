/* What the parts of the public interface share: the context, and the guard that every run is under. */
#ifndef BST_API_H
#define BST_API_H

#include <setjmp.h>
#include <stdlib.h>

#include "include/bastide.h"
#include "pipeline.h"

#ifndef BST_VERSION
#define BST_VERSION "0.0.0-unknown"                 /* the Makefile takes it from the file VERSION */
#endif

struct bst_context {
	struct bst_host host;
	struct arena_source memory;
	struct arena *arena, *scratch;                  /* of the last run, NULL before it */
	struct compilation run;
	bool has_run;                                   /* `run` is made */
	void *pending;                                  /* host memory in use by a callback's wrapper; freed with the run */
	bool answered;                                  /* `answers` is a mark in `scratch`: api_query.c */
	struct arena_mark answers;
	struct can *can;                                /* who answers of this run; NULL until somebody asks: api_can.c */
	jmp_buf failure;
	char complaint[512];
};

typedef enum bst_result api_work(struct bst_context *context, void *job);

/* Forgets the last run, makes fresh arenas and calls `work`; when memory ends on the way everything is
 * given back and the answer is BST_OUT_OF_MEMORY. `work` runs below the setjmp: its locals need no volatile. */
enum bst_result api_guard(struct bst_context *context, uint64_t memory_limit, api_work *work, void *job);
/* Inside the guard: makes context->run from the options. */
enum bst_result api_begin(struct bst_context *context, const struct bst_options *options);
/* A span as bastide.h has it, in `arena`; all zero but for its label when it is nowhere. */
struct bst_place api_place(struct compilation *c, struct arena *arena, struct span span, struct str label);
/* Sets what bst_complaint says; BST_WRONG_USE. */
enum bst_result api_complain(struct bst_context *context, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
