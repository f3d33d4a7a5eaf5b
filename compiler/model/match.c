/* A statement's atoms against the elements of its property's shape. */
#include "model/model.h"

#include <string.h>

#include "model/literal_value.h"

/* `broken`: a literal on the way was refused where it was read; the statement is not judged again. */
struct cursor {
	struct model *m;
	node_ref at;
	struct span last;
	uint16_t broken;
	struct span comma;       /* the last one of a list */
	node_ref list_end;       /* what stands behind the last list, and its element */
	const struct shape_element *list;
	node_ref refused;        /* an atom that an optional element did not take, and that element */
	const struct shape_element *by;
};

static bool cursor_is(const struct cursor *c, uint16_t kind, uint32_t a)
{
	const struct node *node = ast_node(c->m->ast, c->at);
	return c->at && node->kind == kind && node->a == a;
}

static void cursor_next(struct cursor *c)
{
	c->last = ast_node(c->m->ast, c->at)->span;
	c->at = ast_node(c->m->ast, c->at)->next;
}

static bool is_comparison(const struct node *node)
{
	return node->kind == NODE_PUNCT && (node->a == PUNCT_EQUALS || (node->a >= PUNCT_LESS && node->a <= PUNCT_NOT_EQUAL));
}

/* One value as written: an atom, a dotted name, or (unless the `..` is the shape's own) a range of two atoms. */
static struct val cursor_value(struct cursor *c, bool ranges, struct span *span)
{
	struct model *m = c->m;
	*span = ast_node(m->ast, c->at)->span;
	c->broken |= ast_node(m->ast, c->at)->flags & NODE_BROKEN;
	struct val v = literal_of_atom(m->ast, m->names, c->at);
	bool word = ast_node(m->ast, c->at)->kind == NODE_WORD;
	if (is_comparison(ast_node(m->ast, c->at)))
		v = val_name(VAL_WORD, names_intern(m->names, str_of(punct_text((enum punct)ast_node(m->ast, c->at)->a))));
	cursor_next(c);
	while (word && cursor_is(c, NODE_PUNCT, PUNCT_DOT) && ast_node(m->ast, c->at)->next) {
		cursor_next(c);
		span->end = ast_node(m->ast, c->at)->span.end;
		v = val_name(VAL_WORD, names_intern(m->names, sources_text(m->sources, *span)));
		cursor_next(c);
	}
	if (ranges && cursor_is(c, NODE_PUNCT, PUNCT_RANGE) && ast_node(m->ast, c->at)->next) {
		cursor_next(c);
		span->end = ast_node(m->ast, c->at)->span.end;
		c->broken |= ast_node(m->ast, c->at)->flags & NODE_BROKEN;
		v = range_make(m->facts, v, literal_of_atom(m->ast, m->names, c->at));
		cursor_next(c);
	}
	return v;
}

void model_print_shape(struct buf *out, const struct model *m, const struct schema *schema, uint32_t first, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct shape_element *e = &schema->elements.at[first + i];
		buf_char(out, ' ');
		if (e->form == ELEMENT_WORD)
			buf_str(out, names_text(m->names, e->a));
		else if (e->form == ELEMENT_PUNCT)
			buf_text(out, punct_text((enum punct)e->a));
		else {
			buf_char(out, '(');
			type_print(out, m->facts, e->type);
			buf_char(out, ')');
			if (e->many)
				buf_char(out, e->many);
		}
	}
}

struct matching {
	struct context context;
	const struct schema *schema;
	uint32_t first, count;
	uint32_t own_range;                            /* element before a `..` of the shape; UINT32_MAX none */
	const struct node *statement;
};

/* "`from`", "a duration" for messages. */
static const char *element_text(struct cursor *c, const struct shape_element *e)
{
	struct buf text;
	buf_init(&text, c->m->scratch);
	if (e->form == ELEMENT_VALUE)
		model_expected(&text, c->m, e->type);
	else
		buf_format(&text, "`%s`", e->form == ELEMENT_PUNCT ? punct_text((enum punct)e->a) : names_text(c->m->names, e->a).at);
	buf_char(&text, '\0');
	return text.at;
}

