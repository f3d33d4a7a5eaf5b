/* What a run came to beside its findings: its tests, and what it took the program's word for. The part of the public interface that
 * reports name it from. */
#include "api.h"

#include "base/map.h"
#include "model/schema.h"
#include "unread.h"
#include "value/value.h"

struct told {
	struct compilation *c;
	bool (*visit)(void *user, const struct bst_reliance *reliance);
	void *user;
	bool stopped;
};

static void tell(struct told *t, enum bst_reliance_kind kind, struct str what, struct str reason, struct span span)
{
	struct compilation *c = t->c;
	struct bst_reliance reliance = { kind, str_copy(c->arena, what).at, str_copy(c->arena, reason).at, "", api_place(c, c->arena, span, STR("")) };
	t->stopped = t->stopped || !t->visit(t->user, &reliance);
}

static struct str text_of(const struct compilation *c, struct val v)
{
	return val_is_stringy(v) ? val_str(c->names, v) : STR("");
}

static void tell_waivers(struct told *t)
{
	struct compilation *c = t->c;
	for (uint32_t i = 0; i < c->code.waivers.len && c->in_force; i++) {
		const struct waiver *w = &c->code.waivers.at[i];
		if (!c->in_force[i])
			continue;
		struct buf what;
		buf_init(&what, c->arena);
		buf_format(&what, "%.*s on %.*s", STR_ARG(names_text(c->names, w->rule)), STR_ARG(names_text(c->names, w->object)));
		if (w->environment)
			buf_format(&what, " in %.*s", STR_ARG(names_text(c->names, w->environment)));
		buf_text(&what, " until ");
		val_print(&what, c->names, (struct val){ .tag = VAL_DATE, .i = w->until });
		tell(t, BST_WAIVED, buf_slice(&what, 0), names_text(c->names, w->because), w->span);
	}
}

static void tell_trusted(struct told *t)
{
	struct compilation *c = t->c;
	struct extent rows = rows_of(&c->facts, REL_trusted);
	for (uint32_t i = 0; i < rows.len; i++) {
		struct val of = row_get(&c->facts, rows.at[i], FIELD_trusted_of);
		if (of.tag == VAL_OBJECT)
			tell(t, BST_TRUSTED, names_text(c->names, object_at(&c->facts, of.a)->name),
			     text_of(c, row_get(&c->facts, rows.at[i], FIELD_trusted_because)), object_span(&c->facts, of.a));
	}
}

/* --- what others manage --------------------------------------------------------------------------------------- */

static void tell_existing_networks(struct told *t, struct map *networks)
{
	struct compilation *c = t->c;
	struct extent rows = rows_of(&c->facts, REL_network);
	for (uint32_t i = 0; i < rows.len; i++) {
		struct val id = row_get(&c->facts, rows.at[i], FIELD_network_existing), of = row_get(&c->facts, rows.at[i], FIELD_network_of);
		if (id.tag == VAL_NONE)
			continue;
		if (of.tag == VAL_OBJECT)
			map_put(c->arena, networks, of.a, 1);
		tell(t, BST_BELIEVED, text_of(c, row_get(&c->facts, rows.at[i], FIELD_network_name)), text_of(c, id),
		     c->facts.origins.at[id.origin ? id.origin : object_at(&c->facts, rows.at[i])->origin]);
	}
}

/* "tier data of main of dev", "key ledger in dev". */
static struct str title_of(struct compilation *c, object_ref o)
{
	const struct object *object = object_at(&c->facts, o);
	struct buf title;
	buf_init(&title, c->arena);
	buf_format(&title, "%.*s %.*s", STR_ARG(names_text(c->names, c->facts.kinds.at[object->kind].name)), STR_ARG(names_text(c->names, object->name)));
	for (object_ref owner = object->owner; owner; owner = object_at(&c->facts, owner)->owner)
		buf_format(&title, " of %.*s", STR_ARG(names_text(c->names, object_at(&c->facts, owner)->name)));
	if (object->place && !object->owner)
		buf_format(&title, " in %.*s", STR_ARG(names_text(c->names, object_at(&c->facts, object->place)->name)));
	return buf_slice(&title, 0);
}

/* Networks under their own names, then everything else that says `existing`: tiers, keys, what a program's own kinds read. */
static void tell_existing(struct told *t)
{
	struct compilation *c = t->c;
	struct map networks = { 0 };
	name existing = names_intern(c->names, STR("existing"));
	tell_existing_networks(t, &networks);
	for (object_ref o = 1; o < c->facts.objects.len; o++) {
		uint32_t flags = object_at(&c->facts, o)->flags;
		if (!(flags & OBJECT_EXISTING) || flags & (OBJECT_ABSTRACT | OBJECT_MASTER | OBJECT_LIBRARY) || map_at(&networks, o, 0))
			continue;
		struct val id = object_get_named(&c->facts, o, existing);
		tell(t, BST_BELIEVED, title_of(c, o), text_of(c, id), id.origin ? c->facts.origins.at[id.origin] : object_span(&c->facts, o));
	}
}

/* --- what others must do -------------------------------------------------------------------------------------- */

/* Routes of one network through one peering, in tables that others keep. */
struct half { object_ref peering, network; uint32_t routes; };

/* Whether the tables of a tier are read, for its own sake or its network's. */
static bool is_read(const struct facts *facts, struct val tier)
{
	if (tier.tag != VAL_OBJECT)
		return false;
	struct val network = row_get(facts, tier.a, FIELD_tier_network);
	return row_get(facts, tier.a, FIELD_tier_existing).tag != VAL_NONE
	    || (network.tag == VAL_OBJECT && row_get(facts, network.a, FIELD_network_existing).tag != VAL_NONE);
}

