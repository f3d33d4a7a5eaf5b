/* `kind` and `type` declarations to tables. A kind is written with the statements of any program: this
 * file gives them their meaning. */
#include "model/schema.h"

#include <string.h>

#include "model/schema_shape.h"

void schema_init(struct schema *schema, struct arena *arena)
{
	memset(schema, 0, sizeof *schema);
	vec_push(arena, &schema->elements, (struct shape_element){ 0 });
	vec_push(arena, &schema->properties, (struct property){ 0 });
	vec_push(arena, &schema->fallbacks, (struct fallback){ 0 });
	vec_push(arena, &schema->states, (struct state){ 0 });
	vec_push(arena, &schema->roles, (struct role){ 0 });
	vec_push(arena, &schema->paths, (struct role_path){ 0 });
	vec_push(arena, &schema->steps, NO_NAME);
	vec_push(arena, &schema->shapes, (struct kind_shape){ 0 });
}

const struct property *schema_property(const struct schema *schema, field_ref field)
{
	return &schema->properties.at[map_at(&schema->property_of_field, field, 0)];
}

static bool key_is(const struct schema_context *c, const struct node *node, const char *text)
{
	return node->kind == NODE_STATEMENT && str_is(names_text(c->names, node->a), text);
}

static struct kind_shape *shape_of(struct schema_context *c, kind_ref kind)
{
	while (c->schema->shapes.len <= kind)
		vec_push(c->arena, &c->schema->shapes, (struct kind_shape){ 0 });
	return &c->schema->shapes.at[kind];
}

static name doc_of(struct schema_context *c, node_ref statement)
{
	struct str doc = ast_doc(c->ast, c->sources, c->arena, statement);
	return doc.len ? names_intern(c->names, doc) : NO_NAME;
}

/* --- types ---------------------------------------------------------------------------------- */

/* `type NAME = a | b`: once the kinds have their names. */
static void declare_type(struct schema_context *c, const struct node *statement)
{
	node_ref at = statement->b;
	const struct node *word = ast_node(c->ast, at), *equals = ast_node(c->ast, word->next);
	if (word->kind != NODE_WORD || equals->kind != NODE_PUNCT || equals->a != PUNCT_EQUALS || !equals->next) {
		struct diag *d = diag_add(c->diags, DIAG_BAD_SCHEMA, statement->span, "a type is declared as a name, `=` and what it may be");
		diag_help(c->diags, d, "type platform = eks | ec2");
		return;
	}
	type_ref type = shape_type_of_alternatives(c, equals->next, 0);
	map_put(c->arena, &c->schema->type_by_name, word->a, type);
}

/* --- states --------------------------------------------------------------------------------- */

/* What may stand behind `states`. */
static const char *const concepts[] = {
#define CONCEPT(id, word, row, relation, doc) word,
#define RELATION(id, row, relation, doc)
#define OUTCOME(id, row, relation, doc)
#define FIELD(id, member, field, type, flags, doc)
#include "facts/relations.def"
#undef CONCEPT
#undef RELATION
#undef OUTCOME
#undef FIELD
};

enum { CONCEPTS = sizeof concepts / sizeof *concepts };

static const char *concept_word(const struct schema_context *c, kind_ref kind)
{
	for (unsigned i = 0; i < CONCEPTS; i++)
		if (concept_named(c->facts, str_of(concepts[i])) == kind)
			return concepts[i];
	return "";
}

