/* What `x.f` and `x[i]` mean, by the type of x. */
#include "expr/compile.h"

static op_ref step(struct check *c, enum op_kind kind, op_ref base, uint32_t b, uint32_t third, type_ref type, struct span span)
{
	uint8_t later = op_at(c, base)->flags & OP_LATER;
	return path_known(c, op_add(c, (struct op){ .kind = (uint8_t)kind, .flags = later, .type = type, .a = base, .b = b,
	                                            .c = third, .span = span }));
}

static name known_name(const struct check *c, const char *text)
{
	return names_find(c->facts->names, str_of(text));
}

/* --- rows that point at an object -------------------------------------------------------------- */

/* The field by which objects of `kind` read rows of `rows`: the most exact one. */
static field_ref key_field(struct check *c, kind_ref rows, kind_ref kind)
{
	const struct facts *facts = c->facts;
	field_ref loose = 0;
	if (facts->kinds.at[rows].flags & KIND_PLACED) {
		type_ref element = facts->fields.at[facts->kinds.at[rows].place_field].type;
		if (facts->types.at[element].form == TYPE_LIST)
			element = facts->types.at[element].a;
		kind_ref wanted = type_kind(facts, element);
		if (wanted && kind_is_a(facts, kind, wanted))
			return facts->kinds.at[rows].place_field;
	}
	for (field_ref f = 1; f < facts->fields.len; f++) {
		const struct field *field = &facts->fields.at[f];
		if (field->kind != rows || !(field->flags & FIELD_KEY))
			continue;
		kind_ref wanted = type_kind(facts, field->type);
		if (wanted && kind_is_a(facts, kind, wanted))
			return f;
		if (!wanted && !loose && type_accepts(facts, field->type, type_object(c->facts, kind)))
			loose = f;
	}
	return loose;
}

static op_ref reverse_field(struct check *c, op_ref base, kind_ref kind, name field, struct span span)
{
	kind_ref rows = map_at(&c->facts->kind_by_plural, field, 0);
	field_ref key = rows ? key_field(c, rows, kind) : 0;
	if (!key)
		return 0;
	return step(c, CODE_ROWS, base, rows, key, type_list(c->facts, type_object(c->facts, rows)), span);
}

/* A statement that names things is read by the plural of its name: `network security { }` by `e.networks`. */
static field_ref plural_field(struct check *c, kind_ref kind, name plural)
{
	const struct facts *facts = c->facts;
	for (; kind; kind = facts->kinds.at[kind].parent)
		for (uint32_t i = 0; i < facts->kinds.at[kind].own_fields; i++) {
			const struct field *field = &facts->fields.at[facts->kinds.at[kind].first_field + i];
			if (facts->types.at[field->type].form == TYPE_LIST && name_plural(facts->names, field->name) == plural)
				return facts->kinds.at[kind].first_field + i;
		}
	return 0;
}

/* A declared thing has the fields of the row of a concept that describes it; it may have none, hence optional. */
static op_ref concept_field(struct check *c, op_ref base, kind_ref kind, name field, struct span span)
{
	const struct facts *facts = c->facts;
	if (facts->kinds.at[kind].flags & KIND_DERIVED)
		return 0;
	for (kind_ref k = 1; k < facts->kinds.len; k++) {
		field_ref f = facts->kinds.at[k].flags & KIND_CONCEPT ? kind_field(facts, k, field) : 0;
		if (f)
			return step(c, CODE_ROW_FIELD, base, f, k, type_optional(c->facts, facts->fields.at[f].type), span);
	}
	return 0;
}

/* --- objects ----------------------------------------------------------------------------------- */

static kind_ref place_kind(const struct facts *facts, kind_ref kind)
{
	if (!(facts->kinds.at[kind].flags & KIND_PLACED))
		return 0;
	type_ref type = facts->fields.at[facts->kinds.at[kind].place_field].type;
	if (facts->types.at[type].form == TYPE_LIST)
		type = facts->types.at[type].a;
	return type_kind(facts, type);
}

static op_ref object_field(struct check *c, op_ref base, kind_ref kind, name field, struct span span)
{
	struct facts *facts = c->facts;
	field_ref f = kind_field(facts, kind, field);
	uint32_t view;
	if (f && map_get(&c->code->view_by_kind, kind, &view))
		return step(c, CODE_RECORD, base, facts->fields.at[f].cell, 0, facts->fields.at[f].type, span);
	if (f)
		return step(c, CODE_FIELD, base, f, 0, facts->fields.at[f].type, span);
	if (field == known_name(c, "name"))
		return step(c, CODE_NAME, base, 0, 0, type_scalar(facts, SCALAR_NAME), span);
	kind_ref place = place_kind(facts, kind);
	if (place && (field == facts->kinds.at[place].name || field == known_name(c, "place")))
		return step(c, CODE_PLACE, base, 0, 0, type_object(facts, place), span);
	op_ref op = reverse_field(c, base, kind, field, span);
	if (op)
		return op;
	if ((f = plural_field(c, kind, field)))
		return step(c, CODE_FIELD, base, f, 0, facts->fields.at[f].type, span);
	if (field == known_name(c, "owner") && !(facts->kinds.at[kind].flags & KIND_DERIVED)) {
		kind_ref owner = facts->kinds.at[kind].owner;
		return step(c, CODE_OWNER, base, 0, 0,
		            type_optional(facts, owner ? type_object(facts, owner) : type_optional(facts, 0)), span);
	}
	return concept_field(c, base, kind, field, span);
}

