/* Resources by their addresses, arguments by their paths, what is open by its text; files without resources by their bytes. */
#include "change/compare.h"

#include <stdlib.h>

#include "base/buf.h"
#include "change/behind.h"
#include "change/kept.h"

struct comparing {
	struct changes *changes;
	const struct record *before;                   /* its names are of another table */
	struct record *now;
	struct map old_at;                             /* unit and address, in the new table -> index in before->resources + 1 */
	bool *matched;                                 /* of before->resources */
	const struct record_resource **was;            /* of now->resources: what it was before, NULL nothing */
	enum { UNKNOWN, STAYS, REPLACED } *fates;      /* of now->resources */
	bool *other_rights;                            /* of now->resources: its policies allow or deny something else */
};

static struct str old_text(const struct comparing *c, name n) { return names_text(c->before->names, n); }
static struct str new_text(const struct comparing *c, name n) { return names_text(c->now->names, n); }


static void tell(struct comparing *c, enum change_kind kind, struct str what, struct str detail)
{
	struct change change = { kind, str_copy(c->changes->arena, what), str_copy(c->changes->arena, detail) };
	vec_push(c->changes->arena, &c->changes->list, change);
}

static struct str whole_address(struct comparing *c, struct str unit, struct str address)
{
	return str_format(c->changes->arena, "%.*s: %.*s", STR_ARG(unit), STR_ARG(address));
}

/* What a build over the old one refuses of what is in use, with the word that lets it: nothing where the program says it. */
static const char *refused_unless(const struct comparing *c, const struct record_resource *old, bool only_loosened)
{
	const struct kept was = { .unit = old_text(c, old->unit), .address = old_text(c, old->address), .thing = record_thing(c->before, old) };
	if (kept_is_said(c->now, &was, false) || (only_loosened && kept_is_said(c->now, &was, true)))
		return "";
	return only_loosened ? ", in use: a build refuses it unless `loosened` names it" : ", in use: a build refuses it unless `removed` names it";
}

/* --- resources ---------------------------------------------------------------------------------------------------- */

static uint64_t key_of(struct comparing *c, struct str unit, struct str address)
{
	return MAP_KEY(names_intern(c->now->names, unit), names_intern(c->now->names, address));
}

static const struct record_argument *argument_named(const struct record *r, const struct record_resource *of, struct str path)
{
	for (uint32_t i = 0; i < of->count; i++)
		if (str_equal(names_text(r->names, r->arguments.at[of->first + i].path), path))
			return &r->arguments.at[of->first + i];
	return NULL;
}

#define SHOWN 60u               /* bytes of a value */
#define SHOWN_BEFORE 20u        /* of them, at most, before the first that differs */

static bool begins_character(char c) { return ((unsigned char)c & 0xC0) != 0x80; }

/* A value as it is shown, from a byte on: short, on one line. */
static void show(struct buf *out, struct str value, uint32_t from)
{
	uint32_t to = value.len - from > SHOWN ? from + SHOWN : value.len;
	while (from > 0 && from < value.len && !begins_character(value.at[from]))
		from--;
	while (to < value.len && !begins_character(value.at[to]))
		to--;
	buf_text(out, from ? "..." : "");
	for (uint32_t i = from; i < to; i++)
		buf_char(out, value.at[i] == '\n' ? ' ' : value.at[i]);
	buf_text(out, to < value.len ? "..." : "");
}

/* Where both are shown from, so that what differs is seen. */
static uint32_t shown_from(struct str a, struct str b)
{
	uint32_t same = 0;
	while (same < a.len && same < b.len && a.at[same] == b.at[same])
		same++;
	bool fits = a.len <= SHOWN && b.len <= SHOWN;
	return fits || same <= SHOWN_BEFORE ? 0 : same - SHOWN_BEFORE;
}

