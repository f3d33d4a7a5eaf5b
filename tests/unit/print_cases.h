/* A table of trees and the bytes they must become; with an argument the bytes are also written to that
 * folder, one file a case, for the judges that tests/cli/print_judges.sh runs. */
#ifndef BST_PRINT_CASES_H
#define BST_PRINT_CASES_H

#include <stdio.h>

#include "print/print.h"
#include "tree_text.h"

struct print_case { const char *name, *tree, *want; };

static inline int print_cases(int argc, char **argv, enum format format, const char *suffix,
	const struct print_case *cases, size_t count)
{
	jmp_buf failure;
	volatile int failed = 0;
	struct arena *arena = arena_new(NULL);
	if (arena == NULL || setjmp(failure) != 0)
		return 2;
	arena_on_failure(arena, &failure);
	for (size_t i = 0; i < count; i++) {
		struct buf out;
		buf_init(&out, arena);
		print_tree(&out, format, tree_of_text(arena, cases[i].tree));
		size_t want = strlen(cases[i].want);
		if (out.len != want || (want > 0 && memcmp(out.at, cases[i].want, want) != 0)) {
			failed++;
			printf("%s: wanted\n%s--- printed\n%.*s---\n", cases[i].name, cases[i].want, (int)out.len, out.at);
		}
		if (argc > 1) {
			char path[1024];
			snprintf(path, sizeof path, "%s/%s%s", argv[1], cases[i].name, suffix);
			FILE *file = fopen(path, "wb");
			if (file == NULL || (out.len > 0 && fwrite(out.at, 1, out.len, file) != out.len) || fclose(file) != 0)
				return 2;
		}
	}
	arena_free(arena);
	return failed > 0;
}

#endif
