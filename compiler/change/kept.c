/* The ledger of what must not be lost. */
#include <string.h>

#include "change/kept.h"

#include <stdlib.h>

#include "base/buf.h"
#include "change/behind.h"

/* --- writing it -------------------------------------------------------------------------------------------------- */

#define LONGEST_VALUE 400u      /* of longer ones stands a sum: a manifest is read by people */
#define SHOWN_VALUE 100u

/* The beginning of a value that one line can show: up to its first line break, whole letters. */
static struct str beginning(struct str value)
{
	uint32_t len = 0;
	while (len < value.len && len < SHOWN_VALUE && value.at[len] != '\n')
		len++;
	while (len > 0 && len < value.len && ((unsigned char)value.at[len] & 0xc0) == 0x80)
		len--;
	return (struct str){ value.at, len };
}

static bool is_one_line(struct str value)
{
	return value.len == 0 || memchr(value.at, '\n', value.len) == NULL;
}

/* A value as it is kept and compared, in one line: of a list the sum is that of its members in any order, as lists are compared. */
static struct str shortened(struct arena *arena, struct str value)
{
	if (value.len <= LONGEST_VALUE && is_one_line(value))
		return value;
	uint64_t sum = record_sum(value);
	struct str shown = record_is_list(value) ? STR("") : beginning(value);
	return str_format(arena, "%.*s... and more, sum %08x%08x", STR_ARG(shown), (unsigned)(sum >> 32), (unsigned)sum);
}

static const struct record_argument *argument_at(const struct record *r, const struct record_resource *resource, struct str path)
{
	for (uint32_t i = 0; i < resource->count; i++)
		if (str_equal(names_text(r->names, r->arguments.at[resource->first + i].path), path))
			return &r->arguments.at[resource->first + i];
	return NULL;
}

static void add_line(const struct record *r, struct buf *lines, name path, name text)
{
	buf_format(lines, "%s%.*s = %.*s", lines->len ? "\n" : "", STR_ARG(names_text(r->names, path)), STR_ARG(shortened(r->arena, names_text(r->names, text))));
}

/* Versions that were reached and are no longer said: the platform keeps them. */
static void add_unsaid(const struct record *r, const struct record_resource *resource, struct buf *lines)
{
	uint32_t of = (uint32_t)(resource - r->resources.at) + 1;
	for (uint32_t i = 0; i < r->code->lasting.len; i++) {
		const struct lasting_form *form = &r->code->lasting.at[i];
		if (!form->rises || form->type != resource->type || map_at(&r->settled, MAP_KEY(form->type, form->argument), 0) != i + 1)
			continue;
		name text = map_at(&r->reached, MAP_KEY(of, form->argument), NO_NAME);
		if (text && !argument_at(r, resource, names_text(r->names, form->argument)))
			add_line(r, lines, form->argument, text);
	}
}

static struct str settled_lines(const struct record *r, const struct record_resource *resource)
{
	struct buf lines;
	buf_init(&lines, r->arena);
	for (uint32_t i = 0; i < resource->count; i++) {
		const struct record_argument *a = &r->arguments.at[resource->first + i];
		if (!record_is_settled(r, resource->type, a->path))
			continue;
		add_line(r, &lines, a->path, map_at(&r->reached, MAP_KEY((uint32_t)(resource - r->resources.at) + 1, a->path), a->text));
	}
	add_unsaid(r, resource, &lines);
	buf_char(&lines, '\0');
	struct str text = buf_done(&lines);
	return (struct str){ text.at, text.len - 1 };
}

static int kept_order(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;
	int order = str_compare(x->unit, y->unit);
	return order ? order : str_compare(x->address, y->address);
}

struct waiting { VEC(uint32_t) list; };

/* Marks what a resource is settled on by its references, and adds it to those that wait for the same. */
static void mark_next(const struct record *r, uint32_t at, bool *wanted, struct waiting *waiting)
{
	const struct record_resource *resource = &r->resources.at[at];
	for (uint32_t i = 0; i < resource->count; i++) {
		const struct record_argument *a = &r->arguments.at[resource->first + i];
		if (!record_is_settled(r, resource->type, a->path))
			continue;
		struct behind walk = behind_begin(resource->unit, names_text(r->names, a->text));
		while (behind_next(r, &walk))
			if (!wanted[walk.resource]) {
				wanted[walk.resource] = true;
				vec_push(r->arena, &waiting->list, walk.resource);
			}
	}
}

