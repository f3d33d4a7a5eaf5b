#define _GNU_SOURCE
#include "cli/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/disk_host.h"
#include "cli/terminal.h"
#include "include/bastide.h"

#define TEXT_BLOCK ((size_t)65536)     /* a longer text has a block of its own */
#define FIRST_ROOM ((size_t)4096)

static char *copied(const char *text)
{
	size_t length = strlen(text) + 1;
	return memcpy(memory(NULL, length), text, length);
}

void manifest_add(struct manifest *manifest, const char *path, const char *target, uint64_t size, const struct sha256 *sha256)
{
	if (manifest->count == manifest->cap) {
		manifest->cap = 2 * manifest->cap + 64;
		manifest->at = memory(manifest->at, manifest->cap * sizeof *manifest->at);
	}
	manifest->at[manifest->count++] = (struct manifest_entry){ path, target, size, *sha256, false };
}

/* A copy that stays as long as the texts do. */
static char *keep_text(struct manifest_texts *texts, const char *text)
{
	size_t length = strlen(text) + 1;
	if (texts->left < length) {
		texts->left = length > TEXT_BLOCK ? length : TEXT_BLOCK;
		texts->blocks = memory(texts->blocks, (texts->count + 1) * sizeof *texts->blocks);
		texts->blocks[texts->count++] = memory(NULL, texts->left);
		texts->at = texts->blocks[texts->count - 1];
	}
	char *copy = texts->at;
	texts->at += length;
	texts->left -= length;
	return memcpy(copy, text, length);
}

static void free_texts(struct manifest_texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		free(texts->blocks[i]);
	free(texts->blocks);
}

void manifest_keep(struct manifest *manifest, const struct bst_kept *kept)
{
	if (manifest->kept_count == manifest->kept_cap) {
		manifest->kept_cap = 2 * manifest->kept_cap + 16;
		manifest->kept = memory(manifest->kept, manifest->kept_cap * sizeof *manifest->kept);
	}
	struct manifest_texts *texts = &manifest->kept_texts;
	/* What is kept of a unit stands together. */
	const char *before = manifest->kept_count > 0 ? manifest->kept[manifest->kept_count - 1].unit : "";
	const char *unit = strcmp(before, kept->unit) == 0 ? before : keep_text(texts, kept->unit);
	manifest->kept[manifest->kept_count++] = (struct bst_kept){ unit, keep_text(texts, kept->address), keep_text(texts, kept->thing),
		keep_text(texts, kept->settled), kept->guarded };
}

static int compare_kept(const void *a, const void *b)
{
	const struct bst_kept *x = a, *y = b;
	int order = strcmp(x->unit, y->unit);
	return order != 0 ? order : strcmp(x->address, y->address);
}

const struct bst_kept *manifest_kept_at(const struct manifest *manifest, const char *unit, const char *address)
{
	struct bst_kept key = { .unit = unit, .address = address };
	return manifest->kept_count == 0 ? NULL : bsearch(&key, manifest->kept, manifest->kept_count, sizeof key, compare_kept);
}

bool manifest_keeps_equal(const struct manifest *a, const struct manifest *b)
{
	bool equal = a->kept_count == b->kept_count;
	for (size_t i = 0; i < a->kept_count && equal; i++) {
		const struct bst_kept *x = &a->kept[i], *y = &b->kept[i];
		equal = compare_kept(x, y) == 0 && strcmp(x->thing, y->thing) == 0 && strcmp(x->settled, y->settled) == 0 && x->guarded == y->guarded;
	}
	return equal;
}

static int compare(const void *a, const void *b)
{
	const struct manifest_entry *x = a, *y = b;
	int order = strcmp(x->path, y->path);
	return order != 0 ? order : memcmp(x->sha256.at, y->sha256.at, sizeof x->sha256.at);
}

