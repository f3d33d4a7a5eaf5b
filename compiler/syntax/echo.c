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

static bool is_echo(const struct ast *ast, const struct diag *diag, bool lost)
{
	switch (diag->code) {
	case DIAG_UNKNOWN_NAME: case DIAG_UNKNOWN_FUNCTION: case DIAG_UNKNOWN_TYPE: case DIAG_UNKNOWN_KIND: case DIAG_BAD_OVERLAY:
	case DIAG_MISSING_VALUE: case DIAG_EMPTY_PROGRAM:
		return lost || in_incomplete(ast, diag->span);
	default:
		return false;
	}
}

void drop_echoes(const struct ast *ast, struct diags *diags)
{
	bool lost = lost_declaration(ast);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < diags->list.len; i++) {
		if (is_echo(ast, &diags->list.at[i], lost))
			diags->errors--;
		else
			diags->list.at[kept++] = diags->list.at[i];
	}
	diags->list.len = kept;
}
