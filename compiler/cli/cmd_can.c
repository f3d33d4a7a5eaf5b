/* bastide can: whether one thing may open a connection to another, or a role do something; and the table of all. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run.h"
#include "cli/terminal.h"
#include "include/bastide_can.h"

struct telling { FILE *out; size_t count; bool yes; };

/* --- one answer, for people ---------------------------------------------------------------------------------------- */

static void print_end(const char *thing, const char *environment)
{
	terminal_text(stdout, thing);
	if (environment[0] != '\0') {
		fputs(" in ", stdout);
		terminal_text(stdout, environment);
	}
}

static void print_step(const struct bst_step *step, const char *word)
{
	printf("  %-9s ", word);
	terminal_text(stdout, step->text);
	if (step->place.path != NULL) {
		fputs("  (", stdout);
		terminal_text(stdout, step->place.path);
		printf(":%u)", step->place.line);
	}
	fputc('\n', stdout);
	if (step->say[0] == '\0')
		return;
	fputs("            say in ", stdout);
	terminal_text(stdout, step->in);
	fputs(": ", stdout);
	terminal_text(stdout, step->say);
	fputc('\n', stdout);
}

static bool tell_text(void *user, const struct bst_answer *answer)
{
	struct telling *t = user;
	if (t->count++ > 0)
		fputc('\n', stdout);
	t->yes = t->yes || answer->yes;
	fputs(answer->yes ? "yes: " : "no: ", stdout);
	print_end(answer->source, answer->source_environment);
	fputs(" -> ", stdout);
	print_end(answer->target, answer->target_environment);
	if (answer->port[0] != '\0') {
		fputs(" : ", stdout);
		terminal_text(stdout, answer->port);
	}
	if (answer->via[0] != '\0') {
		fputs(", ", stdout);
		terminal_text(stdout, answer->via);
	}
	fputc('\n', stdout);
	for (size_t i = 0; i < answer->step_count; i++)
		print_step(&answer->steps[i], answer->yes ? answer->steps[i].what : i == 0 ? "wall" : "behind it");
	return true;
}

/* --- as JSON --------------------------------------------------------------------------------------------------------- */

static void json_member(FILE *out, const char *before, const char *text)
{
	fputs(before, out);
	terminal_json(out, text);
}

static void json_ends(FILE *out, const struct bst_answer *answer)
{
	json_member(out, "{\"source\": ", answer->source);
	json_member(out, ", \"sourceEnvironment\": ", answer->source_environment);
	json_member(out, ", \"target\": ", answer->target);
	json_member(out, ", \"targetEnvironment\": ", answer->target_environment);
	json_member(out, ", \"port\": ", answer->port);
	fprintf(out, ", \"can\": %s", answer->yes ? "true" : "false");
	json_member(out, ", \"via\": ", answer->via);
}

static void json_step(FILE *out, const struct bst_step *step)
{
	json_member(out, "{\"what\": ", step->what);
	json_member(out, ", \"text\": ", step->text);
	if (step->place.path != NULL) {
		json_member(out, ", \"path\": ", step->place.path);
		fprintf(out, ", \"line\": %u, \"column\": %u, \"library\": %s", step->place.line, step->place.column, step->place.library ? "true" : "false");
	}
	if (step->say[0] != '\0') {
		json_member(out, ", \"say\": ", step->say);
		json_member(out, ", \"in\": ", step->in);
	}
	fputc('}', out);
}

static bool tell_json(void *user, const struct bst_answer *answer)
{
	struct telling *t = user;
	t->yes = t->yes || answer->yes;
	fputs(t->count++ > 0 ? ",\n" : "\n", t->out);
	json_ends(t->out, answer);
	fputs(answer->yes ? ",\n\"way\": [" : ",\n\"walls\": [", t->out);
	for (size_t i = 0; i < answer->step_count; i++) {
		fputs(i > 0 ? ",\n" : "\n", t->out);
		json_step(t->out, &answer->steps[i]);
	}
	fputs("]}", t->out);
	return true;
}

/* --- the table ------------------------------------------------------------------------------------------------------- */

static const char *first_wall(const struct bst_answer *answer)
{
	return !answer->yes && answer->step_count > 0 ? answer->steps[0].what : "";
}

static bool row_text(void *user, const struct bst_answer *answer)
{
	(void)user;
	fputs(answer->yes ? "yes  " : "no   ", stdout);
	print_end(answer->source, answer->source_environment);
	fputs(" -> ", stdout);
	print_end(answer->target, answer->target_environment);
	if (answer->port[0] != '\0') {
		fputs(" : ", stdout);
		terminal_text(stdout, answer->port);
	}
	fputs(", ", stdout);
	terminal_text(stdout, answer->yes ? answer->via : first_wall(answer));
	fputc('\n', stdout);
	return true;
}

