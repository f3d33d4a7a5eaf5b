/* A fault costs a statement or a declaration. That it is missing is no second fault. */
#ifndef BST_ECHO_H
#define BST_ECHO_H

#include "diag/diag.h"
#include "syntax/ast.h"

/* Takes away what was reported only because something was lost: values missing in a declaration that lost a
 * statement, and names that nobody declares when a declaration was lost. Before diags_sort. */
void drop_echoes(const struct ast *ast, struct diags *diags);

#endif
