/* Filling: from the layers that speak of a thing to the values of its cells. */
#include "model/model.h"

#include <string.h>

#include "model/literal_value.h"

/* A statement that counts, with the layer it came from; entries of one property are linked. */
struct entry { node_ref statement; uint32_t layer, next; };

struct said {
	uint32_t first, last;        /* entries + 1; 0 none */
	uint32_t conflict, against;  /* entries + 1 of two statements of which neither is over the other */
};

struct gathered {
	struct said *by_cell;
	VEC(struct entry) entries;
	struct layers layers;
	VEC(name) meant;                 /* properties that unknown words are near to: what they lack is told once */
};

/* --- gathering -------------------------------------------------------------------------------- */

static bool over(const struct model *m, struct layer strong, struct layer weak)
{
	if (strong.weight != weak.weight)
		return true;
	if (strong.said_by == weak.said_by)
		return strong.rank > weak.rank;
	return object_is_a(m->facts, strong.said_by, weak.said_by);
}

static bool same_nodes(const struct model *m, node_ref a, node_ref b);

/* Written alike, however it is spaced. */
static bool same_node(const struct model *m, const struct node *a, const struct node *b)
{
	if (a->kind != b->kind || a->flags & NODE_ALSO || b->flags & NODE_ALSO)
		return false;
	switch (a->kind) {
	case NODE_STATEMENT:
		return a->a == b->a && same_nodes(m, a->b, b->b) && (a->c != 0) == (b->c != 0)
		       && (!a->c || same_node(m, ast_node(m->ast, a->c), ast_node(m->ast, b->c)));
	case NODE_BLOCK: case NODE_GROUP: case NODE_LIST:
		return same_nodes(m, a->a, b->a);
	default:
		return str_equal(sources_text(m->sources, a->span), sources_text(m->sources, b->span));
	}
}

static bool same_nodes(const struct model *m, node_ref a, node_ref b)
{
	while (a && b && same_node(m, ast_node(m->ast, a), ast_node(m->ast, b))) {
		a = ast_node(m->ast, a)->next;
		b = ast_node(m->ast, b)->next;
	}
	return !a && !b;
}

/* Merges by its nested statements rather than being replaced whole. */
static bool merges(const struct property *p)
{
	return p->form == PROPERTY_RECORD && !p->many;
}

static void append(struct model *m, struct gathered *g, struct said *said, node_ref statement, uint32_t layer)
{
	vec_push(m->scratch, &g->entries, (struct entry){ statement, layer, 0 });
	if (said->last)
		g->entries.at[said->last - 1].next = g->entries.len;
	else
		said->first = g->entries.len;
	said->last = g->entries.len;
}

static void refuse_also(struct model *m, const struct node *statement)
{
	struct diag *d = diag_add(m->diags, DIAG_WRONG_SHAPE, statement->span, "`also` adds to a list, and %.*s has one value",
		STR_ARG(names_text(m->names, statement->a)));
	diag_help(m->diags, d, "without `also`, the statement replaces the value");
}

/* One layer says a property that has one value once. */
static bool said_twice(struct model *m, const struct gathered *g, const struct said *said, const struct node *statement, uint32_t layer)
{
	const struct entry *before = said->last ? &g->entries.at[said->last - 1] : NULL;
	if (!before || before->layer != layer)
		return false;
	struct diag *d = diag_add(m->diags, DIAG_DUPLICATE_STATEMENT, statement->span, "%.*s is said twice", STR_ARG(names_text(m->names, statement->a)));
	diag_also(m->diags, d, ast_node(m->ast, before->statement)->span, "first said here");
	diag_help(m->diags, d, "keep one of the two");
	return true;
}

static void say(struct model *m, struct gathered *g, const struct property *p, node_ref ref, uint32_t layer)
{
	const struct node *statement = ast_node(m->ast, ref);
	struct said *said = &g->by_cell[m->facts->fields.at[p->field].cell];
	bool also = statement->flags & NODE_ALSO;
	if (also && !p->many && (!merges(p) || statement->b))
		refuse_also(m, statement);
	if (p->many || also || !said_twice(m, g, said, statement, layer))
		append(m, g, said, ref, layer);
}

/* --- which of several layers counts ----------------------------------------------------------- */

