/* JSON: two spaces of indent, keys in the tree's order, comments left out because the format has none. */
#include "print/print.h"
#include "print/escape.h"

#include "base/limits.h"

static void line_break(struct buf *out, unsigned indent, bool compact)
{
	if (compact)
		return;
	buf_char(out, '\n');
	buf_spaces(out, indent);
}

/* `from` on becomes a JSON string of itself. It is JSON already and holds no control characters, so only
 * quotes and backslashes need room: the bytes move from the back, in place. */
static void make_string(struct buf *out, size_t from)
{
	size_t extra = 2, end = out->len;
	for (size_t i = from; i < end; i++)
		extra += out->at[i] == '"' || out->at[i] == '\\';
	buf_spaces(out, (unsigned)extra);
	size_t to = out->len;
	out->at[--to] = '"';
	for (size_t i = end; i-- > from; ) {
		char c = out->at[i];
		out->at[--to] = c;
		if (c == '"' || c == '\\')
			out->at[--to] = '\\';
	}
	out->at[from] = '"';
}

static void members(struct buf *out, const struct tree *map, unsigned indent, bool compact, unsigned depth);

/* A block with labels nests under them, as Terraform's JSON form does. */
static void labelled(struct buf *out, const struct tree *block, uint32_t label, unsigned indent, bool compact,
	unsigned depth)
{
	if (label == block->label_count) {
		members(out, block, indent, compact, depth);
		return;
	}
	buf_char(out, '{');
	line_break(out, indent + 2, compact);
	escape_json_string(out, block->labels[label]);
	buf_text(out, compact ? ":" : ": ");
	labelled(out, block, label + 1, indent + 2, compact, depth);
	line_break(out, indent, compact);
	buf_char(out, '}');
}

static void members(struct buf *out, const struct tree *map, unsigned indent, bool compact, unsigned depth)
{
	bool is_list = map->kind == TREE_LIST, any = false;
	buf_char(out, is_list ? '[' : '{');
	for (const struct tree *child = map->first; child != NULL; child = child->next) {
		if (child->kind == TREE_NOTE)
			continue;
		if (any)
			buf_char(out, ',');
		any = true;
		line_break(out, indent + 2, compact);
		buf_mark(out, child);
		if (!is_list) {
			escape_json_string(out, child->key);
			buf_text(out, compact ? ":" : ": ");
		}
		print_json_value(out, child, indent + 2, compact, depth + 1);
	}
	if (any)
		line_break(out, indent, compact);
	buf_mark(out, map);
	buf_char(out, is_list ? ']' : '}');
}

static void scalar(struct buf *out, const struct tree *t)
{
	if (t->scalar == TREE_BOOL || (t->scalar == TREE_NUMBER && escape_number(t->text)))
		buf_str(out, t->text);
	else
		escape_json_string(out, t->text);
}

static void template(struct buf *out, const struct tree *t)
{
	buf_char(out, '"');
	for (const struct tree *piece = t->first; piece != NULL; piece = piece->next)
		escape_json_characters(out, piece->text);
	buf_char(out, '"');
}

void print_json_value(struct buf *out, const struct tree *t, unsigned indent, bool compact, unsigned depth)
{
	if (t == NULL || depth > LIMIT_TREE_DEPTH) {    /* deeper trees are refused where they are built */
		buf_text(out, "null");
		return;
	}
	size_t start = out->len;
	switch ((enum tree_kind)t->kind) {
	case TREE_SCALAR: scalar(out, t); break;
	case TREE_NULL: case TREE_NOTE: buf_text(out, "null"); break;
	case TREE_LIST: case TREE_MAP: members(out, t, indent, compact, depth); break;
	case TREE_BLOCK: labelled(out, t, 0, indent, compact, depth); break;
	case TREE_REFERENCE: case TREE_RAW: case TREE_TEXT: escape_json_string(out, t->text); break;
	case TREE_TEMPLATE: template(out, t); break;
	case TREE_JSON:
		print_json_value(out, t->first, indent, true, depth + 1);
		make_string(out, start);
		break;
	}
}

void print_json(struct buf *out, const struct tree *root)
{
	print_json_value(out, root, 0, false, 0);
	buf_char(out, '\n');
}
