/* The walk over ops. */
#include "expr/eval.h"

#include <string.h>

#include "base/limits.h"
#include "expr/function.h"
#include "expr/memo.h"
#include "value/cidr.h"

void eval_init(struct eval *e, struct code *code, struct facts *facts, struct diags *diags, struct arena *scratch)
{
	*e = (struct eval){ .code = code, .facts = facts, .diags = diags, .scratch = scratch };
	e->known = ARENA_ARRAY(facts->arena, struct val, 2 * code->functions.len + 1);
}

struct val *eval_frame(struct eval *e, uint32_t slots)
{
	struct val *former = e->frame;
	e->frame = ARENA_ARRAY(e->scratch, struct val, slots + 1);
	return former;
}

static const struct op *op_of(const struct eval *e, op_ref op) { return &e->code->ops.at[op]; }

static uint32_t operand(const struct eval *e, const struct op *op, uint32_t i) { return e->code->refs.at[op->a + i]; }

/* --- values ---------------------------------------------------------------------------------------------- */

bool val_truth(struct val v)
{
	switch (v.tag) {
	case VAL_NONE: return false;
	case VAL_BOOL: return v.i != 0;
	case VAL_LIST: case VAL_SEQ: return list_len(v) > 0;
	default:       return true;
	}
}

static bool is_list(struct val v) { return v.tag == VAL_LIST || v.tag == VAL_SEQ; }

static bool protocols_meet(unsigned a, unsigned b) { return a == b || a == PROTOCOL_ANY || b == PROTOCOL_ANY; }

bool eval_equal(const struct eval *e, struct val a, struct val b)
{
	if (a.tag == VAL_NONE || b.tag == VAL_NONE)
		return false;
	if (is_list(a) && is_list(b)) {
		if (list_len(a) != list_len(b))
			return false;
		for (uint32_t i = 0; i < list_len(a); i++)
			if (!eval_equal(e, list_at(e->facts, a, i), list_at(e->facts, b, i)))
				return false;
		return true;
	}
	if (a.tag == VAL_OBJECT || b.tag == VAL_OBJECT)
		return a.tag == b.tag && a.a == b.a;
	if (a.tag == VAL_PORT && b.tag == VAL_PORT)
		return a.a == b.a && protocols_meet(a.detail, b.detail);
	if (a.tag == VAL_RANGE && b.tag == VAL_RANGE)
		return eval_equal(e, e->facts->cells.at[a.a], e->facts->cells.at[b.a])
		       && eval_equal(e, e->facts->cells.at[a.a + 1], e->facts->cells.at[b.a + 1]);
	return val_equal(e->facts->names, a, b);
}

int eval_compare(const struct eval *e, struct val a, struct val b)
{
	if (a.tag == VAL_OBJECT && b.tag == VAL_OBJECT) {
		const struct object *x = object_at(e->facts, a.a), *y = object_at(e->facts, b.a);
		int by_name = str_compare(names_text(e->facts->names, x->name), names_text(e->facts->names, y->name));
		return by_name != 0 ? by_name : (a.a > b.a) - (a.a < b.a);
	}
	return val_compare(e->facts->names, a, b);
}

bool eval_within(const struct eval *e, struct val one, struct val whole)
{
	if (one.tag == VAL_NONE)
		return false;
	if (is_list(whole)) {
		for (uint32_t i = 0; i < list_len(whole); i++)
			if (eval_within(e, one, list_at(e->facts, whole, i)))
				return true;
		return false;
	}
	if (one.tag == VAL_PORT && whole.tag == VAL_PORT)
		return (whole.a & 0xffff) <= (one.a & 0xffff) && one.a >> 16 <= whole.a >> 16 && protocols_meet(one.detail, whole.detail);
	if (whole.tag == VAL_CIDR && one.tag == VAL_CIDR)
		return cidr_contains((struct cidr){ whole.a, (uint8_t)whole.detail }, (struct cidr){ one.a, (uint8_t)one.detail });
	if (whole.tag == VAL_CIDR && one.tag == VAL_IP)
		return cidr_contains((struct cidr){ whole.a, (uint8_t)whole.detail }, (struct cidr){ one.a, 32 });
	if (whole.tag == VAL_RANGE && one.tag != VAL_RANGE)
		return eval_compare(e, e->facts->cells.at[whole.a], one) <= 0 && eval_compare(e, one, e->facts->cells.at[whole.a + 1]) <= 0;
	return eval_equal(e, one, whole);
}

