/* Bodies of rules, and the generic statements `waive` and `assert`. */
#include "expr/compile.h"

/* --- rules -------------------------------------------------------------------------------------------- */

struct rule_body {
	struct check c;
	struct rule *rule;
	VEC(struct step) steps;
};

/* An expression, or plain atoms `f.source` read as one. */
static op_ref clause_path(struct check *c, const struct node *clause)
{
	if (clause->b)
		return check_expression(c, clause->b, 0);
	node_ref atom = clause->c;
	op_ref op = atom ? check_expression(c, atom, 0) : 0;
	for (atom = atom ? ast_node(c->ast, atom)->next : 0; atom; atom = ast_node(c->ast, atom)->next) {
		const struct node *n = ast_node(c->ast, atom);
		if (n->kind == NODE_WORD)
			op = check_field(c, op, n->a, n->span);
	}
	return op;
}

static op_ref clause_template(struct check *c, const struct node *clause)
{
	node_ref value = clause->b ? clause->b : clause->c;
	c->message = true;
	op_ref op = 0;
	if (value && ast_node(c->ast, value)->kind == NODE_STRING)
		op = check_string(c, value);
	else
		check_error(c, DIAG_WRONG_SHAPE, clause->span, "a text in quotes is expected here");
	c->message = false;
	return op;
}

static name clause_text(struct check *c, const struct node *clause)
{
	node_ref value = clause->b ? clause->b : clause->c;
	const struct node *n = ast_node(c->ast, value);
	if (n->kind == NODE_STRING && n->b && ast_node(c->ast, n->b)->kind == NODE_CHUNK && !ast_node(c->ast, n->b)->next)
		return ast_node(c->ast, n->b)->a;
	if (n->kind == NODE_WORD)
		return n->a;
	check_error(c, DIAG_WRONG_SHAPE, clause->span, "a plain text is expected here");
	return NO_NAME;
}

static void clause_each(struct rule_body *body, node_ref quantifier)
{
	struct check *c = &body->c;
	for (; quantifier; quantifier = ast_node(c->ast, quantifier)->next) {
		uint32_t index = check_quantifier(c, quantifier);
		vec_push(c->code->arena, &body->steps, (struct step){ STEP_EACH, index, 0, 0 });
	}
}

static void clause_let(struct rule_body *body, const struct node *n)
{
	struct check *c = &body->c;
	op_ref op = check_expression(c, n->b, 0);
	check_not_later(c, op, "a rule");
	uint32_t slot = scope_add(c, n->a, op_type(c, op), false);
	vec_push(c->code->arena, &body->steps, (struct step){ STEP_LET, 0, slot, op });
}

static void clause_require(struct rule_body *body, const struct node *clause)
{
	if (!clause->b) {
		check_error(&body->c, DIAG_WRONG_SHAPE, clause->span, "`require` needs what must hold");
		return;
	}
	op_ref op = check_condition(&body->c, clause->b);
	vec_push(body->c.code->arena, &body->steps, (struct step){ STEP_REQUIRE, 0, 0, op });
}

static void clause_severity(struct check *c, struct rule *rule, const struct node *clause)
{
	struct str word = check_name(c, clause_text(c, clause));
	if (str_is(word, "error"))
		rule->severity = DIAG_ERROR;
	else if (str_is(word, "warning"))
		rule->severity = DIAG_WARNING;
	else if (str_is(word, "note"))
		rule->severity = DIAG_NOTE;
	else
		check_error(c, DIAG_WRONG_SHAPE, clause->span, "a severity is error, warning or note");
}

