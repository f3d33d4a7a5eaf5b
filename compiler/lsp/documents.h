/* The texts that are open in the editor: they count, and what the disk holds under their paths does not. */
#ifndef BASTIDE_LSP_DOCUMENTS_H
#define BASTIDE_LSP_DOCUMENTS_H

#include "lsp/memory.h"
#include "lsp/text.h"

struct document {
	char *uri, *path;        /* as the editor writes it; as the compiler reads it */
	struct bytes text;
	json_int_t version;
};

struct documents { struct document **at; size_t count, cap; };

struct document *documents_find(const struct documents *documents, const char *path);
/* Opens, or opens anew. NULL when the address is none. */
struct document *documents_open(struct documents *documents, const char *uri, json_int_t version, const char *text, size_t length);
void documents_close(struct documents *documents, struct document *document);
void documents_free(struct documents *documents);

/* Applies the changes of a `didChange`, each to what the one before left. False when one of them cannot be
 * understood: nobody knows then what the editor shows. */
bool document_change(struct document *document, const json_t *changes, enum text_encoding encoding);
struct bst_text document_text(const struct document *document);

/* The members of a position of the protocol; false when it is none. */
bool position_read(const json_t *value, struct text_position *position);

#endif
