/* bastide init: a program to start from, proved before it is written, with what a repository of it needs. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/disk_new.h"
#include "cli/terminal.h"
#include "include/bastide.h"
#include "library.h"

#define FOLDER "templates/"
#define COMMON FOLDER "common/"
#define PROGRAM "estate/main.bastide"
#define LONGEST_NAME 20u             /* longer ones make names that a cloud refuses */
#define MOST_STARTS 16

struct init {
	const char *start, *name, *region;
	struct new_file *files;
	size_t count;
	struct path_list texts;          /* filled in; they hold no NUL */
};

static bool starts_with(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

/* --- what there is to start from --------------------------------------------------------------------------------- */

/* "service" of the program templates/service/estate/main.bastide; false when the text is none. */
static bool start_name(const struct library_text *text, char *name, size_t size)
{
	size_t length = strcspn(text->path + strlen(FOLDER), "/");
	if (strcmp(text->path + strlen(FOLDER) + length + 1, PROGRAM) != 0)
		return false;
	snprintf(name, size, "%.*s", (int)length, text->path + strlen(FOLDER));
	return true;
}

static void print_starts(void)
{
	char name[64];
	for (uint32_t i = 0; i < start_text_count; i++) {
		const char *text = start_texts[i].text;
		if (start_name(&start_texts[i], name, sizeof name))
			printf("%-10s%.*s\n", name, (int)strcspn(text + 3, "\n"), text + 3);     /* its first line, behind `## ` */
	}
}

static bool is_start(const char *wanted, char *problem, size_t size)
{
	static char names[MOST_STARTS][64];
	const char *list[MOST_STARTS];
	size_t count = 0;
	for (uint32_t i = 0; i < start_text_count && count < MOST_STARTS; i++) {
		if (!start_name(&start_texts[i], names[count], sizeof names[count]))
			continue;
		if (strcmp(names[count], wanted) == 0)
			return true;
		list[count] = names[count];
		count++;
	}
	const char *nearest = args_nearest(wanted, list, count);
	snprintf(problem, size, "nothing to start from is called `%.60s`; %s%s%s", wanted, nearest != NULL ? "did you mean `" : "see ",
		nearest != NULL ? nearest : "`bastide init --list", nearest != NULL ? "`?" : "`");
	return false;
}

/* --- names ------------------------------------------------------------------------------------------------------- */

static bool is_small(char c) { return c >= 'a' && c <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_name(const char *text)
{
	size_t length = strlen(text);
	if (length == 0 || length > LONGEST_NAME || !is_small(text[0]) || text[length - 1] == '-' || strstr(text, "--") != NULL)
		return false;
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* The name of the folder, as far as it can be one; to be freed. */
static char *name_of(const char *folder)
{
	char *here = getcwd(NULL, 0), *whole = path_joined(here != NULL ? here : "", folder);
	const char *slash = strrchr(whole, '/'), *from = slash != NULL ? slash + 1 : whole;
	char *name = memory(NULL, strlen(from) + 1);
	size_t length = 0;
	for (; *from != '\0' && length < LONGEST_NAME; from++) {
		char c = *from >= 'A' && *from <= 'Z' ? (char)(*from - 'A' + 'a') : *from;
		if (is_small(c) || (length > 0 && is_digit(c)))
			name[length++] = c;
		else if (length > 0 && name[length - 1] != '-')
			name[length++] = '-';
	}
	while (length > 0 && name[length - 1] == '-')
		length--;
	name[length] = '\0';
	free(here);
	free(whole);
	return name;
}

/* --- the files --------------------------------------------------------------------------------------------------- */

static const char *filled(struct init *init, const char *text)
{
	static const char at_name[] = "@name@", at_region[] = "@region@";
	char *whole = NULL;
	size_t length;
	FILE *out = open_memstream(&whole, &length);
	if (out == NULL)
		memory(NULL, SIZE_MAX);
	while (*text != '\0') {
		bool name = starts_with(text, at_name), region = starts_with(text, at_region);
		if (name || region)
			fputs(name ? init->name : init->region, out);
		else
			fputc(*text, out);
		text += name ? strlen(at_name) : region ? strlen(at_region) : 1;
	}
	if (fclose(out) != 0)
		memory(NULL, SIZE_MAX);
	path_list_add(&init->texts, whole);
	free(whole);
	return init->texts.at[init->texts.count - 1];
}

static void fill_all(struct init *init)
{
	char own[80];
	snprintf(own, sizeof own, FOLDER "%s/", init->start);
	init->files = memory(NULL, start_text_count * sizeof *init->files);
	for (uint32_t i = 0; i < start_text_count; i++) {
		const char *path = start_texts[i].path;
		const char *below = starts_with(path, COMMON) ? path + strlen(COMMON) : starts_with(path, own) ? path + strlen(own) : NULL;
		if (below == NULL)
			continue;
		const char *text = filled(init, start_texts[i].text);
		init->files[init->count++] = (struct new_file){ below, text, strlen(text) };
	}
}

static struct new_file *file_at(struct init *init, const char *path)
{
	for (size_t i = 0; i < init->count; i++)
		if (strcmp(init->files[i].path, path) == 0)
			return &init->files[i];
	return NULL;
}

static enum bst_read read_file(void *user, const char *path, struct bst_text *text, const char **why)
{
	const struct new_file *file = file_at(user, path);
	(void)why;
	if (file == NULL)
		return BST_MISSING;
	*text = (struct bst_text){ file->bytes, file->length };
	return BST_READ;
}

/* The program in its canonical layout, whatever stands in it now, and proved: what is wrong is one of the given values. */
static bool prove(struct init *init)
{
	static const char *const paths[] = { PROGRAM };
	struct bst_host host = { .user = init, .read_file = read_file };
	struct bst_context *context = bst_new(&host);
	struct new_file *program = file_at(init, PROGRAM);
	struct bst_text text;
	if (context == NULL)
		memory(NULL, SIZE_MAX);
	enum bst_result result = bst_format(context, PROGRAM, (struct bst_text){ program->bytes, program->length }, &text);
	if (result == BST_OK) {
		path_list_add_start(&init->texts, text.at, text.length);
		program->bytes = init->texts.at[init->texts.count - 1];
		program->length = text.length;
		result = bst_check(context, NULL, paths, 1, NULL);
	}
	if (result != BST_OK && bst_render(context, BST_FORM_TEXT, NULL, &text) == BST_OK)
		fwrite(text.at, 1, text.length, stderr);
	bst_free(context);
	return result == BST_OK;
}

static int complain(const char *words)
{
	fputs("bastide: ", stderr);
	terminal_text(stderr, words);
	fputc('\n', stderr);
	return STATUS_CANNOT;
}

static void tell_shell(const char *before, const char *folder, const char *after)
{
	fputs(before, stdout);
	if (strcmp(folder, ".") != 0) {
		fputs("cd ", stdout);
		terminal_word(stdout, folder);
		fputs(" && ", stdout);
	}
	puts(after);
}

/* What git is told of a repository may be there already: it is left, and told what it lacks. */
static void leave_out_there(struct init *init, const char *folder)
{
	size_t kept = 0;
	for (size_t i = 0; i < init->count; i++) {
		const struct new_file *file = &init->files[i];
		char *path = path_joined(folder, file->path);
		if (starts_with(file->path, ".git") && strchr(file->path, '/') == NULL && access(path, F_OK) == 0) {
			fputs("left as it is: ", stdout);
			terminal_text(stdout, path);
			printf("; let it say, too:\n%s", file->bytes);
		} else {
			init->files[kept++] = *file;
		}
		free(path);
	}
	init->count = kept;
}

/* Sources that are there would be a part of the program, and nobody has proved them with it. */
static bool has_program(const char *folder)
{
	struct disk_host disk;
	char *path = path_joined(folder, "estate");
	disk_host_init(&disk, NULL);
	bool found = access(path, F_OK) == 0 && disk_host_find(&disk, path) && disk.paths.count > 0;
	disk_host_free(&disk);
	if (found) {
		terminal_text(stderr, path);
		fputs(": holds a program already; nothing was written\n", stderr);
	}
	free(path);
	return found;
}

static int write_all(struct init *init, const char *folder)
{
	if (has_program(folder))
		return STATUS_CANNOT;
	leave_out_there(init, folder);
	struct path_list there = { 0 };
	char why[512];
	bool written = disk_create(folder, init->files, init->count, &there, why, sizeof why);
	for (size_t i = 0; i < there.count; i++) {
		terminal_text(stderr, there.at[i]);
		fputs(": is there already; nothing was written\n", stderr);
	}
	if (!written && there.count == 0)
		complain(why);
	path_list_free(&there);
	if (!written)
		return STATUS_CANNOT;
	for (size_t i = 0; i < init->count; i++) {
		char *path = path_joined(folder, init->files[i].path);
		fputs("written: ", stdout);
		terminal_text(stdout, path);
		fputc('\n', stdout);
		free(path);
	}
	tell_shell("next: ", folder, "bastide build estate");
	puts("then: git init, pre-commit install; commit all of it, with what was built, and say in the repository's variables BASTIDE_REPOSITORY and\n"
	     "      BASTIDE_COMMIT which bastide its workflow builds: without them that fails");
	return STATUS_OK;
}

int cmd_init(const struct args *args)
{
	const char *folder = args->operand_count > 0 ? args->operands[0] : ".";
	char problem[256], *own_name = name_of(folder);
	struct init init = {
		.start = args_value(args, OPTION_START, "service"),
		.name = args_value(args, OPTION_NAME, own_name),
		.region = args_value(args, OPTION_REGION, "eu-central-1"),
	};
	int status;
	if (args_has(args, OPTION_LIST)) {
		print_starts();
		status = STATUS_OK;
	} else if (!is_start(init.start, problem, sizeof problem)) {
		status = complain(problem);
	} else if (init.name == own_name && !is_name(own_name)) {
		status = complain("no name can be made of the folder's: say --name, small letters, digits and single hyphens, at most 20, a letter first");
	} else if (!is_name(init.name)) {
		status = complain("--name is small letters, digits and single hyphens, at most 20, a letter first");
	} else if (strspn(init.region, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(init.region)) {
		status = complain("--region is a region's name, as eu-central-1");
	} else {
		fill_all(&init);
		status = prove(&init) ? write_all(&init, folder) : complain("the program would not be right with these values; nothing was written");
	}
	free(init.files);
	path_list_free(&init.texts);
	free(own_name);
	return status;
}