/* What a resource in use is settled on, and what that is settled on in turn: made anew, it takes that along. */
static void mark_behind(const struct record *r, uint32_t at, bool *wanted, struct waiting *waiting)
{
	wanted[at] = true;
	vec_push(r->arena, &waiting->list, at);
	while (waiting->list.len > 0)
		mark_next(r, waiting->list.at[--waiting->list.len], wanted, waiting);
}

struct kept *kept_list(struct record *r, uint32_t *count)
{
	record_index(r);
	bool *wanted = ARENA_ARRAY(r->arena, bool, r->resources.len + 1);
	struct waiting waiting = { 0 };
	uint32_t most = 0;
	*count = 0;
	for (uint32_t i = 0; i < r->resources.len; i++)
		if (r->resources.at[i].guarded && !wanted[i])
			mark_behind(r, i, wanted, &waiting);
	for (uint32_t i = 0; i < r->resources.len; i++)
		most += wanted[i] |= r->resources.at[i].kept;
	struct kept *list = ARENA_ARRAY(r->arena, struct kept, most + 1);
	for (uint32_t i = 0; i < r->resources.len; i++) {
		const struct record_resource *resource = &r->resources.at[i];
		if (wanted[i])
			list[(*count)++] = (struct kept){ names_text(r->names, resource->unit), names_text(r->names, resource->address),
				record_thing(r, resource), settled_lines(r, resource), resource->guarded };
	}
	if (*count > 1)
		qsort(list, *count, sizeof *list, kept_order);
	return list;
}

/* --- what is said to go ------------------------------------------------------------------------------------------- */

static bool is_thing(struct str thing, struct str kind, struct str called)
{
	uint32_t len = kind.len + 1 + called.len;
	return thing.len >= len && str_equal((struct str){ thing.at, kind.len }, kind) && thing.at[kind.len] == ' '
	       && str_equal((struct str){ thing.at + kind.len + 1, called.len }, called) && (thing.len == len || thing.at[len] == ' ');
}

/* `store orders in dev`: the end of it, if it is the place of what the thing is called. */
static bool is_in(struct str thing, struct str place)
{
	struct str before = STR(" in ");
	if (thing.len < before.len + place.len)
		return false;
	uint32_t from = thing.len - place.len;
	return str_equal((struct str){ thing.at + from, place.len }, place) && str_equal((struct str){ thing.at + from - before.len, before.len }, before);
}

static bool in_places(const struct record *r, object_ref row, const struct kept *k)
{
	struct val places = row_get(r->facts, row, FIELD_removal_places);
	for (uint32_t i = 0; i < list_len(places); i++)
		if (is_in(k->thing, val_str(r->names, list_at(r->facts, places, i))))
			return true;
	return list_len(places) == 0;
}

/* It stays, and may be lost from then on. */
static bool only_loosens(const struct record *r, object_ref removal)
{
	struct val how = row_get(r->facts, removal, FIELD_removal_how);
	return val_is_stringy(how) && str_is(val_str(r->names, how), "loosened");
}

/* Where the program says that it goes, or that it is loosened, the thing that it is made for or its whole unit: that row, or 0. */
static object_ref removal_of(const struct record *r, const struct kept *k, bool loosens)
{
	struct extent rows = rows_of(r->facts, REL_removal);
	for (uint32_t i = 0; i < rows.len; i++) {
		if (only_loosens(r, rows.at[i]) != loosens)
			continue;
		struct str kind = val_str(r->names, row_get(r->facts, rows.at[i], FIELD_removal_what));
		struct str called = val_str(r->names, row_get(r->facts, rows.at[i], FIELD_removal_name));
		if (str_is(kind, "unit") ? str_equal(k->unit, called) : is_thing(k->thing, kind, called) && in_places(r, rows.at[i], k))
			return rows.at[i];
	}
	return 0;
}

bool kept_is_said(const struct record *record, const struct kept *k, bool loosens) { return removal_of(record, k, loosens) != 0; }

/* --- comparing it --------------------------------------------------------------------------------------------------- */

