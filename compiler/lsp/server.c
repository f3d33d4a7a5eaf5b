/* The session: its life cycle, the queue of messages read ahead, and the table of methods. */
#define _DEFAULT_SOURCE
#include "lsp/server.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lsp/session.h"
#include "lsp/uri.h"

#define MOST_QUEUED 1000u                /* messages read ahead; more wait in the pipe */
#define MOST_QUEUED_BYTES (64u << 20)
#define QUICK_CHECK 20                   /* milliseconds: a check that takes no longer is made as soon as nothing waits to be read */
#define LONGEST_QUIET 200                /* else it waits for the next change as long as the last one took, at most so long */
#define LONGEST_WAIT 500                 /* and however many changes come, it is made after so many */
#define CLIENT_CHECK 500                 /* how often it is looked whether the client still runs */

static long long now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000ll + time.tv_nsec / 1000000;
}

/* Something changed: what it means is looked at when nothing more comes. What was sent together is checked together. */
static void changed(struct session *session, bool files)
{
	long long time = now(), last = session->last_run;
	long long quiet = last <= QUICK_CHECK ? 0 : last < LONGEST_QUIET ? last : LONGEST_QUIET;
	programs_stale(session, files);
	if (session->due == 0)
		session->stale_since = time;
	session->due = time + quiet < session->stale_since + LONGEST_WAIT ? time + quiet : session->stale_since + LONGEST_WAIT;
	session->due += session->due == 0;
}

static void check_now(struct session *session)
{
	long long start = now();
	session->due = 0;
	programs_check(session);
	session->last_run = now() - start;
}

/* --- initialize -------------------------------------------------------------------------------------- */

/* client.a.b.c of the parameters. */
static const json_t *member(const json_t *object, const char *const *path)
{
	for (; *path != NULL; path++)
		object = json_object_get(object, *path);
	return object;
}
#define MEMBER(object, ...) member(object, (const char *const []){ __VA_ARGS__, NULL })

static enum text_encoding choose_encoding(const json_t *capabilities)
{
	const json_t *offered = MEMBER(capabilities, "general", "positionEncodings"), *one;
	bool utf8 = false, utf32 = false;
	size_t i;
	json_array_foreach(offered, i, one) {
		const char *name = json_string_value(one);
		utf8 |= name != NULL && strcmp(name, "utf-8") == 0;
		utf32 |= name != NULL && strcmp(name, "utf-32") == 0;
	}
	return utf8 ? TEXT_UTF8 : utf32 ? TEXT_UTF32 : TEXT_UTF16;
}

static bool has_word(const json_t *list, const char *word)
{
	size_t i;
	const json_t *one;
	json_array_foreach(list, i, one)
		if (json_is_string(one) && strcmp(json_string_value(one), word) == 0)
			return true;
	return false;
}

/* The program of an editor's folder: the folder, or the one inside of it that the settings name. */
static char *program_root(const struct session *session, const char *uri)
{
	char *path = uri_path(uri);
	struct bytes inner = { 0 };
	if (path == NULL || path[0] != '/') {
		free(path);
		return NULL;
	}
	if (session->within == NULL)
		return path;
	bytes_add(&inner, path, strlen(path));
	bytes_add(&inner, "/", 1);
	bytes_add(&inner, session->within, strlen(session->within));
	char *address = uri_of(inner.at), *root = uri_path(address);
	free(address);
	free(path);
	bytes_free(&inner);
	return root;
}

static void change_folder(struct session *session, const json_t *uri, bool add)
{
	char *root = json_is_string(uri) ? program_root(session, json_string_value(uri)) : NULL;
	struct program *there = root != NULL ? program_at(session, root, true) : NULL;
	if (root != NULL && add && there == NULL)
		program_add(session, root, true);
	if (there != NULL && !add)
		program_remove(session, there);
	free(root);
}

static void open_folders(struct session *session, const json_t *params)
{
	const json_t *folders = json_object_get(params, "workspaceFolders"), *root = json_object_get(params, "rootUri"), *one;
	const char *within = json_string_value(MEMBER(params, "initializationOptions", "program"));
	size_t i;
	if (within != NULL && within[0] != '\0' && within[0] != '/')
		session->within = lsp_copy(within, strlen(within));
	json_array_foreach(folders, i, one)
		change_folder(session, json_object_get(one, "uri"), true);
	if (json_array_size(folders) > 0)
		return;
	const char *path = json_string_value(json_object_get(params, "rootPath"));
	if (json_is_string(root)) {
		change_folder(session, root, true);
	} else if (path != NULL && path[0] == '/') {
		char *uri = uri_of(path);
		json_t *text = json_words(uri, strlen(uri));
		change_folder(session, text, true);
		json_decref(text);
		free(uri);
	}
}

