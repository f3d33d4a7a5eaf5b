/* All targets, one after the other. */
#include "emit/build.h"

static void report_clashes(struct emission *m)
{
	for (uint32_t i = 1; i < m->plan->files.len; i++) {
		const struct plan_file *a = &m->plan->files.at[i - 1], *b = &m->plan->files.at[i];
		if (!str_equal(a->path, b->path))
			continue;
		struct diag *diag = diag_add(m->diags, DIAG_PATH_CLASH, b->emitter, "`%.*s` is written twice", STR_ARG(b->path));
		diag_also(m->diags, diag, a->emitter, "also written here");
	}
}

struct emit_result emit_run(struct code *code, struct facts *facts, struct plan *plan, struct diags *diags,
	const struct emit_options *options)
{
	struct emission m = { .code = code, .facts = facts, .plan = plan, .diags = diags, .options = options, .trace.arena = plan->arena };
	eval_init(&m.eval, code, facts, diags, options->scratch);
	m.eval.tree = output_tree;
	m.eval.user = &m;
	m.result.visited_by = ARENA_ARRAY(plan->arena, uint64_t, code->emitters.len + 1);
	buf_init(&m.out, plan->arena);
	for (uint32_t i = 0; i < code->targets.len && !m.eval.stopped; i++)
		if (options->target == NO_NAME || options->target == code->targets.at[i].name)
			target_run(&m, i);
	plan_sort(plan);
	report_clashes(&m);
	m.result.visited = m.eval.visited;
	return m.result;
}
