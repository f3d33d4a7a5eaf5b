#include "cli/format.h"

#include <string.h>

#include "cli/args.h"

#define FOR_FINDINGS (FOR_CHECK | FOR_BUILD | FOR_TEST)

const struct format formats[] = {
	{ "text", FOR_FINDINGS | FOR_DIFF | FOR_FMT | FOR_RULES | FOR_WHY | FOR_CAN, NULL, "for people." },
	{ "json", FOR_FINDINGS | FOR_DIFF | FOR_FMT | FOR_RULES | FOR_WHY | FOR_CAN, format_json, "one object with all that is known." },
	{ "csv", FOR_CAN, NULL, "a table, for programs that calculate." },
	{ "sarif", FOR_FINDINGS, format_sarif, "SARIF 2.1.0, for code scanning and other programs." },
	{ "github", FOR_FINDINGS, format_github, "annotations of a GitHub workflow, errors first." },
	{ "gcc", FOR_FINDINGS, format_gcc, "a line for each place, FILE:LINE:COLUMN: error: …, as editors read it." },
	{ "junit", FOR_FINDINGS, format_junit, "JUnit XML, a suite for each file." },
};
const size_t format_count = sizeof formats / sizeof *formats;

const struct format *format_find(const char *name, unsigned commands)
{
	for (size_t i = 0; i < format_count; i++)
		if ((formats[i].commands & commands) != 0 && strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

void format_choices(unsigned commands, char *choices, size_t size)
{
	size_t length = (size_t)snprintf(choices, size, "|");
	for (size_t i = 0; i < format_count && length < size; i++)
		if ((formats[i].commands & commands) != 0)
			length += (size_t)snprintf(choices + length, size - length, "%s|", formats[i].name);
}
