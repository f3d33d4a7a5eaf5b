/* Diagnostics as text. All columns are computed from what is really written, so that carets stand right
 * under tabs, wide and combining characters and under what replaces a control character.
 *
 *	error[unknown-name]: no service is named `shp`
 *	  --> acme.bastide:12:9
 *	   |
 *	12 |   calls shp
 *	   |         ^^^ not declared
 *	   |
 *	  ::: acme.bastide:40:9
 *	   |
 *	40 | service shop {
 *	   |         ---- this one is near
 *	   = help: write `shop`
 */
#include "diag/render_text.h"

#include "base/utf8.h"

#define LEAST_COLUMNS 60u          /* of a source line, however narrow the terminal */
#define MOST_COLUMNS 200u          /* of a source line when there is no terminal: one line may be megabytes */

enum paint { PAINT_ERROR, PAINT_WARNING, PAINT_NOTE, PAINT_GUTTER, PAINT_MESSAGE, PAINT_NONE };

static const char *const colours[] = { "\033[1;31m", "\033[1;33m", "\033[1;36m", "\033[1;34m", "\033[1m", "\033[0m" };
static const char *const severities[] = { "error", "warning", "note" };

struct render {
	struct buf *out;
	const struct sources *sources;
	struct render_style style;
	unsigned gutter;               /* digits of the largest line number shown */
};

static void paint(struct render *render, enum paint colour)
{
	if (render->style.colour)
		buf_text(render->out, colours[colour]);
}

/* Writes one character at a column and returns the column behind it; *at moves on. */
static uint32_t show_character(struct buf *out, struct str text, uint32_t *at, uint32_t column)
{
	struct str rest = { text.at + *at, text.len - *at };
	uint32_t behind = column;
	bool shown;
	unsigned len = utf8_step(rest, &behind, &shown);

	*at += len;
	if (!shown)
		buf_text(out, "\xEF\xBF\xBD");
	else if (rest.at[0] == '\t')
		buf_spaces(out, behind - column);
	else
		buf_bytes(out, rest.at, len);
	return behind;
}

/* Words of a message, help or label. A line break becomes a space, or a new line indented so. */
static void show_words(struct render *render, struct str words, unsigned indent)
{
	for (uint32_t at = 0; at < words.len;) {
		if (words.at[at] != '\n') {
			show_character(render->out, words, &at, 0);
			continue;
		}
		at++;
		buf_char(render->out, indent > 0 ? '\n' : ' ');
		buf_spaces(render->out, indent);
	}
}

static unsigned digits_of(uint32_t line)
{
	unsigned digits = 1;

	for (; line >= 10; line /= 10)
		digits++;
	return digits;
}

static void gutter(struct render *render, uint32_t line)
{
	paint(render, PAINT_GUTTER);
	if (line > 0) {
		buf_spaces(render->out, render->gutter - digits_of(line));
		buf_int(render->out, line);
	} else {
		buf_spaces(render->out, render->gutter);
	}
	buf_text(render->out, " |");
	paint(render, PAINT_NONE);
}

/* The part of a line that is shown: all of it, or as many columns as fit around the span. */
struct window { uint32_t first, last; };           /* columns */

static uint32_t room_for(const struct render *render)
{
	uint32_t room = render->style.width == 0 ? MOST_COLUMNS : render->style.width;
	uint32_t taken = render->gutter + 3;

	return room > taken + LEAST_COLUMNS ? room - taken : LEAST_COLUMNS;
}

/* The columns of a line, measured from a place in it; no further than to where it is wider than the room. */
static uint32_t columns_of(struct place from, uint32_t room)
{
	uint32_t column = from.column - 1, at = from.byte;
	bool shown;

	while (at < from.line_text.len && column <= room)
		at += utf8_step((struct str){ from.line_text.at + at, from.line_text.len - at }, &column, &shown);
	return column;
}

static struct window window_around(const struct render *render, uint32_t total, uint32_t start, uint32_t end)
{
	uint32_t room = room_for(render);
	struct window window = { 0, total };

	if (total <= room)
		return window;
	if (end > room)
		window.first = end - start > room / 2 ? start - (start < room / 4 ? start : room / 4) : end - room * 3 / 4;
	window.last = window.first + room;
	return window;
}

/* Where the line is cut on the left, an ellipsis stands in the place of the first character. */
static void source_line(struct render *render, struct place place, struct window window)
{
	struct place first = sources_before_column(render->sources, place, window.first);
	struct str line = place.line_text;
	uint32_t column = first.column - 1, at = first.byte;
	bool shown;

	while (at < line.len && column < window.last) {
		uint32_t before = at, next = column;

		at += utf8_step((struct str){ line.at + at, line.len - at }, &next, &shown);
		if (column >= window.first && window.first > 0) {
			buf_text(render->out, "…");
			buf_spaces(render->out, next > window.first ? next - window.first - 1 : 0);
			window.first = 0;
		} else if (column >= window.first) {
			show_character(render->out, line, &before, column);
		}
		column = next;
	}
	if (at < line.len)
		buf_text(render->out, "…");
	buf_char(render->out, '\n');
}

