/* Nodes of the neutral tree. */
#include "emit/build.h"

struct tree *tree_new(struct arena *arena, enum tree_kind kind)
{
	struct tree *tree = ARENA_NEW(arena, struct tree);
	tree->kind = (uint8_t)kind;
	return tree;
}

struct tree *tree_string(struct arena *arena, struct str text)
{
	struct tree *tree = tree_new(arena, TREE_SCALAR);
	tree->scalar = TREE_STRING;
	tree->text = text;
	return tree;
}

struct tree *tree_add(struct arena *arena, struct tree *parent, const struct tree *child, struct str key)
{
	struct tree *copy = arena_alloc_raw(arena, sizeof *copy);
	*copy = *child;
	copy->next = NULL;
	copy->key = key;
	if (parent->last)
		parent->last->next = copy;
	else
		parent->first = copy;
	parent->last = copy;
	parent->child_count++;
	return copy;
}

const struct tree *tree_child(const struct tree *parent, struct str key)
{
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