static void rule_clause(struct rule_body *body, const struct node *n)
{
	struct check *c = &body->c;
	struct rule *rule = body->rule;
	if (n->kind == NODE_QUANTIFIER || n->kind == NODE_OUT_LET) {
		if (n->kind == NODE_OUT_LET)
			clause_let(body, n);
		return;
	}
	struct str key = check_name(c, n->a);
	if (str_is(key, "each"))
		clause_each(body, n->b);
	else if (str_is(key, "let") && n->b && ast_node(c->ast, n->b)->kind == NODE_OUT_LET)
		clause_let(body, ast_node(c->ast, n->b));
	else if (str_is(key, "require"))
		clause_require(body, n);
	else if (str_is(key, "message"))
		rule->message = clause_template(c, n);
	else if (str_is(key, "help"))
		rule->help = clause_template(c, n);
	else if (str_is(key, "at"))
		rule->at = clause_path(c, n);
	else if (str_is(key, "because"))
		rule->because = clause_text(c, n);
	else if (str_is(key, "severity"))
		clause_severity(c, rule, n);
	else if (str_is(key, "absolute"))
		rule->absolute = true;
	else
		check_error(c, DIAG_UNKNOWN_PROPERTY, n->key_span.end ? n->key_span : n->span, "a rule has no `%.*s`", STR_ARG(key));
}

void compile_rule(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, uint32_t index,
	node_ref node)
{
	struct rule_body body = { .rule = &code->rules.at[index] };
	check_begin(&body.c, code, facts, ast, diags);
	struct rule *rule = body.rule;
	rule->severity = DIAG_ERROR;
	/* `message` and `help` speak of what `each` and `let` bind, wherever they stand. */
	for (int templates = 0; templates < 2; templates++)
		for (node_ref at = ast_node(ast, node)->b; at; at = ast_node(ast, at)->next) {
			const struct node *n = ast_node(ast, at);
			struct str key = n->kind == NODE_CLAUSE ? check_name(&body.c, n->a) : STR("each");
			bool is_template = str_is(key, "message") || str_is(key, "help") || str_is(key, "at");
			if (n->kind == NODE_QUANTIFIER && !templates) {
				uint32_t quantifier = check_quantifier(&body.c, at);
				vec_push(code->arena, &body.steps, (struct step){ STEP_EACH, quantifier, 0, 0 });
			} else if (is_template == (bool)templates) {
				rule_clause(&body, n);
			}
		}
	if (!rule->message && !body.c.broken)
		check_error(&body.c, DIAG_MISSING_VALUE, rule->span, "rule `%.*s` has no message", STR_ARG(check_name(&body.c, rule->name)));
	rule->first_step = code->steps.len;
	rule->step_count = body.steps.len;
	for (uint32_t i = 0; i < body.steps.len; i++)
		vec_push(code->arena, &code->steps, body.steps.at[i]);
	rule->slots = body.c.slots;
	rule->broken = body.c.broken;
}

/* --- statements ------------------------------------------------------------------------------------------ */

/* Reads the atoms of a statement one after the other. */
struct atoms { const struct ast *ast; const struct names *names; node_ref at; struct span span; };

static bool take_word(struct atoms *a, name *word, struct span *span)
{
	const struct node *n = ast_node(a->ast, a->at);
	if (!a->at || (n->kind != NODE_WORD && n->kind != NODE_STRING))
		return false;
	*word = n->kind == NODE_WORD ? n->a : n->b ? ast_node(a->ast, n->b)->a : NO_NAME;
	*span = n->span;
	a->at = n->next;
	return true;
}

static bool take_this(struct atoms *a, const char *word)
{
	const struct node *n = ast_node(a->ast, a->at);
	if (!a->at || n->kind != NODE_WORD || !str_is(names_text(a->names, n->a), word))
		return false;
	a->at = n->next;
	return true;
}

static void bad_statement(struct diags *diags, const struct node *n, const char *form)
{
	struct diag *diag = diag_add(diags, DIAG_WRONG_SHAPE, n->span, "this statement has another form");
	diag_help(diags, diag, "%s", form);
}