static json_t *capabilities(const struct session *session)
{
	static const char *const encodings[] = { [TEXT_UTF8] = "utf-8", [TEXT_UTF16] = "utf-16", [TEXT_UTF32] = "utf-32" };
	return made(json_pack("{s:{s:s, s:{s:b, s:i, s:{s:b}}, s:b, s:b, s:b, s:b, s:{s:b}, s:{s:{s:b, s:b}}}, s:{s:s, s:s}}",
		"capabilities",
			"positionEncoding", encodings[session->client.encoding],
			"textDocumentSync", "openClose", 1, "change", 2, "save", "includeText", 0,
			"hoverProvider", 1, "definitionProvider", 1, "documentSymbolProvider", 1, "documentFormattingProvider", 1,
			"completionProvider", "resolveProvider", 0,
			"workspace", "workspaceFolders", "supported", 1, "changeNotifications", 1,
		"serverInfo", "name", "bastide", "version", bst_version()));
}

static json_t *initialize(struct session *session, const json_t *params, struct failure *failure)
{
	if (session->state != STATE_NEW) {
		*failure = (struct failure){ RPC_INVALID_REQUEST, "initialize was said before" };
		return NULL;
	}
	if (!json_is_object(params)) {
		*failure = (struct failure){ RPC_INVALID_PARAMS, "initialize has an object as parameters" };
		return NULL;
	}
	const json_t *can = json_object_get(params, "capabilities"), *process = json_object_get(params, "processId");
	struct client *client = &session->client;
	client->encoding = choose_encoding(can);
	client->markdown = has_word(MEMBER(can, "textDocument", "hover", "contentFormat"), "markdown");
	client->hierarchy = json_is_true(MEMBER(can, "textDocument", "documentSymbol", "hierarchicalDocumentSymbolSupport"));
	client->related = json_is_true(MEMBER(can, "textDocument", "publishDiagnostics", "relatedInformation"));
	client->watches = json_is_true(MEMBER(can, "workspace", "didChangeWatchedFiles", "dynamicRegistration"));
	if (json_is_integer(process) && json_integer_value(process) > 0)
		client->process = (long)json_integer_value(process);
	session->state = STATE_RUNNING;
	open_folders(session, params);
	return capabilities(session);
}

static void initialized(struct session *session, const json_t *params)
{
	(void)params;
	if (session->client.watches) {
		json_t *message = made(json_pack("{s:s, s:s, s:{s:[{s:s, s:s, s:{s:[{s:s}, {s:s}]}}]}}", "id", "bastide/watch",
			"method", "client/registerCapability", "params", "registrations", "id", "files", "method", "workspace/didChangeWatchedFiles",
			"registerOptions", "watchers", "globPattern", "**/*.bastide", "globPattern", "**/*.inputs"));
		rpc_send(&session->rpc, message);
	}
	changed(session, true);
}

static json_t *shutdown_session(struct session *session, const json_t *params, struct failure *failure)
{
	(void)params, (void)failure;
	session->state = STATE_SHUT;
	return json_null();
}

/* --- texts and files --------------------------------------------------------------------------------- */

static struct document *document_of(const struct session *session, const json_t *params)
{
	const char *uri = json_string_value(MEMBER(params, "textDocument", "uri"));
	char *path = uri != NULL ? uri_path(uri) : NULL;
	struct document *document = path != NULL ? documents_find(&session->documents, path) : NULL;
	free(path);
	return document;
}

static void did_open(struct session *session, const json_t *params)
{
	const json_t *document = json_object_get(params, "textDocument"), *text = json_object_get(document, "text");
	const char *uri = json_string_value(json_object_get(document, "uri"));
	if (uri != NULL && json_is_string(text))
		documents_open(&session->documents, uri, json_integer_value(json_object_get(document, "version")), json_string_value(text),
			json_string_length(text));
	changed(session, true);
}

static void did_change(struct session *session, const json_t *params)
{
	struct document *document = document_of(session, params);
	const json_t *version = MEMBER(params, "textDocument", "version");
	if (document == NULL)
		return;                                    /* some editors send changes of what they never opened */
	if (!document_change(document, json_object_get(params, "contentChanges"), session->client.encoding)) {
		/* Better the text on the disk than one that nobody sees. */
		show_message(session, 2, "a change could not be understood; close the file and open it again");
		documents_close(&session->documents, document);
	} else if (json_is_integer(version)) {
		document->version = json_integer_value(version);
	}
	changed(session, false);
}

