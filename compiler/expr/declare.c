/* The two phases of compiling: names first, then bodies. */
#include "expr/compile.h"

#include "base/path.h"
#include "emit/plan.h"
#include "expr/function.h"

/* --- phase 1: names ---------------------------------------------------------------------------------- */

struct declaring {
	struct code *code;
	struct facts *facts;
	const struct ast *ast;
	const struct sources *sources;
	struct diags *diags;
	bool library;
};

static struct span name_span(const struct node *n)
{
	return n->key_span.end ? n->key_span : n->span;
}

static bool enter(struct declaring *d, struct map *by_name, const struct node *n, uint32_t index, struct span former, const char *what)
{
	uint32_t other;
	if (map_get(by_name, n->a, &other)) {
		struct diag *diag = diag_add(d->diags, DIAG_DUPLICATE_NAME, name_span(n), "a %s `%.*s` is declared already", what,
		                             STR_ARG(names_text(d->facts->names, n->a)));
		if (former.end)
			diag_also(d->diags, diag, former, "declared here first");
		return false;
	}
	map_put(d->code->arena, by_name, n->a, index);
	return true;
}

static void later(struct declaring *d, enum node_kind kind, uint32_t index, node_ref node)
{
	vec_push(d->code->arena, &d->code->pending, (struct pending){ (uint32_t)kind, index, node });
}

#define ADDS_TO_TARGET UINT32_MAX    /* instead of the index of a declaration of its own */

#define FORMER(table, map, n) (map_at(&(map), (n)->a, UINT32_MAX) == UINT32_MAX ? NO_SPAN : (table).at[map_at(&(map), (n)->a, 0)].span)

static void declare_callable(struct declaring *d, enum callable_kind kind, node_ref node)
{
	const struct node *n = ast_node(d->ast, node);
	static const char *const what[] = { "function", "part", "fact" };
	struct code *code = d->code;
	struct map *map = kind == CALL_FUNCTION ? &code->function_by_name : kind == CALL_PART ? &code->part_by_name : &code->view_by_name;
	if (kind != CALL_PART && function_named(names_text(d->facts->names, n->a)) != UINT32_MAX) {
		diag_add(d->diags, DIAG_DUPLICATE_NAME, name_span(n), "`%.*s` is a built-in function", STR_ARG(names_text(d->facts->names, n->a)));
		return;
	}
	struct callable callable = { .name = n->a, .span = name_span(n), .library = d->library, .node = node };
	if (kind == CALL_FUNCTION && enter(d, map, n, code->functions.len, FORMER(code->functions, *map, n), what[kind])) {
		later(d, NODE_FUNCTION, code->functions.len, node);
		vec_push(code->arena, &code->functions, callable);
	} else if (kind == CALL_PART && enter(d, map, n, code->parts.len, FORMER(code->parts, *map, n), what[kind])) {
		later(d, NODE_PART, code->parts.len, node);
		vec_push(code->arena, &code->parts, callable);
	} else if (kind == CALL_VIEW && enter(d, map, n, code->views.len, FORMER(code->views, *map, n), what[kind])) {
		later(d, NODE_FACT, code->views.len, node);
		callable.row_kind = kind_add(d->facts, n->a, 0, 0, KIND_DERIVED, n->span);
		map_put(code->arena, &code->view_by_kind, callable.row_kind, code->views.len);
		vec_push(code->arena, &code->views, callable);
	}
}

static void declare_rule(struct declaring *d, node_ref node)
{
	const struct node *n = ast_node(d->ast, node);
	struct code *code = d->code;
	if (!enter(d, &code->rule_by_name, n, code->rules.len, FORMER(code->rules, code->rule_by_name, n), "rule"))
		return;
	struct str doc = ast_doc(d->ast, d->sources, code->arena, node);
	later(d, NODE_RULE, code->rules.len, node);
	vec_push(code->arena, &code->rules, (struct rule){ .name = n->a, .span = name_span(n), .library = d->library,
	                                                   .doc = doc.len ? names_intern(d->facts->names, doc) : NO_NAME });
}

