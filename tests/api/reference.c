/* The reference: spec/reference/ and spec/limits.md, made from what the library says of itself through the public
 * interface. Without an argument it compares what is committed with what it would write; with `write` it writes. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bastide.h"

#define MANY 4096

struct row { char *name, *owner, *signature, *doc, *because, *help, *path, *clause; unsigned line; enum bst_severity severity; bool absolute; };
struct rows { struct row at[MANY]; size_t count; };

static const char *root, *said = "Written by `make reference`; a test compares it with what the compiler says.";
static char *page;
static size_t page_length, page_room;

static void *kept[1u << 16];                     /* everything that is freed at the end */
static size_t kept_count;

static void *must(void *memory)
{
	if (memory == NULL || kept_count == sizeof kept / sizeof *kept)
		exit(3);
	return memory;
}

static void *keep(void *memory)
{
	return kept[kept_count++] = must(memory);
}

static char *copy(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(keep(malloc(size)), text, size);
}

static void put(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void put(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0)
		exit(3);
	if (page_length + (size_t)length + 1 > page_room)
		page = must(realloc(page, page_room = 2 * (page_length + (size_t)length + 1)));
	va_start(args, format);
	vsnprintf(page + page_length, (size_t)length + 1, format, args);
	va_end(args);
	page_length += (size_t)length;
}

/* Text for a cell of a table: on one line, its bars escaped, and what would be a tag outside of code. */
static void put_cell(const char *text)
{
	bool code = false;
	for (; *text != '\0'; text++) {
		code ^= *text == '`';
		if (*text == '\n')
			put(" ");
		else if (*text == '|')
			put("\\|");
		else if (*text == '<' && !code)
			put("\\<");
		else
			put("%c", *text);
	}
}

/* The text of a file below the root, "" when there is none; each is read once. */
static char *read_file(const char *path)
{
	static struct { char *path, *text; } files[512];
	static size_t count;
	char name[4096];

	for (size_t i = 0; i < count; i++)
		if (strcmp(files[i].path, path) == 0)
			return files[i].text;
	snprintf(name, sizeof name, "%s/%s", root, path);
	FILE *file = fopen(name, "rb");
	if (file == NULL)
		return copy("");
	char *text = keep(malloc((1u << 22) + 1));
	text[fread(text, 1, 1u << 22, file)] = '\0';
	fclose(file);
	if (count == sizeof files / sizeof *files)
		exit(3);
	files[count].path = copy(path);
	return files[count++].text = text;
}

/* --- the source of a shape ----------------------------------------------------------------------- */

static bool of_word(char ch)
{
	return isalnum((unsigned char)ch) || ch == '-' || ch == '_';
}

/* Where a property's shape begins, behind its key; NULL when its line has no such key: then it is a part of another's. */
static const char *behind_key(const char *text, const struct row *row)
{
	size_t length = strlen(row->name);
	bool key = true;

	for (unsigned line = 1; line < row->line; line++) {
		text = strchr(text, '\n');
		if (text == NULL)
			return NULL;
		text++;
	}
	for (; *text != '\0' && *text != '\n'; text++) {
		if (key && strncmp(text, row->name, length) == 0 && !of_word(text[length]))
			return text + length;
		key = *text == '{' || *text == ';' || (key && *text == ' ');
	}
	return NULL;
}

/* What stands there, up to the property's block; a shape goes on after a comma, and before `->`. */
static void read_shape(const char *at, char *shape, size_t size)
{
	size_t length = 0;
	bool quoted = false;

	for (; *at != '\0' && length + 1 < size; at++) {
		quoted ^= *at == '"';
		if (!quoted && (*at == '{' || *at == '}' || *at == ';' || *at == '#'))
			break;
		if (*at == '\n' && !(length > 0 && shape[length - 1] == ',') && strncmp(at + strspn(at, " \n"), "->", 2) != 0)
			break;
		if (!isspace((unsigned char)*at))
			shape[length++] = *at;
		else if (length > 0 && shape[length - 1] != ' ')
			shape[length++] = ' ';
	}
	while (length > 0 && shape[length - 1] == ' ')
		length--;
	shape[length] = '\0';
}

/* --- rows ---------------------------------------------------------------------------------------- */

