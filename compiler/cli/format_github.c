/* What is found as commands that a GitHub workflow makes annotations of. A step has room for ten of each severity, and what is
 * beyond stands in its log alone: of more than ten the tenth says so. */
#include <stdlib.h>
#include <string.h>

#include "cli/format.h"

#define ROOM 10u

static const struct { enum bst_severity severity; const char *command; } kinds[] = {
	{ BST_ERROR, "error" }, { BST_WARNING, "warning" }, { BST_NOTE, "notice" },
};

/* A value, or the message behind it: nothing of it ends the line, or stands for a mark of the command itself. */
static void escaped(FILE *out, const char *text, bool value)
{
	for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
		if (*at == '%' || *at == '\r' || *at == '\n' || (value && (*at == ':' || *at == ',')))
			fprintf(out, "%%%02X", *at);
		else
			fputc((*at < ' ' && *at != '\t') || *at == 0x7f ? '?' : *at, out);
	}
}

static void file_value(FILE *out, const char *path)
{
	char *from_root = path_from_root(path);
	fputs("file=", out);
	escaped(out, from_root, true);
	fputc(',', out);
	free(from_root);
}

static void finding_command(FILE *out, const char *command, const struct finding *finding)
{
	const struct bst_place *at = finding->at;
	char *text = finding_text(&finding->told);
	fprintf(out, "::%s ", command);
	if (at != NULL && !at->library) {
		file_value(out, at->path);
		fprintf(out, "line=%u,endLine=%u,", at->line, at->end_line);
		if (at->line == at->end_line)             /* columns within several lines are refused */
			fprintf(out, "col=%u,endColumn=%u,", at->utf16_column, at->end_utf16_column);
	}
	fputs("title=", out);
	escaped(out, finding->told.name, true);
	fputs("::", out);
	escaped(out, text, false);
	fputc('\n', out);
	free(text);
}

static void problem_command(FILE *out, const char *command, const struct problem *problem)
{
	fprintf(out, "::%s ", command);
	if (problem->path != NULL)
		file_value(out, problem->path);
	fputs("title=", out);
	escaped(out, problem->word, true);
	fputs("::", out);
	if (problem->path != NULL) {
		escaped(out, problem->path, false);
		fputs(": ", out);
	}
	escaped(out, problem->message[0] != '\0' ? problem->message : problem->word, false);
	fputc('\n', out);
}

static size_t count(const struct report *report, enum bst_severity severity)
{
	size_t sum = severity == BST_WARNING && report->summary != NULL && report->summary->not_shown > 0;
	for (size_t i = 0; i < report->problem_count; i++)
		sum += problem_severity(&report->problems[i]) == severity;
	for (size_t i = 0; i < report->finding_count; i++)
		sum += report->findings[i].told.severity == severity;
	return sum;
}

void format_github(FILE *out, const struct report *report)
{
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		size_t all = count(report, kinds[k].severity), written = 0;
		for (size_t i = 0; i < report->problem_count + report->finding_count; i++) {
			const struct problem *problem = i < report->problem_count ? &report->problems[i] : NULL;
			const struct finding *finding = problem == NULL ? &report->findings[i - report->problem_count] : NULL;
			if ((problem != NULL ? problem_severity(problem) : finding->told.severity) != kinds[k].severity)
				continue;
			if (written++ == ROOM - 1 && all > ROOM)
				fprintf(out, "::%s title=bastide::%zu more stand in the log of this step\n", kinds[k].command, all - (ROOM - 1));
			if (problem != NULL)
				problem_command(out, kinds[k].command, problem);
			else
				finding_command(out, kinds[k].command, finding);
		}
		if (kinds[k].severity == BST_WARNING && report->summary != NULL && report->summary->not_shown > 0)
			fprintf(out, "::warning title=bastide::%u more were found and are not shown\n", report->summary->not_shown);
	}
}
