#define _GNU_SOURCE
#include "cli/disk_host.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cmd.h"

#define SOURCE_SUFFIX ".bastide"
#define INPUTS_SUFFIX ".inputs"
#define MANIFEST_NAME ".bastide-manifest.json"     /* a folder that holds one is an output folder */
#define LARGEST_SOURCE (16u << 20)
#define DEEPEST_FOLDER 64u
#define MOST_LOOKED_AT 100000u                     /* entries below all links of a folder: less than a second */

struct seen { dev_t device; ino_t inode; char *path; };

void *memory(void *old, size_t size)
{
	void *new = realloc(old, size > 0 ? size : 1);
	if (new == NULL) {
		fputs("bastide: out of memory\n", stderr);
		_exit(STATUS_CANNOT);
	}
	return new;
}

/* --- lists of paths ---------------------------------------------------------------------------------- */

void path_list_add(struct path_list *list, const char *path)
{
	path_list_add_start(list, path, strlen(path));
}

void path_list_add_start(struct path_list *list, const char *path, size_t length)
{
	if (list->count == list->cap) {
		list->cap = 2 * list->cap + 16;
		list->at = memory(list->at, list->cap * sizeof *list->at);
	}
	list->at[list->count] = memcpy(memory(NULL, length + 1), path, length);
	list->at[list->count++][length] = '\0';
}

void path_list_free(struct path_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->at[i]);
	free(list->at);
	*list = (struct path_list){ 0 };
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void path_list_sort(struct path_list *list)
{
	if (list->count > 1)
		qsort(list->at, list->count, sizeof *list->at, by_bytes);
}

char *path_joined(const char *folder, const char *name)
{
	size_t room = strlen(folder) + strlen(name) + 3, length = 0;
	char *whole = memory(NULL, room), *out = memory(NULL, room);
	snprintf(whole, room, "%s%s%s", name[0] == '/' ? "" : folder, name[0] == '/' || folder[0] == '\0' ? "" : "/", name);
	if (whole[0] == '/')
		out[length++] = '/';
	size_t root = length;
	for (const char *at = whole; *at != '\0'; ) {
		size_t part = strcspn(at, "/");
		bool up = part == 2 && at[0] == '.' && at[1] == '.';
		size_t last = length;
		while (last > root && out[last - 1] != '/')
			last--;
		bool can_drop = length > root && !(length - last == 2 && out[last] == '.' && out[last + 1] == '.');
		if (up && can_drop) {
			length = last > root ? last - 1 : root;
		} else if (part > 0 && !(part == 1 && at[0] == '.')) {
			if (length > root)
				out[length++] = '/';
			memcpy(out + length, at, part);
			length += part;
		}
		at += part;
		at += *at == '/';
	}
	if (length == 0)
		out[length++] = '.';
	out[length] = '\0';
	free(whole);
	return out;
}

/* --- finding ----------------------------------------------------------------------------------------- */

void disk_host_init(struct disk_host *disk, const char *output)
{
	*disk = (struct disk_host){ .output = output };
}

void disk_host_free(struct disk_host *disk)
{
	path_list_free(&disk->paths);
	path_list_free(&disk->links);
	path_list_free(&disk->folders);
	for (size_t i = 0; i < disk->seen_cap; i++)
		free(disk->seen[i].path);
	free(disk->seen);
	free(disk->buffer);
	free(disk->given);
}

static struct seen *seen_slot(struct seen *table, size_t cap, dev_t device, ino_t inode)
{
	size_t at = ((size_t)inode * 0x9E3779B97F4A7C15u ^ (size_t)device) & (cap - 1);
	while (table[at].path != NULL && (table[at].device != device || table[at].inode != inode))
		at = (at + 1) & (cap - 1);
	return &table[at];
}

