/* Values: their total order and their spelling. */
#include "value/value.h"

#include <string.h>

struct val val_text(struct arena *scratch, struct str s)
{
	struct text *text = text_new(scratch, s.len);

	if (s.len > 0)
		memcpy(text->at, s.at, s.len);
	return (struct val){ .tag = VAL_TEXT, .at = text };
}

static int order(int64_t a, int64_t b) { return (a > b) - (a < b); }

/* Texts of every tag are one class, and so are whole numbers and decimals; other tags stand apart. */
static int class_of(struct val v)
{
	if (val_is_stringy(v))
		return VAL_STR;
	return v.tag == VAL_DECIMAL ? VAL_INT : v.tag;
}

static int64_t whole(struct val v)
{
	return v.tag == VAL_DECIMAL ? v.i / 1000 - (v.i % 1000 < 0) : v.i;
}

static int64_t fraction(struct val v)
{
	return v.tag == VAL_DECIMAL ? (v.i % 1000 + 1000) % 1000 : 0;
}

/* Never overflows, as multiplying a whole number by a thousand could. */
static int number_order(struct val a, struct val b)
{
	int by_whole = order(whole(a), whole(b));

	return by_whole != 0 ? by_whole : order(fraction(a), fraction(b));
}

static int port_order(struct val a, struct val b)
{
	int by_first = order(a.a & 0xFFFF, b.a & 0xFFFF);

	if (by_first != 0)
		return by_first;
	return a.a != b.a ? order(a.a >> 16, b.a >> 16) : order(a.detail, b.detail);
}

int val_compare(const struct names *names, struct val a, struct val b)
{
	int by_class = order(class_of(a), class_of(b));

	if (by_class != 0)
		return by_class;
	switch (class_of(a)) {
	case VAL_NONE:
		return 0;
	case VAL_STR:
		if (a.tag != VAL_TEXT && b.tag != VAL_TEXT && a.a == b.a)
			return 0;
		return str_compare(val_str(names, a), val_str(names, b));
	case VAL_INT:
		return number_order(a, b);
	case VAL_CIDR:
	case VAL_IP:
		return a.a != b.a ? order(a.a, b.a) : order(a.detail, b.detail);
	case VAL_CIDR6:
	case VAL_IP6:
		return a.a != b.a ? str_compare(names_text(names, a.a), names_text(names, b.a)) : order(a.detail, b.detail);
	case VAL_PORT:
		return port_order(a, b);
	default:
		return order(a.i, b.i);
	}
}

bool val_equal(const struct names *names, struct val a, struct val b)
{
	/* Equal text has an equal handle. */
	if (val_is_stringy(a) && val_is_stringy(b) && a.tag != VAL_TEXT && b.tag != VAL_TEXT)
		return a.a == b.a;
	return val_compare(names, a, b) == 0;
}

/* Suffixes from the largest unit to the smallest; the last has size 1. */
struct unit { int64_t size; const char *suffix; };

static const struct unit duration_units[] = {
	{ 86400000, "d" }, { 3600000, "h" }, { 60000, "m" }, { 1000, "s" }, { 1, "ms" },
};
static const struct unit memory_units[] = {
	{ INT64_C(1) << 40, "Ti" }, { INT64_C(1) << 30, "Gi" }, { INT64_C(1) << 20, "Mi" }, { INT64_C(1) << 10, "Ki" },
	{ INT64_C(1000000000000), "T" }, { 1000000000, "G" }, { 1000000, "M" }, { 1000, "k" }, { 1, "" },
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The unit that divides the amount and leaves the smallest number; the first listed wins a tie. */
static void print_in_units(struct buf *out, int64_t amount, const struct unit *units, size_t count, const char *zero)
{
	size_t best = count - 1;

	if (amount == 0) {
		buf_text(out, zero);
		return;
	}
	for (size_t i = count; i-- > 0;) {
		if (amount % units[i].size == 0 && units[i].size >= units[best].size)
			best = i;
	}
	buf_int(out, amount / units[best].size);
	buf_text(out, units[best].suffix);
}

/* Thousandths without the zeros behind; `least` digits stay. */
static void print_thousandths(struct buf *out, int64_t amount, unsigned least)
{
	uint64_t size = amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
	unsigned part = (unsigned)(size % 1000), digits = 3;

	if (amount < 0)
		buf_char(out, '-');
	buf_int(out, (int64_t)(size / 1000));
	while (digits > least && part % 10 == 0) {
		part /= 10;
		digits--;
	}
	if (digits > 0)
		buf_format(out, ".%0*u", (int)digits, part);
}

static void print_ip(struct buf *out, uint32_t address)
{
	for (unsigned shift = 24;; shift -= 8) {
		buf_int(out, address >> shift & 255);
		if (shift == 0)
			return;
		buf_char(out, '.');
	}
}

/* The canonical form of RFC 5952: the longest run of two or more zero groups becomes `::`. */
static void print_ip6(struct buf *out, struct str bytes)
{
	unsigned group[8], run = 0, run_at = 8;

	for (unsigned i = 0; i < 8; i++)
		group[i] = (unsigned)(unsigned char)bytes.at[2 * i] << 8 | (unsigned char)bytes.at[2 * i + 1];
	for (unsigned i = 0, len = 0; i < 8; i++) {
		len = group[i] == 0 ? len + 1 : 0;
		if (len > run && len >= 2) {
			run = len;
			run_at = i + 1 - len;
		}
	}
	for (unsigned i = 0; i < 8; i++) {
		if (i == run_at) {
			buf_text(out, "::");
			i += run - 1;
			continue;
		}
		buf_format(out, i > 0 && i != run_at + run ? ":%x" : "%x", group[i]);
	}
}

static void print_port(struct buf *out, struct val v)
{
	static const char *const protocols[] = { "", "/tcp", "/udp", "/icmp" };
	unsigned first = v.a & 0xFFFF, last = v.a >> 16;

	if (v.detail == PROTOCOL_ICMP) {
		buf_text(out, "icmp");
		return;
	}
	buf_int(out, first);
	if (first != last) {
		buf_text(out, "..");
		buf_int(out, last);
	}
	if (v.detail < COUNT(protocols))
		buf_text(out, protocols[v.detail]);
}

/* Civil date from days since 1970-01-01, in years that begin on 1 March so that leap days come last. */
static void print_date(struct buf *out, int64_t days)
{
	const int64_t era_days = 146097;
	int64_t shifted = days + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - era_days + 1) / era_days;
	int64_t day = shifted - era * era_days;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t of_year = day - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;

	buf_format(out, "%04d-%02d-%02d", (int)(year + era * 400 + (month >= 10)), (int)(month < 10 ? month + 3 : month - 9),
	           (int)(of_year - (153 * month + 2) / 5 + 1));
}

