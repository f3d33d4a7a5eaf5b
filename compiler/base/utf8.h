/* Unicode, through utf8proc; utf8.c is the only file that includes it. */
#ifndef BST_UTF8_H
#define BST_UTF8_H

#include "base/str.h"

/* Decodes one code point; returns its length in bytes, 0 when the bytes are not valid UTF-8. */
unsigned utf8_decode(struct str s, uint32_t *code_point);
/* Offset of the first byte that is not valid UTF-8, or s.len. */
uint32_t utf8_valid(struct str s);
/* Offset of the first bidi control or other invisible formatting character, or s.len. */
uint32_t utf8_invisible(struct str s, uint32_t *code_point);
struct str utf8_nfc(struct arena *arena, struct str s);
/* The same for all spellings that a file system which ignores case takes for one name. */
struct str utf8_fold(struct arena *arena, struct str s);
/* Terminal columns: wide characters 2, combining 0, tab to the next multiple of 8; columns count from 0. */
uint32_t utf8_width(struct str s, uint32_t start_column);
/* The same for the character that a text begins with: moves *column behind it and returns its length in bytes. Bad bytes,
 * controls and what is invisible are not `*shown`: one replacement character stands for each. */
unsigned utf8_step(struct str s, uint32_t *column, bool *shown);
uint32_t utf8_utf16_units(struct str s);
bool utf8_is_letter(uint32_t code_point);
bool utf8_is_mark_or_digit(uint32_t code_point);
/* When a name mixes scripts or looks like ASCII without being it: the ASCII reading, else {0}. */
struct str utf8_look_alike(struct arena *arena, struct str name);
uint32_t utf8_mixed_script(struct str name);        /* offset of the first letter of a second script, or len */

#endif
