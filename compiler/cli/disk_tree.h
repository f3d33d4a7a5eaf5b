/* An output folder on disk: every name below it is reached part by part without following symbolic links,
 * so that nothing is ever read, written or removed outside it. Functions answer 0 or an errno. */
#ifndef BASTIDE_DISK_TREE_H
#define BASTIDE_DISK_TREE_H

#include <stdbool.h>
#include <stddef.h>

#define OPEN_FOLDERS 64

struct disk_tree {
	int fd;                          /* the folder; -1 when there is none */
	bool fresh;                      /* nobody else writes there: what is not open is not there yet */
	char *path;                      /* of the folder below it that was used last */
	/* The folders on the way to it, which stay open: a walk in the order of names opens each folder once. */
	struct { int fd; size_t length; } open[OPEN_FOLDERS];
	size_t open_count, path_size;
	char *buffer;                    /* of the file read last */
	size_t buffer_size;
};

/* What stands at a path. */
enum tree_entry { TREE_NOTHING, TREE_FILE, TREE_FOLDER, TREE_LINK, TREE_STRANGE };

/* The folder `name` in `parent` (AT_FDCWD: a path). ELOOP when it is a symbolic link. */
int tree_open(struct disk_tree *tree, int parent, const char *name);
void tree_close(struct disk_tree *tree);

/* What stands at the path; TREE_LINK also when a part before the last is a link, TREE_STRANGE when one is a file:
 * *blocking is then the length of the path up to it. */
int tree_look(struct disk_tree *tree, const char *path, enum tree_entry *entry, size_t *blocking);
/* The bytes of a regular file, NUL behind them, valid until the next read. */
int tree_read(struct disk_tree *tree, const char *path, const char **bytes, size_t *length);
/* Gives back the memory of the file read last. */
void tree_forget(struct disk_tree *tree);
/* Makes the folders that the path lies in; adds to *made the paths of those that were missing, deepest last. */
struct path_list;
int tree_make_folders(struct disk_tree *tree, const char *path, struct path_list *made);
/* A new file, open for writing. */
int tree_create(struct disk_tree *tree, const char *path, int *file);
/* A new file with these bytes, removed again when it cannot be written whole. */
int tree_write(struct disk_tree *tree, const char *path, const char *bytes, size_t length);
/* What is written of a file is on the disk when the call returns. */
int tree_sync(struct disk_tree *tree, const char *path);
int tree_rename(struct disk_tree *tree, const char *from, const char *to);
int tree_remove(struct disk_tree *tree, const char *path);
/* Removes the folders that the path lies in, from below, as long as they are empty. */
void tree_prune(struct disk_tree *tree, const char *path);
/* Adds the paths of everything below the folder that is no folder. */
int tree_list(struct disk_tree *tree, const char *path, struct path_list *files);

/* Removes a folder and everything below it, following no link. */
int disk_remove_all(int parent, const char *name);

#endif