/* Whether a statement says values that stand instead of others: not `also`, not a block alone that merges. */
static bool replaces(const struct model *m, const struct property *p, const struct entry *e)
{
	const struct node *s = ast_node(m->ast, e->statement);
	return !(s->flags & NODE_ALSO) && (!merges(p) || s->b);
}

/* From `e` on, the first statement of its layer that replaces; 0 when none does. */
static uint32_t first_replacing(const struct model *m, const struct gathered *g, const struct property *p, uint32_t e)
{
	uint32_t layer = e ? g->entries.at[e - 1].layer : 0;
	while (e && g->entries.at[e - 1].layer == layer && !replaces(m, p, &g->entries.at[e - 1]))
		e = g->entries.at[e - 1].next;
	return e && g->entries.at[e - 1].layer == layer ? e : 0;
}

/* The statement of the same layer that replaces behind `e`; 0 when there is none. */
static uint32_t next_replacing(const struct model *m, const struct gathered *g, const struct property *p, uint32_t e)
{
	uint32_t next = g->entries.at[e - 1].next;
	return next && g->entries.at[next - 1].layer == g->entries.at[e - 1].layer ? first_replacing(m, g, p, next) : 0;
}

/* Whether what two layers say from *a and *b on differs, and where; of a property that merges only what stands before its
 * block counts. */
static bool differ(const struct model *m, const struct gathered *g, const struct property *p, uint32_t *a, uint32_t *b)
{
	for (;;) {
		const struct node *x = ast_node(m->ast, g->entries.at[*a - 1].statement), *y = ast_node(m->ast, g->entries.at[*b - 1].statement);
		if (merges(p) ? !same_nodes(m, x->b, y->b) : !same_node(m, x, y))
			return true;
		uint32_t next_a = next_replacing(m, g, p, *a), next_b = next_replacing(m, g, p, *b);
		if (!next_a || !next_b)
			return next_a || next_b;
		*a = next_a;
		*b = next_b;
	}
}

/* Layers that speak and that no other is over, by their first statement; weakest first. */
typedef VEC(uint32_t) standing_vec;

static void let_stand(struct model *m, const struct gathered *g, uint32_t speaking, standing_vec *standing)
{
	struct layer strong = g->layers.at[g->entries.at[speaking - 1].layer];
	uint32_t kept = 0;
	for (uint32_t i = 0; i < standing->len; i++)
		if (!over(m, strong, g->layers.at[g->entries.at[standing->at[i] - 1].layer]))
			standing->at[kept++] = standing->at[i];
	standing->len = kept;
	vec_push(m->scratch, standing, speaking);
}

/* An addition counts unless a layer that replaces is over it; of the layers that replace, which say the same, one counts. */
static bool counts(const struct model *m, const struct gathered *g, const struct property *p, const struct entry *e, const standing_vec *standing)
{
	if (replaces(m, p, e))
		return e->layer == g->entries.at[vec_last(standing) - 1].layer;
	for (uint32_t i = 0; i < standing->len; i++) {
		uint32_t layer = g->entries.at[standing->at[i] - 1].layer;
		if (layer > e->layer && over(m, g->layers.at[layer], g->layers.at[e->layer]))
			return false;
	}
	return true;
}

/* Of what several layers say of a property, keeps what counts (spec 6.1.3, 6.1.5, 6.2.1, 6.3.3). */
static void settle(struct model *m, struct gathered *g, const struct property *p, struct said *said)
{
	if (!said->first || g->entries.at[said->first - 1].layer == g->entries.at[said->last - 1].layer)
		return;
	standing_vec standing = { 0 };
	uint32_t before = UINT32_MAX;
	for (uint32_t e = said->first; e; e = g->entries.at[e - 1].next) {
		uint32_t layer = g->entries.at[e - 1].layer;
		uint32_t speaking = layer != before ? first_replacing(m, g, p, e) : 0;
		before = layer;
		if (speaking)
			let_stand(m, g, speaking, &standing);
	}
	for (uint32_t i = 1; i < standing.len && !said->conflict; i++) {
		uint32_t one = standing.at[0], other = standing.at[i];
		if (differ(m, g, p, &one, &other)) {
			said->conflict = one;
			said->against = other;
		}
	}
	if (merges(p) || !standing.len)
		return;
	uint32_t e = said->first;
	said->first = said->last = 0;
	while (e) {
		uint32_t next = g->entries.at[e - 1].next;
		if (counts(m, g, p, &g->entries.at[e - 1], &standing)) {
			g->entries.at[e - 1].next = 0;
			if (said->last)
				g->entries.at[said->last - 1].next = e;
			else
				said->first = e;
			said->last = e;
		}
		e = next;
	}
}

