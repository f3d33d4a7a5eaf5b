/* The map: many keys, key zero, replacing. */
#include "base/map.h"
#include "check.h"

int main(void)
{
	struct arena *arena = check_arena();
	struct map map = { 0 };
	uint32_t value = 5;

	CHECK(!map_get(&map, 0, &value) && value == 5 && map_at(&map, 1, 9) == 9);
	for (uint32_t i = 0; i < 20000; i++)
		map_put(arena, &map, MAP_KEY(i % 7, i), i);
	CHECK(map.len == 20000);
	for (uint32_t i = 0; i < 20000; i++)
		CHECK(map_at(&map, MAP_KEY(i % 7, i), UINT32_MAX) == i);
	CHECK(!map_get(&map, MAP_KEY(7, 7), &value));
	map_put(arena, &map, 0, 3);
	CHECK(map.len == 20000 && map_get(&map, 0, &value) && value == 3);
	arena_free(arena);
	return checks_failed();
}