/* --- text -------------------------------------------------------------------------------------------------- */

name eval_name(const struct eval *e, object_ref o)
{
	return e->former ? object_former(e->facts, o) : object_at(e->facts, o)->name;
}

static void print_value(struct eval *e, struct buf *out, struct val v, bool message)
{
	if (message && v.tag == VAL_NONE)
		buf_text(out, "nothing");
	else if (message)
		facts_print(out, e->facts, v);
	else if (v.tag == VAL_OBJECT && eval_name(e, v.a))
		buf_str(out, names_text(e->facts->names, eval_name(e, v.a)));
	else if (v.tag == VAL_PORT && (v.a & 0xffff) == v.a >> 16)
		buf_int(out, v.a & 0xffff);
	else
		facts_print(out, e->facts, v);
}

struct str eval_spelling(struct eval *e, struct val v, bool message)
{
	if (!message && v.tag == VAL_OBJECT && eval_name(e, v.a))
		return names_text(e->facts->names, eval_name(e, v.a));
	struct buf out;
	buf_init(&out, e->scratch);
	print_value(e, &out, v, message);
	return buf_done(&out);
}

#define FEW_PIECES 8

static struct val eval_pieces(struct eval *e, const struct op *op)
{
	bool message = op->flags & OP_MESSAGE;
	struct str few[FEW_PIECES], *texts = op->b <= FEW_PIECES ? few : arena_alloc_raw(e->scratch, op->b * sizeof *texts);
	uint32_t origin = 0;
	size_t len = 0;
	for (uint32_t i = 0; i < op->b; i++) {
		struct val piece = eval_op(e, operand(e, op, i));
		/* What is known only on deployment makes the whole a template of the output. */
		if (e->tree && (piece.tag == VAL_LATER || piece.tag == VAL_TREE))
			return e->tree(e, op);
		if (piece.origin)
			origin = piece.origin;
		texts[i] = eval_text(e, piece, message);
		len += texts[i].len;
	}
	struct text *text = text_new(e->scratch, (uint32_t)len);
	for (uint32_t i = 0, at = 0; i < op->b; at += texts[i++].len)
		if (texts[i].len)
			memcpy(text->at + at, texts[i].at, texts[i].len);
	return (struct val){ .tag = VAL_TEXT, .origin = origin, .at = text };
}

/* --- lists --------------------------------------------------------------------------------------------------- */

void seq_add(struct eval *e, struct seq_builder *b, struct val v)
{
	if (b->len == b->cap) {
		uint32_t cap = b->cap ? b->cap * 2 : 8;
		eval_gathers(e, b->len);
		struct val *grown = arena_alloc_raw(e->scratch, cap * sizeof *grown);
		if (b->len)
			memcpy(grown, b->at, b->len * sizeof *grown);
		b->at = grown;
		b->cap = cap;
	}
	b->at[b->len++] = v;
}

struct val seq_done(struct eval *e, const struct seq_builder *b)
{
	struct seq *seq = arena_alloc_raw(e->scratch, sizeof *seq + b->len * sizeof *seq->at);
	seq->len = b->len;
	if (b->len)
		memcpy(seq->at, b->at, b->len * sizeof *seq->at);
	return (struct val){ .tag = VAL_SEQ, .at = seq };
}

