/* The built-in functions: pure, each a row with its types, its documentation and its C function. The
 * reference in spec/ is made from this table. */
#ifndef BST_FUNCTION_H
#define BST_FUNCTION_H

#include "expr/eval.h"

typedef struct val function_run(struct eval *e, const struct op *call, const struct val *arguments, uint32_t count);

#define MOST_ARGUMENTS 32

/* What a function does with its arguments before it is run. */
enum function_how {
	FUNCTION_LOOKS,      /* looks at them: none may be of deployment time */
	FUNCTION_PASSES,     /* hands them on, so that values of deployment time may go through */
	FUNCTION_FORMER      /* reads its one argument with the names that things had before */
};

struct function_row {
	const char *name;
	/* Parameters as `name type`, comma between; the last may be `name type…` for any number. A type is a scalar,
	 * `any`, `tree`, `text` (any scalar or object), `end` (of a flow: a thing, or the word internet), with `*` for a
	 * list and `?` where absent is taken, or left out at the end. */
	const char *parameters;
	/* A scalar, `any`, `tree`; `same`: type of the first argument; `element`: of its members, `?` behind. */
	const char *result;
	function_run *run;
	const char *doc;
	enum function_how how;
	/* NULL, or: whether the arguments before the last settle the result, so that the last is not asked for. */
	bool (*settles)(struct eval *e, const struct val *arguments, struct val *result);
};

extern const struct function_row function_rows[];
uint32_t function_count(void);
/* Index of a built-in function, or UINT32_MAX. */
uint32_t function_named(struct str name);

#endif
