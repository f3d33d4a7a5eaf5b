/* Every function of bastide.h but the plain build: what it gives, what it says to wrong use, and that it bears the
 * failure of any request for memory. */
#include "host.h"

/* --- a host with imports ------------------------------------------------------------------------------ */

static enum bst_read resolve(void *user, const char *from, const char *import,
	bool (*add)(void *list, const char *path), void *list, const char **why)
{
	struct api_host *host = user;
	(void)host;
	if (strcmp(from, "main.bastide") != 0)
		return BST_MISSING;
	if (strcmp(import, "closed") == 0) {
		*why = "it is closed";
		return BST_UNREADABLE;
	}
	if (strcmp(import, "folder") != 0)
		return BST_MISSING;
	for (int i = 0; i < 40; i++) {
		char path[64];
		snprintf(path, sizeof path, "folder/with-a-rather-long-name/file-%02d.bastide", i);
		if (!add(list, path))
			return BST_READ;
	}
	return BST_READ;
}

static enum bst_read read_any(void *user, const char *path, struct bst_text *text, const char **why)
{
	if (strncmp(path, "folder/", 7) == 0) {
		*text = (struct bst_text){ "# nothing\n", 10 };
		return BST_READ;
	}
	if (strcmp(path, "odd.bastide") == 0) {
		*why = "it is odd";
		return BST_UNREADABLE;
	}
	return api_read(user, path, text, why);
}

static struct bst_host callbacks_of(struct api_host *host)
{
	struct bst_host callbacks = api_callbacks(host);
	callbacks.read_file = read_any;
	callbacks.resolve = resolve;
	return callbacks;
}

/* --- one call each ------------------------------------------------------------------------------------ */

typedef enum bst_result call(struct bst_context *context);
static const char *const main_path[] = { "main.bastide" };

static enum bst_result call_check(struct bst_context *context)
{
	struct bst_summary summary;
	enum bst_result result = bst_check(context, NULL, main_path, 1, &summary);
	API_CHECK(result != BST_OK || (summary.files == 41 && summary.environments == 1 && summary.services == 1
		&& summary.rules > 0 && summary.memory > 0 && summary.errors == 0 && summary.output_bytes > 0));
	return result;
}

static enum bst_result call_format(struct bst_context *context)
{
	struct bst_text text = { "kind   x {}\n", 12 }, formatted;
	enum bst_result result = bst_format(context, "x.bastide", text, &formatted);
	API_CHECK(result != BST_OK || strcmp(formatted.at, "kind x {}\n") == 0);
	API_CHECK(result == BST_OK || formatted.length == 0);
	return result;
}

static enum bst_result call_dump(struct bst_context *context)
{
	struct bst_text text;
	enum bst_result result = BST_OK;
	for (const char *const *stage = bst_stages(); *stage != NULL && result == BST_OK; stage++) {
		result = bst_dump(context, NULL, *stage, main_path, 1, &text);
		API_CHECK(result != BST_OK || (text.length > 0 && text.at[text.length] == '\0'));
	}
	return result;
}

static bool see(void *user, const struct bst_entry *entry)
{
	size_t *count = user;
	API_CHECK(entry->name[0] != '\0' && entry->owner != NULL && entry->signature != NULL && entry->doc != NULL);
	API_CHECK(entry->because != NULL && entry->help != NULL && entry->path != NULL);
	(*count)++;
	return true;
}

static bool see_one(void *user, const struct bst_entry *entry)
{
	(void)entry;
	++*(size_t *)user;
	return false;
}

static enum bst_result call_document(struct bst_context *context)
{
	enum bst_result result = BST_OK;
	for (int topic = BST_TOPIC_DIAGNOSTIC; topic <= BST_TOPIC_WORD && result == BST_OK; topic++) {
		size_t count = 0;
		result = bst_document(context, (enum bst_topic)topic, see, &count);
		API_CHECK(result != BST_OK || count > 0);
	}
	return result;
}