static const struct record_resource *resource_at(const struct record *r, const struct map *former, const struct kept *k)
{
	name unit = names_find(r->names, k->unit), address = names_find(r->names, k->address);
	uint64_t key = MAP_KEY(unit, address);
	uint32_t at = unit && address ? map_at(&r->at, key, 0) : 0;
	if (!at && unit && address)
		at = map_at(former, key, 0);
	return at ? &r->resources.at[at - 1] : NULL;
}

/* A state has the address of no resource. */
static bool is_state(const struct kept *k)
{
	for (uint32_t i = 0; i < k->address.len; i++)
		if (k->address.at[i] == '.')
			return false;
	return true;
}

/* A unit that is there, by its name or by that of before. */
static bool has_unit(const struct record *r, struct str unit)
{
	name known = names_find(r->names, unit);
	return known && map_at(&r->units, known, 0);
}

static void help_lost(struct diags *diags, struct diag *d, const struct kept *k, bool with_unit)
{
	struct str kind = k->thing, place = { 0 };
	for (uint32_t i = 0; i + 4 <= k->thing.len; i++)
		if (str_equal((struct str){ k->thing.at + i, 4 }, STR(" in "))) {
			kind.len = i;
			place = (struct str){ k->thing.at + i + 4, k->thing.len - i - 4 };
		}
	bool named = str_starts(kind, STR("store ")) || str_starts(kind, STR("key "));
	if (named && !with_unit)
		diag_help(diags, d, "say `was` where it has another name now; or that it goes: removed NAME { %.*s;%s%.*s%s because \"...\" }", STR_ARG(kind),
			place.len ? " in " : "", STR_ARG(place), place.len ? ";" : "");
	else
		diag_help(diags, d, "say `was` where it has another name now; or that it goes: removed NAME { unit \"%.*s\"; because \"...\" }", STR_ARG(k->unit));
}

/* Of one unit: all that goes with it is told at once when the unit itself is gone. */
static uint32_t report_lost(const struct record *r, struct diags *diags, const struct kept *k, uint32_t count)
{
	if (has_unit(r, k->unit)) {
		struct diag *d = diag_add(diags, DIAG_DESTROYS_STORE, NO_SPAN, "%.*s in %.*s is no longer written: what it keeps would be lost", STR_ARG(k->address),
			STR_ARG(k->unit));
		if (k->thing.len)
			diag_note(diags, d, "it was made for %.*s", STR_ARG(k->thing));
		help_lost(diags, d, k, false);
		return 1;
	}
	uint32_t same = 0;
	struct buf lost;
	buf_init(&lost, r->arena);
	for (; same < count && str_equal(k[same].unit, k->unit); same++)
		if (!is_state(&k[same]) && record_is_lost(r, k[same].unit, k[same].address))
			buf_format(&lost, "%s%.*s", lost.len ? ", " : "", STR_ARG(k[same].address));
	struct diag *d = diag_add(diags, DIAG_DESTROYS_STORE, NO_SPAN, "%.*s is no longer written, and its state would be forgotten", STR_ARG(k->unit));
	if (lost.len)
		diag_note(diags, d, "it keeps %.*s", (int)lost.len, lost.at);
	else
		diag_note(diags, d, "what stands there would go on, with nobody to change or remove it; destroy it first");
	help_lost(diags, d, k, true);
	return same;
}

/* Of what a unit says of itself, without its prefix; {0} of an argument of a resource. */
static struct str of_unit(struct str path)
{
	struct str prefix = STR(RECORD_OF_UNIT);
	return str_starts(path, prefix) ? (struct str){ path.at + prefix.len, path.len - prefix.len } : (struct str){ 0 };
}

/* The roots that stand where the one before does and moved as it did are told with it. */
static void report_elsewhere(const struct record *r, struct diags *diags, const struct record_resource *now, struct str what, struct str was,
	struct str is)
{
	struct str unit = names_text(r->names, now->unit);
	struct diag *d = diag_add(diags, DIAG_REPLACES_STORE, r->facts->origins.at[now->origin], "%.*s would be applied elsewhere: its %.*s was %.*s and is %.*s",
		STR_ARG(unit), STR_ARG(what), STR_ARG(was), STR_ARG(is));
	diag_note(diags, d, "what its state knows is not found there: it would be made anew, and nobody would know of the old");
	diag_help(diags, d, "keep it as it was, or make another one beside it; what goes on purpose is destroyed first, and said: removed NAME { unit \"%.*s\"; because \"...\" }",
		STR_ARG(unit));
	diags_fold(diags, unit);
}

