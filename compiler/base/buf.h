/* Output bytes on an arena. */
#ifndef BST_BUF_H
#define BST_BUF_H

#include "base/str.h"
#include "base/vec.h"

/* What stands where, for whoever asks; a mark is gone when the bytes at it are taken back and written anew. */
struct buf_mark { size_t at; const void *of; };
struct buf_marks { VEC(struct buf_mark) list; };

struct buf { struct arena *arena; char *at; size_t len, cap; struct buf_marks *marks; /* NULL: nobody asks */ };

void buf_init(struct buf *buf, struct arena *arena);
void buf_clear(struct buf *buf);
void buf_bytes(struct buf *buf, const char *at, size_t len);
void buf_str(struct buf *buf, struct str s);
void buf_char(struct buf *buf, char c);
void buf_text(struct buf *buf, const char *text);
void buf_spaces(struct buf *buf, unsigned count);
void buf_int(struct buf *buf, int64_t value);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_mark_add(struct buf *buf, const void *of);
/* What is written next belongs to `of`. */
static inline void buf_mark(struct buf *buf, const void *of)
{
	if (buf->marks)
		buf_mark_add(buf, of);
}
struct str buf_slice(const struct buf *buf, size_t from);    /* valid until the next write */

#endif
