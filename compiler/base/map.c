/* Open addressing with linear probing; the capacity is a power of two and at most 3/4 is used. A slot
 * is free when its key is all ones; the one real key with that value is refused (no caller makes it). */
#include "base/map.h"

#include <assert.h>
#include <string.h>

#define FREE UINT32_MAX                /* both parts of a key */
#define FIRST_CAPACITY 16u

static bool is_free(const struct map_slot *slot) { return slot->low == FREE && slot->high == FREE; }

static struct map_slot *slot_of(const struct map *map, uint64_t key)
{
	uint64_t hash = key * UINT64_C(0x9E3779B97F4A7C15);
	uint32_t high = (uint32_t)(key >> 32), low = (uint32_t)key, at = (uint32_t)(hash >> 32) & (map->cap - 1);

	while (!is_free(&map->at[at]) && (map->at[at].low != low || map->at[at].high != high))
		at = (at + 1) & (map->cap - 1);
	return &map->at[at];
}

void map_drop(struct arena *arena, struct map *map)
{
	arena_drop(arena, map->at, sizeof *map->at * map->cap);
	*map = (struct map){ 0 };
}

static bool is_full(uint32_t len, uint32_t cap) { return len >= cap / 4 * 3; }

static void grow(struct arena *arena, struct map *map, uint32_t cap)
{
	struct map next = { .cap = cap, .len = map->len };

	next.at = arena_alloc_raw(arena, sizeof *next.at * next.cap);
	memset(next.at, 0xff, sizeof *next.at * next.cap);
	for (uint32_t i = 0; i < map->cap; i++)
		if (!is_free(&map->at[i]))
			*slot_of(&next, MAP_KEY(map->at[i].high, map->at[i].low)) = map->at[i];
	map_drop(arena, map);
	*map = next;
}

void map_put(struct arena *arena, struct map *map, uint64_t key, uint32_t value)
{
	struct map_slot *slot;

	assert(key != UINT64_MAX);
	if (is_full(map->len, map->cap))
		grow(arena, map, map->cap == 0 ? FIRST_CAPACITY : map->cap * 2);
	slot = slot_of(map, key);
	map->len += is_free(slot);
	*slot = (struct map_slot){ (uint32_t)(key >> 32), (uint32_t)key, value };
}

void map_reserve(struct arena *arena, struct map *map, uint32_t count)
{
	uint32_t cap = FIRST_CAPACITY;

	while (is_full(count, cap))
		cap *= 2;
	if (cap > map->cap)
		grow(arena, map, cap);
}

bool map_get(const struct map *map, uint64_t key, uint32_t *value)
{
	const struct map_slot *slot;

	if (map->cap == 0 || key == UINT64_MAX)
		return false;
	slot = slot_of(map, key);
	if (is_free(slot))
		return false;
	*value = slot->value;
	return true;
}

uint32_t map_at(const struct map *map, uint64_t key, uint32_t otherwise)
{
	uint32_t value = otherwise;

	map_get(map, key, &value);
	return value;
}
