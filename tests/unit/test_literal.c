/* Literals: every type, its spellings, and what is said of those that are none. */
#include "check.h"
#include "syntax/parse.h"

static struct arena *arena;
static struct names *names;

/* What `x TEXT` holds: its atoms, each as its type and value. What is complained of, as "[code] message (help)". */
static struct str reading(const char *text, struct buf *complaints)
{
	struct sources sources;
	struct diags diags;
	struct ast ast;
	struct buf out;

	sources_init(&sources, arena);
	diags_init(&diags, arena);
	ast_init(&ast, arena, names);
	buf_init(&out, arena);
	uint32_t file = sources_add(&sources, STR("t.bastide"), str_format(arena, "x %s", text), false);
	uint32_t index = parse_file(&ast, &sources, file, &diags);
	const struct tree_file *tree = &ast.files.at[index];
	for (node_ref at = tree->items ? ast_node(&ast, tree->items)->b : 0; at; at = ast_node(&ast, at)->next) {
		const struct node *node = ast_node(&ast, at);

		if (out.len)
			buf_char(&out, ' ');
		if (node->kind == NODE_LITERAL) {
			struct val v = ast.literals.at[node->a];

			buf_format(&out, "%s:", val_tag_name((enum val_tag)v.tag));
			val_print(&out, names, v);
			/* Minutes, or thousandths of a CPU: its place will say. */
			if (v.tag == VAL_DURATION && v.detail == 1)
				buf_text(&out, " or m");
		} else {
			buf_text(&out, node->kind == NODE_PUNCT ? punct_text((enum punct)node->a)
			                                        : node_kind_name((enum node_kind)node->kind));
		}
	}
	for (uint32_t i = 0; i < diags.list.len; i++) {
		const struct diag *d = &diags.list.at[i];

		buf_format(complaints, "%s[%s] %.*s (%.*s)", i ? " " : "", diag_code_text(d->code), STR_ARG(d->message), STR_ARG(d->help));
	}
	CHECK(tree->failed == (diags.list.len > 0));
	return buf_slice(&out, 0);
}

struct row { const char *text, *value, *complaint; };

static void table(const struct row *rows, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct buf complaints;

		buf_init(&complaints, arena);
		struct str value = reading(rows[i].text, &complaints), complaint = buf_slice(&complaints, 0);
		if (str_is(value, rows[i].value) && str_is(complaint, rows[i].complaint))
			continue;
		check_failures++;
		fprintf(stderr, "%s\n  found  %.*s %.*s\n  wanted %s %s\n", rows[i].text, STR_ARG(value), STR_ARG(complaint),
			rows[i].value, rows[i].complaint);
	}
}

#define TABLE(rows) table((rows), sizeof (rows) / sizeof *(rows))

static const struct row numbers[] = {
	{ "0", "a whole number:0", "" },
	{ "443", "a whole number:443", "" },
	{ "012345678901", "a whole number:012345678901", "" },
	{ "9223372036854775807", "a whole number:9223372036854775807", "" },
	{ "9223372036854775808", "a whole number:0",
		"[bad-literal] 9223372036854775808 is too large (the largest number is 9223372036854775807)" },
	{ "0.5", "a decimal number:0.5", "" },
	{ "1.125", "a decimal number:1.125", "" },
	{ "1.1250", "a whole number:0",
		"[bad-literal] 1.1250 is no number (a number has at most three digits behind its point; an address has "
		"four numbers; a version stands in quotes)" },
	{ "1.", "", "[syntax] found the end of the file, expected a value, `{` or the end of the statement ()" },
	{ ".5", ". a whole number:5", "" },
	{ "-5", "- a whole number:5", "" },
	{ "1_000", "a whole number:0",
		"[bad-literal] 1_000 is no number (a number is written in digits alone, as 1000000)" },
	{ "1e3", "a whole number:0",
		"[bad-literal] 1e3 has an unknown unit (units are ms s m h d w for time, % for shares, Ki Mi Gi Ti for "
		"memory, m for thousandths of a CPU; a name begins with a letter)" },
	{ "0x1F", "a whole number:0",
		"[bad-literal] 0x1F has an unknown unit (units are ms s m h d w for time, % for shares, Ki Mi Gi Ti for "
		"memory, m for thousandths of a CPU; a name begins with a letter)" },
	{ "1.2.3", "a whole number:0",
		"[bad-literal] 1.2.3 is no number (a number has at most three digits behind its point; an address has "
		"four numbers; a version stands in quotes)" },
	{ "5 m", "a whole number:5 word", "" },
};

