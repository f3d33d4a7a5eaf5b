/* The model as text: things, instances and their records, each value with the place it was said. */
#include "model/model_dump.h"

static void print_place(struct buf *out, const struct facts *facts, const struct sources *sources, uint32_t origin)
{
	struct span span = facts->origins.at[origin];
	if (!origin || !span.end)
		return;
	struct place place = sources_place(sources, span.start);
	buf_format(out, "  # %.*s:%u:%u", STR_ARG(sources->files.at[place.file].path), place.line, place.column);
}

static bool is_record(const struct facts *facts, struct val v)
{
	return v.tag == VAL_OBJECT && !object_at(facts, v.a)->name && object_at(facts, v.a)->owner;
}

static void dump_object(struct buf *out, const struct facts *facts, const struct sources *sources, object_ref o, unsigned indent);

static void dump_value(struct buf *out, const struct facts *facts, const struct sources *sources, name label, struct val v, unsigned indent)
{
	if (v.tag == VAL_LIST && v.b > 0 && is_record(facts, list_at(facts, v, 0))) {
		for (uint32_t i = 0; i < v.b; i++)
			dump_value(out, facts, sources, label, list_at(facts, v, i), indent);
		return;
	}
	buf_spaces(out, indent);
	buf_str(out, names_text(facts->names, label));
	if (is_record(facts, v)) {
		print_place(out, facts, sources, v.origin);
		buf_char(out, '\n');
		dump_object(out, facts, sources, v.a, indent + 2);
		return;
	}
	buf_char(out, ' ');
	facts_print(out, facts, v);
	print_place(out, facts, sources, v.origin);
	buf_char(out, '\n');
}

static void dump_fields(struct buf *out, const struct facts *facts, const struct sources *sources, object_ref o, kind_ref kind, unsigned indent)
{
	const struct kind *k = &facts->kinds.at[kind];
	if (k->parent)
		dump_fields(out, facts, sources, o, k->parent, indent);
	for (uint32_t i = 0; i < k->own_fields; i++) {
		const struct field *field = &facts->fields.at[k->first_field + i];
		struct val v = object_cell(facts, o, field->cell);
		bool silent = v.tag == VAL_NONE || (v.tag == VAL_LIST && v.b == 0) || (v.tag == VAL_BOOL && !v.i);
		if (!silent)
			dump_value(out, facts, sources, field->name, v, indent);
	}
}

static void dump_object(struct buf *out, const struct facts *facts, const struct sources *sources, object_ref o, unsigned indent)
{
	dump_fields(out, facts, sources, o, object_at(facts, o)->kind, indent);
}

void model_dump(struct buf *out, const struct facts *facts, const struct sources *sources)
{
	for (object_ref o = 1; o < facts->objects.len; o++) {
		const struct object *object = object_at(facts, o);
		if (!object->name || object->flags & (OBJECT_LIBRARY | OBJECT_MASTER) || facts->kinds.at[object->kind].flags & KIND_DERIVED)
			continue;
		if (object->flags & OBJECT_ABSTRACT)
			buf_text(out, "abstract ");
		buf_format(out, "%.*s ", STR_ARG(names_text(facts->names, facts->kinds.at[object->kind].name)));
		if (object->owner && object_at(facts, object->owner)->name)
			buf_format(out, "%.*s.", STR_ARG(names_text(facts->names, object_at(facts, object->owner)->name)));
		facts_print(out, facts, val_object(o));
		print_place(out, facts, sources, object->origin);
		buf_char(out, '\n');
		dump_object(out, facts, sources, o, 2);
	}
}
