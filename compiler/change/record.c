/* From the trees of a unit to resources and texts. */
#include "change/record.h"

#include "base/buf.h"
#include "base/path.h"
#include "change/behind.h"

enum { TYPE_REMADE = 1, TYPE_KEPT };

struct record *record_new(struct arena *arena, struct facts *facts, const struct code *code, bool whole)
{
	struct record *r = ARENA_NEW(arena, struct record);
	*r = (struct record){ .arena = arena, .facts = facts, .names = facts->names, .code = code, .whole = whole, .left = names_intern(facts->names, STR(RECORD_LEFT)) };
	buf_init(&r->text, arena);
	for (uint32_t i = 0; i < code->lasting.len; i++) {
		const struct lasting_form *form = &code->lasting.at[i];
		if (form->argument)
			map_put(arena, &r->settled, MAP_KEY(form->type, form->argument), i + 1);
		if (form->kept || !map_at(&r->types, MAP_KEY(form->target, form->type), 0))
			map_put(arena, &r->types, MAP_KEY(form->target, form->type), form->kept ? TYPE_KEPT : TYPE_REMADE);
	}
	struct extent networks = rows_of(facts, REL_network);
	for (uint32_t i = 0; i < networks.len; i++) {
		struct val environment = row_get(facts, networks.at[i], FIELD_network_environment);
		if (environment.tag == VAL_OBJECT)
			map_put(arena, &r->environments, environment.a, 1);
	}
	return r;
}

bool record_is_settled(const struct record *r, name type, name path)
{
	return map_at(&r->settled, MAP_KEY(type, path), 0) != 0 || str_starts(names_text(r->names, path), STR(RECORD_OF_UNIT));
}

/* Versions by their parts, as numbers, behind the word that both begin with; the beginning of one is as new as it, and so is what is
 * no number. */
static bool is_older(struct str a, struct str b)
{
	uint32_t word = 0;
	while (word < a.len && word < b.len && a.at[word] == b.at[word] && (a.at[word] < '0' || a.at[word] > '9'))
		word++;
	for (uint32_t i = word, k = word; i < a.len && k < b.len; i++, k++) {
		uint64_t x = 0, y = 0;
		uint32_t from = i, start = k;
		for (; i < a.len && a.at[i] >= '0' && a.at[i] <= '9' && i < from + 9; i++)
			x = x * 10 + (uint64_t)(a.at[i] - '0');
		for (; k < b.len && b.at[k] >= '0' && b.at[k] <= '9' && k < start + 9; k++)
			y = y * 10 + (uint64_t)(b.at[k] - '0');
		if (i == from || k == start || x != y)
			return i > from && k > start && x < y;
	}
	return false;
}

bool record_is_remade(const struct record *r, name type, name path, struct str was, struct str is)
{
	uint32_t at = map_at(&r->settled, MAP_KEY(type, path), 0);
	return record_is_settled(r, type, path) && !str_is(is, RECORD_LEFT) && (!at || !r->code->lasting.at[at - 1].rises || is_older(is, was));
}

struct str record_reached(const struct record *r, name type, name path, struct str was, struct str is)
{
	uint32_t at = map_at(&r->settled, MAP_KEY(type, path), 0);
	bool rises = at && r->code->lasting.at[at - 1].rises;
	if (rises && !is.at)
		return str_is(was, RECORD_LEFT) ? is : was;
	return rises && was.len > is.len && !is_older(is, was) && !is_older(was, is) && !str_is(was, RECORD_LEFT) ? was : is;
}

static uint32_t members(struct str list)
{
	uint32_t count = 1;
	for (uint32_t i = 0; i < list.len; i++)
		count += list.at[i] == ',';
	return count;
}

/* How often a member stands in a list: a text between brackets, parted by commas. */
static uint32_t times(struct str list, struct str member)
{
	uint32_t found = 0;
	for (uint32_t from = 0, to; from < list.len; from = to + 2) {
		for (to = from; to < list.len && list.at[to] != ','; to++)
			;
		found += str_equal((struct str){ list.at + from, to - from }, member);
	}
	return found;
}

bool record_is_list(struct str value) { return value.len >= 2 && value.at[0] == '[' && value.at[value.len - 1] == ']'; }

uint64_t record_sum(struct str value)
{
	uint64_t sum = 0;
	if (!record_is_list(value))
		return str_hash(value);
	value = (struct str){ value.at + 1, value.len - 2 };
	for (uint32_t from = 0, to; from < value.len; from = to + 2) {
		for (to = from; to < value.len && value.at[to] != ','; to++)
			;
		sum += str_hash((struct str){ value.at + from, to - from });
	}
	return sum;
}

