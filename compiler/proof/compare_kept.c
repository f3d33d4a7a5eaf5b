/* What a program declares to last does: no plan destroys it, it leaves a last copy behind, and its backups are there as long as is said. */
#include "proof/groups.h"

enum of { EACH, OWN };

static const struct lasting { enum seen_type type; enum seen_argument argument; const char *path; bool value; enum of of; } lasting[] = {
#define LASTS(id, member, path, value, of) { SEEN_##id, READ_##id##_##member, path, value, of },
#include "proof/types.def"
};

static const struct staying { enum seen_type type; enum seen_argument argument; const char *path, *value; bool needed; const char *finding; } staying[] = {
#define STAYS(id, member, path, value, needed, finding) { SEEN_##id, READ_##id##_##member, path, value, needed, finding },
#include "proof/types.def"
};

static const struct { enum seen_type type; enum seen_argument argument; const char *path; } spare[] = {
#define SPARE(id, member, path) { SEEN_##id, READ_##id##_##member, path },
#include "proof/types.def"
};

static const struct { enum seen_type type; enum seen_argument argument; const char *path; } kept[] = {
#define KEPT(id, member, path) { SEEN_##id, READ_##id##_##member, path },
#include "proof/types.def"
};

/* What is said of how something is kept, or 0. */
static object_ref keeping_of(const struct proof *p, object_ref thing)
{
	return thing ? object_row(p->facts, thing, p->facts->relation_kind[REL_keeping]) : 0;
}

static bool is_said(const struct proof *p, object_ref keeping)
{
	struct val v = keeping ? row_get(p->facts, keeping, FIELD_keeping_lasting) : VAL_ABSENT;
	return v.tag == VAL_BOOL && v.i;
}

/* Around resources that are no thing's: environments by the folder of a unit, and what lasts by the account that it is in. */
struct around { struct comparison *c; struct map folders, accounts; };

/* Every environment, and those that are declared to last by their accounts; a thing stands in one, an environment in none. */
static void read_around(struct around *a)
{
	struct proof *p = a->c->p;
	struct extent keepings = rows_of(p->facts, REL_keeping);
	for (uint32_t i = 0; i < keepings.len; i++) {
		object_ref of = intent_object(p, keepings.at[i], FIELD_keeping_of);
		if (!of || object_at(p->facts, of)->place)
			continue;
		name account = comparison_account(a->c, of);
		map_put(p->arena, &a->folders, names_intern(p->names, declared_name(a->c, of)), of);
		if (account && is_said(p, keepings.at[i]))
			map_put(p->arena, &a->accounts, account, of);
	}
}

/* The environment of a resource: that of its thing, or the one whose folder its unit lies in; what is of no environment lasts as what
 * stands in its account does. */
static object_ref environment_around(const struct around *a, seen_ref s, object_ref thing)
{
	struct proof *p = a->c->p;
	const struct seen_unit *unit = &p->units.at[seen_at(p, s)->unit];
	object_ref environment = intent_environment(p, thing);
	if (!environment)
		environment = map_at(&a->folders, unit->folder, 0);
	return environment || !unit->account ? environment : map_at(&a->accounts, unit->account, 0);
}

/* What findings are about: the thing where it stands in an environment that lasts, or the environment itself; 0 where neither lasts. */
static object_ref what_lasts(const struct proof *p, object_ref thing, object_ref environment)
{
	bool stands = thing && intent_environment(p, thing) == environment;
	if (is_said(p, keeping_of(p, thing)))
		return thing;
	return !is_said(p, keeping_of(p, environment)) ? 0 : stands ? thing : environment;
}

static void compare_lasting(const struct around *a, seen_ref s, const struct lasting *row)
{
	struct comparison *c = a->c;
	struct proof *p = c->p;
	object_ref thing = carriers_thing(p, seen_at(p, s)->subject);
	if (seen_at(p, s)->data || (row->value ? seen_true(p, s, row->argument) : !seen_may_be_true(p, s, row->argument)))
		return;
	object_ref environment = environment_around(a, s, thing);
	if (row->of == OWN && (!thing || !object_at(p->facts, thing)->place))
		return;
	object_ref which = what_lasts(p, thing, environment);
	if (which)
		proof_closes(p, s, "%.*s is declared to last, and %s is not %s", STR_ARG(declared_name(c, which)), row->path,
			row->value ? "true" : "false");
}

