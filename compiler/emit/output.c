/* Output statements and expressions to trees. */
#include "emit/build.h"

#include <string.h>

#include "base/limits.h"
#include "expr/function.h"

static struct emission *emission_of(struct eval *e) { return e->user; }

static const struct op *op_at(const struct emission *m, op_ref op) { return &m->code->ops.at[op]; }

void output_failed(struct emission *m, struct diag *diag)
{
	if (m->eval.origin)
		diag_also(m->diags, diag, m->facts->origins.at[m->eval.origin], "for this");
}

/* read[0] is the count of those behind it. */
static void add_once(uint32_t *read, uint32_t origin)
{
	for (uint32_t i = 1; i <= read[0]; i++)
		if (read[i] == origin)
			return;
	read[++read[0]] = origin;
}

/* What was read since `from`, and the rows around, is what the node was made from. */
static void note_read(struct emission *m, struct tree *tree, uint32_t from)
{
	struct eval_trace *trace = m->eval.trace;
	if (!trace)
		return;
	uint32_t *read = ARENA_ARRAY(m->eval.scratch, uint32_t, trace->read.len - from + trace->around.len + 1);
	for (uint32_t i = from; i < trace->read.len; i++)
		add_once(read, trace->read.at[i]);
	for (uint32_t i = trace->around.len; i-- > 0;)
		add_once(read, trace->around.at[i]);
	trace->read.len = from;
	if (tree)
		tree->read = read;
	/* Members of a list stand on lines of their own. */
	for (struct tree *member = tree ? tree->first : NULL; member; member = member->next)
		if (!member->read)
			member->read = read;
}

static uint32_t read_so_far(const struct emission *m) { return m->eval.trace ? m->eval.trace->read.len : 0; }

/* --- values ---------------------------------------------------------------------------------------------- */

static struct tree *scalar(struct emission *m, struct val v, enum tree_scalar kind)
{
	struct tree *tree = tree_string(m->eval.scratch, eval_text(&m->eval, v, false));
	tree->scalar = (uint8_t)kind;
	return tree;
}

/* A value of deployment time is written as the target says. */
static struct tree *later(struct emission *m, struct val v)
{
	const struct target *target = &m->code->targets.at[m->target];
	if (!target->later) {
		struct diag *diag = diag_add(m->diags, DIAG_LATER_USED_EARLY, (struct span){ m->eval.emitter, m->eval.emitter + 1 },
		                             "target `%.*s` has no word for values of deployment time",
		                             STR_ARG(names_text(m->facts->names, target->name)));
		output_failed(m, diag);
		return NULL;
	}
	struct val *former = eval_frame(&m->eval, target->read_slots);
	m->eval.frame[0] = val_name(VAL_STR, v.a);
	struct tree *tree = tree_new(m->eval.scratch, TREE_RAW);
	tree->text = eval_string(&m->eval, target->later);
	m->eval.frame = former;
	vec_push(m->eval.scratch, &m->laters, (name)v.a);
	return tree;
}

static struct tree *list(struct emission *m, struct val v, uint8_t flags)
{
	struct tree *tree = tree_new(m->eval.scratch, TREE_LIST);
	uint32_t count = list_len(v);
	for (uint32_t i = 0; i < count; i++) {
		struct tree *child = output_value(m, list_at(m->facts, v, i), flags);
		if (child)
			tree_add(tree, child, (struct str){ 0 });
	}
	return tree;
}

struct tree *output_value(struct emission *m, struct val v, uint8_t flags)
{
	struct tree *tree = NULL;
	switch ((enum val_tag)v.tag) {
	case VAL_NONE:  return NULL;
	case VAL_LATER: tree = later(m, v); break;
	case VAL_TREE:
		if (!v.at)
			return NULL;
		return tree_copy(m->eval.scratch, v.at);
	case VAL_LIST: case VAL_SEQ: tree = list(m, v, flags); break;
	case VAL_BOOL:  tree = scalar(m, v, TREE_BOOL); break;
	case VAL_INT:   tree = scalar(m, v, v.detail || flags & OP_AS_TEXT ? TREE_STRING : TREE_NUMBER); break;
	case VAL_DECIMAL: tree = scalar(m, v, TREE_NUMBER); break;
	case VAL_PORT:  tree = scalar(m, v, (v.a & 0xffff) == v.a >> 16 ? TREE_NUMBER : TREE_STRING); break;
	default:        tree = scalar(m, v, TREE_STRING); break;
	}
	if (tree) {
		tree->origin = v.origin ? v.origin : m->eval.origin;
		tree->emitter_origin = m->eval.emitter;
	}
	return tree;
}

