/* bastide check: prove a program, write nothing. */
#include <stdio.h>

#include "cli/run.h"

int cmd_check(const struct args *args)
{
	struct run run;
	run_begin(&run, args);
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
