/* Slices, distances and interned names. */
#include "check.h"

static void names(struct arena *arena)
{
	struct names *names = names_new(arena);
	name first = names_intern(names, STR("one"));

	CHECK(first != NO_NAME);
	CHECK(names_find(names, STR("two")) == NO_NAME);
	for (int i = 0; i < 5000; i++) {
		struct str text = str_format(arena, "name-%d", i);
		name n = names_intern(names, text);

		CHECK(names_intern(names, text) == n && names_find(names, text) == n);
		CHECK(str_equal(names_text(names, n), text) && names_text(names, n).at[text.len] == '\0');
	}
	CHECK(names_find(names, STR("one")) == first);
	CHECK(names_intern(names, STR("")) != NO_NAME);
	CHECK(names_count(names) == 5003);
}

static void distances(void)
{
	static const struct { const char *a, *b; unsigned distance; } cases[] = {
		{ "orders", "orders", 0 }, { "ordres", "orders", 1 }, { "ordrs", "orders", 1 }, { "xorders", "orders", 1 },
		{ "shop", "ship", 1 }, { "shop", "", 4 }, { "", "", 0 }, { "abcd", "badc", 2 }, { "kitten", "sitting", 3 },
		{ "a", "wholly-different", 4 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CHECK(str_distance(str_of(cases[i].a), str_of(cases[i].b), 3) == cases[i].distance);
		CHECK(str_distance(str_of(cases[i].b), str_of(cases[i].a), 3) == cases[i].distance);
	}
	CHECK(str_distance(STR("kitten"), STR("sitting"), 2) == 3);
}

int main(void)
{
	struct arena *arena = check_arena();

	CHECK(str_equal((struct str){ 0 }, STR("")));
	CHECK(str_compare(STR("a"), STR("ab")) < 0 && str_compare(STR("b"), STR("ab")) > 0);
	CHECK(str_compare(STR("\x7f"), STR("\x80")) < 0);
	CHECK(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")) && str_starts(STR("a"), (struct str){ 0 }));
	CHECK(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")));
	CHECK_TEXT(str_copy(arena, (struct str){ 0 }), "");
	CHECK_TEXT(str_format(arena, "%s-%d", "a", 7), "a-7");
	CHECK(str_hash(STR("a")) != str_hash(STR("b")) && str_hash(STR("12345678a")) != str_hash(STR("12345678")));
	distances();
	names(arena);
	arena_free(arena);
	return checks_failed();
}