/* The word that says a property: of things declared inside, the name of their kind. */
static name key_of(const struct model *m, const struct property *p)
{
	return p->form == PROPERTY_NESTED ? m->facts->kinds.at[p->record].name : m->facts->fields.at[p->field].name;
}

static void unknown_property(struct model *m, kind_ref kind, const struct node *statement, struct gathered *g)
{
	VEC(struct str) candidates = { 0 };
	/* What every thing has (`existing`, …) comes first in the table and last in the list. */
	for (unsigned universal = 0; universal < 2; universal++)
		for (kind_ref k = kind; k; k = m->facts->kinds.at[k].parent)
			for (uint32_t i = 0; i < m->facts->kinds.at[k].own_fields; i++) {
				const struct field *f = &m->facts->fields.at[m->facts->kinds.at[k].first_field + i];
				const struct property *p = schema_property(m->schema, m->facts->kinds.at[k].first_field + i);
				if (p->field && (f->span.end == 0) == universal)
					vec_push(m->scratch, &candidates, names_text(m->names, key_of(m, p)));
			}
	struct str word = names_text(m->names, statement->a);
	struct diag *d = diag_add(m->diags, DIAG_UNKNOWN_PROPERTY, statement->key_span, "%.*s has no property called %.*s",
		STR_ARG(names_text(m->names, m->facts->kinds.at[kind].name)), STR_ARG(word));
	struct str near = diag_nearest(word, candidates.at, candidates.len);
	object_ref thing = statement->b || statement->c ? 0 : object_named(m->facts, 0, statement->a);
	struct buf all;
	buf_init(&all, m->scratch);
	for (uint32_t i = 0; i < candidates.len; i++)
		buf_format(&all, "%s%.*s", i ? ", " : "", STR_ARG(candidates.at[i]));
	if (thing)
		diag_help(m->diags, d, "%.*s is a name: a list of names goes on in the next line behind a `,`", STR_ARG(word));
	else if (near.len)
		diag_near(m->diags, d, near);
	if (!thing && near.len)
		vec_push(m->scratch, &g->meant, names_intern(m->names, near));
	else if (!thing && all.len)
		diag_help(m->diags, d, "it has %.*s", (int)all.len, all.at);
}

static const struct property *property_of(const struct model *m, kind_ref kind, name key)
{
	field_ref field = kind_field(m->facts, kind, key);
	const struct property *p = field ? schema_property(m->schema, field) : NULL;
	return p && p->field && key_of(m, p) == key ? p : NULL;
}

static void gather(struct model *m, kind_ref kind, struct layers layers, struct gathered *g)
{
	memset(g, 0, sizeof *g);
	g->layers = layers;
	g->by_cell = ARENA_ARRAY(m->scratch, struct said, m->facts->kinds.at[kind].cells + 1);
	for (uint32_t l = 0; l < layers.len; l++)
		for (node_ref at = layers.at[l].block ? ast_node(m->ast, layers.at[l].block)->a : 0; at; at = ast_node(m->ast, at)->next) {
			const struct node *s = ast_node(m->ast, at);
			if (s->kind != NODE_STATEMENT || s->a == m->word_for || s->flags & NODE_BROKEN)
				continue;
			const struct property *p = property_of(m, kind, s->a);
			if (p)
				say(m, g, p, at, l);
			else
				unknown_property(m, kind, s, g);
		}
}

