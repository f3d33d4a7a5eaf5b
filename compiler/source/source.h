/* The texts of a program. A place is a 32-bit position in one space shared by all texts, so that a
 * span is eight bytes; file, line and column are computed only when something is shown. */
#ifndef BST_SOURCE_H
#define BST_SOURCE_H

#include "base/str.h"
#include "base/vec.h"

struct span { uint32_t start, end; };              /* end is behind the last byte; {0,0} is nowhere */
#define NO_SPAN ((struct span){ 0, 0 })
static inline struct span span_join(struct span a, struct span b) { return (struct span){ a.start, b.end }; }

struct place_marks;                                /* where the lines and columns of a text stand, as far as it was asked */

struct source_file {
	struct str path;                               /* as the user gave it; `stdlib/…`, `targets/…` for the library */
	struct str text;
	uint32_t base;                                 /* position of its first byte; the first file starts at 1 */
	bool library;
	bool given;                                    /* what a test gives: its changes are over the program's own */
	struct place_marks *marks;
};

struct sources {
	struct arena *arena;
	VEC(struct source_file) files;
};

/* Its byte counts from 0, in its line. */
struct place { uint32_t file, line, column, utf16_column; struct str line_text; uint32_t line_start, byte; };

void sources_init(struct sources *sources, struct arena *arena);
/* Adds a text (not copied); its file index. The caller has checked the size limits. */
uint32_t sources_add(struct sources *sources, struct str path, struct str text, bool library);
const struct source_file *sources_file_of(const struct sources *sources, uint32_t position);
struct str sources_text(const struct sources *sources, struct span span);
/* Lines and columns count from 1; column in terminal columns (utf8proc), utf16_column in UTF-16 units. */
struct place sources_place(const struct sources *sources, uint32_t position);
/* In the line of `place`, what stands in front of a column (from 0): the last character that begins before it. */
struct place sources_before_column(const struct sources *sources, struct place place, uint32_t column);

#endif
