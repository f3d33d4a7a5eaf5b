/* What is told of a word: how it is declared, its documentation, and of a declared thing its values. */
#include "query/query.h"

#define MOST_VALUES 60u          /* lines */
#define LONGEST_VALUE 200u

static struct str text_of(const struct buf *buf)
{
	return (struct str){ buf->at ? buf->at : "", (uint32_t)buf->len };
}

static struct str words(const struct query *q, name n)
{
	return n ? names_text(q->names, n) : STR("");
}

/* The line of the library that declares something, from its first word, without the block. */
static struct str declaration_line(const struct query *q, struct span span)
{
	if (!span.start)
		return STR("");
	const struct source_file *file = sources_file_of(q->sources, span.start);
	uint32_t start = span.start - file->base, end = start;
	while (end < file->text.len && file->text.at[end] != '\n' && file->text.at[end] != '{' && file->text.at[end] != '#')
		end++;
	while (end > start && (file->text.at[end - 1] == ' ' || file->text.at[end - 1] == '\t' || file->text.at[end - 1] == '\r'))
		end--;
	return (struct str){ file->text.at + start, end - start };
}

/* Runs of blanks as one. */
static struct str squeezed(const struct query *q, struct str line)
{
	struct buf out;
	buf_init(&out, q->arena);
	for (uint32_t i = 0; i < line.len; i++)
		if (line.at[i] != ' ' || i == 0 || line.at[i - 1] != ' ')
			buf_char(&out, line.at[i]);
	return text_of(&out);
}

/* Records have no name to be shown by, and a flag that is not said is nothing to show. */
static bool is_shown(const struct query *q, struct val value)
{
	if (value.tag == VAL_OBJECT)
		return object_at(q->facts, value.a)->name != NO_NAME;
	if (value.tag == VAL_LIST)
		return list_len(value) > 0 && is_shown(q, list_at(q->facts, value, 0));
	return value.tag != VAL_NONE && !(value.tag == VAL_BOOL && !value.i);
}

static struct str value_text(const struct query *q, struct val value)
{
	struct buf out;
	buf_init(&out, q->arena);
	if (is_shown(q, value))
		facts_print(&out, q->facts, value);
	return out.len > LONGEST_VALUE ? STR("") : text_of(&out);
}

static void add_line(struct buf *out, uint32_t *lines, struct str key, struct str value, struct str where)
{
	if (!value.len || ++*lines > MOST_VALUES)
		return;
	buf_format(out, "%.*s %.*s", STR_ARG(key), STR_ARG(value));
	if (where.len)
		buf_format(out, "  # in %.*s", STR_ARG(where));
	buf_char(out, '\n');
}

typedef VEC(object_ref) objects;

/* A thing that stands in several places is as many things: their values once where they agree, else one by one. */
static void add_field(const struct query *q, const struct field *f, const objects *all, struct buf *out, uint32_t *lines)
{
	struct str key = words(q, f->name), first = value_text(q, object_cell(q->facts, all->at[0], f->cell));
	bool same = true;
	for (uint32_t i = 1; i < all->len && same; i++)
		same = str_equal(first, value_text(q, object_cell(q->facts, all->at[i], f->cell)));
	if (same)
		add_line(out, lines, key, first, STR(""));
	for (uint32_t i = 0; i < all->len && !same; i++) {
		object_ref place = object_at(q->facts, all->at[i])->place;
		struct str where = place ? words(q, object_at(q->facts, place)->name) : STR("");
		add_line(out, lines, key, value_text(q, object_cell(q->facts, all->at[i], f->cell)), where);
	}
}

