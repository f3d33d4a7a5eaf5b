/* What is found as JUnit XML: a suite for each file in which something is found, a case for each finding. An error is a failed
 * case, a warning a case that passes and says so; what hinders the run is an error of the suite `bastide`. */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/format.h"
#include "cli/terminal.h"

/* One case, from a finding or a problem. */
struct junit_case { const char *suite; size_t order; const struct finding *finding; const struct problem *problem; };

static int by_suite(const void *left, const void *right)
{
	const struct junit_case *a = left, *b = right;
	int order = strcmp(a->suite, b->suite);
	return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

static void attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	terminal_xml(out, value);
	fputc('"', out);
}

static bool is_failure(const struct junit_case *c)
{
	return (c->finding != NULL ? c->finding->told.severity : problem_severity(c->problem)) == BST_ERROR;
}

static bool hinders(const struct report *report, const struct junit_case *c)
{
	return c->problem != NULL && problem_hinders(report, c->problem);
}

static void write_places(FILE *out, const struct finding *finding)
{
	for (size_t i = 0; i <= finding->told.other_count; i++) {
		const struct bst_place *place = i == 0 ? finding->at : &finding->told.others[i - 1];
		if (place == NULL || place->path == NULL || (i > 0 && place == finding->at))
			continue;
		terminal_xml(out, place->path);
		fprintf(out, ":%u:%u", place->line, place->column);
		if (place->label[0] != '\0') {
			fputs(": ", out);
			terminal_xml(out, place->label);
		}
		fputc('\n', out);
	}
}

static void write_case(FILE *out, const struct report *report, const struct junit_case *c)
{
	const char *word = c->finding != NULL ? c->finding->told.name : c->problem->word;
	const char *message = c->finding != NULL ? c->finding->told.message : c->problem->message;
	bool failure = is_failure(c);
	const char *element = hinders(report, c) ? "error" : "failure";
	fputs("<testcase", out);
	attribute(out, "classname", c->suite);
	fputs(" name=\"", out);
	terminal_xml(out, word);
	if (message[0] != '\0')
		fputs(": ", out);
	terminal_xml(out, message);
	fputs("\">", out);
	if (failure) {
		fprintf(out, "<%s", element);
		attribute(out, "type", word);
		attribute(out, "message", message[0] != '\0' ? message : word);
		fputs(">", out);
	} else {
		fputs("<system-out>", out);
	}
	if (c->finding != NULL) {
		char *text = finding_text(&c->finding->told);
		write_places(out, c->finding);
		terminal_xml(out, text);
		free(text);
	} else {
		terminal_xml(out, message[0] != '\0' ? message : word);
	}
	fprintf(out, "</%s></testcase>\n", failure ? element : "system-out");
}

static void count(const struct report *report, const struct junit_case *cases, size_t number, size_t *failures, size_t *errors)
{
	*failures = *errors = 0;
	for (size_t i = 0; i < number; i++) {
		*errors += is_failure(&cases[i]) && hinders(report, &cases[i]);
		*failures += is_failure(&cases[i]) && !hinders(report, &cases[i]);
	}
}

static void write_suite(FILE *out, const struct report *report, const struct junit_case *cases, size_t number)
{
	size_t failures, errors;
	count(report, cases, number, &failures, &errors);
	fputs("<testsuite", out);
	attribute(out, "name", cases[0].suite);
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n", number, failures, errors);
	for (size_t i = 0; i < number; i++)
		write_case(out, report, &cases[i]);
	fputs("</testsuite>\n", out);
}

/* Tests that hold; one that does not is a finding. */
struct junit_tests { FILE *out; size_t count; };

static bool count_test(void *user, const struct bst_test *test)
{
	((struct junit_tests *)user)->count += test->holds;
	return true;
}

static bool write_test(void *user, const struct bst_test *test)
{
	FILE *out = ((struct junit_tests *)user)->out;
	if (!test->holds)
		return true;
	fputs("<testcase", out);
	attribute(out, "classname", test->place.path != NULL ? test->place.path : "bastide");
	fputs(" name=\"test ", out);
	terminal_xml(out, test->name);
	fputs("\"/>\n", out);
	return true;
}

void format_junit(FILE *out, const struct report *report)
{
	size_t number = 0, failures, errors, all = report->finding_count + report->problem_count;
	struct junit_case *cases = memory(NULL, (all + 1) * sizeof *cases);
	for (size_t i = 0; i < report->finding_count; i++, number++) {
		const struct finding *finding = &report->findings[i];
		cases[number] = (struct junit_case){ finding->at != NULL ? finding->at->path : "bastide", number, finding, NULL };
	}
	for (size_t i = 0; i < report->problem_count; i++, number++) {
		const struct problem *problem = &report->problems[i];
		cases[number] = (struct junit_case){ problem->path != NULL ? problem->path : "bastide", number, NULL, problem };
	}
	if (number > 1)
		qsort(cases, number, sizeof *cases, by_suite);
	count(report, cases, number, &failures, &errors);
	/* A reader takes a file without a case for a run that failed. */
	bool proved = report->status == STATUS_OK;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", out);
	struct junit_tests tests = { out, 0 };
	if (report->context != NULL)
		bst_tests(report->context, count_test, &tests);
	size_t held = tests.count + proved;
	fprintf(out, "<testsuites name=\"bastide\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n", number + held, failures, errors);
	if (held > 0) {
		fprintf(out, "<testsuite name=\"bastide\" tests=\"%zu\" failures=\"0\" errors=\"0\">\n%s", held,
			proved ? "<testcase classname=\"bastide\" name=\"proved\"/>\n" : "");
		if (tests.count > 0)
			bst_tests(report->context, write_test, &tests);
		fputs("</testsuite>\n", out);
	}
	for (size_t from = 0, to; from < number; from = to) {
		for (to = from + 1; to < number && strcmp(cases[to].suite, cases[from].suite) == 0;)
			to++;
		write_suite(out, report, cases + from, to - from);
	}
	fputs("</testsuites>\n", out);
	free(cases);
}