/* self.x.y, value.x, owner.x, a literal or a word. */
static node_ref declare_path(struct schema_context *c, node_ref at)
{
	const struct node *node = ast_node(c->ast, at);
	struct role_path path = { .base = PATH_CONSTANT, .first_step = c->schema->steps.len, .span = node->span };
	struct str word = node->kind == NODE_WORD ? names_text(c->names, node->a) : STR("");
	if (node->kind == NODE_LITERAL) {
		path.constant = c->ast->literals.at[node->a];
	} else if (node->kind == NODE_STRING) {
		const struct node *chunk = ast_node(c->ast, node->b);
		path.constant = val_name(VAL_STR, node->b ? chunk->a : names_intern(c->names, STR("")));
	} else if (str_is(word, "true") || str_is(word, "false")) {
		path.constant = val_bool(word.len == 4);
	} else if (str_is(word, "self") || str_is(word, "value") || str_is(word, "owner")) {
		path.base = word.at[0] == 's' ? PATH_SELF : word.at[0] == 'v' ? PATH_VALUE : PATH_OWNER;
	} else if (node->kind == NODE_WORD) {
		path.constant = val_name(VAL_WORD, node->a);
	} else {
		diag_add(c->diags, DIAG_BAD_SCHEMA, node->span, "a role is given as self, value or owner with a path, or as a constant");
	}
	at = node->next;
	while (path.base != PATH_CONSTANT && at && shape_is_punct(c, at, PUNCT_DOT)) {
		const struct node *step = ast_node(c->ast, ast_node(c->ast, at)->next);
		vec_push(c->arena, &c->schema->steps, step->a);
		path.step_count++;
		at = step->next;
	}
	vec_push(c->arena, &c->schema->paths, path);
	return at;
}

static void help_roles(struct schema_context *c, kind_ref concept, struct str wanted, struct diag *d)
{
	const struct kind *kind = &c->facts->kinds.at[concept];
	VEC(struct str) roles = { 0 };
	struct buf all;
	buf_init(&all, c->arena);
	for (uint32_t i = 0; i < kind->own_fields; i++) {
		const struct field *f = &c->facts->fields.at[kind->first_field + i];
		if (!(f->flags & FIELD_ROLE))
			continue;
		vec_push(c->arena, &roles, names_text(c->names, f->name));
		buf_format(&all, "%s%.*s", roles.len > 1 ? ", " : "", STR_ARG(vec_last(&roles)));
	}
	struct str near = diag_nearest(wanted, roles.at, roles.len);
	if (near.len)
		diag_near(c->diags, d, near);
	else
		diag_help(c->diags, d, "its roles are %.*s", (int)all.len, all.at);
}

static node_ref last_of(const struct schema_context *c, node_ref at)
{
	while (ast_node(c->ast, at)->next)
		at = ast_node(c->ast, at)->next;
	return at;
}

static void declare_role(struct schema_context *c, kind_ref concept, const struct node *statement)
{
	field_ref field = kind_field(c->facts, concept, statement->a);
	if (!field || !(c->facts->fields.at[field].flags & FIELD_ROLE)) {
		struct diag *d = diag_add(c->diags, DIAG_BAD_SCHEMA, statement->key_span, "%s has no role called %.*s",
			concept_word(c, concept), STR_ARG(names_text(c->names, statement->a)));
		help_roles(c, concept, names_text(c->names, statement->a), d);
		return;
	}
	if (!statement->b || shape_is_punct(c, last_of(c, statement->b), PUNCT_OR)) {
		struct diag *d = diag_add(c->diags, DIAG_BAD_SCHEMA, statement->span, "the role %.*s lacks a path", STR_ARG(names_text(c->names, statement->a)));
		diag_help(c->diags, d, "as `%.*s self.x`; alternatives stand with `|` between them", STR_ARG(names_text(c->names, statement->a)));
		return;
	}
	struct role role = { field, c->schema->paths.len, 0 };
	for (node_ref at = statement->b; at;) {
		at = declare_path(c, at);
		role.path_count++;
		if (at && shape_is_punct(c, at, PUNCT_OR))
			at = ast_node(c->ast, at)->next;
		else if (at) {
			diag_add(c->diags, DIAG_BAD_SCHEMA, ast_node(c->ast, at)->span, "found more than a path; alternatives stand with `|` between them");
			break;
		}
	}
	vec_push(c->arena, &c->schema->roles, role);
}

