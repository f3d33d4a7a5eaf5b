/* Rows of the reference documentation, from what a compilation knows: the one source of `bastide explain`,
 * `bastide rules` and the reference in spec/. */
#include "pipeline.h"

#include <string.h>

#include "expr/function.h"
#include "library.h"
#include "model/model.h"

struct visiting { struct compilation *c; enum pipeline_topic topic; pipeline_entry_visit *visit; void *user; };

static struct str type_text(struct compilation *c, type_ref type)
{
	struct buf out;
	buf_init(&out, c->arena);
	type_print(&out, &c->facts, type);
	return (struct str){ out.at ? out.at : "", (uint32_t)out.len };
}

static struct str doc_text(const struct visiting *v, name doc)
{
	return doc ? names_text(v->c->names, doc) : (struct str){ "", 0 };
}

static void visit_diagnostics(struct visiting *v)
{
	for (unsigned code = DIAG_NONE + 1; code < DIAG_COUNT; code++) {
		struct pipeline_entry e = { .topic = v->topic, .name = str_of(diag_code_text(code)), .doc = str_of(diag_code_title(code)),
			.severity = diag_code_severity(code), .clause = str_of(diag_code_clause(code)) };
		if (code != DIAG_RULE)
			v->visit(v->user, &e);
	}
}

/* The plain text of a template, with its values as {…}; what is escaped in the source stands as it will be shown. */
static struct str template_text(struct compilation *c, op_ref op)
{
	if (!op)
		return (struct str){ "", 0 };
	struct str text = sources_text(&c->sources, c->code.ops.at[op].span);
	struct buf out;
	buf_init(&out, c->arena);
	for (uint32_t at = 1; at + 1 < text.len; at++) {
		bool escaped = text.at[at] == '\\' && at + 2 < text.len && strchr("\"\\{}`", text.at[at + 1]) != NULL;
		buf_char(&out, text.at[escaped ? ++at : at]);
	}
	return (struct str){ out.at ? out.at : "", (uint32_t)out.len };
}

/* A program of tests/checks/, without what it expects of the compiler. */
static struct str example_text(struct compilation *c, const char *side, struct str rule)
{
	struct str path = str_format(c->arena, "tests/checks/%s_%.*s.bastide", side, STR_ARG(rule));
	struct str text = { "", 0 };
	struct buf out;

	for (uint32_t i = 0; i < example_text_count && !text.len; i++)
		if (str_is(path, example_texts[i].path))
			text = (struct str){ example_texts[i].text, example_texts[i].len };
	buf_init(&out, c->arena);
	for (uint32_t at = 0, end; at < text.len; at = end + 1) {
		const char *line_end = memchr(text.at + at, '\n', text.len - at);
		end = line_end ? (uint32_t)(line_end - text.at) : text.len;
		struct str line = { text.at + at, end - at };
		uint32_t shown = 0;
		while (shown < line.len && !str_starts((struct str){ line.at + shown, line.len - shown }, STR("# expect ")))
			shown++;
		bool expected = shown < line.len;
		while (shown > 0 && line.at[shown - 1] == ' ')
			shown--;
		if (shown > 0 || !expected)
			buf_format(&out, "%.*s\n", (int)shown, line.at);
	}
	return buf_slice(&out, 0);
}

static void visit_rules(struct visiting *v)
{
	struct code *code = &v->c->code;
	for (uint32_t i = 0; i < code->rules.len; i++) {
		const struct rule *r = &code->rules.at[i];
		struct pipeline_entry e = { .topic = v->topic, .name = names_text(v->c->names, r->name), .span = r->span,
			.doc = doc_text(v, r->doc),
			.because = r->because ? names_text(v->c->names, r->because) : (struct str){ "", 0 },
			.help = template_text(v->c, r->help), .severity = (enum diag_severity)r->severity, .absolute = r->absolute, .since = r->since };
		e.failing = example_text(v->c, "bad", e.name);
		e.corrected = example_text(v->c, "good", e.name);
		v->visit(v->user, &e);
	}
}

