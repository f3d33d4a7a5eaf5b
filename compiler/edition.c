/* Which edition of the language a program is of. */
#include "edition.h"

#include <string.h>

#include "base/editions.h"
#include "value/value.h"

#define YEAR(year) year,
static const uint32_t editions[] = { EDITIONS(YEAR) };
#define EDITION_COUNT (sizeof editions / sizeof *editions)

const char *edition_list(void)
{
#define YEAR_TEXT(year) ", " #year
	static const char list[] = EDITIONS(YEAR_TEXT);
	return list + strlen(", ");
}

/* The year that the statement says, or 0 after a report. */
static int64_t year_of(const struct ast *ast, const struct node *statement, struct diags *diags)
{
	const struct node *atom = ast_node(ast, statement->b);
	struct val year = atom->kind == NODE_LITERAL && !atom->next && !statement->c ? ast->literals.at[atom->a] : VAL_ABSENT;
	if (year.tag == VAL_INT && year.i > 0)
		return year.i;
	struct diag *d = diag_add(diags, DIAG_WRONG_SHAPE, statement->span, "`edition` is followed by one year");
	diag_help(diags, d, "edition %u", editions[EDITION_COUNT - 1]);
	return 0;
}

static bool is_known(int64_t year, struct span said, struct diags *diags)
{
	for (uint32_t i = 0; i < EDITION_COUNT; i++)
		if (editions[i] == year)
			return true;
	struct diag *d = diag_add(diags, DIAG_EDITION_UNKNOWN, said, "this bastide does not know edition %lld; it reads %s", (long long)year, edition_list());
	if (year > editions[EDITION_COUNT - 1])
		diag_help(diags, d, "a newer bastide may read it; under an older edition the program may mean something else");
	else
		diag_help(diags, d, "the first is edition %u", editions[0]);
	return false;
}

uint32_t edition_of(const struct ast *ast, struct names *names, uint32_t first, uint32_t last, struct diags *diags)
{
	name word = names_intern(names, STR("edition"));
	const struct node *said = NULL;
	int64_t year = editions[0];
	bool right = true;
	for (uint32_t f = first; f < last; f++)
		for (node_ref at = ast->files.at[f].items; at; at = ast_node(ast, at)->next) {
			const struct node *n = ast_node(ast, at);
			if (n->kind != NODE_STATEMENT || n->a != word || n->flags & NODE_BROKEN)
				continue;
			int64_t other = year_of(ast, n, diags);
			if (other && said && other != year) {
				struct diag *d = diag_add(diags, DIAG_DUPLICATE_STATEMENT, n->span, "this file is of edition %lld, another of edition %lld",
					(long long)other, (long long)year);
				diag_also(diags, d, said->span, "said here first");
				diag_help(diags, d, "all files of a program are of one edition");
			}
			right = right && other && (!said || other == year);
			if (other && !said) {
				year = other;
				said = n;
			}
		}
	return right && (!said || is_known(year, said->span, diags)) ? (uint32_t)year : 0;
}