bool record_is_same(struct str was, struct str is)
{
	if (str_equal(was, is) || was.len != is.len || !record_is_list(was) || !record_is_list(is))
		return str_equal(was, is);
	was = (struct str){ was.at + 1, was.len - 2 };
	is = (struct str){ is.at + 1, is.len - 2 };
	bool same = members(was) == members(is);
	for (uint32_t from = 0, to; from < is.len && same; from = to + 2) {
		for (to = from; to < is.len && is.at[to] != ','; to++)
			;
		struct str member = { is.at + from, to - from };
		same = times(was, member) == times(is, member);
	}
	return same;
}

struct str record_instead(const struct record *r, name type, name path, struct str was)
{
	uint32_t at = map_at(&r->settled, MAP_KEY(type, path), 0);
	const struct lasting_form *form = at ? &r->code->lasting.at[at - 1] : NULL;
	name instead = !form ? NO_NAME : str_is(was, RECORD_LEFT) ? r->code->targets.at[form->target].leaves_instead : form->instead;
	return instead ? names_text(r->names, instead) : (struct str){ 0 };
}

/* --- values as text ------------------------------------------------------------------------------------------ */

static void spell_members(struct buf *out, const struct tree *parent, bool keys, const struct tree *list, const struct tree *member)
{
	const char *between = "";
	for (const struct tree *t = parent->first; t; t = t->next) {
		if (t->kind == TREE_NOTE)
			continue;
		buf_text(out, between);
		between = ", ";
		buf_str(out, keys ? t->key : STR(""));
		buf_text(out, keys ? " " : "");
		record_spell_with(out, t, list, member);
	}
}

void record_spell_with(struct buf *out, const struct tree *tree, const struct tree *list, const struct tree *member)
{
	tree = tree == list ? member : tree;
	switch ((enum tree_kind)tree->kind) {
	case TREE_LIST:
		buf_char(out, '[');
		spell_members(out, tree, false, list, member);
		buf_char(out, ']');
		return;
	case TREE_MAP: case TREE_BLOCK:
		buf_char(out, '{');
		spell_members(out, tree, true, list, member);
		buf_char(out, '}');
		return;
	case TREE_JSON: case TREE_TEMPLATE:
		for (const struct tree *t = tree->first; t; t = t->next)
			record_spell_with(out, t, list, member);
		return;
	case TREE_NULL:
		buf_text(out, "null");
		return;
	case TREE_SCALAR: case TREE_REFERENCE: case TREE_RAW: case TREE_TEXT: case TREE_NOTE:
		buf_str(out, tree->text);
		return;
	}
}

void record_spell(struct buf *out, const struct tree *tree) { record_spell_with(out, tree, NULL, NULL); }

static bool refers(const struct tree *tree)
{
	bool found = tree->kind == TREE_REFERENCE;
	for (const struct tree *t = tree->first; t && !found; t = t->next)
		found = refers(t);
	return found;
}

static name text_of(struct record *r, const struct tree *tree)
{
	buf_clear(&r->text);
	record_spell(&r->text, tree);
	return names_intern(r->names, buf_slice(&r->text, 0));
}

/* --- arguments --------------------------------------------------------------------------------------------------- */

static name joined(struct record *r, name first, const char *between, name second)
{
	struct str a = names_text(r->names, first), b = names_text(r->names, second);
	if (!a.len)
		return second;
	buf_clear(&r->text);
	buf_str(&r->text, a);
	buf_text(&r->text, between);
	buf_str(&r->text, b);
	return names_intern(r->names, buf_slice(&r->text, 0));
}

/* What repeats, as a block that stands twice, is one text. */
static void add_argument(struct record *r, uint32_t first, name path, name text, name former, bool policy)
{
	for (uint32_t i = first; i < r->arguments.len; i++) {
		struct record_argument *a = &r->arguments.at[i];
		if (a->path != path)
			continue;
		if (a->text == r->left && text == r->left)
			return;
		if (former || a->former)
			a->former = joined(r, a->former ? a->former : a->text, "; ", former ? former : text);
		a->text = joined(r, a->text, "; ", text);
		a->policy &= policy;
		return;
	}
	vec_push(r->arena, &r->arguments, (struct record_argument){ path, text, former, policy });
}

/* Of what is lost with its resource everything is kept, of others what a plan is judged by: `of`, or NO_NAME for all. */
static bool is_wanted(const struct record *r, name of, name guard, name path)
{
	return !of || path == guard || map_at(&r->settled, MAP_KEY(of, path), 0) != 0;
}

/* What a block is read for: arguments of this type that are settled, and its guard; all of them when `of` is NO_NAME. `left`: those
 * that stay as found, as the argument `leaves` names them, or NULL. */
struct reading { uint32_t first; name of, guard, leaves; const struct tree *left; };

static bool is_left(const struct record *r, struct reading reading, name path)
{
	return reading.left && path != reading.guard && path != reading.leaves && tree_naming(reading.left, names_text(r->names, path));
}

