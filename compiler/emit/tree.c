/* Nodes of the neutral tree. */
#include "emit/build.h"

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
	child->key_name = NO_NAME;
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->child_count++;
	if (child->levels >= parent->levels)
		parent->levels = (uint8_t)(child->levels + (child->levels < UINT8_MAX));
	parent->keys |= tree_key_bit(key);
}

struct tree *tree_copy(struct arena *arena, const struct tree *tree)
{
	struct tree *copy = arena_alloc_raw(arena, sizeof *copy);
	*copy = *tree;
	copy->next = NULL;
	return copy;
}

const struct tree *tree_find(const struct tree *parent, struct str key)
{
	for (const struct tree *child = parent->first; child; child = child->next)
		if (child->kind != TREE_NOTE && str_equal(child->key, key))
			return child;
	return NULL;
}

const struct tree *tree_at_path(const struct tree *parent, struct str path)
{
	uint32_t from = 0;
	while (parent && from < path.len) {
		uint32_t to = from;
		while (to < path.len && path.at[to] != '.')
			to++;
		parent = tree_child(parent, (struct str){ path.at + from, to - from });
		from = to + 1;
	}
	return parent;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_of_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-'; }

/* Behind an index at `at`, `[0]` or `.0`; at itself where none stands. */
static uint32_t behind_index(struct str text, uint32_t at)
{
	uint32_t end = at;
	if (text.at[at] == '[') {
		while (end < text.len && text.at[end] != ']')
			end++;
		return end < text.len ? end + 1 : end;
	}
	if (text.at[at] == '.')
		for (end = at + 1; end < text.len && is_digit(text.at[end]); end++)
			;
	return end > at + 1 ? end : at;
}

static bool is_plain_name(struct str text)
{
	bool plain = text.len > 0 && is_of_name(text.at[0]);
	for (uint32_t i = 0, next; i < text.len && plain; i = next) {
		next = behind_index(text, i);
		plain = next > i || is_of_name(text.at[i]) || text.at[i] == '.';
		next += next == i;
	}
	return plain;
}

static bool is_naming(struct str text, struct str path)
{
	if (!is_plain_name(text) || str_is(text, "all"))
		return true;
	uint32_t at = 0;
	for (uint32_t i = 0, next; i < text.len; i = next) {
		next = behind_index(text, i);
		if (next > i)
			continue;
		if (at == path.len || text.at[i] != path.at[at])
			return at == path.len && text.at[i] == '.';
		at++;
		next = i + 1;
	}
	return at == path.len || path.at[at] == '.';
}

const struct tree *tree_naming(const struct tree *names, struct str path)
{
	if (names->kind != TREE_LIST)
		return is_naming(names->text, path) ? names : NULL;
	for (const struct tree *t = names->first; t; t = t->next)
		if (t->kind != TREE_NOTE && is_naming(t->text, path))
			return t;
	return NULL;
}
