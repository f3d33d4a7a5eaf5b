/* The questions of bastide_query.h: on what the last run left, with answers in its scratch memory. */
#include "api.h"
#include "include/bastide_query.h"

#include <string.h>

#include "query/query.h"

/* Where answers are: behind what the run left in its scratch memory, in place of the answer before. */
static void begin(struct bst_context *context, struct query *q)
{
	struct compilation *c = &context->run;
	if (context->answered)
		arena_release(context->scratch, context->answers);
	context->answers = arena_mark(context->scratch);
	context->answered = true;
	*q = (struct query){ context->scratch, c->names, &c->sources, &c->ast, &c->facts, c->schema };
}

static const struct source_file *file_at(const struct compilation *c, const char *path, uint32_t *index)
{
	for (uint32_t i = 0; i < c->sources.files.len; i++)
		if (str_is(c->sources.files.at[i].path, path)) {
			*index = i;
			return &c->sources.files.at[i];
		}
	return NULL;
}

static const char *c_text(struct arena *arena, struct str s)
{
	return s.len == 0 ? "" : str_copy(arena, s).at;
}

struct bst_text bst_source(const struct bst_context *context, const char *path)
{
	uint32_t index;
	const struct source_file *file = context->has_run ? file_at(&context->run, path, &index) : NULL;
	return file != NULL ? (struct bst_text){ file->text.at, file->text.len } : (struct bst_text){ NULL, 0 };
}

/* A question, asked inside of the guard. False when there is nothing to ask: no run, or no such file in it. */
struct question {
	struct bst_context *context;
	struct query q;
	const struct source_file *file;
	uint32_t index;
	struct query_place place;
};

static bool ask(struct bst_context *context, const char *path, struct question *question)
{
	*question = (struct question){ .context = context };
	if (!context->has_run || context->run.schema == NULL)
		return false;
	question->file = file_at(&context->run, path, &question->index);
	if (question->file == NULL)
		return false;
	begin(context, &question->q);
	return true;
}

static bool ask_about(struct bst_context *context, const char *path, uint32_t offset, struct question *question)
{
	if (!ask(context, path, question) || offset > question->file->text.len)
		return false;
	question->place = query_locate(question->file->text, offset);
	return true;
}

static struct bst_place place_of(struct question *question, struct span span)
{
	return api_place(&question->context->run, question->context->scratch, span, STR(""));
}

static struct bst_range word_range(const struct question *question)
{
	return (struct bst_range){ question->place.start, question->place.word.len };
}

static struct bst_range range_of(const struct question *question, struct span span)
{
	return (struct bst_range){ span.start - question->file->base, span.end - span.start };
}

/* --- symbols ----------------------------------------------------------------------------------------- */

static enum bst_result symbols(struct bst_context *context, const char *path,
	bool (*visit)(void *user, const struct bst_symbol *symbol), void *user)
{
	struct question question;
	query_symbols list = { 0 };
	if (!ask(context, path, &question))
		return BST_OK;
	query_file_symbols(&question.q, question.index, &list);
	struct bst_symbol *all = ARENA_ARRAY(context->scratch, struct bst_symbol, list.len + 1);
	for (uint32_t i = 0; i < list.len; i++) {
		const struct query_symbol *s = &list.at[i];
		all[i] = (struct bst_symbol){ (enum bst_symbol_kind)s->kind, c_text(context->scratch, s->name), c_text(context->scratch, s->detail),
			range_of(&question, s->span), range_of(&question, s->name_span), s->depth };
	}
	for (uint32_t i = 0; i < list.len; i++)
		if (!visit(user, &all[i]))
			return BST_STOPPED;
	return BST_OK;
}

enum bst_result bst_symbols(struct bst_context *context, const char *path,
	bool (*visit)(void *user, const struct bst_symbol *symbol), void *user)
{
	if (setjmp(context->failure) != 0)
		return BST_OUT_OF_MEMORY;
	return symbols(context, path, visit, user);
}

/* --- one word ---------------------------------------------------------------------------------------- */

static struct query_about about_word(struct question *question)
{
	return query_about(&question->q, query_meaning(&question->q, &question->place));
}

static void hover(struct bst_context *context, const char *path, uint32_t offset, struct bst_hover *answer)
{
	struct question question;
	if (!ask_about(context, path, offset, &question))
		return;
	struct query_about about = about_word(&question);
	if (!about.title.len)
		return;
	*answer = (struct bst_hover){ word_range(&question), c_text(context->scratch, about.title),
		c_text(context->scratch, about.doc), c_text(context->scratch, about.values), "" };
	struct bst_place declared = place_of(&question, about.span);
	if (declared.path != NULL && declared.library)
		answer->source = str_format(context->scratch, "%s:%u", declared.path, declared.line).at;
}

enum bst_result bst_hover(struct bst_context *context, const char *path, uint32_t offset, struct bst_hover *answer)
{
	*answer = (struct bst_hover){ { 0, 0 }, NULL, NULL, NULL, NULL };
	if (setjmp(context->failure) != 0)
		return BST_OUT_OF_MEMORY;
	hover(context, path, offset, answer);
	return BST_OK;
}

static void definition(struct bst_context *context, const char *path, uint32_t offset, struct bst_place *answer)
{
	struct question question;
	if (ask_about(context, path, offset, &question))
		*answer = place_of(&question, about_word(&question).span);
}

enum bst_result bst_definition(struct bst_context *context, const char *path, uint32_t offset, struct bst_place *answer)
{
	*answer = (struct bst_place){ .path = NULL };
	if (setjmp(context->failure) != 0)
		return BST_OUT_OF_MEMORY;
	definition(context, path, offset, answer);
	return BST_OK;
}

/* --- what may stand there ---------------------------------------------------------------------------- */

static enum bst_result complete(struct bst_context *context, const char *path, uint32_t offset,
	bool (*visit)(void *user, const struct bst_completion *completion), void *user)
{
	struct question question;
	query_offers list = { 0 };
	if (!ask_about(context, path, offset, &question))
		return BST_OK;
	query_complete(&question.q, &question.place, &list);
	struct bst_completion *all = ARENA_ARRAY(context->scratch, struct bst_completion, list.len + 1);
	for (uint32_t i = 0; i < list.len; i++)
		all[i] = (struct bst_completion){ (enum bst_completion_kind)list.at[i].kind, c_text(context->scratch, list.at[i].text),
			c_text(context->scratch, list.at[i].detail), c_text(context->scratch, list.at[i].doc), word_range(&question) };
	for (uint32_t i = 0; i < list.len; i++)
		if (!visit(user, &all[i]))
			return BST_STOPPED;
	return BST_OK;
}

enum bst_result bst_complete(struct bst_context *context, const char *path, uint32_t offset,
	bool (*visit)(void *user, const struct bst_completion *completion), void *user)
{
	if (setjmp(context->failure) != 0)
		return BST_OUT_OF_MEMORY;
	return complete(context, path, offset, visit, user);
}
