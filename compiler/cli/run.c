#define _DEFAULT_SOURCE
#include "cli/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/seal.h"
#include "cli/summary.h"
#include "cli/terminal.h"

static bool hand_output(void *user, const struct bst_output *output)
{
	struct run *run = user;
	return run->output(run->output_user, output);
}

static enum bst_read noted(struct run *run, const char *path, enum bst_read result)
{
	if (run->lacks != NULL && result == BST_MISSING)
		path_list_add(run->lacks, path);
	return result;
}

/* The disk's callbacks want the disk, ours the run. */
static enum bst_read read_file(void *user, const char *path, struct bst_text *text, const char **why)
{
	struct run *run = user;
	if (run->seal != NULL)
		seal_reads(run->seal, path);
	if (run->reads != NULL)
		path_list_add(run->reads, path);
	return noted(run, path, disk_host_read(&run->disk, path, text, why));
}

static enum bst_read resolve(void *user, const char *from, const char *import,
	bool (*add)(void *list, const char *path), void *list, const char **why)
{
	struct run *run = user;
	if (run->seal != NULL)
		seal_asks(run->seal, from, import);
	if (run->asks != NULL) {
		path_list_add(run->asks, from);
		path_list_add(run->asks, import);
	}
	return disk_host_resolve(&run->disk, from, import, add, list, why);
}

static void take_diagnostic(void *user, const struct bst_diagnostic *diagnostic)
{
	report_diagnostic(&((struct run *)user)->report, diagnostic);
}

void run_begin(struct run *run, const struct args *args)
{
	time_t now = time(NULL);
	struct tm day;
	*run = (struct run){ .args = args };
	run->format = format_find(args_value(args, OPTION_FORMAT, "text"), args->command->bit);
	run->at_end = run->format != NULL && run->format->write != NULL;
	run->quiet = args_has(args, OPTION_QUIET);
	disk_host_init(&run->disk, NULL);
	bst_options_init(&run->options);
	if (gmtime_r(&now, &day) != NULL)
		strftime(run->today, sizeof run->today, "%Y-%m-%d", &day);
	run->options.today = args_value(args, OPTION_DATE, run->today);
	run->options.no_waivers = args_has(args, OPTION_NO_WAIVERS);
	run->options.targets = args->values[OPTION_TARGET];
	run->options.target_count = args->counts[OPTION_TARGET];
	run->options.environments = args->values[OPTION_ENVIRONMENT];
	run->options.environment_count = args->counts[OPTION_ENVIRONMENT];
	struct bst_host host = { .user = run, .read_file = read_file, .resolve = resolve, .output = hand_output,
		.diagnostic = run->at_end ? take_diagnostic : NULL };
	run->context = bst_new(&host);
	if (run->context == NULL)
		memory(NULL, SIZE_MAX);
	run->report.context = run->context;
	run->report.summary = &run->summary;
}

void run_problem(struct run *run, const char *path, const char *word, const char *words)
{
	run->told = true;
	if (run->at_end) {
		report_problem(&run->report, path, word, words);
		return;
	}
	fputs(path != NULL ? "" : "bastide: ", stderr);
	if (path != NULL) {
		terminal_text(stderr, path);
		fputs(": ", stderr);
	}
	terminal_text(stderr, words);
	fputc('\n', stderr);
}

bool run_find(struct run *run, const char *output_folder)
{
	return run_find_at(run, run->args->operand_count > 0 ? run->args->operands[0] : ".", output_folder);
}

bool run_find_at(struct run *run, const char *path, const char *output_folder)
{
	run->disk.output = output_folder;
	if (!disk_host_find(&run->disk, path)) {
		noted(run, path, BST_MISSING);
		run_problem(run, path, "unreadable", run->disk.why);
		return false;
	}
	if (!disk_host_find_inputs(&run->disk, path, args_value(run->args, OPTION_INPUTS, NULL))) {
		run_problem(run, NULL, "use", run->disk.why);
		return false;
	}
	return true;
}

void run_show(struct run *run)
{
	struct bst_text text;
	const char *when = args_value(run->args, OPTION_COLOR, "auto");
	struct bst_style style = { terminal_colour(stderr, when), terminal_width(stderr) };
	if (run->at_end)
		return;
	if (bst_render(run->context, BST_FORM_TEXT, &style, &text) != BST_OK)
		memory(NULL, SIZE_MAX);
	run->told |= text.length > 0;
	fwrite(text.at, 1, text.length, stderr);
}

