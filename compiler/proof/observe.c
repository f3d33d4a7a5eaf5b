/* From the trees of a unit to what was seen: resources of the types that types.def has, their arguments as scalars and
 * addresses. What is not understood is said, for what nobody reads nobody can prove. */
#include "proof/proving.h"

#include "base/limits.h"
#include "base/path.h"

/* --- the table --------------------------------------------------------------------------------------------------- */

struct type_row { const char *type; uint32_t row; };
static const struct type_row type_rows[] = {
#define TYPE(id, text) { text, SEEN_##id },
#define INERT(text, reason) { text, RULED_INERT },
#include "proof/types.def"
};

struct argument_row { uint32_t type; const char *path; uint32_t row; };
static const struct argument_row argument_rows[] = {
#define READS(id, member, path) { SEEN_##id, path, READ_##id##_##member },
#define IGNORES(id, path) { SEEN_##id, path, RULED_IGNORED },
#define DOCUMENT(id, path) { SEEN_##id, path, RULED_DOCUMENT },
#define ENTRIES(id, way, path) { SEEN_##id, path, RULED_ENTRY_##way },
#include "proof/types.def"
};

/* What Terraform itself knows of every resource and what opens nothing. `count` and `for_each` are not among them: what
 * they multiply is not seen here. */
static const char *const always_ignored[] = { "provider", "depends_on", "lifecycle" };

/* A block of which only parts have rows may stand empty; one of which nothing is known says something all the same. */
static void fill_outer(struct proof *p, const struct argument_row *row)
{
	struct str path = str_of(row->path);
	for (uint32_t i = 0; i < path.len; i++) {
		uint64_t key = path.at[i] == '.' ? MAP_KEY(row->type, names_intern(p->names, (struct str){ path.at, i })) : 0;
		uint32_t known;
		if (key && !map_get(&p->argument_rows, key, &known))
			map_put(p->arena, &p->argument_rows, key, RULED_OUTER);
	}
}

static void fill_table(struct proof *p)
{
	for (size_t i = 0; i < sizeof type_rows / sizeof *type_rows; i++)
		map_put(p->arena, &p->type_rows, names_intern(p->names, str_of(type_rows[i].type)), type_rows[i].row);
	uint32_t last = SEEN_NOTHING;
	for (size_t i = 0; i < sizeof argument_rows / sizeof *argument_rows; i++) {
		const struct argument_row *row = &argument_rows[i];
		map_put(p->arena, &p->argument_rows, MAP_KEY(row->type, names_intern(p->names, str_of(row->path))), row->row);
		fill_outer(p, row);
		if (row->row >= RULED_IGNORED)
			continue;
		for (; last < row->type; last++)
			p->first_argument[last + 1] = row->row;
	}
	for (; last < SEEN_TYPE_COUNT; last++)
		p->first_argument[last + 1] = SEEN_ARGUMENT_COUNT;
	for (size_t i = 0; i < sizeof always_ignored / sizeof *always_ignored; i++)
		map_put(p->arena, &p->argument_rows, MAP_KEY(0, names_intern(p->names, str_of(always_ignored[i]))), RULED_IGNORED);
}

static void note_trusted(struct proof *p)
{
	struct extent rows = rows_of(p->facts, REL_trusted);
	for (uint32_t i = 0; i < rows.len; i++) {
		struct val of = row_get(p->facts, rows.at[i], FIELD_trusted_of);
		if (of.tag == VAL_OBJECT)
			map_put(p->arena, &p->trusted, object_at(p->facts, of.a)->name, of.a);
	}
}

struct proof *proof_new(struct arena *arena, struct facts *facts, const struct sources *sources, struct diags *diags)
{
	struct proof *p = ARENA_NEW(arena, struct proof);
	p->arena = arena;
	p->facts = facts;
	p->sources = sources;
	p->names = facts->names;
	p->diags = diags;
	buf_init(&p->text, arena);
	fill_table(p);
	objects_fill_table(p);
	secrets_fill_table(p);
	note_trusted(p);
	vec_push(arena, &p->seen, (struct seen){ 0 });
	vec_push(arena, &p->units, (struct seen_unit){ 0 });
	return p;
}

/* --- values ------------------------------------------------------------------------------------------------------ */

