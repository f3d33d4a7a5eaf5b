/* Shapes: the atoms of a kind's statement, read as the elements that a program's statement must match. */
#include "model/schema_shape.h"

#include "base/editions.h"
#include "model/literal_value.h"

bool shape_is_punct(const struct schema_context *c, node_ref at, enum punct punct)
{
	const struct node *node = ast_node(c->ast, at);
	return node->kind == NODE_PUNCT && node->a == punct;
}

static bool is_word(const struct schema_context *c, node_ref at, const char *text)
{
	const struct node *node = ast_node(c->ast, at);
	return node->kind == NODE_WORD && str_is(names_text(c->names, node->a), text);
}

/* The type a word names, or 0 with *found false. `name` is told apart by the caller. */
static type_ref named_type(struct schema_context *c, name word, bool *found)
{
	uint32_t type;
	*found = true;
	if (map_get(&c->schema->type_by_name, word, &type))
		return type;
	struct str text = names_text(c->names, word);
	enum scalar scalar = scalar_of(text);
	if (scalar != SCALAR_COUNT)
		return type_scalar(c->facts, scalar);
	if (str_is(text, "any"))
		return 0;
	/* Rows of derived relations are no things that a program names. */
	kind_ref kind = map_at(&c->facts->kind_by_name, word, 0);
	if (kind && !(c->facts->kinds.at[kind].flags & KIND_DERIVED))
		return type_object(c->facts, kind);
	*found = false;
	return 0;
}

type_ref shape_type_of_alternatives(struct schema_context *c, node_ref at, node_ref end)
{
	VEC(type_ref) types = { 0 };
	VEC(name) words = { 0 };
	for (; at && at != end; at = ast_node(c->ast, at)->next) {
		const struct node *node = ast_node(c->ast, at);
		if (shape_is_punct(c, at, PUNCT_OR))
			continue;
		if (node->kind == NODE_STRING && node->b) {
			vec_push(c->arena, &words, ast_node(c->ast, node->b)->a);   /* a word that is also the name of a type */
			continue;
		}
		if (node->kind != NODE_WORD) {
			diag_help(c->diags, diag_add(c->diags, DIAG_BAD_SCHEMA, node->span, "an alternative is a type or a word"), "as `(red | green)` or `(service | store)`");
			continue;
		}
		bool found;
		type_ref type = named_type(c, node->a, &found);
		if (found)
			vec_push(c->arena, &types, type);
		else
			vec_push(c->arena, &words, node->a);
	}
	if (words.len > 0)
		vec_push(c->arena, &types, type_words(c->facts, words.at, words.len));
	return types.len ? type_union(c->facts, types.at, types.len) : 0;
}

/* The name by which a part is read: `as`, the literal word before it, or its type's own name. */
static name part_name(struct schema_context *c, node_ref value, node_ref word_before)
{
	if (word_before)
		return ast_node(c->ast, word_before)->kind == NODE_STRING
		       ? ast_node(c->ast, ast_node(c->ast, word_before)->b)->a : ast_node(c->ast, word_before)->a;
	const struct node *node = ast_node(c->ast, value);
	if (node->kind == NODE_WORD)
		return node->a;
	return names_intern(c->names, STR("value"));
}

static void add_element(struct schema_context *c, struct property *property, struct shape_element element)
{
	vec_push(c->arena, &c->schema->elements, element);
	property->element_count++;
}

static char multiplicity(const struct schema_context *c, node_ref at)
{
	const struct node *node = ast_node(c->ast, at);
	if (node->kind != NODE_PUNCT)
		return 0;
	return node->a == PUNCT_MAYBE ? '?' : node->a == PUNCT_STAR ? '*' : node->a == PUNCT_PLUS ? '+' : 0;
}

/* A value element with what follows it: multiplicity and `as NAME`; returns the atom behind. */
static node_ref value_element(struct schema_context *c, struct property *property, node_ref at, type_ref type, node_ref word_before)
{
	const struct node *node = ast_node(c->ast, at);
	struct shape_element e = { .form = ELEMENT_VALUE, .type = type, .part = part_name(c, at, word_before) };
	e.is_name = is_word(c, at, "name") && property->element_count == 0;
	at = node->next;
	e.many = multiplicity(c, at);
	if (e.many)
		at = ast_node(c->ast, at)->next;
	if (at && is_word(c, at, "as") && ast_node(c->ast, ast_node(c->ast, at)->next)->kind == NODE_WORD) {
		at = ast_node(c->ast, at)->next;
		e.part = ast_node(c->ast, at)->a;
		e.is_name = false;
		at = ast_node(c->ast, at)->next;
	}
	/* A property `x name*` declares things; `x name` in the middle of a shape, or once, is a plain name. */
	e.is_name = e.is_name && (e.many == '*' || e.many == '+' || property->field == UINT32_MAX);
	add_element(c, property, e);
	return at;
}

/* A value in `default …`: one atom, a range or a list. Kept as a stored value; words stay words until used. */
static struct val fallback_value(struct schema_context *c, node_ref at, node_ref end)
{
	VEC(struct val) items = { 0 };
	for (; at && at != end; at = ast_node(c->ast, at)->next) {
		if (shape_is_punct(c, at, PUNCT_COMMA))
			continue;
		if (shape_is_punct(c, at, PUNCT_RANGE) && items.len > 0) {
			at = ast_node(c->ast, at)->next;
			struct val last = literal_of_atom(c->ast, c->names, at);
			vec_last(&items) = range_make(c->facts, vec_last(&items), last);
			continue;
		}
		vec_push(c->arena, &items, literal_of_atom(c->ast, c->names, at));
	}
	return items.len == 1 ? items.at[0] : list_make(c->facts, items.at, items.len);
}

