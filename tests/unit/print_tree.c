/* A tree written as tree_text.h has it, from standard input, printed as hcl, yaml, json or text: for judges. */
#include <stdio.h>

#include "print/print.h"
#include "tree_text.h"

static char input[1 << 20];

static int print(struct arena *arena, char format)
{
	struct buf out;
	buf_init(&out, arena);
	print_tree(&out, format == 'h' ? FORMAT_HCL : format == 'y' ? FORMAT_YAML : format == 'j' ? FORMAT_JSON : FORMAT_TEXT,
		tree_of_text(arena, input));
	return out.len > 0 && fwrite(out.at, 1, out.len, stdout) != out.len;
}

int main(int argc, char **argv)
{
	jmp_buf failure;
	struct arena *arena = arena_new(NULL);
	input[fread(input, 1, sizeof input - 1, stdin)] = '\0';
	if (argc < 2 || arena == NULL || setjmp(failure) != 0)
		return 2;
	arena_on_failure(arena, &failure);
	int status = print(arena, argv[1][0]);
	arena_free(arena);
	return status;
}