int run_status(struct run *run, enum bst_result result)
{
	switch (result) {
	case BST_OK: return STATUS_OK;
	case BST_FINDINGS: return STATUS_FINDINGS;
	case BST_STOPPED: return STATUS_CANNOT;
	case BST_OUT_OF_MEMORY: run_problem(run, NULL, "memory", "out of memory"); return STATUS_CANNOT;
	case BST_WRONG_USE: run_problem(run, NULL, "use", bst_complaint(run->context)); return STATUS_CANNOT;
	}
	return STATUS_CANNOT;
}

/* --- what the proof rests on --------------------------------------------------------------------------------- */

/* A large estate believes much; what the program accepts by itself (waivers, trust) is never cut short. */
#define MOST_TOLD 12

static bool is_cut_short(enum bst_reliance_kind kind)
{
	return kind == BST_BELIEVED || kind == BST_ASSUMED || kind == BST_UNDONE;
}

/* Of names in a row, `a, b, c`, that many are printed where there are more; those in a text that goes on are few. */
#define MOST_NAMES 6
#define FIRST_NAMES 3

static size_t word_before_comma(const char *at)
{
	size_t length = strcspn(at, " ,");
	return at[length] == ',' && at[length + 1] == ' ' ? length + 2 : 0;
}

/* The text with long rows of names cut short; true when one was. */
static bool print_cut(FILE *out, const char *text)
{
	char part[512];
	bool cut = false;
	while (*text != '\0') {
		size_t length = 0, shown = 0, names = 0, word;
		while ((word = word_before_comma(text + length)) > 0) {
			length += word;
			if (++names == FIRST_NAMES)
				shown = length;
		}
		bool many = names > MOST_NAMES;
		size_t take = many ? shown : length > 0 ? length : strcspn(text, " ") + (text[strcspn(text, " ")] == ' ');
		for (size_t done = 0; done < take; done += strlen(part)) {
			snprintf(part, sizeof part, "%.*s", (int)(take - done), text + done);
			terminal_text(out, part);
		}
		if (many)
			fprintf(out, "%zu more, ", names - FIRST_NAMES);
		cut |= many;
		text += many ? length : take;
	}
	return cut;
}

/* How many of each kind were told, and whether names in them were left out. */
struct told { FILE *out; unsigned of[BST_UNDONE + 1]; bool cut; };

static bool print_reliance(void *user, const struct bst_reliance *r)
{
	struct told *told = user;
	FILE *out = told->out;
	if (is_cut_short(r->kind) && ++told->of[r->kind] > MOST_TOLD)
		return true;
	fprintf(out, "%s: ", reliance_word(r->kind));
	if (is_cut_short(r->kind))
		told->cut |= print_cut(out, r->what);
	else
		terminal_text(out, r->what);
	if (r->kind == BST_BELIEVED)
		fputs(" is there as declared", out);
	if (r->reason[0] != '\0') {
		fputs(": ", out);
		terminal_text(out, r->reason);
	}
	fputs(" (", out);
	terminal_text(out, r->place.path != NULL ? r->place.path : "");
	fprintf(out, ":%u)\n", r->place.line);
	return true;
}

void run_summary(struct run *run, FILE *out)
{
	struct told told = { .out = out };
	bool more = false;
	summary_print(out, &run->summary);
	run_status(run, bst_reliances(run->context, print_reliance, &told));
	for (enum bst_reliance_kind kind = BST_WAIVED; kind <= BST_UNDONE; kind++) {
		if (!is_cut_short(kind) || told.of[kind] <= MOST_TOLD)
			continue;
		fprintf(out, "%s: %u more; --format json names all\n", reliance_word(kind), told.of[kind] - MOST_TOLD);
		more = true;
	}
	if (told.cut && !more)
		fputs("names were left out; --format json names all\n", out);
}

int run_end(struct run *run, int status, const char *members)
{
	run->report.status = status;
	run->report.members = members;
	if (run->at_end)
		run->format->write(stdout, &run->report);
	report_free(&run->report);
	bst_free(run->context);
	disk_host_free(&run->disk);
	return status;
}
