/* What is said of a thing, by whom, from the weakest to the strongest: its ancestors, itself, `change`,
 * then the overlays `for KIND`, `for CLASS`, `for ENVIRONMENT`, `for REGION` that apply where it stands. */
#include "model/model.h"

#include "model/literal_value.h"

#include <stdlib.h>

typedef VEC(struct layer) layer_vec;

/* --- changes ---------------------------------------------------------------------------------- */

/* The thing that a `change` speaks of; 0, with a diagnostic, when there is none. */
static object_ref bind_change(struct model *m, const struct node *change)
{
	const struct node *kind = ast_node(m->ast, change->b);
	kind_ref k = change->b && kind->kind == NODE_WORD ? map_at(&m->facts->kind_by_name, kind->a, 0) : 0;
	if (change->b && kind->kind == NODE_WORD && !k && kind->next) {
		model_unknown_kind(m, kind->a, kind->span);
		return 0;
	}
	if (!k || !kind->next || !change->c) {
		struct diag *d = diag_add(m->diags, DIAG_WRONG_SHAPE, change->span, "`change` names a kind, a thing of it, and in a block what differs");
		diag_help(m->diags, d, "change service shop { also calls ledger }");
		return 0;
	}
	struct span head;
	struct val out = VAL_ABSENT;
	name n = model_head(m, kind->next, &head);
	model_convert(m, (struct context){ .abstract = true }, type_object(m->facts, k), val_name(VAL_WORD, n), head, true, &out);
	return out.tag == VAL_OBJECT ? out.a : 0;
}

