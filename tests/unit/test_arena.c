/* Memory: alignment, growth in place and by moving, marks, limits, and a source that fails at the n-th request. */
#include <stdint.h>
#include <string.h>

#include "base/vec.h"
#include "check.h"

struct source { size_t live, calls, fail_at; };

/* Counts what is live in a header before each piece. */
static void *allocate(void *user, void *old, size_t size)
{
	struct source *source = user;
	size_t *piece = old != NULL ? (size_t *)old - 2 : NULL;
	size_t had = piece != NULL ? piece[0] : 0;

	if (size == 0) {
		source->live -= had;
		free(piece);
		return NULL;
	}
	if (++source->calls == source->fail_at || (piece = realloc(piece, size + 16)) == NULL)
		return NULL;
	source->live += size - had;
	piece[0] = size;
	return piece + 2;
}

static void work(struct arena *arena)
{
	VEC(uint32_t) numbers = { 0 };
	struct arena_mark mark;
	char *large = arena_alloc(arena, 100000);

	for (uint32_t i = 0; i < 60000; i++)
		vec_push(arena, &numbers, i);
	for (uint32_t i = 0; i < 60000; i++)
		CHECK(numbers.at[i] == i);
	mark = arena_mark(arena);
	for (int i = 0; i < 100; i++) {
		char *at = arena_alloc(arena, (size_t)i * 1000);

		CHECK((uintptr_t)at % 16 == 0);
		for (int k = 0; k < i * 1000; k += 999)
			CHECK(at[k] == 0);
		memset(at, 0xAA, (size_t)i * 1000);
	}
	memset(large, 1, 100000);
	large = arena_grow(arena, large, 100000, 3000000);
	CHECK(large[99999] == 1);
	arena_release(arena, mark);
	CHECK(large[99999] == 1 && numbers.at[59999] == 59999);
	vec_push(arena, &numbers, 7);
	CHECK(vec_last(&numbers) == 7);
}

static bool run(struct source *source, size_t limit)
{
	struct arena_source from = { allocate, source };
	struct arena *arena = arena_new(&from);
	jmp_buf failure;
	volatile bool finished = false;

	if (arena == NULL)
		return false;
	arena_limit(arena, limit);
	arena_on_failure(arena, &failure);
	if (setjmp(failure) == 0) {
		work(arena);
		finished = true;
	}
	CHECK(arena_peak(arena) >= arena_bytes(arena));
	CHECK(arena_bytes(arena) <= limit);
	arena_free(arena);
	return finished;
}

int main(void)
{
	struct source source = { 0 };
	size_t calls;
	struct arena *arena = check_arena();
	char *first = arena_alloc(arena, 10), *next = arena_alloc(arena, 10);

	CHECK(arena_grow(arena, next, 10, 40) == next);
	CHECK(arena_grow(arena, first, 10, 40) != first);
	arena_free(arena);

	CHECK(run(&source, SIZE_MAX));
	CHECK(source.live == 0);
	calls = source.calls;
	CHECK(calls > 10);
	for (size_t n = 1; n <= calls; n++) {
		source = (struct source){ .fail_at = n };
		CHECK(!run(&source, SIZE_MAX));
		CHECK(source.live == 0);
	}
	source = (struct source){ 0 };
	CHECK(!run(&source, 1000000));
	CHECK(source.live == 0);
	return checks_failed();
}
