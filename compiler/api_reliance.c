/* What a run took the program's word for: the part of the public interface that reports name it from. */
#include "api.h"

#include "value/value.h"

struct told {
	struct compilation *c;
	bool (*visit)(void *user, const struct bst_reliance *reliance);
	void *user;
	bool stopped;
};

static void tell(struct told *t, enum bst_reliance_kind kind, struct str what, struct str reason, struct span span)
{
	struct compilation *c = t->c;
	struct bst_reliance reliance = { kind, str_copy(c->arena, what).at, str_copy(c->arena, reason).at, api_place(c, c->arena, span, STR("")) };
	t->stopped = t->stopped || !t->visit(t->user, &reliance);
}

static struct str text_of(const struct compilation *c, struct val v)
{
	return val_is_stringy(v) ? val_str(c->names, v) : STR("");
}

static void tell_waivers(struct told *t)
{
	struct compilation *c = t->c;
	for (uint32_t i = 0; i < c->code.waivers.len && c->in_force; i++) {
		const struct waiver *w = &c->code.waivers.at[i];
		if (!c->in_force[i])
			continue;
		struct buf what;
		buf_init(&what, c->arena);
		buf_format(&what, "%.*s on %.*s", STR_ARG(names_text(c->names, w->rule)), STR_ARG(names_text(c->names, w->object)));
		if (w->environment)
			buf_format(&what, " in %.*s", STR_ARG(names_text(c->names, w->environment)));
		buf_text(&what, " until ");
		val_print(&what, c->names, (struct val){ .tag = VAL_DATE, .i = w->until });
		tell(t, BST_WAIVED, buf_slice(&what, 0), names_text(c->names, w->because), w->span);
	}
}

static void tell_trusted(struct told *t)
{
	struct compilation *c = t->c;
	struct extent rows = rows_of(&c->facts, REL_trusted);
	for (uint32_t i = 0; i < rows.len; i++) {
		struct val of = row_get(&c->facts, rows.at[i], FIELD_trusted_of);
		if (of.tag == VAL_OBJECT)
			tell(t, BST_TRUSTED, names_text(c->names, object_at(&c->facts, of.a)->name),
			     text_of(c, row_get(&c->facts, rows.at[i], FIELD_trusted_because)), object_span(&c->facts, of.a));
	}
}

static void tell_existing(struct told *t)
{
	struct compilation *c = t->c;
	struct extent rows = rows_of(&c->facts, REL_network);
	for (uint32_t i = 0; i < rows.len; i++) {
		struct val id = row_get(&c->facts, rows.at[i], FIELD_network_existing);
		if (id.tag != VAL_NONE)
			tell(t, BST_BELIEVED, text_of(c, row_get(&c->facts, rows.at[i], FIELD_network_name)), text_of(c, id),
			     c->facts.origins.at[id.origin ? id.origin : object_at(&c->facts, rows.at[i])->origin]);
	}
}

/* Where the library writes, or resources: a target of the program's own for something else is no matter of the proof. */
static void tell_own(struct told *t)
{
	struct compilation *c = t->c;
	for (uint32_t i = 0; i < c->code.emitters.len && c->files_by; i++) {
		const struct emitter *emitter = &c->code.emitters.at[i];
		bool of_library = false;
		for (uint32_t k = 0; k < c->code.targets.len; k++)
			if (c->code.targets.at[k].name == emitter->target)
				of_library = sources_file_of(&c->sources, c->code.targets.at[k].span.start)->library;
		if (emitter->library || c->files_by[i] == 0 || (!of_library && c->blocks_by[i] == 0))
			continue;
		struct buf what;
		buf_init(&what, c->arena);
		if (c->blocks_by[i])
			buf_format(&what, "%u resource%s in ", c->blocks_by[i], c->blocks_by[i] == 1 ? "" : "s");
		buf_format(&what, "%u file%s of %.*s", c->files_by[i], c->files_by[i] == 1 ? "" : "s", STR_ARG(names_text(c->names, emitter->target)));
		tell(t, BST_OWN, buf_slice(&what, 0), STR(""), emitter->span);
	}
}

enum bst_result bst_reliances(struct bst_context *context, bool (*visit)(void *user, const struct bst_reliance *reliance), void *user)
{
	if (!context->has_run || context->run.diags.errors > 0)
		return api_complain(context, "nothing has been proved yet");
	if (setjmp(context->failure) != 0)
		return BST_OUT_OF_MEMORY;
	struct told told = { &context->run, visit, user, false };
	tell_waivers(&told);
	tell_trusted(&told);
	tell_existing(&told);
	tell_own(&told);
	return told.stopped ? BST_STOPPED : BST_OK;
}
