#include "cli/help.h"

#include <string.h>

#include "cli/format.h"
#include "include/bastide.h"

#define COLUMNS 78u
#define RELEASED "2026-11-21"    /* of this version; the manual page must not depend on the day it is made */

/* Words of `text` from column `indent` on, broken before column COLUMNS; the first line is already that far. */
static void wrapped(FILE *out, const char *text, unsigned indent)
{
	unsigned column = indent;
	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		if (column > indent && column + 1 + length > COLUMNS) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			fputc(' ', out);
			column++;
		}
		fwrite(text, 1, length, out);
		column += (unsigned)length;
		text += length + (text[length] == ' ');
	}
	fputc('\n', out);
}

static void option_line(FILE *out, const struct option_row *row)
{
	char left[64];
	snprintf(left, sizeof left, "  %c%c%s --%s%s%s", row->letter != 0 ? '-' : ' ', row->letter != 0 ? row->letter : ' ',
		row->letter != 0 ? "," : " ", row->name, row->value != NULL ? " " : "", row->value != NULL ? row->value : "");
	fprintf(out, "%-26s", left);
	if (strlen(left) > 25)
		fprintf(out, "\n%26s", "");
	wrapped(out, row->about, 26);
}

static void format_lines(FILE *out, unsigned command)
{
	for (size_t i = 0; i < format_count; i++) {
		if ((formats[i].commands & command) == 0)
			continue;
		fprintf(out, "%26s%-8s", "", formats[i].name);
		wrapped(out, formats[i].about, 34);
	}
}

void help_command(FILE *out, const struct command *command)
{
	fprintf(out, "usage: bastide %s [OPTION]...%s%s\n\n%s\n\n%s", command->name, command->operands[0] != '\0' ? " " : "",
		command->operands, command->title, command->about);
	fprintf(out, "%soptions:\n", command->about[0] != '\0' ? "\n" : "");
	for (int i = 0; i < OPTION_COUNT; i++)
		if ((options[i].commands & command->bit) != 0) {
			option_line(out, &options[i]);
			if (i == OPTION_FORMAT)
				format_lines(out, command->bit);
		}
}

void help_all(FILE *out)
{
	fputs("bastide proves security rules over a cloud estate and writes its artefacts.\n\n"
		"  bastide check                 prove the program in this folder\n"
		"  bastide build -o out          prove it, and write its files to out/\n"
		"  bastide build --check         exit 1 when out/ is not what the program says\n"
		"  bastide explain unknown-name  a diagnostic, rule, kind or function at length\n\n"
		"usage: bastide COMMAND [OPTION]... [OPERAND]...\n\ncommands:\n", out);
	for (size_t i = 0; i < command_count; i++)
		fprintf(out, "  %-10s%s\n", commands[i].name, commands[i].title);
	fputs("\noptions of every command:\n", out);
	for (int i = 0; i < OPTION_COUNT; i++)
		if (options[i].commands == FOR_ALL)
			option_line(out, &options[i]);
	fputs("\nexit status: 0 all is well, 1 the program or its output is not, 2 wrong use or cannot run\n", out);
}

/* --- the manual page --------------------------------------------------------------------------------- */

/* Text of man(7): a backslash and a hyphen are escaped, a dot or quote at the start of a line is shielded. */
static void roff(FILE *out, const char *text)
{
	bool start = true;
	for (; *text != '\0'; text++) {
		if (start && (*text == '.' || *text == '\''))
			fputs("\\&", out);
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '-')
			fputs("\\-", out);
		else
			fputc(*text, out);
		start = *text == '\n';
	}
}

/* Paragraphs are parted by empty lines; lines that begin with blanks are shown as they are. */
static void roff_paragraphs(FILE *out, const char *text)
{
	bool example = false;
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		char line[256];
		snprintf(line, sizeof line, "%.*s", (int)length, text);
		bool turns = (line[0] == ' ') != example;
		if (turns)
			fputs(example ? ".EE\n.PP\n" : ".PP\n.EX\n", out);
		example = line[0] == ' ';
		if (length == 0)
			fputs(turns || text[1] == ' ' || text[1] == '\0' ? "" : ".PP\n", out);
		else
			roff(out, line), fputc('\n', out);
		text += length + (text[length] == '\n');
	}
	if (example)
		fputs(".EE\n", out);
}

