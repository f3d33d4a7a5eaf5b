/* The program's side of the disk: finds the source files, reads them for the library, resolves imports.
 * With disk_new.c and disk_tree.c, which write the files of `init` and the output, and seal.c, which only looks and keeps its own, the only file that opens files. */
#ifndef BASTIDE_DISK_HOST_H
#define BASTIDE_DISK_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "include/bastide.h"

struct path_list { char **at; size_t count, cap; };

struct disk_host {
	struct path_list paths;          /* sources, each once, sorted as they were found */
	struct path_list folders;        /* that were walked through */
	struct path_list links;          /* symbolic links of the folder at hand */
	bool regular_only;               /* what is named like a source and is no regular file is left alone, not listed */
	struct seen *seen;               /* files by device and inode, so that each keeps one path */
	size_t seen_count, seen_cap;
	const char *output;              /* folder that holds no sources; may be NULL */
	char *buffer;                    /* of the file read last */
	size_t buffer_size;
	bool inputs_chosen;              /* by the command: folders bring none */
	char *given;                     /* path handed to the library last */
	char why[256];
};

void disk_host_init(struct disk_host *disk, const char *output);
void disk_host_free(struct disk_host *disk);
/* Adds the file, or every *.bastide file below the folder: sorted by path; hidden folders, `refused`, `accepted` and the
 * output folder left out. Links are not followed: one that leads to sources elsewhere is listed, and reading it fails. False, with disk->why, when there is nothing to read. */
bool disk_host_find(struct disk_host *disk, const char *path);
/* Whether a file of that path, both of them without `.` and `..` parts, would be found below the folder. */
bool disk_host_belongs(const char *folder, const char *path);

/* Adds the inputs of the program at `path`: the file `chosen`, or when NULL the one *.inputs file in the program's folder, if
 * there is any. False, with disk->why, when there are several. */
bool disk_host_find_inputs(struct disk_host *disk, const char *path, const char *chosen);

/* Callbacks of struct bst_host; user is the struct disk_host. */
enum bst_read disk_host_read(void *user, const char *path, struct bst_text *text, const char **why);
enum bst_read disk_host_resolve(void *user, const char *from, const char *import,
	bool (*add)(void *list, const char *path), void *list, const char **why);

/* All of standard input, NUL behind it; false when it cannot be read or is larger than a source may be. */
bool disk_read_stdin(struct disk_host *disk, struct bst_text *text);
/* Puts `bytes` in the place of the source file at `path`, whole or not at all; its mode stays. */
bool disk_replace(struct disk_host *disk, const char *path, const char *bytes, size_t length);

void path_list_add(struct path_list *list, const char *path);
void path_list_add_start(struct path_list *list, const char *path, size_t length);     /* the first bytes of it */
void path_list_free(struct path_list *list);
void path_list_sort(struct path_list *list);
/* `folder/name` without `.` parts and doubled slashes; `x/..` is taken away where x is a plain name. To be freed. */
char *path_joined(const char *folder, const char *name);
/* Memory that is there or the end of the run, with status 2. */
void *memory(void *old, size_t size);

#endif