/* `changed`: all that differs; what to do instead is said of the first argument that has it said. `left`: some was left as found. */
static void report_replaced(const struct record *r, struct diags *diags, const struct kept *k, const struct record_resource *now, struct str changed,
	struct str instead, bool left)
{
	struct diag *d = diag_add(diags, DIAG_REPLACES_STORE, r->facts->origins.at[now->origin], "%.*s in %.*s would be destroyed and made again: %.*s",
		STR_ARG(names_text(r->names, now->address)), STR_ARG(names_text(r->names, now->unit)), STR_ARG(changed));
	diag_note(diags, d, left ? "what it was found with is known to nobody here; where that differs, the platform cannot change it in place"
	                         : "the platform cannot change it in place");
	instead = instead.len ? instead : STR("keep it as it was, or make another one beside it");
	if (k->thing.len)
		diag_help(diags, d, "%.*s; what goes on purpose is said with `removed`", STR_ARG(instead));
	else
		diag_help(diags, d, "%.*s; what goes on purpose is said: removed NAME { unit \"%.*s\"; because \"...\" }", STR_ARG(instead), STR_ARG(k->unit));
}

/* The next line `ARGUMENT = VALUE` of what was agreed on, from *from. */
static bool next_line(const struct kept *k, uint32_t *from, struct str *path, struct str *was)
{
	while (*from < k->settled.len) {
		uint32_t start = *from, equals = start, to = start;
		while (to < k->settled.len && k->settled.at[to] != '\n')
			to++;
		while (equals + 3 <= to && !str_equal((struct str){ k->settled.at + equals, 3 }, STR(" = ")))
			equals++;
		*from = to + 1;
		if (equals + 3 > to)
			continue;
		*path = (struct str){ k->settled.at + start, equals - start };
		*was = (struct str){ k->settled.at + equals + 3, to - equals - 3 };
		return true;
	}
	return false;
}

static struct str value_now(const struct record *r, const struct record_resource *now, struct str path)
{
	const struct record_argument *a = argument_at(r, now, path);
	return a ? shortened(r->arena, names_text(r->names, a->text)) : STR("not said");
}

static bool is_still(const struct record *r, const struct record_resource *now, struct str path, struct str was)
{
	const struct record_argument *a = argument_at(r, now, path);
	struct str is = value_now(r, now, path);
	return record_is_same(was, is) || (a && a->former && record_is_same(was, shortened(r->arena, names_text(r->names, a->former))))
	       || !record_is_remade(r, now->type, names_find(r->names, path), was, is);
}

static bool is_settled_now(const struct record *r, const struct record_resource *now, struct str path)
{
	name known = names_find(r->names, path);
	return known && record_is_settled(r, now->type, known);
}

/* Each line of the unit or of the resource; false when one is no longer so. Reports it unless `diags` is NULL. */
static bool compare_lines(const struct record *r, struct diags *diags, const struct kept *k, const struct record_resource *now, bool of_its_unit)
{
	bool same = true, left = false;
	struct str path, was, instead = { 0 };
	struct buf changed;
	buf_init(&changed, r->arena);
	for (uint32_t from = 0; (same || !of_its_unit) && next_line(k, &from, &path, &was);) {
		if ((of_unit(path).len > 0) != of_its_unit || (!of_its_unit && !is_settled_now(r, now, path)) || is_still(r, now, path, was))
			continue;
		struct str is = value_now(r, now, path);
		if (of_its_unit && diags)
			report_elsewhere(r, diags, now, of_unit(path), was, is);
		buf_format(&changed, "%s%.*s was %.*s and is %.*s", same ? "" : ", ", STR_ARG(path), STR_ARG(was), STR_ARG(is));
		instead = instead.len ? instead : record_instead(r, now->type, names_find(r->names, path), was);
		same = false;
		left |= str_is(was, RECORD_LEFT);
	}
	if (!same && !of_its_unit && diags)
		report_replaced(r, diags, k, now, buf_slice(&changed, 0), instead, left);
	return same;
}

