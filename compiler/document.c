/* Rows of the reference documentation, from what a compilation knows: the one source of `bastide explain`,
 * `bastide rules` and the reference in spec/. */
#include "pipeline.h"

#include <ctype.h>
#include <string.h>

#include "clauses.h"
#include "expr/function.h"
#include "library.h"
#include "model/model.h"

#define LONGEST_TEXT 1600u         /* bytes of a declaration that are shown */
#define MOST_TAKERS 12u            /* properties shown with a type */

struct visiting { struct compilation *c; enum pipeline_topic topic; struct str only; pipeline_entry_visit *visit; void *user; };

static bool is_asked(const struct visiting *v, struct str name)
{
	return !v->only.len || str_equal(v->only, name);
}

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

static struct str said_of(const struct visiting *v, struct str name, struct str clause)
{
	struct buf out;
	buf_init(&out, v->c->arena);
	clauses_append(&out, v->c->arena, name, clause);
	return buf_slice(&out, 0);
}

static void visit_diagnostics(struct visiting *v)
{
	for (unsigned code = DIAG_NONE + 1; code < DIAG_COUNT; code++) {
		struct pipeline_entry e = { .topic = v->topic, .name = str_of(diag_code_text(code)), .doc = str_of(diag_code_title(code)),
			.severity = diag_code_severity(code), .clause = str_of(diag_code_clause(code)) };
		if (code == DIAG_RULE)
			continue;
		if (is_asked(v, e.name)) {
			e.said = said_of(v, e.name, e.clause);
			e.failing = clauses_refused(e.name);
		}
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

/* The last word of a path: `product` of s.engine.product. */
static struct str last_word(struct compilation *c, op_ref ref)
{
	struct str text = sources_text(&c->sources, c->code.ops.at[ref].span);
	uint32_t from = text.len;
	while (from > 0 && (isalnum((unsigned char)text.at[from - 1]) || text.at[from - 1] == '-'))
		from--;
	return from < text.len ? (struct str){ text.at + from, text.len - from } : STR("…");
}

static void show_piece(struct compilation *c, struct buf *out, op_ref ref);

static void show_choice(struct compilation *c, struct buf *out, const struct op *op)
{
	uint32_t before = out->len;
	buf_format(out, "<");
	show_piece(c, out, op->b);
	uint32_t first = out->len - before;
	buf_format(out, first > 1 ? " | " : "");
	uint32_t between = out->len;
	show_piece(c, out, op->c);
	if (out->len == between && first > 1)
		out->len -= 3;                           /* nothing instead */
	buf_format(out, ">");
}

/* What will stand there is known of a program only: a name in angle brackets says what it is, of a choice all that may stand there. */
static void show_piece(struct compilation *c, struct buf *out, op_ref ref)
{
	const struct op *op = &c->code.ops.at[ref];
	kind_ref kind = type_kind(&c->facts, op->kind == CODE_NAME ? c->code.ops.at[op->a].type : op->type);
	struct str word = STR("…");
	switch (op->kind) {
	case CODE_CONST:
		if (val_is_stringy(c->code.consts.at[op->a])) {
			struct str text = val_str(c->names, c->code.consts.at[op->a]);
			buf_format(out, "%.*s", STR_ARG(text));
			return;
		}
		break;
	case CODE_STRING:
		for (uint32_t i = 0; i < op->b; i++)
			show_piece(c, out, c->code.refs.at[op->a + i]);
		return;
	case CODE_IF:
		show_choice(c, out, op);
		return;
	case CODE_CALL: case CODE_LIST:                  /* about what they are given first */
		if (op->b > 0) {
			show_piece(c, out, c->code.refs.at[op->a]);
			return;
		}
		break;
	case CODE_EACH: case CODE_MAYBE:
		show_piece(c, out, op->a);
		return;
	case CODE_APPLY:
		word = names_text(c->names, c->code.functions.at[op->c].name);
		break;
	case CODE_SLOT: case CODE_NAME:
		word = kind ? names_text(c->names, c->facts.kinds.at[kind].name) : last_word(c, ref);
		break;
	case CODE_GLOBAL: case CODE_FIELD: case CODE_ROW_FIELD: case CODE_ANY_FIELD: case CODE_ELEMENT: case CODE_RECORD: case CODE_PLACE:
		word = last_word(c, ref);
		break;
	default:
		break;
	}
	buf_format(out, "<%.*s>", STR_ARG(word));
}

static struct str shown_text(struct compilation *c, op_ref op)
{
	struct buf out;
	buf_init(&out, c->arena);
	if (op)
		show_piece(c, &out, op);
	return buf_slice(&out, 0);
}

/* A program of tests/checks/, without what it expects of the compiler. */
static struct str without_expectations(struct compilation *c, struct str text)
{
	struct buf out;

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

static struct str example_text(struct compilation *c, const char *side, struct str rule)
{
	struct str path = str_format(c->arena, "tests/checks/%s_%.*s.bastide", side, STR_ARG(rule));
	for (uint32_t i = 0; i < example_text_count; i++)
		if (str_is(path, example_texts[i].path))
			return without_expectations(c, (struct str){ example_texts[i].text, example_texts[i].len });
	return STR("");
}

/* A right program with that name in it: of the specification, else the shortest that a rule accepts. */
static struct str example_with(struct compilation *c, struct str name)
{
	struct str shortest = clauses_accepted(name);
	bool shown = shortest.len > 0;
	for (uint32_t i = 0; i < example_text_count && !shown; i++) {
		struct str text = { example_texts[i].text, example_texts[i].len };
		if (str_starts(str_of(example_texts[i].path), STR("tests/checks/good_")) && text_has_word(text, name)
		    && (!shortest.len || text.len < shortest.len))
			shortest = text;
	}
	return shown ? shortest : without_expectations(c, shortest);
}

static void visit_rules(struct visiting *v)
{
	struct code *code = &v->c->code;
	for (uint32_t i = 0; i < code->rules.len; i++) {
		const struct rule *r = &code->rules.at[i];
		struct pipeline_entry e = { .topic = v->topic, .name = names_text(v->c->names, r->name), .span = r->span,
			.doc = doc_text(v, r->doc),
			.because = r->because ? names_text(v->c->names, r->because) : (struct str){ "", 0 },
			.help = shown_text(v->c, r->help), .severity = (enum diag_severity)r->severity, .absolute = r->absolute, .since = r->since };
		if (is_asked(v, e.name)) {
			e.failing = example_text(v->c, "bad", e.name);
			e.corrected = example_text(v->c, "good", e.name);
		}
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
		if (derived && kind->span.end)                  /* rows of a `fact`: what a target or a program works with, no relation */
			continue;
		struct pipeline_entry e = { .topic = v->topic, .name = names_text(v->c->names, derived ? kind->plural : kind->name),
			.doc = doc_text(v, kind->doc), .span = kind->span };
		for (kind_ref owner = kind->owner; owner; owner = facts->kinds.at[owner].owner)
			e.name = str_format(v->c->arena, "%.*s.%.*s", STR_ARG(names_text(v->c->names, facts->kinds.at[owner].name)), STR_ARG(e.name));
		if (!fields) {
			if (!derived && is_asked(v, e.name)) {
				e.said = said_of(v, e.name, STR(""));
				e.corrected = example_with(v->c, e.name);
			}
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

/* The comment above the line in which the span begins: lines of `##`, without the signs. */
static struct str doc_above(const struct visiting *v, struct span span)
{
	const struct source_file *file = sources_file_of(&v->c->sources, span.start);
	struct buf out;
	uint32_t end = span.start - file->base, first, at;
	buf_init(&out, v->c->arena);
	while (end > 0 && file->text.at[end - 1] != '\n')
		end--;
	for (first = end; first > 0; first = at) {
		for (at = first - 1; at > 0 && file->text.at[at - 1] != '\n'; at--)
			;
		if (!str_starts((struct str){ file->text.at + at, first - at }, STR("##")))
			break;
	}
	for (bool begins = true; first < end; first++) {
		if (begins)
			first += file->text.at[first + 2] == ' ' ? 3 : 2;
		buf_char(&out, file->text.at[first]);
		begins = file->text.at[first] == '\n';
	}
	return buf_slice(&out, 0);
}

/* A statement as it stands, but not without end. */
static struct str declaration_text(const struct visiting *v, struct span span)
{
	struct str text = sources_text(&v->c->sources, span);
	uint32_t end = LONGEST_TEXT;
	if (text.len <= LONGEST_TEXT)
		return text;
	while (end > 0 && text.at[end] != '\n' && text.at[end] != ' ')
		end--;
	return str_format(v->c->arena, "%.*s …", (int)end, text.at);
}

/* `store.backups 30d`, a line each: what nobody says of things in environments of the class. */
static struct str defaults_in(const struct visiting *v, name class)
{
	struct compilation *c = v->c;
	struct buf out;
	buf_init(&out, c->arena);
	for (kind_ref k = 1; k < c->facts.kinds.len; k++)
		for (uint32_t i = 0; i < c->facts.kinds.at[k].own_fields; i++) {
			const struct property *p = schema_property(c->schema, c->facts.kinds.at[k].first_field + i);
			for (uint32_t d = 0; d < p->default_count; d++) {
				const struct fallback *f = &c->schema->fallbacks.at[p->first_default + d];
				if (f->class == class)
					buf_format(&out, "%.*s.%.*s %.*s\n", STR_ARG(names_text(c->names, c->facts.kinds.at[k].name)),
					           STR_ARG(names_text(c->names, c->facts.fields.at[p->field].name)), STR_ARG(sources_text(&c->sources, f->span)));
			}
		}
	return buf_slice(&out, 0);
}

/* Everything that the library declares by a name, but for its kinds. */
static void visit_declared(struct visiting *v)
{
	struct compilation *c = v->c;
	for (uint32_t f = 0; f < c->ast.files.len; f++)
		for (node_ref at = c->ast.files.at[f].items; at; at = ast_node(&c->ast, at)->next) {
			const struct node *n = ast_node(&c->ast, at), *word = n->kind == NODE_STATEMENT && n->b ? ast_node(&c->ast, n->b) : NULL;
			struct str key = n->kind == NODE_STATEMENT && n->a ? names_text(c->names, n->a) : STR("");
			if (!word || word->kind != NODE_WORD || str_is(key, "kind"))
				continue;
			struct pipeline_entry e = { .topic = v->topic, .name = names_text(c->names, word->a), .span = n->span, .signature = key };
			if (n->flags & NODE_ABSTRACT)
				e.signature = str_format(c->arena, "abstract %.*s", STR_ARG(key));
			if (is_asked(v, e.name)) {
				e.doc = doc_above(v, n->span);
				e.text = declaration_text(v, n->span);
				e.fallback = defaults_in(v, word->a);
				e.corrected = example_with(v->c, e.name);
			}
			v->visit(v->user, &e);
		}
}

/* `service.listens (port)+`, a line each: the first properties that take a value of the type. */
static struct str takers_of(const struct visiting *v, struct str type)
{
	struct compilation *c = v->c;
	struct model m = { .names = c->names, .facts = &c->facts };
	uint32_t count = 0;
	struct buf out;
	buf_init(&out, c->arena);
	for (kind_ref k = 1; k < c->facts.kinds.len; k++)
		for (uint32_t i = 0; i < c->facts.kinds.at[k].own_fields && !c->facts.kinds.at[k].owner; i++) {
			const struct field *field = &c->facts.fields.at[c->facts.kinds.at[k].first_field + i];
			const struct property *p = schema_property(c->schema, c->facts.kinds.at[k].first_field + i);
			if (c->facts.kinds.at[k].flags & KIND_DERIVED || !p->field || !text_has_word(type_text(c, field->type), type) || ++count > MOST_TAKERS)
				continue;
			buf_format(&out, "%.*s.%.*s", STR_ARG(names_text(c->names, c->facts.kinds.at[k].name)), STR_ARG(names_text(c->names, field->name)));
			model_print_shape(&out, &m, c->schema, p->first_element, p->element_count);
			buf_char(&out, '\n');
		}
	return buf_slice(&out, 0);
}

static void visit_types(struct visiting *v)
{
#define SCALAR(id, text, clause) { text, clause },
	static const struct { const char *name, *clause; } rows[] = {
#include "facts/scalars.def"
	};
#undef SCALAR
	for (unsigned i = 0; i < SCALAR_COUNT; i++) {
		struct pipeline_entry e = { .topic = v->topic, .name = str_of(rows[i].name), .clause = str_of(rows[i].clause) };
		e.shape = model_scalar_example((enum scalar)i);
		if (is_asked(v, e.name)) {
			e.said = said_of(v, e.name, e.clause);
			e.text = takers_of(v, e.name);
			e.corrected = example_with(v->c, e.name);
		}
		v->visit(v->user, &e);
	}
}

static void visit_words(struct visiting *v)
{
#define WORD(text) text,
	static const char *const words[] = {
#include "words.def"
	};
#undef WORD
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
		struct pipeline_entry e = { .topic = v->topic, .name = str_of(words[i]) };
		if (is_asked(v, e.name)) {
			e.said = said_of(v, e.name, STR(""));
			e.corrected = example_with(v->c, e.name);
		}
		v->visit(v->user, &e);
	}
}

/* The paths that emitters of the target write to, below the output folder, each once, a line each. */
static struct str paths_of(const struct visiting *v, name target)
{
	const struct code *code = &v->c->code;
	struct buf out;
	buf_init(&out, v->c->arena);
	for (uint32_t i = 0; i < code->emitters.len; i++) {
		struct str path = template_text(v->c, code->emitters.at[i].target == target ? code->emitters.at[i].path : 0);
		struct str line = str_format(v->c->arena, "%.*s/%.*s\n", STR_ARG(names_text(v->c->names, target)), STR_ARG(path));
		bool again = !path.len;
		for (uint32_t at = 0, end; at < out.len && !again; at = end) {
			end = (uint32_t)((const char *)memchr(out.at + at, '\n', out.len - at) - out.at) + 1;
			again = str_equal(line, (struct str){ out.at + at, end - at });
		}
		if (!again)
			buf_str(&out, line);
	}
	return buf_slice(&out, 0);
}

static void visit_targets(struct visiting *v)
{
	for (uint32_t i = 0; i < v->c->code.targets.len; i++) {
		const struct target *t = &v->c->code.targets.at[i];
		struct pipeline_entry e = { .topic = v->topic, .name = names_text(v->c->names, t->name), .span = t->span };
		e.doc = doc_above(v, t->span);
		if (is_asked(v, e.name))
			e.text = paths_of(v, t->name);
		v->visit(v->user, &e);
	}
}

void pipeline_document(struct compilation *c, enum pipeline_topic topic, struct str only, pipeline_entry_visit *visit, void *user)
{
	struct visiting v = { c, topic, only, visit, user };
	switch (topic) {
	case TOPIC_DIAGNOSTIC: visit_diagnostics(&v); break;
	case TOPIC_RULE:       visit_rules(&v); break;
	case TOPIC_KIND:       visit_kinds(&v, false, false); break;
	case TOPIC_PROPERTY:   visit_kinds(&v, false, true); break;
	case TOPIC_RELATION:   visit_kinds(&v, true, false); break;
	case TOPIC_FIELD:      visit_kinds(&v, true, true); break;
	case TOPIC_FUNCTION:   visit_functions(&v); break;
	case TOPIC_TARGET:     visit_targets(&v); break;
	case TOPIC_DECLARED:   visit_declared(&v); break;
	case TOPIC_TYPE:       visit_types(&v); break;
	case TOPIC_WORD:       visit_words(&v); break;
	}
}
