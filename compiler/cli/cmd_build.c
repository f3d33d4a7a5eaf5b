/* bastide build: prove a program, then make the output folder what it should be, or say how it differs. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/diff.h"
#include "cli/output.h"
#include "cli/run.h"
#include "cli/seal.h"
#include "cli/terminal.h"

#define DIFF_LINES_OF_ONE 60u
#define DIFF_LINES_OF_ALL 400u
#define UNPROVED_SHOWN 100u

/* For a comparison: the bytes stay with the library. */
static bool collect(void *user, const struct bst_output *output)
{
	output_add(user, output->path, output->target, output->bytes, output->length);
	return true;
}

static bool put(void *user, const struct bst_output *output)
{
	return output_put(user, output->path, output->target, output->bytes, output->length);
}

static bool ignore(void *user, const struct bst_output *output)
{
	(void)user;
	(void)output;
	return true;
}

/* `folder/path`, to be freed. */
static char *below(const struct output *output, const char *path)
{
	size_t length = strlen(output->folder), room = length + strlen(path) + 2;
	char *whole = memory(NULL, room);
	snprintf(whole, room, "%s%s%s", output->folder, length > 0 && output->folder[length - 1] == '/' ? "" : "/", path);
	return whole;
}

/* --- what must not be lost ------------------------------------------------------------------------------ */

/* Whether files of the unit are among those that are wanted, which stand in the order of their paths. */
static bool is_written(const struct output *output, const char *unit)
{
	size_t low = 0, high = output->wanted, length = strlen(unit);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *path = output->files[middle].path;
		int order = strncmp(path, unit, length);
		if (order == 0 && path[length] == '/')
			return true;
		if (order < 0 || (order == 0 && path[length] < '/'))
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static bool keep(void *user, const struct bst_kept *kept)
{
	struct output *output = user;
	if (is_written(output, kept->unit))
		manifest_keep(&output->keeps, kept);
	return true;
}

/* A build of a part writes not all that it planned: what the one before kept is kept on. */
static void keep_on(struct output *output, const struct manifest *before)
{
	bool part = output->target_count > 0 || output->keep_stale;
	for (size_t i = 0; part && i < before->kept_count; i++) {
		const struct bst_kept *kept = &before->kept[i];
		if (!is_written(output, kept->unit))
			manifest_keep(&output->keeps, kept);
	}
	manifest_sort(&output->keeps);
}

static void report_refused(struct run *run, const struct output *output)
{
	for (size_t i = 0; i < output->count; i++) {
		const struct output_file *file = &output->files[i];
		if (file->state != OUTPUT_REFUSED)
			continue;
		char *path = below(output, file->path);
		run_problem(run, path, file->word, file->problem);
		free(path);
	}
}

/* --- writing ----------------------------------------------------------------------------------------- */

/* "terraform 120, kubernetes 60": files in the order of their paths, so equal targets stand together. */
static void print_targets(FILE *out, const struct output *output)
{
	const char *between = "; ";
	for (size_t i = 0; i < output->wanted; ) {
		size_t from = i;
		while (i < output->wanted && strcmp(output->files[i].target, output->files[from].target) == 0)
			i++;
		fprintf(out, "%s%s %zu", between, output->files[from].target, i - from);
		between = ", ";
	}
	fputc('\n', out);
}

static void print_files(FILE *out, const struct output *output)
{
	fprintf(out, "written: %s, %zu %s", output->folder, output->wanted, output->wanted == 1 ? "file" : "files");
}

static void print_written(const struct output *output)
{
	size_t added = output_count(output, OUTPUT_NEW) + output_count(output, OUTPUT_MISSING);
	size_t changed = output_count(output, OUTPUT_CHANGED), removed = output_count(output, OUTPUT_STALE);
	print_files(stdout, output);
	if (added + changed + removed == 0)
		fputs(", all as they were", stdout);
	else
		printf(" (%zu new, %zu changed, %zu removed)", added, changed, removed);
	print_targets(stdout, output);
}

/* What the next build says if nothing changes until then. To be freed. */
static char *words_of_same(struct run *run, const struct output *output)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	if (out == NULL)
		memory(NULL, SIZE_MAX);
	run_summary(run, out);
	print_files(out, output);
	fputs(", nothing changed since that was proved", out);
	print_targets(out, output);
	if (fclose(out) != 0)
		memory(NULL, SIZE_MAX);
	return text;
}

