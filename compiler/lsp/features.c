/* The requests about a text: hover, definition, symbols, completion, formatting. */
#include "lsp/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lsp/edits.h"
#include "lsp/uri.h"

/* --- the text asked about ---------------------------------------------------------------------------- */

/* A file, the program that it is a part of as it is now, and its text; program NULL when it is in none. */
struct question {
	struct program *program;
	char *path;
	struct bst_text text;
	enum text_encoding encoding;
	size_t offset;
};

static void end(struct question *question)
{
	free(question->path);
}

/* False, with *failure, when the parameters name no file, or no position where one is needed. */
static bool begin(struct session *session, const json_t *params, bool positioned, struct question *question, struct failure *failure)
{
	const char *uri = json_string_value(json_object_get(json_object_get(params, "textDocument"), "uri"));
	struct text_position position = { 0, 0 };
	*question = (struct question){ .encoding = session->client.encoding };
	*failure = (struct failure){ RPC_INVALID_PARAMS, uri == NULL ? "textDocument.uri is missing" : "position is missing" };
	if (uri == NULL || (positioned && !position_read(json_object_get(params, "position"), &position)))
		return false;
	programs_check(session);
	question->path = uri_path(uri);
	question->program = question->path != NULL ? program_of(session, question->path) : NULL;
	if (question->program != NULL)
		question->text = bst_source(question->program->context, question->path);
	if (question->text.at == NULL)
		question->program = NULL;
	else
		question->offset = text_offset(question->text, position, question->encoding);
	return true;
}

static json_t *text_range(const struct question *question, struct bst_range range)
{
	struct text_cursor cursor = { .text = question->text, .encoding = question->encoding };
	return range_json(&cursor, range.offset, (size_t)range.offset + range.length);
}

static json_t *words(const char *text)
{
	return json_words(text, strlen(text));
}

/* --- hover ------------------------------------------------------------------------------------------- */

static void add(struct bytes *out, const char *before, const char *text, const char *after)
{
	if (text[0] == '\0')
		return;
	bytes_add(out, before, out->length > 0 || before[0] == '`' ? strlen(before) : 0);
	bytes_add(out, text, strlen(text));
	bytes_add(out, after, strlen(after));
}

static json_t *hover_text(const struct session *session, const struct bst_hover *hover)
{
	bool markdown = session->client.markdown;
	struct bytes text = { 0 };
	add(&text, markdown ? "```bastide\n" : "", hover->title, markdown ? "\n```\n" : "\n");
	add(&text, "\n", hover->doc, "\n");
	add(&text, markdown ? "\n```bastide\n" : "\n", hover->values, markdown ? "```\n" : "");
	add(&text, markdown ? "\n*declared in " : "\ndeclared in ", hover->source, markdown ? "*\n" : "\n");
	json_t *contents = made(json_object());
	json_put(contents, "kind", made(json_string(markdown ? "markdown" : "plaintext")));
	json_put(contents, "value", json_words(text.at, text.length));
	bytes_free(&text);
	return contents;
}

json_t *feature_hover(struct session *session, const json_t *params, struct failure *failure)
{
	struct question question;
	struct bst_hover hover = { { 0, 0 }, NULL, NULL, NULL, NULL };
	if (!begin(session, params, true, &question, failure))
		return NULL;
	if (question.program != NULL)
		bst_hover(question.program->context, question.path, (uint32_t)question.offset, &hover);
	json_t *result = json_null();
	if (hover.title != NULL) {
		result = made(json_object());
		json_put(result, "contents", hover_text(session, &hover));
		json_put(result, "range", text_range(&question, hover.range));
	}
	end(&question);
	return result;
}

/* --- definition -------------------------------------------------------------------------------------- */

json_t *feature_definition(struct session *session, const json_t *params, struct failure *failure)
{
	struct question question;
	struct bst_place place = { .path = NULL };
	if (!begin(session, params, true, &question, failure))
		return NULL;
	if (question.program != NULL)
		bst_definition(question.program->context, question.path, (uint32_t)question.offset, &place);
	json_t *result = json_null();
	if (place.path != NULL && !place.library) {
		const struct document *document = documents_find(&session->documents, place.path);
		struct text_cursor cursor = { .text = bst_source(question.program->context, place.path), .encoding = question.encoding };
		char *uri = document != NULL ? lsp_copy(document->uri, strlen(document->uri)) : uri_of(place.path);
		result = made(json_object());
		json_put(result, "uri", words(uri));
		json_put(result, "range", range_json(&cursor, place.offset, (size_t)place.offset + place.length));
		free(uri);
	}
	end(&question);
	return result;
}

/* --- symbols ----------------------------------------------------------------------------------------- */

/* SymbolKind of the protocol: 5 class, 12 function, 13 variable, 14 constant, 19 object, 3 namespace, 8 field, 23 struct, 24 event. */
static int symbol_kind(enum bst_symbol_kind kind)
{
	switch (kind) {
	case BST_SYMBOL_DECLARATION: return 19;
	case BST_SYMBOL_NESTED:      return 23;
	case BST_SYMBOL_GROUP:       return 8;
	case BST_SYMBOL_VALUE:       return 14;
	case BST_SYMBOL_KIND:        return 5;
	case BST_SYMBOL_RULE:        return 24;
	case BST_SYMBOL_FUNCTION:    return 12;
	case BST_SYMBOL_OUTPUT:      return 3;
	}
	return 13;
}

#define DEEPEST_SYMBOL 128

