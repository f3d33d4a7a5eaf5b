/* What a condition tells about optional values: after `where x.f` the path x.f is known to be there. */
#include "expr/compile.h"

/* A path is a variable or global with fields behind it. */
static bool path_equal(const struct code *code, op_ref a, op_ref b)
{
	const struct op *x = &code->ops.at[a], *y = &code->ops.at[b];
	if (x->kind != y->kind)
		return false;
	switch (x->kind) {
	case CODE_SLOT: case CODE_GLOBAL:
		return x->a == y->a;
	case CODE_FIELD: case CODE_ANY_FIELD: case CODE_RECORD: case CODE_ELEMENT: case CODE_OWNER: case CODE_PLACE:
		return x->b == y->b && path_equal(code, x->a, y->a);
	case CODE_ROW_FIELD:
		return x->b == y->b && x->c == y->c && path_equal(code, x->a, y->a);
	default:
		return false;
	}
}

bool path_is_present(const struct check *c, op_ref op)
{
	for (uint32_t i = 0; i < c->present.len; i++)
		if (path_equal(c->code, c->present.at[i], op))
			return true;
	return false;
}

/* x.f.g is there only if x.f is, so every step of the path becomes known. */
void narrow_path(struct check *c, op_ref path)
{
	for (;;) {
		const struct op *op = op_at(c, path);
		switch (op->kind) {
		case CODE_SLOT: case CODE_GLOBAL:
			vec_push(c->code->arena, &c->present, path);
			return;
		case CODE_FIELD: case CODE_ANY_FIELD: case CODE_RECORD: case CODE_ELEMENT: case CODE_ROW_FIELD: case CODE_OWNER:
		case CODE_PLACE:
			vec_push(c->code->arena, &c->present, path);
			path = op->a;
			break;
		default:
			return;
		}
	}
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
			narrow_path(c, op.a);
			narrow_path(c, op.b);
		}
		break;
	case CODE_IN: case CODE_IS_KIND: case CODE_IS_OBJECT: case CODE_IS_WORD:
		if (holds == !(op.flags & OP_NEGATED))
			narrow_path(c, op.a);
		break;
	default:
		if (holds)
			narrow_path(c, condition);
		break;
	}
}
