/* What is found as gcc writes it, a line for each place: editors and problem matchers read it. */
#include "cli/format.h"
#include "cli/terminal.h"

static void place_line(FILE *out, const struct bst_place *place, const char *word, const char *text, const char *name)
{
	if (place != NULL) {
		terminal_text(out, place->path);
		fprintf(out, ":%u:%u: ", place->line, place->column);
	} else {
		fputs("bastide: ", out);
	}
	fprintf(out, "%s: ", word);
	terminal_text(out, text);
	if (name[0] != '\0')
		fprintf(out, " [%s]", name);
	fputc('\n', out);
}

static void remark(FILE *out, const struct bst_place *place, const char *before, const char *text)
{
	if (text[0] == '\0')
		return;
	if (place != NULL) {
		terminal_text(out, place->path);
		fprintf(out, ":%u:%u: ", place->line, place->column);
	}
	fprintf(out, "note: %s", before);
	terminal_text(out, text);
	fputc('\n', out);
}

void format_gcc(FILE *out, const struct report *report)
{
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct finding *finding = &report->findings[i];
		const struct bst_diagnostic *told = &finding->told;
		place_line(out, finding->at, severity_word(told->severity), told->message, told->name);
		for (size_t k = 0; k < told->other_count; k++)
			if (told->others[k].path != NULL && &told->others[k] != finding->at)
				place_line(out, &told->others[k], "note", told->others[k].label, "");
		remark(out, finding->at, "help: ", told->help);
		remark(out, finding->at, "likewise in: ", told->likewise);
		remark(out, finding->at, "", told->note);
	}
	for (size_t i = 0; i < report->problem_count; i++) {
		const struct problem *problem = &report->problems[i];
		terminal_text(out, problem->path != NULL ? problem->path : "bastide");
		fprintf(out, ": %s: ", severity_word(problem_severity(problem)));
		terminal_text(out, problem->message[0] != '\0' ? problem->message : problem->word);
		fprintf(out, " [%s]\n", problem->word);
	}
	if (report->summary != NULL && report->summary->not_shown > 0)
		fprintf(out, "bastide: note: %u more are not shown\n", report->summary->not_shown);
}
