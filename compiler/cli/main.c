/* The commands, and the way to them. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "cli/cmd.h"
#include "cli/format.h"
#include "cli/help.h"
#include "cli/terminal.h"
#include "include/bastide.h"

const struct command commands[] = {
	/* name, bit, operands, least, most, title, about, run */
	{ "init", FOR_INIT, "[DIR]", 0, 1, "Begin a program",
	  "Writes to DIR, the current folder when not said, a program that is proved and can\n"
	  "be built, hooks for pre-commit, a workflow of GitHub that refuses what is not\n"
	  "proved or not built, and what git must know. Nothing is asked. A file that is\n"
	  "there already is named, and then nothing at all is written: exit status 2.\n", cmd_init },
	{ "check", FOR_CHECK, "[PATH]", 0, 1, "Prove a program; write nothing",
	  "PATH is a file, or a folder whose *.bastide files make one program; the current\n"
	  "folder when not said. Findings go to standard error; to standard output one line\n"
	  "about what was proved, and one for each thing for which the proof took the\n"
	  "program's word: waived, trusted, believed, own emitter.\n", cmd_check },
	{ "build", FOR_BUILD, "[PATH]", 0, 1, "Prove a program and write its files",
	  "Nothing is written unless everything is proved. Files that are already right are\n"
	  "not touched; files that are no longer generated are removed. A file that bastide\n"
	  "did not write, or that was edited by hand, is never overwritten or removed: it\n"
	  "stops the build before anything is written.\n"
	  "\n"
	  "With --check nothing is written; each file that differs is named with a word:\n"
	  "missing, stale (the program has changed), edited (by hand) or extra (no longer\n"
	  "generated). Files beside ours are left alone and named as not proved.\n"
	  "\n"
	  "When neither the program, the compiler, the day nor any file in the folder changed\n"
	  "since a build without a warning, the next one says so and is done; --again proves\n"
	  "anew. What it knows that by is kept for a day in BASTIDE_CACHE, or in `bastide` of\n"
	  "XDG_CACHE_HOME or of ~/.cache; an empty BASTIDE_CACHE keeps nothing. --check and\n"
	  "--format never ask for it.\n", cmd_build },
	{ "test", FOR_TEST, "[PATH]", 0, 1, "Run the tests of a program",
	  "Proves the program, and says of each `test` block whether what it expects is\n"
	  "found when what it gives is added. check and build run them, too, and tell only\n"
	  "what failed. Exit status 1 when one did, or the program itself is not right.\n", cmd_test },
	{ "diff", FOR_DIFF, "OLD NEW", 2, 2, "Say what a change of a program means",
	  "OLD and NEW are two states of a program, as for check. Both are proved, nothing is\n"
	  "written. Names what is destroyed or made anew, what opens and closes, which\n"
	  "resources come, go, move or get other arguments, and which other files change;\n"
	  "nothing for a change that only moves text. A thing that has another name stays\n"
	  "the same where the program says `was`.\n", cmd_diff },
	{ "fmt", FOR_FMT, "[PATH]...", 0, 100000, "Lay source files out in the one canonical way",
	  "Files are rewritten in place; `-` reads standard input and writes standard output.\n"
	  "A file with a syntax error, or one that is read-only, is left as it is, and the\n"
	  "exit status is 2. Symbolic links below a folder are passed over.\n", cmd_fmt },
	{ "can", FOR_CAN, "SOURCE TARGET[:PORT] [PATH]", 0, 100, "Say whether one thing may open a connection to another",
	  "SOURCE and TARGET are a service, a store, a site, a partner, a tier, an environment,\n"
	  "or `internet`; ENVIRONMENT/NAME, or NAME in ENVIRONMENT, is the one that stands\n"
	  "there, and a name that stands in several is answered for each. PORT is a number\n"
	  "(5432, 53/udp), a range (8000..8100) or a name (https). PATH is the program, as for\n"
	  "check.\n"
	  "\n"
	  "  bastide can shop orders\n"
	  "  bastide can production/shop cards-production/payments:https\n"
	  "  bastide can office dev:ssh infrastructure/\n"
	  "  bastide can developer delete pods in production\n"
	  "\n"
	  "Yes comes with the way, step by step; no with the walls in the order in which a\n"
	  "packet would meet them, and the statement that opens each; both with the place of\n"
	  "the statement behind it. ROLE VERB [RESOURCE] in ENVIRONMENT asks what a role may\n"
	  "do in a cluster. Rules and claims are judged first; no artefact is planned or\n"
	  "proved.\n"
	  "\n"
	  "The exit status is 0 when an answer is yes (and with --all), 1 when none is, and 2\n"
	  "when the question is wrong or the program is refused.\n", cmd_can },
	{ "why", FOR_WHY, "FILE:LINE [PATH]", 1, 2, "Say where a line of an output came from",
	  "FILE is a file that build writes, PATH the program, as for build. Names the\n"
	  "statement of the emitter that wrote the line, and the statements of the program\n"
	  "that its content comes from, the nearest first.\n", cmd_why },
	{ "explain", FOR_EXPLAIN, "[NAME]", 0, 1, "Explain a diagnostic, rule, kind, relation, function or target",
	  "Without NAME all names are listed. A rule comes with a program that it refuses and\n"
	  "one that it accepts, a kind with its statements and what is meant when they are\n"
	  "left out.\n", cmd_explain },
	{ "rules", FOR_RULES, "", 0, 0, "List every rule with its source", "", cmd_rules },
	{ "dump", FOR_DUMP, "[PATH]", 0, 1, "Show what a stage of the compiler made of a program",
	  "The form may change with any version.\n", cmd_dump },
	{ "lsp", FOR_LSP, "", 0, 0, "Serve an editor: the language server",
	  "Speaks the Language Server Protocol on standard input and output. The program is\n"
	  "the folder that the editor has open, as for check, or the folder inside of it\n"
	  "that the initialization option `program` names; a file outside is a program by\n"
	  "itself, with what it imports. Texts that are open stand before those of the disk.\n", cmd_lsp },
	{ "help", FOR_HELP, "[COMMAND]", 0, 1, "Show this, or the help of a command", "", cmd_help },
	{ "version", FOR_VERSION, "", 0, 0, "Show the version, and the editions of the language that it reads", "", cmd_version },
};
const size_t command_count = sizeof commands / sizeof commands[0];

