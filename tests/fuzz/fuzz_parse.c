/* The parser alone, many times a second: errors and failure go together, every place lies within the text, and a node
 * holds only nodes that were made before it and stand inside it. What is in the tree is no deeper than it says. */
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "syntax/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool so)
{
	if (!so)
		abort();
}

static void demand_inside(struct span span, struct span whole)
{
	demand(span.start <= span.end && span.start >= whole.start && span.end <= whole.end);
}

static void check_node(const struct ast *ast, node_ref ref, struct span file)
{
	const struct node *node = ast_node(ast, ref);
	const char *fields = node_fields((enum node_kind)node->kind);
	const uint32_t values[3] = { node->a, node->b, node->c };

	demand_inside(node->span, file);
	demand_inside(node->key_span, file);
	for (int i = 0; i < 3; i++) {
		if (fields[i] != 'x' && fields[i] != 'l')
			continue;
		for (node_ref at = values[i]; at; at = ast_node(ast, at)->next) {
			demand(at < ref);
			demand_inside(ast_node(ast, at)->span, node->span);
		}
	}
}

/* Walks may recurse: the depth of a node is a bound. */
static void check_depth(const struct ast *ast, node_ref first)
{
	for (node_ref at = first; at; at = ast_node(ast, at)->next) {
		const struct node *node = ast_node(ast, at);
		const char *fields = node_fields((enum node_kind)node->kind);
		const uint32_t values[3] = { node->a, node->b, node->c };

		for (int i = 0; i < 3; i++) {
			if (fields[i] != 'x' && fields[i] != 'l')
				continue;
			for (node_ref child = values[i]; child; child = ast_node(ast, child)->next)
				demand(ast_node(ast, child)->depth < node->depth);
			check_depth(ast, values[i]);
		}
	}
}

static void parse(struct arena *arena, struct str text)
{
	struct sources sources;
	struct diags diags;
	struct ast ast;
	struct span file = { 1, 1 + text.len };

	sources_init(&sources, arena);
	diags_init(&diags, arena);
	ast_init(&ast, arena, names_new(arena));
	uint32_t index = parse_file(&ast, &sources, sources_add(&sources, STR("fuzz.bastide"), text, false), &diags);
	demand(ast.files.at[index].failed == (diags.errors > 0));
	for (node_ref ref = ast.lent_count; ref < ast.lent_count + ast.nodes.len; ref++)
		check_node(&ast, ref, file);
	check_depth(&ast, ast.files.at[index].items);
	for (uint32_t i = 0; i < diags.list.len; i++)
		demand_inside(diags.list.at[i].span, file);
	for (uint32_t i = 0; i < ast.comments.len; i++)
		demand_inside(ast.comments.at[i].span, i == 0 ? file : (struct span){ ast.comments.at[i - 1].span.end, file.end });
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(NULL);
	jmp_buf failed;
	/* A copy without a byte behind it, so that reading on is seen. */
	char *copy = malloc(size > 0 ? size : 1);

	demand(arena != NULL && copy != NULL);
	memcpy(copy, data, size);
	arena_on_failure(arena, &failed);
	if (setjmp(failed) == 0)
		parse(arena, (struct str){ copy, (uint32_t)size });
	arena_free(arena);
	free(copy);
	return 0;
}
