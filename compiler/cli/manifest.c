#define _GNU_SOURCE
#include "cli/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/disk_host.h"
#include "cli/terminal.h"
#include "include/bastide.h"

static char *copied(const char *text)
{
	size_t length = strlen(text) + 1;
	return memcpy(memory(NULL, length), text, length);
}

void manifest_add(struct manifest *manifest, const char *path, const char *target, uint64_t size, const char *sha256)
{
	if (manifest->count == manifest->cap) {
		manifest->cap = 2 * manifest->cap + 64;
		manifest->at = memory(manifest->at, manifest->cap * sizeof *manifest->at);
	}
	struct manifest_entry *entry = &manifest->at[manifest->count++];
	*entry = (struct manifest_entry){ .path = copied(path), .target = copied(target), .size = size };
	snprintf(entry->sha256, sizeof entry->sha256, "%s", sha256);
}

static int compare(const void *a, const void *b)
{
	const struct manifest_entry *x = a, *y = b;
	int order = strcmp(x->path, y->path);
	return order != 0 ? order : strcmp(x->sha256, y->sha256);
}

static void drop(struct manifest_entry *entry)
{
	free(entry->path);
	free(entry->target);
}

void manifest_sort(struct manifest *manifest)
{
	size_t kept = 0;
	if (manifest->count > 1)
		qsort(manifest->at, manifest->count, sizeof *manifest->at, compare);
	for (size_t i = 0; i < manifest->count; i++) {
		if (kept > 0 && compare(&manifest->at[kept - 1], &manifest->at[i]) == 0)
			drop(&manifest->at[i]);
		else
			manifest->at[kept++] = manifest->at[i];
	}
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

bool manifest_has(const struct manifest *manifest, const char *path, const char *sha256)
{
	size_t count;
	const struct manifest_entry *entry = manifest_find(manifest, path, &count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(entry[i].sha256, sha256) == 0)
			return true;
	return false;
}

void manifest_free(struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->count; i++)
		drop(&manifest->at[i]);
	free(manifest->at);
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

/* --- the text ---------------------------------------------------------------------------------------- */

char *manifest_print(const struct manifest *manifest, size_t *length)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, length);
	if (out == NULL)
		memory(NULL, SIZE_MAX);
	fprintf(out, "{\n\"generator\": \"bastide %s\",\n\"note\": \"Written by `bastide build`, which needs it to know its "
		"files from yours. Do not edit.\",\n\"files\": [\n", bst_version());
	for (size_t i = 0; i < manifest->count; i++) {
		const struct manifest_entry *entry = &manifest->at[i];
		fputs("{\"path\": ", out);
		terminal_json(out, entry->path);
		fputs(", \"target\": ", out);
		terminal_json(out, entry->target);
		fprintf(out, ", \"size\": %llu, \"sha256\": \"%s\"}%s\n", (unsigned long long)entry->size, entry->sha256,
			i + 1 < manifest->count ? "," : "");
	}
	fputs("]\n}\n", out);
	if (fclose(out) != 0)
		memory(NULL, SIZE_MAX);
	return text;
}

/* Reads just enough JSON for what manifest_print writes, however somebody's tool has laid it out. */
struct reader { const char *at; char text[4200]; };

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
		if (c == '\0' || length + 2 > sizeof in->text)
			return false;
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

static bool entry(struct reader *in, struct manifest *manifest)
{
	char path[4200] = "", target[256] = "", sha256[SHA256_TEXT] = "";
	unsigned long long size = 0;
	if (!blank(in, '{'))
		return false;
	do {
		if (!string(in) || !blank(in, ':'))
			return false;
		if (strcmp(in->text, "size") == 0) {
			char *end;
			in->at += strspn(in->at, " \t\r\n");
			size = strtoull(in->at, &end, 10);
			if (end == in->at)
				return false;
			in->at = end;
			continue;
		}
		char *field = strcmp(in->text, "path") == 0 ? path : strcmp(in->text, "target") == 0 ? target
			: strcmp(in->text, "sha256") == 0 ? sha256 : NULL;
		size_t room = field == path ? sizeof path : field == target ? sizeof target : sizeof sha256;
		if (field == NULL || !string(in) || strlen(in->text) >= room)
			return false;
		memcpy(field, in->text, strlen(in->text) + 1);
	} while (blank(in, ','));
	if (!blank(in, '}') || !manifest_path_is_safe(path) || strspn(sha256, "0123456789abcdef") != SHA256_TEXT - 1)
		return false;
	manifest_add(manifest, path, target, size, sha256);
	return true;
}

static bool document(struct reader *in, struct manifest *manifest)
{
	if (!blank(in, '{'))
		return false;
	do {
		if (!string(in) || !blank(in, ':'))
			return false;
		if (strcmp(in->text, "files") != 0) {
			if (!string(in))
				return false;
			continue;
		}
		if (!blank(in, '['))
			return false;
		if (blank(in, ']'))
			continue;
		do {
			if (!entry(in, manifest))
				return false;
		} while (blank(in, ','));
		if (!blank(in, ']'))
			return false;
	} while (blank(in, ','));
	return blank(in, '}') && in->at[strspn(in->at, " \t\r\n")] == '\0';
}

bool manifest_parse(struct manifest *manifest, const char *text, char *why, size_t size)
{
	struct reader in = { .at = text };
	if (document(&in, manifest)) {
		manifest_sort(manifest);
		return true;
	}
	unsigned line = 1;
	for (const char *at = text; at < in.at; at++)
		line += *at == '\n';
	snprintf(why, size, "line %u is not what bastide wrote", line);
	return false;
}
