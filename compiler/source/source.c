/* The table of texts, and from a position to file, line and columns. */
#include "source/source.h"

#include <string.h>

#include "base/utf8.h"

void sources_init(struct sources *sources, struct arena *arena) { *sources = (struct sources){ .arena = arena }; }

uint32_t sources_add(struct sources *sources, struct str path, struct str text, bool library)
{
	uint32_t base = 1;

	if (text.at == NULL)
		text = STR("");
	/* One position lies behind the last byte, so that the end of one text is not the start of the next. */
	if (sources->files.len > 0)
		base = vec_last(&sources->files).base + vec_last(&sources->files).text.len + 1;
	vec_push(sources->arena, &sources->files, (struct source_file){ path, text, base, library });
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

static uint32_t count_lines(struct str text)
{
	uint32_t count = 0;
	const char *at = text.at, *end = text.at + text.len;

	while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		count++;
		at++;
	}
	return count;
}

struct place sources_place(const struct sources *sources, uint32_t position)
{
	const struct source_file *file = sources_file_of(sources, position);
	struct place place = { 0 };
	struct str before;
	uint32_t at, start, end;

	if (file == NULL)
		return place;
	at = start = end = position - file->base;
	while (start > 0 && file->text.at[start - 1] != '\n')
		start--;
	while (end < file->text.len && file->text.at[end] != '\n')
		end++;
	if (end > start && file->text.at[end - 1] == '\r' && end > at)
		end--;
	before = (struct str){ file->text.at + start, at - start };
	place.file = (uint32_t)(file - sources->files.at);
	place.line = count_lines((struct str){ file->text.at, start }) + 1;
	place.column = utf8_width(before, 0) + 1;
	place.utf16_column = utf8_utf16_units(before) + 1;
	place.line_text = (struct str){ file->text.at + start, end - start };
	place.line_start = file->base + start;
	return place;
}
