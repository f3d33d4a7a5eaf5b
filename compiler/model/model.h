/* The model: a program's declarations joined from all files, every name bound, every value typed, defaults
 * filled, placed things made once for each place, and what the kinds state added as rows for the derivers.
 * Its result stands in `facts`; this struct is the work in between. */
#ifndef BST_MODEL_H
#define BST_MODEL_H

#include "base/limits.h"
#include "model/schema.h"

struct code;

/* A block of statements that says something of a thing, from the weakest to the strongest. */
struct layer {
	node_ref block;
	object_ref said_by;      /* the declaration it belongs to: decides whether one may override another */
	uint8_t weight;          /* enum layer_weight; a class adds how deep it is below others */
	uint8_t rank;            /* enum layer_rank: a `change` is over what it changes */
	node_ref where;          /* the statement around it, for messages */
};

enum layer_rank { RANK_DECLARED, RANK_CHANGE, RANK_GIVEN };   /* the last: a change by the `given` of a test */
enum layer_weight { WEIGHT_BODY, WEIGHT_KIND, WEIGHT_CLASS, WEIGHT_PLACE = 100, WEIGHT_REGION };

struct layers { const struct layer *at; uint32_t len; };

/* One top-level declaration. */
struct declaration {
	object_ref object;
	node_ref statement;
	node_ref after_head;     /* first atom behind `: parents`' colon, or 0 */
	uint32_t first_parent, parent_count;     /* in model->parents */
	uint32_t first_ancestor, ancestor_count; /* in model->ancestors, weakest first, itself last */
	uint8_t state;           /* of the search for ancestors */
	bool library;
};

/* `object` is 0 until it is bound, and stays so when it cannot be. Bound, they are sorted by it and by their texts. */
struct change { object_ref object; node_ref statement; };
/* One word behind a `for`; those of one word in one body are linked, the last first. */
struct overlay { node_ref statement, word; uint32_t next; };

/* A nested named thing whose cells wait to be filled until all things have their names. */
struct unfilled { object_ref object, root; struct layers layers; };

/* A declaration with several regions: its instances. */
struct split { object_ref master; uint32_t first, count; };

struct model {
	struct arena *arena, *scratch;
	struct names *names;
	struct facts *facts;
	struct schema *schema;
	const struct ast *ast;
	const struct sources *sources;
	struct diags *diags;
	VEC(struct declaration) declarations;
	VEC(struct change) changes;                  /* `change KIND NAME { … }` and the `given` of a test */
	struct map change_of;                        /* object_ref -> its first in changes + 1 */
	VEC(struct overlay) overlays;                /* of the bodies that were asked for */
	struct map overlays_of;                      /* node_ref of a body, and a word behind `for` -> index */
	VEC(uint32_t) parents, ancestors;            /* indexes of declarations */
	VEC(struct unfilled) pending;
	VEC(node_ref) asserts, waivers, tests, imports;
	VEC(node_ref) inputs;                        /* statements of *.inputs files */
	struct map declaration_of;                   /* object_ref -> index */
	struct map declared_again;                   /* name of a thing of the library that the program declares too -> 1 */
	VEC(struct split) splits;
	VEC(object_ref) split_instances;
	struct map split_of;                         /* master -> index of splits */
	VEC(object_ref) renamed;                     /* things with `was`, but for instances in places */
	uint32_t edition;                            /* of the program */
	bool too_many;                               /* things: reported, nothing more is filled */
	name word_for, word_change, word_given, word_later, word_constant;
};

void model_init(struct model *model, struct arena *arena, struct arena *scratch, struct names *names, struct facts *facts, struct schema *schema,
	const struct ast *ast, const struct sources *sources, struct diags *diags);
/* Collects the declarations of the files [first, last). May be called for the library and then for the program. */
void model_declare(struct model *model, uint32_t first, uint32_t last, bool library);
/* The statements of an *.inputs file: values of `given` names. */
void model_add_inputs(struct model *model, uint32_t file);
/* Binds, inherits, fills, places and states; needs everything declared. */
void model_resolve(struct model *model);