static int write_output(struct run *run, struct output *output)
{
	if (!output_write(output)) {
		report_refused(run, output);
		run_problem(run, NULL, "output", output->error);
		return output->cannot ? STATUS_CANNOT : STATUS_FINDINGS;
	}
	if (!run->at_end && !run->quiet) {
		run_summary(run, stdout);
		print_written(output);
	}
	if (run->seal != NULL && run->seal->stands && !run->told) {
		char *words = run->quiet ? NULL : words_of_same(run, output);
		seal_put(run->seal, words != NULL ? words : "");
		free(words);
	}
	return STATUS_OK;
}

/* --- comparing --------------------------------------------------------------------------------------- */

/* The words of a drift; NULL when there is none. */
static const char *drift_word(const struct output_file *file)
{
	switch (file->state) {
	case OUTPUT_SAME: case OUTPUT_GONE: return NULL;
	case OUTPUT_NEW: case OUTPUT_MISSING: return "missing";
	case OUTPUT_CHANGED: return "stale";
	case OUTPUT_STALE: return "extra";
	case OUTPUT_REFUSED: return file->word;
	}
	return NULL;
}

static void print_diff(struct output *output, const struct output_file *file, const char *path, size_t *lines, bool colour)
{
	const char *bytes = "";
	size_t length = 0;
	if (*lines >= DIFF_LINES_OF_ALL || file->bytes == NULL || memchr(file->bytes, '\0', file->length) != NULL)
		return;
	if ((file->state == OUTPUT_CHANGED || file->state == OUTPUT_REFUSED) && tree_read(&output->tree, file->path, &bytes, &length) != 0)
		return;
	size_t left = DIFF_LINES_OF_ALL - *lines;
	if (length == 0)
		return;                                  /* the whole of a missing file tells nobody anything */
	*lines += diff_print(stdout, (struct diff_side){ path, bytes, length }, (struct diff_side){ path, file->bytes, file->length },
		left < DIFF_LINES_OF_ONE ? left : DIFF_LINES_OF_ONE, colour);
}

static void print_option(FILE *out, const struct args *args, enum option option)
{
	for (size_t i = 0; i < args->counts[option]; i++) {
		fprintf(out, " --%s ", options[option].name);
		terminal_word(out, args->values[option][i]);
	}
}

static bool is_edited(const struct output_file *file)
{
	return file->state == OUTPUT_REFUSED && strcmp(file->word, "edited") == 0;
}

/* The command that would mend it, as it was given but for --check; what was edited goes first, or it would refuse. To be freed. */
static char *repair_text(const struct run *run, const struct output *output)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	if (out == NULL)
		memory(NULL, SIZE_MAX);
	const char *before = "rm --";
	for (size_t i = 0; i < output->count; i++) {
		if (!is_edited(&output->files[i]))
			continue;
		char *path = below(output, output->files[i].path);
		fprintf(out, "%s ", before);
		terminal_word(out, path);
		free(path);
		before = "";
	}
	fprintf(out, "%sbastide build", before[0] == '\0' ? " && " : "");
	for (size_t i = 0; i < run->args->operand_count; i++) {
		fputc(' ', out);
		terminal_word(out, run->args->operands[i]);
	}
	print_option(out, run->args, OPTION_OUTPUT);
	print_option(out, run->args, OPTION_INPUTS);
	print_option(out, run->args, OPTION_TARGET);
	print_option(out, run->args, OPTION_ENVIRONMENT);
	if (fclose(out) != 0)
		memory(NULL, SIZE_MAX);
	return text;
}

/* What others wrote, no command of ours takes away; an edit is lost with its file. */
static void tell_repair(const struct run *run, const struct output *output)
{
	size_t edited = 0;
	for (size_t i = 0; i < output->count; i++)
		edited += is_edited(&output->files[i]);
	if (output_count(output, OUTPUT_REFUSED) > edited)
		puts("first move away what is in the way");
	if (edited > 0)
		puts("first move what was edited into the program: its file is removed and written again");
	char *repair = repair_text(run, output);
	printf("to repair: %s\n", repair);
	free(repair);
}

/* Tools keep what is theirs in names that begin with a dot, as `.terraform/`. */
static bool is_hidden(const char *path)
{
	return path[0] == '.' || strstr(path, "/.") != NULL;
}

