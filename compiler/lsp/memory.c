#include "lsp/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lsp/text.h"

void *lsp_memory(void *old, size_t size)
{
	void *new = realloc(old, size > 0 ? size : 1);
	if (new == NULL) {
		fputs("bastide: out of memory\n", stderr);
		_exit(2);
	}
	return new;
}

char *lsp_copy(const char *text, size_t length)
{
	char *copy = lsp_memory(NULL, length + 1);
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

void bytes_add(struct bytes *bytes, const char *at, size_t length)
{
	if (bytes->cap - bytes->length <= length) {
		bytes->cap = 2 * bytes->cap + length + 256;
		bytes->at = lsp_memory(bytes->at, bytes->cap);
	}
	if (length > 0)
		memcpy(bytes->at + bytes->length, at, length);
	bytes->length += length;
	bytes->at[bytes->length] = '\0';
}

void bytes_free(struct bytes *bytes)
{
	free(bytes->at);
	*bytes = (struct bytes){ 0 };
}

void bytes_cut(struct bytes *bytes, size_t from, size_t length)
{
	memmove(bytes->at + from, bytes->at + from + length, bytes->length - from - length);
	bytes->length -= length;
}

json_t *made(json_t *value)
{
	if (value == NULL)
		lsp_memory(NULL, (size_t)-1 >> 1);
	return value;
}

json_t *json_words(const char *text, size_t length)
{
	json_t *string = json_stringn(text, length);
	struct bytes clean = { 0 };
	if (string != NULL)
		return string;
	for (size_t i = 0; i < length; ) {
		unsigned n = text_character(text + i, length - i);
		bytes_add(&clean, n > 0 ? text + i : "\xEF\xBF\xBD", n > 0 ? n : 3);
		i += n > 0 ? n : 1;
	}
	string = made(json_stringn(clean.at, clean.length));
	bytes_free(&clean);
	return string;
}

void json_put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		made(NULL);
}

void json_push(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		made(NULL);
}
