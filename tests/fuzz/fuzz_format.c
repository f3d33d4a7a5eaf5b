/* The formatter: what it gives is accepted by it, stays as it is, and says the same. */
#include "memory_host.h"

static struct bst_text copy_of(struct bst_text text)
{
	char *copy = malloc(text.length + 1);

	if (copy == NULL)
		abort();
	memcpy(copy, text.at, text.length);
	return (struct bst_text){ copy, text.length };
}

/* Its tree as text. Names may be unknown, and imports missing: the shape is what counts. */
static struct bst_text tree_of(struct bst_text text)
{
	struct bst_context *context = memory_context(&text);
	const char *paths[] = { MEMORY_PATH };
	struct bst_text dump = { "", 0 };

	enum bst_result result = bst_dump(context, NULL, "ast", paths, 1, &dump);

	if (result != BST_OK && result != BST_FINDINGS)
		dump.length = 0;
	dump = copy_of(dump);
	bst_free(context);
	return dump;
}

static void demand_equal(struct bst_text a, struct bst_text b)
{
	if (a.length != b.length || memcmp(a.at, b.at, a.length) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bst_text text = { (const char *)data, size }, once, twice, before, after;
	struct bst_context *context = memory_context(&text);

	if (bst_format(context, MEMORY_PATH, text, &once) == BST_OK) {
		once = copy_of(once);
		if (bst_format(context, MEMORY_PATH, once, &twice) != BST_OK)
			abort();
		demand_equal(once, twice);
		before = tree_of(text);
		after = tree_of(once);
		demand_equal(before, after);
		free((char *)before.at);
		free((char *)after.at);
		free((char *)once.at);
	}
	bst_free(context);
	return 0;
}