struct diag *observe_unread(struct proof *p, const struct tree *at, const struct tree *whole, struct str what, const char *why)
{
	struct span span = { at->emitter_origin, at->emitter_origin + 1 };
	bool named = at != whole && at->key.len > 0;   /* a member of a list has no name */
	struct diag *diag = diag_add(p->diags, DIAG_ARTEFACT_UNREAD, span, "`%.*s`%s%.*s%s %s", STR_ARG(what), named ? ", `" : "",
		STR_ARG(named ? at->key : STR("")), named ? "`," : "", why);
	if (whole->origin)
		diag_also(p->diags, diag, p->facts->origins.at[whole->origin], "for this");
	return diag;
}

static struct diag *unread(struct proof *p, const struct tree *at, const struct tree *block, const char *why)
{
	return observe_unread(p, at, block, block->label_count ? block->labels[0] : block->key, why);
}

/* `ACCOUNT/@…`: something of another account; the account, or NO_NAME. */
static name account_of(struct proof *p, const struct tree *template)
{
	struct buf text;
	buf_init(&text, p->arena);
	bool known = template->last->kind == TREE_REFERENCE;
	for (const struct tree *piece = template->first; piece != template->last && known; piece = piece->next) {
		known = piece->kind == TREE_SCALAR;
		buf_str(&text, piece->text);
	}
	struct str before = buf_slice(&text, 0);
	known = known && before.len == 13 && before.at[12] == '/';
	name account = known ? names_intern(p->names, (struct str){ before.at, 12 }) : NO_NAME;
	buf_drop(&text);
	return account;
}

static bool add_value(struct proof *p, const struct tree *value)
{
	name account = value->kind == TREE_TEMPLATE && value->first ? account_of(p, value) : NO_NAME;
	if (account)
		value = value->last;
	bool reference = value->kind == TREE_REFERENCE;
	if (!reference && value->kind != TREE_SCALAR)
		return false;
	vec_push(p->arena, &p->values, (struct seen_value){ names_intern(p->names, value->text), account, reference, SEEN_UNASKED });
	return true;
}

/* The value of an argument that is read: a scalar, a reference, or a list of them. One that is null is not said. */
static void read_value(struct proof *p, const struct tree *argument, const struct tree *block, struct seen_cell *cell)
{
	bool understood = cell->count == 0 || cell->first + cell->count == p->values.len;   /* a block that repeats goes on */
	if (argument->kind == TREE_NULL)
		return;
	if (cell->count == 0)
		cell->first = p->values.len;
	if (argument->kind != TREE_LIST)
		understood = understood && add_value(p, argument);
	for (const struct tree *member = argument->kind == TREE_LIST ? argument->first : NULL; member; member = member->next)
		understood = understood && (member->kind == TREE_NOTE || add_value(p, member));
	cell->count = p->values.len - cell->first;
	if (understood)
		return;
	struct diag *diag = unread(p, argument, block, "holds what the proof does not read");
	diag_help(p->diags, diag, "write a value, a reference `@…`, or a list of them, once");
}

/* --- arguments --------------------------------------------------------------------------------------------------- */

/* `known`: its path, or NO_NAME when no row has it. In p->text stands the path of one that lies in others, else nothing. */
static void read_argument(struct proof *p, const struct tree *argument, name known, const struct tree *block, const struct seen *seen)
{
	uint32_t row = 0;
	bool found = known && (map_get(&p->argument_rows, MAP_KEY(seen->type, known), &row) || map_get(&p->argument_rows, MAP_KEY(0, known), &row));
	if (found && row == RULED_IGNORED)
		return;
	if (found && row == RULED_DOCUMENT) {
		observe_policy(p, p->seen.len, seen->type, argument, block);
		return;
	}
	if (found && (row == RULED_ENTRY_IN || row == RULED_ENTRY_OUT)) {
		observe_entries(p, p->seen.len, row == RULED_ENTRY_IN, argument, block);
		return;
	}
	if (found && row != RULED_OUTER) {
		read_value(p, argument, block, &p->cells.at[seen->first_cell + row - p->first_argument[seen->type]]);
		return;
	}
	const struct tree *whole = argument->kind == TREE_JSON && argument->first ? argument->first : argument;
	bool nested = tree_is_mapping(whole);
	size_t outer = p->text.len;
	buf_str(&p->text, outer ? STR("") : argument->key);
	for (const struct tree *inner = nested ? whole->first : NULL; inner; inner = inner->next) {
		size_t length = p->text.len;
		if (inner->kind == TREE_NOTE)
			continue;
		buf_char(&p->text, '.');
		buf_str(&p->text, inner->key);
		read_argument(p, inner, names_find(p->names, buf_slice(&p->text, 0)), block, seen);
		p->text.len = length;
	}
	p->text.len = outer;
	if (nested && (found || tree_entry_from(whole->first)))
		return;
	struct diag *diag = unread(p, argument, block, "is an argument that the proof does not know");
	diag_help(p->diags, diag, "leave it out; or say in compiler/proof/types.def what it opens");
}