static void did_close(struct session *session, const json_t *params)
{
	struct document *document = document_of(session, params);
	if (document != NULL)
		documents_close(&session->documents, document);
	changed(session, true);
}

static void files_changed(struct session *session, const json_t *params)
{
	(void)params;
	changed(session, true);
}

static void folders_changed(struct session *session, const json_t *params)
{
	const json_t *one;
	size_t i;
	json_array_foreach(MEMBER(params, "event", "removed"), i, one)
		change_folder(session, json_object_get(one, "uri"), false);
	json_array_foreach(MEMBER(params, "event", "added"), i, one)
		change_folder(session, json_object_get(one, "uri"), true);
	changed(session, true);
}

/* --- messages ---------------------------------------------------------------------------------------- */

static const struct {
	const char *method;
	json_t *(*request)(struct session *session, const json_t *params, struct failure *failure);
	void (*notification)(struct session *session, const json_t *params);
} methods[] = {
	/* method, when it is a request, when it is a notification */
	{ "initialize",                          initialize,          NULL },
	{ "shutdown",                            shutdown_session,    NULL },
	{ "textDocument/completion",             feature_completion,  NULL },
	{ "textDocument/definition",             feature_definition,  NULL },
	{ "textDocument/documentSymbol",         feature_symbols,     NULL },
	{ "textDocument/formatting",             feature_formatting,  NULL },
	{ "textDocument/hover",                  feature_hover,       NULL },
	{ "initialized",                         NULL,                initialized },
	{ "textDocument/didChange",              NULL,                did_change },
	{ "textDocument/didClose",               NULL,                did_close },
	{ "textDocument/didOpen",                NULL,                did_open },
	{ "textDocument/didSave",                NULL,                files_changed },
	{ "workspace/didChangeWatchedFiles",     NULL,                files_changed },
	{ "workspace/didChangeWorkspaceFolders", NULL,                folders_changed },
};
#define METHOD_COUNT (sizeof methods / sizeof methods[0])

static void handle_request(struct session *session, const char *method, const json_t *id, const json_t *params)
{
	struct failure failure = { RPC_METHOD_NOT_FOUND, "there is no such method" };
	json_t *result = NULL;
	if (session->state == STATE_SHUT) {
		failure = (struct failure){ RPC_INVALID_REQUEST, "shutdown was said: only exit can follow" };
	} else if (session->state == STATE_NEW && strcmp(method, "initialize") != 0) {
		failure = (struct failure){ RPC_NOT_INITIALIZED, "initialize comes first" };
	} else {
		for (size_t i = 0; i < METHOD_COUNT; i++)
			if (methods[i].request != NULL && strcmp(methods[i].method, method) == 0)
				result = methods[i].request(session, params, &failure);
	}
	if (result != NULL)
		rpc_reply(&session->rpc, id, result);
	else
		rpc_refuse(&session->rpc, id, failure.error, failure.why);
}

static void handle_notification(struct session *session, const char *method, const json_t *params)
{
	if (strcmp(method, "exit") == 0) {
		session->state = session->state == STATE_SHUT ? STATE_EXITED : STATE_NEW;
		session->rpc.lost = true;
	}
	for (size_t i = 0; i < METHOD_COUNT && session->state == STATE_RUNNING; i++)
		if (methods[i].notification != NULL && strcmp(methods[i].method, method) == 0)
			methods[i].notification(session, params);
}

static bool is_id(const json_t *id)
{
	return json_is_integer(id) || json_is_string(id);
}

static void handle(struct session *session, const json_t *message)
{
	const json_t *id = json_object_get(message, "id"), *method = json_object_get(message, "method");
	const json_t *params = json_object_get(message, "params");
	const char *version = json_string_value(json_object_get(message, "jsonrpc"));
	bool answer = method == NULL && (json_object_get(message, "result") != NULL || json_object_get(message, "error") != NULL);
	if (answer)
		return;                                    /* to a request of ours, all of which need none */
	if (!json_is_string(method) || version == NULL || strcmp(version, "2.0") != 0 || (id != NULL && !is_id(id)))
		rpc_refuse(&session->rpc, is_id(id) ? id : NULL, RPC_INVALID_REQUEST, "this is no message of JSON-RPC 2.0");
	else if (params != NULL && !json_is_object(params) && !json_is_array(params) && !json_is_null(params) && id != NULL)
		rpc_refuse(&session->rpc, id, RPC_INVALID_PARAMS, "parameters are an object");
	else if (id != NULL)
		handle_request(session, json_string_value(method), id, params);
	else
		handle_notification(session, json_string_value(method), params);
}

