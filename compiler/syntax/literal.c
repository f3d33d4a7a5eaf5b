/* Literals: the text of one to its value, each type with its own errors and the nearest right value. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "syntax/literals.h"

bool literal_refuse(struct reading *r, enum diag_code code, const char *message, const char *help, ...)
{
	struct diag *d = diag_add(r->p->diags, code, r->span, "%.*s %s", STR_ARG(r->text), message);
	char text[400];
	va_list arguments;
	va_start(arguments, help);
	vsnprintf(text, sizeof text, help, arguments);
	va_end(arguments);
	diag_help(r->p->diags, d, "%s", text);
	return false;
}

bool literal_digits(struct str s, uint32_t at, uint32_t *end, int64_t *number)
{
	*number = 0;
	*end = at;
	while (*end < s.len && s.at[*end] >= '0' && s.at[*end] <= '9') {
		int digit = s.at[*end] - '0';
		if (*number > (INT64_MAX - digit) / 10)
			return false;
		*number = *number * 10 + digit;
		(*end)++;
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

/* --- dates and times -------------------------------------------------------------------------------- */

static bool read_time(struct reading *r)
{
	struct str s = r->text;
	int64_t hours, minutes;
	uint32_t colon, end;
	bool numbers = literal_digits(s, 0, &colon, &hours) && literal_digits(s, colon + 1, &end, &minutes) && end == s.len;
	if (!numbers || hours > 24 || minutes > 59 || (hours == 24 && minutes > 0))
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no time of day", "times go from 00:00 to 24:00; a `:` between two values has a blank on both sides");
	*r->value = (struct val){ .tag = VAL_TIME, .i = hours * 60 + minutes };
	if (colon == 2 && end == 5)
		return true;
	return literal_refuse(r, DIAG_BAD_LITERAL, "is no time of day", "did you mean %02d:%02d?", (int)hours, (int)minutes);
}

/* `12:30:00`: three numbers are no address of version 6 either, which has eight groups. */
static bool has_seconds(struct str s, int64_t number[3])
{
	uint32_t at = 0;
	for (int i = 0; i < 3; i++) {
		uint32_t start = at;
		if (!literal_digits(s, at, &at, &number[i]) || at - start > 2 || (i < 2 && (at >= s.len || s.at[at++] != ':')))
			return false;
	}
	return at == s.len && number[0] < 24 && number[1] < 60;
}

