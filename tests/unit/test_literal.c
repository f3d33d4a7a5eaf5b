/* Each type of literal: its value, its edges, and what is said of a wrong one. */
#include "syntax_text.h"

/* `want` is the value as the language writes it, or "name: help" of what is refused. */
static const struct { const char *text, *want; } cases[] = {
	/* whole and broken numbers */
	{ "0", "0" }, { "042", "042" }, { "9223372036854775807", "9223372036854775807" }, { "012345678901", "012345678901" },
	{ "9223372036854775808", "bad-literal: the largest number is 9223372036854775807" },
	{ "1_000", "bad-literal: a number is written in digits alone, as 1000000" },
	{ "0.5", "0.5" }, { "1.125", "1.125" },
	{ "1.1234", "bad-literal: a number has at most three digits behind its point; an address has four numbers; a version stands in quotes" },
	/* quantities */
	{ "500ms", "500ms" }, { "30s", "30s" }, { "36h", "36h" }, { "7d", "7d" }, { "99.5%", "99.5%" }, { "256Mi", "256Mi" },
	{ "5sec", "bad-literal: did you mean 5s?" }, { "5GB", "bad-literal: did you mean 5GiB?" }, { "3Gib", "bad-literal: did you mean 3GiB?" },
	{ "256mi", "bad-literal: did you mean 256Mi?" }, { "10gib", "bad-literal: did you mean 10GiB?" }, { "5MS", "bad-literal: did you mean 5ms?" },
	{ "5M", "bad-literal: did you mean 5Mi?" },
	{ "1.5ms", "bad-literal: say a whole number of milliseconds" },
	{ "999999999999999999w", "bad-literal: the largest is 7625142226w" },
	/* addresses */
	{ "10.0.0.1", "10.0.0.1" }, { "255.255.255.255", "255.255.255.255" }, { "0.0.0.0/0", "0.0.0.0/0" }, { "10.20.0.0/16", "10.20.0.0/16" },
	{ "10.0.0.1/32", "10.0.0.1/32" }, { "/24", "/24" }, { "/128", "/128" },
	{ "10.0.0.256", "bad-literal: did you mean 10.0.0.255?" }, { "010.0.0.1", "bad-literal: did you mean 10.0.0.1?" },
	{ "10.0.0.0/33", "bad-literal: the length behind the `/` is from 0 to 32; 32 is a single address" },
	{ "10.0.1.0/20", "host-bits: the /20 that holds this address is 10.0.0.0/20" },
	{ "128.0.0.0/0", "host-bits: the /0 that holds this address is 0.0.0.0/0" },
	{ "/129", "bad-literal: a prefix length is from /0 to /32, for IPv6 to /128" },
	{ "::", "::" }, { "::1", "::1" }, { "2001:db8::/32", "2001:db8::/32" }, { "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8" },
	{ "2001:db8::1/32", "host-bits: the /32 that holds this address is 2001:db8::/32" },
	/* ports */
	{ "443/tcp", "443/tcp" }, { "53/udp", "53/udp" }, { "65535/tcp", "65535/tcp" },
	{ "65536/tcp", "bad-literal: ports go from 1 to 65535" }, { "0/tcp", "bad-literal: ports go from 1 to 65535" },
	{ "443/TCP", "bad-literal: did you mean 443/tcp?" }, { "443/tpc", "bad-literal: did you mean 443/tcp?" },
	/* dates and times */
	{ "2027-03-31", "2027-03-31" }, { "2028-02-29", "2028-02-29" }, { "2000-02-29", "2000-02-29" }, { "1970-01-01", "1970-01-01" },
	{ "1900-02-29", "bad-literal: that month ends on 1900-02-28" }, { "2027-04-31", "bad-literal: that month ends on 2027-04-30" },
	{ "2027-4-3", "bad-literal: did you mean 2027-04-03?" }, { "31-12-2027", "bad-literal: did you mean 2027-12-31?" },
	{ "2027/12/31", "bad-literal: did you mean 2027-12-31?" },
	{ "2027-13-01", "bad-literal: a date is written year-month-day, as 2027-03-31" },
	{ "00:00", "00:00" }, { "23:59", "23:59" }, { "24:00", "24:00" }, { "9:05", "bad-literal: did you mean 09:05?" },
	{ "12:30:00", "bad-literal: did you mean 12:30?" },
	{ "25:00:00", "bad-literal: an IPv6 address has eight groups, or fewer with one `::`, as 2001:db8::1; a `:` between two values has a blank on both sides" },
	{ "24:01", "bad-literal: times go from 00:00 to 24:00; a `:` between two values has a blank on both sides" },
	/* names of the platform */
	{ "arn:aws:iam::111111111111:role/deploy", "arn:aws:iam::111111111111:role/deploy" }, { "arn:aws:s3:::bucket/key", "arn:aws:s3:::bucket/key" },
	{ "arn:aws:iam::1111:role/x", "bad-literal: its account has 4 characters, not twelve digits" },
};

static void check_case(struct arena *arena, const char *text, const char *want)
{
	struct parsed t;
	parse_with(&t, arena, str_format(arena, "x %s\n", text));
	struct buf found;
	buf_init(&found, arena);
	CHECK(t.ast.literals.len == 2);
	CHECK(items_of(&t) == 1);                      /* a wrong literal costs no statement */
	if (t.diags.list.len == 1) {
		const struct diag *d = &t.diags.list.at[0];
		buf_format(&found, "%.*s: %.*s", STR_ARG(d->rule), STR_ARG(d->help));
	} else {
		CHECK(t.diags.list.len == 0);
		val_print(&found, t.ast.names, t.ast.literals.at[1]);
	}
	CHECK_TEXT(buf_slice(&found, 0), want);
}

/* Words, numbers and signs that touch. */
static void check_neighbours(struct arena *arena)
{
	static const struct { const char *text; uint32_t literals; } touching[] = {
		{ "x 1..2", 2 }, { "x 09:00..16:00", 2 }, { "x 10.0.0.0/16,10.1.0.0/16", 2 }, { "x 8080 : https", 1 }, { "x a-1", 0 }, { "x mon..fri", 0 },
		{ "x [1,2]", 2 }, { "x 5?", 1 }, { "x {y 5}", 1 },
	};
	for (unsigned i = 0; i < sizeof touching / sizeof *touching; i++) {
		struct parsed t;
		parse_with(&t, arena, str_of(touching[i].text));
		CHECK(t.diags.list.len == 0);
		CHECK(t.ast.literals.len == touching[i].literals + 1);
	}
}

int main(void)
{
	struct arena *arena = check_arena();
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
		check_case(arena, cases[i].text, cases[i].want);
	check_neighbours(arena);
	arena_free(arena);
	return checks_failed();
}
