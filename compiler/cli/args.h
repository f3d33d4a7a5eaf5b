/* The options, all of them, in one table: the parser, the help texts and the manual page read it. */
#ifndef BASTIDE_ARGS_H
#define BASTIDE_ARGS_H

#include <stdbool.h>
#include <stddef.h>

enum command_bit {
	FOR_CHECK = 1, FOR_BUILD = 2, FOR_FMT = 4, FOR_EXPLAIN = 8, FOR_RULES = 16, FOR_DUMP = 32, FOR_HELP = 64, FOR_VERSION = 128,
	FOR_LSP = 256, FOR_WHY = 512, FOR_DIFF = 1024, FOR_TEST = 2048, FOR_INIT = 4096, FOR_CAN = 8192,
	FOR_ALL = 16383
};

enum option {
	OPTION_OUTPUT, OPTION_TARGET, OPTION_ENVIRONMENT, OPTION_CHECK, OPTION_AGAIN, OPTION_DIFF, OPTION_INPUTS, OPTION_DATE, OPTION_NO_WAIVERS, OPTION_WATCH,
	OPTION_STAGE, OPTION_START, OPTION_NAME, OPTION_REGION, OPTION_LIST, OPTION_MAN, OPTION_STDIO, OPTION_CLIENT, OPTION_ALL, OPTION_FORMAT, OPTION_MARKDOWN, OPTION_QUIET, OPTION_COLOR, OPTION_HELP, OPTION_VERSION,
	OPTION_COUNT
};

struct option_row {
	char letter;             /* or 0 */
	const char *name;
	const char *value;       /* what stands for its value in the help; NULL when it takes none */
	const char *choices;     /* values it may have, with `|` between and around; NULL: any */
	bool many;               /* may be given more than once */
	unsigned commands;       /* enum command_bit */
	const char *about;
};

extern const struct option_row options[OPTION_COUNT];

struct command;

struct args {
	const struct command *command;
	const char **values[OPTION_COUNT];   /* in the order given; "" for an option without value */
	size_t counts[OPTION_COUNT];
	const char **operands;
	size_t operand_count;
};

/* Reads the command line. False when it is wrong: what is wrong and what is near is then in `problem`. */
bool args_parse(struct args *args, int argc, char **argv, char *problem, size_t size);
void args_free(struct args *args);
bool args_has(const struct args *args, enum option option);
/* The last value given, or `otherwise`. */
const char *args_value(const struct args *args, enum option option, const char *otherwise);

/* Nearest of the names to `wanted`, or NULL when none is near. */
const char *args_nearest(const char *wanted, const char *const *names, size_t count);

#endif
