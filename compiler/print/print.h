/* A neutral tree to bytes. The same tree always gives the same bytes. */
#ifndef BST_PRINT_H
#define BST_PRINT_H

#include "base/buf.h"
#include "emit/plan.h"

/* `root` is a map whose children are the top-level entries. Appends to `out`, ends with a newline. */
void print_hcl(struct buf *out, const struct tree *root);    /* as `terraform fmt` lays it out */
void print_yaml(struct buf *out, const struct tree *root);
void print_json(struct buf *out, const struct tree *root);
void print_text(struct buf *out, const struct tree *root);
void print_tree(struct buf *out, enum format format, const struct tree *root);
const char *format_comment(enum format format);              /* "# " … or NULL where the format has none */

#endif