/* `before` is the same block with former names, member for member, or NULL. */
static void add_arguments(struct record *r, struct reading reading, name path, const struct tree *block, const struct tree *before)
{
	const struct tree *old = before ? before->first : NULL;
	for (const struct tree *t = block->first; t; t = t->next, old = old ? old->next : NULL) {
		if (t->kind == TREE_NOTE)
			continue;
		const struct tree *same = old && str_equal(old->key, t->key) ? old : NULL;
		name inner = joined(r, path, ".", tree_key(r->names, t));
		if (t->kind == TREE_BLOCK || t->kind == TREE_MAP)
			add_arguments(r, reading, inner, t, same);
		else if (!is_wanted(r, reading.of, reading.guard, inner))
			continue;
		else if (is_left(r, reading, inner))
			add_argument(r, reading.first, inner, r->left, NO_NAME, false);
		else
			add_argument(r, reading.first, inner, text_of(r, t), same && refers(t) ? text_of(r, same) : NO_NAME,
				r->whole && record_rights(r, t));
	}
}

/* --- resources --------------------------------------------------------------------------------------------------- */

static name address_of(struct record *r, const struct tree *block)
{
	buf_clear(&r->text);
	for (uint32_t i = 0; i < block->label_count; i++) {
		buf_text(&r->text, i ? "." : "");
		buf_str(&r->text, block->labels[i]);
	}
	return r->text.len ? names_intern(r->names, buf_slice(&r->text, 0)) : tree_key(r->names, block);
}

/* What the target itself says of a type: another one's `keeps` is not its own. */
static uint32_t lasting_of(const struct record *r, const struct target *target, name type)
{
	return map_at(&r->types, MAP_KEY((uint32_t)(target - r->code->targets.at), type), 0);
}

bool record_is_lost(const struct record *r, struct str unit, struct str address)
{
	uint32_t slash = path_first(unit).len, dot = 0;
	while (dot < address.len && address.at[dot] != '.')
		dot++;
	name target = names_find(r->names, (struct str){ unit.at, slash }), type = names_find(r->names, (struct str){ address.at, dot });
	uint32_t index = target ? map_at(&r->code->target_by_name, target, UINT32_MAX) : UINT32_MAX;
	return index == UINT32_MAX || !type || lasting_of(r, &r->code->targets.at[index], type) != TYPE_REMADE;
}

/* Its type: the first label of what the target moves; the key of a block that the target itself names. */
static name type_of(const struct record *r, const struct target *target, const struct tree *block)
{
	if (target->moved && str_equal(block->key, names_text(r->names, target->moved)) && block->label_count == 2)
		return names_intern(r->names, block->labels[0]);
	name key = names_find(r->names, block->key);
	return key && block->label_count == 0 && lasting_of(r, target, key) ? key : NO_NAME;
}

static const struct target *target_of(const struct record *r, name target)
{
	uint32_t index = map_at(&r->code->target_by_name, target, UINT32_MAX);
	return index == UINT32_MAX ? NULL : &r->code->targets.at[index];
}

static bool is_guarded(const struct record *r, const struct target *target, const struct record_resource *resource)
{
	for (uint32_t i = 0; target->guard && i < resource->count; i++) {
		const struct record_argument *a = &r->arguments.at[resource->first + i];
		if (a->path == target->guard)
			return str_is(names_text(r->names, a->text), "true");
	}
	return false;
}

/* What is declared: of what is derived from it, as a network from its environment, that. */
static object_ref declared_behind(const struct record *r, object_ref o)
{
	if (!o || !(r->facts->kinds.at[object_at(r->facts, o)->kind].flags & KIND_DERIVED))
		return o;
	struct val of = object_get_named(r->facts, o, names_find(r->names, STR("of")));
	return of.tag == VAL_OBJECT ? of.a : 0;
}

/* A block that the target keeps under its own key, without labels: where the state of a unit lies. */
static bool is_state(const struct record *r, const struct target *target, const struct tree *block)
{
	name key = block->kind == TREE_BLOCK && block->label_count == 0 ? names_find(r->names, block->key) : NO_NAME;
	return key && lasting_of(r, target, key) == TYPE_KEPT;
}

static const struct tree *state_of(const struct record *r, const struct target *target, const struct emit_unit *unit)
{
	for (uint32_t f = 0; f < unit->file_count; f++)
		for (const struct tree *block = unit->files[f]->root->first; block; block = block->next)
			if (is_state(r, target, block))
				return block;
	return NULL;
}

/* A unit whose resources are added, with its paths of now and of before. */
struct adding { const struct emit_unit *unit; const struct target *target; name path, former; bool has_state; };

