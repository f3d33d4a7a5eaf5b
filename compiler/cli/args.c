#include "cli/args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/format.h"

const struct option_row options[OPTION_COUNT] = {
	/* letter, name, value, choices, many, commands, about */
	[OPTION_OUTPUT] = { 'o', "output", "FOLDER", NULL, false, FOR_BUILD | FOR_WHY,
		"The folder of the output; `out` when not said." },
	[OPTION_TARGET] = { 't', "target", "NAME", NULL, true, FOR_BUILD,
		"Write this target's files only. All targets are proved all the same." },
	[OPTION_ENVIRONMENT] = { 'e', "environment", "NAME", NULL, true, FOR_BUILD,
		"Write the files of this environment only, and those of none. All environments are proved all the same." },
	[OPTION_CHECK] = { 0, "check", NULL, NULL, false, FOR_BUILD | FOR_FMT,
		"Write nothing; name what would change, and exit 1 if anything would." },
	[OPTION_AGAIN] = { 0, "again", NULL, NULL, false, FOR_BUILD,
		"Prove and compare everything, though nothing changed since the last build did. With --check or --format it always is." },
	[OPTION_DIFF] = { 0, "diff", NULL, NULL, false, FOR_FMT,
		"Write nothing; show what would change, and exit 1 if anything would." },
	[OPTION_INPUTS] = { 0, "inputs", "FILE", NULL, false, FOR_CHECK | FOR_TEST | FOR_BUILD | FOR_DIFF | FOR_DUMP | FOR_WHY | FOR_CAN,
		"The file with the values of `given` names; when not said, the one *.inputs file beside the program." },
	[OPTION_DATE] = { 0, "date", "YYYY-MM-DD", NULL, false, FOR_CHECK | FOR_TEST | FOR_BUILD | FOR_DIFF | FOR_DUMP | FOR_WHY | FOR_CAN,
		"The day on which waivers are judged; today when not said. No output depends on it." },
	[OPTION_NO_WAIVERS] = { 0, "no-waivers", NULL, NULL, false, FOR_CHECK | FOR_BUILD,
		"Report what waivers cover, too." },
	[OPTION_WATCH] = { 'w', "watch", NULL, NULL, false, FOR_CHECK,
		"Check again whenever a file of the program changes, until SIGINT or SIGTERM; the exit status is that of the last check." },
	[OPTION_STAGE] = { 's', "stage", "STAGE", "|ast|model|estate|plan|work|", false, FOR_DUMP,
		"What to show: `ast`, `model`, `estate`, `plan`, or `work`: rows that each rule and emitter went through; `model` when not said." },
	[OPTION_START] = { 0, "start", "NAME", NULL, false, FOR_INIT,
		"What to start from, a name of --list; `service` when not said." },
	[OPTION_NAME] = { 0, "name", "NAME", NULL, false, FOR_INIT,
		"What the estate is called; the folder's name when not said." },
	[OPTION_REGION] = { 0, "region", "REGION", NULL, false, FOR_INIT,
		"Where it runs; eu-central-1 when not said." },
	[OPTION_LIST] = { 0, "list", NULL, NULL, false, FOR_INIT,
		"Write nothing; name what there is to start from." },
	[OPTION_MAN] = { 0, "man", NULL, NULL, false, FOR_HELP,
		"Write the manual page, for man(1)." },
	[OPTION_STDIO] = { 0, "stdio", NULL, NULL, false, FOR_LSP,
		"Nothing: standard input and output are what it uses. Many editors say it." },
	[OPTION_CLIENT] = { 0, "clientProcessId", "NUMBER", NULL, false, FOR_LSP,
		"End when the process of that number has ended." },
	[OPTION_ALL] = { 0, "all", NULL, NULL, false, FOR_CAN,
		"Answer for every source, every target, and every port on which it listens, a row each; as JSON an object on each line." },
	[OPTION_FORMAT] = { 0, "format", "FORM", NULL, false, FOR_CHECK | FOR_TEST | FOR_BUILD | FOR_DIFF | FOR_FMT | FOR_RULES | FOR_WHY | FOR_CAN,
		"How to write what is found; all but `text` on standard output, and nothing else there." },
	[OPTION_MARKDOWN] = { 0, "markdown", NULL, NULL, false, FOR_DIFF,
		"Write Markdown, for a comment on a change." },
	[OPTION_QUIET] = { 'q', "quiet", NULL, NULL, false, FOR_CHECK | FOR_TEST | FOR_BUILD | FOR_FMT,
		"No summary; only what is wrong." },
	[OPTION_COLOR] = { 0, "color", "WHEN", "|auto|always|never|", false, FOR_ALL,
		"Colour: `auto`, `always` or `never`. With `auto`, NO_COLOR turns it off, FORCE_COLOR and CLICOLOR_FORCE turn it on, "
		"and else a terminal has it." },
	[OPTION_HELP] = { 'h', "help", NULL, NULL, false, FOR_ALL, "Show the command's help." },
	[OPTION_VERSION] = { 'V', "version", NULL, NULL, false, FOR_ALL, "Show the version." },
};

