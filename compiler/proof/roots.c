/* Who changes which units. An account and what lies between two environments hold some of each: whoever changes the less strict one
 * must not get at the other by it. */
#include "base/path.h"
#include "proof/groups.h"
#include "proof/roots.h"

static struct str text(const struct roots *r, name n) { return names_text(r->c->p->names, n); }
static bool is_word(const struct roots *r, name word, struct str other) { return word && str_equal(text(r, word), other); }

static bool has_pattern(struct str s)
{
	for (uint32_t i = 0; i < s.len; i++)
		if (s.at[i] == '*' || s.at[i] == '?' || s.at[i] == '$')
			return true;
	return false;
}

static uint32_t rank_of(const struct roots *r, object_ref environment) { return map_at(&r->rank_of, environment, 0); }

static void raise_rank(const struct roots *r, struct map *ranks, uint64_t key, object_ref environment)
{
	if (map_at(ranks, key, 0) < rank_of(r, environment))
		map_put(r->c->p->arena, ranks, key, rank_of(r, environment));
}

bool roots_changes(const struct roots *r, object_ref pipeline) { return map_at(&r->changes, pipeline, 0) != 0; }
bool roots_has_applier(const struct roots *r, object_ref environment) { return map_at(&r->role_of, environment, NO_NAME) != NO_NAME; }

bool roots_may_take(const struct roots *r, object_ref environment, struct str account, struct str role)
{
	const struct names *names = r->c->p->names;
	name at = names_find(names, account), known = names_find(names, role);
	for (uint32_t l = at && known ? chain_last(&r->applied_by, MAP_KEY(at, known)) : 0; l; l = chain_former(&r->applied_by, l)) {
		object_ref other = chain_value(&r->applied_by, l);
		if (other == environment || (intent_is_linked(r->c->in, environment, other) && rank_of(r, other) <= rank_of(r, environment)))
			return true;
	}
	return false;
}

/* A unit of an account as a whole ends in its number. */
static bool is_of_account(const struct roots *r, uint32_t unit, name account)
{
	return r->c->p->units.at[unit].account && is_word(r, account, path_base(text(r, r->c->p->units.at[unit].path)));
}

static bool is_changed(const struct roots *r, object_ref environment, uint32_t unit)
{
	const struct seen_unit *u = &r->c->p->units.at[unit];
	name account = comparison_account(r->c, environment);
	if (is_of_account(r, unit, account))
		return map_at(&r->rank_of_account, account, 0) <= rank_of(r, environment);
	if (map_at(&r->rank_of_unit, unit, 0) > rank_of(r, environment))
		return false;
	return map_at(&r->stands, MAP_KEY(unit, environment), 0) || is_word(r, u->folder, declared_name(r->c, environment))
	       || (!u->account && !map_at(&r->rank_of_unit, unit, 0));
}

/* The first part of the paths of an environment's units: as it is called, or was. */
static bool is_folder_of(const struct roots *r, object_ref environment, struct str folder)
{
	return str_equal(declared_name(r->c, environment), folder) || is_word(r, object_former(r->c->p->facts, environment), folder);
}

static uint32_t unit_with(const struct roots *r, struct str key)
{
	name state = names_find(r->c->p->names, key);
	return state ? map_at(&r->c->p->unit_by_state, state, 0) : 0;
}

/* Of a unit in the environment's folder that holds nothing yet, too. */
bool roots_may_write(const struct roots *r, object_ref environment, struct str key)
{
	uint32_t unit = unit_with(r, key);
	return unit ? is_changed(r, environment, unit) : !has_pattern(key) && is_folder_of(r, environment, proof_part(&key, '/'));
}

/* What no stricter environment keeps may be looked at, too. */
bool roots_may_look(const struct roots *r, object_ref environment, struct str key)
{
	uint32_t unit = unit_with(r, key);
	if (roots_may_write(r, environment, key))
		return true;
	for (uint32_t l = unit ? chain_last(&r->readers_of, unit) : 0; l; l = chain_former(&r->readers_of, l))
		if (is_changed(r, environment, chain_value(&r->readers_of, l)))
			return true;
	return unit && (is_of_account(r, unit, comparison_account(r->c, environment)) || !r->c->p->units.at[unit].account);
}

static void each_read_of(const struct roots *r, object_ref environment, uint32_t unit, void (*need)(void *user, struct str key), void *user)
{
	for (uint32_t l = is_changed(r, environment, unit) ? chain_last(&r->read_by, unit) : 0; l; l = chain_former(&r->read_by, l))
		need(user, text(r, chain_value(&r->read_by, l)));
}

void roots_each_read(const struct roots *r, object_ref environment, void (*need)(void *user, struct str key), void *user)
{
	name account = comparison_account(r->c, environment);
	for (uint32_t l = chain_last(&r->units_of, environment); l; l = chain_former(&r->units_of, l))
		if (!map_at(&r->shared, MAP_KEY(chain_value(&r->units_of, l), rank_of(r, environment)), 0))
			each_read_of(r, environment, chain_value(&r->units_of, l), need, user);
	for (uint32_t l = account ? chain_last(&r->units_at, account) : 0; l; l = chain_former(&r->units_at, l))
		if (!map_at(&r->shared_account, MAP_KEY(account, rank_of(r, environment)), 0))
			each_read_of(r, environment, chain_value(&r->units_at, l), need, user);
}

