/* A text parsed by itself, for the tests of syntax. */
#ifndef TEST_SYNTAX_TEXT_H
#define TEST_SYNTAX_TEXT_H

#include "base/buf.h"
#include "check.h"
#include "syntax/parse.h"

struct parsed { struct arena *arena; struct sources sources; struct diags diags; struct ast ast; };

static inline void parse_with(struct parsed *t, struct arena *arena, struct str text)
{
	t->arena = arena;
	sources_init(&t->sources, arena);
	diags_init(&t->diags, arena);
	ast_init(&t->ast, arena, names_new(arena));
	parse_file(&t->ast, &t->sources, sources_add(&t->sources, STR("text.bastide"), text, false), &t->diags);
	diags_sort(&t->diags);
}

static inline uint32_t items_of(const struct parsed *t)
{
	uint32_t count = 0;
	for (node_ref at = t->ast.files.at[0].items; at; at = ast_node(&t->ast, at)->next)
		count++;
	return count;
}

#endif
