/* Lists by key: filled first, then sealed and read. Each list keeps the order in which it was filled. */
#ifndef BST_GROUPS_H
#define BST_GROUPS_H

#include "base/map.h"
#include "base/vec.h"

struct group_entry { uint64_t key; uint32_t value, order; };
struct group { const uint32_t *at; uint32_t len; };

struct groups {
	VEC(struct group_entry) entries;
	uint32_t *values;
	struct map first;            /* key -> index of its first value */
};

void groups_add(struct arena *arena, struct groups *groups, uint64_t key, uint32_t value);
void groups_seal(struct arena *arena, struct groups *groups);
struct group groups_get(const struct groups *groups, uint64_t key);

#endif