struct val seq_of_extent(struct eval *e, struct extent extent)
{
	struct seq *seq = arena_alloc_raw(e->scratch, sizeof *seq + extent.len * sizeof *seq->at);
	seq->len = extent.len;
	for (uint32_t i = 0; i < extent.len; i++)
		seq->at[i] = val_object(extent.at[i]);
	return (struct val){ .tag = VAL_SEQ, .at = seq };
}

/* Instances list every place of their declaration, so those of one place are picked out of the lookup. */
struct extent eval_rows(struct eval *e, const struct op *op, struct val of)
{
	if (of.tag == VAL_NONE)
		return (struct extent){ 0 };
	struct extent found = facts_lookup(e->facts, op->b, op->c, of);
	const struct kind *kind = &e->facts->kinds.at[op->b];
	if (!(kind->flags & KIND_PLACED) || kind->place_field != op->c || of.tag != VAL_OBJECT)
		return found;
	object_ref *picked = arena_alloc_raw(e->scratch, (found.len + 1) * sizeof *picked);
	uint32_t count = 0;
	for (uint32_t i = 0; i < found.len; i++)
		if (object_at(e->facts, found.at[i])->place == of.a)
			picked[count++] = found.at[i];
	return (struct extent){ picked, count };
}

struct collect { struct seq_builder *builder; op_ref value; };

static bool collect_round(struct eval *e, void *user)
{
	struct collect *collect = user;
	struct val v = eval_op(e, collect->value);
	if (v.tag != VAL_NONE)
		seq_add(e, collect->builder, v);
	return !e->stopped;
}

static struct val eval_list(struct eval *e, const struct op *op)
{
	struct seq_builder builder = { 0 };
	for (uint32_t i = 0; i < op->b && !e->stopped; i++) {
		const struct op *element = op_of(e, operand(e, op, i));
		if (element->kind == CODE_EACH) {
			struct collect collect = { &builder, element->a };
			uint32_t quantifier = element->b;
			eval_each(e, &quantifier, 1, collect_round, &collect);
		} else if (element->kind == CODE_MAYBE) {
			if (eval_true(e, element->b))
				seq_add(e, &builder, eval_op(e, element->a));
		} else {
			seq_add(e, &builder, eval_op(e, operand(e, op, i)));
		}
	}
	return seq_done(e, &builder);
}

static struct val eval_index(struct eval *e, const struct op *op)
{
	struct val list = eval_op(e, op->a), index = eval_op(e, op->b);
	uint32_t count = list_len(list);
	if (index.tag == VAL_INT)
		return index.i >= 0 && index.i < count ? list_at(e->facts, list, (uint32_t)index.i) : VAL_ABSENT;
	for (uint32_t i = 0; i < count; i++) {
		struct val member = list_at(e->facts, list, i);
		if (member.tag == VAL_OBJECT && op->c && eval_equal(e, object_get(e->facts, member.a, op->c), index))
			return member;
	}
	return VAL_ABSENT;
}

/* A value that was looked up; what is traced is where it came from. */
static inline struct val seen(const struct eval *e, struct val v)
{
	if (e->trace && v.origin)
		vec_push(e->trace->arena, &e->trace->read, v.origin);
	return v;
}

/* --- fields ---------------------------------------------------------------------------------------------------- */

static inline struct val with_origin(const struct eval *e, struct val v, object_ref object)
{
	if (!v.origin)
		v.origin = object_at(e->facts, object)->origin;
	return seen(e, v);
}

static struct val object_name(const struct eval *e, object_ref o)
{
	const struct object *object = object_at(e->facts, o);
	if (eval_name(e, o))
		return seen(e, (struct val){ .tag = VAL_STR, .a = eval_name(e, o), .origin = object->origin });
	return object_get_named(e->facts, o, names_find(e->facts->names, STR("name")));
}

