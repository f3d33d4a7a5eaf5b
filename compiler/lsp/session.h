/* What the parts of the server share: the session with one client. */
#ifndef BASTIDE_LSP_SESSION_H
#define BASTIDE_LSP_SESSION_H

#include "include/bastide_query.h"
#include "lsp/documents.h"
#include "lsp/rpc.h"
#include "lsp/server.h"

struct session;

struct paths { char **at; size_t count, cap; };

/* What is checked as one: a folder of the editor's, or a single open file that belongs to none, with what it imports. */
struct program {
	struct session *session;
	char *root;
	bool is_folder;
	bool find_again;                 /* files may have come or gone */
	bool stale;                      /* a text may have changed since the last run */
	struct paths paths;              /* of its files on the disk */
	struct bst_context *context;     /* of the last run */
	json_t *read;                    /* set: every path that the last run asked for */
	json_t *found;                   /* by path: diagnostics of the last run, as the protocol has them */
	const struct bst_diagnostic **diagnostics;   /* while it runs */
	size_t diagnostic_count, diagnostic_cap;
	char *told;                      /* what the user was told to be wrong with its folder */
};

struct client {
	enum text_encoding encoding;
	bool markdown;                   /* for hovers */
	bool hierarchy;                  /* of symbols */
	bool related;                    /* places of diagnostics beside the first */
	bool watches;                    /* files, when asked */
	long process;                    /* 0: not known */
};

enum state { STATE_NEW, STATE_RUNNING, STATE_SHUT, STATE_EXITED };

struct message { json_t *json; size_t size; };

struct session {
	const struct lsp_host *host;
	struct rpc rpc;
	struct client client;
	enum state state;
	struct message *queue;           /* read ahead, so that a cancellation is seen in time */
	size_t queued, queue_cap, queued_bytes;
	struct documents documents;
	struct program **programs;
	size_t program_count, program_cap;
	char *within;                    /* folder that holds the program, from the editor's folder; NULL: itself */
	json_t *published;               /* by path: what the client was told last */
	struct bst_context *layout;      /* for formatting */
	long long changed_at, stale_since, due;      /* milliseconds; due 0: nothing to check */
	long long last_run;              /* how long it took */
};

/* --- program.c --------------------------------------------------------------------------------------- */

struct program *program_add(struct session *session, const char *root, bool is_folder);
void program_remove(struct session *session, struct program *program);
struct program *program_at(const struct session *session, const char *root, bool is_folder);
/* Files may have come, gone or changed: everything is looked at again. */
void programs_stale(struct session *session, bool find_again);
/* Runs what is stale, makes and drops programs of single files, and tells the client what changed. */
void programs_check(struct session *session);
/* A program that read the file in its last run, rather one of a folder; NULL when none did. */
struct program *program_of(const struct session *session, const char *path);

/* --- publish.c --------------------------------------------------------------------------------------- */

/* The run's diagnostics as the protocol has them, by path. */
json_t *diagnostics_json(struct program *program);
/* Tells the client of each file whose diagnostics, or whose version, are other than it knows. */
void publish(struct session *session);
/* A note for the user: type 1 error, 2 warning. */
void show_message(struct session *session, int type, const char *text);

/* --- features.c -------------------------------------------------------------------------------------- */

struct failure { enum rpc_error error; const char *why; };

/* Each answers one request: the result, or NULL with *failure. */
json_t *feature_hover(struct session *session, const json_t *params, struct failure *failure);
json_t *feature_definition(struct session *session, const json_t *params, struct failure *failure);
json_t *feature_symbols(struct session *session, const json_t *params, struct failure *failure);
json_t *feature_completion(struct session *session, const json_t *params, struct failure *failure);
json_t *feature_formatting(struct session *session, const json_t *params, struct failure *failure);

#endif