static bool is_addition(const struct names *names, const struct node *clause)
{
	return clause->kind == NODE_CLAUSE && str_is(names_text(names, clause->a), "also");
}

/* target NAME { also unit …; also address … }: for a target that stands elsewhere, before or behind. */
static bool only_adds(const struct ast *ast, const struct names *names, const struct node *n)
{
	for (node_ref clause = n->b; clause; clause = ast_node(ast, clause)->next)
		if (!is_addition(names, ast_node(ast, clause)))
			return false;
	return n->b != 0;
}

static void declare_target(struct declaring *d, node_ref node)
{
	const struct node *n = ast_node(d->ast, node);
	struct code *code = d->code;
	if (only_adds(d->ast, d->facts->names, n)) {
		later(d, NODE_TARGET, ADDS_TO_TARGET, node);
		return;
	}
	if (!enter(d, &code->target_by_name, n, code->targets.len, FORMER(code->targets, code->target_by_name, n), "target"))
		return;
	later(d, NODE_TARGET, code->targets.len, node);
	vec_push(code->arena, &code->targets, (struct target){ .name = n->a, .span = name_span(n), .library = d->library });
}

static void declare_emitter(struct declaring *d, node_ref node)
{
	const struct node *n = ast_node(d->ast, node);
	later(d, NODE_EMIT, d->code->emitters.len, node);
	vec_push(d->code->arena, &d->code->emitters,
	         (struct emitter){ .target = n->a, .span = n->span, .library = d->library,
	                           .text = d->library ? NO_NAME : names_intern(d->facts->names, sources_text(d->sources, n->span)) });
}

void code_declare(struct code *code, struct facts *facts, const struct ast *ast, const struct sources *sources,
	uint32_t index, struct diags *diags)
{
	const struct tree_file *file = &ast->files.at[index];
	struct declaring d = { code, facts, ast, sources, diags, sources->files.at[file->file].library };
	for (node_ref node = file->items; node; node = ast_node(ast, node)->next) {
		const struct node *n = ast_node(ast, node);
		if (n->flags & NODE_BROKEN)
			continue;
		switch (n->kind) {
		case NODE_RULE:     declare_rule(&d, node); break;
		case NODE_FACT:     declare_callable(&d, CALL_VIEW, node); break;
		case NODE_FUNCTION: declare_callable(&d, CALL_FUNCTION, node); break;
		case NODE_PART:     declare_callable(&d, CALL_PART, node); break;
		case NODE_EMIT:     declare_emitter(&d, node); break;
		case NODE_TARGET:   declare_target(&d, node); break;
		case NODE_STATEMENT:
			if (code_owns_statement(names_text(facts->names, n->a)))
				declare_statement(code, facts, ast, diags, node);
			break;
		default: break;
		}
	}
}

/* --- phase 2: bodies ----------------------------------------------------------------------------------- */

static void check_parameters(struct check *c, struct callable *callable, node_ref parameter)
{
	VEC(struct parameter) found = { 0 };
	for (; parameter; parameter = ast_node(c->ast, parameter)->next) {
		const struct node *n = ast_node(c->ast, parameter);
		type_ref type = n->b ? check_type_node(c, n->b) : 0;
		vec_push(c->code->arena, &found, (struct parameter){ n->a, type, scope_bind(c, n->a, n->key_span, type, false) });
	}
	callable->first_parameter = c->code->parameters.len;
	callable->parameter_count = found.len;
	for (uint32_t i = 0; i < found.len; i++)
		vec_push(c->code->arena, &c->code->parameters, found.at[i]);
}