static struct val eval_element(const struct eval *e, const struct op *op, struct val of)
{
	static const char *const protocols[] = { "tcp", "tcp", "udp", "icmp" };
	switch (of.tag) {
	case VAL_PORT:
		switch (op->b) {
		case ELEMENT_LAST:     return val_int(of.a >> 16);
		case ELEMENT_PROTOCOL: return val_name(VAL_WORD, names_intern(e->facts->names, str_of(protocols[of.detail & 3])));
		default:               return val_int(of.a & 0xffff);
		}
	case VAL_CIDR:
		return op->b == ELEMENT_PREFIX ? val_int(of.detail) : (struct val){ .tag = VAL_IP, .a = of.a };
	case VAL_CIDR6:
		return op->b == ELEMENT_PREFIX ? val_int(of.detail) : (struct val){ .tag = VAL_IP6, .a = of.a };
	case VAL_RANGE:
		return e->facts->cells.at[of.a + (op->b == ELEMENT_LAST)];
	case VAL_NONE:
		return VAL_ABSENT;
	default:                                       /* one value is a range of itself */
		return op->b == ELEMENT_FIRST || op->b == ELEMENT_LAST ? of : VAL_ABSENT;
	}
}

/* A part by name of a value whose type was not known when the code was compiled. */
static struct val any_element(const struct eval *e, struct val of, struct str field)
{
	static const char *const words[] = {
		[ELEMENT_NUMBER] = "number", [ELEMENT_FIRST] = "first", [ELEMENT_LAST] = "last", [ELEMENT_PROTOCOL] = "protocol",
		[ELEMENT_ADDRESS] = "address", [ELEMENT_PREFIX] = "prefix",
	};
	for (uint32_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(field, words[i]) && (of.tag == VAL_PORT || of.tag == VAL_CIDR || of.tag == VAL_RANGE))
			return eval_element(e, &(struct op){ .b = i }, of);
	return VAL_ABSENT;
}

/* A field by name, of whatever is at hand: own field, or place. */
static struct val any_field(const struct eval *e, struct val of, name field)
{
	if (of.tag != VAL_OBJECT)
		return any_element(e, of, names_text(e->facts->names, field));
	const struct object *object = object_at(e->facts, of.a);
	field_ref f = kind_field(e->facts, object->kind, field);
	if (f)
		return with_origin(e, object_get(e->facts, of.a, f), of.a);
	if (object->place && e->facts->kinds.at[object_at(e->facts, object->place)->kind].name == field)
		return val_object(object->place);
	return VAL_ABSENT;
}

/* Of an object, but for CODE_NAME: what is called by a text is called so. */
static inline bool object_of(struct eval *e, const struct op *op, struct val *of)
{
	*of = eval_op(e, op->a);
	return of->tag == VAL_OBJECT;
}

static struct val walk_field(struct eval *e, const struct op *op)
{
	struct val of;
	if (!object_of(e, op, &of))
		return VAL_ABSENT;
	/* A row's name is a field like others. */
	if (e->former && object_former(e->facts, of.a) && str_is(names_text(e->facts->names, e->facts->fields.at[op->b].name), "name"))
		return object_name(e, of.a);
	return with_origin(e, object_get(e->facts, of.a, op->b), of.a);
}

static struct val walk_row_field(struct eval *e, const struct op *op)
{
	struct val of;
	object_ref row = object_of(e, op, &of) ? object_row(e->facts, of.a, op->c) : 0;
	return row ? with_origin(e, object_get(e->facts, row, op->b), row) : VAL_ABSENT;
}

static struct val walk_any_field(struct eval *e, const struct op *op)
{
	struct val of = eval_op(e, op->a);
	return of.tag == VAL_NONE ? of : any_field(e, of, op->b);
}

static struct val walk_name(struct eval *e, const struct op *op)
{
	struct val of;
	if (object_of(e, op, &of))
		return object_name(e, of.a);
	return val_is_stringy(of) ? of : VAL_ABSENT;
}

