#include "cli/sha256.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#endif

static const uint32_t constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turn(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

/* Blocks of 64 bytes into the state (section 6.2.2). */
static void blocks_anywhere(uint32_t state[8], const unsigned char *at, size_t count)
{
	for (; count > 0; count--) {
		uint32_t w[64], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
		for (int i = 0; i < 16; i++, at += 4)
			w[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
		for (int i = 16; i < 64; i++) {
			uint32_t s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3;
			uint32_t s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10;
			w[i] = w[i - 16] + s0 + w[i - 7] + s1;
		}
		for (int i = 0; i < 64; i++) {
			uint32_t t1 = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + w[i];
			uint32_t t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
			h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
		}
		state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g, state[7] += h;
	}
}

#ifdef __x86_64__
/* The same with the processor's own instructions, five times as fast: without them a third of a build is hashing. They keep the
 * state as ABEF and CDGH, do four rounds with two of them, and make four words of the schedule from the sixteen before. */
__attribute__((target("sha,sse4.1")))
static void blocks_by_instruction(uint32_t state[8], const unsigned char *at, size_t count)
{
	const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xb1);
	__m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1b);
	__m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
	for (; count > 0; count--, at += 64) {
		__m128i w[4], abef_before = abef, cdgh_before = cdgh;
#pragma GCC unroll 16
		for (int i = 0; i < 16; i++) {
			__m128i *now = &w[i % 4], last = w[(i + 3) % 4];
			if (i < 4)
				*now = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)at + i), big_endian);
			else
				*now = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(*now, w[(i + 1) % 4]),
					_mm_alignr_epi8(last, w[(i + 2) % 4], 4)), last);
			__m128i added = _mm_add_epi32(*now, _mm_loadu_si128((const __m128i *)constants + i));
			cdgh = _mm_sha256rnds2_epu32(cdgh, abef, added);
			abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(added, 0x0e));
		}
		abef = _mm_add_epi32(abef, abef_before);
		cdgh = _mm_add_epi32(cdgh, cdgh_before);
	}
	__m128i feba = _mm_shuffle_epi32(abef, 0x1b), dchg = _mm_shuffle_epi32(cdgh, 0xb1);
	_mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xf0));
	_mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

static bool has_instructions(void)
{
	static int known = -1;
	unsigned a, b = 0, c, d;
	if (known < 0)
		known = __builtin_cpu_supports("sse4.1") && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA) != 0;
	return known;
}
#endif

static void blocks(uint32_t state[8], const unsigned char *at, size_t count)
{
#ifdef __x86_64__
	if (has_instructions()) {
		blocks_by_instruction(state, at, count);
		return;
	}
#endif
	blocks_anywhere(state, at, count);
}

struct sha256 sha256_of(const char *bytes, size_t length)
{
	uint32_t state[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
	};
	unsigned char tail[128] = { 0 };
	size_t whole = length / 64 * 64, rest = length - whole, end = rest < 56 ? 64 : 128;
	struct sha256 sum;
	blocks(state, (const unsigned char *)bytes, whole / 64);
	if (rest > 0)
		memcpy(tail, bytes + whole, rest);
	tail[rest] = 0x80;
	for (int i = 0; i < 8; i++)
		tail[end - 1 - (size_t)i] = (unsigned char)((uint64_t)length * 8 >> 8 * i);
	blocks(state, tail, end / 64);
	for (int i = 0; i < 32; i++)
		sum.at[i] = (unsigned char)(state[i / 4] >> (24 - 8 * (i % 4)));
	return sum;
}

bool sha256_equal(const struct sha256 *a, const struct sha256 *b)
{
	return memcmp(a->at, b->at, sizeof a->at) == 0;
}

static const char digits[] = "0123456789abcdef";

void sha256_text(const struct sha256 *sum, char text[SHA256_TEXT])
{
	for (int i = 0; i < 32; i++) {
		text[2 * i] = digits[sum->at[i] >> 4];
		text[2 * i + 1] = digits[sum->at[i] & 15];
	}
	text[64] = '\0';
}

bool sha256_read(const char *text, struct sha256 *sum)
{
	if (strlen(text) != SHA256_TEXT - 1 || strspn(text, digits) != SHA256_TEXT - 1)
		return false;
	for (int i = 0; i < 32; i++)
		sum->at[i] = (unsigned char)((strchr(digits, text[2 * i]) - digits) << 4 | (strchr(digits, text[2 * i + 1]) - digits));
	return true;
}
