/* What follows from a program: addresses, routes, gateways, peerings, flows and grants, each row with the
 * statement it came from. Here facts are derived and never judged; rules do that, in the language. */
#ifndef BST_DERIVE_H
#define BST_DERIVE_H

#include "diag/diag.h"
#include "facts/facts.h"

/* Needs the rows that the model stated; gives the derived relations, complete. Facts are not frozen yet.
 * Reports what cannot be derived, and flows across a wall with one of their two keys. */
void estate_derive(struct facts *facts, struct diags *diags);

/* After facts_freeze: may `source` open a connection to `target` on `port` (absent: on any)? Both are things
 * (an instance, its declaration, a site, an environment) or the word internet. */
bool estate_reaches(struct facts *facts, struct val source, struct val target, struct val port);

#endif
