/* Quantifiers: nested loops over rows, with lookups where the compiler found one; groups and sorting. */
#include "expr/eval.h"

#include <stdlib.h>
#include <string.h>

/* What a loop runs through, without copying: rows by handle, or members of a list. */
struct run { struct extent extent; struct val list; uint32_t count; bool rows; };

static bool is_name(const struct eval *e, field_ref field)
{
	return field == FIELD_OF_NAME || (field < FIELD_OF_FORMER && str_is(names_text(e->facts->names, e->facts->fields.at[field].name), "name"));
}

/* With the names of before, a name that was read is one of those; one that is written in the text is what things are called now. */
static field_ref key_field_of(const struct eval *e, const struct loop *loop)
{
	bool former = e->former && e->facts->former_count && e->code->ops.at[loop->key].kind != CODE_CONST && is_name(e, loop->key_field);
	return former ? FIELD_OF_FORMER : loop->key_field;
}

static struct run run_of(struct eval *e, const struct loop *loop)
{
	const struct op *source = &e->code->ops.at[loop->source];
	struct run run = { .rows = true };
	if (loop->key_field) {
		struct val key = eval_op(e, loop->key);
		if (key.tag != VAL_NONE)
			run.extent = facts_lookup(e->facts, loop->key_kind, key_field_of(e, loop), key);
	} else if (source->kind == CODE_EXTENT) {
		run.extent = facts_extent(e->facts, source->a);
	} else if (source->kind == CODE_ROWS) {
		run.extent = eval_rows(e, source, eval_op(e, source->a));
	} else {
		run.rows = false;
		run.list = eval_op(e, loop->source);
		run.count = list_len(run.list);
	}
	if (run.rows)
		run.count = run.extent.len;
	return run;
}

/* Sets the slot to the i-th value; true when every filter of the loop holds for it. What filters allocate is given back. */
static bool run_take(struct eval *e, const struct loop *loop, const struct run *run, uint32_t i)
{
	struct val v = run->rows ? val_object(run->extent.at[i]) : list_at(e->facts, run->list, i);
	/* A member of a list remembers the statement that named it; a row, the one it was made from. */
	if (v.tag == VAL_OBJECT && !v.origin)
		v.origin = object_at(e->facts, v.a)->origin;
	e->frame[loop->slot] = v;
	e->visited++;
	if (loop->filter_count == 0)
		return true;
	struct arena_mark mark = arena_mark(e->scratch);
	bool passes = true;
	for (uint32_t f = 0; f < loop->filter_count && passes; f++)
		passes = eval_true(e, e->code->refs.at[loop->first_filter + f]);
	arena_release(e->scratch, mark);
	return passes;
}

bool eval_quantified(struct eval *e, const struct op *op)
{
	const struct loop *loop = &e->code->loops.at[op->b];
	bool every = op->kind == CODE_EVERY;
	struct arena_mark outer = arena_mark(e->scratch);
	struct run run = run_of(e, loop);
	bool result = every;
	for (uint32_t i = 0; i < run.count && result == every && !e->stopped; i++) {
		if (!run_take(e, loop, &run, i))
			continue;
		struct arena_mark mark = arena_mark(e->scratch);
		if (eval_true(e, op->c) != every)
			result = !every;
		arena_release(e->scratch, mark);
	}
	arena_release(e->scratch, outer);
	return result;
}

/* --- nesting ------------------------------------------------------------------------------------------------ */

struct nest {
	const uint32_t *quantifiers;
	uint32_t count;
	eval_round *round;
	void *user;
};

static bool run_quantifier(struct eval *e, const struct nest *nest, uint32_t at);

static bool after_quantifier(struct eval *e, const struct nest *nest, uint32_t at)
{
	if (at + 1 == nest->count)
		return nest->round(e, nest->user) && !e->stopped;
	return run_quantifier(e, nest, at + 1);
}

static uint32_t trace_row(struct eval *e, uint32_t origin)
{
	uint32_t before = e->trace ? e->trace->around.len : 0;
	if (e->trace && origin)
		vec_push(e->trace->arena, &e->trace->around, origin);
	return before;
}

