/* and, or, comparisons, in, is. Equality and membership take values that may be absent: what is absent equals
 * nothing and is in nothing. Order and sums need a value. */
#include "expr/compile.h"

static type_ref flag_type(struct check *c) { return type_scalar(c->facts, SCALAR_FLAG); }

static uint8_t later_of(const struct check *c, op_ref a, op_ref b)
{
	return (op_at(c, a)->flags | op_at(c, b)->flags) & OP_LATER;
}

/* A literal takes the type that is wanted at its place: `443` is a port there, `5m` a share of a CPU. */
op_ref op_coerce(struct check *c, op_ref op, type_ref expected)
{
	if (op == 0 || op_at(c, op)->kind != CODE_CONST)
		return op;
	struct val *v = &c->code->consts.at[op_at(c, op)->a];
	type_ref element = type_element(c->facts, expected);
	enum scalar scalar = type_scalar_of(c, element ? element : expected);
	if (scalar == SCALAR_PORT && v->tag == VAL_INT && v->i >= 0 && v->i <= 65535)
		*v = (struct val){ .tag = VAL_PORT, .a = (uint32_t)v->i | (uint32_t)v->i << 16 };
	else if (scalar == SCALAR_CPU && v->tag == VAL_DURATION)
		*v = (struct val){ .tag = VAL_CPU, .i = v->i / 60000 };
	else if (scalar == SCALAR_CPU && v->tag == VAL_INT)
		*v = (struct val){ .tag = VAL_CPU, .i = v->i * 1000 };
	else if (scalar == SCALAR_ACCOUNT && v->tag == VAL_INT)
		;
	else if (scalar == SCALAR_CIDR && v->tag == VAL_IP)
		*v = val_cidr(v->a, 32);
	else
		return op;
	op_at(c, op)->type = type_scalar(c->facts, scalar);
	return op;
}

static op_ref compare_op(struct check *c, enum op_kind kind, op_ref a, op_ref b, uint32_t third, uint8_t flags, struct span span)
{
	return op_add(c, (struct op){ .kind = (uint8_t)kind, .flags = (uint8_t)(flags | later_of(c, a, b)), .type = flag_type(c),
	                              .a = a, .b = b, .c = third, .span = span });
}

/* --- and, or ------------------------------------------------------------------------------------ */

static op_ref check_junction(struct check *c, const struct node *n, bool both)
{
	op_ref a = check_expression(c, n->a, 0);
	check_truth(c, a);
	struct scope_mark mark = scope_open(c);
	narrow(c, a, both);
	op_ref b = check_expression(c, n->b, 0);
	check_truth(c, b);
	scope_close(c, mark);
	return compare_op(c, both ? CODE_AND : CODE_OR, a, b, 0, 0, n->span);
}

/* --- equality and order --------------------------------------------------------------------------- */

static bool types_meet(const struct check *c, type_ref a, type_ref b)
{
	a = type_without_optional(c->facts, a);
	b = type_without_optional(c->facts, b);
	if (type_accepts(c->facts, a, b) || type_accepts(c->facts, b, a))
		return true;
	struct type t = c->facts->types.at[a];
	if (t.form == TYPE_UNION)
		for (uint32_t i = 0; i < t.b; i++)
			if (types_meet(c, c->facts->type_parts.at[t.a + i], b))
				return true;
	t = c->facts->types.at[b];
	return t.form == TYPE_UNION && a != b && c->facts->types.at[a].form != TYPE_UNION && types_meet(c, b, a);
}

/* `verb` says what the two were to do with each other. What is known on deployment only is refused as such, and once. */
static void check_meet(struct check *c, op_ref a, op_ref b, const char *verb)
{
	if (a && b && !(later_of(c, a, b)) && !types_meet(c, op_type(c, a), op_type(c, b)))
		check_error(c, DIAG_WRONG_TYPE, op_at(c, b)->span, "%.*s %s %.*s", STR_ARG(check_type_text(c, op_type(c, b))), verb,
		            STR_ARG(check_type_text(c, op_type(c, a))));
}

static bool is_free_word(const struct check *c, node_ref node)
{
	const struct node *n = ast_node(c->ast, node);
	return n->kind == NODE_WORD && !word_is_bound(c, n->a);
}

/* A word whose meaning the other side may decide: a constant may have the name of an enumeration's word. */
static bool is_open_word(const struct check *c, node_ref node)
{
	const struct node *n = ast_node(c->ast, node);
	return n->kind == NODE_WORD && !scope_find(c, n->a);
}

