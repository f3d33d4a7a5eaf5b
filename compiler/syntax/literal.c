/* Literals: the text of one to its value, each type with its own errors and the nearest right value. */
#include "syntax/literal.h"

#include <string.h>

#include "value/cidr.h"

struct reading { struct parser *p; struct str text; struct span span; struct val *value; };

static bool refuse(struct reading *r, enum diag_code code, const char *message, const char *help)
{
	struct diag *d = diag_add(r->p->diags, code, r->span, "%.*s %s", STR_ARG(r->text), message);
	if (help)
		diag_help(r->p->diags, d, "%s", help);
	return false;
}

/* Decimal digits from `at`; *end is behind them. False when there are none or more than fit. */
static bool digits(struct str s, uint32_t at, uint32_t *end, int64_t *number)
{
	*number = 0;
	*end = at;
	while (*end < s.len && s.at[*end] >= '0' && s.at[*end] <= '9') {
		if (*number > INT64_C(900000000000000000))
			return false;
		*number = *number * 10 + (s.at[(*end)++] - '0');
	}
	return *end > at;
}

static uint32_t count_of(struct str s, char c)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < s.len; i++)
		n += s.at[i] == c;
	return n;
}

/* --- addresses ------------------------------------------------------------------------------------ */

static bool read_address4(struct str s, uint32_t *address)
{
	*address = 0;
	uint32_t at = 0;
	for (int part = 0; part < 4; part++) {
		int64_t number;
		uint32_t start = at;
		if (!digits(s, at, &at, &number) || number > 255 || at - start > 3)
			return false;
		*address = *address << 8 | (uint32_t)number;
		if (part < 3 && (at >= s.len || s.at[at++] != '.'))
			return false;
	}
	return at == s.len;
}

static bool split_slash(struct str s, struct str *before, struct str *after)
{
	const char *slash = memchr(s.at, '/', s.len);
	*before = s;
	*after = (struct str){ "", 0 };
	if (!slash)
		return false;
	before->len = (uint32_t)(slash - s.at);
	*after = (struct str){ slash + 1, s.len - before->len - 1 };
	return true;
}

