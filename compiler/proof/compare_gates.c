/* What stands before the steps of a delivery: a job that may take the role of one waits for the agreements and the time to think that the
 * program declares, each an environment of its own that others open. Whoever may open them is said in the repository, not here. */
#include "proof/groups.h"

struct gating {
	struct comparison *c;
	struct chain gates_of;                         /* step -> rows */
	struct map signing;                            /* repository and place: some role lets in its workflows */
	struct map fewest;                             /* repository, or NO_NAME any, and place -> gates before the least guarded of its steps there + 1 */
	struct map repositories;                       /* of which some role lets in workflows */
	struct map job_at;                             /* workflow and name -> index in jobs + 1 */
};

/* Environments of the repository that must be opened before a step. */
static uint32_t gates_of_step(const struct gating *g, object_ref stage)
{
	const struct proof *p = g->c->p;
	struct val step = row_get(p->facts, stage, FIELD_stage_step);
	uint32_t count = 0, wait = 0;
	for (uint32_t l = step.tag == VAL_OBJECT ? chain_last(&g->gates_of, step.a) : 0; l; l = chain_former(&g->gates_of, l)) {
		object_ref gate = chain_value(&g->gates_of, l);
		struct val several = row_get(p->facts, gate, FIELD_gate_count);
		if (intent_word(p, gate, FIELD_gate_what, "approve"))
			count += several.tag == VAL_INT && several.i >= 0 && several.i < 1000 ? (uint32_t)several.i : 1;
		if (intent_word(p, gate, FIELD_gate_what, "wait"))
			wait = 1;
	}
	return count + wait;
}

/* Several pipelines of one repository may go to one place: GitHub knows no difference between them. */
static void note_gates(struct gating *g, uint64_t key, uint32_t gates)
{
	uint32_t known = map_at(&g->fewest, key, 0);
	if (!known || gates + 1 < known)
		map_put(g->c->p->arena, &g->fewest, key, gates + 1);
}

static void read_steps(struct gating *g, object_ref pipeline, name repository, name place)
{
	struct proof *p = g->c->p;
	struct facts *f = p->facts;
	struct extent stages = facts_lookup(f, f->relation_kind[REL_stage], f->relation_field[FIELD_stage_of], val_object(pipeline));
	for (uint32_t i = 0; i < stages.len; i++) {
		if (place_of_stage(g->c, stages.at[i]) != place)
			continue;
		note_gates(g, MAP_KEY(repository, place), gates_of_step(g, stages.at[i]));
		note_gates(g, MAP_KEY(NO_NAME, place), gates_of_step(g, stages.at[i]));
	}
}

static void read_role(struct gating *g, seen_ref role)
{
	struct proof *p = g->c->p;
	object_ref whose = role_holder(p, role);
	for (uint32_t l = whose ? chain_last(&p->statements_of, role) : 0; l; l = chain_former(&p->statements_of, l)) {
		const struct seen_statement *statement = &p->statements.at[chain_value(&p->statements_of, l)];
		for (uint32_t i = 0; i < statement->condition_count; i++) {
			const struct seen_condition *condition = &p->conditions.at[statement->first_condition + i];
			for (uint32_t k = 0; k < condition->values.count && str_ends(names_text(p->names, condition->key), STR(":sub")); k++) {
				struct subject s;
				if (!read_subject(names_text(p->names, p->words.at[condition->values.first + k]), &s))
					continue;
				name place = small_letters(p, s.place);
				name repository = small_letters(p, str_format(p->arena, "%.*s/%.*s", STR_ARG(s.owner), STR_ARG(s.name)));
				map_put(p->arena, &g->signing, MAP_KEY(repository, place), 1);
				map_put(p->arena, &g->repositories, repository, 1);
				read_steps(g, whose, repository, place);
			}
		}
	}
}

/* Jobs that are still to be followed, and what was met so far. */
struct following { VEC(uint32_t) ahead; struct map met, opened; uint32_t gates; };

