/* Paths are joined part by part, so that `..` can be followed without ever leaving the root. */
#include "base/path.h"

#include <string.h>

#include "base/limits.h"

#define PART_BYTES 255u            /* the longest name of a file that common file systems take */

struct str path_folder(struct str path)
{
	uint32_t len = path.len;

	while (len > 0 && path.at[len - 1] != '/')
		len--;
	return (struct str){ path.at, len > 0 ? len - 1 : 0 };
}

struct str path_base(struct str path)
{
	uint32_t start = path.len;

	while (start > 0 && path.at[start - 1] != '/')
		start--;
	return (struct str){ path.at + start, path.len - start };
}

static bool is_forbidden(char c) { return (unsigned char)c < 0x20 || c == 0x7f || c == '\\'; }

/* Takes the first part off `rest`; empty parts come out as empty. */
static struct str next_part(struct str *rest)
{
	const char *slash = rest->len > 0 ? memchr(rest->at, '/', rest->len) : NULL;
	struct str part = { rest->at, slash != NULL ? (uint32_t)(slash - rest->at) : rest->len };
	uint32_t taken = part.len + (slash != NULL);

	rest->at += taken;
	rest->len -= taken;
	return part;
}

/* Appends the parts of `path` to out; false when one leaves the root or holds a forbidden byte. */
static bool append(char *out, uint32_t *len, struct str path)
{
	while (path.len > 0) {
		struct str part = next_part(&path);

		if (part.len == 0 || str_is(part, "."))
			continue;
		if (str_is(part, "..")) {
			if (*len == 0)
				return false;
			*len = path_folder((struct str){ out, *len }).len;
			continue;
		}
		if (*len > 0)
			out[(*len)++] = '/';
		for (uint32_t i = 0; i < part.len; i++) {
			if (is_forbidden(part.at[i]))
				return false;
			out[(*len)++] = part.at[i];
		}
	}
	return true;
}

struct str path_join(struct arena *arena, struct str folder, struct str path)
{
	char *out;
	uint32_t len = 0;

	if (path.len > 0 && path.at[0] == '/')
		return (struct str){ 0 };
	out = arena_alloc(arena, (size_t)folder.len + path.len + 2);
	if (!append(out, &len, folder) || !append(out, &len, path))
		return (struct str){ 0 };
	out[len] = '\0';
	return (struct str){ out, len };
}

bool path_is_safe(struct str path)
{
	struct str rest = path;

	if (path.len == 0 || path.len > LIMIT_PATH_BYTES || path.at[path.len - 1] == '/')
		return false;
	for (uint32_t i = 0; i < path.len; i++) {
		if (is_forbidden(path.at[i]))
			return false;
	}
	while (rest.len > 0) {
		struct str part = next_part(&rest);

		if (part.len == 0 || part.len > PART_BYTES || str_is(part, ".") || str_is(part, ".."))
			return false;
	}
	return true;
}
