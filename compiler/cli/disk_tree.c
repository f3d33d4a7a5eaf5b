#define _GNU_SOURCE
#include "cli/disk_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/disk_host.h"

#define DEEPEST_FOLDER 128u

/* A link in the place of a folder is ELOOP for us on every system, and a file ENOTDIR. */
static int open_folder(int parent, const char *name)
{
	struct stat status;
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 || (errno != ENOTDIR && errno != ELOOP))
		return fd;
	errno = fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode) ? ELOOP : ENOTDIR;
	return -1;
}

int tree_open(struct disk_tree *tree, int parent, const char *name)
{
	*tree = (struct disk_tree){ .fd = open_folder(parent, name) };
	return tree->fd >= 0 ? 0 : errno;
}

static void close_folders(struct disk_tree *tree, size_t keep)
{
	while (tree->open_count > keep)
		close(tree->open[--tree->open_count].fd);
}

void tree_close(struct disk_tree *tree)
{
	close_folders(tree, 0);
	if (tree->fd >= 0)
		close(tree->fd);
	free(tree->path);
	free(tree->buffer);
	*tree = (struct disk_tree){ .fd = -1 };
}

/* How many of the open folders lie on the way to the first `length` bytes of the path, or are it. */
static size_t shared_folders(const struct disk_tree *tree, const char *path, size_t length)
{
	size_t count = 0, at = 0;
	while (count < tree->open_count) {
		size_t end = tree->open[count].length;
		if (end > length || (end < length && path[end] != '/') || memcmp(tree->path + at, path + at, end - at) != 0)
			break;
		at = end;
		count++;
	}
	return count;
}

/* Remembers an open folder: the first `length` bytes of the path. Of very deep ones only the last is kept. */
static void keep_open(struct disk_tree *tree, int fd, const char *path, size_t length)
{
	if (tree->path_size <= length) {
		tree->path_size = 2 * length + 256;
		tree->path = memory(tree->path, tree->path_size);
	}
	memcpy(tree->path, path, length);
	if (tree->open_count == OPEN_FOLDERS)
		close_folders(tree, OPEN_FOLDERS - 1);
	tree->open[tree->open_count].fd = fd;
	tree->open[tree->open_count++].length = length;
}

/* Opens the first `length` bytes of the path, part by part, and with `made` makes those that are missing. On failure *blocking is
 * the length up to the part that failed. */
