/* bastide rules: every rule of the library, with the requirement behind it. */
#include <stdio.h>
#include <string.h>

#include "cli/run.h"
#include "cli/terminal.h"

static const char *const severities[] = { "error", "warning", "note", "assumed" };

static bool print_text(void *user, const struct bst_entry *entry)
{
	(void)user;
	printf("%s (%s%s)\n", entry->name, severities[entry->severity], entry->absolute ? ", cannot be waived" : "");
	for (const char *at = entry->doc; *at != '\0'; ) {
		size_t length = strcspn(at, "\n");
		printf("    %.*s\n", (int)length, at);
		at += length + (at[length] == '\n');
	}
	if (entry->because[0] != '\0')
		printf("    because %s\n", entry->because);
	return true;
}

static void member(const char *name, const char *value)
{
	printf(", \"%s\": ", name);
	terminal_json(stdout, value);
}

static bool print_json(void *user, const struct bst_entry *entry)
{
	bool *first = user;
	printf("%s\n{\"name\": ", *first ? "" : ",");
	*first = false;
	terminal_json(stdout, entry->name);
	member("severity", severities[entry->severity]);
	printf(", \"absolute\": %s", entry->absolute ? "true" : "false");
	member("doc", entry->doc);
	member("because", entry->because);
	member("help", entry->help);
	member("path", entry->path);
	printf(", \"line\": %u}", entry->line);
	return true;
}

int cmd_rules(const struct args *args)
{
	struct run run;
	bool first = true;
	run_begin(&run, args);
	bool json = run.at_end;
	run.at_end = false;                                /* this command has an object of its own */
	if (json)
		printf("{\"version\": \"%s\", \"rules\": [", bst_version());
	enum bst_result result = bst_document(run.context, BST_TOPIC_RULE, json ? print_json : print_text, &first);
	if (json)
		fputs("]}\n", stdout);
	if (result == BST_FINDINGS)
		run_show(&run);
	return run_end(&run, run_status(&run, result), NULL);
}
