/* One fault in several environments is told once. Two diagnostics are one fault when they stand at one place and say the same but for
 * the name of one environment: whatever else differs, an address or a second environment, makes them two. */
#include "diag/diag.h"

#include <stdlib.h>

#define MOST_COMPARED 1000u        /* faults of one place: more of them are not shown anyway */
#define MOST_NAMED 12u             /* in words; as JSON all of them */

struct likeness { const struct str *names; uint32_t count; struct str from, to; };

static int by_text(const void *left, const void *right)
{
	return str_compare(*(const struct str *)left, *(const struct str *)right);
}

static bool is_environment(const struct likeness *l, struct str word)
{
	return bsearch(&word, l->names, l->count, sizeof *l->names, by_text) != NULL;
}

static bool in_word(char c)
{
	unsigned char u = (unsigned char)c;
	return u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') || (u >= 'a' && u <= 'z') || u == '-' || u == '_';
}

/* The word that begins at `at`, or the one byte that is no part of a word. */
static struct str word_at(struct str text, uint32_t at)
{
	uint32_t end = at;
	while (end < text.len && in_word(text.at[end]))
		end++;
	return (struct str){ text.at + at, end > at ? end - at : 1 };
}

static struct str tail_of(struct str word, uint32_t from) { return (struct str){ word.at + from, word.len - from }; }

/* The name itself, or what is called after it: network `dev-main` of `dev`. */
static bool is_named(struct str word, struct str name)
{
	return str_starts(word, name) && (word.len == name.len || word.at[name.len] == '-');
}

static bool is_renamed(const struct likeness *l, struct str a, struct str b)
{
	return is_named(a, l->from) && is_named(b, l->to) && str_equal(tail_of(a, l->from.len), tail_of(b, l->to.len));
}

/* Which environments two different words are called after; the longest names that have the same behind them. */
static bool find_renaming(struct likeness *l, struct str a, struct str b)
{
	for (uint32_t tail = 0; tail < a.len && tail < b.len; tail++) {
		if (tail > 0 && a.at[a.len - tail] != b.at[b.len - tail])
			return false;
		if (tail > 0 && a.at[a.len - tail] != '-')
			continue;
		l->from = (struct str){ a.at, a.len - tail };
		l->to = (struct str){ b.at, b.len - tail };
		if (is_environment(l, l->from) && is_environment(l, l->to))
			return true;
	}
	return false;
}

/* A text that tells apart what a fault is about names no environment besides; one that gives reasons may. */
static bool are_like(struct likeness *l, struct str a, struct str b, bool tells_apart)
{
	uint32_t i = 0, k = 0;
	while (i < a.len && k < b.len) {
		struct str left = word_at(a, i), right = word_at(b, k);
		if (!str_equal(left, right)) {
			if (l->from.len == 0 ? !find_renaming(l, left, right) : !is_renamed(l, left, right))
				return false;
		} else if (tells_apart && (is_environment(l, left) || (l->from.len && (is_named(left, l->from) || is_named(left, l->to))))) {
			return false;
		}
		i += left.len;
		k += right.len;
	}
	return i == a.len && k == b.len;
}

static bool is_one_fault(struct likeness *l, const struct diag *a, const struct diag *b)
{
	l->from = l->to = (struct str){ NULL, 0 };
	if (a->code != b->code || a->severity != b->severity || a->span.start != b->span.start || a->span.end != b->span.end
	    || a->place_count != b->place_count || b->likewise.len || !str_equal(a->rule, b->rule))
		return false;
	if (!are_like(l, a->message, b->message, true) || l->from.len == 0 || !are_like(l, a->label, b->label, true)
	    || !are_like(l, a->help, b->help, false) || !are_like(l, a->note, b->note, false))
		return false;
	for (uint32_t i = 0; i < a->place_count; i++)
		if (!are_like(l, a->places[i].label, b->places[i].label, false))
			return false;
	return true;
}

static void take(struct diags *diags, struct diag *first, const struct diag *other, struct str environment)
{
	struct diag *kept = ARENA_NEW(diags->arena, struct diag);
	*kept = *other;
	vec_push(diags->arena, &first->likewise, (struct diag_likewise){ environment, kept });
	diags->errors -= other->severity == DIAG_ERROR;
	diags->warnings -= other->severity == DIAG_WARNING;
}

static struct str after_first_word(struct str text)
{
	uint32_t at = 0;
	while (at < text.len && text.at[at] != ' ')
		at++;
	return tail_of(text, at);
}

void diags_fold(struct diags *diags, struct str in)
{
	if (diags->list.len < 2 || diags->dropped)
		return;
	struct diag *last = &vec_last(&diags->list), *first = last - 1;
	if (first->code != last->code || first->span.start != last->span.start || first->span.end != last->span.end
	    || !str_equal(after_first_word(first->message), after_first_word(last->message)))
		return;
	take(diags, first, last, in);
	diags->list.len--;
}

void diags_tell_once(struct diags *diags, struct str *environments, uint32_t count)
{
	struct likeness likeness = { .names = environments, .count = count };
	uint32_t kept = 0, group = 0;

	if (count < 2)
		return;
	qsort(environments, count, sizeof *environments, by_text);
	for (uint32_t i = 0; i < diags->list.len; i++) {
		struct diag *diag = &diags->list.at[i];
		bool told = false;
		if (kept == 0 || diags->list.at[kept - 1].span.start != diag->span.start)
			group = kept;
		if (kept - group > MOST_COMPARED)
			group = kept - MOST_COMPARED;
		for (uint32_t k = group; k < kept && !told; k++) {
			told = is_one_fault(&likeness, &diags->list.at[k], diag);
			if (told)
				take(diags, &diags->list.at[k], diag, likeness.to);
		}
		if (!told)
			diags->list.at[kept++] = *diag;
	}
	diags->list.len = kept;
}

struct str diag_likewise_text(struct arena *arena, const struct diag *diag)
{
	struct buf out;
	buf_init(&out, arena);
	for (uint32_t i = 0; i < diag->likewise.len && i < MOST_NAMED; i++)
		buf_format(&out, "%s%.*s", i ? ", " : "", STR_ARG(diag->likewise.at[i].in));
	if (diag->likewise.len > MOST_NAMED)
		buf_format(&out, " and %u more", diag->likewise.len - MOST_NAMED);
	return buf_slice(&out, 0);
}
