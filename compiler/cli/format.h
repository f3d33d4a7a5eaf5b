/* The formats of what is found: one table, from which the option, the help and the manual page are made. */
#ifndef BASTIDE_FORMAT_H
#define BASTIDE_FORMAT_H

#include <stdio.h>

#include "cli/report.h"

struct format {
	const char *name;
	unsigned commands;               /* enum command_bit: that have it */
	void (*write)(FILE *out, const struct report *report);   /* all of it, at the end of a run; NULL: words, as they come */
	const char *about;
};

extern const struct format formats[];
extern const size_t format_count;

/* The format of that name; NULL when no command of `commands` has it. */
const struct format *format_find(const char *name, unsigned commands);
/* "|text|json|", as options have choices. */
void format_choices(unsigned commands, char *choices, size_t size);

void format_json(FILE *out, const struct report *report);
void format_sarif(FILE *out, const struct report *report);
void format_github(FILE *out, const struct report *report);
void format_gcc(FILE *out, const struct report *report);
void format_junit(FILE *out, const struct report *report);

#endif
