/* Collecting: which things a program declares, under which names, with which parents. */
#include "model/model.h"

#include <string.h>

#include "model/literal_value.h"

void model_init(struct model *m, struct arena *arena, struct arena *scratch, struct names *names, struct facts *facts,
	struct schema *schema, const struct ast *ast, const struct sources *sources, struct diags *diags)
{
	memset(m, 0, sizeof *m);
	m->arena = arena;
	m->scratch = scratch;
	m->names = names;
	m->facts = facts;
	m->schema = schema;
	m->ast = ast;
	m->sources = sources;
	m->diags = diags;
	vec_push(arena, &m->declarations, (struct declaration){ 0 });
	vec_push(arena, &m->splits, (struct split){ 0 });
	vec_push(arena, &m->overlays, (struct overlay){ 0 });
	m->word_for = names_intern(names, STR("for"));
	m->word_change = names_intern(names, STR("change"));
	m->word_given = names_intern(names, STR("given"));
	m->word_later = names_intern(names, STR("later"));
	m->word_constant = names_intern(names, STR("constant"));
}

struct declaration *model_declaration(const struct model *m, object_ref object)
{
	uint32_t i = map_at(&m->declaration_of, object, 0);
	return i ? &m->declarations.at[i] : NULL;
}

static bool is_punct(const struct model *m, node_ref at, enum punct punct)
{
	const struct node *node = ast_node(m->ast, at);
	return node->kind == NODE_PUNCT && node->a == punct;
}

/* The kind whose block a statement of that name belongs to, at whatever depth; 0 when there is none. */
static kind_ref nested_in(const struct model *m, name key)
{
	for (kind_ref k = 1; k < m->facts->kinds.len; k++) {
		kind_ref owner = m->facts->kinds.at[k].owner;
		if (m->facts->kinds.at[k].name != key || !owner)
			continue;
		while (m->facts->kinds.at[owner].owner)
			owner = m->facts->kinds.at[owner].owner;
		return owner;
	}
	return 0;
}

void model_unknown_kind(struct model *m, name key, struct span span)
{
	VEC(struct str) candidates = { 0 };
	for (kind_ref k = 1; k < m->facts->kinds.len; k++)
		if (!(m->facts->kinds.at[k].flags & KIND_DERIVED) && !m->facts->kinds.at[k].owner)
			vec_push(m->scratch, &candidates, names_text(m->names, m->facts->kinds.at[k].name));
	struct str word = names_text(m->names, key);
	struct diag *d = diag_add(m->diags, DIAG_UNKNOWN_KIND, span, "there is no kind of thing called %.*s", STR_ARG(word));
	struct str near = diag_nearest(word, candidates.at, candidates.len);
	kind_ref inside = nested_in(m, key), derived = map_at(&m->facts->kind_by_name, key, 0);
	if (inside)
		diag_help(m->diags, d, "`%.*s` stands inside %s %.*s", STR_ARG(word), model_article(names_text(m->names, m->facts->kinds.at[inside].name)),
			STR_ARG(names_text(m->names, m->facts->kinds.at[inside].name)));
	else if (derived)
		diag_help(m->diags, d, "a %.*s follows from what is declared; nobody declares one", STR_ARG(word));
	else if (near.len)
		diag_near(m->diags, d, near);
	else
		diag_help(m->diags, d, "a declaration starts with its kind, as `service shop { … }`; the reference lists the kinds");
}

name model_head(struct model *m, node_ref first, struct span *span)
{
	struct buf text;
	buf_init(&text, m->scratch);
	*span = ast_node(m->ast, first)->span;
	for (node_ref at = first; at; at = ast_node(m->ast, at)->next) {
		span->end = ast_node(m->ast, at)->span.end;
		if (text.len)
			buf_char(&text, ' ');
		buf_str(&text, sources_text(m->sources, ast_node(m->ast, at)->span));
	}
	return names_intern(m->names, (struct str){ text.at, (uint32_t)text.len });
}

