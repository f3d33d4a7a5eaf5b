/* bastide why FILE:LINE: which statements a line of an output came from. */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/manifest.h"
#include "cli/run.h"
#include "cli/terminal.h"

/* --- FILE:LINE --------------------------------------------------------------------------------------------- */

struct question { char *file, *folder; const char *path; unsigned long line; };

/* `path` below `folder`, or NULL. */
static const char *below(const char *folder, const char *path)
{
	size_t length = strlen(folder);
	while (length > 0 && folder[length - 1] == '/')
		length--;
	if (length == 0 || strncmp(path, folder, length) != 0 || path[length] != '/')
		return NULL;
	return path + length + 1;
}

/* The nearest folder above the file that a build wrote, cut out of `file`; false when there is none. */
static bool find_folder(struct question *q)
{
	for (size_t end = strlen(q->file); end-- > 0;) {
		if (q->file[end] != '/')
			continue;
		char *manifest = NULL;
		size_t length;
		FILE *out = open_memstream(&manifest, &length);
		if (out == NULL)
			memory(NULL, SIZE_MAX);
		fprintf(out, "%.*s/" MANIFEST_NAME, (int)end, q->file);
		if (fclose(out) != 0)
			memory(NULL, SIZE_MAX);
		bool there = access(manifest, F_OK) == 0;
		free(manifest);
		if (!there)
			continue;
		q->folder = memory(NULL, end + 1);
		snprintf(q->folder, end + 1, "%.*s", (int)end, q->file);
		q->path = q->file + end + 1;
		return true;
	}
	return false;
}

static bool read_question(struct question *q, const struct args *args)
{
	const char *operand = args->operands[0], *colon = strrchr(operand, ':');
	char *end = NULL;
	*q = (struct question){ 0 };
	q->line = colon != NULL && colon[1] >= '0' && colon[1] <= '9' ? strtoul(colon + 1, &end, 10) : 0;
	if (q->line == 0 || q->line > UINT32_MAX || *end != '\0')
		return false;
	size_t length = (size_t)(colon - operand);
	q->file = memory(NULL, length + 1);
	snprintf(q->file, length + 1, "%s", operand);
	const char *folder = args_value(args, OPTION_OUTPUT, "out");
	q->path = below(folder, q->file);
	if (q->path == NULL && !find_folder(q))
		q->path = q->file;
	if (q->folder == NULL) {
		q->folder = memory(NULL, strlen(folder) + 1);
		snprintf(q->folder, strlen(folder) + 1, "%s", folder);
	}
	return true;
}

/* Whether the file on disk, if there is one, has that line there. */
static bool stands_on_disk(const struct question *q, const char *line)
{
	FILE *in = fopen(q->file, "r");
	char *text = NULL;
	size_t size = 0;
	ssize_t length = 0;
	if (in == NULL)
		return true;
	for (unsigned long i = 0; i < q->line && length >= 0; i++)
		length = getline(&text, &size, in);
	if (length > 0 && text[length - 1] == '\n')
		text[length - 1] = '\0';
	bool same = length >= 0 && strcmp(text, line) == 0;
	free(text);
	fclose(in);
	return same;
}

/* --- answers --------------------------------------------------------------------------------------------------- */

static void print_place(const char *before, const struct bst_place *place)
{
	if (place->path == NULL)
		return;
	fputs(before, stdout);
	terminal_text(stdout, place->path);
	printf(":%u:%u", place->line, place->column);
	if (place->label[0] != '\0') {
		fputs(":  ", stdout);
		terminal_text(stdout, place->label);
	}
	fputc('\n', stdout);
}

static void print_text(const struct question *q, const struct bst_origin *origin)
{
	terminal_text(stdout, q->path);
	printf(":%lu: ", q->line);
	terminal_text(stdout, origin->line);
	fputc('\n', stdout);
	for (size_t i = 0; i < origin->cause_count; i++)
		print_place(i == 0 ? "  from     " : "  and      ", &origin->causes[i]);
	if (origin->cause_count == 0)
		puts("  from     no statement: every program has this line");
	print_place("  written  ", &origin->emitter);
	print_place("  file     ", &origin->file);
}

static void json_place(FILE *out, const struct bst_place *place)
{
	if (place->path == NULL) {
		fputs("null", out);
		return;
	}
	fputs("{\"path\": ", out);
	terminal_json(out, place->path);
	fprintf(out, ", \"line\": %u, \"column\": %u, \"endLine\": %u, \"endColumn\": %u, \"library\": %s}", place->line, place->column,
		place->end_line, place->end_column, place->library ? "true" : "false");
}

static char *json_members(const struct question *q, const struct bst_origin *origin)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	if (out == NULL)
		memory(NULL, SIZE_MAX);
	fputs(",\n\"why\": {\"file\": ", out);
	terminal_json(out, q->path);
	fprintf(out, ", \"line\": %lu, \"text\": ", q->line);
	terminal_json(out, origin->line);
	fputs(",\n\"causes\": [", out);
	for (size_t i = 0; i < origin->cause_count; i++) {
		fputs(i > 0 ? ",\n" : "", out);
		json_place(out, &origin->causes[i]);
	}
	fputs("],\n\"emitter\": ", out);
	json_place(out, &origin->emitter);
	fputs(",\n\"emitterOfFile\": ", out);
	json_place(out, &origin->file);
	fputc('}', out);
	if (fclose(out) != 0)
		memory(NULL, SIZE_MAX);
	return text;
}

static bool ignore_output(void *user, const struct bst_output *output)
{
	(void)user, (void)output;
	return true;
}

/* The program is built in memory, with the file traced. */
static int answer(struct run *run, const struct question *q, char **members)
{
	struct bst_origin origin;
	run->options.traced = q->path;
	enum bst_result result = bst_build(run->context, &run->options, (const char *const *)run->disk.paths.at, run->disk.paths.count,
		&run->summary);
	int status = run_status(run, result);
	if (status != STATUS_OK) {
		run_show(run);
		return status;
	}
	status = run_status(run, bst_why(run->context, (uint32_t)q->line, &origin));
	if (status != STATUS_OK)
		return status;
	if (run->at_end)
		*members = json_members(q, &origin);
	else
		print_text(q, &origin);
	if (stands_on_disk(q, origin.line))
		return STATUS_OK;
	run_problem(run, q->file, "stale", "not what the program says at this line; `bastide build --check` shows the difference");
	return STATUS_FINDINGS;
}

int cmd_why(const struct args *args)
{
	struct run run;
	struct question question;
	char *members = NULL;
	int status = STATUS_CANNOT;
	run_begin(&run, args);
	run.output = ignore_output;
	if (!read_question(&question, args))
		run_problem(&run, NULL, "use", "`why` needs a file and a line of it, as out/terraform/dev/network/main.tf:12");
	else if (run_find_at(&run, args->operand_count > 1 ? args->operands[1] : ".", question.folder))
		status = answer(&run, &question, &members);
	status = run_end(&run, status, members);
	free(question.file);
	free(question.folder);
	free(members);
	return status;
}
