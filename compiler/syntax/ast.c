/* Constructors of the tree: the only vocabulary of parser.y. */
#include "syntax/parsing.h"

#include <string.h>

#include "base/buf.h"

void ast_init(struct ast *ast, struct arena *arena, struct names *names)
{
	memset(ast, 0, sizeof *ast);
	ast->arena = arena;
	ast->names = names;
	static const struct node none;
	ast_lend(ast, &none, 1);
	vec_push(arena, &ast->literals, VAL_ABSENT);
}

void ast_lend(struct ast *ast, const struct node *nodes, node_ref count)
{
	ast->lent = nodes;
	ast->lent_count = count;
}

/* A node that may still be changed: what is lent never is. */
static struct node *own(struct parser *p, node_ref ref) { return &p->ast->nodes.at[ref - p->ast->lent_count]; }

void ast_forget(struct ast *ast)
{
	struct arena *arena = ast->arena;
	struct names *names = ast->names;
	vec_drop(arena, &ast->nodes);
	vec_drop(arena, &ast->literals);
	vec_drop(arena, &ast->comments);
	vec_drop(arena, &ast->scanned);
	ast_init(ast, arena, names);
}

struct node_list list_item(struct parser *p, struct node_list items, node_ref item)
{
	if (p->too_deep)
		return items;
	if (p->lost)
		own(p, item)->flags |= NODE_INCOMPLETE;
	p->lost = false;
	items = list_add(p, items, item);
	vec_last(&p->ast->files).items = items.first;
	return items;
}

struct node_list list_lost_item(struct parser *p, struct node_list items)
{
	vec_last(&p->ast->files).lost = true;
	p->lost = false;
	return items;
}

struct node_list list_lost(struct parser *p, struct node_list list)
{
	p->lost = true;
	return list;
}

struct node_list list_one(node_ref node)
{
	return (struct node_list){ node, node };
}

struct node_list list_add(struct parser *p, struct node_list list, node_ref node)
{
	if (!node)
		return list;
	if (!list.first)
		return list_one(node);
	own(p, list.last)->next = node;
	list.last = node;
	return list;
}

struct node_list list_join(struct parser *p, struct node_list list, struct node_list more)
{
	if (!more.first)
		return list;
	if (!list.first)
		return more;
	own(p, list.last)->next = more.first;
	list.last = more.last;
	return list;
}

/* Blocks, brackets and operators inside each other. */
#define TREE_DEPTH (4 * LIMIT_NESTING)

static uint16_t list_depth(const struct ast *ast, node_ref first)
{
	uint16_t depth = 0;
	for (node_ref at = first; at; at = ast_node(ast, at)->next)
		if (ast_node(ast, at)->depth > depth)
			depth = ast_node(ast, at)->depth;
	return depth;
}

/* One more than its deepest child. Brackets are bounded by the scanner; `not not not …` and long sums are not. */
static uint16_t node_depth(struct parser *p, enum node_kind kind, struct span span, const uint32_t children[3])
{
	const char *fields = node_fields(kind);
	uint16_t depth = 0;
	for (int i = 0; i < 3; i++) {
		uint16_t child = fields[i] == 'l' || fields[i] == 'x' ? list_depth(p->ast, children[i]) : 0;
		depth = child > depth ? child : depth;
	}
	if (depth >= TREE_DEPTH && !p->too_deep) {
		struct diag *d = diag_add(p->diags, DIAG_TOO_DEEP, span, "more than %u conditions and brackets inside each other", TREE_DEPTH);
		diag_help(p->diags, d, "take a part out and give it a name of its own");
		p->too_deep = p->failed = true;
	}
	return depth < TREE_DEPTH ? depth + 1 : 1;
}

node_ref ast_flagged(struct parser *p, enum node_kind kind, uint16_t flags, struct span span, uint32_t a, uint32_t b, uint32_t c)
{
	node_ref ref = p->ast->lent_count + p->ast->nodes.len;
	uint16_t depth = node_depth(p, kind, span, (const uint32_t[3]){ a, b, c });
	vec_push(p->ast->arena, &p->ast->nodes, (struct node){ .kind = (uint8_t)kind, .flags = (uint8_t)flags, .depth = depth,
		.span = span, .key_span = span, .a = a, .b = b, .c = c });
	return ref;
}

node_ref ast_new(struct parser *p, enum node_kind kind, struct span span, uint32_t a, uint32_t b, uint32_t c)
{
	return ast_flagged(p, kind, 0, span, a, b, c);
}

node_ref ast_field(struct parser *p, struct span span, struct span key, node_ref of, name field)
{
	node_ref ref = ast_new(p, NODE_FIELD, span, of, field, 0);
	own(p, ref)->key_span = key;
	return ref;
}

