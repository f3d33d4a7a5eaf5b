/* A host for tests of the public interface: files in memory, an allocator that counts and can fail, outputs hashed. */
#ifndef API_HOST_H
#define API_HOST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bastide.h"

struct api_host {
	const char *text;                /* of the only file, main.bastide */
	size_t live, calls, fail_at;     /* bytes had, requests so far, the request that fails (0: none) */
	uint64_t hash;                   /* of all outputs, their paths included */
	size_t outputs, diagnostics;
	size_t stop_at;                  /* the output that stops the run (0: none) */
};

/* Each piece has its size in front. */
static inline void *api_allocate(void *user, void *old, size_t size)
{
	struct api_host *host = user;
	size_t *piece = old != NULL ? (size_t *)old - 2 : NULL;
	size_t had = piece != NULL ? piece[0] : 0;

	if (size == 0) {
		host->live -= had;
		free(piece);
		return NULL;
	}
	if (++host->calls == host->fail_at)
		return NULL;
	piece = realloc(piece, size + 2 * sizeof(size_t));
	if (piece == NULL)
		return NULL;
	piece[0] = size;
	host->live += size - had;
	return piece + 2;
}

static inline enum bst_read api_read(void *user, const char *path, struct bst_text *text, const char **why)
{
	const struct api_host *host = user;

	(void)why;
	if (strcmp(path, "main.bastide") != 0)
		return BST_MISSING;
	*text = (struct bst_text){ host->text, strlen(host->text) };
	return BST_READ;
}

static inline void api_diagnostic(void *user, const struct bst_diagnostic *diagnostic)
{
	struct api_host *host = user;

	if (diagnostic->message[0] == '\0' || diagnostic->name[0] == '\0')
		abort();
	host->diagnostics++;
}

static inline void api_hash(struct api_host *host, const char *at, size_t length)
{
	for (size_t i = 0; i <= length; i++)
		host->hash = (host->hash ^ (i < length ? (unsigned char)at[i] : 256u)) * UINT64_C(0x100000001b3);
}

static inline bool api_output(void *user, const struct bst_output *output)
{
	struct api_host *host = user;

	api_hash(host, output->path, strlen(output->path));
	api_hash(host, output->bytes, output->length);
	return ++host->outputs != host->stop_at;
}

static inline struct bst_host api_callbacks(struct api_host *host)
{
	return (struct bst_host){ host, api_allocate, api_read, NULL, api_diagnostic, api_output };
}

/* One build in a context of its own; everything must have been given back. */
static inline enum bst_result api_build(struct api_host *host, struct bst_summary *summary)
{
	struct bst_host callbacks = api_callbacks(host);
	struct bst_context *context = bst_new(&callbacks);
	const char *paths[] = { "main.bastide" };
	enum bst_result result;

	host->hash = UINT64_C(0xcbf29ce484222325);
	host->outputs = host->diagnostics = 0;
	if (context == NULL)
		return BST_OUT_OF_MEMORY;
	result = bst_build(context, NULL, paths, 1, summary);
	bst_free(context);
	return result;
}

#define API_CHECK(condition) \
	((condition) ? (void)0 : (fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition), exit(1)))

/* A program that is accepted and has something of everything. */
static const char api_program[] =
	"estate acme {\n  example\n  zones a, b, c\n  github acme\n  state s3 acme-terraform-state\n}\n"
	"site office 203.0.113.0/24\n"
	"role devops { assumed-by arn:aws:iam::111111111111:role/sso-devops; team devops; cluster admin }\n"
	"environment dev : development {\n  account 111111111111\n  region us-east-1\n  cidr 10.0.0.0/16\n"
	"  tier public { subnets /24 from 1; route internet }\n  tier app { subnets /24 from 11; route nat }\n"
	"  tier data { subnets /24 from 21; route none }\n"
	"  cluster { version \"1.35\"; nodes 2..10 }\n  admin { by devops; from office; via bastion }\n}\n"
	"store orders { in dev; engine aurora-mysql \"8.0\"; tier data; backups 30d }\n"
	"service shop {\n  in dev\n  runs eks\n  tier app\n  image shop\n  listens 8080 { health \"/health\" }\n  calls orders\n}\n";

#endif
