/* What all printers ask of a text before they write it: which characters may stand as they are, which
 * spellings are numbers everywhere, and how a comment stays a comment. */
#ifndef BST_PRINT_ESCAPE_H
#define BST_PRINT_ESCAPE_H

#include "base/buf.h"
#include "emit/tree.h"

/* Where a byte stands as it is; all printable ASCII is PLAIN_JSON or PLAIN_YAML. */
enum {
	PLAIN_JSON = 1,           /* printable ASCII but quotes and backslashes */
	PLAIN_HCL = 2,            /* the same but what may begin a template */
	PLAIN_HEREDOC = 4,        /* whatever does not begin a template */
	PLAIN_YAML = 8,           /* printable ASCII but what may end a key or begin a comment */
	NAME_BEGIN = 16, NAME_LATER = 32
};
extern const uint8_t escape_classes[256];

/* Length of the run from `at` of bytes in any of the classes. */
static inline uint32_t escape_run(struct str s, uint32_t at, uint8_t classes)
{
	uint32_t i = at;
	while (i < s.len && (escape_classes[(unsigned char)s.at[i]] & classes) != 0)
		i++;
	return i - at;
}
/* Where the line that begins at `start` ends: at its newline, or with the text. */
static inline uint32_t escape_line_end(struct str s, uint32_t start)
{
	const char *newline = start < s.len ? memchr(s.at + start, '\n', s.len - start) : NULL;
	return newline != NULL ? (uint32_t)(newline - s.at) : s.len;
}
/* Nothing is hidden in it but line ends and tabs, and no byte is bad: it can stand without escapes. */
bool escape_shows(struct str s);
/* The code point at `at` and its length in bytes; U+FFFD and 1 where the bytes are not UTF-8. */
unsigned escape_decode(struct str s, uint32_t at, uint32_t *code_point);
/* Controls, line separators, bidi controls and other characters that nobody sees: always written as escapes. */
bool escape_hidden(uint32_t code_point);
/* True when HCL, YAML and JSON all read the spelling as the number that it shows: no leading zero or plus. */
bool escape_number(struct str s);
/* Columns as a reader of the output counts them: characters, combining ones not counted. */
unsigned escape_columns(struct str s);
/* `text` as comment lines, each with `indent` spaces before `prefix`; what would end the line is replaced. */
void escape_comment(struct buf *out, unsigned indent, const char *prefix, struct str text);
/* `"…"` as JSON escapes it, which YAML's double quotes read the same way. */
void escape_json_string(struct buf *out, struct str s);
void escape_json_characters(struct buf *out, struct str s);    /* without the quotes */

/* The value on one line or over many; used inside other formats. `indent` is that of the line it begins on. */
void print_json_value(struct buf *out, const struct tree *value, unsigned indent, bool compact, unsigned depth);

#endif
