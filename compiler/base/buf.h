/* Output bytes on an arena. */
#ifndef BST_BUF_H
#define BST_BUF_H

#include "base/str.h"

struct buf { struct arena *arena; char *at; size_t len, cap; };

void buf_init(struct buf *buf, struct arena *arena);
void buf_clear(struct buf *buf);
void buf_bytes(struct buf *buf, const char *at, size_t len);
void buf_str(struct buf *buf, struct str s);
void buf_char(struct buf *buf, char c);
void buf_text(struct buf *buf, const char *text);
void buf_spaces(struct buf *buf, unsigned count);
void buf_int(struct buf *buf, int64_t value);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str buf_slice(const struct buf *buf, size_t from);    /* valid until the next write */

#endif
