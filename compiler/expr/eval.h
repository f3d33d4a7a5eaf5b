/* Evaluates compiled code over frozen facts: a walk over ops with a frame of slots. Nothing is allocated but
 * in the scratch arena, which the caller gives back. Steps are counted; past the limit every value is absent
 * and one diagnostic says so. */
#ifndef BST_EVAL_H
#define BST_EVAL_H

#include "expr/code.h"

/* For whoever asks what a result was made from: origins of the values that were read, in the order of reading, and of the
 * rows at hand, the innermost last. */
struct eval_trace { struct arena *arena; VEC(uint32_t) read, around; };

struct eval {
	struct code *code;
	struct facts *facts;
	struct diags *diags;
	struct arena *scratch;
	struct val *frame;
	struct val *known;                             /* by function without parameters, with its names of now and of before: its value, `reserved` 1 once it is known */
	uint64_t steps, visited;
	const struct loop *watched;                    /* whose rows are counted beside all others; NULL: of none */
	uint64_t watched_rows;
	uint32_t origin;                               /* of the innermost row at hand, for output nodes */
	uint32_t subject;                              /* that row: the object an output node is about */
	uint32_t emitter;                              /* position of the output statement at hand */
	bool former;                                   /* things have the names that they had before */
	bool stopped;                                  /* the budget ran out, or an output failed */
	bool too_many;                                 /* a list that is computed passed its limit: the next op tells */
	struct eval_trace *trace;                      /* NULL: nobody asks */
	uint64_t trees;                                /* how often an output tree was asked for */
	struct reach *reach;                           /* flows by their ends, once somebody asks (expr/reach.h) */
	/* What only emit/ knows how to make; NULL while rules run. */
	struct val (*tree)(struct eval *e, const struct op *op);
	void *user;
};

void eval_init(struct eval *e, struct code *code, struct facts *facts, struct diags *diags, struct arena *scratch);
/* A zeroed frame in scratch becomes the current one; the former is returned, to be put back. */
struct val *eval_frame(struct eval *e, uint32_t slots);

/* Nothing more is evaluated: every value is absent from here on. */
void eval_stop(struct eval *e);
/* Asked before room is made for more: a list or what is gathered may not pass its limit. */
void eval_gathers(struct eval *e, uint32_t count);
/* Any op that is not just a constant or a slot. */
struct val eval_walk(struct eval *e, const struct op *op);
static inline struct val eval_op(struct eval *e, op_ref ref)
{
	const struct op *op = &e->code->ops.at[ref];
	if (op->kind == CODE_CONST)
		return e->code->consts.at[op->a];
	if (op->kind == CODE_SLOT && !e->trace)
		return e->frame[op->a];
	return eval_walk(e, op);
}
bool eval_true(struct eval *e, op_ref op);         /* 0 is true */
bool val_truth(struct val v);
/* Text of a value that is no text: objects by name, or as a person reads them in a message. */
struct str eval_spelling(struct eval *e, struct val v, bool message);
static inline struct str eval_text(struct eval *e, struct val v, bool message)
{
	return val_is_stringy(v) ? val_str(e->facts->names, v) : eval_spelling(e, v, message);
}
static inline struct str eval_string(struct eval *e, op_ref op) { return eval_text(e, eval_op(e, op), false); }
/* The name of an object: the present one, or the one before. NO_NAME when it has none of its own. */
name eval_name(const struct eval *e, object_ref o);
/* Equality and membership as `is`, `=` and `in` mean them. */
bool eval_equal(const struct eval *e, struct val a, struct val b);
bool eval_within(const struct eval *e, struct val one, struct val whole);
int eval_compare(const struct eval *e, struct val a, struct val b);
struct val eval_apply(struct eval *e, const struct callable *callable, const struct op *call, struct val (*body)(struct eval *e, op_ref body));

/* Calls round for every combination of `count` quantifiers, nested in order, with their slots set. False stops. */
typedef bool eval_round(struct eval *e, void *user);
bool eval_each(struct eval *e, const uint32_t *quantifiers, uint32_t count, eval_round *round, void *user);
/* some, every. */
bool eval_quantified(struct eval *e, const struct op *op);

/* Lists in scratch. */
struct seq_builder { struct val *at; uint32_t len, cap; };
void seq_add(struct eval *e, struct seq_builder *builder, struct val v);
struct val seq_done(struct eval *e, const struct seq_builder *builder);
/* An object list as a value. */
struct val seq_of_extent(struct eval *e, struct extent extent);
struct extent eval_rows(struct eval *e, const struct op *op, struct val of);

#endif
