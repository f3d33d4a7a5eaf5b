/* Addresses and blocks of addresses: `10.0.0.1`, `10.0.0.0/16`, `2001:db8::/32`. */
#include <string.h>

#include "base/buf.h"
#include "syntax/literals.h"
#include "value/cidr.h"

/* A value as the language writes it, for "did you mean". */
static struct str spelled(struct reading *r, struct val value)
{
	struct buf out;
	buf_init(&out, r->p->arena);
	val_print(&out, r->p->ast->names, value);
	return buf_slice(&out, 0);
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

/* --- version 4 ---------------------------------------------------------------------------------------- */

/* Four numbers with dots between. *exact is false when one is too large or has a leading zero; the address
 * is then the nearest right one. */
static bool read_four(struct str s, uint32_t *address, bool *exact)
{
	uint32_t at = 0;
	*address = 0;
	*exact = true;
	for (int part = 0; part < 4; part++) {
		int64_t number;
		uint32_t start = at;
		if (!literal_digits(s, at, &at, &number))
			return false;
		*exact &= number <= 255 && (at - start == 1 || s.at[start] != '0');
		*address = *address << 8 | (number > 255 ? 255 : (uint32_t)number);
		if (part < 3 && (at >= s.len || s.at[at++] != '.'))
			return false;
	}
	return at == s.len;
}

static bool refuse_four(struct reading *r, bool readable, struct val nearest)
{
	static const char message[] = "is no address: four numbers from 0 to 255, without leading zeros";
	if (!readable)
		return literal_refuse(r, DIAG_BAD_LITERAL, message, "an address is written 10.20.0.1, a block of addresses 10.20.0.0/16; a version stands in quotes");
	*r->value = nearest;
	return literal_refuse(r, DIAG_BAD_LITERAL, message, "did you mean %.*s?", STR_ARG(spelled(r, nearest)));
}

static bool read_block4(struct reading *r, struct str address_text, struct str prefix_text)
{
	uint32_t address, end;
	int64_t prefix;
	bool exact, readable = read_four(address_text, &address, &exact);
	bool number = literal_digits(prefix_text, 0, &end, &prefix) && end == prefix_text.len;
	unsigned length = number && prefix <= 32 ? (unsigned)prefix : 32;
	*r->value = val_cidr(readable ? address & cidr_mask(length) : 0, length);
	if (!readable || !exact)
		return refuse_four(r, readable, *r->value);
	if (!number || prefix > 32)
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no block of addresses", "the length behind the `/` is from 0 to 32; 32 is a single address");
	if (r->value->a == address)
		return true;
	return literal_refuse(r, DIAG_HOST_BITS, "has host bits set: a block starts on a multiple of its size",
		"the /%u that holds this address is %.*s", length, STR_ARG(spelled(r, *r->value)));
}

bool literal_address4(struct reading *r)
{
	struct str address_text, prefix_text;
	uint32_t address;
	bool exact;
	if (split_slash(r->text, &address_text, &prefix_text))
		return read_block4(r, address_text, prefix_text);
	bool readable = read_four(address_text, &address, &exact);
	struct val value = { .tag = VAL_IP, .a = address };
	if (!readable || !exact)
		return refuse_four(r, readable, value);
	*r->value = value;
	return true;
}

/* --- version 6 ---------------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* Groups of up to four hex digits between colons, `::` once for zeros: how many groups, and which the zeros
 * come before; false when it is no address. */
static bool read_groups(struct str s, unsigned groups[8], unsigned *count, unsigned *gap)
{
	uint32_t i = 0;
	*count = 0;
	*gap = 9;
	if (s.len >= 2 && s.at[0] == ':' && s.at[1] == ':') {
		*gap = 0;
		i = 2;
	}
	while (i < s.len) {
		unsigned value = 0, len = 0;
		while (i < s.len && hex_digit(s.at[i]) >= 0 && len < 5) {
			value = value << 4 | (unsigned)hex_digit(s.at[i++]);
			len++;
		}
		if (len == 0 || len > 4 || *count == 8)
			return false;
		groups[(*count)++] = value;
		if (i == s.len)
			break;
		if (s.at[i++] != ':' || i == s.len)
			return false;
		if (s.at[i] == ':') {
			if (*gap < 9)
				return false;
			*gap = *count;
			i++;
		}
	}
	return *gap == 9 ? *count == 8 : *count < 8;
}

static bool read_sixteen(struct str s, unsigned char out[16])
{
	unsigned groups[8], count, gap;
	if (!read_groups(s, groups, &count, &gap))
		return false;
	memset(out, 0, 16);
	for (unsigned g = 0; g < count; g++) {
		unsigned slot = g < gap ? g : 8 - (count - g);
		out[slot * 2] = (unsigned char)(groups[g] >> 8);
		out[slot * 2 + 1] = (unsigned char)groups[g];
	}
	return true;
}

bool literal_address6(struct reading *r)
{
	struct str address_text, prefix_text;
	bool block = split_slash(r->text, &address_text, &prefix_text);
	unsigned char address[16], aligned[16];
	uint32_t end;
	int64_t prefix = 128;
	if (!read_sixteen(address_text, address))
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no address", "an IPv6 address has eight groups, or fewer with one `::`, as 2001:db8::1; "
			"a `:` between two values has a blank on both sides");
	if (block && (!literal_digits(prefix_text, 0, &end, &prefix) || end != prefix_text.len || prefix > 128))
		return literal_refuse(r, DIAG_BAD_LITERAL, "is no block of addresses", "the length behind the `/` is from 0 to 128");
	for (int i = 0; i < 16; i++) {
		int bits = (int)prefix - i * 8;
		aligned[i] = bits >= 8 ? address[i] : bits <= 0 ? 0 : (unsigned char)(address[i] & (0xFF00 >> bits));
	}
	name bytes = names_intern(r->p->ast->names, (struct str){ (const char *)aligned, 16 });
	*r->value = (struct val){ .tag = block ? VAL_CIDR6 : VAL_IP6, .detail = (uint16_t)prefix, .a = bytes };
	if (memcmp(address, aligned, 16) == 0)
		return true;
	return literal_refuse(r, DIAG_HOST_BITS, "has host bits set: a block starts on a multiple of its size",
		"the /%d that holds this address is %.*s", (int)prefix, STR_ARG(spelled(r, *r->value)));
}
