#include "lsp/text.h"

#include <stdbool.h>

unsigned text_character(const char *at, size_t length)
{
	const unsigned char *s = (const unsigned char *)at;
	unsigned n = length == 0 ? 0 : s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : s[0] < 0xF5 ? 4 : 0;
	if (n > length)
		return 0;
	for (unsigned i = 1; i < n; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	if ((n == 3 && ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F)))
	    || (n == 4 && ((s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))))
		return 0;
	return n;
}

/* One character of the text at `offset`; a byte that begins none is one by itself. */
static unsigned step(struct bst_text text, size_t offset, enum text_encoding encoding, uint32_t *units)
{
	unsigned n = text_character(text.at + offset, text.length - offset);
	n = n > 0 ? n : 1;
	*units = encoding == TEXT_UTF8 ? n : encoding == TEXT_UTF16 && n == 4 ? 2 : 1;
	return n;
}

/* Bytes of the line end at `offset`; 0 when there is none. */
static unsigned line_end(struct bst_text text, size_t offset)
{
	if (offset >= text.length)
		return 0;
	if (text.at[offset] == '\r')
		return offset + 1 < text.length && text.at[offset + 1] == '\n' ? 2 : 1;
	return text.at[offset] == '\n';
}

size_t text_offset(struct bst_text text, struct text_position position, enum text_encoding encoding)
{
	size_t at = 0;
	for (uint32_t line = 0; line < position.line; line++) {
		unsigned end = 0;
		while (at < text.length && (end = line_end(text, at)) == 0)
			at++;
		if (at >= text.length)
			return text.length;
		at += end;
	}
	uint32_t left = position.character;
	while (left > 0 && at < text.length && line_end(text, at) == 0) {
		uint32_t units;
		unsigned n = step(text, at, encoding, &units);
		if (units > left)
			break;
		left -= units;
		at += n;
	}
	return at;
}

struct text_position text_position(struct text_cursor *cursor, size_t offset)
{
	struct bst_text text = cursor->text;
	if (offset > text.length)
		offset = text.length;
	if (offset < cursor->offset) {
		cursor->offset = 0;
		cursor->position = (struct text_position){ 0, 0 };
	}
	while (cursor->offset < offset) {
		unsigned end = line_end(text, cursor->offset);
		uint32_t units = 0;
		unsigned n = end > 0 ? end : step(text, cursor->offset, cursor->encoding, &units);
		if (cursor->offset + n > offset)
			break;
		cursor->offset += n;
		cursor->position.character += units;
		if (end > 0)
			cursor->position = (struct text_position){ cursor->position.line + 1, 0 };
	}
	return cursor->position;
}