static void refuse_concept(struct schema_context *c, const struct node *statement, const struct node *word)
{
	struct str text = statement->b ? sources_text(c->sources, word->span) : STR("");
	if (word->kind == NODE_WORD && concept_named(c->facts, text)) {
		struct diag *d = diag_add(c->diags, DIAG_BAD_SCHEMA, statement->span, "`states %.*s` does not say who is what in it", STR_ARG(text));
		diag_help(c->diags, d, "states %.*s { of self; … }", STR_ARG(text));
		return;
	}
	struct str words[CONCEPTS];
	struct buf all;
	buf_init(&all, c->arena);
	for (unsigned i = 0; i < CONCEPTS; i++) {
		words[i] = str_of(concepts[i]);
		buf_format(&all, "%s%s", i ? ", " : "", concepts[i]);
	}
	struct diag *d = diag_add(c->diags, DIAG_BAD_SCHEMA, statement->b ? word->span : statement->span, "there is no concept called %.*s", STR_ARG(text));
	struct str near = diag_nearest(text, words, CONCEPTS);
	if (near.len)
		diag_near(c->diags, d, near);
	else
		diag_help(c->diags, d, "the concepts are %.*s", (int)all.len, all.at);
}

static void declare_state(struct schema_context *c, kind_ref kind, uint32_t property, const struct node *statement)
{
	const struct node *word = ast_node(c->ast, statement->b);
	kind_ref concept = word->kind == NODE_WORD ? concept_named(c->facts, names_text(c->names, word->a)) : 0;
	if (!concept || !statement->c) {
		refuse_concept(c, statement, word);
		return;
	}
	struct state state = { .concept = concept, .kind = kind, .property = property, .first_role = c->schema->roles.len, .span = statement->span };
	for (node_ref at = ast_node(c->ast, statement->c)->a; at; at = ast_node(c->ast, at)->next)
		if (ast_node(c->ast, at)->kind == NODE_STATEMENT)
			declare_role(c, concept, ast_node(c->ast, at));
	state.role_count = c->schema->roles.len - state.first_role;
	vec_push(c->arena, &c->schema->states, state);
}

/* All `states` of a block, next to each other in the table. */
static void declare_states(struct schema_context *c, kind_ref kind, uint32_t property, node_ref block, uint32_t *first, uint32_t *count)
{
	*first = c->schema->states.len;
	for (node_ref at = block ? ast_node(c->ast, block)->a : 0; at; at = ast_node(c->ast, at)->next)
		if (key_is(c, ast_node(c->ast, at), "states"))
			declare_state(c, kind, property, ast_node(c->ast, at));
	*count = c->schema->states.len - *first;
}

/* --- properties ----------------------------------------------------------------------------- */

static bool block_has_properties(const struct schema_context *c, node_ref block)
{
	for (node_ref at = block ? ast_node(c->ast, block)->a : 0; at; at = ast_node(c->ast, at)->next)
		if (!key_is(c, ast_node(c->ast, at), "states"))
			return true;
	return false;
}

/* A record whose fields are declared after all of the kind around it: the fields of a kind are one run. */
struct record_body { kind_ref record; uint32_t property; node_ref block, around; };
typedef VEC(struct record_body) record_bodies;

/* The record kind of a property: named after it, `service.calls`. */
static kind_ref declare_record(struct schema_context *c, kind_ref kind, const struct node *statement, bool named)
{
	kind_ref record = kind_add(c->facts, statement->a, 0, kind, KIND_NESTED | (named ? KIND_NAMED : 0), statement->key_span);
	shape_of(c, record);
	return record;
}

/* The parts of a property's values are the first fields of its record. */
static void declare_parts(struct schema_context *c, kind_ref record, const struct property *property)
{
	bool first = true;
	for (uint32_t i = 0; i < property->element_count; i++) {
		struct shape_element *e = &c->schema->elements.at[property->first_element + i];
		if (e->form != ELEMENT_VALUE)
			continue;
		type_ref type = e->type;
		if (e->many == '?')
			type = type_optional(c->facts, type);
		else if (e->many && !first)
			type = type_list(c->facts, type);
		e->field = kind_add_field(c->facts, record, e->part, type, 0, c->facts->kinds.at[record].span);
		first = false;
	}
}

static uint32_t value_elements(const struct schema_context *c, const struct property *property)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < property->element_count; i++)
		count += c->schema->elements.at[property->first_element + i].form == ELEMENT_VALUE;
	return count;
}