static void tell_unproved(struct run *run, const struct output *output, const char *below_folder, size_t *told)
{
	size_t count;
	if (is_hidden(below_folder) || output_wanted(output, below_folder) != NULL || manifest_find(&output->manifest, below_folder, &count) != NULL)
		return;
	if (++*told > UNPROVED_SHOWN)
		return;
	char *path = below(output, below_folder);
	if (run->at_end) {
		run_problem(run, path, "unproved", "not written by bastide: it is not proved");
	} else {
		fputs("not proved: ", stdout);
		terminal_text(stdout, path);
		fputc('\n', stdout);
	}
	free(path);
}

/* Files beside ours, by hand or from a build whose manifest is lost: they are left alone, and nobody has proved them. */
static void tell_all_unproved(struct run *run, struct output *output)
{
	size_t told = 0;
	for (size_t i = 0; output->tree.fd >= 0 && i < output->wanted;) {
		size_t length = strcspn(output->files[i].path, "/");
		const char *path = output->files[i].path;
		char top[256];
		snprintf(top, sizeof top, "%.*s", (int)length, path);
		struct path_list files = { 0 };
		if (path[length] == '/' && tree_list(&output->tree, top, &files) == 0)
			for (size_t f = 0; f < files.count; f++)
				tell_unproved(run, output, files.at[f], &told);
		path_list_free(&files);
		while (i < output->wanted && strncmp(output->files[i].path, path, length + 1) == 0)
			i++;
	}
	if (told > UNPROVED_SHOWN && !run->at_end)
		printf("not proved: %zu more\n", told - UNPROVED_SHOWN);
}

/* What was written is what the program meant in another edition of the language, though no byte of it may differ. */
static bool tell_edition(struct run *run, const struct output *output)
{
	char problem[128];
	if (output->manifest.count == 0 || output->manifest.edition == output->edition)
		return false;
	snprintf(problem, sizeof problem, "written for edition %u, the program is of edition %u", output->manifest.edition, output->edition);
	char *path = below(output, MANIFEST_NAME);
	if (run->at_end) {
		run_problem(run, path, "stale", problem);
	} else {
		fputs("stale: ", stdout);
		terminal_text(stdout, path);
		printf(": %s\n", problem);
	}
	free(path);
	return true;
}

/* Files of a build stand there, and the list of them is gone: the next build would not know what must not be lost. */
static bool tell_no_manifest(struct run *run, const struct output *output)
{
	static const char problem[] = "it says what must not be lost, and which files are whose; restore it from version control, or build again "
		"if what was kept before has gone";
	if (output->listed || output_count(output, OUTPUT_SAME) == 0)
		return false;
	char *path = below(output, MANIFEST_NAME);
	if (run->at_end) {
		run_problem(run, path, "missing", problem);
	} else {
		fputs("missing: ", stdout);
		terminal_text(stdout, path);
		printf(": %s\n", problem);
	}
	free(path);
	return true;
}

static int check_output(struct run *run, struct output *output)
{
	bool colour = terminal_colour(stdout, args_value(run->args, OPTION_COLOR, "auto"));
	size_t drifted = 0, lines = 0;
	if (!output_compare(output)) {
		run_problem(run, NULL, "output", output->error);
		return STATUS_CANNOT;
	}
	for (size_t i = 0; i < output->count; i++) {
		const struct output_file *file = &output->files[i];
		const char *word = drift_word(file);
		if (word == NULL)
			continue;
		char *path = below(output, file->path);
		drifted++;
		if (run->at_end) {
			run_problem(run, path, word, file->problem != NULL ? file->problem : "");
		} else {
			printf("%s: ", word);
			terminal_text(stdout, path);
			fprintf(stdout, "%s%s\n", file->problem != NULL ? ": " : "", file->problem != NULL ? file->problem : "");
			print_diff(output, file, path, &lines, colour);
		}
		free(path);
	}
	drifted += tell_no_manifest(run, output) + tell_edition(run, output);
	tell_all_unproved(run, output);
	if (drifted > 0 && !run->at_end)
		tell_repair(run, output);
	if (drifted == 0 && !run->at_end && !run->quiet) {
		run_summary(run, stdout);
		printf("in step: %s, %zu %s\n", output->folder, output->wanted, output->wanted == 1 ? "file" : "files");
	}
	return drifted > 0 ? STATUS_FINDINGS : STATUS_OK;
}

