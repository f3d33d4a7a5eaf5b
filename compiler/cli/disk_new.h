/* New files in a folder, all of them or none. */
#ifndef BASTIDE_DISK_NEW_H
#define BASTIDE_DISK_NEW_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/disk_host.h"

struct new_file {
	const char *path;                /* below the folder, parts joined by `/` */
	const char *bytes;
	size_t length;
};

/* Writes the files, and makes the folders that they need. Nothing that is there is touched: false, with the paths of `there`,
 * when one of them exists, be it a link that leads nowhere. When one cannot be written those before it are taken away again,
 * with the folders that were made: false, with `why`. */
bool disk_create(const char *folder, const struct new_file *files, size_t count, struct path_list *there, char *why, size_t size);

#endif
