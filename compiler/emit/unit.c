/* One target: its units, which emitter writes which file for which rows, then one unit after the other: trees
 * built, references checked, seen by the proof, printed, given back. */
#include "emit/build.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/path.h"
#include "expr/memo.h"

/* --- finding units and files ------------------------------------------------------------------------------ */

struct found { struct emission *m; uint32_t index; };

static struct val *keep_frame(struct emission *m, uint32_t slots)
{
	struct val *frame = arena_alloc_raw(m->eval.scratch, (slots + 1) * sizeof *frame);
	memcpy(frame, m->eval.frame, (slots + 1) * sizeof *frame);
	return frame;
}

/* Said once of each thing. What the library writes for it is spoiled by its name; a path of the program's own may be so by itself. */
static void report_bad_path(struct emission *m, struct span written, bool library, struct str path, struct str part, const char *fault)
{
	uint64_t key = MAP_KEY(m->eval.origin, names_intern(m->facts->names, part));
	if (m->eval.origin && library && map_at(&m->bad_parts, key, 0))
		return;
	map_put(m->plan->arena, &m->bad_parts, key, 1);
	bool named = m->eval.origin && library;
	struct diag *diag = diag_add(m->diags, DIAG_BAD_PATH, named ? m->facts->origins.at[m->eval.origin] : written,
	                             "\"%.*s\" is no safe path below the output folder: %s", STR_ARG(path), fault);
	if (named)
		diag_also(m->diags, diag, written, "written here");
	else
		output_failed(m, diag);
}

/* A path of the program's names; reports what is no safe path. Copied where it stays. */
static bool safe_path(struct emission *m, op_ref op, bool library, struct str *path)
{
	struct str text = eval_string(&m->eval, op), part;
	const char *fault = path_part_fault(text, &part);
	if (fault)
		report_bad_path(m, m->code->ops.at[op].span, library, text, part, fault);
	else
		*path = str_copy(m->eval.scratch, text);
	return !fault;
}

static bool found_unit(struct eval *e, void *user)
{
	struct found *found = user;
	struct emission *m = found->m;
	const struct unit_form *form = &m->code->units.at[found->index];
	struct str path;
	if (!safe_path(m, form->path, true, &path))
		return true;
	name unit = names_intern(m->facts->names, path);
	uint32_t other;
	if (map_get(&m->unit_by_path, unit, &other)) {
		struct diag *diag = diag_add(m->diags, DIAG_PATH_CLASH, m->code->ops.at[form->path].span, "two units are called `%.*s`", STR_ARG(path));
		output_failed(m, diag);
		return true;
	}
	map_put(m->plan->arena, &m->unit_by_path, unit, m->units.len);
	vec_push(m->plan->arena, &m->units, (struct unit){ .path = unit, .form = found->index, .frame = keep_frame(m, form->slots), .origin = e->origin });
	return true;
}

/* The innermost unit whose folder the file lies in. */
static uint32_t unit_of(const struct emission *m, struct str path)
{
	for (uint32_t len = path.len; len-- > 0;) {
		if (path.at[len] != '/')
			continue;
		name folder = names_find(m->facts->names, (struct str){ path.at, len });
		uint32_t unit;
		if (folder && map_get(&m->unit_by_path, folder, &unit))
			return unit;
	}
	return NO_UNIT;
}

static bool found_file(struct eval *e, void *user)
{
	struct found *found = user;
	struct emission *m = found->m;
	const struct emitter *emitter = &m->code->emitters.at[found->index];
	struct str path;
	if (!safe_path(m, emitter->path, emitter->text == NO_NAME, &path))
		return true;
	if (m->contributions.len >= LIMIT_OUTPUT_FILES * 8) {
		diag_add(m->diags, DIAG_TOO_LARGE, emitter->span, "a build writes at most %u files", LIMIT_OUTPUT_FILES);
		return false;
	}
	vec_push(m->plan->arena, &m->contributions,
	         (struct contribution){ .path = path, .unit = unit_of(m, path), .text = names_text(m->facts->names, emitter->text),
	                                .emitter = found->index, .order = m->contributions.len, .origin = e->origin, .subject = e->subject, .frame = keep_frame(m, emitter->slots) });
	return true;
}

