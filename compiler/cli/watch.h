/* A program that is watched: what it is made of, and which of it changed. */
#ifndef BASTIDE_WATCH_H
#define BASTIDE_WATCH_H

#include <stdbool.h>

#include "cli/args.h"
#include "cli/disk_host.h"
#include "cli/disk_watch.h"

struct watch {
	const struct args *args;
	struct disk_watch disk;
	struct path_list reads;          /* what the program was read from */
	struct path_list asks;           /* two by two: a file, and what it imports */
	struct path_list lacks;          /* what was to be read and was not there */
	struct path_list seen;           /* a line for each file, PATH<tab>MARKS, sorted: the marks are what the disk says of it */
	char *changed;
};

void watch_begin(struct watch *watch, const struct args *args);
/* Before a run: what stands there now is known, and what the run before read is forgotten. */
void watch_look(struct watch *watch);
/* After a run: waits until something of the program is other than it was, and gives the path of a file that is, until the next
 * call. NULL when the user wants an end. */
const char *watch_wait(struct watch *watch);
void watch_free(struct watch *watch);

#endif