static struct shape_element *first_value(const struct schema_context *c, const struct property *property)
{
	for (uint32_t i = 0; i < property->element_count; i++)
		if (c->schema->elements.at[property->first_element + i].form == ELEMENT_VALUE)
			return &c->schema->elements.at[property->first_element + i];
	return NULL;
}

static type_ref property_type(struct schema_context *c, const struct property *property)
{
	type_ref type = property->form == PROPERTY_FLAG ? type_scalar(c->facts, SCALAR_FLAG)
	              : property->form == PROPERTY_VALUE ? first_value(c, property)->type
	              : type_object(c->facts, property->record);
	if (property->many)
		return type_list(c->facts, type);
	return property->optional ? type_optional(c->facts, type) : type;
}

/* `tier name*` without a block nests things of the kind of that name, declared at the top level. */
static kind_ref nested_kind(struct schema_context *c, kind_ref kind, const struct node *statement)
{
	if (!statement->c) {
		kind_ref existing = kind_named(c->facts, statement->a);
		if (existing) {
			c->facts->kinds.at[existing].flags |= KIND_NESTED | KIND_NAMED;
			return existing;
		}
	}
	return declare_record(c, kind, statement, true);
}

/* A child kind may say a property anew, with fewer values than its parent allows. */
static void check_narrowing(struct schema_context *c, kind_ref kind, const struct node *statement, field_ref field)
{
	kind_ref parent = c->facts->kinds.at[kind].parent;
	field_ref inherited = parent ? kind_field(c->facts, parent, statement->a) : 0;
	if (!inherited || type_accepts(c->facts, c->facts->fields.at[inherited].type, c->facts->fields.at[field].type))
		return;
	struct buf here, there;
	buf_init(&here, c->arena);
	buf_init(&there, c->arena);
	type_print(&here, c->facts, c->facts->fields.at[field].type);
	type_print(&there, c->facts, c->facts->fields.at[inherited].type);
	struct diag *d = diag_add(c->diags, DIAG_NARROWS_WIDER, statement->span, "%.*s takes more here than in the parent kind: %.*s; there, %.*s",
		STR_ARG(names_text(c->names, statement->a)), (int)here.len, here.at, (int)there.len, there.at);
	diag_also(c->diags, d, c->facts->fields.at[inherited].span, "the parent's property");
	diag_help(c->diags, d, "leave out what the parent does not take, or use another name");
}

static void declare_property(struct schema_context *c, kind_ref kind, node_ref ref, node_ref around, record_bodies *bodies)
{
	const struct node *statement = ast_node(c->ast, ref);
	struct property property = { 0 };
	bool places = false, block_maybe = false;
	shape_elements(c, statement, &property, &places, &block_maybe);
	uint32_t values = value_elements(c, &property);
	struct shape_element *first = values ? first_value(c, &property) : NULL;
	bool record_block = block_has_properties(c, statement->c);
	property.many = first && (first->many == '*' || first->many == '+');
	property.optional = first ? first->many == '?' || first->many == '*' : block_maybe;
	bool is_flag = first && values == 1 && !record_block && first->type == type_scalar(c->facts, SCALAR_FLAG);
	property.form = first && first->is_name ? PROPERTY_NESTED
	              : is_flag ? PROPERTY_FLAG
	              : values > 1 || record_block || values == 0 ? PROPERTY_RECORD : PROPERTY_VALUE;
	if (is_flag)
		property.element_count = 0;
	if (property.form == PROPERTY_NESTED)
		property.record = nested_kind(c, kind, statement);
	else if (property.form == PROPERTY_RECORD)
		property.record = declare_record(c, kind, statement, false);
	uint32_t flags = (property.many ? FIELD_MANY : 0) | (places ? FIELD_PLACES : 0);
	name field_name = property.form == PROPERTY_NESTED ? name_plural(c->names, statement->a) : statement->a;
	property.field = kind_add_field(c->facts, kind, field_name, property_type(c, &property), flags, statement->key_span);
	if (field_name != statement->a)
		map_put(c->arena, &c->facts->field_by_name, MAP_KEY(kind, statement->a), property.field);
	check_narrowing(c, kind, statement, property.field);
	if (places && c->facts->kinds.at[kind].place_field != property.field)
		diag_help(c->diags, diag_add(c->diags, DIAG_BAD_SCHEMA, statement->span, "a kind has one property that says where its things stand"),
			"take `places` away from this one, or from the one before");
	c->facts->fields.at[property.field].doc = doc_of(c, ref);
	declare_states(c, kind, c->schema->properties.len, statement->c, &property.first_state, &property.state_count);
	map_put(c->arena, &c->schema->property_of_field, property.field, c->schema->properties.len);
	uint32_t index = c->schema->properties.len;
	vec_push(c->arena, &c->schema->properties, property);
	bool own_record = property.record && c->facts->kinds.at[property.record].owner == kind;
	if (own_record)
		vec_push(c->arena, bodies, (struct record_body){ property.record, index, record_block ? statement->c : 0, around });
}

