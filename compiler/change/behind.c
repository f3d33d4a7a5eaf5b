/* References are found in the text of a value, as it is written: addresses of resources, and outputs of the state of another unit. */
#include "change/behind.h"

static const char remote[] = "terraform_remote_state";

static const struct tree *entry_of(const struct tree *parent, const char *key)
{
	const struct tree *entry = parent ? parent->first : NULL;
	while (entry && !str_is(entry->key, key))
		entry = entry->next;
	return entry;
}

static name text_of_entry(const struct record *r, const struct tree *parent, const char *key)
{
	const struct tree *entry = entry_of(parent, key);
	return entry && (entry->kind == TREE_SCALAR || entry->kind == TREE_REFERENCE) ? names_intern(r->names, entry->text) : NO_NAME;
}

void behind_note(struct record *r, name unit, const struct tree *block)
{
	if (str_is(block->key, "output") && block->label_count == 1)
		map_put(r->arena, &r->outputs, MAP_KEY(unit, names_intern(r->names, block->labels[0])), text_of_entry(r, block, "value"));
	else if (str_is(block->key, "data") && block->label_count == 2 && str_is(block->labels[0], remote))
		map_put(r->arena, &r->states_read, MAP_KEY(unit, names_intern(r->names, block->labels[1])), text_of_entry(r, entry_of(block, "config"), "key"));
	name state = str_is(block->key, "terraform") ? text_of_entry(r, entry_of(block, "backend"), "key") : NO_NAME;
	if (state)
		map_put(r->arena, &r->unit_by_state, state, unit);
}

struct behind behind_begin(name unit, struct str text) { return (struct behind){ .text = text, .unit = unit }; }

static bool is_of_address(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/* Up to the next dot, which is taken too. */
static struct str first_part(struct str *rest)
{
	struct str part = { rest->at, 0 };
	while (part.len < rest->len && rest->at[part.len] != '.')
		part.len++;
	uint32_t taken = part.len < rest->len ? part.len + 1 : part.len;
	*rest = (struct str){ rest->at + taken, rest->len - taken };
	return part;
}

/* data.terraform_remote_state.LABEL.outputs.NAME: the value of that output, and its unit; any other reference as it is. */
static struct str through_output(const struct record *r, struct str reference, name *unit)
{
	struct str rest = reference;
	if (!str_is(first_part(&rest), "data") || !str_is(first_part(&rest), remote))
		return reference;
	name label = names_find(r->names, first_part(&rest));
	first_part(&rest);
	name output = names_find(r->names, first_part(&rest));
	name state = label ? map_at(&r->states_read, MAP_KEY(*unit, label), NO_NAME) : NO_NAME;
	*unit = state ? map_at(&r->unit_by_state, state, NO_NAME) : NO_NAME;
	name value = *unit && output ? map_at(&r->outputs, MAP_KEY(*unit, output), NO_NAME) : NO_NAME;
	return value ? names_text(r->names, value) : (struct str){ 0 };
}

/* TYPE.LABEL.ATTRIBUTE of a unit. */
static bool resolve(const struct record *r, struct behind *walk, struct str reference)
{
	name unit = walk->unit;
	struct str address = through_output(r, reference, &unit), rest = address;
	first_part(&rest);
	first_part(&rest);
	if (!rest.len)
		return false;
	name known = names_find(r->names, (struct str){ address.at, (uint32_t)(rest.at - address.at) - 1 });
	uint32_t at = known && unit ? map_at(&r->at, MAP_KEY(unit, known), 0) : 0;
	walk->resource = at - 1;
	walk->attribute = rest;
	return at != 0;
}

bool behind_next(const struct record *r, struct behind *walk)
{
	while (walk->from < walk->text.len) {
		uint32_t to = walk->from;
		while (to < walk->text.len && is_of_address(walk->text.at[to]))
			to++;
		struct str reference = { walk->text.at + walk->from, to - walk->from };
		walk->from = to + 1;
		if (reference.len && resolve(r, walk, reference))
			return true;
	}
	return false;
}
