/* What a run found, kept until its end, when one of the formats writes all of it. */
#ifndef BASTIDE_REPORT_H
#define BASTIDE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/disk_host.h"
#include "include/bastide.h"

#define LINE_SUM 17

/* A diagnostic. Its texts belong to the report. */
struct finding {
	struct bst_diagnostic told;
	const struct bst_place *at;      /* the first of its places that is in the program, else the first in the library; NULL: it has none */
	char line_sum[LINE_SUM];         /* of what the line of that place says: it stays when the line moves; "" when that is not known */
	unsigned same_before;            /* findings before it of that name in lines of that file that say the same */
};

/* What is wrong outside the program, or keeps it from being read. */
struct problem {
	const char *path;                /* or NULL */
	const char *word;                /* "missing", "unreadable": the kind of problem */
	const char *message;             /* may be "" */
};

struct report {
	struct finding *findings;        /* by place */
	size_t finding_count, finding_cap;
	struct problem *problems;        /* in the order in which they were met */
	size_t problem_count, problem_cap;
	struct path_list texts;
	struct bst_context *context;     /* NULL when no run was begun */
	const struct bst_summary *summary;
	int status;
	const char *members;             /* of the JSON object, from the command: `, "x": 1`; or NULL */
};

/* Copies a diagnostic of the run that is under way. */
void report_diagnostic(struct report *report, const struct bst_diagnostic *diagnostic);
void report_problem(struct report *report, const char *path, const char *word, const char *message);
/* What is wrong hindered the run, or is a fault of what was looked at. */
bool problem_hinders(const struct report *report, const struct problem *problem);
enum bst_severity problem_severity(const struct problem *problem);
void report_free(struct report *report);

/* "error", "warning", "note". */
const char *severity_word(enum bst_severity severity);
/* "waived", "trusted": what the proof rests on. */
const char *reliance_word(enum bst_reliance_kind kind);
/* What a diagnostic says in one text: its message, and lines with the help, the reason and where else it stands. To be freed. */
char *finding_text(const struct bst_diagnostic *told);
/* The path as whoever looks at the whole repository names it: relative to $GITHUB_WORKSPACE where that is set, else to the
 * working folder; absolute when it lies outside. To be freed. */
char *path_from_root(const char *path);

#endif