static bool refuse_seconds(struct reading *r, const int64_t number[3])
{
	*r->value = (struct val){ .tag = VAL_TIME, .i = number[0] * 60 + number[1] };
	return literal_refuse(r, DIAG_BAD_LITERAL, "is no time of day: it has no seconds", "did you mean %02d:%02d?",
		(int)number[0], (int)number[1]);
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar: years start in March, so that leap days come last. */
static int64_t days_from_date(int64_t y, int64_t m, int64_t d)
{
	y -= m <= 2;
	int64_t era = (y >= 0 ? y : y - 399) / 400, year = y - era * 400;
	int64_t day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static int month_length(int64_t year, int64_t month)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return lengths[month - 1] + (month == 2 && leap);
}

/* Three numbers with a sign between. */
static bool three_numbers(struct str s, char sign, int64_t number[3])
{
	uint32_t at = 0;
	for (int i = 0; i < 3; i++) {
		if (!literal_digits(s, at, &at, &number[i]) || number[i] > 9999 || (i < 2 && (at >= s.len || s.at[at++] != sign)))
			return false;
	}
	return at == s.len;
}

/* Something like a date: `2027-03-31` is one, `31-3-2027` and `2027/03/31` are shown how. */
static bool read_date(struct reading *r, char sign)
{
	int64_t n[3];
	uint32_t digits = 0;
	char account[13];
	for (uint32_t i = 0; i < r->text.len && digits <= 12; i++)
		if (r->text.at[i] >= '0' && r->text.at[i] <= '9')
			account[digits < 12 ? digits : 12] = r->text.at[i], digits++;
	if (digits == 12 && sign == '-')
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no date, and no account", "an account is 12 digits without a sign between: %.12s", account);
	if (!three_numbers(r->text, sign, n))
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no date", "a date is written year-month-day, as 2027-03-31");
	bool reversed = n[0] <= 31 && n[2] > 31;
	int64_t year = reversed ? n[2] : n[0], month = n[1], day = reversed ? n[0] : n[2];
	if (year < 1000 || month < 1 || month > 12 || day < 1 || day > 99)
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no date", "a date is written year-month-day, as 2027-03-31");
	int last = month_length(year, month);
	*r->value = (struct val){ .tag = VAL_DATE, .i = days_from_date(year, month, day > last ? last : day) };
	if (day > last)
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no date", "that month ends on %04d-%02d-%02d", (int)year, (int)month, last);
	if (sign == '-' && !reversed && r->text.len == 10)
		return true;
	return literal_refuse(r, DIAG_BAD_LITERAL, "is no date", "did you mean %04d-%02d-%02d?", (int)year, (int)month, (int)day);
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

/* Units as other languages spell them, and ours. */
static const struct { const char *text, *ours; } foreign_units[] = {
	{ "sec", "s" }, { "secs", "s" }, { "second", "s" }, { "seconds", "s" }, { "S", "s" }, { "min", "m" }, { "mins", "m" },
	{ "minute", "m" }, { "minutes", "m" }, { "M", "Mi" }, { "hr", "h" }, { "hrs", "h" }, { "hour", "h" }, { "hours", "h" },
	{ "H", "h" }, { "day", "d" }, { "days", "d" }, { "D", "d" }, { "week", "w" }, { "weeks", "w" }, { "W", "w" }, { "msec", "ms" },
	{ "millis", "ms" }, { "percent", "%" }, { "K", "Ki" }, { "k", "Ki" }, { "KB", "KiB" }, { "kB", "KiB" }, { "MB", "MiB" },
	{ "mb", "MiB" }, { "G", "Gi" }, { "g", "Gi" }, { "GB", "GiB" }, { "gb", "GiB" }, { "T", "Ti" }, { "TB", "TiB" }, { "tb", "TiB" },
};

static bool equal_but_for_case(struct str a, struct str b)
{
	bool equal = a.len == b.len;
	for (uint32_t i = 0; i < a.len && equal; i++)
		equal = (a.at[i] | 32) == (b.at[i] | 32);
	return equal;
}

static struct str nearest_unit(struct str unit)
{
	struct str known[sizeof units / sizeof *units];
	for (unsigned i = 0; i < sizeof foreign_units / sizeof *foreign_units; i++)
		if (str_is(unit, foreign_units[i].text))
			return str_of(foreign_units[i].ours);
	for (unsigned i = 0; i < sizeof units / sizeof *units; i++) {
		known[i] = str_of(units[i].text);
		if (equal_but_for_case(unit, known[i]))
			return known[i];
	}
	return unit.len > 1 ? diag_nearest(unit, known, sizeof units / sizeof *units) : (struct str){ "", 0 };
}

static bool refuse_unit(struct reading *r, struct str unit)
{
	struct str near = nearest_unit(unit);
	if (near.len)
		return literal_refuse(r, DIAG_BAD_LITERAL, "has an unknown unit", "did you mean %.*s%.*s?", (int)(r->text.len - unit.len), r->text.at, STR_ARG(near));
	if (unit.at[0] == '_')
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no number", "a number is written in digits alone, as 1000000");
	if (memchr(unit.at, ':', unit.len))
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no number", "a `:` between two values has a blank on both sides; a time of day is written 02:30");
	return literal_refuse(r, DIAG_BAD_LITERAL, "has an unknown unit",
		"units are ms s m h d w for time, %% for shares, Ki Mi Gi Ti for memory, m for thousandths of a CPU; a name begins with a letter");
}

static bool read_quantity(struct reading *r, int64_t number, int64_t thousandths, struct str unit)
{
	for (unsigned i = 0; i < sizeof units / sizeof *units; i++) {
		if (!str_is(unit, units[i].text))
			continue;
		if (number > INT64_MAX / 2 / units[i].factor)
			return literal_refuse(r, DIAG_BAD_LITERAL, "is too large", "the largest is %lld%s", (long long)(INT64_MAX / 2 / units[i].factor), units[i].text);
		if (thousandths && units[i].factor == 1)
			return literal_refuse(r, DIAG_BAD_LITERAL, "is finer than a millisecond", "say a whole number of milliseconds");
		/* Whole thousandths first: no factor overflows, and none is a floating number. */
		int64_t part = units[i].factor / 1000 * thousandths + units[i].factor % 1000 * thousandths / 1000;
		*r->value = (struct val){ .tag = (uint8_t)units[i].tag, .detail = units[i].detail, .i = number * units[i].factor + part };
		return true;
	}
	return refuse_unit(r, unit);
}

static bool read_port(struct reading *r, int64_t number, struct str protocol)
{
	static const char *const protocols[] = { "tcp", "udp", "icmp" };
	struct str known[3];
	uint32_t port = number > 65535 ? 65535 : (uint32_t)number;
	for (unsigned i = 0; i < 3; i++) {
		known[i] = str_of(protocols[i]);
		if (!str_equal(protocol, known[i]))
			continue;
		*r->value = (struct val){ .tag = VAL_PORT, .detail = (uint16_t)(PROTOCOL_TCP + i), .a = port | port << 16 };
		if (PROTOCOL_TCP + i == PROTOCOL_ICMP && number != 0)
			return literal_refuse(r, DIAG_BAD_LITERAL, "is no port: icmp has none", "all of its messages are written 0/icmp");
		if (number > 65535 || (number == 0 && PROTOCOL_TCP + i != PROTOCOL_ICMP))
			return literal_refuse(r, DIAG_BAD_LITERAL, "is no port", "ports go from 1 to 65535");
		return true;
	}
	char lower[8] = "";
	for (uint32_t i = 0; i < protocol.len && i < sizeof lower - 1; i++)
		lower[i] = (char)(protocol.at[i] >= 'A' && protocol.at[i] <= 'Z' ? protocol.at[i] | 32 : protocol.at[i]);
	struct str near = diag_nearest(str_of(lower), known, 3);
	if (near.len && protocol.len < sizeof lower)
		return literal_refuse(r, DIAG_BAD_LITERAL, "names no protocol", "did you mean %lld/%.*s?", (long long)number, STR_ARG(near));
	return literal_refuse(r, DIAG_BAD_LITERAL, "names no protocol",
		"a port is written 443, 443/tcp, 53/udp or 8000..8100; a block of addresses has four numbers, as 10.0.0.0/16");
}

/* --- numbers -------------------------------------------------------------------------------------------- */

static bool read_decimal(struct reading *r, int64_t number, uint32_t point)
{
	struct str s = r->text;
	int64_t part = 0;
	uint32_t end;
	if (!literal_digits(s, point + 1, &end, &part) || end - point > 4 || (end < s.len && s.at[end] == '.'))
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no number", "a number has at most three digits behind its point; an address has four numbers; a version stands in quotes");
	for (uint32_t i = end - point - 1; i < 3; i++)
		part *= 10;
	if (number > INT64_MAX / 2000)
		return literal_refuse(r, DIAG_BAD_LITERAL, "is too large", "the largest is %lld", (long long)(INT64_MAX / 2000));
	*r->value = (struct val){ .tag = VAL_DECIMAL, .i = number * 1000 + part };
	return end == s.len || read_quantity(r, number, part, (struct str){ s.at + end, s.len - end });
}

static bool read_number(struct reading *r)
{
	struct str s = r->text;
	int64_t number;
	uint32_t end;
	if (!literal_digits(s, 0, &end, &number))
		return literal_refuse(r, DIAG_BAD_LITERAL, "is too large", "the largest number is %lld", (long long)INT64_MAX);
	if (end == s.len) {
		*r->value = (struct val){ .tag = VAL_INT, .detail = s.at[0] == '0' && s.len > 1 ? (uint16_t)s.len : 0, .i = number };
		return true;
	}
	struct str rest = { s.at + end, s.len - end };
	switch (rest.at[0]) {
	case ':':
		return end <= 2 ? read_time(r) : refuse_unit(r, rest);
	case '-':
		return read_date(r, '-');
	case '/':
		return count_of(s, '/') == 2 ? read_date(r, '/') : read_port(r, number, (struct str){ rest.at + 1, rest.len - 1 });
	case '.':
		return read_decimal(r, number, end);
	default:
		return read_quantity(r, number, 0, rest);
	}
}

/* --- arns, prefixes --------------------------------------------------------------------------------------- */

static struct str field_of(struct str s, unsigned index)
{
	uint32_t start = 0;
	for (uint32_t i = 0; i < s.len; i++) {
		if (s.at[i] != ':')
			continue;
		if (index-- == 0)
			return (struct str){ s.at + start, i - start };
		start = i + 1;
	}
	return (struct str){ "", 0 };
}

static bool read_arn(struct reading *r)
{
	*r->value = val_name(VAL_ARN, names_intern(r->p->ast->names, r->text));
	if (count_of(r->text, ':') < 5 || field_of(r->text, 1).len == 0 || field_of(r->text, 2).len == 0)
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no ARN",
			"an ARN is arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, as arn:aws:iam::111111111111:role/deploy");
	struct str account = field_of(r->text, 4);
	uint32_t end = 0;
	int64_t number;
	if (account.len == 0 || str_is(account, "aws") || str_is(account, "*") || (account.len == 12 && literal_digits(account, 0, &end, &number) && end == 12))
		return true;
	return literal_refuse(r, DIAG_BAD_LITERAL, "is no ARN", "its account has %u characters, not twelve digits", account.len);
}

static bool read_prefix(struct reading *r)
{
	uint32_t end;
	int64_t number;
	if (!literal_digits(r->text, 1, &end, &number) || number > 128)
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no prefix length", "a prefix length is from /0 to /32, for IPv6 to /128");
	*r->value = (struct val){ .tag = VAL_PREFIX, .i = number };
	return true;
}

bool literal_read(struct parser *p, struct str text, struct span span, struct val *value)
{
	struct reading r = { p, text, span, value };
	*value = val_int(0);
	if (text.len > LIMIT_STRING_BYTES || (text.len > LIMIT_NAME_BYTES && !str_starts(text, STR("arn:")))) {
		diag_add(p->diags, DIAG_TOO_LARGE, span, "a value of %u bytes; the limit is %u", text.len, LIMIT_NAME_BYTES);
		return false;
	}
	if (str_starts(text, STR("arn:")))
		return read_arn(&r);
	if (text.at[0] == '/')
		return read_prefix(&r);
	int64_t clock[3];
	if (has_seconds(text, clock))
		return refuse_seconds(&r, clock);
	if (count_of(text, ':') >= 2 || text.at[0] == ':')
		return literal_address6(&r);
	/* Three points: an address, right or wrong. */
	if (count_of(text, '.') >= 3)
		return literal_address4(&r);
	return read_number(&r);
}