/* That a state stands elsewhere is one fault, whatever else has gone with it: the way to it, the account and the region. */
static bool compare_settled(const struct record *r, struct diags *diags, const struct kept *k, const struct record_resource *now)
{
	return compare_lines(r, diags, k, now, true) && compare_lines(r, diags, k, now, false);
}

/* --- made anew with what it stands on ------------------------------------------------------------------------------- */

/* A reference of a settled argument, to an attribute of what is behind it. */
struct standing { uint32_t entry, next; struct str attribute; };

struct ledger {
	struct record *r;
	const struct kept *before;
	const struct record_resource **now;            /* of each, NULL when it is gone */
	struct map entry_of;                           /* index in r->resources -> index in before + 1 */
	bool *remade;
	uint32_t *standing_on;                         /* of each the first of those that stand on it, + 1: in standing */
	VEC(struct standing) standing;
	struct map elsewhere;                          /* units whose state would lie elsewhere, which is told of them alone -> 1 */
};
/* A settled argument, and the resource it refers to, which is made anew. */
struct cause { struct str path; const struct record_resource *behind; };

/* An argument of its own is what it says; anything else is known when it has been made again. */
static bool is_another(struct ledger *l, uint32_t entry, struct str attribute)
{
	struct str path, was;
	for (uint32_t from = 0; next_line(&l->before[entry], &from, &path, &was);)
		if (str_equal(path, attribute))
			return !is_still(l->r, l->now[entry], path, was);
	return l->remade[entry];
}

static bool find_cause(struct ledger *l, uint32_t entry, struct cause *cause)
{
	const struct record_resource *now = l->now[entry];
	struct str path, was;
	for (uint32_t from = 0; next_line(&l->before[entry], &from, &path, &was);) {
		const struct record_argument *a = is_settled_now(l->r, now, path) ? argument_at(l->r, now, path) : NULL;
		struct behind walk = behind_begin(now->unit, a ? names_text(l->r->names, a->text) : (struct str){ 0 });
		while (behind_next(l->r, &walk)) {
			uint32_t at = map_at(&l->entry_of, walk.resource, 0);
			if (!at || !is_another(l, at - 1, walk.attribute))
				continue;
			*cause = (struct cause){ path, &l->r->resources.at[walk.resource] };
			return true;
		}
	}
	return false;
}

static void add_standing(struct ledger *l, uint32_t entry)
{
	const struct record_resource *now = l->now[entry];
	struct str path, was;
	for (uint32_t from = 0; now && next_line(&l->before[entry], &from, &path, &was);) {
		const struct record_argument *a = is_settled_now(l->r, now, path) ? argument_at(l->r, now, path) : NULL;
		struct behind walk = behind_begin(now->unit, a ? names_text(l->r->names, a->text) : (struct str){ 0 });
		while (behind_next(l->r, &walk)) {
			uint32_t at = map_at(&l->entry_of, walk.resource, 0);
			if (!at)
				continue;
			vec_push(l->r->arena, &l->standing, (struct standing){ entry, l->standing_on[at - 1], walk.attribute });
			l->standing_on[at - 1] = l->standing.len;
		}
	}
}

static void add_remade(struct ledger *l, uint32_t entry, struct waiting *waiting)
{
	if (!l->remade[entry])
		vec_push(l->r->arena, &waiting->list, entry);
	l->remade[entry] = true;
}

/* What is another thing by its own arguments, then what stands on it, over as many as stand between. */
static void find_remade(struct ledger *l, uint32_t count)
{
	struct waiting waiting = { 0 };
	for (uint32_t i = 0; i < count; i++)
		add_standing(l, i);
	for (uint32_t i = 0; i < count; i++) {
		if (l->now[i] && !compare_settled(l->r, NULL, &l->before[i], l->now[i]))
			add_remade(l, i, &waiting);
		for (uint32_t s = l->standing_on[i]; s; s = l->standing.at[s - 1].next)
			if (is_another(l, i, l->standing.at[s - 1].attribute))
				add_remade(l, l->standing.at[s - 1].entry, &waiting);
	}
	while (waiting.list.len > 0) {
		uint32_t entry = waiting.list.at[--waiting.list.len];
		for (uint32_t s = l->standing_on[entry]; s; s = l->standing.at[s - 1].next)
			if (is_another(l, entry, l->standing.at[s - 1].attribute))
				add_remade(l, l->standing.at[s - 1].entry, &waiting);
	}
}

