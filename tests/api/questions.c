/* Questions about a program: at every byte of it, before any run, about files that are none, and when memory fails in the
 * middle: the run stays, and the next answer is as good as the first. Answers take no memory for good. */
#include "host.h"

#include "bastide_query.h"

static bool count_symbol(void *user, const struct bst_symbol *symbol)
{
	size_t *count = user;
	return symbol->name[0] != '\0' && ++*count > 0;
}

static bool count_word(void *user, const struct bst_completion *completion)
{
	size_t *count = user;
	return completion->text[0] != '\0' && ++*count > 0;
}

struct answers { size_t hovers, definitions, words, symbols, failures; };

/* Every question at every byte. */
static struct answers ask_all(struct bst_context *context, uint32_t length)
{
	struct answers n = { 0 };
	struct bst_hover hover;
	struct bst_place place;
	for (uint32_t at = 0; at <= length; at++) {
		n.failures += bst_hover(context, "main.bastide", at, &hover) != BST_OK;
		n.hovers += hover.title != NULL;
		n.failures += bst_definition(context, "main.bastide", at, &place) != BST_OK;
		n.definitions += place.path != NULL;
		n.failures += bst_complete(context, "main.bastide", at, count_word, &n.words) != BST_OK;
	}
	n.failures += bst_symbols(context, "main.bastide", count_symbol, &n.symbols) != BST_OK;
	return n;
}

int main(void)
{
	struct api_host host = { .text = api_program };
	struct bst_host callbacks = api_callbacks(&host);
	struct bst_context *context = bst_new(&callbacks);
	const char *paths[] = { "main.bastide" };
	uint32_t length = (uint32_t)strlen(api_program);
	struct answers none = ask_all(context, 3);
	size_t nothing = 0;

	API_CHECK(none.hovers + none.definitions + none.words + none.symbols + none.failures == 0);
	API_CHECK(bst_source(context, "main.bastide").at == NULL);
	API_CHECK(bst_check(context, NULL, paths, 1, NULL) == BST_OK);
	API_CHECK(bst_source(context, "main.bastide").length == length && bst_source(context, "other").at == NULL);
	API_CHECK(bst_source(context, "stdlib/kinds/service.bastide").length > 0);

	struct answers first = ask_all(context, length);
	API_CHECK(first.failures == 0 && first.hovers > 0 && first.definitions > 0 && first.words > 0 && first.symbols > 0);
	size_t live = host.live;
	struct answers again = ask_all(context, length);
	API_CHECK(memcmp(&first, &again, sizeof first) == 0 && host.live == live);
	API_CHECK(bst_symbols(context, "other", count_symbol, &nothing) == BST_OK && nothing == 0);
	API_CHECK(bst_complete(context, "main.bastide", length + 1, count_word, &nothing) == BST_OK && nothing == 0);

	/* A fresh run asks for memory when the first questions come: each such request fails once. */
	size_t failures = 0;
	for (size_t n = 1; n < 4; n++) {
		host.fail_at = 0;
		API_CHECK(bst_check(context, NULL, paths, 1, NULL) == BST_OK);
		host.fail_at = host.calls + n;
		failures += ask_all(context, length).failures;
		host.fail_at = 0;
		again = ask_all(context, length);
		API_CHECK(memcmp(&first, &again, sizeof first) == 0);
	}
	bst_free(context);
	API_CHECK(host.live == 0);
	API_CHECK(failures > 0);
	printf("%zu hovers, %zu definitions, %zu words, %zu failures\n", first.hovers, first.definitions, first.words, failures);
	return 0;
}
