/* The tree of a file as indented text: one line a node, what it holds indented below it. */
#include "syntax/ast_dump.h"

struct dump { struct buf *out; const struct ast *ast; const struct sources *sources; };

static void dump_list(const struct dump *d, node_ref first, unsigned indent);

/* Text in quotes, on one line. */
static void quoted(struct buf *out, struct str text)
{
	buf_text(out, " \"");
	for (uint32_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		if (c == '\n')
			buf_text(out, "\\n");
		else if (c < 0x20 || c == 0x7F)
			buf_format(out, "\\x%02X", c);
		else if (c == '"' || c == '\\')
			buf_format(out, "\\%c", c);
		else
			buf_char(out, (char)c);
	}
	buf_char(out, '"');
}

static void dump_flags(const struct dump *d, const struct node *node)
{
	static const struct { enum node_flag flag; const char *text; } shown[] = {
		{ NODE_ABSTRACT, " abstract" }, { NODE_ALSO, " also" }, { NODE_EVERY, " every" }, { NODE_MAYBE, " maybe" }, { NODE_BROKEN, " broken" },
	};
	for (unsigned i = 0; i < sizeof shown / sizeof *shown; i++)
		if (node->flags & shown[i].flag)
			buf_text(d->out, shown[i].text);
}

/* What stands on the node's own line. */
static void dump_field(const struct dump *d, const struct node *node, char form, uint32_t field)
{
	static const char *const operators[] = {
		[OP_AND] = "and", [OP_OR] = "or", [OP_EQUAL] = "=", [OP_NOT_EQUAL] = "!=", [OP_LESS] = "<", [OP_LESS_EQUAL] = "<=",
		[OP_GREATER] = ">", [OP_GREATER_EQUAL] = ">=", [OP_IN] = "in", [OP_NOT_IN] = "not in", [OP_IS] = "is",
		[OP_IS_NOT] = "is not", [OP_ADD] = "+", [OP_SUBTRACT] = "-",
	};
	switch (form) {
	case 'n':
		if (node->kind == NODE_CHUNK)
			quoted(d->out, names_text(d->ast->names, field));
		else if (field)
			buf_format(d->out, " %.*s", STR_ARG(names_text(d->ast->names, field)));
		break;
	case 'v': buf_format(d->out, " %.*s", STR_ARG(sources_text(d->sources, node->span))); break;
	case 'p': buf_format(d->out, " %s", punct_text((enum punct)field)); break;
	case 'o': buf_format(d->out, " %s", operators[field]); break;
	}
}

static void dump_node(const struct dump *d, node_ref ref, unsigned indent)
{
	const struct node *node = ast_node(d->ast, ref);
	const char *forms = node_fields((enum node_kind)node->kind);
	const uint32_t fields[3] = { node->a, node->b, node->c };
	buf_spaces(d->out, indent);
	buf_text(d->out, node_kind_name((enum node_kind)node->kind));
	dump_flags(d, node);
	for (int i = 0; i < 3; i++)
		dump_field(d, node, forms[i], fields[i]);
	if (node->flags & NODE_DOC) {
		buf_text(d->out, " doc");
		quoted(d->out, ast_doc(d->ast, d->sources, d->out->arena, ref));
	}
	buf_char(d->out, '\n');
	for (int i = 0; i < 3; i++) {
		if (forms[i] != 'x' && forms[i] != 'l')
			continue;
		/* An absent field before a present one keeps its place. */
		if (fields[i])
			dump_list(d, fields[i], indent + 2);
		else if (forms[i] == 'x' && i < 2 && fields[i + 1]) {
			buf_spaces(d->out, indent + 2);
			buf_text(d->out, "nothing\n");
		}
	}
}

static void dump_list(const struct dump *d, node_ref first, unsigned indent)
{
	for (node_ref at = first; at; at = ast_node(d->ast, at)->next)
		dump_node(d, at, indent);
}

void ast_dump(struct buf *out, const struct ast *ast, const struct sources *sources, uint32_t index)
{
	struct dump d = { out, ast, sources };
	dump_list(&d, ast->files.at[index].items, 0);
}