static void show_argument(struct buf *out, struct str path, const struct str *was, const struct str *is)
{
	uint32_t from = was && is ? shown_from(*was, *is) : 0;
	buf_format(out, "%s%.*s ", out->len ? ", " : "", STR_ARG(path));
	if (was)
		show(out, *was, from);
	else
		buf_text(out, "not said");
	buf_text(out, " -> ");
	if (is)
		show(out, *is, from);
	else
		buf_text(out, "not said");
}

/* What a policy says is told as rights. */
static void show_policy(struct buf *out, struct str path, bool other_rights)
{
	buf_format(out, "%s%.*s %s", out->len ? ", " : "", STR_ARG(path), other_rights ? "as it opens and closes" : "in other words");
}

static bool is_same(const struct comparing *c, const struct record_argument *now, const struct record_argument *old, bool settled)
{
	struct str was = old_text(c, old->text), is = new_text(c, now->text), former = new_text(c, now->former);
	return settled ? record_is_same(was, is) || (now->former && record_is_same(was, former)) : str_equal(was, is) || (now->former && str_equal(was, former));
}

/* Arguments that differ; true when one of them makes another resource. */
static bool compare_arguments(struct comparing *c, const struct record_resource *old, const struct record_resource *now, struct buf *settled, struct buf *set)
{
	for (uint32_t i = 0; i < now->count; i++) {
		const struct record_argument *a = &c->now->arguments.at[now->first + i];
		const struct record_argument *b = argument_named(c->before, old, new_text(c, a->path));
		struct str was = b ? old_text(c, b->text) : STR(""), is = new_text(c, a->text);
		bool is_settled = record_is_settled(c->now, now->type, a->path);
		if (b && is_same(c, a, b, is_settled))
			continue;
		struct buf *out = record_is_remade(c->now, now->type, a->path, was, is) ? settled : set;
		if (b && a->policy && b->policy)
			show_policy(out, new_text(c, a->path), c->other_rights[now - c->now->resources.at]);
		else
			show_argument(out, new_text(c, a->path), b ? &was : NULL, &is);
	}
	for (uint32_t i = 0; i < old->count; i++) {
		const struct record_argument *b = &c->before->arguments.at[old->first + i];
		struct str path = old_text(c, b->path), was = old_text(c, b->text);
		name known = names_find(c->now->names, path);
		if (argument_named(c->now, now, path))
			continue;
		show_argument(known && record_is_remade(c->now, now->type, known, was, STR("")) ? settled : set, path, &was, NULL);
	}
	return settled->len > 0;
}

/* The resource of before that this one was, + 1, or 0. */
static uint32_t old_of(const struct comparing *c, const struct record_resource *now)
{
	uint32_t at = map_at(&c->old_at, MAP_KEY(now->former_unit, now->former_address), 0);
	return at ? at : map_at(&c->old_at, MAP_KEY(now->unit, now->address), 0);
}

static bool is_there_before(const struct comparing *c, name unit)
{
	name known = names_find(c->before->names, new_text(c, unit));
	return known && map_at(&c->before->units, known, 0);
}

/* A unit of no environment, as a peering, is changed by another step than what is new there, which does not have its way until both
 * are done: a route of a new table, a rule of a new group. */
static struct str waiting_for(struct comparing *c, const struct record_resource *now)
{
	if (map_at(&c->now->homes, now->unit, 0) || !is_there_before(c, now->unit))
		return (struct str){ 0 };
	for (uint32_t i = 0; i < now->count; i++) {
		struct behind walk = behind_begin(now->unit, new_text(c, c->now->arguments.at[now->first + i].text));
		while (behind_next(c->now, &walk)) {
			const struct record_resource *other = &c->now->resources.at[walk.resource];
			if (other->unit != now->unit && map_at(&c->now->homes, other->unit, 0) && is_there_before(c, other->unit) && !old_of(c, other))
				return str_format(c->changes->arena, "%.*s of %.*s is new, and without this until it is applied, too",
					STR_ARG(new_text(c, other->address)), STR_ARG(new_text(c, other->unit)));
		}
	}
	return (struct str){ 0 };
}

