/* Calls: built-in functions, functions, views and parts of the language. Their graph has no cycle. */
#include "expr/compile.h"
#include "expr/function.h"

#include <string.h>

/* --- declared callables -------------------------------------------------------------------------------- */

void call_too_deep(struct check *c, const struct callable *callable)
{
	struct diag *diag = check_error(c, DIAG_TOO_DEEP, callable->span, "`%.*s` is in a chain of more than %d calls", STR_ARG(check_name(c, callable->name)),
		MOST_CALLS);
	diag_help(c->diags, diag, "functions, parts and facts call each other at most %d deep: make fewer of those that only call the next", MOST_CALLS);
}

void callable_ready(struct check *c, struct callable *callable, uint32_t kind, uint32_t index)
{
	if (callable->state == CALL_READY)
		return;
	if (callable->state == CALL_COMPILING) {
		if (!callable->broken) {
			struct diag *diag = check_error(c, DIAG_CALL_CYCLE, callable->span, "`%.*s` calls itself, by way of others or straight",
			                                STR_ARG(check_name(c, callable->name)));
			diag_help(c->diags, diag, "functions, parts and facts may call each other only one way, so that every build ends");
		}
		callable->broken = true;
		return;
	}
	if (c->code->compiling >= MOST_CALLS) {
		call_too_deep(c, callable);
		return;
	}
	compile_callable(c->code, c->facts, c->ast, c->diags, (enum callable_kind)kind, index);
}

/* What is called has been made ready: the chain of calls is one longer than its own. */
void call_level(struct check *c, const struct callable *callable)
{
	if (!callable->broken && callable->level > c->level)
		c->level = callable->level;
	if (callable->outcome)
		c->outcome = callable->span;
}

static uint32_t check_arguments(struct check *c, const struct callable *callable, node_ref argument, struct span span,
	uint32_t *first, uint8_t *later)
{
	uint32_t found[MOST_ARGUMENTS], count = 0, parameters = callable->parameter_count;
	uint32_t first_parameter = callable->first_parameter;
	struct str called = check_name(c, callable->name);
	for (; argument && count < MOST_ARGUMENTS; argument = ast_node(c->ast, argument)->next) {
		type_ref wanted = count < parameters ? c->code->parameters.at[first_parameter + count].type : 0;
		op_ref op = op_coerce(c, check_expression(c, argument, wanted), wanted);
		check_type(c, op, wanted);
		*later |= op_at(c, op)->flags & OP_LATER;
		found[count++] = op;
	}
	bool known = callable->state != CALL_DECLARED;   /* of one that is called too deep nothing is known, which is told already */
	if (known && (argument || count != parameters))
		check_error(c, DIAG_WRONG_SHAPE, span, "`%.*s` takes %u value%s; %u %s given", STR_ARG(called), parameters,
		            parameters == 1 ? "" : "s", count, count == 1 ? "is" : "are");
	*first = refs_add(c, found, count);
	return count;
}

static op_ref apply(struct check *c, enum op_kind kind, struct callable *callable, uint32_t index, const struct node *n)
{
	static const uint32_t kinds[] = { [CODE_APPLY] = CALL_FUNCTION, [CODE_VIEW] = CALL_VIEW, [CODE_OUT_PART] = CALL_PART };
	callable_ready(c, callable, kinds[kind], index);
	call_level(c, callable);
	uint32_t first = 0;
	uint8_t later = 0;
	uint32_t count = check_arguments(c, callable, n->b, n->span, &first, &later);
	return op_add(c, (struct op){ .kind = (uint8_t)kind, .flags = later, .type = callable->result, .a = first, .b = count,
	                              .c = index, .span = n->span });
}

/* --- built-in functions ---------------------------------------------------------------------------------- */

/* One word of a row's types: `cidr`, `any*`, `text`, `word?`. */
static type_ref row_type(struct check *c, struct str text, bool *optional, bool *list)
{
	*optional = text.len && text.at[text.len - 1] == '?';
	*list = text.len && text.at[text.len - 1] == '*';
	if (*optional || *list)
		text.len--;
	enum scalar scalar = scalar_of(text);
	type_ref type = scalar != SCALAR_COUNT ? type_scalar(c->facts, scalar) : str_is(text, "tree") ? type_tree(c) : 0;
	return *list ? type_list(c->facts, type) : type;
}

struct parameter_text { struct str type; bool rest, more; };

