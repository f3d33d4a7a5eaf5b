/* Reach: whether one thing may open a connection to another, by the flows. One answer for asserts and for the
 * function reaches(A, B, PORT). The library's function `stands-for-internet`, if there is one, says which places are
 * as good as the internet. */
#ifndef BST_REACH_H
#define BST_REACH_H

#include "expr/eval.h"
#include "expr/function.h"

/* A thing (an instance; a declaration: all its instances; an environment: everything in it) or a word such as
 * internet; only where it stands in the environment of that name, unless that is NO_NAME. */
struct reach_end { struct val thing; name place; };

/* The first flow from one to the other, on a port that holds the given one or lies in it (absent: any); 0 when there is none. */
object_ref reach_flow(struct eval *e, const struct reach_end *from, const struct reach_end *to, struct val port);

/* Whether one thing calls the internet on a port on which the other lets in the internet: the two flows. Of things alone: whoever
 * stands in an environment is another matter. */
bool reach_by_internet(struct eval *e, const struct reach_end *from, const struct reach_end *to, struct val port, object_ref *out, object_ref *in);

/* reaches(source, target, port); covers-internet(blocks) */
function_run run_reaches, run_covers_internet;

#endif
