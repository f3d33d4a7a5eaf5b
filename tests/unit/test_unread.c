/* Something is done of every property of the library: an emitter reads it, or the derivers through the role that it fills, or it is
 * declared to be there to be judged. Those of which nothing is done stand in `unread.txt` with the reason, and no others; whoever says
 * one is told by `check`. */
#include <glob.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "check.h"
#include "model/schema.h"
#include "unread.h"

static struct compilation c;

/* --- which derived fields C reads ---------------------------------------------------------------------------------- */

static void add_file(struct buf *all, const char *path)
{
	static char part[1 << 16];
	FILE *file = fopen(path, "rb");
	CHECK(file != NULL);
	for (size_t n; file && (n = fread(part, 1, sizeof part, file)) > 0;)
		buf_str(all, (struct str){ part, (uint32_t)n });
	if (file)
		fclose(file);
}

static struct str sources_of_c(struct arena *arena)
{
	struct buf all;
	glob_t found;
	buf_init(&all, arena);
	CHECK(glob("compiler/*.c", 0, NULL, &found) == 0 && glob("compiler/*/*.c", GLOB_APPEND, NULL, &found) == 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		add_file(&all, found.gl_pathv[i]);
	globfree(&found);
	buf_char(&all, '\0');
	return buf_slice(&all, 0);
}

/* Whether C spells the name, and not as the beginning of a longer one. */
static bool is_spelled(struct str text, const char *word)
{
	size_t len = strlen(word);
	for (const char *at = strstr(text.at, word); at; at = strstr(at + 1, word))
		if (at[len] == '\0' || !strchr("abcdefghijklmnopqrstuvwxyz_0123456789", at[len]))
			return true;
	return false;
}

static bool *taken_in_c(struct arena *arena)
{
	static const struct { uint32_t field; const char *word; } fields[] = {
#define CONCEPT(id, word, row, relation, doc)
#define RELATION(id, row, relation, doc)
#define OUTCOME(id, row, relation, doc)
#define FIELD(id, member, field, type, flags, doc) { FIELD_##id##_##member, "FIELD_" #id "_" #member },
#include "facts/relations.def"
#undef CONCEPT
#undef RELATION
#undef OUTCOME
#undef FIELD
	};
	struct str text = sources_of_c(arena);
	bool *taken = ARENA_ARRAY(arena, bool, c.facts.fields.len + 1);
	memset(taken, 0, c.facts.fields.len + 1);
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		taken[c.facts.relation_field[fields[i].field]] = is_spelled(text, fields[i].word);
	return taken;
}

/* --- what may be unread ---------------------------------------------------------------------------------------------- */

/* The record of a property that nothing reads: its parts need no line of their own. */
static bool is_of_unread(const uint8_t *read, field_ref field)
{
	for (kind_ref kind = c.facts.fields.at[field].kind; kind; kind = c.facts.kinds.at[kind].owner)
		for (uint32_t i = 0; i < c.schema->properties.len; i++)
			if (c.schema->properties.at[i].record == kind && read[c.schema->properties.at[i].field] != READER_WRITER)
				return true;
	return false;
}

/* Whether a line of the list begins with the name, before a blank. */
static bool is_listed(const char *list, struct str called)
{
	for (const char *at = list; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL)
		if (strncmp(at, called.at, called.len) == 0 && (at[called.len] == ' ' || at[called.len] == '\n'))
			return true;
	return false;
}

static uint32_t lines_of(const char *list)
{
	uint32_t lines = 0;
	for (const char *at = list; *at; at = strchr(at, '\n') + 1)
		lines += *at != '#' && *at != '\n';
	return lines;
}

/* A program that says next to nothing: then what the library says of itself is there. */
static enum pipeline_read read_program(void *user, struct arena *arena, struct str path, struct str *text, struct str *why)
{
	(void)user, (void)path, (void)why;
	*text = str_copy(arena, STR("estate acme { zones a, b; state s3 }\n"));
	return PIPELINE_READ;
}

/* A role is LEFT exactly where no C spells it. */
static void compare_roles(const bool *taken)
{
	for (size_t i = 0; i < RELATION_FIELD_COUNT; i++) {
		const struct field *field = &c.facts.fields.at[c.facts.relation_field[i]];
		bool is_left = field->flags & FIELD_LEFT, is_role = field->flags & FIELD_ROLE;
		if (!is_role || is_left != taken[c.facts.relation_field[i]])
			continue;
		struct str kind = names_text(c.names, c.facts.kinds.at[field->kind].name), called = names_text(c.names, field->name);
		fprintf(stderr, "relations.def: %.*s of %.*s is %s\n", STR_ARG(called), STR_ARG(kind), is_left ? "LEFT, and C takes it" : "not LEFT, and no C takes it");
		check_failures++;
	}
}

int main(void)
{
	struct arena *arena = check_arena();
	struct pipeline_host host = { .read_file = read_program };
	struct pipeline_options options = { 0 };
	struct str path = STR("main.bastide");
	struct buf list;
	uint32_t unread = 0;
	const char *root = getenv("ROOT");
	CHECK(!root || chdir(root) == 0);
	pipeline_init(&c, arena, check_arena(), &host, &options);
	CHECK(pipeline_check(&c, &path, 1));
	compare_roles(taken_in_c(arena));
	const uint8_t *read = unread_look(arena, &c);
	buf_init(&list, arena);
	add_file(&list, "tests/unit/unread.txt");
	buf_char(&list, '\0');
	const char *listed = buf_slice(&list, 0).at;
	for (field_ref f = 1; f < c.facts.fields.len; f++) {
		if (read[f] == READER_WRITER || c.facts.kinds.at[c.facts.fields.at[f].kind].flags & KIND_DERIVED || is_of_unread(read, f))
			continue;
		struct str called = unread_name(arena, &c, f);
		unread++;
		if (!is_listed(listed, called)) {
			fprintf(stderr, "%.*s is read by %s, and is not listed\n", STR_ARG(called), read[f] == READER_RULE ? "rules alone" : "nothing");
			check_failures++;
		}
	}
	if (unread != lines_of(listed)) {
		fprintf(stderr, "%u properties are read by nothing or by rules alone, %u are listed: some are done now\n", unread, lines_of(listed));
		check_failures++;
	}
	return checks_failed();
}