static void declare_waiver(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, const struct node *n)
{
	struct atoms a = { ast, facts->names, n->b, n->span };
	struct waiver w = { .span = n->span, .until = WAIVER_NO_END };
	struct span unused;
	bool good = take_word(&a, &w.rule, &w.rule_span) && take_this(&a, "on") && take_word(&a, &w.object, &w.object_span);
	if (good && take_this(&a, "in"))
		good = take_word(&a, &w.environment, &unused);
	for (node_ref s = n->c ? ast_node(ast, n->c)->a : 0; good && s; s = ast_node(ast, s)->next) {
		const struct node *statement = ast_node(ast, s), *value = ast_node(ast, statement->b);
		struct str key = names_text(facts->names, statement->a);
		if (str_is(key, "because") && value->kind == NODE_STRING && value->b)
			w.because = ast_node(ast, value->b)->a;
		else if (str_is(key, "until") && value->kind == NODE_LITERAL && ast->literals.at[value->a].tag == VAL_DATE)
			w.until = (int32_t)ast->literals.at[value->a].i;
		else
			good = false;
	}
	if (!good || a.at || !w.because || w.until == WAIVER_NO_END) {
		bad_statement(diags, n, "waive RULE on OBJECT in ENVIRONMENT { because \"…\"; until 2027-03-31 }: the reason and the end are needed");
		return;
	}
	vec_push(code->arena, &code->waivers, w);
}

static bool take_port(struct atoms *a, struct val *port)
{
	const struct node *n = ast_node(a->ast, a->at);
	if (!a->at || n->kind != NODE_PUNCT || n->a != PUNCT_COLON)
		return a->at == 0;
	n = ast_node(a->ast, n->next);
	if (n->kind == NODE_LITERAL) {
		struct val v = a->ast->literals.at[n->a];
		if (v.tag == VAL_INT)
			v = (struct val){ .tag = VAL_PORT, .a = (uint32_t)(v.i & 0xffff) * 0x10001u };
		*port = v;
	} else if (n->kind == NODE_WORD) {
		*port = val_name(VAL_WORD, n->a);
	}
	a->at = n->next;
	return port->tag == VAL_PORT || port->tag == VAL_WORD;
}

static void declare_assertion(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, const struct node *n)
{
	struct atoms a = { ast, facts->names, n->b, n->span };
	struct assertion s = { .span = n->span };
	name verb = NO_NAME;
	struct span span;
	bool good = take_word(&a, &s.subject, &s.subject_span);
	if (good && take_this(&a, "in"))
		good = take_word(&a, &s.subject_place, &s.subject_place_span);
	s.cannot = good && take_this(&a, "cannot");
	good = good && (s.cannot || take_this(&a, "can"));
	if (good && take_this(&a, "reach")) {
		good = take_word(&a, &s.object, &s.object_span);
		if (good && take_this(&a, "in"))
			good = take_word(&a, &s.object_place, &s.object_place_span);
		good = good && take_port(&a, &s.port);
	} else if (good) {
		s.kind = ASSERT_GRANT;
		good = take_word(&a, &verb, &span);
		s.object = verb;
		s.object_span = span;
		if (good && !take_this(&a, "in"))
			good = take_word(&a, &s.resource, &span) && take_this(&a, "in");
		good = good && take_word(&a, &s.object_place, &s.object_place_span);
	}
	if (!good || a.at) {
		bad_statement(diags, n, "assert A [in ENVIRONMENT] can|cannot reach B [in ENVIRONMENT] [: PORT], or assert ROLE can|cannot VERB "
		              "[RESOURCE] in ENVIRONMENT");
		return;
	}
	vec_push(code->arena, &code->assertions, s);
}

void declare_statement(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, node_ref node)
{
	const struct node *n = ast_node(ast, node);
	if (str_is(names_text(facts->names, n->a), "waive"))
		declare_waiver(code, facts, ast, diags, n);
	else
		declare_assertion(code, facts, ast, diags, n);
}