static void compare_resource(struct comparing *c, const struct record_resource *now)
{
	struct str unit = new_text(c, now->unit), address = new_text(c, now->address), what = whole_address(c, unit, address);
	uint32_t at = old_of(c, now);
	if (!at) {
		tell(c, now->taken ? CHANGE_TAKES_OVER : CHANGE_MAKES, what, waiting_for(c, now));
		return;
	}
	const struct record_resource *old = &c->before->resources.at[at - 1];
	struct buf settled, set;
	buf_init(&settled, c->changes->arena);
	buf_init(&set, c->changes->arena);
	c->matched[at - 1] = true;
	if (!str_equal(old_text(c, old->address), address) || !str_equal(old_text(c, old->unit), unit))
		tell(c, CHANGE_MOVES, what, str_format(c->changes->arena, "was %.*s", STR_ARG(old_text(c, old->address))));
	uint32_t index = (uint32_t)(now - c->now->resources.at);
	c->was[index] = old;
	if (compare_arguments(c, old, now, &settled, &set)) {
		c->fates[index] = REPLACED;
		buf_text(&settled, old->guarded ? refused_unless(c, old, false) : "");
		tell(c, CHANGE_REPLACES, what, buf_slice(&settled, 0));
	}
	if (set.len && old->kept && old->guarded && !now->guarded)
		buf_text(&set, refused_unless(c, old, true));
	if (set.len)
		tell(c, CHANGE_SETS, what, buf_slice(&set, 0));
}

/* --- lost with what they stand on ------------------------------------------------------------------------------- */

static bool is_replaced(struct comparing *c, uint32_t at);

/* An argument of its own is what it says; anything else is known when it has been made again. */
static bool is_another(struct comparing *c, const struct behind *walk)
{
	const struct record_resource *was = c->was[walk->resource], *behind = &c->now->resources.at[walk->resource];
	const struct record_argument *now = argument_named(c->now, behind, walk->attribute), *old = was ? argument_named(c->before, was, walk->attribute) : NULL;
	return now && old ? !is_same(c, now, old, true) : is_replaced(c, walk->resource);
}

/* Told of what is lost with it alone: that the rules of a group go with the group is no news. */
static bool is_replaced(struct comparing *c, uint32_t at)
{
	const struct record_resource *now = &c->now->resources.at[at];
	if (c->fates[at] != UNKNOWN || !c->was[at])
		return c->fates[at] == REPLACED;
	c->fates[at] = STAYS;                          /* while it is asked for: nothing stands on itself */
	for (uint32_t i = 0; i < now->count && c->fates[at] == STAYS; i++) {
		const struct record_argument *a = &c->now->arguments.at[now->first + i];
		struct behind walk = behind_begin(now->unit, new_text(c, a->text));
		if (!record_is_settled(c->now, now->type, a->path))
			continue;
		while (behind_next(c->now, &walk)) {
			if (!is_another(c, &walk))
				continue;
			c->fates[at] = REPLACED;
			if (now->kept)
				tell(c, CHANGE_REPLACES, whole_address(c, new_text(c, now->unit), new_text(c, now->address)), str_format(c->changes->arena,
					"%.*s is %.*s, which is made again%s", STR_ARG(new_text(c, a->path)), STR_ARG(new_text(c, c->now->resources.at[walk.resource].address)),
					c->was[at]->guarded ? refused_unless(c, c->was[at], false) : ""));
			break;
		}
	}
	return c->fates[at] == REPLACED;
}

/* --- rights ----------------------------------------------------------------------------------------------------------- */

static uint32_t end_of_address(struct str text, uint32_t from)
{
	unsigned dots = 0;
	uint32_t end = from;
	while (end < text.len && text.at[end] != ' ' && (text.at[end] != '.' || ++dots < 2))
		end++;
	return end;
}