static bool keep_row(void *user, const struct bst_entry *entry)
{
	struct rows *rows = user;

	if (rows->count == MANY)
		exit(3);
	rows->at[rows->count++] = (struct row){
		copy(entry->name), copy(entry->owner), copy(entry->signature), copy(entry->doc), copy(entry->because),
		copy(entry->help), copy(entry->path), copy(entry->clause), entry->line, entry->severity, entry->absolute };
	return true;
}

static struct rows *rows_of(struct bst_context *context, enum bst_topic topic)
{
	struct rows *rows = keep(calloc(1, sizeof *rows));

	if (bst_document(context, topic, keep_row, rows) != BST_OK) {
		fprintf(stderr, "the library does not document topic %d\n", (int)topic);
		exit(3);
	}
	return rows;
}

static void begin(const char *title, const char *words)
{
	page_length = 0;
	put("# %s\n\n%s\n\n%s\n", title, words, said);
}

/* The properties of one owner, each with those of its block below it. */
static void put_properties(const struct rows *rows, const char *owner, size_t skip, unsigned depth)
{
	for (size_t i = 0; i < rows->count && depth < 8; i++) {
		const struct row *row = &rows->at[i];
		char below[1024], shape[2048];

		/* What every kind has, has no declaration of its own. */
		if (strcmp(row->owner, owner) != 0 || row->line == 0 || row->path[0] == '\0')
			continue;
		const char *at = behind_key(read_file(row->path), row);
		if (at != NULL) {
			read_shape(at, shape, sizeof shape);
			put("| `%s%s%s` | ", owner + skip, owner[skip] == '\0' ? "" : ".", row->name);
			if (shape[0] == '\0' || strcmp(shape, "?") == 0)
				put("a block%s", shape[0] == '\0' ? "" : ", or nothing");
			else {
				put("`");
				put_cell(shape);
				put("`");
			}
			put(" | ");
			put_cell(row->doc);
			put(" |\n");
			snprintf(below, sizeof below, "%s.%s", owner, row->name);
			put_properties(rows, below, skip + (owner[skip] == '\0'), depth + 1);
		}
	}
}

static void kinds(struct bst_context *context)
{
	struct rows *rows = rows_of(context, BST_TOPIC_KIND), *properties = rows_of(context, BST_TOPIC_PROPERTY);

	begin("Kinds", "What can be declared. How a shape is read is said in [5.3](../05_types.md): `?` may be missing, `*` any number, `+` at\n"
		"least one, `( a | b )` one of these, `as` how a part is called in rules and emitters. Every kind also has\n"
		"`existing \"id\"`, `adopt \"id\"` and `was NAME` (3.3.4).");
	for (size_t i = 0; i < rows->count; i++) {
		put("\n## %s\n\n%s\n\n| property | takes | means |\n| --- | --- | --- |\n", rows->at[i].name, rows->at[i].doc);
		put_properties(properties, rows->at[i].name, strlen(rows->at[i].name), 0);
	}
}

static void rules(struct bst_context *context)
{
	struct rows *rows = rows_of(context, BST_TOPIC_RULE);

	begin("Rules", "What must hold of every program, with the reason and what mends a finding. *Absolute* rules cannot be waived (10.5).");
	const char *path = "";
	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->at[i];
		if (strcmp(path, row->path) != 0)
			put("\n## %s\n\n| rule | what must hold | because | to mend it |\n| --- | --- | --- | --- |\n", path = row->path);
		put("| `%s` | ", row->name);
		put_cell(row->doc);
		put("%s%s | ", row->absolute ? " *Absolute.*" : "", row->severity == BST_ERROR ? "" : row->severity == BST_ASSUMPTION ? " *Assumed.*" : " *A warning.*");
		put_cell(row->because);
		put(" | ");
		put_cell(row->help);
		put(" |\n");
	}
}

static void relations(struct bst_context *context)
{
	struct rows *rows = rows_of(context, BST_TOPIC_RELATION), *fields = rows_of(context, BST_TOPIC_FIELD);

	begin("Relations", "What is derived from a program, and read by rules and emitters: a relation is a list of rows, a row has fields. Besides,\n"
		"each kind is a relation of its things, called by its plural: `services`, `stores`.");
	for (size_t i = 0; i < rows->count; i++) {
		put("\n## %s\n\n%s\n\n| field | type | means |\n| --- | --- | --- |\n", rows->at[i].name, rows->at[i].doc);
		for (size_t j = 0; j < fields->count; j++) {
			if (strcmp(fields->at[j].owner, rows->at[i].name) != 0)
				continue;
			put("| `%s` | ", fields->at[j].name);
			put_cell(fields->at[j].signature);
			put(" | ");
			put_cell(fields->at[j].doc);
			put(" |\n");
		}
	}
}

