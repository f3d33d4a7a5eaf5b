/* One source text in, its tree and its diagnostics out. */
#ifndef BST_PARSE_H
#define BST_PARSE_H

#include "diag/diag.h"
#include "syntax/ast.h"

/* Parses file number `file` of `sources` and appends its items to `ast`; the index in ast->files. Reports
 * every fault it finds; healthy declarations around a fault are kept, the broken one is dropped or has
 * NODE_BROKEN. Bounded by base/limits.h. */
uint32_t parse_file(struct ast *ast, const struct sources *sources, uint32_t file, struct diags *diags);

#endif
