/* The edits that make the canonical layout of a text: as small as they can be, so that cursors and marks stay. */
#ifndef BASTIDE_LSP_EDITS_H
#define BASTIDE_LSP_EDITS_H

#include "lsp/memory.h"
#include "lsp/text.h"

/* An array of TextEdit, empty when both texts are the same. */
json_t *edits_between(struct bst_text before, struct bst_text after, enum text_encoding encoding);

json_t *position_json(struct text_position position);
json_t *range_json(struct text_cursor *cursor, size_t start, size_t end);

#endif
