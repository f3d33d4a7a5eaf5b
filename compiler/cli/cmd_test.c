/* bastide test: prove a program, and say what each of its tests came to. */
#include <stdio.h>

#include "cli/run.h"
#include "cli/terminal.h"

struct tally { const struct run *run; unsigned passed, failed; };

static bool tell(void *user, const struct bst_test *test)
{
	struct tally *tally = user;
	tally->passed += test->holds;
	tally->failed += !test->holds;
	if (tally->run->at_end || (tally->run->quiet && test->holds))
		return true;
	fputs(test->holds ? "ok      " : "FAILED  ", stdout);
	terminal_text(stdout, test->name);
	fputs(" (", stdout);
	terminal_text(stdout, test->place.path != NULL ? test->place.path : "");
	printf(":%u)\n", test->place.line);
	return true;
}

int cmd_test(const struct args *args)
{
	struct run run;
	run_begin(&run, args);
	if (!run_find(&run, NULL))
		return run_end(&run, STATUS_CANNOT, NULL);
	enum bst_result result = bst_check(run.context, &run.options, (const char *const *)run.disk.paths.at, run.disk.paths.count,
		&run.summary);
	run_show(&run);
	int status = run_status(&run, result);
	struct tally tally = { &run, 0, 0 };
	if (status != STATUS_CANNOT)
		bst_tests(run.context, tell, &tally);
	/* Tests are asked of a program that is right: of another one nothing is known. */
	if (!run.at_end && tally.passed + tally.failed == 0)
		puts(status == STATUS_OK ? "the program has no tests" : "no test was run: the program itself is not right");
	else if (!run.at_end && !run.quiet)
		printf("%u passed, %u failed\n", tally.passed, tally.failed);
	return run_end(&run, status, NULL);
}