/* --- the nearest name -------------------------------------------------------------------------------- */

static size_t least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;
	return m < c ? m : c;
}

/* Edits (a letter more, less, other, or two swapped) from `a` to `b`; both are cut to 31 bytes. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[32][32], n = strlen(a), m = strlen(b);
	n = n > 31 ? 31 : n;
	m = m > 31 ? 31 : m;
	for (size_t i = 0; i <= n; i++)
		rows[i][0] = i;
	for (size_t j = 0; j <= m; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= n; i++)
		for (size_t j = 1; j <= m; j++) {
			rows[i][j] = least(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && rows[i - 2][j - 2] + 1 < rows[i][j])
				rows[i][j] = rows[i - 2][j - 2] + 1;
		}
	return rows[n][m];
}

const char *args_nearest(const char *wanted, const char *const *names, size_t count)
{
	size_t best = strlen(wanted) < 4 ? 2 : 3;
	const char *nearest = NULL;
	for (size_t i = 0; i < count; i++) {
		size_t d = distance(wanted, names[i]);
		if (d < best && d < strlen(wanted)) {
			best = d;
			nearest = names[i];
		}
	}
	return nearest;
}

/* --- parsing ----------------------------------------------------------------------------------------- */

struct reading { struct args *args; char *problem; size_t size; };

static void add(const char ***list, size_t *count, const char *value)
{
	const char **grown = realloc(*list, (*count + 1) * sizeof *grown);
	if (grown == NULL)
		abort();
	*list = grown;
	grown[(*count)++] = value;
}

static bool wrong(struct reading *in, const char *what, const char *given, const char *before, const char *nearest)
{
	if (nearest != NULL)
		snprintf(in->problem, in->size, "%s `%s%s`; did you mean `%s%s`?", what, before, given, before, nearest);
	else
		snprintf(in->problem, in->size, "%s `%s%s`", what, before, given);
	return false;
}

static bool fits(enum option option, const struct command *command)
{
	return command == NULL || (options[option].commands & command->bit) != 0;
}

static bool unknown_option(struct reading *in, const char *name)
{
	const char *names[OPTION_COUNT];
	size_t count = 0;
	for (int i = 0; i < OPTION_COUNT; i++)
		if (fits((enum option)i, in->args->command))
			names[count++] = options[i].name;
	return wrong(in, "unknown option", name, "--", args_nearest(name, names, count));
}