static void find_units(struct emission *m)
{
	for (uint32_t i = 0; i < m->code->units.len; i++) {
		const struct unit_form *form = &m->code->units.at[i];
		struct found found = { .m = m, .index = i };
		if (form->target != m->target)
			continue;
		struct val *former = eval_frame(&m->eval, form->slots);
		eval_each(&m->eval, m->code->refs.at + form->first_quantifier, form->quantifier_count, found_unit, &found);
		m->eval.frame = former;
	}
}

static void find_files(struct emission *m)
{
	name target = m->code->targets.at[m->target].name;
	for (uint32_t i = 0; i < m->code->emitters.len; i++) {
		const struct emitter *emitter = &m->code->emitters.at[i];
		struct found found = { .m = m, .index = i };
		if (emitter->target != target || emitter->broken || !emitter->body)
			continue;
		uint64_t visited = m->eval.visited;
		struct val *former = eval_frame(&m->eval, emitter->slots);
		eval_each(&m->eval, m->code->refs.at + emitter->first_quantifier, emitter->quantifier_count, found_file, &found);
		m->eval.frame = former;
		m->result.visited_by[i] += m->eval.visited - visited;
	}
}

static bool has_addresses(const struct emission *m)
{
	for (uint32_t i = 0; i < m->code->addresses.len; i++)
		if (m->code->addresses.at[i].target == m->target)
			return true;
	return false;
}

/* Where blocks have addresses, the files of a folder refer to each other, also in a folder that no `unit` names. */
static void give_units(struct emission *m)
{
	bool folders = has_addresses(m);
	struct map unit_of_folder = { 0 };
	uint32_t declared = m->units.len;
	for (uint32_t i = 0; i < m->contributions.len; i++) {
		struct contribution *c = &m->contributions.at[i];
		uint32_t end = c->path.len;
		while (end > 0 && c->path.at[end - 1] != '/')
			end--;
		name folder = names_intern(m->facts->names, (struct str){ c->path.at, end ? end - 1 : 0 });
		if (folders && c->unit == NO_UNIT && !map_get(&unit_of_folder, MAP_KEY(1, folder), &c->unit)) {
			c->unit = m->units.len;
			map_put(m->eval.scratch, &unit_of_folder, MAP_KEY(1, folder), c->unit);
			vec_push(m->plan->arena, &m->units, (struct unit){ .path = folder, .form = NO_FORM, .origin = c->origin });
		}
		c->group = c->unit == NO_UNIT ? c->path : names_text(m->facts->names, m->units.at[c->unit].path);
	}
	for (uint32_t i = declared; i < m->units.len; i++)
		if (names_text(m->facts->names, m->units.at[i].path).len)
			map_put(m->plan->arena, &m->unit_by_path, m->units.at[i].path, i);
}

/* Files of one unit together, then by path; the library adds first, then the program's emitters in the order of their texts:
 * where a declaration stands means nothing. */
