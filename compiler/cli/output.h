/* What a build wants on disk, what is there, and the way from one to the other.
 *
 * Promises, whatever happens in between, the end of power for files just written excepted:
 *   - nothing is touched unless everything can be: what was not written by bastide, what was edited by hand and
 *     what a symbolic link leads to are never written or removed, and stop the build before it begins;
 *   - new bytes are first written aside; no space left or a dead process there changes nothing;
 *   - each file is the old one or the new one at every moment, and the next build repairs what a dead one left;
 *   - files that are already right are not touched. */
#ifndef BASTIDE_OUTPUT_H
#define BASTIDE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/disk_host.h"
#include "cli/disk_tree.h"
#include "cli/manifest.h"

enum output_state {
	OUTPUT_SAME,         /* the file holds these bytes */
	OUTPUT_NEW,          /* no file is there, and none was */
	OUTPUT_MISSING,      /* no file is there, and there was one of ours */
	OUTPUT_CHANGED,      /* ours and unedited, with other bytes */
	OUTPUT_STALE,        /* ours and unedited, and no longer wanted */
	OUTPUT_GONE,         /* was ours, is no longer wanted, and is not there; its folders may be */
	OUTPUT_REFUSED       /* see `problem` */
};

struct output_file {
	const char *path;                /* the library's, or the manifest's */
	const char *target;
	const char *bytes;               /* the library's; NULL for OUTPUT_STALE, and for what is put already */
	size_t length;
	struct sha256 sha256;
	enum output_state state;
	uint32_t number;                 /* in the order of adding: what it is called while it lies aside */
	const char *word;                /* of OUTPUT_REFUSED: `edited`, `foreign`, `link` or `blocked` */
	const char *problem;             /* and what to do about it */
};

struct output {
	const char *folder;              /* as the user wrote it */
	const char *const *targets;      /* selected; files of others are left as they are. Count 0: all */
	size_t target_count;
	bool keep_stale;                 /* a selection that does not say whose the other files are */
	struct output_file *files;       /* wanted, then stale */
	size_t count, cap, wanted;
	struct disk_tree tree;
	struct manifest manifest;        /* what is ours */
	uint32_t edition;                /* of the program */
	struct manifest keeps;           /* what must not be lost from this build on */
	bool listed;                     /* the folder has its manifest */
	bool repairs;                    /* a build died here before */
	struct path_list names;          /* of targets */
	struct writing *writing;         /* between output_begin and its end; NULL else */
	void (*stands)(void *user, int folder, bool unknown);    /* unless NULL: told the folder when it is as it should be and nothing had
	                                    to change, or when it is new, nobody else knows it yet, and all is in it */
	void *stands_user;
	bool cannot;                     /* it was the disk that failed, not what stands in the folder */
	char error[1024];                /* why a function answered false */
};

void output_init(struct output *output, const char *folder);
void output_free(struct output *output);
/* For a comparison; bytes and path must stay, the target is copied. */
struct output_file *output_add(struct output *output, const char *path, const char *target, const char *bytes, size_t length);

/* False when the wanted paths cannot stand together or are not safe; sorts them. */
bool output_check(struct output *output);
/* Whether an errno is the disk's, not that of something in the way. */
bool output_is_disk(int error);
/* Waits for the lock of a folder; 0 or an errno. */
int output_lock(struct output *output, int folder, bool exclusive);

/* What the build before says must not be lost, into `keeps` of an empty manifest; nothing when it says nothing or cannot be read,
 * which is told when the folder is compared. */
void output_read_keeps(const char *folder, struct manifest *before);

/* What is ours in the open folder; a build that writes reads it when it begins. */
bool output_read_manifest(struct output *output);
/* Looks at the folder without touching it, and sets every file's state. False when it cannot be looked at. */
bool output_compare(struct output *output);
/* The same with output->tree open already. */
bool output_compare_open(struct output *output);
/* After a comparison: the wanted file at the path, or NULL; are files of the target this build's to write and remove? */
const struct output_file *output_wanted(const struct output *output, const char *path);
bool output_selects(const struct output *output, const char *target);
/* Files in the state. */
size_t output_count(const struct output *output, enum output_state state);
/* Files that are not as they should be. */
size_t output_changes(const struct output *output);
/* Opens and locks the folder, or the place of one that is not there yet, for a build whose files come one by one; false when that
 * cannot be. What is put lies aside until output_write; output_abandon throws it away. Nothing else changes in between. */
bool output_begin(struct output *output);
/* Adds a file; its path must stay, its bytes and target need not. False: it cannot be written. */
bool output_put(struct output *output, const char *path, const char *target, const char *bytes, size_t length);
void output_abandon(struct output *output);
/* The wanted files in the order of their paths. */
void output_sort(struct output *output);
/* Compares under a lock, and then makes the folder what it should be; false, and nothing has changed, when a file is
 * refused or something fails before the files are put in place. */
bool output_write(struct output *output);

#endif