static struct val walk_place(struct eval *e, const struct op *op)
{
	struct val of;
	object_ref place = object_of(e, op, &of) ? object_at(e->facts, of.a)->place : 0;
	return place ? val_object(place) : VAL_ABSENT;
}

static struct val walk_owner(struct eval *e, const struct op *op)
{
	struct val of;
	object_ref owner = object_of(e, op, &of) ? object_at(e->facts, of.a)->owner : 0;
	return owner ? val_object(owner) : VAL_ABSENT;
}

static struct val walk_element(struct eval *e, const struct op *op) { return eval_element(e, op, eval_op(e, op->a)); }

static struct val walk_record(struct eval *e, const struct op *op)
{
	struct val of = eval_op(e, op->a);
	return of.tag == VAL_SEQ && op->b < list_len(of) ? list_at(e->facts, of, op->b) : VAL_ABSENT;
}

/* --- conditions -------------------------------------------------------------------------------------------------- */

static bool is_word(const struct eval *e, const struct op *op, struct val v)
{
	if (val_is_stringy(v))
		return val_equal(e->facts->names, v, val_name(VAL_WORD, op->b));
	if (v.tag != VAL_OBJECT)
		return false;
	kind_ref kind = op->c ? e->code->refs.at[op->c] : 0;
	object_ref object = op->c ? e->code->refs.at[op->c + 1] : 0;
	/* Things of several kinds may share a name; each of them is meant. A kind is meant before what somebody calls like it. */
	if (!kind && object_at(e->facts, v.a)->name == op->b)
		return true;
	if (kind && kind_is_a(e->facts, object_at(e->facts, v.a)->kind, kind))
		return true;
	return object ? object_is_a(e->facts, v.a, object) : false;
}

/* A property may hold a value of deployment time, which nothing may depend on. */
static bool told_early(struct eval *e, const struct op *op, struct val v)
{
	struct diag *diag = diag_add(e->diags, DIAG_LATER_USED_EARLY, op->span, "`%.*s` is known only on deployment, but is asked for here",
	                             STR_ARG(names_text(e->facts->names, v.a)));
	if (v.origin)
		diag_also(e->diags, diag, e->facts->origins.at[v.origin], "it is given here");
	return true;
}

static inline bool is_early(struct eval *e, const struct op *op, struct val v) { return v.tag == VAL_LATER && told_early(e, op, v); }

/* A condition on a value; NEGATED turns it round. A value of deployment time meets none. */
static inline struct val met(const struct op *op, bool condition) { return val_bool(condition != ((op->flags & OP_NEGATED) != 0)); }

static struct val walk_in(struct eval *e, const struct op *op)
{
	struct val a = eval_op(e, op->a);
	return met(op, !is_early(e, op, a) && eval_within(e, a, eval_op(e, op->b)));
}

static struct val walk_is_kind(struct eval *e, const struct op *op)
{
	struct val a = eval_op(e, op->a);
	return met(op, !is_early(e, op, a) && a.tag == VAL_OBJECT && kind_is_a(e->facts, object_at(e->facts, a.a)->kind, op->b));
}

static struct val walk_is_object(struct eval *e, const struct op *op)
{
	struct val a = eval_op(e, op->a);
	return met(op, !is_early(e, op, a) && a.tag == VAL_OBJECT && object_is_a(e->facts, a.a, op->b));
}

static struct val walk_is_word(struct eval *e, const struct op *op)
{
	struct val a = eval_op(e, op->a);
	return met(op, !is_early(e, op, a) && is_word(e, op, a));
}

