/* What is known: types, kinds, and objects with their cells. Everything declared in a program and
 * everything derived from it is an object of some kind; its fields are cells (struct val) in one array.
 * Kinds come from the library's `kind` declarations (model/) and from relations.def (derived relations).
 * All references are 32-bit handles, so the tables of the checked library can be linked in as constants.
 *
 * Life: kinds are declared; objects added and filled (model), more added (estate); facts_freeze; then
 * only read, through extents (all objects of a kind, in order) and lookups (by the value of a field). */
#ifndef BST_FACTS_H
#define BST_FACTS_H

#include "base/map.h"
#include "base/vec.h"
#include "source/source.h"
#include "value/value.h"

typedef uint32_t type_ref;      /* 0 = TYPE_ANY */
typedef uint32_t kind_ref;      /* 0 = none */
typedef uint32_t field_ref;     /* index into facts->fields; 0 = none */
typedef uint32_t object_ref;    /* 0 = none */

enum type_form {
	TYPE_ANY,
	TYPE_SCALAR,     /* a = enum scalar */
	TYPE_WORDS,      /* enumeration: a = first of `b` names in facts->type_parts */
	TYPE_OBJECT,     /* a = kind; accepts objects of child kinds */
	TYPE_LIST,       /* a = element type; never absent, only empty */
	TYPE_OPTIONAL,   /* a = type */
	TYPE_UNION,      /* a = first of `b` types in facts->type_parts */
	TYPE_TREE,       /* an output tree */
};

enum scalar {
#define SCALAR(id, text, clause) SCALAR_##id,
#include "facts/scalars.def"
#undef SCALAR
	SCALAR_COUNT
};

struct type { uint32_t form, a, b; };

enum kind_flag {
	KIND_DERIVED = 1,    /* from relations.def */
	KIND_NESTED = 2,     /* a statement's record: owner is the kind around it */
	KIND_NAMED = 4,      /* its objects have names */
	KIND_PLACED = 8,     /* has one instance per place: extent holds the instances only */
	KIND_CONCEPT = 16,   /* derived kind whose rows describe declared objects (field `of`) */
	KIND_OUTCOME = 32    /* derived kind whose rows are there when all rules have run: emitters alone look at them */
};

struct kind {
	name name, plural;
	kind_ref parent, owner;
	field_ref first_field;       /* its own fields; inherited ones are those of the parent, before them */
	uint32_t own_fields, cells;  /* cells = all fields, inherited included */
	uint32_t flags;
	field_ref place_field;       /* KIND_PLACED: the field that lists the places */
	struct span span;
	name doc;                    /* interned text, 0 none */
};

enum field_flag {
	FIELD_MANY = 1, FIELD_PLACES = 2,
	FIELD_KEY = 4,       /* objects of its type read this kind's rows by it: `n.subnets` */
	FIELD_ROLE = 8,      /* filled from `states` */
	FIELD_NEEDED = 16,   /* a role without which nothing is stated */
	FIELD_LEFT = 32      /* a role that no deriver takes and the proof does not look at: rules and emitters alone do, if anybody */
};

/* The derived relations and their fields by C name: REL_subnet, FIELD_subnet_cidr. */
enum relation {
#define CONCEPT(id, word, row, relation, doc) REL_##id,
#define RELATION(id, row, relation, doc) REL_##id,
#define OUTCOME(id, row, relation, doc) REL_##id,
#define FIELD(id, member, field, type, flags, doc)
#include "facts/relations.def"
#undef CONCEPT
#undef RELATION
#undef OUTCOME
#undef FIELD
	REL_COUNT
};
enum relation_field {
#define CONCEPT(id, word, row, relation, doc)
#define RELATION(id, row, relation, doc)
#define OUTCOME(id, row, relation, doc)
#define FIELD(id, member, field, type, flags, doc) FIELD_##id##_##member,
#include "facts/relations.def"
#undef CONCEPT
#undef RELATION
#undef OUTCOME
#undef FIELD
	RELATION_FIELD_COUNT
};

struct field { name name; kind_ref kind; uint32_t cell; type_ref type; uint32_t flags; struct span span; name doc; };

enum object_flag {
	OBJECT_ABSTRACT = 1, OBJECT_MASTER = 2 /* the declaration of placed instances */, OBJECT_LIBRARY = 4,
	OBJECT_EXISTING = 8, OBJECT_ADOPTED = 16, OBJECT_BROKEN = 32
};