/* "dev", "`cluster` of dev", "tier app of dev": whom a message speaks of. */
static struct str subject(struct model *m, struct context context)
{
	struct str root = names_text(m->names, object_at(m->facts, context.root)->name);
	const struct object *o = object_at(m->facts, context.object);
	const struct kind *kind = &m->facts->kinds.at[o->kind];
	if (context.object == context.root)
		return root;
	if (o->name)
		return str_format(m->scratch, "%.*s %.*s of %.*s", STR_ARG(names_text(m->names, kind->name)), STR_ARG(names_text(m->names, o->name)), STR_ARG(root));
	return str_format(m->scratch, "`%.*s` of %.*s", STR_ARG(names_text(m->names, kind->name)), STR_ARG(root));
}

static void report_conflict(struct model *m, const struct gathered *g, const struct said *said, struct context context)
{
	const struct entry *first = &g->entries.at[said->conflict - 1], *second = &g->entries.at[said->against - 1];
	const struct node *a = ast_node(m->ast, first->statement), *b = ast_node(m->ast, second->statement);
	const struct layer *one = &g->layers.at[first->layer], *other = &g->layers.at[second->layer];
	bool overlay = other->weight != WEIGHT_BODY, changes = one->said_by == other->said_by;
	struct str key = names_text(m->names, b->a), whom = subject(m, context);
	struct diag *d = diag_add(m->diags, overlay ? DIAG_OVERLAY_TIE : DIAG_PARENTS_DISAGREE, object_span(m->facts, context.root),
		"two %s give %.*s different values of %.*s", overlay ? "overlays of one weight" : changes ? "changes" : "parents", STR_ARG(whom), STR_ARG(key));
	if (overlay || changes) {
		diag_also(m->diags, d, a->span, "one here");
		diag_also(m->diags, d, b->span, "the other here");
		diag_help(m->diags, d, overlay ? "say it in one of the two only, or for the environment that both mean" : "say it in one of the two only");
		return;
	}
	diag_also(m->diags, d, a->span, "said by %.*s", STR_ARG(names_text(m->names, object_at(m->facts, one->said_by)->name)));
	diag_also(m->diags, d, b->span, "said by %.*s", STR_ARG(names_text(m->names, object_at(m->facts, other->said_by)->name)));
	diag_help(m->diags, d, "say %.*s in %.*s itself to decide", STR_ARG(key), STR_ARG(whom));
}

/* --- values ----------------------------------------------------------------------------------- */

static uint32_t first_value(const struct model *m, const struct property *p)
{
	for (uint32_t i = 0; i < p->element_count; i++)
		if (m->schema->elements.at[p->first_element + i].form == ELEMENT_VALUE)
			return i;
	return UINT32_MAX;
}

/* The default that fits the class of the place and the edition of the program; the one for the most specific class wins, and of
 * those the latest. */
static const struct fallback *fallback_for(struct model *m, struct context context, const struct property *p)
{
	const struct fallback *best = NULL;
	uint64_t best_weight = 0;
	object_ref place = context.place ? context.place : context.root;
	for (uint32_t i = 0; i < p->default_count; i++) {
		const struct fallback *f = &m->schema->fallbacks.at[p->first_default + i];
		uint32_t depth = 1;
		if (f->since > m->edition)
			continue;
		if (f->class) {
			object_ref class = object_named(m->facts, 0, f->class);
			if (!class || !place || !object_is_a(m->facts, place, class))
				continue;
			const struct declaration *d = model_declaration(m, class);
			depth += 1 + (d ? d->ancestor_count : 0);
		}
		uint64_t weight = MAP_KEY(depth, f->since + 1);
		if (weight > best_weight) {
			best = f;
			best_weight = weight;
		}
	}
	return best;
}

static struct val convert_fallback(struct model *m, struct context context, type_ref type, struct val raw, struct span span)
{
	struct val out = VAL_ABSENT;
	if (raw.tag != VAL_LIST) {
		model_convert(m, context, type, raw, span, true, &out);
		return out;
	}
	struct val *items = ARENA_ARRAY(m->scratch, struct val, raw.b + 1);
	uint32_t count = 0;
	for (uint32_t i = 0; i < raw.b; i++)
		if (model_convert(m, context, type, m->facts->cells.at[raw.a + i], span, true, &items[count]))
			count++;
	return list_make(m->facts, items, count);
}

