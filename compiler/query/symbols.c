/* The statements of a file that have a name or a block, each within the one around it. */
#include "query/query.h"

struct listing { const struct query *q; query_symbols *out; };

static struct str key_of(const struct query *q, const struct node *n)
{
	return names_text(q->names, n->a);
}

static bool is_punct(const struct node *n)
{
	return n->kind == NODE_PUNCT;
}

/* The atoms before the first sign, on the first line: `orders`, `8080`, `dev, staging`. */
static struct span head_span(const struct query *q, node_ref first)
{
	struct span span = NO_SPAN;
	for (node_ref at = first; at; at = ast_node(q->ast, at)->next) {
		const struct node *n = ast_node(q->ast, at);
		if (is_punct(n) && n->a != PUNCT_COMMA && n->a != PUNCT_DOT && n->a != PUNCT_ARROW && n->a != PUNCT_BOTH)
			break;
		span = span.start ? span_join(span, n->span) : n->span;
	}
	return span;
}

static struct str first_line(struct str text)
{
	uint32_t length = 0;
	while (length < text.len && text.at[length] != '\n' && text.at[length] != '\r' && length < 200)
		length++;
	while (length < text.len && ((unsigned char)text.at[length] & 0xC0) == 0x80)
		length++;
	return (struct str){ text.at, length };
}

static void add(struct listing *l, enum query_symbol_kind kind, const struct node *n, struct str detail, struct span name, unsigned depth)
{
	if (!name.start)
		name = n->key_span.start ? n->key_span : n->span;
	struct str text = first_line(sources_text(l->q->sources, name));
	if (text.len)
		vec_push(l->q->arena, l->out, (struct query_symbol){ kind, text, detail, n->span, name, depth });
}

static enum query_symbol_kind kind_of(const struct query *q, const struct node *n, kind_ref around)
{
	static const struct { const char *key; enum query_symbol_kind kind; } generic[] = {
		{ "kind", QUERY_KIND }, { "type", QUERY_KIND }, { "constant", QUERY_VALUE }, { "given", QUERY_VALUE }, { "later", QUERY_VALUE },
		{ "assert", QUERY_RULE }, { "waive", QUERY_RULE }, { "test", QUERY_RULE }, { "change", QUERY_GROUP },
	};
	struct str key = key_of(q, n);
	for (unsigned i = 0; i < sizeof generic / sizeof *generic && !around; i++)
		if (str_is(key, generic[i].key))
			return generic[i].kind;
	field_ref field = around ? kind_field(q->facts, around, n->a) : 0;
	if (field)
		return schema_property(q->schema, field)->form == PROPERTY_NESTED ? QUERY_NESTED : QUERY_GROUP;
	return around ? QUERY_GROUP : QUERY_DECLARATION;
}

static kind_ref kind_inside(const struct query *q, const struct node *n, kind_ref around)
{
	struct str key = key_of(q, n);
	if (!around) {
		const struct node *first = ast_node(q->ast, n->b);
		name kind = str_is(key, "change") && n->b && first->kind == NODE_WORD ? first->a : n->a;
		return map_at(&q->facts->kind_by_name, kind, 0);
	}
	if (str_is(key, "for"))
		return around;
	field_ref field = kind_field(q->facts, around, n->a);
	return field ? schema_property(q->schema, field)->record : 0;
}

static void list_item(struct listing *l, const struct node *n)
{
	struct span path = n->kind == NODE_EMIT && n->b ? ast_node(l->q->ast, n->b)->span : NO_SPAN;
	switch (n->kind) {
	case NODE_RULE:     add(l, QUERY_RULE, n, STR("rule"), n->key_span, 0); break;
	case NODE_FACT:     add(l, QUERY_KIND, n, STR("fact"), n->key_span, 0); break;
	case NODE_FUNCTION: add(l, QUERY_FUNCTION, n, STR("function"), n->key_span, 0); break;
	case NODE_PART:     add(l, QUERY_FUNCTION, n, STR("part"), n->key_span, 0); break;
	case NODE_TARGET:   add(l, QUERY_OUTPUT, n, STR("target"), n->key_span, 0); break;
	case NODE_EMIT:     add(l, QUERY_OUTPUT, n, STR("emit"), path, 0); break;
	default: break;
	}
}

/* Depth is bounded by LIMIT_NESTING. */
static void list_statements(struct listing *l, node_ref first, kind_ref around, unsigned depth)
{
	const struct query *q = l->q;
	for (node_ref at = first; at; at = ast_node(q->ast, at)->next) {
		const struct node *n = ast_node(q->ast, at);
		if (n->kind != NODE_STATEMENT) {
			list_item(l, n);
			continue;
		}
		enum query_symbol_kind kind = kind_of(q, n, around);
		bool is_import = depth == 0 && str_is(key_of(q, n), "import");
		if (is_import || (depth > 0 && kind != QUERY_NESTED && !n->c))
			continue;
		add(l, kind, n, key_of(q, n), head_span(q, n->b), depth);
		if (n->c)
			list_statements(l, ast_node(q->ast, n->c)->a, kind_inside(q, n, around), depth + 1);
	}
}

void query_file_symbols(const struct query *q, uint32_t file, query_symbols *out)
{
	struct listing l = { q, out };
	for (uint32_t f = 0; f < q->ast->files.len; f++)
		if (q->ast->files.at[f].file == file)
			list_statements(&l, q->ast->files.at[f].items, 0, 0);
}
