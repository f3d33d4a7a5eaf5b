/* assert: what must hold, said out loud. A reach asks the flows that are declared; a right asks the grants, by the
 * library's function `covers-action`. No claim holds because what it speaks of is not there. */
#include "rules/run.h"

#include "expr/reach.h"
#include "expr/rights.h"

/* --- names ---------------------------------------------------------------------------------------------------- */

static struct diag *unknown(struct rules_run *run, struct span span, const char *what, name word, const struct str *candidates, uint32_t count)
{
	struct str text = names_text(run->facts->names, word);
	struct diag *diag = diag_add(run->diags, DIAG_UNKNOWN_NAME, span, "no %s is called `%.*s`", what, STR_ARG(text));
	struct str near = diag_nearest(text, candidates, count);
	if (near.len)
		diag_near(run->diags, diag, near);
	return diag;
}

static void unlisted(struct rules_run *run, struct val list, const char *what, name word, struct span span)
{
	uint32_t count = list_len(list);
	struct str *candidates = ARENA_ARRAY(run->options->scratch, struct str, count + 1);
	for (uint32_t i = 0; i < count; i++)
		candidates[i] = val_str(run->facts->names, list_at(run->facts, list, i));
	unknown(run, span, what, word, candidates, count);
}

/* --- reach ------------------------------------------------------------------------------------------------------ */

#define MOST_OF_A_NAME 16

/* One end of a claim: the word internet, or things of that name (a service and its pipeline may share it), everywhere
 * or in one place. */
struct end { struct reach_end at[MOST_OF_A_NAME]; uint32_t count; };

/* Whether a thing stands in a place at all; one with several regions has an instance in each of them. */
static bool stands_in(struct rules_run *run, object_ref thing, object_ref place)
{
	const struct facts *facts = run->facts;
	if (!(object_at(facts, thing)->flags & OBJECT_MASTER) || object_at(facts, place)->flags & OBJECT_MASTER)
		return true;
	return object_instance(facts, thing, place) != 0;
}

static struct end end_of(struct rules_run *run, name word, struct span span, name place, struct span place_span)
{
	const struct facts *facts = run->facts;
	struct end end = { .count = 0 };
	object_ref there = place ? rules_object(run, place, place_span) : 0;
	if (place && !there)
		return end;
	bool known = false;
	for (kind_ref k = 1; k < facts->kinds.len && end.count < MOST_OF_A_NAME; k++) {
		object_ref thing = object_named(facts, k, word);
		if (!thing || object_at(facts, thing)->kind != k)
			continue;
		known = true;
		if (!place || stands_in(run, thing, there))
			end.at[end.count++] = (struct reach_end){ val_object(thing), place };
	}
	if (!known && str_is(names_text(facts->names, word), "internet"))
		end.at[end.count++] = (struct reach_end){ val_name(VAL_WORD, word), NO_NAME };
	else if (!known)
		rules_object(run, word, span);
	else if (end.count == 0)
		diag_add(run->diags, DIAG_UNKNOWN_NAME, span, "no `%.*s` stands in %.*s", STR_ARG(names_text(facts->names, word)),
		         STR_ARG(names_text(facts->names, place)));
	return end;
}

/* A port by its name; false when nothing of that name is a port. */
static bool port_of(struct rules_run *run, const struct assertion *a, struct val *port)
{
	const struct facts *facts = run->facts;
	*port = a->port;
	if (a->port.tag != VAL_WORD)
		return true;
	const struct global *global = global_named(facts, a->port.a);
	if (global && global->value.tag == VAL_PORT) {
		*port = global->value;
		return true;
	}
	struct str *candidates = ARENA_ARRAY(run->options->scratch, struct str, facts->globals.len + 1);
	uint32_t count = 0;
	for (uint32_t i = 1; i < facts->globals.len; i++)
		if (facts->globals.at[i].value.tag == VAL_PORT)
			candidates[count++] = names_text(facts->names, facts->globals.at[i].name);
	unknown(run, a->port_span, "port", a->port.a, candidates, count);
	return false;
}

/* The claim as it was made: what it says of places and ports is a part of what failed. */
static void print_end(struct buf *out, const struct names *names, name thing, name place)
{
	buf_str(out, names_text(names, thing));
	if (place) {
		buf_text(out, " in ");
		buf_str(out, names_text(names, place));
	}
}

static struct diag *failed(struct rules_run *run, const struct assertion *a, object_ref row)
{
	const struct names *names = run->facts->names;
	struct buf claim;
	buf_init(&claim, run->options->scratch);
	print_end(&claim, names, a->subject, a->subject_place);
	buf_text(&claim, a->cannot ? " can " : " cannot ");
	if (a->kind == ASSERT_REACH)
		buf_text(&claim, "reach ");
	print_end(&claim, names, a->object, a->kind == ASSERT_REACH ? a->object_place : NO_NAME);
	if (a->resource) {
		buf_char(&claim, ' ');
		buf_str(&claim, names_text(names, a->resource));
	}
	if (a->kind == ASSERT_GRANT) {
		buf_text(&claim, " in ");
		buf_str(&claim, names_text(names, a->object_place));
	}
	if (a->port.tag != VAL_NONE) {
		buf_text(&claim, " : ");
		val_print(&claim, names, a->port);
	}
	struct str text = buf_slice(&claim, 0);
	struct diag *diag = diag_add(run->diags, DIAG_ASSERT_FAILED, a->span, "%.*s", STR_ARG(text));
	if (row && object_span(run->facts, row).end)
		diag_also(run->diags, diag, object_span(run->facts, row), "because of this");
	else if (!a->cannot)
		diag_help(run->diags, diag, a->kind == ASSERT_REACH ? "no flow is declared between the two: the caller says `calls`"
		                                                   : "no statement gives this right");
	return diag;
}

