/* The shortest edit script by Myers' method ("An O(ND) Difference Algorithm", 1986) on what is left after
 * equal first and last lines. Texts that differ in more than MOST_EDITS lines are shown as replaced whole. */
#include "cli/diff.h"

#include <stdlib.h>
#include <string.h>

#include "cli/disk_host.h"

#define MOST_EDITS 1500
#define CONTEXT 3

struct line { const char *at; size_t length; bool kept; };
struct lines { struct line *at; size_t count; };

static struct lines split(const char *text, size_t length)
{
	struct lines lines = { 0 };
	size_t cap = 0;
	for (size_t start = 0; start < length; ) {
		const char *end = memchr(text + start, '\n', length - start);
		size_t size = end != NULL ? (size_t)(end - text) - start + 1 : length - start;
		if (lines.count == cap) {
			cap = 2 * cap + 64;
			lines.at = memory(lines.at, cap * sizeof *lines.at);
		}
		lines.at[lines.count++] = (struct line){ text + start, size, false };
		start += size;
	}
	return lines;
}

static bool equal(const struct line *a, const struct line *b)
{
	return a->length == b->length && memcmp(a->at, b->at, a->length) == 0;
}

/* Walks back through the furthest points reached with d, d-1, … edits and marks the lines that were kept. */
static void mark(struct lines a, struct lines b, int *const *reached, int d)
{
	int x = (int)a.count, y = (int)b.count;
	for (; d >= 0; d--) {
		const int *v = d > 0 ? reached[d - 1] + d : NULL;       /* v[k] for k in -(d-1)…d-1 is at v[k - 1] */
		int k = x - y, from_x = 0, from_y = 0;
		if (d > 0) {
			bool down = k == -d || (k != d && v[k - 1 - 1] < v[k + 1 - 1]);
			int from = down ? k + 1 : k - 1;
			from_x = v[from - 1];
			from_y = from_x - from;
		}
		while (x > from_x && y > from_y) {
			a.at[--x].kept = true;
			b.at[--y].kept = true;
		}
		x = from_x;
		y = from_y;
	}
}

/* reached[d][k + d] is the furthest x on diagonal k after d edits. */
static void compare(struct lines a, struct lines b)
{
	int n = (int)a.count, m = (int)b.count, d = 0;
	int **reached = memory(NULL, (MOST_EDITS + 1) * sizeof *reached);
	bool found = false;
	for (; d <= MOST_EDITS && !found; d++) {
		int *now = memory(NULL, (size_t)(2 * d + 1) * sizeof *now), *before = d > 0 ? reached[d - 1] : NULL;
		reached[d] = now;
		for (int k = -d; k <= d && !found; k += 2) {
			int x = 0;
			if (d > 0) {
				bool down = k == -d || (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]);
				x = down ? before[k + 1 + d - 1] : before[k - 1 + d - 1] + 1;
			}
			while (x < n && x - k < m && x - k >= 0 && equal(&a.at[x], &b.at[x - k]))
				x++;
			now[k + d] = x;
			found = x >= n && x - k >= m;
		}
		/* Diagonals of the other parity are not reached with d edits. */
		for (int k = -d + 1; k < d; k += 2)
			now[k + d] = -1;
	}
	if (found)
		mark(a, b, reached, d - 1);
	for (int i = 0; i < d; i++)
		free(reached[i]);
	free(reached);
}

static void mark_kept(struct lines a, struct lines b)
{
	size_t start = 0, end = 0;
	while (start < a.count && start < b.count && equal(&a.at[start], &b.at[start])) {
		a.at[start].kept = b.at[start].kept = true;
		start++;
	}
	while (end < a.count - start && end < b.count - start && equal(&a.at[a.count - 1 - end], &b.at[b.count - 1 - end])) {
		a.at[a.count - 1 - end].kept = b.at[b.count - 1 - end].kept = true;
		end++;
	}
	struct lines middle_a = { a.at + start, a.count - start - end }, middle_b = { b.at + start, b.count - start - end };
	if (middle_a.count > 0 && middle_b.count > 0)
		compare(middle_a, middle_b);
}

