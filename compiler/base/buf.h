/* Output bytes on an arena. */
#ifndef BST_BUF_H
#define BST_BUF_H

#include <string.h>

#include "base/str.h"
#include "base/vec.h"

/* What stands where, for whoever asks; a mark is gone when the bytes at it are taken back and written anew. */
struct buf_mark { size_t at; const void *of; };
struct buf_marks { VEC(struct buf_mark) list; };

struct buf { struct arena *arena; char *at; size_t len, cap; struct buf_marks *marks; /* NULL: nobody asks */ };

void buf_init(struct buf *buf, struct arena *arena);
void buf_clear(struct buf *buf);
/* Makes room for `len` more bytes. */
void buf_grow(struct buf *buf, size_t len);
/* Where the next `len` bytes go; whoever writes them adds to `len` of the buffer. */
static inline char *buf_room(struct buf *buf, size_t len)
{
	if (buf->cap - buf->len < len)
		buf_grow(buf, len);
	return buf->at + buf->len;
}
static inline void buf_bytes(struct buf *buf, const char *at, size_t len)
{
	if (len == 0)
		return;
	memcpy(buf_room(buf, len), at, len);
	buf->len += len;
}
static inline void buf_str(struct buf *buf, struct str s) { buf_bytes(buf, s.at, s.len); }
static inline void buf_text(struct buf *buf, const char *text) { buf_bytes(buf, text, strlen(text)); }
static inline void buf_char(struct buf *buf, char c)
{
	*buf_room(buf, 1) = c;
	buf->len++;
}
static inline void buf_spaces(struct buf *buf, unsigned count)
{
	memset(buf_room(buf, count + 1), ' ', count);
	buf->len += count;
}
void buf_int(struct buf *buf, int64_t value);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_mark_add(struct buf *buf, const void *of);
/* What is written next belongs to `of`. */
static inline void buf_mark(struct buf *buf, const void *of)
{
	if (buf->marks)
		buf_mark_add(buf, of);
}
/* Valid until the next write. */
static inline struct str buf_slice(const struct buf *buf, size_t from)
{
	return buf->len == from ? STR("") : (struct str){ buf->at + from, (uint32_t)(buf->len - from) };
}

/* Gives its memory back, when nothing else was had from the arena since. */
static inline void buf_drop(struct buf *buf)
{
	if (buf->at)
		arena_trim(buf->arena, buf->at, buf->cap, 0);
	*buf = (struct buf){ .arena = buf->arena };
}
/* All of it, and nothing is written behind it any more: the room that was left serves others. */
static inline struct str buf_done(struct buf *buf)
{
	arena_trim(buf->arena, buf->at, buf->cap, buf->len);
	buf->cap = buf->len;
	return buf_slice(buf, 0);
}

#endif
