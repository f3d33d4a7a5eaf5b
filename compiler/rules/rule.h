/* Runs the rules, asserts and waivers of a program over its frozen facts; adds every finding of every rule. */
#ifndef BST_RULE_H
#define BST_RULE_H

#include "expr/code.h"

struct rules_options {
	struct arena *scratch;
	bool has_today;                                /* without a date no waiver is expired or ending */
	int32_t today;                                 /* days since 1970-01-01 */
	bool no_waivers;                               /* findings that a waiver covers are reported too */
	const struct sources *sources;                 /* so that a finding is shown in the program, never at a default of the library; may be NULL */
};

/* What one rule did, for `bastide rules`, reports and the tests of how the work grows. */
struct rule_run {
	uint64_t visited;                              /* rows, also those that lead to nothing */
	uint64_t judged;                               /* combinations that came to a `require`; without one, rows of the innermost `each` */
	uint32_t held, findings, waived;
	bool ended;                                    /* it looked at all it had to look at */
};

struct rules_result {
	struct rule_run *rules;                        /* one for each of code->rules, in `facts->arena` */
	uint32_t waivers_in_force, asserts;
	bool *in_force;                                /* of each of code->waivers, in `facts->arena` */
	struct diags assumed;                          /* what rules of that severity found: no faults, in order of their places */
	uint64_t visited;                              /* rows of all rules */
};

struct rules_result rules_run(struct code *code, struct facts *facts, struct diags *diags,
	const struct rules_options *options);

#endif