static bool ends_default(const struct schema_context *c, node_ref at)
{
	return !at || is_word(c, at, "default") || is_word(c, at, "places");
}

/* The year behind `since`. */
static uint32_t since_year(struct schema_context *c, node_ref at)
{
	struct val year = literal_of_atom(c->ast, c->names, at);
	if (year.tag == VAL_INT && year.i >= EDITION_EARLIEST && year.i <= EDITION_FARTHEST)
		return (uint32_t)year.i;
	struct diag *d = diag_add(c->diags, DIAG_BAD_SCHEMA, ast_node(c->ast, at)->span, "`since` is followed by the year of an edition");
	diag_help(c->diags, d, "default VALUE default since 2027 OTHER");
	return 0;
}

/* default V | default in CLASS V | default kind.property; `since YEAR` before V */
static node_ref declare_default(struct schema_context *c, struct property *property, node_ref at)
{
	struct fallback fallback = { .span = ast_node(c->ast, at)->span };
	at = ast_node(c->ast, at)->next;
	if (is_word(c, at, "in") && ast_node(c->ast, at)->next) {
		at = ast_node(c->ast, at)->next;
		fallback.class = ast_node(c->ast, at)->a;
		fallback.class_span = ast_node(c->ast, at)->span;
		at = ast_node(c->ast, at)->next;
	}
	if (is_word(c, at, "since") && ast_node(c->ast, at)->next) {
		at = ast_node(c->ast, at)->next;
		fallback.since = since_year(c, at);
		at = ast_node(c->ast, at)->next;
	}
	node_ref end = at;
	if (at && !ends_default(c, at))
		fallback.span = ast_node(c->ast, at)->span;
	for (; !ends_default(c, end); end = ast_node(c->ast, end)->next)
		fallback.span.end = ast_node(c->ast, end)->span.end;
	node_ref second = at ? ast_node(c->ast, at)->next : 0;
	if (second && second != end && shape_is_punct(c, second, PUNCT_DOT)) {
		fallback.path_kind = map_at(&c->facts->kind_by_name, ast_node(c->ast, at)->a, 0);
		fallback.path_field = ast_node(c->ast, ast_node(c->ast, second)->next)->a;
	} else if (at && at != end) {
		fallback.value = fallback_value(c, at, end);
	} else {
		diag_help(c->diags, diag_add(c->diags, DIAG_BAD_SCHEMA, fallback.span, "`default` without a value"), "default VALUE, or default in CLASS VALUE");
	}
	vec_push(c->arena, &c->schema->fallbacks, fallback);
	property->default_count++;
	return end;
}

/* Words and signs right before an optional value come and go with it. The first value decides about itself
 * through the whole statement, so nothing before it is optional. */
static void mark_with_next(struct schema_context *c, struct property *property)
{
	bool seen_value = false;
	for (uint32_t i = 0; i < property->element_count; i++) {
		struct shape_element *e = &c->schema->elements.at[property->first_element + i];
		if (e->form == ELEMENT_VALUE) {
			seen_value = true;
			continue;
		}
		uint32_t next = i + 1;
		while (next < property->element_count && e[next - i].form != ELEMENT_VALUE)
			next++;
		e->with_next = seen_value && next < property->element_count && (e[next - i].many == '?' || e[next - i].many == '*');
	}
}

void shape_elements(struct schema_context *c, const struct node *statement, struct property *property,
	bool *places, bool *block_maybe)
{
	property->first_element = c->schema->elements.len;
	property->first_default = c->schema->fallbacks.len;
	*places = *block_maybe = false;
	node_ref word_before = 0;
	for (node_ref at = statement->b; at;) {
		const struct node *node = ast_node(c->ast, at);
		bool found = false;
		type_ref type = 0;
		if (is_word(c, at, "places") && !node->next) {
			*places = true;
			break;
		}
		if (is_word(c, at, "default")) {
			at = declare_default(c, property, at);
			continue;
		}
		if (node->kind == NODE_GROUP) {
			type = shape_type_of_alternatives(c, node->a, 0);
			found = true;
		} else if (node->kind == NODE_WORD) {
			type = named_type(c, node->a, &found);
		}
		if (found) {
			at = value_element(c, property, at, type, word_before);
			word_before = 0;
			continue;
		}
		if (node->kind == NODE_PUNCT && node->a == PUNCT_MAYBE && property->element_count == 0) {
			*block_maybe = true;
		} else if (node->kind == NODE_PUNCT) {
			add_element(c, property, (struct shape_element){ .form = ELEMENT_PUNCT, .a = node->a });
			word_before = 0;
		} else if (node->kind == NODE_WORD || (node->kind == NODE_STRING && node->b)) {
			name word = node->kind == NODE_WORD ? node->a : ast_node(c->ast, node->b)->a;
			add_element(c, property, (struct shape_element){ .form = ELEMENT_WORD, .a = word });
			word_before = at;
		} else {
			diag_help(c->diags, diag_add(c->diags, DIAG_BAD_SCHEMA, node->span, "found a value; a shape is made of types, words and signs"),
				"name its type, as `int`; a value that holds when nothing is said stands behind `default`");
		}
		at = node->next;
	}
	mark_with_next(c, property);
}
