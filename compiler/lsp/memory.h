/* Memory that is there or the end of the server, growable bytes, and JSON that is always made. */
#ifndef BASTIDE_LSP_MEMORY_H
#define BASTIDE_LSP_MEMORY_H

#include <jansson.h>
#include <stddef.h>

struct bytes { char *at; size_t length, cap; };

/* As realloc; the server ends with status 2 when there is none. */
void *lsp_memory(void *old, size_t size);
char *lsp_copy(const char *text, size_t length);      /* a NUL behind it */
void bytes_add(struct bytes *bytes, const char *at, size_t length);
void bytes_free(struct bytes *bytes);
/* Takes bytes away at `from`. */
void bytes_cut(struct bytes *bytes, size_t from, size_t length);

/* The value itself, or the end of the server when memory failed to make it. */
json_t *made(json_t *value);
/* A string of any bytes: what is not UTF-8 becomes U+FFFD. */
json_t *json_words(const char *text, size_t length);
void json_put(json_t *object, const char *key, json_t *value);     /* takes `value` over */
void json_push(json_t *array, json_t *value);

#endif
