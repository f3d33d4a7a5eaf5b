/* JSON-RPC messages over two file descriptors, each behind a header with its length in bytes. */
#ifndef BASTIDE_LSP_RPC_H
#define BASTIDE_LSP_RPC_H

#include <stdbool.h>

#include "lsp/memory.h"

enum rpc_error {
	RPC_PARSE_ERROR = -32700, RPC_INVALID_REQUEST = -32600, RPC_METHOD_NOT_FOUND = -32601, RPC_INVALID_PARAMS = -32602,
	RPC_INTERNAL_ERROR = -32603, RPC_NOT_INITIALIZED = -32002, RPC_REQUEST_FAILED = -32803, RPC_REQUEST_CANCELLED = -32800
};

struct rpc {
	int in, out;
	bool ended;              /* nothing more comes in */
	bool lost;               /* where a message begins cannot be told any more */
	bool deaf;               /* nobody reads what we write */
	bool seeking;            /* behind a bad header: up to the next that can be one */
	size_t skip;             /* bytes of a refused message that are still to come */
	struct bytes input;
};

/* Waits for input, at most so many milliseconds (-1: without end), and takes in a part of it. False when none came. */
bool rpc_read(struct rpc *rpc, int milliseconds);
/* The next whole message, which the caller gives back; NULL when there is none. What is refused on the way, has been
 * answered with an error. */
json_t *rpc_next(struct rpc *rpc, size_t *size);
/* These take `message`, `result` and `params` over. */
void rpc_send(struct rpc *rpc, json_t *message);
void rpc_reply(struct rpc *rpc, const json_t *id, json_t *result);
void rpc_refuse(struct rpc *rpc, const json_t *id, enum rpc_error error, const char *why);      /* id NULL: null */
void rpc_notify(struct rpc *rpc, const char *method, json_t *params);

#endif
