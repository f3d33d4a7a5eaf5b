/* Unicode: decoding, normal form, width, and what makes a name deceive its reader. */
#include "base/utf8.h"

#include <string.h>
#include <utf8proc.h>

enum script {
	SCRIPT_LATIN, SCRIPT_GREEK, SCRIPT_CYRILLIC, SCRIPT_ARMENIAN, SCRIPT_HEBREW, SCRIPT_ARABIC,
	SCRIPT_DEVANAGARI, SCRIPT_GEORGIAN, SCRIPT_ETHIOPIC, SCRIPT_CHEROKEE, SCRIPT_EAST_ASIAN,
	SCRIPT_OTHER                   /* plus the number of the block */
};

static const struct { uint32_t first, last; enum script script; } scripts[] = {
#define SCRIPT(first, last, script) { first, last, SCRIPT_##script },
#include "base/scripts.def"
#undef SCRIPT
};

static const struct { uint32_t code_point; char ascii; } look_alikes[] = {
#define LOOK_ALIKE(code_point, ascii) { code_point, ascii },
#include "base/look_alikes.def"
#undef LOOK_ALIKE
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

unsigned utf8_decode(struct str s, uint32_t *code_point)
{
	utf8proc_int32_t found;
	utf8proc_ssize_t len;

	if (s.len == 0)
		return 0;
	if ((unsigned char)s.at[0] < 0x80) {
		*code_point = (unsigned char)s.at[0];
		return 1;
	}
	len = utf8proc_iterate((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)s.len, &found);
	if (len <= 0)
		return 0;
	*code_point = (uint32_t)found;
	return (unsigned)len;
}

static struct str rest_of(struct str s, uint32_t at) { return (struct str){ s.at + at, s.len - at }; }

/* The first byte at or after `at` that is not ASCII; whole texts are scanned, so eight at a time. */
static uint32_t skip_ascii(struct str s, uint32_t at)
{
	uint64_t part;

	for (; s.len - at >= 8; at += 8) {
		memcpy(&part, s.at + at, 8);
		if (part & UINT64_C(0x8080808080808080))
			break;
	}
	while (at < s.len && (unsigned char)s.at[at] < 0x80)
		at++;
	return at;
}

uint32_t utf8_valid(struct str s)
{
	uint32_t code_point;

	for (uint32_t at = skip_ascii(s, 0); at < s.len; at = skip_ascii(s, at)) {
		unsigned len = utf8_decode(rest_of(s, at), &code_point);

		if (len == 0)
			return at;
		at += len;
	}
	return s.len;
}

static utf8proc_category_t category(uint32_t c) { return utf8proc_category((utf8proc_int32_t)c); }

/* Format characters by their category, and the ones that Unicode files elsewhere: fillers, separators of
 * lines, variation selectors (but not the two that ask for an emoji's text or colour form). */
static bool is_invisible(uint32_t c)
{
	if (c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || c == 0x3164 || c == 0xFFA0)
		return true;
	if ((c >= 0xFE00 && c <= 0xFE0D) || (c >= 0xE0000 && c <= 0xE0FFF) || (c >= 0x180B && c <= 0x180F))
		return true;
	switch (category(c)) {
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	default:
		return false;
	}
}

static bool is_ascii_control(unsigned char c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

uint32_t utf8_invisible(struct str s, uint32_t *code_point)
{
	uint32_t at = 0;

	while (at < s.len) {
		unsigned char byte = (unsigned char)s.at[at];
		unsigned len;

		if (byte < 0x80) {
			*code_point = byte;
			if (is_ascii_control(byte))
				return at;
			at++;
			continue;
		}
		len = utf8_decode(rest_of(s, at), code_point);
		if (len > 0 && is_invisible(*code_point))
			return at;
		at += len > 0 ? len : 1;
	}
	return s.len;
}

static struct str mapped(struct arena *arena, struct str s, utf8proc_option_t options)
{
	utf8proc_ssize_t count, len;
	utf8proc_int32_t *points;

	count = utf8proc_decompose((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)s.len, NULL, 0, options);
	if (count < 0)
		return s;
	/* Recoding in place needs room for one more, its final NUL. */
	points = arena_alloc(arena, sizeof *points * ((size_t)count + 1));
	utf8proc_decompose((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)s.len, points, count, options);
	len = utf8proc_reencode(points, count, options);
	return len < 0 ? s : (struct str){ (const char *)points, (uint32_t)len };
}

struct str utf8_nfc(struct arena *arena, struct str s)
{
	return skip_ascii(s, 0) == s.len ? s : mapped(arena, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

struct str utf8_fold(struct arena *arena, struct str s)
{
	char *folded;

	if (skip_ascii(s, 0) < s.len)
		return mapped(arena, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
	folded = arena_alloc(arena, (size_t)s.len + 1);
	for (uint32_t i = 0; i < s.len; i++)
		folded[i] = s.at[i] >= 'A' && s.at[i] <= 'Z' ? (char)(s.at[i] - 'A' + 'a') : s.at[i];
	return (struct str){ folded, s.len };
}

unsigned utf8_step(struct str s, uint32_t *column, bool *shown)
{
	unsigned char byte = (unsigned char)s.at[0];
	uint32_t c = byte, wide = 1;
	unsigned len = 1;

	*shown = true;
	if (byte == '\t') {
		wide = 8 - *column % 8;
	} else if (byte < 0x80) {
		*shown = !is_ascii_control(byte);
	} else {
		len = utf8_decode(s, &c);
		*shown = len > 0 && !is_invisible(c) && category(c) != UTF8PROC_CATEGORY_CC;
		wide = *shown ? (uint32_t)utf8proc_charwidth((utf8proc_int32_t)c) : 1;
	}
	*column += wide;
	return len > 0 ? len : 1;
}

uint32_t utf8_width(struct str s, uint32_t start_column)
{
	uint32_t column = start_column;
	bool shown;

	for (uint32_t at = 0; at < s.len;)
		at += utf8_step(rest_of(s, at), &column, &shown);
	return column - start_column;
}

uint32_t utf8_utf16_units(struct str s)
{
	uint32_t units = 0, c;

	for (uint32_t at = 0; at < s.len;) {
		unsigned len = utf8_decode(rest_of(s, at), &c);

		units += len > 0 && c > 0xFFFF ? 2 : 1;
		at += len > 0 ? len : 1;
	}
	return units;
}

bool utf8_is_letter(uint32_t code_point)
{
	utf8proc_category_t found = category(code_point);

	return found >= UTF8PROC_CATEGORY_LU && found <= UTF8PROC_CATEGORY_LO;
}

bool utf8_is_mark_or_digit(uint32_t code_point)
{
	utf8proc_category_t found = category(code_point);

	return found == UTF8PROC_CATEGORY_MN || found == UTF8PROC_CATEGORY_MC || found == UTF8PROC_CATEGORY_ND;
}

/* What an ASCII reader takes the character for, or 0. */
static char ascii_reading(uint32_t c)
{
	utf8proc_int32_t parts[4];
	int last_class = 0;
	utf8proc_ssize_t count;

	if (c < 0x80)
		return (char)c;
	for (size_t low = 0, high = COUNT(look_alikes); low < high;) {
		size_t middle = (low + high) / 2;

		if (look_alikes[middle].code_point == c)
			return look_alikes[middle].ascii;
		if (look_alikes[middle].code_point < c)
			low = middle + 1;
		else
			high = middle;
	}
	count = utf8proc_decompose_char((utf8proc_int32_t)c, parts, COUNT(parts),
	                                UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &last_class);
	return count == 1 && parts[0] < 0x80 ? (char)parts[0] : 0;
}

struct str utf8_look_alike(struct arena *arena, struct str name)
{
	char *reading;
	uint32_t len = 0, c;

	if (skip_ascii(name, 0) == name.len)
		return (struct str){ 0 };
	reading = arena_alloc(arena, (size_t)name.len + 1);
	for (uint32_t at = 0; at < name.len;) {
		unsigned taken = utf8_decode(rest_of(name, at), &c);

		if (taken == 0 || (reading[len] = ascii_reading(c)) == 0)
			return (struct str){ 0 };
		len++;
		at += taken;
	}
	return (struct str){ reading, len };
}

static unsigned script_of(uint32_t c)
{
	for (size_t low = 0, high = COUNT(scripts); low < high;) {
		size_t middle = (low + high) / 2;

		if (c < scripts[middle].first)
			high = middle;
		else if (c > scripts[middle].last)
			low = middle + 1;
		else
			return scripts[middle].script;
	}
	return SCRIPT_OTHER + c / 128;
}

uint32_t utf8_mixed_script(struct str name)
{
	unsigned first = UINT32_MAX;
	uint32_t c;

	for (uint32_t at = 0; at < name.len;) {
		unsigned len = utf8_decode(rest_of(name, at), &c);

		if (len > 0 && utf8_is_letter(c)) {
			unsigned script = script_of(c);

			if (first != UINT32_MAX && script != first)
				return at;
			first = script;
		}
		at += len > 0 ? len : 1;
	}
	return name.len;
}
