/* Faults: one message each, healthy declarations kept; limits; memory that ends. */
#include <string.h>

#include "syntax/ast_dump.h"
#include "syntax/format.h"
#include "syntax_text.h"

#define HEALTHY "site one 10.0.0.0/8\n"

/* The names of all diagnostics in order, and how many declarations are left of the text, with one healthy one
 * before it and one behind. */
static const struct { const char *text, *names; uint32_t items; } faults[] = {
	{ "a b\n", "", 3 },
	{ "a )\n", "syntax", 2 },
	{ "a { b )\n c\n d ] }\n", "syntax syntax", 3 },
	{ "a { b ) { c\n d {\n }\n }\n e }\n", "syntax", 3 },
	{ "a }\n", "syntax", 2 },
	{ "a { }}\n", "syntax", 2 },
	{ "}}}\n", "syntax", 2 },
	{ "a {\n  b\n", "open-block", 3 },
	{ "a {\n  b {\n    c\n}\n", "open-block", 3 },
	{ "a {\n  b {\n    c\n", "open-block", 3 },
	{ "a (b\n", "open-block", 2 },
	{ "a { b (c\n d }\n", "open-block", 3 },
	{ "rule r {\n require f(a\n message \"m\"\n}\n", "open-block", 3 },
	{ "rule r {\n require f([a)\n message \"m\"\n}\n", "open-block", 3 },
	{ "a \"b\n", "open-string", 3 },
	{ "a { b \"c }\n", "open-string", 3 },
	{ "a { b { c \"d } }\n", "open-string", 3 },
	{ "rule r { message \"{a\n }\n", "open-string", 3 },
	{ "rule r { message \"{a b}\"; absolute }\n", "syntax", 3 },
	{ "a 'b' & c\n", "bad-character", 2 },
	{ "a &\nb &\n", "bad-character bad-character", 2 },
	{ "a 1.2.3 5sec\n", "bad-literal bad-literal", 3 },
	{ "a \"\\q\"\n", "bad-escape", 3 },
	{ "rule r { require 1 < 2 < 3; require a || b; message \"m\" }\n", "syntax syntax", 3 },
	{ "emit t \"p\" {\n a b c\n d [1,, 2]\n when x y\n e 1\n}\n", "syntax syntax syntax", 3 },
	{ "function f(a) : int = 1\n", "syntax", 2 },
	{ "rule { message \"m\" }\n", "syntax", 2 },
	{ "a { } b\n", "syntax", 2 },
};

static void check_faults(struct arena *arena)
{
	for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct parsed t;
		struct buf names;
		buf_init(&names, arena);
		parse_with(&t, arena, str_format(arena, HEALTHY "%s" HEALTHY, faults[i].text));
		for (uint32_t k = 0; k < t.diags.list.len; k++)
			buf_format(&names, "%s%.*s", k > 0 ? " " : "", STR_ARG(t.diags.list.at[k].rule));
		CHECK_TEXT(buf_slice(&names, 0), faults[i].names);
		CHECK(items_of(&t) == faults[i].items);
		if (items_of(&t) != faults[i].items)
			fprintf(stderr, "  %u declarations of: %s", items_of(&t), faults[i].text);
		CHECK(t.ast.files.at[0].failed == (*faults[i].names != 0));
	}
}

/* `count` times `repeated`: exactly one diagnostic, of this name. */
static void check_deep(struct arena *arena, const char *before, const char *repeated, unsigned count, const char *name)
{
	struct parsed t;
	struct buf text;
	buf_init(&text, arena);
	buf_text(&text, before);
	for (unsigned i = 0; i < count; i++)
		buf_text(&text, repeated);
	parse_with(&t, arena, buf_slice(&text, 0));
	CHECK(t.diags.list.len == 1);
	CHECK_TEXT(t.diags.list.len ? t.diags.list.at[0].rule : STR(""), name);
}

static void check_limits(struct arena *arena)
{
	check_deep(arena, "x ", "{ y ", 10000, "too-deep");
	check_deep(arena, "x ", "[", 10000, "too-deep");
	check_deep(arena, "rule r { require ", "(", 10000, "too-deep");
	check_deep(arena, "rule r { require ", "not ", 100000, "too-deep");
	check_deep(arena, "function f : int = a", " + a", 100000, "too-deep");
	check_deep(arena, "function f : int = a", ".b", 100000, "too-deep");
	check_deep(arena, "function f : int = ", "if a then b else ", 10000, "too-deep");
	check_deep(arena, "rule r { message ", "\"{", 10000, "too-deep");
	check_deep(arena, "x \"", "aaaaaaaaaaaaaaaa", (1u << 16) + 1, "open-string");
	check_deep(arena, "", "a", 10000, "too-large");
	check_deep(arena, "x ", "1", 10000, "too-large");
}

/* A text lays out and dumps to the same when it is laid out again, also when a line is as long as a file. */
static void check_layout(struct arena *arena)
{
	struct parsed t, again;
	struct buf text, once, twice, dump, dump_again;
	buf_init(&text, arena);
	buf_text(&text, "x ");
	for (unsigned i = 0; i < 20000; i++)
		buf_format(&text, "%sword-%u", i > 0 ? "," : "", i);
	parse_with(&t, arena, buf_slice(&text, 0));
	buf_init(&once, arena);
	buf_init(&twice, arena);
	buf_init(&dump, arena);
	buf_init(&dump_again, arena);
	format_file(&t.ast, &t.sources, 0, &once);
	ast_dump(&dump, &t.ast, &t.sources, 0);
	parse_with(&again, arena, buf_slice(&once, 0));
	format_file(&again.ast, &again.sources, 0, &twice);
	ast_dump(&dump_again, &again.ast, &again.sources, 0);
	CHECK(str_equal(buf_slice(&once, 0), buf_slice(&twice, 0)));
	CHECK(str_equal(buf_slice(&dump, 0), buf_slice(&dump_again, 0)));
}

struct failing { long left; };

static void *allocate(void *user, void *old, size_t size)
{
	struct failing *f = user;
	if (size == 0) {
		free(old);
		return NULL;
	}
	return f->left-- > 0 ? realloc(old, size) : NULL;
}

/* A parse that gets `allowed` allocations; whether that was enough. */
static bool parse_within(long allowed)
{
	static const char text[] = "rule r { require not (a and f(b, [c, \"d {e} f\"])); message \"m }\n" HEALTHY "a {\n b\n" HEALTHY;
	struct failing failing = { allowed };
	struct arena_source source = { allocate, &failing };
	struct arena *arena = arena_new(&source);
	jmp_buf place;
	struct parsed t;
	if (!arena)
		return false;
	if (setjmp(place) != 0) {
		arena_free(arena);
		return false;
	}
	arena_on_failure(arena, &place);
	parse_with(&t, arena, STR(text));
	arena_free(arena);
	return true;
}

/* Memory ends at each allocation in turn: the parse stops, and nothing leaks (the sanitizer looks). */
static void check_memory(void)
{
	long allowed = 0;
	while (allowed < 2000 && !parse_within(allowed))
		allowed++;
	CHECK(allowed > 3 && allowed < 2000);
}

int main(void)
{
	struct arena *arena = check_arena();
	check_faults(arena);
	check_limits(arena);
	check_layout(arena);
	check_memory();
	arena_free(arena);
	return checks_failed();
}