static const struct row quantities[] = {
	{ "500ms", "a duration:500ms", "" },
	{ "30s", "a duration:30s", "" },
	{ "5m", "a duration:5m or m", "" },
	{ "250m", "a duration:250m or m", "" },
	{ "24h", "a duration:1d", "" },
	{ "7d", "a duration:7d", "" },
	{ "2w", "a duration:14d", "" },
	{ "1.5h", "a duration:90m", "" },
	{ "0.5s", "a duration:500ms", "" },
	{ "0.5ms", "a decimal number:0.5",
		"[bad-literal] 0.5ms is finer than a millisecond (say a whole number of milliseconds)" },
	{ "70%", "a percentage:70%", "" },
	{ "99.9%", "a percentage:99.9%", "" },
	{ "70 %", "",
		"[bad-character] found `%`, which starts nothing here (a share is written without a blank, as 10%; there "
		"is no remainder)" },
	{ "256Mi", "an amount of memory:256Mi", "" },
	{ "64Ki", "an amount of memory:64Ki", "" },
	{ "1.5Gi", "an amount of memory:1536Mi", "" },
	{ "2Ti", "an amount of memory:2Ti", "" },
	{ "10GiB", "an amount of memory:10Gi", "" },
	{ "1KiB", "an amount of memory:1Ki", "" },
	{ "1MiB", "an amount of memory:1Mi", "" },
	{ "1TiB", "an amount of memory:1Ti", "" },
	{ "5q", "a whole number:0",
		"[bad-literal] 5q has an unknown unit (units are ms s m h d w for time, % for shares, Ki Mi Gi Ti for "
		"memory, m for thousandths of a CPU; a name begins with a letter)" },
	{ "5sec", "a whole number:0", "[bad-literal] 5sec has an unknown unit (did you mean 5s?)" },
	{ "5min", "a whole number:0", "[bad-literal] 5min has an unknown unit (did you mean 5m?)" },
	{ "3hours", "a whole number:0", "[bad-literal] 3hours has an unknown unit (did you mean 3h?)" },
	{ "10GB", "a whole number:0", "[bad-literal] 10GB has an unknown unit (did you mean 10GiB?)" },
	{ "10G", "a whole number:0", "[bad-literal] 10G has an unknown unit (did you mean 10Gi?)" },
	{ "9999999999999999h", "a whole number:0",
		"[bad-literal] 9999999999999999h is too large (the largest is 1281023894007h)" },
	{ "5xyz", "a whole number:0",
		"[bad-literal] 5xyz has an unknown unit (units are ms s m h d w for time, % for shares, Ki Mi Gi Ti for "
		"memory, m for thousandths of a CPU; a name begins with a letter)" },
};

