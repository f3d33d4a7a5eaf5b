/* The table of texts, and from a position to file, line and columns. */
#include "source/source.h"

#include <string.h>

#include "base/utf8.h"

/* A character of a text: offsets from its start, columns from 0. Every so many bytes one is kept, so that a place is found
 * by a short walk however long the text and its lines are. */
struct mark { uint32_t at, line, line_start, column, utf16; };
struct place_marks { VEC(struct mark) list; };

#define MARK_EVERY 512u

void sources_init(struct sources *sources, struct arena *arena) { *sources = (struct sources){ .arena = arena }; }

uint32_t sources_add(struct sources *sources, struct str path, struct str text, bool library)
{
	uint32_t base = 1;

	if (text.at == NULL)
		text = STR("");
	/* One position lies behind the last byte, so that the end of one text is not the start of the next. */
	if (sources->files.len > 0)
		base = vec_last(&sources->files).base + vec_last(&sources->files).text.len + 1;
	vec_push(sources->arena, &sources->files, (struct source_file){ path, text, base, library, false,
		ARENA_NEW(sources->arena, struct place_marks) });
	return sources->files.len - 1;
}

const struct source_file *sources_file_of(const struct sources *sources, uint32_t position)
{
	uint32_t low = 0, high = sources->files.len;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (sources->files.at[middle].base <= position)
			low = middle;
		else
			high = middle;
	}
	if (low >= high || position < sources->files.at[low].base)
		return NULL;
	return position - sources->files.at[low].base <= sources->files.at[low].text.len ? &sources->files.at[low] : NULL;
}

struct str sources_text(const struct sources *sources, struct span span)
{
	const struct source_file *file = sources_file_of(sources, span.start);
	uint32_t start, end;

	if (file == NULL || span.end < span.start)
		return (struct str){ 0 };
	start = span.start - file->base;
	end = span.end - file->base;
	if (end > file->text.len)
		end = file->text.len;
	return (struct str){ file->text.at + start, end - start };
}

static void mark_step(struct str text, struct mark *mark)
{
	bool shown;
	unsigned len;

	if (text.at[mark->at] == '\n') {
		mark->at++;
		*mark = (struct mark){ mark->at, mark->line + 1, mark->at, 0, 0 };
		return;
	}
	len = utf8_step((struct str){ text.at + mark->at, text.len - mark->at }, &mark->column, &shown);
	mark->utf16 += len == 4 ? 2 : 1;
	mark->at += len;
}

/* One more mark; false at the end of the text. */
static bool mark_more(const struct sources *sources, const struct source_file *file)
{
	struct place_marks *marks = file->marks;
	struct mark mark = { .line = 1 };
	uint32_t end = marks->list.len * MARK_EVERY;

	if (marks->list.len > 0)
		mark = vec_last(&marks->list);
	if (end > file->text.len)
		return false;
	while (mark.at < end)
		mark_step(file->text, &mark);
	vec_push(sources->arena, &marks->list, mark);
	return true;
}

static struct mark mark_at(const struct sources *sources, const struct source_file *file, uint32_t at)
{
	struct place_marks *marks = file->marks;
	struct mark mark, next;
	uint32_t index = at / MARK_EVERY;

	while (marks->list.len <= index && mark_more(sources, file))
		;
	/* A mark stands behind the character that its place is inside of. */
	mark = marks->list.at[marks->list.at[index].at > at ? index - 1 : index];
	for (next = mark; next.at < at;) {
		mark_step(file->text, &next);
		if (next.at <= at)
			mark = next;
	}
	return mark;
}

static struct place place_of(const struct sources *sources, const struct source_file *file, struct mark mark, uint32_t at)
{
	uint32_t start = mark.line_start, end;
	const char *line_end = memchr(file->text.at + at, '\n', file->text.len - at);

	end = line_end != NULL ? (uint32_t)(line_end - file->text.at) : file->text.len;
	if (end > start && file->text.at[end - 1] == '\r' && end > at)
		end--;
	return (struct place){ .file = (uint32_t)(file - sources->files.at), .line = mark.line, .column = mark.column + 1,
		.utf16_column = mark.utf16 + 1, .line_text = { file->text.at + start, end - start }, .line_start = file->base + start,
		.byte = at - start };
}

struct place sources_place(const struct sources *sources, uint32_t position)
{
	const struct source_file *file = sources_file_of(sources, position);

	if (file == NULL)
		return (struct place){ 0 };
	return place_of(sources, file, mark_at(sources, file, position - file->base), position - file->base);
}

struct place sources_before_column(const struct sources *sources, struct place place, uint32_t column)
{
	const struct source_file *file = &sources->files.at[place.file];
	uint32_t start = place.line_start - file->base, low, high;
	struct mark mark = mark_at(sources, file, start), next;

	while (vec_last(&file->marks->list).line == place.line && vec_last(&file->marks->list).column < column && mark_more(sources, file))
		;
	low = start / MARK_EVERY;
	high = file->marks->list.len;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		const struct mark *kept = &file->marks->list.at[middle];

		if (kept->line < place.line || (kept->line == place.line && kept->column < column))
			low = middle;
		else
			high = middle;
	}
	if (file->marks->list.at[low].line == place.line && file->marks->list.at[low].column < column)
		mark = file->marks->list.at[low];
	for (next = mark; next.at < start + place.line_text.len && next.column < column;) {
		mark = next;
		mark_step(file->text, &next);
	}
	return place_of(sources, file, mark, mark.at);
}
