/* Values of functions that were asked before with the same arguments. What a function is worth depends on the frozen facts and its
 * arguments alone, unless it writes output trees on the way: those are never kept. */
#ifndef BST_MEMO_H
#define BST_MEMO_H

#include "expr/eval.h"

#define MEMO_ARGUMENTS 3

/* A question: which function (1 is the first), asked in which way, with which arguments. */
struct memo_key { uint32_t function, count; uint64_t hash; struct val arguments[MEMO_ARGUMENTS]; };

/* Fills the key, but for the arguments themselves, which are there already: at most MEMO_ARGUMENTS of them. False when such a question is
 * not kept: one that lives in scratch. */
bool memo_key(const struct eval *e, uint32_t function, uint32_t count, struct memo_key *key);
/* The value that was given to this question, if it is still known. */
bool memo_find(const struct eval *e, const struct memo_key *key, struct val *value);
/* A copy that lasts as long as the facts; of a value that cannot last, VAL_TREE. */
struct val memo_lasting(struct eval *e, struct val v);
/* Keeps a value until it is forgotten, in the place of another one; yields it as it is kept. */
struct val memo_keep(struct eval *e, const struct memo_key *key, struct val value);

/* How far lists are kept by now. */
uint32_t memo_mark(const struct facts *facts);
/* When the lists that are kept since the mark have become many, they are given back, and all answers forgotten with them: without
 * this the first askers would take all the room, and whoever comes later would be answered anew each time. Nobody may hold a
 * value that was asked for since the mark. */
void memo_forget(struct facts *facts, uint32_t mark);

#endif