/* --- both -------------------------------------------------------------------------------------------- */

static char *json_members(const struct run *run, const struct output *output, bool drifted)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	if (out == NULL)
		memory(NULL, SIZE_MAX);
	char *repair = drifted ? repair_text(run, output) : NULL;
	fputs(",\n\"output\": {\"folder\": ", out);
	terminal_json(out, output->folder);
	fprintf(out, ", \"files\": %zu, \"same\": %zu, \"new\": %zu, \"changed\": %zu, \"removed\": %zu, \"refused\": %zu", output->wanted,
		output_count(output, OUTPUT_SAME), output_count(output, OUTPUT_NEW) + output_count(output, OUTPUT_MISSING),
		output_count(output, OUTPUT_CHANGED), output_count(output, OUTPUT_STALE), output_count(output, OUTPUT_REFUSED));
	if (repair != NULL) {
		fputs(", \"repair\": ", out);
		terminal_json(out, repair);
	}
	fputc('}', out);
	free(repair);
	if (fclose(out) != 0)
		memory(NULL, SIZE_MAX);
	return text;
}

/* Proves the program and does with its files what was asked for. */
static int build(struct run *run, struct output *output, const struct manifest *before, bool begun, char **members)
{
	bool compares = args_has(run->args, OPTION_CHECK);
	enum bst_result result = bst_build(run->context, &run->options, (const char *const *)run->disk.paths.at, run->disk.paths.count,
		&run->summary);
	run_show(run);
	int status = run_status(run, result);
	if (result == BST_STOPPED || (status == STATUS_OK && !begun)) {
		run_problem(run, NULL, "output", output->error);
		return output->cannot ? STATUS_CANNOT : STATUS_FINDINGS;
	}
	if (status != STATUS_OK)
		return status;
	output->edition = run->summary.edition;
	output_sort(output);
	status = run_status(run, bst_keeps(run->context, keep, output));
	keep_on(output, before);
	if (status != STATUS_OK)
		return status;
	status = compares ? check_output(run, output) : write_output(run, output);
	*members = run->at_end ? json_members(run, output, compares && status == STATUS_FINDINGS) : NULL;
	return status;
}

static void seal_stands(void *user, int folder, bool unknown)
{
	seal_output(user, folder, unknown);
}

/* Proves the program for the folder that it is written to, or compared with. */
static int prove_into(struct run *run, struct output *output, char **members)
{
	struct manifest before = { 0 };
	bool compares = args_has(run->args, OPTION_CHECK);
	if (!run_find(run, output->folder))
		return STATUS_CANNOT;
	/* What cannot be written is told after what is wrong with the program. */
	bool begun = compares || output_begin(output);
	if (compares)
		output_read_keeps(output->folder, &before);
	const struct manifest *known = compares ? &before : &output->manifest;
	run->options.kept = known->kept;
	run->options.kept_count = known->kept_count;
	run->options.early = !compares;
	run->output = compares ? collect : begun ? put : ignore;
	run->output_user = output;
	int status = build(run, output, known, begun, members);
	if (output->writing != NULL)
		output_abandon(output);
	manifest_free(&before);
	return status;
}

int cmd_build(const struct args *args)
{
	struct run run;
	struct output output;
	struct seal seal;
	char *members = NULL, *words = NULL;
	run_begin(&run, args);
	output_init(&output, args_value(args, OPTION_OUTPUT, "out"));
	output.targets = args->values[OPTION_TARGET];
	output.target_count = args->counts[OPTION_TARGET];
	/* Which environment an old file was for, nobody wrote down. */
	output.keep_stale = args_has(args, OPTION_ENVIRONMENT);
	seal_begin(&seal, args, output.folder, run.options.today);
	if (!args_has(args, OPTION_CHECK) && !run.at_end) {
		words = args_has(args, OPTION_AGAIN) ? NULL : seal_words(&seal);
		run.seal = &seal;
		output.stands = seal_stands;
		output.stands_user = &seal;
	}
	int status = STATUS_OK;
	if (words != NULL)
		fputs(words, stdout);
	else
		status = prove_into(&run, &output, &members);
	status = run_end(&run, status, members);
	output_free(&output);
	seal_free(&seal);
	free(words);
	free(members);
	return status;
}
