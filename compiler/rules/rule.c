/* Runs rules: for every combination that a rule's quantifiers give, what it requires must hold. */
#include "rules/run.h"

#include "expr/memo.h"

struct running {
	struct rules_run *run;
	const struct rule *rule;
	uint32_t index;
};

/* --- findings -------------------------------------------------------------------------------------------- */

#define MOST_BOUND 16

/* What the rule's quantifiers bind to objects, in order. */
static uint32_t bound_objects(const struct running *r, object_ref *objects, uint32_t *origins)
{
	const struct code *code = r->run->code;
	uint32_t count = 0;
	for (uint32_t s = 0; s < r->rule->step_count; s++) {
		const struct step *step = &code->steps.at[r->rule->first_step + s];
		if (step->kind != STEP_EACH)
			continue;
		const struct quantifier *q = &code->quantifiers.at[step->quantifier];
		for (uint32_t i = 0; i < q->loop_count && count < MOST_BOUND; i++) {
			struct val v = r->run->eval.frame[code->loops.at[q->first_loop + i].slot];
			if (v.tag != VAL_OBJECT && list_len(v) > 0)
				v = list_at(r->run->facts, v, 0);
			if (v.tag != VAL_OBJECT)
				continue;
			objects[count] = v.a;
			origins[count++] = v.origin ? v.origin : object_at(r->run->facts, v.a)->origin;
		}
	}
	return count;
}

/* A default stands in the library; what is to be changed stands in the program. */
static bool in_library(const struct running *r, struct span span)
{
	const struct sources *sources = r->run->options->sources;
	const struct source_file *file = sources && span.end ? sources_file_of(sources, span.start) : NULL;
	return file && file->library;
}

/* Whether what is derived stands in the row beside its like at which the finding is shown, as the other subnet of two that overlap:
 * then the statement that it follows from is another place. */
static bool is_other(const struct running *r, const struct diag *diag, object_ref row, object_ref derived)
{
	const struct facts *facts = r->run->facts;
	const struct object *other = object_at(facts, derived);
	bool beside = false;
	for (uint32_t f = 0; f < facts->kinds.at[object_at(facts, row)->kind].cells && !beside; f++) {
		struct val v = object_cell(facts, row, f);
		const struct object *like = v.tag == VAL_OBJECT ? object_at(facts, v.a) : NULL;
		beside = like && v.a != derived && like->kind == other->kind && facts->origins.at[like->origin].start == diag->span.start;
	}
	return beside && !in_library(r, facts->origins.at[other->origin]);
}

/* The other statements that a finding is about: objects that the bound rows point at. */
static void add_places(struct running *r, struct diag *diag, const object_ref *objects, uint32_t count)
{
	struct facts *facts = r->run->facts;
	for (uint32_t i = 0; i < count; i++) {
		const struct object *object = object_at(facts, objects[i]);
		const struct kind *kind = &facts->kinds.at[object->kind];
		struct span own = object_span(facts, objects[i]);
		if (i > 0 && own.end && own.start != diag->span.start) {
			struct val v = val_object(objects[i]);
			struct str text = eval_text(&r->run->eval, v, true);
			diag_also(r->run->diags, diag, own, "%.*s", STR_ARG(text));
		}
		for (uint32_t f = 0; f < kind->cells && kind->flags & KIND_DERIVED; f++) {
			struct val v = object_cell(facts, objects[i], f);
			if (v.tag != VAL_OBJECT)
				continue;
			bool derived = facts->kinds.at[object_at(facts, v.a)->kind].flags & KIND_DERIVED;
			if (derived && !is_other(r, diag, objects[i], v.a))
				continue;
			struct span span = derived ? facts->origins.at[object_at(facts, v.a)->origin] : object_span(facts, v.a);
			bool known = !span.end || span.start == diag->span.start;
			for (uint32_t p = 0; p < diag->place_count && !known; p++)
				known = diag->places[p].span.start == span.start;
			struct str text = eval_text(&r->run->eval, v, true);
			if (!known)
				diag_also(r->run->diags, diag, span, "%.*s", STR_ARG(text));
		}
	}
}

/* Every object that the finding speaks of: the bound ones, those around them, and those their rows point at. */
static uint32_t involved(const struct running *r, const object_ref *objects, uint32_t count, object_ref *all, uint32_t most)
{
	const struct facts *facts = r->run->facts;
	uint32_t n = 0;
	for (uint32_t i = 0; i < count && n < most; i++) {
		const struct kind *kind = &facts->kinds.at[object_at(facts, objects[i])->kind];
		for (object_ref o = objects[i]; o && n < most; o = object_at(facts, o)->owner)
			all[n++] = o;
		for (uint32_t f = 0; f < kind->cells && n < most; f++) {
			struct val v = object_cell(facts, objects[i], f);
			if (v.tag == VAL_OBJECT)
				all[n++] = v.a;
		}
	}
	return n;
}

static struct span finding_span(struct running *r, const uint32_t *origins, uint32_t count)
{
	struct rules_run *run = r->run;
	if (r->rule->at) {
		struct val v = eval_op(&run->eval, r->rule->at);
		uint32_t origin = v.origin ? v.origin : v.tag == VAL_OBJECT ? object_at(run->facts, v.a)->origin : 0;
		if (origin && !in_library(r, run->facts->origins.at[origin]))
			return run->facts->origins.at[origin];
	}
	for (uint32_t i = 0; i < count; i++)
		if (origins[i] && !in_library(r, run->facts->origins.at[origins[i]]))
			return run->facts->origins.at[origins[i]];
	for (uint32_t i = 0; i < count; i++)
		if (origins[i])
			return run->facts->origins.at[origins[i]];
	return r->rule->span;
}

