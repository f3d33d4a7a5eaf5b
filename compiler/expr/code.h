/* The compiled form of everything that is evaluated: rules, functions, parts, facts (views), emitters,
 * targets, waivers and asserts. Rows of plain data in growing tables; a row refers to others by index, to
 * names by handle and to kinds, fields, types and objects by their handles in struct facts. No row holds a
 * pointer, so the tables of the checked library can be written out as constants (code_tables) and a
 * program's own declarations are appended behind them.
 *
 * Compiling has two phases, so that order of declarations and files does not matter:
 *   code_declare    once for each file: enters names, reports what is declared twice;
 *   code_compile    once: compiles every body entered since, reports everything that is wrong in it. */
#ifndef BST_CODE_H
#define BST_CODE_H

#include "base/map.h"
#include "base/vec.h"
#include "diag/diag.h"
#include "facts/facts.h"
#include "syntax/ast.h"

typedef uint32_t op_ref;        /* index into code->ops; 0 = none */

/* One step of the tree walk. `type` is what it yields. Lists of operands are runs in code->refs. */
enum op_kind {
	CODE_NONE,
	CODE_CONST,      /* a = index in consts */
	CODE_GLOBAL,     /* a = index in facts->globals */
	CODE_SLOT,       /* a = slot of the frame */
	CODE_EXTENT,     /* a = kind: all its objects */
	CODE_FIELD,      /* a.b          b = field of the object's kind */
	CODE_ROW_FIELD,  /* a.b          b = field of the row of concept kind c that describes the object */
	CODE_ROWS,       /* rows of kind b whose field c is a (or holds it) */
	CODE_ANY_FIELD,  /* a.b          b = name, looked up in the kind of the object at hand */
	CODE_NAME,       /* a.name       of an object */
	CODE_PLACE,      /* a.c          the place of an instance */
	CODE_OWNER,      /* the object around a nested one */
	CODE_ELEMENT,    /* a.b          b = enum element: a part of a port, a range, a block of addresses */
	CODE_RECORD,     /* a.b          b = position in the row of a view (fact) */
	CODE_INDEX,      /* a[b]         by number, or (c = field) the member whose field is b */
	CODE_CALL,       /* b operands from refs[a], c = index of a built-in function */
	CODE_APPLY,      /* b operands from refs[a], c = index in functions */
	CODE_VIEW,       /* b operands from refs[a], c = index in views: its rows */
	CODE_NOT,        /* a */
	CODE_AND,        /* a b */
	CODE_OR,         /* a b */
	CODE_COMPARE,    /* a b          c = enum binary_op, of the same kind of value on both sides */
	CODE_IN,         /* a in b       flag NEGATED */
	CODE_IS_KIND,    /* a is of kind b, flag NEGATED */
	CODE_IS_OBJECT,  /* a is object b or inherits from it, flag NEGATED */
	CODE_IS_WORD,    /* a is the word b, or of kind refs[c], or is_a object refs[c + 1]; flag NEGATED */
	CODE_ADD,        /* a b */
	CODE_SUBTRACT,   /* a b */
	CODE_IF,         /* a ? b : c */
	CODE_SOME,       /* b = loop, c = condition: some … in … where … : … */
	CODE_EVERY,      /* likewise */
	CODE_STRING,     /* b pieces from refs[a], joined; flag MESSAGE: objects as a person names them */
	CODE_RANGE,      /* a .. b */
	CODE_LIST,       /* b elements from refs[a]: ops, CODE_MAYBE, CODE_EACH */
	CODE_MAYBE,      /* an element a that stands when b holds */
	CODE_EACH,       /* elements a for each round of quantifier b */
	CODE_BLOCK,      /* an output block: b statements from refs[a] */
	CODE_REFERENCE,  /* b pieces from refs[a], dots between: @type.name.attribute */
	CODE_FROM,       /* from(unit, @reference): a, b */
	CODE_RAW,        /* b pieces from refs[a]: an expression of the output language */
	CODE_TEXT,       /* b pieces from refs[a], each quoted as language c (name) says */

