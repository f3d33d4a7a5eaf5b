/* Programs: which files make one, and running the compiler over them. Open texts stand before those of the disk. */
#include "lsp/session.h"

#include <stdlib.h>
#include <string.h>

#include "lsp/uri.h"

#define MOST_MEMORY (1ull << 30)     /* of one run: an editor is not to take the machine down */

/* --- the host of the compiler ------------------------------------------------------------------------ */

static enum bst_read read_file(void *user, const char *path, struct bst_text *text, const char **why)
{
	struct program *program = user;
	const struct document *document = documents_find(&program->session->documents, path);
	json_put(program->read, path, json_true());
	if (document == NULL && path[0] != '/')
		return BST_MISSING;
	if (document == NULL)
		return program->session->host->read_file(program->session->host->user, path, text, why);
	*text = document_text(document);
	return BST_READ;
}

static enum bst_read resolve(void *user, const char *from, const char *import,
	bool (*add)(void *list, const char *path), void *list, const char **why)
{
	struct program *program = user;
	const struct lsp_host *host = program->session->host;
	return from[0] == '/' ? host->resolve(host->user, from, import, add, list, why) : BST_MISSING;
}

/* They stay as they are until the next call, so that they are only remembered here. */
static void take_diagnostic(void *user, const struct bst_diagnostic *diagnostic)
{
	struct program *program = user;
	if (program->diagnostic_count == program->diagnostic_cap) {
		program->diagnostic_cap = 2 * program->diagnostic_cap + 64;
		program->diagnostics = lsp_memory(program->diagnostics, program->diagnostic_cap * sizeof *program->diagnostics);
	}
	program->diagnostics[program->diagnostic_count++] = diagnostic;
}

/* --- the list of programs ---------------------------------------------------------------------------- */

static void paths_add(void *user, const char *path)
{
	struct paths *paths = user;
	if (paths->count == paths->cap) {
		paths->cap = 2 * paths->cap + 16;
		paths->at = lsp_memory(paths->at, paths->cap * sizeof *paths->at);
	}
	paths->at[paths->count++] = lsp_copy(path, strlen(path));
}

static void paths_free(struct paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->at[i]);
	free(paths->at);
	*paths = (struct paths){ 0 };
}

static bool paths_have(const struct paths *paths, const char *path)
{
	for (size_t i = 0; i < paths->count; i++)
		if (strcmp(paths->at[i], path) == 0)
			return true;
	return false;
}

struct program *program_at(const struct session *session, const char *root, bool is_folder)
{
	for (size_t i = 0; i < session->program_count; i++)
		if (session->programs[i]->is_folder == is_folder && strcmp(session->programs[i]->root, root) == 0)
			return session->programs[i];
	return NULL;
}

struct program *program_add(struct session *session, const char *root, bool is_folder)
{
	if (session->program_count == session->program_cap) {
		session->program_cap = 2 * session->program_cap + 8;
		session->programs = lsp_memory(session->programs, session->program_cap * sizeof *session->programs);
	}
	struct program *program = session->programs[session->program_count++] = lsp_memory(NULL, sizeof *program);
	*program = (struct program){ .session = session, .root = lsp_copy(root, strlen(root)), .is_folder = is_folder,
		.find_again = true, .stale = true, .read = made(json_object()), .found = made(json_object()) };
	struct bst_host host = { .user = program, .read_file = read_file, .resolve = resolve, .diagnostic = take_diagnostic };
	program->context = bst_new(&host);
	if (program->context == NULL)
		made(NULL);
	return program;
}

void program_remove(struct session *session, struct program *program)
{
	for (size_t i = 0; i < session->program_count; i++)
		if (session->programs[i] == program)
			session->programs[i] = session->programs[--session->program_count];
	bst_free(program->context);
	json_decref(program->read);
	json_decref(program->found);
	paths_free(&program->paths);
	free(program->diagnostics);
	free(program->root);
	free(program->told);
	free(program);
}

