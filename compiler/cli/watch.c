#define _GNU_SOURCE
#include "cli/watch.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *program_of(const struct watch *watch)
{
	return watch->args->operand_count > 0 ? watch->args->operands[0] : ".";
}

void watch_begin(struct watch *watch, const struct args *args)
{
	*watch = (struct watch){ .args = args };
	disk_watch_begin(&watch->disk);
}

void watch_free(struct watch *watch)
{
	disk_watch_free(&watch->disk);
	path_list_free(&watch->reads);
	path_list_free(&watch->asks);
	path_list_free(&watch->lacks);
	path_list_free(&watch->seen);
	free(watch->changed);
}

/* --- what stands there ----------------------------------------------------------------------------------- */

/* What follows the path is other when the file is. */
static bool note(void *user, const char *path)
{
	struct path_list *seen = user;
	struct stat s;
	char *line = NULL;
	int length = stat(path, &s) != 0 ? asprintf(&line, "%s\tgone", path)
		: asprintf(&line, "%s\t%o %ju %jd %jd.%09ld %jd.%09ld", path, s.st_mode, (uintmax_t)s.st_ino, (intmax_t)s.st_size,
			(intmax_t)s.st_mtim.tv_sec, s.st_mtim.tv_nsec, (intmax_t)s.st_ctim.tv_sec, s.st_ctim.tv_nsec);
	if (length < 0)
		memory(NULL, SIZE_MAX);
	path_list_add(seen, line);
	free(line);
	return true;
}

/* The folder that holds the file. */
static void watch_folder_of(struct watch *watch, const char *path)
{
	char *folder = path_joined("", path), *slash = strrchr(folder, '/');
	if (slash != NULL)
		slash[slash == folder] = '\0';
	disk_watch_folder(&watch->disk, slash != NULL ? folder : ".");
	free(folder);
}

/* Of the folder that is the program only what is found in it counts, whatever else is written there. */
static void note_program(struct watch *watch, struct path_list *seen)
{
	struct stat status;
	const char *program = program_of(watch);
	if (stat(program, &status) == 0 && S_ISDIR(status.st_mode))
		path_list_add(seen, program);
	else
		note(seen, program);
}

/* All of the program: what would be found now, what its files import, and what was read. Sorted, each line once. */
static struct path_list look(struct watch *watch, bool watches)
{
	struct path_list seen = { 0 };
	struct disk_host disk;
	const char *why;
	size_t kept = 0;
	disk_host_init(&disk, NULL);
	note_program(watch, &seen);
	if (disk_host_find(&disk, program_of(watch)))
		disk_host_find_inputs(&disk, program_of(watch), args_value(watch->args, OPTION_INPUTS, NULL));
	for (size_t i = 0; i < disk.paths.count; i++)
		note(&seen, disk.paths.at[i]);
	for (size_t i = 0; i + 1 < watch->asks.count; i += 2)
		disk_host_resolve(&disk, watch->asks.at[i], watch->asks.at[i + 1], note, &seen, &why);
	for (size_t i = 0; i < watch->reads.count; i++)
		note(&seen, watch->reads.at[i]);
	for (size_t i = 0; watches && i < disk.folders.count; i++)
		disk_watch_folder(&watch->disk, disk.folders.at[i]);
	for (size_t i = 0; watches && i < watch->reads.count; i++)
		watch_folder_of(watch, watch->reads.at[i]);
	if (watches)
		watch_folder_of(watch, program_of(watch));
	disk_host_free(&disk);
	path_list_sort(&seen);
	for (size_t i = 0; i < seen.count; i++) {
		if (kept > 0 && strcmp(seen.at[kept - 1], seen.at[i]) == 0)
			free(seen.at[i]);
		else
			seen.at[kept++] = seen.at[i];
	}
	seen.count = kept;
	return seen;
}

void watch_look(struct watch *watch)
{
	path_list_free(&watch->seen);
	watch->seen = look(watch, false);
	path_list_free(&watch->reads);
	path_list_free(&watch->asks);
	path_list_free(&watch->lacks);
}

/* --- what changed -------------------------------------------------------------------------------------------- */

static int by_path(const char *a, const char *b)
{
	size_t length = strcspn(a, "\t"), other = strcspn(b, "\t");
	int order = memcmp(a, b, length < other ? length : other);
	return order != 0 ? order : (length > other) - (length < other);
}

static int by_path_of(const void *a, const void *b) { return by_path(*(char *const *)a, *(char *const *)b); }

static bool is_read(const struct watch *watch, const char *line)
{
	return watch->reads.count > 0 && bsearch(&line, watch->reads.at, watch->reads.count, sizeof *watch->reads.at, by_path_of) != NULL;
}

static bool is_gone(const char *line)
{
	struct stat status;
	char *path = strndup(line, strcspn(line, "\t"));
	bool gone = path != NULL && stat(path, &status) != 0;
	free(path);
	return gone;
}

/* The line of a file that changed since `watch->seen`; NULL when none did. While a run went on that read other files than the one before,
 * what is new among them is no change, nor is what is not asked for any more. */
static const char *difference(const struct watch *watch, const struct path_list *now, bool ran)
{
	const struct path_list *old = &watch->seen;
	size_t i = 0, k = 0;
	while (i < old->count || k < now->count) {
		int order = i == old->count ? 1 : k == now->count ? -1 : by_path(old->at[i], now->at[k]);
		if (order < 0 && (!ran || is_gone(old->at[i])))
			return old->at[i];
		if (order > 0 && (!ran || !is_read(watch, now->at[k])))
			return now->at[k];
		if (order == 0 && strcmp(old->at[i], now->at[k]) != 0)
			return now->at[k];
		i += order <= 0;
		k += order >= 0;
	}
	return NULL;
}

/* What the run missed although it is there: it was away for a moment, and nothing else tells that from before the run. NULL when nothing. */
static const char *back(const struct watch *watch)
{
	const char *found = NULL;
	for (size_t i = 0; found == NULL && i < watch->lacks.count; i++) {
		struct disk_host disk;
		disk_host_init(&disk, NULL);
		if (disk_host_find(&disk, watch->lacks.at[i]))
			found = watch->lacks.at[i];
		disk_host_free(&disk);
	}
	return found;
}

/* True when something changed; either way what stands there now is what is known from now on. */
static bool has_changed(struct watch *watch, struct path_list now, bool ran)
{
	const char *line = difference(watch, &now, ran);
	if (line == NULL && ran)
		line = back(watch);
	if (line != NULL) {
		free(watch->changed);
		watch->changed = strndup(line, strcspn(line, "\t"));
		if (watch->changed == NULL)
			memory(NULL, SIZE_MAX);
	}
	path_list_free(&watch->seen);
	watch->seen = now;
	return line != NULL;
}

const char *watch_wait(struct watch *watch)
{
	path_list_sort(&watch->reads);
	disk_watch_renew(&watch->disk);
	if (has_changed(watch, look(watch, true), true))
		return watch->changed;
	while (disk_watch_wait(&watch->disk))
		if (has_changed(watch, look(watch, true), false))
			return watch->changed;
	return NULL;
}