static int contribution_compare(const void *a, const void *b)
{
	const struct contribution *x = a, *y = b;
	int by_group = str_compare(x->group, y->group);
	if (by_group != 0)
		return by_group;
	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	int by_path = str_compare(x->path, y->path);
	if (by_path != 0)
		return by_path;
	int by_text = str_compare(x->text, y->text);
	if (by_text != 0)
		return by_text;
	if (x->emitter != y->emitter)
		return x->emitter < y->emitter ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* --- one unit ------------------------------------------------------------------------------------------------ */

struct files {
	VEC(struct plan_file) list;
};

static enum format format_of(const struct emission *m, struct str path)
{
	const struct target *target = &m->code->targets.at[m->target];
	bool other = target->suffix != NO_NAME && str_ends(path, names_text(m->facts->names, target->suffix));
	return (enum format)(other ? target->suffix_format : target->format);
}

/* Below the target's folder: is the path the one asked for? */
static bool is_traced(const struct emission *m, struct str path)
{
	struct str wanted = m->options->trace, target = names_text(m->facts->names, m->code->targets.at[m->target].name);
	return wanted.len == target.len + 1 + path.len && str_starts(wanted, target) && wanted.at[target.len] == '/' && str_ends(wanted, path);
}

/* The file of that path, made when it is not there; it is the one at hand from now on. */
static struct plan_file *file_of(struct emission *m, struct files *files, struct str path, struct span emitter, uint32_t origin)
{
	m->format = format_of(m, path);
	m->eval.trace = is_traced(m, path) ? &m->trace : NULL;
	for (uint32_t i = files->list.len; i-- > 0;)
		if (str_equal(files->list.at[i].path, path))
			return &files->list.at[i];
	vec_push(m->eval.scratch, &files->list,
	         (struct plan_file){ .path = path, .format = m->format, .root = tree_new(m->eval.scratch, TREE_MAP),
	                             .emitter = emitter, .subject = m->facts->origins.at[origin] });
	return &vec_last(&files->list);
}

/* What an emitter of the program's own added to a file, behind what stood there. */
static void count_own(struct emission *m, uint32_t emitter, const struct tree *root, const struct tree *stood)
{
	const struct tree *added = stood ? stood->next : root->first;
	m->result.files_by[emitter] += added != NULL;
	for (; added; added = added->next)
		m->result.blocks_by[emitter] += reference_address(m, added).len > 0;
}

static void build(struct emission *m, const struct contribution *c, struct files *files)
{
	const struct emitter *emitter = &m->code->emitters.at[c->emitter];
	struct tree *root = file_of(m, files, c->path, emitter->span, c->origin)->root;
	uint64_t visited = m->eval.visited;
	m->eval.frame = c->frame;
	m->trace.around.len = 0;
	for (uint32_t i = 0; m->eval.trace && i < emitter->slots; i++)
		if (c->frame[i].origin)
			vec_push(m->trace.arena, &m->trace.around, c->frame[i].origin);
	m->eval.origin = c->origin;
	m->eval.subject = c->subject;
	if (!root->first) {
		root->subject = c->subject;
		root->origin = c->origin;
		root->emitter_origin = emitter->span.start;
	}
	const struct tree *stood = root->last;
	output_block(m, emitter->body, root);
	m->result.visited_by[c->emitter] += m->eval.visited - visited;
	if (!emitter->library)
		count_own(m, c->emitter, root, stood);
}

static struct str unit_file(struct emission *m, uint32_t unit, name file)
{
	return path_below(m->eval.scratch, names_text(m->facts->names, m->units.at[unit].path), names_text(m->facts->names, file));
}

/* The path that the unit had before things got their names. */
struct str unit_former_path(struct emission *m, uint32_t unit)
{
	const struct unit *u = &m->units.at[unit];
	if (u->form == NO_FORM || !m->facts->former_count)
		return names_text(m->facts->names, u->path);
	struct val *frame = m->eval.frame;
	bool former = m->eval.former;
	m->eval.frame = u->frame;
	m->eval.former = true;
	struct str path = eval_string(&m->eval, m->code->units.at[u->form].path);
	m->eval.former = former;
	m->eval.frame = frame;
	return path;
}

static struct tree *address_tree(struct emission *m, struct str address, uint32_t origin)
{
	struct tree *tree = tree_new(m->eval.scratch, TREE_REFERENCE);
	tree->text = address;
	tree->origin = origin;
	return tree;
}

/* The target's `moves` once for each block of the two trees, made one like the other, whose address is another now. */
static void add_moves(struct emission *m, const struct tree *before, const struct tree *now, struct tree *moves)
{
	const struct target *target = &m->code->targets.at[m->target];
	struct str moved = names_text(m->facts->names, target->moved);
	const struct tree *a = before->first, *b = now->first;
	for (; a && b && a->emitter_origin == b->emitter_origin; a = a->next, b = b->next) {
		if (b->kind != TREE_BLOCK || !str_equal(b->key, moved))
			continue;
		vec_push(m->eval.scratch, &m->formers, (struct former_block){ b, a });
		struct str from = reference_address(m, a), to = reference_address(m, b);
		if (str_equal(from, to))
			continue;
		eval_frame(&m->eval, target->move.slots);
		m->eval.frame[0] = (struct val){ .tag = VAL_TREE, .at = address_tree(m, from, b->origin) };
		m->eval.frame[1] = (struct val){ .tag = VAL_TREE, .at = address_tree(m, to, b->origin) };
		m->eval.origin = b->origin;
		output_block(m, target->move.body, moves);
	}
}

/* The unit at hand once more, with the names that things had before: what has another address then was moved. */
static void build_moves(struct emission *m, uint32_t first, uint32_t count, struct files *files)
{
	const struct target *target = &m->code->targets.at[m->target];
	if (!target->move.body || !m->facts->former_count || m->eval.stopped)
		return;
	struct files former = { 0 };
	uint32_t uses = m->uses.len, laters = m->laters.len, readings = m->readings.len, built = files->list.len;
	m->eval.former = true;
	for (uint32_t i = 0; i < count && !m->eval.stopped; i++)
		build(m, &m->contributions.at[first + i], &former);
	m->eval.former = false;
	m->uses.len = uses;
	m->laters.len = laters;
	m->readings.len = readings;
	struct tree *moves = tree_new(m->eval.scratch, TREE_MAP);
	for (uint32_t i = 0; i < former.list.len && i < built; i++)
		add_moves(m, former.list.at[i].root, files->list.at[i].root, moves);
	if (!moves->first)
		return;
	struct tree *root = file_of(m, files, unit_file(m, m->unit, target->move.file), target->span, m->units.at[m->unit].origin)->root;
	for (const struct tree *block = moves->first; block; block = block->next)
		tree_add(root, tree_copy(m->eval.scratch, block), block->key);
}

/* What the unit at hand reads of others: the target's `imports` once for each of them. */
static void build_imports(struct emission *m, uint32_t first_reading, struct files *files)
{
	const struct target *target = &m->code->targets.at[m->target];
	if (!target->import.body)
		return;
	for (uint32_t i = first_reading; i < m->readings.len; i++) {
		uint32_t owner = m->readings.at[i].owner;
		bool known = false;
		for (uint32_t k = first_reading; k < i && !known; k++)
			known = m->readings.at[k].owner == owner;
		if (known)
			continue;
		struct str path = names_text(m->facts->names, m->units.at[owner].path);
		struct tree *root = file_of(m, files, unit_file(m, m->unit, target->import.file), target->span, m->readings.at[i].origin)->root;
		eval_frame(&m->eval, target->import.slots);
		m->eval.frame[0] = val_text(m->eval.scratch, reference_plain(m->eval.scratch, path));
		m->eval.frame[1] = val_text(m->eval.scratch, path);
		m->eval.frame[2] = val_text(m->eval.scratch, unit_former_path(m, owner));
		m->eval.origin = m->readings.at[i].origin;
		output_block(m, target->import.body, root);
	}
}

struct by_text { const struct names *names; name later; };

static int later_compare(const void *a, const void *b)
{
	const struct by_text *x = a, *y = b;
	return str_compare(names_text(x->names, x->later), names_text(y->names, y->later));
}

/* What the unit at hand uses of deployment time: the target's `laters` once for each name, unless the unit has that block already. */
static void build_laters(struct emission *m, struct files *files)
{
	const struct target *target = &m->code->targets.at[m->target];
	uint32_t count = target->declare.body ? m->laters.len : 0;
	struct by_text *sorted = ARENA_ARRAY(m->eval.scratch, struct by_text, count + 1);
	for (uint32_t i = 0; i < count; i++)
		sorted[i] = (struct by_text){ m->facts->names, m->laters.at[i] };
	if (count > 1)
		qsort(sorted, count, sizeof *sorted, later_compare);
	struct tree *all = tree_new(m->eval.scratch, TREE_MAP), *added = tree_new(m->eval.scratch, TREE_MAP);
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0 && sorted[i].later == sorted[i - 1].later)
			continue;
		eval_frame(&m->eval, target->declare.slots);
		m->eval.frame[0] = val_name(VAL_STR, sorted[i].later);
		m->eval.origin = 0;
		output_block(m, target->declare.body, all);
	}
	for (const struct tree *block = all->first; block; block = block->next)
		if (!reference_stands(m, block))
			tree_add(added, tree_copy(m->eval.scratch, block), block->key);
	if (!added->first)
		return;
	reference_enter(m, added);
	struct tree *root = file_of(m, files, unit_file(m, m->unit, target->declare.file), target->span, m->units.at[m->unit].origin)->root;
	for (const struct tree *block = added->first; block; block = block->next)
		tree_add(root, tree_copy(m->eval.scratch, block), block->key);
}

