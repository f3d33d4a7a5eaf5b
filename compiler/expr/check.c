/* Names and types of expressions. Every check_… gives the op, or 0 after reporting what is wrong; op 0 has
 * the type `any`, so one fault is reported once. */
#include "expr/compile.h"

#include "base/limits.h"

/* --- types --------------------------------------------------------------------------------------- */

enum scalar type_scalar_of(const struct check *c, type_ref type)
{
	struct type t = c->facts->types.at[type_without_optional(c->facts, type)];
	return t.form == TYPE_SCALAR ? (enum scalar)t.a : SCALAR_COUNT;
}

bool type_has_word(const struct check *c, type_ref type, name word)
{
	struct type t = c->facts->types.at[type];
	switch ((enum type_form)t.form) {
	case TYPE_WORDS:
		for (uint32_t i = 0; i < t.b; i++)
			if (c->facts->type_parts.at[t.a + i] == word)
				return true;
		return false;
	case TYPE_UNION:
		for (uint32_t i = 0; i < t.b; i++)
			if (type_has_word(c, c->facts->type_parts.at[t.a + i], word))
				return true;
		return false;
	case TYPE_OPTIONAL: case TYPE_LIST:
		return type_has_word(c, t.a, word);
	default:
		return false;
	}
}

type_ref type_tree(struct check *c)
{
	struct facts *facts = c->facts;
	for (type_ref t = 1; t < facts->types.len; t++)
		if (facts->types.at[t].form == TYPE_TREE)
			return t;
	vec_push(facts->arena, &facts->types, (struct type){ TYPE_TREE, 0, 0 });
	return facts->types.len - 1;
}

type_ref type_join(struct check *c, type_ref a, type_ref b)
{
	if (a == b || type_accepts(c->facts, a, b))
		return a;
	if (type_accepts(c->facts, b, a))
		return b;
	type_ref plain_a = type_without_optional(c->facts, a), plain_b = type_without_optional(c->facts, b);
	bool optional = plain_a != a || plain_b != b;
	type_ref joined = type_accepts(c->facts, plain_a, plain_b) ? plain_a
	                  : type_accepts(c->facts, plain_b, plain_a) ? plain_b : 0;
	return optional ? type_optional(c->facts, joined) : joined;
}

void check_type(struct check *c, op_ref op, type_ref wanted)
{
	if (op == 0 || wanted == 0)
		return;
	type_ref given = op_type(c, op);
	if (type_accepts(c->facts, wanted, given))
		return;
	type_ref plain = type_without_optional(c->facts, given);
	if (plain != given && type_accepts(c->facts, wanted, plain)) {
		check_present(c, op);
		return;
	}
	check_error(c, DIAG_WRONG_TYPE, op_at(c, op)->span, "found %.*s where %.*s is expected",
	            STR_ARG(check_type_text(c, given)), STR_ARG(check_type_text(c, wanted)));
}

type_ref check_present(struct check *c, op_ref op)
{
	type_ref type = op_type(c, op);
	if (c->facts->types.at[type].form != TYPE_OPTIONAL)
		return type;
	if (c->lenient || c->message)
		return c->facts->types.at[type].a;
	struct str path = check_path_text(c, op);
	struct diag *diag = check_error(c, DIAG_MAYBE_ABSENT, op_at(c, op)->span, path.len ? "`%.*s` may be absent" : "this may be absent%.*s",
	                                STR_ARG(path));
	diag_help(c->diags, diag, "ask first (`where …`, `when …`, `if … then`), or give another value: default(…, …)");
	return c->facts->types.at[type].a;
}

void check_not_later(struct check *c, op_ref op, const char *where)
{
	if (op == 0 || !(op_at(c, op)->flags & OP_LATER))
		return;
	struct diag *diag = check_error(c, DIAG_LATER_USED_EARLY, op_at(c, op)->span,
	                                "a value that is known only on deployment stands in %s", where);
	diag_help(c->diags, diag, "such a value may only be written to an output");
}

void check_truth(struct check *c, op_ref op)
{
	if (op == 0 || op_at(c, op)->flags & (OP_ASKED | OP_LATER))
		return;
	type_ref type = op_type(c, op);
	enum type_form form = (enum type_form)c->facts->types.at[type].form;
	if (form == TYPE_ANY || form == TYPE_OPTIONAL || form == TYPE_LIST || form == TYPE_TREE || type_scalar_of(c, type) == SCALAR_FLAG)
		return;
	struct diag *diag = check_error(c, DIAG_WRONG_TYPE, op_at(c, op)->span, "found %.*s where a flag is expected",
	                                STR_ARG(check_type_text(c, type)));
	diag_help(c->diags, diag, "it is always there: compare it with something");
}