#define MOST_SUGGESTED 12

/* Candidates for "did you mean": own fields, fields by plural, rows that point here. */
static void suggest_field(struct check *c, struct diag *diag, kind_ref kind, name field)
{
	const struct facts *facts = c->facts;
	VEC(struct str) found = { 0 };
	vec_push(c->code->arena, &found, STR("name"));
	for (kind_ref k = kind; k; k = facts->kinds.at[k].parent)
		for (uint32_t i = 0; i < facts->kinds.at[k].own_fields; i++)
			vec_push(c->code->arena, &found, check_name(c, facts->fields.at[facts->kinds.at[k].first_field + i].name));
	for (kind_ref k = 1; k < facts->kinds.len; k++)
		if (type_kind(facts, facts->fields.at[key_field(c, k, kind)].type))
			vec_push(c->code->arena, &found, check_name(c, facts->kinds.at[k].plural));
	struct str near = diag_nearest(check_name(c, field), found.at, found.len);
	if (near.len) {
		diag_near(c->diags, diag, near);
		return;
	}
	struct buf list;
	buf_init(&list, c->code->arena);
	for (uint32_t i = 0; i < found.len && i < MOST_SUGGESTED; i++) {
		buf_text(&list, i ? ", " : "");
		buf_str(&list, found.at[i]);
	}
	diag_help(c->diags, diag, "it has %.*s%s", (int)list.len, list.at, found.len > MOST_SUGGESTED ? ", …" : "");
}

/* --- any and unions ----------------------------------------------------------------------------- */

/* What a field of that name yields over all kinds: one type when they agree, else anything. */
static bool field_anywhere(struct check *c, name field, type_ref *type)
{
	const struct facts *facts = c->facts;
	bool found = false;
	*type = 0;
	for (field_ref f = 1; f < facts->fields.len; f++) {
		if (facts->fields.at[f].name != field)
			continue;
		*type = !found || *type == facts->fields.at[f].type ? facts->fields.at[f].type : 0;
		found = true;
	}
	return found;
}

static op_ref any_field(struct check *c, op_ref base, name field, struct span span)
{
	if (field == known_name(c, "name"))
		return step(c, CODE_NAME, base, 0, 0, type_scalar(c->facts, SCALAR_NAME), span);
	kind_ref rows = map_at(&c->facts->kind_by_plural, field, 0);
	type_ref type;
	if (field_anywhere(c, field, &type))
		return step(c, CODE_ANY_FIELD, base, field, 0, type_optional(c->facts, type), span);
	for (kind_ref k = 1; k < c->facts->kinds.len; k++)
		if (place_kind(c->facts, k) && c->facts->kinds.at[place_kind(c->facts, k)].name == field)
			return step(c, CODE_ANY_FIELD, base, field, 0,
			            type_optional(c->facts, type_object(c->facts, place_kind(c->facts, k))), span);
	for (field_ref f = 1; rows && f < c->facts->fields.len; f++)
		if (c->facts->fields.at[f].kind == rows && c->facts->fields.at[f].flags & FIELD_KEY
		    && !type_kind(c->facts, c->facts->fields.at[f].type))
			return step(c, CODE_ROWS, base, rows, f, type_list(c->facts, type_object(c->facts, rows)), span);
	check_error(c, DIAG_UNKNOWN_FIELD, span, "nothing has a field `%.*s`", STR_ARG(check_name(c, field)));
	return 0;
}

/* A union: the field may be missing in a member, then the whole is optional. */
static op_ref union_field(struct check *c, op_ref base, struct type type, name field, struct span span)
{
	const struct facts *facts = c->facts;
	bool everywhere = true, found = false;
	type_ref joined = 0;
	if (field == known_name(c, "name"))
		return step(c, CODE_NAME, base, 0, 0, type_scalar(c->facts, SCALAR_NAME), span);
	for (uint32_t i = 0; i < type.b; i++) {
		kind_ref kind = type_kind(facts, facts->type_parts.at[type.a + i]);
		field_ref f = kind ? kind_field(facts, kind, field) : 0;
		if (f)
			joined = found ? type_join(c, joined, facts->fields.at[f].type) : facts->fields.at[f].type;
		found = found || f;
		everywhere = everywhere && f;
	}
	if (!found)
		return any_field(c, base, field, span);
	return step(c, CODE_ANY_FIELD, base, field, 0, everywhere ? joined : type_optional(c->facts, joined), span);
}