/* A format without comments has no header, but for text, whose author knows what a comment is there. It is written for
 * files of the target's own format. */
static void print_header(struct emission *m, enum format format)
{
	const struct target *target = &m->code->targets.at[m->target];
	const char *mark = m->options->comment ? m->options->comment(format) : NULL;
	if (!target->header || format != (enum format)target->format || (!mark && format != FORMAT_TEXT))
		return;
	struct str text = eval_string(&m->eval, target->header);
	for (uint32_t from = 0; from < text.len;) {
		uint32_t to = from;
		while (to < text.len && text.at[to] != '\n')
			to++;
		buf_text(&m->out, mark ? mark : "");
		buf_bytes(&m->out, text.at + from, to - from);
		buf_char(&m->out, '\n');
		from = to + 1;
	}
	if (mark)
		buf_char(&m->out, '\n');
}

static void print_file(struct emission *m, const struct plan_file *file)
{
	struct str target = names_text(m->facts->names, m->code->targets.at[m->target].name);
	struct buf_marks marks = { 0 };
	buf_clear(&m->out);
	print_header(m, file->format);
	m->out.marks = is_traced(m, file->path) ? &marks : NULL;
	m->options->print(&m->out, file->format, file->root);
	m->out.marks = NULL;
	plan_trace(m->plan, &marks);
	struct plan_file printed = *file;
	printed.path = path_below(m->eval.scratch, target, file->path);
	printed.bytes = buf_slice(&m->out, 0);
	if (!plan_add_file(m->plan, m->diags, &printed))
		eval_stop(&m->eval);
}

