/* Questions of a program: whether one thing may open a connection to another, by which way or past which wall; whether a role may do
 * something in a cluster. The specification says what the words mean (10.7).
 *
 * A question is about the last run of a context, which must have ended without an error: bst_check with `rules_only` among the
 * options is enough. Texts and places of an answer stay valid until `visit` returns. No question calls the host but for memory;
 * BST_OUT_OF_MEMORY leaves the run as it is. BST_WRONG_USE: bst_complaint says what is wrong with the question, or that there was no
 * such run. False from `visit` stops with BST_STOPPED.
 */
#ifndef BASTIDE_CAN_H
#define BASTIDE_CAN_H

#include "bastide.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A step of a way, in the order of a packet; or, when there is none, a wall, the first one that it meets first. */
struct bst_step {
	const char *what;                /* of a way: from, out, route, gateway, internet, link, in, host, balancer, to, back, grant;
	                                    of a wall: source-group, route, link, target-group, port, grant */
	const char *text;                /* in words */
	struct bst_place place;          /* the statement that it comes from; path NULL: it is always so */
	const char *say;                 /* of a wall: the statement that opens it; "" when none does */
	const char *in;                  /* where that statement belongs: "service shop" */
};

struct bst_answer {
	bool yes;
	const char *source;              /* "shop"; of a right the role */
	const char *source_environment;  /* "" for who stands in none */
	const char *target;              /* "orders"; of a right its verb and resource */
	const char *target_environment;
	const char *port;                /* "5432/tcp"; "" when none was asked for and none is needed */
	const char *via;                 /* of a way: direct, load-balancer, gateway, admin-path or internet, before it the link that is
	                                    crossed; of a right its level; "" else */
	const struct bst_step *steps;
	size_t step_count;
};

/* Asks one question, given as words: `A [in E] B [in E] [: PORT]`, where `E/A` is `A in E`; or `ROLE VERB [RESOURCE] in E`. The port may
 * stand at the end of the last word, behind a colon. Visits one answer for each pair of places that the names mean. */
enum bst_result bst_can(struct bst_context *context, const char *const *words, size_t word_count,
	bool (*visit)(void *user, const struct bst_answer *answer), void *user);

/* Visits every source with every target and every port on which it listens, in the order of their names. A row without a way has
 * its first wall as its only step. */
enum bst_result bst_can_all(struct bst_context *context, bool (*visit)(void *user, const struct bst_answer *answer), void *user);

#ifdef __cplusplus
}
#endif

#endif