static enum bst_result call_explain(struct bst_context *context)
{
	struct bst_text text;
	enum bst_result result = bst_explain(context, "service", &text);
	API_CHECK(result != BST_OK || strstr(text.at, "listens") != NULL);
	return result;
}

static enum bst_result call_render(struct bst_context *context)
{
	struct bst_style style = { false, 80 };
	struct bst_text text, empty = { "service {", 9 }, formatted;
	enum bst_result result = bst_format(context, "bad.bastide", empty, &formatted);
	if (result == BST_OUT_OF_MEMORY)
		return result;
	API_CHECK(result == BST_FINDINGS && formatted.length == 0);
	result = bst_render(context, BST_FORM_TEXT, &style, &text);
	API_CHECK(result != BST_OK || strstr(text.at, "bad.bastide:1:") != NULL);
	return result;
}

/* The n-th request fails, for growing n; each call must end as it should, and give everything back. */
static void bear_failures(const char *name, call *call, const char *program)
{
	struct api_host host = { .text = program };
	struct bst_host callbacks = callbacks_of(&host);
	struct bst_context *context = bst_new(&callbacks);
	API_CHECK(context != NULL && call(context) == BST_OK);
	bst_free(context);
	size_t calls = host.calls;
	API_CHECK(host.live == 0 && calls > 1);
	for (size_t n = 2; n <= calls; n += 1 + (getenv("LONG") == NULL ? n / 16 : 0)) {
		host.calls = 0;
		host.fail_at = n;
		context = bst_new(&callbacks);
		enum bst_result result = call(context);
		if (result != BST_OUT_OF_MEMORY)
			fprintf(stderr, "%s: request %zu of %zu fails, result %d\n", name, n, calls, result);
		API_CHECK(result == BST_OUT_OF_MEMORY);
		host.fail_at = 0;
		API_CHECK(call(context) == BST_OK);          /* the same context again, with memory */
		bst_free(context);
		API_CHECK(host.live == 0);
	}
}

/* --- wrong use ---------------------------------------------------------------------------------------- */

static void wrong_use(void)
{
	struct api_host host = { .text = api_program };
	struct bst_host callbacks = callbacks_of(&host);
	struct bst_context *context = bst_new(&callbacks);
	struct bst_options options;
	struct bst_text text;
	size_t count = 0;
	const char *const targets[] = { "terrafrom" }, *const environments[] = { "dve" };

	bst_options_init(&options);
	API_CHECK(bst_complaint(context)[0] == '\0');
	API_CHECK(bst_render(context, BST_FORM_JSON, NULL, &text) == BST_OK && strcmp(text.at, "[]") == 0);
	static const char *const dates[] = { "", "2027", "2027-02-29", "2027-13-01", "2027-1-1", "2027-01-01x", "1969-12-31" };
	for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
		options.today = dates[i];
		API_CHECK(bst_check(context, &options, main_path, 1, NULL) == BST_WRONG_USE);
		API_CHECK(strstr(bst_complaint(context), "no date") != NULL);
	}
	options.today = "2028-02-29";
	API_CHECK(bst_check(context, &options, main_path, 1, NULL) == BST_OK);
	API_CHECK(bst_complaint(context)[0] == '\0');
	options.targets = targets;
	options.target_count = 1;
	API_CHECK(bst_build(context, &options, main_path, 1, NULL) == BST_WRONG_USE);
	API_CHECK(strstr(bst_complaint(context), "did you mean `terraform`") != NULL && host.outputs == 0);
	options.target_count = 0;
	options.environments = environments;
	options.environment_count = 1;
	API_CHECK(bst_build(context, &options, main_path, 1, NULL) == BST_WRONG_USE);
	API_CHECK(strstr(bst_complaint(context), "did you mean `dev`") != NULL && host.outputs == 0);
	API_CHECK(bst_dump(context, NULL, "tokens", main_path, 1, &text) == BST_WRONG_USE && text.length == 0);
	API_CHECK(bst_explain(context, "servic", &text) == BST_WRONG_USE && text.length == 0);
	API_CHECK(strstr(bst_complaint(context), "did you mean `service`") != NULL);
	API_CHECK(bst_document(context, BST_TOPIC_RULE, see_one, &count) == BST_STOPPED && count == 1);
	bst_options_init(&options);
	options.memory_limit = 100000;
	API_CHECK(bst_check(context, &options, main_path, 1, NULL) == BST_OUT_OF_MEMORY);
	bst_free(context);
	bst_free(NULL);
	API_CHECK(host.live == 0);
}

