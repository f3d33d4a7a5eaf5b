/* Blocks of IPv4 addresses. Addresses are host-order 32-bit numbers, prefix lengths 0 to 32. */
#ifndef BST_CIDR_H
#define BST_CIDR_H

#include <stdbool.h>
#include <stdint.h>

struct cidr { uint32_t address; uint8_t prefix; };

static inline uint32_t cidr_mask(unsigned prefix) { return prefix == 0 ? 0 : ~UINT32_C(0) << (32 - prefix); }
static inline uint32_t cidr_first(struct cidr c) { return c.address & cidr_mask(c.prefix); }
static inline uint32_t cidr_last(struct cidr c) { return c.address | ~cidr_mask(c.prefix); }
static inline bool cidr_contains(struct cidr outer, struct cidr inner)
{
	return outer.prefix <= inner.prefix && ((inner.address ^ outer.address) & cidr_mask(outer.prefix)) == 0;
}
static inline bool cidr_overlaps(struct cidr a, struct cidr b) { return cidr_contains(a, b) || cidr_contains(b, a); }

#endif
