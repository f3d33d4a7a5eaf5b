/* Paths: none leaves its root. */
#include "base/path.h"
#include "check.h"

static void joined(struct arena *arena, const char *folder, const char *path, const char *wanted)
{
	struct str found = path_join(arena, str_of(folder), str_of(path));

	if (wanted == NULL)
		CHECK(found.at == NULL);
	else
		CHECK_TEXT(found, wanted);
}

int main(void)
{
	struct arena *arena = check_arena();
	char long_part[300];
	static const char *const safe[] = { "a", "a/b.tf", ".github/workflows/x.yml", "a..b", "\xC3\xA9/x", "cons", "nul-x", "com", "com10", "a/xcon", ".gitx",
		".a", "a b" };
	static const char *const unsafe[] = { "", "/a", "a/", "a//b", "../a", "a/..", "./a", "a\\b", "a\nb", "a\x7f", "con", "a/NUL.txt",
		"Com1", "lpt9.a.b", "a/aux/b", "CONOUT$", "a.", "a/b /c", "a:b", "a?", ".git/x", ".GIT", ".bastide-x" };

	joined(arena, "a/b", "c", "a/b/c");
	joined(arena, "a/b", "../c", "a/c");
	joined(arena, "a/b", "../../c/./d/", "c/d");
	joined(arena, "", "x", "x");
	joined(arena, "a", "..", "");
	joined(arena, "a", "../..", NULL);
	joined(arena, "a/b", "../../../c", NULL);
	joined(arena, "a", "/etc/passwd", NULL);
	joined(arena, "a", "b\\c", NULL);
	joined(arena, "a", "b\x01", NULL);
	CHECK(path_join(arena, STR("a"), (struct str){ "b\0c", 3 }).at == NULL);
	CHECK_TEXT(path_folder(STR("a/b/c")), "a/b");
	CHECK_TEXT(path_folder(STR("c")), "");
	CHECK_TEXT(path_base(STR("a/b/c")), "c");
	for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
		CHECK(path_is_safe(str_of(safe[i])));
	for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
		CHECK(!path_is_safe(str_of(unsafe[i])));
	for (size_t i = 0; i < sizeof long_part; i++)
		long_part[i] = 'a';
	CHECK(path_is_safe((struct str){ long_part, 255 }) && !path_is_safe((struct str){ long_part, 256 }));
	arena_free(arena);
	return checks_failed();
}