static void declare_fields(struct schema_context *c, kind_ref kind, node_ref block, node_ref around, record_bodies *bodies);

/* `like deploy`: the properties of a neighbour's block belong here too. */
static void declare_alike(struct schema_context *c, kind_ref kind, const struct node *like, node_ref block, node_ref around,
	record_bodies *bodies)
{
	const struct node *word = ast_node(c->ast, like->b);
	for (node_ref at = around ? ast_node(c->ast, around)->a : 0; at; at = ast_node(c->ast, at)->next) {
		const struct node *neighbour = ast_node(c->ast, at);
		if (neighbour->kind == NODE_STATEMENT && neighbour->a == word->a && neighbour->c && neighbour->c != block) {
			declare_fields(c, kind, neighbour->c, 0, bodies);
			return;
		}
	}
	diag_help(c->diags, diag_add(c->diags, DIAG_BAD_SCHEMA, like->span, "`like` names a property that stands beside the one around it and has a block"),
		"write the properties out, or name such a property");
}

/* The properties of one block; `around` is the block that it stands in, for `like`. */
static void declare_fields(struct schema_context *c, kind_ref kind, node_ref block, node_ref around, record_bodies *bodies)
{
	for (node_ref at = block ? ast_node(c->ast, block)->a : 0; at; at = ast_node(c->ast, at)->next) {
		const struct node *statement = ast_node(c->ast, at);
		if (statement->kind != NODE_STATEMENT || key_is(c, statement, "states"))
			continue;
		if (key_is(c, statement, "like")) {
			declare_alike(c, kind, statement, block, around, bodies);
			continue;
		}
		uint32_t other;
		if (map_get(&c->facts->field_by_name, MAP_KEY(kind, statement->a), &other)) {
			struct diag *d = diag_add(c->diags, DIAG_DUPLICATE_NAME, statement->key_span, "%.*s is declared twice in this kind",
				STR_ARG(names_text(c->names, statement->a)));
			diag_also(c->diags, d, c->facts->fields.at[other].span, "first declared here");
			continue;
		}
		declare_property(c, kind, at, block, bodies);
	}
}

static void declare_properties(struct schema_context *c, kind_ref kind, node_ref block, node_ref around)
{
	record_bodies bodies = { 0 };
	declare_fields(c, kind, block, around, &bodies);
	for (uint32_t i = 0; i < bodies.len; i++) {
		struct record_body body = bodies.at[i];
		struct property property = c->schema->properties.at[body.property];
		if (property.form == PROPERTY_RECORD)
			declare_parts(c, body.record, &property);
		declare_properties(c, body.record, body.block, body.around);
	}
}

/* Every declared thing may be read only, taken over, or renamed. */
static void declare_universal(struct schema_context *c, kind_ref kind)
{
	static const struct { const char *name; enum scalar type; } universal[] = {
		{ "existing", SCALAR_STRING }, { "adopt", SCALAR_STRING }, { "was", SCALAR_NAME },
	};
	for (unsigned i = 0; i < sizeof universal / sizeof *universal; i++) {
		struct property property = { .form = PROPERTY_VALUE, .optional = true,
			.first_element = c->schema->elements.len, .element_count = 1 };
		type_ref type = type_scalar(c->facts, universal[i].type);
		vec_push(c->arena, &c->schema->elements, (struct shape_element){ .form = ELEMENT_VALUE, .many = '?', .type = type });
		property.field = kind_add_field(c->facts, kind, names_intern(c->names, str_of(universal[i].name)),
			type_optional(c->facts, type), 0, NO_SPAN);
		map_put(c->arena, &c->schema->property_of_field, property.field, c->schema->properties.len);
		vec_push(c->arena, &c->schema->properties, property);
	}
}

