/* What a bare word means in an expression: variable, constant, relation, view or function without
 * parameters, the one object of a kind; else a word of the enumeration that is expected here. */
#include "expr/compile.h"

static bool kind_is_single(const struct facts *facts, kind_ref kind)
{
	return kind && !(facts->kinds.at[kind].flags & (KIND_DERIVED | KIND_NESTED | KIND_PLACED));
}

/* Views and functions without parameters stand for what they yield. */
static bool nullary(const struct code *code, name word, uint32_t *view, uint32_t *function)
{
	*view = *function = UINT32_MAX;
	if (map_get(&code->view_by_name, word, view) && code->views.at[*view].parameter_count == 0)
		return true;
	*view = UINT32_MAX;
	return map_get(&code->function_by_name, word, function) && code->functions.at[*function].parameter_count == 0;
}

static op_ref check_variable(struct check *c, const struct variable *variable, struct span span)
{
	type_ref type = variable->type;
	return path_known(c, op_add(c, (struct op){ .kind = CODE_SLOT, .flags = variable->later ? OP_LATER : 0, .type = type,
	                                            .a = variable->slot, .span = span }));
}

static op_ref check_global(struct check *c, const struct global *global, struct span span)
{
	return op_add(c, (struct op){ .kind = CODE_GLOBAL, .flags = global->value.tag == VAL_LATER ? OP_LATER : 0,
	                              .type = global->type, .a = (uint32_t)(global - c->facts->globals.at), .span = span });
}

static op_ref check_nullary(struct check *c, uint32_t view, uint32_t function, struct span span)
{
	if (view != UINT32_MAX) {
		callable_ready(c, &c->code->views.at[view], CALL_VIEW, view);
		call_level(c, &c->code->views.at[view]);
		return op_add(c, (struct op){ .kind = CODE_VIEW, .type = c->code->views.at[view].result, .c = view, .span = span });
	}
	callable_ready(c, &c->code->functions.at[function], CALL_FUNCTION, function);
	call_level(c, &c->code->functions.at[function]);
	return op_add(c, (struct op){ .kind = CODE_APPLY, .type = c->code->functions.at[function].result, .c = function, .span = span });
}

bool word_is_bound(const struct check *c, name word)
{
	uint32_t view, function;
	kind_ref single = map_at(&c->facts->kind_by_name, word, 0);
	return scope_find(c, word) || global_named(c->facts, word) || map_at(&c->facts->kind_by_plural, word, 0)
	       || nullary(c->code, word, &view, &function) || kind_is_single(c->facts, single);
}

/* What a body binds so far: few names, all of them said. */
static void say_bound(struct check *c, struct diag *diag)
{
	struct buf list;
	buf_init(&list, c->code->arena);
	for (uint32_t i = 0; i < c->scope.len; i++) {
		buf_text(&list, i ? ", " : "");
		buf_str(&list, check_name(c, c->scope.at[i].name));
	}
	if (list.len)
		diag_help(c->diags, diag, "bound here: %.*s", (int)list.len, list.at);
}

void check_unknown_word(struct check *c, name word, struct span span)
{
	const struct facts *facts = c->facts;
	VEC(struct str) found = { 0 };
	struct arena *arena = c->code->arena;
	for (uint32_t i = 0; i < c->scope.len; i++)
		vec_push(arena, &found, check_name(c, c->scope.at[i].name));
	for (uint32_t i = 1; i < facts->globals.len; i++)
		vec_push(arena, &found, check_name(c, facts->globals.at[i].name));
	for (kind_ref k = 1; k < facts->kinds.len; k++)
		vec_push(arena, &found, check_name(c, facts->kinds.at[k].plural));
	for (uint32_t i = 0; i < c->code->views.len; i++)
		vec_push(arena, &found, check_name(c, c->code->views.at[i].name));
	struct diag *diag = check_error(c, DIAG_UNKNOWN_NAME, span, "nothing is called `%.*s` here", STR_ARG(check_name(c, word)));
	struct str near = diag_nearest(check_name(c, word), found.at, found.len);
	if (near.len)
		diag_near(c->diags, diag, near);
	else if (c->outputs)
		diag_help(c->diags, diag, "a text is written in quotes: \"%.*s\"", STR_ARG(check_name(c, word)));
	else
		say_bound(c, diag);
}

op_ref check_word(struct check *c, node_ref node, type_ref expected)
{
	name word = ast_node(c->ast, node)->a;
	struct span span = ast_node(c->ast, node)->span;
	struct str text = check_name(c, word);
	const struct variable *variable = scope_find(c, word);
	if (variable)
		return check_variable(c, variable, span);
	if (str_is(text, "true") || str_is(text, "false"))
		return op_const(c, val_bool(text.len == 4), type_scalar(c->facts, SCALAR_FLAG), span);
	/* Where a word of an enumeration is expected it is one, whatever else bears its name: a constant, a relation. */
	if (type_has_word(c, expected, word))
		return op_const(c, val_name(VAL_WORD, word), expected, span);
	const struct global *global = global_named(c->facts, word);
	if (global)
		return check_global(c, global, span);
	kind_ref rows = map_at(&c->facts->kind_by_plural, word, 0);
	if (rows && c->facts->kinds.at[rows].flags & KIND_OUTCOME)
		c->outcome = span;
	if (rows)
		return op_add(c, (struct op){ .kind = CODE_EXTENT, .type = type_list(c->facts, type_object(c->facts, rows)),
		                              .a = rows, .span = span });
	uint32_t view, function;
	if (nullary(c->code, word, &view, &function))
		return check_nullary(c, view, function, span);
	/* `name(role, …)`: a plain word, though the library has a kind and a program may have a thing of that name. */
	enum scalar scalar = type_scalar_of(c, expected);
	if (scalar == SCALAR_WORD)
		return op_const(c, val_name(VAL_WORD, word), expected, span);
	kind_ref wanted = type_kind(c->facts, expected);
	object_ref object = object_named(c->facts, wanted, word);
	if (object && wanted)
		return op_const(c, val_object(object), type_object(c->facts, c->facts->objects.at[object].kind), span);
	kind_ref single = map_at(&c->facts->kind_by_name, word, 0);
	if (kind_is_single(c->facts, single)) {
		op_ref all = op_add(c, (struct op){ .kind = CODE_EXTENT, .type = type_list(c->facts, type_object(c->facts, single)),
		                                    .a = single, .span = span });
		op_ref first = op_const(c, val_int(0), type_scalar(c->facts, SCALAR_INT), span);
		return op_add(c, (struct op){ .kind = CODE_INDEX, .type = type_object(c->facts, single), .a = all, .b = first,
		                              .span = span });
	}
	if (object)
		return op_const(c, val_object(object), type_object(c->facts, c->facts->objects.at[object].kind), span);
	if (scalar == SCALAR_NAME || scalar == SCALAR_PROTOCOL || scalar == SCALAR_ZONE || scalar == SCALAR_REGION)
		return op_const(c, val_name(VAL_WORD, word), expected, span);
	check_unknown_word(c, word, span);
	return 0;
}
