/* Reading what was seen: arguments as values, references as the resources they mean, also in another unit. */
#include "proof/proving.h"

#include <string.h>

const struct seen_cell *seen_cell(const struct proof *p, seen_ref s, enum seen_argument argument)
{
	const struct seen *seen = seen_at(p, s);
	return &p->cells.at[seen->first_cell + argument - p->first_argument[seen->type]];
}

struct str seen_text(const struct proof *p, seen_ref s, enum seen_argument argument)
{
	const struct seen_cell *cell = seen_cell(p, s, argument);
	if (cell->count != 1 || p->values.at[cell->first].reference)
		return (struct str){ NULL, 0 };
	return names_text(p->names, p->values.at[cell->first].text);
}

bool seen_true(const struct proof *p, seen_ref s, enum seen_argument argument)
{
	return str_is(seen_text(p, s, argument), "true");
}

bool seen_may_be_true(const struct proof *p, seen_ref s, enum seen_argument argument)
{
	return seen_cell(p, s, argument)->count > 0 && !str_is(seen_text(p, s, argument), "false");
}

bool cidr_of_text(struct str text, struct cidr *block)
{
	uint32_t part[5] = { 0 }, at = 0, digits = 0;
	for (uint32_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		if (c >= '0' && c <= '9' && digits < 3) {
			part[at] = part[at] * 10 + (uint32_t)(c - '0');
			digits++;
		} else if (digits > 0 && at < 4 && c == (at == 3 ? '/' : '.')) {
			at++;
			digits = 0;
		} else {
			return false;
		}
	}
	if (at != 4 || digits == 0 || part[4] > 32 || part[0] > 255 || part[1] > 255 || part[2] > 255 || part[3] > 255)
		return false;
	*block = (struct cidr){ part[0] << 24 | part[1] << 16 | part[2] << 8 | part[3], (uint8_t)part[4] };
	return true;
}

bool seen_cidr(const struct proof *p, seen_ref s, enum seen_argument argument, struct cidr *block)
{
	return cidr_of_text(seen_text(p, s, argument), block);
}

struct str cidr_text(struct proof *p, struct cidr b)
{
	return str_format(p->arena, "%u.%u.%u.%u/%u", b.address >> 24, b.address >> 16 & 255, b.address >> 8 & 255, b.address & 255, b.prefix);
}

struct str proof_part(struct str *rest, char end)
{
	uint32_t i = 0;
	while (i < rest->len && rest->at[i] != end)
		i++;
	struct str part = { rest->at, i };
	uint32_t skip = i < rest->len ? i + 1 : i;
	*rest = (struct str){ rest->at + skip, rest->len - skip };
	return part;
}

/* --- references --------------------------------------------------------------------------------------------------- */

/* Where the n-th dot stands, or the end. */
static uint32_t dot(struct str text, unsigned n)
{
	for (uint32_t i = 0; i < text.len; i++)
		if (text.at[i] == '.' && --n == 0)
			return i;
	return text.len;
}

static seen_ref find(const struct proof *p, uint32_t unit, struct str reference)
{
	bool data = str_starts(reference, STR("data."));
	name address = names_find(p->names, (struct str){ reference.at, dot(reference, data ? 3 : 2) });
	return address ? map_at(&p->by_address, MAP_KEY(unit, address), 0) : 0;
}

/* data.terraform_remote_state.LABEL.outputs.NAME: an output of the unit whose state that is. */
static seen_ref find_remote(const struct proof *p, uint32_t unit, struct str reference)
{
	static const char prefix[] = "data.terraform_remote_state.";
	uint32_t start = sizeof prefix - 1, end = dot(reference, 3), output = dot(reference, 4) + 1;
	if (reference.len <= output || memcmp(reference.at, prefix, start) != 0)
		return 0;
	name label = names_find(p->names, (struct str){ reference.at + start, end - start });
	name key = label ? map_at(&p->remote_states, MAP_KEY(unit, label), NO_NAME) : NO_NAME;
	uint32_t owner = key ? map_at(&p->unit_by_state, key, 0) : 0;
	name exported = names_find(p->names, (struct str){ reference.at + output, reference.len - output });
	name address = owner && exported ? map_at(&p->exported, MAP_KEY(owner, exported), NO_NAME) : NO_NAME;
	return address ? find(p, owner, names_text(p->names, address)) : 0;
}

seen_ref seen_address(const struct proof *p, uint32_t unit, struct str address)
{
	seen_ref target = find(p, unit, address);
	return target ? target : find_remote(p, unit, address);
}

seen_ref seen_target(const struct proof *p, seen_ref s, enum seen_argument argument, uint32_t i)
{
	const struct seen_cell *cell = seen_cell(p, s, argument);
	struct seen_value *value = &p->values.at[cell->first + i];
	if (i >= cell->count || !value->reference)
		return 0;
	if (value->target == SEEN_UNASKED)
		value->target = seen_address(p, seen_at(p, s)->unit, names_text(p->names, value->text));
	return value->target;
}

seen_ref seen_one(const struct proof *p, seen_ref s, enum seen_argument argument, enum seen_type type)
{
	seen_ref target = seen_cell(p, s, argument)->count == 1 ? seen_target(p, s, argument, 0) : 0;
	return target && seen_at(p, target)->type == type ? target : 0;
}

/* --- lists by key --------------------------------------------------------------------------------------------------- */

void chain_add(struct arena *arena, struct chain *chain, uint64_t key, uint32_t value)
{
	uint32_t former = map_at(&chain->last, key, 0);
	vec_push(arena, &chain->links, (struct chain_link){ value, former });
	map_put(arena, &chain->last, key, chain->links.len);
}

uint32_t chain_last(const struct chain *chain, uint64_t key) { return map_at(&chain->last, key, 0); }

name small_letters(struct proof *p, struct str s)
{
	buf_clear(&p->text);
	for (uint32_t i = 0; i < s.len; i++)
		buf_char(&p->text, s.at[i] >= 'A' && s.at[i] <= 'Z' ? (char)(s.at[i] + 'a' - 'A') : s.at[i]);
	return names_intern(p->names, buf_slice(&p->text, 0));
}
