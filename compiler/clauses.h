/* The specification, linked in: what its clauses say of a name, and the programs that it shows. Texts are slices of the constants of
 * library.h, or stand in the arena. */
#ifndef BST_CLAUSES_H
#define BST_CLAUSES_H

#include "base/buf.h"

/* Appends the clauses that name `name` in code, as `name` or at the beginning of a form: the clause numbered `first` ("" for none)
 * before those that begin with it, before all others. The first three at length, of the rest their numbers. False: there are none. */
bool clauses_append(struct buf *out, struct arena *arena, struct str name, struct str first);
/* The program that the specification shows as refused with that diagnostic; {"", 0} when it shows none. */
struct str clauses_refused(struct str diagnostic);
/* A program that it shows as right and in which `name` is a word: the first that begins a statement with it, else the first of all, else
 * the first part of a program; {"", 0} when there is none. */
struct str clauses_accepted(struct str name);
/* Whether `word` stands in the text with no character of a word around it. */
bool text_has_word(struct str text, struct str word);

#endif