/* `listens (port)+`, and what stands for it when a program says nothing: one default, and those of classes. */
static void add_statement(const struct visiting *v, kind_ref kind, uint32_t index, struct pipeline_entry *e)
{
	struct compilation *c = v->c;
	const struct property *p = schema_property(c->schema, c->facts.kinds.at[kind].first_field + index);
	struct model m = { .names = c->names, .facts = &c->facts };
	struct buf shape, fallback;

	if (!p->field || p->form == PROPERTY_NESTED)
		return;
	buf_init(&shape, c->arena);
	buf_init(&fallback, c->arena);
	buf_str(&shape, e->name);
	model_print_shape(&shape, &m, c->schema, p->first_element, p->element_count);
	if (p->record && c->facts.kinds.at[p->record].own_fields > p->element_count)
		buf_text(&shape, " { … }");
	for (uint32_t i = 0; i < p->default_count; i++) {
		const struct fallback *f = &c->schema->fallbacks.at[p->first_default + i];
		struct str class = f->class ? names_text(c->names, f->class) : STR("");
		buf_format(&fallback, "%s%.*s%s%.*s", i ? ", " : "", STR_ARG(sources_text(&c->sources, f->span)), class.len ? " in " : "", STR_ARG(class));
		if (f->since)
			buf_format(&fallback, " since edition %u", f->since);
	}
	e->shape = buf_slice(&shape, 0);
	e->fallback = fallback.len ? buf_slice(&fallback, 0) : STR("");
}

/* Kinds and their properties, or relations and their fields. */
static void visit_kinds(struct visiting *v, bool derived, bool fields)
{
	const struct facts *facts = &v->c->facts;
	for (kind_ref k = 1; k < facts->kinds.len; k++) {
		const struct kind *kind = &facts->kinds.at[k];
		if ((bool)(kind->flags & KIND_DERIVED) != derived || (kind->owner && !fields))
			continue;
		struct pipeline_entry e = { .topic = v->topic, .name = names_text(v->c->names, derived ? kind->plural : kind->name),
			.doc = doc_text(v, kind->doc), .span = kind->span };
		for (kind_ref owner = kind->owner; owner; owner = facts->kinds.at[owner].owner)
			e.name = str_format(v->c->arena, "%.*s.%.*s", STR_ARG(names_text(v->c->names, facts->kinds.at[owner].name)), STR_ARG(e.name));
		if (!fields) {
			v->visit(v->user, &e);
			continue;
		}
		struct str owner = e.name;
		for (uint32_t i = 0; i < kind->own_fields; i++) {
			const struct field *f = &facts->fields.at[kind->first_field + i];
			e = (struct pipeline_entry){ .topic = v->topic, .name = names_text(v->c->names, f->name), .owner = owner,
				.signature = type_text(v->c, f->type), .doc = doc_text(v, f->doc), .span = f->span };
			if (!derived)
				add_statement(v, k, i, &e);
			v->visit(v->user, &e);
		}
	}
}

static void visit_functions(struct visiting *v)
{
	for (uint32_t i = 0; i < function_count(); i++) {
		const struct function_row *f = &function_rows[i];
		struct pipeline_entry e = { .topic = v->topic, .name = str_of(f->name), .doc = str_of(f->doc),
			.signature = str_format(v->c->arena, "(%s) : %s", f->parameters, f->result) };
		v->visit(v->user, &e);
	}
}

static void visit_targets(struct visiting *v)
{
	for (uint32_t i = 0; i < v->c->code.targets.len; i++) {
		const struct target *t = &v->c->code.targets.at[i];
		struct pipeline_entry e = { .topic = v->topic, .name = names_text(v->c->names, t->name), .span = t->span };
		v->visit(v->user, &e);
	}
}

void pipeline_document(struct compilation *c, enum pipeline_topic topic, pipeline_entry_visit *visit, void *user)
{
	struct visiting v = { c, topic, visit, user };
	switch (topic) {
	case TOPIC_DIAGNOSTIC: visit_diagnostics(&v); break;
	case TOPIC_RULE:       visit_rules(&v); break;
	case TOPIC_KIND:       visit_kinds(&v, false, false); break;
	case TOPIC_PROPERTY:   visit_kinds(&v, false, true); break;
	case TOPIC_RELATION:   visit_kinds(&v, true, false); break;
	case TOPIC_FIELD:      visit_kinds(&v, true, true); break;
	case TOPIC_FUNCTION:   visit_functions(&v); break;
	case TOPIC_TARGET:     visit_targets(&v); break;
	}
}
