/* bastide diff OLD NEW: what a change of the program means for what stands there. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run.h"
#include "cli/terminal.h"

#define MOST_OF_A_KIND 200u      /* lines of one kind in a comment, which has an end */

/* The words of a change: for people in a list, and as a heading of several. */
static const struct { const char *word, *heading; } kinds[] = {
	[BST_DESTROYS] = { "destroys", "Destroys, with what it keeps" },
	[BST_REPLACES] = { "replaces", "Destroys and makes again" },
	[BST_OPENS] = { "opens", "Opens" },
	[BST_CLOSES] = { "closes", "Closes" },
	[BST_REMOVES] = { "removes", "Removes" },
	[BST_MAKES] = { "makes", "Makes" },
	[BST_TAKES_OVER] = { "takes over", "Takes over" },
	[BST_MOVES] = { "moves", "Moves" },
	[BST_SETS] = { "sets", "Sets" },
	[BST_WRITES] = { "writes", "Writes" },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

struct telling { FILE *out; size_t count, of_kind; int kind; };

/* --- three forms ------------------------------------------------------------------------------------------ */

static bool tell_text(void *user, const struct bst_change *change)
{
	struct telling *t = user;
	fprintf(t->out, "%-10s  ", kinds[change->kind].word);
	terminal_text(t->out, change->what);
	if (change->detail[0] != '\0') {
		fputs(" (", t->out);
		terminal_text(t->out, change->detail);
		fputc(')', t->out);
	}
	fputc('\n', t->out);
	t->count++;
	return true;
}

/* Code in Markdown, between more backticks than the text has in a row. */
static void write_code(FILE *out, const char *text)
{
	size_t most = 0, row = 0;
	for (const char *at = text; *at != '\0'; at++) {
		row = *at == '`' ? row + 1 : 0;
		most = row > most ? row : most;
	}
	for (size_t i = 0; i <= most; i++)
		fputc('`', out);
	fprintf(out, "%s", most > 0 ? " " : "");
	for (const char *at = text; *at != '\0'; at++)
		fputc(*at == '\n' || *at == '\r' ? ' ' : *at, out);
	fprintf(out, "%s", most > 0 ? " " : "");
	for (size_t i = 0; i <= most; i++)
		fputc('`', out);
}

static void finish_kind(struct telling *t)
{
	if (t->of_kind > MOST_OF_A_KIND)
		fprintf(t->out, "- and %zu more\n", t->of_kind - MOST_OF_A_KIND);
	t->of_kind = 0;
}

static bool tell_markdown(void *user, const struct bst_change *change)
{
	struct telling *t = user;
	if (t->kind != (int)change->kind) {
		finish_kind(t);
		fprintf(t->out, "%s**%s**\n\n", t->count > 0 ? "\n" : "", kinds[change->kind].heading);
	}
	t->kind = (int)change->kind;
	t->count++;
	if (++t->of_kind > MOST_OF_A_KIND)
		return true;
	fputs("- ", t->out);
	write_code(t->out, change->what);
	if (change->detail[0] != '\0') {
		fputs(": ", t->out);
		write_code(t->out, change->detail);
	}
	fputc('\n', t->out);
	return true;
}

static bool tell_json(void *user, const struct bst_change *change)
{
	struct telling *t = user;
	fprintf(t->out, "%s\n{\"change\": \"%s\", \"what\": ", t->count++ > 0 ? "," : "", kinds[change->kind].word);
	terminal_json(t->out, change->what);
	if (change->detail[0] != '\0') {
		fputs(", \"detail\": ", t->out);
		terminal_json(t->out, change->detail);
	}
	fputc('}', t->out);
	return true;
}

/* --- comparing -------------------------------------------------------------------------------------------- */

static bool ignore_output(void *user, const struct bst_output *output)
{
	(void)user, (void)output;
	return true;
}

static int build(struct run *run, const char *path)
{
	run->output = ignore_output;
	run->options.compared = true;
	if (!run_find_at(run, path, NULL))
		return STATUS_CANNOT;
	enum bst_result result = bst_build(run->context, &run->options, (const char *const *)run->disk.paths.at, run->disk.paths.count,
		&run->summary);
	if (result != BST_OK)
		run_show(run);
	return run_status(run, result);
}

static int tell(struct run *before, struct run *now, char **members)
{
	struct telling telling = { .out = stdout, .kind = KINDS };
	size_t length;
	bool markdown = args_has(now->args, OPTION_MARKDOWN);
	if (now->at_end && (telling.out = open_memstream(members, &length)) == NULL)
		memory(NULL, SIZE_MAX);
	if (now->at_end)
		fputs(",\n\"changes\": [", telling.out);
	int status = run_status(now, bst_compare(before->context, now->context, now->at_end ? tell_json : markdown ? tell_markdown : tell_text, &telling));
	if (now->at_end) {
		fputs("]", telling.out);
		if (fclose(telling.out) != 0)
			memory(NULL, SIZE_MAX);
	} else if (markdown) {
		finish_kind(&telling);
	}
	if (telling.count == 0 && !now->at_end && status == STATUS_OK)
		puts(markdown ? "Nothing changes but text." : "nothing changes but text");
	return status;
}

int cmd_diff(const struct args *args)
{
	struct run before, now;
	char *members = NULL;
	run_begin(&before, args);
	run_begin(&now, args);
	int status = build(&before, args->operands[0]);
	struct run *told = &before, *silent = &now;
	if (status == STATUS_OK) {
		told = &now;
		silent = &before;
		status = build(&now, args->operands[1]);
	}
	if (status == STATUS_OK)
		status = tell(&before, &now, &members);
	status = run_end(told, status, members);
	silent->at_end = false;
	run_end(silent, status, NULL);
	free(members);
	return status;
}