static void report_remade(struct ledger *l, uint32_t entry, struct diags *diags)
{
	const struct record *r = l->r;
	const struct record_resource *now = l->now[entry];
	struct cause cause;
	if (map_at(&l->elsewhere, now->unit, 0) && !is_state(&l->before[entry]))
		return;
	if (!compare_settled(r, diags, &l->before[entry], now) || !find_cause(l, entry, &cause) || map_at(&l->elsewhere, cause.behind->unit, 0))
		return;
	struct diag *d = diag_add(diags, DIAG_REPLACES_STORE, r->facts->origins.at[now->origin], "%.*s in %.*s would be destroyed and made again with what it stands on: %.*s is %.*s in %.*s",
		STR_ARG(names_text(r->names, now->address)), STR_ARG(names_text(r->names, now->unit)), STR_ARG(cause.path),
		STR_ARG(names_text(r->names, cause.behind->address)), STR_ARG(names_text(r->names, cause.behind->unit)));
	diag_note(diags, d, "that is made anew, and the platform cannot change it here in place");
	diag_help(diags, d, "keep what it stands on as it was, or make another one beside it; what goes on purpose is said with `removed`");
}

/* --- what stays, and is remembered otherwise ---------------------------------------------------------------------------- */

/* What was in use and keeps something is no longer kept from being destroyed: the next build would remember nothing of its use. */
static bool is_loosened(const struct ledger *l, uint32_t entry)
{
	const struct record_resource *now = l->now[entry];
	return now && now->kept && l->before[entry].guarded && !now->guarded;
}

/* Told once of each unit, with all of it. */
static void report_loosened(const struct ledger *l, uint32_t entry, uint32_t count, const object_ref *said, struct diags *diags)
{
	const struct record *r = l->r;
	const struct kept *k = &l->before[entry];
	struct buf all;
	buf_init(&all, r->arena);
	for (uint32_t i = 0; entry + i < count && str_equal(k[i].unit, k->unit); i++)
		if (is_loosened(l, entry + i) && !said[entry + i])
			buf_format(&all, "%s%.*s", all.len ? ", " : "", STR_ARG(k[i].address));
	struct diag *d = diag_add(diags, DIAG_LOOSENS_STORE, r->facts->origins.at[l->now[entry]->origin],
		"what was in use in %.*s would no longer be kept from being destroyed: %.*s", STR_ARG(k->unit), (int)all.len, all.at);
	diag_note(diags, d, "a last copy of it and its backups are then what is said of it now, and no later build remembers that it was in use");
	diag_help(diags, d, "keep it in what is lasting, as the class of its environment says; or say that it may be lost from now on: loosened NAME { unit \"%.*s\"; because \"...\" }",
		STR_ARG(k->unit));
}

/* `said`: the row that says of each that it goes, or is loosened, or 0. */
static void report_all_loosened(const struct ledger *l, uint32_t count, const object_ref *said, struct diags *diags)
{
	struct str told = { 0 };
	for (uint32_t i = 0; i < count; i++)
		if (is_loosened(l, i) && !said[i] && !str_equal(told, l->before[i].unit)) {
			told = l->before[i].unit;
			report_loosened(l, i, count, said, diags);
		}
}

/* That a version was reached is not forgotten by saying its beginning alone, or none. */
static void remember_reached(struct ledger *l, uint32_t entry)
{
	struct record *r = l->r;
	const struct record_resource *now = l->now[entry];
	struct str path, was;
	for (uint32_t from = 0; next_line(&l->before[entry], &from, &path, &was);) {
		if (!is_settled_now(r, now, path))
			continue;
		const struct record_argument *a = argument_at(r, now, path);
		struct str is = a ? names_text(r->names, a->text) : (struct str){ 0 };
		name known = names_find(r->names, path);
		if (!str_equal(is, record_reached(r, now->type, known, was, is)))
			map_put(r->arena, &r->reached, MAP_KEY((uint32_t)(now - r->resources.at) + 1, known), names_intern(r->names, was));
	}
}

/* --- all ------------------------------------------------------------------------------------------------------------ */