static int text_compare(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* The statements of a block in an order of their own: how they are arranged in the text means nothing. */
static struct str arranged(struct model *m, node_ref block)
{
	VEC(struct str) texts = { 0 };
	for (node_ref at = block ? ast_node(m->ast, block)->a : 0; at; at = ast_node(m->ast, at)->next) {
		const struct node *s = ast_node(m->ast, at);
		struct span head = s->c ? (struct span){ s->span.start, ast_node(m->ast, s->c)->span.start } : s->span;
		vec_push(m->scratch, &texts, str_format(m->scratch, "%.*s{%.*s}", STR_ARG(sources_text(m->sources, head)),
			STR_ARG(s->c ? arranged(m, s->c) : STR(""))));
	}
	if (texts.len > 1)
		qsort(texts.at, texts.len, sizeof *texts.at, text_compare);
	struct buf all;
	buf_init(&all, m->scratch);
	for (uint32_t i = 0; i < texts.len; i++)
		buf_str(&all, texts.at[i]);
	return (struct str){ all.at, (uint32_t)all.len };
}

struct bound { struct change change; struct str text; };

static int bound_compare(const void *a, const void *b)
{
	const struct bound *x = a, *y = b;
	return x->change.object != y->change.object ? (x->change.object > y->change.object) - (x->change.object < y->change.object)
	                                            : str_compare(x->text, y->text);
}

/* By what they say, not by where they stand: the order of files means nothing (spec 7.3.1). */
void model_bind_changes(struct model *m)
{
	if (m->changes.len == 0)
		return;
	struct bound *sorted = ARENA_ARRAY(m->scratch, struct bound, m->changes.len);
	for (uint32_t i = 0; i < m->changes.len; i++) {
		const struct node *change = ast_node(m->ast, m->changes.at[i].statement);
		sorted[i].change = (struct change){ bind_change(m, change), m->changes.at[i].statement };
		sorted[i].text = arranged(m, change->c);
	}
	qsort(sorted, m->changes.len, sizeof *sorted, bound_compare);
	for (uint32_t i = 0; i < m->changes.len; i++) {
		m->changes.at[i] = sorted[i].change;
		if (i == 0 || sorted[i].change.object != sorted[i - 1].change.object)
			map_put(m->arena, &m->change_of, sorted[i].change.object, i + 1);
	}
}

static void add_changes(struct model *m, const struct declaration *d, layer_vec *out)
{
	uint32_t first = map_at(&m->change_of, d->object, 0);
	for (uint32_t i = first; i && i <= m->changes.len && m->changes.at[i - 1].object == d->object; i++) {
		const struct node *change = ast_node(m->ast, m->changes.at[i - 1].statement);
		bool given = sources_file_of(m->sources, change->span.start)->given;
		vec_push(m->arena, out, (struct layer){ change->c, d->object, WEIGHT_BODY, given ? RANK_GIVEN : RANK_CHANGE, m->changes.at[i - 1].statement });
	}
}

/* --- overlays --------------------------------------------------------------------------------- */

/* How strong `for WORD` is where the thing stands; 0 when it does not apply. */
static uint8_t overlay_weight(struct model *m, const struct object *thing, object_ref place, name region, name word)
{
	if (region && word == region)
		return WEIGHT_REGION;
	kind_ref kind = map_at(&m->facts->kind_by_name, word, 0);
	if (kind && kind_is_a(m->facts, thing->kind, kind))
		return WEIGHT_KIND;
	if (!place)
		return 0;
	object_ref named = object_named(m->facts, object_at(m->facts, place)->kind, word);
	if (!named || !object_is_a(m->facts, place, named))
		return 0;
	if (!(object_at(m->facts, named)->flags & OBJECT_ABSTRACT))
		return WEIGHT_PLACE;
	const struct declaration *class = model_declaration(m, named);
	return (uint8_t)(WEIGHT_CLASS + (class ? class->ancestor_count : 0));
}

/* The words behind each `for` of a body, found by the word: once for all places. */
static void index_overlays(struct model *m, node_ref block)
{
	uint32_t seen;
	if (map_get(&m->overlays_of, MAP_KEY(block, NO_NAME), &seen))
		return;
	map_put(m->arena, &m->overlays_of, MAP_KEY(block, NO_NAME), 0);
	for (node_ref at = ast_node(m->ast, block)->a; at; at = ast_node(m->ast, at)->next) {
		const struct node *s = ast_node(m->ast, at);
		if (s->kind != NODE_STATEMENT || s->a != m->word_for || !s->c)
			continue;
		for (node_ref w = s->b; w; w = ast_node(m->ast, w)->next) {
			const struct node *word = ast_node(m->ast, w);
			if (word->kind != NODE_WORD)
				continue;
			uint64_t key = MAP_KEY(block, word->a);
			vec_push(m->arena, &m->overlays, (struct overlay){ at, w, map_at(&m->overlays_of, key, 0) });
			map_put(m->arena, &m->overlays_of, key, m->overlays.len - 1);
		}
	}
}

/* An overlay that applies: of body number `body`, by the word at `overlay` in the order of the text. */
struct hit { uint32_t body, overlay; uint8_t weight; };
typedef VEC(struct hit) hit_vec;

static void hit_word(struct model *m, const struct object *thing, object_ref place, name region, name word, const layer_vec *bodies, hit_vec *out)
{
	uint8_t weight = overlay_weight(m, thing, place, region, word);
	for (uint32_t b = 0; b < bodies->len && weight; b++)
		for (uint32_t o = map_at(&m->overlays_of, MAP_KEY(bodies->at[b].block, word), 0); o; o = m->overlays.at[o].next)
			vec_push(m->scratch, out, (struct hit){ b, o, weight });
}

static int by_statement(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	if (x->body != y->body)
		return (x->body > y->body) - (x->body < y->body);
	return (x->overlay > y->overlay) - (x->overlay < y->overlay);
}

static int by_weight(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	return x->weight != y->weight ? (x->weight > y->weight) - (x->weight < y->weight) : by_statement(a, b);
}

/* One hit for each statement, with its strongest word. */
static void join_hits(const struct model *m, hit_vec *hits)
{
	uint32_t kept = 0;
	if (hits->len > 1)
		qsort(hits->at, hits->len, sizeof *hits->at, by_statement);
	for (uint32_t i = 0; i < hits->len; i++) {
		struct hit *last = kept ? &hits->at[kept - 1] : NULL;
		if (!last || last->body != hits->at[i].body || m->overlays.at[last->overlay].statement != m->overlays.at[hits->at[i].overlay].statement)
			hits->at[kept++] = hits->at[i];
		else if (hits->at[i].weight > last->weight)
			last->weight = hits->at[i].weight;
	}
	hits->len = kept;
	if (kept > 1)
		qsort(hits->at, kept, sizeof *hits->at, by_weight);
}

static void hit_kinds(struct model *m, const struct object *thing, object_ref place, name region, const layer_vec *bodies, hit_vec *out)
{
	for (kind_ref k = thing->kind; k; k = m->facts->kinds.at[k].parent)
		if (m->facts->kinds.at[k].name != region)
			hit_word(m, thing, place, region, m->facts->kinds.at[k].name, bodies, out);
}

/* By the place's own name and its classes', those that no region and no kind has taken already. */
static void hit_places(struct model *m, const struct object *thing, object_ref place, name region, const layer_vec *bodies, hit_vec *out)
{
	object_ref master = object_at(m->facts, place)->master;
	const struct declaration *d = model_declaration(m, master ? master : place);
	for (uint32_t i = 0; d && i < d->ancestor_count; i++) {
		name word = object_at(m->facts, m->declarations.at[m->ancestors.at[d->first_ancestor + i]].object)->name;
		if (word != region && !map_at(&m->facts->kind_by_name, word, 0))
			hit_word(m, thing, place, region, word, bodies, out);
	}
}

static void add_overlays(struct model *m, const struct object *thing, object_ref place, name region, layer_vec *bodies)
{
	struct arena_mark mark = arena_mark(m->scratch);
	hit_vec hits = { 0 };
	for (uint32_t i = 0; i < bodies->len; i++)
		index_overlays(m, bodies->at[i].block);
	if (region)
		hit_word(m, thing, place, region, region, bodies, &hits);
	hit_kinds(m, thing, place, region, bodies, &hits);
	if (place)
		hit_places(m, thing, place, region, bodies, &hits);
	join_hits(m, &hits);
	for (uint32_t i = 0; i < hits.len; i++) {
		struct layer from = bodies->at[hits.at[i].body];
		node_ref statement = m->overlays.at[hits.at[i].overlay].statement;
		vec_push(m->arena, bodies, (struct layer){ ast_node(m->ast, statement)->c, from.said_by, hits.at[i].weight, from.rank, statement });
	}
	arena_release(m->scratch, mark);
}

struct layers model_layers(struct model *m, const struct declaration *d, object_ref place, name region)
{
	layer_vec all = { 0 };
	for (uint32_t i = 0; i < d->ancestor_count; i++) {
		const struct declaration *a = &m->declarations.at[m->ancestors.at[d->first_ancestor + i]];
		node_ref block = ast_node(m->ast, a->statement)->c;
		if (block)
			vec_push(m->arena, &all, (struct layer){ block, a->object, WEIGHT_BODY, RANK_DECLARED, a->statement });
		add_changes(m, a, &all);
	}
	add_overlays(m, object_at(m->facts, d->object), place, region, &all);
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
		diag_near(m->diags, d, near);
	else
		diag_help(m->diags, d, "`for` is followed by the name of one, a class such as live, a region such as us-east-1, or a kind");
}

/* `prod-us-east-1` has the shape of a region and is the name of what `prod` is there: overlays name the region alone. */
static bool is_place_in_region(struct model *m, name word, kind_ref places)
{
	struct str text = names_text(m->names, word);
	struct val region;
	for (uint32_t i = 0; i < text.len; i++) {
		name head = text.at[i] == '-' ? names_find(m->names, (struct str){ text.at, i }) : NO_NAME;
		name tail = head ? names_intern(m->names, (struct str){ text.at + i + 1, text.len - i - 1 }) : NO_NAME;
		if (head && object_named(m->facts, places, head)
		    && literal_as_scalar(m->facts, SCALAR_REGION, val_name(VAL_WORD, tail), STR(""), &region))
			return true;
	}
	return false;
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
	    && (is_place_in_region(m, word->a, places)
	        || !literal_as_scalar(m->facts, SCALAR_REGION, val_name(VAL_WORD, word->a), STR(""), &region))))
		unknown_place(m, word, places);
}

/* Where a thing stands, and what it was called, it says once for all of its places: a place cannot change them. */
static void check_overlaid(struct model *m, const struct declaration *declaration, node_ref block, kind_ref places)
{
	kind_ref kind = object_at(m->facts, declaration->object)->kind;
	field_ref place = m->facts->kinds.at[kind].place_field;
	name where = places && !kind_is_a(m->facts, kind, places) ? m->facts->fields.at[place].name : NO_NAME;
	for (node_ref at = ast_node(m->ast, block)->a; at; at = ast_node(m->ast, at)->next) {
		const struct node *s = ast_node(m->ast, at);
		if (s->kind != NODE_STATEMENT || !s->a || (s->a != where && !str_is(names_text(m->names, s->a), "was")))
			continue;
		struct diag *d = diag_add(m->diags, DIAG_BAD_OVERLAY, s->span, "`%.*s` counts for a thing as a whole, not for one of its places",
			STR_ARG(names_text(m->names, s->a)));
		diag_help(m->diags, d, "say it outside of `for`");
	}
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
			check_overlaid(m, declaration, s->c, places);
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