/* The path under which the file was first met. */
static const char *first_path(struct disk_host *disk, const struct stat *status, const char *path)
{
	if (2 * disk->seen_count >= disk->seen_cap) {
		size_t cap = disk->seen_cap == 0 ? 64 : 2 * disk->seen_cap;
		struct seen *table = memset(memory(NULL, cap * sizeof *table), 0, cap * sizeof *table);
		for (size_t i = 0; i < disk->seen_cap; i++)
			if (disk->seen[i].path != NULL)
				*seen_slot(table, cap, disk->seen[i].device, disk->seen[i].inode) = disk->seen[i];
		free(disk->seen);
		disk->seen = table;
		disk->seen_cap = cap;
	}
	struct seen *slot = seen_slot(disk->seen, disk->seen_cap, status->st_dev, status->st_ino);
	if (slot->path == NULL) {
		slot->device = status->st_dev;
		slot->inode = status->st_ino;
		slot->path = path_joined("", path);
		disk->seen_count++;
	}
	return slot->path;
}

static bool is_seen(const struct disk_host *disk, const struct stat *status)
{
	return disk->seen_cap > 0 && seen_slot(disk->seen, disk->seen_cap, status->st_dev, status->st_ino)->path != NULL;
}

static const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? slash + 1 : path;
}

static bool is_left_out(const char *name)
{
	return name[0] == '.' || strcmp(name, "refused") == 0 || strcmp(name, "accepted") == 0;
}

static bool ends_in(const char *name, const char *suffix)
{
	size_t length = strlen(name), end = strlen(suffix);
	return length > end && name[0] != '.' && strcmp(name + length - end, suffix) == 0;
}

static bool is_source_name(const char *name)
{
	return ends_in(name, SOURCE_SUFFIX);
}