op_ref check_condition(struct check *c, node_ref node)
{
	op_ref op = check_expression(c, node, 0);
	check_not_later(c, op, "a condition");
	check_truth(c, op);
	return op;
}

/* type a | b, type*, type?: the atoms of a parameter's or result's type. */
static type_ref type_of_word(struct check *c, const struct node *word)
{
	struct str text = check_name(c, word->a);
	enum scalar scalar = scalar_of(text);
	if (scalar != SCALAR_COUNT)
		return type_scalar(c->facts, scalar);
	if (str_is(text, "any"))
		return 0;
	kind_ref kind = map_at(&c->facts->kind_by_name, word->a, 0);
	if (kind)
		return type_object(c->facts, kind);
	uint32_t view;
	if (map_get(&c->code->view_by_name, word->a, &view)) {
		callable_ready(c, &c->code->views.at[view], CALL_VIEW, view);
		return type_object(c->facts, c->code->views.at[view].row_kind);
	}
	struct diag *diag = check_error(c, DIAG_UNKNOWN_TYPE, word->span, "no type is called `%.*s`", STR_ARG(text));
	VEC(struct str) found = { 0 };
	for (kind_ref k = 1; k < c->facts->kinds.len; k++)
		vec_push(c->code->arena, &found, check_name(c, c->facts->kinds.at[k].name));
	struct str near = diag_nearest(text, found.at, found.len);
	if (near.len)
		diag_near(c->diags, diag, near);
	else
		diag_help(c->diags, diag, "a scalar such as `string`, the name of a kind, the row of a relation, or `any`");
	return 0;
}

type_ref check_type_node(struct check *c, node_ref type)
{
	type_ref result = 0;
	type_ref members[16];
	uint32_t count = 0;
	node_ref atom = ast_node(c->ast, type)->kind == NODE_TYPE ? ast_node(c->ast, type)->b : type;
	for (; atom; atom = ast_node(c->ast, atom)->next) {
		const struct node *n = ast_node(c->ast, atom);
		if (n->kind == NODE_WORD)
			result = type_of_word(c, n);
		else if (n->kind == NODE_GROUP && n->a)
			result = check_type_node(c, n->a);
		else if (n->kind == NODE_PUNCT && (n->a == PUNCT_STAR || n->a == PUNCT_PLUS))
			result = type_list(c->facts, result);
		else if (n->kind == NODE_PUNCT && n->a == PUNCT_MAYBE)
			result = type_optional(c->facts, result);
		else if (n->kind == NODE_PUNCT && n->a == PUNCT_OR && count < 15)
			members[count++] = result;
	}
	if (count == 0)
		return result;
	members[count++] = result;
	return type_union(c->facts, members, count);
}

/* --- literals and strings ------------------------------------------------------------------------- */

static enum scalar literal_scalar(struct val v)
{
	switch (v.tag) {
	case VAL_BOOL:     return SCALAR_FLAG;
	case VAL_INT:      return SCALAR_INT;
	case VAL_DECIMAL:  return SCALAR_NUMBER;
	case VAL_STR:      return SCALAR_STRING;
	case VAL_WORD:     return SCALAR_WORD;
	case VAL_CIDR: case VAL_CIDR6: return SCALAR_CIDR;
	case VAL_IP: case VAL_IP6: return SCALAR_IP;
	case VAL_PREFIX:   return SCALAR_PREFIX;
	case VAL_PORT:     return SCALAR_PORT;
	case VAL_DURATION: return SCALAR_DURATION;
	case VAL_PERCENT:  return SCALAR_PERCENT;
	case VAL_CPU:      return SCALAR_CPU;
	case VAL_MEMORY:   return SCALAR_MEMORY;
	case VAL_TIME:     return SCALAR_TIME;
	case VAL_DATE:     return SCALAR_DATE;
	case VAL_ARN:      return SCALAR_ARN;
	default:           return SCALAR_COUNT;
	}
}

static op_ref check_literal(struct check *c, const struct node *n, type_ref expected)
{
	struct val v = c->ast->literals.at[n->a];
	enum scalar scalar = literal_scalar(v);
	op_ref op = op_const(c, v, scalar == SCALAR_COUNT ? 0 : type_scalar(c->facts, scalar), n->span);
	return op_coerce(c, op, expected);
}