/* Both sides, the one that is a bare word of an enumeration after the other. */
static void check_sides(struct check *c, const struct node *n, op_ref *a, op_ref *b)
{
	if (is_free_word(c, n->a) || (is_open_word(c, n->a) && !is_open_word(c, n->b))) {
		*b = check_expression(c, n->b, 0);
		*a = check_expression(c, n->a, op_type(c, *b));
	} else {
		*a = check_expression(c, n->a, 0);
		*b = check_expression(c, n->b, op_type(c, *a));
	}
	*a = op_coerce(c, *a, op_type(c, *b));
	*b = op_coerce(c, *b, op_type(c, *a));
}

static op_ref check_equal(struct check *c, const struct node *n)
{
	op_ref a, b;
	check_sides(c, n, &a, &b);
	check_meet(c, a, b, "is never equal to");
	return compare_op(c, CODE_COMPARE, a, b, n->c, 0, n->span);
}

static bool scalar_has_order(enum scalar s)
{
	switch (s) {
	case SCALAR_INT: case SCALAR_NUMBER: case SCALAR_PREFIX: case SCALAR_DURATION: case SCALAR_PERCENT: case SCALAR_CPU:
	case SCALAR_MEMORY: case SCALAR_SIZE: case SCALAR_TIME: case SCALAR_DATE: case SCALAR_VERSION: case SCALAR_STRING:
	case SCALAR_IP: case SCALAR_NAME:
		return true;
	default:
		return false;
	}
}

static op_ref check_order(struct check *c, const struct node *n)
{
	op_ref a, b;
	check_sides(c, n, &a, &b);
	type_ref left = check_present(c, a);
	check_present(c, b);
	if (a && left && !scalar_has_order(type_scalar_of(c, left)))
		check_error(c, DIAG_WRONG_TYPE, op_at(c, a)->span, "%.*s has no order", STR_ARG(check_type_text(c, left)));
	else
		check_meet(c, a, b, "cannot be compared with");
	return compare_op(c, CODE_COMPARE, a, b, n->c, 0, n->span);
}

static op_ref check_sum(struct check *c, const struct node *n)
{
	op_ref a, b;
	check_sides(c, n, &a, &b);
	type_ref left = check_present(c, a), right = check_present(c, b);
	bool lists = type_element(c->facts, left) || type_element(c->facts, right);
	enum scalar scalar = type_scalar_of(c, left);
	bool sums = scalar == SCALAR_INT || scalar == SCALAR_NUMBER || scalar == SCALAR_DURATION || scalar == SCALAR_CPU
	            || scalar == SCALAR_MEMORY || scalar == SCALAR_SIZE || scalar == SCALAR_PERCENT || scalar == SCALAR_DATE;
	if (a && b && !lists && left && !sums)
		check_error(c, DIAG_WRONG_TYPE, op_at(c, a)->span, "%.*s cannot be added to; texts are joined as \"{a}{b}\"",
		            STR_ARG(check_type_text(c, left)));
	else if (!(scalar == SCALAR_DATE && type_scalar_of(c, right) == SCALAR_DURATION))
		check_meet(c, a, b, n->c == OP_ADD ? "cannot be added to" : "cannot be taken from");
	return op_add(c, (struct op){ .kind = n->c == OP_ADD ? CODE_ADD : CODE_SUBTRACT, .flags = later_of(c, a, b),
	                              .type = type_join(c, left, right), .a = a, .b = b, .span = n->span });
}

/* --- in -------------------------------------------------------------------------------------------- */

/* A port in a range of ports, an address or a block in a block, else a member of a list. */
static op_ref check_in(struct check *c, const struct node *n)
{
	op_ref a = 0, b;
	bool word = is_free_word(c, n->a);
	if (word) {
		b = check_expression(c, n->b, 0);
	} else {
		/* What is looked for tells how literals on the right are read: `80..90` are ports for a port. */
		a = check_expression(c, n->a, 0);
		type_ref one = type_without_optional(c->facts, op_type(c, a));
		b = check_expression(c, n->b, ast_node(c->ast, n->b)->kind == NODE_LIST ? type_list(c->facts, one) : one);
	}
	type_ref type = check_present(c, b), element = type_element(c->facts, type);
	bool list = c->facts->types.at[type].form == TYPE_LIST;
	if (word)
		a = check_expression(c, n->a, list ? element : type);
	a = op_coerce(c, a, list ? element : type);
	enum scalar whole = type_scalar_of(c, list ? element : type), one = type_scalar_of(c, op_type(c, a));
	bool holds = whole == SCALAR_CIDR && (one == SCALAR_IP || one == SCALAR_CIDR);
	if (!list && type && !holds && whole != SCALAR_PORT && whole != SCALAR_INT_RANGE)
		check_error(c, DIAG_WRONG_TYPE, op_at(c, b)->span, "found %.*s after `in` where a list, a range or a block of addresses is expected",
		            STR_ARG(check_type_text(c, type)));
	else if (list && a && !holds && !types_meet(c, element, op_type(c, a)))
		check_error(c, DIAG_WRONG_TYPE, op_at(c, a)->span, "%.*s is never in %.*s", STR_ARG(check_type_text(c, op_type(c, a))),
		            STR_ARG(check_type_text(c, type)));
	return compare_op(c, CODE_IN, a, b, 0, n->c == OP_NOT_IN ? OP_NEGATED : 0, n->span);
}

