/* Writing: files come one by one and lie aside until all of them are known to be right. A fresh folder is made beside its place and
 * renamed once; an existing one is updated file by file. */
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
	output->cannot = output_is_disk(error);
	snprintf(output->error, sizeof output->error, "%s%s%s: %s", output->folder, path[0] != '\0' ? "/" : "", path,
		error == EINTR ? "interrupted; nothing was changed" : strerror(error));
	return false;
}

/* Between the first file and the last: where the folder is, or will be. */
struct writing {
	char *path, *name;               /* of its parent, and in it */
	int parent;                      /* open and, for a fresh folder, locked; -1 while it is not there */
	char *sibling;                   /* the fresh folder in the making, NULL before its first file */
	bool fresh, staged;              /* STAGING holds files of this build */
	bool clash;                      /* two files cannot stand beside each other: the library says why */
	struct sigaction before[3];
};

/* --- an existing folder ------------------------------------------------------------------------------ */

static void staged_name(char *name, size_t size, size_t number)
{
	snprintf(name, size, STAGING "/%zu", number);
}

static bool is_written(const struct output_file *file)
{
	return file->state == OUTPUT_NEW || file->state == OUTPUT_MISSING || file->state == OUTPUT_CHANGED;
}

static int make_staging(struct output *output)
{
	int error = disk_remove_all(output->tree.fd, STAGING);
	if (error == 0 && mkdirat(output->tree.fd, STAGING, 0777) != 0)
		error = errno;
	output->writing->staged = error == 0;
	return error;
}

/* Lays a file aside, unless it stands there already as it should. */
static bool put_aside(struct output *output, struct output_file *file, const char *bytes)
{
	char name[64];
	size_t length;
	const char *there;
	bool known = tree_read(&output->tree, file->path, &there, &length) == 0;
	if (known && length == file->length && (length == 0 || memcmp(there, bytes, length) == 0)) {
		file->state = OUTPUT_SAME;
		return true;
	}
	int error = output->writing->staged ? 0 : make_staging(output);
	staged_name(name, sizeof name, file->number);
	if (error == 0)
		error = tree_write(&output->tree, name, bytes, file->length);
	return error == 0 || fail(output, file->path, error);
}

/* Few changes are forced to the disk before the first file is replaced. */
static bool settle(struct output *output)
{
	char name[64];
	size_t changes = 0;
	for (size_t i = 0; i < output->wanted; i++)
		changes += is_written(&output->files[i]);
	if (!output->writing->staged) {
		int error = make_staging(output);
		if (error != 0)
			return fail(output, STAGING, error);
	}
	for (size_t i = 0; i < output->wanted && changes <= SYNC_AT_MOST; i++) {
		staged_name(name, sizeof name, output->files[i].number);
		int error = interrupted != 0 ? EINTR : is_written(&output->files[i]) ? tree_sync(&output->tree, name) : 0;
		if (error != 0)
			return fail(output, output->files[i].path, error);
	}
	return interrupted == 0 || fail(output, "", EINTR);
}

#define STAGED_NEXT STAGING "/next"
#define STAGED_MANIFEST STAGING "/manifest"

static int write_manifest(struct output *output, const char *name, const struct manifest *list)
{
	static char buffer[65536];
	int file, error = tree_create(&output->tree, name, &file);
	if (error != 0)
		return error;
	FILE *out = fdopen(file, "w");
	if (out == NULL)
		memory(NULL, SIZE_MAX);
	setvbuf(out, buffer, _IOFBF, sizeof buffer);
	error = manifest_print(out, list);
	if (error == 0 && fdatasync(file) != 0)
		error = errno;
	return fclose(out) != 0 && error == 0 ? errno : error;
}