/* RFC 4180: what has a comma or a quote in it stands between quotes. */
static void csv_field(const char *before, const char *text)
{
	fputs(before, stdout);
	if (strpbrk(text, ",\"\r\n") == NULL) {
		terminal_text(stdout, text);
		return;
	}
	fputc('"', stdout);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', stdout);
		fputc(*text, stdout);
	}
	fputc('"', stdout);
}

static bool row_csv(void *user, const struct bst_answer *answer)
{
	(void)user;
	csv_field("", answer->source);
	csv_field(",", answer->source_environment);
	csv_field(",", answer->target);
	csv_field(",", answer->target_environment);
	csv_field(",", answer->port);
	csv_field(",", answer->yes ? "yes" : "no");
	csv_field(",", answer->via);
	csv_field(",", first_wall(answer));
	fputs("\r\n", stdout);
	return true;
}

static bool row_json(void *user, const struct bst_answer *answer)
{
	(void)user;
	json_ends(stdout, answer);
	json_member(stdout, ", \"wall\": ", first_wall(answer));
	fputs("}\n", stdout);
	return true;
}

/* --- the command ----------------------------------------------------------------------------------------------------- */

/* How many of the operands are the question; what is behind it is the program. */
static size_t words_of_question(const struct args *args)
{
	const char **word = args->operands;
	size_t count = args->operand_count, at = 1;
	if (at < count && strcmp(word[at], "in") == 0)
		at += 2;
	if (at + 1 < count && strcmp(word[at], "reach") == 0)
		at++;
	at++;
	if (at < count && strcmp(word[at], "in") == 0)
		at += 2;
	else if (at + 2 < count && strcmp(word[at + 1], "in") == 0)
		at += 3;
	if (at + 1 < count && strcmp(word[at], ":") == 0)
		at += 2;
	return at < count ? at : count;
}

/* Rules and claims are judged: of a program that is refused nothing is answered. */
static bool judge(struct run *run, const char *path)
{
	run->options.rules_only = true;
	if (!run_find_at(run, path, NULL))
		return false;
	enum bst_result result = bst_check(run->context, &run->options, (const char *const *)run->disk.paths.at, run->disk.paths.count,
		&run->summary);
	if (result == BST_OK)
		return true;
	run_show(run);
	run_status(run, result);
	if (result == BST_FINDINGS)
		run_problem(run, NULL, "refused", "the program is refused: of what it would open nothing is said");
	return false;
}

static int tell_all(struct run *run, const char *format)
{
	bool csv = strcmp(format, "csv") == 0;
	if (csv)
		fputs("source,source environment,target,target environment,port,can,via,wall\r\n", stdout);
	int status = run_status(run, bst_can_all(run->context, csv ? row_csv : run->at_end ? row_json : row_text, NULL));
	run->at_end = run->at_end && status != STATUS_OK;  /* the rows are all that is written */
	return status;
}

static int answer(struct run *run, size_t words, char **members)
{
	struct telling telling = { .out = stdout };
	size_t length;
	if (run->at_end && (telling.out = open_memstream(members, &length)) == NULL)
		memory(NULL, SIZE_MAX);
	if (run->at_end)
		fputs(",\n\"answers\": [", telling.out);
	int status = run_status(run, bst_can(run->context, run->args->operands, words, run->at_end ? tell_json : tell_text, &telling));
	if (run->at_end) {
		fprintf(telling.out, "],\n\"can\": %s", telling.yes ? "true" : "false");
		if (fclose(telling.out) != 0)
			memory(NULL, SIZE_MAX);
	}
	if (status != STATUS_OK)
		return status;
	return telling.yes ? STATUS_OK : STATUS_FINDINGS;
}

int cmd_can(const struct args *args)
{
	struct run run;
	char *members = NULL;
	int status = STATUS_CANNOT;
	const char *format = args_value(args, OPTION_FORMAT, "text");
	bool all = args_has(args, OPTION_ALL);
	size_t words = all ? 0 : words_of_question(args), rest = args->operand_count - words;
	run_begin(&run, args);
	if (!all && args->operand_count < 2)
		run_problem(&run, NULL, "use", "`can` needs SOURCE TARGET[:PORT], or ROLE VERB RESOURCE in ENVIRONMENT, or --all");
	else if (!all && strcmp(format, "csv") == 0)
		run_problem(&run, NULL, "use", "`--format csv` is for `--all`");
	else if (rest > 1)
		run_problem(&run, NULL, "use", "`can` takes one question and one PATH");
	else if (judge(&run, rest > 0 ? args->operands[words] : "."))
		status = all ? tell_all(&run, format) : answer(&run, words, &members);
	status = run_end(&run, status, members);
	free(members);
	return status;
}