static void finish_unit(struct emission *m, struct files *files)
{
	const struct plan_file **list = arena_alloc_raw(m->eval.scratch, (files->list.len + 1) * sizeof *list);
	uint32_t count = 0;
	for (uint32_t i = 0; i < files->list.len; i++) {
		struct plan_file *file = &files->list.at[i];
		if (file->root->levels >= LIMIT_TREE_DEPTH)
			diag_add(m->diags, DIAG_TOO_DEEP, file->emitter, "an output is nested at most %u deep", LIMIT_TREE_DEPTH);
		else if (file->root->first || file->format == FORMAT_TEXT)   /* a text may be empty, anything else says something */
			list[count++] = file;
	}
	struct emit_unit unit = { .target = m->code->targets.at[m->target].name, .files = list, .file_count = count,
		.formers = m->formers.at, .former_count = m->formers.len };
	if (m->unit != NO_UNIT) {
		uint32_t index = m->units.at[m->unit].form;
		const struct unit_form *form = index == NO_FORM ? NULL : &m->code->units.at[index];
		unit.path = names_text(m->facts->names, m->units.at[m->unit].path);
		m->units.at[m->unit].written |= count > 0;
		unit.former = unit_former_path(m, m->unit);
		if (form && form->body) {
			struct tree *properties = tree_new(m->eval.scratch, TREE_MAP);
			m->eval.frame = m->units.at[m->unit].frame;
			output_block(m, form->body, properties);
			unit.properties = properties;
		}
	}
	if (m->options->observe && count)
		m->options->observe(m->options->user, &unit);
	for (uint32_t i = 0; i < count && !m->eval.stopped; i++)
		print_file(m, list[i]);
}

static void run_unit(struct emission *m, uint32_t first, uint32_t count)
{
	struct arena_mark mark = arena_mark(m->eval.scratch);
	struct files files = { 0 };
	uint32_t first_reading = m->readings.len;
	m->unit = m->contributions.at[first].unit;
	m->uses.at = NULL;
	m->uses.len = m->uses.cap = 0;
	m->laters.at = NULL;
	m->laters.len = m->laters.cap = 0;
	m->formers.at = NULL;
	m->formers.len = m->formers.cap = 0;
	m->address_at = (struct map){ 0 };
	if (m->unit != NO_UNIT)
		m->units.at[m->unit].first_address = m->addresses.len;
	for (uint32_t i = 0; i < count && !m->eval.stopped; i++)
		build(m, &m->contributions.at[first + i], &files);
	m->eval.subject = 0;                           /* what a unit itself adds is about nothing */
	if (m->unit != NO_UNIT) {
		build_moves(m, first, count, &files);
		build_imports(m, first_reading, &files);
		for (uint32_t i = 0; i < files.list.len; i++)
			reference_enter(m, files.list.at[i].root);
		build_laters(m, &files);
		reference_check(m);
		reference_check_moves(m);
	}
	m->eval.trace = NULL;
	finish_unit(m, &files);
	arena_release(m->eval.scratch, mark);
}

/* --- what units hand to each other ------------------------------------------------------------------------------ */

static void export_of(struct emission *m, const struct reading *r, struct tree *root)
{
	const struct target *target = &m->code->targets.at[m->target];
	struct str text = names_text(m->facts->names, r->text);
	struct tree *reference = tree_new(m->eval.scratch, TREE_REFERENCE);
	reference->text = text;
	reference->origin = r->origin;
	eval_frame(&m->eval, target->export.slots);
	m->eval.frame[0] = val_text(m->eval.scratch, reference_plain(m->eval.scratch, text));
	m->eval.frame[1] = (struct val){ .tag = VAL_TREE, .at = reference };
	m->eval.origin = r->origin;
	output_block(m, target->export.body, root);
}

