/* The language server: messages of the Language Server Protocol in, messages out, one program for each folder of the
 * editor. It sees the disk through its host alone, and the compiler through its public headers. */
#ifndef BASTIDE_LSP_SERVER_H
#define BASTIDE_LSP_SERVER_H

#include <stdbool.h>

#include "include/bastide.h"

/* The disk, as the command line reads it. Paths are absolute. */
struct lsp_host {
	void *user;
	/* Hands the source files of the program at `path`, a file or a folder, to `add`, with its inputs. BST_MISSING when there is none,
	 * BST_UNREADABLE with *why when there is something else wrong. */
	enum bst_read (*find)(void *user, const char *path, void (*add)(void *list, const char *path), void *list, const char **why);
	/* Whether `find` would hand over a file of that path below the folder, if there were one. */
	bool (*belongs)(void *user, const char *folder, const char *path);
	/* As in struct bst_host. */
	enum bst_read (*read_file)(void *user, const char *path, struct bst_text *text, const char **why);
	enum bst_read (*resolve)(void *user, const char *from, const char *import,
		bool (*add)(void *list, const char *path), void *list, const char **why);
	const char *(*today)(void *user);              /* "2027-03-31" */
};

/* Serves the client behind the two descriptors until it says `exit`, closes the input, or the process `client` (0: none
 * known) is gone. The exit status: 0 when the client said `shutdown` before, else 1. */
int lsp_serve(const struct lsp_host *host, int in, int out, long client);

#endif