	/* --- output statements: `key` is an op that yields text ------------------------------------- */
	CODE_OUT_VALUE,  /* key a, value b, condition c or 0; flag MAYBE; value 0: a flag, the key alone */
	CODE_OUT_NESTED, /* key refs[a], labels behind it; b = block, c = condition or 0; flag bits give the label count */
	CODE_OUT_EACH,   /* a = first quantifier in refs, their count in `extra`; b = block */
	CODE_OUT_WHEN,   /* a ? block b : block c */
	CODE_OUT_LET,    /* slot a = b */
	CODE_OUT_PART,   /* b operands from refs[a], c = index in parts */
	CODE_OUT_NOTE,   /* a comment of the output: a = text; flag ASIDE: at the end of the line before */
	CODE_KIND_COUNT
};

enum op_flag {
	OP_NEGATED = 1, OP_MAYBE = 2, OP_MESSAGE = 4, OP_LATER = 8 /* yields or holds a value of deployment time */,
	OP_QUOTED_KEY = 16, OP_AS_TEXT = 32 /* a number that outputs write as text: an account */,
	OP_ASKED = 64 /* may be absent, and a condition before has found it there */,
	OP_ASIDE = 128 /* a note at the end of the line before */
};

enum element { ELEMENT_NUMBER, ELEMENT_FIRST, ELEMENT_LAST, ELEMENT_PROTOCOL, ELEMENT_ADDRESS, ELEMENT_PREFIX };

struct op {
	uint8_t kind, flags;
	uint16_t extra;
	type_ref type;
	uint32_t a, b, c;
	struct span span;
};

/* One binding of a quantifier: `slot` takes each value of `source` for which all filters hold. When
 * key_field is set the source is an extent or reverse lookup and only the rows of kind `key_kind` whose field equals `key` are visited. */
struct loop {
	uint32_t slot;
	op_ref source, key;
	kind_ref key_kind;
	field_ref key_field;
	uint32_t first_filter, filter_count;           /* in refs */
};

/* each … where … group by … as … sort by … */
struct quantifier {
	uint32_t first_loop, loop_count;
	op_ref group, sort;                            /* or 0 */
	uint32_t group_slot;
	struct span span;
};

struct rule {
	name name;
	struct span span;                              /* of the name */
	uint32_t first_step, step_count;               /* in steps */
	op_ref message, help, at;                      /* templates; 0 when not said */
	name because, doc;                             /* interned texts */
	uint8_t severity;                              /* enum diag_severity */
	uint8_t absolute, library, broken;
	uint32_t since;                                /* an error in the editions from this one on, a warning before; 0 in all */
	uint32_t slots;
};

enum step_kind { STEP_EACH, STEP_LET, STEP_REQUIRE };
struct step { uint32_t kind; uint32_t quantifier; uint32_t slot; op_ref op; };

struct parameter { name name; type_ref type; uint32_t slot; };

/* function, part and view (fact): what is called by name. */
struct callable {
	name name;
	struct span span;
	uint32_t first_parameter, parameter_count;
	type_ref result;
	op_ref body;                                   /* expression, or block of a part, or CODE_LIST of a view's fields */
	uint32_t first_quantifier, quantifier_count;   /* of a view; handles in refs */
	kind_ref row_kind;                             /* of a view: the kind of its rows, whose fields are cells of a record */
	uint32_t slots;
	uint8_t state;                                 /* enum callable_state while compiling */
	uint8_t level;                                 /* longest chain of calls that begins here; at most MOST_CALLS */
	uint8_t library, broken;
	uint8_t outcome;                               /* it, or what it calls, looks at what rules came to */
	uint8_t slight;                                /* a function that takes less time than looking up what it was worth */
	uint32_t node;                                 /* of the syntax tree, while compiling */
};

struct emitter {
	name target;
	struct span span;
	op_ref path, body;
	uint32_t first_quantifier, quantifier_count;   /* handles in refs */
	uint32_t slots;
	name text;                                     /* as declared, of the program's: emitters of one file add to it in this order */
	uint8_t library, broken;
};

/* unit "path" each … { property value … } of a target. */
struct unit_form {
	uint32_t target;
	op_ref path, body;
	uint32_t first_quantifier, quantifier_count;
	uint32_t slots;
};

/* address KEY ["prefix"] [attribute]: how a top-level block of an output is referred to. */
struct address_form { uint32_t target; name key, prefix, attribute; };

/* copies "FILE" of a target: the file beside the one that says it is written as it is. */
struct copy_form { uint32_t target; name path; struct span span; name text; };   /* text NO_NAME until it is read */