/* Behind the last value of a list stands one more that it would take. */
static bool misses_comma(struct cursor *c, const struct matching *g)
{
	struct cursor ahead = *c;
	struct span span;
	struct val unused;
	if (!c->at || c->at != c->list_end || ast_node(c->m->ast, c->at)->kind == NODE_PUNCT)
		return false;
	struct val raw = cursor_value(&ahead, true, &span);
	return model_convert(c->m, g->context, c->list->type, raw, span, false, &unused);
}

/* The word that the shape has behind its list, as `in`. */
static bool ends_list(const struct matching *g, const struct node *word)
{
	for (uint32_t i = 0; i < g->count; i++) {
		const struct shape_element *e = &g->schema->elements.at[g->first + i];
		if (e->form == ELEMENT_WORD && word->kind == NODE_WORD && e->a == word->a)
			return true;
	}
	return false;
}

/* Behind a comma at the end of a line stands the next statement: a key of its own, or a word with values of its own. */
static bool begins_statement(const struct cursor *c, const struct matching *g)
{
	const struct ast *ast = c->m->ast;
	const struct node *word = ast_node(ast, c->at), *behind = word->next ? ast_node(ast, word->next) : NULL;
	struct str between = sources_text(c->m->sources, (struct span){ c->comma.end, word->span.start });
	if (!c->comma.end || word->kind != NODE_WORD || !memchr(between.at, '\n', between.len))
		return false;
	return kind_field(c->m->facts, object_at(c->m->facts, g->context.object)->kind, word->a)
	       || (behind && (behind->kind == NODE_WORD || behind->kind == NODE_LITERAL || behind->kind == NODE_STRING) && !ends_list(g, behind));
}

static bool loose_comma(struct cursor *c)
{
	struct diag *d = diag_add(c->m->diags, DIAG_WRONG_SHAPE, c->comma, "this `,` has nothing after it");
	if (!cursor_is(c, NODE_PUNCT, PUNCT_COMMA))
		diag_also(c->m->diags, d, ast_node(c->m->ast, c->at)->span, "this would be its next value");
	diag_help(c->m->diags, d, "take the `,` away, or say what follows it");
	return false;
}

/* The form of the statement, and how it could be written here. */
static void help_shape(struct cursor *c, const struct matching *g, struct diag *d)
{
	struct model *m = c->m;
	struct str key = names_text(m->names, g->statement->a);
	struct buf shape, example;
	buf_init(&shape, m->scratch);
	buf_init(&example, m->scratch);
	model_print_shape(&shape, m, g->schema, g->first, g->count);
	model_print_whole_example(&example, m, g->context, g->schema, g->first, g->count);
	if (shape.len)
		diag_help(m->diags, d, "it is written: %.*s%.*s, as `%.*s%.*s`", STR_ARG(key), (int)shape.len, shape.at, STR_ARG(key), (int)example.len, example.at);
	else
		diag_help(m->diags, d, "`%.*s` takes no value", STR_ARG(key));
}

static bool wrong_shape(struct cursor *c, const struct matching *g, const char *expected)
{
	struct model *m = c->m;
	if (c->broken)
		return false;
	struct str key = names_text(m->names, g->statement->a);
	struct diag *d;
	if (c->at) {
		struct str found = sources_text(m->sources, ast_node(m->ast, c->at)->span);
		const char *first = c->refused == c->at ? element_text(c, c->by) : "";
		d = diag_add(m->diags, DIAG_WRONG_SHAPE, ast_node(m->ast, c->at)->span, "found `%.*s`, expected %s%s%s",
			STR_ARG(found), first, *first ? " or " : "", expected);
	} else {
		struct span at = c->last.end ? c->last : g->statement->key_span;
		d = diag_add(m->diags, DIAG_WRONG_SHAPE, at, "`%.*s` ends too early, expected %s", STR_ARG(key), expected);
	}
	if (misses_comma(c, g))
		diag_help(m->diags, d, "several values are parted by `,`");
	else
		help_shape(c, g, d);
	return false;
}

