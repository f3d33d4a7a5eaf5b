/* Places in a text as editors count them: lines from 0, and within a line bytes, UTF-16 units or code points.
 * A line ends with \n, \r\n or \r; no place lies between the two bytes of \r\n. */
#ifndef BASTIDE_LSP_TEXT_H
#define BASTIDE_LSP_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "include/bastide.h"

enum text_encoding { TEXT_UTF8, TEXT_UTF16, TEXT_UTF32 };

struct text_position { uint32_t line, character; };

/* Bytes of the well-formed character that `at` begins with; 0 when there is none. */
unsigned text_character(const char *at, size_t length);

/* The byte at a position. A character beyond the line's end means its end, a line beyond the last the end of the
 * text; inside of a character its first byte. */
size_t text_offset(struct bst_text text, struct text_position position, enum text_encoding encoding);

/* Positions of bytes, quickest when asked in ascending order. */
struct text_cursor {
	struct bst_text text;
	enum text_encoding encoding;
	size_t offset;                /* reached so far */
	struct text_position position;
};
struct text_position text_position(struct text_cursor *cursor, size_t offset);

#endif