/* Quantifiers and then a block: of a view, an emitter, a target's unit. Gives the block's node. */
static node_ref check_quantifiers(struct check *c, node_ref at, uint32_t *first, uint32_t *count)
{
	uint32_t found[MOST_QUANTIFIERS];
	*count = 0;
	for (; at && ast_node(c->ast, at)->kind == NODE_QUANTIFIER; at = ast_node(c->ast, at)->next) {
		if (*count < MOST_QUANTIFIERS)
			found[(*count)++] = check_quantifier(c, at);
		else
			check_error(c, DIAG_TOO_LARGE, ast_node(c->ast, at)->span, "at most %d `each` stand in a row", MOST_QUANTIFIERS);
	}
	*first = refs_add(c, found, *count);
	return at;
}

/* The fields of a view: each `name expression` becomes a field of its rows' kind. */
static op_ref check_view_fields(struct check *c, struct callable *view, node_ref block)
{
	VEC(uint32_t) found = { 0 };
	for (node_ref at = block ? ast_node(c->ast, block)->a : 0; at; at = ast_node(c->ast, at)->next) {
		const struct node *n = ast_node(c->ast, at);
		if (n->kind != NODE_OUT_VALUE || ast_node(c->ast, n->a)->kind != NODE_WORD || n->c) {
			check_error(c, DIAG_WRONG_SHAPE, n->span, "a fact has fields: a name and an expression on each line");
			continue;
		}
		op_ref op = check_expression(c, n->b, 0);
		kind_add_field(c->facts, view->row_kind, ast_node(c->ast, n->a)->a, op_type(c, op), 0, n->span);
		vec_push(c->code->arena, &found, op);
	}
	return op_add(c, (struct op){ .kind = CODE_LIST, .type = type_object(c->facts, view->row_kind),
	                              .a = refs_add(c, found.at, found.len), .b = found.len, .span = view->span });
}

static struct callable *callable_at(struct code *code, enum callable_kind kind, uint32_t index)
{
	return kind == CALL_FUNCTION ? &code->functions.at[index] : kind == CALL_PART ? &code->parts.at[index] : &code->views.at[index];
}

void compile_callable(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags,
	enum callable_kind kind, uint32_t index)
{
	struct callable *callable = callable_at(code, kind, index);
	if (callable->state != CALL_DECLARED)
		return;
	callable->state = CALL_COMPILING;
	code->compiling++;
	struct check c;
	check_begin(&c, code, facts, ast, diags);
	const struct node *n = ast_node(ast, callable->node);
	check_parameters(&c, callable, n->b);
	if (kind == CALL_FUNCTION) {
		callable->result = check_type_node(&c, n->c);
		op_ref body = check_expression(&c, ast_node(ast, n->c)->next, callable->result);
		body = op_coerce(&c, body, callable->result);
		check_type(&c, body, callable->result);
		check_not_later(&c, body, "a function");
		callable->body = body;
		callable->slight = op_is_slight(code, body);
	} else if (kind == CALL_PART) {
		c.outputs = true;
		callable->result = type_tree(&c);
		callable->body = check_block(&c, n->c);
	} else {
		callable->result = type_list(facts, type_object(facts, callable->row_kind));
		node_ref block = check_quantifiers(&c, n->c, &callable->first_quantifier, &callable->quantifier_count);
		callable->body = check_view_fields(&c, callable, block);
	}
	code->compiling--;
	callable->slots = c.slots;
	callable->outcome = c.outcome.end > 0;
	if (c.level >= MOST_CALLS && !c.broken)
		call_too_deep(&c, callable);
	callable->level = (uint8_t)(c.level < MOST_CALLS ? c.level + 1 : MOST_CALLS);
	callable->broken |= c.broken;
	callable->state = CALL_READY;
}

static void unknown_target(struct check *c, const struct node *n)
{
	VEC(struct str) found = { 0 };
	for (uint32_t i = 0; i < c->code->targets.len; i++)
		vec_push(c->code->arena, &found, check_name(c, c->code->targets.at[i].name));
	struct diag *diag = check_error(c, DIAG_UNKNOWN_NAME, name_span(n), "no target is called `%.*s`", STR_ARG(check_name(c, n->a)));
	struct str near = diag_nearest(check_name(c, n->a), found.at, found.len);
	if (near.len)
		diag_near(c->diags, diag, near);
}