static struct val eval_comparison(struct eval *e, const struct op *op)
{
	struct val a = eval_op(e, op->a), b = eval_op(e, op->b);
	if (is_early(e, op, a) || is_early(e, op, b))
		return val_bool(false);
	switch (op->c) {
	case OP_EQUAL: case OP_IS:         return val_bool(eval_equal(e, a, b));
	case OP_NOT_EQUAL: case OP_IS_NOT: return val_bool(!eval_equal(e, a, b));
	default: break;
	}
	if (a.tag == VAL_NONE || b.tag == VAL_NONE)
		return val_bool(false);
	int order = eval_compare(e, a, b);
	return val_bool(op->c == OP_LESS ? order < 0 : op->c == OP_LESS_EQUAL ? order <= 0 : op->c == OP_GREATER ? order > 0 : order >= 0);
}

static struct val eval_sum(struct eval *e, const struct op *op)
{
	struct val a = eval_op(e, op->a), b = eval_op(e, op->b);
	if (is_list(a) || is_list(b)) {
		struct seq_builder builder = { 0 };
		for (uint32_t i = 0; i < list_len(a); i++)
			seq_add(e, &builder, list_at(e->facts, a, i));
		for (uint32_t i = 0; i < list_len(b); i++)
			seq_add(e, &builder, list_at(e->facts, b, i));
		return seq_done(e, &builder);
	}
	if (a.tag == VAL_NONE || b.tag == VAL_NONE)
		return VAL_ABSENT;
	int64_t by = a.tag == VAL_DATE && b.tag == VAL_DURATION ? b.i / 86400000 : b.i;
	if (a.tag == VAL_DECIMAL && b.tag == VAL_INT)
		by = number_times(by, 1000);
	else if (a.tag == VAL_INT && b.tag == VAL_DECIMAL)
		a = (struct val){ .tag = VAL_DECIMAL, .i = number_times(a.i, 1000) };
	int64_t sum = op->kind == CODE_ADD ? number_plus(a.i, by) : number_minus(a.i, by);
	return (struct val){ .tag = a.tag, .i = sum, .origin = a.origin };
}

bool eval_true(struct eval *e, op_ref op)
{
	return op == 0 || val_truth(eval_op(e, op));
}

/* --- calls --------------------------------------------------------------------------------------------------------- */

struct val eval_apply(struct eval *e, const struct callable *callable, const struct op *call, struct val (*body)(struct eval *e, op_ref body))
{
	struct val *frame = ARENA_ARRAY(e->scratch, struct val, callable->slots + 1);
	for (uint32_t i = 0; i < call->b; i++)
		frame[e->code->parameters.at[callable->first_parameter + i].slot] = eval_op(e, operand(e, call, i));
	struct val *former = e->frame;
	e->frame = frame;
	struct val result = body(e, callable->body);
	e->frame = former;
	return result;
}

/* A function that was asked the same before is not asked again. */
static struct val eval_function(struct eval *e, const struct op *op)
{
	const struct callable *function = &e->code->functions.at[op->c];
	struct val value;
	struct memo_key key;
	if (op->b > MEMO_ARGUMENTS || function->slight)
		return eval_apply(e, function, op, eval_op);
	for (uint32_t i = 0; i < op->b; i++)
		key.arguments[i] = eval_op(e, operand(e, op, i));
	bool kept = memo_key(e, op->c + 1, op->b, &key);
	if (kept && memo_find(e, &key, &value))
		return value;
	struct val *former = eval_frame(e, function->slots);
	for (uint32_t i = 0; i < op->b; i++)
		e->frame[e->code->parameters.at[function->first_parameter + i].slot] = key.arguments[i];
	uint64_t trees = e->trees;
	value = eval_op(e, function->body);
	e->frame = former;
	return kept && trees == e->trees && !e->stopped ? memo_keep(e, &key, value) : value;
}

/* A function without parameters has one value in a run; it is kept unless it holds an output tree. */
static struct val eval_constant(struct eval *e, const struct op *op)
{
	struct val *known = &e->known[2 * op->c + e->former];      /* with the names of before it is another question */
	if (known->reserved)
		return (struct val){ .tag = known->tag, .detail = known->detail, .origin = known->origin, .i = known->i };
	uint64_t trees = e->trees;
	struct val v = eval_apply(e, &e->code->functions.at[op->c], op, eval_op);
	struct val lasting = trees == e->trees && !e->stopped ? memo_lasting(e, v) : (struct val){ .tag = VAL_TREE };
	if (lasting.tag == VAL_TREE)
		return v;
	*known = lasting;
	known->reserved = 1;
	return lasting;
}

