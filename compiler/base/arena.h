/* Grow-only memory: everything belongs to an arena and lives until the arena is freed; nothing else
 * is freed. Running out of memory does not return: it jumps to the place the owner set with
 * arena_on_failure, so no stage checks for NULL and no stage leaks. */
#ifndef BST_ARENA_H
#define BST_ARENA_H

#include <setjmp.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
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

struct arena;

/* Memory from the host: `allocate(user, old, size)` works as realloc, size 0 frees. */
struct arena_source {
	void *(*allocate)(void *user, void *old, size_t size);
	void *user;
};

/* NULL when the first block cannot be had. `source` NULL means the C library. */
struct arena *arena_new(const struct arena_source *source);
void arena_free(struct arena *arena);

/* Where to go when memory ends or `limit` bytes are exceeded; must be set before the first alloc. */
void arena_on_failure(struct arena *arena, jmp_buf *place);
void arena_limit(struct arena *arena, size_t bytes);

/* Jumps there: for memory that a foreign library could not get. Hold nothing of that library's then. */
_Noreturn void arena_fail(struct arena *arena);

#define ARENA_ALIGNMENT alignof(max_align_t)
#define ARENA_LARGE ((size_t)64 << 10)

/* What is left of the block that small requests are cut from: the beginning of every arena. */
struct arena_room { char *at, *end; };

/* A request that the room does not hold, or a large one. */
void *arena_alloc_anew(struct arena *arena, size_t size);

/* Not zeroed; aligned for any type, never NULL. */
static inline void *arena_alloc_raw(struct arena *arena, size_t size)
{
	struct arena_room *room = (struct arena_room *)(void *)arena;
	size_t want = (size + ARENA_ALIGNMENT - 1) & ~(ARENA_ALIGNMENT - 1);
	char *at = room->at;

	if (size >= ARENA_LARGE || want > (size_t)(room->end - at))
		return arena_alloc_anew(arena, size);
	room->at = at + want;
	ASAN_UNPOISON_MEMORY_REGION(at, size);
	return at;
}

/* Zeroed. */
static inline void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(arena_alloc_raw(arena, size), 0, size);
}

/* Grows an earlier allocation, in place where it was the last one or a large one of its own. */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);

/* Keeps the first bytes of the last allocation; what is behind them serves the next one. Of an older or a large one nothing changes. */
static inline void arena_trim(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
	struct arena_room *room = (struct arena_room *)(void *)arena;
	size_t had = (old_size + ARENA_ALIGNMENT - 1) & ~(ARENA_ALIGNMENT - 1), want = (new_size + ARENA_ALIGNMENT - 1) & ~(ARENA_ALIGNMENT - 1);

	if (old_size >= ARENA_LARGE || (char *)old + had != room->at)
		return;
	room->at = (char *)old + want;
	ASAN_POISON_MEMORY_REGION(room->at, had - want);
}

/* Nobody needs this allocation any more: a large one goes back to the source at once, any other with the arena. One of another arena
 * is left alone. */
void arena_drop(struct arena *arena, void *old, size_t size);

/* Scratch use: give back everything allocated since the mark. What is older must not have been grown
 * since, unless it was large. */
struct arena_mark { uint64_t serial; size_t used; };
struct arena_mark arena_mark(struct arena *arena);
void arena_release(struct arena *arena, struct arena_mark mark);

/* Bytes had from the source, now and at most. */
size_t arena_bytes(const struct arena *arena);
size_t arena_peak(const struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, n) ((type *)arena_alloc((arena), sizeof(type) * (size_t)(n)))

#endif
