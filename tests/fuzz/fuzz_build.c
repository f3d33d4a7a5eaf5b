/* Any bytes through the whole compiler: what is accepted is built, what is refused is said in both forms. */
#include "memory_host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bst_text text = { (const char *)data, size }, shown;
	struct bst_context *context = memory_context(&text);
	const char *paths[] = { MEMORY_PATH };
	struct bst_style style = { .colour = true, .width = 80 };
	struct bst_options options;
	struct bst_summary summary;
	enum bst_result result;

	bst_options_init(&options);
	options.today = "2026-11-21";
	result = bst_build(context, &options, paths, 1, &summary);
	if ((result == BST_FINDINGS) != (summary.errors > 0))
		abort();
	bst_render(context, BST_FORM_TEXT, &style, &shown);
	bst_render(context, BST_FORM_JSON, NULL, &shown);
	bst_free(context);
	return 0;
}