/* --- scalars ------------------------------------------------------------------------------------ */

static const struct part_row { enum scalar scalar; const char *name; enum element element; int result; } parts[] = {
	{ SCALAR_PORT,         "number",   ELEMENT_NUMBER,   SCALAR_INT },
	{ SCALAR_PORT,         "first",    ELEMENT_FIRST,    SCALAR_INT },
	{ SCALAR_PORT,         "last",     ELEMENT_LAST,     SCALAR_INT },
	{ SCALAR_PORT,         "protocol", ELEMENT_PROTOCOL, SCALAR_WORD },
	{ SCALAR_CIDR,         "address",  ELEMENT_ADDRESS,  SCALAR_IP },
	{ SCALAR_CIDR,         "prefix",   ELEMENT_PREFIX,   SCALAR_INT },
	{ SCALAR_INT_RANGE,    "first",    ELEMENT_FIRST,    SCALAR_INT },
	{ SCALAR_INT_RANGE,    "last",     ELEMENT_LAST,     SCALAR_INT },
	{ SCALAR_CPU_RANGE,    "first",    ELEMENT_FIRST,    SCALAR_CPU },
	{ SCALAR_CPU_RANGE,    "last",     ELEMENT_LAST,     SCALAR_CPU },
	{ SCALAR_MEMORY_RANGE, "first",    ELEMENT_FIRST,    SCALAR_MEMORY },
	{ SCALAR_MEMORY_RANGE, "last",     ELEMENT_LAST,     SCALAR_MEMORY },
	{ SCALAR_TIME_RANGE,   "first",    ELEMENT_FIRST,    SCALAR_TIME },
	{ SCALAR_TIME_RANGE,   "last",     ELEMENT_LAST,     SCALAR_TIME },
};

static op_ref scalar_field(struct check *c, op_ref base, enum scalar scalar, name field, struct span span)
{
	for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i].scalar == scalar && str_is(check_name(c, field), parts[i].name))
			return step(c, CODE_ELEMENT, base, parts[i].element, 0, type_scalar(c->facts, (enum scalar)parts[i].result), span);
	return 0;
}

op_ref check_field(struct check *c, op_ref base, name field, struct span span)
{
	if (base == 0)
		return 0;
	type_ref type = check_present(c, base);
	struct type t = c->facts->types.at[type];
	op_ref op = 0;
	switch ((enum type_form)t.form) {
	case TYPE_OBJECT: op = object_field(c, base, t.a, field, span); break;
	case TYPE_ANY:    return any_field(c, base, field, span);
	case TYPE_UNION:  return union_field(c, base, t, field, span);
	case TYPE_SCALAR: op = scalar_field(c, base, (enum scalar)t.a, field, span); break;
	default: break;
	}
	if (op)
		return op;
	struct str text = check_type_text(c, type);
	struct diag *diag = check_error(c, DIAG_UNKNOWN_FIELD, span, "%.*s has no field `%.*s`", STR_ARG(text),
	                                STR_ARG(check_name(c, field)));
	if (t.form == TYPE_OBJECT)
		suggest_field(c, diag, t.a, field);
	else if (t.form == TYPE_LIST)
		diag_help(c->diags, diag, "take its members with `each … in`, `some … in` or `first(…)`");
	return 0;
}

/* x[i]: the i-th, which may not be there; or of a list of rows the one that belongs to an object, which the
 * author knows to be there (`t.subnets[zone]`): where it is not, evaluation reports it. */
op_ref check_index(struct check *c, op_ref base, op_ref index, struct span span)
{
	if (base == 0 || index == 0)
		return 0;
	type_ref element = type_element(c->facts, check_present(c, base));
	kind_ref rows = type_kind(c->facts, element), wanted = type_kind(c->facts, check_present(c, index));
	type_ref result = type_optional(c->facts, element);
	if (c->facts->types.at[op_type(c, base)].form != TYPE_LIST) {
		check_error(c, DIAG_WRONG_TYPE, span, "only a list has members; this is %.*s",
		            STR_ARG(check_type_text(c, op_type(c, base))));
		return 0;
	}
	if (rows && wanted)
		for (field_ref f = 1; f < c->facts->fields.len; f++)
			if (c->facts->fields.at[f].kind == rows && type_kind(c->facts, c->facts->fields.at[f].type) == wanted)
				return op_add(c, (struct op){ .kind = CODE_INDEX, .type = element, .a = base, .b = index, .c = f, .span = span });
	check_type(c, index, type_scalar(c->facts, SCALAR_INT));
	return op_add(c, (struct op){ .kind = CODE_INDEX, .type = result, .a = base, .b = index, .span = span });
}
