#define _GNU_SOURCE
#include "cli/seal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEAL_FORM "bastide seal 1"
#define SEAL_ENDING ".seal"
#define LARGEST_SEAL (64u << 20)
#define DEEPEST_FOLDER 128u
/* Most file systems tell times in steps of the kernel's clock, of 10 ms at most: what is younger may change without another time. */
#define CLOCK_STEP 20000000l

/* --- a sum over many small things ------------------------------------------------------------------------- */

#define AT_ONCE 65536u

/* Bytes behind the sum of all that came before them. */
struct digest { char bytes[sizeof(struct sha256) + AT_ONCE]; size_t length; struct timespec newest; bool whole; };

static struct digest *digest_new(void)
{
	struct digest *d = memset(memory(NULL, sizeof *d), 0, sizeof *d);
	d->length = sizeof(struct sha256);
	d->whole = true;
	return d;
}

static struct sha256 digest_sum(struct digest *d)
{
	struct sha256 sum = sha256_of(d->bytes, d->length);
	memcpy(d->bytes, sum.at, sizeof sum.at);
	d->length = sizeof sum.at;
	return sum;
}

static void take(struct digest *d, const void *bytes, size_t length)
{
	for (const char *at = bytes; length > 0;) {
		size_t room = sizeof d->bytes - d->length, now = length < room ? length : room;
		memcpy(d->bytes + d->length, at, now);
		d->length += now;
		at += now;
		length -= now;
		if (d->length == sizeof d->bytes)
			digest_sum(d);
	}
}

static void take_text(struct digest *d, const char *text)
{
	take(d, text, strlen(text) + 1);
}