static void unreadable(void)
{
	struct api_host host = { .text = "import \"closed\"\nimport \"nowhere\"\n" };
	struct bst_host callbacks = callbacks_of(&host);
	struct bst_context *context = bst_new(&callbacks);
	const char *const paths[] = { "odd.bastide", "main.bastide", "gone.bastide" };
	struct bst_text text;
	API_CHECK(bst_check(context, NULL, paths, 3, NULL) == BST_FINDINGS);
	API_CHECK(bst_render(context, BST_FORM_TEXT, NULL, &text) == BST_OK);
	API_CHECK(strstr(text.at, "it is odd") != NULL && strstr(text.at, "it is closed") != NULL);
	API_CHECK(strstr(text.at, "gone.bastide") != NULL && host.diagnostics >= 4);
	bst_free(context);

	/* A host that gives nothing but its memory. */
	struct bst_host bare = { NULL, NULL, NULL, NULL, NULL, NULL };
	context = bst_new(&bare);
	API_CHECK(context != NULL && bst_build(context, NULL, paths, 3, NULL) == BST_FINDINGS);
	bst_free(context);
}

/* --- one fault in three environments ------------------------------------------------------------------ */

static void see_likewise(void *user, const struct bst_diagnostic *diagnostic)
{
	struct api_host *host = user;
	host->diagnostics++;
	bool inherited = strstr(diagnostic->message, "orders in dev") != NULL;
	API_CHECK(inherited || strstr(diagnostic->message, "alone in dev") != NULL);
	API_CHECK(strcmp(diagnostic->likewise, inherited ? "production, staging" : "") == 0);
}

static const char inherited[] =
	"estate acme { zones a, b; state s3 acme-state }\n"
	"abstract environment shape { account 111111111111; region us-east-1; tier app { subnets /24 from 1 }; tier data { subnets /24 from 9 } }\n"
	"environment dev : shape, sandbox { cidr 10.0.0.0/16 }\n"
	"environment production : shape, sandbox { cidr 10.1.0.0/16 }\n"
	"environment staging : shape, sandbox { cidr 10.2.0.0/16 }\n"
	"store orders { in dev, staging, production; engine postgres \"16\"; tier data; encryption none }\n"
	"store alone { in dev; engine postgres \"16\"; tier data; encryption none }\n";

static void told_once(void)
{
	struct api_host host = { .text = inherited };
	struct bst_host callbacks = callbacks_of(&host);
	struct bst_summary summary;
	callbacks.diagnostic = see_likewise;
	struct bst_context *context = bst_new(&callbacks);
	API_CHECK(bst_check(context, NULL, main_path, 1, &summary) == BST_FINDINGS);
	API_CHECK(host.diagnostics == 2 && summary.errors == 2 && summary.warnings == 0);
	bst_free(context);
	API_CHECK(host.live == 0);
}

int main(void)
{
	size_t room = sizeof api_program + 64;
	char *program = malloc(room);
	API_CHECK(program != NULL);
	snprintf(program, room, "import \"folder\"\n%s", api_program);
	API_CHECK(strchr(bst_version(), '.') != NULL);
	wrong_use();
	unreadable();
	told_once();
	bear_failures("check", call_check, program);
	bear_failures("format", call_format, program);
	bear_failures("document", call_document, program);
	bear_failures("explain", call_explain, program);
	bear_failures("dump", call_dump, program);
	bear_failures("render", call_render, program);
	free(program);
	return 0;
}
