/* What is found as SARIF 2.1.0. Paths are relative to a base that only the reader knows, so that the same findings are the same
 * bytes on every machine; texts of the library have a base of their own, for they are in no folder. */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/format.h"
#include "cli/terminal.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#define ROOT_BASE "%SRCROOT%"
#define LIBRARY_BASE "BASTIDE"

/* A rule of which something is found, as the library documents it. */
struct sarif_rule { const char *name, *doc, *because, *help, *path; unsigned line; enum bst_severity severity; bool known, is_rule; };

struct sarif {
	FILE *out;
	const struct report *report;
	struct path_list names;          /* of rules, sorted, each once */
	struct path_list texts;
	struct sarif_rule *rules;        /* one for each name */
};

/* --- values -------------------------------------------------------------------------------------------------- */

/* A message: what looks like a placeholder or a link in it is shielded. */
static void write_message(FILE *out, const char *text)
{
	char *shielded = memory(NULL, 3 * strlen(text) + 1), *to = shielded;
	for (const char *at = text; *at != '\0'; at++) {
		size_t digits = at[0] == '{' ? strspn(at + 1, "0123456789") : 0;
		if (digits > 0 && at[1 + digits] == '}') {
			to += snprintf(to, digits + 5, "{{%.*s}}", (int)digits, at + 1);
			at += 1 + digits;
		} else {
			if (*at == '[' || *at == ']')
				*to++ = '\\';
			*to++ = *at;
		}
	}
	*to = '\0';
	fputs("{\"text\": ", out);
	terminal_json(out, shielded);
	fputc('}', out);
	free(shielded);
}

/* Texts of rules are no messages: they are shown as they are. */
static void write_text(FILE *out, const char *key, const char *text)
{
	fprintf(out, ", \"%s\": {\"text\": ", key);
	terminal_json(out, text);
	fputc('}', out);
}