/* What the kind says when the program says nothing; absent when it says nothing either. */
static struct val fallback_of(struct model *m, struct context context, const struct property *p)
{
	const struct fallback *f = fallback_for(m, context, p);
	if (!f)
		return VAL_ABSENT;
	if (f->path_kind) {
		struct rows rows = m->facts->rows.at[f->path_kind];
		struct val v = rows.len ? object_get_named(m->facts, rows.at[0], f->path_field) : VAL_ABSENT;
		if (v.tag == VAL_NONE && !rows.len) {
			/* No such thing is declared: its own default stands. */
			field_ref field = kind_field(m->facts, f->path_kind, f->path_field);
			return field ? fallback_of(m, (struct context){ 0 }, schema_property(m->schema, field)) : VAL_ABSENT;
		}
		return v;
	}
	uint32_t first = first_value(m, p);
	type_ref type = first == UINT32_MAX ? 0 : m->schema->elements.at[p->first_element + first].type;
	struct val v = convert_fallback(m, context, type, f->value, f->span);
	v.origin = origin_add(m->facts, f->span);
	map_put(m->facts->arena, &m->facts->defaults, v.origin, 1);
	return p->many && v.tag != VAL_LIST ? list_make(m->facts, &v, v.tag != VAL_NONE) : v;
}

static bool is_meant(const struct gathered *g, name property)
{
	for (uint32_t i = 0; i < g->meant.len; i++)
		if (g->meant.at[i] == property)
			return true;
	return false;
}

static void missing(struct model *m, struct context context, const struct gathered *g, const struct property *p, struct span at)
{
	const struct field *field = &m->facts->fields.at[p->field];
	if (context.lenient || is_meant(g, field->name))
		return;
	struct str key = names_text(m->names, field->name);
	struct diag *d = diag_add(m->diags, DIAG_MISSING_VALUE, at, "%.*s does not say its %.*s", STR_ARG(subject(m, context)), STR_ARG(key));
	uint32_t first = first_value(m, p);
	type_ref type = first == UINT32_MAX ? 0 : m->schema->elements.at[p->first_element + first].type;
	struct buf line;
	buf_init(&line, m->scratch);
	buf_format(&line, "add it, as `%.*s", STR_ARG(key));
	model_print_example(&line, m, context, p->first_element, p->element_count);
	buf_text(&line, p->element_count ? "`" : " { … }`");
	struct type words = m->facts->types.at[type_without_optional(m->facts, type)];
	if (words.form == TYPE_WORDS && words.b > 1) {
		buf_text(&line, "; it is ");
		type_print(&line, m->facts, type);
	}
	diag_help(m->diags, d, "%.*s", (int)line.len, line.at);
	if (field->span.end)
		diag_also(m->diags, d, field->span, "required here");
}

/* A block behind a property that has none. */
static void refuse_block(struct model *m, const struct node *statement)
{
	struct diag *d;
	if (!statement->c)
		return;
	d = diag_add(m->diags, DIAG_WRONG_SHAPE, ast_node(m->ast, statement->c)->span, "`%.*s` takes no block", STR_ARG(names_text(m->names, statement->a)));
	diag_help(m->diags, d, "what stands in it belongs to no property");
}

/* Nobody says the list itself: what is added is added to the default (spec 6.5.4). */
static bool only_adds(const struct model *m, const struct gathered *g, const struct said *said, const struct property *p)
{
	for (uint32_t e = said->first; e; e = g->entries.at[e - 1].next)
		if (replaces(m, p, &g->entries.at[e - 1]))
			return false;
	return true;
}

