/* String slices, and the table of interned names. */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

struct str str_of(const char *text) { return (struct str){ text, (uint32_t)strlen(text) }; }

bool str_is_blank(struct str s)
{
	while (s.len > 0 && memchr(" \t\n", s.at[s.len - 1], 3) != NULL)
		s.len--;
	return s.len == 0;
}

int str_compare(struct str a, struct str b)
{
	uint32_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.at, b.at, len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && str_equal((struct str){ s.at, prefix.len }, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len &&
	       (suffix.len == 0 || memcmp(s.at + (s.len - suffix.len), suffix.at, suffix.len) == 0);
}

bool str_contains(struct str s, struct str part)
{
	for (uint32_t i = 0; part.len <= s.len && i <= s.len - part.len; i++)
		if (str_starts((struct str){ s.at + i, s.len - i }, part))
			return true;
	return false;
}

struct str str_copy(struct arena *arena, struct str s)
{
	char *at = arena_alloc_raw(arena, (size_t)s.len + 1);

	if (s.len > 0)
		memcpy(at, s.at, s.len);
	at[s.len] = '\0';
	return (struct str){ at, s.len };
}

struct str str_format(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	int len;
	char few[256], *at;            /* most texts are made once and copied */

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(few, sizeof few, format, args);
	va_end(args);
	if (len < 0)
		len = 0;
	at = arena_alloc(arena, (size_t)len + 1);
	if ((size_t)len < sizeof few)
		memcpy(at, few, (size_t)len);
	else
		vsnprintf(at, (size_t)len + 1, format, again);
	va_end(again);
	return (struct str){ at, (uint32_t)len };
}

/* Names of things in the cloud that are cut end with this number, so it must never change: other numbers would be other things.
 * Eight bytes at a time, each mixed by a multiplication. Not for hostile keys in unbounded number: the
 * size limits bound what a crafted set of names can cost. */
uint64_t str_hash(struct str s)
{
	uint64_t hash = s.len * UINT64_C(0x9E3779B97F4A7C15), part;
	const char *at = s.at;
	uint32_t left = s.len;

	for (; left >= 8; at += 8, left -= 8) {
		memcpy(&part, at, 8);
		hash = (hash ^ part) * UINT64_C(0xD6E8FEB86659FD93);
		hash ^= hash >> 32;
	}
	part = 0;
	if (left > 0)
		memcpy(&part, at, left);
	hash = (hash ^ part) * UINT64_C(0xD6E8FEB86659FD93);
	return hash ^ hash >> 32;
}

#define DISTANCE_BYTES 64u

/* Optimal string alignment over three rows: the current one and the two before it. */
unsigned str_distance(struct str a, struct str b, unsigned limit)
{
	unsigned rows[3][DISTANCE_BYTES + 1];
	unsigned gap = a.len > b.len ? a.len - b.len : b.len - a.len;

	if (gap > limit || a.len > DISTANCE_BYTES || b.len > DISTANCE_BYTES)
		return str_equal(a, b) ? 0 : limit + 1;
	for (unsigned j = 0; j <= b.len; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		unsigned *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
		unsigned best = now[0] = i;

		for (unsigned j = 1; j <= b.len; j++) {
			unsigned cost = last[j - 1] + (a.at[i - 1] != b.at[j - 1]);

			if (last[j] + 1 < cost)
				cost = last[j] + 1;
			if (now[j - 1] + 1 < cost)
				cost = now[j - 1] + 1;
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1] &&
			    before[j - 2] + 1 < cost)
				cost = before[j - 2] + 1;
			now[j] = cost;
			if (cost < best)
				best = cost;
		}
		if (best > limit + 1)
			return limit + 1;
	}
	return rows[a.len % 3][b.len] > limit ? limit + 1 : rows[a.len % 3][b.len];
}

/* Slots hold names, found by hash; 0 is free. At most three quarters are used: eight slots share a line of the cache, so probing
 * costs less than a table twice as large. The hash stands here too, so that another name in the way is passed without being looked at. */
struct name_slot { uint32_t hash; name name; };

struct names {
	struct names_texts texts;      /* first, as the header says */
	struct arena *arena;
	VEC(uint32_t) hashes;
	struct name_slot *slots;
	uint32_t mask;
};

struct names *names_new(struct arena *arena)
{
	struct names *names = ARENA_NEW(arena, struct names);

	names->arena = arena;
	names->mask = 1023;
	names->slots = ARENA_ARRAY(arena, struct name_slot, names->mask + 1);
	vec_push(arena, &names->texts, STR(""));
	vec_push(arena, &names->hashes, 0);
	return names;
}

static struct name_slot *find_slot(const struct names *names, struct str text, uint32_t hash)
{
	uint32_t at = hash & names->mask;

	while (names->slots[at].name != NO_NAME) {
		const struct name_slot *slot = &names->slots[at];

		if (slot->hash == hash && str_equal(names->texts.at[slot->name], text))
			break;
		at = (at + 1) & names->mask;
	}
	return &names->slots[at];
}

/* Every slot is set anew from the names themselves, in memory that large blocks need not have twice. */
static void grow_slots(struct names *names, uint32_t mask)
{
	size_t had = sizeof *names->slots * (names->mask + 1), size = sizeof *names->slots * (mask + 1);

	names->slots = arena_grow(names->arena, names->slots, had, size);
	names->mask = mask;
	memset(names->slots, 0, size);
	for (name n = 1; n < names->texts.len; n++) {
		uint32_t hash = names->hashes.at[n], at = hash & mask;

		while (names->slots[at].name != NO_NAME)
			at = (at + 1) & mask;
		names->slots[at] = (struct name_slot){ hash, n };
	}
}

name names_intern(struct names *names, struct str text)
{
	uint32_t hash = (uint32_t)str_hash(text);
	struct name_slot *slot = find_slot(names, text, hash);
	name n = names->texts.len;

	if (slot->name != NO_NAME)
		return slot->name;
	vec_push(names->arena, &names->texts, str_copy(names->arena, text));
	vec_push(names->arena, &names->hashes, hash);
	*slot = (struct name_slot){ hash, n };
	if (names->texts.len > names->mask / 4 * 3)
		grow_slots(names, names->mask * 2 + 1);
	return n;
}

void names_load(struct names *names, const char *texts, const uint32_t *lengths, const uint32_t *hashes, uint32_t count)
{
	vec_reserve(names->arena, &names->texts, count + count / 4 + 1);
	vec_reserve(names->arena, &names->hashes, count + count / 4 + 1);
	for (uint32_t i = 0; i < count; i++) {
		names->texts.at[i + 1] = (struct str){ texts, lengths[i] };
		names->hashes.at[i + 1] = hashes[i];
		texts += lengths[i] + 1;
	}
	names->texts.len = names->hashes.len = count + 1;
	uint32_t mask = names->mask;
	while (mask / 4 * 3 <= count)
		mask = mask * 2 + 1;
	grow_slots(names, mask);
}

uint32_t names_hash(const struct names *names, name n) { return names->hashes.at[n]; }

name names_find(const struct names *names, struct str text)
{
	return find_slot(names, text, (uint32_t)str_hash(text))->name;
}

uint32_t names_count(const struct names *names) { return names->texts.len; }
