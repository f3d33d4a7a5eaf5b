#include "lsp/documents.h"

#include <stdlib.h>
#include <string.h>

#include "lsp/uri.h"

#define LARGEST_TEXT (64u << 20)     /* past what the compiler reads; what is larger is not kept */

struct document *documents_find(const struct documents *documents, const char *path)
{
	for (size_t i = 0; i < documents->count; i++)
		if (strcmp(documents->at[i]->path, path) == 0)
			return documents->at[i];
	return NULL;
}

static void free_document(struct document *document)
{
	free(document->uri);
	free(document->path);
	bytes_free(&document->text);
	free(document);
}

struct document *documents_open(struct documents *documents, const char *uri, json_int_t version, const char *text, size_t length)
{
	char *path = uri_path(uri);
	if (path == NULL)
		return NULL;
	struct document *document = documents_find(documents, path);
	if (document == NULL) {
		if (documents->count == documents->cap) {
			documents->cap = 2 * documents->cap + 16;
			documents->at = lsp_memory(documents->at, documents->cap * sizeof *documents->at);
		}
		document = documents->at[documents->count++] = lsp_memory(NULL, sizeof *document);
		*document = (struct document){ .path = lsp_copy(path, strlen(path)) };
	}
	free(path);
	free(document->uri);
	document->uri = lsp_copy(uri, strlen(uri));
	document->version = version;
	document->text.length = 0;
	bytes_add(&document->text, text, length);
	return document;
}

void documents_close(struct documents *documents, struct document *document)
{
	for (size_t i = 0; i < documents->count; i++)
		if (documents->at[i] == document) {
			documents->at[i] = documents->at[--documents->count];
			free_document(document);
			return;
		}
}

void documents_free(struct documents *documents)
{
	for (size_t i = 0; i < documents->count; i++)
		free_document(documents->at[i]);
	free(documents->at);
}

struct bst_text document_text(const struct document *document)
{
	return (struct bst_text){ document->text.at, document->text.length };
}

static bool count_read(const json_t *value, uint32_t *count)
{
	json_int_t n = json_integer_value(value);
	*count = n > INT32_MAX ? INT32_MAX : (uint32_t)(n < 0 ? 0 : n);
	return json_is_integer(value) && n >= 0;
}

bool position_read(const json_t *value, struct text_position *position)
{
	return count_read(json_object_get(value, "line"), &position->line)
		&& count_read(json_object_get(value, "character"), &position->character);
}

static bool change(struct document *document, const json_t *change, enum text_encoding encoding)
{
	const json_t *range = json_object_get(change, "range"), *text = json_object_get(change, "text");
	struct text_position start, end;
	if (!json_is_string(text))
		return false;
	size_t from = 0, to = document->text.length, length = json_string_length(text);
	if (range != NULL && !json_is_null(range)) {
		if (!position_read(json_object_get(range, "start"), &start) || !position_read(json_object_get(range, "end"), &end))
			return false;
		from = text_offset(document_text(document), start, encoding);
		to = text_offset(document_text(document), end, encoding);
	}
	if (from > to) {
		size_t swap = from;
		from = to;
		to = swap;
	}
	if (document->text.length - (to - from) + length > LARGEST_TEXT)
		return false;
	struct bytes changed = { 0 };
	bytes_add(&changed, document->text.at, from);
	bytes_add(&changed, json_string_value(text), length);
	bytes_add(&changed, document->text.at + to, document->text.length - to);
	bytes_free(&document->text);
	document->text = changed;
	return true;
}

bool document_change(struct document *document, const json_t *changes, enum text_encoding encoding)
{
	size_t i;
	const json_t *one;
	json_array_foreach(changes, i, one)
		if (!change(document, one, encoding))
			return false;
	return json_is_array(changes);
}