/* A text of a right with the address that stands in it, behind a word or none, as it was before. */
static void write_former(struct comparing *c, struct buf *out, const struct record_resource *of, struct str text)
{
	uint32_t from = 0;
	while (from < text.len && text.at[from] != ' ')
		from++;
	from = from < text.len ? from + 1 : 0;
	uint32_t end = end_of_address(text, from);
	name address = names_find(c->now->names, (struct str){ text.at + from, end - from });
	uint32_t at = address ? map_at(&c->now->at, MAP_KEY(of->unit, address), 0) : 0;
	struct str former = at ? new_text(c, c->now->resources.at[at - 1].former_address) : (struct str){ text.at + from, end - from };
	buf_format(out, "%.*s%.*s%.*s", (int)from, text.at, STR_ARG(former), (int)(text.len - end), text.at + end);
}

/* One text for all that a right says, to compare by; with the names of before where `former` is asked. */
static name whole_right(struct comparing *c, const struct record *r, const struct record_right *right, bool former)
{
	const struct record_resource *of = &r->resources.at[right->of];
	const name texts[] = { right->who, right->where, right->action, right->condition };
	struct buf *out = &c->now->text;
	buf_clear(out);
	buf_format(out, "%s\n%.*s\n%.*s", right->denies ? "denies" : "allows", STR_ARG(names_text(r->names, former ? of->former_unit : of->unit)),
		STR_ARG(names_text(r->names, former ? of->former_address : of->address)));
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		buf_char(out, '\n');
		if (former && i < 2)
			write_former(c, out, of, names_text(r->names, texts[i]));
		else
			buf_str(out, names_text(r->names, texts[i]));
	}
	return names_intern(c->now->names, buf_slice(out, 0));
}

/* `ADDRESS allows WHO to do ACTIONS on WHERE if CONDITION`: actions of one right are told together. */
static void tell_right(struct comparing *c, const struct record *r, const struct record_right *right, struct str actions, name condition, bool comes)
{
	const struct record_resource *of = &r->resources.at[right->of];
	struct buf line;
	buf_init(&line, c->changes->arena);
	buf_format(&line, "%.*s: %.*s %s ", STR_ARG(names_text(r->names, of->unit)), STR_ARG(names_text(r->names, of->address)),
		right->denies ? "denies" : "allows");
	if (right->who)
		buf_format(&line, "%.*s to do ", STR_ARG(names_text(r->names, right->who)));
	buf_str(&line, actions);
	if (right->where)
		buf_format(&line, " on %.*s", STR_ARG(names_text(r->names, right->where)));
	if (condition)
		buf_format(&line, " if %.*s", STR_ARG(names_text(r->names, condition)));
	tell(c, comes == right->denies ? CHANGE_CLOSES : CHANGE_OPENS, buf_slice(&line, 0), (struct str){ 0 });
}

static bool is_beside(const struct record_right *a, const struct record_right *b)
{
	return a->of == b->of && a->denies == b->denies && a->who == b->who && a->where == b->where && a->whole == b->whole;
}

/* Those from `from` to `to` that are marked, which differ in their actions alone, or in alternatives of `condition`, too. */
static void tell_row(struct comparing *c, const struct record *r, const bool *marked, uint32_t from, uint32_t to, name condition, bool comes)
{
	struct buf actions;
	buf_init(&actions, c->changes->arena);
	for (uint32_t i = from; i < to && r->rights.at[i].condition == r->rights.at[from].condition; i++)
		if (marked[i])
			buf_format(&actions, "%s%.*s", actions.len ? ", " : "", STR_ARG(names_text(r->names, r->rights.at[i].action)));
	if (actions.len)
		tell_right(c, r, &r->rights.at[from], buf_slice(&actions, 0), condition, comes);
}

/* Those that are marked: where all alternatives of a condition are, that one as it is written. */
static void tell_rights(struct comparing *c, const struct record *r, const bool *marked, bool comes)
{
	for (uint32_t i = 0, next; i < r->rights.len; i = next) {
		bool all = true;
		for (next = i; next < r->rights.len && is_beside(&r->rights.at[i], &r->rights.at[next]); next++)
			all &= marked[next];
		if (all)
			tell_row(c, r, marked, i, next, r->rights.at[i].whole, comes);
		for (uint32_t k = i; k < next && !all; k++)
			if (k == i || r->rights.at[k].condition != r->rights.at[k - 1].condition)
				tell_row(c, r, marked, k, next, r->rights.at[k].condition, comes);
	}
}

