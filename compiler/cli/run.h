/* What the commands share: sources found, a context with the disk behind it, diagnostics and problems shown. */
#ifndef BASTIDE_RUN_H
#define BASTIDE_RUN_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/cmd.h"
#include "cli/disk_host.h"
#include "cli/format.h"
#include "include/bastide.h"

struct seal;

struct run {
	const struct args *args;
	const struct format *format;
	bool at_end, quiet;              /* all is written at the end, in the format, and nothing before */
	bool told;                       /* diagnostics were shown */
	struct seal *seal;               /* that takes down what is read; may be NULL */
	struct path_list *reads, *asks;  /* unless NULL: take down what is read, and two by two a file and what it imports */
	struct path_list *lacks;         /* unless NULL: takes down what was to be read and was not there */
	struct disk_host disk;
	struct bst_context *context;
	struct bst_options options;
	struct bst_summary summary;
	char today[16];
	bool (*output)(void *user, const struct bst_output *output);   /* of a build; NULL else */
	void *output_user;
	struct report report;
};

/* Reads the options and makes the context. Ends with run_end whatever comes between. */
void run_begin(struct run *run, const struct args *args);
/* Finds the sources of the operand, `.` when there is none. False after a report. */
bool run_find(struct run *run, const char *output_folder);
/* The same for the program at `path`. */
bool run_find_at(struct run *run, const char *path, const char *output_folder);
/* Shows the diagnostics of the last call as text on standard error; another format tells them at the end. */
void run_show(struct run *run);
/* Prints what was proved, and what the proof took the program's word for. */
void run_summary(struct run *run, FILE *out);
/* The status for what a call came to; reports what is no finding. */
int run_status(struct run *run, enum bst_result result);
/* Something that is wrong outside the program: `path` may be NULL, `word` names the kind of problem. */
void run_problem(struct run *run, const char *path, const char *word, const char *words);
/* Writes the format's text to standard output, to the object of JSON with `members` (", \"x\": 1" or NULL), and frees everything.
 * The status. */
int run_end(struct run *run, int status, const char *members);

#endif
