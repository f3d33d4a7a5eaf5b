/* Grants by the names of who has them and where; whether one covers an action, the library says. */
#include "expr/rights.h"

static name name_of(const struct facts *facts, struct val v) { return v.tag == VAL_OBJECT ? object_at(facts, v.a)->name : NO_NAME; }

static struct extent relation(const struct facts *facts, enum relation relation) { return facts_extent(facts, facts->relation_kind[relation]); }

struct val rights_listed(const struct facts *facts, const char *constant)
{
	const struct global *global = global_named(facts, names_find(facts->names, str_of(constant)));
	return global ? global->value : VAL_ABSENT;
}

bool rights_is_listed(const struct facts *facts, struct val list, name word)
{
	for (uint32_t i = 0; i < list_len(list); i++) {
		struct val v = list_at(facts, list, i);
		if (val_is_stringy(v) && str_equal(val_str(facts->names, v), names_text(facts->names, word)))
			return true;
	}
	return false;
}

struct rights rights_of(struct eval *e, struct arena *arena)
{
	const struct facts *facts = e->facts;
	struct rights rights = { .eval = e, .rows = relation(facts, REL_grant) };
	struct extent principals = relation(facts, REL_principal), clusters = relation(facts, REL_cluster);
	uint32_t function;
	name word = names_find(facts->names, STR("covers-action"));
	if (word && map_get(&e->code->function_by_name, word, &function) && e->code->functions.at[function].parameter_count == 3)
		rights.covers = &e->code->functions.at[function];
	rights.next = ARENA_ARRAY(arena, uint32_t, rights.rows.len + 1);
	for (uint32_t i = rights.rows.len; i-- > 0;) {
		uint64_t key = MAP_KEY(name_of(facts, row_get(facts, rights.rows.at[i], FIELD_grant_environment)),
		                       name_of(facts, row_get(facts, rights.rows.at[i], FIELD_grant_principal)));
		rights.next[i] = map_at(&rights.first, key, 0);
		map_put(arena, &rights.first, key, i + 1);
	}
	for (uint32_t i = 0; i < clusters.len; i++)
		map_put(arena, &rights.environments, name_of(facts, row_get(facts, clusters.at[i], FIELD_cluster_environment)), 1);
	for (uint32_t i = 0; i < principals.len; i++)
		map_put(arena, &rights.holders, name_of(facts, row_get(facts, principals.at[i], FIELD_principal_of)), 1);
	return rights;
}

static bool covers(const struct rights *rights, object_ref grant, name verb, name resource)
{
	const struct callable *function = rights->covers;
	struct eval *e = rights->eval;
	struct val *former = eval_frame(e, function->slots);
	const struct parameter *parameter = &e->code->parameters.at[function->first_parameter];
	e->frame[parameter[0].slot] = val_object(grant);
	e->frame[parameter[1].slot] = val_name(VAL_STR, verb);
	e->frame[parameter[2].slot] = resource ? val_name(VAL_STR, resource) : VAL_ABSENT;
	bool result = val_truth(eval_op(e, function->body));
	e->frame = former;
	return result;
}

object_ref rights_grant(const struct rights *rights, name environment, name principal, name verb, name resource)
{
	for (uint32_t i = map_at(&rights->first, MAP_KEY(environment, principal), 0); i && rights->covers; i = rights->next[i - 1])
		if (covers(rights, rights->rows.at[i - 1], verb, resource))
			return rights->rows.at[i - 1];
	return 0;
}

bool rights_name_resource(const struct rights *rights, name resource)
{
	const struct facts *facts = rights->eval->facts;
	for (uint32_t i = 0; i < rights->rows.len; i++)
		if (rights_is_listed(facts, row_get(facts, rights->rows.at[i], FIELD_grant_resources), resource))
			return true;
	return false;
}