void compile_emitter(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, uint32_t index,
	node_ref node)
{
	const struct node *n = ast_node(ast, node);
	struct emitter *emitter = &code->emitters.at[index];
	struct check c;
	check_begin(&c, code, facts, ast, diags);
	if (map_at(&code->target_by_name, emitter->target, UINT32_MAX) == UINT32_MAX)
		unknown_target(&c, n);
	node_ref block = check_quantifiers(&c, n->c, &emitter->first_quantifier, &emitter->quantifier_count);
	emitter->path = check_string(&c, n->b);
	check_not_later(&c, emitter->path, "a path");
	c.outputs = true;
	emitter->body = block ? check_block(&c, block) : 0;
	emitter->slots = c.slots;
	emitter->broken = c.broken;
}

/* --- targets ------------------------------------------------------------------------------------------- */

static node_ref clause_value(const struct node *clause)
{
	return clause->b ? clause->b : clause->c;
}

static name atom_name(const struct ast *ast, node_ref atom)
{
	const struct node *n = ast_node(ast, atom);
	if (n->kind == NODE_WORD)
		return n->a;
	if (n->kind == NODE_STRING && n->b && ast_node(ast, n->b)->kind == NODE_CHUNK)
		return ast_node(ast, n->b)->a;
	return NO_NAME;
}

static void target_unit(struct check *c, uint32_t target, const struct node *clause)
{
	struct unit_form unit = { .target = target };
	struct scope_mark mark = scope_open(c);
	uint32_t slots = c->slots;
	c->slots = 0;
	node_ref path = clause_value(clause);
	node_ref block = check_quantifiers(c, ast_node(c->ast, path)->next, &unit.first_quantifier, &unit.quantifier_count);
	unit.path = check_string(c, path);
	c->outputs = true;
	unit.body = block ? check_block(c, block) : 0;
	c->outputs = false;
	unit.slots = c->slots;
	c->slots = slots;
	scope_close(c, mark);
	vec_push(c->code->arena, &c->code->units, unit);
}

/* A body that speaks of given names: `name`, `value` of an export, `unit`, `name` of a read. The first slots. */
static void with_names(struct check *c, const char *const *words, const type_ref *types, uint32_t count)
{
	c->slots = 0;
	for (uint32_t i = 0; i < count; i++)
		scope_add(c, names_intern(c->facts->names, str_of(words[i])), types[i], false);
}

static struct hook target_hook(struct check *c, const struct node *clause, node_ref file, const char *const *words, const type_ref *types,
	uint32_t count)
{
	struct hook hook = { .file = file ? atom_name(c->ast, file) : NO_NAME };
	node_ref block = file ? ast_node(c->ast, file)->next : 0;
	struct scope_mark mark = scope_open(c);
	with_names(c, words, types, count);
	c->outputs = true;
	if (block && ast_node(c->ast, block)->kind == NODE_OUT_BLOCK)
		hook.body = check_block(c, block);
	else
		check_error(c, DIAG_WRONG_SHAPE, clause->span, "a file name and a block are expected here");
	c->outputs = false;
	hook.slots = c->slots;
	scope_close(c, mark);
	return hook;
}

static void target_address(struct check *c, uint32_t target, const struct node *clause)
{
	struct address_form form = { .target = target };
	node_ref atom = clause_value(clause);
	form.key = atom ? atom_name(c->ast, atom) : NO_NAME;
	for (atom = atom ? ast_node(c->ast, atom)->next : 0; atom; atom = ast_node(c->ast, atom)->next) {
		if (ast_node(c->ast, atom)->kind == NODE_STRING)
			form.prefix = atom_name(c->ast, atom);
		else
			form.attribute = atom_name(c->ast, atom);
	}
	vec_push(c->code->arena, &c->code->addresses, form);
}

