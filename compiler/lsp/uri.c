#include "lsp/uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lsp/memory.h"

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* In place. False when a percent sign stands for NUL. */
static bool decode(char *text)
{
	char *out = text;
	for (; *text != '\0'; text++) {
		int high = *text == '%' ? hex(text[1]) : -1, low = high >= 0 ? hex(text[2]) : -1;
		*out++ = low >= 0 ? (char)(16 * high + low) : *text;
		if (low >= 0 && out[-1] == '\0')
			return false;
		text += low >= 0 ? 2 : 0;
	}
	*out = '\0';
	return true;
}

/* In place: an absolute path without `.`, `..` and empty parts. */
static void straighten(char *path)
{
	size_t length = 0;
	for (const char *at = path; *at != '\0'; ) {
		size_t part = strcspn(at, "/");
		if (part == 2 && at[0] == '.' && at[1] == '.') {
			while (length > 0 && path[length - 1] != '/')
				length--;
			length -= length > 0;
		} else if (part > 0 && !(part == 1 && at[0] == '.')) {
			path[length++] = '/';
			memmove(path + length, at, part);
			length += part;
		}
		at += part;
		at += *at == '/';
	}
	if (length == 0)
		path[length++] = '/';
	path[length] = '\0';
}

char *uri_path(const char *uri)
{
	size_t length = strlen(uri);
	if (length == 0 || length > 16384)
		return NULL;
	char *path = lsp_copy(uri, length);
	if (strncasecmp(uri, "file:", 5) != 0)
		return path;
	char *rest = path + 5;
	if (strncmp(rest, "//", 2) == 0)
		rest += 2;
	if (strncasecmp(rest, "localhost/", 10) == 0)
		rest += 9;
	rest[strcspn(rest, "?#")] = '\0';
	if (rest[0] != '/' || !decode(rest)) {
		free(path);
		return NULL;
	}
	memmove(path, rest, strlen(rest) + 1);
	straighten(path);
	return path;
}

char *uri_of(const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
	struct bytes out = { 0 };
	if (path[0] != '/')
		return lsp_copy(path, strlen(path));
	bytes_add(&out, "file://", 7);
	for (; *path != '\0'; path++) {
		char escaped[4];
		snprintf(escaped, sizeof escaped, "%%%02X", (unsigned char)*path);
		bytes_add(&out, strchr(plain, *path) != NULL ? path : escaped, strchr(plain, *path) != NULL ? 1 : 3);
	}
	return out.at;
}

bool uri_is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);
	return strncmp(path, folder, length) == 0 && (path[length] == '/' || (length > 0 && folder[length - 1] == '/'));
}