/* The resource of now that this one of before is, or UINT32_MAX. */
static uint32_t still_there(const struct comparing *c, const struct map *now_at, const struct record_resource *old)
{
	name unit = names_find(c->now->names, old_text(c, old->unit)), address = names_find(c->now->names, old_text(c, old->address));
	return unit && address ? map_at(now_at, MAP_KEY(unit, address), 0) - 1 : UINT32_MAX;
}

/* What a policy denied that goes with its resource was denied of what goes, too; likewise of what is made. */
static void compare_rights(struct comparing *c)
{
	struct arena *arena = c->changes->arena;
	struct map before = { 0 }, kept = { 0 }, now_at = { 0 };
	bool *opened = ARENA_ARRAY(arena, bool, c->now->rights.len + 1), *closed = ARENA_ARRAY(arena, bool, c->before->rights.len + 1);
	c->other_rights = ARENA_ARRAY(arena, bool, c->now->resources.len + 1);
	for (uint32_t i = 0; i < c->now->resources.len; i++) {
		const struct record_resource *now = &c->now->resources.at[i];
		map_put(arena, &now_at, MAP_KEY(now->former_unit, now->former_address), i + 1);
	}
	for (uint32_t i = 0; i < c->before->rights.len; i++)
		map_put(arena, &before, whole_right(c, c->before, &c->before->rights.at[i], false), 1);
	for (uint32_t i = 0; i < c->now->rights.len; i++) {
		const struct record_right *right = &c->now->rights.at[i];
		const struct record_resource *of = &c->now->resources.at[right->of];
		name now = whole_right(c, c->now, right, false), former = whole_right(c, c->now, right, true);
		name found = map_at(&before, former, 0) ? former : map_at(&before, now, 0) ? now : NO_NAME;
		bool made = !map_at(&c->old_at, MAP_KEY(of->former_unit, of->former_address), 0);
		if (found)
			map_put(arena, &kept, found, 1);
		opened[i] = !found && !(made && right->denies);
		c->other_rights[right->of] |= opened[i];
	}
	for (uint32_t i = 0; i < c->before->rights.len; i++) {
		const struct record_right *right = &c->before->rights.at[i];
		uint32_t now = still_there(c, &now_at, &c->before->resources.at[right->of]);
		closed[i] = !map_at(&kept, whole_right(c, c->before, right, false), 0) && !(now == UINT32_MAX && right->denies);
		if (now != UINT32_MAX)
			c->other_rights[now] |= closed[i];
	}
	tell_rights(c, c->now, opened, true);
	tell_rights(c, c->before, closed, false);
}

static void compare_resources(struct comparing *c)
{
	c->was = ARENA_ARRAY(c->changes->arena, const struct record_resource *, c->now->resources.len + 1);
	c->fates = arena_alloc(c->changes->arena, (c->now->resources.len + 1) * sizeof *c->fates);
	c->matched = ARENA_ARRAY(c->changes->arena, bool, c->before->resources.len + 1);
	for (uint32_t i = 0; i < c->before->resources.len; i++) {
		const struct record_resource *old = &c->before->resources.at[i];
		map_put(c->changes->arena, &c->old_at, key_of(c, old_text(c, old->unit), old_text(c, old->address)), i + 1);
	}
	compare_rights(c);
	for (uint32_t i = 0; i < c->now->resources.len; i++)
		compare_resource(c, &c->now->resources.at[i]);
	for (uint32_t i = 0; i < c->now->resources.len; i++)
		is_replaced(c, i);
	for (uint32_t i = 0; i < c->before->resources.len; i++) {
		const struct record_resource *old = &c->before->resources.at[i];
		if (!c->matched[i])
			tell(c, old->kept ? CHANGE_DESTROYS : CHANGE_REMOVES, whole_address(c, old_text(c, old->unit), old_text(c, old->address)), (struct str){ 0 });
	}
}