/* Values of a plain property: the last statement's, or all of them where there may be many. */
static struct val plain_value(struct model *m, struct context context, const struct gathered *g, const struct said *said, const struct property *p)
{
	if (p->form == PROPERTY_FLAG) {
		const struct node *s = said->last ? ast_node(m->ast, g->entries.at[said->last - 1].statement) : NULL;
		struct val parts[1];
		if (s) {
			model_match(m, context, m->schema, 0, 0, s, s->b, parts);
			refuse_block(m, s);
		}
		struct val v = val_bool(s != NULL);
		v.origin = s ? origin_add(m->facts, s->span) : 0;
		return v;
	}
	if (!said->last) {
		struct val v = fallback_of(m, context, p);
		if (v.tag == VAL_NONE && !p->optional)
			missing(m, context, g, p, object_span(m->facts, context.object));
		return v.tag == VAL_NONE && p->many ? list_make(m->facts, NULL, 0) : v;
	}
	struct val *parts = ARENA_ARRAY(m->scratch, struct val, p->element_count + 1);
	uint32_t value = first_value(m, p);
	if (!p->many) {
		const struct node *s = ast_node(m->ast, g->entries.at[said->last - 1].statement);
		refuse_block(m, s);
		if (!model_match(m, context, m->schema, p->first_element, p->element_count, s, s->b, parts))
			return VAL_ABSENT;
		return parts[value];
	}
	VEC(struct val) items = { 0 };
	struct val additions_to = only_adds(m, g, said, p) ? fallback_of(m, context, p) : VAL_ABSENT;
	for (uint32_t i = 0; i < list_len(additions_to); i++)
		vec_push(m->scratch, &items, list_at(m->facts, additions_to, i));
	for (uint32_t e = said->first; e; e = g->entries.at[e - 1].next) {
		const struct node *s = ast_node(m->ast, g->entries.at[e - 1].statement);
		refuse_block(m, s);
		if (model_match(m, context, m->schema, p->first_element, p->element_count, s, s->b, parts))
			for (uint32_t i = 0; i < list_len(parts[value]); i++)
				vec_push(m->scratch, &items, list_at(m->facts, parts[value], i));
	}
	struct val list = list_make(m->facts, items.at, items.len);
	list.origin = origin_add(m->facts, ast_node(m->ast, g->entries.at[said->first - 1].statement)->span);
	return list;
}

/* --- records ---------------------------------------------------------------------------------- */

static object_ref record_add(struct model *m, struct context context, const struct property *p, uint32_t origin)
{
	object_ref record = object_add(m->facts, p->record, NO_NAME, origin);
	object_at(m->facts, record)->owner = context.object;
	object_at(m->facts, record)->place = context.place;
	return record;
}

static void record_parts(struct model *m, object_ref record, const struct property *p, const struct val *parts, uint32_t first, struct val item)
{
	for (uint32_t i = 0; i < p->element_count; i++) {
		const struct shape_element *e = &m->schema->elements.at[p->first_element + i];
		if (e->form == ELEMENT_VALUE && e->field)
			object_set(m->facts, record, e->field, i == first ? item : parts[i]);
	}
}

static struct val single_record(struct model *m, struct context context, const struct gathered *g, const struct said *said, const struct property *p)
{
	uint32_t first = first_value(m, p);
	struct val *parts = ARENA_ARRAY(m->scratch, struct val, p->element_count + 1);
	VEC(struct layer) blocks = { 0 };
	const struct node *spoken = NULL, *last = NULL;
	for (uint32_t e = said->first; e; e = g->entries.at[e - 1].next) {
		last = ast_node(m->ast, g->entries.at[e - 1].statement);
		if (last->b || first == UINT32_MAX)
			spoken = last;
		if (last->c) {
			struct layer layer = g->layers.at[g->entries.at[e - 1].layer];
			layer.block = last->c;
			vec_push(m->scratch, &blocks, layer);
		}
	}
	if (!last && p->optional && !p->default_count)
		return VAL_ABSENT;
	struct val value = VAL_ABSENT;
	if (spoken && spoken->b) {
		if (!model_match(m, context, m->schema, p->first_element, p->element_count, spoken, spoken->b, parts))
			return VAL_ABSENT;
		value = first == UINT32_MAX ? VAL_ABSENT : parts[first];
	}
	if (value.tag == VAL_NONE && first != UINT32_MAX) {
		value = fallback_of(m, context, p);
		const struct shape_element *e = &m->schema->elements.at[p->first_element + first];
		if (value.tag == VAL_NONE && e->many != '?' && e->many != '*')
			missing(m, context, g, p, last ? last->span : object_span(m->facts, context.object));
	}
	if (p->optional && !last && value.tag == VAL_NONE)
		return VAL_ABSENT;
	uint32_t origin = last ? origin_add(m->facts, last->span) : object_at(m->facts, context.object)->origin;
	object_ref record = record_add(m, context, p, origin);
	record_parts(m, record, p, parts, first, value);
	struct context inner = context;
	inner.object = record;
	model_fill(m, inner, p->record, (struct layers){ blocks.at, blocks.len });
	struct val v = val_object(record);
	v.origin = origin;
	return v;
}

