/* Comparing: what stands where a file is wanted, and whether it is ours. */
#define _GNU_SOURCE
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

void output_init(struct output *output, const char *folder)
{
	*output = (struct output){ .folder = folder, .tree = { .fd = -1 } };
}

void output_free(struct output *output)
{
	free(output->files);
	tree_close(&output->tree);
	manifest_free(&output->manifest);
	manifest_free(&output->keeps);
	path_list_free(&output->names);
}

/* The same text for all files of a target, which mostly come one after the other. */
static const char *name_of_target(struct output *output, const char *target)
{
	for (size_t i = output->names.count; i-- > 0; )
		if (strcmp(output->names.at[i], target) == 0)
			return output->names.at[i];
	path_list_add(&output->names, target);
	return output->names.at[output->names.count - 1];
}

static struct output_file *add(struct output *output, const char *path, const char *target)
{
	if (output->count == output->cap) {
		output->cap = 2 * output->cap + 64;
		output->files = memory(output->files, output->cap * sizeof *output->files);
	}
	struct output_file *file = &output->files[output->count++];
	*file = (struct output_file){ .path = path, .target = name_of_target(output, target) };
	return file;
}

struct output_file *output_add(struct output *output, const char *path, const char *target, const char *bytes, size_t length)
{
	struct output_file *file = add(output, path, target);
	file->bytes = bytes;
	file->length = length;
	file->state = OUTPUT_NEW;
	file->number = (uint32_t)output->wanted++;
	file->sha256 = sha256_of(bytes, length);
	return file;
}

size_t output_count(const struct output *output, enum output_state state)
{
	size_t count = 0;
	for (size_t i = 0; i < output->count; i++)
		count += output->files[i].state == state;
	return count;
}

size_t output_changes(const struct output *output)
{
	return output->count - output_count(output, OUTPUT_SAME) - output_count(output, OUTPUT_GONE);
}

bool output_is_disk(int error)
{
	return error != 0 && error != EEXIST && error != ENOTDIR && error != EISDIR && error != ELOOP && error != ENOTEMPTY;
}

static bool fail(struct output *output, const char *path, const char *what, int error)
{
	output->cannot = output_is_disk(error);
	snprintf(output->error, sizeof output->error, "%s%s%s: %s%s%s", output->folder, path[0] != '\0' ? "/" : "", path, what,
		error != 0 && what[0] != '\0' ? ": " : "", error != 0 ? strerror(error) : "");
	return false;
}

/* --- whose is it ------------------------------------------------------------------------------------- */

static void refuse(struct output_file *file, const char *word, const char *problem)
{
	file->state = OUTPUT_REFUSED;
	file->word = word;
	file->problem = problem;
}

bool output_selects(const struct output *output, const char *target)
{
	if (output->keep_stale)
		return false;
	for (size_t i = 0; i < output->target_count; i++)
		if (strcmp(output->targets[i], target) == 0)
			return true;
	return output->target_count == 0;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct output_file *)a)->path, ((const struct output_file *)b)->path);
}

const struct output_file *output_wanted(const struct output *output, const char *path)
{
	struct output_file key = { .path = path };
	return output->wanted == 0 ? NULL : bsearch(&key, output->files, output->wanted, sizeof key, by_path);
}

/* The file at the path holds what we wrote; *ours is false when it was edited. */
static bool is_unedited(struct output *output, const char *path, bool *ours)
{
	const char *bytes;
	size_t length;
	int error = tree_read(&output->tree, path, &bytes, &length);
	if (error != 0)
		return fail(output, path, "cannot be read", error);
	struct sha256 sha256 = sha256_of(bytes, length);
	*ours = manifest_has(&output->manifest, path, &sha256);
	return true;
}

/* Is everything that blocks the file going to be removed: a file of ours where a folder is needed, or a folder of
 * nothing else? */
