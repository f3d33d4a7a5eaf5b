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

struct str path_below(struct arena *arena, struct str folder, struct str path)
{
	uint32_t before = folder.len > 0 ? folder.len + 1 : 0;
	char *at = arena_alloc_raw(arena, (size_t)before + path.len + 1);

	if (before > 0)
		memcpy(at, folder.at, folder.len);
	if (before > 0)
		at[folder.len] = '/';
	memcpy(at + before, path.at, path.len);
	at[before + path.len] = '\0';
	return (struct str){ at, before + path.len };
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

struct str path_first(struct str path) { return next_part(&path); }

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

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

/* Is the word (in lower case) the beginning of the part, up to its end or a dot? */
static bool is_called(struct str part, const char *word)
{
	uint32_t i = 0;

	while (word[i] != '\0' && i < part.len && lower(part.at[i]) == word[i])
		i++;
	return word[i] == '\0' && (i == part.len || part.at[i] == '.');
}

/* Windows opens these devices in every folder, whatever ending stands behind the name. */
static bool is_device(struct str part)
{
	static const char *const devices[] = { "con", "prn", "aux", "nul", "conin$", "conout$" };
	struct str without_number = { part.at, 3 };

	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
		if (is_called(part, devices[i]))
			return true;
	}
	return part.len >= 4 && part.at[3] >= '0' && part.at[3] <= '9' && (part.len == 4 || part.at[4] == '.')
		&& (is_called(without_number, "com") || is_called(without_number, "lpt"));
}

static const char *part_fault(struct str part)
{
	if (part.len == 0)
		return "one of its parts is empty";
	if (str_is(part, ".") || str_is(part, ".."))
		return "`.` and `..` are no names";
	if (part.len > PART_BYTES)
		return "the name of a file is at most 255 bytes long";
	for (uint32_t i = 0; i < part.len; i++) {
		if (is_forbidden(part.at[i]) || strchr("<>:\"|?*", part.at[i]) != NULL)
			return "control characters, \\ < > : \" | ? and * stand in no name of a file that every system takes";
	}
	if (part.at[part.len - 1] == '.' || part.at[part.len - 1] == ' ')
		return "Windows drops a dot or a blank at the end of a name";
	if (is_device(part))
		return "Windows takes that name for a device";
	if (part.len == 4 && is_called((struct str){ part.at + 1, 3 }, "git") && part.at[0] == '.')
		return "`.git` is git's own folder";
	return str_starts(part, STR(".bastide-")) ? "names that begin with `.bastide-` are for what a build notes about itself" : NULL;
}

const char *path_part_fault(struct str path, struct str *part)
{
	struct str rest = path;
	const char *fault = NULL;

	*part = path;
	if (path.len == 0)
		return "it is empty";
	if (path.len > LIMIT_PATH_BYTES)
		return "it is too long";
	if (path.at[0] == '/')
		return "it begins with `/`";
	if (path.at[path.len - 1] == '/')
		return "it ends with `/`";
	while (rest.len > 0 && fault == NULL) {
		*part = next_part(&rest);
		fault = part_fault(*part);
	}
	return fault;
}

const char *path_fault(struct str path)
{
	struct str part;

	return path_part_fault(path, &part);
}

bool path_is_safe(struct str path) { return path_fault(path) == NULL; }
