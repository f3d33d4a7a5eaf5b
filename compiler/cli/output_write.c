/* Writing: a fresh folder is made beside its place and renamed once; an existing one is updated file by file. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/output.h"

#define STAGING ".bastide-staging"     /* below the folder: new bytes before they are put in place */
#define SYNC_AT_MOST 32u               /* changed files that are forced to the disk one by one; more take seconds, and
                                          what a power cut spoils can be built again */

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	interrupted = number;
}

static bool fail(struct output *output, const char *path, int error)
{
	snprintf(output->error, sizeof output->error, "%s%s%s: %s", output->folder, path[0] != '\0' ? "/" : "", path,
		error == EINTR ? "interrupted; nothing was changed" : strerror(error));
	return false;
}

/* --- an existing folder ------------------------------------------------------------------------------ */

static void staged_name(char *name, size_t size, size_t number)
{
	snprintf(name, size, STAGING "/%zu", number);
}

static bool is_written(const struct output_file *file)
{
	return file->state == OUTPUT_NEW || file->state == OUTPUT_MISSING || file->state == OUTPUT_CHANGED;
}

static bool stage(struct output *output)
{
	char name[64];
	size_t changes = 0;
	if (mkdirat(output->tree.fd, STAGING, 0777) != 0)
		return fail(output, STAGING, errno);
	for (size_t i = 0; i < output->wanted; i++)
		changes += is_written(&output->files[i]);
	for (size_t i = 0; i < output->wanted; i++) {
		const struct output_file *file = &output->files[i];
		if (!is_written(file))
			continue;
		staged_name(name, sizeof name, i);
		int error = interrupted != 0 ? EINTR : tree_write(&output->tree, name, file->bytes, file->length, changes <= SYNC_AT_MOST);
		if (error != 0)
			return fail(output, file->path, error);
	}
	return true;
}

#define STAGED_NEXT STAGING "/next"
#define STAGED_MANIFEST STAGING "/manifest"

/* Writes aside the list of what will be ours, with or without what was there before. */
static bool stage_manifest(struct output *output, const char *name, bool before)
{
	struct manifest list = { 0 };
	size_t length;
	for (size_t i = 0; i < output->wanted; i++) {
		const struct output_file *file = &output->files[i];
		manifest_add(&list, file->path, file->target, file->length, file->sha256);
	}
	for (size_t i = 0; i < output->manifest.count; i++) {
		const struct manifest_entry *entry = &output->manifest.at[i];
		if (before || (output_wanted(output, entry->path) == NULL && !output_selects(output, entry->target)))
			manifest_add(&list, entry->path, entry->target, entry->size, entry->sha256);
	}
	for (size_t i = 0; i < output->keeps.kept_count; i++) {
		const struct manifest_kept *kept = &output->keeps.kept[i];
		manifest_keep(&list, kept->unit, kept->address, kept->thing, kept->settled, kept->guarded);
	}
	manifest_sort(&list);
	char *text = manifest_print(&list, &length);
	manifest_free(&list);
	int error = tree_write(&output->tree, name, text, length, true);
	free(text);
	return error == 0 || fail(output, name, error);
}

static bool rename_manifest(struct output *output, const char *from, const char *to)
{
	int error = tree_rename(&output->tree, from, to);
	return error == 0 || fail(output, to, error);
}

/* From here on each step leaves every file whole, and a next build knows from MANIFEST_NEXT what is ours. */
static bool put_in_place(struct output *output)
{
	struct path_list made = { 0 };
	char name[64];
	bool right = true;
	for (size_t i = output->wanted; right && i < output->count; i++) {
		int error = tree_remove(&output->tree, output->files[i].path);
		if (error != 0 && error != ENOENT)
			right = fail(output, output->files[i].path, error);
		tree_prune(&output->tree, output->files[i].path);
	}
	for (size_t i = 0; right && i < output->wanted; i++) {
		struct output_file *file = &output->files[i];
		if (!is_written(file))
			continue;
		staged_name(name, sizeof name, i);
		int error = tree_make_folders(&output->tree, file->path, &made);
		if (error == 0)
			error = tree_rename(&output->tree, name, file->path);
		if (error != 0)
			right = fail(output, file->path, error);
	}
	path_list_free(&made);
	return right;
}