/* A constant or given list whose values may stand where one of the type may. */
static const struct global *named_list(const struct model *m, struct context context, type_ref type, struct val raw)
{
	const struct global *global = raw.tag == VAL_WORD && !context.plain ? global_named(m->facts, raw.a) : NULL;
	type_ref element = global ? type_element(m->facts, global->type) : 0;
	if (!element || m->facts->types.at[type].form != TYPE_SCALAR || global->value.tag == VAL_LATER)
		return NULL;
	return type_accepts(m->facts, type, element) ? global : NULL;
}

typedef VEC(struct val) val_vec;

/* Numbers, amounts and texts may well be said again, as steps are; what is named is there once. */
static bool names_one(const struct model *m, type_ref type, struct val v)
{
	struct type t = m->facts->types.at[type];
	return v.tag == VAL_OBJECT || v.tag == VAL_CIDR || v.tag == VAL_CIDR6 || v.tag == VAL_IP || v.tag == VAL_IP6 || v.tag == VAL_PORT
	       || (t.form == TYPE_SCALAR && (t.a == SCALAR_ZONE || t.a == SCALAR_REGION || t.a == SCALAR_ARN || t.a == SCALAR_DOMAIN));
}

/* A value of the list that stands in it already. */
static void report_repeated(struct cursor *c, type_ref type, const val_vec *items)
{
	struct map seen = { 0 };
	uint32_t first;
	for (uint32_t i = 0; i < items->len && items->len > 1; i++) {
		struct val v = items->at[i];
		if (!names_one(c->m, type, v))
			continue;
		if (v.tag == VAL_PORT && v.detail == PROTOCOL_ANY)
			v.detail = PROTOCOL_TCP;               /* what a bare number means */
		uint64_t key = val_key(c->m->facts, v);
		if (!map_get(&seen, key, &first)) {
			map_put(c->m->scratch, &seen, key, i);
			continue;
		}
		struct span span = c->m->facts->origins.at[v.origin], before = c->m->facts->origins.at[items->at[first].origin];
		struct str text = sources_text(c->m->sources, span);
		struct diag *d = diag_add(c->m->diags, DIAG_DUPLICATE_STATEMENT, span, "%.*s stands in this list already", STR_ARG(text));
		diag_also(c->m->diags, d, before, "here");
		diag_help(c->m->diags, d, "say each value once");
	}
}

/* A value that is refused without a word of what to do, in a statement that has more than one. */
static void help_refused(struct cursor *c, const struct matching *g, uint32_t before)
{
	struct diags *diags = c->m->diags;
	if (diags->list.len == before + 1 && g->count > 1 && vec_last(&diags->list).help.len == 0 && vec_last(&diags->list).place_count == 0)
		help_shape(c, g, &vec_last(&diags->list));
}

static bool match_list(struct cursor *c, const struct matching *g, uint32_t index, struct val *part)
{
	const struct shape_element *e = &g->schema->elements.at[g->first + index];
	val_vec items = { 0 };
	bool good = true;
	for (;;) {
		struct span span;
		if (!c->at)
			return wrong_shape(c, g, element_text(c, e));
		if (begins_statement(c, g) || (c->comma.end && cursor_is(c, NODE_PUNCT, PUNCT_COMMA)))
			return loose_comma(c);
		struct val raw = cursor_value(c, g->own_range != index, &span), item;
		const struct global *named = named_list(c->m, g->context, e->type, raw);
		/* Each of its values is one of ours, said here. */
		for (uint32_t i = 0; named && i < list_len(named->value); i++) {
			item = list_at(c->m->facts, named->value, i);
			item.origin = origin_add(c->m->facts, span);
			vec_push(c->m->scratch, &items, item);
		}
		uint32_t told = c->m->diags->list.len;
		if (!named && !model_convert(c->m, g->context, e->type, raw, span, !c->broken, &item)) {
			help_refused(c, g, told);
			good = false;
		} else if (!named) {
			item.origin = origin_add(c->m->facts, span);
			vec_push(c->m->scratch, &items, item);
		}
		if (items.len > LIMIT_LIST) {
			diag_add(c->m->diags, DIAG_TOO_LARGE, span, "more than %u values in one statement", LIMIT_LIST);
			return false;
		}
		if (!cursor_is(c, NODE_PUNCT, PUNCT_COMMA))
			break;
		c->comma = ast_node(c->m->ast, c->at)->span;
		cursor_next(c);
	}
	c->list_end = c->at;
	c->list = e;
	if (good && !c->broken)
		report_repeated(c, e->type, &items);
	*part = list_make(c->m->facts, items.at, items.len);
	return good || items.len > 0;                  /* what is wrong is reported; the rest can still be judged */
}