/* Writes aside the list of what will be ours, with or without what was there before. */
static bool stage_manifest(struct output *output, const char *name, bool before)
{
	struct manifest list = { .edition = output->edition };
	for (size_t i = 0; i < output->wanted; i++) {
		const struct output_file *file = &output->files[i];
		manifest_add(&list, file->path, file->target, file->length, &file->sha256);
	}
	for (size_t i = 0; i < output->manifest.count; i++) {
		const struct manifest_entry *entry = &output->manifest.at[i];
		if (before || (output_wanted(output, entry->path) == NULL && !output_selects(output, entry->target)))
			manifest_add(&list, entry->path, entry->target, entry->size, &entry->sha256);
	}
	list.kept = output->keeps.kept;
	list.kept_count = output->keeps.kept_count;
	manifest_sort(&list);
	int error = write_manifest(output, name, &list);
	list.kept = NULL;                            /* lent */
	manifest_free(&list);
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
		staged_name(name, sizeof name, file->number);
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
		if (entry == NULL || count != 1 || !sha256_equal(&entry->sha256, &file->sha256) || strcmp(entry->target, file->target) != 0)
			return false;
	}
	for (size_t i = 0; i < output->manifest.count; i++)
		if (output_wanted(output, output->manifest.at[i].path) == NULL && output_selects(output, output->manifest.at[i].target))
			return false;
	return output->manifest.edition == output->edition && manifest_keeps_equal(&output->manifest, &output->keeps);
}

static bool refused(struct output *output)
{
	size_t count = output_count(output, OUTPUT_REFUSED);
	if (count > 0)
		snprintf(output->error, sizeof output->error, "%zu %s in the way; nothing was written", count, count == 1 ? "file is" : "files are");
	return count > 0;
}

static bool change(struct output *output)
{
	struct path_list made = { 0 };
	int error;
	if (!output_compare_open(output) || refused(output))
		return false;
	if (!has_changes(output) && !output->repairs && manifest_is_right(output))
		return true;
	bool right = settle(output) && stage_manifest(output, STAGED_NEXT, true) && stage_manifest(output, STAGED_MANIFEST, false)
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
	return right;
}

