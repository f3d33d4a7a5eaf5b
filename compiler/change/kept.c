/* The ledger of what must not be lost. */
#include "change/kept.h"

#include <stdlib.h>

#include "base/buf.h"

/* --- writing it -------------------------------------------------------------------------------------------------- */

#define LONGEST_VALUE 400u      /* longer values are compared by their beginning: a manifest is read by people */

static struct str shortened(struct str value) { return value.len > LONGEST_VALUE ? (struct str){ value.at, LONGEST_VALUE } : value; }

static struct str settled_lines(const struct record *r, const struct record_resource *resource)
{
	struct buf lines;
	buf_init(&lines, r->arena);
	for (uint32_t i = 0; i < resource->count; i++) {
		const struct record_argument *a = &r->arguments.at[resource->first + i];
		if (record_is_settled(r, resource->type, a->path))
			buf_format(&lines, "%s%.*s = %.*s", lines.len ? "\n" : "", STR_ARG(names_text(r->names, a->path)), STR_ARG(shortened(names_text(r->names, a->text))));
	}
	return buf_slice(&lines, 0);
}

static int kept_order(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;
	int order = str_compare(x->unit, y->unit);
	return order ? order : str_compare(x->address, y->address);
}

struct kept *kept_list(const struct record *r, uint32_t *count)
{
	struct kept *list = ARENA_ARRAY(r->arena, struct kept, r->resources.len + 1);
	*count = 0;
	for (uint32_t i = 0; i < r->resources.len; i++) {
		const struct record_resource *resource = &r->resources.at[i];
		if (resource->kept)
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

/* Where the program says that it goes, the thing that it is made for or its whole unit: the row of that removal, or 0. */
static object_ref removal_of(const struct record *r, const struct kept *k)
{
	struct extent rows = rows_of(r->facts, REL_removal);
	for (uint32_t i = 0; i < rows.len; i++) {
		struct str kind = val_str(r->names, row_get(r->facts, rows.at[i], FIELD_removal_what));
		struct str called = val_str(r->names, row_get(r->facts, rows.at[i], FIELD_removal_name));
		if (str_is(kind, "unit") ? str_equal(k->unit, called) : is_thing(k->thing, kind, called) && in_places(r, rows.at[i], k))
			return rows.at[i];
	}
	return 0;
}

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
		if (!is_state(&k[same]))
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

static void report_replaced(const struct record *r, struct diags *diags, const struct record_resource *now, struct str path, struct str was,
	struct str is)
{
	struct str what = of_unit(path);
	if (what.len) {
		report_elsewhere(r, diags, now, what, was, is);
		return;
	}
	struct diag *d = diag_add(diags, DIAG_REPLACES_STORE, r->facts->origins.at[now->origin], "%.*s in %.*s would be destroyed and made again: %.*s was %.*s and is %.*s",
		STR_ARG(names_text(r->names, now->address)), STR_ARG(names_text(r->names, now->unit)), STR_ARG(path), STR_ARG(was), STR_ARG(is));
	diag_note(diags, d, "the platform cannot change it in place");
	struct str instead = record_instead(r, now->type, names_find(r->names, path));
	diag_help(diags, d, "%.*s; what goes on purpose is said with `removed`", STR_ARG(instead.len ? instead : STR("keep it as it was, or make another one beside it")));
}

static const struct record_argument *argument_at(const struct record *r, const struct record_resource *resource, struct str path)
{
	for (uint32_t i = 0; i < resource->count; i++)
		if (str_equal(names_text(r->names, r->arguments.at[resource->first + i].path), path))
			return &r->arguments.at[resource->first + i];
	return NULL;
}

/* Each line `ARGUMENT = VALUE` of what was agreed on, of the unit or of the resource; false when one is no longer so. Reports it
 * unless `diags` is NULL. */
static bool compare_lines(const struct record *r, struct diags *diags, const struct kept *k, const struct record_resource *now, bool of_its_unit)
{
	bool same = true;
	for (uint32_t from = 0, to; from < k->settled.len && (same || !of_its_unit); from = to + 1) {
		uint32_t equals = from;
		for (to = from; to < k->settled.len && k->settled.at[to] != '\n'; to++)
			;
		while (equals + 3 <= to && !str_equal((struct str){ k->settled.at + equals, 3 }, STR(" = ")))
			equals++;
		if (equals + 3 > to)
			continue;
		struct str path = { k->settled.at + from, equals - from }, was = { k->settled.at + equals + 3, to - equals - 3 };
		name known = names_find(r->names, path);
		if ((of_unit(path).len > 0) != of_its_unit)
			continue;
		if (!of_its_unit && (!known || !record_is_settled(r, now->type, known)))
			continue;
		const struct record_argument *a = argument_at(r, now, path);
		struct str is = a ? shortened(names_text(r->names, a->text)) : STR("not said");
		if (str_equal(was, is) || (a && a->former && str_equal(was, shortened(names_text(r->names, a->former)))))
			continue;
		if (!of_its_unit && !record_is_remade(r, now->type, known, was, is))
			continue;
		same = false;
		if (diags)
			report_replaced(r, diags, now, path, was, is);
	}
	return same;
}

/* That a state stands elsewhere is one fault, whatever else has gone with it: the way to it, the account and the region. */
static bool compare_settled(const struct record *r, struct diags *diags, const struct kept *k, const struct record_resource *now)
{
	return compare_lines(r, diags, k, now, true) && compare_lines(r, diags, k, now, false);
}

/* A removal that was done, or is not: what it names may go without a word for as long as it stands. */
static void warn_stays(const struct record *r, struct diags *diags, object_ref removal, const struct kept *k)
{
	const struct object *row = object_at(r->facts, removal);
	struct diag *d = diag_add(diags, DIAG_REMOVED_STAYS, r->facts->origins.at[row->origin], "%.*s is said to go, and stays as it is: %.*s in %.*s",
		STR_ARG(k->thing.len ? k->thing : k->unit), STR_ARG(k->address), STR_ARG(k->unit));
	diag_note(diags, d, "a later build may destroy it without a word while this stands");
	diag_help(diags, d, "take this out, or take away what is to go");
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

void kept_compare(struct record *r, const struct kept *before, uint32_t count, struct diags *diags)
{
	struct map former = { 0 };
	object_ref *removals = ARENA_ARRAY(r->arena, object_ref, count + 1);
	bool *stays = ARENA_ARRAY(r->arena, bool, count + 1);
	for (uint32_t i = 0; i < r->resources.len && count; i++)
		map_put(r->arena, &former, MAP_KEY(r->resources.at[i].former_unit, r->resources.at[i].former_address), i + 1);
	for (uint32_t i = 0; i < count; i++) {
		const struct record_resource *now = resource_at(r, &former, &before[i]);
		removals[i] = removal_of(r, &before[i]);
		if (removals[i])
			stays[i] = now && compare_settled(r, NULL, &before[i], now);
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct record_resource *now = removals[i] ? NULL : resource_at(r, &former, &before[i]);
		if (removals[i])
			continue;
		if (!now)
			i += report_lost(r, diags, &before[i], count - i) - 1;
		else if (before[i].guarded || is_state(&before[i]))
			compare_settled(r, diags, &before[i], now);
	}
	warn_unused(r, diags, before, count, removals, stays);
}
