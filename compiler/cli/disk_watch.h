/* Waiting until something changes below folders, or until the user wants an end. Where the system tells of changes, a wait ends at
 * once; where it does not, or not of all, it ends after a while, and whoever waits looks by himself. */
#ifndef BASTIDE_DISK_WATCH_H
#define BASTIDE_DISK_WATCH_H

#include <stdbool.h>

struct disk_watch {
	int fd;                          /* of inotify; -1: nobody tells */
};

/* One of a process at a time. From now on SIGINT and SIGTERM end a wait, and nothing else. */
void disk_watch_begin(struct disk_watch *watch);
/* Forgets the folders. */
void disk_watch_renew(struct disk_watch *watch);
/* What happens in the folder ends a wait from now on; one that is not there is passed over. */
void disk_watch_folder(struct disk_watch *watch, const char *folder);
/* Waits until it has been quiet again after a change, or for a while; false when the user wants an end. */
bool disk_watch_wait(struct disk_watch *watch);
void disk_watch_free(struct disk_watch *watch);

#endif