/* `choices`: as in struct option_row. */
static bool wrong_choice(struct reading *in, const char *name, const char *choices, const char *value)
{
	char words[256], *at = words;
	const char *names[16];
	size_t count = 0;
	snprintf(words, sizeof words, "%s", choices + 1);
	for (char *end; count < 16 && (end = strchr(at, '|')) != NULL; at = end + 1) {
		*end = '\0';
		names[count++] = at;
	}
	const char *nearest = args_nearest(value, names, count);
	snprintf(in->problem, in->size, "`--%s` is %.*s, not `%s`%s%s%s", name, (int)strlen(choices) - 2, choices + 1, value,
		nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
	return false;
}

static bool check_choice(struct reading *in, enum option option, const char *value)
{
	const struct option_row *row = &options[option];
	size_t length = strlen(value);
	for (const char *at = row->choices; at != NULL && (at = strchr(at, '|')) != NULL; at++)
		if (length > 0 && strncmp(at + 1, value, length) == 0 && at[1 + length] == '|')
			return true;
	if (row->choices == NULL && length > 0)
		return true;
	if (row->choices != NULL)
		return wrong_choice(in, row->name, row->choices, value);
	snprintf(in->problem, in->size, "`--%s` needs a %s", row->name, row->value);
	return false;
}

/* Which formats there are depends on the command, which may stand behind the option. */
static bool check_format(struct reading *in)
{
	char choices[256];
	const char *name = args_value(in->args, OPTION_FORMAT, NULL);
	if (name == NULL || in->args->command == NULL || format_find(name, in->args->command->bit) != NULL)
		return true;
	format_choices(in->args->command->bit, choices, sizeof choices);
	return wrong_choice(in, options[OPTION_FORMAT].name, choices, name);
}

static bool set(struct reading *in, enum option option, const char *value)
{
	const struct option_row *row = &options[option];
	if (row->value != NULL && !check_choice(in, option, value))
		return false;
	if (in->args->counts[option] > 0 && row->value != NULL && !row->many) {
		snprintf(in->problem, in->size, "`--%s` is given twice", row->name);
		return false;
	}
	add(&in->args->values[option], &in->args->counts[option], value);
	return true;
}

/* `--name`, `--name=value` or `--name value`; *used says whether the next argument was the value. */
static bool long_option(struct reading *in, const char *text, const char *next, bool *used)
{
	size_t length = strcspn(text, "=");
	for (int i = 0; i < OPTION_COUNT; i++) {
		if (strlen(options[i].name) != length || strncmp(options[i].name, text, length) != 0 || !fits((enum option)i, in->args->command))
			continue;
		if (options[i].value == NULL) {
			if (text[length] != '=')
				return set(in, (enum option)i, "");
			snprintf(in->problem, in->size, "`--%s` takes no value", options[i].name);
			return false;
		}
		if (text[length] == '=')
			return set(in, (enum option)i, text + length + 1);
		*used = next != NULL;
		return set(in, (enum option)i, next != NULL ? next : "");
	}
	char name[64];
	snprintf(name, sizeof name, "%.*s", (int)(length > 60 ? 60 : length), text);
	return unknown_option(in, name);
}

/* `-o value`, `-ovalue`. */
static bool short_option(struct reading *in, const char *text, const char *next, bool *used)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		if (options[i].letter != text[0] || !fits((enum option)i, in->args->command))
			continue;
		if (options[i].value == NULL && text[1] == '\0')
			return set(in, (enum option)i, "");
		if (options[i].value == NULL)
			break;
		*used = text[1] == '\0' && next != NULL;
		return set(in, (enum option)i, text[1] != '\0' ? text + 1 : next != NULL ? next : "");
	}
	return wrong(in, "unknown option", text, "-", NULL);
}

static bool find_command(struct reading *in, const char *name)
{
	const char *names[32];
	for (size_t i = 0; i < command_count; i++) {
		names[i] = commands[i].name;
		if (strcmp(commands[i].name, name) == 0) {
			in->args->command = &commands[i];
			return true;
		}
	}
	return wrong(in, "unknown command", name, "", args_nearest(name, names, command_count));
}

static bool check_operands(struct reading *in)
{
	const struct args *args = in->args;
	if (args->command == NULL || args_has(args, OPTION_HELP) || args_has(args, OPTION_VERSION))
		return true;
	if (args->operand_count < args->command->least) {
		snprintf(in->problem, in->size, "`%s` needs %s", args->command->name, args->command->operands);
		return false;
	}
	if (args->operand_count > args->command->most) {
		snprintf(in->problem, in->size, "`%s` does not take `%s`", args->command->name, args->operands[args->command->most]);
		return false;
	}
	return true;
}

bool args_parse(struct args *args, int argc, char **argv, char *problem, size_t size)
{
	struct reading in = { args, problem, size };
	bool only_operands = false;
	*args = (struct args){ 0 };
	for (int i = 1; i < argc; i++) {
		const char *text = argv[i], *next = i + 1 < argc ? argv[i + 1] : NULL;
		bool used = false, right = true;
		if (!only_operands && strcmp(text, "--") == 0)
			only_operands = true;
		else if (!only_operands && text[0] == '-' && text[1] == '-')
			right = long_option(&in, text + 2, next, &used);
		else if (!only_operands && text[0] == '-' && text[1] != '\0')
			right = short_option(&in, text + 1, next, &used);
		else if (args->command == NULL)
			right = find_command(&in, text);
		else
			add(&args->operands, &args->operand_count, text);
		if (!right)
			return false;
		i += used;
	}
	/* An option before the command was taken without knowing whether the command has it. */
	for (int i = 0; i < OPTION_COUNT; i++)
		if (args->counts[i] > 0 && !fits((enum option)i, args->command))
			return unknown_option(&in, options[i].name);
	return check_format(&in) && check_operands(&in);
}

void args_free(struct args *args)
{
	for (int i = 0; i < OPTION_COUNT; i++)
		free(args->values[i]);
	free(args->operands);
}

bool args_has(const struct args *args, enum option option)
{
	return args->counts[option] > 0;
}

const char *args_value(const struct args *args, enum option option, const char *otherwise)
{
	return args->counts[option] > 0 ? args->values[option][args->counts[option] - 1] : otherwise;
}
