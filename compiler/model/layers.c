/* What is said of a thing, by whom, from the weakest to the strongest: its ancestors, itself, `change`,
 * then the overlays `for KIND`, `for CLASS`, `for ENVIRONMENT`, `for REGION` that apply where it stands. */
#include "model/model.h"

#include "model/literal_value.h"

typedef VEC(struct layer) layer_vec;

static void add_changes(struct model *m, const struct declaration *d, layer_vec *out)
{
	const struct object *object = object_at(m->facts, d->object);
	for (uint32_t i = 0; i < m->changes.len; i++) {
		const struct node *change = ast_node(m->ast, m->changes.at[i]);
		const struct node *kind = ast_node(m->ast, change->b);
		if (!change->b || !kind->next || !change->c)
			continue;
		kind_ref k = map_at(&m->facts->kind_by_name, kind->a, 0);
		struct span head;
		if (k && kind_is_a(m->facts, object->kind, k) && model_head(m, kind->next, &head) == object->name)
			vec_push(m->arena, out, (struct layer){ change->c, d->object, WEIGHT_BODY, (uint16_t)out->len, m->changes.at[i] });
	}
}

/* How strong `for WORD` is where the thing stands; 0 when it does not apply. */
static uint8_t overlay_weight(struct model *m, const struct object *thing, object_ref place, name region, const struct node *word)
{
	if (word->kind != NODE_WORD)
		return 0;
	if (region && word->a == region)
		return WEIGHT_REGION;
	kind_ref kind = map_at(&m->facts->kind_by_name, word->a, 0);
	if (kind && kind_is_a(m->facts, thing->kind, kind))
		return WEIGHT_KIND;
	if (!place)
		return 0;
	object_ref named = object_named(m->facts, object_at(m->facts, place)->kind, word->a);
	if (!named || !object_is_a(m->facts, place, named))
		return 0;
	if (!(object_at(m->facts, named)->flags & OBJECT_ABSTRACT))
		return WEIGHT_PLACE;
	const struct declaration *class = model_declaration(m, named);
	return (uint8_t)(WEIGHT_CLASS + (class ? class->ancestor_count : 0));
}

static void add_overlays(struct model *m, const struct object *thing, object_ref place, name region, struct layer from, layer_vec *out)
{
	for (node_ref at = from.block ? ast_node(m->ast, from.block)->a : 0; at; at = ast_node(m->ast, at)->next) {
		const struct node *s = ast_node(m->ast, at);
		if (s->kind != NODE_STATEMENT || s->a != m->word_for)
			continue;
		uint8_t weight = 0;
		for (node_ref w = s->b; w; w = ast_node(m->ast, w)->next) {
			uint8_t this_weight = overlay_weight(m, thing, place, region, ast_node(m->ast, w));
			if (this_weight > weight)
				weight = this_weight;
		}
		if (weight && s->c)
			vec_push(m->arena, out, (struct layer){ s->c, from.said_by, weight, from.body, at });
	}
}

struct layers model_layers(struct model *m, const struct declaration *d, object_ref place, name region)
{
	layer_vec all = { 0 };
	for (uint32_t i = 0; i < d->ancestor_count; i++) {
		const struct declaration *a = &m->declarations.at[m->ancestors.at[d->first_ancestor + i]];
		node_ref block = ast_node(m->ast, a->statement)->c;
		if (block)
			vec_push(m->arena, &all, (struct layer){ block, a->object, WEIGHT_BODY, (uint16_t)all.len, a->statement });
		if (m->changes.len)
			add_changes(m, a, &all);
	}
	const struct object *thing = object_at(m->facts, d->object);
	uint32_t bodies = all.len;
	for (uint32_t i = 0; i < bodies; i++)
		add_overlays(m, thing, place, region, all.at[i], &all);
	/* Stable insertion by weight: overlays are few. */
	for (uint32_t i = bodies + 1; i < all.len; i++)
		for (uint32_t j = i; j > bodies && all.at[j - 1].weight > all.at[j].weight; j--) {
			struct layer swap = all.at[j];
			all.at[j] = all.at[j - 1];
			all.at[j - 1] = swap;
		}
	return (struct layers){ all.at, all.len };
}

