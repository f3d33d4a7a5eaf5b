/* What rules came to and what a run takes the program's word for, as rows that emitters read. Whoever writes a report can say nothing of
 * a rule but what is in its row, and a rule that did not run to its end has nothing there. */
#ifndef BST_OUTCOME_H
#define BST_OUTCOME_H

#include "pipeline.h"

/* Adds the rows, when all rules have run and no error stands. `base`: the folder of the program, from which places are named. */
void outcomes_add(struct compilation *c, struct str base);
/* The folder that all these files lie in or below; empty where they share none. */
struct str outcome_base(const struct str *paths, uint32_t count);

#endif