/* The n-th parameter of `a int, parts text…`; the last one again when it takes any number. */
static struct parameter_text row_parameter(const char *parameters, uint32_t n)
{
	const char *at = parameters;
	for (uint32_t i = 0; *at; i++) {
		const char *end = strchr(at, ',');
		size_t len = end ? (size_t)(end - at) : strlen(at);
		struct str part = { at, (uint32_t)len };
		bool rest = str_ends(part, STR("…"));
		const char *space = memchr(part.at, ' ', part.len);
		struct str type = { space + 1, (uint32_t)(part.at + part.len - space - 1) };
		if (rest)
			type.len -= sizeof "…" - 1;
		if (i == n || rest)
			return (struct parameter_text){ type, rest, true };
		if (!end)
			break;
		at = end + 2;
	}
	return (struct parameter_text){ 0 };
}

static type_ref row_result(struct check *c, const char *result, const uint32_t *arguments, uint32_t count)
{
	type_ref first = count ? op_type(c, arguments[0]) : 0;
	bool optional, list;
	if (strcmp(result, "same") == 0)
		return first;
	if (strcmp(result, "either") == 0)
		return type_join(c, type_without_optional(c->facts, first), count > 1 ? op_type(c, arguments[1]) : 0);
	if (strcmp(result, "element?") == 0)
		return type_optional(c->facts, type_element(c->facts, first));
	if (strcmp(result, "element") == 0)
		return type_element(c->facts, first);
	type_ref type = row_type(c, str_of(result), &optional, &list);
	return optional ? type_optional(c->facts, type) : type;
}

/* An end of a flow is a thing, or the word internet. */
static bool is_internet(const struct check *c, node_ref node)
{
	const struct node *n = ast_node(c->ast, node);
	if (n->kind == NODE_ELEMENT)
		n = ast_node(c->ast, n->a);
	return n->kind == NODE_WORD && str_is(check_name(c, n->a), "internet") && !word_is_bound(c, n->a);
}

static op_ref check_argument(struct check *c, node_ref node, struct parameter_text parameter)
{
	bool optional, list;
	if (str_is(parameter.type, "end") && is_internet(c, node))
		return op_const(c, val_name(VAL_WORD, names_find(c->facts->names, STR("internet"))), 0, ast_node(c->ast, node)->span);
	type_ref wanted = row_type(c, parameter.type, &optional, &list);
	c->lenient += optional;
	op_ref op = op_coerce(c, check_expression(c, node, wanted), wanted);
	c->lenient -= optional;
	/* A value that may be absent counts as a list of one or none; one that is always there is no list. */
	type_ref given = op_type(c, op);
	enum type_form form = (enum type_form)c->facts->types.at[type_without_optional(c->facts, given)].form;
	bool single = list && form != TYPE_LIST;
	if (op && single && form != TYPE_ANY && form != TYPE_UNION && type_without_optional(c->facts, given) == given && !(op_at(c, op)->flags & OP_ASKED))
		check_error(c, DIAG_WRONG_TYPE, op_at(c, op)->span, "found %.*s where a list is expected", STR_ARG(check_type_text(c, given)));
	if (!optional && !single)
		check_present(c, op);
	if (wanted && !list)
		check_type(c, op, optional ? type_optional(c->facts, wanted) : wanted);
	else if (wanted && type_element(c->facts, wanted))
		check_type(c, op, single ? type_optional(c->facts, type_element(c->facts, wanted)) : wanted);
	return op;
}

static op_ref check_builtin(struct check *c, uint32_t index, const struct node *n)
{
	const struct function_row *row = &function_rows[index];
	uint32_t found[MOST_ARGUMENTS], count = 0;
	uint8_t later = 0;
	for (node_ref argument = n->b; argument; argument = ast_node(c->ast, argument)->next) {
		struct parameter_text parameter = row_parameter(row->parameters, count);
		if (!parameter.more || count == MOST_ARGUMENTS) {
			check_error(c, DIAG_WRONG_SHAPE, ast_node(c->ast, argument)->span, "`%s` takes no more values: %s(%s)", row->name,
			            row->name, row->parameters);
			break;
		}
		found[count] = check_argument(c, argument, parameter);
		if (function_rows[index].how == FUNCTION_LOOKS || function_rows[index].how == FUNCTION_FORMER)
			check_not_later(c, found[count], "a call that must know it");
		later |= op_at(c, found[count++])->flags & OP_LATER;
	}
	struct parameter_text missing = row_parameter(row->parameters, count);
	/* What may be absent and stands last may be left out. */
	for (uint32_t left_out = count; missing.more && !missing.rest && str_ends(missing.type, STR("?"));)
		missing = row_parameter(row->parameters, ++left_out);
	if (missing.more && !missing.rest)
		check_error(c, DIAG_WRONG_SHAPE, n->span, "`%s` takes more values: %s(%s)", row->name, row->name, row->parameters);
	uint32_t first = refs_add(c, found, count);
	return op_add(c, (struct op){ .kind = CODE_CALL, .flags = later, .type = row_result(c, row->result, found, count),
	                              .a = first, .b = count, .c = index, .span = n->span });
}