/* --- what is open ------------------------------------------------------------------------------------------------- */

static void compare_paths(struct comparing *c)
{
	struct map open = { 0 };                       /* text, in the new table -> 1 before, 2 still */
	struct arena *arena = c->changes->arena;
	for (uint32_t i = 0; i < c->before->paths.len; i++)
		map_put(arena, &open, names_intern(c->now->names, old_text(c, c->before->paths.at[i].text)), 1);
	for (uint32_t i = 0; i < c->now->paths.len; i++) {
		const struct record_path *p = &c->now->paths.at[i];
		name known = map_at(&open, p->former, 0) ? p->former : p->text;
		if (map_at(&open, known, 0))
			map_put(arena, &open, known, 2);
		else
			tell(c, CHANGE_OPENS, new_text(c, p->text), (struct str){ 0 });
	}
	for (uint32_t i = 0; i < c->before->paths.len; i++) {
		struct str text = old_text(c, c->before->paths.at[i].text);
		if (map_at(&open, names_intern(c->now->names, text), 0) == 1)
			tell(c, CHANGE_CLOSES, text, (struct str){ 0 });
	}
}

/* --- steps of deliveries ------------------------------------------------------------------------------------------- */

static void tell_gate(struct comparing *c, enum change_kind kind, struct str step, const char *word, const struct record *of, const struct record_gate *gate, struct str detail)
{
	struct str text = names_text(of->names, gate->text), size = names_text(of->names, gate->size);
	tell(c, kind, str_format(c->changes->arena, "%.*s: %s%.*s%s%.*s", STR_ARG(step), word, STR_ARG(text), size.len ? " " : "", STR_ARG(size)), detail);
}

/* Steps and their gates as both builds call them: the keys of a build's gates, in the new table. */
struct gates { struct map steps, gates, limited; };      /* step -> index + 1 of a gate of it; step and gate -> the same; step -> 1 */

static uint64_t gate_key(struct comparing *c, struct str step, struct str gate)
{
	return MAP_KEY(names_intern(c->now->names, step), names_intern(c->now->names, gate));
}

static void note_gate(struct comparing *c, struct gates *all, struct str step, struct str gate, uint32_t index, enum gate_sort sort)
{
	struct arena *arena = c->changes->arena;
	name known = names_intern(c->now->names, step);
	map_put(arena, &all->steps, known, index + 1);
	map_put(arena, &all->gates, gate_key(c, step, gate), index + 1);
	if (sort == GATE_ONE_OF)
		map_put(arena, &all->limited, known, 1);
}

/* What lets other things through: some that it did not and not some that it did, where neither has all of the other. */
static void tell_other_gate(struct comparing *c, struct str step, const struct record_gate *old, const struct record_gate *g)
{
	struct gate_change change = record_gate_change(c->before, old, c->now, g);
	struct str was = str_format(c->changes->arena, "was %.*s", STR_ARG(old_text(c, old->size)));
	if (change.differs && change.opens)
		tell_gate(c, CHANGE_OPENS, step, "", c->now, g, was);
	if (change.differs && change.closes)
		tell_gate(c, CHANGE_CLOSES, step, "", c->now, g, was);
	if (change.differs && !change.opens && !change.closes)
		tell_gate(c, CHANGE_SETS, step, "", c->now, g, was);
}

