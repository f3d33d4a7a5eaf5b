#define _GNU_SOURCE
#include "cli/disk_watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/inotify.h>
#endif

#define LOOK_ALONE 500               /* milliseconds between two looks when nobody tells */
#define LOOK_BESIDES 2000            /* and when somebody does: other machines change files of a network unseen */
#define QUIET 80                     /* an editor saves in several steps */
#define LONGEST_NOISE 1000

static volatile sig_atomic_t ended;
static sigset_t waiting;             /* signals that a wait holds back */

static void end(int signal) { (void)signal; ended = 1; }

void disk_watch_begin(struct disk_watch *watch)
{
	struct sigaction action = { .sa_handler = end };
	sigset_t held;
	watch->fd = -1;
	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	/* Held back but for the wait, so that none comes between the question and the wait. */
	sigprocmask(SIG_BLOCK, &held, &waiting);
	sigdelset(&waiting, SIGINT);
	sigdelset(&waiting, SIGTERM);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

void disk_watch_free(struct disk_watch *watch)
{
	if (watch->fd >= 0)
		close(watch->fd);
	watch->fd = -1;
}

void disk_watch_renew(struct disk_watch *watch)
{
	disk_watch_free(watch);
#ifdef __linux__
	const char *how = getenv("BASTIDE_WATCH");
	if (how == NULL || strcmp(how, "poll") != 0)
		watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
#endif
}

void disk_watch_folder(struct disk_watch *watch, const char *folder)
{
#ifdef __linux__
	const uint32_t events = IN_CREATE | IN_DELETE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;
	/* No room for one more: then nobody tells of any. */
	if (watch->fd >= 0 && inotify_add_watch(watch->fd, folder, events | IN_ONLYDIR) < 0 && (errno == ENOSPC || errno == ENOMEM))
		disk_watch_free(watch);
#else
	(void)watch, (void)folder;
#endif
}

/* Waits for that long; true when somebody told of a change, which is read away. */
static bool is_told(struct disk_watch *watch, int milliseconds)
{
	struct pollfd ready = { .fd = watch->fd, .events = POLLIN };
	struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000l };
	char events[4096];
	if (ended || ppoll(&ready, watch->fd >= 0 ? 1 : 0, &time, &waiting) <= 0)
		return false;
	while (read(watch->fd, events, sizeof events) > 0)
		;
	return true;
}

bool disk_watch_wait(struct disk_watch *watch)
{
	if (is_told(watch, watch->fd >= 0 ? LOOK_BESIDES : LOOK_ALONE))
		for (int noise = 0; noise < LONGEST_NOISE && is_told(watch, QUIET); noise += QUIET)
			;
	return !ended;
}
