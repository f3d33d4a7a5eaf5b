/* Rows of the relations that are made when all rules have run. */
#include "outcome.h"

#include <string.h>

#include "base/path.h"
#include "can/can.h"
#include "reliance.h"
#include "rules/rule.h"

struct adding { struct compilation *c; struct str base; };

static struct val text_val(struct compilation *c, struct str text)
{
	return text.len ? val_name(VAL_STR, names_intern(c->names, text)) : VAL_ABSENT;
}

/* --- places --------------------------------------------------------------------------------------------------- */

struct str outcome_base(const struct str *paths, uint32_t count)
{
	struct str base = { NULL, 0 };
	for (uint32_t i = 0; i < count; i++) {
		struct str folder = path_folder(paths[i]);
		if (str_ends(paths[i], STR(".inputs")))            /* may lie anywhere */
			continue;
		if (!base.at)
			base = folder;
		while (base.len && !(str_equal(base, folder) || (folder.len > base.len && folder.at[base.len] == '/' && memcmp(folder.at, base.at, base.len) == 0)))
			base = path_folder(base);
	}
	return base;
}

/* From the folder of the program to a file, wherever both are named from. */
static void path_from(struct buf *out, struct str base, struct str path)
{
	while (base.len && str_equal(path_first(base), path_first(path)) && path_first(path).len < path.len) {
		uint32_t taken = path_first(base).len;
		path = (struct str){ path.at + taken + 1, path.len - taken - 1 };
		taken += taken < base.len;
		base = (struct str){ base.at + taken, base.len - taken };
	}
	for (; base.len; base = path_folder(base))
		buf_text(out, "../");
	buf_str(out, path);
}

static struct val place_val(const struct adding *a, struct span span)
{
	struct compilation *c = a->c;
	const struct source_file *file = sources_file_of(&c->sources, span.start);
	struct buf out;
	buf_init(&out, c->arena);
	path_from(&out, file->library ? STR("") : a->base, file->path);
	buf_format(&out, ":%u", sources_place(&c->sources, span.start).line);
	return text_val(c, buf_slice(&out, 0));
}

/* --- rows ------------------------------------------------------------------------------------------------------ */

static void add_rule(const struct adding *a, const struct rule *rule, const struct rule_run *run)
{
	static const char *const severities[] = { [DIAG_ERROR] = "error", [DIAG_WARNING] = "warning", [DIAG_NOTE] = "note",
		[DIAG_ASSUMED] = "assumed" };
	struct facts *facts = &a->c->facts;
	object_ref row = row_add(facts, REL_outcome, origin_add(facts, rule->span));
	row_set(facts, row, FIELD_outcome_name, val_name(VAL_STR, rule->name));
	row_set(facts, row, FIELD_outcome_because, rule->because ? val_name(VAL_STR, rule->because) : VAL_ABSENT);
	row_set(facts, row, FIELD_outcome_severity, val_name(VAL_WORD, names_intern(a->c->names, str_of(severities[rule->severity]))));
	row_set(facts, row, FIELD_outcome_absolute, val_bool(rule->absolute));
	row_set(facts, row, FIELD_outcome_own, val_bool(!rule->library));
	if (!run->ended)
		return;
	row_set(facts, row, FIELD_outcome_looked_at, val_int((int64_t)run->judged));
	row_set(facts, row, FIELD_outcome_held, val_int(run->held));
	row_set(facts, row, FIELD_outcome_found, val_int(run->findings));
	row_set(facts, row, FIELD_outcome_waived, val_int(run->waived));
}

/* A claim that does not hold is an error: then there are no rows. */
static void add_claim(const struct adding *a, struct span span)
{
	struct facts *facts = &a->c->facts;
	struct str said = sources_text(&a->c->sources, span);
	struct buf text;
	buf_init(&text, a->c->arena);
	for (uint32_t i = 0; i < said.len; i++) {
		bool is_blank = said.at[i] == ' ' || said.at[i] == '\t' || said.at[i] == '\n' || said.at[i] == '\r';
		if (!is_blank)
			buf_char(&text, said.at[i]);
		else if (text.len && text.at[text.len - 1] != ' ')
			buf_char(&text, ' ');
	}
	object_ref row = row_add(facts, REL_claim, origin_add(facts, span));
	row_set(facts, row, FIELD_claim_text, text_val(a->c, buf_slice(&text, 0)));
	row_set(facts, row, FIELD_claim_place, place_val(a, span));
}

/* --- what stops a connection ------------------------------------------------------------------------------------ */

struct blocked { const struct adding *a; struct span claim; };

static struct val environment_val(object_ref environment) { return environment ? val_object(environment) : VAL_ABSENT; }