/* Whether the atom under the cursor can only belong to a later element: a sign, or the word that comes next. */
static bool belongs_later(const struct cursor *c, const struct matching *g, uint32_t index)
{
	const struct node *node = ast_node(c->m->ast, c->at);
	struct type type = c->m->facts->types.at[g->schema->elements.at[g->first + index].type];
	if (c->at && is_comparison(node) && type.form == TYPE_SCALAR && type.a == SCALAR_COMPARISON)
		return false;
	if (!c->at || node->kind == NODE_PUNCT)
		return true;
	for (uint32_t i = index + 1; i < g->count; i++) {
		const struct shape_element *e = &g->schema->elements.at[g->first + i];
		if (e->form == ELEMENT_WORD && node->kind == NODE_WORD && node->a == e->a)
			return true;
		if (e->form == ELEMENT_VALUE)
			break;
	}
	return false;
}

static bool match_value(struct cursor *c, const struct matching *g, uint32_t index, struct val *part)
{
	const struct shape_element *e = &g->schema->elements.at[g->first + index];
	bool many = e->many == '*' || e->many == '+';
	if (belongs_later(c, g, index)) {
		if (e->many == '?' || e->many == '*')
			return true;
		return wrong_shape(c, g, element_text(c, e));
	}
	if (many)
		return match_list(c, g, index, part);
	struct cursor before = *c;
	struct span span;
	struct val raw = cursor_value(c, g->own_range != index, &span);
	bool last = index + 1 == g->count;
	uint32_t told = c->m->diags->list.len;
	if (!model_convert(c->m, g->context, e->type, raw, span, (e->many != '?' || last) && !c->broken, part)) {
		if (e->many == '?' && !last) {
			*c = before;
			c->refused = c->at;
			c->by = e;
			*part = VAL_ABSENT;
			return true;
		}
		help_refused(c, g, told);
		return false;
	}
	part->origin = origin_add(c->m->facts, span);
	return true;
}

bool model_match(struct model *m, struct context context, const struct schema *schema, uint32_t first, uint32_t count,
	const struct node *statement, node_ref atoms, struct val *parts)
{
	struct cursor c = { .m = m, .at = atoms };
	struct matching g = { context, schema, first, count, UINT32_MAX, statement };
	bool owed = false;                             /* a word or sign stands there that goes with the value behind it */
	for (uint32_t i = 1; i < count; i++)
		if (schema->elements.at[first + i].form == ELEMENT_PUNCT && schema->elements.at[first + i].a == PUNCT_RANGE)
			g.own_range = i - 1;
	for (uint32_t i = 0; i < count; i++) {
		const struct shape_element *e = &schema->elements.at[first + i];
		parts[i] = VAL_ABSENT;
		if (e->form == ELEMENT_VALUE) {
			if (e->is_name) {
				cursor_next(&c);
				continue;
			}
			if (!match_value(&c, &g, i, &parts[i]))
				return false;
			if (owed && parts[i].tag == VAL_NONE)
				return wrong_shape(&c, &g, element_text(&c, e));
			owed = false;
		} else if (cursor_is(&c, e->form == ELEMENT_WORD ? NODE_WORD : NODE_PUNCT, e->a)) {
			owed |= e->with_next;
			cursor_next(&c);
		} else if (e->with_next) {
			while (e->form != ELEMENT_VALUE && i + 1 < count)
				e = &schema->elements.at[first + ++i];
			parts[i] = VAL_ABSENT;
		} else {
			return wrong_shape(&c, &g, element_text(&c, e));
		}
	}
	if (c.at)
		return wrong_shape(&c, &g, "the end of the statement");
	return true;
}