/* `instead "…"` at the end of it: what to do where one of its arguments would change. */
static name lasting_advice(struct check *c, node_ref atom)
{
	const struct node *word = ast_node(c->ast, atom), *text = ast_node(c->ast, word->next);
	bool right = word->kind == NODE_WORD && str_is(check_name(c, word->a), "instead") && word->next && text->kind == NODE_STRING && text->b && !text->next;
	return right ? atom_name(c->ast, word->next) : NO_NAME;
}

/* keeps "TYPE" "ARGUMENT" …: strings, the type first; a nested argument by its path, with dots. A type alone is one of which nothing
 * that is written makes another resource. */
static void target_lasting(struct check *c, uint32_t target, const struct node *clause)
{
	struct str key = check_name(c, clause->a);
	struct lasting_form form = { .target = target, .kept = str_is(key, "keeps"), .rises = str_is(key, "rises") };
	uint32_t first = c->code->lasting.len;
	for (node_ref at = clause_value(clause); at; at = ast_node(c->ast, at)->next) {
		const struct node *atom = ast_node(c->ast, at);
		form.instead = form.argument ? lasting_advice(c, at) : NO_NAME;
		if (form.instead)
			break;
		if (atom->kind != NODE_STRING || !atom->b || ast_node(c->ast, atom->b)->next) {
			check_error(c, DIAG_WRONG_SHAPE, atom->span, "a type and its arguments stand in quotes");
			return;
		}
		if (!form.type)
			form.type = atom_name(c->ast, at);
		else
			form.argument = atom_name(c->ast, at);
		vec_push(c->code->arena, &c->code->lasting, form);
	}
	for (uint32_t i = first; i < c->code->lasting.len; i++)
		c->code->lasting.at[i].instead = form.instead;
	if (form.type)
		return;
	struct diag *diag = check_error(c, DIAG_WRONG_SHAPE, clause->span, "`%.*s` names a type of resources", STR_ARG(key));
	diag_help(c->diags, diag, "%.*s \"aws_db_instance\" \"engine\" \"username\"", STR_ARG(key));
}

/* leaves "ARGUMENT" instead "…": the argument that names others, which stay as they are found. */
static void target_leaves(struct check *c, struct target *target, const struct node *clause)
{
	node_ref atom = clause_value(clause), behind = atom ? ast_node(c->ast, atom)->next : 0;
	const struct node *string = ast_node(c->ast, atom);
	bool named = atom && string->kind == NODE_STRING && string->b && !ast_node(c->ast, string->b)->next;
	target->leaves = named ? atom_name(c->ast, atom) : NO_NAME;
	target->leaves_instead = behind ? lasting_advice(c, behind) : NO_NAME;
	if (named && (!behind || target->leaves_instead))
		return;
	struct diag *diag = check_error(c, DIAG_WRONG_SHAPE, clause->span, "`leaves` names one argument, in quotes");
	diag_help(c->diags, diag, "leaves \"lifecycle.ignore_changes\" instead \"what to do\"");
}

static void target_copy(struct check *c, uint32_t target, const struct node *clause)
{
	node_ref atom = clause_value(clause);
	const struct node *string = ast_node(c->ast, atom);
	struct str path = string->kind == NODE_STRING && string->b && !string->next ? check_name(c, atom_name(c->ast, atom)) : STR("");
	if (!path_is_safe(path)) {
		struct diag *diag = check_error(c, DIAG_WRONG_SHAPE, clause->span, "`copies` is followed by the path of a file, in quotes");
		diag_help(c->diags, diag, "name it from the folder of this file, which it lies in or below: copies \"chart/Chart.yaml\"");
		return;
	}
	vec_push(c->code->arena, &c->code->copies,
	         (struct copy_form){ .target = target, .path = atom_name(c->ast, atom), .span = clause->span });
}

static bool is_lasting(struct str key) { return str_is(key, "keeps") || str_is(key, "remakes") || str_is(key, "rises"); }