/* Pieces of a string or tagged text: chunks and expressions in turn. */
static uint32_t check_pieces(struct check *c, node_ref piece, uint32_t *first, uint8_t *flags)
{
	VEC(uint32_t) found = { 0 };
	for (; piece; piece = ast_node(c->ast, piece)->next) {
		const struct node *n = ast_node(c->ast, piece);
		op_ref op;
		if (n->kind == NODE_CHUNK) {
			op = op_const(c, val_name(VAL_STR, n->a), type_scalar(c->facts, SCALAR_STRING), n->span);
		} else {
			op = check_expression(c, piece, 0);
			if (!c->message)
				check_present(c, op);
		}
		*flags |= op_at(c, op)->flags & OP_LATER;
		vec_push(c->code->arena, &found, op);
	}
	*first = refs_add(c, found.at, found.len);
	return found.len;
}

op_ref check_string(struct check *c, node_ref node)
{
	const struct node *n = ast_node(c->ast, node);
	type_ref type = type_scalar(c->facts, SCALAR_STRING);
	if (n->b == 0)
		return op_const(c, val_name(VAL_STR, names_intern(c->facts->names, STR(""))), type, n->span);
	if (ast_node(c->ast, n->b)->kind == NODE_CHUNK && ast_node(c->ast, n->b)->next == 0)
		return op_const(c, val_name(VAL_STR, ast_node(c->ast, n->b)->a), type, n->span);
	uint8_t flags = c->message ? OP_MESSAGE : 0;
	uint32_t first, count = check_pieces(c, n->b, &first, &flags);
	return op_add(c, (struct op){ .kind = CODE_STRING, .flags = flags, .type = type, .a = first, .b = count, .span = n->span });
}

static op_ref check_output_text(struct check *c, node_ref node)
{
	const struct node *n = ast_node(c->ast, node);
	if (!c->outputs) {
		check_error(c, DIAG_WRONG_TYPE, n->span, "text of an output language may only stand in an output");
		return 0;
	}
	uint8_t flags = n->kind == NODE_RAW ? OP_LATER : 0;
	uint32_t first, count = check_pieces(c, n->b, &first, &flags);
	enum op_kind kind = n->kind == NODE_RAW ? CODE_RAW : CODE_TEXT;
	return op_add(c, (struct op){ .kind = (uint8_t)kind, .flags = flags, .type = type_tree(c), .a = first, .b = count,
	                              .c = n->kind == NODE_TEXT ? n->a : 0, .span = n->span });
}

/* @type.name.attribute, each piece a word or a string that may be a template. */
static op_ref check_reference(struct check *c, node_ref node)
{
	const struct node *n = ast_node(c->ast, node);
	if (!c->outputs) {
		check_error(c, DIAG_WRONG_TYPE, n->span, "a reference may only stand in an output");
		return 0;
	}
	VEC(uint32_t) found = { 0 };
	for (node_ref piece = n->a; piece; piece = ast_node(c->ast, piece)->next) {
		const struct node *p = ast_node(c->ast, piece);
		op_ref op = p->kind == NODE_STRING ? check_string(c, piece)
		            : op_const(c, val_name(VAL_STR, p->a), type_scalar(c->facts, SCALAR_STRING), p->span);
		check_not_later(c, op, "a reference");
		vec_push(c->code->arena, &found, op);
	}
	uint32_t first = refs_add(c, found.at, found.len);
	return op_add(c, (struct op){ .kind = CODE_REFERENCE, .flags = OP_LATER, .type = type_tree(c), .a = first, .b = found.len, .span = n->span });
}

/* --- the rest ---------------------------------------------------------------------------------------- */

static op_ref check_not(struct check *c, const struct node *n)
{
	op_ref a = check_expression(c, n->a, 0);
	check_truth(c, a);
	return op_add(c, (struct op){ .kind = CODE_NOT, .flags = op_at(c, a)->flags & OP_LATER,
	                              .type = type_scalar(c->facts, SCALAR_FLAG), .a = a, .span = n->span });
}

static op_ref check_if(struct check *c, const struct node *n, type_ref expected)
{
	op_ref condition = check_condition(c, n->a);
	struct scope_mark mark = scope_open(c);
	narrow(c, condition, true);
	op_ref yes = check_expression(c, n->b, expected);
	scope_close(c, mark);
	narrow(c, condition, false);
	op_ref no = check_expression(c, n->c, expected);
	scope_close(c, mark);
	return op_add(c, (struct op){ .kind = CODE_IF, .flags = (op_at(c, yes)->flags | op_at(c, no)->flags) & OP_LATER,
	                              .type = type_join(c, op_type(c, yes), op_type(c, no)), .a = condition, .b = yes, .c = no,
	                              .span = n->span });
}

