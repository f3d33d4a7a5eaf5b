/* Nodes of the neutral tree. */
#include "emit/build.h"

/* One of 64 bits: when it is not set in a parent, no child of it has the key. */
static inline uint64_t key_bit(struct str key)
{
	unsigned mixed = key.len ? key.len * 7u + (unsigned char)key.at[0] * 5u + (unsigned char)key.at[key.len - 1] * 3u
	                           + (unsigned char)key.at[key.len / 2] : 0;
	return UINT64_C(1) << (mixed & 63);
}

struct tree *tree_string(struct arena *arena, struct str text)
{
	struct tree *tree = tree_new(arena, TREE_SCALAR);
	tree->scalar = TREE_STRING;
	tree->text = text;
	return tree;
}

void tree_add(struct tree *parent, struct tree *child, struct str key)
{
	child->key = key;
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->child_count++;
	parent->keys |= key_bit(key);
}

struct tree *tree_copy(struct arena *arena, const struct tree *tree)
{
	struct tree *copy = arena_alloc_raw(arena, sizeof *copy);
	*copy = *tree;
	copy->next = NULL;
	return copy;
}

const struct tree *tree_child(const struct tree *parent, struct str key)
{
	if (!(parent->keys & key_bit(key)))
		return NULL;
	for (const struct tree *child = parent->first; child; child = child->next)
		if (child->kind != TREE_NOTE && str_equal(child->key, key))
			return child;
	return NULL;
}

/* Bounded by the nesting of source texts and the acyclic graph of parts. */
uint32_t tree_levels(const struct tree *tree)
{
	uint32_t most = 0;
	for (const struct tree *child = tree->first; child; child = child->next) {
		uint32_t levels = tree_levels(child);
		if (levels > most)
			most = levels;
	}
	return most + 1;
}