/* `keeps TYPE ARGUMENT … instead "…"`, `remakes TYPE ARGUMENT …` and `rises TYPE ARGUMENT …` of a target: resources of the type hold what is lost with them,
 * or do not; one row without argument, and one for each argument that cannot change without another resource. */
struct lasting_form { uint32_t target; name type, argument, instead; bool kept, rises; };   /* `instead`: what to do where it would change;
                                                                                               `rises`: a version that only rises without */

/* What a unit adds to a file of its own when another unit reads from it (export), and when it reads (import). */
struct hook { name file; op_ref body; uint32_t first_slot, slots; };

struct target {
	name name;
	struct span span;
	uint32_t format;                               /* enum format */
	name suffix;                                   /* files whose paths end so have another format; or NO_NAME */
	uint32_t suffix_format;
	op_ref header;                                 /* text above every file of `format`; or 0 */
	struct hook export, import, declare, move, order;     /* body 0 when not said; `declare` is `laters` */
	name moved;                                    /* the key of the blocks that `moves` speaks of */
	name guard;                                    /* the argument by which the output itself refuses to lose a resource */
	name leaves, leaves_instead;                   /* the one that names arguments which stay as found; what to do where one is said again */
	op_ref read, later;                            /* templates: a value of another unit, a value of deployment time */
	uint32_t read_slots;
	uint8_t library;
};

struct waiver {
	name rule, object, environment;                /* environment NO_NAME: everywhere */
	struct span span, rule_span, object_span, environment_span;
	name because;
	int32_t until;                                 /* days since 1970-01-01; WAIVER_NO_END without `until` */
};
#define WAIVER_NO_END INT32_MAX

enum assert_kind { ASSERT_REACH, ASSERT_GRANT };
struct assertion {
	uint8_t kind, cannot;
	name subject, subject_place, object, object_place;   /* reach: A in X, B in Y; grant: role, -, verb, environment */
	name resource;
	struct val port;                               /* VAL_NONE: any */
	struct span span, subject_span, object_span, subject_place_span, object_place_span, resource_span, port_span;
};

/* A table as bytes, for writing out and loading: the address of a VEC and the size of its rows. */
struct code_table { void *vec; size_t row; const char *name; };
#define CODE_TABLES 20

struct pending { uint32_t kind, index; node_ref node; };

struct code {
	struct arena *arena;
	uint32_t edition;                              /* of the program */
	VEC(struct op) ops;
	VEC(struct val) consts;
	VEC(uint32_t) refs;
	VEC(struct loop) loops;
	VEC(struct quantifier) quantifiers;
	VEC(struct step) steps;
	VEC(struct rule) rules;
	VEC(struct parameter) parameters;
	VEC(struct callable) functions;
	VEC(struct callable) parts;
	VEC(struct callable) views;
	VEC(struct emitter) emitters;
	VEC(struct target) targets;
	VEC(struct unit_form) units;
	VEC(struct address_form) addresses;
	VEC(struct copy_form) copies;
	VEC(struct lasting_form) lasting;
	VEC(struct waiver) waivers;
	VEC(struct assertion) assertions;
	VEC(struct span) spans;                        /* reserved for whoever needs one more per row */

	/* Made again from the tables by code_index. */
	struct map rule_by_name, function_by_name, part_by_name, view_by_name, target_by_name, view_by_kind;
	VEC(struct pending) pending;                   /* declared, not yet compiled */
	uint32_t compiling;                            /* callables that are being compiled one for the other */
};

void code_init(struct code *code, struct arena *arena);
/* Every table, in a fixed order; fills CODE_TABLES rows. After loading rows call code_index. */
void code_tables(struct code *code, struct code_table *tables);
void code_index(struct code *code);

/* Enters the rules, facts, functions, parts, emitters, targets, waivers and asserts of ast->files.at[index]. */
void code_declare(struct code *code, struct facts *facts, const struct ast *ast, const struct sources *sources,
	uint32_t index, struct diags *diags);
/* Compiles what was entered. Needs kinds, derived relations and globals in facts; for a program also its objects. */
void code_compile(struct code *code, struct facts *facts, const struct ast *ast, struct diags *diags);

/* Calls visit for each operand of an op, for walks; some are 0. Bodies of what is called are no operands. */
void op_children(const struct code *code, op_ref op, void (*visit)(void *user, op_ref child), void *user);

/* True for the keys of generic statements that are ours: waive, assert. */
bool code_owns_statement(struct str key);

#endif