static struct val many_records(struct model *m, struct context context, const struct gathered *g, const struct said *said, const struct property *p)
{
	VEC(struct val) items = { 0 };
	uint32_t first = first_value(m, p);
	struct val *parts = ARENA_ARRAY(m->scratch, struct val, p->element_count + 1);
	if (!said->last && !p->optional)
		missing(m, context, g, p, object_span(m->facts, context.object));
	for (uint32_t e = said->first; e; e = g->entries.at[e - 1].next) {
		const struct node *s = ast_node(m->ast, g->entries.at[e - 1].statement);
		if (!model_match(m, context, m->schema, p->first_element, p->element_count, s, s->b, parts))
			continue;
		struct layer layer = g->layers.at[g->entries.at[e - 1].layer];
		layer.block = s->c;
		for (uint32_t i = 0; i < list_len(parts[first]); i++) {
			struct val item = list_at(m->facts, parts[first], i);
			uint32_t origin = item.origin ? item.origin : origin_add(m->facts, s->span);
			object_ref record = record_add(m, context, p, origin);
			record_parts(m, record, p, parts, first, item);
			struct context inner = context;
			inner.object = record;
			model_fill(m, inner, p->record, (struct layers){ &layer, s->c != 0 });
			struct val v = val_object(record);
			v.origin = origin;
			vec_push(m->scratch, &items, v);
		}
	}
	return list_make(m->facts, items.at, items.len);
}

static struct val property_value(struct model *m, struct context context, struct gathered *g, const struct property *p)
{
	struct said *said = &g->by_cell[m->facts->fields.at[p->field].cell];
	settle(m, g, p, said);
	if (said->conflict)
		report_conflict(m, g, said, context);
	if (p->form != PROPERTY_RECORD)
		return plain_value(m, context, g, said, p);
	return p->many ? many_records(m, context, g, said, p) : single_record(m, context, g, said, p);
}

/* Told once; what is missing then is not missed. */
static bool too_many(struct model *m, struct context context)
{
	if (m->facts->objects.len <= LIMIT_OBJECTS)
		return false;
	if (!m->too_many)
		diag_add(m->diags, DIAG_TOO_LARGE, object_span(m->facts, context.root), "more than %u things in one program", LIMIT_OBJECTS);
	m->too_many = true;
	return true;
}

void model_fill(struct model *m, struct context context, kind_ref kind, struct layers layers)
{
	if (too_many(m, context))
		return;
	struct arena_mark mark = arena_mark(m->scratch);
	struct gathered g;
	gather(m, kind, layers, &g);
	for (kind_ref k = kind; k; k = m->facts->kinds.at[k].parent)
		for (uint32_t i = 0; i < m->facts->kinds.at[k].own_fields; i++) {
			const struct property *p = schema_property(m->schema, m->facts->kinds.at[k].first_field + i);
			if (!p->field || p->form == PROPERTY_NESTED)
				continue;                          /* a part of the head or of a record; nested things have their own */
			field_ref narrowed = kind_field(m->facts, kind, m->facts->fields.at[p->field].name);
			if (narrowed != p->field) {            /* a child kind says it anew: the parent's field reads the same */
				object_set(m->facts, context.object, p->field, object_get(m->facts, context.object, narrowed));
				continue;
			}
			object_set(m->facts, context.object, p->field, property_value(m, context, &g, p));
		}
	arena_release(m->scratch, mark);
}

struct val model_property_value(struct model *m, struct context context, kind_ref kind, field_ref field, struct layers layers)
{
	struct arena_mark mark = arena_mark(m->scratch);
	struct gathered g;
	gather(m, kind, layers, &g);
	struct val v = property_value(m, context, &g, schema_property(m->schema, field));
	arena_release(m->scratch, mark);
	return v;
}

/* --- nested things ---------------------------------------------------------------------------- */

struct nest { name name; kind_ref kind; field_ref field; uint32_t origin; VEC(struct layer) layers; };

