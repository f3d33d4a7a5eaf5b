/* The tables of compiled code. */
#include "expr/code.h"

void code_init(struct code *code, struct arena *arena)
{
	*code = (struct code){ .arena = arena };
	/* Handle 0 of every table means "none". */
	vec_push(arena, &code->ops, (struct op){ 0 });
	vec_push(arena, &code->consts, VAL_ABSENT);
	vec_push(arena, &code->refs, 0);
	vec_push(arena, &code->loops, (struct loop){ 0 });
	vec_push(arena, &code->quantifiers, (struct quantifier){ 0 });
}

#define TABLE(member) *tables++ = (struct code_table){ &code->member, sizeof *code->member.at, #member }

void code_tables(struct code *code, struct code_table *tables)
{
	TABLE(ops);
	TABLE(consts);
	TABLE(refs);
	TABLE(loops);
	TABLE(quantifiers);
	TABLE(steps);
	TABLE(rules);
	TABLE(parameters);
	TABLE(functions);
	TABLE(parts);
	TABLE(views);
	TABLE(emitters);
	TABLE(targets);
	TABLE(units);
	TABLE(addresses);
	TABLE(copies);
	TABLE(lasting);
	TABLE(waivers);
	TABLE(assertions);
	TABLE(spans);
}

void code_index(struct code *code)
{
	struct arena *arena = code->arena;
	code->rule_by_name = code->function_by_name = code->part_by_name = (struct map){ 0 };
	code->view_by_name = code->target_by_name = code->view_by_kind = (struct map){ 0 };
	for (uint32_t i = 0; i < code->rules.len; i++)
		map_put(arena, &code->rule_by_name, code->rules.at[i].name, i);
	for (uint32_t i = 0; i < code->functions.len; i++)
		map_put(arena, &code->function_by_name, code->functions.at[i].name, i);
	for (uint32_t i = 0; i < code->parts.len; i++)
		map_put(arena, &code->part_by_name, code->parts.at[i].name, i);
	for (uint32_t i = 0; i < code->views.len; i++)
		map_put(arena, &code->view_by_name, code->views.at[i].name, i);
	for (uint32_t i = 0; i < code->views.len; i++)
		map_put(arena, &code->view_by_kind, code->views.at[i].row_kind, i);
	for (uint32_t i = 0; i < code->targets.len; i++)
		map_put(arena, &code->target_by_name, code->targets.at[i].name, i);
}

bool code_owns_statement(struct str key)
{
	return str_is(key, "waive") || str_is(key, "assert");
}
