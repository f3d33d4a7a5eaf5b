/* Sources and diagnostics: places, order, and both renderings. */
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "check.h"
#include "diag/render_json.h"
#include "diag/render_text.h"

static struct arena *arena;
static struct sources sources;

static struct str rendered(const struct diags *diags, uint32_t width)
{
	struct buf buf;

	buf_init(&buf, arena);
	render_text(&buf, &sources, diags, (struct render_style){ .width = width });
	return buf_slice(&buf, 0);
}

static struct span span_of(uint32_t file, const char *text)
{
	const char *at = strstr(sources.files.at[file].text.at, text);
	uint32_t start = sources.files.at[file].base + (uint32_t)(at - sources.files.at[file].text.at);

	return (struct span){ start, start + (uint32_t)strlen(text) };
}

static void places(void)
{
	struct place place = sources_place(&sources, span_of(0, "ordrs").start);

	CHECK(place.line == 2 && place.column == 31 && place.utf16_column == 20 && place.file == 0);
	CHECK_TEXT(sources_text(&sources, span_of(0, "ordrs")), "ordrs");
	CHECK(sources_file_of(&sources, 0) == NULL && sources_file_of(&sources, 100000) == NULL);
	CHECK(sources_place(&sources, 0).line == 0);
	CHECK(sources_place(&sources, sources.files.at[0].text.len + 1).line == 4);
	CHECK(sources_file_of(&sources, sources.files.at[1].base) == &sources.files.at[1]);
}

/* A line far longer than the distance of the marks, with wide, combining and broken characters: forwards and backwards. */
static void places_of_long_lines(void)
{
	static const char *const pieces[] = { "a", "\t", "\xE6\x97\xA5", "e\xCC\x81", "\xF0\x9F\x98\x80", "\xFF", "\x01", "plain words ", "\r\n" };
	struct sources own;
	struct buf buf;
	uint32_t seed = 7;

	sources_init(&own, arena);
	buf_init(&buf, arena);
	for (unsigned i = 0; i < 2000; i++) {
		seed = seed * 1103515245 + 12345;
		buf_text(&buf, pieces[(seed >> 16) % (i % 700 == 699 ? 9 : 8)]);
	}
	uint32_t file = sources_add(&own, STR("long"), buf_slice(&buf, 0), false), base = own.files.at[file].base, len = (uint32_t)buf.len;
	for (uint32_t i = 0; i <= len; i++) {
		uint32_t at = i % 2 ? len - i / 2 : i / 2, line = 1, start = 0;
		for (uint32_t k = 0; k < at; k++)
			if (buf.at[k] == '\n') {
				line++;
				start = k + 1;
			}
		if (((unsigned char)buf.at[at < len ? at : 0] & 0xC0) == 0x80)
			continue;                              /* inside a character */
		struct place place = sources_place(&own, base + at);
		CHECK(place.line == line && place.line_start == base + start && place.byte == at - start);
		CHECK(place.column == utf8_width((struct str){ buf.at + start, at - start }, 0) + 1);
		CHECK(place.utf16_column == utf8_utf16_units((struct str){ buf.at + start, at - start }) + 1);
		struct place before = sources_before_column(&own, place, place.column - 1);
		CHECK(before.line == line && (before.column < place.column || place.column == 1) && before.byte <= place.byte);
	}
}

static void text(void)
{
	struct diags diags;
	struct diag *diag;

	diags_init(&diags, arena);
	CHECK_TEXT(rendered(&diags, 0), "");
	diag = diag_add(&diags, DIAG_UNKNOWN_NAME, span_of(0, "ordrs"), "no store is named `%s`", "ordrs\x1b[0m");
	diag_label(&diags, diag, "not declared");
	diag_also(&diags, diag, span_of(0, "shop"), "of this service");
	diag_help(&diags, diag, "write `orders`\nor declare it");
	diag_note(&diags, diag, "names are per kind");
	diag_add(&diags, DIAG_SYNTAX, span_of(0, "service shop {\n\tcalls"), "two lines");
	diag_add(&diags, DIAG_WAIVER_ENDING, NO_SPAN, "without a place");
	diag_add(&diags, DIAG_WAIVER_ENDING, NO_SPAN, "without a place");
	diags_sort(&diags);
	CHECK(diags.errors == 2 && diags.warnings == 1 && diags.list.len == 3);
	CHECK_TEXT(rendered(&diags, 0),
		"warning[waiver-ending]: without a place\n\n"
		"error[syntax]: two lines\n"
		" --> a.bastide:1:1\n  |\n"
		"1 | service shop {\n"
		"  | ^^^^^^^^^^^^^^\n\n"
		"error[unknown-name]: no store is named `ordrs\xEF\xBF\xBD[0m`\n"
		" --> a.bastide:2:31\n  |\n"
		"2 |         calls   \xC3\xA9\xE6\x97\xA5\xE6\x9C\xAC orders, ordrs\n"
		"  |                               ^^^^^ not declared\n"
		"  |\n"
		" ::: a.bastide:1:9\n  |\n"
		"1 | service shop {\n"
		"  |         ---- of this service\n"
		"  = help: write `orders`\n"
		"          or declare it\n"
		"  = note: names are per kind\n\n"
		"2 errors, 1 warning\n");
}

