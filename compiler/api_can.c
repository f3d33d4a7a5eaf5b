/* Who may reach whom, and who may do what: the questions of bastide_can.h, on what the last run left. */
#include "api.h"

#include "can/can.h"
#include "include/bastide_can.h"

struct telling {
	struct bst_context *context;
	bool (*visit)(void *user, const struct bst_answer *answer);
	void *user;
	bool stopped;
};

static const char *c_text(struct arena *arena, struct str s) { return s.len == 0 ? "" : str_copy(arena, s).at; }

static bool tell(void *user, const struct can_answer *given)
{
	struct telling *t = user;
	struct compilation *c = &t->context->run;
	struct arena *arena = c->scratch;
	struct buf port;
	buf_init(&port, arena);
	if (given->port.tag == VAL_PORT)
		val_print(&port, c->names, given->port);
	struct bst_step *steps = ARENA_ARRAY(arena, struct bst_step, given->steps.len + 1);
	for (uint32_t i = 0; i < given->steps.len; i++) {
		const struct can_step *step = &given->steps.at[i];
		steps[i] = (struct bst_step){ step->what, c_text(arena, step->text), api_place(c, arena, step->span, STR("")),
			c_text(arena, step->say), c_text(arena, step->in) };
	}
	struct bst_answer answer = {
		.yes = given->yes, .source = c_text(arena, given->source), .source_environment = c_text(arena, given->source_environment),
		.target = c_text(arena, given->target), .target_environment = c_text(arena, given->target_environment),
		.port = c_text(arena, buf_done(&port)), .via = c_text(arena, given->via), .steps = steps, .step_count = given->steps.len,
	};
	t->stopped = !t->visit(t->user, &answer);
	return !t->stopped;
}

static bool is_ready(const struct bst_context *context)
{
	return context->has_run && context->run.facts.frozen && context->run.diags.errors == 0;
}

static enum bst_result ask(struct bst_context *context, const char *const *words, size_t count, struct telling *telling)
{
	struct compilation *c = &context->run;
	if (context->can == NULL)
		context->can = can_new(&c->code, &c->facts, &c->sources, &c->diags, c->scratch);
	struct can *can = context->can;
	struct arena_mark mark = arena_mark(c->scratch);
	struct str *texts = ARENA_ARRAY(c->scratch, struct str, count + 1);
	for (size_t i = 0; words != NULL && i < count; i++)
		texts[i] = str_of(words[i]);
	bool done = words != NULL ? can_ask(can, texts, (uint32_t)count, tell, telling) : can_all(can, tell, telling);
	enum bst_result result = done ? BST_OK : telling->stopped ? BST_STOPPED : api_complain(context, "%.*s", STR_ARG(can->problem));
	arena_release(c->scratch, mark);
	return result;
}

static enum bst_result ask_guarded(struct bst_context *context, const char *const *words, size_t count, struct telling *telling)
{
	if (!is_ready(context))
		return api_complain(context, "a program is checked first, and has no errors");
	if (setjmp(context->failure) != 0) {
		context->can = NULL;                   /* what it had begun to gather is not whole */
		return BST_OUT_OF_MEMORY;
	}
	return ask(context, words, count, telling);
}

enum bst_result bst_can(struct bst_context *context, const char *const *words, size_t word_count,
	bool (*visit)(void *user, const struct bst_answer *answer), void *user)
{
	struct telling telling = { context, visit, user, false };
	static const char *const none[] = { NULL };
	return ask_guarded(context, words != NULL ? words : none, word_count, &telling);
}

enum bst_result bst_can_all(struct bst_context *context, bool (*visit)(void *user, const struct bst_answer *answer), void *user)
{
	struct telling telling = { context, visit, user, false };
	return ask_guarded(context, NULL, 0, &telling);
}
