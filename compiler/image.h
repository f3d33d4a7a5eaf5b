/* The checked library as constants: every table that reading stdlib/ and targets/ fills, written out by the
 * bootstrap when bastide is built, and copied back at the start of a run. Nothing is parsed or checked anew. */
#ifndef BST_IMAGE_H
#define BST_IMAGE_H

#include "model/model.h"
#include "pipeline.h"

/* One table: rows of `size` bytes in 8-byte words. A map is its slots, and a row that says how many are used. */
struct image_table { const uint64_t *words; uint32_t len, row_bytes; };

struct library_image {
	const struct image_table *tables;              /* NULL: there is no image, the texts are read */
	uint32_t table_count;
	const char *names;                             /* texts, NUL-terminated, one behind the other */
	const uint32_t *name_lengths, *name_hashes;
	uint32_t name_count;
};

extern const struct library_image library_image;

/* Everything that holds a part of the library. */
struct image_parts { struct compilation *compilation; struct schema *schema; struct model *model; };

/* Fills fresh parts from `image`; false when the image is of other tables than this program's. */
bool image_load(const struct library_image *image, struct image_parts parts);
/* Writes the parts as C source text that defines library_image. */
void image_write(struct buf *out, struct image_parts parts);

#endif