static void trace_end(struct eval *e, uint32_t before)
{
	if (e->trace)
		e->trace->around.len = before;
}

/* Bindings of one quantifier, from the i-th on; `found` is called for each combination. */
typedef bool found_combination(struct eval *e, void *user);

static bool run_loops(struct eval *e, const struct quantifier *q, uint32_t i, found_combination *found, void *user)
{
	if (i == q->loop_count)
		return found(e, user);
	const struct loop *loop = &e->code->loops.at[q->first_loop + i];
	uint32_t origin = e->origin, subject = e->subject;
	struct run run = run_of(e, loop);
	bool more = true;
	if (loop == e->watched)
		e->watched_rows += run.count;
	for (uint32_t row = 0; row < run.count && more && !e->stopped; row++) {
		if (!run_take(e, loop, &run, row))
			continue;
		if (e->frame[loop->slot].tag == VAL_OBJECT)
			e->subject = e->frame[loop->slot].a;
		if (e->frame[loop->slot].origin)
			e->origin = e->frame[loop->slot].origin;
		uint32_t traced = trace_row(e, e->frame[loop->slot].origin);
		more = run_loops(e, q, i + 1, found, user);
		trace_end(e, traced);
	}
	e->origin = origin;
	e->subject = subject;
	return more && !e->stopped;
}

struct plain { const struct nest *nest; uint32_t at; };

static bool found_plain(struct eval *e, void *user)
{
	struct plain *plain = user;
	return after_quantifier(e, plain->nest, plain->at);
}

/* --- sorting and grouping ---------------------------------------------------------------------------------------- */

/* One combination kept: sort key, group key, order found, values of the bindings. */
struct kept { struct val sort, group, shown; uint32_t order, origin, subject; struct val *values; };

struct gather {
	const struct quantifier *q;
	struct kept *at;
	uint32_t len, cap;
};

static bool found_gather(struct eval *e, void *user)
{
	struct gather *g = user;
	if (g->len == g->cap) {
		uint32_t cap = g->cap ? g->cap * 2 : 16;
		eval_gathers(e, g->len);
		struct kept *grown = arena_alloc_raw(e->scratch, cap * sizeof *grown);
		if (g->len)
			memcpy(grown, g->at, g->len * sizeof *grown);
		g->at = grown;
		g->cap = cap;
	}
	struct kept *kept = &g->at[g->len];
	*kept = (struct kept){ .order = g->len, .origin = e->origin, .subject = e->subject };
	g->len++;
	kept->values = arena_alloc_raw(e->scratch, (g->q->loop_count + 1) * sizeof *kept->values);
	for (uint32_t i = 0; i < g->q->loop_count; i++)
		kept->values[i] = e->frame[e->code->loops.at[g->q->first_loop + i].slot];
	bool former = e->former;
	e->former = false;                             /* the order is that of the present names */
	struct val group = g->q->group ? eval_op(e, g->q->group) : VAL_ABSENT;
	struct val sort = g->q->sort && !g->q->group ? eval_op(e, g->q->sort) : VAL_ABSENT;
	e->former = former;
	struct val shown = former && g->q->group ? eval_op(e, g->q->group) : group;
	g->at[g->len - 1].group = group;
	g->at[g->len - 1].shown = shown;
	g->at[g->len - 1].sort = sort;
	return !e->stopped;
}

static int compare_lists(const struct eval *e, struct val a, struct val b)
{
	if (a.tag != VAL_SEQ && a.tag != VAL_LIST)
		return eval_compare(e, a, b);
	uint32_t x = list_len(a), y = list_len(b);
	for (uint32_t i = 0; i < x && i < y; i++) {
		int c = eval_compare(e, list_at(e->facts, a, i), list_at(e->facts, b, i));
		if (c != 0)
			return c;
	}
	return (x > y) - (x < y);
}