static struct str values_of(const struct query *q, object_ref object)
{
	kind_ref kinds[LIMIT_PARENTS];
	uint32_t count = 0, lines = 0;
	objects all = { 0 };
	struct buf out;
	buf_init(&out, q->arena);
	const struct object *o = object_at(q->facts, object);
	const struct rows *rows = &q->facts->rows.at[o->kind];
	for (uint32_t i = 0; i < rows->len; i++)
		if (object_at(q->facts, rows->at[i])->master == object)
			vec_push(q->arena, &all, rows->at[i]);
	if (!all.len)
		vec_push(q->arena, &all, object);
	for (kind_ref k = o->kind; k && count < LIMIT_PARENTS; k = q->facts->kinds.at[k].parent)
		kinds[count++] = k;
	while (count-- > 0)
		for (uint32_t i = 0; i < q->facts->kinds.at[kinds[count]].own_fields; i++)
			add_field(q, &q->facts->fields.at[q->facts->kinds.at[kinds[count]].first_field + i], &all, &out, &lines);
	return text_of(&out);
}

/* The doc comment above the statement whose name stands at `span`. */
static struct str doc_at(const struct query *q, struct span span)
{
	for (uint32_t f = 0; f < q->ast->files.len && span.start; f++) {
		const struct tree_file *file = &q->ast->files.at[f];
		const struct source_file *source = &q->sources->files.at[file->file];
		if (span.start < source->base || span.start > source->base + source->text.len)
			continue;
		node_ref at = file->items, inner = 0;
		while (at) {
			const struct node *n = ast_node(q->ast, at);
			bool inside = n->span.start <= span.start && span.end <= n->span.end;
			inner = inside ? at : inner;
			at = !inside ? n->next : n->kind == NODE_STATEMENT && n->c ? ast_node(q->ast, n->c)->a : 0;
		}
		return inner ? ast_doc(q->ast, q->sources, q->arena, inner) : STR("");
	}
	return STR("");
}

static struct query_about about_object(const struct query *q, object_ref object)
{
	const struct object *o = object_at(q->facts, object);
	struct str kind = words(q, q->facts->kinds.at[o->kind].name);
	struct query_about about = { .span = object_span(q->facts, object), .values = values_of(q, object) };
	about.title = str_format(q->arena, "%s%.*s %.*s", o->flags & OBJECT_ABSTRACT ? "abstract " : "", STR_ARG(kind), STR_ARG(words(q, o->name)));
	about.doc = doc_at(q, about.span);
	return about;
}

static struct query_about about_global(const struct query *q, const struct global *global)
{
	struct buf title;
	struct query_about about = { .span = global->span, .values = STR("") };
	buf_init(&title, q->arena);
	buf_format(&title, "%.*s : ", STR_ARG(words(q, global->name)));
	type_print(&title, q->facts, global->type);
	struct str value = global->value.tag == VAL_LATER ? STR("known on deployment") : value_text(q, global->value);
	if (value.len)
		buf_format(&title, " = %.*s", STR_ARG(value));
	about.title = text_of(&title);
	about.doc = doc_at(q, about.span);
	return about;
}

struct query_about query_about(const struct query *q, struct query_meaning m)
{
	struct query_about about = { STR(""), STR(""), STR(""), NO_SPAN };
	switch (m.what) {
	case MEANS_NOTHING:
		break;
	case MEANS_KIND: {
		const struct kind *kind = &q->facts->kinds.at[m.kind];
		bool derived = kind->flags & KIND_DERIVED;
		about.title = str_format(q->arena, "%s %.*s", derived ? "relation" : "kind", STR_ARG(words(q, derived ? kind->plural : kind->name)));
		about.doc = words(q, kind->doc);
		about.span = kind->span;
		break;
	}
	case MEANS_PROPERTY: {
		const struct field *f = &q->facts->fields.at[m.field];
		about.title = squeezed(q, declaration_line(q, f->span));
		about.doc = words(q, f->doc);
		about.span = f->span;
		break;
	}
	case MEANS_OBJECT:
		return about_object(q, m.object);
	case MEANS_GLOBAL:
		return about_global(q, m.global);
	case MEANS_FUNCTION:
		about.title = str_format(q->arena, "%s(%s) : %s", m.function->name, m.function->parameters, m.function->result);
		about.doc = str_of(m.function->doc);
		break;
	}
	return about;
}