/* --- between the files of model/ ------------------------------------------------------------ */

/* Where a thing's words are read: `root` is the declaration around it; `place` the environment of an instance. */
struct context {
	object_ref object, root, place;
	bool lenient;            /* abstract: what is missing may be said by a child */
	bool abstract;           /* a thing that is only inherited from may be named: parents, `change` */
	bool plain;              /* no named values: a named value refers to no other */
};

struct declaration *model_declaration(const struct model *model, object_ref object);
void model_declare_globals(struct model *model, uint32_t first, uint32_t last);
/* Atoms as one name, single spaces between them however they are laid out; *span is all of them. */
name model_head(struct model *model, node_ref first, struct span *span);
void model_order_ancestors(struct model *model);
/* Says what is wrong with each `change`, and sorts them by what they change. */
void model_bind_changes(struct model *model);
void model_unknown_kind(struct model *model, name word, struct span span);
/* The layers of a declaration: its ancestors', its own, those of `change`; and the overlays for an environment
 * `place` (0: none) and a `region` (0: none). */
struct layers model_layers(struct model *model, const struct declaration *declaration, object_ref place, name region);
/* Judges each `for` of a declaration and of its changes once. `places` is the kind of thing that it stands in; 0: in none. */
void model_check_overlays(struct model *model, const struct declaration *declaration, kind_ref places);
/* Makes the nested named things of `object` from its layers, and notes them as pending. */
void model_nest(struct model *model, object_ref object, object_ref root, struct layers layers);
/* Fills the cells of an object from its layers. */
void model_fill(struct model *model, struct context context, kind_ref kind, struct layers layers);
void model_fill_pending(struct model *model, uint32_t first);
/* Notes what a filled thing says of its past: `was`, `existing`, `adopt`; and judges all that was noted of names. */
void model_mark_older(struct model *model, object_ref object);
void model_judge_renamed(struct model *model);
/* Refuses `existing` and `adopt` where nothing reads them: what is made would be made all the same. */
void model_judge_older(struct model *model, const struct code *code);
/* The values of one property alone, as `in` of a placed thing before it is placed. */
struct val model_property_value(struct model *model, struct context context, kind_ref kind, field_ref field, struct layers layers);
/* Matches a statement's atoms with the property's elements; parts[i] is the value of element i (a list where it
 * holds many). False, with a diagnostic, when the form is another. */
bool model_match(struct model *model, struct context context, const struct schema *schema, uint32_t first_element,
	uint32_t element_count, const struct node *statement, node_ref atoms, struct val *parts);
/* Reads `raw` as a value of `type`. Without `report` nothing is said on failure. */
bool model_convert(struct model *model, struct context context, type_ref type, struct val raw, struct span span, bool report,
	struct val *out);
const char *model_article(struct str word);      /* "a", "an" */
/* "an account", "a list of services": what is expected, for messages. */
void model_expected(struct buf *out, const struct model *model, type_ref type);
/* A statement as its shape has it: " /24 from (int)?". */
void model_print_shape(struct buf *out, const struct model *model, const struct schema *schema, uint32_t first, uint32_t count);
/* Without what may be left out, and with values that could stand there: " /24 from 1". */
/* A statement with all that may be left out, as it could be written in the context. */
void model_print_whole_example(struct buf *out, const struct model *model, struct context context, const struct schema *schema, uint32_t first,
	uint32_t count);
/* How a value of the built-in type can be written: "30m". */
struct str model_scalar_example(enum scalar scalar);
void model_print_example(struct buf *out, const struct model *model, struct context context, uint32_t first_element, uint32_t element_count);
/* A nested thing of `kind` below `scope` by its name, dotted or not; 0 when none or several. */
object_ref model_find_nested(const struct model *model, object_ref scope, kind_ref kind, struct str path);
void model_state(struct model *model);

#endif