void manifest_sort(struct manifest *manifest)
{
	size_t kept = 0;
	if (manifest->count > 1)
		qsort(manifest->at, manifest->count, sizeof *manifest->at, compare);
	if (manifest->kept_count > 1)
		qsort(manifest->kept, manifest->kept_count, sizeof *manifest->kept, compare_kept);
	for (size_t i = 0; i < manifest->count; i++)
		if (kept == 0 || compare(&manifest->at[kept - 1], &manifest->at[i]) != 0)
			manifest->at[kept++] = manifest->at[i];
	manifest->count = kept;
}

const struct manifest_entry *manifest_find(const struct manifest *manifest, const char *path, size_t *count)
{
	size_t low = 0, high = manifest->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(manifest->at[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*count = 0;
	while (low + *count < manifest->count && strcmp(manifest->at[low + *count].path, path) == 0)
		(*count)++;
	return *count > 0 ? &manifest->at[low] : NULL;
}

bool manifest_has(const struct manifest *manifest, const char *path, const struct sha256 *sha256)
{
	size_t count;
	const struct manifest_entry *entry = manifest_find(manifest, path, &count);
	for (size_t i = 0; i < count; i++)
		if (sha256_equal(&entry[i].sha256, sha256))
			return true;
	return false;
}

void manifest_take_keeps(struct manifest *from, struct manifest *to)
{
	*to = (struct manifest){ .kept = from->kept, .kept_count = from->kept_count, .kept_cap = from->kept_cap, .kept_texts = from->kept_texts };
	from->kept = NULL;
	from->kept_count = from->kept_cap = 0;
	from->kept_texts = (struct manifest_texts){ 0 };
}

void manifest_free(struct manifest *manifest)
{
	free_texts(&manifest->texts);
	free_texts(&manifest->kept_texts);
	free(manifest->at);
	free(manifest->kept);
	*manifest = (struct manifest){ 0 };
}

bool manifest_path_is_safe(const char *path)
{
	if (path[0] == '\0' || strlen(path) > 4096)
		return false;
	for (const char *part = path;; ) {
		size_t length = strcspn(part, "/");
		bool dots = part[0] == '.' && (length == 1 || (length == 2 && part[1] == '.'));
		if (length == 0 || length > 255 || dots || strncmp(part, ".bastide-", 9) == 0)
			return false;
		for (size_t i = 0; i < length; i++)
			if ((unsigned char)part[i] < ' ' || part[i] == 0x7f || part[i] == '\\')
				return false;
		if (part[length] == '\0')
			return true;
		part += length + 1;
	}
}

/* --- sums -------------------------------------------------------------------------------------------- */

/* What is kept is changed by builds alone: each line has a sum of its own, so that lines of two branches may be merged. */
#define SUM_TEXT 17

static void sum_text(const char *text, size_t length, char sum[SUM_TEXT])
{
	char whole[SHA256_TEXT];
	struct sha256 sha256 = sha256_of(text, length);
	sha256_text(&sha256, whole);
	snprintf(sum, SUM_TEXT, "%.16s", whole);
}

static void sum_kept(const struct bst_kept *kept, char sum[SUM_TEXT])
{
	char *text;
	int length = asprintf(&text, "%d\n%s\n%s\n%s\n%s", kept->guarded, kept->unit, kept->address, kept->thing, kept->settled);
	if (length < 0)
		memory(NULL, SIZE_MAX);
	sum_text(text, (size_t)length, sum);
	free(text);
}

static void sum_count(const char *unit, unsigned long long count, char sum[SUM_TEXT])
{
	char *text;
	int length = asprintf(&text, "%llu\n%s", count, unit);
	if (length < 0)
		memory(NULL, SIZE_MAX);
	sum_text(text, (size_t)length, sum);
	free(text);
}

/* Where the entries of a unit begin, whether there are any or not. */
static size_t kept_from(const struct manifest *manifest, const char *unit)
{
	size_t low = 0, high = manifest->kept_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(manifest->kept[middle].unit, unit) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_kept_at(const struct manifest *manifest, size_t at, const char *unit)
{
	return at < manifest->kept_count && strcmp(manifest->kept[at].unit, unit) == 0;
}

/* How many entries of a unit there are. */
static size_t kept_in(const struct manifest *manifest, const char *unit)
{
	size_t first = kept_from(manifest, unit), count = 0;
	while (is_kept_at(manifest, first + count, unit))
		count++;
	return count;
}

/* Whether something is kept in a unit whose folder a file lies in: in the folder itself or in one around it. */
static bool is_kept_around(const struct manifest *manifest, const char *path)
{
	char unit[4200];
	snprintf(unit, sizeof unit, "%s", path);
	for (char *slash = strrchr(unit, '/'); slash != NULL; slash = strrchr(unit, '/')) {
		*slash = '\0';
		if (is_kept_at(manifest, kept_from(manifest, unit), unit))
			return true;
	}
	return false;
}

/* Commas stand before what they part: a line that is added changes no other, and lines of two branches are merged. */
static void print_kept(FILE *out, const struct manifest *manifest)
{
	fputs(",\n\"kept\": [\n", out);
	for (size_t i = 0; i < manifest->kept_count; i++) {
		const struct bst_kept *kept = &manifest->kept[i];
		const char *const names[] = { "unit", "address", "thing", "settled" }, *const values[] = { kept->unit, kept->address, kept->thing, kept->settled };
		for (size_t f = 0; f < sizeof names / sizeof *names; f++) {
			fprintf(out, "%s\"%s\": ", f > 0 ? ", " : i > 0 ? ",{" : " {", names[f]);
			terminal_json(out, values[f]);
		}
		char sum[SUM_TEXT];
		sum_kept(kept, sum);
		fprintf(out, "%s, \"sum\": \"%s\"}\n", kept->guarded ? ", \"in use\": \"yes\"" : "", sum);
	}
	fputs("]", out);
}

/* How many entries of a unit there are: of one that got lost, as by a merge, nothing else would tell. */
static void print_counts(FILE *out, const struct manifest *manifest)
{
	fputs(",\n\"kept in\": [\n", out);
	for (size_t i = 0, next; i < manifest->kept_count; i = next) {
		for (next = i + 1; next < manifest->kept_count && strcmp(manifest->kept[next].unit, manifest->kept[i].unit) == 0; next++)
			;
		char sum[SUM_TEXT];
		sum_count(manifest->kept[i].unit, next - i, sum);
		fputs(i > 0 ? ",{\"unit\": " : " {\"unit\": ", out);
		terminal_json(out, manifest->kept[i].unit);
		fprintf(out, ", \"count\": %zu, \"sum\": \"%s\"}\n", next - i, sum);
	}
	fputs("]", out);
}

int manifest_print(FILE *out, const struct manifest *manifest)
{
	fprintf(out, "{\n\"generator\": \"bastide %s\",\n\"note\": \"Written by `bastide build`, which needs it to know its "
		"files from yours. Do not edit.\",\n\"edition\": %u,\n\"files\": [\n", bst_version(), manifest->edition);
	for (size_t i = 0; i < manifest->count && !ferror(out); i++) {
		const struct manifest_entry *entry = &manifest->at[i];
		char sha256[SHA256_TEXT];
		sha256_text(&entry->sha256, sha256);
		fputs(i > 0 ? ",{\"path\": " : " {\"path\": ", out);
		terminal_json(out, entry->path);
		fputs(", \"target\": ", out);
		terminal_json(out, entry->target);
		fprintf(out, ", \"size\": %llu, \"sha256\": \"%s\"%s}\n", (unsigned long long)entry->size, sha256,
			is_kept_around(manifest, entry->path) ? ", \"keeps\": \"yes\"" : "");
	}
	if (ferror(out))
		return errno;
	fputs("]", out);
	print_kept(out, manifest);
	print_counts(out, manifest);
	fputs("\n}\n", out);
	return ferror(out) || fflush(out) != 0 ? errno : 0;
}

/* Reads just enough JSON for what manifest_print writes, however somebody's tool has laid it out. */
struct reader {
	const char *at;
	char *text;                            /* the last string, in memory that grows with the longest */
	size_t room;
	struct unit_count { char *unit; unsigned long long count; } *counts;   /* of what is kept */
	size_t counted;
	bool has_files, has_kept, has_counts;
	char wrong[256];                       /* what is known of what is wrong */
};

/* False where a line is not what was written: its sum is that of another, or it has none. */
static bool is_summed(struct reader *in, const char *said, const char *sum, const char *what, const char *unit)
{
	if (said == NULL)
		snprintf(in->wrong, sizeof in->wrong, "what it says of %.80s in %.80s has no sum: somebody changed it, or an earlier bastide wrote it", what, unit);
	else if (strcmp(said, sum) != 0)
		snprintf(in->wrong, sizeof in->wrong, "what it says of %.80s in %.80s is not what was written: somebody changed it", what, unit);
	return in->wrong[0] == '\0';
}

static bool blank(struct reader *in, char c)
{
	in->at += strspn(in->at, " \t\r\n");
	if (*in->at != c)
		return false;
	in->at++;
	return true;
}

static int hexadecimal(const char *at)
{
	int value = 0;
	for (int i = 0; i < 4; i++) {
		const char *digit = at[i] != '\0' ? strchr("0123456789abcdef0123456789ABCDEF", at[i]) : NULL;
		if (digit == NULL)
			return -1;
		value = 16 * value + (int)(digit - "0123456789abcdef0123456789ABCDEF") % 16;
	}
	return value;
}

static bool string(struct reader *in)
{
	size_t length = 0;
	if (!blank(in, '"'))
		return false;
	for (; *in->at != '"'; in->at++) {
		char c = *in->at;
		if (c == '\0')
			return false;
		if (length + 2 > in->room)
			in->text = memory(in->text, in->room *= 2);
		if (c == '\\') {
			c = *++in->at;
			int code = c == 'u' ? hexadecimal(in->at + 1) : 0;
			if (c == 'u' && (code <= 0 || code > 0x7f))
				return false;
			if (c == 'u') {
				in->at += 4;
				c = (char)code;
			} else if (c == 'n') {
				c = '\n';
			} else if (c != '"' && c != '\\' && c != '/') {
				return false;
			}
		}
		in->text[length++] = c;
	}
	in->at++;
	in->text[length] = '\0';
	return true;
}

static bool number(struct reader *in, unsigned long long *value)
{
	char *end;
	in->at += strspn(in->at, " \t\r\n");
	*value = strtoull(in->at, &end, 10);
	if (end == in->at)
		return false;
	in->at = end;
	return true;
}

static bool entry(struct reader *in, struct manifest *manifest)
{
	const char *path = "", *target = "";
	struct sha256 sha256;
	bool summed = false, keeps = false;
	unsigned long long size = 0;
	if (!blank(in, '{'))
		return false;
	do {
		if (!string(in) || !blank(in, ':'))
			return false;
		if (strcmp(in->text, "size") == 0) {
			if (!number(in, &size))
				return false;
			continue;
		}
		if (strcmp(in->text, "sha256") == 0) {
			if (!string(in) || !sha256_read(in->text, &sha256))
				return false;
			summed = true;
			continue;
		}
		if (strcmp(in->text, "keeps") == 0) {
			if (!string(in))
				return false;
			keeps = true;
			continue;
		}
		const char **field = strcmp(in->text, "path") == 0 ? &path : strcmp(in->text, "target") == 0 ? &target : NULL;
		if (field == NULL || !string(in))
			return false;
		/* Files of a target mostly stand together. */
		const char *before = manifest->count > 0 ? manifest->at[manifest->count - 1].target : "";
		*field = field == &target && strcmp(in->text, before) == 0 ? before : keep_text(&manifest->texts, in->text);
	} while (blank(in, ','));
	if (!blank(in, '}') || !manifest_path_is_safe(path) || !summed)
		return false;
	manifest_add(manifest, path, target, size, &sha256);
	manifest->at[manifest->count - 1].keeps = keeps;
	return true;
}

/* {"unit": …, "address": …, "thing": …, "settled": …, "sum": …}, with "in use" where it is. */
static bool kept_entry(struct reader *in, struct manifest *manifest)
{
	static const char *const names[] = { "unit", "address", "thing", "settled", "in use", "sum" };
	enum { FIELDS = sizeof names / sizeof *names };
	char *values[FIELDS] = { NULL };
	bool right = blank(in, '{');
	do {
		size_t f = 0;
		right = right && string(in) && blank(in, ':');
		while (right && f < FIELDS && strcmp(in->text, names[f]) != 0)
			f++;
		right = right && f < FIELDS && values[f] == NULL && string(in);
		if (right)
			values[f] = copied(in->text);
	} while (right && blank(in, ','));
	right = right && blank(in, '}') && values[0] != NULL && values[1] != NULL;
	if (right)
		manifest_keep(manifest, &(struct bst_kept){ values[0], values[1], values[2] != NULL ? values[2] : "", values[3] != NULL ? values[3] : "",
			values[4] != NULL });
	if (right) {
		char sum[SUM_TEXT];
		sum_kept(&manifest->kept[manifest->kept_count - 1], sum);
		right = is_summed(in, values[5], sum, values[1], values[0]);
	}
	for (size_t f = 0; f < FIELDS; f++)
		free(values[f]);
	return right;
}

/* {"unit": …, "count": …, "sum": …} */
static bool count_entry(struct reader *in)
{
	struct unit_count entry = { NULL, 0 };
	char sum[SUM_TEXT];
	bool right = blank(in, '{') && string(in) && strcmp(in->text, "unit") == 0 && blank(in, ':') && string(in);
	if (right)
		entry.unit = copied(in->text);
	right = right && blank(in, ',') && string(in) && strcmp(in->text, "count") == 0 && blank(in, ':') && number(in, &entry.count);
	if (right) {
		sum_count(entry.unit, entry.count, sum);
		bool says = blank(in, ',') && string(in) && strcmp(in->text, "sum") == 0 && blank(in, ':') && string(in);
		right = is_summed(in, says ? in->text : NULL, sum, "how much is kept", entry.unit) && blank(in, '}');
	}
	if (!right) {
		free(entry.unit);
		return false;
	}
	in->counts = memory(in->counts, (in->counted + 1) * sizeof *in->counts);
	in->counts[in->counted++] = entry;
	return true;
}

enum list { LIST_FILES, LIST_KEPT, LIST_COUNTS };

static bool list(struct reader *in, struct manifest *manifest, enum list what)
{
	if (!blank(in, '['))
		return false;
	*(what == LIST_FILES ? &in->has_files : what == LIST_KEPT ? &in->has_kept : &in->has_counts) = true;
	if (blank(in, ']'))
		return true;
	do {
		if (!(what == LIST_FILES ? entry(in, manifest) : what == LIST_KEPT ? kept_entry(in, manifest) : count_entry(in)))
			return false;
	} while (blank(in, ','));
	return blank(in, ']');
}

static bool document(struct reader *in, struct manifest *manifest)
{
	static const char *const lists[] = { [LIST_FILES] = "files", [LIST_KEPT] = "kept", [LIST_COUNTS] = "kept in" };
	if (!blank(in, '{'))
		return false;
	do {
		size_t what = 0;
		unsigned long long year;
		if (!string(in) || !blank(in, ':'))
			return false;
		bool edition = strcmp(in->text, "edition") == 0;
		while (what < sizeof lists / sizeof *lists && strcmp(in->text, lists[what]) != 0)
			what++;
		if (edition ? !number(in, &year) || year > 9999 : what < sizeof lists / sizeof *lists ? !list(in, manifest, (enum list)what) : !string(in))
			return false;
		if (edition)
			manifest->edition = (uint32_t)year;
	} while (blank(in, ','));
	return blank(in, '}') && in->at[strspn(in->at, " \t\r\n")] == '\0';
}

/* Among those that this bastide reads. */
static bool is_known(uint32_t edition)
{
	char *end;
	for (const char *at = bst_editions(); *at != '\0'; at = end + strspn(end, ", "))
		if (strtoul(at, &end, 10) == edition)
			return true;
	return false;
}

static int compare_counts(const void *a, const void *b)
{
	const struct unit_count *x = a, *y = b;
	return strcmp(x->unit, y->unit);
}

/* As many entries as each unit had, none twice, and no unit whose number got lost. Two branches that each add one agree on a number
 * that is too small: more than that is right. */
static bool is_counted(const struct reader *in, const struct manifest *manifest, char *why, size_t size)
{
	if (in->counted > 1)
		qsort(in->counts, in->counted, sizeof *in->counts, compare_counts);
	for (size_t i = 0; i < in->counted; i++) {
		size_t found = kept_in(manifest, in->counts[i].unit);
		if (found < in->counts[i].count) {
			snprintf(why, size, "%zu of %llu entries of what is kept in %.200s stand in it", found, in->counts[i].count, in->counts[i].unit);
			return false;
		}
	}
	for (size_t i = 0; i < manifest->kept_count; i++) {
		const struct bst_kept *kept = &manifest->kept[i];
		struct unit_count key = { .unit = (char *)kept->unit };
		if (in->counted == 0 || bsearch(&key, in->counts, in->counted, sizeof key, compare_counts) == NULL) {
			snprintf(why, size, "it does not say how many entries of what is kept in %.200s there are", kept->unit);
			return false;
		}
		if (i > 0 && compare_kept(kept, kept - 1) == 0) {
			snprintf(why, size, "%.100s in %.100s stands in it twice", kept->address, kept->unit);
			return false;
		}
	}
	return true;
}

/* Whether it says all that it should: one that lost some of what is kept would forget it without a word. */
static bool is_whole(const struct reader *in, const struct manifest *manifest, char *why, size_t size)
{
	if (!in->has_files || !in->has_kept || !in->has_counts) {
		snprintf(why, size, "it has no list of what is %s", !in->has_files ? "written" : in->has_kept ? "kept in which unit" : "kept");
		return false;
	}
	if (!is_counted(in, manifest, why, size))
		return false;
	for (size_t i = 0; i < manifest->count; i++)
		if (manifest->at[i].keeps && !is_kept_around(manifest, manifest->at[i].path)) {
			snprintf(why, size, "what is kept where %.150s lies does not stand in it", manifest->at[i].path);
			return false;
		}
	if (!is_known(manifest->edition)) {
		snprintf(why, size, "it is of edition %u, and this bastide reads %.40s", manifest->edition, bst_editions());
		return false;
	}
	return true;
}

bool manifest_parse(struct manifest *manifest, const char *text, char *why, size_t size)
{
	struct reader in = { .at = text, .text = memory(NULL, FIRST_ROOM), .room = FIRST_ROOM };
	bool right = document(&in, manifest);
	if (right) {
		manifest_sort(manifest);
		right = is_whole(&in, manifest, why, size);
	} else if (in.wrong[0] != '\0') {
		snprintf(why, size, "%s", in.wrong);
	} else {
		unsigned line = 1;
		for (const char *at = text; at < in.at; at++)
			line += *at == '\n';
		snprintf(why, size, "line %u is not what bastide wrote", line);
	}
	for (size_t i = 0; i < in.counted; i++)
		free(in.counts[i].unit);
	free(in.counts);
	free(in.text);
	return right;
}