/* What an emitter of the program leaves as it is found is not what it says. The library's own leave what is taken over, and name
 * that as assumed, or what deliveries change. */
static void refuse_left(struct proof *p, const struct tree *block, uint32_t type)
{
	const struct tree *left = tree_at_path(block, STR("lifecycle.ignore_changes"));
	const struct source_file *file = left ? sources_file_of(p->sources, block->emitter_origin) : NULL;
	if (!file || file->library)
		return;
	for (size_t i = 0; i < sizeof argument_rows / sizeof *argument_rows; i++) {
		const struct argument_row *row = &argument_rows[i];
		if (row->type != type || row->row == RULED_IGNORED || str_starts(str_of(row->path), STR("lifecycle."))
		    || !tree_naming(left, str_of(row->path)))
			continue;
		struct diag *diag = unread(p, block, block, "leaves as it is found what the proof reads");
		diag_help(p->diags, diag, "let `ignore_changes` not hold `%s`: what stands there is known to nobody here", row->path);
		return;
	}
}

/* `data`: read and never managed. */
static void read_resource(struct proof *p, uint32_t unit, const struct tree *block, uint32_t type, bool data)
{
	uint32_t arguments = p->first_argument[type + 1] - p->first_argument[type];
	struct seen seen = { type, unit, block->emitter_origin, block->origin, block->subject, 0, p->cells.len, data };
	buf_clear(&p->text);
	buf_text(&p->text, data ? "data." : "");
	buf_str(&p->text, block->labels[0]);
	buf_char(&p->text, '.');
	buf_str(&p->text, block->labels[1]);
	seen.address = names_intern(p->names, buf_slice(&p->text, 0));
	for (uint32_t i = 0; i < arguments; i++)
		vec_push(p->arena, &p->cells, (struct seen_cell){ 0 });
	buf_clear(&p->text);
	for (const struct tree *argument = tree_entry_from(block->first); argument; argument = tree_entry_from(argument->next))
		read_argument(p, argument, tree_key(p->names, argument), block, &seen);
	refuse_left(p, block, type);
	vec_push(p->arena, &p->of_type[type], p->seen.len);
	vec_push(p->arena, &p->seen, seen);
	p->result.resources += !data;
}

/* A resource, by the row of its type. */
static void observe_resource(struct proof *p, uint32_t unit, const struct tree *block)
{
	name type = block->label_count == 2 ? names_find(p->names, block->labels[0]) : NO_NAME;
	uint32_t row;
	if (type && map_get(&p->type_rows, type, &row)) {
		if (row != RULED_INERT) {
			read_resource(p, unit, block, row, false);
			return;
		}
		p->result.inert++;
		observe_runs(p, block);
		observe_copies(p, block);
		return;
	}
	if (type && map_at(&p->trusted, type, 0)) {
		p->result.trusted++;
		observe_runs(p, block);
		return;
	}
	struct str text = block->label_count ? block->labels[0] : STR("resource");
	struct diag *diag = unread(p, block, block, "is a type that the proof does not know: nobody can say what it opens");
	diag_help(p->diags, diag, "trust %.*s because \"…\", when you know that it opens nothing", STR_ARG(text));
}

/* What is there already, of a type that is compared with what is declared. */
static void observe_data(struct proof *p, uint32_t unit, const struct tree *block)
{
	name type = names_find(p->names, block->labels[0]);
	uint32_t row;
	if (type && map_get(&p->type_rows, type, &row) && (row == SEEN_vpc || row == SEEN_subnet))
		read_resource(p, unit, block, row, true);
	else
		observe_other_data(p, block);
}

