/* bastide fmt: the one canonical layout, in place; or what it would change. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/diff.h"
#include "cli/run.h"
#include "cli/terminal.h"

#define DIFF_LINES 100000u

struct fmt { struct run run; bool check, diff; size_t files, changed; };

/* The text's layout is not canonical. */
static int differs(struct fmt *fmt, const char *path, struct bst_text text, struct bst_text formatted)
{
	bool colour = terminal_colour(stdout, args_value(fmt->run.args, OPTION_COLOR, "auto"));
	fmt->changed++;
	if (fmt->run.at_end) {
		run_problem(&fmt->run, path, "layout", "not in the canonical layout");
		return STATUS_FINDINGS;
	}
	if (fmt->diff)
		diff_print(stdout, (struct diff_side){ path, text.at, text.length }, (struct diff_side){ path, formatted.at, formatted.length },
			DIFF_LINES, colour);
	else {
		terminal_text(stdout, path);
		fputc('\n', stdout);
	}
	return STATUS_FINDINGS;
}

/* One text; `path` NULL is standard input, whose layout goes to standard output. */
static int format(struct fmt *fmt, const char *path, struct bst_text text)
{
	struct bst_text formatted;
	const char *shown = path != NULL ? path : "<stdin>";
	enum bst_result result = bst_format(fmt->run.context, shown, text, &formatted);
	fmt->files++;
	if (result != BST_OK) {
		run_show(&fmt->run);
		if (fmt->run.at_end && result == BST_FINDINGS)
			run_problem(&fmt->run, shown, "syntax", "it has a syntax error and was left as it is");
		run_status(&fmt->run, result);
		return STATUS_CANNOT;                    /* a layout is only known of what can be read */
	}
	bool same = formatted.length == text.length && (text.length == 0 || memcmp(formatted.at, text.at, text.length) == 0);
	if (path == NULL && !fmt->check && !fmt->diff && !fmt->run.at_end) {
		fwrite(formatted.at, 1, formatted.length, stdout);
		return STATUS_OK;
	}
	if (same)
		return STATUS_OK;
	if (fmt->check || fmt->diff || path == NULL)
		return differs(fmt, shown, text, formatted);
	fmt->changed++;
	if (disk_replace(&fmt->run.disk, path, formatted.at, formatted.length))
		return STATUS_OK;
	run_problem(&fmt->run, path, "write", fmt->run.disk.why);
	return STATUS_CANNOT;
}

static int format_file(struct fmt *fmt, const char *path)
{
	struct bst_text text;
	const char *why = "";
	if (disk_host_read(&fmt->run.disk, path, &text, &why) == BST_READ)
		return format(fmt, path, text);
	run_problem(&fmt->run, path, "unreadable", why);
	return STATUS_CANNOT;
}

static int format_operand(struct fmt *fmt, const char *operand)
{
	struct disk_host *disk = &fmt->run.disk;
	struct bst_text text;
	int worst = STATUS_OK;
	size_t first = disk->paths.count;
	if (strcmp(operand, "-") == 0) {
		if (disk_read_stdin(disk, &text))
			return format(fmt, NULL, text);
		run_problem(&fmt->run, "<stdin>", "unreadable", disk->why);
		return STATUS_CANNOT;
	}
	if (!disk_host_find(disk, operand)) {
		run_problem(&fmt->run, operand, "unreadable", disk->why);
		return STATUS_CANNOT;
	}
	for (size_t i = first; i < disk->paths.count; i++) {
		int status = format_file(fmt, disk->paths.at[i]);
		worst = status > worst ? status : worst;
	}
	return worst;
}

int cmd_fmt(const struct args *args)
{
	static const char *const here[] = { "." };
	struct fmt fmt = { .check = args_has(args, OPTION_CHECK), .diff = args_has(args, OPTION_DIFF) };
	const char *const *operands = args->operand_count > 0 ? args->operands : here;
	size_t count = args->operand_count > 0 ? args->operand_count : 1;
	int worst = STATUS_OK;
	run_begin(&fmt.run, args);
	fmt.run.disk.regular_only = true;
	for (size_t i = 0; i < count; i++) {
		int status = format_operand(&fmt, operands[i]);
		worst = status > worst ? status : worst;
	}
	if (!fmt.check && !fmt.diff && !fmt.run.at_end && !fmt.run.quiet && fmt.changed > 0)
		printf("%zu of %zu %s laid out anew\n", fmt.changed, fmt.files, fmt.files == 1 ? "file" : "files");
	return run_end(&fmt.run, worst, NULL);
}