static void print_number(struct buf *out, struct val v)
{
	switch (v.tag) {
	case VAL_INT:
		if (v.detail > 0)
			buf_format(out, "%0*lld", (int)v.detail, (long long)v.i);
		else
			buf_int(out, v.i);
		break;
	case VAL_DECIMAL:
		print_thousandths(out, v.i, 1);
		break;
	case VAL_PERCENT:
		print_thousandths(out, v.i, 0);
		buf_char(out, '%');
		break;
	case VAL_CPU:
		buf_int(out, v.i % 1000 == 0 ? v.i / 1000 : v.i);
		buf_text(out, v.i % 1000 == 0 ? "" : "m");
		break;
	case VAL_DURATION:
		print_in_units(out, v.i, duration_units, COUNT(duration_units), "0s");
		break;
	case VAL_MEMORY:
		print_in_units(out, v.i, memory_units, COUNT(memory_units), "0Mi");
		break;
	case VAL_TIME:
		buf_format(out, "%02d:%02d", (int)(v.i / 60), (int)(v.i % 60));
		break;
	default:
		print_date(out, v.i);
	}
}

void val_print(struct buf *out, const struct names *names, struct val v)
{
	switch ((enum val_tag)v.tag) {
	case VAL_NONE: case VAL_OBJECT: case VAL_LIST: case VAL_RANGE: case VAL_SEQ: case VAL_TREE: case VAL_TAG_COUNT:
		break;
	case VAL_BOOL:
		buf_text(out, v.i ? "true" : "false");
		break;
	case VAL_STR: case VAL_WORD: case VAL_ARN: case VAL_LATER: case VAL_TEXT:
		buf_str(out, val_str(names, v));
		break;
	case VAL_CIDR:
		print_ip(out, v.a);
		buf_char(out, '/');
		buf_int(out, v.detail);
		break;
	case VAL_CIDR6:
		print_ip6(out, names_text(names, v.a));
		buf_char(out, '/');
		buf_int(out, v.detail);
		break;
	case VAL_IP:
		print_ip(out, v.a);
		break;
	case VAL_IP6:
		print_ip6(out, names_text(names, v.a));
		break;
	case VAL_PREFIX:
		buf_format(out, "/%d", (int)v.i);
		break;
	case VAL_PORT:
		print_port(out, v);
		break;
	case VAL_INT: case VAL_DECIMAL: case VAL_PERCENT: case VAL_CPU: case VAL_DURATION: case VAL_MEMORY: case VAL_TIME:
	case VAL_DATE:
		print_number(out, v);
		break;
	}
}

const char *val_tag_name(enum val_tag tag)
{
	static const char *const words[VAL_TAG_COUNT] = {
		[VAL_NONE] = "nothing", [VAL_BOOL] = "true or false", [VAL_INT] = "a whole number",
		[VAL_DECIMAL] = "a decimal number", [VAL_STR] = "a text", [VAL_WORD] = "a word",
		[VAL_CIDR] = "a block of addresses", [VAL_CIDR6] = "a block of IPv6 addresses", [VAL_IP] = "an address",
		[VAL_IP6] = "an IPv6 address", [VAL_PREFIX] = "a prefix length", [VAL_PORT] = "a port",
		[VAL_DURATION] = "a duration", [VAL_PERCENT] = "a percentage", [VAL_CPU] = "an amount of CPU",
		[VAL_MEMORY] = "an amount of memory", [VAL_TIME] = "a time of day", [VAL_DATE] = "a date",
		[VAL_ARN] = "an ARN", [VAL_LATER] = "a value known on deployment", [VAL_OBJECT] = "a declared thing",
		[VAL_LIST] = "a list", [VAL_RANGE] = "a range", [VAL_TEXT] = "a text", [VAL_SEQ] = "a list",
		[VAL_TREE] = "an output tree",
	};

	return words[tag];
}