static bool will_be_free(struct output *output, const char *path, enum tree_entry entry, bool *free_then)
{
	struct path_list below = { 0 };
	bool right = true;
	*free_then = true;
	if (entry == TREE_FOLDER) {
		int error = tree_list(&output->tree, path, &below);
		if (error != 0)
			right = fail(output, path, "cannot be read", error);
	} else {
		path_list_add(&below, path);
	}
	for (size_t i = 0; right && *free_then && i < below.count; i++) {
		size_t count;
		const struct manifest_entry *ours = manifest_find(&output->manifest, below.at[i], &count);
		*free_then = ours != NULL && output_selects(output, ours->target) && output_wanted(output, below.at[i]) == NULL;
		if (*free_then)
			right = is_unedited(output, below.at[i], free_then);
	}
	path_list_free(&below);
	return right;
}

static bool compare_file(struct output *output, struct output_file *file)
{
	enum tree_entry entry;
	size_t blocking = 0, count, length;
	const char *bytes;
	bool ours = false;
	if (file->state == OUTPUT_SAME)
		return true;                             /* seen when it was put */
	int error = tree_look(&output->tree, file->path, &entry, &blocking);
	if (error != 0)
		return fail(output, file->path, "cannot be looked at", error);
	if (entry == TREE_NOTHING) {
		file->state = manifest_find(&output->manifest, file->path, &count) != NULL ? OUTPUT_MISSING : OUTPUT_NEW;
		return true;
	}
	if (entry == TREE_LINK) {
		refuse(file, "link", "a symbolic link is in the way; remove it");
		return true;
	}
	if (entry != TREE_FILE) {
		char *path = memcpy(memory(NULL, blocking + 1), file->path, blocking);
		path[blocking] = '\0';
		bool right = will_be_free(output, path, entry, &ours);
		free(path);
		if (ours)
			file->state = OUTPUT_NEW;
		else
			refuse(file, "blocked", entry == TREE_FOLDER ? "a folder with other files is in the way; move it away"
				: "a file is in the way; move it away");
		return right;
	}
	error = tree_read(&output->tree, file->path, &bytes, &length);
	if (error != 0)
		return fail(output, file->path, "cannot be read", error);
	struct sha256 sha256 = sha256_of(bytes, length);
	if (sha256_equal(&sha256, &file->sha256)) {
		file->state = OUTPUT_SAME;
		return true;
	}
	if (manifest_has(&output->manifest, file->path, &sha256))
		file->state = OUTPUT_CHANGED;
	else if (manifest_find(&output->manifest, file->path, &count) != NULL)
		refuse(file, "edited", "edited by hand since it was written; move the change into the program, then delete the file "
			"and build again");
	else
		refuse(file, "foreign", "not written by bastide; move it away, or choose another folder with --output");
	return true;
}

/* A file that we wrote and that is no longer wanted. */
static bool compare_stale(struct output *output, const char *path, const char *target)
{
	enum tree_entry entry;
	size_t blocking;
	bool ours = false;
	int error = tree_look(&output->tree, path, &entry, &blocking);
	if (error != 0)
		return fail(output, path, "cannot be looked at", error);
	struct output_file *file = add(output, path, target);
	file->state = entry == TREE_FILE ? OUTPUT_STALE : OUTPUT_GONE;
	if (entry == TREE_LINK)
		refuse(file, "link", "a symbolic link stands where a file was written; remove it");
	else if (entry != TREE_FILE)
		return true;                             /* what stands there instead is not ours */
	else if (!is_unedited(output, path, &ours))
		return false;
	else if (!ours)
		refuse(file, "edited", "no longer generated, and edited by hand since it was written; delete it, or move it out of the folder");
	return true;
}

/* --- the whole folder -------------------------------------------------------------------------------- */

static bool read_manifest(struct output *output, const char *name, bool *found)
{
	const char *text;
	size_t length;
	char why[300], words[512];
	enum tree_entry entry;
	size_t blocking;
	int error = tree_look(&output->tree, name, &entry, &blocking);
	*found = false;
	if (error == 0 && entry == TREE_NOTHING)
		return true;
	if (error == 0)
		error = entry == TREE_LINK ? ELOOP : tree_read(&output->tree, name, &text, &length);
	if (error != 0)
		return fail(output, name, "cannot be read", error);
	*found = true;
	bool whole = strlen(text) == length, right = whole && manifest_parse(&output->manifest, text, why, sizeof why);
	tree_forget(&output->tree);                  /* longer than any file that is read after it */
	if (right)
		return true;
	manifest_free(&output->manifest);            /* nothing is compared with what is not to be trusted */
	if (!whole)
		snprintf(why, sizeof why, "it holds a NUL byte");
	snprintf(words, sizeof words, "%s; restore it from version control, or build what was applied last into an empty folder and take that one's: without it nobody knows what must not be lost", why);
	return fail(output, name, words, 0);
}

