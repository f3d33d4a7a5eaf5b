/* bastide dump: what a stage made of the program, for people who debug. */
#include <stdio.h>

#include "cli/run.h"

int cmd_dump(const struct args *args)
{
	struct run run;
	struct bst_text text;
	run_begin(&run, args);
	if (!run_find(&run, NULL))
		return run_end(&run, STATUS_CANNOT, NULL);
	enum bst_result result = bst_dump(run.context, &run.options, args_value(args, OPTION_STAGE, "model"),
		(const char *const *)run.disk.paths.at, run.disk.paths.count, &text);
	fwrite(text.at, 1, text.length, stdout);
	run_show(&run);
	return run_end(&run, run_status(&run, result), NULL);
}
