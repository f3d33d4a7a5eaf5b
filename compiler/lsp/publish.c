/* Diagnostics to the client: of every file of every program, open or not. */
#include "lsp/session.h"

#include <stdlib.h>
#include <string.h>

#include "lsp/edits.h"
#include "lsp/uri.h"

void show_message(struct session *session, int type, const char *text)
{
	json_t *params = made(json_object());
	json_put(params, "type", made(json_integer(type)));
	json_put(params, "message", json_words(text, strlen(text)));
	rpc_notify(&session->rpc, "window/showMessage", params);
}

/* The address under which the client knows the file. */
static char *address(const struct session *session, const char *path)
{
	const struct document *document = documents_find(&session->documents, path);
	return document != NULL ? lsp_copy(document->uri, strlen(document->uri)) : uri_of(path);
}

/* --- one diagnostic ---------------------------------------------------------------------------------- */

static json_t *place_range(struct program *program, const struct bst_place *place, struct text_cursor *cursor)
{
	struct bst_text text = bst_source(program->context, place->path);
	if (cursor->text.at != text.at || cursor->text.length != text.length)
		*cursor = (struct text_cursor){ .text = text, .encoding = program->session->client.encoding };
	return range_json(cursor, place->offset, (size_t)place->offset + place->length);
}

static void add_part(struct bytes *message, const char *before, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return;
	bytes_add(message, before, strlen(before));
	bytes_add(message, text, strlen(text));
}

static json_t *related(struct program *program, const struct bst_diagnostic *d)
{
	struct text_cursor cursor = { .text = { NULL, 0 } };
	json_t *all = made(json_array());
	for (size_t i = 0; i < d->other_count; i++) {
		const struct bst_place *other = &d->others[i];
		if (other->path == NULL || other->library)
			continue;                              /* no editor can open it */
		json_t *one = made(json_object()), *location = made(json_object());
		char *uri = address(program->session, other->path);
		json_put(location, "uri", json_words(uri, strlen(uri)));
		json_put(location, "range", place_range(program, other, &cursor));
		json_put(one, "location", location);
		json_put(one, "message", json_words(other->label, strlen(other->label)));
		json_push(all, one);
		free(uri);
	}
	return all;
}

/* The first place of the diagnostic in a file of the program; NULL when it has none. */
static const struct bst_place *place_of(const struct bst_diagnostic *d)
{
	if (d->place.path != NULL && !d->place.library)
		return &d->place;
	for (size_t i = 0; i < d->other_count; i++)
		if (d->others[i].path != NULL && !d->others[i].library)
			return &d->others[i];
	return NULL;
}

static json_t *diagnostic_json(struct program *program, const struct bst_diagnostic *d, json_t *range)
{
	json_t *one = made(json_object());
	struct bytes message = { 0 };
	bytes_add(&message, d->message, strlen(d->message));
	add_part(&message, "\nlikewise in: ", d->likewise);
	add_part(&message, "\nhelp: ", d->help);
	add_part(&message, "\nnote: ", d->note);
	json_put(one, "range", range);
	json_put(one, "severity", made(json_integer(d->severity == BST_ERROR ? 1 : d->severity == BST_WARNING ? 2 : 3)));
	json_put(one, "code", json_words(d->name, strlen(d->name)));
	json_put(one, "source", made(json_string("bastide")));
	json_t *others = related(program, d);
	if (program->session->client.related && json_array_size(others) > 0) {
		json_put(one, "relatedInformation", others);
	} else {
		for (size_t i = 0; i < json_array_size(others); i++)
			add_part(&message, "\n", json_string_value(json_object_get(json_array_get(others, i), "message")));
		json_decref(others);
	}
	json_put(one, "message", json_words(message.at, message.length));
	bytes_free(&message);
	return one;
}

json_t *diagnostics_json(struct program *program)
{
	json_t *found = made(json_object());
	struct text_cursor cursor = { .text = { NULL, 0 } };
	const char *first = program->paths.count > 0 ? program->paths.at[0] : program->root;
	for (size_t i = 0; i < program->diagnostic_count; i++) {
		const struct bst_diagnostic *d = program->diagnostics[i];
		const struct bst_place *place = place_of(d);
		struct text_cursor nowhere = { .text = { "", 0 } };
		const char *path = place != NULL ? place->path : first;
		json_t *range = place != NULL ? place_range(program, place, &cursor) : range_json(&nowhere, 0, 0);
		json_t *list = json_object_get(found, path);
		if (list == NULL) {
			list = made(json_array());
			json_put(found, path, list);
		}
		json_push(list, diagnostic_json(program, d, range));
	}
	return found;
}

/* --- all of them ------------------------------------------------------------------------------------- */

/* What any program found, by path; what two of them found alike, once. */
static json_t *everything(struct session *session)
{
	json_t *all = made(json_object());
	for (size_t i = 0; i < session->program_count; i++) {
		const char *path;
		json_t *list;
		json_object_foreach(session->programs[i]->found, path, list) {
			json_t *sum = json_object_get(all, path);
			if (sum == NULL) {
				json_put(all, path, made(json_copy(list)));
				continue;
			}
			for (size_t k = 0; k < json_array_size(list); k++) {
				bool seen = false;
				for (size_t m = 0; m < json_array_size(sum) && !seen; m++)
					seen = json_equal(json_array_get(sum, m), json_array_get(list, k));
				if (!seen)
					json_push(sum, json_incref(json_array_get(list, k)));
			}
		}
	}
	return all;
}

/* The message about one file, unless the client knows it: `list` NULL for none. */
static void publish_file(struct session *session, const char *path, json_t *list)
{
	const struct document *document = documents_find(&session->documents, path);
	const json_t *before = json_object_get(session->published, path);
	json_t *params = made(json_object());
	char *uri = address(session, path);
	json_put(params, "uri", json_words(uri, strlen(uri)));
	free(uri);
	if (document != NULL)
		json_put(params, "version", made(json_integer(document->version)));
	json_put(params, "diagnostics", list != NULL ? json_incref(list) : made(json_array()));
	bool silent = before == NULL && list == NULL && document == NULL;
	if (silent || (before != NULL && json_equal(before, params))) {
		json_decref(params);
		return;
	}
	if (list != NULL || document != NULL)
		json_put(session->published, path, made(json_copy(params)));
	else
		json_object_del(session->published, path);
	rpc_notify(&session->rpc, "textDocument/publishDiagnostics", params);
}

/* Texts that are open come last, so that whoever waits for theirs has all. */
void publish(struct session *session)
{
	json_t *all = everything(session), *known = made(json_copy(session->published)), *list;
	const char *path;
	json_object_foreach(all, path, list)
		if (documents_find(&session->documents, path) == NULL)
			publish_file(session, path, list);
	json_object_foreach(known, path, list)
		if (documents_find(&session->documents, path) == NULL && json_object_get(all, path) == NULL)
			publish_file(session, path, NULL);
	for (size_t i = 0; i < session->documents.count; i++)
		publish_file(session, session->documents.at[i]->path, json_object_get(all, session->documents.at[i]->path));
	json_decref(known);
	json_decref(all);
}
