/* Reach: whether one thing may open a connection to another, by the flows. One answer for asserts and for the
 * function reaches(A, B, PORT). The library's functions say, where there are such, which places are as good as the internet
 * (`stands-for-internet`), which are a part of it (`part-of-internet`), and where an admin path ends (`is-host`). */
#ifndef BST_REACH_H
#define BST_REACH_H

#include "expr/eval.h"
#include "expr/function.h"

/* A thing (an instance; a declaration: all its instances; an environment: everything in it) or a word such as
 * internet; only where it stands in the environment of that name, unless that is NO_NAME. */
struct reach_end { struct val thing; name place; };

/* Told of each flow from one to the other, on a port that holds the given one or lies in it (absent: any); an admin path leads to
 * every host of its environment. False from `visit` stops. */
typedef bool reach_visit(void *user, object_ref flow);
void reach_each(struct eval *e, const struct reach_end *from, const struct reach_end *to, struct val port, reach_visit *visit, void *user);

/* The first of them; 0 when there is none. */
object_ref reach_flow(struct eval *e, const struct reach_end *from, const struct reach_end *to, struct val port);

/* Whether one thing calls the internet on a port on which the other lets in the internet: the two flows. What the library's function
 * `part-of-internet` says is there itself needs no flow on its side (0). Of things alone: whoever stands in an environment is
 * another matter. */
bool reach_by_internet(struct eval *e, const struct reach_end *from, const struct reach_end *to, struct val port, object_ref *out, object_ref *in);

/* reaches(source, target, port); covers-internet(blocks) */
function_run run_reaches, run_covers_internet;

#endif
