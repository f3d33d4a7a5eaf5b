/* References: every address that is used stands in its unit, none twice; what another unit holds is read
 * through that unit's exports. What a block's address is, the target says (`address`). */
#include "emit/build.h"

#include <stdlib.h>
#include <string.h>

/* --- making -------------------------------------------------------------------------------------------- */

static struct str reference_text(struct emission *m, const struct op *op)
{
	struct str *pieces = arena_alloc_raw(m->eval.scratch, (op->b + 1) * sizeof *pieces);
	for (uint32_t i = 0; i < op->b; i++)
		pieces[i] = eval_string(&m->eval, m->code->refs.at[op->a + i]);
	struct buf out;
	buf_init(&out, m->eval.scratch);
	for (uint32_t i = 0; i < op->b; i++) {
		if (i > 0)
			buf_char(&out, '.');
		buf_str(&out, pieces[i]);
	}
	return buf_slice(&out, 0);
}

struct tree *reference_make(struct emission *m, const struct op *op)
{
	struct tree *tree = tree_new(m->eval.scratch, TREE_REFERENCE);
	tree->text = reference_text(m, op);
	vec_push(m->eval.scratch, &m->uses, (struct use){ tree->text, op->span, m->eval.origin });
	return tree;
}

struct str reference_plain(struct arena *arena, struct str text)
{
	struct buf out;
	bool lossy = false;
	buf_init(&out, arena);
	for (uint32_t i = 0; i < text.len; i++) {
		char ch = text.at[i];
		bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '_' || ch == '-';
		/* Slash and dot are what paths and addresses are joined by; anything else might meet another name. */
		lossy = lossy || (!plain && ch != '/' && ch != '.');
		buf_char(&out, plain ? ch : '_');
	}
	if (lossy)
		buf_format(&out, "_%08x", (unsigned)(str_hash(text) >> 32));
	return buf_slice(&out, 0);
}

static void no_such_unit(struct emission *m, const struct op *op, struct str path)
{
	struct str *candidates = arena_alloc_raw(m->eval.scratch, (m->units.len + 1) * sizeof *candidates);
	for (uint32_t i = 0; i < m->units.len; i++)
		candidates[i] = names_text(m->facts->names, m->units.at[i].path);
	struct diag *diag = diag_add(m->diags, DIAG_DANGLING_REFERENCE, op->span, "no unit is called `%.*s`", STR_ARG(path));
	struct str near = diag_nearest(path, candidates, m->units.len);
	if (near.len)
		diag_near(m->diags, diag, near);
	output_failed(m, diag);
}

/* A value of another unit as the target writes it. */
static struct str reading_text(struct emission *m, struct str path, struct str text)
{
	const struct target *target = &m->code->targets.at[m->target];
	struct val *former = eval_frame(&m->eval, target->read_slots);
	m->eval.frame[0] = val_text(m->eval.scratch, reference_plain(m->eval.scratch, path));
	m->eval.frame[1] = val_text(m->eval.scratch, reference_plain(m->eval.scratch, text));
	struct str reading = eval_string(&m->eval, target->read);
	m->eval.frame = former;
	return reading;
}

struct tree *reference_from(struct emission *m, const struct op *op)
{
	const struct target *target = &m->code->targets.at[m->target];
	struct str path = eval_string(&m->eval, op->a), text = reference_text(m, &m->code->ops.at[op->b]);
	name unit_name = names_find(m->facts->names, path);
	uint32_t owner = unit_name ? map_at(&m->unit_by_path, unit_name, NO_UNIT) : NO_UNIT;
	struct tree *tree = tree_new(m->eval.scratch, TREE_REFERENCE);
	tree->text = text;
	if (m->eval.former) {                              /* how it was written: nothing is read */
		if (target->read && m->unit != NO_UNIT && !str_equal(path, unit_former_path(m, m->unit)))
			tree->text = reading_text(m, path, text);
		return tree;
	}
	if (owner == NO_UNIT) {
		no_such_unit(m, op, path);
		return tree;
	}
	if (owner == m->unit) {
		vec_push(m->eval.scratch, &m->uses, (struct use){ text, op->span, m->eval.origin });
		return tree;
	}
	if (!target->read || m->unit == NO_UNIT) {
		diag_add(m->diags, DIAG_DANGLING_REFERENCE, op->span, "this file is in no unit, or the target does not say how units read each other");
		return tree;
	}
	name interned = names_intern(m->facts->names, text);
	vec_push(m->plan->arena, &m->readings,
	         (struct reading){ m->unit, owner, interned, names_text(m->facts->names, interned), op->span, m->eval.origin });
	tree->text = reading_text(m, path, text);
	return tree;
}

