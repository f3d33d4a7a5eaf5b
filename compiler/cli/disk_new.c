#define _GNU_SOURCE
#include "cli/disk_new.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What was made: folders and files, in the order in which they were. */
struct creation { struct path_list folders, files; char *why; size_t size; };

static bool fail(struct creation *c, const char *path, int error)
{
	snprintf(c->why, c->size, "%s: %s", path, strerror(error));
	return false;
}

/* The folder that the path ends in, and those above it. */
static bool make_folder(struct creation *c, char *path)
{
	for (char *at = path; *at != '\0';) {
		at += strspn(at, "/");
		at += strcspn(at, "/");
		char end = *at;
		*at = '\0';
		bool made = mkdir(path, 0777) == 0, right = made || errno == EEXIST;
		if (made)
			path_list_add(&c->folders, path);
		if (!right)
			fail(c, path, errno);
		*at = end;
		if (!right)
			return false;
	}
	return true;
}

static bool write_whole(int file, const char *bytes, size_t length)
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

static bool create_file(struct creation *c, const char *path, const struct new_file *new)
{
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (file < 0)
		return fail(c, path, errno);
	path_list_add(&c->files, path);
	bool right = write_whole(file, new->bytes, new->length) && fsync(file) == 0;
	int error = errno;
	if (close(file) != 0 && right) {
		right = false;
		error = errno;
	}
	return right || fail(c, path, error);
}

static bool create_below(struct creation *c, const char *folder, const struct new_file *new)
{
	char *path = path_joined(folder, new->path), *slash = strrchr(path, '/');
	bool right = true;
	if (slash != NULL && slash != path) {
		*slash = '\0';
		right = make_folder(c, path);
		*slash = '/';
	}
	right = right && create_file(c, path, new);
	free(path);
	return right;
}

static void take_back(const struct creation *c)
{
	for (size_t i = c->files.count; i > 0; i--)
		unlink(c->files.at[i - 1]);
	for (size_t i = c->folders.count; i > 0; i--)
		rmdir(c->folders.at[i - 1]);
}

/* A link in the place of a folder leads out of what was asked for: it is in the way. `from`: where the path below the folder begins. */
static void add_link_above(struct path_list *there, char *path, size_t from)
{
	struct stat status;
	for (char *slash = strchr(path + from, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		bool link = lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
		if (link)
			path_list_add(there, path);
		*slash = '/';
		if (link)
			return;
	}
}

bool disk_create(const char *folder, const struct new_file *files, size_t count, struct path_list *there, char *why, size_t size)
{
	struct creation c = { .why = why, .size = size };
	struct stat status;
	for (size_t i = 0; i < count; i++) {
		char *path = path_joined(folder, files[i].path);
		if (lstat(path, &status) == 0)
			path_list_add(there, path);
		else
			add_link_above(there, path, strlen(path) - strlen(files[i].path));
		free(path);
	}
	bool right = there->count == 0;
	for (size_t i = 0; right && i < count; i++) {
		right = create_below(&c, folder, &files[i]);
		if (!right)
			take_back(&c);
	}
	path_list_free(&c.folders);
	path_list_free(&c.files);
	return right;
}