static void long_line(void)
{
	struct diags diags;

	diags_init(&diags, arena);
	diag_add(&diags, DIAG_SYNTAX, span_of(1, "TYPO"), "here");
	CHECK_TEXT(rendered(&diags, 70),
		"error[syntax]: here\n --> b.bastide:1:701\n  |\n"
		"1 | …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxTYPOxxxxxxxxxxxxxxxxx…\n"
		"  |                                              ^^^^\n\n1 error\n");
}

static void json(void)
{
	struct diags diags;
	struct buf buf;

	diags_init(&diags, arena);
	buf_init(&buf, arena);
	render_json_array(&buf, &sources, &diags);
	CHECK_TEXT(buf_slice(&buf, 0), "[]");
	diag_label(&diags, diag_add(&diags, DIAG_UNKNOWN_NAME, span_of(0, "ordrs"), "bad \xFF byte"), "l");
	buf_clear(&buf);
	render_json(&buf, &sources, &diags, "1.2.3");
	CHECK_TEXT(buf_slice(&buf, 0),
		"{\"version\":\"1.2.3\",\"errors\":1,\"warnings\":0,\"notShown\":0,\n\"diagnostics\":[\n"
		"{\"code\":\"unknown-name\",\"severity\":\"error\",\"message\":\"bad \xEF\xBF\xBD byte\",\"label\":\"l\","
		"\"file\":\"a.bastide\",\"range\":{"
		"\"start\":{\"line\":2,\"column\":31,\"byte\":25,\"utf16\":20,\"offset\":39},"
		"\"end\":{\"line\":2,\"column\":36,\"byte\":30,\"utf16\":25,\"offset\":44}}}\n]}\n");
}

static void many(void)
{
	struct diags diags;

	diags_init(&diags, arena);
	for (unsigned i = 0; i < LIMIT_FAULTS + 5; i++)
		diag_add(&diags, DIAG_SYNTAX, (struct span){ 1 + i % 3, 2 }, "number %u", i);
	diags.list.at[0].severity = DIAG_WARNING;
	diags_sort(&diags);
	CHECK(diags.errors == LIMIT_FAULTS + 4 && diags.warnings == 1 && diags.dropped == 5);
	CHECK(diags.list.len == LIMIT_FAULTS);
	diags_cut(&diags);
	CHECK(diags.errors == LIMIT_FAULTS + 4 && diags.warnings == 1 && diags.dropped == LIMIT_FAULTS + 5 - LIMIT_DIAGNOSTICS);
	CHECK(diags.list.len == LIMIT_DIAGNOSTICS);
}

static void nearest(void)
{
	static const struct str names[] = { { "orders", 6 }, { "shop", 4 }, { "ship", 4 }, { "a", 1 } };

	CHECK_TEXT(diag_nearest(STR("ordres"), names, 4), "orders");
	CHECK_TEXT(diag_nearest(STR("shxp"), names, 4), "ship");
	CHECK(diag_nearest(STR("payments"), names, 4).at == NULL);
	CHECK(diag_nearest(STR("b"), names, 4).at == NULL);
	CHECK_TEXT(diag_nearest(STR("shop"), names, 4), "shop");
}

int main(void)
{
	char *line;

	arena = check_arena();
	line = arena_alloc(arena, 1502);
	memset(line, 'x', 1500);
	memcpy(line + 700, "TYPO", 4);
	sources_init(&sources, arena);
	sources_add(&sources, STR("a.bastide"), STR("service shop {\n\tcalls\t\xC3\xA9\xE6\x97\xA5\xE6\x9C\xAC orders, ordrs\n}\n"), false);
	sources_add(&sources, STR("b.bastide"), str_of(line), false);
	places();
	places_of_long_lines();
	text();
	long_line();
	json();
	many();
	nearest();
	for (int code = 1; code < DIAG_COUNT; code++)
		CHECK(diag_code_text((enum diag_code)code)[0] != '\0' && diag_code_title((enum diag_code)code)[0] != '\0');
	arena_free(arena);
	return checks_failed();
}
