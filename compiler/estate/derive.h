/* What follows from a program: addresses, routes, gateways, peerings, flows and grants, each row with the
 * statement it came from. Here facts are derived and never judged; rules do that, in the language. */
#ifndef BST_DERIVE_H
#define BST_DERIVE_H

#include "diag/diag.h"
#include "facts/facts.h"

/* Needs the rows that the model stated; gives the derived relations, complete. Facts are not frozen yet.
 * Reports what cannot be derived, and flows across a wall with one of their two keys. */
void estate_derive(struct facts *facts, struct diags *diags);

#endif
