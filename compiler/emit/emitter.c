/* All targets, one after the other. */
#include "emit/build.h"

struct emit_result emit_run(struct code *code, struct facts *facts, struct plan *plan, struct diags *diags,
	const struct emit_options *options)
{
	struct emission m = { .code = code, .facts = facts, .plan = plan, .diags = diags, .options = options, .trace.arena = plan->arena };
	eval_init(&m.eval, code, facts, diags, options->scratch);
	m.eval.tree = output_tree;
	m.eval.user = &m;
	m.result.visited_by = ARENA_ARRAY(plan->arena, uint64_t, code->emitters.len + 1);
	m.result.blocks_by = ARENA_ARRAY(plan->arena, uint32_t, code->emitters.len + 1);
	m.result.files_by = ARENA_ARRAY(plan->arena, uint32_t, code->emitters.len + 1);
	buf_init(&m.out, plan->arena);
	for (uint32_t i = 0; i < code->targets.len && !m.eval.stopped; i++)
		if (options->target == NO_NAME || options->target == code->targets.at[i].name)
			target_run(&m, i);
	plan_sort(plan);
	plan_check_paths(plan, options->scratch, diags);
	m.result.visited = m.eval.visited;
	return m.result;
}