/* from(unit, @reference): a value of another unit. */
static op_ref check_from(struct check *c, const struct node *n)
{
	node_ref reference = n->b ? ast_node(c->ast, n->b)->next : 0;
	if (!reference || ast_node(c->ast, reference)->next || !c->outputs) {
		check_error(c, DIAG_WRONG_SHAPE, n->span, "a value of another unit is written from(\"path of the unit\", @type.name.attribute)");
		return 0;
	}
	op_ref unit = check_expression(c, n->b, type_scalar(c->facts, SCALAR_STRING));
	check_type(c, unit, type_scalar(c->facts, SCALAR_STRING));
	op_ref value = check_expression(c, reference, 0);
	if (value && op_at(c, value)->kind != CODE_REFERENCE)
		check_error(c, DIAG_WRONG_TYPE, op_at(c, value)->span, "a reference is expected here: @type.name.attribute");
	return op_add(c, (struct op){ .kind = CODE_FROM, .flags = OP_LATER, .type = type_tree(c), .a = unit, .b = value, .span = n->span });
}

static void unknown_function(struct check *c, const struct node *n)
{
	VEC(struct str) found = { 0 };
	for (uint32_t i = 0; i < function_count(); i++)
		vec_push(c->code->arena, &found, str_of(function_rows[i].name));
	for (uint32_t i = 0; i < c->code->functions.len; i++)
		vec_push(c->code->arena, &found, check_name(c, c->code->functions.at[i].name));
	for (uint32_t i = 0; i < c->code->views.len; i++)
		vec_push(c->code->arena, &found, check_name(c, c->code->views.at[i].name));
	struct diag *diag = check_error(c, DIAG_UNKNOWN_FUNCTION, n->key_span.end ? n->key_span : n->span,
	                                "no function is called `%.*s`", STR_ARG(check_name(c, n->a)));
	struct str near = diag_nearest(check_name(c, n->a), found.at, found.len);
	if (near.len)
		diag_near(c->diags, diag, near);
}

op_ref check_call(struct check *c, node_ref node, type_ref expected)
{
	const struct node *n = ast_node(c->ast, node);
	uint32_t index;
	(void)expected;
	if (map_get(&c->code->function_by_name, n->a, &index))
		return apply(c, CODE_APPLY, &c->code->functions.at[index], index, n);
	if (map_get(&c->code->view_by_name, n->a, &index))
		return apply(c, CODE_VIEW, &c->code->views.at[index], index, n);
	if (str_is(check_name(c, n->a), "from"))
		return check_from(c, n);
	index = function_named(check_name(c, n->a));
	if (index != UINT32_MAX)
		return check_builtin(c, index, n);
	unknown_function(c, n);
	return 0;
}

op_ref check_apply_part(struct check *c, node_ref node)
{
	const struct node *n = ast_node(c->ast, node);
	uint32_t index;
	if (map_get(&c->code->part_by_name, n->a, &index))
		return apply(c, CODE_OUT_PART, &c->code->parts.at[index], index, n);
	VEC(struct str) found = { 0 };
	for (uint32_t i = 0; i < c->code->parts.len; i++)
		vec_push(c->code->arena, &found, check_name(c, c->code->parts.at[i].name));
	struct diag *diag = check_error(c, DIAG_UNKNOWN_FUNCTION, n->key_span.end ? n->key_span : n->span,
	                                "no part is called `%.*s`", STR_ARG(check_name(c, n->a)));
	struct str near = diag_nearest(check_name(c, n->a), found.at, found.len);
	if (near.len)
		diag_near(c->diags, diag, near);
	return 0;
}
