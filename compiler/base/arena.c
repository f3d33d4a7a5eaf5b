/* Grow-only memory in a chain of blocks. Small requests are cut from the newest shared block; large
 * ones get a block of their own, so that a growing vector can be moved by the source's realloc. */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif
#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

#define ALIGNMENT alignof(max_align_t)
#define FIRST_BLOCK ((size_t)4096)
#define LAST_BLOCK ((size_t)1 << 20)
#define LARGE ((size_t)64 << 10)

/* Blocks are linked newest first, each with a serial number one above the block before it. */
struct block {
	struct block *older;
	size_t size, used;
	uint64_t serial;
	bool large;                    /* holds one allocation */
	alignas(max_align_t) char at[];
};

struct arena {
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
	return (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

static struct block *new_block(struct arena *arena, size_t size, bool large)
{
	struct block *block = get_block(arena, NULL, size);

	block->used = large ? size : 0;
	block->large = large;
	block->serial = ++arena->serial;
	block->older = arena->newest;
	arena->newest = block;
	return block;
}

static void new_shared(struct arena *arena)
{
	arena->shared = new_block(arena, arena->next_size, false);
	if (arena->next_size < LAST_BLOCK)
		arena->next_size *= 2;
	ASAN_POISON_MEMORY_REGION(arena->shared->at, arena->shared->size);
}

void *arena_alloc_raw(struct arena *arena, size_t size)
{
	size_t want = rounded(arena, size);
	void *at;

	if (want >= LARGE)
		return new_block(arena, want, true)->at;
	while (arena->shared == NULL || arena->shared->size - arena->shared->used < want)
		new_shared(arena);
	at = arena->shared->at + arena->shared->used;
	arena->shared->used += want;
	ASAN_UNPOISON_MEMORY_REGION(at, size);
	return at;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(arena_alloc_raw(arena, size), 0, size);
}

/* Moves a large block with the source's realloc; links to it are mended. */
static void *grow_large(struct arena *arena, struct block *block, size_t want)
{
	struct block **link = &arena->newest;

	while (*link != block)
		link = &(*link)->older;
	block = get_block(arena, block, want);
	block->used = want;
	*link = block;
	return block->at;
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
	size_t had = rounded(arena, old_size), want = rounded(arena, new_size);
	struct block *shared = arena->shared;
	void *new;

	if (old == NULL || old_size == 0)
		return arena_alloc_raw(arena, new_size);
	if (want <= had) {
		ASAN_UNPOISON_MEMORY_REGION(old, new_size);
		return old;
	}
	if (had >= LARGE)
		return grow_large(arena, (struct block *)((char *)old - offsetof(struct block, at)), want);
	if (want < LARGE && shared != NULL && (char *)old + had == shared->at + shared->used &&
	    want - had <= shared->size - shared->used) {
		shared->used += want - had;
		ASAN_UNPOISON_MEMORY_REGION(old, new_size);
		return old;
	}
	new = arena_alloc_raw(arena, new_size);
	return memcpy(new, old, old_size);
}

void arena_drop(struct arena *arena, void *old, size_t size)
{
	struct block **link = &arena->newest, *block;

	if (old == NULL || rounded(arena, size) < LARGE)
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
	return (struct arena_mark){ arena->serial, arena->shared != NULL ? arena->shared->used : 0 };
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
	arena->shared = block;
	if (block == NULL)
		return;
	block->used = mark.used;
	ASAN_POISON_MEMORY_REGION(block->at + mark.used, block->size - mark.used);
}