/* --- kinds ---------------------------------------------------------------------------------- */

struct kind_header { const struct node *name; node_ref head, parent; };

/* kind NAME shape… : parent — the colon that is followed by one word and nothing else names the parent. */
static struct kind_header header_of(const struct schema_context *c, const struct node *statement)
{
	struct kind_header h = { ast_node(c->ast, statement->b), 0, 0 };
	h.head = h.name->next;
	if (h.head && shape_is_punct(c, h.head, PUNCT_COLON)) {
		h.parent = ast_node(c->ast, h.head)->next;
		h.head = 0;
	}
	return h;
}

static void declare_kind_name(struct schema_context *c, node_ref ref)
{
	const struct node *statement = ast_node(c->ast, ref);
	struct kind_header h = header_of(c, statement);
	if (!statement->b || h.name->kind != NODE_WORD) {
		struct diag *d = diag_add(c->diags, DIAG_BAD_SCHEMA, statement->key_span, "a kind needs a name");
		diag_help(c->diags, d, "kind NAME { … }");
		return;
	}
	kind_ref other = map_at(&c->facts->kind_by_name, h.name->a, 0);
	if (other) {
		struct diag *d = diag_add(c->diags, DIAG_DUPLICATE_NAME, h.name->span, "the kind %.*s is declared twice",
			STR_ARG(names_text(c->names, h.name->a)));
		diag_also(c->diags, d, c->facts->kinds.at[other].span, "first declared here");
		diag_help(c->diags, d, "to add to it, declare a child: `kind NAME : %.*s { … }`", STR_ARG(names_text(c->names, h.name->a)));
		return;
	}
	kind_ref kind = kind_add(c->facts, h.name->a, 0, 0, h.head ? 0 : KIND_NAMED, h.name->span);
	shape_of(c, kind);
	c->facts->kinds.at[kind].doc = doc_of(c, ref);
}

static void refuse_parent(struct schema_context *c, const struct node *word, kind_ref circle)
{
	if (circle) {
		struct diag *d = diag_add(c->diags, DIAG_INHERITANCE_CYCLE, word->span, "the kind %.*s inherits from this one", STR_ARG(names_text(c->names, word->a)));
		diag_also(c->diags, d, c->facts->kinds.at[circle].span, "declared here");
		diag_help(c->diags, d, "a kind cannot inherit from itself: take one of the parents away");
		return;
	}
	VEC(struct str) candidates = { 0 };
	for (kind_ref k = 1; k < c->facts->kinds.len; k++)
		if (!c->facts->kinds.at[k].owner && !(c->facts->kinds.at[k].flags & KIND_DERIVED))
			vec_push(c->arena, &candidates, names_text(c->names, c->facts->kinds.at[k].name));
	struct str text = word->kind == NODE_WORD ? names_text(c->names, word->a) : sources_text(c->sources, word->span);
	struct diag *d = diag_add(c->diags, DIAG_UNKNOWN_KIND, word->span, "there is no kind called %.*s", STR_ARG(text));
	struct str near = diag_nearest(text, candidates.at, candidates.len);
	if (near.len)
		diag_near(c->diags, d, near);
	else
		diag_help(c->diags, d, "a kind inherits from one of the library's or of the program's");
}