static bool is_output(const struct disk_host *disk, int folder, const struct stat *status)
{
	struct stat output, manifest;
	if (disk->output != NULL && stat(disk->output, &output) == 0
	    && output.st_dev == status->st_dev && output.st_ino == status->st_ino)
		return true;
	return fstatat(folder, MANIFEST_NAME, &manifest, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool fail(struct disk_host *disk, const char *what, int error)
{
	snprintf(disk->why, sizeof disk->why, "%s%s%s", what, error != 0 ? ": " : "", error != 0 ? strerror(error) : "");
	return false;
}

static bool walk(struct disk_host *disk, struct path_list *found, int folder, const char *path, unsigned depth);

/* One entry of a folder. */
static bool entry(struct disk_host *disk, struct path_list *found, int folder, const char *path, const char *name, unsigned depth)
{
	struct stat status;
	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT || fail(disk, path, errno);
	if (S_ISLNK(status.st_mode)) {
		if (!is_left_out(name))
			path_list_add(&disk->links, path);
		return true;
	}
	if (!S_ISDIR(status.st_mode)) {
		/* A pipe or a device of that name is listed, too: reading it says what is wrong. */
		if (is_source_name(name) && (S_ISREG(status.st_mode) || !disk->regular_only))
			path_list_add(found, first_path(disk, &status, path));
		return true;
	}
	if (is_left_out(name))
		return true;
	int below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (below < 0)
		return fail(disk, path, errno);
	if (is_output(disk, below, &status)) {
		close(below);
		return true;
	}
	return walk(disk, found, below, path, depth + 1);
}

/* Takes `folder` over and closes it. */
static bool walk(struct disk_host *disk, struct path_list *found, int folder, const char *path, unsigned depth)
{
	DIR *dir = depth <= DEEPEST_FOLDER ? fdopendir(folder) : NULL;
	struct dirent *next;
	bool right = true;
	if (dir == NULL) {
		close(folder);
		return fail(disk, path, depth > DEEPEST_FOLDER ? ELOOP : errno);
	}
	path_list_add(&disk->folders, path);
	while (right && (errno = 0, next = readdir(dir)) != NULL) {
		if (strcmp(next->d_name, ".") == 0 || strcmp(next->d_name, "..") == 0)
			continue;
		char *below = path_joined(path, next->d_name);
		right = entry(disk, found, folder, below, next->d_name, depth);
		free(below);
	}
	if (right && errno != 0)
		right = fail(disk, path, errno);
	closedir(dir);
	return right;
}

/* A look below links: what is still looked at, and the folders that the one at hand stands in. */
struct look { struct disk_host *disk; unsigned left; };
struct above { const struct above *next; dev_t device; ino_t inode; unsigned depth; };

static bool holds_unseen(struct look *look, int folder, const struct above *above);

/* Whether an entry of a folder below a link is a source that no walk has met, or a folder that holds one. */
static bool is_unseen(struct look *look, int folder, const char *name, const struct above *above)
{
	struct stat status;
	bool leads = fstatat(folder, name, &status, 0) == 0;
	if (is_source_name(name) && !(leads && S_ISDIR(status.st_mode)))
		return leads && S_ISREG(status.st_mode) && !is_seen(look->disk, &status);
	if (!leads || !S_ISDIR(status.st_mode) || is_left_out(name))
		return false;
	return holds_unseen(look, openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), above);
}

/* Whether sources that no walk has met stand below the folder, which is taken over and closed. One that cannot be looked through,
 * too large or too deep, may well hold some. */
static bool holds_unseen(struct look *look, int folder, const struct above *above)
{
	struct stat status;
	struct dirent *next;
	bool unseen = false;
	DIR *dir = folder >= 0 ? fdopendir(folder) : NULL;
	if (dir == NULL || fstat(folder, &status) != 0)
		return folder >= 0 && (dir != NULL ? closedir(dir) : close(folder)) != 0;
	struct above here = { above, status.st_dev, status.st_ino, above != NULL ? above->depth + 1 : 0 };
	bool closed = is_output(look->disk, folder, &status);
	for (const struct above *a = above; a != NULL && !closed; a = a->next)
		closed = a->device == here.device && a->inode == here.inode;
	if (!closed && here.depth > DEEPEST_FOLDER)
		unseen = true;
	while (!closed && !unseen && (next = readdir(dir)) != NULL) {
		if (strcmp(next->d_name, ".") == 0 || strcmp(next->d_name, "..") == 0)
			continue;
		unseen = look->left == 0 || (look->left--, is_unseen(look, folder, next->d_name, &here));
	}
	closedir(dir);
	return unseen;
}

/* What a link leads to is either below and was found there, or outside and not ours to read: such a link is listed, so that
 * reading it says so, and nobody takes the program for more than it is. */
static void list_links(struct disk_host *disk, struct path_list *found)
{
	struct look look = { disk, MOST_LOOKED_AT };
	for (size_t i = 0; i < disk->links.count && !disk->regular_only; i++) {
		const char *path = disk->links.at[i];
		struct stat status, link;
		bool leads = stat(path, &status) == 0;
		bool missed = leads && S_ISDIR(status.st_mode) ? holds_unseen(&look, open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), NULL)
			: is_source_name(path_name(path)) && !(leads && is_seen(disk, &status));
		if (missed && lstat(path, &link) == 0)
			path_list_add(found, first_path(disk, &link, path));
	}
	path_list_free(&disk->links);
}

/* The files that a path means, sorted, added to `found`. */
static enum bst_read files_of(struct disk_host *disk, struct path_list *found, const char *path)
{
	struct stat status;
	if (stat(path, &status) != 0) {
		fail(disk, strerror(errno), 0);
		return errno == ENOENT || errno == ENOTDIR ? BST_MISSING : BST_UNREADABLE;
	}
	if (!S_ISDIR(status.st_mode)) {
		path_list_add(found, first_path(disk, &status, path));
		return BST_READ;
	}
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0) {
		fail(disk, strerror(errno), 0);
		return BST_UNREADABLE;
	}
	if (!walk(disk, found, folder, path, 0))
		return BST_UNREADABLE;
	list_links(disk, found);
	path_list_sort(found);
	if (found->count > 0)
		return BST_READ;
	fail(disk, "no " SOURCE_SUFFIX " file below it", 0);
	return BST_MISSING;
}

