/* Which edition of the language a program is of: `edition 2026`. What changes for programs between two releases hangs on it. */
#ifndef BST_EDITION_H
#define BST_EDITION_H

#include "diag/diag.h"
#include "syntax/ast.h"

/* "2026, 2027": every edition that this release reads, the oldest first. */
const char *edition_list(void);

/* That of the program whose files are [first, last) of the tree; the first one of all when none of them says any. 0 when one is said
 * that this release does not know or two differ, which is reported. */
uint32_t edition_of(const struct ast *ast, struct names *names, uint32_t first, uint32_t last, struct diags *diags);

#endif
