/* What a run took the program's word for: each with its kind, words and place, in one order; a visitor that has enough; a run that
 * proved nothing; any request for memory that fails. */
#include "host.h"

/* Line 5 is a network of others, with a tier of its own word; line 9 a key of others; line 3 a value that nobody knows yet. */
static const char program[] =
	"estate acme { example; zones a; state s3 acme-state }\n"
	"abstract environment shape { account 111111111111; region us-east-1; tier app { subnets /24 from 1 } }\n"
	"later image-digest digest\n"
	"environment dev : shape, development { cidr 10.0.0.0/16; for dev { tier app { existing \"subnet-0a1b2c3d4e5f60718\" } } }\n"
	"environment old : shape, development { cidr 10.1.0.0/16; existing \"vpc-0123456789abcdef0\" }\n"
	"environment new : shape, development { cidr 10.2.0.0/16 }\n"
	"peer new <-> old { tiers app }\n"
	"peer new <-> dev { tiers app }\n"
	"key ledger { in new; protects stores; existing \"arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ff\" }\n";

struct seen { char text[1024]; size_t count, stop_at; };

static bool see(void *user, const struct bst_reliance *r)
{
	struct seen *seen = user;
	size_t length = strlen(seen->text);
	API_CHECK(r->place.path != NULL && strcmp(r->place.path, "main.bastide") == 0 && r->place.length > 0);
	snprintf(seen->text + length, sizeof seen->text - length, "%d %s: %s @%u\n", (int)r->kind, r->what, r->reason, r->place.line);
	return ++seen->count != seen->stop_at;
}

/* Only what rules say that others must do. */
static bool see_rule(void *user, const struct bst_reliance *r)
{
	size_t *count = user;
	API_CHECK(r->kind == BST_ASSUMED && r->rule[0] != '\0' && r->place.line > 0);
	++*count;
	return true;
}

static void check_words(void)
{
	static const char wanted[] =
		"2 old: vpc-0123456789abcdef0 @5\n"
		"2 key ledger: arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ff @9\n"
		"2 tier app of dev: subnet-0a1b2c3d4e5f60718 @4\n"
		"3 1 route in tables of dev to new through new-dev: others keep these tables @8\n"
		"3 1 route in tables of old to new through new-old: others keep these tables @7\n"
		"3 value of image-digest (digest): known on deployment @3\n";
	struct api_host host = { .text = program };
	struct bst_host callbacks = api_callbacks(&host);
	struct bst_context *context = bst_new(&callbacks);
	const char *const paths[] = { "main.bastide" };
	struct seen all = { .count = 0 }, first = { .stop_at = 2 };

	API_CHECK(BST_BELIEVED == 2 && BST_ASSUMED == 3);
	API_CHECK(bst_reliances(context, see, &all) == BST_WRONG_USE && all.count == 0);
	API_CHECK(bst_check(context, NULL, paths, 1, NULL) == BST_OK);
	API_CHECK(bst_reliances(context, see, &all) == BST_OK);
	if (strcmp(all.text, wanted) != 0)
		fputs(all.text, stderr);
	API_CHECK(strcmp(all.text, wanted) == 0);
	API_CHECK(bst_reliances(context, see, &first) == BST_STOPPED && first.count == 2);

	/* Its own networks and tiers are no matter of belief, nor is what it takes over. */
	struct seen none = { .count = 0 };
	size_t by_rules = 0;
	host.text = api_program;
	API_CHECK(bst_check(context, NULL, paths, 1, NULL) == BST_OK && bst_reliances(context, see_rule, &by_rules) == BST_OK && by_rules > 0);
	host.text = "environment dev : nothing { existing \"vpc-1\" }\n";
	API_CHECK(bst_check(context, NULL, paths, 1, NULL) == BST_FINDINGS && bst_reliances(context, see, &none) == BST_WRONG_USE);
	bst_free(context);
	API_CHECK(host.live == 0);
}

/* A request that fails within the question, not before; the answer is whole when memory is there again. */
static void bear_failures(void)
{
	struct api_host host = { .text = program };
	struct bst_host callbacks = api_callbacks(&host);
	const char *const paths[] = { "main.bastide" };
	size_t failed = 0;

	struct bst_context *context = bst_new(&callbacks);
	API_CHECK(bst_check(context, NULL, paths, 1, NULL) == BST_OK);
	for (int round = 0; round < 2000; round++) {
		struct seen all = { .count = 0 };
		host.fail_at = host.calls + 1;
		enum bst_result result = bst_reliances(context, see, &all);
		host.fail_at = 0;
		API_CHECK(result == BST_OK || result == BST_OUT_OF_MEMORY);
		failed += result == BST_OUT_OF_MEMORY;
		API_CHECK(result == BST_OK ? all.count == 6 : all.count <= 6);   /* the last things looked for are not there */
	}
	API_CHECK(failed > 0);
	struct seen all = { .count = 0 };
	API_CHECK(bst_reliances(context, see, &all) == BST_OK && all.count == 6);
	bst_free(context);
	API_CHECK(host.live == 0);
}

int main(void)
{
	check_words();
	bear_failures();
	return 0;
}
