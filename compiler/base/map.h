/* Hash map from a 64-bit key to a 32-bit value; never iterated, so order cannot leak into output. */
#ifndef BST_MAP_H
#define BST_MAP_H

#include <stdbool.h>
#include "base/arena.h"

/* The parts of a key and its value stand together, so that a look-up in a large map waits for memory once. */
struct map_slot { uint32_t high, low, value; };
struct map { struct map_slot *at; uint32_t len, cap; };                /* zeroed is empty */

#define MAP_KEY(high, low) (((uint64_t)(high) << 32) | (uint32_t)(low))

void map_put(struct arena *arena, struct map *map, uint64_t key, uint32_t value);   /* replaces */
void map_reserve(struct arena *arena, struct map *map, uint32_t count);  /* room for as many keys in all, without growing on the way */
bool map_get(const struct map *map, uint64_t key, uint32_t *value);
void map_drop(struct arena *arena, struct map *map);                    /* empty again; a large one gives its memory back */
uint32_t map_at(const struct map *map, uint64_t key, uint32_t otherwise);

#endif
