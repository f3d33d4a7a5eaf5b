/* Diagnostics as JSON. Jansson takes its memory from the C library and not from an arena, so nothing of it
 * is held while the output grows: each object is made once to be measured and once to be written. */
#include "diag/render_json.h"

#include <jansson.h>
#include <string.h>

#include "base/utf8.h"

static const char *const severities[] = { "error", "warning", "note" };

/* Jansson refuses text that is not UTF-8: bad bytes are replaced. */
static struct str clean(struct arena *arena, struct str s)
{
	struct buf out;

	if (s.len == 0 || utf8_valid(s) == s.len)
		return s;
	buf_init(&out, arena);
	while (s.len > 0) {
		uint32_t good = utf8_valid(s), taken = good < s.len ? good + 1 : good;

		buf_bytes(&out, s.at, good);
		if (good < s.len)
			buf_text(&out, "\xEF\xBF\xBD");
		s = (struct str){ s.at + taken, s.len - taken };
	}
	return buf_slice(&out, 0);
}

/* A set that fails gives away the value all the same; the caller sees the failure in `*whole`. */
static void set(json_t *object, const char *key, json_t *value, bool *whole)
{
	*whole = json_object_set_new(object, key, value) == 0 && *whole;
}

static void set_text(json_t *object, const char *key, struct str text, bool *whole)
{
	if (text.len > 0)
		set(object, key, json_stringn(text.at, text.len), whole);
}

static json_t *position_object(const struct sources *sources, uint32_t position, bool *whole)
{
	struct place place = sources_place(sources, position);
	const struct source_file *file = sources_file_of(sources, position);
	json_t *object = json_object();

	set(object, "line", json_integer(place.line), whole);
	set(object, "column", json_integer(place.column), whole);
	set(object, "byte", json_integer(position - place.line_start + 1), whole);
	set(object, "utf16", json_integer(place.utf16_column), whole);
	set(object, "offset", json_integer(position - file->base), whole);
	return object;
}

static void set_place(json_t *object, const struct sources *sources, struct span span, struct str label, bool *whole)
{
	const struct source_file *file = sources_file_of(sources, span.start);
	json_t *range;

	set_text(object, "label", label, whole);
	if (file == NULL)
		return;
	range = json_object();
	set_text(object, "file", utf8_valid(file->path) == file->path.len ? file->path : STR("?"), whole);
	set(range, "start", position_object(sources, span.start, whole), whole);
	if (span.end < span.start || span.end > file->base + file->text.len)
		span.end = span.start;
	set(range, "end", position_object(sources, span.end, whole), whole);
	set(object, "range", range, whole);
}

static void set_related(json_t *object, const struct sources *sources, const struct diag *diag, bool *whole)
{
	json_t *related;

	if (diag->place_count == 0)
		return;
	related = json_array();
	for (uint32_t i = 0; i < diag->place_count; i++) {
		json_t *other = json_object();

		set_place(other, sources, diag->places[i].span, diag->places[i].label, whole);
		*whole = json_array_append_new(related, other) == 0 && *whole;
	}
	set(object, "related", related, whole);
}

/* The same fault elsewhere, with what it would have said there and its own places. */
static void set_likewise(json_t *object, const struct sources *sources, const struct diag *diag, bool *whole)
{
	json_t *likewise;

	if (diag->likewise.len == 0)
		return;
	likewise = json_array();
	for (uint32_t i = 0; i < diag->likewise.len; i++) {
		const struct diag_likewise *other = &diag->likewise.at[i];
		json_t *one = json_object();

		set_text(one, "in", other->in, whole);
		set_text(one, "message", other->diag->message, whole);
		set_related(one, sources, other->diag, whole);
		set_text(one, "help", other->diag->help, whole);
		*whole = json_array_append_new(likewise, one) == 0 && *whole;
	}
	set(object, "likewise", likewise, whole);
}

static json_t *diag_object(const struct sources *sources, const struct diag *diag, bool *whole)
{
	json_t *object = json_object();

	set_text(object, "code", diag->rule, whole);
	set(object, "severity", json_string(severities[diag->severity]), whole);
	set_text(object, "message", diag->message, whole);
	set_place(object, sources, diag->span, diag->label, whole);
	set_related(object, sources, diag, whole);
	set_likewise(object, sources, diag, whole);
	set_text(object, "help", diag->help, whole);
	set_text(object, "note", diag->note, whole);
	return object;
}

/* Writes at most `room` bytes of the object to `at`; its size, or 0 when memory ended. */
static size_t dump(char *at, size_t room, const struct sources *sources, const struct diag *diag)
{
	bool whole = true;
	json_t *object = diag_object(sources, diag, &whole);
	size_t len = object != NULL && whole ? json_dumpb(object, at, room, JSON_COMPACT) : 0;

	json_decref(object);
	return len;
}

static struct diag clean_diag(struct arena *arena, const struct diag *original)
{
	struct diag diag = *original;

	diag.message = clean(arena, diag.message);
	diag.label = clean(arena, diag.label);
	diag.help = clean(arena, diag.help);
	diag.note = clean(arena, diag.note);
	for (uint32_t i = 0; i < diag.place_count; i++)
		diag.places[i].label = clean(arena, diag.places[i].label);
	return diag;
}

static void append(struct buf *out, const struct sources *sources, const struct diag *original)
{
	struct diag diag = clean_diag(out->arena, original);
	size_t len, from;

	diag.likewise.at = ARENA_ARRAY(out->arena, struct diag_likewise, diag.likewise.len + 1);
	for (uint32_t i = 0; i < diag.likewise.len; i++) {
		struct diag *other = ARENA_NEW(out->arena, struct diag);

		*other = clean_diag(out->arena, original->likewise.at[i].diag);
		diag.likewise.at[i] = (struct diag_likewise){ original->likewise.at[i].in, other };
	}
	from = out->len;
	len = dump(NULL, 0, sources, &diag);
	buf_spaces(out, (unsigned)len);
	if (len == 0 || dump(out->at + from, len, sources, &diag) != len)
		arena_fail(out->arena);
}

void render_json_array(struct buf *out, const struct sources *sources, const struct diags *diags)
{
	buf_char(out, '[');
	for (uint32_t i = 0; i < diags->list.len; i++) {
		buf_text(out, i > 0 ? ",\n" : "\n");
		append(out, sources, &diags->list.at[i]);
	}
	buf_text(out, diags->list.len > 0 ? "\n]" : "]");
}

void render_json(struct buf *out, const struct sources *sources, const struct diags *diags, const char *version)
{
	buf_format(out, "{\"version\":\"%s\",\"errors\":%u,\"warnings\":%u,\"notShown\":%u,\n\"diagnostics\":", version,
	           diags->errors, diags->warnings, diags->dropped);
	render_json_array(out, sources, diags);
	buf_text(out, "}\n");
}