static bool read_cidr4(struct reading *r)
{
	struct str address_text, prefix_text;
	bool block = split_slash(r->text, &address_text, &prefix_text);
	uint32_t address, end;
	int64_t prefix = 32;
	if (!read_address4(address_text, &address))
		return refuse(r, DIAG_BAD_LITERAL, "is no address", "an IPv4 address has four numbers from 0 to 255, as 10.20.0.0");
	if (!block) {
		*r->value = (struct val){ .tag = VAL_IP, .a = address };
		return true;
	}
	if (!digits(prefix_text, 0, &end, &prefix) || end != prefix_text.len || prefix > 32)
		return refuse(r, DIAG_BAD_LITERAL, "is no block of addresses", "the length of an IPv4 prefix is from /0 to /32");
	uint32_t aligned = address & cidr_mask((unsigned)prefix);
	*r->value = val_cidr(aligned, (unsigned)prefix);
	if (aligned == address)
		return true;
	struct diag *d = diag_add(r->p->diags, DIAG_HOST_BITS, r->span, "%.*s has host bits set: a /%d starts on a multiple of its size",
		STR_ARG(r->text), (int)prefix);
	diag_help(r->p->diags, d, "the block that holds this address is %u.%u.%u.%u/%d", aligned >> 24, aligned >> 16 & 255,
		aligned >> 8 & 255, aligned & 255, (int)prefix);
	return false;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* Groups of up to four hex digits between colons, `::` once for zeros. */
static bool read_address6(struct str s, unsigned char out[16])
{
	unsigned groups[8], count = 0, gap = 9;
	uint32_t i = 0;
	if (s.len >= 2 && s.at[0] == ':' && s.at[1] == ':') {
		gap = 0;
		i = 2;
	}
	while (i < s.len) {
		unsigned value = 0, len = 0;
		while (i < s.len && hex_digit(s.at[i]) >= 0 && len < 5) {
			value = value << 4 | (unsigned)hex_digit(s.at[i++]);
			len++;
		}
		if (len == 0 || len > 4 || count == 8)
			return false;
		groups[count++] = value;
		if (i == s.len)
			break;
		if (s.at[i++] != ':' || i == s.len)
			return false;
		if (s.at[i] == ':') {
			if (gap < 9)
				return false;
			gap = count;
			i++;
		}
	}
	if (gap == 9 ? count != 8 : count > 7)
		return false;
	memset(out, 0, 16);
	for (unsigned g = 0; g < count; g++) {
		unsigned slot = g < gap ? g : 8 - (count - g);
		out[slot * 2] = (unsigned char)(groups[g] >> 8);
		out[slot * 2 + 1] = (unsigned char)groups[g];
	}
	return true;
}

static bool read_cidr6(struct reading *r)
{
	struct str address_text, prefix_text;
	bool block = split_slash(r->text, &address_text, &prefix_text);
	unsigned char address[16], aligned[16];
	uint32_t end;
	int64_t prefix = 128;
	if (!read_address6(address_text, address))
		return refuse(r, DIAG_BAD_LITERAL, "is no address", "an IPv6 address has eight groups, or fewer with one `::`, as 2001:db8::1; a time is written 02:30");
	if (block && (!digits(prefix_text, 0, &end, &prefix) || end != prefix_text.len || prefix > 128))
		return refuse(r, DIAG_BAD_LITERAL, "is no block of addresses", "the length of an IPv6 prefix is from /0 to /128");
	for (int i = 0; i < 16; i++) {
		int bits = (int)prefix - i * 8;
		aligned[i] = bits >= 8 ? address[i] : bits <= 0 ? 0 : (unsigned char)(address[i] & (0xFF00 >> bits));
	}
	name bytes = names_intern(r->p->ast->names, (struct str){ (const char *)(block ? aligned : address), 16 });
	*r->value = (struct val){ .tag = block ? VAL_CIDR6 : VAL_IP6, .detail = (uint16_t)prefix, .a = bytes };
	if (memcmp(address, aligned, 16) != 0)
		return refuse(r, DIAG_HOST_BITS, "has host bits set", "the bits behind the prefix are zero");
	return true;
}

/* --- dates and times -------------------------------------------------------------------------------- */

static bool read_time(struct reading *r, int64_t hours, uint32_t colon)
{
	int64_t minutes;
	uint32_t end;
	if (!digits(r->text, colon + 1, &end, &minutes) || end != r->text.len || end - colon != 3 || hours > 23 || minutes > 59)
		return refuse(r, DIAG_BAD_LITERAL, "is no time of day", "times go from 00:00 to 23:59");
	*r->value = (struct val){ .tag = VAL_TIME, .i = hours * 60 + minutes };
	return true;
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar: years start in March, so that leap days come last. */
static int64_t days_from_date(int64_t y, int64_t m, int64_t d)
{
	y -= m <= 2;
	int64_t era = (y >= 0 ? y : y - 399) / 400, year = y - era * 400;
	int64_t day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static bool read_date(struct reading *r, int64_t year)
{
	int64_t month, day;
	uint32_t end;
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (!digits(r->text, 5, &end, &month) || end != 7 || r->text.len != 10 || r->text.at[7] != '-'
	    || !digits(r->text, 8, &end, &day) || end != 10 || month < 1 || month > 12 || day < 1)
		return refuse(r, DIAG_BAD_LITERAL, "is no date", "a date is written year-month-day, as 2027-03-31");
	int last = lengths[month - 1] + (month == 2 && leap);
	if (day > last) {
		struct diag *d = diag_add(r->p->diags, DIAG_BAD_LITERAL, r->span, "%.*s is no date", STR_ARG(r->text));
		diag_help(r->p->diags, d, "that month ends on %04d-%02d-%02d", (int)year, (int)month, last);
		return false;
	}
	*r->value = (struct val){ .tag = VAL_DATE, .i = days_from_date(year, month, day) };
	return true;
}

/* --- quantities --------------------------------------------------------------------------------------- */

static const struct unit { const char *text; enum val_tag tag; int64_t factor; uint16_t detail; } units[] = {
	{ "ms", VAL_DURATION, 1, 0 }, { "s", VAL_DURATION, 1000, 0 }, { "m", VAL_DURATION, 60000, 1 },
	{ "h", VAL_DURATION, 3600000, 0 }, { "d", VAL_DURATION, 86400000, 0 }, { "w", VAL_DURATION, 604800000, 0 },
	{ "%", VAL_PERCENT, 1000, 0 },
	{ "Ki", VAL_MEMORY, INT64_C(1) << 10, 0 }, { "Mi", VAL_MEMORY, INT64_C(1) << 20, 0 }, { "Gi", VAL_MEMORY, INT64_C(1) << 30, 0 },
	{ "Ti", VAL_MEMORY, INT64_C(1) << 40, 0 },
	{ "KiB", VAL_MEMORY, INT64_C(1) << 10, 0 }, { "MiB", VAL_MEMORY, INT64_C(1) << 20, 0 }, { "GiB", VAL_MEMORY, INT64_C(1) << 30, 0 },
	{ "TiB", VAL_MEMORY, INT64_C(1) << 40, 0 },
};

static bool read_quantity(struct reading *r, int64_t number, int64_t thousandths, struct str unit)
{
	for (unsigned i = 0; i < sizeof units / sizeof *units; i++) {
		if (!str_is(unit, units[i].text))
			continue;
		if (number > INT64_MAX / 2 / units[i].factor)
			return refuse(r, DIAG_BAD_LITERAL, "is too large", NULL);
		int64_t part = units[i].factor >= 1000 && units[i].factor % 1000 == 0
			? units[i].factor / 1000 * thousandths : (int64_t)((double)units[i].factor * (double)thousandths / 1000.0);
		*r->value = (struct val){ .tag = (uint8_t)units[i].tag, .detail = units[i].detail, .i = number * units[i].factor + part };
		return true;
	}
	struct str known[sizeof units / sizeof *units];
	for (unsigned i = 0; i < sizeof units / sizeof *units; i++)
		known[i] = str_of(units[i].text);
	struct str near = diag_nearest(unit, known, sizeof units / sizeof *units);
	struct diag *d = diag_add(r->p->diags, DIAG_BAD_LITERAL, r->span, "%.*s has the unknown unit %.*s", STR_ARG(r->text), STR_ARG(unit));
	if (near.len && unit.len > 1)
		diag_help(r->p->diags, d, "did you mean %.*s%.*s?", (int)(r->text.len - unit.len), r->text.at, STR_ARG(near));
	else
		diag_help(r->p->diags, d, "units are ms s m h d w for time, %% for shares, Ki Mi Gi Ti for memory, m for thousandths of a CPU");
	return false;
}

static bool read_port(struct reading *r, int64_t number, struct str protocol)
{
	static const char *const protocols[] = { "tcp", "udp", "icmp" };
	for (unsigned i = 0; i < 3; i++) {
		if (!str_is(protocol, protocols[i]))
			continue;
		if (number > 65535)
			return refuse(r, DIAG_BAD_LITERAL, "is no port", "ports go from 0 to 65535");
		*r->value = (struct val){ .tag = VAL_PORT, .detail = (uint16_t)(PROTOCOL_TCP + i), .a = (uint32_t)number | (uint32_t)number << 16 };
		return true;
	}
	struct str known[] = { STR("tcp"), STR("udp"), STR("icmp") };
	struct str near = diag_nearest(protocol, known, 3);
	struct diag *d = diag_add(r->p->diags, DIAG_BAD_LITERAL, r->span, "%.*s names no protocol", STR_ARG(r->text));
	if (near.len)
		diag_help(r->p->diags, d, "did you mean %lld/%.*s?", (long long)number, STR_ARG(near));
	else
		diag_help(r->p->diags, d, "a port is written 443, 443/tcp, 53/udp or 8000..8100; a block of addresses has four numbers, as 10.0.0.0/16");
	return false;
}

static bool read_number(struct reading *r)
{
	struct str s = r->text;
	int64_t number, part = 0;
	uint32_t end;
	if (!digits(s, 0, &end, &number))
		return refuse(r, DIAG_BAD_LITERAL, "is too large a number", NULL);
	if (end == s.len) {
		*r->value = (struct val){ .tag = VAL_INT, .detail = s.at[0] == '0' && s.len > 1 ? (uint16_t)s.len : 0, .i = number };
		return true;
	}
	if (s.at[end] == ':' && end <= 2 && count_of(s, ':') == 1)
		return read_time(r, number, end);
	if (s.at[end] == '-' && end == 4)
		return read_date(r, number);
	if (s.at[end] == '/')
		return read_port(r, number, (struct str){ s.at + end + 1, s.len - end - 1 });
	bool decimal = s.at[end] == '.';
	if (decimal) {
		uint32_t start = end + 1;
		if (!digits(s, start, &end, &part) || end - start > 3)
			return refuse(r, DIAG_BAD_LITERAL, "is no number", "a decimal number has up to three digits behind the point; a version stands in quotes");
		for (uint32_t i = end - start; i < 3; i++)
			part *= 10;
	}
	if (end == s.len) {
		*r->value = (struct val){ .tag = VAL_DECIMAL, .i = number * 1000 + part };
		return true;
	}
	if (s.at[end] == '.')
		return refuse(r, DIAG_BAD_LITERAL, "is no number", "an address has four numbers; a version stands in quotes");
	return read_quantity(r, number, part, (struct str){ s.at + end, s.len - end });
}

static bool read_arn(struct reading *r)
{
	*r->value = val_name(VAL_ARN, names_intern(r->p->ast->names, r->text));
	if (count_of(r->text, ':') >= 5)
		return true;
	return refuse(r, DIAG_BAD_LITERAL, "is no ARN", "an ARN is arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, as arn:aws:iam::111111111111:role/deploy");
}

static bool read_prefix(struct reading *r)
{
	uint32_t end;
	int64_t number;
	if (!digits(r->text, 1, &end, &number) || number > 128)
		return refuse(r, DIAG_BAD_LITERAL, "is no prefix length", "a prefix length is from /0 to /32, for IPv6 to /128");
	*r->value = (struct val){ .tag = VAL_PREFIX, .i = number };
	return true;
}

bool literal_read(struct parser *p, struct str text, struct span span, struct val *value)
{
	struct reading r = { p, text, span, value };
	*value = val_int(0);
	if (str_starts(text, STR("arn:")))
		return read_arn(&r);
	if (text.at[0] == '/')
		return read_prefix(&r);
	uint32_t colons = count_of(text, ':');
	if (colons >= 2 || text.at[0] == ':')
		return read_cidr6(&r);
	/* Three points before any slash: an address, right or wrong. */
	if (count_of(text, '.') >= 3)
		return read_cidr4(&r);
	return read_number(&r);
}
