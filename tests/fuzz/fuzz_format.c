/* The formatter: what it gives is accepted by it, stays as it is, and has the tree of what it was given. */
#include "memory_host.h"

/* A copy that outlives its context. */
static struct bst_text kept(struct bst_text text)
{
	char *copy = malloc(text.length + 1);

	if (copy == NULL)
		abort();
	if (text.length > 0)
		memcpy(copy, text.at, text.length);
	return (struct bst_text){ copy, text.length };
}

static struct bst_text tree_of(struct bst_text text)
{
	const char *paths[] = { MEMORY_PATH };
	struct bst_context *context = memory_context(&text);
	struct bst_text dump = { "", 0 };

	bst_dump(context, NULL, "ast", paths, 1, &dump);
	dump = kept(dump);
	bst_free(context);
	return dump;
}

static void must_be_same(struct bst_text a, struct bst_text b)
{
	if (a.length != b.length || (a.length > 0 && memcmp(a.at, b.at, a.length) != 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bst_text text = { (const char *)data, size }, once, twice;
	struct bst_context *context = memory_context(&text);

	if (bst_format(context, MEMORY_PATH, text, &once) == BST_OK) {
		struct bst_text before = tree_of(text), after;

		once = kept(once);
		after = tree_of(once);
		if (bst_format(context, MEMORY_PATH, once, &twice) != BST_OK)
			abort();
		must_be_same(once, twice);
		must_be_same(before, after);
		free((void *)once.at);
		free((void *)before.at);
		free((void *)after.at);
	}
	bst_free(context);
	return 0;
}
