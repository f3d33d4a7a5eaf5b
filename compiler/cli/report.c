#define _GNU_SOURCE
#include "cli/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/sha256.h"
#include "include/bastide_query.h"

static const char *kept(struct report *report, const char *text)
{
	if (text == NULL)
		return NULL;
	path_list_add(&report->texts, text);
	return report->texts.at[report->texts.count - 1];
}

static struct bst_place kept_place(struct report *report, const struct bst_place *place)
{
	struct bst_place copy = *place;
	copy.path = kept(report, place->path);
	copy.label = kept(report, place->label);
	return copy;
}

/* Where the reader can go: the library's texts are in no file of his. */
static const struct bst_place *place_to_show(const struct bst_diagnostic *told)
{
	const struct bst_place *in_library = NULL;
	for (size_t i = 0; i <= told->other_count; i++) {
		const struct bst_place *place = i == 0 ? &told->place : &told->others[i - 1];
		if (place->path != NULL && !place->library)
			return place;
		if (place->path != NULL && in_library == NULL)
			in_library = place;
	}
	return in_library;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/* The sum of the line's text without the blanks around it. */
static void sum_line(struct finding *finding, struct bst_text text)
{
	char whole[SHA256_TEXT];
	if (text.at == NULL || finding->at->offset > text.length)
		return;
	size_t start = finding->at->offset, end = start;
	while (start > 0 && text.at[start - 1] != '\n')
		start--;
	while (end < text.length && text.at[end] != '\n')
		end++;
	while (start < end && is_blank(text.at[start]))
		start++;
	while (end > start && is_blank(text.at[end - 1]))
		end--;
	struct sha256 sum = sha256_of(text.at + start, end - start);
	sha256_text(&sum, whole);
	snprintf(finding->line_sum, LINE_SUM, "%.16s", whole);
}

static bool is_like(const struct finding *a, const struct finding *b)
{
	return a->at != NULL && strcmp(a->line_sum, b->line_sum) == 0 && strcmp(a->told.name, b->told.name) == 0
		&& strcmp(a->at->path, b->at->path) == 0;
}

void report_diagnostic(struct report *report, const struct bst_diagnostic *diagnostic)
{
	if (report->finding_count == report->finding_cap) {
		report->finding_cap = 2 * report->finding_cap + 16;
		report->findings = memory(report->findings, report->finding_cap * sizeof *report->findings);
	}
	struct finding finding = { .told = *diagnostic };
	struct bst_diagnostic *told = &finding.told;
	told->name = kept(report, told->name);
	told->message = kept(report, told->message);
	told->help = kept(report, told->help);
	told->note = kept(report, told->note);
	told->replacement = kept(report, told->replacement);
	told->likewise = kept(report, told->likewise);
	/* Its own place stands in front of the others: `at` leads into this row, which never moves. */
	struct bst_place *places = memory(NULL, (told->other_count + 1) * sizeof *places);
	places[0] = kept_place(report, &diagnostic->place);
	for (size_t i = 0; i < told->other_count; i++)
		places[i + 1] = kept_place(report, &diagnostic->others[i]);
	told->place = places[0];
	told->others = places + 1;
	const struct bst_place *at = place_to_show(told);
	finding.at = at == &told->place ? places : at;
	if (finding.at != NULL && report->context != NULL)
		sum_line(&finding, bst_source(report->context, finding.at->path));
	/* There are at most as many as a run shows. */
	for (size_t i = 0; i < report->finding_count && finding.at != NULL; i++)
		finding.same_before += is_like(&report->findings[i], &finding);
	report->findings[report->finding_count++] = finding;
}

void report_problem(struct report *report, const char *path, const char *word, const char *message)
{
	if (report->problem_count == report->problem_cap) {
		report->problem_cap = 2 * report->problem_cap + 16;
		report->problems = memory(report->problems, report->problem_cap * sizeof *report->problems);
	}
	report->problems[report->problem_count++] = (struct problem){ kept(report, path), kept(report, word), kept(report, message) };
}

/* Files that nobody proved stop nothing. */
static bool is_remark(const struct problem *problem) { return strcmp(problem->word, "unproved") == 0; }

bool problem_hinders(const struct report *report, const struct problem *problem)
{
	return report->status == STATUS_CANNOT && !is_remark(problem);
}

enum bst_severity problem_severity(const struct problem *problem)
{
	return is_remark(problem) ? BST_WARNING : BST_ERROR;
}

void report_free(struct report *report)
{
	for (size_t i = 0; i < report->finding_count; i++)
		free((void *)(report->findings[i].told.others - 1));
	free(report->findings);
	free(report->problems);
	path_list_free(&report->texts);
	*report = (struct report){ 0 };
}

const char *severity_word(enum bst_severity severity)
{
	return severity == BST_ERROR ? "error" : severity == BST_WARNING ? "warning" : "note";
}

const char *reliance_word(enum bst_reliance_kind kind)
{
	static const char *const words[] = {
		[BST_WAIVED] = "waived", [BST_TRUSTED] = "trusted", [BST_BELIEVED] = "believed", [BST_ASSUMED] = "assumed",
		[BST_OWN] = "own emitter", [BST_UNDONE] = "not done",
	};
	return words[kind];
}

char *finding_text(const struct bst_diagnostic *told)
{
	const struct { const char *before, *text; } parts[] = {
		{ "", told->message }, { "\nhelp: ", told->help }, { "\nlikewise in: ", told->likewise }, { "\nnote: ", told->note },
	};
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	if (out == NULL)
		memory(NULL, SIZE_MAX);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i].text[0] != '\0')
			fprintf(out, "%s%s", parts[i].before, parts[i].text);
	if (fclose(out) != 0)
		memory(NULL, SIZE_MAX);
	return text;
}

char *path_from_root(const char *path)
{
	const char *workspace = getenv("GITHUB_WORKSPACE");
	char *here = getcwd(NULL, 0);
	char *root = workspace != NULL && workspace[0] == '/' ? realpath(workspace, NULL) : NULL;
	if (root == NULL && here != NULL)
		root = path_joined(here, "");
	char *whole = path_joined(here != NULL ? here : "", path);
	size_t length = root != NULL ? strlen(root) : 0;
	if (length > 1 && strncmp(whole, root, length) == 0 && whole[length] == '/')
		memmove(whole, whole + length + 1, strlen(whole + length));
	free(here);
	free(root);
	return whole;
}