static const struct row addresses[] = {
	{ "10.0.0.1", "an address:10.0.0.1", "" },
	{ "255.255.255.255", "an address:255.255.255.255", "" },
	{ "300.1.1.1", "an address:255.1.1.1",
		"[bad-literal] 300.1.1.1 is no address: four numbers from 0 to 255, without leading zeros (did you mean "
		"255.1.1.1?)" },
	{ "10.20.0.256", "an address:10.20.0.255",
		"[bad-literal] 10.20.0.256 is no address: four numbers from 0 to 255, without leading zeros (did you mean"
		" 10.20.0.255?)" },
	{ "10.00.0.1", "an address:10.0.0.1",
		"[bad-literal] 10.00.0.1 is no address: four numbers from 0 to 255, without leading zeros (did you mean "
		"10.0.0.1?)" },
	{ "1.2.3.4.5", "a whole number:0",
		"[bad-literal] 1.2.3.4.5 is no address: four numbers from 0 to 255, without leading zeros (an address is "
		"written 10.20.0.1, a block of addresses 10.20.0.0/16; a version stands in quotes)" },
	{ "10.0.0.x", "a whole number:0",
		"[bad-literal] 10.0.0.x is no address: four numbers from 0 to 255, without leading zeros (an address is "
		"written 10.20.0.1, a block of addresses 10.20.0.0/16; a version stands in quotes)" },
	{ "10.0.0.0/16", "a block of addresses:10.0.0.0/16", "" },
	{ "0.0.0.0/0", "a block of addresses:0.0.0.0/0", "" },
	{ "10.0.0.1/32", "a block of addresses:10.0.0.1/32", "" },
	{ "10.0.1.0/20", "a block of addresses:10.0.0.0/20",
		"[host-bits] 10.0.1.0/20 has host bits set: a block starts on a multiple of its size (the /20 that holds "
		"this address is 10.0.0.0/20)" },
	{ "10.0.0.0/33", "a block of addresses:10.0.0.0/32",
		"[bad-literal] 10.0.0.0/33 is no block of addresses (the length behind the `/` is from 0 to 32; 32 is a "
		"single address)" },
	{ "10.0.0.0/", "a block of addresses:10.0.0.0/32",
		"[bad-literal] 10.0.0.0/ is no block of addresses (the length behind the `/` is from 0 to 32; 32 is a "
		"single address)" },
	{ "10.0.0.0/x", "a block of addresses:10.0.0.0/32",
		"[bad-literal] 10.0.0.0/x is no block of addresses (the length behind the `/` is from 0 to 32; 32 is a "
		"single address)" },
	{ "10.0.0/16", "a whole number:0",
		"[bad-literal] 10.0.0/16 is no number (a number has at most three digits behind its point; an address has"
		" four numbers; a version stands in quotes)" },
	{ "10.0.0.300/24", "a block of addresses:10.0.0.0/24",
		"[bad-literal] 10.0.0.300/24 is no address: four numbers from 0 to 255, without leading zeros (did you "
		"mean 10.0.0.0/24?)" },
	{ "/24", "a prefix length:/24", "" },
	{ "/0", "a prefix length:/0", "" },
	{ "/128", "a prefix length:/128", "" },
	{ "/129", "a whole number:0",
		"[bad-literal] /129 is no prefix length (a prefix length is from /0 to /32, for IPv6 to /128)" },
	{ "/", "",
		"[bad-character] found `/`, which starts nothing here (a path stands in double quotes; comments start "
		"with `#`; there is no division)" },
	{ "::/0", "a block of IPv6 addresses:::/0", "" },
	{ "::1", "an IPv6 address:::1", "" },
	{ "2001:db8::/32", "a block of IPv6 addresses:2001:db8::/32", "" },
	{ "2001:DB8::1", "an IPv6 address:2001:db8::1", "" },
	{ "fe80::1:2:3:4", "an IPv6 address:fe80::1:2:3:4", "" },
	{ "1:2:3:4:5:6:7:8", "an IPv6 address:1:2:3:4:5:6:7:8", "" },
	{ "2001:db8::1/32", "a block of IPv6 addresses:2001:db8::/32",
		"[host-bits] 2001:db8::1/32 has host bits set: a block starts on a multiple of its size (the /32 that "
		"holds this address is 2001:db8::/32)" },
	{ "2001:db8::/129", "a whole number:0",
		"[bad-literal] 2001:db8::/129 is no block of addresses (the length behind the `/` is from 0 to 128)" },
	{ "1::2::3", "a whole number:0",
		"[bad-literal] 1::2::3 is no address (an IPv6 address has eight groups, or fewer with one `::`, as "
		"2001:db8::1; a `:` between two values has a blank on both sides)" },
	{ "1:2:3", "a whole number:0",
		"[bad-literal] 1:2:3 is no address (an IPv6 address has eight groups, or fewer with one `::`, as "
		"2001:db8::1; a `:` between two values has a blank on both sides)" },
	{ "2001:db8:12345::", "a whole number:0",
		"[bad-literal] 2001:db8:12345:: is no address (an IPv6 address has eight groups, or fewer with one `::`, "
		"as 2001:db8::1; a `:` between two values has a blank on both sides)" },
};