/* --- printing ---------------------------------------------------------------------------------------- */

struct printer { FILE *out; size_t printed, most; bool colour; };

static bool room(struct printer *p)
{
	return p->printed++ < p->most;
}

static void print_line(struct printer *p, char sign, const struct line *line)
{
	const char *colour = !p->colour ? "" : sign == '-' ? "\033[31m" : sign == '+' ? "\033[32m" : "";
	bool ends = line->at[line->length - 1] == '\n';
	if (!room(p))
		return;
	fprintf(p->out, "%s%c", colour, sign);
	for (size_t i = 0; i < line->length - ends; i++) {
		unsigned char c = (unsigned char)line->at[i];
		fputc((c < ' ' && c != '\t') || c == 0x7f ? '?' : c, p->out);
	}
	fprintf(p->out, "%s\n", colour[0] != '\0' ? "\033[0m" : "");
	if (!ends && room(p))
		fputs("\\ No newline at end of file\n", p->out);
}

/* Lines from `i` and `j` on until CONTEXT kept lines are followed by no change within reach. */
static void hunk(struct printer *p, struct lines a, struct lines b, size_t *i, size_t *j)
{
	size_t first_a = *i, first_b = *j, end_a = *i, end_b = *j, kept = 0;
	for (size_t x = *i, y = *j; x < a.count || y < b.count; ) {
		bool change = (x < a.count && !a.at[x].kept) || (y < b.count && !b.at[y].kept);
		if (x < a.count && !a.at[x].kept)
			x++;
		else if (y < b.count && !b.at[y].kept)
			y++;
		else
			x++, y++;
		kept = change ? 0 : kept + 1;
		if (kept > 2 * CONTEXT)
			break;
		end_a = x;
		end_b = y;
	}
	size_t trailing = kept > 2 * CONTEXT ? 2 * CONTEXT : kept, over = trailing > CONTEXT ? trailing - CONTEXT : 0;
	end_a -= over;
	end_b -= over;
	if (room(p))
		fprintf(p->out, "%s@@ -%zu,%zu +%zu,%zu @@%s\n", p->colour ? "\033[36m" : "", end_a > first_a ? first_a + 1 : first_a,
			end_a - first_a, end_b > first_b ? first_b + 1 : first_b, end_b - first_b, p->colour ? "\033[0m" : "");
	for (size_t x = first_a, y = first_b; x < end_a || y < end_b; ) {
		if (x < end_a && !a.at[x].kept)
			print_line(p, '-', &a.at[x++]);
		else if (y < end_b && !b.at[y].kept)
			print_line(p, '+', &b.at[y++]);
		else
			print_line(p, ' ', &a.at[x++]), y++;
	}
	*i = end_a;
	*j = end_b;
}

size_t diff_print(FILE *out, struct diff_side before, struct diff_side after, size_t most, bool colour)
{
	struct lines a = split(before.text, before.length), b = split(after.text, after.length);
	struct printer p = { out, 0, most, colour };
	mark_kept(a, b);
	if (before.length != after.length || (after.length > 0 && memcmp(before.text, after.text, after.length) != 0)) {
		const char *bold = colour ? "\033[1m" : "", *plain = colour ? "\033[0m" : "";
		fprintf(out, "%s--- %s%s\n%s+++ %s%s\n", bold, before.label, plain, bold, after.label, plain);
	}
	for (size_t i = 0, j = 0; i < a.count || j < b.count; ) {
		/* Up to the line CONTEXT before the next change. */
		size_t ahead = 0;
		while (i + ahead < a.count && j + ahead < b.count && a.at[i + ahead].kept && b.at[j + ahead].kept)
			ahead++;
		if (i + ahead == a.count && j + ahead == b.count)
			break;
		size_t skip = ahead > CONTEXT ? ahead - CONTEXT : 0;
		i += skip;
		j += skip;
		hunk(&p, a, b, &i, &j);
	}
	if (p.printed > most)
		fprintf(out, "(%zu more lines)\n", p.printed - most);
	free(a.at);
	free(b.at);
	return p.printed < most ? p.printed : most;
}