static void carets(struct render *render, uint32_t from, uint32_t count, char mark, enum paint colour, struct str label)
{
	gutter(render, 0);
	buf_spaces(render->out, from + 1);
	paint(render, colour);
	for (uint32_t i = 0; i < count; i++)
		buf_char(render->out, mark);
	if (label.len > 0) {
		buf_char(render->out, ' ');
		show_words(render, label, 0);
	}
	paint(render, PAINT_NONE);
	buf_char(render->out, '\n');
}

/* One place: where it is, its line and its carets. A span of several lines shows the first. */
static void snippet(struct render *render, struct span span, struct str label, const char *arrow, char mark, enum paint colour)
{
	struct place place = sources_place(render->sources, span.start);
	struct place behind;
	uint32_t from, to, end;
	struct window window;

	if (place.line == 0)
		return;
	buf_spaces(render->out, render->gutter);
	paint(render, PAINT_GUTTER);
	buf_text(render->out, arrow);
	paint(render, PAINT_NONE);
	buf_char(render->out, ' ');
	show_words(render, render->sources->files.at[place.file].path, 0);
	buf_format(render->out, ":%u:%u\n", place.line, place.column);
	end = span.end > span.start ? span.end : span.start;
	if (end > place.line_start + place.line_text.len)
		end = place.line_start + place.line_text.len;
	behind = sources_place(render->sources, end);
	from = place.column - 1;
	to = behind.column - 1;
	window = window_around(render, columns_of(behind, room_for(render)), from, to);
	gutter(render, 0);
	buf_char(render->out, '\n');
	gutter(render, place.line);
	if (place.line_text.len > 0)
		buf_char(render->out, ' ');
	source_line(render, place, window);
	if (to > window.last)
		to = window.last;
	carets(render, from - window.first, to > from ? to - from : 1, mark, colour, label);
}

static void remark(struct render *render, const char *word, struct str text)
{
	if (text.len == 0)
		return;
	buf_spaces(render->out, render->gutter + 1);
	paint(render, PAINT_GUTTER);
	buf_text(render->out, "= ");
	paint(render, PAINT_MESSAGE);
	buf_text(render->out, word);
	paint(render, PAINT_NONE);
	buf_text(render->out, ": ");
	show_words(render, text, render->gutter + 9);
	buf_char(render->out, '\n');
}

static unsigned gutter_of(const struct sources *sources, const struct diag *diag)
{
	uint32_t most = sources_place(sources, diag->span.start).line;

	for (uint32_t i = 0; i < diag->place_count; i++) {
		uint32_t line = sources_place(sources, diag->places[i].span.start).line;

		most = line > most ? line : most;
	}
	return digits_of(most);
}

void render_text_one(struct buf *out, const struct sources *sources, const struct diag *diag, struct render_style style)
{
	struct render render = { out, sources, style, gutter_of(sources, diag) };
	enum paint colour = (enum paint)diag->severity;

	paint(&render, colour);
	buf_text(out, severities[diag->severity]);
	if (diag->rule.len > 0)
		buf_format(out, "[%.*s]", STR_ARG(diag->rule));
	paint(&render, PAINT_MESSAGE);
	buf_text(out, ": ");
	show_words(&render, diag->message, 0);
	paint(&render, PAINT_NONE);
	buf_char(out, '\n');
	snippet(&render, diag->span, diag->label, "-->", '^', colour);
	for (uint32_t i = 0; i < diag->place_count; i++) {
		if (sources_file_of(sources, diag->places[i].span.start) == NULL)
			continue;
		gutter(&render, 0);
		buf_char(out, '\n');
		snippet(&render, diag->places[i].span, diag->places[i].label, ":::", '-', PAINT_GUTTER);
	}
	remark(&render, "likewise in", diag_likewise_text(out->arena, diag));
	remark(&render, "help", diag->help);
	remark(&render, "note", diag->note);
}

static void counted(struct buf *out, uint32_t count, const char *word)
{
	buf_format(out, "%u %s%s", count, word, count == 1 ? "" : "s");
}

void render_text(struct buf *out, const struct sources *sources, const struct diags *diags, struct render_style style)
{
	if (diags->list.len == 0)
		return;
	for (uint32_t i = 0; i < diags->list.len; i++) {
		render_text_one(out, sources, &diags->list.at[i], style);
		buf_char(out, '\n');
	}
	if (diags->errors > 0)
		counted(out, diags->errors, "error");
	if (diags->warnings > 0) {
		buf_text(out, diags->errors > 0 ? ", " : "");
		counted(out, diags->warnings, "warning");
	}
	if (diags->dropped > 0)
		buf_format(out, "%s%u not shown", diags->errors + diags->warnings > 0 ? ", " : "", diags->dropped);
	buf_char(out, '\n');
}