static void nest_statement(struct model *m, const struct property *p, const struct node *s, struct layer layer, struct nest **at, uint32_t *len, uint32_t *cap)
{
	const struct node *word = ast_node(m->ast, s->b);
	if (!s->b || word->kind != NODE_WORD || word->next) {
		struct diag *d = diag_add(m->diags, DIAG_WRONG_SHAPE, s->span, "`%.*s` is followed by one name", STR_ARG(names_text(m->names, s->a)));
		diag_help(m->diags, d, "it is written: %.*s NAME { … }", STR_ARG(names_text(m->names, s->a)));
		return;
	}
	struct nest *found = NULL;
	for (uint32_t i = 0; i < *len && !found; i++)
		if ((*at)[i].name == word->a && (*at)[i].field == p->field)
			found = &(*at)[i];
	if (!found) {
		vec_reserve_(m->scratch, (void **)at, cap, *len + 1, sizeof **at);
		found = &(*at)[(*len)++];
		*found = (struct nest){ .name = word->a, .kind = p->record, .field = p->field };
	} else if (found->layers.len && vec_last(&found->layers).said_by == layer.said_by
	           && vec_last(&found->layers).where == layer.where && layer.weight == vec_last(&found->layers).weight) {
		struct diag *d = diag_add(m->diags, DIAG_DUPLICATE_NAME, word->span, "%.*s %.*s is declared twice", STR_ARG(names_text(m->names, s->a)), STR_ARG(names_text(m->names, word->a)));
		diag_also(m->diags, d, m->facts->origins.at[found->origin], "first declared here");
	}
	found->origin = origin_add(m->facts, word->span);
	layer.block = s->c;
	vec_push(m->arena, &found->layers, layer);
}

void model_nest(struct model *m, object_ref object, object_ref root, struct layers layers)
{
	struct nest *nests = NULL;
	uint32_t len = 0, cap = 0;
	kind_ref kind = object_at(m->facts, object)->kind;
	for (uint32_t l = 0; l < layers.len; l++)
		for (node_ref at = layers.at[l].block ? ast_node(m->ast, layers.at[l].block)->a : 0; at; at = ast_node(m->ast, at)->next) {
			const struct node *s = ast_node(m->ast, at);
			const struct property *p = s->kind == NODE_STATEMENT ? property_of(m, kind, s->a) : NULL;
			if (p && p->form == PROPERTY_NESTED && !(s->flags & NODE_BROKEN))
				nest_statement(m, p, s, layers.at[l], &nests, &len, &cap);
		}
	for (kind_ref k = kind; k; k = m->facts->kinds.at[k].parent)
		for (uint32_t i = 0; i < m->facts->kinds.at[k].own_fields; i++) {
			const struct property *p = schema_property(m->schema, m->facts->kinds.at[k].first_field + i);
			if (p->form != PROPERTY_NESTED)
				continue;
			VEC(struct val) items = { 0 };
			for (uint32_t n = 0; n < len; n++) {
				if (nests[n].field != p->field)
					continue;
				object_ref o = object_add(m->facts, nests[n].kind, nests[n].name, nests[n].origin);
				object_at(m->facts, o)->owner = object;
				object_at(m->facts, o)->place = object_at(m->facts, object)->place;
				object_at(m->facts, o)->flags |= object_at(m->facts, object)->flags & OBJECT_ABSTRACT;
				struct layers inner = { nests[n].layers.at, nests[n].layers.len };
				vec_push(m->arena, &m->pending, (struct unfilled){ o, root, inner });
				struct val v = val_object(o);
				v.origin = nests[n].origin;
				vec_push(m->scratch, &items, v);
				model_nest(m, o, root, inner);
			}
			object_set(m->facts, object, p->field, list_make(m->facts, items.at, items.len));
		}
}

void model_fill_pending(struct model *m, uint32_t first)
{
	for (uint32_t i = first; i < m->pending.len; i++) {
		struct unfilled p = m->pending.at[i];
		struct context context = { .object = p.object, .root = p.root, .place = object_at(m->facts, p.object)->place,
			.lenient = object_at(m->facts, p.object)->flags & OBJECT_ABSTRACT };
		model_fill(m, context, object_at(m->facts, p.object)->kind, p.layers);
		model_mark_older(m, p.object);
	}
	m->pending.len = first;
}