static void follow(const struct gating *g, struct following *f, const struct seen_job *job)
{
	struct proof *p = g->c->p;
	for (uint32_t i = 0; i < job->needs.count; i++) {
		name needed = p->words.at[job->needs.first + i];
		uint32_t at = map_at(&g->job_at, MAP_KEY(job->workflow, needed), 0);
		if (!at || map_at(&f->met, at, 0) || (job->anyway && needed != job->behind))
			continue;
		map_put(p->arena, &f->met, at, 1);
		vec_push(p->arena, &f->ahead, at - 1);
	}
}

/* Places that whoever waits for `job` sees opened: those of jobs that it waits for, and of what these wait for, unless one runs anyway. */
static uint32_t gates_before(const struct gating *g, const struct seen_job *job)
{
	struct proof *p = g->c->p;
	struct following f = { .gates = 0 };
	follow(g, &f, job);
	for (uint32_t i = 0; i < f.ahead.len; i++) {
		const struct seen_job *before = &p->jobs.at[f.ahead.at[i]];
		bool opens = before->place && !before->anyway && !before->signs_in && !map_at(&g->signing, MAP_KEY(before->repository, before->place), 0);
		if (opens && !map_at(&f.opened, before->place, 0)) {
			map_put(p->arena, &f.opened, before->place, 1);
			f.gates++;
		}
		follow(g, &f, before);
	}
	return f.gates;
}

static struct diag *opens(struct proof *p, const struct seen_job *job, struct str text, const char *help)
{
	struct diag *diag = diag_add(p->diags, DIAG_ARTEFACT_OPENS_PATH, (struct span){ job->emitter, job->emitter + 1 }, "%.*s", STR_ARG(text));
	if (job->origin)
		diag_also(p->diags, diag, p->facts->origins.at[job->origin], "for this");
	diag_help(p->diags, diag, "%s", help);
	return diag;
}

static void compare_job(const struct gating *g, const struct seen_job *job)
{
	struct proof *p = g->c->p;
	if (job->later)
		opens(p, job, str_format(p->arena, "job %.*s signs in to roles from an environment that is known when it runs", STR_ARG(names_text(p->names, job->name))),
			"name the environment: what stands before it is known by its name");
	name repository = map_at(&g->repositories, job->repository, 0) ? job->repository : NO_NAME;   /* whoever copies it says where it lies */
	uint32_t asked = map_at(&g->fewest, MAP_KEY(repository, job->place), 0);
	if (asked <= 1 || !job->place)
		return;
	uint32_t found = gates_before(g, job);
	if (found < asked - 1)
		opens(p, job, str_format(p->arena, "job %.*s may take the role of a step to %.*s and waits for %u of the %u agreements and times to think before it",
			STR_ARG(names_text(p->names, job->name)), STR_ARG(names_text(p->names, job->place)), found, asked - 1),
			"let it need a job in an environment of its own for each, and no status of these in its `if`");
}

void compare_gates(struct comparison *c)
{
	struct proof *p = c->p;
	struct gating g = { .c = c };
	struct extent gates = rows_of(p->facts, REL_gate);
	for (uint32_t i = 0; i < gates.len; i++)
		if (intent_object(p, gates.at[i], FIELD_gate_step))
			chain_add(p->arena, &g.gates_of, intent_object(p, gates.at[i], FIELD_gate_step), gates.at[i]);
	for (uint32_t i = 0; i < p->of_type[SEEN_iam_role].len; i++)
		read_role(&g, p->of_type[SEEN_iam_role].at[i]);
	for (uint32_t i = 0; i < p->jobs.len; i++)
		map_put(p->arena, &g.job_at, MAP_KEY(p->jobs.at[i].workflow, p->jobs.at[i].name), i + 1);
	for (uint32_t i = 0; i < p->jobs.len; i++)
		if (p->jobs.at[i].signs_in)
			compare_job(&g, &p->jobs.at[i]);
}