static void compare_staying(const struct around *a, seen_ref s, const struct staying *row)
{
	struct proof *p = a->c->p;
	object_ref thing = carriers_thing(p, seen_at(p, s)->subject), environment = environment_around(a, s, thing);
	struct str text = seen_text(p, s, row->argument);
	bool any = seen_cell(p, s, row->argument)->count > 0;
	if (seen_at(p, s)->data || (any ? !row->value[0] || str_is(text, row->value) : !row->needed))
		return;
	object_ref which = what_lasts(p, thing, environment);
	if (which)
		proof_closes(p, s, "%.*s is declared to last, and %s says %.*s: %s", STR_ARG(declared_name(a->c, which)), row->path,
			STR_ARG(text.len ? text : STR("nothing that is seen")), row->finding);
}

/* Where one zone fails, what stands by in another takes over. */
static void compare_spare(struct comparison *c, seen_ref s, enum seen_argument argument, const char *path)
{
	struct proof *p = c->p;
	object_ref thing = carriers_thing(p, seen_at(p, s)->subject);
	object_ref keeping = keeping_of(p, thing);
	if (keeping && !seen_true(p, s, argument) && intent_word(p, keeping, FIELD_keeping_standby, "zone"))
		proof_closes(p, s, "%.*s is declared to stand by in another zone, and %s is not true", STR_ARG(declared_name(c, thing)), path);
}

/* A plain number; whatever is none, none. */
static int64_t number_of(struct str text)
{
	int64_t number = 0;
	for (uint32_t i = 0; i < text.len; i++)
		number = text.at[i] >= '0' && text.at[i] <= '9' && number < 1000000 ? number * 10 + (text.at[i] - '0') : INT32_MIN;
	return number;
}

static const int64_t DAY = 24ll * 60 * 60 * 1000;

static void compare_backups(struct comparison *c, seen_ref s, enum seen_argument argument, const char *path)
{
	struct proof *p = c->p;
	object_ref thing = carriers_thing(p, seen_at(p, s)->subject), keeping = keeping_of(p, thing);
	struct val declared = keeping ? row_get(p->facts, keeping, FIELD_keeping_backups) : VAL_ABSENT;
	struct str days = seen_text(p, s, argument);
	if (declared.tag == VAL_DURATION && number_of(days) < declared.i / DAY)
		proof_closes(p, s, "%.*s is declared to have backups of %lld days, and %s says %.*s", STR_ARG(declared_name(c, thing)), (long long)(declared.i / DAY),
			path, STR_ARG(days.len ? days : STR("nothing that is seen")));
}

void compare_kept(struct comparison *c)
{
	struct proof *p = c->p;
	struct around around = { .c = c };
	read_around(&around);
	for (size_t r = 0; r < sizeof lasting / sizeof *lasting; r++)
		for (uint32_t i = 0; i < p->of_type[lasting[r].type].len; i++)
			compare_lasting(&around, p->of_type[lasting[r].type].at[i], &lasting[r]);
	for (size_t r = 0; r < sizeof staying / sizeof *staying; r++)
		for (uint32_t i = 0; i < p->of_type[staying[r].type].len; i++)
			compare_staying(&around, p->of_type[staying[r].type].at[i], &staying[r]);
	for (size_t r = 0; r < sizeof spare / sizeof *spare; r++)
		for (uint32_t i = 0; i < p->of_type[spare[r].type].len; i++)
			compare_spare(c, p->of_type[spare[r].type].at[i], spare[r].argument, spare[r].path);
	for (size_t r = 0; r < sizeof kept / sizeof *kept; r++)
		for (uint32_t i = 0; i < p->of_type[kept[r].type].len; i++)
			compare_backups(c, p->of_type[kept[r].type].at[i], kept[r].argument, kept[r].path);
}
