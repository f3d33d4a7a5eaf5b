/* A host that stops, a program with findings, and a context that is used again and again. */
#include "host.h"

int main(void)
{
	struct api_host host = { .text = api_program, .stop_at = 2 };
	struct bst_host callbacks;
	struct bst_context *context;
	struct bst_summary summary;
	struct bst_text text;
	const char *paths[] = { "main.bastide" }, *missing[] = { "other.bastide" };

	API_CHECK(api_build(&host, NULL) == BST_STOPPED);
	API_CHECK(host.outputs == 2 && host.live == 0);
	host.stop_at = 0;
	host.text = "service s { lissens 80 }\n";
	API_CHECK(api_build(&host, &summary) == BST_FINDINGS);
	API_CHECK(summary.errors > 0 && host.outputs == 0 && host.diagnostics == summary.errors + summary.warnings);

	callbacks = api_callbacks(&host);
	context = bst_new(&callbacks);
	API_CHECK(context != NULL);
	for (int round = 0; round < 3; round++) {
		host.text = round % 2 ? api_program : "service {{{\n";
		API_CHECK(bst_check(context, NULL, paths, 1, &summary) == (round % 2 ? BST_OK : BST_FINDINGS));
		API_CHECK(bst_render(context, BST_FORM_TEXT, NULL, &text) == BST_OK);
		API_CHECK((text.length > 0) == (round % 2 == 0));
		API_CHECK(bst_render(context, BST_FORM_JSON, NULL, &text) == BST_OK && text.length >= 2);
	}
	API_CHECK(bst_check(context, NULL, missing, 1, &summary) == BST_FINDINGS);
	bst_free(context);
	API_CHECK(host.live == 0);
	bst_free(NULL);
	return 0;
}