void output_read_keeps(const char *folder, struct manifest *before)
{
	struct output output;
	bool found;
	output_init(&output, folder);
	if (tree_open(&output.tree, AT_FDCWD, folder) == 0 && read_manifest(&output, MANIFEST_NAME, &found)) {
		manifest_take_keeps(&output.manifest, before);
	}
	output_free(&output);
}

void output_sort(struct output *output)
{
	size_t i = 1;
	while (i < output->wanted && by_path(&output->files[i - 1], &output->files[i]) <= 0)
		i++;
	if (i < output->wanted)
		qsort(output->files, output->wanted, sizeof *output->files, by_path);
}

/* Two wanted paths of which one is a folder of the other, or one twice; and paths that are not safe. */
bool output_check(struct output *output)
{
	output_sort(output);
	for (size_t i = 0; i < output->wanted; i++) {
		const char *path = output->files[i].path;
		if (!manifest_path_is_safe(path))
			return fail(output, path, "not a safe path for an output", 0);
		const char *before = i > 0 ? output->files[i - 1].path : "";
		size_t shared = 0;
		while (path[shared] != '\0' && path[shared] == before[shared])
			shared++;
		if (path[shared] == '\0' && before[shared] == '\0')
			return fail(output, path, "wanted twice", 0);
		char folder[4097];
		/* A folder that the file before lies in, too, has been looked for. */
		for (const char *slash = strchr(path + shared, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
			snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
			if (output_wanted(output, folder) != NULL)
				return fail(output, path, "another output is a file where this one needs a folder", 0);
		}
	}
	return true;
}

bool output_read_manifest(struct output *output)
{
	manifest_free(&output->manifest);
	return read_manifest(output, MANIFEST_NAME, &output->listed) && read_manifest(output, MANIFEST_NEXT, &output->repairs);
}

static bool compare_open(struct output *output)
{
	if (output->writing == NULL && !output_read_manifest(output))
		return false;
	for (size_t i = 0; i < output->wanted; i++)
		if (!compare_file(output, &output->files[i]))
			return false;
	for (size_t i = 0; i < output->manifest.count; i++) {
		const struct manifest_entry *entry = &output->manifest.at[i];
		bool again = i > 0 && strcmp(entry[-1].path, entry->path) == 0;
		if (!again && output_selects(output, entry->target) && output_wanted(output, entry->path) == NULL
		    && !compare_stale(output, entry->path, entry->target))
			return false;
	}
	return true;
}

bool output_compare_open(struct output *output)
{
	output->count = output->wanted;
	return output_check(output) && compare_open(output);
}

/* A lock on the folder itself leaves no file behind and ends with the process. Systems whose folders cannot be
 * locked go without. */
int output_lock(struct output *output, int folder, bool exclusive)
{
	int how = exclusive ? LOCK_EX : LOCK_SH;
	if (flock(folder, how | LOCK_NB) == 0)
		return 0;
	if (errno != EWOULDBLOCK)
		return errno == EBADF || errno == ENOLCK || errno == EOPNOTSUPP || errno == EINVAL ? 0 : errno;
	fprintf(stderr, "bastide: waiting for another build of %s\n", output->folder);
	while (flock(folder, how) != 0)
		if (errno != EINTR)
			return errno;
	return 0;
}

bool output_compare(struct output *output)
{
	tree_close(&output->tree);
	int error = tree_open(&output->tree, AT_FDCWD, output->folder);
	if (error == ENOENT)
		return output_check(output);
	if (error != 0)
		return fail(output, "", error == ELOOP ? "it is a symbolic link; give the folder itself" : "", error == ELOOP ? 0 : error);
	if ((error = output_lock(output, output->tree.fd, false)) != 0)
		return fail(output, "", "cannot be locked", error);
	return output_compare_open(output);
}