/* Merge sort: stable, and it can be given the evaluator without a global. */
static void sort_kept(const struct eval *e, struct kept *at, struct kept *spare, uint32_t count, bool by_group)
{
	if (count < 2)
		return;
	uint32_t half = count / 2, i = 0, j = half, n = 0;
	sort_kept(e, at, spare, half, by_group);
	sort_kept(e, at + half, spare, count - half, by_group);
	while (i < half && j < count) {
		int c = by_group ? compare_lists(e, at[i].group, at[j].group) : compare_lists(e, at[i].sort, at[j].sort);
		spare[n++] = at[c <= 0 ? i++ : j++];
	}
	while (i < half)
		spare[n++] = at[i++];
	while (j < count)
		spare[n++] = at[j++];
	memcpy(at, spare, count * sizeof *at);
}

static struct val column(struct eval *e, const struct kept *first, uint32_t count, uint32_t binding)
{
	struct seq_builder builder = { 0 };
	for (uint32_t i = 0; i < count; i++)
		seq_add(e, &builder, first[i].values[binding]);
	return seq_done(e, &builder);
}

/* Makes one combination of each group: bindings become lists. Gives the number of groups. */
static uint32_t make_groups(struct eval *e, const struct quantifier *q, struct kept *at, uint32_t count)
{
	uint32_t groups = 0;
	for (uint32_t first = 0; first < count;) {
		uint32_t last = first + 1;
		while (last < count && compare_lists(e, at[first].group, at[last].group) == 0)
			last++;
		struct kept group = at[first];
		group.values = arena_alloc_raw(e->scratch, (q->loop_count + 1) * sizeof *group.values);
		for (uint32_t b = 0; b < q->loop_count; b++)
			group.values[b] = column(e, at + first, last - first, b);
		for (uint32_t b = 0; b < q->loop_count; b++)
			e->frame[e->code->loops.at[q->first_loop + b].slot] = group.values[b];
		e->frame[q->group_slot] = group.shown;
		if (q->sort)
			group.sort = eval_op(e, q->sort);
		at[groups++] = group;
		first = last;
	}
	return groups;
}

static bool run_gathered(struct eval *e, const struct nest *nest, uint32_t at)
{
	const struct quantifier *q = &e->code->quantifiers.at[nest->quantifiers[at]];
	struct gather g = { .q = q };
	run_loops(e, q, 0, found_gather, &g);
	if (g.len == 0 || e->stopped)
		return !e->stopped;
	struct kept *spare = arena_alloc_raw(e->scratch, g.len * sizeof *spare);
	uint32_t count = g.len, origin = e->origin, subject = e->subject;
	if (q->group) {
		sort_kept(e, g.at, spare, count, true);
		count = make_groups(e, q, g.at, count);
	}
	if (q->sort)
		sort_kept(e, g.at, spare, count, false);
	bool more = true;
	for (uint32_t i = 0; i < count && more; i++) {
		for (uint32_t b = 0; b < q->loop_count; b++)
			e->frame[e->code->loops.at[q->first_loop + b].slot] = g.at[i].values[b];
		if (q->group)
			e->frame[q->group_slot] = g.at[i].shown;
		e->origin = g.at[i].origin;
		e->subject = q->group && g.at[i].group.tag == VAL_OBJECT ? g.at[i].group.a : g.at[i].subject;
		uint32_t traced = trace_row(e, g.at[i].origin);
		more = after_quantifier(e, nest, at);
		trace_end(e, traced);
	}
	e->origin = origin;
	e->subject = subject;
	return more;
}

static bool run_quantifier(struct eval *e, const struct nest *nest, uint32_t at)
{
	const struct quantifier *q = &e->code->quantifiers.at[nest->quantifiers[at]];
	if (q->group || q->sort)
		return run_gathered(e, nest, at);
	struct plain plain = { nest, at };
	return run_loops(e, q, 0, found_plain, &plain);
}

bool eval_each(struct eval *e, const uint32_t *quantifiers, uint32_t count, eval_round *round, void *user)
{
	struct nest nest = { quantifiers, count, round, user };
	if (count == 0)
		return round(e, user) && !e->stopped;
	return run_quantifier(e, &nest, 0);
}