static void target_format(struct check *c, struct target *target, const struct node *clause)
{
	static const char *const formats[] = { [FORMAT_HCL] = "hcl", [FORMAT_YAML] = "yaml", [FORMAT_JSON] = "json", [FORMAT_TEXT] = "text" };
	node_ref atom = clause_value(clause), suffix = atom ? ast_node(c->ast, atom)->next : 0;
	struct str word = atom ? check_name(c, atom_name(c->ast, atom)) : STR("");
	uint32_t format = 0;
	while (format < 4 && !str_is(word, formats[format]))
		format++;
	if (format == 4) {
		check_error(c, DIAG_WRONG_SHAPE, clause->span, "a format is hcl, yaml, json or text");
	} else if (!suffix) {
		target->format = format;
	} else if (ast_node(c->ast, suffix)->kind != NODE_STRING || target->suffix != NO_NAME) {
		check_error(c, DIAG_WRONG_SHAPE, clause->span, "one other format for one kind of files: format text \".sh\"");
	} else {
		target->suffix = atom_name(c->ast, suffix);
		target->suffix_format = format;
	}
}

static void target_clause(struct check *c, uint32_t index, const struct node *clause)
{
	static const char *const export_names[] = { "name", "value" }, *const import_names[] = { "name", "unit", "former" },
	                  *const move_names[] = { "before", "now" }, *const order_names[] = { "unit", "step", "reads" },
	                  *const read_names[] = { "name", "value" };
	struct target *target = &c->code->targets.at[index];
	struct str key = check_name(c, clause->a);
	type_ref string = type_scalar(c->facts, SCALAR_STRING);
	type_ref with_tree[2] = { string, type_tree(c) }, trees[2] = { type_tree(c), type_tree(c) },
	         strings[3] = { string, string, string },
	         placed[3] = { string, type_scalar(c->facts, SCALAR_INT), type_list(c->facts, string) };
	if (str_is(key, "format")) {
		target_format(c, target, clause);
	} else if (str_is(key, "header")) {
		target->header = check_string(c, clause_value(clause));
	} else if (str_is(key, "unit")) {
		target_unit(c, index, clause);
	} else if (str_is(key, "address")) {
		target_address(c, index, clause);
	} else if (is_lasting(key)) {
		target_lasting(c, index, clause);
	} else if (str_is(key, "guard")) {
		target->guard = clause_value(clause) ? atom_name(c->ast, clause_value(clause)) : NO_NAME;
	} else if (str_is(key, "leaves")) {
		target_leaves(c, target, clause);
	} else if (str_is(key, "copies")) {
		target_copy(c, index, clause);
	} else if (str_is(key, "exports")) {
		target->export = target_hook(c, clause, clause_value(clause), export_names, with_tree, 2);
	} else if (str_is(key, "imports")) {
		target->import = target_hook(c, clause, clause_value(clause), import_names, strings, 3);
	} else if (str_is(key, "laters")) {
		target->declare = target_hook(c, clause, clause_value(clause), export_names, strings, 1);
	} else if (str_is(key, "order")) {
		target->order = target_hook(c, clause, clause_value(clause), order_names, placed, 3);
	} else if (str_is(key, "moves")) {
		node_ref moved = clause_value(clause);
		target->moved = moved ? atom_name(c->ast, moved) : NO_NAME;
		target->move = target_hook(c, clause, moved ? ast_node(c->ast, moved)->next : 0, move_names, trees, 2);
	} else if (str_is(key, "also")) {
		struct diag *diag = check_error(c, DIAG_WRONG_SHAPE, name_span(clause), "`also` adds to a target that is declared elsewhere");
		diag_help(c->diags, diag, "leave `also` out, or add in a block of its own: target NAME { also unit … }");
	} else if (str_is(key, "reads") || str_is(key, "later")) {
		struct scope_mark mark = scope_open(c);
		with_names(c, read_names, strings, 2);
		*(str_is(key, "reads") ? &target->read : &target->later) = check_string(c, clause_value(clause));
		target->read_slots = c->slots;
		scope_close(c, mark);
	} else {
		check_error(c, DIAG_UNKNOWN_PROPERTY, name_span(clause), "a target has no `%.*s`", STR_ARG(key));
	}
}

