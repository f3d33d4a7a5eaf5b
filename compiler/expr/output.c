/* Output blocks and lists: the bodies of emitters and parts. */
#include "expr/compile.h"

static op_ref text_const(struct check *c, name text, struct span span)
{
	return op_const(c, val_name(VAL_STR, text), type_scalar(c->facts, SCALAR_STRING), span);
}

/* A key or label: a word stands for itself, a string may be a template. */
static op_ref check_key(struct check *c, node_ref key)
{
	const struct node *n = ast_node(c->ast, key);
	if (n->kind == NODE_STRING) {
		op_ref op = check_string(c, key);
		check_not_later(c, op, "a key");
		op_at(c, op)->flags |= OP_QUOTED_KEY;
		return op;
	}
	return text_const(c, n->a, n->span);
}

static op_ref check_when(struct check *c, node_ref when)
{
	op_ref op = when ? check_condition(c, when) : 0;
	if (op)
		narrow(c, op, true);
	return op;
}

/* note "…" is a comment of the output, aside "…" one at the end of the line before; a key of that name is written in
 * quotes. */
static bool is_comment(const struct check *c, const struct node *n, const char *word)
{
	const struct node *key = ast_node(c->ast, n->a);
	return key->kind == NODE_WORD && str_is(check_name(c, key->a), word) && ast_node(c->ast, n->b)->kind == NODE_STRING;
}

static op_ref out_note(struct check *c, const struct node *n, uint8_t flags)
{
	return op_add(c, (struct op){ .kind = CODE_OUT_NOTE, .flags = flags, .type = type_tree(c), .a = check_string(c, n->b),
	                              .span = n->span });
}

static op_ref out_value(struct check *c, const struct node *n)
{
	if (is_comment(c, n, "note"))
		return out_note(c, n, 0);
	if (is_comment(c, n, "aside"))
		return out_note(c, n, OP_ASIDE);
	struct scope_mark mark = scope_open(c);
	op_ref key = check_key(c, n->a), when = check_when(c, n->c), value = 0;
	bool maybe = n->flags & NODE_MAYBE;
	if (n->b) {
		c->lenient += maybe;
		value = check_expression(c, n->b, 0);
		c->lenient -= maybe;
		if (!maybe)
			check_present(c, value);
	}
	scope_close(c, mark);
	/* A list of one kind of account stays a list of texts: the flag is that of the value. */
	return op_add(c, (struct op){ .kind = CODE_OUT_VALUE, .flags = maybe ? OP_MAYBE : 0, .type = type_tree(c), .a = key,
	                              .b = value, .c = when, .span = n->span });
}

static op_ref out_nested(struct check *c, const struct node *n)
{
	uint32_t keys[9], count = 0;
	struct scope_mark mark = scope_open(c);
	op_ref when = check_when(c, n->c);
	for (node_ref key = n->a; key; key = ast_node(c->ast, key)->next) {
		if (count == 9) {
			check_error(c, DIAG_TOO_LARGE, ast_node(c->ast, key)->span, "a block has at most 8 labels");
			break;
		}
		keys[count++] = check_key(c, key);
	}
	op_ref block = check_block(c, n->b);
	scope_close(c, mark);
	return op_add(c, (struct op){ .kind = CODE_OUT_NESTED, .extra = (uint16_t)(count - 1), .type = type_tree(c),
	                              .a = refs_add(c, keys, count), .b = block, .c = when, .span = n->span });
}

static op_ref out_each(struct check *c, const struct node *n)
{
	uint32_t found[MOST_QUANTIFIERS], count = 0;
	struct scope_mark mark = scope_open(c);
	for (node_ref q = n->a; q; q = ast_node(c->ast, q)->next) {
		if (count < MOST_QUANTIFIERS)
			found[count++] = check_quantifier(c, q);
		else
			check_error(c, DIAG_TOO_LARGE, ast_node(c->ast, q)->span, "at most %d `each` stand in a row", MOST_QUANTIFIERS);
	}
	op_ref block = check_block(c, n->b);
	scope_close(c, mark);
	return op_add(c, (struct op){ .kind = CODE_OUT_EACH, .extra = (uint16_t)count, .type = type_tree(c),
	                              .a = refs_add(c, found, count), .b = block, .span = n->span });
}

static op_ref out_when(struct check *c, const struct node *n)
{
	op_ref condition = check_condition(c, n->a);
	struct scope_mark mark = scope_open(c);
	narrow(c, condition, true);
	op_ref yes = check_block(c, n->b);
	scope_close(c, mark);
	narrow(c, condition, false);
	op_ref no = n->c ? check_block(c, n->c) : 0;
	scope_close(c, mark);
	return op_add(c, (struct op){ .kind = CODE_OUT_WHEN, .type = type_tree(c), .a = condition, .b = yes, .c = no, .span = n->span });
}

