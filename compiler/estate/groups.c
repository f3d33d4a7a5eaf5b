/* Lists by key: one sorted array, and where each key starts in it. */
#include "estate/groups.h"

#include <stdlib.h>

void groups_add(struct arena *arena, struct groups *groups, uint64_t key, uint32_t value)
{
	vec_push(arena, &groups->entries, (struct group_entry){ key, value, groups->entries.len });
}

static int entry_order(const void *a, const void *b)
{
	const struct group_entry *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

void groups_seal(struct arena *arena, struct groups *groups)
{
	uint32_t len = groups->entries.len;

	if (len > 1)
		qsort(groups->entries.at, len, sizeof *groups->entries.at, entry_order);
	groups->values = ARENA_ARRAY(arena, uint32_t, len + 1);
	groups->first = (struct map){ 0 };
	for (uint32_t i = 0; i < len; i++) {
		groups->values[i] = groups->entries.at[i].value;
		if (i == 0 || groups->entries.at[i - 1].key != groups->entries.at[i].key)
			map_put(arena, &groups->first, groups->entries.at[i].key, i);
	}
}

struct group groups_get(const struct groups *groups, uint64_t key)
{
	uint32_t first, last;

	if (!map_get(&groups->first, key, &first))
		return (struct group){ 0 };
	for (last = first; last < groups->entries.len && groups->entries.at[last].key == key;)
		last++;
	return (struct group){ groups->values + first, last - first };
}
