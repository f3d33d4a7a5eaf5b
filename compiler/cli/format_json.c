/* What is found as one object, with the summary and what the proof rests on. */
#include "cli/cmd.h"
#include "cli/format.h"
#include "cli/terminal.h"

static void write_problems(FILE *out, const struct report *report)
{
	fputs("\"problems\": [", out);
	for (size_t i = 0; i < report->problem_count; i++) {
		const struct problem *problem = &report->problems[i];
		fputs(i > 0 ? ",\n{\"problem\": " : "{\"problem\": ", out);
		terminal_json(out, problem->word);
		if (problem->path != NULL) {
			fputs(", \"path\": ", out);
			terminal_json(out, problem->path);
		}
		fputs(", \"message\": ", out);
		terminal_json(out, problem->message);
		fputc('}', out);
	}
	fputc(']', out);
}

static void write_summary(FILE *out, const struct bst_summary *n)
{
	fprintf(out, ",\n\"summary\": {\"errors\": %u, \"warnings\": %u, \"notShown\": %u, \"edition\": %u, \"files\": %u, \"declarations\": %u, "
		"\"environments\": %u, \"networks\": %u, \"services\": %u, \"stores\": %u, \"roles\": %u, \"pipelines\": %u, "
		"\"flows\": %u, \"grants\": %u, \"rules\": %u, \"asserts\": %u, \"tests\": %u, \"waivers\": %u, \"resources\": %u, "
		"\"read_back\": %u, \"inert\": %u, \"trusted\": %u}",
		n->errors, n->warnings, n->not_shown, n->edition, n->files, n->declarations, n->environments, n->networks, n->services,
		n->stores, n->roles, n->pipelines, n->flows, n->grants, n->rules, n->asserts, n->tests, n->waivers, n->resources,
		n->read_back, n->inert, n->trusted);
}

struct telling { FILE *out; bool more; };

static bool write_reliance(void *user, const struct bst_reliance *r)
{
	struct telling *telling = user;
	FILE *out = telling->out;
	fprintf(out, "%s{\"kind\": \"%s\", \"what\": ", telling->more ? ",\n" : "", reliance_word(r->kind));
	terminal_json(out, r->what);
	fputs(", \"reason\": ", out);
	terminal_json(out, r->reason);
	fputs(", \"path\": ", out);
	terminal_json(out, r->place.path != NULL ? r->place.path : "");
	fprintf(out, ", \"line\": %u, \"rule\": ", r->place.line);
	terminal_json(out, r->rule);
	fputs("}", out);
	telling->more = true;
	return true;
}

static bool write_test(void *user, const struct bst_test *test)
{
	struct telling *telling = user;
	FILE *out = telling->out;
	fprintf(out, "%s{\"name\": ", telling->more ? ",\n" : ",\n\"tests\": [");
	terminal_json(out, test->name);
	fprintf(out, ", \"holds\": %s, \"expected\": ", test->holds ? "true" : "false");
	terminal_json(out, test->expected);
	fputs(", \"found\": ", out);
	terminal_json(out, test->found);
	fputs(", \"path\": ", out);
	terminal_json(out, test->place.path != NULL ? test->place.path : "");
	fprintf(out, ", \"line\": %u}", test->place.line);
	telling->more = true;
	return true;
}

void format_json(FILE *out, const struct report *report)
{
	static const char *const results[] = { "ok", "findings", "cannot" };
	struct bst_text text = { "[]", 2 };
	fprintf(out, "{\"version\": \"%s\", \"result\": \"%s\",\n", bst_version(), results[report->status]);
	write_problems(out, report);
	fputs(",\n\"diagnostics\": ", out);
	if (report->context != NULL && bst_render(report->context, BST_FORM_JSON, NULL, &text) != BST_OK)
		text = (struct bst_text){ "[]", 2 };
	fwrite(text.at, 1, text.length, out);
	if (report->summary != NULL) {
		struct telling telling = { out, false };
		write_summary(out, report->summary);
		if (report->summary->files > 0 && report->summary->errors == 0) {
			fputs(",\n\"reliances\": [", out);
			bst_reliances(report->context, write_reliance, &telling);
			fputs("]", out);
		}
	}
	struct telling tests = { out, false };
	if (report->context != NULL && bst_tests(report->context, write_test, &tests) == BST_OK && tests.more)
		fputs("]", out);
	fprintf(out, "%s}\n", report->members != NULL ? report->members : "");
}