/* A row of a view: the values of its fields in order. */
static bool view_round(struct eval *e, void *user)
{
	struct collect *collect = user;
	struct val row = eval_list(e, op_of(e, collect->value));
	row.origin = e->origin;
	seq_add(e, collect->builder, row);
	return !e->stopped;
}

static struct val eval_view(struct eval *e, const struct op *op)
{
	const struct callable *view = &e->code->views.at[op->c];
	struct val *frame = ARENA_ARRAY(e->scratch, struct val, view->slots + 1), *former = e->frame;
	for (uint32_t i = 0; i < op->b; i++)
		frame[e->code->parameters.at[view->first_parameter + i].slot] = eval_op(e, operand(e, op, i));
	e->frame = frame;
	struct seq_builder builder = { 0 };
	struct collect collect = { &builder, view->body };
	eval_each(e, e->code->refs.at + view->first_quantifier, view->quantifier_count, view_round, &collect);
	e->frame = former;
	return seq_done(e, &builder);
}


/* With the names of before, where the function asks for them. */
static struct val call_former(struct eval *e, const struct op *op)
{
	bool former = e->former;
	e->former = true;
	struct val argument = eval_op(e, operand(e, op, 0));
	argument = val_text(e->scratch, eval_text(e, argument, false));
	e->former = former;
	return function_rows[op->c].run(e, op, &argument, 1);
}

static struct val eval_call(struct eval *e, const struct op *op)
{
	const struct function_row *row = &function_rows[op->c];
	struct val arguments[MOST_ARGUMENTS], settled;
	uint32_t count = op->b < MOST_ARGUMENTS ? op->b : MOST_ARGUMENTS;
	if (row->how == FUNCTION_FORMER && count)
		return call_former(e, op);
	for (uint32_t i = 0; i < count; i++) {
		if (row->settles && i && i + 1 == count && row->settles(e, arguments, &settled))
			return settled;
		arguments[i] = eval_op(e, operand(e, op, i));
	}
	for (uint32_t i = 0; i < count && row->how == FUNCTION_LOOKS; i++)
		if (is_early(e, op, arguments[i]))
			return VAL_ABSENT;
	return row->run(e, op, arguments, op->b);
}

static struct val out_of_steps(struct eval *e, const struct op *op)
{
	if (!e->stopped) {
		struct diag *diag = diag_add(e->diags, DIAG_BUDGET, op->span, e->too_many ? "this is asked for %llu combinations and more at once"
		                             : "this asks for more than %llu steps of evaluation", e->too_many ? LIMIT_COMBINATIONS : LIMIT_STEPS);
		diag_help(e->diags, diag, "run through fewer combinations, or say what they have in common with `where a.x is b`");
	}
	eval_stop(e);
	return VAL_ABSENT;
}

