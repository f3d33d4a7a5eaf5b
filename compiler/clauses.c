/* The specification, linked in: what its clauses say of a name, and the programs that it shows. */
#include "clauses.h"

#include <ctype.h>
#include <string.h>

#include "base/vec.h"
#include "library.h"

#define AT_LENGTH 3u

enum piece_kind { PIECE_CLAUSE, PIECE_PROGRAM };
/* A clause with its number, or a fenced program with what its first line says behind the name of the language. */
struct piece { enum piece_kind kind; struct str head, text; };
struct reading { uint32_t file, at; };

static struct str part(struct str text, uint32_t from, uint32_t to)
{
	return (struct str){ text.at + from, to > from ? to - from : 0 };
}

static struct str line_at(struct str text, uint32_t at)
{
	const char *end = at < text.len ? memchr(text.at + at, '\n', text.len - at) : NULL;
	return part(text, at, end ? (uint32_t)(end - text.at) : text.len);
}

static bool begins_piece(struct str line)
{
	return str_starts(line, STR("**")) || str_starts(line, STR("```")) || str_starts(line, STR("## "));
}

/* A clause goes on, over tables and blank lines, to whatever begins next. */
static struct piece read_clause(struct reading *r, struct str text, struct str line)
{
	uint32_t number = 2, start;
	while (number < line.len && line.at[number] != '*')
		number++;
	start = r->at + (number + 3 < line.len ? number + 3 : line.len);
	struct piece piece = { PIECE_CLAUSE, part(line, 2, number), { "", 0 } };
	for (r->at += line.len + 1; r->at < text.len && !begins_piece(line = line_at(text, r->at)); )
		r->at += line.len + 1;
	uint32_t end = r->at < text.len ? r->at : text.len;
	while (end > start && isspace((unsigned char)text.at[end - 1]))
		end--;
	piece.text = part(text, start, end);
	return piece;
}

static struct piece read_program(struct reading *r, struct str text, struct str line)
{
	struct piece piece = { PIECE_PROGRAM, str_starts(line, STR("```bastide")) ? part(line, 10, line.len) : STR("other"), { "", 0 } };
	uint32_t start = r->at += line.len + 1;
	while (r->at < text.len && !str_starts(line = line_at(text, r->at), STR("```")))
		r->at += line.len + 1;
	piece.text = part(text, start, r->at);
	r->at += line.len + 1;
	return piece;
}

static bool next_piece(struct reading *r, struct piece *piece)
{
	for (; r->file < spec_text_count; r->file++, r->at = 0) {
		struct str text = { spec_texts[r->file].text, spec_texts[r->file].len };
		while (r->at < text.len) {
			struct str line = line_at(text, r->at);
			if (str_starts(line, STR("```")) || (str_starts(line, STR("**")) && line.len > 2 && isdigit((unsigned char)line.at[2]))) {
				*piece = line.at[0] == '`' ? read_program(r, text, line) : read_clause(r, text, line);
				return true;
			}
			r->at += line.len + 1;
		}
	}
	return false;
}

static bool of_word(char ch)
{
	return isalnum((unsigned char)ch) || ch == '-' || ch == '_';
}

/* Where `word` stands at or behind `from` with no character of a word around it; text.len when it does not. */
static uint32_t word_at(struct str text, struct str word, uint32_t from)
{
	for (uint32_t at = from; word.len && at + word.len <= text.len; at++) {
		const char *found = memchr(text.at + at, word.at[0], text.len - word.len + 1 - at);
		if (!found)
			break;
		at = (uint32_t)(found - text.at);
		if (memcmp(found, word.at, word.len) == 0 && (at == 0 || !of_word(found[-1]))
		    && (at + word.len == text.len || !of_word(found[word.len])))
			return at;
	}
	return text.len;
}

bool text_has_word(struct str text, struct str word)
{
	return word_at(text, word, 0) < text.len;
}

/* Whether a statement of the program begins with the word. */
static bool begins_statement(struct str text, struct str word)
{
	for (uint32_t at = 0; (at = word_at(text, word, at)) < text.len; at++) {
		uint32_t before = at;
		while (before > 0 && text.at[before - 1] == ' ')
			before--;
		if (before == 0 || strchr("\n{;", text.at[before - 1]) != NULL)
			return true;
	}
	return false;
}

/* 0 when the clause does not name it, else how early it is shown: 3 before 2 before 1. */
static unsigned speaks_of(const struct piece *clause, struct str name, struct str first)
{
	if (str_equal(clause->head, first))
		return 3;
	for (uint32_t at = 0; (at = word_at(clause->text, name, at)) < clause->text.len; at++) {
		char behind = at + name.len < clause->text.len ? clause->text.at[at + name.len] : '\0';
		if (at > 0 && clause->text.at[at - 1] == '`' && (behind == '`' || behind == ' '))
			return at == 1 ? 2 : 1;
	}
	return 0;
}

bool clauses_append(struct buf *out, struct arena *arena, struct str name, struct str first)
{
	VEC(struct piece) found = { 0 }, by_order[3] = { { 0 } };
	struct piece piece;
	for (struct reading r = { 0, 0 }; next_piece(&r, &piece); ) {
		unsigned order = piece.kind == PIECE_CLAUSE ? speaks_of(&piece, name, first) : 0;
		if (order)
			vec_push(arena, &by_order[order - 1], piece);
	}
	for (unsigned order = 3; order-- > 0;)
		for (uint32_t i = 0; i < by_order[order].len; i++)
			vec_push(arena, &found, by_order[order].at[i]);
	for (uint32_t i = 0; i < found.len; i++) {
		if (i < AT_LENGTH)
			buf_format(out, "%s%.*s  %.*s\n", i ? "\n" : "", STR_ARG(found.at[i].head), STR_ARG(found.at[i].text));
		else
			buf_format(out, "%s%.*s", i == AT_LENGTH ? "\nAlso in " : ", ", STR_ARG(found.at[i].head));
	}
	if (found.len > AT_LENGTH)
		buf_char(out, '\n');
	return found.len > 0;
}

struct str clauses_refused(struct str diagnostic)
{
	struct piece piece;
	for (struct reading r = { 0, 0 }; next_piece(&r, &piece); )
		if (piece.kind == PIECE_PROGRAM && (str_starts(piece.head, STR(" error ")) || str_starts(piece.head, STR(" warning ")))
		    && text_has_word(piece.head, diagnostic))
			return piece.text;
	return STR("");
}

struct str clauses_accepted(struct str name)
{
	struct str any = STR("");
	bool any_part = false;
	struct piece piece;
	for (struct reading r = { 0, 0 }; next_piece(&r, &piece); ) {
		bool whole = str_is(piece.head, " ok");
		if (piece.kind != PIECE_PROGRAM || !(whole || !piece.head.len) || !text_has_word(piece.text, name))
			continue;
		if (whole && begins_statement(piece.text, name))
			return piece.text;
		if (!any.len || (whole && any_part))
			any = piece.text;
		any_part = any.at == piece.text.at ? !whole : any_part;
	}
	return any;
}