/* --- what stands behind `for` ----------------------------------------------------------------- */

static void unknown_place(struct model *m, const struct node *word, kind_ref places)
{
	VEC(struct str) candidates = { 0 };
	for (uint32_t i = 1; i < m->declarations.len; i++) {
		const struct object *o = object_at(m->facts, m->declarations.at[i].object);
		if (kind_is_a(m->facts, o->kind, places))
			vec_push(m->scratch, &candidates, names_text(m->names, o->name));
	}
	struct str text = sources_text(m->sources, word->span), kind = names_text(m->names, m->facts->kinds.at[places].name);
	struct diag *d = diag_add(m->diags, DIAG_BAD_OVERLAY, word->span, "no %.*s, class, region or kind is called %.*s", STR_ARG(kind), STR_ARG(text));
	struct str near = diag_nearest(text, candidates.at, candidates.len);
	if (word->kind == NODE_STRING)
		diag_help(m->diags, d, "names stand without quotes");
	else if (near.len)
		diag_help(m->diags, d, "did you mean `%.*s`?", STR_ARG(near));
	else
		diag_help(m->diags, d, "`for` is followed by the name of one, a class such as live, a region such as us-east-1, or a kind");
}

static void check_place(struct model *m, const struct declaration *declaration, const struct node *word, kind_ref places)
{
	struct val region;
	if (word->kind == NODE_PUNCT && word->a == PUNCT_COMMA)
		return;
	if (word->kind == NODE_WORD && map_at(&m->facts->kind_by_name, word->a, 0))
		return;
	if (!places) {
		const struct object *o = object_at(m->facts, declaration->object);
		struct diag *d = diag_add(m->diags, DIAG_BAD_OVERLAY, word->span, "%.*s is the same in every place: nothing of it differs in %.*s",
			STR_ARG(names_text(m->names, o->name)), STR_ARG(sources_text(m->sources, word->span)));
		diag_help(m->diags, d, "only things that stand in environments, and environments themselves, have overlays");
		return;
	}
	if (word->kind != NODE_WORD || (!object_named(m->facts, places, word->a)
	    && !literal_as_scalar(m->facts, SCALAR_REGION, val_name(VAL_WORD, word->a), STR(""), &region)))
		unknown_place(m, word, places);
}

static void check_block(struct model *m, const struct declaration *declaration, node_ref block, kind_ref places, bool outermost)
{
	for (node_ref at = ast_node(m->ast, block)->a; at; at = ast_node(m->ast, at)->next) {
		const struct node *s = ast_node(m->ast, at);
		if (s->kind != NODE_STATEMENT || s->flags & NODE_BROKEN)
			continue;
		if (s->a == m->word_for && (!s->b || !s->c)) {
			struct diag *d = diag_add(m->diags, DIAG_WRONG_SHAPE, s->span, "`for` names places and, in a block, says what differs there");
			diag_help(m->diags, d, "for live { … }");
		} else if (s->a == m->word_for && !outermost) {
			struct diag *d = diag_add(m->diags, DIAG_BAD_OVERLAY, s->span, "`for` stands directly in a declaration, not inside one of its blocks");
			diag_help(m->diags, d, "turn it round: `for … { … }` around the block that differs");
		} else if (s->a == m->word_for) {
			for (node_ref w = s->b; w; w = ast_node(m->ast, w)->next)
				check_place(m, declaration, ast_node(m->ast, w), places);
		}
		if (s->c)
			check_block(m, declaration, s->c, places, false);
	}
}

void model_check_overlays(struct model *m, const struct declaration *declaration, kind_ref places)
{
	layer_vec all = { 0 };
	node_ref block = ast_node(m->ast, declaration->statement)->c;
	if (block)
		check_block(m, declaration, block, places, true);
	add_changes(m, declaration, &all);
	for (uint32_t i = 0; i < all.len; i++)
		check_block(m, declaration, all.at[i].block, places, true);
}