void programs_stale(struct session *session, bool find_again)
{
	for (size_t i = 0; i < session->program_count; i++) {
		session->programs[i]->stale = true;
		session->programs[i]->find_again |= find_again;
	}
}

/* --- a run ------------------------------------------------------------------------------------------- */

static void tell(struct program *program, const char *why)
{
	if (program->told != NULL && why != NULL && strcmp(program->told, why) == 0)
		return;
	free(program->told);
	program->told = why != NULL ? lsp_copy(why, strlen(why)) : NULL;
	struct bytes text = { 0 };
	if (why == NULL)
		return;
	bytes_add(&text, program->root, strlen(program->root));
	bytes_add(&text, ": ", 2);
	bytes_add(&text, why, strlen(why));
	show_message(program->session, 1, text.at);
	bytes_free(&text);
}

static void find_files(struct program *program)
{
	const struct lsp_host *host = program->session->host;
	const char *why = NULL;
	paths_free(&program->paths);
	program->find_again = false;
	if (program->root[0] != '/')
		return;
	enum bst_read found = host->find(host->user, program->root, paths_add, &program->paths, &why);
	tell(program, found == BST_UNREADABLE ? why : NULL);
}

/* Open texts that are a part of the program and are not on the disk yet. */
static void add_unsaved(struct program *program, struct paths *paths)
{
	const struct session *session = program->session;
	const struct lsp_host *host = session->host;
	for (size_t i = 0; i < session->documents.count; i++) {
		const char *path = session->documents.at[i]->path;
		bool part = program->is_folder ? host->belongs(host->user, program->root, path) : strcmp(program->root, path) == 0;
		if (part && !paths_have(paths, path))
			paths_add(paths, path);
	}
}

static void run(struct program *program)
{
	struct bst_options options;
	struct paths all = { 0 };
	if (program->find_again)
		find_files(program);
	for (size_t i = 0; i < program->paths.count; i++)
		paths_add(&all, program->paths.at[i]);
	add_unsaved(program, &all);
	bst_options_init(&options);
	options.today = program->session->host->today(program->session->host->user);
	options.memory_limit = MOST_MEMORY;
	program->stale = false;
	program->diagnostic_count = 0;
	json_object_clear(program->read);
	enum bst_result result = BST_OK;
	if (all.count > 0)
		result = bst_check(program->context, &options, (const char *const *)all.at, all.count, NULL);
	if (result == BST_OUT_OF_MEMORY)
		tell(program, "the program is too large to be checked in the editor");
	json_decref(program->found);
	program->found = diagnostics_json(program);
	paths_free(&all);
}

struct program *program_of(const struct session *session, const char *path)
{
	struct program *found = NULL;
	for (size_t i = 0; i < session->program_count; i++) {
		struct program *program = session->programs[i];
		if (json_object_get(program->read, path) != NULL && (found == NULL || (program->is_folder && !found->is_folder)))
			found = program;
	}
	return found;
}

/* An open file that is part of no folder is a program by itself, as long as it is open. */
static void keep_single_files(struct session *session)
{
	for (size_t i = session->program_count; i-- > 0; ) {
		struct program *program = session->programs[i];
		const struct program *owner = program_of(session, program->root);
		if (!program->is_folder && (documents_find(&session->documents, program->root) == NULL || (owner != NULL && owner->is_folder)))
			program_remove(session, program);
	}
	for (size_t i = 0; i < session->documents.count; i++) {
		const char *path = session->documents.at[i]->path;
		const struct program *owner = program_of(session, path);
		if ((owner == NULL || !owner->is_folder) && program_at(session, path, false) == NULL)
			run(program_add(session, path, false));
	}
}

void programs_check(struct session *session)
{
	for (size_t i = 0; i < session->program_count; i++)
		if (session->programs[i]->stale)
			run(session->programs[i]);
	keep_single_files(session);
	publish(session);
}