bool disk_host_find(struct disk_host *disk, const char *path)
{
	char *plain = path_joined("", path);
	enum bst_read result = files_of(disk, &disk->paths, plain);
	free(plain);
	return result == BST_READ;
}

bool disk_host_belongs(const char *folder, const char *path)
{
	size_t length = strlen(folder);
	if (strncmp(path, folder, length) != 0 || (path[length] != '/' && (length == 0 || path[length - 1] != '/')))
		return false;
	for (const char *at = path + length + (path[length] == '/'), *slash; (slash = strchr(at, '/')) != NULL; at = slash + 1) {
		char part[256];
		snprintf(part, sizeof part, "%.*s", (int)(slash - at), at);
		if (is_left_out(part))
			return false;
	}
	return is_source_name(strrchr(path, '/') + 1);
}

/* The *.inputs file of a folder, if there is any, added to `list`; false, with disk->why, when there are several. */
static bool inputs_of(struct disk_host *disk, const char *folder, struct path_list *list)
{
	struct path_list found = { 0 };
	struct dirent *next;
	DIR *dir = opendir(folder);
	while (dir != NULL && (next = readdir(dir)) != NULL) {
		if (!ends_in(next->d_name, INPUTS_SUFFIX))
			continue;
		char *inputs = path_joined(strcmp(folder, ".") == 0 ? "" : folder, next->d_name);
		path_list_add(&found, inputs);
		free(inputs);
	}
	if (dir != NULL)
		closedir(dir);
	path_list_sort(&found);
	if (found.count == 1)
		path_list_add(list, found.at[0]);
	bool right = found.count <= 1;
	if (!right)
		snprintf(disk->why, sizeof disk->why, "%s and %s both hold inputs; choose with --inputs", found.at[0], found.at[1]);
	path_list_free(&found);
	return right;
}