struct listing {
	const char *uri;                 /* for a flat list; NULL for a tree */
	struct text_cursor starts, ends[DEEPEST_SYMBOL];     /* each of them only goes forward */
	json_t *lists[DEEPEST_SYMBOL];   /* where symbols of each depth go */
	const char *names[DEEPEST_SYMBOL];
};

static json_t *symbol_range(struct listing *l, struct text_cursor *ends, struct bst_range range)
{
	json_t *object = made(json_object());
	json_put(object, "start", position_json(text_position(&l->starts, range.offset)));
	json_put(object, "end", position_json(text_position(ends, (size_t)range.offset + range.length)));
	return object;
}

static bool add_symbol(void *user, const struct bst_symbol *symbol)
{
	struct listing *l = user;
	json_t *one = made(json_object());
	if (symbol->depth + 1 >= DEEPEST_SYMBOL) {
		json_decref(one);
		return true;
	}
	json_put(one, "name", words(symbol->name));
	json_put(one, "kind", made(json_integer(symbol_kind(symbol->kind))));
	json_t *range = symbol_range(l, &l->ends[symbol->depth], symbol->range);
	l->names[symbol->depth] = symbol->name;
	if (l->uri != NULL) {
		json_t *location = made(json_object());
		json_put(location, "uri", words(l->uri));
		json_put(location, "range", range);
		json_put(one, "location", location);
		if (symbol->depth > 0)
			json_put(one, "containerName", words(l->names[symbol->depth - 1]));
		json_push(l->lists[0], one);
		return true;
	}
	json_put(one, "detail", words(symbol->detail));
	json_put(one, "range", range);
	json_put(one, "selectionRange", symbol_range(l, &l->starts, symbol->name_range));
	l->lists[symbol->depth + 1] = made(json_array());
	json_put(one, "children", l->lists[symbol->depth + 1]);
	json_push(l->lists[symbol->depth], one);
	return true;
}

json_t *feature_symbols(struct session *session, const json_t *params, struct failure *failure)
{
	struct question question;
	if (!begin(session, params, false, &question, failure))
		return NULL;
	struct listing listing = { .starts = { .text = question.text, .encoding = question.encoding },
		.uri = session->client.hierarchy ? NULL : json_string_value(json_object_get(json_object_get(params, "textDocument"), "uri")) };
	listing.lists[0] = made(json_array());
	for (unsigned depth = 0; depth < DEEPEST_SYMBOL; depth++)
		listing.ends[depth] = listing.starts;
	if (question.program != NULL)
		bst_symbols(question.program->context, question.path, add_symbol, &listing);
	end(&question);
	return listing.lists[0];
}

/* --- completion -------------------------------------------------------------------------------------- */

/* CompletionItemKind of the protocol. */
static int completion_kind(enum bst_completion_kind kind)
{
	switch (kind) {
	case BST_COMPLETE_KIND:     return 7;     /* class */
	case BST_COMPLETE_PROPERTY: return 10;
	case BST_COMPLETE_NAME:     return 18;    /* reference */
	case BST_COMPLETE_WORD:     return 14;    /* keyword */
	case BST_COMPLETE_VALUE:    return 21;    /* constant */
	}
	return 1;
}

struct completing { const struct question *question; json_t *items; json_t *range; };

static bool add_completion(void *user, const struct bst_completion *completion)
{
	struct completing *c = user;
	char order[16];
	json_t *item = made(json_object()), *edit = made(json_object());
	if (c->range == NULL)
		c->range = text_range(c->question, completion->begun);
	snprintf(order, sizeof order, "%05zu", json_array_size(c->items));
	json_put(item, "label", words(completion->text));
	json_put(item, "kind", made(json_integer(completion_kind(completion->kind))));
	json_put(item, "sortText", words(order));
	if (completion->detail[0] != '\0')
		json_put(item, "detail", words(completion->detail));
	if (completion->doc[0] != '\0')
		json_put(item, "documentation", words(completion->doc));
	json_put(edit, "range", json_incref(c->range));
	json_put(edit, "newText", words(completion->text));
	json_put(item, "textEdit", edit);
	json_push(c->items, item);
	return true;
}

json_t *feature_completion(struct session *session, const json_t *params, struct failure *failure)
{
	struct question question;
	if (!begin(session, params, true, &question, failure))
		return NULL;
	struct completing completing = { &question, made(json_array()), NULL };
	if (question.program != NULL)
		bst_complete(question.program->context, question.path, (uint32_t)question.offset, add_completion, &completing);
	json_decref(completing.range);
	json_t *result = made(json_object());
	json_put(result, "isIncomplete", json_false());
	json_put(result, "items", completing.items);
	end(&question);
	return result;
}

/* --- formatting -------------------------------------------------------------------------------------- */

json_t *feature_formatting(struct session *session, const json_t *params, struct failure *failure)
{
	const char *uri = json_string_value(json_object_get(json_object_get(params, "textDocument"), "uri"));
	char *path = uri != NULL ? uri_path(uri) : NULL;
	const struct document *document = path != NULL ? documents_find(&session->documents, path) : NULL;
	struct bst_text formatted;
	free(path);
	if (uri == NULL || document == NULL) {
		*failure = (struct failure){ uri == NULL ? RPC_INVALID_PARAMS : RPC_REQUEST_FAILED,
			uri == NULL ? "textDocument.uri is missing" : "the file is not open" };
		return NULL;
	}
	/* A text with a syntax error has no layout: it stays as it is, and its diagnostics say why. */
	if (bst_format(session->layout, document->path, document_text(document), &formatted) != BST_OK)
		return json_null();
	return edits_between(document_text(document), formatted, session->client.encoding);
}