/* The clauses behind each `also`. What a target is cannot be added to: its format, how it reads. */
static void add_to_target(struct check *c, const struct node *n)
{
	uint32_t index = map_at(&c->code->target_by_name, n->a, UINT32_MAX);
	if (index == UINT32_MAX) {
		unknown_target(c, n);
		return;
	}
	for (node_ref at = n->b; at; at = ast_node(c->ast, at)->next) {
		const struct node *clause = ast_node(c->ast, at), *word = ast_node(c->ast, clause->b);
		struct node added = *clause;
		added.a = clause->b && word->kind == NODE_WORD ? word->a : NO_NAME;
		added.b = word->next;
		struct str key = check_name(c, added.a);
		if (added.b && str_is(key, "unit"))
			target_unit(c, index, &added);
		else if (added.b && str_is(key, "address"))
			target_address(c, index, &added);
		else if (added.b && is_lasting(key))
			target_lasting(c, index, &added);
		else
			check_error(c, DIAG_WRONG_SHAPE, clause->span, "a `unit`, an `address`, `keeps`, `remakes` or `rises` can be added to a target");
	}
}

void compile_target(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, uint32_t index,
	node_ref node)
{
	struct check c;
	check_begin(&c, code, facts, ast, diags);
	if (index == ADDS_TO_TARGET) {
		add_to_target(&c, ast_node(ast, node));
		return;
	}
	for (node_ref clause = ast_node(ast, node)->b; clause; clause = ast_node(ast, clause)->next)
		target_clause(&c, index, ast_node(ast, clause));
}

/* What is kept is looked for in the blocks that `moves` names: without it nothing would ever be remembered (spec 11.7.1). */
static void check_keeps(struct check *c, const struct node *target)
{
	uint32_t index = map_at(&c->code->target_by_name, target->a, UINT32_MAX);
	for (node_ref at = target->b; at && index != UINT32_MAX && !c->code->targets.at[index].moved; at = ast_node(c->ast, at)->next) {
		const struct node *clause = ast_node(c->ast, at), *word = ast_node(c->ast, clause->b);
		bool added = str_is(check_name(c, clause->a), "also") && clause->b && word->kind == NODE_WORD;
		if (!str_is(check_name(c, added ? word->a : clause->a), "keeps"))
			continue;
		struct diag *diag = check_error(c, DIAG_WRONG_SHAPE, clause->span, "%.*s keeps something, and does not say which blocks are resources",
			STR_ARG(check_name(c, target->a)));
		diag_help(c->diags, diag, "say it: moves KEY \"FILE\" { ... }, with the key of those blocks");
		return;
	}
}

void code_compile(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags)
{
	/* Fields of views are known before anybody reads them: callables make themselves ready on first use. */
	for (uint32_t i = 0; i < code->pending.len; i++) {
		struct pending p = code->pending.at[i];
		switch (p.kind) {
		case NODE_FUNCTION: compile_callable(code, facts, ast, diags, CALL_FUNCTION, p.index); break;
		case NODE_PART:     compile_callable(code, facts, ast, diags, CALL_PART, p.index); break;
		case NODE_FACT:     compile_callable(code, facts, ast, diags, CALL_VIEW, p.index); break;
		case NODE_RULE:     compile_rule(code, facts, ast, diags, p.index, p.node); break;
		case NODE_EMIT:     compile_emitter(code, facts, ast, diags, p.index, p.node); break;
		default:            compile_target(code, facts, ast, diags, p.index, p.node); break;
		}
	}
	struct check c;
	check_begin(&c, code, facts, ast, diags);
	for (uint32_t i = 0; i < code->pending.len; i++)
		if (code->pending.at[i].kind == NODE_TARGET)
			check_keeps(&c, ast_node(ast, code->pending.at[i].node));
	code->pending.len = 0;
}