static void functions(struct bst_context *context)
{
	struct rows *rows = rows_of(context, BST_TOPIC_FUNCTION);

	begin("Functions", "What an expression may call, beside the functions and facts that the library and the program declare (10.3).");
	put("\n| function | gives |\n| --- | --- |\n");
	for (size_t i = 0; i < rows->count; i++) {
		put("| `");
		put_cell(rows->at[i].name);
		put_cell(rows->at[i].signature);
		put("` | ");
		put_cell(rows->at[i].doc);
		put(" |\n");
	}
}

static void diagnostics(struct bst_context *context)
{
	struct rows *rows = rows_of(context, BST_TOPIC_DIAGNOSTIC);

	begin("Diagnostics", "What the compiler itself reports. Rules report under their own names: see [rules](rules.md).");
	put("\n| name | severity | says | clause |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < rows->count; i++) {
		put("| `%s` | %s | ", rows->at[i].name, rows->at[i].severity == BST_ERROR ? "error" : "warning");
		put_cell(rows->at[i].doc);
		put(" | %s |\n", rows->at[i].clause);
	}
}

/* "(16u << 20)" as 16 MiB, "10000u" as 10,000. */
static void put_limit(const char *value)
{
	unsigned long long number = 0;
	unsigned shift = 0;
	const char *left = strstr(value, "<<");

	sscanf(value + strspn(value, "("), "%llu", &number);
	if (left != NULL)
		sscanf(left + 2, "%u", &shift);
	number <<= shift;
	if (left != NULL)
		put("%llu (%llu × 2^%u)", number, number >> shift, shift);
	else
		put("%llu", number);
}

static void limits(struct bst_context *context)
{
	char *text = copy(read_file("compiler/base/limits.h")), *next;

	(void)context;
	begin("Limits", "Every hard limit, with its reason. What passes one is refused with a diagnostic, never by a crash.");
	put("\n| limit | value | why |\n| --- | --- | --- |\n");
	for (char *line = text; *line != '\0'; line = next) {
		char name[128], value[128];
		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		char *why = strstr(line, "/*"), *end = why == NULL ? NULL : strstr(why, "*/");
		if (end == NULL || sscanf(line, "#define LIMIT_%127s %127[^/]", name, value) != 2)
			continue;
		for (char *ch = name; *ch != '\0'; ch++)
			*ch = (char)(*ch == '_' ? ' ' : tolower((unsigned char)*ch));
		put("| %s | ", name);
		put_limit(value);
		*end = '\0';
		put(" | ");
		why += 2 + strspn(why + 2, " ");
		while (end > why && end[-1] == ' ')
			*--end = '\0';
		put_cell(why);
		put(" |\n");
	}
}

int main(int count, char **arguments)
{
	static const struct { const char *path; void (*make)(struct bst_context *context); } pages[] = {
		{ "spec/reference/kinds.md", kinds }, { "spec/reference/rules.md", rules }, { "spec/reference/relations.md", relations },
		{ "spec/reference/functions.md", functions }, { "spec/reference/diagnostics.md", diagnostics }, { "spec/limits.md", limits },
	};
	struct bst_host host = { 0 };
	struct bst_context *context = must(bst_new(&host));
	bool write = count > 1 && strcmp(arguments[1], "write") == 0;
	int failed = 0;

	root = getenv("ROOT") != NULL ? getenv("ROOT") : ".";
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		pages[i].make(context);
		if (write) {
			char name[4096];
			snprintf(name, sizeof name, "%s/%s", root, pages[i].path);
			FILE *file = must(fopen(name, "wb"));
			failed |= fwrite(page, 1, page_length, file) != page_length || fclose(file) != 0;
			continue;
		}
		const char *committed = read_file(pages[i].path);
		if (strlen(committed) != page_length || memcmp(committed, page, page_length) != 0) {
			printf("%s is not what the compiler says: run `make reference` and read the difference\n", pages[i].path);
			failed = 1;
		}
	}
	bst_free(context);
	while (kept_count > 0)
		free(kept[--kept_count]);
	free(page);
	return failed;
}
