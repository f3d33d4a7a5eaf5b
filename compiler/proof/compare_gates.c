/* What stands before the steps of a delivery: a job that may take the role of one waits for the agreements and the time to think that the
 * program declares, each an environment of its own that others open. Whoever may open them is said in the repository, not here. */
#include "proof/groups.h"

struct gating {
	struct comparison *c;
	struct chain gates_of;                         /* step -> rows */
	struct chain agreements_of;                    /* step -> environments that others open before it, in small letters */
	struct chain asked;                            /* repository, or NO_NAME any, and place -> those of all steps there, each once */
	struct map signing;                            /* repository and place: some role lets in its workflows */
	struct map repositories;                       /* of which some role lets in workflows */
	struct map agreed;                             /* of these, in which others open what stands before some step */
	struct map job_at;                             /* workflow and name -> index in jobs + 1 */
};

/* --- what is declared --------------------------------------------------------------------------------------------------- */

#define MOST_AGREEMENTS 1000   /* of one role: a workflow that waits for more, nobody has */

/* One agreement of ROLE to PLACE is the environment `PLACE-ROLE-NUMBER`, as a single member of a team opens it; time to think
 * passes in `PLACE-wait`. */
static void read_agreements(struct gating *g, object_ref stage, name place)
{
	struct proof *p = g->c->p;
	struct val step = row_get(p->facts, stage, FIELD_stage_step);
	struct str to = names_text(p->names, place);
	if (step.tag != VAL_OBJECT || chain_last(&g->agreements_of, step.a))
		return;
	for (uint32_t l = chain_last(&g->gates_of, step.a); l; l = chain_former(&g->gates_of, l)) {
		object_ref gate = chain_value(&g->gates_of, l), who = intent_object(p, gate, FIELD_gate_by);
		struct val several = row_get(p->facts, gate, FIELD_gate_count);
		int64_t count = several.tag != VAL_INT ? 1 : several.i < MOST_AGREEMENTS ? several.i : MOST_AGREEMENTS;
		if (intent_word(p, gate, FIELD_gate_what, "wait"))
			chain_add(p->arena, &g->agreements_of, step.a, small_letters(p, str_format(p->arena, "%.*s-wait", STR_ARG(to))));
		if (!who || !intent_word(p, gate, FIELD_gate_what, "approve"))
			continue;
		struct str role = names_text(p->names, object_at(p->facts, who)->name);
		for (int64_t n = count; n > 0; n--)              /* chains are read from their ends */
			chain_add(p->arena, &g->agreements_of, step.a, small_letters(p, str_format(p->arena, "%.*s-%.*s-%d", STR_ARG(to), STR_ARG(role), (int)n)));
	}
}

static bool is_among(const struct chain *chain, uint64_t key, uint32_t value)
{
	for (uint32_t l = chain_last(chain, key); l; l = chain_former(chain, l))
		if (chain_value(chain, l) == value)
			return true;
	return false;
}

/* Several deliveries of one repository may lead to one place: GitHub knows no difference between them, and whoever may take the role of
 * one may take that of the others. */
static void ask(struct gating *g, name repository, name place, object_ref step)
{
	uint64_t key = MAP_KEY(repository, place);
	for (uint32_t l = chain_last(&g->agreements_of, step); l; l = chain_former(&g->agreements_of, l))
		if (!is_among(&g->asked, key, chain_value(&g->agreements_of, l)))
			chain_add(g->c->p->arena, &g->asked, key, chain_value(&g->agreements_of, l));
}

