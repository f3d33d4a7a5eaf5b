/* each … in … where … group by … sort by …: every part of the condition is tested as soon as what it speaks of is
 * bound, and an equality with a field of a relation becomes a lookup. */
#include "expr/compile.h"

/* --- sources ---------------------------------------------------------------------------------------- */

/* What a binding runs through: a list, or a value that may be absent (once or never). */
static type_ref source_type(struct check *c, op_ref source)
{
	type_ref type = op_type(c, source);
	struct type t = c->facts->types.at[type];
	if (t.form == TYPE_LIST || t.form == TYPE_OPTIONAL)
		return t.a;
	if (source && type)
		check_error(c, DIAG_WRONG_TYPE, op_at(c, source)->span, "found %.*s after `in` where a list is expected",
		            STR_ARG(check_type_text(c, type)));
	return 0;
}

static void bind(struct check *c, node_ref binding, struct loop *loop)
{
	const struct node *n = ast_node(c->ast, binding);
	op_ref source = check_expression(c, n->b, 0);
	check_not_later(c, source, "a list that is run through");
	type_ref type = source_type(c, source);
	*loop = (struct loop){ .source = source };
	loop->slot = scope_bind(c, n->a, n->key_span, type, false);
}

/* --- conditions --------------------------------------------------------------------------------------- */

/* The parts of a chain of `and`, each compiled knowing that those before it hold. */
static void flatten(struct check *c, node_ref where, uint32_t *found, uint32_t *count, uint32_t most)
{
	const struct node *n = ast_node(c->ast, where);
	if (n->kind == NODE_BINARY && n->c == OP_AND && *count + 1 < most) {
		flatten(c, n->a, found, count, most - 1);
		flatten(c, n->b, found, count, most);
		return;
	}
	op_ref op = check_condition(c, where);
	narrow(c, op, true);
	found[(*count)++] = op;
}

static bool is_field_of(const struct check *c, op_ref op, uint32_t slot, field_ref *field)
{
	const struct op *o = op_at(c, op);
	if (o->kind != CODE_FIELD && o->kind != CODE_NAME && o->kind != CODE_PLACE)
		return false;
	if (op_at(c, o->a)->kind != CODE_SLOT || op_at(c, o->a)->a != slot)
		return false;
	*field = o->kind == CODE_NAME ? FIELD_OF_NAME : o->kind == CODE_PLACE ? FIELD_OF_PLACE : o->b;
	return true;
}

/* The type of what is_field_of found; 0 for the name and the place, which are single and written in one way only. */
static type_ref type_of_field(const struct check *c, field_ref field)
{
	return field == FIELD_OF_NAME || field == FIELD_OF_PLACE ? 0 : c->facts->fields.at[field].type;
}

/* Whether op speaks only of what is bound before `slot`. Slots of this body count up, so inner ones do no harm. */
static bool bound_before(const struct check *c, op_ref op, const struct loop *loops, uint32_t from, uint32_t count)
{
	for (uint32_t i = from; i < count; i++)
		if (op_uses_slot(c->code, op, loops[i].slot))
			return false;
	return true;
}

/* Members of a list that are equal exactly when the index says so. */
static bool is_indexed_exactly(const struct check *c, type_ref type)
{
	return type_kind(c->facts, type) || type_scalar_of(c, type) == SCALAR_STRING;
}

/* x in relation where x.field = key: visit only the rows that the index gives. True when nothing is left to be tested then. */
static bool choose_index(struct check *c, struct loop *loops, uint32_t at, uint32_t count, op_ref condition)
{
	struct loop *loop = &loops[at];
	const struct op op = *op_at(c, condition);
	field_ref field = 0;
	op_ref key = 0;
	if (loop->key_field || op_at(c, loop->source)->kind != CODE_EXTENT)
		return false;
	bool equal = op.kind == CODE_COMPARE && (op.c == OP_EQUAL || op.c == OP_IS);
	if (equal && is_field_of(c, op.a, loop->slot, &field) && bound_before(c, op.b, loops, at, count))
		key = op.b;
	else if (equal && is_field_of(c, op.b, loop->slot, &field) && bound_before(c, op.a, loops, at, count))
		key = op.a;
	else if (op.kind == CODE_IN && !(op.flags & OP_NEGATED) && is_field_of(c, op.b, loop->slot, &field)
	         && is_indexed_exactly(c, type_element(c->facts, type_of_field(c, field)))
	         && bound_before(c, op.a, loops, at, count))
		key = op.a;
	else if (op.kind == CODE_IS_WORD && !op.c && !(op.flags & OP_NEGATED) && is_field_of(c, op.a, loop->slot, &field))
		key = op_const(c, val_name(VAL_WORD, op.b), 0, op.span);
	/* Ports and numbers may be equal and yet written differently, which an index does not see. */
	enum scalar scalar = key ? type_scalar_of(c, type_of_field(c, field)) : SCALAR_COUNT;
	bool by_account = scalar == SCALAR_ACCOUNT && type_scalar_of(c, op_type(c, key)) == SCALAR_ACCOUNT;
	if (scalar == SCALAR_PORT || scalar == SCALAR_INT || scalar == SCALAR_NUMBER || (scalar == SCALAR_ACCOUNT && !by_account))
		return false;
	/* A list equals a list as a whole, but the index knows its members. */
	bool whole_list = equal && key && c->facts->types.at[type_of_field(c, field)].form == TYPE_LIST;
	if (!key || whole_list || c->facts->types.at[op_type(c, key)].form == TYPE_OPTIONAL)
		return false;
	loop->key_kind = op_at(c, loop->source)->a;
	loop->key_field = field;
	loop->key = key;
	type_ref rows = type_of_field(c, field);
	return rows && type_kind(c->facts, type_element(c->facts, rows) ? type_element(c->facts, rows) : rows) && type_kind(c->facts, op_type(c, key));
}

