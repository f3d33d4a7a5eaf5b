/* Hash map from a 64-bit key to a 32-bit value; never iterated, so order cannot leak into output. */
#ifndef BST_MAP_H
#define BST_MAP_H

#include <stdbool.h>
#include "base/arena.h"

struct map { uint64_t *keys; uint32_t *values; uint32_t len, cap; };   /* zeroed is empty */

#define MAP_KEY(high, low) (((uint64_t)(high) << 32) | (uint32_t)(low))

void map_put(struct arena *arena, struct map *map, uint64_t key, uint32_t value);   /* replaces */
bool map_get(const struct map *map, uint64_t key, uint32_t *value);
uint32_t map_at(const struct map *map, uint64_t key, uint32_t otherwise);

#endif