static int open_or_make(struct disk_tree *tree, const char *path, size_t length, size_t *blocking, struct path_list *made)
{
	bool missing = made != NULL && tree->fresh;      /* and below what is missing everything is */
	char part[256];
	size_t known = length > 0 ? shared_folders(tree, path, length) : 0;
	if (length == 0)
		return tree->fd;
	close_folders(tree, known);
	int fd = known > 0 ? tree->open[known - 1].fd : tree->fd;
	for (size_t at = known > 0 ? tree->open[known - 1].length + 1 : 0; at < length; at++) {
		size_t size = strcspn(path + at, "/");
		if (size >= sizeof part) {
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(part, path + at, size);
		part[size] = '\0';
		at += size;
		*blocking = at;
		int folder = missing ? -1 : open_folder(fd, part);
		if (folder < 0 && (missing || (made != NULL && errno == ENOENT))) {
			missing = mkdirat(fd, part, 0777) == 0;
			if (!missing && errno != EEXIST)
				return -1;
			if (missing)
				path_list_add_start(made, path, at);
			folder = open_folder(fd, part);
		}
		if (folder < 0)
			return -1;
		fd = folder;
		keep_open(tree, fd, path, at);
	}
	return fd;
}

static int folder_fd(struct disk_tree *tree, const char *path, size_t length, size_t *blocking)
{
	return open_or_make(tree, path, length, blocking, NULL);
}

/* The folder that the path lies in, and the last part of the path. */
static int parent_fd(struct disk_tree *tree, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	size_t blocking;
	*name = slash != NULL ? slash + 1 : path;
	return folder_fd(tree, path, slash != NULL ? (size_t)(slash - path) : 0, &blocking);
}

int tree_look(struct disk_tree *tree, const char *path, enum tree_entry *entry, size_t *blocking)
{
	const char *slash = strrchr(path, '/');
	struct stat status;
	int folder = folder_fd(tree, path, slash != NULL ? (size_t)(slash - path) : 0, blocking);
	*entry = TREE_NOTHING;
	if (folder < 0) {
		*entry = errno == ELOOP ? TREE_LINK : errno == ENOTDIR ? TREE_STRANGE : TREE_NOTHING;
		return errno == ENOENT || errno == ELOOP || errno == ENOTDIR ? 0 : errno;
	}
	*blocking = strlen(path);
	if (fstatat(folder, slash != NULL ? slash + 1 : path, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0 : errno;
	*entry = S_ISREG(status.st_mode) ? TREE_FILE : S_ISDIR(status.st_mode) ? TREE_FOLDER
		: S_ISLNK(status.st_mode) ? TREE_LINK : TREE_STRANGE;
	return 0;
}

int tree_read(struct disk_tree *tree, const char *path, const char **bytes, size_t *length)
{
	const char *name;
	struct stat status;
	int folder = parent_fd(tree, path, &name);
	int file = folder < 0 ? -1 : openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (file < 0)
		return errno;
	int error = fstat(file, &status) != 0 ? errno : S_ISREG(status.st_mode) ? 0 : EINVAL;
	for (*length = 0; error == 0; ) {
		size_t want = *length + 2 > (size_t)status.st_size + 2 ? *length + 65536 : (size_t)status.st_size + 2;
		if (tree->buffer_size < want) {
			tree->buffer = memory(tree->buffer, want);
			tree->buffer_size = want;
		}
		ssize_t got = read(file, tree->buffer + *length, tree->buffer_size - 1 - *length);
		if (got < 0 && errno != EINTR)
			error = errno;
		if (got > 0)
			*length += (size_t)got;
		if (got == 0 || (got > 0 && *length >= (size_t)status.st_size && *length + 1 < tree->buffer_size))
			break;                           /* all of it, and there was room for more */
	}
	close(file);
	if (error == 0) {
		tree->buffer[*length] = '\0';
		*bytes = tree->buffer;
	}
	return error;
}

void tree_forget(struct disk_tree *tree)
{
	free(tree->buffer);
	tree->buffer = NULL;
	tree->buffer_size = 0;
}

int tree_make_folders(struct disk_tree *tree, const char *path, struct path_list *made)
{
	const char *slash = strrchr(path, '/');
	size_t blocking;
	return open_or_make(tree, path, slash != NULL ? (size_t)(slash - path) : 0, &blocking, made) < 0 ? errno : 0;
}

static int write_bytes(int file, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t done = write(file, bytes, length);
		if (done < 0 && errno != EINTR)
			return errno;
		if (done > 0) {
			bytes += done;
			length -= (size_t)done;
		}
	}
	return 0;
}

int tree_create(struct disk_tree *tree, const char *path, int *file)
{
	const char *name;
	int folder = parent_fd(tree, path, &name);
	*file = folder < 0 ? -1 : openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	return *file < 0 ? errno : 0;
}

int tree_write(struct disk_tree *tree, const char *path, const char *bytes, size_t length)
{
	int file, error = tree_create(tree, path, &file);
	if (error != 0)
		return error;
	error = write_bytes(file, bytes, length);
	if (close(file) != 0 && error == 0)
		error = errno;
	if (error != 0)
		tree_remove(tree, path);
	return error;
}

int tree_sync(struct disk_tree *tree, const char *path)
{
	const char *name;
	int folder = parent_fd(tree, path, &name);
	int file = folder < 0 ? -1 : openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (file < 0)
		return errno;
	int error = fdatasync(file) != 0 ? errno : 0;
	return close(file) != 0 && error == 0 ? errno : error;
}

int tree_rename(struct disk_tree *tree, const char *from, const char *to)
{
	const char *from_name, *to_name;
	int from_folder = parent_fd(tree, from, &from_name);
	/* The next look-up may close the folder that is kept open. */
	int own = from_folder < 0 ? -1 : fcntl(from_folder, F_DUPFD_CLOEXEC, 0);
	if (own < 0)
		return errno;
	int to_folder = parent_fd(tree, to, &to_name);
	int error = to_folder < 0 || renameat(own, from_name, to_folder, to_name) != 0 ? errno : 0;
	close(own);
	return error;
}

int tree_remove(struct disk_tree *tree, const char *path)
{
	const char *name;
	int folder = parent_fd(tree, path, &name);
	return folder < 0 || unlinkat(folder, name, 0) != 0 ? errno : 0;
}

void tree_prune(struct disk_tree *tree, const char *path)
{
	size_t length = strlen(path) + 1;
	char *part = memcpy(memory(NULL, length), path, length), *slash;
	while ((slash = strrchr(part, '/')) != NULL) {
		const char *name;
		*slash = '\0';
		close_folders(tree, 0);
		int folder = parent_fd(tree, part, &name);
		if (folder < 0 || unlinkat(folder, name, AT_REMOVEDIR) != 0)
			break;
	}
	close_folders(tree, 0);
	free(part);
}

/* Calls `visit` on each entry but `.` and `..`; takes `folder` over. */
static int each_entry(int folder, int (*visit)(void *user, int folder, const char *name, bool is_folder), void *user)
{
	DIR *dir = fdopendir(folder);
	struct dirent *next;
	struct stat status;
	int error = 0;
	if (dir == NULL) {
		error = errno;
		close(folder);
		return error;
	}
	while (error == 0 && (errno = 0, next = readdir(dir)) != NULL) {
		if (strcmp(next->d_name, ".") == 0 || strcmp(next->d_name, "..") == 0)
			continue;
		if (fstatat(folder, next->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
			error = errno == ENOENT ? 0 : errno;
		else
			error = visit(user, folder, next->d_name, S_ISDIR(status.st_mode));
	}
	if (error == 0)
		error = errno;
	closedir(dir);
	return error;
}

struct listing { struct path_list *files; const char *path; unsigned depth; };

static int list_entry(void *user, int folder, const char *name, bool is_folder)
{
	struct listing *listing = user;
	size_t room = strlen(listing->path) + strlen(name) + 2;
	char *path = memory(NULL, room);
	int error = 0;
	snprintf(path, room, "%s/%s", listing->path, name);
	if (!is_folder) {
		path_list_add(listing->files, path);
	} else {
		struct listing below = { listing->files, path, listing->depth + 1 };
		int fd = open_folder(folder, name);
		error = fd < 0 ? errno : below.depth > DEEPEST_FOLDER ? ELOOP : each_entry(fd, list_entry, &below);
		if (fd >= 0 && below.depth > DEEPEST_FOLDER)
			close(fd);
	}
	free(path);
	return error;
}

int tree_list(struct disk_tree *tree, const char *path, struct path_list *files)
{
	struct listing listing = { files, path, 0 };
	const char *name;
	int folder = parent_fd(tree, path, &name);
	int fd = folder < 0 ? -1 : open_folder(folder, name);
	return fd < 0 ? errno : each_entry(fd, list_entry, &listing);
}

static int remove_entry(void *user, int folder, const char *name, bool is_folder)
{
	(void)user;
	if (is_folder)
		return disk_remove_all(folder, name);
	return unlinkat(folder, name, 0) != 0 ? errno : 0;
}

int disk_remove_all(int parent, const char *name)
{
	int fd = open_folder(parent, name);
	if (fd < 0)
		return errno == ENOENT ? 0 : errno;
	int error = each_entry(fd, remove_entry, NULL);
	if (error == 0 && unlinkat(parent, name, AT_REMOVEDIR) != 0)
		error = errno;
	return error;
}