static const struct row ports[] = {
	{ "443/tcp", "a port:443/tcp", "" },
	{ "53/udp", "a port:53/udp", "" },
	{ "65535/tcp", "a port:65535/tcp", "" },
	{ "443/tpc", "a whole number:0", "[bad-literal] 443/tpc names no protocol (did you mean 443/tcp?)" },
	{ "443/TCP", "a whole number:0", "[bad-literal] 443/TCP names no protocol (did you mean 443/tcp?)" },
	{ "443/sctp", "a whole number:0",
		"[bad-literal] 443/sctp names no protocol (a port is written 443, 443/tcp, 53/udp or 8000..8100; a block "
		"of addresses has four numbers, as 10.0.0.0/16)" },
	{ "443/", "a whole number:0",
		"[bad-literal] 443/ names no protocol (a port is written 443, 443/tcp, 53/udp or 8000..8100; a block of "
		"addresses has four numbers, as 10.0.0.0/16)" },
	{ "8000..8100", "a whole number:8000 .. a whole number:8100", "" },
	{ "8000 .. 8100", "a whole number:8000 .. a whole number:8100", "" },
	{ "1..", "", "[syntax] found the end of the file, expected a value, `{` or the end of the statement ()" },
	{ "..5", ".. a whole number:5", "" },
	{ "1...5", "a whole number:1 .. . a whole number:5", "" },
	{ "10m..20m", "a duration:10m or m .. a duration:20m or m", "" },
};

static const struct row moments[] = {
	{ "2027-03-31", "a date:2027-03-31", "" },
	{ "2028-02-29", "a date:2028-02-29", "" },
	{ "2027-02-29", "a date:2027-02-28", "[bad-literal] 2027-02-29 is no date (that month ends on 2027-02-28)" },
	{ "2027-02-30", "a date:2027-02-28", "[bad-literal] 2027-02-30 is no date (that month ends on 2027-02-28)" },
	{ "2027-13-01", "a whole number:0",
		"[bad-literal] 2027-13-01 is no date (a date is written year-month-day, as 2027-03-31)" },
	{ "2027-00-10", "a whole number:0",
		"[bad-literal] 2027-00-10 is no date (a date is written year-month-day, as 2027-03-31)" },
	{ "2027-3-31", "a date:2027-03-31", "[bad-literal] 2027-3-31 is no date (did you mean 2027-03-31?)" },
	{ "31-03-2027", "a date:2027-03-31", "[bad-literal] 31-03-2027 is no date (did you mean 2027-03-31?)" },
	{ "2027/03/31", "a date:2027-03-31", "[bad-literal] 2027/03/31 is no date (did you mean 2027-03-31?)" },
	{ "2027-03", "a whole number:0",
		"[bad-literal] 2027-03 is no date (a date is written year-month-day, as 2027-03-31)" },
	{ "02:30", "a time of day:02:30", "" },
	{ "00:00", "a time of day:00:00", "" },
	{ "23:59", "a time of day:23:59", "" },
	{ "2:30", "a time of day:02:30", "[bad-literal] 2:30 is no time of day (did you mean 02:30?)" },
	{ "12:5", "a time of day:12:05", "[bad-literal] 12:5 is no time of day (did you mean 12:05?)" },
};

static const struct row arns[] = {
	{ "arn:aws:iam::111111111111:role/x-y", "an ARN:arn:aws:iam::111111111111:role/x-y", "" },
	{ "arn:aws:s3:::bucket/*", "an ARN:arn:aws:s3:::bucket/*", "" },
	{ "arn:aws:iam::11111:role/x", "an ARN:arn:aws:iam::11111:role/x",
		"[bad-literal] arn:aws:iam::11111:role/x is no ARN (its account has 5 characters, not twelve digits)" },
	{ "arn:aws:iam", "an ARN:arn:aws:iam",
		"[bad-literal] arn:aws:iam is no ARN (an ARN is arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, as "
		"arn:aws:iam::111111111111:role/deploy)" },
	{ "arn:", "an ARN:arn:",
		"[bad-literal] arn: is no ARN (an ARN is arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, as "
		"arn:aws:iam::111111111111:role/deploy)" },
	{ "arn:aws:iam::aws:policy/ReadOnly", "an ARN:arn:aws:iam::aws:policy/ReadOnly", "" },
	{ "arn:aws:s3:::a, arn:aws:s3:::b", "an ARN:arn:aws:s3:::a , an ARN:arn:aws:s3:::b", "" },
};

int main(void)
{
	arena = check_arena();
	names = names_new(arena);
	TABLE(numbers);
	TABLE(quantities);
	TABLE(addresses);
	TABLE(ports);
	TABLE(moments);
	TABLE(arns);
	return checks_failed();
}