/* The name holds for the statements behind it, to the end of the block. */
static op_ref out_let(struct check *c, const struct node *n)
{
	op_ref value = check_expression(c, n->b, 0);
	bool later = op_at(c, value)->flags & OP_LATER;
	uint32_t slot = scope_bind(c, n->a, n->key_span, op_type(c, value), later);
	return op_add(c, (struct op){ .kind = CODE_OUT_LET, .a = slot, .b = value, .span = n->span });
}

static op_ref out_statement(struct check *c, node_ref node)
{
	const struct node *n = ast_node(c->ast, node);
	switch ((enum node_kind)n->kind) {
	case NODE_OUT_FLAG:
		return op_add(c, (struct op){ .kind = CODE_OUT_VALUE, .type = type_tree(c), .a = check_key(c, n->a), .span = n->span });
	case NODE_OUT_VALUE:  return out_value(c, n);
	case NODE_OUT_NESTED: return out_nested(c, n);
	case NODE_OUT_EACH:   return out_each(c, n);
	case NODE_OUT_WHEN:   return out_when(c, n);
	case NODE_OUT_LET:    return out_let(c, n);
	case NODE_OUT_PART:   return check_apply_part(c, node);
	case NODE_OUT_NOTE:   return out_note(c, n, 0);
	default:
		check_error(c, DIAG_SYNTAX, n->span, "an output statement is expected here");
		return 0;
	}
}

op_ref check_block(struct check *c, node_ref block)
{
	const struct node *n = ast_node(c->ast, block);
	if (!c->outputs) {
		check_error(c, DIAG_WRONG_TYPE, n->span, "a block may only stand in an output");
		return 0;
	}
	VEC(uint32_t) found = { 0 };
	struct scope_mark mark = scope_open(c);
	for (node_ref statement = n->a; statement; statement = ast_node(c->ast, statement)->next) {
		op_ref op = ast_node(c->ast, statement)->flags & NODE_BROKEN ? 0 : out_statement(c, statement);
		vec_push(c->code->arena, &found, op);
	}
	scope_close(c, mark);
	return op_add(c, (struct op){ .kind = CODE_BLOCK, .type = type_tree(c), .a = refs_add(c, found.at, found.len),
	                              .b = found.len, .span = n->span });
}

/* --- lists ------------------------------------------------------------------------------------------------ */

static op_ref list_element(struct check *c, node_ref node, type_ref expected, type_ref *type)
{
	const struct node *n = ast_node(c->ast, node);
	struct scope_mark mark = scope_open(c);
	op_ref op;
	if (n->kind == NODE_COMPREHENSION) {
		uint32_t quantifier = check_quantifier(c, n->a);
		op_ref value = check_expression(c, n->b, expected);
		*type = check_present(c, value);
		op = op_add(c, (struct op){ .kind = CODE_EACH, .flags = op_at(c, value)->flags & OP_LATER, .type = *type, .a = value,
		                            .b = quantifier, .span = n->span });
	} else if (n->kind == NODE_ELEMENT && n->c) {
		op_ref when = check_when(c, n->c), value = check_expression(c, n->a, expected);
		*type = check_present(c, value);
		op = op_add(c, (struct op){ .kind = CODE_MAYBE, .flags = op_at(c, value)->flags & OP_LATER, .type = *type, .a = value,
		                            .b = when, .span = n->span });
	} else {
		op = op_coerce(c, check_expression(c, node, expected), expected);
		*type = check_present(c, op);
	}
	scope_close(c, mark);
	return op;
}

op_ref check_list(struct check *c, node_ref node, type_ref expected)
{
	const struct node *n = ast_node(c->ast, node);
	type_ref wanted = type_element(c->facts, expected), joined = wanted;
	VEC(uint32_t) found = { 0 };
	uint8_t flags = 0;
	for (node_ref element = n->a; element; element = ast_node(c->ast, element)->next) {
		if (ast_node(c->ast, element)->kind == NODE_PUNCT)
			continue;
		type_ref type;
		op_ref op = list_element(c, element, wanted, &type);
		joined = found.len == 0 ? type : type_join(c, joined, type);
		flags |= op_at(c, op)->flags & (OP_LATER | OP_AS_TEXT);
		vec_push(c->code->arena, &found, op);
	}
	return op_add(c, (struct op){ .kind = CODE_LIST, .flags = flags, .type = type_list(c->facts, joined),
	                              .a = refs_add(c, found.at, found.len), .b = found.len, .span = n->span });
}
