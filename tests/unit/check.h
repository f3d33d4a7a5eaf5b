/* The few words a unit test needs. A failed CHECK is printed and counted; main returns checks_failed(). */
#ifndef TEST_CHECK_H
#define TEST_CHECK_H

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"

static int check_failures;

#define CHECK(condition) \
	((condition) ? (void)0 : (void)(check_failures++, fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition)))
#define CHECK_TEXT(found, wanted) check_text(__FILE__, __LINE__, (found), (wanted))

static inline void check_text(const char *file, int line, struct str found, const char *wanted)
{
	if (str_is(found, wanted))
		return;
	check_failures++;
	fprintf(stderr, "%s:%d: found  [%.*s]\n      wanted [%s]\n", file, line, STR_ARG(found), wanted);
}

/* An arena for a test that is not about memory: it has no way back, so it must not run out. */
static inline struct arena *check_arena(void)
{
	static jmp_buf nowhere;
	struct arena *arena = arena_new(NULL);

	if (arena == NULL)
		abort();
	arena_on_failure(arena, &nowhere);
	return arena;
}

static inline int checks_failed(void) { return check_failures > 0; }

#endif