/* --- texts of other languages ------------------------------------------------------------------------------ */

static void quote_shell(struct buf *out, struct str s)
{
	buf_char(out, '\'');
	for (uint32_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\'')
			buf_text(out, "'\\''");
		else
			buf_char(out, s.at[i]);
	}
	buf_char(out, '\'');
}

/* An address is no link: GitHub would make one of its own where it finds `://`. */
static void quote_markdown(struct buf *out, struct str s)
{
	for (uint32_t i = 0; i < s.len; i++) {
		bool is_address = str_starts((struct str){ s.at + i, s.len - i }, STR("://"));
		if (s.at[i] == '\n')
			buf_char(out, ' ');
		else if (is_address || strchr("\\`*_{}[]<>|#", s.at[i]))
			buf_format(out, "\\%c", s.at[i]);
		else
			buf_char(out, s.at[i]);
	}
}

static void quote_string(struct buf *out, struct str s)
{
	buf_char(out, '"');
	for (uint32_t i = 0; i < s.len; i++) {
		if (s.at[i] == '"' || s.at[i] == '\\')
			buf_char(out, '\\');
		if (s.at[i] == '\n')
			buf_text(out, "\\n");
		else
			buf_char(out, s.at[i]);
	}
	buf_char(out, '"');
}

static void quote_none(struct buf *out, struct str s) { buf_str(out, s); }

/* What a value may do in a text of each language is nothing: it is quoted by that language's own rule. */
static const struct { const char *language; void (*quote)(struct buf *out, struct str s); } quotes[] = {
	{ "shell", quote_shell }, { "markdown", quote_markdown }, { "dot", quote_string }, { "text", quote_none },
};