#define MOST_FILTERS 32
#define MOST_LOOPS 16

/* Gives each condition to the innermost binding it speaks of. */
static void place_filters(struct check *c, struct loop *loops, uint32_t count, const uint32_t *filters, uint32_t filter_count)
{
	for (uint32_t at = 0; at < count; at++) {
		uint32_t mine[MOST_FILTERS], mine_count = 0;
		for (uint32_t f = 0; f < filter_count; f++) {
			if (!bound_before(c, filters[f], loops, at + 1, count))
				continue;
			if (at > 0 && bound_before(c, filters[f], loops, at, count))
				continue;
			if (!choose_index(c, loops, at, count, filters[f]))
				mine[mine_count++] = filters[f];
		}
		loops[at].first_filter = refs_add(c, mine, mine_count);
		loops[at].filter_count = mine_count;
	}
}

uint32_t check_loop(struct check *c, node_ref binding, node_ref where)
{
	struct loop loops[MOST_LOOPS];
	uint32_t filters[MOST_FILTERS], filter_count = 0;
	bind(c, binding, &loops[0]);
	if (ast_node(c->ast, binding)->next)
		check_error(c, DIAG_SYNTAX, ast_node(c->ast, binding)->span, "`some` and `every` bind one name each");
	if (where)
		flatten(c, where, filters, &filter_count, MOST_FILTERS);
	place_filters(c, loops, 1, filters, filter_count);
	vec_push(c->code->arena, &c->code->loops, loops[0]);
	return c->code->loops.len - 1;
}

void loop_choose_index(struct check *c, uint32_t loop, op_ref condition)
{
	const struct op op = *op_at(c, condition);
	if (op.kind == CODE_AND) {
		loop_choose_index(c, loop, op.a);
		loop_choose_index(c, loop, op.b);
		return;
	}
	choose_index(c, &c->code->loops.at[loop], 0, 1, condition);
}

/* --- group by, sort by ---------------------------------------------------------------------------------- */

/* In a group every binding becomes the list of its values, and the new name is what they have in common. */
static void check_group(struct check *c, const struct node *n, struct quantifier *q, const struct loop *loops, uint32_t count)
{
	q->group = check_expression(c, n->a, 0);
	check_not_later(c, q->group, "`group by`");
	type_ref type = op_type(c, q->group);
	for (uint32_t i = c->scope.len; i-- > 0;)
		for (uint32_t k = 0; k < count; k++)
			if (c->scope.at[i].slot == loops[k].slot)
				c->scope.at[i].type = type_list(c->facts, c->scope.at[i].type);
	q->group_slot = scope_bind(c, n->b, n->span, type, false);
}

uint32_t check_quantifier(struct check *c, node_ref node)
{
	const struct node *n = ast_node(c->ast, node);
	struct loop loops[MOST_LOOPS];
	uint32_t count = 0, filters[MOST_FILTERS], filter_count = 0;
	struct quantifier q = { .span = n->span };
	for (node_ref binding = n->a; binding; binding = ast_node(c->ast, binding)->next) {
		if (count == MOST_LOOPS) {
			check_error(c, DIAG_TOO_LARGE, n->span, "one `each` binds at most %d names", MOST_LOOPS);
			break;
		}
		bind(c, binding, &loops[count++]);
	}
	if (n->b)
		flatten(c, n->b, filters, &filter_count, MOST_FILTERS);
	place_filters(c, loops, count, filters, filter_count);
	for (node_ref mod = n->c; mod; mod = ast_node(c->ast, mod)->next) {
		const struct node *m = ast_node(c->ast, mod);
		if (m->kind == NODE_GROUP_BY)
			check_group(c, m, &q, loops, count);
		else
			q.sort = check_expression(c, m->a, 0);
	}
	check_not_later(c, q.sort, "`sort by`");
	q.first_loop = c->code->loops.len;
	q.loop_count = count;
	for (uint32_t i = 0; i < count; i++)
		vec_push(c->code->arena, &c->code->loops, loops[i]);
	vec_push(c->code->arena, &c->code->quantifiers, q);
	return c->code->quantifiers.len - 1;
}