/* A doc comment belongs to what stands on the next line. */
static uint16_t doc_flag(const struct parser *p, struct span span)
{
	const struct tree_file *file = &vec_last(&p->ast->files);
	for (uint32_t i = p->ast->comments.len; i > file->first_comment; i--) {
		const struct comment *c = &p->ast->comments.at[i - 1];
		if (c->span.end > span.start)
			continue;
		if (!c->doc || !c->own_line)
			return 0;
		uint32_t lines = 0;
		for (uint32_t at = c->span.end - p->base; at < span.start - p->base; at++) {
			char ch = p->text.at[at];
			lines += ch == '\n';
			if (!strchr(" \t\r\n;", ch))
				return 0;
		}
		return lines == 1 ? NODE_DOC : 0;
	}
	return 0;
}

node_ref ast_named(struct parser *p, enum node_kind kind, struct span span, struct span key, name name, uint32_t b, uint32_t c)
{
	node_ref ref = ast_flagged(p, kind, doc_flag(p, span), span, name, b, c);
	own(p, ref)->key_span = key;
	return ref;
}

node_ref ast_statement(struct parser *p, struct span span, struct span key, name word, struct node_list atoms, node_ref block)
{
	uint16_t flags = doc_flag(p, span);
	struct str text = names_text(p->ast->names, word);
	bool also = str_is(text, "also"), abstract = str_is(text, "abstract");
	const struct node *first = ast_node(p->ast, atoms.first);
	if ((also || abstract) && atoms.first && first->kind == NODE_WORD) {
		flags |= also ? NODE_ALSO : NODE_ABSTRACT;
		word = first->a;
		key = first->span;
		atoms.first = first->next;
	}
	node_ref ref = ast_flagged(p, NODE_STATEMENT, flags, span, word, atoms.first, block);
	own(p, ref)->key_span = key;
	return ref;
}

node_ref ast_block(struct parser *p, enum node_kind kind, struct span span, struct node_list statements)
{
	bool one_line = !memchr(p->text.at + (span.start - p->base), '\n', span.end - span.start);
	return ast_flagged(p, kind, one_line ? NODE_ONE_LINE : 0, span, statements.first, 0, 0);
}

node_ref ast_string(struct parser *p, enum node_kind kind, struct span span, name language, struct node_list pieces)
{
	/* Empty chunks say nothing: a string is its pieces. */
	struct node_list kept = { 0, 0 };
	for (node_ref at = pieces.first, next; at; at = next) {
		struct node *node = own(p, at);
		next = node->next;
		node->next = 0;
		if (node->kind != NODE_CHUNK || names_text(p->ast->names, node->a).len > 0)
			kept = list_add(p, kept, at);
	}
	return ast_new(p, kind, span, language, kept.first, 0);
}

node_ref ast_tagged(struct parser *p, struct span span, name language, node_ref text)
{
	own(p, text)->a = language;
	own(p, text)->span = span;
	return text;
}

node_ref ast_binary(struct parser *p, struct span span, uint32_t op, node_ref left, node_ref right)
{
	return ast_new(p, NODE_BINARY, span, left, right, op);
}

node_ref ast_out_value(struct parser *p, struct span span, node_ref key, node_ref value)
{
	const struct node *k = ast_node(p->ast, key), *v = ast_node(p->ast, value);
	if (k->kind == NODE_WORD && v->kind == NODE_STRING && str_is(names_text(p->ast->names, k->a), "note"))
		return ast_new(p, NODE_OUT_NOTE, span, 0, value, 0);
	return ast_new(p, NODE_OUT_VALUE, span, key, value, 0);
}

/* The lines of `##` right before a statement. */
struct str ast_doc(const struct ast *ast, const struct sources *sources, struct arena *arena, node_ref statement)
{
	const struct node *node = ast_node(ast, statement);
	if (!(node->flags & NODE_DOC))
		return (struct str){ "", 0 };
	uint32_t low = 0, high = ast->comments.len;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (ast->comments.at[middle].span.start < node->span.start)
			low = middle + 1;
		else
			high = middle;
	}
	uint32_t last = low, first = low;
	while (first > 0) {
		const struct comment *c = &ast->comments.at[first - 1];
		struct str between = sources_text(sources, (struct span){ c->span.end, first == last ? node->span.start : ast->comments.at[first].span.start });
		uint32_t lines = 0;
		for (uint32_t i = 0; i < between.len; i++)
			lines += between.at[i] == '\n';
		if (!c->doc || !c->own_line || lines != 1)
			break;
		first--;
	}
	struct buf doc;
	buf_init(&doc, arena);
	for (uint32_t i = first; i < last; i++) {
		struct str line = sources_text(sources, ast->comments.at[i].span);
		uint32_t skip = line.len > 2 && line.at[2] == ' ' ? 3 : 2;
		if (i > first)
			buf_char(&doc, '\n');
		buf_bytes(&doc, line.at + skip, line.len - skip);
	}
	return doc.len ? buf_slice(&doc, 0) : (struct str){ "", 0 };
}