static void declare_kind_parent(struct schema_context *c, kind_ref kind, node_ref parent)
{
	const struct node *word = ast_node(c->ast, parent);
	kind_ref p = word->kind == NODE_WORD ? map_at(&c->facts->kind_by_name, word->a, 0) : 0;
	if (!p || p == kind || kind_is_a(c->facts, p, kind)) {
		refuse_parent(c, word, p);
		return;
	}
	if (word->next) {
		struct diag *d = diag_add(c->diags, DIAG_BAD_SCHEMA, ast_node(c->ast, word->next)->span, "a kind has one parent");
		diag_help(c->diags, d, "say the properties of the other here, or let one parent inherit from the other");
	}
	struct kind *k = &c->facts->kinds.at[kind], *parent_kind = &c->facts->kinds.at[p];
	k->parent = p;
	k->cells = parent_kind->cells;
	k->flags |= parent_kind->flags & (KIND_NAMED | KIND_PLACED);
	k->place_field = parent_kind->place_field;
	struct kind_shape inherited = *shape_of(c, p);
	inherited.state_count = 0;
	*shape_of(c, kind) = inherited;
}

static void declare_kind_body(struct schema_context *c, node_ref ref)
{
	const struct node *statement = ast_node(c->ast, ref);
	struct kind_header h = header_of(c, statement);
	kind_ref kind = h.name->kind == NODE_WORD ? map_at(&c->facts->kind_by_name, h.name->a, 0) : 0;
	if (!kind || c->facts->kinds.at[kind].span.start != h.name->span.start)
		return;                                    /* refused above */
	if (h.parent)
		declare_kind_parent(c, kind, h.parent);
	else
		declare_universal(c, kind);
	if (h.head) {
		struct property head = { .field = UINT32_MAX };
		bool places, maybe;
		struct node as_statement = *statement;
		as_statement.b = h.head;
		shape_elements(c, &as_statement, &head, &places, &maybe);
		for (uint32_t i = 0; i < head.element_count; i++) {
			struct shape_element *e = &c->schema->elements.at[head.first_element + i];
			if (e->form == ELEMENT_VALUE && !e->is_name) {
				type_ref type = e->many == '?' ? type_optional(c->facts, e->type) : e->many ? type_list(c->facts, e->type) : e->type;
				e->field = kind_add_field(c->facts, kind, e->part, type, 0, h.name->span);
			} else if (e->is_name) {
				c->facts->kinds.at[kind].flags |= KIND_NAMED;
			}
		}
		struct kind_shape *shape = shape_of(c, kind);
		shape->first_element = head.first_element;
		shape->element_count = head.element_count;
		shape->headed = true;
	}
	declare_properties(c, kind, statement->c, 0);
	uint32_t first, count;
	declare_states(c, kind, 0, statement->c, &first, &count);
	struct kind_shape *shape = shape_of(c, kind);
	shape->first_state = first;
	shape->state_count = count;
}

/* Parents before children: a child's fields come behind its parent's. */
static void declare_bodies_in_order(struct schema_context *c, uint32_t first, uint32_t last)
{
	VEC(node_ref) waiting = { 0 };
	for (uint32_t f = first; f < last; f++)
		for (node_ref at = c->ast->files.at[f].items; at; at = ast_node(c->ast, at)->next)
			if (key_is(c, ast_node(c->ast, at), "kind"))
				vec_push(c->arena, &waiting, at);
	bool *done = ARENA_ARRAY(c->arena, bool, waiting.len + 1);
	uint32_t left = waiting.len;
	/* When nothing is free to go, what is left inherits in a circle, or stands behind one: the first is taken anyway. */
	for (bool progress = true, force = false; progress || force;) {
		progress = false;
		for (uint32_t i = 0; i < waiting.len; i++) {
			struct kind_header h = header_of(c, ast_node(c->ast, waiting.at[i]));
			bool parent_waits = false;
			for (uint32_t j = 0; h.parent && j < waiting.len && !parent_waits; j++)
				parent_waits = !done[j] && ast_node(c->ast, ast_node(c->ast, waiting.at[j])->b)->a == ast_node(c->ast, h.parent)->a;
			if (done[i] || (parent_waits && !force))
				continue;
			declare_kind_body(c, waiting.at[i]);
			done[i] = progress = true;
			left--;
			force = false;
		}
		force = !progress && left > 0;
	}
}

/* --- paths of states, once every kind has its fields ------------------------------------------------ */