struct object {
	kind_ref kind;
	uint32_t first_cell;
	name name;
	object_ref owner;            /* the object around a nested record */
	object_ref place;            /* an instance: the environment it is placed in */
	object_ref master;           /* an instance: its declaration */
	uint32_t flags;
	uint32_t origin;             /* of the declaration */
};

/* A run of object handles in order. */
struct extent { const object_ref *at; uint32_t len; };

struct rows { object_ref *at; uint32_t len, cap; };

/* What every object has besides its fields, and a lookup may go by. */
#define FIELD_OF_NAME UINT32_MAX
#define FIELD_OF_PLACE (UINT32_MAX - 1)
#define FIELD_OF_FORMER (UINT32_MAX - 2)        /* the name that it had before, which is its name when it had no other */

struct index_entry { uint64_t key; uint32_t position; };   /* in the extent */
struct index { kind_ref kind; uint32_t cell; struct index_entry *entries; object_ref *objects; uint32_t len; };

/* A name that stands for a value everywhere: `constant`, `given`, `later`. */
struct global { name name; type_ref type; struct val value; struct span span; bool missing /* its value: reported, not missed again */; };

struct origin_link { uint32_t origin, next; };   /* next: index + 1; 0 ends */

struct facts {
	struct arena *arena;
	struct names *names;
	VEC(struct type) types;
	VEC(uint32_t) type_parts;
	VEC(struct kind) kinds;
	VEC(struct field) fields;
	VEC(struct rows) rows;       /* by kind: its own objects (not those of child kinds) in order of adding */
	VEC(struct object) objects;
	VEC(struct val) cells;
	VEC(struct span) origins;
	VEC(struct origin_link) beside;                /* what else a derived value comes from, beside its own origin */
	struct map first_beside;                       /* origin -> index in beside + 1 */
	struct map defaults;         /* origins of values that a kind means where nothing is said */
	VEC(struct index) indexes;
	struct map former_name;      /* object -> name, of those that were called otherwise before */
	uint32_t former_count;
	struct map kind_by_name, kind_by_plural, field_by_name, type_by_content, rows_about, ancestors, instances, index_by_field;
	VEC(struct global) globals;
	struct map global_by_name, object_by_name;
	kind_ref relation_kind[REL_COUNT];
	field_ref relation_field[RELATION_FIELD_COUNT];
	struct extent *extents;      /* by kind, after facts_freeze */
	struct memo *memo;           /* of expr/: what functions are worth over these facts */
	bool frozen;
};

void facts_init(struct facts *facts, struct arena *arena, struct names *names);

/* --- types ---------------------------------------------------------------------------------- */
type_ref type_scalar(struct facts *facts, enum scalar scalar);
type_ref type_words(struct facts *facts, const name *words, uint32_t count);
type_ref type_object(struct facts *facts, kind_ref kind);
type_ref type_list(struct facts *facts, type_ref element);
type_ref type_optional(struct facts *facts, type_ref type);       /* of optional or list: itself */
type_ref type_union(struct facts *facts, const type_ref *types, uint32_t count);
enum scalar scalar_of(struct str text);                           /* SCALAR_COUNT when no such */
bool type_accepts(const struct facts *facts, type_ref wanted, type_ref given);
type_ref type_without_optional(const struct facts *facts, type_ref type);
type_ref type_element(const struct facts *facts, type_ref type);  /* of a list; else 0 */
kind_ref type_kind(const struct facts *facts, type_ref type);     /* of TYPE_OBJECT (also optional); else 0 */
/* As a person reads it: "a list of environments", "eks, ec2 or ecs". */
void type_print(struct buf *out, const struct facts *facts, type_ref type);

/* --- kinds ---------------------------------------------------------------------------------- */
kind_ref kind_add(struct facts *facts, name name, kind_ref parent, kind_ref owner, uint32_t flags, struct span span);
field_ref kind_add_field(struct facts *facts, kind_ref kind, name name, type_ref type, uint32_t flags, struct span span);
/* Declares the derived relations of relations.def; needs the library's kinds, which it names as types. */
void kinds_add_derived(struct facts *facts);
kind_ref kind_named(const struct facts *facts, name name);        /* by singular, then by plural */
bool kind_is_a(const struct facts *facts, kind_ref kind, kind_ref ancestor);
field_ref kind_field(const struct facts *facts, kind_ref kind, name name);   /* inherited too */
/* The kind whose rows a `states WORD` adds, or 0. */
kind_ref concept_named(const struct facts *facts, struct str word);
name name_plural(struct names *names, name singular);