/* What a dead build left is removed, too. */
static bool update(struct output *output)
{
	int error = output->writing->staged ? 0 : disk_remove_all(output->tree.fd, STAGING);
	if (error != 0 && error != EROFS && error != EACCES)
		return fail(output, STAGING, error);
	bool right = change(output);
	disk_remove_all(output->tree.fd, STAGING);
	if (right && output->stands != NULL && output_changes(output) == 0)
		output->stands(output->stands_user, output->tree.fd, false);
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

static bool make_sibling(struct output *output)
{
	struct writing *w = output->writing;
	size_t room = strlen(w->name) + 64;
	char *prefix = memory(NULL, room);
	w->sibling = memory(NULL, room);
	snprintf(prefix, room, ".%s.bastide-new-", w->name);
	snprintf(w->sibling, room, "%s%ld", prefix, (long)getpid());
	remove_leftovers(w->parent, prefix);
	free(prefix);
	if (mkdirat(w->parent, w->sibling, 0777) != 0)
		return fail(output, "", errno);
	int error = tree_open(&output->tree, w->parent, w->sibling);
	output->tree.fresh = error == 0;
	return error == 0 || fail(output, "", error);
}

static bool put_fresh(struct output *output, const struct output_file *file, const char *bytes)
{
	struct path_list made = { 0 };
	if (output->writing->sibling == NULL && !make_sibling(output))
		return false;
	int error = tree_make_folders(&output->tree, file->path, &made);
	if (error == 0)
		error = tree_write(&output->tree, file->path, bytes, file->length);
	path_list_free(&made);
	if (error != EEXIST && error != ENOTDIR && error != EISDIR)
		return error == 0 || fail(output, file->path, error);
	output->writing->clash = true;
	return true;
}

static bool create(struct output *output)
{
	struct writing *w = output->writing;
	if (interrupted != 0)
		return fail(output, "", EINTR);
	if (w->sibling == NULL && !make_sibling(output))
		return false;
	if (mkdirat(output->tree.fd, STAGING, 0777) != 0)
		return fail(output, STAGING, errno);
	if (!stage_manifest(output, STAGED_MANIFEST, false) || !rename_manifest(output, STAGED_MANIFEST, MANIFEST_NAME))
		return false;
	if (unlinkat(output->tree.fd, STAGING, AT_REMOVEDIR) != 0)
		return fail(output, STAGING, errno);
	if (output->stands != NULL)
		output->stands(output->stands_user, output->tree.fd, true);
	if (renameat(w->parent, w->sibling, w->parent, w->name) != 0)
		return fail(output, "", errno);
	free(w->sibling);
	w->sibling = NULL;
	return true;
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

/* The folder is open and locked, or there is none and its parent is: then it is a fresh one. */
static bool enter(struct output *output)
{
	struct writing *w = output->writing;
	for (;;) {
		int error = tree_open(&output->tree, w->parent, w->name);
		struct stat opened, named;
		if (error == ENOENT) {
			if ((error = output_lock(output, w->parent, true)) != 0)
				return fail(output, "", error);
			w->fresh = fstatat(w->parent, w->name, &named, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT;
			if (w->fresh)
				return true;
			flock(w->parent, LOCK_UN);
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
		if (fstat(output->tree.fd, &opened) == 0 && fstatat(w->parent, w->name, &named, AT_SYMLINK_NOFOLLOW) == 0
		    && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev)
			return output_read_manifest(output);
		tree_close(&output->tree);               /* removed or replaced while we waited */
	}
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

bool output_begin(struct output *output)
{
	struct sigaction action = { .sa_handler = on_signal };
	size_t room = strlen(output->folder) + 4;
	struct writing *w = output->writing = memory(NULL, sizeof *w);
	*w = (struct writing){ .path = memory(NULL, room), .parent = -1 };
	for (int i = 0; i < 3; i++)
		sigaction(signals[i], &action, &w->before[i]);
	snprintf(w->path, room, "%s%s", output->folder[0] == '/' ? "" : "./", output->folder);
	w->name = split(w->path);
	if (w->name == NULL)
		return fail(output, "", EINVAL);
	w->parent = open(w->path[0] != '\0' ? w->path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return w->parent >= 0 ? enter(output) : errno == ENOENT || fail(output, "", errno);
}

/* Folders above the output are made when there is something to be written. */
static bool has_parent(struct output *output)
{
	struct writing *w = output->writing;
	if (w->parent >= 0)
		return true;
	w->parent = open_parent(w->path);
	return w->parent >= 0 ? enter(output) : fail(output, "", errno);
}

bool output_put(struct output *output, const char *path, const char *target, const char *bytes, size_t length)
{
	struct output_file *file = output_add(output, path, target, bytes, length);
	file->bytes = NULL;
	if (!manifest_path_is_safe(path))
		return true;                             /* output_write says so, of all of them */
	if (interrupted != 0)
		return fail(output, "", EINTR);
	return has_parent(output) && (output->writing->fresh ? put_fresh(output, file, bytes) : put_aside(output, file, bytes));
}

/* Whatever lies aside goes; where nothing does, this only lets go of the folder. */
void output_abandon(struct output *output)
{
	struct writing *w = output->writing;
	if (w->staged)
		disk_remove_all(output->tree.fd, STAGING);
	tree_close(&output->tree);
	if (w->sibling != NULL)
		disk_remove_all(w->parent, w->sibling);
	if (w->parent >= 0)
		close(w->parent);
	for (int i = 0; i < 3; i++)
		sigaction(signals[i], &w->before[i], NULL);
	free(w->sibling);
	free(w->path);
	free(w);
	output->writing = NULL;
	if (interrupted != 0)
		raise(interrupted);
}

bool output_write(struct output *output)
{
	struct writing *w = output->writing;
	bool right = output_check(output) && has_parent(output);
	if (right && w->clash)
		right = fail(output, "", EEXIST);
	right = right && (w->fresh ? create(output) : update(output));
	w->staged = false;
	output_abandon(output);
	return right;
}