static op_ref check_quantified(struct check *c, const struct node *n)
{
	struct scope_mark mark = scope_open(c);
	uint32_t loop = check_loop(c, n->a, n->b);
	op_ref body = check_condition(c, n->c);
	if (!(n->flags & NODE_EVERY))
		loop_choose_index(c, loop, body);
	scope_close(c, mark);
	return op_add(c, (struct op){ .kind = n->flags & NODE_EVERY ? CODE_EVERY : CODE_SOME,
	                              .type = type_scalar(c->facts, SCALAR_FLAG), .b = loop, .c = body, .span = n->span });
}

/* a .. b of two constants becomes one value; ports run through whole numbers. */
static op_ref check_range(struct check *c, const struct node *n, type_ref expected)
{
	op_ref a = check_expression(c, n->a, 0), b = check_expression(c, n->b, 0);
	if (a == 0 || b == 0)
		return 0;
	if (op_at(c, a)->kind != CODE_CONST || op_at(c, b)->kind != CODE_CONST) {
		check_error(c, DIAG_WRONG_TYPE, n->span, "a range has two literals");
		return 0;
	}
	struct val first = c->code->consts.at[op_at(c, a)->a], last = c->code->consts.at[op_at(c, b)->a];
	if (type_scalar_of(c, expected) == SCALAR_PORT && first.tag == VAL_INT && last.tag == VAL_INT)
		return op_const(c, (struct val){ .tag = VAL_PORT, .a = (uint32_t)(first.i & 0xffff) | (uint32_t)(last.i & 0xffff) << 16 },
		                type_scalar(c->facts, SCALAR_PORT), n->span);
	enum scalar scalar = first.tag == VAL_CPU ? SCALAR_CPU_RANGE : first.tag == VAL_MEMORY ? SCALAR_MEMORY_RANGE
	                     : first.tag == VAL_TIME ? SCALAR_TIME_RANGE : SCALAR_INT_RANGE;
	return op_const(c, range_make(c->facts, first, last), type_scalar(c->facts, scalar), n->span);
}

static op_ref check_node(struct check *c, node_ref node, type_ref expected)
{
	const struct node *n = ast_node(c->ast, node);
	switch ((enum node_kind)n->kind) {
	case NODE_WORD:       return check_word(c, node, expected);
	case NODE_LITERAL:    return check_literal(c, n, expected);
	case NODE_STRING:     return check_string(c, node);
	case NODE_TEXT: case NODE_RAW: return check_output_text(c, node);
	case NODE_LIST:       return check_list(c, node, expected);
	case NODE_FIELD:      return check_field(c, check_expression(c, n->a, 0), n->b, n->key_span.end ? n->key_span : n->span);
	case NODE_INDEX:      return check_index(c, check_expression(c, n->a, 0), check_expression(c, n->b, 0), n->span);
	case NODE_CALL:       return check_call(c, node, expected);
	case NODE_UNARY:      return check_not(c, n);
	case NODE_BINARY:     return check_binary(c, node, expected);
	case NODE_IF:         return check_if(c, n, expected);
	case NODE_QUANTIFIED: return check_quantified(c, n);
	case NODE_REFERENCE:  return check_reference(c, node);
	case NODE_RANGE:      return check_range(c, n, expected);
	case NODE_OUT_BLOCK:  return check_block(c, node);
	case NODE_GROUP:      return check_expression(c, n->a, expected);
	case NODE_ELEMENT:    return check_expression(c, n->a, expected);
	default:
		check_error(c, DIAG_SYNTAX, n->span, "an expression is expected here");
		return 0;
	}
}

op_ref check_expression(struct check *c, node_ref node, type_ref expected)
{
	if (node == 0) {
		check_error(c, DIAG_SYNTAX, NO_SPAN, "an expression is missing");
		return 0;
	}
	if (ast_node(c->ast, node)->flags & NODE_BROKEN) {
		c->broken = true;
		return 0;
	}
	if (++c->depth > LIMIT_NESTING) {
		check_error(c, DIAG_TOO_DEEP, ast_node(c->ast, node)->span, "an expression may be nested %u deep", LIMIT_NESTING);
		c->depth--;
		return 0;
	}
	op_ref op = check_node(c, node, expected);
	c->depth--;
	/* An account is written as digits, but it is a name and not a number. */
	if (op && type_scalar_of(c, op_type(c, op)) == SCALAR_ACCOUNT)
		op_at(c, op)->flags |= OP_AS_TEXT;
	else if (op && type_scalar_of(c, type_element(c->facts, op_type(c, op))) == SCALAR_ACCOUNT)
		op_at(c, op)->flags |= OP_AS_TEXT;
	return op;
}
