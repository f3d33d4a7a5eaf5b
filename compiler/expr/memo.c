/* One table of a fixed size: a question has one place in it, which the latest takes. */
#include "expr/memo.h"

#include <string.h>

#define MEMO_PLACES 2048u
#define MEMO_LISTS ((size_t)16 << 20)      /* bytes of lists that are kept at once, and of those that are constant; texts are interned */
#define MEMO_MANY ((size_t)2 << 20)        /* bytes of lists that are worth being forgotten */
#define MEMO_ROOM ((size_t)256 << 10)      /* large for an arena, so that it can be given back */

#define LONGEST_TEXT 128u                  /* names are asked for often; what is longer is written once */

struct memo_place { struct memo_key key; struct val value; };
struct memo_room { char *at; size_t size; };
struct memo {
	VEC(struct memo_room) rooms;       /* lists lie in them, one behind the other; they are given back together */
	size_t used;                       /* of the last of them */
	size_t lists, constants;           /* bytes */
	struct memo_place places[MEMO_PLACES];
};

bool memo_key(const struct eval *e, uint32_t function, uint32_t count, struct memo_key *key)
{
	uint64_t hash = (uint64_t)function << 32 | count;
	if (e->trace)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		struct val *v = &key->arguments[i];
		if (v->tag == VAL_TEXT) {
			name known = names_find(e->facts->names, val_str(e->facts->names, *v));
			if (!known)
				return false;
			*v = (struct val){ .tag = VAL_STR, .origin = v->origin, .i = (int64_t)known };
		} else if (v->tag == VAL_SEQ || v->tag == VAL_TREE) {
			return false;
		}
		hash = (hash ^ (uint64_t)v->i) * UINT64_C(0x9E3779B97F4A7C15);
		hash ^= hash >> 29 ^ v->tag;
	}
	key->function = function;
	key->count = count | (e->former ? 0x100u : 0);
	key->hash = hash * UINT64_C(0xBF58476D1CE4E5B9);
	return true;
}

static bool is_same(const struct memo_key *x, const struct memo_key *y)
{
	if (x->hash != y->hash || x->function != y->function || x->count != y->count)
		return false;
	for (uint32_t i = 0; i < (x->count & 0xff); i++) {
		const struct val *a = &x->arguments[i], *b = &y->arguments[i];
		if (a->tag != b->tag || a->detail != b->detail || a->origin != b->origin || a->i != b->i)
			return false;
	}
	return true;
}

static struct memo_place *place_of(const struct memo *memo, const struct memo_key *key)
{
	return (struct memo_place *)&memo->places[key->hash >> 40 & (MEMO_PLACES - 1)];
}

bool memo_find(const struct eval *e, const struct memo_key *key, struct val *value)
{
	const struct memo_place *place = e->facts->memo ? place_of(e->facts->memo, key) : NULL;
	if (!place || !place->key.function || !is_same(&place->key, key))
		return false;
	*value = place->value;
	return true;
}

static struct memo *memo_of(struct eval *e)
{
	if (!e->facts->memo)
		e->facts->memo = ARENA_NEW(e->facts->arena, struct memo);
	return e->facts->memo;
}

/* Room for a list that lasts; NULL: there are too many. */
typedef void *list_room(struct eval *e, size_t size);

static void *room_for_good(struct eval *e, size_t size)
{
	struct memo *memo = memo_of(e);
	if (memo->constants + size > MEMO_LISTS)
		return NULL;
	memo->constants += size;
	return arena_alloc_raw(e->facts->arena, size);
}

static void *room_until_forgotten(struct eval *e, size_t size)
{
	struct memo *memo = memo_of(e);
	size_t left = memo->rooms.len ? memo->rooms.at[memo->rooms.len - 1].size - memo->used : 0;
	if (size > left) {
		struct memo_room room = { .size = size > MEMO_ROOM ? size : MEMO_ROOM };
		if (memo->lists + room.size > MEMO_LISTS)
			return NULL;
		room.at = arena_alloc_raw(e->facts->arena, room.size);
		vec_push(e->facts->arena, &memo->rooms, room);
		memo->lists += room.size;
		memo->used = 0;
	}
	memo->used += size;
	return memo->rooms.at[memo->rooms.len - 1].at + memo->used - size;
}

static struct val lasting(struct eval *e, struct val v, list_room *room)
{
	if (v.tag == VAL_TEXT)
		return (struct val){ .tag = VAL_STR, .origin = v.origin, .i = (int64_t)names_intern(e->facts->names, val_str(e->facts->names, v)) };
	if (v.tag != VAL_SEQ)
		return v;
	const struct seq *seq = v.at;
	struct seq *copy = room(e, sizeof *seq + seq->len * sizeof *seq->at);
	if (!copy)
		return (struct val){ .tag = VAL_TREE };
	copy->len = seq->len;
	for (uint32_t i = 0; i < seq->len; i++) {
		copy->at[i] = lasting(e, seq->at[i], room);
		if (copy->at[i].tag == VAL_TREE)
			return copy->at[i];
	}
	return (struct val){ .tag = VAL_SEQ, .detail = v.detail, .origin = v.origin, .at = copy };
}

struct val memo_lasting(struct eval *e, struct val v) { return lasting(e, v, room_for_good); }

struct val memo_keep(struct eval *e, const struct memo_key *key, struct val value)
{
	if (value.tag == VAL_TEXT && val_str(e->facts->names, value).len > LONGEST_TEXT)
		return value;
	struct val kept = lasting(e, value, room_until_forgotten);
	if (kept.tag == VAL_TREE)
		return value;
	struct memo_place *place = place_of(memo_of(e), key);
	place->key = *key;
	place->value = kept;
	return kept;
}

uint32_t memo_mark(const struct facts *facts) { return facts->memo ? facts->memo->rooms.len : 0; }

void memo_forget(struct facts *facts, uint32_t mark)
{
	struct memo *memo = facts->memo;
	size_t since = 0;
	for (uint32_t i = mark; memo && i < memo->rooms.len; i++)
		since += memo->rooms.at[i].size;
	if (since < MEMO_MANY)
		return;
	while (memo->rooms.len > mark) {
		struct memo_room *room = &memo->rooms.at[--memo->rooms.len];
		arena_drop(facts->arena, room->at, room->size);
	}
	memo->used = mark ? memo->rooms.at[mark - 1].size : 0;
	memo->lists -= since;
	memset(memo->places, 0, sizeof memo->places);
}
