/* The one canonical layout of source text; comments stay where they belong. */
#ifndef BST_FORMAT_H
#define BST_FORMAT_H

#include "base/buf.h"
#include "syntax/ast.h"

/* Appends the canonical text of ast->files.at[index] to `out`. Needs a file without syntax errors. */
void format_file(const struct ast *ast, const struct sources *sources, uint32_t index, struct buf *out);

#endif
