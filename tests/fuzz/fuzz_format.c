/* The formatter: what it gives is accepted by it and stays as it is. */
#include "memory_host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bst_text text = { (const char *)data, size }, once, twice;
	struct bst_context *context = memory_context(&text);

	if (bst_format(context, MEMORY_PATH, text, &once) == BST_OK) {
		char *copy = malloc(once.length + 1);

		if (copy == NULL)
			abort();
		memcpy(copy, once.at, once.length);
		once.at = copy;
		if (bst_format(context, MEMORY_PATH, once, &twice) != BST_OK || twice.length != once.length ||
		    memcmp(twice.at, copy, once.length) != 0)
			abort();
		free(copy);
	}
	bst_free(context);
	return 0;
}