static void roff_option(FILE *out, const struct option_row *row)
{
	fputs(".TP\n", out);
	if (row->letter != 0)
		fprintf(out, "\\fB\\-%c\\fR, ", row->letter);
	fputs("\\fB\\-\\-", out);
	roff(out, row->name);
	fputs("\\fR", out);
	if (row->value != NULL) {
		fputs(" \\fI", out);
		roff(out, row->value);
		fputs("\\fR", out);
	}
	fputc('\n', out);
	roff(out, row->about);
	fputc('\n', out);
}

static void roff_formats(FILE *out, unsigned command)
{
	fputs(".RS\n", out);
	for (size_t i = 0; i < format_count; i++) {
		if ((formats[i].commands & command) == 0)
			continue;
		fprintf(out, ".TP\n\\fB%s\\fR\n", formats[i].name);
		roff(out, formats[i].about);
		fputc('\n', out);
	}
	fputs(".RE\n", out);
}

void help_manual(FILE *out)
{
	fprintf(out, ".TH BASTIDE 1 \"" RELEASED "\" \"bastide %s\" \"User Commands\"\n", bst_version());
	fputs(".SH NAME\nbastide \\- prove security rules over a cloud estate and write its artefacts\n"
		".SH SYNOPSIS\n\\fBbastide\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIOPERAND\\fR]...\n"
		".SH DESCRIPTION\nA program in the Bastide language says which environments a company has, how they are tiered,\n"
		"who may reach what, and how code travels to a customer.\n"
		"\\fBbastide\\fR proves security rules over the whole of it, and writes the files of its targets.\n"
		".PP\nA \\fIPATH\\fR is a file, or a folder of which every file named *.bastide counts, at any depth.\n"
		"Hidden folders, folders named \\fIrefused\\fR and \\fIaccepted\\fR, output folders and symbolic links are left out.\n"
		".SH COMMANDS\n", out);
	for (size_t i = 0; i < command_count; i++) {
		fprintf(out, ".SS bastide %s", commands[i].name);
		fprintf(out, "%s%s\n", commands[i].operands[0] != '\0' ? " " : "", commands[i].operands);
		roff(out, commands[i].title);
		fputs(".\n", out);
		if (commands[i].about[0] != '\0') {
			fputs(".PP\n", out);
			roff_paragraphs(out, commands[i].about);
		}
		for (int k = 0; k < OPTION_COUNT; k++)
			if (options[k].commands != FOR_ALL && (options[k].commands & commands[i].bit) != 0) {
				roff_option(out, &options[k]);
				if (k == OPTION_FORMAT)
					roff_formats(out, commands[i].bit);
			}
	}
	fputs(".SH OPTIONS\nEvery command takes these.\n", out);
	for (int k = 0; k < OPTION_COUNT; k++)
		if (options[k].commands == FOR_ALL)
			roff_option(out, &options[k]);
	fputs(".SH EXIT STATUS\n.TP\n.B 0\nAll is well.\n.TP\n.B 1\nThe program has findings, its layout is not canonical, or its\n"
		"output differs or cannot be written.\n.TP\n.B 2\nWrong use, or something outside the program hinders.\n"
		".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nNot empty: no colour.\n"
		".TP\n.B BASTIDE_WATCH\npoll: check \\-\\-watch looks twice a second and does not ask the system to be told.\n"
		".TP\n.B BASTIDE_CACHE\nThe folder in which build keeps what it knows an unchanged program by; empty: none.\n"
		".TP\n.BR FORCE_COLOR ,\\  CLICOLOR_FORCE\nNot empty and not 0: colour.\n"
		".SH FILES\n.TP\n.I out/.bastide\\-manifest.json\n"
		"What was written, so that nothing else is ever overwritten or removed.\n", out);
}