/* Makes room for as many folders as will be needed, so that a full disk shows before the first file moves. */
static bool make_folders(struct output *output, struct path_list *made)
{
	for (size_t i = 0; i < output->wanted; i++) {
		const struct output_file *file = &output->files[i];
		int error = is_written(file) ? tree_make_folders(&output->tree, file->path, made) : 0;
		if (error != 0 && error != ENOTDIR)     /* a file of ours stands there and goes first */
			return fail(output, file->path, error);
	}
	return true;
}

static bool has_changes(const struct output *output)
{
	return output_count(output, OUTPUT_SAME) < output->count;
}

/* Does the manifest on disk say what it would say after this build? */
static bool manifest_is_right(const struct output *output)
{
	size_t count;
	for (size_t i = 0; i < output->wanted; i++) {
		const struct output_file *file = &output->files[i];
		const struct manifest_entry *entry = manifest_find(&output->manifest, file->path, &count);
		if (entry == NULL || count != 1 || strcmp(entry->sha256, file->sha256) != 0 || strcmp(entry->target, file->target) != 0)
			return false;
	}
	for (size_t i = 0; i < output->manifest.count; i++)
		if (output_wanted(output, output->manifest.at[i].path) == NULL && output_selects(output, output->manifest.at[i].target))
			return false;
	return manifest_keeps_equal(&output->manifest, &output->keeps);
}

static bool refused(struct output *output)
{
	size_t count = output_count(output, OUTPUT_REFUSED);
	if (count > 0)
		snprintf(output->error, sizeof output->error, "%zu %s in the way; nothing was written", count, count == 1 ? "file is" : "files are");
	return count > 0;
}

static bool update(struct output *output)
{
	struct path_list made = { 0 };
	int error = disk_remove_all(output->tree.fd, STAGING);
	if (error != 0 && error != EROFS && error != EACCES)
		return fail(output, STAGING, error);
	if (!output_compare_open(output) || refused(output))
		return false;
	if (!has_changes(output) && !output->repairs && manifest_is_right(output))
		return true;
	bool right = stage(output) && stage_manifest(output, STAGED_NEXT, true) && stage_manifest(output, STAGED_MANIFEST, false)
		&& rename_manifest(output, STAGED_NEXT, MANIFEST_NEXT);
	if (right && !make_folders(output, &made)) {
		right = false;
		for (size_t i = made.count; i-- > 0; )
			unlinkat(output->tree.fd, made.at[i], AT_REMOVEDIR);
		if (!output->repairs)
			tree_remove(&output->tree, MANIFEST_NEXT);
	}
	path_list_free(&made);
	right = right && put_in_place(output) && rename_manifest(output, STAGED_MANIFEST, MANIFEST_NAME);
	if (right && (error = tree_remove(&output->tree, MANIFEST_NEXT)) != 0)
		right = fail(output, MANIFEST_NEXT, error);
	disk_remove_all(output->tree.fd, STAGING);
	return right;
}

/* --- a fresh folder ---------------------------------------------------------------------------------- */

/* Folders of builds that died: nobody else writes while the parent is locked. */
static void remove_leftovers(int parent, const char *prefix)
{
	int fd = openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *next;
	if (dir == NULL)
		return;
	while ((next = readdir(dir)) != NULL)
		if (strncmp(next->d_name, prefix, strlen(prefix)) == 0)
			disk_remove_all(parent, next->d_name);
	closedir(dir);
}

static bool fill(struct output *output)
{
	struct path_list made = { 0 };
	bool right = true;
	for (size_t i = 0; right && i < output->wanted; i++) {
		const struct output_file *file = &output->files[i];
		int error = interrupted != 0 ? EINTR : tree_make_folders(&output->tree, file->path, &made);
		if (error == 0)
			error = tree_write(&output->tree, file->path, file->bytes, file->length, false);
		right = error == 0 || fail(output, file->path, error);
	}
	path_list_free(&made);
	if (!right || mkdirat(output->tree.fd, STAGING, 0777) != 0)
		return right ? fail(output, STAGING, errno) : false;
	return stage_manifest(output, STAGED_MANIFEST, false) && rename_manifest(output, STAGED_MANIFEST, MANIFEST_NAME)
		&& (unlinkat(output->tree.fd, STAGING, AT_REMOVEDIR) == 0 || fail(output, STAGING, errno));
}

