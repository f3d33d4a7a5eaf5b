/* The examples of FIPS 180-4, and both ways over every length that ends a block differently. */
#include "cli/sha256.c"

#include "check.h"

static void check_sum(const char *bytes, size_t length, const char *wanted)
{
	char text[SHA256_TEXT];
	struct sha256 sum = sha256_of(bytes, length), again;
	sha256_text(&sum, text);
	CHECK_TEXT(str_of(text), wanted);
	CHECK(sha256_read(text, &again) && sha256_equal(&sum, &again));
	text[63] = 'A';
	CHECK(!sha256_read(text, &again));
	text[63] = '\0';
	CHECK(!sha256_read(text, &again));
	again.at[31] ^= 1;
	CHECK(!sha256_equal(&sum, &again));
}

static void check_ways(void)
{
	unsigned char bytes[4 * 64];
	for (unsigned i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * 167 + (i >> 3) * 29);
#ifdef __x86_64__
	for (size_t count = 0; count <= 4 && has_instructions(); count++) {
		uint32_t a[8] = { 1, 2, 3, 0x80000000, 5, 0xfffffffe, 7, 8 }, b[8];
		memcpy(b, a, sizeof b);
		blocks_anywhere(a, bytes, count);
		blocks_by_instruction(b, bytes, count);
		CHECK(memcmp(a, b, sizeof a) == 0);
	}
#endif
}

int main(void)
{
	static char million[1000000];
	memset(million, 'a', sizeof million);
	check_sum("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check_sum("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check_sum("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	check_sum(million, sizeof million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	check_ways();
	return checks_failed();
}
