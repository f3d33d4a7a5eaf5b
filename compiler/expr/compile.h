/* Inside of the compiling half of expr/: names and types of one body at a time. Nobody else includes it. */
#ifndef BST_COMPILE_H
#define BST_COMPILE_H

#include "expr/code.h"

struct variable { name name; uint32_t slot; type_ref type; bool later; };

/* What a condition has told of a path: it is there, and (type not 0) of that type. */
struct known { op_ref path; type_ref type; bool required; /* by `require`: not so where it failed, in the templates */ };

/* One body being compiled. Slots are never used twice within a body, so a path keeps its meaning. */
struct check {
	struct code *code;
	struct facts *facts;
	const struct ast *ast;
	struct diags *diags;
	VEC(struct variable) scope;
	VEC(struct known) present;                     /* what is known of paths here */
	uint32_t slots;
	uint32_t depth, level;                         /* of nested expressions; of calls */
	struct span outcome;                           /* where it, or what it calls, looks at what rules came to; end 0: nowhere */
	bool outputs;                                  /* in an output: values of deployment time and blocks may stand */
	bool message;                                  /* in a template of a finding: absent prints as nothing */
	uint32_t lenient;                              /* inside default(…) and before `?`: absence is taken care of */
	bool broken;
};

/* Nesting of expressions times this bounds the depth of every evaluation. */
#define MOST_CALLS 50
#define MOST_QUANTIFIERS 16

struct scope_mark { uint32_t variables, present; };

void check_begin(struct check *c, struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags);
struct scope_mark scope_open(struct check *c);
void scope_close(struct check *c, struct scope_mark mark);
uint32_t scope_add(struct check *c, name name, type_ref type, bool later);
const struct variable *scope_find(const struct check *c, name name);
/* The same for a name that the program binds there: it hides no other bound name (spec 4.3.2). */
uint32_t scope_bind(struct check *c, name name, struct span span, type_ref type, bool later);

/* Rows. `type` and `span` are those of what is compiled. */
op_ref op_add(struct check *c, struct op op);
static inline struct op *op_at(const struct check *c, op_ref op) { return &c->code->ops.at[op]; }
static inline type_ref op_type(const struct check *c, op_ref op) { return c->code->ops.at[op].type; }
op_ref op_const(struct check *c, struct val value, type_ref type, struct span span);
/* Copies a list of handles into refs; its first index. */
uint32_t refs_add(struct check *c, const uint32_t *items, uint32_t count);
struct diag *check_error(struct check *c, enum diag_code code, struct span span, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
struct str check_name(const struct check *c, name n);
struct str check_type_text(struct check *c, type_ref type);
/* How the program writes a path: `s.tier.route`; {0} for any other expression. */
struct str check_path_text(struct check *c, op_ref op);
bool op_uses_slot(const struct code *code, op_ref op, uint32_t slot);
/* Evaluating it is quicker than remembering what it was worth. */
bool op_is_slight(const struct code *code, op_ref op);

/* check.c */
op_ref check_expression(struct check *c, node_ref node, type_ref expected);
/* Something that must be known now and is true or false: a later value or an absent-or-not list is an error. */
op_ref check_condition(struct check *c, node_ref node);
op_ref check_string(struct check *c, node_ref node);
/* Reports values of deployment time where they may not stand; `where` says where: "a condition". */
void check_not_later(struct check *c, op_ref op, const char *where);
/* Reports a value that is neither true nor false by itself: no flag, no list, and never absent. */
void check_truth(struct check *c, op_ref op);
/* The value of an op must be there: reports maybe-absent. Gives the type without `?`. */
type_ref check_present(struct check *c, op_ref op);
void check_type(struct check *c, op_ref op, type_ref wanted);
type_ref type_tree(struct check *c);
type_ref type_join(struct check *c, type_ref a, type_ref b);
type_ref check_type_node(struct check *c, node_ref type);
enum scalar type_scalar_of(const struct check *c, type_ref type);    /* SCALAR_COUNT when none */
bool type_has_word(const struct check *c, type_ref type, name word);

/* compare.c: and, or, comparisons, in, is */
op_ref check_binary(struct check *c, node_ref node, type_ref expected);
op_ref op_coerce(struct check *c, op_ref op, type_ref expected);

/* word.c: what a bare word means */
op_ref check_word(struct check *c, node_ref node, type_ref expected);
bool word_is_bound(const struct check *c, name word);
void check_unknown_word(struct check *c, name word, struct span span);

/* field.c */
op_ref check_field(struct check *c, op_ref base, name field, struct span span);
op_ref check_index(struct check *c, op_ref base, op_ref index, struct span span);

/* narrow.c */
/* Gives a path the type that is known of it here. */
op_ref path_known(struct check *c, op_ref op);
void narrow(struct check *c, op_ref condition, bool holds);
void narrow_path(struct check *c, op_ref path, type_ref type);

/* call.c */
op_ref check_call(struct check *c, node_ref node, type_ref expected);
op_ref check_apply_part(struct check *c, node_ref node);
/* Compiles a function, part or view before its first use; reports cycles. */
void call_level(struct check *c, const struct callable *callable);
/* Reports a chain of calls that is longer than MOST_CALLS. */
void call_too_deep(struct check *c, const struct callable *callable);
void callable_ready(struct check *c, struct callable *callable, uint32_t kind, uint32_t index);

/* quantifier.c */
uint32_t check_quantifier(struct check *c, node_ref node);            /* index in quantifiers; scope stays open */
uint32_t check_loop(struct check *c, node_ref binding, node_ref where);   /* of some and every */
/* What holds for some row is looked up as if it stood behind `where`. */
void loop_choose_index(struct check *c, uint32_t loop, op_ref condition);

/* output.c */
op_ref check_block(struct check *c, node_ref block);
op_ref check_list(struct check *c, node_ref node, type_ref expected);

/* declare.c */
enum callable_kind { CALL_FUNCTION, CALL_PART, CALL_VIEW };
enum callable_state { CALL_DECLARED, CALL_COMPILING, CALL_READY };
void compile_callable(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags,
	enum callable_kind kind, uint32_t index);
void compile_rule(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, uint32_t index,
	node_ref node);
void compile_emitter(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, uint32_t index,
	node_ref node);
void compile_target(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, uint32_t index,
	node_ref node);
void declare_statement(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags, node_ref node);

#endif
