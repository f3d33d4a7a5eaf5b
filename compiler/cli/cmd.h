/* The commands: one table, one prototype, three exit statuses. */
#ifndef BASTIDE_CMD_H
#define BASTIDE_CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/args.h"

enum {
	STATUS_OK = 0,
	STATUS_FINDINGS = 1,     /* the program, its layout or its output is not as it should be */
	STATUS_CANNOT = 2        /* wrong use, or something outside hinders: nothing is said about the program */
};

struct command {
	const char *name;
	unsigned bit;            /* in struct option_row.commands */
	const char *operands;    /* as the usage line shows them */
	unsigned least, most;    /* operands */
	const char *title;       /* one line, for the list of commands */
	const char *about;       /* paragraphs, for its help and the manual page; lines of at most 78 columns */
	int (*run)(const struct args *args);
};

extern const struct command commands[];
extern const size_t command_count;

int cmd_check(const struct args *args);
int cmd_test(const struct args *args);
int cmd_build(const struct args *args);
int cmd_diff(const struct args *args);
int cmd_fmt(const struct args *args);
int cmd_explain(const struct args *args);
int cmd_rules(const struct args *args);
int cmd_dump(const struct args *args);
int cmd_init(const struct args *args);
int cmd_lsp(const struct args *args);
int cmd_why(const struct args *args);
int cmd_can(const struct args *args);
int cmd_help(const struct args *args);
int cmd_version(const struct args *args);

#endif