int cmd_version(const struct args *args)
{
	(void)args;
	printf("bastide %s\neditions of the language: %s\n", bst_version(), bst_editions());
	return STATUS_OK;
}

/* The format that the command line asks for, though it be wrong otherwise; NULL for words on standard error. */
static const struct format *wanted_format(int argc, char **argv)
{
	const struct format *format = NULL;
	for (int i = 1; i < argc; i++) {
		const char *value = strncmp(argv[i], "--format=", 9) == 0 ? argv[i] + 9
			: strcmp(argv[i], "--format") == 0 && i + 1 < argc ? argv[i + 1] : "";
		const struct format *named = format_find(value, FOR_ALL);
		format = named != NULL ? named : format;
	}
	return format != NULL && format->write != NULL ? format : NULL;
}

static int wrong_use(int argc, char **argv, const char *problem)
{
	const struct format *format = wanted_format(argc, argv);
	if (format != NULL) {
		struct report report = { .status = STATUS_CANNOT };
		report_problem(&report, NULL, "use", problem);
		format->write(stdout, &report);
		report_free(&report);
		return STATUS_CANNOT;
	}
	fputs("bastide: ", stderr);
	terminal_text(stderr, problem);
	fputs("\nsee `bastide help`\n", stderr);
	return STATUS_CANNOT;
}

int cmd_help(const struct args *args)
{
	const char *names[32];
	if (args_has(args, OPTION_MAN)) {
		help_manual(stdout);
		return STATUS_OK;
	}
	if (args->operand_count == 0) {
		help_all(stdout);
		return STATUS_OK;
	}
	for (size_t i = 0; i < command_count; i++) {
		names[i] = commands[i].name;
		if (strcmp(commands[i].name, args->operands[0]) == 0) {
			help_command(stdout, &commands[i]);
			return STATUS_OK;
		}
	}
	const char *nearest = args_nearest(args->operands[0], names, command_count);
	char problem[256];
	snprintf(problem, sizeof problem, "unknown command `%.100s`%s%s%s", args->operands[0], nearest != NULL ? "; did you mean `" : "",
		nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
	return wrong_use(0, NULL, problem);
}

static int run(const struct args *args)
{
	if (args_has(args, OPTION_VERSION))
		return cmd_version(args);
	if (args->command == NULL) {
		help_all(args_has(args, OPTION_HELP) ? stdout : stderr);
		return args_has(args, OPTION_HELP) ? STATUS_OK : STATUS_CANNOT;
	}
	if (args_has(args, OPTION_HELP)) {
		help_command(stdout, args->command);
		return STATUS_OK;
	}
	return args->command->run(args);
}

/* A short run spends a third of its time on asking the system for memory piece by piece: two megabytes are had at once, and only large
 * pieces come and go by themselves. */
static void prepare_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_TOP_PAD, 2 << 20);
	mallopt(M_MMAP_THRESHOLD, 4 << 20);
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

int main(int argc, char **argv)
{
	struct args args;
	char problem[512];
	prepare_memory();
#ifdef SIGXFSZ
	signal(SIGXFSZ, SIG_IGN);                      /* a file over the limit is an error of that file, told like others */
#endif
	bool right = args_parse(&args, argc, argv, problem, sizeof problem);
	int status = right ? run(&args) : wrong_use(argc, argv, problem);
	args_free(&args);
	if (!terminal_finish(stdout)) {
		fputs("bastide: standard output cannot be written\n", stderr);
		status = STATUS_CANNOT;
	}
	return status;
}
