/* The derived facts as text:
 *
 *     subnets 9
 *       app-a: network production; tier app; zone us-east-1a; cidr 10.20.11.0/24; table app-a  # estate.bastide:12
 */
#include "estate/estate_dump.h"

#define PLACES 4u                    /* statements shown behind one row */

struct places { uint32_t at[PLACES], len; };

static bool in_library(const struct facts *facts, const struct sources *sources, uint32_t origin)
{
	uint32_t start = facts->origins.at[origin].start;

	return start != 0 && sources->files.len > 0 && sources_file_of(sources, start)->library;
}

/* What a kind says for all its things is no news beside a statement of the program. */
static void note_place(struct places *places, const struct facts *facts, const struct sources *sources, uint32_t origin)
{
	if (!origin || places->len == PLACES || in_library(facts, sources, origin))
		return;
	for (uint32_t i = 0; i < places->len; i++)
		if (places->at[i] == origin || facts->origins.at[places->at[i]].start == facts->origins.at[origin].start)
			return;
	places->at[places->len++] = origin;
}

static void print_places(struct buf *out, const struct facts *facts, const struct sources *sources, const struct places *places)
{
	uint32_t last_file = UINT32_MAX, last_line = 0;

	for (uint32_t i = 0; i < places->len; i++) {
		struct span span = facts->origins.at[places->at[i]];
		if (span.start == 0 || sources->files.len == 0)
			continue;
		struct place place = sources_place(sources, span.start);
		if (place.file == last_file && place.line == last_line)
			continue;
		buf_text(out, last_file == UINT32_MAX ? "  # " : ", ");
		if (place.file != last_file)
			buf_format(out, "%.*s:", STR_ARG(sources->files.at[place.file].path));
		buf_int(out, place.line);
		last_file = place.file;
		last_line = place.line;
	}
}

static void print_row(struct buf *out, const struct facts *facts, const struct sources *sources, object_ref row)
{
	const struct kind *kind = &facts->kinds.at[object_at(facts, row)->kind];
	struct places places = { { object_at(facts, row)->origin }, 1 };

	buf_text(out, "  ");
	facts_print(out, facts, val_object(row));
	for (uint32_t c = 0; c < kind->own_fields; c++) {
		const struct field *field = &facts->fields.at[kind->first_field + c];
		struct val v = object_cell(facts, row, field->cell);
		if (v.tag == VAL_NONE || (v.tag == VAL_LIST && v.b == 0))
			continue;
		buf_format(out, "%s %.*s ", c == 0 ? ":" : ";", STR_ARG(names_text(facts->names, field->name)));
		facts_print(out, facts, v);
		note_place(&places, facts, sources, v.origin);
	}
	print_places(out, facts, sources, &places);
	buf_char(out, '\n');
}

/* What the library declares for every program is left out. */
static uint32_t count_shown(const struct facts *facts, const struct sources *sources, struct extent rows)
{
	uint32_t shown = 0;

	for (uint32_t i = 0; i < rows.len; i++)
		shown += !in_library(facts, sources, object_at(facts, rows.at[i])->origin);
	return shown;
}

void estate_dump(struct buf *out, const struct facts *facts, const struct sources *sources)
{
	for (unsigned r = 0; r < REL_COUNT; r++) {
		kind_ref kind = facts->relation_kind[r];
		struct extent rows = facts_extent(facts, kind);
		uint32_t shown = count_shown(facts, sources, rows);
		if (shown == 0)
			continue;
		buf_format(out, "%.*s %u\n", STR_ARG(names_text(facts->names, facts->kinds.at[kind].plural)), shown);
		for (uint32_t i = 0; i < rows.len; i++)
			if (!in_library(facts, sources, object_at(facts, rows.at[i])->origin))
				print_row(out, facts, sources, rows.at[i]);
	}
}