/* The name of a thing: its first word, or for a nameless kind its head as written. */
static name name_of(struct model *m, const struct node *statement, kind_ref kind, struct span *span)
{
	const struct node *first = ast_node(m->ast, statement->b);
	if (m->facts->kinds.at[kind].flags & KIND_NAMED) {
		*span = statement->b ? first->span : statement->key_span;
		if (statement->b && first->kind == NODE_WORD)
			return first->a;
		struct diag *d = diag_add(m->diags, DIAG_WRONG_SHAPE, *span, "%s %.*s needs a name",
			model_article(names_text(m->names, statement->a)), STR_ARG(names_text(m->names, statement->a)));
		diag_help(m->diags, d, "%.*s NAME { … }", STR_ARG(names_text(m->names, statement->a)));
		return NO_NAME;
	}
	if (!statement->b) {
		*span = statement->key_span;
		return statement->a;
	}
	return model_head(m, statement->b, span);
}

static void declared_twice(struct model *m, const struct node *statement, name thing, struct span span, object_ref other)
{
	struct str text = names_text(m->names, thing), kind = names_text(m->names, m->facts->kinds.at[object_at(m->facts, other)->kind].name);
	struct diag *d;
	if (object_at(m->facts, other)->flags & OBJECT_LIBRARY) {
		map_put(m->arena, &m->declared_again, thing, 1);
		d = diag_add(m->diags, DIAG_DUPLICATE_NAME, span, "%s %.*s of the library is called %.*s already", model_article(kind), STR_ARG(kind), STR_ARG(text));
		diag_also(m->diags, d, object_span(m->facts, other), "first declared here");
		diag_help(m->diags, d, "give yours another name, as `%.*s-1`; what is said of %.*s elsewhere means the library's", STR_ARG(text), STR_ARG(text));
		return;
	}
	if (str_equal(kind, names_text(m->names, statement->a)))
		d = diag_add(m->diags, DIAG_DUPLICATE_NAME, span, "%.*s %.*s is declared twice", STR_ARG(kind), STR_ARG(text));
	else
		d = diag_add(m->diags, DIAG_DUPLICATE_NAME, span, "%s %.*s is called %.*s already, and kinds that inherit share their names",
			model_article(kind), STR_ARG(kind), STR_ARG(text));
	diag_also(m->diags, d, object_span(m->facts, other), "first declared here");
	diag_help(m->diags, d, "give one of the two another name, or say what differs with `change %.*s %.*s { … }`", STR_ARG(kind), STR_ARG(text));
}

/* The one name that everybody knows and nobody declares. */
static bool is_internet(struct model *m, name word, struct span span)
{
	if (!str_is(names_text(m->names, word), "internet"))
		return false;
	struct diag *d = diag_add(m->diags, DIAG_DUPLICATE_NAME, span, "`internet` is everybody outside, wherever it stands");
	diag_help(m->diags, d, "give this another name");
	return true;
}

static void declare_thing(struct model *m, node_ref ref, kind_ref kind, bool library)
{
	const struct node *statement = ast_node(m->ast, ref);
	struct span span;
	name thing = name_of(m, statement, kind, &span);
	if (!thing || is_internet(m, thing, span))
		return;
	kind_ref top = kind;
	while (m->facts->kinds.at[top].parent)
		top = m->facts->kinds.at[top].parent;
	object_ref other = object_named(m->facts, top, thing);
	if (other) {
		declared_twice(m, statement, thing, span, other);
		return;
	}
	object_ref object = object_add(m->facts, kind, thing, origin_add(m->facts, span));
	struct object *o = object_at(m->facts, object);
	o->flags = (statement->flags & NODE_ABSTRACT ? OBJECT_ABSTRACT : 0) | (library ? OBJECT_LIBRARY : 0);
	object_declare(m->facts, object);
	struct declaration declaration = { .object = object, .statement = ref, .library = library };
	node_ref second = statement->b ? ast_node(m->ast, statement->b)->next : 0;
	if (m->facts->kinds.at[kind].flags & KIND_NAMED && second && is_punct(m, second, PUNCT_COLON))
		declaration.after_head = ast_node(m->ast, second)->next;
	map_put(m->arena, &m->declaration_of, object, m->declarations.len);
	vec_push(m->arena, &m->declarations, declaration);
}

