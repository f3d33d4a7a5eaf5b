/* bastide check: prove a program, write nothing; once, or whenever it changes. */
#include <stdio.h>
#include <string.h>

#include "cli/run.h"
#include "cli/terminal.h"
#include "cli/watch.h"

/* `watch` NULL: nobody asks what was read. */
static int check(const struct args *args, struct watch *watch)
{
	struct run run;
	run_begin(&run, args);
	run.reads = watch != NULL ? &watch->reads : NULL;
	run.asks = watch != NULL ? &watch->asks : NULL;
	run.lacks = watch != NULL ? &watch->lacks : NULL;
	if (!run_find(&run, NULL))
		return run_end(&run, STATUS_CANNOT, NULL);
	enum bst_result result = bst_check(run.context, &run.options, (const char *const *)run.disk.paths.at, run.disk.paths.count,
		&run.summary);
	run_show(&run);
	int status = run_status(&run, result);
	if (status == STATUS_OK && !run.at_end && !run.quiet)
		run_summary(&run, stdout);
	return run_end(&run, status, NULL);
}

/* Nothing is ever cleared away: what stood in the terminal stays. */
static int check_on_change(const struct args *args)
{
	struct watch watch;
	const char *changed;
	watch_begin(&watch, args);
	watch_look(&watch);
	int status = check(args, &watch);
	/* What cannot be read at first is a wrong name; later it may come back. */
	bool begun = status != STATUS_CANNOT;
	while (begun && terminal_finish(stdout) && (changed = watch_wait(&watch)) != NULL) {
		fputs("\nchanged: ", stderr);
		terminal_text(stderr, changed);
		fputc('\n', stderr);
		watch_look(&watch);
		status = check(args, &watch);
	}
	watch_free(&watch);
	return status;
}

int cmd_check(const struct args *args)
{
	const char *format = args_value(args, OPTION_FORMAT, "text");
	if (!args_has(args, OPTION_WATCH))
		return check(args, NULL);
	if (strcmp(format, "text") == 0 || strcmp(format, "gcc") == 0)
		return check_on_change(args);
	struct run run;
	run_begin(&run, args);
	run_problem(&run, NULL, "use", "--watch writes text or gcc's lines: another format is one document, and a watch has no end");
	return run_end(&run, STATUS_CANNOT, NULL);
}