static bool create(struct output *output, int parent, const char *name)
{
	size_t room = strlen(name) + 64;
	char *prefix = memory(NULL, room), *sibling = memory(NULL, room);
	snprintf(prefix, room, ".%s.bastide-new-", name);
	snprintf(sibling, room, "%s%ld", prefix, (long)getpid());
	remove_leftovers(parent, prefix);
	bool right = mkdirat(parent, sibling, 0777) == 0 || fail(output, "", errno);
	if (right) {
		int error = tree_open(&output->tree, parent, sibling);
		right = error != 0 ? fail(output, "", error) : fill(output);
		if (right && renameat(parent, sibling, parent, name) != 0)
			right = fail(output, "", errno);
		if (!right)
			disk_remove_all(parent, sibling);
	}
	free(prefix);
	free(sibling);
	return right;
}

/* --- both -------------------------------------------------------------------------------------------- */

/* `mkdir -p`: here links are followed, as everywhere above the output folder. */
static int open_parent(const char *path)
{
	char *copy = memory(NULL, strlen(path) + 1);
	int fd = -1;
	for (size_t at = strspn(path, "/"); ; ) {
		size_t end = at + strcspn(path + at, "/");
		memcpy(copy, path, end);
		copy[end] = '\0';
		if (end > 0 && mkdir(copy, 0777) != 0 && errno != EEXIST && errno != EROFS && errno != EACCES)
			break;
		at = end + strspn(path + end, "/");
		if (path[at] == '\0') {
			fd = open(path[0] != '\0' ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
			break;
		}
	}
	free(copy);
	return fd;
}

/* `path` becomes its parent; the answer is the last part, which `.` and `..` are too; NULL for the root. Needs room for
 * one byte more. */
static char *split(char *path)
{
	size_t length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		path[--length] = '\0';
	char *slash = strrchr(path, '/');
	if (length == 1)
		return NULL;
	if (slash == path) {
		memmove(path + 2, path + 1, length);     /* "/out": the parent is "/" */
		path[1] = '\0';
		return path + 2;
	}
	*slash = '\0';
	return slash + 1;
}

static bool write_in(struct output *output, int parent, const char *name)
{
	for (;;) {
		int error = tree_open(&output->tree, parent, name);
		struct stat opened, named;
		if (error == ENOENT) {
			if ((error = output_lock(output, parent, true)) != 0)
				return fail(output, "", error);
			if (fstatat(parent, name, &named, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
				return create(output, parent, name);
			flock(parent, LOCK_UN);
			continue;
		}
		if (error != 0) {
			fail(output, "", error);
			if (error == ELOOP)
				snprintf(output->error, sizeof output->error, "%s: it is a symbolic link; give the folder itself", output->folder);
			return false;
		}
		if ((error = output_lock(output, output->tree.fd, true)) != 0)
			return fail(output, "", error);
		if (fstat(output->tree.fd, &opened) == 0 && fstatat(parent, name, &named, AT_SYMLINK_NOFOLLOW) == 0
		    && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev)
			return update(output);
		tree_close(&output->tree);               /* removed or replaced while we waited */
	}
}

bool output_write(struct output *output)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal }, before[3];
	size_t room = strlen(output->folder) + 4;
	char *path = memory(NULL, room);
	bool right = output_check(output);
	for (int i = 0; i < 3; i++)
		sigaction(signals[i], &action, &before[i]);
	snprintf(path, room, "%s%s", output->folder[0] == '/' ? "" : "./", output->folder);
	char *name = split(path);
	int parent = right && name != NULL ? open_parent(path) : -1;
	if (right && parent < 0)
		right = fail(output, "", name == NULL ? EINVAL : errno);
	right = right && write_in(output, parent, name);
	if (parent >= 0)
		close(parent);
	tree_close(&output->tree);
	for (int i = 0; i < 3; i++)
		sigaction(signals[i], &before[i], NULL);
	free(path);
	if (interrupted != 0)
		raise(interrupted);
	return right;
}
