/* Waivers: which findings they cover, and what is wrong with them. A waiver needs a reason and an end, waives
 * something, and is no use against a rule that is absolute. */
#include "rules/run.h"

#include "value/value.h"

#define WARNING_DAYS 30
#define LONGEST_DAYS (2 * 366)         /* whoever may look at it once more should still know what it was about */

static void unknown_rule(struct rules_run *run, const struct waiver *w)
{
	const struct names *names = run->facts->names;
	struct arena *arena = run->options->scratch;
	struct str *candidates = ARENA_ARRAY(arena, struct str, run->code->rules.len + 1);
	for (uint32_t i = 0; i < run->code->rules.len; i++)
		candidates[i] = names_text(names, run->code->rules.at[i].name);
	struct str word = names_text(names, w->rule);
	struct diag *diag = diag_add(run->diags, DIAG_UNKNOWN_NAME, w->rule_span, "no rule is called `%.*s`", STR_ARG(word));
	struct str near = diag_nearest(word, candidates, run->code->rules.len);
	if (near.len)
		diag_near(run->diags, diag, near);
}

/* By its own name, or by the one that is derived for it: a connection is called after the two that it joins. */
static bool is_called(const struct facts *facts, object_ref o, name word)
{
	if (object_at(facts, o)->name)
		return object_at(facts, o)->name == word;
	struct val v = object_get_named(facts, o, names_find(facts->names, STR("name")));
	return val_is_stringy(v) && str_equal(val_str(facts->names, v), names_text(facts->names, word));
}

static object_ref row_called(const struct facts *facts, name word)
{
	for (object_ref o = 1; o < facts->objects.len; o++)
		if (!object_at(facts, o)->name && is_called(facts, o, word))
			return o;
	return 0;
}

object_ref rules_object(struct rules_run *run, name word, struct span span)
{
	const struct facts *facts = run->facts;
	object_ref object = object_named(facts, 0, word);
	if (!object)
		object = row_called(facts, word);
	if (object)
		return object;
	VEC(struct str) candidates = { 0 };
	for (object_ref o = 1; o < facts->objects.len; o++)
		if (facts->objects.at[o].name && !(facts->kinds.at[facts->objects.at[o].kind].flags & KIND_DERIVED))
			vec_push(run->options->scratch, &candidates, names_text(facts->names, facts->objects.at[o].name));
	struct str text = names_text(facts->names, word);
	struct diag *diag = diag_add(run->diags, DIAG_UNKNOWN_NAME, span, "nothing is called `%.*s`", STR_ARG(text));
	struct str near = diag_nearest(text, candidates.at, candidates.len);
	if (near.len)
		diag_near(run->diags, diag, near);
	return 0;
}

static void resolve(struct rules_run *run, uint32_t index)
{
	const struct waiver *w = &run->code->waivers.at[index];
	struct waiver_state *state = &run->waivers[index];
	if (!map_get(&run->code->rule_by_name, w->rule, &state->rule)) {
		unknown_rule(run, w);
		return;
	}
	const struct rule *rule = &run->code->rules.at[state->rule];
	if (rule->absolute) {
		struct diag *diag = diag_add(run->diags, DIAG_WAIVER_ABSOLUTE, w->span, "rule `%.*s` cannot be waived",
		                             STR_ARG(names_text(run->facts->names, rule->name)));
		if (rule->because)
			diag_note(run->diags, diag, "%.*s", STR_ARG(names_text(run->facts->names, rule->because)));
		return;
	}
	if (!rules_object(run, w->object, w->object_span))
		return;
	if (w->environment && !rules_object(run, w->environment, w->environment_span))
		return;
	state->valid = true;
	state->expired = run->options->has_today && w->until < run->options->today;
}

void waivers_resolve(struct rules_run *run)
{
	struct arena_mark mark = arena_mark(run->options->scratch);
	for (uint32_t i = 0; i < run->code->waivers.len; i++)
		resolve(run, i);
	arena_release(run->options->scratch, mark);
}

/* By name: a thing, its instances, and things of other kinds that share its name; one that stands elsewhere is not meant. */
static bool is_about(const struct facts *facts, object_ref o, const struct waiver *w, bool *environment)
{
	const struct object *object = object_at(facts, o);
	name place = object->place ? object_at(facts, object->place)->name : NO_NAME;
	if (w->environment && (object->name == w->environment || place == w->environment))
		*environment = true;
	return is_called(facts, o, w->object) && (!w->environment || !place || place == w->environment);
}

bool waivers_cover(struct rules_run *run, uint32_t rule, const object_ref *objects, uint32_t count)
{
	bool covered = false;
	for (uint32_t i = 0; i < run->code->waivers.len; i++) {
		const struct waiver *waiver = &run->code->waivers.at[i];
		struct waiver_state *w = &run->waivers[i];
		if (!w->valid || w->rule != rule)
			continue;
		bool about = false, environment = waiver->environment == NO_NAME;
		for (uint32_t k = 0; k < count; k++)
			about = is_about(run->facts, objects[k], waiver, &environment) || about;
		if (!about || !environment)
			continue;
		w->used = true;
		covered = covered || !w->expired;
	}
	return covered;
}

static struct str date_text(struct rules_run *run, int32_t days)
{
	struct buf out;
	buf_init(&out, run->options->scratch);
	val_print(&out, run->facts->names, (struct val){ .tag = VAL_DATE, .i = days });
	return buf_slice(&out, 0);
}

void waivers_report(struct rules_run *run)
{
	struct arena_mark mark = arena_mark(run->options->scratch);
	for (uint32_t i = 0; i < run->code->waivers.len; i++) {
		const struct waiver *w = &run->code->waivers.at[i];
		const struct waiver_state *state = &run->waivers[i];
		if (!state->valid)
			continue;
		struct str rule = names_text(run->facts->names, w->rule), object = names_text(run->facts->names, w->object);
		if (state->expired)
			diag_add(run->diags, DIAG_WAIVER_EXPIRED, w->span, "the waiver of `%.*s` on %.*s ended on %.*s", STR_ARG(rule),
			         STR_ARG(object), STR_ARG(date_text(run, w->until)));
		else if (!state->used)
			diag_help(run->diags, diag_add(run->diags, DIAG_WAIVER_UNUSED, w->span, "`%.*s` finds nothing on %.*s to waive",
			                               STR_ARG(rule), STR_ARG(object)), "take the waiver away");
		else {
			run->result.waivers_in_force++;
			run->result.in_force[i] = true;
		}
		if (run->options->has_today && w->until - run->options->today > LONGEST_DAYS)
			diag_help(run->diags, diag_add(run->diags, DIAG_WAIVER_ENDLESS, w->span, "the waiver of `%.*s` on %.*s ends on %.*s only, "
			                               "more than two years from now", STR_ARG(rule), STR_ARG(object), STR_ARG(date_text(run, w->until))),
			          "name a day in the next two years: then somebody looks at it again");
		if (!state->expired && state->used && run->options->has_today && w->until - run->options->today <= WARNING_DAYS)
			diag_add(run->diags, DIAG_WAIVER_ENDING, w->span, "the waiver of `%.*s` on %.*s ends on %.*s", STR_ARG(rule),
			         STR_ARG(object), STR_ARG(date_text(run, w->until)));
	}
	arena_release(run->options->scratch, mark);
}
