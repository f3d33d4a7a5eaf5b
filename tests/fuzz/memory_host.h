/* A host for fuzz drivers: one text in memory is the whole program, output goes nowhere. */
#ifndef FUZZ_MEMORY_HOST_H
#define FUZZ_MEMORY_HOST_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bastide.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MEMORY_PATH "fuzz.bastide"

static inline enum bst_read memory_read(void *user, const char *path, struct bst_text *text, const char **why)
{
	(void)why;
	if (strcmp(path, MEMORY_PATH) != 0)
		return BST_MISSING;
	*text = *(const struct bst_text *)user;
	return BST_READ;
}

static inline bool memory_output(void *user, const struct bst_output *output)
{
	(void)user;
	/* Touches every byte, so that a sanitizer sees what was not written. */
	for (size_t i = 0; i < output->length; i++)
		if (output->bytes[i] == '\0')
			abort();
	return true;
}

static inline struct bst_context *memory_context(struct bst_text *text)
{
	struct bst_host host = { .user = text, .read_file = memory_read, .output = memory_output };
	struct bst_context *context = bst_new(&host);

	if (context == NULL)
		abort();
	return context;
}

#endif
