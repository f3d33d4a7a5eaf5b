#include "check.h"

#include "base/arena.h"
#include "expr/pattern.h"

static bool takes_nothing(const char *pattern)
{
	struct arena *arena = check_arena();
	bool nothing = pattern_takes_nothing(arena, str_of(pattern));
	arena_free(arena);
	return nothing;
}

static void what_need_not_be_there(void)
{
	static const char *const patterns[] = { "", ".*", "x?", "x{0}", "x{0,3}", "(a|)", "(a|b*)c*", "a|", "|a", "()", "((a)?)", "^$", "[]a]*",
		"[[:alpha:]]*", "(a+)?", "a**", "(a{0,1}b?)+", "\\.?" };
	for (unsigned i = 0; i < sizeof patterns / sizeof *patterns; i++)
		if (!takes_nothing(patterns[i]))
			check_text(__FILE__, __LINE__, str_of(patterns[i]), "a pattern that takes nothing");
}

static void what_must_be_there(void)
{
	static const char *const patterns[] = { "[A-Z]+-[0-9]+", ".+", "x", "x{1,3}", "x{10}", "(a|b)", "(a*)b", "a|b", "[*?]", "[]*]", "[^]*]", "\\*", "\\(",
		"[[:alpha:]]", "(a?b)+", "a\\", "[a", "x{", "[[:a" };
	for (unsigned i = 0; i < sizeof patterns / sizeof *patterns; i++)
		if (takes_nothing(patterns[i]))
			check_text(__FILE__, __LINE__, str_of(patterns[i]), "a pattern that takes something");
}

/* Within another expression it would end what stands around it. */
static void what_is_not_its_own(void)
{
	CHECK(takes_nothing("a)|(b"));
	CHECK(!takes_nothing("a|(b"));
	CHECK(!takes_nothing("|(b"));
}

int main(void)
{
	what_need_not_be_there();
	what_must_be_there();
	what_is_not_its_own();
	return checks_failed();
}
