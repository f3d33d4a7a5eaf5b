/* What was reported only because a fault cost a statement or a declaration. */
#include "syntax/echo.h"

static bool lost_declaration(const struct ast *ast)
{
	for (uint32_t i = 0; i < ast->files.len; i++)
		if (ast->files.at[i].lost)
			return true;
	return false;
}

static bool in_incomplete(const struct ast *ast, struct span span)
{
	for (uint32_t i = 0; i < ast->files.len; i++)
		for (node_ref at = ast->files.at[i].failed ? ast->files.at[i].items : 0; at; at = ast_node(ast, at)->next)
			if (ast_node(ast, at)->flags & NODE_INCOMPLETE && ast_node(ast, at)->span.start <= span.start && span.start < ast_node(ast, at)->span.end)
				return true;
	return false;
}

/* Also a name that is missed inside something that lost a statement. */
static bool about_incomplete(const struct ast *ast, const struct diag *diag)
{
	for (uint32_t i = 0; i < diag->place_count; i++)
		if (in_incomplete(ast, diag->places[i].span))
			return true;
	return in_incomplete(ast, diag->span);
}

/* Behind a block that was never closed, what follows stands in it and not where it belongs. */
static bool behind_open_block(const struct ast *ast, const struct diags *diags, const struct diag *diag)
{
	if (!in_incomplete(ast, diag->span))
		return false;
	for (uint32_t i = 0; i < diags->list.len; i++)
		if (diags->list.at[i].code == DIAG_OPEN_BLOCK && diags->list.at[i].span.start < diag->span.start
		    && in_incomplete(ast, diags->list.at[i].span))
			return true;
	return false;
}

static bool is_echo(const struct ast *ast, const struct diags *diags, const struct diag *diag, bool lost)
{
	switch (diag->code) {
	case DIAG_UNKNOWN_NAME: case DIAG_UNKNOWN_FUNCTION: case DIAG_UNKNOWN_TYPE: case DIAG_UNKNOWN_KIND: case DIAG_BAD_OVERLAY:
	case DIAG_MISSING_VALUE: case DIAG_EMPTY_PROGRAM:
		return lost || about_incomplete(ast, diag);
	case DIAG_UNKNOWN_PROPERTY:
		return behind_open_block(ast, diags, diag);
	default:
		return false;
	}
}

void drop_echoes(const struct ast *ast, struct diags *diags)
{
	bool lost = lost_declaration(ast);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < diags->list.len; i++) {
		if (is_echo(ast, diags, &diags->list.at[i], lost))
			diags->errors--;
		else
			diags->list.at[kept++] = diags->list.at[i];
	}
	diags->list.len = kept;
}
