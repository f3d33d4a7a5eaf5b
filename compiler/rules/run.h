/* Inside of rules/. */
#ifndef BST_RULES_RUN_H
#define BST_RULES_RUN_H

#include "expr/eval.h"
#include "rules/rule.h"

/* A waiver whose names are good, and what it did. */
struct waiver_state { uint32_t rule; bool valid, used, expired; };

struct rules_run {
	struct eval eval;
	struct code *code;
	struct facts *facts;
	struct diags *diags;
	const struct rules_options *options;
	struct waiver_state *waivers;                  /* one for each of code->waivers */
	struct rules_result result;
};

/* waiver.c */
void waivers_resolve(struct rules_run *run);
/* Whether a waiver covers a finding of the rule about these objects. */
bool waivers_cover(struct rules_run *run, uint32_t rule, const object_ref *objects, uint32_t count);
void waivers_report(struct rules_run *run);

/* assertion.c */
void assertions_run(struct rules_run *run);
/* Some declared object by a word of a statement; reports an unknown name. */
object_ref rules_object(struct rules_run *run, name word, struct span span);

#endif
