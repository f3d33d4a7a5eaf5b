/* Files that are handed over as soon as they are made: the same ones, as often; also when an error shows only at the end; and none
 * once the host has said stop. */
#include "host.h"

struct counted { size_t files, bytes; uint64_t sum; };

/* The order may differ: every file counts the same wherever it comes. */
static bool count(void *user, const struct bst_output *output)
{
	struct counted *counted = user;
	uint64_t hash = UINT64_C(1469598103934665603);
	for (const char *c = output->path; *c != '\0'; c++)
		hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
	for (size_t i = 0; i < output->length; i++)
		hash = (hash ^ (unsigned char)output->bytes[i]) * UINT64_C(1099511628211);
	counted->files++;
	counted->bytes += output->length;
	counted->sum += hash;
	return true;
}

static struct api_host host = { .text = api_program };

static enum bst_read read_program(void *user, const char *path, struct bst_text *text, const char **why)
{
	(void)user;
	return api_read(&host, path, text, why);
}

static struct counted counted_build(const struct bst_options *options, enum bst_result wanted, struct bst_summary *summary)
{
	struct counted counted = { 0 };
	struct bst_host callbacks = { .user = &counted, .read_file = read_program, .output = count };
	struct bst_context *context = bst_new(&callbacks);
	const char *paths[] = { "main.bastide" };
	API_CHECK(context != NULL);
	API_CHECK(bst_build(context, options, paths, 1, summary) == wanted);
	bst_free(context);
	return counted;
}

int main(void)
{
	struct bst_options late, early;
	struct bst_summary summary, early_summary;
	struct bst_kept lost = { "terraform/gone/data", "aws_db_instance.orders", "store orders in gone", "", true };
	bst_options_init(&late);
	bst_options_init(&early);
	early.early = true;
	struct counted one = counted_build(&late, BST_OK, &summary), other = counted_build(&early, BST_OK, &early_summary);
	API_CHECK(one.files > 0 && one.files == other.files && one.bytes == other.bytes && one.sum == other.sum);
	API_CHECK(summary.outputs == early_summary.outputs && summary.output_bytes == early_summary.output_bytes);
	/* What would be lost is known when all is planned: early files come, and the answer takes them back. */
	late.kept = early.kept = &lost;
	late.kept_count = early.kept_count = 1;
	one = counted_build(&late, BST_FINDINGS, &summary);
	other = counted_build(&early, BST_FINDINGS, &early_summary);
	API_CHECK(one.files == 0 && other.files > 0 && early_summary.errors > 0);

	struct bst_host callbacks = api_callbacks(&host);
	struct bst_context *context = bst_new(&callbacks);
	const char *paths[] = { "main.bastide" };
	host.stop_at = 2;
	host.outputs = 0;
	early.kept_count = 0;
	API_CHECK(bst_build(context, &early, paths, 1, &summary) == BST_STOPPED && host.outputs == 2);
	bst_free(context);
	API_CHECK(host.live == 0);
	return 0;
}