/* --- objects -------------------------------------------------------------------------------- */
object_ref object_add(struct facts *facts, kind_ref kind, name name, uint32_t origin);
/* A declared object (not an instance) of that kind or a child kind, or 0; kind 0: of any kind, the first declared. */
object_ref object_named(const struct facts *facts, kind_ref kind, name name);
/* Makes a declared object found by its name, under its kind and the kinds above it. */
void object_declare(struct facts *facts, object_ref o);
void global_add(struct facts *facts, struct global global);
const struct global *global_named(const struct facts *facts, name name);   /* or NULL */
/* `was OLD`: the name that an object had before, and its present one when it had no other. */
void object_set_former(struct facts *facts, object_ref o, name former);
name object_former(const struct facts *facts, object_ref o);
/* A row of a derived relation, and its cells by C name. */
object_ref row_add(struct facts *facts, enum relation relation, uint32_t origin);
void row_set(struct facts *facts, object_ref row, enum relation_field field, struct val value);
struct val row_get(const struct facts *facts, object_ref row, enum relation_field field);
/* While deriving, before freeze: all rows of a relation so far, in order of adding. */
struct extent rows_of(const struct facts *facts, enum relation relation);
uint32_t origin_add(struct facts *facts, struct span span);
/* A value that has this origin is made from what stands there, too. */
void origin_add_beside(struct facts *facts, uint32_t origin, uint32_t other);
static inline struct object *object_at(const struct facts *facts, object_ref o) { return &facts->objects.at[o]; }
static inline struct val object_cell(const struct facts *facts, object_ref o, uint32_t cell)
{
	return facts->cells.at[facts->objects.at[o].first_cell + cell];
}
void object_set(struct facts *facts, object_ref o, field_ref field, struct val value);
static inline struct val object_get(const struct facts *facts, object_ref o, field_ref field)
{
	return object_cell(facts, o, facts->fields.at[field].cell);
}
struct val object_get_named(const struct facts *facts, object_ref o, name field);   /* absent when no such field */
struct span object_span(const struct facts *facts, object_ref o);
/* The row of a concept kind that describes a declared object (its first one), or 0; and the registering of it. */
object_ref object_row(const struct facts *facts, object_ref o, kind_ref concept_kind);
void object_add_row(struct facts *facts, object_ref o, kind_ref concept_kind, object_ref row);
/* `name : parents`; is_a is transitive and holds for the object itself and, for an instance, its declaration. */
void object_add_ancestor(struct facts *facts, object_ref o, object_ref ancestor);
bool object_is_a(const struct facts *facts, object_ref o, object_ref ancestor);
/* The instance of a declaration in a place, or 0. */
object_ref object_instance(const struct facts *facts, object_ref master, object_ref place);
void object_add_instance(struct facts *facts, object_ref master, object_ref place, object_ref instance);

/* --- lists ---------------------------------------------------------------------------------- */
struct val list_make(struct facts *facts, const struct val *items, uint32_t count);   /* stored: VAL_LIST */
/* LIST, SEQ; absent 0; any other value 1 */
static inline uint32_t list_len(struct val list)
{
	switch (list.tag) {
	case VAL_NONE: return 0;
	case VAL_LIST: return list.b;
	case VAL_SEQ:  return ((const struct seq *)list.at)->len;
	default:       return 1;
	}
}
static inline struct val list_at(const struct facts *facts, struct val list, uint32_t i)
{
	switch (list.tag) {
	case VAL_LIST: return facts->cells.at[list.a + i];
	case VAL_SEQ:  return ((const struct seq *)list.at)->at[i];
	default:       return list;
	}
}
struct val range_make(struct facts *facts, struct val first, struct val last);

/* --- reading after freeze -------------------------------------------------------------------- */
void facts_freeze(struct facts *facts);
/* Rows of a relation that come after facts_freeze, and that nothing has looked at yet, are read from here on. */
void facts_freeze_relation(struct facts *facts, enum relation relation);
struct extent facts_extent(const struct facts *facts, kind_ref kind);
/* Objects of `kind` whose field (or name, or place) equals `key` (or, for a list, holds it), in extent order; the index is
 * made at first use. */
struct extent facts_lookup(struct facts *facts, kind_ref kind, field_ref field, struct val key);
/* A 64-bit key equal for equal values. */
uint64_t val_key(const struct facts *facts, struct val v);
/* Any value as a person reads it: objects by name (`shop in dev`), lists by commas. */
void facts_print(struct buf *out, const struct facts *facts, struct val v);

#endif
