/* Values: spelling and order. */
#include "check.h"
#include "value/value.h"

static struct arena *arena;
static struct names *names;

static void printed(struct val v, const char *wanted)
{
	struct buf buf;

	buf_init(&buf, arena);
	val_print(&buf, names, v);
	CHECK_TEXT(buf_slice(&buf, 0), wanted);
}

static struct val of(enum val_tag tag, int64_t i) { return (struct val){ .tag = (uint8_t)tag, .i = i }; }

static void numbers(void)
{
	printed(of(VAL_DURATION, 90000), "90s");
	printed(of(VAL_DURATION, 300000), "5m");
	printed(of(VAL_DURATION, 3600000), "1h");
	printed(of(VAL_DURATION, INT64_C(30) * 86400000), "30d");
	printed(of(VAL_DURATION, 1500), "1500ms");
	printed(of(VAL_DURATION, 0), "0s");
	printed(of(VAL_MEMORY, 256 << 20), "256Mi");
	printed(of(VAL_MEMORY, INT64_C(1) << 40), "1Ti");
	printed(of(VAL_MEMORY, INT64_C(2000000000)), "2G");
	printed(of(VAL_MEMORY, 7), "7");
	printed(of(VAL_CPU, 250), "250m");
	printed(of(VAL_CPU, 2000), "2");
	printed(of(VAL_PERCENT, 99500), "99.5%");
	printed(of(VAL_PERCENT, 70000), "70%");
	printed(of(VAL_DECIMAL, 2000), "2.0");
	printed(of(VAL_DECIMAL, -125), "-0.125");
	printed((struct val){ .tag = VAL_INT, .detail = 12, .i = 12345 }, "000000012345");
	printed(val_int(-7), "-7");
	printed(of(VAL_TIME, 485), "08:05");
	printed(of(VAL_DATE, 0), "1970-01-01");
	printed(of(VAL_DATE, 19782), "2024-02-29");
	printed(of(VAL_DATE, -1), "1969-12-31");
	printed(val_bool(true), "true");
}

static void addresses(void)
{
	static const char loopback[16] = { [15] = 1 }, block[16] = { 0x20, 0x01, 0x0d, (char)0xb8 };
	name one = names_intern(names, (struct str){ loopback, 16 }), two = names_intern(names, (struct str){ block, 16 });

	printed(val_cidr(0x0A140000, 16), "10.20.0.0/16");
	printed((struct val){ .tag = VAL_IP, .a = 0xCB007101 }, "203.0.113.1");
	printed((struct val){ .tag = VAL_IP6, .a = one }, "::1");
	printed((struct val){ .tag = VAL_CIDR6, .detail = 32, .a = two }, "2001:db8::/32");
	printed(of(VAL_PREFIX, 24), "/24");
	printed((struct val){ .tag = VAL_PORT, .a = 443 | 443u << 16 }, "443");
	printed((struct val){ .tag = VAL_PORT, .a = 443 | 443u << 16, .detail = PROTOCOL_TCP }, "443/tcp");
	printed((struct val){ .tag = VAL_PORT, .a = 8000 | 8100u << 16, .detail = PROTOCOL_UDP }, "8000..8100/udp");
}

static void order(void)
{
	struct val word = val_name(VAL_WORD, names_intern(names, STR("b"))), text = val_text(arena, STR("b"));
	struct val before = val_name(VAL_STR, names_intern(names, STR("a")));

	CHECK(val_equal(names, word, text) && val_equal(names, text, word));
	CHECK(val_compare(names, before, word) < 0 && val_compare(names, text, before) > 0);
	CHECK(val_compare(names, val_cidr(0x0A000000, 8), val_cidr(0x0A000000, 16)) < 0);
	CHECK(val_compare(names, val_cidr(0x0A000000, 16), val_cidr(0xC0000000, 8)) < 0);
	CHECK(val_equal(names, val_int(2), of(VAL_DECIMAL, 2000)));
	CHECK(val_compare(names, val_int(INT64_MAX), of(VAL_DECIMAL, 500)) > 0);
	CHECK(val_compare(names, val_int(-1), of(VAL_DECIMAL, -1500)) > 0);
	CHECK(val_compare(names, val_bool(true), val_int(0)) < 0);
	CHECK(val_equal(names, VAL_ABSENT, VAL_ABSENT));
	CHECK(!val_equal(names, of(VAL_DURATION, 5), val_int(5)));
}

int main(void)
{
	arena = check_arena();
	names = names_new(arena);
	numbers();
	addresses();
	order();
	for (int tag = 0; tag < VAL_TAG_COUNT; tag++)
		CHECK(val_tag_name((enum val_tag)tag) != NULL);
	arena_free(arena);
	return checks_failed();
}