/* --- addresses --------------------------------------------------------------------------------------------- */

static const struct address_form *form_of(const struct emission *m, struct str key)
{
	for (uint32_t i = 0; i < m->code->addresses.len; i++) {
		const struct address_form *form = &m->code->addresses.at[i];
		if (form->target == m->target && str_equal(names_text(m->facts->names, form->key), key))
			return form;
	}
	return NULL;
}

static struct str address_of(struct emission *m, const struct address_form *form, const struct tree *block)
{
	struct buf out;
	buf_init(&out, m->eval.scratch);
	if (form->prefix)
		buf_str(&out, names_text(m->facts->names, form->prefix));
	for (uint32_t i = 0; i < block->label_count; i++) {
		if (out.len)
			buf_char(&out, '.');
		buf_str(&out, block->labels[i]);
	}
	const struct tree *attribute = form->attribute ? tree_child(block, names_text(m->facts->names, form->attribute)) : NULL;
	if (attribute) {
		buf_char(&out, '.');
		buf_str(&out, attribute->text);
	}
	return buf_slice(&out, 0);
}

struct str reference_address(struct emission *m, const struct tree *block)
{
	const struct address_form *form = block->kind == TREE_BLOCK ? form_of(m, block->key) : NULL;
	return form ? address_of(m, form, block) : (struct str){ 0 };
}

static struct span written_at(const struct tree *block)
{
	return (struct span){ block->emitter_origin, block->emitter_end > block->emitter_origin ? block->emitter_end : block->emitter_origin + 1 };
}

void reference_enter(struct emission *m, const struct tree *root)
{
	for (const struct tree *block = root->first; block; block = block->next) {
		const struct address_form *form = block->kind == TREE_BLOCK ? form_of(m, block->key) : NULL;
		if (!form)
			continue;
		struct span span = written_at(block);
		name address = names_intern(m->facts->names, address_of(m, form, block));
		uint32_t other;
		m->result.blocks++;
		if (map_get(&m->address_at, address, &other)) {
			struct diag *diag = diag_add(m->diags, DIAG_ADDRESS_CLASH, span, "`%.*s` is written twice in one unit",
			                             STR_ARG(names_text(m->facts->names, address)));
			if (block->origin)
				diag_also(m->diags, diag, m->facts->origins.at[block->origin], "for this");
			if (m->addresses.at[other].span.start != span.start)
				diag_also(m->diags, diag, m->addresses.at[other].span, "written here first");
			continue;
		}
		map_put(m->eval.scratch, &m->address_at, address, m->addresses.len);
		vec_push(m->plan->arena, &m->addresses, (struct unit_address){ address, span });
		m->units.at[m->unit].address_count++;
	}
}

bool reference_stands(struct emission *m, const struct tree *block)
{
	const struct address_form *form = block->kind == TREE_BLOCK ? form_of(m, block->key) : NULL;
	name address = form ? names_find(m->facts->names, address_of(m, form, block)) : NO_NAME;
	uint32_t found;
	return address && map_get(&m->address_at, address, &found);
}

/* An address of the unit at hand that the text begins with, up to a dot or an index. */
static bool is_answered(const struct emission *m, struct str text)
{
	for (uint32_t i = text.len; i > 0; i--) {
		if (i < text.len && text.at[i] != '.' && text.at[i] != '[')
			continue;
		name address = names_find(m->facts->names, (struct str){ text.at, i });
		uint32_t found;
		if (address && map_get(&m->address_at, address, &found))
			return true;
	}
	return false;
}

