/* In which order units are applied: each after those that it reads. Units that read each other in a circle have none. */
#include "emit/build.h"

#include <stdlib.h>

/* --- finding it ------------------------------------------------------------------------------------------------ */

/* The readings of each unit, chained from `first` by `next`, + 1. */
struct chains { uint32_t *first, *next; };

static struct chains chains_of(const struct emission *m)
{
	struct arena *scratch = m->eval.scratch;
	struct chains c = { ARENA_ARRAY(scratch, uint32_t, m->units.len + 1), ARENA_ARRAY(scratch, uint32_t, m->readings.len + 1) };
	for (uint32_t i = m->readings.len; i-- > 0;) {
		c.next[i] = c.first[m->readings.at[i].reader];
		c.first[m->readings.at[i].reader] = i + 1;
	}
	return c;
}

enum visit { UNSEEN, ON_THE_WAY, DONE };
struct search { struct emission *m; struct chains chains; uint8_t *state; struct span span; };

/* Depth first over units that read: a unit met again on the way is a circle; false then. */
static bool visit_unit(struct search *s, uint32_t unit)
{
	uint32_t step = 1;
	s->state[unit] = ON_THE_WAY;
	for (uint32_t i = s->chains.first[unit]; i; i = s->chains.next[i - 1]) {
		const struct reading *r = &s->m->readings.at[i - 1];
		if (s->state[r->owner] == ON_THE_WAY || (s->state[r->owner] == UNSEEN && !visit_unit(s, r->owner))) {
			if (s->span.end == 0)
				s->span = r->span;
			return false;
		}
		uint32_t after = s->m->units.at[r->owner].step + 1;
		step = after > step ? after : step;
	}
	s->m->units.at[unit].step = step;
	s->state[unit] = DONE;
	return true;
}

void order_find(struct emission *m)
{
	struct search search = { .m = m, .chains = chains_of(m), .state = ARENA_ARRAY(m->eval.scratch, uint8_t, m->units.len + 1) };
	for (uint32_t u = 0; u < m->units.len; u++) {
		if (search.state[u] == UNSEEN && !visit_unit(&search, u)) {
			diag_add(m->diags, DIAG_UNIT_CYCLE, search.span, "units read each other in a circle: `%.*s` among them",
			         STR_ARG(names_text(m->facts->names, m->units.at[u].path)));
			return;
		}
	}
}

/* --- writing it -------------------------------------------------------------------------------------------------- */

struct turn { uint32_t step, unit; struct str path; };

static int turn_compare(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	return x->step != y->step ? (x->step < y->step ? -1 : 1) : str_compare(x->path, y->path);
}

/* Those among the units that have files, in the order in which they are applied. */
static struct turn *turns_of(const struct emission *m, uint32_t *count)
{
	struct turn *turns = ARENA_ARRAY(m->eval.scratch, struct turn, m->units.len + 1);
	*count = 0;
	for (uint32_t u = 0; u < m->units.len; u++)
		if (m->units.at[u].written)
			turns[(*count)++] = (struct turn){ m->units.at[u].step, u, names_text(m->facts->names, m->units.at[u].path) };
	if (*count > 1)
		qsort(turns, *count, sizeof *turns, turn_compare);
	return turns;
}

/* The paths of the units that a unit reads, in the order of their letters. `seen` has the last reader + 1 of each unit. */
static struct val reads_of(const struct emission *m, const struct chains *chains, uint32_t unit, uint32_t *seen)
{
	struct arena *scratch = m->eval.scratch;
	VEC(struct turn) owners = { 0 };
	for (uint32_t i = chains->first[unit]; i; i = chains->next[i - 1]) {
		uint32_t owner = m->readings.at[i - 1].owner;
		if (seen[owner] != unit + 1)
			vec_push(scratch, &owners, (struct turn){ 0, owner, names_text(m->facts->names, m->units.at[owner].path) });
		seen[owner] = unit + 1;
	}
	if (owners.len > 1)
		qsort(owners.at, owners.len, sizeof *owners.at, turn_compare);
	struct seq *seq = arena_alloc_raw(scratch, sizeof *seq + owners.len * sizeof *seq->at);
	seq->len = owners.len;
	for (uint32_t i = 0; i < owners.len; i++)
		seq->at[i] = val_name(VAL_STR, m->units.at[owners.at[i].unit].path);
	return (struct val){ .tag = VAL_SEQ, .at = seq };
}

void order_write(struct emission *m, struct tree *root)
{
	const struct target *target = &m->code->targets.at[m->target];
	struct chains chains = chains_of(m);
	uint32_t count, *seen = ARENA_ARRAY(m->eval.scratch, uint32_t, m->units.len + 1);
	const struct turn *turns = turns_of(m, &count);
	for (uint32_t i = 0; i < count && !m->eval.stopped; i++) {
		eval_frame(&m->eval, target->order.slots);
		m->eval.frame[0] = val_name(VAL_STR, m->units.at[turns[i].unit].path);
		m->eval.frame[1] = val_int(turns[i].step);
		m->eval.frame[2] = reads_of(m, &chains, turns[i].unit, seen);
		m->eval.origin = m->units.at[turns[i].unit].origin;
		output_block(m, target->order.body, root);
	}
}
