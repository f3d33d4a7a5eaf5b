/* What all compiling of bodies shares: variables, rows of code, errors, walks over operands. */
#include "expr/compile.h"

#include <stdarg.h>
#include <stdio.h>

void check_begin(struct check *c, struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags)
{
	*c = (struct check){ .code = code, .facts = facts, .ast = ast, .diags = diags };
}

struct scope_mark scope_open(struct check *c)
{
	return (struct scope_mark){ c->scope.len, c->present.len };
}

void scope_close(struct check *c, struct scope_mark mark)
{
	c->scope.len = mark.variables;
	c->present.len = mark.present;
}

uint32_t scope_add(struct check *c, name name, type_ref type, bool later)
{
	uint32_t slot = c->slots++;
	vec_push(c->code->arena, &c->scope, (struct variable){ name, slot, type, later });
	return slot;
}

const struct variable *scope_find(const struct check *c, name name)
{
	for (uint32_t i = c->scope.len; i-- > 0;)
		if (c->scope.at[i].name == name)
			return &c->scope.at[i];
	return NULL;
}

uint32_t scope_bind(struct check *c, name name, struct span span, type_ref type, bool later)
{
	if (scope_find(c, name)) {
		struct diag *diag = check_error(c, DIAG_DUPLICATE_NAME, span, "`%.*s` is bound here already", STR_ARG(check_name(c, name)));
		diag_help(c->diags, diag, "choose another name: one that hides another is read wrongly");
	}
	return scope_add(c, name, type, later);
}

op_ref op_add(struct check *c, struct op op)
{
	vec_push(c->code->arena, &c->code->ops, op);
	return c->code->ops.len - 1;
}

op_ref op_const(struct check *c, struct val value, type_ref type, struct span span)
{
	vec_push(c->code->arena, &c->code->consts, value);
	return op_add(c, (struct op){ .kind = CODE_CONST, .type = type, .a = c->code->consts.len - 1, .span = span });
}

uint32_t refs_add(struct check *c, const uint32_t *items, uint32_t count)
{
	uint32_t first = c->code->refs.len;
	for (uint32_t i = 0; i < count; i++)
		vec_push(c->code->arena, &c->code->refs, items[i]);
	return first;
}

struct diag *check_error(struct check *c, enum diag_code code, struct span span, const char *format, ...)
{
	char text[512];
	va_list list;
	va_start(list, format);
	vsnprintf(text, sizeof text, format, list);
	va_end(list);
	c->broken = true;
	return diag_add(c->diags, code, span, "%s", text);
}

struct str check_name(const struct check *c, name n)
{
	return names_text(c->facts->names, n);
}

struct str check_type_text(struct check *c, type_ref type)
{
	struct buf out;
	buf_init(&out, c->code->arena);
	type_print(&out, c->facts, type);
	return buf_slice(&out, 0);
}

static name slot_name(const struct check *c, uint32_t slot)
{
	for (uint32_t i = 0; i < c->scope.len; i++)
		if (c->scope.at[i].slot == slot)
			return c->scope.at[i].name;
	return NO_NAME;
}

/* The last step of a path as it is written; NO_NAME where it has no name. */
static name step_name(const struct check *c, const struct op *op)
{
	const struct facts *facts = c->facts;
	switch (op->kind) {
	case CODE_SLOT:      return slot_name(c, op->a);
	case CODE_GLOBAL:    return facts->globals.at[op->a].name;
	case CODE_EXTENT:    return facts->kinds.at[op->a].name;
	case CODE_FIELD: case CODE_ROW_FIELD: return facts->fields.at[op->b].name;
	case CODE_ANY_FIELD: return op->b;
	case CODE_NAME:      return names_find(facts->names, STR("name"));
	default:             return NO_NAME;
	}
}

#define MOST_STEPS 16

struct str check_path_text(struct check *c, op_ref path)
{
	name steps[MOST_STEPS];
	uint32_t count = 0;
	for (const struct op *op = op_at(c, path); count < MOST_STEPS; op = op_at(c, op->a)) {
		bool only = op->kind == CODE_INDEX && op_at(c, op->a)->kind == CODE_EXTENT;   /* the one thing of a kind */
		if (only)
			op = op_at(c, op->a);
		steps[count] = step_name(c, op);
		if (steps[count++] == NO_NAME)
			return (struct str){ 0 };
		if (only || op->kind == CODE_SLOT || op->kind == CODE_GLOBAL || op->kind == CODE_EXTENT)
			break;
	}
	struct buf out;
	buf_init(&out, c->code->arena);
	while (count-- > 0) {
		buf_str(&out, check_name(c, steps[count]));
		buf_text(&out, count ? "." : "");
	}
	return buf_slice(&out, 0);
}

/* --- operands -------------------------------------------------------------------------------- */

typedef void op_visit(void *user, op_ref child);

