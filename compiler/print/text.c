/* Text: every scalar is a line, every text is its own lines; keys and comments have no place in it. */
#include "print/print.h"
#include "print/escape.h"

#include "base/limits.h"

static void lines(struct buf *out, const struct tree *t, unsigned depth)
{
	size_t start = out->len;
	buf_mark(out, t);
	switch ((enum tree_kind)t->kind) {
	case TREE_NULL: case TREE_NOTE:
		return;
	case TREE_LIST: case TREE_MAP: case TREE_BLOCK:
		for (const struct tree *child = t->first; child != NULL && depth < LIMIT_TREE_DEPTH; child = child->next)
			lines(out, child, depth + 1);
		return;
	case TREE_JSON:
		print_json_value(out, t->first, 0, false, depth + 1);
		break;
	case TREE_TEMPLATE:
		for (const struct tree *piece = t->first; piece != NULL; piece = piece->next)
			buf_str(out, piece->text);
		break;
	case TREE_SCALAR: case TREE_REFERENCE: case TREE_RAW: case TREE_TEXT:
		buf_str(out, t->text);
		break;
	}
	if (out->len == start || out->at[out->len - 1] != '\n')
		buf_char(out, '\n');
}

void print_text(struct buf *out, const struct tree *root)
{
	lines(out, root, 0);
}
