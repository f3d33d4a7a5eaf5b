/* Where a line of an output came from: the pieces that the printers marked, as places of the program and of the library. */
#include "api.h"

#include <string.h>

/* --- the line in the bytes ------------------------------------------------------------------------------ */

struct stretch { uint32_t from, to; };

static const struct plan_file *traced_file(const struct compilation *c)
{
	for (uint32_t i = 0; i < c->plan.files.len; i++)
		if (str_equal(c->plan.files.at[i].path, c->options.trace))
			return &c->plan.files.at[i];
	return NULL;
}

/* False when the text has fewer lines. */
static bool find_line(struct str text, uint32_t line, struct stretch *found)
{
	uint32_t from = 0, to;
	for (uint32_t at = 1; from < text.len; at++, from = to + 1) {
		const char *end = memchr(text.at + from, '\n', text.len - from);
		to = end != NULL ? (uint32_t)(end - text.at) : text.len;
		*found = (struct stretch){ from, to };
		if (at == line)
			return true;
	}
	return false;
}

/* --- what stands on it ------------------------------------------------------------------------------------ */

struct answer { struct compilation *c; VEC(uint32_t) origins; };

static void add_origin(struct answer *answer, uint32_t origin)
{
	struct compilation *c = answer->c;
	if (origin == 0 || c->facts.origins.at[origin].end == 0)
		return;
	struct span span = c->facts.origins.at[origin];
	for (uint32_t i = 0; i < answer->origins.len; i++)
		if (c->facts.origins.at[answer->origins.at[i]].start == span.start)
			return;
	vec_push(c->arena, &answer->origins, origin);
	for (uint32_t l = map_at(&c->facts.first_beside, origin, 0); l; l = c->facts.beside.at[l - 1].next)
		add_origin(answer, c->facts.beside.at[l - 1].origin);
}

static void add_piece(struct answer *answer, const struct plan_piece *piece, bool read)
{
	if (!read) {
		add_origin(answer, piece->origin);
		return;
	}
	for (uint32_t i = 0; i < piece->read_count; i++)
		add_origin(answer, answer->c->plan.read.at[piece->first_read + i]);
}

/* The pieces that begin on the line, or the one that reaches into it: first..last, empty when the line is of the header. */
static void find_pieces(const struct plan *plan, struct stretch line, uint32_t *first, uint32_t *last)
{
	uint32_t low = 0;
	while (low < plan->pieces.len && plan->pieces.at[low].at < line.from)
		low++;
	*first = *last = low;
	while (*last < plan->pieces.len && plan->pieces.at[*last].at <= line.to)
		(*last)++;
	if (*first == *last && low > 0)
		*first = low - 1;
}

/* Values come before what they are nested in, and a value's own statement before those that it was made from. */
static void gather(struct answer *answer, uint32_t first, uint32_t last)
{
	const struct plan *plan = &answer->c->plan;
	for (unsigned round = 0; round < 4; round++)
		for (uint32_t i = first; i < last; i++)
			if (plan->pieces.at[i].leaf == (round < 2))
				add_piece(answer, &plan->pieces.at[i], round % 2);
}

static struct str first_line(struct str text)
{
	uint32_t length = 0;
	while (length < text.len && text.at[length] != '\n')
		length++;
	return (struct str){ text.at, length };
}

static struct bst_place emitter_of(struct compilation *c, const struct plan_file *file, uint32_t first, uint32_t last)
{
	const struct plan_piece *best = NULL;
	for (uint32_t i = first; i < last; i++) {
		const struct plan_piece *piece = &c->plan.pieces.at[i];
		if (piece->emitter != 0 && (best == NULL || (piece->leaf && !best->leaf)))
			best = piece;
	}
	struct span span = file->emitter;
	if (best != NULL)
		span = (struct span){ best->emitter, best->emitter_end > best->emitter ? best->emitter_end : best->emitter + 1 };
	return api_place(c, c->arena, span, STR(""));
}

static enum bst_result why(struct bst_context *context, uint32_t line, struct bst_origin *origin)
{
	struct compilation *c = &context->run;
	struct stretch found = { 0, 0 };
	uint32_t first, last;
	const struct plan_file *file = context->has_run && c->options.trace.len ? traced_file(c) : NULL;
	if (file == NULL) {
		struct str *paths = ARENA_ARRAY(c->arena, struct str, c->plan.files.len + 1);
		for (uint32_t i = 0; i < c->plan.files.len; i++)
			paths[i] = c->plan.files.at[i].path;
		struct str near = diag_nearest(c->options.trace, paths, c->plan.files.len);
		return near.len ? api_complain(context, "the program writes no `%.*s`; did you mean `%.*s`?", STR_ARG(c->options.trace), STR_ARG(near))
			: api_complain(context, "the program writes no `%.*s`", STR_ARG(c->options.trace));
	}
	if (!find_line(file->bytes, line, &found))
		return api_complain(context, "%.*s has no line %u", STR_ARG(file->path), line);
	struct answer answer = { .c = c };
	find_pieces(&c->plan, found, &first, &last);
	gather(&answer, first, last);
	struct bst_place *causes = ARENA_ARRAY(c->arena, struct bst_place, answer.origins.len + 1);
	for (uint32_t i = 0; i < answer.origins.len; i++) {
		struct span span = c->facts.origins.at[answer.origins.at[i]];
		causes[i] = api_place(c, c->arena, span, first_line(sources_text(&c->sources, span)));
	}
	*origin = (struct bst_origin){
		.line = str_copy(c->arena, (struct str){ file->bytes.at + found.from, found.to - found.from }).at,
		.emitter = emitter_of(c, file, first, last),
		.file = api_place(c, c->arena, file->emitter, STR("")),
		.causes = causes, .cause_count = answer.origins.len,
	};
	return BST_OK;
}

enum bst_result bst_why(struct bst_context *context, uint32_t line, struct bst_origin *origin)
{
	*origin = (struct bst_origin){ .line = "" };
	if (!context->has_run)
		return api_complain(context, "nothing has been built yet");
	if (setjmp(context->failure) != 0)
		return BST_OUT_OF_MEMORY;
	return why(context, line, origin);
}