/* --- blocks that tie units together ------------------------------------------------------------------------------ */

bool tree_is_mapping(const struct tree *tree) { return tree->kind == TREE_MAP || tree->kind == TREE_BLOCK; }

const struct tree *tree_entry_from(const struct tree *entry)
{
	while (entry && entry->kind == TREE_NOTE)
		entry = entry->next;
	return entry;
}

const struct tree *tree_entry(const struct tree *parent, const char *key)
{
	return parent ? tree_child(parent, str_of(key)) : NULL;
}

static name scalar_of_entry(struct proof *p, const struct tree *parent, const char *key)
{
	const struct tree *c = tree_entry(parent, key);
	return c && (c->kind == TREE_SCALAR || c->kind == TREE_REFERENCE) ? names_intern(p->names, c->text) : NO_NAME;
}

/* Whoever is applied second would remove what the first one made. */
static void compare_states(struct proof *p, uint32_t unit, const struct tree *backend, name key)
{
	name bucket = scalar_of_entry(p, backend, "bucket");
	uint32_t at;
	if (!map_get(&p->state_at, MAP_KEY(bucket, key), &at)) {
		map_put(p->arena, &p->state_at, MAP_KEY(bucket, key), p->states.len);
		vec_push(p->arena, &p->states, (struct seen_state){ bucket, unit, backend->emitter_origin, backend->origin });
		return;
	}
	const struct seen_state *other = &p->states.at[at];
	if (other->unit == unit)
		return;
	struct diag *diag = diag_add(p->diags, DIAG_PATH_CLASH, (struct span){ backend->emitter_origin, backend->emitter_origin + 1 },
		"two roots keep their state at %.*s", STR_ARG(names_text(p->names, key)));
	diag_also(p->diags, diag, (struct span){ other->emitter, other->emitter + 1 }, "the other one");
	if (backend->origin)
		diag_also(p->diags, diag, p->facts->origins.at[backend->origin], "for this");
	diag_help(p->diags, diag, "give each a key of its own: applying one would remove what the other made");
}

void observe_block(struct proof *p, uint32_t unit, const struct tree *block)
{
	if (str_is(block->key, "resource")) {
		observe_resource(p, unit, block);
	} else if (str_is(block->key, "terraform")) {
		observe_settings(p, unit, block);
		const struct tree *backend = tree_entry(block, "backend");
		name key = scalar_of_entry(p, backend, "key");
		if (key) {
			compare_states(p, unit, backend, key);
			map_put(p->arena, &p->state_buckets, scalar_of_entry(p, backend, "bucket"), 1);
			map_put(p->arena, &p->unit_by_state, key, unit);
		}
	} else if (str_is(block->key, "output") && block->label_count == 1) {
		name address = scalar_of_entry(p, block, "value");
		if (address)
			map_put(p->arena, &p->exported, MAP_KEY(unit, names_intern(p->names, block->labels[0])), address);
		else
			observe_listed(p, unit, block);
	} else if (str_is(block->key, "data") && block->label_count == 2 && str_is(block->labels[0], "terraform_remote_state")) {
		name key = scalar_of_entry(p, tree_entry(block, "config"), "key");
		if (key) {
			map_put(p->arena, &p->remote_states, MAP_KEY(unit, names_intern(p->names, block->labels[1])), key);
			vec_push(p->arena, &p->reads, (struct seen_reading){ unit, key });
		}
	} else if (str_is(block->key, "data") && block->label_count == 2) {
		observe_data(p, unit, block);
	} else {
		observe_other_block(p, block);
	}
}

/* What Terraform and OpenTofu take for configuration. */
static bool is_terraform(struct str path)
{
	return str_ends(path, STR(".tf")) || str_ends(path, STR(".tf.json")) || str_ends(path, STR(".tofu")) || str_ends(path, STR(".tofu.json"));
}

/* Terraform language, "Override files"; read 2026-11-21. */
static bool is_override(struct str path)
{
	static const char *const ends[] = { ".tf", ".tf.json", ".tofu", ".tofu.json" };
	struct str base = path_base(path);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct str end = str_of(ends[i]), stem = base;
		if (!str_ends(base, end))
			continue;
		stem.len -= end.len;
		if (str_is(stem, "override") || str_ends(stem, STR("_override")))
			return true;
	}
	return false;
}