/* The type a path starts from; 0 where it is known only for each thing. */
static type_ref path_start(struct schema_context *c, const struct state *state, const struct role_path *path)
{
	kind_ref root = state->kind;
	while (c->facts->kinds.at[root].owner)
		root = c->facts->kinds.at[root].owner;
	if (path->base == PATH_SELF)
		return type_object(c->facts, root);
	if (path->base == PATH_OWNER)
		return root == state->kind ? 0 : type_object(c->facts, state->kind);
	if (!state->property)
		return type_object(c->facts, root);
	const struct property *p = &c->schema->properties.at[state->property];
	return p->record ? type_object(c->facts, p->record) : p->form == PROPERTY_FLAG ? 0 : first_value(c, p)->type;
}

/* A property that reads as its plain value: `value.NAME` with the name of that part is the value itself. */
static void skip_part(struct schema_context *c, const struct state *state, struct role_path *path)
{
	const struct property *p = &c->schema->properties.at[state->property];
	if (path->base != PATH_VALUE || !state->property || p->form != PROPERTY_VALUE || !path->step_count
	    || c->schema->steps.at[path->first_step] != first_value(c, p)->part)
		return;
	path->first_step++;
	path->step_count--;
}

static void help_path(struct schema_context *c, kind_ref kind, name wanted, struct diag *d)
{
	VEC(struct str) fields = { 0 };
	for (kind_ref k = kind; k; k = c->facts->kinds.at[k].parent)
		for (uint32_t i = 0; i < c->facts->kinds.at[k].own_fields; i++)
			vec_push(c->arena, &fields, names_text(c->names, c->facts->fields.at[c->facts->kinds.at[k].first_field + i].name));
	struct str near = diag_nearest(names_text(c->names, wanted), fields.at, fields.len);
	if (near.len)
		diag_near(c->diags, d, near);
	else
		diag_help(c->diags, d, "a path goes through the parts and properties that the kind declares");
}

static void check_path(struct schema_context *c, const struct state *state, struct role_path *path)
{
	skip_part(c, state, path);
	type_ref type = path->base == PATH_CONSTANT ? 0 : path_start(c, state, path);
	for (uint32_t i = 0; i < path->step_count && type; i++) {
		type = type_without_optional(c->facts, type);
		if (type_element(c->facts, type))
			type = type_element(c->facts, type);
		uint32_t form = c->facts->types.at[type].form;
		if (form == TYPE_UNION || form == TYPE_ANY)
			return;                                /* what it is decides each time */
		name step = c->schema->steps.at[path->first_step + i];
		kind_ref kind = type_kind(c->facts, type);
		field_ref field = kind ? kind_field(c->facts, kind, step) : 0;
		if (!field) {
			struct buf text;
			buf_init(&text, c->arena);
			type_print(&text, c->facts, type);
			struct diag *d = diag_add(c->diags, DIAG_UNKNOWN_FIELD, path->span, "%.*s has no %.*s", (int)text.len, text.at, STR_ARG(names_text(c->names, step)));
			help_path(c, kind, step, d);
			return;
		}
		type = c->facts->fields.at[field].type;
	}
}

static void check_state(struct schema_context *c, const struct state *state)
{
	for (uint32_t r = 0; r < state->role_count; r++) {
		const struct role *role = &c->schema->roles.at[state->first_role + r];
		for (uint32_t p = 0; p < role->path_count; p++)
			check_path(c, state, &c->schema->paths.at[role->first_path + p]);
	}
}

void schema_declare(struct schema_context *c, uint32_t first, uint32_t last, bool derived)
{
	for (uint32_t f = first; f < last; f++)
		for (node_ref at = c->ast->files.at[f].items; at; at = ast_node(c->ast, at)->next)
			if (key_is(c, ast_node(c->ast, at), "kind"))
				declare_kind_name(c, at);
	for (uint32_t f = first; f < last; f++)
		for (node_ref at = c->ast->files.at[f].items; at; at = ast_node(c->ast, at)->next)
			if (key_is(c, ast_node(c->ast, at), "type"))
				declare_type(c, ast_node(c->ast, at));
	if (derived)
		kinds_add_derived(c->facts);
	uint32_t states = c->schema->states.len;
	declare_bodies_in_order(c, first, last);
	for (; states < c->schema->states.len; states++)
		check_state(c, &c->schema->states.at[states]);
}