/* --- is -------------------------------------------------------------------------------------------- */

static void suggest_word(struct check *c, struct diag *diag, struct type t, name word)
{
	VEC(struct str) found = { 0 };
	for (uint32_t i = 0; i < t.b; i++)
		vec_push(c->code->arena, &found, check_name(c, c->facts->type_parts.at[t.a + i]));
	struct str near = diag_nearest(check_name(c, word), found.at, found.len);
	if (near.len)
		diag_near(c->diags, diag, near);
}

static op_ref is_op(struct check *c, enum op_kind kind, op_ref a, uint32_t b, uint32_t third, uint8_t flags, struct span span)
{
	return op_add(c, (struct op){ .kind = (uint8_t)kind, .flags = (uint8_t)(flags | (op_at(c, a)->flags & OP_LATER)),
	                              .type = flag_type(c), .a = a, .b = b, .c = third, .span = span });
}

/* The word may be of an enumeration, a kind, or a declared object that others inherit from. */
static op_ref is_word(struct check *c, op_ref a, const struct node *word, const struct node *n, uint8_t flags)
{
	struct facts *facts = c->facts;
	type_ref type = type_without_optional(facts, op_type(c, a));
	struct type t = facts->types.at[type];
	kind_ref kind = map_at(&facts->kind_by_name, word->a, 0);
	object_ref object = object_named(facts, t.form == TYPE_OBJECT ? t.a : 0, word->a);
	if (t.form == TYPE_WORDS) {
		if (type_has_word(c, type, word->a))
			return is_op(c, CODE_IS_WORD, a, word->a, 0, flags, n->span);
		struct str text = check_type_text(c, type);
		struct diag *diag = check_error(c, DIAG_UNKNOWN_NAME, word->span, "this is %.*s, never `%.*s`", STR_ARG(text),
		                                STR_ARG(check_name(c, word->a)));
		suggest_word(c, diag, t, word->a);
		return 0;
	}
	if (t.form == TYPE_OBJECT) {
		if (object)
			return is_op(c, CODE_IS_OBJECT, a, object, 0, flags, n->span);
		if (kind && (kind_is_a(facts, kind, t.a) || kind_is_a(facts, t.a, kind)))
			return is_op(c, CODE_IS_KIND, a, kind, 0, flags, n->span);
		if (kind)
			check_error(c, DIAG_WRONG_TYPE, word->span, "%.*s is never %.*s", STR_ARG(check_type_text(c, type)),
			            STR_ARG(check_name(c, word->a)));
		else
			check_unknown_word(c, word->a, word->span);
		return 0;
	}
	uint32_t pair[2] = { kind, kind ? 0 : object };
	return is_op(c, CODE_IS_WORD, a, word->a, kind || object ? refs_add(c, pair, 2) : 0, flags, n->span);
}

static op_ref check_is(struct check *c, const struct node *n)
{
	uint8_t flags = n->c == OP_IS_NOT ? OP_NEGATED : 0;
	op_ref a = check_expression(c, n->a, 0);
	const struct node *word = ast_node(c->ast, n->b);
	if (a == 0)
		return 0;
	type_ref type = type_without_optional(c->facts, op_type(c, a));
	bool bound = word->kind != NODE_WORD || scope_find(c, word->a);
	/* A word of the enumeration is meant, whatever constant has its name. */
	if (!bound && (type_has_word(c, type, word->a) || (!global_named(c->facts, word->a) && c->facts->types.at[type].form != TYPE_SCALAR)))
		return is_word(c, a, word, n, flags);
	op_ref b = op_coerce(c, check_expression(c, n->b, op_type(c, a)), op_type(c, a));
	a = op_coerce(c, a, op_type(c, b));
	check_meet(c, a, b, "is never equal to");
	return compare_op(c, CODE_COMPARE, a, b, n->c, 0, n->span);
}

op_ref check_binary(struct check *c, node_ref node, type_ref expected)
{
	const struct node *n = ast_node(c->ast, node);
	(void)expected;
	switch ((enum binary_op)n->c) {
	case OP_AND:          return check_junction(c, n, true);
	case OP_OR:           return check_junction(c, n, false);
	case OP_EQUAL: case OP_NOT_EQUAL: return check_equal(c, n);
	case OP_LESS: case OP_LESS_EQUAL: case OP_GREATER: case OP_GREATER_EQUAL: return check_order(c, n);
	case OP_IN: case OP_NOT_IN: return check_in(c, n);
	case OP_IS: case OP_IS_NOT: return check_is(c, n);
	default:              return check_sum(c, n);
	}
}
