/* What a build must not lose, and two builds compared: the parts of the public interface that see more than one build. */
#include "api.h"

#include "change/compare.h"

static const char *c_text(struct arena *arena, struct str text)
{
	char *copy = arena_alloc_raw(arena, (size_t)text.len + 1);
	for (uint32_t i = 0; i < text.len; i++)
		copy[i] = text.at[i];
	copy[text.len] = '\0';
	return copy;
}

enum bst_result bst_keeps(struct bst_context *context, bool (*visit)(void *user, const struct bst_kept *kept), void *user)
{
	if (!context->has_run || context->run.record == NULL || context->run.diags.errors > 0)
		return api_complain(context, "nothing has been built yet");
	if (setjmp(context->failure) != 0)
		return BST_OUT_OF_MEMORY;
	uint32_t count;
	const struct kept *list = kept_list(context->run.record, &count);
	for (uint32_t i = 0; i < count; i++) {
		const struct kept *k = &list[i];
		struct bst_kept kept = { k->unit.at, k->address.at, k->thing.at ? k->thing.at : "", k->settled.at, k->guarded };
		if (!visit(user, &kept))
			return BST_STOPPED;
	}
	return BST_OK;
}

static bool is_recorded(const struct bst_context *context)
{
	return context->has_run && context->run.record != NULL && context->run.record->whole && context->run.diags.errors == 0;
}

enum bst_result bst_compare(const struct bst_context *before, struct bst_context *now,
	bool (*visit)(void *user, const struct bst_change *change), void *user)
{
	if (!is_recorded(before) || !is_recorded(now))
		return api_complain(now, "both programs are built first, with `compared` among the options");
	if (setjmp(now->failure) != 0)
		return BST_OUT_OF_MEMORY;
	struct changes changes = { .arena = now->arena };
	change_compare(&changes, before->run.record, &before->run.plan, now->run.record, &now->run.plan);
	for (uint32_t i = 0; i < changes.list.len; i++) {
		const struct change *c = &changes.list.at[i];
		struct bst_change change = { (enum bst_change_kind)c->kind, c_text(now->arena, c->what), c_text(now->arena, c->detail) };
		if (!visit(user, &change))
			return BST_STOPPED;
	}
	return BST_OK;
}
