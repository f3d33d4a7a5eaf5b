#include "lsp/edits.h"

#include <stdbool.h>
#include <string.h>

json_t *position_json(struct text_position position)
{
	json_t *object = made(json_object());
	json_put(object, "line", made(json_integer(position.line)));
	json_put(object, "character", made(json_integer(position.character)));
	return object;
}

json_t *range_json(struct text_cursor *cursor, size_t start, size_t end)
{
	json_t *object = made(json_object());
	json_put(object, "start", position_json(text_position(cursor, start)));
	json_put(object, "end", position_json(text_position(cursor, end)));
	return object;
}

/* Bytes that a layout may add and take away; a semicolon is a line end written in another way. */
static bool is_layout(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';';
}

static size_t layout_end(struct bst_text text, size_t at)
{
	while (at < text.length && is_layout(text.at[at]))
		at++;
	return at;
}

struct editing { struct bst_text before, after; struct text_cursor cursor; json_t *edits; };

/* before[from, to) becomes after[start, end): what is alike at both ends is left out. */
static void replace(struct editing *e, size_t from, size_t to, size_t start, size_t end)
{
	while (from < to && start < end && e->before.at[from] == e->after.at[start]) {
		from++;
		start++;
	}
	while (from < to && start < end && e->before.at[to - 1] == e->after.at[end - 1]) {
		to--;
		end--;
	}
	if (from == to && start == end)
		return;
	/* Between \r and \n is no place, and inside of a character neither. */
	while (from > 0 && ((e->before.at[from - 1] == '\r' && from < e->before.length && e->before.at[from] == '\n')
	                    || (from < e->before.length && ((unsigned char)e->before.at[from] & 0xC0) == 0x80))) {
		from--;
		start--;
	}
	while (to < e->before.length && ((to > 0 && e->before.at[to - 1] == '\r' && e->before.at[to] == '\n')
	                                 || ((unsigned char)e->before.at[to] & 0xC0) == 0x80)) {
		to++;
		end++;
	}
	json_t *edit = made(json_object());
	json_put(edit, "range", range_json(&e->cursor, from, to));
	json_put(edit, "newText", json_words(e->after.at + start, end - start));
	json_push(e->edits, edit);
}

/* Everything but the layout is the same and in the same order. */
static bool differs_in_layout(struct bst_text before, struct bst_text after)
{
	size_t i = layout_end(before, 0), k = layout_end(after, 0);
	while (i < before.length && k < after.length && before.at[i] == after.at[k]) {
		i = layout_end(before, i + 1);
		k = layout_end(after, k + 1);
	}
	return i == before.length && k == after.length;
}

json_t *edits_between(struct bst_text before, struct bst_text after, enum text_encoding encoding)
{
	struct editing e = { before, after, { .text = before, .encoding = encoding }, made(json_array()) };
	if (!differs_in_layout(before, after)) {
		replace(&e, 0, before.length, 0, after.length);
		return e.edits;
	}
	for (size_t i = 0, k = 0; i < before.length || k < after.length; i++, k++) {
		size_t end = layout_end(before, i), end_after = layout_end(after, k);
		replace(&e, i, end, k, end_after);
		i = end;
		k = end_after;
	}
	return e.edits;
}