static void finding(struct running *r)
{
	struct rules_run *run = r->run;
	struct rule_run *counts = &run->result.rules[r->index];
	object_ref objects[MOST_BOUND], all[64];
	uint32_t origins[MOST_BOUND], count = bound_objects(r, objects, origins);
	bool assumed = r->rule->severity == DIAG_ASSUMED;
	bool waived = !r->rule->absolute && waivers_cover(run, r->index, all, involved(r, objects, count, all, 64));
	if (waived) {
		counts->waived++;
		if (!run->options->no_waivers)
			return;
	}
	counts->findings++;
	struct str message = eval_text(&run->eval, eval_op(&run->eval, r->rule->message), true);
	struct diag *diag = diag_add(assumed ? &run->result.assumed : run->diags, DIAG_RULE, finding_span(r, origins, count), "%.*s", STR_ARG(message));
	diag->rule = names_text(run->facts->names, r->rule->name);
	bool to_come = r->rule->since > run->code->edition && r->rule->severity == DIAG_ERROR;
	diag->severity = to_come ? DIAG_WARNING : (enum diag_severity)r->rule->severity;
	if (r->rule->help) {
		struct str help = eval_text(&run->eval, eval_op(&run->eval, r->rule->help), true);
		diag_help(run->diags, diag, "%.*s", STR_ARG(help));
	}
	struct str because = r->rule->because ? names_text(run->facts->names, r->rule->because) : STR("");
	if (to_come)
		diag_note(run->diags, diag, "an error from edition %u on%s%.*s", r->rule->since, because.len ? "; " : "", STR_ARG(because));
	else if (because.len)
		diag_note(run->diags, diag, "%.*s", STR_ARG(because));
	add_places(r, diag, objects, count);
}

/* --- steps ------------------------------------------------------------------------------------------------- */

struct at_step { struct running *r; uint32_t step; bool required; };

static bool run_steps(struct running *r, uint32_t step, bool required);

static bool step_round(struct eval *e, void *user)
{
	struct at_step *at = user;
	struct arena_mark mark = arena_mark(e->scratch);
	run_steps(at->r, at->step + 1, at->required);
	arena_release(e->scratch, mark);
	return !e->stopped;
}

/* The rest of a rule from a step on. A rule without `require` finds every combination. */
static bool run_steps(struct running *r, uint32_t step, bool required)
{
	struct eval *e = &r->run->eval;
	for (; step < r->rule->step_count && !e->stopped; step++) {
		const struct step *s = &r->run->code->steps.at[r->rule->first_step + step];
		if (s->kind == STEP_EACH) {
			struct at_step at = { r, step, required };
			return eval_each(e, &s->quantifier, 1, step_round, &at);
		}
		if (s->kind == STEP_LET) {
			e->frame[s->slot] = eval_op(e, s->op);
			continue;
		}
		if (!required)
			r->run->result.rules[r->index].judged++;
		required = true;
		if (!eval_true(e, s->op)) {
			if (!e->stopped)
				finding(r);
			return true;
		}
	}
	if (!required && !e->stopped)
		finding(r);
	else if (!e->stopped)
		r->run->result.rules[r->index].held++;
	return true;
}

/* Where a rule without `require` judges: its innermost loop, whose conditions say what is found. NULL for another one. */
static const struct loop *judging_loop(const struct running *r)
{
	const struct code *code = r->run->code;
	const struct loop *last = NULL;
	for (uint32_t s = 0; s < r->rule->step_count; s++) {
		const struct step *step = &code->steps.at[r->rule->first_step + s];
		if (step->kind == STEP_REQUIRE)
			return NULL;
		if (step->kind != STEP_EACH)
			continue;
		const struct quantifier *q = &code->quantifiers.at[step->quantifier];
		last = &code->loops.at[q->first_loop + q->loop_count - 1];
	}
	return last;
}

static void run_rule(struct rules_run *run, uint32_t index)
{
	struct running r = { run, &run->code->rules.at[index], index };
	struct arena_mark mark = arena_mark(run->options->scratch);
	if (r.rule->broken || !r.rule->message)
		return;
	uint64_t visited = run->eval.visited;
	run->eval.watched = judging_loop(&r);
	run->eval.watched_rows = 0;
	eval_frame(&run->eval, r.rule->slots);
	run_steps(&r, 0, false);
	run->result.rules[index].visited = run->eval.visited - visited;
	run->result.rules[index].judged += run->eval.watched_rows;
	run->eval.watched = NULL;
	run->result.rules[index].ended = !run->eval.stopped;
	arena_release(run->options->scratch, mark);
	memo_forget(run->facts, 0);
}

struct rules_result rules_run(struct code *code, struct facts *facts, struct diags *diags, const struct rules_options *options)
{
	struct rules_run run = { .code = code, .facts = facts, .diags = diags, .options = options };
	eval_init(&run.eval, code, facts, diags, options->scratch);
	run.result.rules = ARENA_ARRAY(facts->arena, struct rule_run, code->rules.len + 1);
	diags_init(&run.result.assumed, diags->arena);
	run.result.in_force = ARENA_ARRAY(facts->arena, bool, code->waivers.len + 1);
	run.waivers = ARENA_ARRAY(facts->arena, struct waiver_state, code->waivers.len + 1);
	waivers_resolve(&run);
	for (uint32_t i = 0; i < code->rules.len && !run.eval.stopped; i++)
		run_rule(&run, i);
	diags_sort(&run.result.assumed);
	waivers_report(&run);
	assertions_run(&run);
	run.result.visited = run.eval.visited;
	return run.result;
}
