/* That nothing changed since a build proved the program and found its folder as it should be: then the next one says so, and ends.
 *
 * A seal is a sum over the compiler, the command, the day, every source (its name and what stat says of it) and every file
 * of the output folder, whoever wrote it. It stands in the user's own cache, never beside the output: what comes with a repository
 * can bring no seal along, and neither `build --check` nor `check` asks for one. A file that is touched has another time of change,
 * which no program can choose, so the sum is another and everything is proved again. Who writes through a mapping made before the seal
 * may leave no time behind: what such a program does to the output, --check and --again see. */
#ifndef BASTIDE_SEAL_H
#define BASTIDE_SEAL_H

#include <stdbool.h>
#include <time.h>

#include "cli/args.h"
#include "cli/disk_host.h"
#include "cli/sha256.h"

struct seal {
	const struct args *args;
	const char *folder, *today;
	char *path;                      /* of the seal; NULL: there is no place for one, or none is wanted */
	struct timespec begun;
	struct path_list reads;          /* what the program was read from */
	struct path_list asks;           /* two by two: a file, and what it imports */
	struct sha256 output;
	bool stands;                     /* `output` is known */
};

/* Before anything is read. The texts must stay. */
void seal_begin(struct seal *seal, const struct args *args, const char *folder, const char *today);
void seal_free(struct seal *seal);
/* When everything stands as the seal says, what the build before would say of it, to be freed; NULL else. */
char *seal_words(const struct seal *seal);

/* While the program is read. */
void seal_reads(struct seal *seal, const char *path);
void seal_asks(struct seal *seal, const char *from, const char *import);
/* The output is as it should be: a folder that nobody else knows yet, or one in which nothing had to change. */
void seal_output(struct seal *seal, int folder, bool unknown);
/* Leaves the seal. Nothing happens when anything changed since seal_begin, or when it cannot be written. */
void seal_put(struct seal *seal, const char *words);

#endif