static struct val walk_none(struct eval *e, const struct op *op)
{
	(void)e; (void)op;
	return VAL_ABSENT;
}
static struct val walk_const(struct eval *e, const struct op *op) { return e->code->consts.at[op->a]; }
static struct val walk_global(struct eval *e, const struct op *op) { return seen(e, e->facts->globals.at[op->a].value); }
static struct val walk_slot(struct eval *e, const struct op *op) { return seen(e, e->frame[op->a]); }
static struct val walk_extent(struct eval *e, const struct op *op) { return seq_of_extent(e, facts_extent(e->facts, op->a)); }
static struct val walk_rows(struct eval *e, const struct op *op) { return seq_of_extent(e, eval_rows(e, op, eval_op(e, op->a))); }
static struct val walk_apply(struct eval *e, const struct op *op) { return op->b ? eval_function(e, op) : eval_constant(e, op); }
static struct val walk_not(struct eval *e, const struct op *op) { return val_bool(!eval_true(e, op->a)); }
static struct val walk_and(struct eval *e, const struct op *op) { return val_bool(eval_true(e, op->a) && eval_true(e, op->b)); }
static struct val walk_or(struct eval *e, const struct op *op) { return val_bool(eval_true(e, op->a) || eval_true(e, op->b)); }
static struct val walk_if(struct eval *e, const struct op *op) { return eval_op(e, eval_true(e, op->a) ? op->b : op->c); }
static struct val walk_quantified(struct eval *e, const struct op *op) { return val_bool(eval_quantified(e, op)); }
static struct val walk_maybe(struct eval *e, const struct op *op) { return eval_true(e, op->b) ? eval_op(e, op->a) : VAL_ABSENT; }
static struct val walk_tree(struct eval *e, const struct op *op)
{
	e->trees++;
	return e->tree ? e->tree(e, op) : VAL_ABSENT;
}

typedef struct val walk(struct eval *e, const struct op *op);
static walk *const walks[CODE_KIND_COUNT] = {
	[CODE_NONE] = walk_none, [CODE_CONST] = walk_const, [CODE_GLOBAL] = walk_global, [CODE_SLOT] = walk_slot,
	[CODE_EXTENT] = walk_extent, [CODE_FIELD] = walk_field, [CODE_ROW_FIELD] = walk_row_field, [CODE_ROWS] = walk_rows,
	[CODE_ANY_FIELD] = walk_any_field, [CODE_NAME] = walk_name, [CODE_PLACE] = walk_place, [CODE_OWNER] = walk_owner,
	[CODE_ELEMENT] = walk_element, [CODE_RECORD] = walk_record, [CODE_INDEX] = eval_index, [CODE_CALL] = eval_call,
	[CODE_APPLY] = walk_apply, [CODE_VIEW] = eval_view, [CODE_NOT] = walk_not, [CODE_AND] = walk_and, [CODE_OR] = walk_or,
	[CODE_COMPARE] = eval_comparison, [CODE_IN] = walk_in, [CODE_IS_KIND] = walk_is_kind, [CODE_IS_OBJECT] = walk_is_object,
	[CODE_IS_WORD] = walk_is_word, [CODE_ADD] = eval_sum, [CODE_SUBTRACT] = eval_sum, [CODE_IF] = walk_if,
	[CODE_SOME] = walk_quantified, [CODE_EVERY] = walk_quantified, [CODE_STRING] = eval_pieces, [CODE_RANGE] = walk_none,
	[CODE_LIST] = eval_list, [CODE_MAYBE] = walk_maybe, [CODE_EACH] = walk_none, [CODE_BLOCK] = walk_tree,
	[CODE_REFERENCE] = walk_tree, [CODE_FROM] = walk_tree, [CODE_RAW] = walk_tree, [CODE_TEXT] = walk_tree,
	[CODE_OUT_VALUE] = walk_none, [CODE_OUT_NESTED] = walk_none, [CODE_OUT_EACH] = walk_none, [CODE_OUT_WHEN] = walk_none,
	[CODE_OUT_LET] = walk_none, [CODE_OUT_PART] = walk_none, [CODE_OUT_NOTE] = walk_none,
};

struct val eval_walk(struct eval *e, const struct op *op)
{
	if (++e->steps > LIMIT_STEPS)
		return out_of_steps(e, op);
	return walks[op->kind](e, op);
}

void eval_gathers(struct eval *e, uint32_t count)
{
	if (count < LIMIT_COMBINATIONS || e->stopped)
		return;
	e->too_many = true;
	e->steps = LIMIT_STEPS;
}

void eval_stop(struct eval *e)
{
	e->stopped = true;
	e->steps = LIMIT_STEPS;
}