/* --- what there is ---------------------------------------------------------------------------------------------------------- */

/* Also that of an environment in which no network stands. */
static name account_of(const struct roots *r, object_ref applier)
{
	struct val account = row_get(r->c->p->facts, applier, FIELD_applier_account);
	return account.tag == VAL_NONE ? comparison_account(r->c, intent_object(r->c->p, applier, FIELD_applier_of))
		: names_intern(r->c->p->names, proof_spelled(r->c->p, account));
}

static void read_declared(struct roots *r)
{
	struct proof *p = r->c->p;
	struct extent deliveries = rows_of(p->facts, REL_delivery), appliers = rows_of(p->facts, REL_applier), stages = rows_of(p->facts, REL_stage);
	struct map first_of = { 0 };
	for (uint32_t i = 0; i < deliveries.len; i++)
		if (row_get(p->facts, deliveries.at[i], FIELD_delivery_roots).tag != VAL_NONE)
			map_put(p->arena, &r->changes, intent_object(p, deliveries.at[i], FIELD_delivery_of), 1);
	for (uint32_t i = 0; i < appliers.len; i++) {
		object_ref environment = intent_object(p, appliers.at[i], FIELD_applier_of);
		struct val role = row_get(p->facts, appliers.at[i], FIELD_applier_role);
		int64_t rank = row_get(p->facts, appliers.at[i], FIELD_applier_rank).i;
		map_put(p->arena, &r->rank_of, environment, (uint32_t)(rank < 0 ? 0 : rank >= UINT32_MAX ? UINT32_MAX - 1 : rank) + 1);
		raise_rank(r, &r->rank_of_account, account_of(r, appliers.at[i]), environment);
		if (role.tag == VAL_NONE)
			continue;
		name called = names_intern(p->names, proof_spelled(p, role));
		map_put(p->arena, &r->role_of, environment, called);
		chain_add(p->arena, &r->applied_by, MAP_KEY(comparison_account(r->c, environment), called), environment);
	}
	for (uint32_t i = 0; i < stages.len; i++) {
		object_ref environment = intent_object(p, stages.at[i], FIELD_stage_environment);
		if (!roots_changes(r, intent_object(p, stages.at[i], FIELD_stage_of)))
			continue;
		name account = comparison_account(r->c, environment);
		uint32_t first = map_at(&first_of, MAP_KEY(account, rank_of(r, environment)), environment);
		map_put(p->arena, &first_of, MAP_KEY(account, rank_of(r, environment)), first);
		if (first != environment)
			map_put(p->arena, &r->shared_account, MAP_KEY(account, rank_of(r, environment)), 1);
	}
}

static void stand_in(struct roots *r, uint32_t unit, object_ref environment)
{
	if (!environment || map_at(&r->stands, MAP_KEY(unit, environment), 0))
		return;
	map_put(r->c->p->arena, &r->stands, MAP_KEY(unit, environment), 1);
	chain_add(r->c->p->arena, &r->units_of, environment, unit);
	if (map_at(&r->rank_of_unit, unit, 0) == rank_of(r, environment))
		map_put(r->c->p->arena, &r->shared, MAP_KEY(unit, rank_of(r, environment)), 1);
	raise_rank(r, &r->rank_of_unit, unit, environment);
}

static void read_units(struct roots *r)
{
	struct proof *p = r->c->p;
	for (uint32_t i = 1; i < p->seen.len; i++) {
		object_ref thing = carriers_thing(p, seen_at(p, i)->subject), environment = thing ? intent_environment(p, thing) : 0;
		if (thing && !environment && intent_networks(r->c->in, thing))
			environment = thing;
		stand_in(r, seen_at(p, i)->unit, environment);
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_peering].len; i++) {
		seen_ref s = p->of_type[SEEN_peering].at[i];
		for (enum seen_argument a = READ_peering_vpc; a <= READ_peering_peer_vpc; a++) {
			object_ref network = comparison_network(r->c, s, a);
			stand_in(r, seen_at(p, s)->unit, network ? intent_object(p, network, FIELD_network_environment) : 0);
		}
	}
	for (uint32_t u = 1; u < p->units.len; u++) {
		name account = names_find(p->names, path_base(text(r, p->units.at[u].path)));
		if (p->units.at[u].account && account && map_at(&r->c->accounts, account, 0))
			chain_add(p->arena, &r->units_at, account, u);
	}
	for (uint32_t i = 0; i < p->reads.len; i++) {
		uint32_t unit = map_at(&p->unit_by_state, p->reads.at[i].key, 0);
		chain_add(p->arena, &r->read_by, p->reads.at[i].unit, p->reads.at[i].key);
		if (unit)
			chain_add(p->arena, &r->readers_of, unit, p->reads.at[i].unit);
	}
}

struct roots *roots_read(struct comparison *c)
{
	struct roots *r = ARENA_NEW(c->p->arena, struct roots);
	r->c = c;
	read_declared(r);
	read_units(r);
	return r;
}
