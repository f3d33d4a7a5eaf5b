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

static bool is_shown(struct str character, uint32_t code_point)
{
	uint32_t found;

	return code_point >= 0x20 && utf8_invisible(character, &found) == character.len;
}

/* Writes one character at a column and returns the column behind it; *at moves on. With `out` NULL only
 * the columns are computed. */
static uint32_t show_character(struct buf *out, struct str text, uint32_t *at, uint32_t column)
{
	uint32_t code_point = 0;
	struct str rest = { text.at + *at, text.len - *at };
	unsigned len = utf8_decode(rest, &code_point);
	struct str character = { rest.at, len > 0 ? len : 1 };

	*at += character.len;
	if (len > 0 && code_point == '\t') {
		uint32_t wide = 8 - column % 8;

		if (out != NULL)
			buf_spaces(out, wide);
		return column + wide;
	}
	if (len == 0 || !is_shown(character, code_point)) {
		if (out != NULL)
			buf_text(out, "\xEF\xBF\xBD");
		return column + 1;
	}
	if (out != NULL)
		buf_str(out, character);
	return column + utf8_width(character, 0);
}

static uint32_t columns_to(struct str text, uint32_t end)
{
	uint32_t column = 0, at = 0;

	while (at < end && at < text.len)
		column = show_character(NULL, text, &at, column);
	return column;
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

static struct window window_around(struct render *render, uint32_t total, uint32_t start, uint32_t end)
{
	uint32_t room = render->style.width == 0 ? MOST_COLUMNS : render->style.width;
	uint32_t taken = render->gutter + 3;
	struct window window = { 0, total };

	room = room > taken + LEAST_COLUMNS ? room - taken : LEAST_COLUMNS;
	if (total <= room)
		return window;
	if (end > room)
		window.first = end - start > room / 2 ? start - (start < room / 4 ? start : room / 4) : end - room * 3 / 4;
	window.last = window.first + room;
	return window;
}

/* Where the line is cut on the left, an ellipsis stands in the place of the first character. */
static void source_line(struct render *render, struct str line, struct window window)
{
	uint32_t column = 0, at = 0;

	while (at < line.len && column < window.last) {
		uint32_t before = at;
		uint32_t next = show_character(NULL, line, &at, column);

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
	uint32_t start, end, from, to;
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
	start = span.start - place.line_start;
	end = span.end > span.start ? span.end - place.line_start : start;
	if (end > place.line_text.len)
		end = place.line_text.len;
	from = columns_to(place.line_text, start);
	to = columns_to(place.line_text, end);
	window = window_around(render, columns_to(place.line_text, place.line_text.len), from, to);
	gutter(render, 0);
	buf_char(render->out, '\n');
	gutter(render, place.line);
	if (place.line_text.len > 0)
		buf_char(render->out, ' ');
	source_line(render, place.line_text, window);
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