static void write_uri(FILE *out, const char *path, bool library)
{
	char *from_root = library ? NULL : path_from_root(path);
	const char *shown = library ? path : from_root;
	fputs("\"artifactLocation\": {\"uri\": \"", out);
	if (shown[0] == '/')
		fputs("file://", out);
	for (const unsigned char *at = (const unsigned char *)shown; *at != '\0'; at++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/", *at) != NULL)
			fputc(*at, out);
		else
			fprintf(out, "%%%02X", *at);
	fputc('"', out);
	if (shown[0] != '/')
		fprintf(out, ", \"uriBaseId\": \"%s\"", library ? LIBRARY_BASE : ROOT_BASE);
	fputc('}', out);
	free(from_root);
}

static void write_region(FILE *out, const struct bst_place *place)
{
	fprintf(out, "{\"startLine\": %u, \"startColumn\": %u, \"endLine\": %u, \"endColumn\": %u}", place->line, place->utf16_column,
		place->end_line, place->end_utf16_column);
}

static void write_physical(FILE *out, const struct bst_place *place)
{
	fputs("\"physicalLocation\": {", out);
	write_uri(out, place->path, place->library);
	fputs(", \"region\": ", out);
	write_region(out, place);
	fputc('}', out);
}

/* --- rules --------------------------------------------------------------------------------------------------- */

/* What a build says of files, which is no rule of the library. */
static const struct { const char *word, *about; } of_files[] = {
	{ "missing", "A file that the program writes is not there." },
	{ "stale", "A file is not what the program says now." },
	{ "edited", "A file that was written was edited by hand." },
	{ "extra", "A file was written before, and the program does not write it any more." },
	{ "unproved", "A file stands beside those that are written, and nobody proved it." },
	{ "foreign", "A file that was not written by bastide is in the way." },
	{ "link", "A symbolic link is in the way." },
	{ "blocked", "Something else is in the way of a file or a folder." },
};

static const char *about_files(const char *word)
{
	for (size_t i = 0; i < sizeof of_files / sizeof *of_files; i++)
		if (strcmp(of_files[i].word, word) == 0)
			return of_files[i].about;
	return "A rule of the program itself.";
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* The place of the name among the rules; the name is there. */
static size_t rule_index(const struct sarif *sarif, const char *name)
{
	char **found = bsearch(&name, sarif->names.at, sarif->names.count, sizeof *sarif->names.at, by_name);
	return (size_t)(found - sarif->names.at);
}

static const char *kept(struct sarif *sarif, const char *text)
{
	path_list_add(&sarif->texts, text);
	return sarif->texts.at[sarif->texts.count - 1];
}

static bool take_entry(void *user, const struct bst_entry *entry)
{
	struct sarif *sarif = user;
	if (bsearch(&entry->name, sarif->names.at, sarif->names.count, sizeof *sarif->names.at, by_name) == NULL)
		return true;
	sarif->rules[rule_index(sarif, entry->name)] = (struct sarif_rule){
		.name = kept(sarif, entry->name), .doc = kept(sarif, entry->doc), .because = kept(sarif, entry->because),
		.help = kept(sarif, entry->help), .path = kept(sarif, entry->path), .line = entry->line,
		.severity = entry->severity, .known = true, .is_rule = entry->topic == BST_TOPIC_RULE,
	};
	return true;
}

/* The names of what is found, and what the library says of them. */
static void gather_rules(struct sarif *sarif)
{
	const struct report *report = sarif->report;
	size_t kept_names = 0;
	for (size_t i = 0; i < report->finding_count; i++)
		path_list_add(&sarif->names, report->findings[i].told.name);
	for (size_t i = 0; i < report->problem_count; i++)
		if (!problem_hinders(report, &report->problems[i]))
			path_list_add(&sarif->names, report->problems[i].word);
	path_list_sort(&sarif->names);
	for (size_t i = 0; i < sarif->names.count; i++) {
		if (kept_names > 0 && strcmp(sarif->names.at[kept_names - 1], sarif->names.at[i]) == 0)
			free(sarif->names.at[i]);
		else
			sarif->names.at[kept_names++] = sarif->names.at[i];
	}
	sarif->names.count = kept_names;
	sarif->rules = memory(NULL, (kept_names + 1) * sizeof *sarif->rules);
	for (size_t i = 0; i < kept_names; i++)
		sarif->rules[i] = (struct sarif_rule){ .name = sarif->names.at[i] };
	/* In a context of its own: documenting ends what the run's one holds. */
	struct bst_host nobody = { 0 };
	struct bst_context *context = kept_names > 0 ? bst_new(&nobody) : NULL;
	if (context != NULL) {
		bst_document(context, BST_TOPIC_DIAGNOSTIC, take_entry, sarif);
		bst_document(context, BST_TOPIC_RULE, take_entry, sarif);
	}
	bst_free(context);
}

/* "DOC\n\nbecause BECAUSE\n\nHELP", to be freed; never empty. */
static char *help_of(const struct sarif_rule *rule)
{
	size_t room = strlen(rule->doc) + strlen(rule->because) + strlen(rule->help) + strlen(rule->name) + 64;
	char *text = memory(NULL, room);
	snprintf(text, room, "%s%s%s%s%s\n\n`bastide explain %s` shows examples.", rule->doc, rule->because[0] != '\0' ? "\n\nBecause: " : "",
		rule->because, rule->help[0] != '\0' ? "\n\nHelp: " : "", rule->help, rule->name);
	return text;
}

static void write_known_rule(FILE *out, const struct sarif_rule *rule)
{
	char *help = help_of(rule), *first = memory(NULL, strlen(rule->doc) + 1);
	const char *end = strstr(rule->doc, ". ");
	size_t length = end != NULL ? (size_t)(end - rule->doc) + 1 : strlen(rule->doc);
	snprintf(first, strlen(rule->doc) + 1, "%.*s", (int)length, rule->doc);
	write_text(out, "shortDescription", first);
	write_text(out, "fullDescription", rule->doc);
	fputs(", \"help\": {\"text\": ", out);
	terminal_json(out, help);
	fputs(", \"markdown\": ", out);
	terminal_json(out, help);
	fprintf(out, "}, \"defaultConfiguration\": {\"level\": \"%s\"}, \"properties\": {\"tags\": [%s]", severity_word(rule->severity),
		rule->is_rule ? "\"security\"" : "\"correctness\"");
	if (rule->because[0] != '\0') {
		fputs(", \"because\": ", out);
		terminal_json(out, rule->because);
	}
	if (rule->path[0] != '\0') {
		fputs(", \"declared\": \"", out);
		fprintf(out, "%s:%u\"", rule->path, rule->line);
	}
	fputc('}', out);
	free(help);
	free(first);
}

static void write_rules(struct sarif *sarif)
{
	FILE *out = sarif->out;
	fputs("\"rules\": [", out);
	for (size_t i = 0; i < sarif->names.count; i++) {
		const struct sarif_rule *rule = &sarif->rules[i];
		fprintf(out, "%s\n{\"id\": ", i > 0 ? "," : "");
		terminal_json(out, rule->name);
		if (rule->known) {
			write_known_rule(out, rule);
		} else {
			write_text(out, "shortDescription", about_files(rule->name));
			write_text(out, "fullDescription", about_files(rule->name));
			write_text(out, "help", about_files(rule->name));
		}
		fputc('}', out);
	}
	fputc(']', out);
}

/* --- results ------------------------------------------------------------------------------------------------- */

static void write_related(FILE *out, const struct finding *finding)
{
	const char *before = ", \"relatedLocations\": [";
	const struct bst_diagnostic *told = &finding->told;
	unsigned id = 0;
	for (size_t i = 0; i < told->other_count; i++) {
		const struct bst_place *place = &told->others[i];
		if (place->path == NULL || place == finding->at)
			continue;
		fprintf(out, "%s{\"id\": %u, ", before, ++id);
		write_physical(out, place);
		if (place->label[0] != '\0') {
			fputs(", \"message\": ", out);
			write_message(out, place->label);
		}
		fputc('}', out);
		before = ", ";
	}
	if (id > 0)
		fputc(']', out);
}

static void write_fix(FILE *out, const struct finding *finding)
{
	const struct bst_diagnostic *told = &finding->told;
	if (told->replacement[0] == '\0' || finding->at == NULL || finding->at->offset != told->place.offset)
		return;
	fputs(", \"fixes\": [{\"description\": ", out);
	write_message(out, told->help);
	fputs(", \"artifactChanges\": [{", out);
	write_uri(out, finding->at->path, finding->at->library);
	fputs(", \"replacements\": [{\"deletedRegion\": ", out);
	write_region(out, finding->at);
	fputs(", \"insertedContent\": {\"text\": ", out);
	terminal_json(out, told->replacement);
	fputs("}}]}]}]", out);
}

static void begin_result(const struct sarif *sarif, const char *name, enum bst_severity severity, const char *text, bool first)
{
	fprintf(sarif->out, "%s\n{\"ruleId\": ", first ? "" : ",");
	terminal_json(sarif->out, name);
	fprintf(sarif->out, ", \"ruleIndex\": %zu, \"level\": \"%s\", \"message\": ", rule_index(sarif, name), severity_word(severity));
	write_message(sarif->out, text);
}

static void write_finding(const struct sarif *sarif, const struct finding *finding, bool first)
{
	FILE *out = sarif->out;
	char *text = finding_text(&finding->told);
	begin_result(sarif, finding->told.name, finding->told.severity, text, first);
	free(text);
	if (finding->at != NULL) {
		fputs(", \"locations\": [{", out);
		write_physical(out, finding->at);
		fputs("}]", out);
	}
	write_related(out, finding);
	if (finding->line_sum[0] != '\0')
		fprintf(out, ", \"partialFingerprints\": {\"primaryLocationLineHash\": \"%s:%u\"}", finding->line_sum, finding->same_before + 1);
	write_fix(out, finding);
	fputc('}', out);
}

static void write_file_result(const struct sarif *sarif, const struct problem *problem, bool first)
{
	FILE *out = sarif->out;
	begin_result(sarif, problem->word, problem_severity(problem), problem->message[0] != '\0' ? problem->message : about_files(problem->word), first);
	if (problem->path != NULL) {
		fputs(", \"locations\": [{\"physicalLocation\": {", out);
		write_uri(out, problem->path, false);
		fputs(", \"region\": {\"startLine\": 1}}}]", out);     /* a file as a whole: code scanning wants a line */
	}
	fputc('}', out);
}

static void write_results(const struct sarif *sarif)
{
	const struct report *report = sarif->report;
	bool first = true;
	fputs("\"results\": [", sarif->out);
	for (size_t i = 0; i < report->finding_count; i++, first = false)
		write_finding(sarif, &report->findings[i], first);
	for (size_t i = 0; i < report->problem_count; i++)
		if (!problem_hinders(report, &report->problems[i])) {
			write_file_result(sarif, &report->problems[i], first);
			first = false;
		}
	fputs("]", sarif->out);
}

/* --- the run ------------------------------------------------------------------------------------------------- */

/* What hindered the run, and how much is not shown. */
static void write_notifications(FILE *out, const struct report *report)
{
	const char *before = ", \"toolExecutionNotifications\": [";
	bool any = false;
	for (size_t i = 0; i < report->problem_count; i++) {
		const struct problem *problem = &report->problems[i];
		if (!problem_hinders(report, problem))
			continue;
		fprintf(out, "%s{\"level\": \"error\", \"descriptor\": {\"id\": ", any ? ", " : before);
		terminal_json(out, problem->word);
		fputs("}, \"message\": ", out);
		write_message(out, problem->message[0] != '\0' ? problem->message : problem->word);
		if (problem->path != NULL) {
			fputs(", \"locations\": [{\"physicalLocation\": {", out);
			write_uri(out, problem->path, false);
			fputs("}}]", out);
		}
		fputc('}', out);
		any = true;
	}
	if (report->summary != NULL && report->summary->not_shown > 0) {
		fprintf(out, "%s{\"level\": \"warning\", \"message\": {\"text\": \"%u more were found and are not shown\"}}", any ? ", " : before,
			report->summary->not_shown);
		any = true;
	}
	fputs(any ? "]" : "", out);
}

void format_sarif(FILE *out, const struct report *report)
{
	struct sarif sarif = { .out = out, .report = report };
	gather_rules(&sarif);
	fputs("{\"$schema\": \"" SCHEMA "\", \"version\": \"2.1.0\",\n\"runs\": [{\"tool\": {\"driver\": {", out);
	fprintf(out, "\"name\": \"bastide\", \"version\": \"%s\", \"semanticVersion\": \"%s\",\n", bst_version(), bst_version());
	write_rules(&sarif);
	fputs("}},\n\"columnKind\": \"utf16CodeUnits\",\n\"originalUriBaseIds\": {"
		"\"" ROOT_BASE "\": {\"description\": {\"text\": \"The root of the repository, or the folder in which bastide ran.\"}}, "
		"\"" LIBRARY_BASE "\": {\"description\": {\"text\": \"The library that is a part of bastide.\"}}},\n\"invocations\": [{", out);
	fprintf(out, "\"executionSuccessful\": %s, \"exitCode\": %d", report->status != STATUS_CANNOT ? "true" : "false", report->status);
	write_notifications(out, report);
	fputs("}],\n", out);
	write_results(&sarif);
	fputs("}]}\n", out);
	path_list_free(&sarif.names);
	path_list_free(&sarif.texts);
	free(sarif.rules);
}
