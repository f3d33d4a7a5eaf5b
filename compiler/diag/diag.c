/* Diagnostics as records: adding, ordering, and the nearest name for "did you mean". */
#include "diag/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

static const struct { const char *text, *title, *clause; enum diag_severity severity; } codes[DIAG_COUNT] = {
	[DIAG_NONE] = { "", "", "", DIAG_NOTE },
#define DIAG(id, text, severity, clause, title) [DIAG_##id] = { text, title, clause, severity },
#include "diag/codes.def"
#undef DIAG
};

const char *diag_code_text(enum diag_code code) { return codes[code].text; }
const char *diag_code_title(enum diag_code code) { return codes[code].title; }
const char *diag_code_clause(enum diag_code code) { return codes[code].clause; }
enum diag_severity diag_code_severity(enum diag_code code) { return codes[code].severity; }

void diags_init(struct diags *diags, struct arena *arena) { *diags = (struct diags){ .arena = arena }; }

static struct str text_of(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	int len;
	char *at;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		len = 0;
	at = arena_alloc(arena, (size_t)len + 1);
	vsnprintf(at, (size_t)len + 1, format, args);
	return (struct str){ at, (uint32_t)len };
}

/* Past the limit a record is only counted; the caller fills a dummy, so that it need not ask. */
struct diag *diag_add(struct diags *diags, enum diag_code code, struct span span, const char *format, ...)
{
	struct diag diag = { .code = code, .severity = codes[code].severity, .rule = str_of(codes[code].text), .span = span };
	va_list args;

	diag.counted = diag.severity;
	va_start(args, format);
	diag.message = text_of(diags->arena, format, args);
	va_end(args);
	diags->errors += diag.severity == DIAG_ERROR;
	diags->warnings += diag.severity == DIAG_WARNING;
	if (diags->list.len >= LIMIT_FAULTS) {
		struct diag *dummy = ARENA_NEW(diags->arena, struct diag);

		diags->dropped++;
		*dummy = diag;
		return dummy;
	}
	diag.order = diags->list.len;
	vec_push(diags->arena, &diags->list, diag);
	return &vec_last(&diags->list);
}

void diag_label(struct diags *diags, struct diag *diag, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag->label = text_of(diags->arena, format, args);
	va_end(args);
}

void diag_also(struct diags *diags, struct diag *diag, struct span span, const char *format, ...)
{
	va_list args;

	if (diag->place_count >= DIAG_PLACES)
		return;
	va_start(args, format);
	diag->places[diag->place_count++] = (struct diag_place){ span, text_of(diags->arena, format, args) };
	va_end(args);
}

void diag_help(struct diags *diags, struct diag *diag, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag->help = text_of(diags->arena, format, args);
	va_end(args);
}

void diag_note(struct diags *diags, struct diag *diag, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag->note = text_of(diags->arena, format, args);
	va_end(args);
}

void diag_near(struct diags *diags, struct diag *diag, struct str near)
{
	diag_help(diags, diag, "did you mean `%.*s`?", STR_ARG(near));
	diag->replacement = near;
}

/* Files keep the order in which they were added, which the host makes a sorted one. */
static int compare(const void *left, const void *right)
{
	const struct diag *a = left, *b = right;

	if (a->span.start != b->span.start)
		return a->span.start < b->span.start ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static bool same(const struct diag *a, const struct diag *b)
{
	return a->code == b->code && a->severity == b->severity && a->span.start == b->span.start &&
	       a->span.end == b->span.end && str_equal(a->rule, b->rule) && str_equal(a->message, b->message);
}

static void count(struct diags *diags, enum diag_severity severity, uint32_t by)
{
	diags->errors += severity == DIAG_ERROR ? by : 0;
	diags->warnings += severity == DIAG_WARNING ? by : 0;
}

/* Severities may have been changed since a record was added: a rule brings its own. */
void diags_sort(struct diags *diags)
{
	uint32_t kept = 0;

	if (diags->list.len > 1)
		qsort(diags->list.at, diags->list.len, sizeof *diags->list.at, compare);
	for (uint32_t i = 0; i < diags->list.len; i++) {
		struct diag *diag = &diags->list.at[i];
		bool twice = false;

		for (uint32_t k = kept; k > 0 && !twice && diags->list.at[k - 1].span.start == diag->span.start; k--)
			twice = same(&diags->list.at[k - 1], diag);
		count(diags, diag->counted, UINT32_MAX);       /* one less, modulo 2^32 */
		if (twice)
			continue;
		diag->counted = diag->severity;
		count(diags, diag->severity, 1);
		diags->list.at[kept++] = *diag;
	}
	diags->list.len = kept;
}

void diags_cut(struct diags *diags)
{
	if (diags->list.len <= LIMIT_DIAGNOSTICS)
		return;
	diags->dropped += diags->list.len - LIMIT_DIAGNOSTICS;
	diags->list.len = LIMIT_DIAGNOSTICS;
}

/* A third of the length may be wrong, at most three edits. Of equally near ones the first in byte order is
 * taken, so that the answer does not depend on the order of the candidates. */
struct str diag_nearest(struct str wanted, const struct str *candidates, uint32_t count)
{
	unsigned limit = wanted.len < 3 ? 1 : wanted.len / 3 < 3 ? wanted.len / 3 : 3;
	unsigned best = limit + 1;
	struct str nearest = { 0 };

	for (uint32_t i = 0; i < count; i++) {
		unsigned distance = str_distance(wanted, candidates[i], best <= limit ? best : limit);

		if (distance > limit || distance > best || distance >= wanted.len)
			continue;
		if (distance < best || str_compare(candidates[i], nearest) < 0)
			nearest = candidates[i];
		best = distance;
	}
	return nearest;
}
