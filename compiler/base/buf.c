/* Output bytes: a growing array with the few ways of writing that printers need. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#define FIRST_CAPACITY 256u

void buf_init(struct buf *buf, struct arena *arena) { *buf = (struct buf){ .arena = arena }; }
void buf_clear(struct buf *buf) { buf->len = 0; }

void buf_grow(struct buf *buf, size_t len)
{
	size_t cap = buf->cap == 0 ? FIRST_CAPACITY : buf->cap;

	while (cap - buf->len < len)
		cap *= 2;
	buf->at = arena_grow(buf->arena, buf->at, buf->cap, cap);
	buf->cap = cap;
}

void buf_mark_add(struct buf *buf, const void *of)
{
	while (buf->marks->list.len && vec_last(&buf->marks->list).at >= buf->len)
		buf->marks->list.len--;
	vec_push(buf->arena, &buf->marks->list, (struct buf_mark){ buf->len, of });
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
	buf_room(buf, 1);
	len = vsnprintf(buf->at + buf->len, buf->cap - buf->len, format, args);
	va_end(args);
	if (len > 0 && (size_t)len >= buf->cap - buf->len)
		vsnprintf(buf_room(buf, (size_t)len + 1), (size_t)len + 1, format, again);
	if (len > 0)
		buf->len += (size_t)len;
	va_end(again);
}
