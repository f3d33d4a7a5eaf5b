/* What a run came to beside its findings: its tests, and what it took the program's word for. The part of the public interface that
 * reports name it from. */
#include "api.h"

#include "base/map.h"
#include "model/schema.h"
#include "reliance.h"
#include "unread.h"
#include "value/value.h"

struct told {
	struct compilation *c;
	bool (*visit)(void *user, const struct bst_reliance *reliance);
	void *user;
	bool stopped;
};

static void tell_as(struct told *t, enum bst_reliance_kind kind, struct str what, struct str reason, struct str rule, struct span span)
{
	struct compilation *c = t->c;
	struct bst_reliance reliance = { kind, str_copy(c->arena, what).at, str_copy(c->arena, reason).at, str_copy(c->arena, rule).at,
		api_place(c, c->arena, span, STR("")) };
	t->stopped = t->stopped || !t->visit(t->user, &reliance);
}

static void tell(struct told *t, enum bst_reliance_kind kind, struct str what, struct str reason, struct span span)
{
	tell_as(t, kind, what, reason, STR(""), span);
}

/* What was known when the rules had run. A waiver is one line: rule, thing and last day. */
static bool tell_known(void *user, const struct reliance *reliance)
{
	static const enum bst_reliance_kind kinds[] = { [RELIANCE_WAIVED] = BST_WAIVED, [RELIANCE_TRUSTED] = BST_TRUSTED,
		[RELIANCE_BELIEVED] = BST_BELIEVED, [RELIANCE_ASSUMED] = BST_ASSUMED };
	struct told *t = user;
	struct buf what;
	buf_init(&what, t->c->arena);
	if (reliance->kind == RELIANCE_WAIVED)
		buf_format(&what, "%.*s on ", STR_ARG(reliance->rule));
	buf_str(&what, reliance->what);
	if (reliance->kind == RELIANCE_WAIVED) {
		buf_text(&what, " until ");
		val_print(&what, t->c->names, (struct val){ .tag = VAL_DATE, .i = reliance->until });
	}
	tell_as(t, kinds[reliance->kind], buf_slice(&what, 0), reliance->reason,
		reliance->kind == RELIANCE_ASSUMED ? reliance->rule : STR(""), reliance->span);
	return !t->stopped;
}

/* --- what the program writes itself --------------------------------------------------------------------------- */

/* Where the library writes, or resources: a target of the program's own for something else is no matter of the proof. */
static void tell_own(struct told *t)
{
	struct compilation *c = t->c;
	for (uint32_t i = 0; i < c->code.emitters.len && c->files_by; i++) {
		const struct emitter *emitter = &c->code.emitters.at[i];
		bool of_library = false;
		for (uint32_t k = 0; k < c->code.targets.len; k++)
			if (c->code.targets.at[k].name == emitter->target)
				of_library = sources_file_of(&c->sources, c->code.targets.at[k].span.start)->library;
		if (emitter->library || c->files_by[i] == 0 || (!of_library && c->blocks_by[i] == 0))
			continue;
		struct buf what;
		buf_init(&what, c->arena);
		if (c->blocks_by[i])
			buf_format(&what, "%u resource%s in ", c->blocks_by[i], c->blocks_by[i] == 1 ? "" : "s");
		buf_format(&what, "%u file%s of %.*s", c->files_by[i], c->files_by[i] == 1 ? "" : "s", STR_ARG(names_text(c->names, emitter->target)));
		tell(t, BST_OWN, buf_slice(&what, 0), STR(""), emitter->span);
	}
}

/* What an emitter of the program's own takes over is believed to be what it is declared to be. */
static void tell_imports(struct told *t)
{
	struct compilation *c = t->c;
	for (uint32_t i = 0; c->record && i < c->record->imports.len; i++) {
		const struct record_import *import = &c->record->imports.at[i];
		if (!sources_file_of(&c->sources, import->emitter)->library)
			tell(t, BST_BELIEVED, str_format(c->arena, "%.*s in %.*s", STR_ARG(names_text(c->names, import->address)), STR_ARG(names_text(c->names, import->unit))),
				STR("an emitter of the program takes it over"), (struct span){ import->emitter, import->emitter + 1 });
	}
}

/* --- what nothing does ------------------------------------------------------------------------------------------- */

struct undone { struct told *told; const uint8_t *read; struct map seen; };

static bool is_default(const struct schema *schema, field_ref field, struct span span)
{
	const struct property *property = schema_property(schema, field);
	for (uint32_t i = 0; property && i < property->default_count; i++)
		if (schema->fallbacks.at[property->first_default + i].span.start <= span.start && span.start < schema->fallbacks.at[property->first_default + i].span.end)
			return true;
	return false;
}

/* Whether the program itself says the value: not the library, no default, and not what the statement around it means when it
 * leaves it out, which has that one's place. */
static bool is_said(const struct undone *u, field_ref field, struct val v, uint32_t around)
{
	struct compilation *c = u->told->c;
	struct span span = c->facts.origins.at[v.origin];
	return v.tag != VAL_NONE && v.origin && span.start != c->facts.origins.at[around].start && !is_default(c->schema, field, span)
	       && !sources_file_of(&c->sources, span.start)->library;
}