static void visit_refs(const struct code *code, uint32_t first, uint32_t count, op_visit *visit, void *user)
{
	for (uint32_t i = 0; i < count; i++)
		visit(user, code->refs.at[first + i]);
}

static void visit_loop(const struct code *code, uint32_t index, op_visit *visit, void *user)
{
	const struct loop *loop = &code->loops.at[index];
	visit(user, loop->source);
	visit(user, loop->key);
	visit_refs(code, loop->first_filter, loop->filter_count, visit, user);
}

static void visit_quantifier(const struct code *code, uint32_t index, op_visit *visit, void *user)
{
	const struct quantifier *q = &code->quantifiers.at[index];
	for (uint32_t i = 0; i < q->loop_count; i++)
		visit_loop(code, q->first_loop + i, visit, user);
	visit(user, q->group);
	visit(user, q->sort);
}

void op_children(const struct code *code, op_ref ref, op_visit *visit, void *user)
{
	const struct op *op = &code->ops.at[ref];
	switch ((enum op_kind)op->kind) {
	case CODE_NONE: case CODE_CONST: case CODE_GLOBAL: case CODE_SLOT: case CODE_EXTENT: case CODE_KIND_COUNT:
		break;
	case CODE_FIELD: case CODE_ROW_FIELD: case CODE_ROWS: case CODE_ANY_FIELD: case CODE_NAME: case CODE_PLACE:
	case CODE_OWNER: case CODE_ELEMENT: case CODE_RECORD: case CODE_NOT: case CODE_IS_KIND: case CODE_IS_OBJECT:
	case CODE_IS_WORD: case CODE_OUT_NOTE:
		visit(user, op->a);
		break;
	case CODE_INDEX: case CODE_AND: case CODE_OR: case CODE_COMPARE: case CODE_IN: case CODE_ADD: case CODE_SUBTRACT:
	case CODE_RANGE: case CODE_MAYBE: case CODE_FROM:
		visit(user, op->a);
		visit(user, op->b);
		break;
	case CODE_OUT_LET:
		visit(user, op->b);
		break;
	case CODE_IF: case CODE_OUT_WHEN: case CODE_OUT_VALUE:
		visit(user, op->a);
		visit(user, op->b);
		visit(user, op->c);
		break;
	case CODE_CALL: case CODE_APPLY: case CODE_VIEW: case CODE_STRING: case CODE_LIST: case CODE_BLOCK:
	case CODE_REFERENCE: case CODE_RAW: case CODE_TEXT: case CODE_OUT_PART:
		visit_refs(code, op->a, op->b, visit, user);
		break;
	case CODE_SOME: case CODE_EVERY:
		visit_loop(code, op->b, visit, user);
		visit(user, op->c);
		break;
	case CODE_EACH:
		visit(user, op->a);
		visit_quantifier(code, op->b, visit, user);
		break;
	case CODE_OUT_NESTED:
		visit_refs(code, op->a, 1u + op->extra, visit, user);
		visit(user, op->b);
		visit(user, op->c);
		break;
	case CODE_OUT_EACH:
		for (uint32_t i = 0; i < op->extra; i++)
			visit_quantifier(code, code->refs.at[op->a + i], visit, user);
		visit(user, op->b);
		break;
	}
}

struct step_count { const struct code *code; uint32_t steps; bool runs; };

/* What runs through something, calls or makes texts and lists takes longer than it looks. */
static void count_step(void *user, op_ref ref)
{
	struct step_count *count = user;
	switch ((enum op_kind)count->code->ops.at[ref].kind) {
	case CODE_NONE: case CODE_CONST: case CODE_SLOT: case CODE_GLOBAL: case CODE_FIELD: case CODE_ROW_FIELD: case CODE_NAME: case CODE_PLACE:
	case CODE_OWNER: case CODE_ELEMENT: case CODE_NOT: case CODE_AND: case CODE_OR: case CODE_COMPARE: case CODE_IS_KIND: case CODE_IS_OBJECT:
	case CODE_IS_WORD: case CODE_IF:
		count->steps++;
		break;
	default:
		count->runs = true;
	}
	if (!count->runs)
		op_children(count->code, ref, count_step, count);
}

#define FEW_STEPS 16

bool op_is_slight(const struct code *code, op_ref op)
{
	struct step_count count = { code, 0, false };
	count_step(&count, op);
	return !count.runs && count.steps <= FEW_STEPS;
}

struct slot_search { const struct code *code; uint32_t slot; bool found; };

static void search_slot(void *user, op_ref ref)
{
	struct slot_search *search = user;
	const struct op *op = &search->code->ops.at[ref];
	if (op->kind == CODE_SLOT && op->a == search->slot)
		search->found = true;
	if (!search->found)
		op_children(search->code, ref, search_slot, search);
}

bool op_uses_slot(const struct code *code, op_ref op, uint32_t slot)
{
	struct slot_search search = { code, slot, false };
	search_slot(&search, op);
	return search.found;
}