/* --- the queue --------------------------------------------------------------------------------------- */

static void take_out(struct session *session, size_t index)
{
	session->queued_bytes -= session->queue[index].size;
	json_decref(session->queue[index].json);
	memmove(&session->queue[index], &session->queue[index + 1], (session->queued - index - 1) * sizeof *session->queue);
	session->queued--;
}

/* A request that waits is answered at once; one that was answered already is not answered again. */
static void cancel(struct session *session, const json_t *id)
{
	for (size_t i = 0; i < session->queued; i++) {
		const json_t *other = json_object_get(session->queue[i].json, "id");
		const char *method = json_string_value(json_object_get(session->queue[i].json, "method"));
		if (is_id(id) && method != NULL && strncmp(method, "textDocument/", 13) == 0 && json_equal(id, other)
		    && session->state == STATE_RUNNING) {
			rpc_refuse(&session->rpc, other, RPC_REQUEST_CANCELLED, "cancelled");
			take_out(session, i);
			return;
		}
	}
}

static void put_in(struct session *session, json_t *message, size_t size)
{
	const char *method = json_string_value(json_object_get(message, "method"));
	if (method != NULL && strcmp(method, "$/cancelRequest") == 0 && json_object_get(message, "id") == NULL) {
		cancel(session, MEMBER(message, "params", "id"));
		json_decref(message);
		return;
	}
	if (session->queued == session->queue_cap) {
		session->queue_cap = 2 * session->queue_cap + 64;
		session->queue = lsp_memory(session->queue, session->queue_cap * sizeof *session->queue);
	}
	session->queue[session->queued++] = (struct message){ message, size };
	session->queued_bytes += size;
}

/* Takes in what has come, waiting for it as long as said. */
static void take_in(struct session *session, int milliseconds)
{
	size_t size;
	json_t *message;
	while (session->queued < MOST_QUEUED && session->queued_bytes < MOST_QUEUED_BYTES && rpc_read(&session->rpc, milliseconds)) {
		milliseconds = 0;
		while ((message = rpc_next(&session->rpc, &size)) != NULL)
			put_in(session, message, size);
	}
}

/* --- the loop ---------------------------------------------------------------------------------------- */

static bool client_is_gone(const struct session *session)
{
	return session->client.process > 0 && kill((pid_t)session->client.process, 0) != 0 && errno == ESRCH;
}

static int patience(const struct session *session)
{
	if (session->queued > 0)
		return 0;
	if (session->due == 0)
		return session->client.process > 0 ? CLIENT_CHECK : -1;
	long long left = session->due - now();
	return left < 0 ? 0 : (int)left;
}

static void loop(struct session *session)
{
	while (!session->rpc.deaf) {
		take_in(session, patience(session));
		if (session->queued > 0) {
			json_t *message = json_incref(session->queue[0].json);
			take_out(session, 0);
			handle(session, message);
			json_decref(message);
			if (session->rpc.lost && session->queued == 0)
				return;
			if (session->state == STATE_EXITED)
				return;
		} else if (session->rpc.ended || session->rpc.lost || client_is_gone(session)) {
			return;
		} else if (session->due != 0 && now() >= session->due) {
			check_now(session);
		}
	}
}

int lsp_serve(const struct lsp_host *host, int in, int out, long client)
{
	struct session session = { .host = host, .rpc = { .in = in, .out = out }, .client = { .process = client } };
	struct bst_host nothing = { .user = NULL };
	session.published = made(json_object());
	session.layout = bst_new(&nothing);
	if (session.layout == NULL)
		made(NULL);
	loop(&session);
	bool right = session.state == STATE_EXITED || session.state == STATE_SHUT;
	while (session.program_count > 0)
		program_remove(&session, session.programs[0]);
	while (session.queued > 0)
		take_out(&session, 0);
	documents_free(&session.documents);
	bst_free(session.layout);
	json_decref(session.published);
	bytes_free(&session.rpc.input);
	free(session.queue);
	free(session.programs);
	free(session.within);
	return right ? 0 : 1;
}
