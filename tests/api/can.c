/* Who may reach whom, of a program in memory: answers before and after a run, of one that is refused, stopped, and when memory fails in
 * the middle; the next answer is as good as the first. Answers take no memory for good. */
#include "host.h"

#include "bastide_can.h"

struct seen { size_t answers, yes, steps, stop_at; char first[256]; };

static bool see(void *user, const struct bst_answer *answer)
{
	struct seen *seen = user;
	if (seen->answers == 0)
		snprintf(seen->first, sizeof seen->first, "%s/%s %s/%s:%s %s %s", answer->source_environment, answer->source, answer->target_environment,
			answer->target, answer->port, answer->via, answer->step_count > 0 ? answer->steps[0].what : "");
	seen->yes += answer->yes;
	for (size_t i = 0; i < answer->step_count; i++)
		seen->steps += answer->steps[i].text[0] != '\0' && answer->steps[i].say != NULL && answer->steps[i].in != NULL
			&& (answer->steps[i].place.path == NULL || answer->steps[i].place.line > 0);
	return ++seen->answers != seen->stop_at;
}

static enum bst_result ask(struct bst_context *context, const char *from, const char *to, struct seen *seen)
{
	const char *words[] = { from, to };
	*seen = (struct seen){ 0 };
	return bst_can(context, words, 2, see, seen);
}

int main(void)
{
	struct api_host host = { .text = api_program };
	struct bst_host callbacks = api_callbacks(&host);
	struct bst_context *context = bst_new(&callbacks);
	const char *paths[] = { "main.bastide" };
	const char *right[] = { "devops", "exec", "in", "dev" }, *phrase[] = { "shop in dev orders in dev : 3306" };
	struct bst_options options;
	struct seen seen, all, again = { 0 };

	bst_options_init(&options);
	options.rules_only = true;
	API_CHECK(ask(context, "shop", "orders", &seen) == BST_WRONG_USE && bst_complaint(context)[0] != '\0');
	API_CHECK(bst_can_all(context, see, &again) == BST_WRONG_USE);
	struct bst_summary summary;
	API_CHECK(bst_check(context, &options, paths, 1, &summary) == BST_OK && summary.rules > 0 && summary.resources == 0);

	API_CHECK(ask(context, "shop", "orders", &seen) == BST_OK && seen.answers == 1 && seen.yes == 1 && seen.steps == 6);
	API_CHECK(strcmp(seen.first, "dev/shop dev/orders:3306/tcp direct from") == 0);
	API_CHECK(ask(context, "orders", "shop", &seen) == BST_OK && seen.answers == 1 && seen.yes == 0 && seen.steps > 0);
	API_CHECK(strcmp(seen.first, "dev/orders dev/shop:  source-group") == 0);
	API_CHECK(ask(context, "office", "dev:ssh", &seen) == BST_OK && seen.yes == 1);
	API_CHECK(ask(context, "shop", "ordrs", &seen) == BST_WRONG_USE && seen.answers == 0);
	API_CHECK(strstr(bst_complaint(context), "did you mean `orders`?") != NULL);
	seen = (struct seen){ 0 };
	API_CHECK(bst_can(context, right, 4, see, &seen) == BST_OK && seen.yes == 1);
	seen = (struct seen){ 0 };
	API_CHECK(bst_can(context, phrase, 1, see, &seen) == BST_OK && seen.yes == 1);
	API_CHECK(bst_can(context, NULL, 0, see, &seen) == BST_WRONG_USE);

	all = (struct seen){ 0 };
	API_CHECK(bst_can_all(context, see, &all) == BST_OK && all.answers > 5 && all.yes == 2);
	size_t live = host.live;
	again = (struct seen){ 0 };
	API_CHECK(bst_can_all(context, see, &again) == BST_OK && memcmp(&all, &again, sizeof all) == 0);
	API_CHECK(host.live == live);
	again = (struct seen){ .stop_at = 2 };
	API_CHECK(bst_can_all(context, see, &again) == BST_STOPPED && again.answers == 2);

	/* After a run with everything the answers are the same. */
	API_CHECK(bst_build(context, NULL, paths, 1, NULL) == BST_OK);
	again = (struct seen){ 0 };
	API_CHECK(bst_can_all(context, see, &again) == BST_OK && memcmp(&all, &again, sizeof all) == 0);

	/* A fresh run asks for memory when the first question comes: each such request fails once. */
	size_t failures = 0;
	for (size_t n = 1; n < 40; n++) {
		host.fail_at = 0;
		API_CHECK(bst_check(context, &options, paths, 1, NULL) == BST_OK);
		host.fail_at = host.calls + n;
		again = (struct seen){ 0 };
		failures += bst_can_all(context, see, &again) == BST_OUT_OF_MEMORY;
		host.fail_at = 0;
		again = (struct seen){ 0 };
		API_CHECK(bst_can_all(context, see, &again) == BST_OK && memcmp(&all, &again, sizeof all) == 0);
	}
	/* Of a program that is refused nothing is answered. */
	host.text = "estate acme { example; state s3 acme-state }\nservice shop { in nowhere }\n";
	API_CHECK(bst_check(context, &options, paths, 1, NULL) == BST_FINDINGS);
	API_CHECK(ask(context, "shop", "internet", &seen) == BST_WRONG_USE);
	bst_free(context);
	API_CHECK(host.live == 0);
	printf("%zu rows, %zu ways, %zu failures\n", all.answers, all.yes, failures);
	return 0;
}
