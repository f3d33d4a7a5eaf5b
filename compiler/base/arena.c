/* Grow-only memory in a chain of blocks. Small requests are cut from the newest shared block; large
 * ones get a block of their own, so that a growing vector can be moved by the source's realloc. */
#include "base/arena.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#define FIRST_BLOCK ((size_t)4096)
#define LAST_BLOCK ((size_t)1 << 20)

/* Blocks are linked newest first, each with a serial number one above the block before it. */
struct block {
	struct block *older;
	size_t size;
	uint64_t serial;
	bool large;                    /* holds one allocation */
	alignas(max_align_t) char at[];
};

struct arena {
	struct arena_room room;        /* first, as the header says: of the shared block */
	struct arena_source source;
	struct block *newest;
	struct block *shared;          /* the newest block that is not large, or NULL: small requests are cut from it */
	uint64_t serial;               /* of the last block had */
	size_t next_size, bytes, peak, limit;
	jmp_buf *on_failure;
};

static void *allocate_from_c(void *user, void *old, size_t size)
{
	(void)user;
	if (size == 0) {
		free(old);
		return NULL;
	}
	return realloc(old, size);
}

struct arena *arena_new(const struct arena_source *source)
{
	struct arena_source from = source != NULL ? *source : (struct arena_source){ allocate_from_c, NULL };
	struct arena *arena = from.allocate(from.user, NULL, sizeof *arena);

	if (arena == NULL)
		return NULL;
	*arena = (struct arena){ .source = from, .next_size = FIRST_BLOCK, .limit = SIZE_MAX };
	arena->bytes = arena->peak = sizeof *arena;
	return arena;
}

static void free_block(struct arena *arena, struct block *block)
{
	ASAN_UNPOISON_MEMORY_REGION(block->at, block->size);
	arena->bytes -= sizeof *block + block->size;
	arena->source.allocate(arena->source.user, block, 0);
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	for (struct block *block = arena->newest, *older; block != NULL; block = older) {
		older = block->older;
		free_block(arena, block);
	}
	arena->source.allocate(arena->source.user, arena, 0);
}

void arena_on_failure(struct arena *arena, jmp_buf *place) { arena->on_failure = place; }
void arena_limit(struct arena *arena, size_t bytes) { arena->limit = bytes; }
size_t arena_bytes(const struct arena *arena) { return arena->bytes; }
size_t arena_peak(const struct arena *arena) { return arena->peak; }

_Noreturn void arena_fail(struct arena *arena)
{
	assert(arena->on_failure != NULL);
	longjmp(*arena->on_failure, 1);
}

/* Gets `size` bytes from the source, or moves `old` to that size; counts them; never NULL. */
static struct block *get_block(struct arena *arena, struct block *old, size_t size)
{
	size_t had = old != NULL ? sizeof *old + old->size : 0;
	size_t want;
	struct block *block;

	if (size > SIZE_MAX / 2)
		arena_fail(arena);
	want = sizeof *block + size;
	if (arena->bytes - had > arena->limit || want > arena->limit - (arena->bytes - had))
		arena_fail(arena);
	block = arena->source.allocate(arena->source.user, old, want);
	if (block == NULL)
		arena_fail(arena);
	arena->bytes += want - had;
	if (arena->bytes > arena->peak)
		arena->peak = arena->bytes;
	block->size = size;
	return block;
}

static size_t rounded(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX / 2)
		arena_fail(arena);
	return (size + ARENA_ALIGNMENT - 1) & ~(ARENA_ALIGNMENT - 1);
}

static struct block *new_block(struct arena *arena, size_t size, bool large)
{
	struct block *block = get_block(arena, NULL, size);

	block->large = large;
	block->serial = ++arena->serial;
	block->older = arena->newest;
	arena->newest = block;
	return block;
}

/* Small requests are cut from this block on, behind the first `used` bytes of it. */
static void share(struct arena *arena, struct block *block, size_t used)
{
	arena->shared = block;
	arena->room = block == NULL ? (struct arena_room){ 0 } : (struct arena_room){ block->at + used, block->at + block->size };
	if (block != NULL)
		ASAN_POISON_MEMORY_REGION(block->at + used, block->size - used);
}

static void new_shared(struct arena *arena)
{
	share(arena, new_block(arena, arena->next_size, false), 0);
	if (arena->next_size < LAST_BLOCK)
		arena->next_size *= 2;
}

void *arena_alloc_anew(struct arena *arena, size_t size)
{
	size_t want = rounded(arena, size);

	if (size >= ARENA_LARGE)
		return new_block(arena, want, true)->at;
	while ((size_t)(arena->room.end - arena->room.at) < want)
		new_shared(arena);
	return arena_alloc_raw(arena, size);
}

/* Moves a large block with the source's realloc; links to it are mended. */
static void *grow_large(struct arena *arena, struct block *block, size_t want)
{
	struct block **link = &arena->newest;

	while (*link != block)
		link = &(*link)->older;
	block = get_block(arena, block, want);
	*link = block;
	return block->at;
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
	size_t had = rounded(arena, old_size), want = rounded(arena, new_size);
	void *new;

	if (old == NULL || old_size == 0)
		return arena_alloc_raw(arena, new_size);
	if (want <= had) {
		ASAN_UNPOISON_MEMORY_REGION(old, new_size);
		return old;
	}
	if (old_size >= ARENA_LARGE)
		return grow_large(arena, (struct block *)((char *)old - offsetof(struct block, at)), want);
	if (new_size < ARENA_LARGE && (char *)old + had == arena->room.at && want - had <= (size_t)(arena->room.end - arena->room.at)) {
		arena->room.at += want - had;
		ASAN_UNPOISON_MEMORY_REGION(old, new_size);
		return old;
	}
	new = arena_alloc_raw(arena, new_size);
	return memcpy(new, old, old_size);
}

void arena_drop(struct arena *arena, void *old, size_t size)
{
	struct block **link = &arena->newest, *block;

	if (old == NULL || size < ARENA_LARGE)
		return;
	while ((block = *link) != NULL && block->at != (char *)old)
		link = &block->older;
	if (block == NULL || !block->large)
		return;
	*link = block->older;
	free_block(arena, block);
}

/* Everything newer than the mark goes; an older large block that has moved since keeps its serial. */
struct arena_mark arena_mark(struct arena *arena)
{
	return (struct arena_mark){ arena->serial, arena->shared != NULL ? (size_t)(arena->room.at - arena->shared->at) : 0 };
}

void arena_release(struct arena *arena, struct arena_mark mark)
{
	struct block *block;

	while (arena->newest != NULL && arena->newest->serial > mark.serial) {
		block = arena->newest;
		arena->newest = block->older;
		free_block(arena, block);
	}
	for (block = arena->newest; block != NULL && block->large;)
		block = block->older;
	share(arena, block, mark.used);
}
