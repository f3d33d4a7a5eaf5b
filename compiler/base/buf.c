/* Output bytes: a growing array with the few ways of writing that printers need. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST_CAPACITY 256u

void buf_init(struct buf *buf, struct arena *arena) { *buf = (struct buf){ .arena = arena }; }
void buf_clear(struct buf *buf) { buf->len = 0; }

static char *room(struct buf *buf, size_t len)
{
	size_t cap = buf->cap == 0 ? FIRST_CAPACITY : buf->cap;

	if (buf->cap - buf->len >= len && buf->cap > 0)
		return buf->at + buf->len;
	while (cap - buf->len < len)
		cap *= 2;
	buf->at = arena_grow(buf->arena, buf->at, buf->cap, cap);
	buf->cap = cap;
	return buf->at + buf->len;
}

void buf_mark_add(struct buf *buf, const void *of)
{
	while (buf->marks->list.len && vec_last(&buf->marks->list).at >= buf->len)
		buf->marks->list.len--;
	vec_push(buf->arena, &buf->marks->list, (struct buf_mark){ buf->len, of });
}

void buf_bytes(struct buf *buf, const char *at, size_t len)
{
	if (len == 0)
		return;
	memcpy(room(buf, len), at, len);
	buf->len += len;
}

void buf_str(struct buf *buf, struct str s) { buf_bytes(buf, s.at, s.len); }
void buf_text(struct buf *buf, const char *text) { buf_bytes(buf, text, strlen(text)); }

void buf_char(struct buf *buf, char c)
{
	*room(buf, 1) = c;
	buf->len++;
}

void buf_spaces(struct buf *buf, unsigned count)
{
	memset(room(buf, count), ' ', count);
	buf->len += count;
}

void buf_int(struct buf *buf, int64_t value)
{
	char digits[20];
	unsigned at = sizeof digits;
	uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left != 0);
	if (value < 0)
		digits[--at] = '-';
	buf_bytes(buf, digits + at, sizeof digits - at);
}

void buf_format(struct buf *buf, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len > 0) {
		vsnprintf(room(buf, (size_t)len + 1), (size_t)len + 1, format, again);
		buf->len += (size_t)len;
	}
	va_end(again);
}

struct str buf_slice(const struct buf *buf, size_t from)
{
	if (buf->len == from)
		return STR("");
	return (struct str){ buf->at + from, (uint32_t)(buf->len - from) };
}