static void declare_statement(struct model *m, node_ref ref, bool library)
{
	static const char *const elsewhere[] = { "kind", "type", "constant", "given", "later", "edition" };
	const struct node *statement = ast_node(m->ast, ref);
	struct str key = names_text(m->names, statement->a);
	for (unsigned i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		if (str_is(key, elsewhere[i]))
			return;
	if (statement->a == m->word_change)
		vec_push(m->arena, &m->changes, (struct change){ 0, ref });
	else if (str_is(key, "import"))
		vec_push(m->arena, &m->imports, ref);
	else if (str_is(key, "assert"))
		vec_push(m->arena, &m->asserts, ref);
	else if (str_is(key, "waive"))
		vec_push(m->arena, &m->waivers, ref);
	else if (str_is(key, "test"))
		vec_push(m->arena, &m->tests, ref);
	else {
		kind_ref kind = map_at(&m->facts->kind_by_name, statement->a, 0);
		uint32_t flags = m->facts->kinds.at[kind].flags;
		if (!kind || flags & KIND_DERIVED || m->facts->kinds.at[kind].owner)
			model_unknown_kind(m, statement->a, statement->key_span);
		else
			declare_thing(m, ref, kind, library);
	}
}

void model_declare(struct model *m, uint32_t first, uint32_t last, bool library)
{
	model_declare_globals(m, first, last);
	for (uint32_t f = first; f < last; f++)
		for (node_ref at = m->ast->files.at[f].items; at; at = ast_node(m->ast, at)->next)
			if (ast_node(m->ast, at)->kind == NODE_STATEMENT && !(ast_node(m->ast, at)->flags & NODE_BROKEN))
				declare_statement(m, at, library);
}

void model_add_inputs(struct model *m, uint32_t file)
{
	for (node_ref at = m->ast->files.at[file].items; at; at = ast_node(m->ast, at)->next)
		if (ast_node(m->ast, at)->kind == NODE_STATEMENT)
			vec_push(m->arena, &m->inputs, at);
}

/* --- constant, given, later ------------------------------------------------------------------- */

/* The type or kind whose name is nearest. */
static void help_type(struct model *m, struct str word, struct diag *d)
{
#define SCALAR(id, text, clause) text,
	static const char *const scalars[] = {
#include "facts/scalars.def"
	};
#undef SCALAR
	VEC(struct str) candidates = { 0 };
	for (unsigned i = 0; i < sizeof scalars / sizeof *scalars; i++)
		vec_push(m->scratch, &candidates, str_of(scalars[i]));
	for (kind_ref k = 1; k < m->facts->kinds.len; k++)
		if (!(m->facts->kinds.at[k].flags & KIND_DERIVED) && !m->facts->kinds.at[k].owner)
			vec_push(m->scratch, &candidates, names_text(m->names, m->facts->kinds.at[k].name));
	struct str near = diag_nearest(word, candidates.at, candidates.len);
	if (near.len)
		diag_near(m->diags, d, near);
	else
		diag_help(m->diags, d, "types are listed in the reference, as cidr, port, duration or string");
}

/* The one element of `NAME TYPE …`: its type by name, and how many values. */
static struct shape_element global_element(struct model *m, node_ref *at)
{
	struct shape_element e = { .form = ELEMENT_VALUE };
	const struct node *word = ast_node(m->ast, *at);
	uint32_t type;
	if (word->kind != NODE_WORD) {
		diag_add(m->diags, DIAG_UNKNOWN_TYPE, word->span, "found %s, expected the name of a type", node_kind_name(word->kind));
	} else if (map_get(&m->schema->type_by_name, word->a, &type)) {
		e.type = type;
	} else if (scalar_of(names_text(m->names, word->a)) != SCALAR_COUNT) {
		e.type = type_scalar(m->facts, scalar_of(names_text(m->names, word->a)));
	} else if (map_at(&m->facts->kind_by_name, word->a, 0)) {
		e.type = type_object(m->facts, map_at(&m->facts->kind_by_name, word->a, 0));
	} else {
		struct diag *d = diag_add(m->diags, DIAG_UNKNOWN_TYPE, word->span, "there is no type called %.*s", STR_ARG(names_text(m->names, word->a)));
		help_type(m, names_text(m->names, word->a), d);
	}
	*at = word->next;
	const struct node *sign = ast_node(m->ast, *at);
	if (*at && sign->kind == NODE_PUNCT && (sign->a == PUNCT_PLUS || sign->a == PUNCT_STAR || sign->a == PUNCT_MAYBE)) {
		e.many = sign->a == PUNCT_PLUS ? '+' : sign->a == PUNCT_STAR ? '*' : '?';
		*at = sign->next;
	}
	return e;
}

/* The line of an *.inputs file for a `given` name. */
static const struct node *input_named(const struct model *m, name wanted)
{
	for (uint32_t i = 0; i < m->inputs.len; i++)
		if (ast_node(m->ast, m->inputs.at[i])->a == wanted)
			return ast_node(m->ast, m->inputs.at[i]);
	return NULL;
}

static void declare_global(struct model *m, const struct node *statement)
{
	const struct node *word = ast_node(m->ast, statement->b);
	if (!statement->b || word->kind != NODE_WORD || !word->next) {
		struct diag *d = diag_add(m->diags, DIAG_WRONG_SHAPE, statement->span, "%.*s needs a name and a type", STR_ARG(names_text(m->names, statement->a)));
		diag_help(m->diags, d, "%.*s NAME TYPE", STR_ARG(names_text(m->names, statement->a)));
		return;
	}
	if (is_internet(m, word->a, word->span))
		return;
	const struct global *other = global_named(m->facts, word->a);
	if (other) {
		struct diag *d = diag_add(m->diags, DIAG_DUPLICATE_NAME, word->span, "%.*s is declared twice", STR_ARG(names_text(m->names, word->a)));
		diag_also(m->diags, d, other->span, "first declared here");
		return;
	}
	node_ref at = word->next;
	struct shape_element element = global_element(m, &at);
	struct global global = { .name = word->a, .type = element.type, .span = word->span };
	if (element.many == '*' || element.many == '+')
		global.type = type_list(m->facts, element.type);
	const struct node *said = statement;
	if (statement->a == m->word_later) {
		global.value = val_name(VAL_LATER, word->a);
		at = 0;
	} else if (statement->a == m->word_given) {
		said = input_named(m, word->a);
		if (!said) {
			struct diag *d = diag_add(m->diags, DIAG_MISSING_INPUT, word->span, "%.*s is given by no inputs file", STR_ARG(names_text(m->names, word->a)));
			diag_help(m->diags, d, "write a line `%.*s VALUE` into a file beside the program whose name ends in .inputs", STR_ARG(names_text(m->names, word->a)));
		}
		global.missing = !said;
		if (!said)
			global.value = val_name(VAL_LATER, word->a);
		at = said ? said->b : 0;
	}
	if (statement->a != m->word_later && said) {
		uint32_t first = m->schema->elements.len;
		vec_push(m->arena, &m->schema->elements, element);
		model_match(m, (struct context){ .plain = true }, m->schema, first, 1, said, at, &global.value);
		m->schema->elements.len = first;
	}
	global.value.origin = origin_add(m->facts, word->span);
	global_add(m->facts, global);
}

void model_declare_globals(struct model *m, uint32_t first, uint32_t last)
{
	for (uint32_t f = first; f < last; f++)
		for (node_ref at = m->ast->files.at[f].items; at; at = ast_node(m->ast, at)->next) {
			const struct node *s = ast_node(m->ast, at);
			if (s->kind == NODE_STATEMENT && !(s->flags & NODE_BROKEN)
			    && (s->a == m->word_constant || s->a == m->word_given || s->a == m->word_later))
				declare_global(m, s);
		}
}

/* --- parents ---------------------------------------------------------------------------------- */

/* `: three-tier, live` */
static void bind_parents(struct model *m, struct declaration *d)
{
	d->first_parent = m->parents.len;
	kind_ref kind = object_at(m->facts, d->object)->kind;
	while (m->facts->kinds.at[kind].parent)
		kind = m->facts->kinds.at[kind].parent;
	for (node_ref at = d->after_head; at; at = ast_node(m->ast, at)->next) {
		const struct node *atom = ast_node(m->ast, at);
		if (is_punct(m, at, PUNCT_COMMA))
			continue;
		struct val out;
		struct val raw = literal_of_atom(m->ast, m->names, at);
		if (!model_convert(m, (struct context){ .abstract = true }, type_object(m->facts, kind), raw, atom->span, true, &out))
			continue;
		vec_push(m->arena, &m->parents, map_at(&m->declaration_of, out.a, 0));
		d->parent_count++;
	}
}

/* Follows the parents that are being searched, back to where they began. */
static void inherits_from_itself(struct model *m, uint32_t index)
{
	const struct declaration *d = &m->declarations.at[index];
	struct diag *g = diag_add(m->diags, DIAG_INHERITANCE_CYCLE, object_span(m->facts, d->object), "%.*s inherits from itself",
		STR_ARG(names_text(m->names, object_at(m->facts, d->object)->name)));
	diag_help(m->diags, g, "take one of the names behind `:` away");
	for (unsigned steps = 0; steps < DIAG_PLACES; steps++) {
		uint32_t next = 0;
		for (uint32_t p = 0; p < d->parent_count && !next; p++)
			if (m->declarations.at[m->parents.at[d->first_parent + p]].state == 1)
				next = m->parents.at[d->first_parent + p];
		if (!next || next == index)
			return;
		d = &m->declarations.at[next];
		diag_also(m->diags, g, object_span(m->facts, d->object), "by way of %.*s", STR_ARG(names_text(m->names, object_at(m->facts, d->object)->name)));
	}
}

/* Depth first, parents in the order written, each once: the weakest comes first. */
static bool order_ancestors(struct model *m, uint32_t index, unsigned depth)
{
	struct declaration *d = &m->declarations.at[index];
	if (d->state == 2)
		return true;
	if (d->state == 1) {
		inherits_from_itself(m, index);
		return false;
	}
	if (depth > LIMIT_NESTING) {
		struct diag *g = diag_add(m->diags, DIAG_TOO_DEEP, object_span(m->facts, d->object), "%.*s has too many generations of parents",
			STR_ARG(names_text(m->names, object_at(m->facts, d->object)->name)));
		diag_help(m->diags, g, "say in one declaration what a chain of them says");
		return false;
	}
	d->state = 1;
	VEC(uint32_t) line = { 0 };
	for (uint32_t p = 0; p < d->parent_count; p++) {
		uint32_t parent = m->parents.at[d->first_parent + p];
		if (!order_ancestors(m, parent, depth + 1)) {
			d->parent_count = p;
			break;
		}
		const struct declaration *pd = &m->declarations.at[parent];
		for (uint32_t i = 0; i < pd->ancestor_count; i++) {
			uint32_t a = m->ancestors.at[pd->first_ancestor + i];
			bool seen = false;
			for (uint32_t j = 0; j < line.len && !seen; j++)
				seen = line.at[j] == a;
			if (!seen)
				vec_push(m->scratch, &line, a);
		}
	}
	if (line.len >= LIMIT_PARENTS) {
		struct diag *g = diag_add(m->diags, DIAG_TOO_DEEP, object_span(m->facts, d->object),
			"%.*s has more than %u ancestors", STR_ARG(names_text(m->names, object_at(m->facts, d->object)->name)), LIMIT_PARENTS);
		diag_help(m->diags, g, "say in one declaration what a chain of them says");
		line.len = 0;
	}
	d->first_ancestor = m->ancestors.len;
	for (uint32_t i = 0; i < line.len; i++) {
		vec_push(m->arena, &m->ancestors, line.at[i]);
		object_add_ancestor(m->facts, d->object, m->declarations.at[line.at[i]].object);
	}
	vec_push(m->arena, &m->ancestors, index);
	d->ancestor_count = line.len + 1;
	d->state = 2;
	return true;
}

void model_order_ancestors(struct model *m)
{
	for (uint32_t i = 1; i < m->declarations.len; i++)
		if (m->declarations.at[i].state == 0 && m->declarations.at[i].after_head && !m->declarations.at[i].parent_count)
			bind_parents(m, &m->declarations.at[i]);
	for (uint32_t i = 1; i < m->declarations.len; i++)
		order_ancestors(m, i, 0);
}