static void read_steps(struct gating *g, object_ref pipeline, name repository, name place)
{
	struct proof *p = g->c->p;
	struct facts *f = p->facts;
	struct extent stages = facts_lookup(f, f->relation_kind[REL_stage], f->relation_field[FIELD_stage_of], val_object(pipeline));
	for (uint32_t i = 0; i < stages.len; i++) {
		object_ref step = intent_object(p, stages.at[i], FIELD_stage_step);
		if (!step || place_of_stage(g->c, stages.at[i]) != place)
			continue;
		read_agreements(g, stages.at[i], place);
		if (chain_last(&g->agreements_of, step))
			map_put(p->arena, &g->agreed, repository, 1);
		ask(g, repository, place, step);
		ask(g, NO_NAME, place, step);
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

/* --- what jobs wait for ------------------------------------------------------------------------------------------------- */

/* A job that is waited for: `ended` where all that is known of it is that its turn came, and not that it went well. */
struct awaited { uint32_t job; bool ended; };

/* Jobs that are still to be followed, those that were met, and the places of these that others open. */
struct following { VEC(struct awaited) ahead; struct map met, opened; };

static void follow(const struct gating *g, struct following *f, const struct seen_job *job)
{
	struct proof *p = g->c->p;
	for (uint32_t i = 0; i < job->needs.count; i++) {
		name needed = p->words.at[job->needs.first + i];
		uint32_t at = map_at(&g->job_at, MAP_KEY(job->workflow, needed), 0);
		if (!at || map_at(&f->met, MAP_KEY(at, job->anyway), 0) || (job->anyway && needed != job->behind))
			continue;
		map_put(p->arena, &f->met, MAP_KEY(at, job->anyway), 1);
		vec_push(p->arena, &f->ahead, ((struct awaited){ at - 1, job->anyway }));
	}
}

/* Places that whoever waits for `job` sees opened: those of jobs that it waits for, and of what these wait for, unless one runs anyway.
 * Where others refuse to open a place, its job fails and is not skipped: that it ended shows that what it waited for was opened, and
 * not that it was itself. GitHub documentation, "Reviewing deployments", read 2026-11-22. */
static struct map opened_before(const struct gating *g, const struct seen_job *job)
{
	struct proof *p = g->c->p;
	struct following f = { 0 };
	follow(g, &f, job);
	for (uint32_t i = 0; i < f.ahead.len; i++) {
		const struct seen_job *before = &p->jobs.at[f.ahead.at[i].job];
		bool opens = before->place && !f.ahead.at[i].ended && !before->otherwise && !before->anyway && !before->signs_in && !map_at(&g->signing, MAP_KEY(before->repository, before->place), 0);
		if (opens)
			map_put(p->arena, &f.opened, before->place, 1);
		follow(g, &f, before);
	}
	return f.opened;
}

/* The places, in the order of the declaration, that others should have opened before a job of the repository and have not. */
static struct str not_opened(const struct gating *g, const struct seen_job *job, name repository)
{
	struct proof *p = g->c->p;
	uint32_t l = job->place ? chain_last(&g->asked, MAP_KEY(repository, job->place)) : 0;
	struct map opened = { 0 };
	struct str all = { 0 };
	if (l)
		opened = opened_before(g, job);
	for (; l; l = chain_former(&g->asked, l))
		if (!map_at(&opened, chain_value(&g->asked, l), 0))
			all = str_format(p->arena, "%.*s%s%.*s", STR_ARG(names_text(p->names, chain_value(&g->asked, l))), all.len ? ", " : "", STR_ARG(all));
	return all;
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
	if (job->calls && !map_at(&p->workflow_files, job->called, 0))
		opens(p, job, str_format(p->arena, "job %.*s signs in to roles as a workflow that is not written here: in which environment it runs, nobody knows",
			STR_ARG(names_text(p->names, job->name))), "write the workflow, too, or let steps of this job do what it does");
	name repository = map_at(&g->repositories, job->repository, 0) ? job->repository : NO_NAME;   /* whoever copies it says where it lies */
	struct str missing = not_opened(g, job, repository);
	if (missing.len)
		opens(p, job, str_format(p->arena, "job %.*s may take the role of a step to %.*s and does not wait until others open %.*s",
			STR_ARG(names_text(p->names, job->name)), STR_ARG(names_text(p->names, job->place)), STR_ARG(missing)),
			"let it need a job in each of these environments, and no status of such a job in its `if`");
}

/* A run that a workflow starts was asked for by nobody: whoever started that workflow may then agree. It may also take away what earlier
 * runs left, and by that the record of what ran. */
static void compare_starting(const struct gating *g, const struct seen_job *job)
{
	struct proof *p = g->c->p;
	if (!map_at(&g->agreed, job->repository, 0) || !(job->unsaid || job->starts_others))
		return;
	opens(p, job, str_format(p->arena, "job %.*s may start deliveries of %.*s itself: whoever started it may then agree to them%s",
		STR_ARG(names_text(p->names, job->name)), STR_ARG(names_text(p->names, job->repository)),
		job->unsaid ? "; it says nothing of its permissions, and has those of the repository" : ""),
		job->unsaid ? "say what it may do: `permissions map({})`, and what it needs" : "give it `actions` to read; people start deliveries");
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
	for (uint32_t i = 0; i < p->jobs.len; i++) {
		compare_starting(&g, &p->jobs.at[i]);
		if (p->jobs.at[i].signs_in)
			compare_job(&g, &p->jobs.at[i]);
	}
}
