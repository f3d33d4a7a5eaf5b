/* What a condition tells about optional values: after `where x.f` the path x.f is known to be there. */
#include "expr/compile.h"

/* A path is a variable, a global or the one object of a kind, with fields behind it. */
static bool path_equal(const struct code *code, op_ref a, op_ref b)
{
	const struct op *x = &code->ops.at[a], *y = &code->ops.at[b];
	if (x->kind != y->kind)
		return false;
	switch (x->kind) {
	case CODE_SLOT: case CODE_GLOBAL: case CODE_EXTENT:
		return x->a == y->a;
	case CODE_INDEX:                               /* the one object of a kind: `estate` */
		return code->ops.at[x->a].kind == CODE_EXTENT && path_equal(code, x->a, y->a);
	case CODE_FIELD: case CODE_ANY_FIELD: case CODE_RECORD: case CODE_ELEMENT: case CODE_OWNER: case CODE_PLACE:
		return x->b == y->b && path_equal(code, x->a, y->a);
	case CODE_ROW_FIELD:
		return x->b == y->b && x->c == y->c && path_equal(code, x->a, y->a);
	default:
		return false;
	}
}

op_ref path_known(struct check *c, op_ref op)
{
	for (uint32_t i = c->present.len; i-- > 0;) {
		struct known known = c->present.at[i];
		if (!path_equal(c->code, known.path, op))
			continue;
		if (c->facts->types.at[op_type(c, op)].form == TYPE_OPTIONAL)
			op_at(c, op)->flags |= OP_ASKED;
		op_at(c, op)->type = known.type ? known.type : type_without_optional(c->facts, op_type(c, op));
		if (known.type)
			break;
	}
	return op;
}

/* x.f.g is there only if x.f is, so every step of the path becomes known. */
void narrow_path(struct check *c, op_ref path, type_ref type)
{
	for (;;) {
		const struct op *op = op_at(c, path);
		switch (op->kind) {
		case CODE_SLOT: case CODE_GLOBAL:
			vec_push(c->code->arena, &c->present, (struct known){ path, type, false });
			return;
		case CODE_FIELD: case CODE_ANY_FIELD: case CODE_RECORD: case CODE_ELEMENT: case CODE_ROW_FIELD: case CODE_OWNER:
		case CODE_PLACE:
			vec_push(c->code->arena, &c->present, (struct known){ path, type, false });
			path = op->a;
			type = 0;
			break;
		default:
			return;
		}
	}
}

/* x is KIND: x has that kind's fields. */
static type_ref kind_known(struct check *c, const struct op *op)
{
	kind_ref kind = op->kind == CODE_IS_KIND ? op->b : op->kind == CODE_IS_WORD && op->c ? c->code->refs.at[op->c] : 0;
	return kind ? type_object(c->facts, kind) : 0;
}

void narrow(struct check *c, op_ref condition, bool holds)
{
	struct op op = *op_at(c, condition);
	switch (op.kind) {
	case CODE_NOT:
		narrow(c, op.a, !holds);
		break;
	case CODE_AND:
		if (holds) {
			narrow(c, op.a, true);
			narrow(c, op.b, true);
		}
		break;
	case CODE_OR:
		if (!holds) {
			narrow(c, op.a, false);
			narrow(c, op.b, false);
		}
		break;
	case CODE_COMPARE:
		/* What equals something is there; nothing is known of what differs. */
		if (holds == (op.c == OP_EQUAL || op.c == OP_IS)) {
			narrow_path(c, op.a, 0);
			narrow_path(c, op.b, 0);
		}
		break;
	case CODE_IN: case CODE_IS_KIND: case CODE_IS_OBJECT: case CODE_IS_WORD:
		if (holds == !(op.flags & OP_NEGATED))
			narrow_path(c, op.a, kind_known(c, &op));
		break;
	default:
		if (holds)
			narrow_path(c, condition, 0);
		break;
	}
}