/* What is closed within is open by the internet, where one side goes out to it and the other lets it in. */
static void assert_no_way_round(struct rules_run *run, const struct assertion *a, const struct end *from, const struct end *to, struct val port)
{
	object_ref out, in;
	for (uint32_t i = 0; i < from->count; i++)
		for (uint32_t k = 0; k < to->count; k++)
			if (reach_by_internet(&run->eval, &from->at[i], &to->at[k], port, &out, &in)) {
				struct diag *diag = failed(run, a, out ? out : in);
				if (out && in)
					diag_also(run->diags, diag, object_span(run->facts, in), "and because of this: by the internet");
				diag_help(run->diags, diag, "say in `calls` which addresses are meant, or let in fewer than the internet");
				return;
			}
}

static void assert_reach(struct rules_run *run, const struct assertion *a)
{
	struct end from = end_of(run, a->subject, a->subject_span, a->subject_place, a->subject_place_span);
	struct end to = end_of(run, a->object, a->object_span, a->object_place, a->object_place_span);
	struct val port;
	if (!port_of(run, a, &port) || from.count == 0 || to.count == 0)
		return;
	object_ref flow = 0;
	for (uint32_t i = 0; i < from.count && !flow; i++)
		for (uint32_t k = 0; k < to.count && !flow; k++)
			flow = reach_flow(&run->eval, &from.at[i], &to.at[k], port);
	if ((flow != 0) == a->cannot)
		failed(run, a, flow);
	else if (a->cannot)
		assert_no_way_round(run, a, &from, &to, port);
}

/* --- rights ------------------------------------------------------------------------------------------------------ */

static bool action_known(struct rules_run *run, const struct rights *rights, const struct assertion *a)
{
	struct val verbs = rights_listed(run->facts, "cluster-verbs"), resources = rights_listed(run->facts, "cluster-resources");
	bool known = rights_is_listed(run->facts, verbs, a->object);
	if (!known)
		unlisted(run, verbs, "verb", a->object, a->object_span);
	if (a->resource && !rights_is_listed(run->facts, resources, a->resource) && !rights_name_resource(rights, a->resource)) {
		unlisted(run, resources, "resource", a->resource, a->resource_span);
		known = false;
	}
	return known;
}

static bool somebody_somewhere(struct rules_run *run, const struct rights *rights, const struct assertion *a)
{
	const struct names *names = run->facts->names;
	object_ref subject = rules_object(run, a->subject, a->subject_span), place = rules_object(run, a->object_place, a->object_place_span);
	if (!subject || !place)
		return false;
	if (!map_at(&rights->holders, a->subject, 0)) {
		struct diag *diag = diag_add(run->diags, DIAG_WRONG_KIND, a->subject_span, "`%.*s` holds no rights in clusters: it is a %.*s",
		                             STR_ARG(names_text(names, a->subject)),
		                             STR_ARG(names_text(names, run->facts->kinds.at[object_at(run->facts, subject)->kind].name)));
		diag_help(run->diags, diag, "name a role");
		return false;
	}
	if (object_at(run->facts, place)->flags & OBJECT_ABSTRACT) {
		struct diag *diag = diag_add(run->diags, DIAG_WRONG_KIND, a->object_place_span, "`%.*s` is abstract: nobody has rights there",
		                             STR_ARG(names_text(names, a->object_place)));
		diag_help(run->diags, diag, "name an environment that exists, in a claim for each");
		return false;
	}
	if (!map_at(&rights->environments, a->object_place, 0)) {
		diag_add(run->diags, DIAG_ASSERT_FAILED, a->object_place_span, "`%.*s` has no cluster: whatever is claimed of rights there says nothing",
		         STR_ARG(names_text(names, a->object_place)));
		return false;
	}
	return true;
}

static void assert_grant(struct rules_run *run, const struct rights *rights, const struct assertion *a)
{
	bool somebody = somebody_somewhere(run, rights, a);
	if (!action_known(run, rights, a) || !somebody || !rights->covers)
		return;
	object_ref found = rights_grant(rights, a->object_place, a->subject, a->object, a->resource);
	if ((found != 0) == a->cannot)
		failed(run, a, found);
}

void assertions_run(struct rules_run *run)
{
	if (run->code->assertions.len == 0)
		return;
	struct arena_mark mark = arena_mark(run->options->scratch);
	struct rights rights = rights_of(&run->eval, run->options->scratch);
	for (uint32_t i = 0; i < run->code->assertions.len; i++) {
		const struct assertion *a = &run->code->assertions.at[i];
		if (a->kind == ASSERT_REACH)
			assert_reach(run, a);
		else
			assert_grant(run, &rights, a);
		run->result.asserts++;
	}
	arena_release(run->options->scratch, mark);
}
