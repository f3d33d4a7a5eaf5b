/* assert: what must hold, said out loud. `reach` asks the flows that are declared; a right asks the grants. */
#include "rules/run.h"

/* Rows of a relation, chained twice: by the name of what a field holds, and by that name with the name of a place.
 * Chains are in order; UINT32_MAX ends them. */
struct by_name { struct extent rows; struct map first; uint32_t *next, *next_there; };

static name name_of(const struct facts *facts, struct val v)
{
	return v.tag == VAL_OBJECT ? object_at(facts, v.a)->name : v.tag == VAL_WORD || v.tag == VAL_STR ? v.a : NO_NAME;
}

static void chain(struct arena *scratch, struct by_name *chains, uint32_t *next, uint64_t key, uint32_t row)
{
	next[row] = map_at(&chains->first, key, UINT32_MAX);
	map_put(scratch, &chains->first, key, row);
}

/* `place` RELATION_FIELD_COUNT: where the thing itself stands. */
static struct by_name rows_by_name(struct rules_run *run, enum relation relation, enum relation_field field, enum relation_field place)
{
	const struct facts *facts = run->facts;
	struct arena *scratch = run->options->scratch;
	struct by_name chains = { .rows = facts_extent(facts, facts->relation_kind[relation]) };
	chains.next = ARENA_ARRAY(scratch, uint32_t, chains.rows.len + 1);
	chains.next_there = ARENA_ARRAY(scratch, uint32_t, chains.rows.len + 1);
	for (uint32_t i = chains.rows.len; i-- > 0;) {
		struct val thing = row_get(facts, chains.rows.at[i], field), at = VAL_ABSENT;
		if (place != RELATION_FIELD_COUNT)
			at = row_get(facts, chains.rows.at[i], place);
		else if (thing.tag == VAL_OBJECT && object_at(facts, thing.a)->place)
			at = val_object(object_at(facts, thing.a)->place);
		chain(scratch, &chains, chains.next, MAP_KEY(0, name_of(facts, thing)), i);
		if (name_of(facts, at))
			chain(scratch, &chains, chains.next_there, MAP_KEY(name_of(facts, at), name_of(facts, thing)), i);
	}
	return chains;
}

/* --- reach ------------------------------------------------------------------------------------------------- */

/* One end of a flow: a word such as `internet`, or things of that name (a service and its pipeline may share it),
 * everywhere or in one place. */
struct end { name word, place; object_ref ancestor; bool known; };

static bool is_word_of_types(const struct facts *facts, name word)
{
	for (uint32_t t = 1; t < facts->types.len; t++)
		for (uint32_t i = 0; facts->types.at[t].form == TYPE_WORDS && i < facts->types.at[t].b; i++)
			if (facts->type_parts.at[facts->types.at[t].a + i] == word)
				return true;
	return false;
}

static struct end end_of(struct rules_run *run, name word, struct span span, name place, struct span place_span)
{
	struct end end = { .word = word, .place = place, .known = true };
	if (place)
		end.known = rules_object(run, place, place_span) != 0;
	end.ancestor = object_named(run->facts, 0, word);
	if (!end.ancestor && !is_word_of_types(run->facts, word))
		end.known = rules_object(run, word, span) != 0 && end.known;
	return end;
}

/* The place itself or, where it has several regions, the declaration of it. */
static bool in_place(const struct facts *facts, object_ref o, name place)
{
	object_ref at = object_at(facts, o)->place;
	return !place || !at || object_at(facts, at)->name == place;
}

static bool matches(const struct facts *facts, struct val v, const struct end *end)
{
	if (v.tag == VAL_WORD || v.tag == VAL_STR)
		return v.a == end->word;
	if (v.tag != VAL_OBJECT)
		return false;
	bool same = object_at(facts, v.a)->name == end->word || (end->ancestor && object_is_a(facts, v.a, end->ancestor));
	return same && in_place(facts, v.a, end->place);
}

static struct val port_of(const struct rules_run *run, struct val port)
{
	const struct global *global = port.tag == VAL_WORD ? global_named(run->facts, port.a) : NULL;
	return global ? global->value : port;
}

static bool carries(struct rules_run *run, object_ref flow, const struct end *from, const struct end *to, struct val port)
{
	struct val flow_port = row_get(run->facts, flow, FIELD_flow_port);
	if (!matches(run->facts, row_get(run->facts, flow, FIELD_flow_source), from)
	    || !matches(run->facts, row_get(run->facts, flow, FIELD_flow_target), to))
		return false;
	return port.tag == VAL_NONE || flow_port.tag == VAL_NONE || eval_within(&run->eval, port, flow_port)
	       || eval_within(&run->eval, flow_port, port);
}