static void dangling(struct emission *m, struct str text, struct span span, uint32_t origin)
{
	VEC(struct str) candidates = { 0 };
	const struct unit *unit = &m->units.at[m->unit];
	for (uint32_t i = 0; i < unit->address_count; i++)
		vec_push(m->eval.scratch, &candidates, names_text(m->facts->names, m->addresses.at[unit->first_address + i].address));
	struct diag *diag = diag_add(m->diags, DIAG_DANGLING_REFERENCE, span, "nobody writes `%.*s` in this unit", STR_ARG(text));
	/* The attribute behind the address is no part of what can be near. */
	struct str address = text;
	while (address.len && address.at[address.len - 1] != '.')
		address.len--;
	if (address.len)
		address.len--;
	struct str near = diag_nearest(address.len ? address : text, candidates.at, candidates.len);
	if (near.len)
		diag_near(m->diags, diag, near);
	if (origin)
		diag_also(m->diags, diag, m->facts->origins.at[origin], "for this");
}

void reference_check(struct emission *m)
{
	for (uint32_t i = 0; i < m->uses.len; i++)
		if (!is_answered(m, m->uses.at[i].text))
			dangling(m, m->uses.at[i].text, m->uses.at[i].span, m->uses.at[i].origin);
}

/* `taken`: where what stands in the way is written. */
static void move_clash(struct emission *m, const struct former_block *moved, struct str from, struct span taken, const char *why)
{
	struct str to = reference_address(m, moved->now);
	struct diag *diag = diag_add(m->diags, DIAG_MOVE_CLASH, written_at(moved->now), "`%.*s` would be moved to `%.*s`, but %s", STR_ARG(from), STR_ARG(to), why);
	if (moved->now->origin)
		diag_also(m->diags, diag, m->facts->origins.at[moved->now->origin], "for this");
	if (taken.start != written_at(moved->now).start)
		diag_also(m->diags, diag, taken, "that one is written here");
	diag_help(m->diags, diag, "blocks are the same ones as before by their order: write them for things (`each s in services sort by s.name`), not for texts of their names");
}

void reference_check_moves(struct emission *m)
{
	struct map left = { 0 };                           /* address -> index in formers + 1 */
	for (uint32_t i = 0; i < m->formers.len; i++) {
		const struct former_block *moved = &m->formers.at[i];
		struct str from = reference_address(m, moved->before);
		if (str_equal(from, reference_address(m, moved->now)))
			continue;
		name address = names_intern(m->facts->names, from);
		uint32_t other;
		if (map_get(&m->address_at, address, &other))
			move_clash(m, moved, from, m->addresses.at[other].span, "that is still written");
		else if ((other = map_at(&left, address, 0)))
			move_clash(m, moved, from, written_at(m->formers.at[other - 1].now), "another one is moved from there, too");
		map_put(m->eval.scratch, &left, address, i + 1);
	}
}

/* --- between units -------------------------------------------------------------------------------------------- */

static int reading_compare(const void *a, const void *b)
{
	const struct reading *x = a, *y = b;
	if (x->owner != y->owner)
		return x->owner < y->owner ? -1 : 1;
	return str_compare(x->spelling, y->spelling);
}

/* The addresses of a unit that was built before are at hand again. */
static void find_again(struct emission *m, uint32_t unit)
{
	const struct unit *u = &m->units.at[unit];
	m->unit = unit;
	m->address_at = (struct map){ 0 };
	map_reserve(m->eval.scratch, &m->address_at, u->address_count);
	for (uint32_t i = u->first_address; i < u->first_address + u->address_count; i++)
		map_put(m->eval.scratch, &m->address_at, m->addresses.at[i].address, i);
}

void reference_check_readings(struct emission *m)
{
	if (m->readings.len > 1)
		qsort(m->readings.at, m->readings.len, sizeof *m->readings.at, reading_compare);
	for (uint32_t i = 0; i < m->readings.len;) {
		struct arena_mark mark = arena_mark(m->eval.scratch);
		uint32_t owner = m->readings.at[i].owner;
		find_again(m, owner);
		for (; i < m->readings.len && m->readings.at[i].owner == owner; i++) {
			const struct reading *r = &m->readings.at[i];
			struct str text = names_text(m->facts->names, r->text);
			if (!is_answered(m, text))
				dangling(m, text, r->span, r->origin);
		}
		arena_release(m->eval.scratch, mark);
	}
}