/* Each unit that others read writes the target's `exports` once for each value. */
static void run_exports(struct emission *m)
{
	const struct target *target = &m->code->targets.at[m->target];
	if (!target->export.body || m->readings.len == 0)
		return;
	for (uint32_t i = 0; i < m->readings.len;) {
		struct arena_mark mark = arena_mark(m->eval.scratch);
		struct files files = { 0 };
		uint32_t owner = m->readings.at[i].owner;
		m->unit = owner;
		m->formers.len = 0;
		struct tree *root = file_of(m, &files, unit_file(m, owner, target->export.file), target->span, m->units.at[owner].origin)->root;
		for (name last = NO_NAME; i < m->readings.len && m->readings.at[i].owner == owner; i++) {
			if (m->readings.at[i].text != last)
				export_of(m, &m->readings.at[i], root);
			last = m->readings.at[i].text;
		}
		finish_unit(m, &files);
		arena_release(m->eval.scratch, mark);
	}
}

/* The file that says in which order units are applied. It lies in none of them. */
static void run_order(struct emission *m)
{
	const struct target *target = &m->code->targets.at[m->target];
	if (!target->order.body)
		return;
	struct files files = { 0 };
	m->unit = NO_UNIT;
	order_write(m, file_of(m, &files, names_text(m->facts->names, target->order.file), target->span, 0)->root);
	finish_unit(m, &files);
}

/* Files that the target copies as they are, beside what its emitters wrote. */
static void run_copies(struct emission *m)
{
	const struct target *target = &m->code->targets.at[m->target];
	for (uint32_t i = 0; i < m->code->copies.len && !m->eval.stopped; i++) {
		const struct copy_form *copy = &m->code->copies.at[i];
		if (copy->target != m->target)
			continue;
		struct str path = path_below(m->eval.scratch, names_text(m->facts->names, target->name), names_text(m->facts->names, copy->path));
		struct plan_file file = { .path = path, .format = FORMAT_TEXT, .bytes = names_text(m->facts->names, copy->text), .emitter = copy->span };
		if (!plan_add_file(m->plan, m->diags, &file))
			eval_stop(&m->eval);
	}
}

/* What is known of a target's units serves no other target, and nobody after the last. */
static void forget_units(struct emission *m)
{
	struct arena *arena = m->plan->arena;
	vec_drop(arena, &m->units);
	vec_drop(arena, &m->addresses);
	vec_drop(arena, &m->readings);
	vec_drop(arena, &m->contributions);
	map_drop(arena, &m->unit_by_path);
}

void target_run(struct emission *m, uint32_t target)
{
	uint32_t written = m->plan->files.len;
	struct str folder = names_text(m->facts->names, m->code->targets.at[target].name);
	if (path_fault(folder))
		diag_add(m->diags, DIAG_BAD_PATH, m->code->targets.at[target].span, "the folder of a target cannot be called `%.*s`: %s",
		         STR_ARG(folder), path_fault(folder));
	m->target = target;
	m->unit = NO_UNIT;
	m->eval.origin = m->eval.subject = 0;          /* of the target before */
	struct arena_mark mark = arena_mark(m->eval.scratch);
	find_units(m);
	find_files(m);
	give_units(m);
	if (m->contributions.len > 1)
		qsort(m->contributions.at, m->contributions.len, sizeof *m->contributions.at, contribution_compare);
	uint32_t found = memo_mark(m->facts);          /* frames of units and files hold answers that were given until here */
	for (uint32_t i = 0; i < m->contributions.len && !m->eval.stopped;) {
		uint32_t next = i + 1;
		const struct contribution *c = &m->contributions.at[i];
		while (next < m->contributions.len && m->contributions.at[next].unit == c->unit
		       && (c->unit != NO_UNIT || str_equal(m->contributions.at[next].path, c->path)))
			next++;
		run_unit(m, i, next - i);
		memo_forget(m->facts, found);
		i = next;
	}
	if (!m->eval.stopped) {
		reference_check_readings(m);
		order_find(m);
		run_exports(m);
		run_order(m);
	}
	if (m->plan->files.len > written)
		run_copies(m);
	forget_units(m);
	arena_release(m->eval.scratch, mark);
	m->eval.frame = NULL;
	memo_forget(m->facts, 0);
}
