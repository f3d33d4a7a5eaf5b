/* The stages one by one, as far as each comes: dumps work on what is broken, too. */
#include "memory_host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bst_text text = { (const char *)data, size }, dump;
	const char *paths[] = { MEMORY_PATH };

	for (const char *const *stage = bst_stages(); *stage != NULL; stage++) {
		struct bst_context *context = memory_context(&text);

		bst_dump(context, NULL, *stage, paths, 1, &dump);
		bst_free(context);
	}
	return 0;
}
