/* What all printers ask of a text before they write it: which characters may stand as they are, which
 * spellings are numbers everywhere, and how a comment stays a comment. */
#ifndef BST_PRINT_ESCAPE_H
#define BST_PRINT_ESCAPE_H

#include "base/buf.h"
#include "emit/tree.h"

/* Length of the run from `at` that holds only printable ASCII other than the two given characters. */
uint32_t escape_plain_run(struct str s, uint32_t at, char stop, char other);
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
