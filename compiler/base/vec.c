/* The growing of arrays; the rest is in the header. */
#include "base/vec.h"

#define FIRST_CAPACITY 8u

void vec_reserve_(struct arena *arena, void **at, uint32_t *cap, uint32_t want, size_t size)
{
	uint32_t next = *cap < FIRST_CAPACITY ? FIRST_CAPACITY : *cap;

	/* Past 2^31 elements the limits have long been exceeded; asking for the exact size then fails cleanly. */
	while (next < want)
		next = next > UINT32_MAX / 2 ? want : next * 2;
	*at = arena_grow(arena, *at, (size_t)*cap * size, (size_t)next * size);
	*cap = next;
}
