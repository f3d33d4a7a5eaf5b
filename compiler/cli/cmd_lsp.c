/* bastide lsp: the language server, on standard input and output, with the disk as the other commands see it. */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/disk_host.h"
#include "lsp/server.h"

struct disk { struct disk_host host; char today[16], why[256]; };

/* What was found last is forgotten: files come and go. */
static enum bst_read find(void *user, const char *path, void (*add)(void *list, const char *path), void *list, const char **why)
{
	struct disk *disk = user;
	disk_host_free(&disk->host);
	disk_host_init(&disk->host, NULL);
	bool found = disk_host_find(&disk->host, path), inputs = !found || disk_host_find_inputs(&disk->host, path, NULL);
	snprintf(disk->why, sizeof disk->why, "%s", disk->host.why);
	*why = disk->why;
	for (size_t i = 0; found && i < disk->host.paths.count; i++)
		add(list, disk->host.paths.at[i]);
	return !inputs ? BST_UNREADABLE : found ? BST_READ : BST_MISSING;
}

static bool belongs(void *user, const char *folder, const char *path)
{
	(void)user;
	return disk_host_belongs(folder, path);
}

static enum bst_read read_file(void *user, const char *path, struct bst_text *text, const char **why)
{
	return disk_host_read(&((struct disk *)user)->host, path, text, why);
}

static enum bst_read resolve(void *user, const char *from, const char *import,
	bool (*add)(void *list, const char *path), void *list, const char **why)
{
	return disk_host_resolve(&((struct disk *)user)->host, from, import, add, list, why);
}

static const char *today(void *user)
{
	struct disk *disk = user;
	time_t now = time(NULL);
	struct tm day;
	if (gmtime_r(&now, &day) == NULL || strftime(disk->today, sizeof disk->today, "%Y-%m-%d", &day) == 0)
		return NULL;
	return disk->today;
}

int cmd_lsp(const struct args *args)
{
	struct disk disk = { 0 };
	struct lsp_host host = { &disk, find, belongs, read_file, resolve, today };
	long client = strtol(args_value(args, OPTION_CLIENT, "0"), NULL, 10);
	if (isatty(STDIN_FILENO)) {
		fputs("bastide lsp speaks with editors, not with people: see the README on how to set one up.\n", stderr);
		return STATUS_CANNOT;
	}
	/* Nothing but messages may go out: whatever else is printed goes where errors go. */
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	if (out < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
		fputs("bastide: standard output cannot be used\n", stderr);
		return STATUS_CANNOT;
	}
	signal(SIGPIPE, SIG_IGN);
	disk_host_init(&disk.host, NULL);
	int status = lsp_serve(&host, STDIN_FILENO, out, client);
	disk_host_free(&disk.host);
	return status;
}