static bool add_barriers(void *user, const struct can_answer *answer)
{
	const struct blocked *b = user;
	struct compilation *c = b->a->c;
	struct facts *facts = &c->facts;
	for (uint32_t i = 0; i < answer->steps.len && !answer->yes; i++) {
		const struct can_step *step = &answer->steps.at[i];
		object_ref row = row_add(facts, REL_barrier, origin_add(facts, b->claim));
		row_set(facts, row, FIELD_barrier_source, text_val(c, answer->source));
		row_set(facts, row, FIELD_barrier_environment, environment_val(answer->from.environment));
		row_set(facts, row, FIELD_barrier_target, text_val(c, answer->target));
		row_set(facts, row, FIELD_barrier_target_environment, environment_val(answer->to.environment));
		row_set(facts, row, FIELD_barrier_port, answer->port);
		row_set(facts, row, FIELD_barrier_wall, val_name(VAL_WORD, names_intern(c->names, str_of(step->what))));
		row_set(facts, row, FIELD_barrier_words, text_val(c, step->text));
		row_set(facts, row, FIELD_barrier_place, place_val(b->a, b->claim));
	}
	return true;
}

/* The words of the question that a claim answers: `A in E B in F : PORT`. */
static uint32_t question_of(struct compilation *c, const struct assertion *claim, struct str *words)
{
	const struct { name thing, place; } ends[] = { { claim->subject, claim->subject_place }, { claim->object, claim->object_place } };
	uint32_t count = 0;
	for (size_t i = 0; i < 2; i++) {
		words[count++] = names_text(c->names, ends[i].thing);
		if (ends[i].place)
			words[count++] = STR("in");
		if (ends[i].place)
			words[count++] = names_text(c->names, ends[i].place);
	}
	if (claim->port.tag != VAL_NONE) {
		struct buf port;
		buf_init(&port, c->scratch);
		val_print(&port, c->names, claim->port);
		words[count++] = STR(":");
		words[count++] = buf_done(&port);
	}
	return count;
}

static void add_walls(const struct adding *a)
{
	struct compilation *c = a->c;
	struct arena_mark mark = arena_mark(c->scratch);
	struct can *can = NULL;
	for (uint32_t i = 0; i < c->code.assertions.len; i++) {
		const struct assertion *claim = &c->code.assertions.at[i];
		struct str words[8];
		if (claim->kind != ASSERT_REACH || !claim->cannot)
			continue;
		if (!can)
			can = can_new(&c->code, &c->facts, &c->sources, &c->diags, c->scratch);
		struct blocked blocked = { a, claim->span };
		can_ask(can, words, question_of(c, claim, words), add_barriers, &blocked);
	}
	arena_release(c->scratch, mark);
}

static bool add_reliance(void *user, const struct reliance *reliance)
{
	static const char *const kinds[] = { [RELIANCE_TRUSTED] = "trusted", [RELIANCE_BELIEVED] = "believed", [RELIANCE_ASSUMED] = "assumed" };
	const struct adding *a = user;
	struct facts *facts = &a->c->facts;
	bool waived = reliance->kind == RELIANCE_WAIVED;
	object_ref row = row_add(facts, waived ? REL_waived : REL_reliance, origin_add(facts, reliance->span));
	row_set(facts, row, waived ? FIELD_waived_rule : FIELD_reliance_rule, text_val(a->c, reliance->rule));
	row_set(facts, row, waived ? FIELD_waived_about : FIELD_reliance_of, text_val(a->c, reliance->what));
	row_set(facts, row, waived ? FIELD_waived_because : FIELD_reliance_because, text_val(a->c, reliance->reason));
	row_set(facts, row, waived ? FIELD_waived_place : FIELD_reliance_place, place_val(a, reliance->span));
	if (waived)
		row_set(facts, row, FIELD_waived_until, (struct val){ .tag = VAL_DATE, .i = reliance->until });
	else
		row_set(facts, row, FIELD_reliance_what, val_name(VAL_WORD, names_intern(a->c->names, str_of(kinds[reliance->kind]))));
	return true;
}

void outcomes_add(struct compilation *c, struct str base)
{
	struct adding a = { c, base };
	for (uint32_t i = 0; i < c->code.rules.len; i++)
		add_rule(&a, &c->code.rules.at[i], &c->rules[i]);
	for (uint32_t i = 0; i < c->code.assertions.len; i++)
		add_claim(&a, c->code.assertions.at[i].span);
	add_walls(&a);
	reliances_tell(c, add_reliance, &a);
	facts_freeze_relation(&c->facts, REL_outcome);
	facts_freeze_relation(&c->facts, REL_claim);
	facts_freeze_relation(&c->facts, REL_barrier);
	facts_freeze_relation(&c->facts, REL_waived);
	facts_freeze_relation(&c->facts, REL_reliance);
}
