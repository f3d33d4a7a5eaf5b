/* bastide explain [NAME]: one thing of the language at length, or all names. */
#include <stdio.h>

#include "cli/run.h"

int cmd_explain(const struct args *args)
{
	struct run run;
	struct bst_text text;
	run_begin(&run, args);
	enum bst_result result = bst_explain(run.context, args->operand_count > 0 ? args->operands[0] : NULL, &text);
	if (result == BST_FINDINGS)
		run_show(&run);
	int status = run_status(&run, result);
	if (status == STATUS_OK)
		fwrite(text.at, 1, text.length, stdout);
	return run_end(&run, status, NULL);
}