/* A workflow; or an action, which may lie anywhere in its repository. */
static bool is_workflow(struct str path)
{
	struct str folder = STR(".github/workflows/"), base = path_base(path);
	if (str_is(base, "action.yml") || str_is(base, "action.yaml"))
		return true;
	for (uint32_t i = 0; i + folder.len <= path.len; i++)
		if (str_starts((struct str){ path.at + i, path.len - i }, folder))
			return str_ends(path, STR(".yml")) || str_ends(path, STR(".yaml"));
	return false;
}

static const char chart[] =
#define CHART(file) file;
#include "proof/objects.def"

void proof_copied(struct proof *p, name target, struct str path, struct span span, bool library)
{
	bool is_chart = str_is(path_base(path), chart);
	if (is_chart && library)
		map_put(p->arena, &p->charts, target, 1);
	else if (is_chart || is_terraform(path) || is_workflow(path))
		diag_help(p->diags, diag_add(p->diags, DIAG_ARTEFACT_UNREAD, span, "`%.*s` is written as it is, and the proof does not read it", STR_ARG(path)),
			"write it by an emitter: what nobody reads may open anything");
	else if (!library)
		vec_push(p->arena, &p->copies, (struct seen_copy){ target, names_intern(p->names, path), span, false });
}

void proof_observe(struct proof *p, const struct emit_unit *unit)
{
	name path = names_intern(p->names, unit->path.at ? unit->path : unit->files[0]->path);
	uint32_t number;
	if (!map_get(&p->unit_by_path, MAP_KEY(unit->target, path), &number)) {
		number = p->units.len;
		map_put(p->arena, &p->unit_by_path, MAP_KEY(unit->target, path), number);
		vec_push(p->arena, &p->units, (struct seen_unit){ path, names_intern(p->names, path_first(names_text(p->names, path))),
			scalar_of_entry(p, unit->properties, "account"), scalar_of_entry(p, unit->properties, "region") });
	}
	for (uint32_t f = 0; f < unit->file_count; f++) {
		const struct plan_file *file = unit->files[f];
		if (is_override(file->path))
			diag_help(p->diags, diag_add(p->diags, DIAG_ARTEFACT_UNREAD, file->emitter, "`%.*s` changes what other files say", STR_ARG(file->path)),
				"give it another name: Terraform merges `override.tf` and `…_override.tf` into what is written elsewhere");
		for (const struct tree *block = file->root->first; block && file->format == FORMAT_HCL; block = block->next)
			if (block->kind == TREE_BLOCK) {
				observe_block(p, number, block);
				observe_secrets(p, block);
				observe_hidden(p, block);
			}
		if (file->format != FORMAT_HCL && is_terraform(file->path)) {
			struct diag *diag = diag_add(p->diags, DIAG_ARTEFACT_UNREAD, file->emitter, "`%.*s` is Terraform that the proof does not read",
				STR_ARG(file->path));
			diag_help(p->diags, diag, "write it in a target of format hcl");
		}
		bool tree = file->format == FORMAT_YAML || file->format == FORMAT_JSON;
		if (is_workflow(file->path) && !tree)
			diag_help(p->diags, diag_add(p->diags, DIAG_ARTEFACT_UNREAD, file->emitter, "`%.*s` is a workflow or an action that the proof does not read",
				STR_ARG(file->path)), "write it in a target of format yaml");
		if (!tree)
			continue;
		if (is_workflow(file->path))
			observe_workflow(p, file->path, file->root);
		name folder = names_intern(p->names, path_first(file->path));
		bool object = tree_entry(file->root, "apiVersion") || tree_entry(file->root, "kind");
		if (object)
			map_put(p->arena, &p->clusters, unit->target, 1);
		if (object)
			observe_object(p, folder, 0, file->root, file->root);
		else if (map_at(&p->charts, unit->target, 0))
			observe_values(p, folder, file->root);
		else
			vec_push(p->arena, &p->copies, (struct seen_copy){ unit->target, names_intern(p->names, file->path), file->emitter, true });
	}
}
