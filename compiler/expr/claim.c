/* The generic statements `waive` and `assert`: atoms one after the other, as in the claim they make. */
#include "expr/compile.h"

/* `wanted` is what the first atom that does not fit should have been. */
struct atoms { const struct ast *ast; const struct names *names; node_ref at; const char *wanted; };

static bool lacks(struct atoms *a, const char *what)
{
	if (!a->wanted)
		a->wanted = what;
	return false;
}

static bool take_word(struct atoms *a, const char *what, name *word, struct span *span)
{
	const struct node *n = ast_node(a->ast, a->at);
	if (!a->at || (n->kind != NODE_WORD && n->kind != NODE_STRING))
		return lacks(a, what);
	*word = n->kind == NODE_WORD ? n->a : n->b ? ast_node(a->ast, n->b)->a : NO_NAME;
	*span = n->span;
	a->at = n->next;
	return true;
}

static bool take_if(struct atoms *a, const char *word)
{
	const struct node *n = ast_node(a->ast, a->at);
	if (!a->at || n->kind != NODE_WORD || !str_is(names_text(a->names, n->a), word))
		return false;
	a->at = n->next;
	return true;
}

static bool take_place(struct atoms *a, name *place, struct span *span)
{
	return !take_if(a, "in") || take_word(a, "an environment", place, span);
}

static bool take_end(struct atoms *a)
{
	return a->at == 0 || lacks(a, "the end of the statement");
}

static void bad_statement(struct diags *diags, const struct atoms *a, const struct node *n, const char *form)
{
	const struct node *found = ast_node(a->ast, a->at);
	struct str word = a->at && found->kind == NODE_WORD ? names_text(a->names, found->a) : (struct str){ 0 };
	struct diag *diag;
	if (word.len)
		diag = diag_add(diags, DIAG_WRONG_SHAPE, found->span, "found `%.*s`, expected %s", STR_ARG(word), a->wanted);
	else if (a->at)
		diag = diag_add(diags, DIAG_WRONG_SHAPE, found->span, "expected %s here", a->wanted);
	else
		diag = diag_add(diags, DIAG_WRONG_SHAPE, n->span, "%s is missing", a->wanted);
	diag_help(diags, diag, "%s", form);
}

/* --- waive ------------------------------------------------------------------------------------------------ */

#define WAIVE_FORM "waive RULE on NAME [in ENVIRONMENT] { because \"…\"; until 2027-03-31 }"

static bool waiver_statement(struct waiver *w, const struct ast *ast, const struct names *names, const struct node *statement)
{
	const struct node *value = ast_node(ast, statement->b);
	struct str key = names_text(names, statement->a);
	if (str_is(key, "because") && value->kind == NODE_STRING && value->b)
		w->because = ast_node(ast, value->b)->a;
	else if (str_is(key, "until") && value->kind == NODE_LITERAL && ast->literals.at[value->a].tag == VAL_DATE)
		w->until = (int32_t)ast->literals.at[value->a].i;
	else
		return false;
	return value->next == 0;
}

static void declare_waiver(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, const struct node *n)
{
	struct atoms a = { ast, facts->names, n->b, NULL };
	struct waiver w = { .span = n->span, .until = WAIVER_NO_END };
	bool good = take_word(&a, "the name of a rule", &w.rule, &w.rule_span) && (take_if(&a, "on") || lacks(&a, "`on`"))
	            && take_word(&a, "what it is waived for", &w.object, &w.object_span) && take_place(&a, &w.environment, &w.environment_span)
	            && take_end(&a);
	for (node_ref s = n->c ? ast_node(ast, n->c)->a : 0; good && s; s = ast_node(ast, s)->next)
		if (!waiver_statement(&w, ast, facts->names, ast_node(ast, s))) {
			struct diag *diag = diag_add(diags, DIAG_WRONG_SHAPE, ast_node(ast, s)->span, "a waiver has a reason in quotes and a day");
			diag_help(diags, diag, "%s", WAIVE_FORM);
			return;
		}
	if (good && (!w.because || str_is_blank(names_text(facts->names, w.because))))
		good = lacks(&a, "the reason, `because \"…\"`,");
	if (good && w.until == WAIVER_NO_END)
		good = lacks(&a, "the last day, `until 2027-03-31`,");
	if (good)
		vec_push(code->arena, &code->waivers, w);
	else
		bad_statement(diags, &a, n, WAIVE_FORM);
}

/* --- assert ------------------------------------------------------------------------------------------------ */

#define REACH_FORM "assert A [in ENVIRONMENT] can|cannot reach B [in ENVIRONMENT] [: PORT]"
#define RIGHT_FORM "assert ROLE can|cannot VERB [RESOURCE] in ENVIRONMENT"

static bool take_port(struct atoms *a, struct val *port, struct span *span)
{
	const struct node *n = ast_node(a->ast, a->at);
	if (!a->at || n->kind != NODE_PUNCT || n->a != PUNCT_COLON)
		return true;
	a->at = n->next;
	n = ast_node(a->ast, a->at);
	*span = n->span;
	if (a->at && n->kind == NODE_LITERAL) {
		*port = a->ast->literals.at[n->a];
		if (port->tag == VAL_INT && port->i >= 0 && port->i <= 65535)
			*port = (struct val){ .tag = VAL_PORT, .a = (uint32_t)port->i * 0x10001u };
	} else if (a->at && n->kind == NODE_WORD) {
		*port = val_name(VAL_WORD, n->a);
	}
	if (port->tag != VAL_PORT && port->tag != VAL_WORD)
		return lacks(a, "a port");
	a->at = n->next;
	return true;
}

static void declare_assertion(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, const struct node *n)
{
	struct atoms a = { ast, facts->names, n->b, NULL };
	struct assertion s = { .span = n->span };
	bool good = take_word(&a, "who can or cannot", &s.subject, &s.subject_span) && take_place(&a, &s.subject_place, &s.subject_place_span);
	s.cannot = good && take_if(&a, "cannot");
	good = good && (s.cannot || take_if(&a, "can") || lacks(&a, "`can` or `cannot`"));
	const char *form = good ? RIGHT_FORM : REACH_FORM ", or " RIGHT_FORM;
	if (good && take_if(&a, "reach")) {
		form = REACH_FORM;
		good = take_word(&a, "what is reached", &s.object, &s.object_span) && take_place(&a, &s.object_place, &s.object_place_span)
		       && take_port(&a, &s.port, &s.port_span);
	} else if (good) {
		s.kind = ASSERT_GRANT;
		good = take_word(&a, "`reach` or a verb", &s.object, &s.object_span);
		bool place = good && take_if(&a, "in");
		good = good && (place || (take_word(&a, "a resource or `in`", &s.resource, &s.resource_span) && (take_if(&a, "in") || lacks(&a, "`in`"))));
		good = good && take_word(&a, "an environment", &s.object_place, &s.object_place_span);
	}
	if (good && take_end(&a))
		vec_push(code->arena, &code->assertions, s);
	else
		bad_statement(diags, &a, n, form);
}

void declare_statement(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, node_ref node)
{
	const struct node *n = ast_node(ast, node);
	if (str_is(names_text(facts->names, n->a), "waive"))
		declare_waiver(code, facts, ast, diags, n);
	else
		declare_assertion(code, facts, ast, diags, n);
}