/* `delivers.window of gitops`: one line for each statement, whatever number of instances it has. */
static void tell_property(struct undone *u, object_ref thing, struct str path, field_ref field, struct val v)
{
	struct compilation *c = u->told->c;
	struct span span = c->facts.origins.at[v.origin];
	struct buf what;
	if (map_at(&u->seen, span.start, 0))
		return;
	map_put(c->arena, &u->seen, span.start, 1);
	buf_init(&what, c->arena);
	buf_format(&what, "%.*s of %.*s", STR_ARG(path), STR_ARG(reliance_title(c, thing)));
	tell(u->told, BST_UNDONE, buf_slice(&what, 0), u->read[field] == READER_RULE ? STR("rules alone read it") : STR("nothing reads it"), span);
}

static bool is_record(const struct facts *facts, struct val v)
{
	return v.tag == VAL_OBJECT && facts->kinds.at[object_at(facts, v.a)->kind].flags & KIND_NESTED && !object_at(facts, v.a)->name;
}

static struct str path_of_field(const struct undone *u, struct str path, field_ref field)
{
	const struct compilation *c = u->told->c;
	struct buf inner;
	buf_init(&inner, c->arena);
	if (path.len) {
		buf_str(&inner, path);
		buf_char(&inner, '.');
	}
	buf_str(&inner, names_text(c->names, c->facts.fields.at[field].name));
	return buf_done(&inner);
}

/* A list of statements has no place of its own: each of them has one. */
static void tell_if_said(struct undone *u, object_ref thing, uint32_t around, struct str path, field_ref field, struct val v)
{
	const struct facts *facts = &u->told->c->facts;
	bool is_whole = v.origin || v.tag == VAL_NONE;
	for (uint32_t k = 0; k < (is_whole ? 1 : list_len(v)); k++) {
		struct val said = is_whole ? v : list_at(facts, v, k);
		if (is_said(u, field, said, around))
			tell_property(u, thing, path, field, said);
	}
}

/* Of a thing or of a record within it; what holds an unread property is told, not its parts. */
static void tell_fields(struct undone *u, object_ref thing, object_ref o, uint32_t around, struct str path)
{
	const struct facts *facts = &u->told->c->facts;
	for (kind_ref kind = object_at(facts, o)->kind; kind; kind = facts->kinds.at[kind].parent)
		for (uint32_t i = 0; i < facts->kinds.at[kind].own_fields; i++) {
			field_ref field = facts->kinds.at[kind].first_field + i;
			struct val v = object_get(facts, o, field);
			bool is_done = u->read[field] == READER_WRITER;
			if (!is_done)
				tell_if_said(u, thing, around, path_of_field(u, path, field), field, v);
			for (uint32_t k = 0; is_done && k < list_len(v); k++)
				if (is_record(facts, list_at(facts, v, k)))
					tell_fields(u, thing, list_at(facts, v, k).a, list_at(facts, v, k).origin, path_of_field(u, path, field));
		}
}

static void tell_undone(struct told *t)
{
	struct compilation *c = t->c;
	struct undone u = { .told = t, .read = unread_look(c->arena, c) };
	for (object_ref o = 1; o < c->facts.objects.len; o++) {
		const struct object *object = object_at(&c->facts, o);
		uint32_t kind = c->facts.kinds.at[object->kind].flags;
		if (object->flags & (OBJECT_LIBRARY | OBJECT_ABSTRACT | OBJECT_MASTER) || kind & KIND_DERIVED || (kind & KIND_NESTED && !object->name))
			continue;
		tell_fields(&u, o, o, object->origin, STR(""));
	}
}

enum bst_result bst_tests(struct bst_context *context, bool (*visit)(void *user, const struct bst_test *test), void *user)
{
	if (!context->has_run)
		return api_complain(context, "nothing has been run yet");
	if (setjmp(context->failure) != 0)
		return BST_OUT_OF_MEMORY;
	struct compilation *c = &context->run;
	for (uint32_t i = 0; i < c->tests.len; i++) {
		const struct test_outcome *t = &c->tests.at[i];
		struct bst_test test = { str_copy(c->arena, t->name).at, str_copy(c->arena, t->expected).at, str_copy(c->arena, t->found).at, t->holds,
			api_place(c, c->arena, t->span, STR("")) };
		if (!visit(user, &test))
			return BST_STOPPED;
	}
	return BST_OK;
}

enum bst_result bst_reliances(struct bst_context *context, bool (*visit)(void *user, const struct bst_reliance *reliance), void *user)
{
	if (!context->has_run || context->run.diags.errors > 0)
		return api_complain(context, "nothing has been proved yet");
	if (setjmp(context->failure) != 0)
		return BST_OUT_OF_MEMORY;
	struct told told = { &context->run, visit, user, false };
	if (reliances_tell(told.c, tell_known, &told)) {
		tell_imports(&told);
		tell_own(&told);
		tell_undone(&told);
	}
	return told.stopped ? BST_STOPPED : BST_OK;
}
