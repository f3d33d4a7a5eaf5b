/* Output bytes. */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "check.h"

int main(void)
{
	struct arena *arena = check_arena();
	struct buf buf;

	buf_init(&buf, arena);
	CHECK(buf_slice(&buf, 0).len == 0);
	buf_int(&buf, INT64_MIN);
	buf_char(&buf, ' ');
	buf_int(&buf, 0);
	buf_spaces(&buf, 2);
	buf_int(&buf, INT64_MAX);
	CHECK_TEXT(buf_slice(&buf, 0), "-9223372036854775808 0  9223372036854775807");
	buf_clear(&buf);
	for (int i = 0; i < 1000; i++)
		buf_format(&buf, "%d;%s", i % 10, "xyz");
	buf_spaces(&buf, 100000);
	buf_text(&buf, "end");
	CHECK(buf.len == 5000 + 100003 && memcmp(buf.at, "0;xyz1;xyz", 10) == 0);
	CHECK_TEXT(buf_slice(&buf, 105000), "end");
	arena_free(arena);
	return checks_failed();
}