const char *punct_text(enum punct punct)
{
	static const char *const text[PUNCT_COUNT] = {
		"->", "<->", "..", ":", ",", ".", "*", "+", "?", "|", "=", "-", "<", "<=", ">", ">=", "!=",
	};
	return punct < PUNCT_COUNT ? text[punct] : "";
}

const char *node_kind_name(enum node_kind kind)
{
	static const char *const names[NODE_KIND_COUNT] = {
		[NODE_NONE] = "nothing", [NODE_STATEMENT] = "statement", [NODE_BLOCK] = "block", [NODE_RULE] = "rule", [NODE_FACT] = "fact",
		[NODE_FUNCTION] = "function", [NODE_PART] = "part", [NODE_EMIT] = "emit", [NODE_TARGET] = "target", [NODE_CLAUSE] = "clause",
		[NODE_PARAM] = "parameter", [NODE_TYPE] = "type", [NODE_WORD] = "word", [NODE_LITERAL] = "literal", [NODE_STRING] = "string",
		[NODE_CHUNK] = "chunk", [NODE_TEXT] = "text", [NODE_RAW] = "raw", [NODE_PUNCT] = "sign", [NODE_GROUP] = "group", [NODE_LIST] = "list",
		[NODE_FIELD] = "field", [NODE_INDEX] = "index", [NODE_CALL] = "call", [NODE_UNARY] = "not", [NODE_BINARY] = "binary", [NODE_IF] = "if",
		[NODE_QUANTIFIED] = "quantified", [NODE_REFERENCE] = "reference", [NODE_RANGE] = "range", [NODE_QUANTIFIER] = "each",
		[NODE_BINDING] = "binding", [NODE_GROUP_BY] = "group-by", [NODE_SORT_BY] = "sort-by", [NODE_OUT_BLOCK] = "out-block",
		[NODE_OUT_FLAG] = "out-flag", [NODE_OUT_VALUE] = "out-value", [NODE_OUT_NESTED] = "out-nested", [NODE_OUT_EACH] = "out-each",
		[NODE_OUT_WHEN] = "out-when", [NODE_OUT_LET] = "let", [NODE_OUT_PART] = "out-part", [NODE_OUT_NOTE] = "note",
		[NODE_ELEMENT] = "element", [NODE_COMPREHENSION] = "comprehension",
	};
	return kind < NODE_KIND_COUNT && names[kind] ? names[kind] : "?";
}

const char *node_fields(enum node_kind kind)
{
	static const char *const fields[NODE_KIND_COUNT] = {
		[NODE_STATEMENT] = "nlx", [NODE_BLOCK] = "l--", [NODE_RULE] = "nl-", [NODE_FACT] = "nll", [NODE_FUNCTION] = "nll",
		[NODE_PART] = "nlx", [NODE_EMIT] = "nxl", [NODE_TARGET] = "nl-", [NODE_CLAUSE] = "nl-", [NODE_PARAM] = "nx-",
		[NODE_TYPE] = "-l-", [NODE_WORD] = "n--", [NODE_LITERAL] = "v--", [NODE_STRING] = "-l-", [NODE_CHUNK] = "n--",
		[NODE_TEXT] = "nl-", [NODE_RAW] = "-l-", [NODE_PUNCT] = "p--", [NODE_GROUP] = "l--", [NODE_LIST] = "l--",
		[NODE_FIELD] = "xn-", [NODE_INDEX] = "xx-", [NODE_CALL] = "nl-", [NODE_UNARY] = "x--", [NODE_BINARY] = "xxo",
		[NODE_IF] = "xxx", [NODE_QUANTIFIED] = "xxx", [NODE_REFERENCE] = "l--", [NODE_RANGE] = "xx-",
		[NODE_QUANTIFIER] = "lxl", [NODE_BINDING] = "nx-", [NODE_GROUP_BY] = "xn-", [NODE_SORT_BY] = "x--",
		[NODE_OUT_BLOCK] = "l--", [NODE_OUT_FLAG] = "x--", [NODE_OUT_VALUE] = "xxx", [NODE_OUT_NESTED] = "lxx",
		[NODE_OUT_EACH] = "lx-", [NODE_OUT_WHEN] = "xxx", [NODE_OUT_LET] = "nx-", [NODE_OUT_PART] = "nl-",
		[NODE_OUT_NOTE] = "-x-", [NODE_ELEMENT] = "x-x", [NODE_COMPREHENSION] = "xx-",
	};
	return kind < NODE_KIND_COUNT && fields[kind] ? fields[kind] : "---";
}
