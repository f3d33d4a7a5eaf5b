/* Open addressing with linear probing; the capacity is a power of two and at most 3/4 is used. A slot
 * is free when its key is FREE; the one real key with that value is refused (no caller makes it). */
#include "base/map.h"

#include <assert.h>

#define FREE UINT64_MAX
#define FIRST_CAPACITY 16u

static uint32_t slot_of(const struct map *map, uint64_t key)
{
	uint64_t hash = key * UINT64_C(0x9E3779B97F4A7C15);
	uint32_t slot = (uint32_t)(hash >> 32) & (map->cap - 1);

	while (map->keys[slot] != FREE && map->keys[slot] != key)
		slot = (slot + 1) & (map->cap - 1);
	return slot;
}

static void grow(struct arena *arena, struct map *map)
{
	struct map next = { .cap = map->cap == 0 ? FIRST_CAPACITY : map->cap * 2, .len = map->len };

	next.keys = arena_alloc_raw(arena, sizeof *next.keys * next.cap);
	next.values = arena_alloc_raw(arena, sizeof *next.values * next.cap);
	for (uint32_t i = 0; i < next.cap; i++)
		next.keys[i] = FREE;
	for (uint32_t i = 0; i < map->cap; i++) {
		if (map->keys[i] != FREE) {
			uint32_t slot = slot_of(&next, map->keys[i]);

			next.keys[slot] = map->keys[i];
			next.values[slot] = map->values[i];
		}
	}
	arena_drop(arena, map->keys, sizeof *map->keys * map->cap);
	arena_drop(arena, map->values, sizeof *map->values * map->cap);
	*map = next;
}

void map_put(struct arena *arena, struct map *map, uint64_t key, uint32_t value)
{
	uint32_t slot;

	assert(key != FREE);
	if (map->len >= map->cap / 4 * 3)
		grow(arena, map);
	slot = slot_of(map, key);
	if (map->keys[slot] == FREE) {
		map->keys[slot] = key;
		map->len++;
	}
	map->values[slot] = value;
}

bool map_get(const struct map *map, uint64_t key, uint32_t *value)
{
	uint32_t slot;

	if (map->cap == 0 || key == FREE)
		return false;
	slot = slot_of(map, key);
	if (map->keys[slot] == FREE)
		return false;
	*value = map->values[slot];
	return true;
}

uint32_t map_at(const struct map *map, uint64_t key, uint32_t otherwise)
{
	uint32_t value = otherwise;

	map_get(map, key, &value);
	return value;
}
