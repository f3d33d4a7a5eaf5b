/* SHA-256 (FIPS 180-4) of bytes in memory, and as 64 hexadecimal digits and a NUL. */
#ifndef BASTIDE_SHA256_H
#define BASTIDE_SHA256_H

#include <stdbool.h>
#include <stddef.h>

#define SHA256_TEXT 65

struct sha256 { unsigned char at[32]; };

struct sha256 sha256_of(const char *bytes, size_t length);
bool sha256_equal(const struct sha256 *a, const struct sha256 *b);
void sha256_text(const struct sha256 *sum, char text[SHA256_TEXT]);
/* False when it is not as sha256_text writes it. */
bool sha256_read(const char *text, struct sha256 *sum);

#endif