static void add_resource(struct record *r, const struct adding *to, const struct tree *block, name type)
{
	const struct emit_unit *unit = to->unit;
	const struct target *target = to->target;
	const struct tree *before = NULL;
	for (uint32_t i = 0; i < unit->former_count && !before; i++)
		if (unit->formers[i].now == block)
			before = unit->formers[i].before;
	struct record_resource resource = { .unit = to->path, .former_unit = to->former, .type = type, .address = address_of(r, block),
		.subject = block->subject, .origin = block->origin, .first = r->arguments.len, .kept = lasting_of(r, target, type) == TYPE_KEPT };
	resource.former_address = before ? address_of(r, before) : resource.address;
	struct reading reading = { resource.first, r->whole || resource.kept ? NO_NAME : type, target->guard, target->leaves,
		target->leaves ? tree_at_path(block, names_text(r->names, target->leaves)) : NULL };
	add_arguments(r, reading, NO_NAME, block, before);
	reading.left = NULL;
	if (resource.kept && unit->properties && (is_state(r, target, block) || !to->has_state))
		add_arguments(r, reading, names_intern(r->names, STR("unit")), unit->properties, NULL);
	resource.count = r->arguments.len - resource.first;
	resource.guarded = is_guarded(r, target, &resource);
	vec_push(r->arena, &r->resources, resource);
	if (!is_state(r, target, block))
		map_put(r->arena, &r->units, to->path, UNIT_HOLDS);
}

void record_index(struct record *r)
{
	map_reserve(r->arena, &r->at, r->resources.len);
	for (; r->indexed < r->resources.len; r->indexed++) {
		const struct record_resource *resource = &r->resources.at[r->indexed];
		map_put(r->arena, &r->at, MAP_KEY(resource->unit, resource->address), r->indexed + 1);
	}
}

/* `import { to @ADDRESS }`, behind what it speaks of or before it. */
static void note_taken(struct record *r, const struct emit_unit *unit, const struct tree *block)
{
	record_index(r);
	for (const struct tree *t = block->first; t; t = t->next) {
		if (!str_is(t->key, "to") || t->kind != TREE_REFERENCE)
			continue;
		name path = joined(r, unit->target, "/", names_intern(r->names, unit->path));
		name address = names_intern(r->names, t->text);
		uint32_t at = map_at(&r->at, MAP_KEY(path, address), 0);
		vec_push(r->arena, &r->imports, (struct record_import){ path, address, block->emitter_origin });
		if (at)
			r->resources.at[at - 1].taken = true;
	}
}

void record_observe(struct record *r, const struct emit_unit *unit)
{
	const struct target *target = target_of(r, unit->target);
	if (!unit->path.at || !target || !target->moved)
		return;
	name path = joined(r, unit->target, "/", names_intern(r->names, unit->path));
	if (!map_at(&r->units, path, 0))              /* a unit is seen again for what others read of it */
		map_put(r->arena, &r->units, path, UNIT_READS);
	const struct tree *state = state_of(r, target, unit);
	object_ref home = state ? declared_behind(r, state->subject) : 0;
	if (home && map_at(&r->environments, home, 0))
		map_put(r->arena, &r->homes, path, home);
	struct adding to = { unit, target, path, joined(r, unit->target, "/", names_intern(r->names, unit->former)), state != NULL };
	for (uint32_t f = 0; f < unit->file_count; f++)
		for (const struct tree *block = unit->files[f]->root->first; block; block = block->next) {
			name type = block->kind == TREE_BLOCK ? type_of(r, target, block) : NO_NAME;
			if (type && (r->whole || lasting_of(r, target, type)))
				add_resource(r, &to, block, type);
			if (block->kind == TREE_BLOCK)
				behind_note(r, path, block);
		}
	for (uint32_t f = 0; f < unit->file_count; f++)
		for (const struct tree *block = unit->files[f]->root->first; block; block = block->next)
			if (block->kind == TREE_BLOCK && str_is(block->key, "import"))
				note_taken(r, unit, block);
}

/* --- what it is for ------------------------------------------------------------------------------------------------ */

struct str record_thing(const struct record *r, const struct record_resource *resource)
{
	object_ref o = declared_behind(r, resource->subject);
	if (!o || !object_at(r->facts, o)->name)
		return (struct str){ 0 };
	const struct object *object = object_at(r->facts, o);
	struct str kind = names_text(r->names, r->facts->kinds.at[object->kind].name), called = names_text(r->names, object->name);
	object_ref place = object->place ? object->place : map_at(&r->homes, resource->unit, 0);
	if (!place || map_at(&r->environments, o, 0))
		return str_format(r->arena, "%.*s %.*s", STR_ARG(kind), STR_ARG(called));
	return str_format(r->arena, "%.*s %.*s in %.*s", STR_ARG(kind), STR_ARG(called), STR_ARG(names_text(r->names, object_at(r->facts, place)->name)));
}