static object_ref flow_between(struct rules_run *run, const struct by_name *by_source, const struct end *from, const struct end *to,
	struct val port)
{
	/* What inherits from the subject has another name than it; what stands nowhere has no place. */
	bool any_name = from->ancestor && object_at(run->facts, from->ancestor)->flags & OBJECT_ABSTRACT;
	uint32_t there = from->place ? map_at(&by_source->first, MAP_KEY(from->place, from->word), UINT32_MAX) : UINT32_MAX;
	const uint32_t *next = there != UINT32_MAX ? by_source->next_there : by_source->next;
	uint32_t first = any_name ? 0 : there != UINT32_MAX ? there : map_at(&by_source->first, MAP_KEY(0, from->word), UINT32_MAX);
	for (uint32_t i = first; i < by_source->rows.len; i = any_name ? i + 1 : next[i])
		if (carries(run, by_source->rows.at[i], from, to, port))
			return by_source->rows.at[i];
	return 0;
}

static void failed(struct rules_run *run, const struct assertion *a, object_ref row)
{
	struct str subject = names_text(run->facts->names, a->subject), object = names_text(run->facts->names, a->object);
	const char *verb = a->kind == ASSERT_REACH ? "reach " : "";
	struct diag *diag = diag_add(run->diags, DIAG_ASSERT_FAILED, a->span, "%.*s %s %s%.*s", STR_ARG(subject),
	                             a->cannot ? "can" : "cannot", verb, STR_ARG(object));
	if (row && object_span(run->facts, row).end)
		diag_also(run->diags, diag, object_span(run->facts, row), "because of this");
	else if (!a->cannot)
		diag_help(run->diags, diag, a->kind == ASSERT_REACH ? "no flow is declared between the two: the caller says `calls`"
		                                                   : "no statement gives this right");
}

static void assert_reach(struct rules_run *run, const struct by_name *by_source, const struct assertion *a)
{
	struct end from = end_of(run, a->subject, a->subject_span, a->subject_place, a->subject_place_span);
	struct end to = end_of(run, a->object, a->object_span, a->object_place, a->object_place_span);
	if (!from.known || !to.known)
		return;
	object_ref flow = flow_between(run, by_source, &from, &to, port_of(run, a->port));
	if ((flow != 0) == a->cannot)
		failed(run, a, flow);
}

/* --- rights -------------------------------------------------------------------------------------------------- */

static bool holds_word(const struct facts *facts, struct val list, name word)
{
	for (uint32_t i = 0; i < list_len(list); i++) {
		struct val v = list_at(facts, list, i);
		if (val_is_stringy(v) && (str_equal(val_str(facts->names, v), names_text(facts->names, word)) || str_is(val_str(facts->names, v), "*")))
			return true;
	}
	return false;
}

/* A grant without verbs gives those of its level; a level that the assertion names counts as well. */
static bool gives(const struct facts *facts, object_ref grant, const struct assertion *a)
{
	struct val verbs = row_get(facts, grant, FIELD_grant_verbs), level = row_get(facts, grant, FIELD_grant_level);
	struct val resources = row_get(facts, grant, FIELD_grant_resources);
	bool all = val_is_stringy(level) && str_is(val_str(facts->names, level), "admin");
	bool verb = all || holds_word(facts, verbs, a->object) || (val_is_stringy(level) && level.a == a->object);
	return verb && (all || !a->resource || list_len(resources) == 0 || holds_word(facts, resources, a->resource));
}

static void assert_grant(struct rules_run *run, const struct by_name *by_principal, const struct assertion *a)
{
	const struct facts *facts = run->facts;
	if (!rules_object(run, a->subject, a->subject_span) || !rules_object(run, a->object_place, a->object_place_span))
		return;
	object_ref found = 0;
	for (uint32_t i = map_at(&by_principal->first, MAP_KEY(a->object_place, a->subject), UINT32_MAX); i < by_principal->rows.len && !found;
	     i = by_principal->next_there[i])
		if (gives(facts, by_principal->rows.at[i], a))
			found = by_principal->rows.at[i];
	if ((found != 0) == a->cannot)
		failed(run, a, found);
}

void assertions_run(struct rules_run *run)
{
	struct arena_mark mark = arena_mark(run->options->scratch);
	struct by_name by_source = { 0 }, by_principal = { 0 };
	if (run->code->assertions.len > 0) {
		by_source = rows_by_name(run, REL_flow, FIELD_flow_source, RELATION_FIELD_COUNT);
		by_principal = rows_by_name(run, REL_grant, FIELD_grant_principal, FIELD_grant_environment);
	}
	for (uint32_t i = 0; i < run->code->assertions.len; i++) {
		const struct assertion *a = &run->code->assertions.at[i];
		if (a->kind == ASSERT_REACH)
			assert_reach(run, &by_source, a);
		else
			assert_grant(run, &by_principal, a);
		run->result.asserts++;
	}
	arena_release(run->options->scratch, mark);
}