/* A removal that was done, or is not: what it names may go, or be in use no longer, without a word for as long as it stands. */
static void warn_stays(const struct record *r, struct diags *diags, object_ref removal, const struct kept *k)
{
	const struct object *row = object_at(r->facts, removal);
	bool loosens = only_loosens(r, removal);
	struct diag *d = diag_add(diags, DIAG_REMOVED_STAYS, r->facts->origins.at[row->origin], "%.*s is said to %s, and stays as it is: %.*s in %.*s",
		STR_ARG(k->thing.len ? k->thing : k->unit), loosens ? "be loosened" : "go", STR_ARG(k->address), STR_ARG(k->unit));
	diag_note(diags, d, loosens ? "a later build may loosen it without a word while this stands" : "a later build may destroy it without a word while this stands");
	diag_help(diags, d, loosens ? "take this out, or say what it is from now on" : "take this out, or take away what is to go");
}

/* Removals of which nothing goes and nothing is made anew. */
static void warn_unused(const struct record *r, struct diags *diags, const struct kept *before, uint32_t count, const object_ref *removals,
	const bool *stays)
{
	struct map used = { 0 };
	for (uint32_t i = 0; i < count; i++)
		if (removals[i] && !stays[i])
			map_put(r->arena, &used, removals[i], 1);
	for (uint32_t i = 0; i < count; i++)
		if (removals[i] && !map_at(&used, removals[i], 0)) {
			map_put(r->arena, &used, removals[i], 1);
			warn_stays(r, diags, removals[i], &before[i]);
		}
}

static struct ledger ledger_of(struct record *r, const struct kept *before, uint32_t count)
{
	struct map former = { 0 };
	struct ledger l = { .r = r, .before = before };
	l.now = ARENA_ARRAY(r->arena, const struct record_resource *, count + 1);
	l.remade = ARENA_ARRAY(r->arena, bool, count + 1);
	l.standing_on = ARENA_ARRAY(r->arena, uint32_t, count + 1);
	for (uint32_t i = 0; i < r->resources.len && count; i++) {
		const struct record_resource *resource = &r->resources.at[i];
		if (resource->former_unit != resource->unit || resource->former_address != resource->address)
			map_put(r->arena, &former, MAP_KEY(resource->former_unit, resource->former_address), i + 1);
	}
	for (uint32_t i = 0; i < count; i++) {
		l.now[i] = resource_at(r, &former, &before[i]);
		if (l.now[i])
			map_put(r->arena, &l.entry_of, (uint64_t)(l.now[i] - r->resources.at), i + 1);
		if (l.now[i] && is_state(&before[i]) && !compare_settled(r, NULL, &before[i], l.now[i]))
			map_put(r->arena, &l.elsewhere, l.now[i]->unit, 1);
	}
	return l;
}

void kept_compare(struct record *r, const struct kept *before, uint32_t count, struct diags *diags)
{
	if (count > 0)
		record_index(r);
	struct ledger l = ledger_of(r, before, count);
	find_remade(&l, count);
	object_ref *removals = ARENA_ARRAY(r->arena, object_ref, count + 1), *said = ARENA_ARRAY(r->arena, object_ref, count + 1);
	bool *stays = ARENA_ARRAY(r->arena, bool, count + 1), *tight = ARENA_ARRAY(r->arena, bool, count + 1);
	for (uint32_t i = 0; i < count; i++) {
		removals[i] = removal_of(r, &before[i], false);
		object_ref loosened = removal_of(r, &before[i], true);
		stays[i] = l.now[i] && !l.remade[i] && !is_loosened(&l, i);
		tight[i] = !is_loosened(&l, i);
		said[i] = removals[i] ? removals[i] : loosened;
		if (l.now[i] && !l.remade[i])
			remember_reached(&l, i);
	}
	for (uint32_t i = 0; i < count; i++) {
		if (removals[i])
			continue;
		if (!l.now[i] && (!has_unit(r, before[i].unit) || record_is_lost(r, before[i].unit, before[i].address)))
			i += report_lost(r, diags, &before[i], count - i) - 1;
		else if (l.now[i] && (before[i].guarded || is_state(&before[i])))
			report_remade(&l, i, diags);
	}
	report_all_loosened(&l, count, said, diags);
	warn_unused(r, diags, before, count, removals, stays);
	for (uint32_t i = 0; i < count; i++)
		said[i] = said[i] == removals[i] ? 0 : said[i];
	warn_unused(r, diags, before, count, said, tight);
}