static void tell_half(struct told *t, const struct half *half)
{
	struct compilation *c = t->c;
	struct facts *f = &c->facts;
	struct val other = row_get(f, half->peering, FIELD_peering_requester), link = row_get(f, half->peering, FIELD_peering_link);
	if (other.a == half->network)
		other = row_get(f, half->peering, FIELD_peering_accepter);
	struct buf what;
	buf_init(&what, c->arena);
	buf_format(&what, "%u route%s in tables of %.*s to %.*s through %.*s", half->routes, half->routes == 1 ? "" : "s",
	           STR_ARG(text_of(c, row_get(f, half->network, FIELD_network_name))), STR_ARG(text_of(c, row_get(f, other.a, FIELD_network_name))),
	           STR_ARG(text_of(c, row_get(f, half->peering, FIELD_peering_name))));
	tell(t, BST_ASSUMED, buf_slice(&what, 0), STR("others keep these tables"), object_span(f, link.tag == VAL_OBJECT ? link.a : half->peering));
}

static void tell_routes_of_others(struct told *t)
{
	struct facts *f = &t->c->facts;
	struct extent rows = rows_of(f, REL_route);
	VEC(struct half) halves = { 0 };
	struct map known = { 0 };
	for (uint32_t i = 0; i < rows.len; i++) {
		struct val peering = row_get(f, rows.at[i], FIELD_route_peering), table = row_get(f, rows.at[i], FIELD_route_table);
		struct val network = row_get(f, rows.at[i], FIELD_route_network);
		if (peering.tag != VAL_OBJECT || table.tag != VAL_OBJECT || !is_read(f, row_get(f, table.a, FIELD_route_table_tier)))
			continue;
		uint32_t at = map_at(&known, MAP_KEY(peering.a, network.a), 0);
		if (!at) {
			vec_push(t->c->arena, &halves, (struct half){ peering.a, network.a, 0 });
			at = halves.len;
			map_put(t->c->arena, &known, MAP_KEY(peering.a, network.a), at);
		}
		halves.at[at - 1].routes++;
	}
	for (uint32_t i = 0; i < halves.len; i++)
		tell_half(t, &halves.at[i]);
}

/* What rules find that others must do; where several environments need the same, it is said once. */
static void tell_by_rule(struct told *t)
{
	struct compilation *c = t->c;
	for (uint32_t i = 0; i < c->assumed.list.len && !t->stopped; i++) {
		const struct diag *diag = &c->assumed.list.at[i];
		struct buf what;
		buf_init(&what, c->arena);
		buf_str(&what, diag->message);
		for (uint32_t k = 0; k < diag->likewise.len; k++)
			buf_format(&what, "%s%.*s", k ? ", " : "; likewise in ", STR_ARG(diag->likewise.at[k].in));
		struct bst_reliance reliance = { BST_ASSUMED, str_copy(c->arena, buf_slice(&what, 0)).at, "", str_copy(c->arena, diag->rule).at,
			api_place(c, c->arena, diag->span, STR("")) };
		t->stopped = !t->visit(t->user, &reliance);
	}
}

static void tell_laters(struct told *t)
{
	struct compilation *c = t->c;
	for (uint32_t i = 0; i < c->facts.globals.len; i++) {
		const struct global *global = &c->facts.globals.at[i];
		if (global->value.tag != VAL_LATER)
			continue;
		struct buf what;
		buf_init(&what, c->arena);
		buf_format(&what, "value of %.*s (", STR_ARG(names_text(c->names, global->name)));
		type_print(&what, &c->facts, global->type);
		buf_text(&what, ")");
		tell(t, BST_ASSUMED, buf_slice(&what, 0), STR("known on deployment"), global->span);
	}
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

/* Resources in files of a target of the program's own that keeps nothing: no build remembers them, and none refuses that they go. */
static void tell_unkept(struct told *t)
{
	struct compilation *c = t->c;
	struct map writes = { 0 }, keeps = { 0 };
	for (uint32_t i = 0; i < c->code.emitters.len && c->blocks_by; i++)
		if (c->blocks_by[i] > 0)
			map_put(c->arena, &writes, c->code.emitters.at[i].target, 1);
	for (uint32_t i = 0; i < c->code.lasting.len; i++)
		map_put(c->arena, &keeps, c->code.lasting.at[i].target, 1);
	for (uint32_t i = 0; i < c->code.targets.len; i++) {
		const struct target *target = &c->code.targets.at[i];
		if (!sources_file_of(&c->sources, target->span.start)->library && map_at(&writes, target->name, 0) && !map_at(&keeps, i, 0))
			tell(t, BST_ASSUMED, str_format(c->arena, "what %.*s makes is not lost", STR_ARG(names_text(c->names, target->name))),
				STR("it says no `keeps`, and no build remembers it"), target->span);
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
	buf_format(&what, "%.*s of %.*s", STR_ARG(path), STR_ARG(title_of(c, thing)));
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
	tell_waivers(&told);
	tell_trusted(&told);
	tell_existing(&told);
	tell_imports(&told);
	tell_routes_of_others(&told);
	tell_laters(&told);
	tell_by_rule(&told);
	tell_unkept(&told);
	tell_own(&told);
	tell_undone(&told);
	return told.stopped ? BST_STOPPED : BST_OK;
}