static bool is_before(struct timespec a, struct timespec b)
{
	return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

static void take_status(struct digest *d, const struct stat *status)
{
	uint64_t mark[] = { status->st_mode, status->st_dev, status->st_ino, (uint64_t)status->st_size, (uint64_t)status->st_mtim.tv_sec,
		(uint64_t)status->st_mtim.tv_nsec, (uint64_t)status->st_ctim.tv_sec, (uint64_t)status->st_ctim.tv_nsec };
	struct timespec changed = status->st_ctim;
	/* Some file systems tell whole seconds alone, or every second one. */
	changed.tv_sec += changed.tv_nsec == 0 ? 2 : 0;
	take(d, mark, sizeof mark);
	if (is_before(d->newest, changed))
		d->newest = changed;
}

/* --- what was built from what -------------------------------------------------------------------------------- */

static void take_command(struct digest *d, const struct seal *seal)
{
	const struct args *args = seal->args;
	char *here = getcwd(NULL, 0);
	d->whole &= here != NULL;
	take_text(d, here != NULL ? here : "");
	free(here);
	for (int i = 0; i < OPTION_COUNT; i++)
		for (size_t v = 0; v < args->counts[i]; v++) {
			take_text(d, options[i].name);
			take_text(d, args->values[i][v]);
		}
	for (size_t i = 0; i < args->operand_count; i++)
		take_text(d, args->operands[i]);
}

/* The compiler that runs. Where the system does not say which file that is, there are no seals. */
static void take_compiler(struct digest *d)
{
	struct stat status;
	bool known = stat("/proc/self/exe", &status) == 0;
	d->whole &= known;
	if (known)
		take_status(d, &status);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sources that are found anew: of the list that the program was read from, or something has come. */
struct finding { struct digest *digest; const struct path_list *reads; };

static bool find(void *user, const char *path)
{
	struct finding *finding = user;
	const struct path_list *reads = finding->reads;
	take_text(finding->digest, path);
	finding->digest->whole &= reads->count > 0 && bsearch(&path, reads->at, reads->count, sizeof *reads->at, by_bytes) != NULL;
	return finding->digest->whole;
}

/* `reads` in order. */
static void take_sources(struct digest *d, const struct seal *seal, const struct path_list *reads, const struct path_list *asks)
{
	const struct args *args = seal->args;
	const char *program = args->operand_count > 0 ? args->operands[0] : ".", *why;
	struct finding finding = { d, reads };
	struct disk_host disk;
	struct stat status;
	disk_host_init(&disk, seal->folder);
	d->whole &= disk_host_find(&disk, program) && disk_host_find_inputs(&disk, program, args_value(args, OPTION_INPUTS, NULL));
	for (size_t i = 0; d->whole && i < disk.paths.count; i++)
		find(&finding, disk.paths.at[i]);
	for (size_t i = 0; d->whole && i + 1 < asks->count; i += 2) {
		take_text(d, asks->at[i]);
		take_text(d, asks->at[i + 1]);
		d->whole &= disk_host_resolve(&disk, asks->at[i], asks->at[i + 1], find, &finding, &why) == BST_READ;
	}
	disk_host_free(&disk);
	for (size_t i = 0; d->whole && i < reads->count; i++) {
		d->whole &= stat(reads->at[i], &status) == 0 && S_ISREG(status.st_mode);
		take_text(d, reads->at[i]);
		take_status(d, &status);
	}
}

/* Everything below the folder, which is taken over and closed. */
static void take_folder(struct digest *d, int folder, unsigned depth)
{
	DIR *dir = depth <= DEEPEST_FOLDER ? fdopendir(folder) : NULL;
	struct path_list names = { 0 };
	struct dirent *next;
	struct stat status;
	if (dir == NULL) {
		close(folder);
		d->whole = false;
		return;
	}
	while ((next = readdir(dir)) != NULL)
		if (strcmp(next->d_name, ".") != 0 && strcmp(next->d_name, "..") != 0)
			path_list_add(&names, next->d_name);
	path_list_sort(&names);
	for (size_t i = 0; d->whole && i < names.count; i++) {
		d->whole &= fstatat(folder, names.at[i], &status, AT_SYMLINK_NOFOLLOW) == 0;
		take_text(d, names.at[i]);
		if (!d->whole || !S_ISDIR(status.st_mode)) {
			take_status(d, &status);
			continue;
		}
		int below = openat(folder, names.at[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		d->whole &= below >= 0;
		if (below >= 0)
			take_folder(d, below, depth + 1);
	}
	take_text(d, "");                                /* the folder's end */
	path_list_free(&names);
	closedir(dir);
}

/* --- the seal's place -------------------------------------------------------------------------------------------- */

/* The user's folder for what can be made again; NULL when there is none. To be freed. */
static char *cache_folder(void)
{
	static const struct { const char *variable, *below; } places[] = {
		{ "BASTIDE_CACHE", "" }, { "XDG_CACHE_HOME", "/bastide" }, { "HOME", "/.cache/bastide" }
	};
	const char *above = getenv(places[0].variable), *below = "";
	for (size_t i = 1; i < 3 && (above == NULL || (i > 1 && above[0] != '/')); i++) {
		above = getenv(places[i].variable);
		below = places[i].below;
	}
	if (above == NULL || above[0] != '/')
		return NULL;
	size_t room = strlen(above) + strlen(below) + 1;
	char *path = memory(NULL, room);
	snprintf(path, room, "%s%s", above, below);
	return path;
}

void seal_begin(struct seal *seal, const struct args *args, const char *folder, const char *today)
{
	*seal = (struct seal){ .args = args, .folder = folder, .today = today };
	clock_gettime(CLOCK_REALTIME, &seal->begun);
	char *cache = cache_folder(), name[SHA256_TEXT];
	struct digest *d = digest_new();
	take_command(d, seal);
	struct sha256 sum = digest_sum(d);
	if (cache != NULL && d->whole) {
		size_t room = strlen(cache) + SHA256_TEXT + sizeof SEAL_ENDING + 1;
		sha256_text(&sum, name);
		seal->path = memory(NULL, room);
		snprintf(seal->path, room, "%s/%s" SEAL_ENDING, cache, name);
	}
	free(cache);
	free(d);
}

void seal_free(struct seal *seal)
{
	free(seal->path);
	path_list_free(&seal->reads);
	path_list_free(&seal->asks);
}

/* --- is it still as it was ------------------------------------------------------------------------------------------ */

static struct sha256 whole_sum(const struct seal *seal, const struct path_list *reads, const struct path_list *asks,
	const struct sha256 *output, const char *words, struct timespec *newest, bool *whole)
{
	struct digest *d = digest_new();
	take_command(d, seal);
	take_text(d, seal->today);
	take_sources(d, seal, reads, asks);
	*newest = d->newest;
	take_compiler(d);
	take(d, output->at, sizeof output->at);
	take_text(d, words);
	struct sha256 sum = digest_sum(d);
	*whole = d->whole;
	free(d);
	return sum;
}

/* The file with a NUL behind it, if it is this user's alone; NULL else. To be freed. */
static char *read_own(const char *path, size_t *length)
{
	struct stat status;
	int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool own = file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid()
		&& (status.st_mode & 022) == 0 && status.st_size > 0 && status.st_size <= LARGEST_SEAL;
	char *text = own ? memory(NULL, (size_t)status.st_size + 1) : NULL;
	*length = 0;
	for (ssize_t got = 1; own && got > 0 && *length < (size_t)status.st_size; *length += got > 0 ? (size_t)got : 0)
		got = read(file, text + *length, (size_t)status.st_size - *length);
	if (file >= 0)
		close(file);
	if (own)
		text[*length] = '\0';
	return text;
}

/* Texts up to an empty one, each with its NUL; what follows, or NULL when they do not end. */
static const char *texts_of(struct path_list *list, const char *at, const char *end)
{
	while (at < end && *at != '\0') {
		path_list_add(list, at);
		at += strlen(at) + 1;
	}
	return at < end ? at + 1 : NULL;
}

/* What stands in the output now. */
static bool output_sum(const char *path, struct sha256 *sum)
{
	struct digest *d = digest_new();
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder >= 0)
		take_folder(d, folder, 0);
	*sum = digest_sum(d);
	bool whole = folder >= 0 && d->whole;
	free(d);
	return whole;
}

char *seal_words(const struct seal *seal)
{
	size_t length;
	char *text = seal->path != NULL ? read_own(seal->path, &length) : NULL, *words = NULL;
	struct path_list reads = { 0 }, asks = { 0 };
	struct sha256 said, sum, output;
	struct timespec newest;
	bool whole = false;
	const char *end = text != NULL ? text + length : NULL, *at = text;
	bool known = text != NULL && length > sizeof SEAL_FORM + SHA256_TEXT && strcmp(at, SEAL_FORM) == 0
		&& at[sizeof SEAL_FORM + SHA256_TEXT - 1] == '\0' && sha256_read(at + sizeof SEAL_FORM, &said);
	at = known ? texts_of(&reads, at + sizeof SEAL_FORM + SHA256_TEXT, end) : NULL;
	at = at != NULL ? texts_of(&asks, at, end) : NULL;
	if (at != NULL && output_sum(seal->folder, &output)) {
		sum = whole_sum(seal, &reads, &asks, &output, at, &newest, &whole);
		if (whole && sha256_equal(&sum, &said))
			words = memcpy(memory(NULL, strlen(at) + 1), at, strlen(at) + 1);
	}
	path_list_free(&reads);
	path_list_free(&asks);
	free(text);
	return words;
}

/* --- leaving one ---------------------------------------------------------------------------------------------------- */

void seal_reads(struct seal *seal, const char *path)
{
	path_list_add(&seal->reads, path);
}

void seal_asks(struct seal *seal, const char *from, const char *import)
{
	path_list_add(&seal->asks, from);
	path_list_add(&seal->asks, import);
}

static struct timespec a_step_before(struct timespec moment)
{
	moment.tv_nsec -= CLOCK_STEP;
	if (moment.tv_nsec < 0) {
		moment.tv_nsec += 1000000000l;
		moment.tv_sec--;
	}
	return moment;
}

void seal_output(struct seal *seal, int folder, bool unknown)
{
	int own = seal->path != NULL ? openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	struct timespec now;
	if (own < 0)
		return;
	struct digest *d = digest_new();
	take_folder(d, own, 0);
	clock_gettime(CLOCK_REALTIME, &now);
	seal->output = digest_sum(d);
	/* What somebody else may have written while we proved is told from what we looked at by its time. */
	seal->stands = d->whole && is_before(d->newest, a_step_before(unknown ? now : seal->begun));
	free(d);
}

/* Seals hold for a day: those of others are of no use. */
static void remove_old(const char *folder, const struct timespec *now)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *next;
	struct stat status;
	while (dir != NULL && (next = readdir(dir)) != NULL) {
		const char *ending = strstr(next->d_name, SEAL_ENDING);
		if (ending != NULL && fstatat(fd, next->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mtim.tv_sec < now->tv_sec - 86400)
			unlinkat(fd, next->d_name, 0);
	}
	if (dir != NULL)
		closedir(dir);
}

static void print_texts(FILE *out, const struct path_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		fwrite(list->at[i], 1, strlen(list->at[i]) + 1, out);
	fputc('\0', out);
}

/* The cache's folders, for the user alone. */
static void make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
}

static void write_seal(const struct seal *seal, const struct sha256 *sum, const char *words)
{
	char text[SHA256_TEXT];
	size_t room = strlen(seal->path) + sizeof ".XXXXXX";
	char *aside = memory(NULL, room);
	snprintf(aside, room, "%s.XXXXXX", seal->path);
	int file = mkostemp(aside, O_CLOEXEC);
	FILE *out = file >= 0 ? fdopen(file, "w") : NULL;
	if (out != NULL) {
		sha256_text(sum, text);
		fwrite(SEAL_FORM, 1, sizeof SEAL_FORM, out);
		fwrite(text, 1, sizeof text, out);
		print_texts(out, &seal->reads);
		print_texts(out, &seal->asks);
		fwrite(words, 1, strlen(words), out);
		bool right = ferror(out) == 0;
		right = fclose(out) == 0 && right;
		if (!right || rename(aside, seal->path) != 0)
			unlink(aside);
	} else if (file >= 0) {
		close(file);
		unlink(aside);
	}
	free(aside);
}

void seal_put(struct seal *seal, const char *words)
{
	struct timespec newest;
	bool whole;
	if (seal->path == NULL || !seal->stands)
		return;
	path_list_sort(&seal->reads);
	struct sha256 sum = whole_sum(seal, &seal->reads, &seal->asks, &seal->output, words, &newest, &whole);
	if (!whole || !is_before(newest, a_step_before(seal->begun)))
		return;
	make_folders(seal->path);
	write_seal(seal, &sum, words);
	char *slash = strrchr(seal->path, '/');
	*slash = '\0';
	remove_old(seal->path, &seal->begun);
	*slash = '/';
}