static bool is_folder(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool disk_host_find_inputs(struct disk_host *disk, const char *path, const char *chosen)
{
	disk->inputs_chosen = chosen != NULL;
	if (chosen != NULL) {
		path_list_add(&disk->paths, chosen);
		return true;
	}
	char *folder = path_joined("", path);
	char *slash = is_folder(folder) ? NULL : strrchr(folder, '/');
	if (slash != NULL)
		slash[slash == folder] = '\0';
	bool right = inputs_of(disk, slash != NULL || is_folder(folder) ? folder : ".", &disk->paths);
	free(folder);
	return right;
}

/* --- reading ----------------------------------------------------------------------------------------- */

/* Everything up to the end, or one byte more than a source may have. */
static bool read_all(struct disk_host *disk, int file, size_t expected, struct bst_text *text)
{
	size_t length = 0;
	for (;;) {
		size_t want = expected > length ? expected + 2 : length + 65536;
		if (disk->buffer_size < want) {
			disk->buffer = memory(disk->buffer, want);
			disk->buffer_size = want;
		}
		ssize_t got = read(file, disk->buffer + length, disk->buffer_size - 1 - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(disk, strerror(errno), 0);
		length += (size_t)got;
		if (length > LARGEST_SOURCE)
			return fail(disk, "it is larger than 16 MiB", 0);
		if (got == 0)
			break;
	}
	disk->buffer[length] = '\0';
	*text = (struct bst_text){ disk->buffer, length };
	return true;
}

/* One that a walk listed; what the command or an import names is read, link or not. */
static bool is_listed_link(const struct disk_host *disk, const char *path)
{
	struct stat status;
	return lstat(path, &status) == 0 && S_ISLNK(status.st_mode) && is_seen(disk, &status);
}

enum bst_read disk_host_read(void *user, const char *path, struct bst_text *text, const char **why)
{
	struct disk_host *disk = user;
	struct stat status;
	*why = disk->why;
	if (is_listed_link(disk, path)) {
		fail(disk, "it is a symbolic link, which is not followed; import what it leads to", 0);
		return BST_UNREADABLE;
	}
	/* Not to hang on a pipe that somebody named like a source. */
	int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (file < 0) {
		fail(disk, strerror(errno), 0);
		return errno == ENOENT || errno == ENOTDIR ? BST_MISSING : BST_UNREADABLE;
	}
	bool right = fstat(file, &status) == 0 || fail(disk, strerror(errno), 0);
	right = right && (S_ISREG(status.st_mode) || fail(disk, S_ISDIR(status.st_mode) ? "it is a folder" : "it is no regular file", 0));
	right = right && read_all(disk, file, (size_t)status.st_size < LARGEST_SOURCE ? (size_t)status.st_size : LARGEST_SOURCE, text);
	close(file);
	return right ? BST_READ : BST_UNREADABLE;
}

enum bst_read disk_host_resolve(void *user, const char *from, const char *import,
	bool (*add)(void *list, const char *path), void *list, const char **why)
{
	struct disk_host *disk = user;
	struct path_list found = { 0 };
	const char *slash = strrchr(from, '/');
	char *folder = path_joined("", slash != NULL ? from : ".");
	*why = disk->why;
	if (import[0] == '/' || import[0] == '\0') {
		free(folder);
		fail(disk, "an import is a path relative to the file", 0);
		return BST_UNREADABLE;
	}
	if (slash != NULL)
		*strrchr(folder, '/') = '\0';
	char *path = path_joined(strcmp(folder, ".") == 0 ? "" : folder[0] == '\0' ? "/" : folder, import);
	enum bst_read result = files_of(disk, &found, path);
	/* A folder that is imported brings its inputs along, unless the command named others. */
	if (result == BST_READ && !disk->inputs_chosen && is_folder(path) && !inputs_of(disk, path, &found))
		result = BST_UNREADABLE;
	for (size_t i = 0; result == BST_READ && i < found.count; i++)
		if (!add(list, found.at[i]))
			break;
	path_list_free(&found);
	free(path);
	free(folder);
	return result;
}

bool disk_read_stdin(struct disk_host *disk, struct bst_text *text)
{
	return read_all(disk, STDIN_FILENO, 65536, text);
}

/* --- replacing (fmt) --------------------------------------------------------------------------------- */

static bool write_all(int file, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t done = write(file, bytes, length);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		bytes += done;
		length -= (size_t)done;
	}
	return true;
}

bool disk_replace(struct disk_host *disk, const char *path, const char *bytes, size_t length)
{
	/* A link keeps leading where it led: the file behind it is replaced. */
	char *real = realpath(path, NULL);
	struct stat status;
	if (real == NULL || stat(real, &status) != 0) {
		free(real);
		return fail(disk, strerror(errno), 0);
	}
	/* Renaming asks for no right to the file itself; whoever took it away from everybody meant it. */
	if ((status.st_mode & 0222) == 0) {
		free(real);
		return fail(disk, "it is read-only", 0);
	}
	size_t room = strlen(real) + 32;
	char *temporary = memory(NULL, room);
	snprintf(temporary, room, "%s.XXXXXX", real);
	int file = mkostemp(temporary, O_CLOEXEC);
	bool right = file >= 0 && write_all(file, bytes, length) && fchmod(file, status.st_mode & 07777) == 0 && fsync(file) == 0;
	int error = errno;
	if (file >= 0 && close(file) != 0 && right) {
		right = false;
		error = errno;
	}
	if (right && rename(temporary, real) != 0) {
		right = false;
		error = errno;
	}
	if (!right && file >= 0)
		unlink(temporary);
	free(temporary);
	free(real);
	return right || fail(disk, strerror(error), 0);
}
