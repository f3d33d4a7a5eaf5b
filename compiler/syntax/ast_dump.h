/* The tree of a file as indented text, for `bastide dump --stage ast` and tests; without places. */
#ifndef BST_AST_DUMP_H
#define BST_AST_DUMP_H

#include "syntax/ast.h"

void ast_dump(struct buf *out, const struct ast *ast, const struct sources *sources, uint32_t index);

#endif
