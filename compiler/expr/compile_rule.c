/* Bodies of rules. */
#include "base/editions.h"
#include "expr/compile.h"

/* --- rules -------------------------------------------------------------------------------------------- */

static const struct { const char *name; bool once; } clauses[] = {
	{ "because", true }, { "severity", true }, { "since", true }, { "absolute", true }, { "each", false }, { "let", false }, { "require", false },
	{ "message", true }, { "help", true }, { "at", true },
};
#define CLAUSES (sizeof clauses / sizeof *clauses)

struct rule_body {
	struct check c;
	struct rule *rule;
	VEC(struct step) steps;
	struct span said[CLAUSES];
};

static void unknown_clause(struct check *c, const struct node *n, struct str key)
{
	struct str candidates[CLAUSES];
	struct buf list;
	buf_init(&list, c->code->arena);
	for (uint32_t i = 0; i < CLAUSES; i++) {
		candidates[i] = str_of(clauses[i].name);
		buf_format(&list, "%s%s", i ? ", " : "", clauses[i].name);
	}
	struct diag *diag = check_error(c, DIAG_UNKNOWN_PROPERTY, n->key_span.end ? n->key_span : n->span, "a rule has no `%.*s`", STR_ARG(key));
	struct str near = diag_nearest(key, candidates, CLAUSES);
	if (near.len)
		diag_near(c->diags, diag, near);
	else
		diag_help(c->diags, diag, "it has %.*s", (int)list.len, list.at);
}

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
	uint32_t slot = scope_bind(c, n->a, n->key_span, op_type(c, op), false);
	vec_push(c->code->arena, &body->steps, (struct step){ STEP_LET, 0, slot, op });
}

static void clause_require(struct rule_body *body, const struct node *clause)
{
	if (!clause->b) {
		check_error(&body->c, DIAG_WRONG_SHAPE, clause->span, "`require` needs what must hold");
		return;
	}
	op_ref op = check_condition(&body->c, clause->b);
	/* What held is known in the clauses behind it. */
	uint32_t known = body->c.present.len;
	narrow(&body->c, op, true);
	for (; known < body->c.present.len; known++)
		body->c.present.at[known].required = true;
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
	else if (str_is(word, "assumed"))
		rule->severity = DIAG_ASSUMED;
	else
		check_error(c, DIAG_WRONG_SHAPE, clause->span, "a severity is error, warning, note or assumed");
}

/* A rule that comes with an edition is a warning in those before it. */
static void clause_since(struct check *c, struct rule *rule, const struct node *clause)
{
	const struct node *n = ast_node(c->ast, clause->b ? clause->b : clause->c);
	struct val year = n->kind == NODE_LITERAL ? c->ast->literals.at[n->a] : VAL_ABSENT;
	if (year.tag == VAL_INT && year.i >= EDITION_EARLIEST && year.i <= EDITION_FARTHEST)
		rule->since = (uint32_t)year.i;
	else
		diag_help(c->diags, check_error(c, DIAG_WRONG_SHAPE, clause->span, "`since` is followed by the year of an edition"), "since 2027");
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
	else if (str_is(key, "since"))
		clause_since(c, rule, n);
	else if (str_is(key, "absolute"))
		rule->absolute = true;
	else
		unknown_clause(c, n, key);
}

/* Clauses that speak of the rule as a whole are said once. */
static void check_said_once(struct rule_body *body, const struct node *n)
{
	struct check *c = &body->c;
	struct str key = check_name(c, n->a);
	for (uint32_t i = 0; i < CLAUSES; i++) {
		if (!clauses[i].once || !str_is(key, clauses[i].name))
			continue;
		if (body->said[i].end) {
			struct diag *diag = check_error(c, DIAG_DUPLICATE_STATEMENT, n->key_span, "`%.*s` is said twice", STR_ARG(key));
			diag_also(c->diags, diag, body->said[i], "said here first");
		} else {
			body->said[i] = n->key_span;
		}
	}
}

/* What a `require` found says nothing of the combination for which it failed, of which the templates speak. */
static void forget_required(struct check *c)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < c->present.len; i++)
		if (!c->present.at[i].required)
			c->present.at[kept++] = c->present.at[i];
	c->present.len = kept;
}

void compile_rule(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, uint32_t index,
	node_ref node)
{
	struct rule_body body = { .rule = &code->rules.at[index] };
	check_begin(&body.c, code, facts, ast, diags);
	struct rule *rule = body.rule;
	rule->severity = DIAG_ERROR;
	/* `message` and `help` speak of what `each` and `let` bind, wherever they stand. */
	for (int templates = 0; templates < 2; templates++) {
		if (templates)
			forget_required(&body.c);
		for (node_ref at = ast_node(ast, node)->b; at; at = ast_node(ast, at)->next) {
			const struct node *n = ast_node(ast, at);
			struct str key = n->kind == NODE_CLAUSE ? check_name(&body.c, n->a) : STR("each");
			bool is_template = str_is(key, "message") || str_is(key, "help") || str_is(key, "at");
			if (n->kind == NODE_QUANTIFIER && !templates) {
				uint32_t quantifier = check_quantifier(&body.c, at);
				vec_push(code->arena, &body.steps, (struct step){ STEP_EACH, quantifier, 0, 0 });
			} else if (is_template == (bool)templates) {
				if (n->kind == NODE_CLAUSE)
					check_said_once(&body, n);
				rule_clause(&body, n);
			}
		}
	}
	if (!rule->message && !body.c.broken)
		check_error(&body.c, DIAG_MISSING_VALUE, rule->span, "rule `%.*s` has no message", STR_ARG(check_name(&body.c, rule->name)));
	if (body.c.outcome.end) {
		struct diag *diag = check_error(&body.c, DIAG_OUTCOME_USED_EARLY, body.c.outcome, "rule `%.*s` looks at what rules came to",
			STR_ARG(check_name(&body.c, rule->name)));
		diag_help(diags, diag, "that is known when all rules have run: emitters may look at it");
	}
	rule->first_step = code->steps.len;
	rule->step_count = body.steps.len;
	for (uint32_t i = 0; i < body.steps.len; i++)
		vec_push(code->arena, &code->steps, body.steps.at[i]);
	rule->slots = body.c.slots;
	rule->broken = body.c.broken;
}