static bool is_plain(struct str s)
{
	for (uint32_t i = 0; i < s.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:", s.at[i]))
			return false;
	return true;
}

/* Chunks as they stand, values quoted; in an expression of the output language only plain values may stand. */
static struct tree *quoted_text(struct emission *m, const struct op *op)
{
	struct str language = op->c ? names_text(m->facts->names, op->c) : STR("");
	void (*quote)(struct buf *out, struct str s) = op->kind == CODE_RAW ? quote_none : NULL;
	for (size_t i = 0; i < sizeof quotes / sizeof *quotes && !quote; i++)
		if (str_is(language, quotes[i].language))
			quote = quotes[i].quote;
	if (!quote) {
		diag_add(m->diags, DIAG_UNKNOWN_NAME, op->span, "no language `%.*s` is known: shell, markdown, dot or text", STR_ARG(language));
		eval_stop(&m->eval);
		return NULL;
	}
	struct str *pieces = arena_alloc_raw(m->eval.scratch, (op->b + 1) * sizeof *pieces);
	for (uint32_t i = 0; i < op->b; i++)
		pieces[i] = eval_string(&m->eval, m->code->refs.at[op->a + i]);
	struct buf out;
	buf_init(&out, m->eval.scratch);
	for (uint32_t i = 0; i < op->b; i++) {
		const struct op *piece = op_at(m, m->code->refs.at[op->a + i]);
		if (piece->kind == CODE_CONST) {
			buf_str(&out, pieces[i]);
		} else if (op->kind == CODE_RAW && !is_plain(pieces[i])) {
			struct diag *diag = diag_add(m->diags, DIAG_WRONG_TYPE, piece->span, "\"%.*s\" may not stand in an expression of the output language",
			                             STR_ARG(pieces[i]));
			output_failed(m, diag);
		} else {
			quote(&out, pieces[i]);
		}
	}
	struct tree *tree = tree_new(m->eval.scratch, op->kind == CODE_RAW ? TREE_RAW : TREE_TEXT);
	tree->text = buf_slice(&out, 0);
	return tree;
}

/* A string with a piece that is known later: texts and the rest in turn. */
static struct tree *template(struct emission *m, const struct op *op)
{
	struct tree *tree = tree_new(m->eval.scratch, TREE_TEMPLATE);
	for (uint32_t i = 0; i < op->b; i++) {
		struct val v = eval_op(&m->eval, m->code->refs.at[op->a + i]);
		struct tree *piece = v.tag == VAL_TREE || v.tag == VAL_LATER ? output_value(m, v, 0)
		                     : tree_string(m->eval.scratch, eval_text(&m->eval, v, false));
		bool fits = piece && (piece->kind == TREE_SCALAR || piece->kind == TREE_REFERENCE || piece->kind == TREE_RAW);
		if (fits) {
			tree_add(tree, piece, (struct str){ 0 });
		} else if (piece) {
			struct diag *diag = diag_add(m->diags, DIAG_WRONG_TYPE, op_at(m, m->code->refs.at[op->a + i])->span,
			                             "a block, a list or a text cannot be a part of a string");
			output_failed(m, diag);
		}
	}
	return tree;
}

/* --- trees as values -------------------------------------------------------------------------------------------- */

static struct tree *map_of_block(struct emission *m, op_ref block)
{
	struct tree *tree = tree_new(m->eval.scratch, TREE_MAP);
	output_block(m, block, tree);
	return tree;
}

static struct tree *merge(struct emission *m, const struct op *op)
{
	struct tree *result = tree_new(m->eval.scratch, TREE_MAP);
	for (uint32_t i = 0; i < op->b; i++) {
		struct val v = eval_op(&m->eval, m->code->refs.at[op->a + i]);
		const struct tree *block = v.tag == VAL_TREE ? v.at : NULL;
		for (const struct tree *child = block ? block->first : NULL; child; child = child->next) {
			struct tree *same = (struct tree *)tree_child(result, child->key);
			struct tree *next = same ? same->next : NULL;
			if (!same) {
				tree_add(result, tree_copy(m->eval.scratch, child), child->key);
			} else {
				*same = *child;
				same->next = next;
				if (child->levels >= result->levels)
					result->levels = (uint8_t)(child->levels + (child->levels < UINT8_MAX));
			}
		}
	}
	return result;
}

/* Built-in functions whose result is a tree. */
static struct tree *call_tree(struct emission *m, const struct op *op)
{
	const char *name = function_rows[op->c].name;
	if (strcmp(name, "null") == 0)
		return tree_new(m->eval.scratch, TREE_NULL);
	if (strcmp(name, "merge") == 0)
		return merge(m, op);
	op_ref argument = m->code->refs.at[op->a];
	struct tree *inner = output_value(m, eval_op(&m->eval, argument), op_at(m, argument)->flags);
	if (strcmp(name, "map") == 0 || !inner)
		return inner;
	struct tree *json = tree_new(m->eval.scratch, TREE_JSON);
	tree_add(json, inner, (struct str){ 0 });
	return json;
}

struct val output_tree(struct eval *e, const struct op *op)
{
	struct emission *m = emission_of(e);
	struct tree *tree = NULL;
	switch (op->kind) {
	case CODE_BLOCK:     tree = map_of_block(m, (op_ref)(op - m->code->ops.at)); break;
	case CODE_REFERENCE: tree = reference_make(m, op); break;
	case CODE_FROM:      tree = reference_from(m, op); break;
	case CODE_CALL:      tree = call_tree(m, op); break;
	case CODE_STRING:    tree = template(m, op); break;
	default:             tree = quoted_text(m, op); break;
	}
	if (tree && !tree->origin) {
		tree->origin = e->origin;
		tree->emitter_origin = op->span.start;
	}
	return (struct val){ .tag = VAL_TREE, .at = tree, .origin = e->origin };
}

/* --- statements ------------------------------------------------------------------------------------------------- */

/* A key twice in one map says two things at once; blocks of HCL may repeat, and lines of text, whose keys are not written. */
static void add(struct emission *m, struct tree *parent, struct tree *child, op_ref key, uint8_t key_flags)
{
	struct val called = key ? eval_op(&m->eval, key) : VAL_ABSENT;
	struct str text = key ? eval_text(&m->eval, called, false) : (struct str){ 0 };
	bool repeats = m->format == FORMAT_TEXT || (child->kind == TREE_BLOCK && m->format == FORMAT_HCL);
	if (key && !repeats && parent->child_count < 256 && tree_child(parent, text)) {
		struct span span = op_at(m, key)->span;
		if (child->emitter_end > span.start)
			span.end = child->emitter_end;
		struct diag *diag = diag_add(m->diags, DIAG_DUPLICATE_STATEMENT, span, "`%.*s` is written twice in one block",
		                             STR_ARG(text));
		output_failed(m, diag);
		return;
	}
	child->emitter_origin = m->eval.emitter;
	if (!child->origin)
		child->origin = m->eval.origin;
	tree_add(parent, child, text);
	if (val_is_stringy(called) && called.tag != VAL_TEXT)
		child->key_name = called.a;
	child->quoted_key = (key_flags & OP_QUOTED_KEY) != 0;
}

static void run_value(struct emission *m, const struct op *op, struct tree *parent)
{
	uint32_t read = read_so_far(m);
	if (!eval_true(&m->eval, op->c))
		return;
	struct tree *tree;
	if (op->b) {
		struct val v = eval_op(&m->eval, op->b);
		if (op->flags & OP_MAYBE && (v.tag == VAL_LIST || v.tag == VAL_SEQ) && list_len(v) == 0)
			return;
		tree = output_value(m, v, op_at(m, op->b)->flags);
		if (!tree) {
			if (!(op->flags & OP_MAYBE) && v.tag == VAL_NONE && !m->eval.stopped) {
				struct diag *diag = diag_add(m->diags, DIAG_MISSING_VALUE, op->span, "there is no value for `%.*s` here",
				                             STR_ARG(eval_string(&m->eval, op->a)));
				output_failed(m, diag);
			}
			return;
		}
	} else {
		tree = output_value(m, val_bool(true), 0);
	}
	note_read(m, tree, read);
	m->eval.emitter = op->span.start;
	add(m, parent, tree, op->a, op_at(m, op->a)->flags);
}

static void run_nested(struct emission *m, const struct op *op, struct tree *parent)
{
	if (!eval_true(&m->eval, op->c))
		return;
	struct tree *tree = tree_new(m->eval.scratch, TREE_BLOCK);
	const uint32_t *keys = m->code->refs.at + op->a;
	tree->origin = m->eval.origin;
	tree->subject = m->eval.subject;
	tree->label_count = op->extra;
	tree->emitter_end = op_at(m, keys[op->extra])->span.end;
	uint32_t read = read_so_far(m);
	if (op->extra) {
		tree->labels = ARENA_ARRAY(m->eval.scratch, struct str, op->extra);
		for (uint32_t i = 0; i < op->extra; i++)
			tree->labels[i] = eval_string(&m->eval, keys[1 + i]);
	}
	note_read(m, tree, read);
	output_block(m, op->b, tree);
	m->eval.emitter = op->span.start;
	add(m, parent, tree, keys[0], op_at(m, keys[0])->flags);
}

struct each { struct emission *m; op_ref block; struct tree *parent; };

static bool each_round(struct eval *e, void *user)
{
	struct each *each = user;
	output_block(each->m, each->block, each->parent);
	return !e->stopped;
}

/* A part runs in a frame of its own and adds to the block it stands in. */
static void run_part(struct emission *m, const struct op *op, struct tree *parent)
{
	const struct callable *part = &m->code->parts.at[op->c];
	struct val *frame = ARENA_ARRAY(m->eval.scratch, struct val, part->slots + 1), *former = m->eval.frame;
	for (uint32_t i = 0; i < op->b; i++)
		frame[m->code->parameters.at[part->first_parameter + i].slot] = eval_op(&m->eval, m->code->refs.at[op->a + i]);
	m->eval.frame = frame;
	output_block(m, part->body, parent);
	m->eval.frame = former;
}

static void run_note(struct emission *m, const struct op *op, struct tree *parent)
{
	struct tree *note = tree_new(m->eval.scratch, TREE_NOTE);
	uint32_t read = read_so_far(m);
	note->text = eval_string(&m->eval, op->a);
	note_read(m, note, read);
	note->quoted_key = (op->flags & OP_ASIDE) != 0;
	note->origin = m->eval.origin;
	note->emitter_origin = op->span.start;
	tree_add(parent, note, (struct str){ 0 });
}

static void run_statement(struct emission *m, op_ref ref, struct tree *parent)
{
	const struct op *op = op_at(m, ref);
	struct each each = { m, op->b, parent };
	m->eval.emitter = op->span.start;
	switch (op->kind) {
	case CODE_OUT_VALUE:  run_value(m, op, parent); break;
	case CODE_OUT_NESTED: run_nested(m, op, parent); break;
	case CODE_OUT_EACH:   eval_each(&m->eval, m->code->refs.at + op->a, op->extra, each_round, &each); break;
	case CODE_OUT_WHEN:
		if (eval_true(&m->eval, op->a))
			output_block(m, op->b, parent);
		else if (op->c)
			output_block(m, op->c, parent);
		break;
	case CODE_OUT_LET:    m->eval.frame[op->a] = eval_op(&m->eval, op->b); break;
	case CODE_OUT_PART:   run_part(m, op, parent); break;
	case CODE_OUT_NOTE:   run_note(m, op, parent); break;
	default: break;
	}
}

void output_block(struct emission *m, op_ref block, struct tree *parent)
{
	const struct op *op = op_at(m, block);
	for (uint32_t i = 0; op->kind == CODE_BLOCK && i < op->b && !m->eval.stopped; i++)
		run_statement(m, m->code->refs.at[op->a + i], parent);
}
