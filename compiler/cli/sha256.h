/* SHA-256 (FIPS 180-4) of bytes in memory, as 64 hexadecimal digits and a NUL. */
#ifndef BASTIDE_SHA256_H
#define BASTIDE_SHA256_H

#include <stddef.h>

#define SHA256_TEXT 65

void sha256_text(const char *bytes, size_t length, char text[SHA256_TEXT]);

#endif