/* Of a step that is in both: what it no longer waits for opens it, and so does another way to start it, or another branch that may. */
static void compare_gates(struct comparing *c)
{
	struct gates before = { 0 }, now = { 0 };
	for (uint32_t i = 0; i < c->before->gates.len; i++) {
		const struct record_gate *g = &c->before->gates.at[i];
		note_gate(c, &before, old_text(c, g->step), old_text(c, g->text), i, g->sort);
	}
	for (uint32_t i = 0; i < c->now->gates.len; i++) {
		const struct record_gate *g = &c->now->gates.at[i];
		name step = map_at(&before.steps, g->former_step, 0) ? g->former_step : g->step;
		name gate = map_at(&before.gates, MAP_KEY(step, g->former), 0) ? g->former : g->text;
		note_gate(c, &now, new_text(c, step), new_text(c, gate), i, g->sort);
		if (!map_at(&before.steps, step, 0))
			continue;
		uint32_t at = map_at(&before.gates, MAP_KEY(step, gate), 0);
		const struct record_gate *old = at ? &c->before->gates.at[at - 1] : NULL;
		bool opens = g->sort == GATE_REACHED_BY || (g->sort == GATE_ONE_OF && map_at(&before.limited, step, 0));
		if (old && old->sort == g->sort)
			tell_other_gate(c, new_text(c, g->step), old, g);
		else
			tell_gate(c, opens ? CHANGE_OPENS : CHANGE_CLOSES, new_text(c, g->step), "", c->now, g, (struct str){ 0 });
	}
	for (uint32_t i = 0; i < c->before->gates.len; i++) {
		const struct record_gate *g = &c->before->gates.at[i];
		name step = names_find(c->now->names, old_text(c, g->step));
		uint32_t still = step ? map_at(&now.steps, step, 0) : 0;
		if (!still || map_at(&now.gates, gate_key(c, old_text(c, g->step), old_text(c, g->text)), 0))
			continue;
		bool closes = g->sort == GATE_REACHED_BY || (g->sort == GATE_ONE_OF && map_at(&now.limited, step, 0));
		tell_gate(c, closes ? CHANGE_CLOSES : CHANGE_OPENS, new_text(c, c->now->gates.at[still - 1].step), "no longer ", c->before, g, (struct str){ 0 });
	}
}

/* --- files -------------------------------------------------------------------------------------------------------- */

/* A file whose resources are compared one by one; a unit that only reads what there is has none. */
static bool holds_resources(const struct record *r, const struct plan_file *file)
{
	for (uint32_t i = file->path.len; i-- > 0;) {
		if (file->path.at[i] != '/')
			continue;
		name unit = names_find(r->names, (struct str){ file->path.at, i });
		if (unit && map_at(&r->units, unit, 0))
			return map_at(&r->units, unit, 0) == UNIT_HOLDS;
	}
	return false;
}

static void compare_files(struct comparing *c, const struct plan *old, const struct plan *now)
{
	uint32_t i = 0, j = 0;
	while (i < old->files.len || j < now->files.len) {
		const struct plan_file *a = i < old->files.len ? &old->files.at[i] : NULL, *b = j < now->files.len ? &now->files.at[j] : NULL;
		int order = !a ? 1 : !b ? -1 : str_compare(a->path, b->path);
		if (order < 0 && !holds_resources(c->before, a))
			tell(c, CHANGE_WRITES, a->path, STR("no longer"));
		else if (order > 0 && !holds_resources(c->now, b))
			tell(c, CHANGE_WRITES, b->path, STR("new"));
		else if (order == 0 && !holds_resources(c->now, b) && !str_equal(a->bytes, b->bytes))
			tell(c, CHANGE_WRITES, b->path, (struct str){ 0 });
		i += order <= 0;
		j += order >= 0;
	}
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

static int change_order(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	int order = str_compare(x->what, y->what);
	return order ? order : str_compare(x->detail, y->detail);
}

void change_compare(struct changes *changes, const struct record *before, const struct plan *old_files, struct record *now, const struct plan *new_files)
{
	struct comparing c = { .changes = changes, .before = before, .now = now };
	record_index(now);
	compare_resources(&c);
	compare_paths(&c);
	compare_gates(&c);
	compare_files(&c, old_files, new_files);
	struct change *at = changes->list.at;
	uint32_t kept = 0;
	if (changes->list.len > 1)
		qsort(at, changes->list.len, sizeof *at, change_order);
	for (uint32_t i = 0; i < changes->list.len; i++)
		if (kept == 0 || change_order(&at[kept - 1], &at[i]) != 0)
			at[kept++] = at[i];
	changes->list.len = kept;
}
