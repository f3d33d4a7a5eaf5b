/* Unicode: validity, what cannot be seen, width, look-alikes and mixed scripts. */
#include "base/utf8.h"
#include "check.h"

static void validity(void)
{
	static const struct { const char *text; uint32_t at; } bad[] = {
		{ "abcdefghij\xFF", 10 }, { "\xC0\x80", 0 }, { "\xED\xA0\x80", 0 }, { "a\xE2\x82", 1 }, { "\xF4\x90\x80\x80", 0 },
		{ "12345678\x80", 8 }, { "\xC3\xA9\xC3", 2 },
	};
	uint32_t c;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(utf8_valid(str_of(bad[i].text)) == bad[i].at);
	CHECK(utf8_valid(STR("gr\xC3\xBC\xC3\x9F \xE6\x97\xA5 \xF0\x9F\x98\x80")) == 15);
	CHECK(utf8_decode(STR(""), &c) == 0);
	CHECK(utf8_decode(STR("\xF0\x9F\x98\x80"), &c) == 4 && c == 0x1F600);
}

static void invisible(void)
{
	uint32_t c = 0;

	CHECK(utf8_invisible(STR("tab\t line\r\n \xC3\xA9 \xE2\x9A\xA0\xEF\xB8\x8F"), &c) == 21);
	CHECK(utf8_invisible(STR("a\xE2\x80\xAE"), &c) == 1 && c == 0x202E);
	CHECK(utf8_invisible(STR("a\xE2\x80\x8B"), &c) == 1 && c == 0x200B);
	CHECK(utf8_invisible(STR("ab\x1b[31m"), &c) == 2 && c == 0x1B);
	CHECK(utf8_invisible(STR("\xEF\xBB\xBF"), &c) == 0 && c == 0xFEFF);
	CHECK(utf8_invisible(STR("\xE3\x85\xA4"), &c) == 0 && c == 0x3164);
	CHECK(utf8_invisible(STR("\xF3\xA0\x81\x81"), &c) == 0 && c == 0xE0041);
	CHECK(utf8_invisible(STR("\xE2\x80\xA8"), &c) == 0 && c == 0x2028);
}

static void width(void)
{
	CHECK(utf8_width(STR("abc"), 0) == 3);
	CHECK(utf8_width(STR("\xE6\x97\xA5\xE6\x9C\xAC"), 0) == 4);
	CHECK(utf8_width(STR("e\xCC\x81"), 0) == 1);
	CHECK(utf8_width(STR("\t"), 0) == 8 && utf8_width(STR("\t"), 5) == 3 && utf8_width(STR("a\tb"), 0) == 9);
	CHECK(utf8_width(STR("\xFF\x01"), 0) == 2);
	CHECK(utf8_utf16_units(STR("a\xC3\xA9\xF0\x9F\x98\x80")) == 4);
}

static void names(struct arena *arena)
{
	CHECK_TEXT(utf8_look_alike(arena, STR("\xD0\xB0\xD1\x80p")), "app");                   /* Cyrillic а, р */
	CHECK_TEXT(utf8_look_alike(arena, STR("\xEF\xBD\x81-1")), "a-1");                      /* full width */
	CHECK_TEXT(utf8_look_alike(arena, STR("\xF0\x9D\x90\x9A")), "a");                      /* mathematical bold */
	CHECK_TEXT(utf8_look_alike(arena, STR("\xCE\xBF")), "o");
	CHECK(utf8_look_alike(arena, STR("app")).at == NULL);
	CHECK(utf8_look_alike(arena, STR("caf\xC3\xA9")).at == NULL);
	CHECK(utf8_look_alike(arena, STR("\xD0\xB6\xD0\xB0")).at == NULL);                     /* жа */
	CHECK(utf8_mixed_script(STR("caf\xC3\xA9-2")) == 7);
	CHECK(utf8_mixed_script(STR("shop-\xD0\xB6")) == 5);
	CHECK(utf8_mixed_script(STR("\xE6\x97\xA5\xE3\x81\x82\xED\x95\x9C")) == 9);
	CHECK(utf8_mixed_script(STR("")) == 0);
	CHECK_TEXT(utf8_nfc(arena, STR("e\xCC\x81")), "\xC3\xA9");
	CHECK_TEXT(utf8_nfc(arena, STR("plain")), "plain");
	CHECK_TEXT(utf8_fold(arena, STR("Dev-1/x.TF")), "dev-1/x.tf");
	CHECK_TEXT(utf8_fold(arena, STR("\xC3\x89")), "\xC3\xA9");
	CHECK_TEXT(utf8_fold(arena, STR("E\xCC\x81")), "\xC3\xA9");
	CHECK(utf8_is_letter('a') && utf8_is_letter(0x65E5) && !utf8_is_letter('1') && !utf8_is_letter('-'));
	CHECK(utf8_is_mark_or_digit('1') && utf8_is_mark_or_digit(0x0301) && !utf8_is_mark_or_digit('a'));
}

int main(void)
{
	struct arena *arena = check_arena();

	validity();
	invisible();
	width();
	names(arena);
	arena_free(arena);
	return checks_failed();
}
