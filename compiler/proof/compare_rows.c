/* What types.def says of single arguments: values that they must have, and resources that they lead to. */
#include "proof/groups.h"

enum { SAME = 1, NEEDED = 2 };

static const struct { enum seen_type type; enum seen_argument argument; enum seen_type other; unsigned how; } leading[] = {
#define LEADS(id, member, path, other, how) { SEEN_##id, READ_##id##_##member, SEEN_##other, how },
#include "proof/types.def"
};

static const struct { enum seen_type type; enum seen_argument argument; const char *value, *finding; bool needed; } held[] = {
#define MUST(id, member, path, value, finding) { SEEN_##id, READ_##id##_##member, value, finding, true },
#define ONLY(id, member, path, value, finding) { SEEN_##id, READ_##id##_##member, value, finding, false },
#include "proof/types.def"
};

static const struct { enum seen_type type; enum seen_argument argument; } single[] = {
#define SINGLE(id, member) { SEEN_##id, READ_##id##_##member },
#include "proof/types.def"
};

enum where { REGION, ACCOUNT, ANYWHERE };

static const struct naming { enum seen_type type; enum seen_argument argument; enum where where; enum seen_type among; } named[] = {
#define NAMED_AMONG(id, member, where, other) { SEEN_##id, READ_##id##_##member, where, SEEN_##other },
#include "proof/types.def"
};

static const struct { enum seen_type type; enum seen_argument argument; const char *finding; } placed[] = {
#define PLACED(id, member, finding) { SEEN_##id, READ_##id##_##member, finding },
#include "proof/types.def"
};

/* What of an endpoint says how a store is kept. */
enum { SAID_sign_in = FIELD_endpoint_sign_in, SAID_encryption = FIELD_endpoint_encryption };

static const struct { enum seen_type type; enum seen_argument argument; const char *value; uint32_t field; const char *word, *finding; } declared[] = {
#define DECLARED(id, member, path, value, field, word, finding) { SEEN_##id, READ_##id##_##member, value, SAID_##field, word, finding },
#include "proof/types.def"
};

static object_ref thing_of(const struct proof *p, seen_ref s) { return carriers_thing(p, seen_at(p, s)->subject); }

static struct str spelled(const struct comparison *c, object_ref thing) { return thing ? declared_name(c, thing) : STR("something"); }

static struct str kind_of_address(const struct proof *p, seen_ref s)
{
	struct str address = names_text(p->names, seen_at(p, s)->address);
	return proof_part(&address, '.');
}

static void compare_lead(struct comparison *c, seen_ref s, enum seen_argument argument, enum seen_type other, unsigned how)
{
	struct proof *p = c->p;
	const struct seen_cell *cell = seen_cell(p, s, argument);
	object_ref thing = thing_of(p, s);
	if (cell->count == 0 && how & NEEDED)
		proof_opens(p, s, "what is written for %.*s leads to nothing that is seen", STR_ARG(spelled(c, thing)));
	for (uint32_t i = 0; i < cell->count; i++) {
		seen_ref target = seen_target(p, s, argument, i);
		if (!target || seen_at(p, target)->type != other)
			proof_opens(p, s, "what is written for %.*s leads to %.*s, which is not seen", STR_ARG(spelled(c, thing)),
				STR_ARG(names_text(p->names, p->values.at[cell->first + i].text)));
		else if (how & SAME && thing_of(p, target) != thing)
			proof_opens(p, s, "what is written for %.*s leads to what is that of %.*s", STR_ARG(spelled(c, thing)),
				STR_ARG(spelled(c, thing_of(p, target))));
	}
}

/* Each of these is one setting of what it leads to, of which the last that is applied holds. */
static void compare_single(struct comparison *c, enum seen_type type, enum seen_argument argument)
{
	struct proof *p = c->p;
	struct map first = { 0 };
	for (uint32_t i = 0; i < p->of_type[type].len; i++) {
		seen_ref s = p->of_type[type].at[i], target = seen_target(p, s, argument, 0);
		if (target && map_at(&first, target, 0))
			proof_opens(p, s, "%.*s of %.*s is told twice what it shall be: the last that is applied holds", STR_ARG(kind_of_address(p, target)),
				STR_ARG(spelled(c, thing_of(p, target))));
		map_put(p->arena, &first, target, 1);
	}
}

/* At the statement that it is written for; what an emitter of the program writes, at its line. */
static struct span place_of(const struct proof *p, seen_ref s)
{
	const struct source_file *file = sources_file_of(p->sources, seen_at(p, s)->emitter);
	bool own = !seen_at(p, s)->origin || (file && !file->library);
	return own ? (struct span){ seen_at(p, s)->emitter, seen_at(p, s)->emitter + 1 } : p->facts->origins.at[seen_at(p, s)->origin];
}

/* Whoever trusts a name trusts both, and the second cannot be made: names of roots do not know of each other. */
static void compare_names(struct comparison *c, const struct naming *row, struct map *first, struct map *told)
{
	struct proof *p = c->p;
	for (uint32_t i = 0; i < p->of_type[row->type].len; i++) {
		seen_ref s = p->of_type[row->type].at[i];
		const struct seen_unit *unit = &p->units.at[seen_at(p, s)->unit];
		struct str called = seen_text(p, s, row->argument);
		if (!called.len || seen_at(p, s)->data || (!unit->account && row->where != ANYWHERE))
			continue;
		name key = names_intern(p->names, str_format(p->arena, "%.*s %.*s %.*s", STR_ARG(row->where == ANYWHERE ? STR("") : names_text(p->names, unit->account)),
			STR_ARG(row->where == REGION && unit->region ? names_text(p->names, unit->region) : STR("")), STR_ARG(called)));
		uint32_t other = map_at(first, MAP_KEY(key, row->among), 0);
		uint64_t pair = other ? MAP_KEY(place_of(p, s).start, place_of(p, other).start) : 0;
		if (other && !map_at(told, pair, 0)) {
			map_put(p->arena, told, pair, 1);
			struct diag *diag = diag_add(p->diags, DIAG_ADDRESS_CLASH, place_of(p, s), "%.*s in %.*s is called %.*s, too",
				STR_ARG(names_text(p->names, seen_at(p, other)->address)),
				STR_ARG(names_text(p->names, p->units.at[seen_at(p, other)->unit].path)), STR_ARG(called));
			diag_label(p->diags, diag, "%.*s in %.*s", STR_ARG(names_text(p->names, seen_at(p, s)->address)), STR_ARG(names_text(p->names, unit->path)));
			diag_also(p->diags, diag, place_of(p, other), "the other one");
			diag_help(p->diags, diag, "give one of the two things that they are for another name: the second cannot be made, and whoever trusts one trusts both");
		}
		map_put(p->arena, first, MAP_KEY(key, row->among), s);
	}
}

/* --- ways to the platform ---------------------------------------------------------------------------------------------- */

static seen_ref vpc_of(const struct proof *p, seen_ref s)
{
	return seen_at(p, s)->type == SEEN_subnet ? seen_one(p, s, READ_subnet_vpc, SEEN_vpc) : seen_one(p, s, READ_route_table_vpc, SEEN_vpc);
}

/* An endpoint stands in one network, and leads to a service of the platform in its region. */
static void compare_endpoint(struct comparison *c, seen_ref s)
{
	struct proof *p = c->p;
	seen_ref vpc = seen_one(p, s, READ_endpoint_vpc, SEEN_vpc);
	object_ref network = map_at(&c->network_of, vpc, 0);
	struct str region = network ? val_str(p->names, row_get(p->facts, network, FIELD_network_region)) : STR("");
	struct str service = seen_text(p, s, READ_endpoint_service), prefix = str_format(p->arena, "com.amazonaws.%.*s.", STR_ARG(region));
	if (!str_starts(service, prefix) || str_starts(service, STR("com.amazonaws.vpce.")))
		proof_opens(p, s, "an endpoint of %.*s leads to %.*s, which is no service of the platform there", STR_ARG(spelled(c, network)),
			STR_ARG(service));
	for (enum seen_argument a = READ_endpoint_subnets; a <= READ_endpoint_tables; a++)
		for (uint32_t i = 0; i < seen_cell(p, s, a)->count; i++) {
			seen_ref part = seen_target(p, s, a, i);
			if (part && (a == READ_endpoint_subnets) == (seen_at(p, part)->type == SEEN_subnet) && vpc_of(p, part) != vpc)
				proof_opens(p, s, "an endpoint of %.*s stands in another network too", STR_ARG(spelled(c, network)));
		}
	bool gateway = seen_cell(p, s, READ_endpoint_form)->count == 0 || str_is(seen_text(p, s, READ_endpoint_form), "Gateway");
	if (!gateway && seen_cell(p, s, READ_endpoint_groups)->count == 0)
		proof_opens(p, s, "an endpoint of %.*s carries no group of its own", STR_ARG(spelled(c, network)));
}

/* --- stores -------------------------------------------------------------------------------------------------------------- */

/* Every bucket is behind a wall of its own: what its policy and its lists say does not make it public. */
static void compare_buckets(struct comparison *c)
{
	struct proof *p = c->p;
	struct map walled = { 0 };
	for (uint32_t i = 0; i < p->of_type[SEEN_bucket_wall].len; i++) {
		seen_ref bucket = seen_one(p, p->of_type[SEEN_bucket_wall].at[i], READ_bucket_wall_bucket, SEEN_bucket);
		if (bucket)
			map_put(p->arena, &walled, bucket, 1);
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_bucket].len; i++)
		if (!map_at(&walled, p->of_type[SEEN_bucket].at[i], 0))
			proof_opens(p, p->of_type[SEEN_bucket].at[i], "nothing keeps a bucket of %.*s from being made public",
				STR_ARG(spelled(c, thing_of(p, p->of_type[SEEN_bucket].at[i]))));
}

/* Under this the platform writes trails, which end when it is said. AWS CloudTrail user guide, "Finding your log files", read 2026-11-21. */
static const char trails[] = "AWSLogs/";

/* What a declared store keeps ends nowhere by itself: objects that end are those of trails below their own prefix. */
static void compare_ends(struct comparison *c, seen_ref s)
{
	struct proof *p = c->p;
	seen_ref bucket = seen_one(p, s, READ_bucket_ends_bucket, SEEN_bucket);
	object_ref store = bucket ? thing_of(p, bucket) : 0;
	const struct seen_cell *days = seen_cell(p, s, READ_bucket_ends_days), *prefix = seen_cell(p, s, READ_bucket_ends_prefix);
	bool below = days->count <= prefix->count;
	if (!store || !object_at(p->facts, store)->place || days->count == 0)   /* what is of a place as a whole is its logs */
		return;
	for (uint32_t i = 0; i < prefix->count; i++)
		below &= str_is(names_text(p->names, p->values.at[prefix->first + i].text), trails);
	if (!below)
		proof_closes(p, s, "objects of %.*s end by themselves, and nobody declares it", STR_ARG(spelled(c, store)));
}

/* --- networks ------------------------------------------------------------------------------------------------------------- */

/* What says no group has that of its network, which lets in all its own until somebody takes it over and says no rule. That of a network
 * that is declared to be taken over stays as it was found, for those who use it: the report says so. */
static void compare_default_groups(struct comparison *c)
{
	struct proof *p = c->p;
	struct map closed = { 0 };
	for (uint32_t i = 0; i < p->of_type[SEEN_default_group].len; i++)
		map_put(p->arena, &closed, seen_one(p, p->of_type[SEEN_default_group].at[i], READ_default_group_vpc, SEEN_vpc), 1);
	for (uint32_t i = 0; i < p->of_type[SEEN_vpc].len; i++) {
		seen_ref s = p->of_type[SEEN_vpc].at[i];
		object_ref network = map_at(&c->network_of, s, 0);
		bool taken = network && row_get(p->facts, network, FIELD_network_adopt).tag != VAL_NONE;
		if (!seen_at(p, s)->data && !taken && !map_at(&closed, s, 0))
			proof_opens(p, s, "the group that %.*s has by itself lets in whoever says no other", STR_ARG(spelled(c, thing_of(p, s))));
	}
}

/* --- what is called, and whom hosts ask ------------------------------------------------------------------------------------- */

static bool is_our_account(const struct comparison *c, struct str account)
{
	name known = names_find(c->p->names, account);
	return known && map_at(&c->accounts, known, 0);
}

/* An alarm tells a topic of ours; whatever else it could call would run. */
static void compare_alarm(struct comparison *c, seen_ref s)
{
	struct proof *p = c->p;
	for (enum seen_argument a = READ_alarm_raised; a <= READ_alarm_unknown; a++)
		for (uint32_t i = 0; i < seen_cell(p, s, a)->count; i++) {
			const struct seen_value *v = &p->values.at[seen_cell(p, s, a)->first + i];
			struct str called = names_text(p->names, v->text), rest = called;
			bool topic = v->reference && str_starts(called, STR("aws_sns_topic."));
			if (!v->reference && str_starts(called, STR("arn:aws:sns:"))) {
				for (int part = 0; part < 4; part++)
					proof_part(&rest, ':');
				topic = is_our_account(c, proof_part(&rest, ':'));
			}
			if (!topic)
				proof_opens(p, s, "an alarm calls %.*s, which is no topic of an account that is declared", STR_ARG(called));
		}
}

static bool is_declared_address(const struct comparison *c, struct str address)
{
	struct cidr one;
	if (!cidr_of_text(str_format(c->p->arena, "%.*s/32", STR_ARG(address)), &one))
		return false;
	for (uint32_t i = 0; i < c->in->subnets.len; i++)
		if (cidr_contains(c->in->subnets.at[i].block, one))
			return true;
	return false;
}

static void compare_name_servers(struct comparison *c, seen_ref s)
{
	struct proof *p = c->p;
	const struct seen_cell *servers = seen_cell(p, s, READ_name_servers_servers);
	for (uint32_t i = 0; i < servers->count; i++) {
		struct str server = names_text(p->names, p->values.at[servers->first + i].text);
		if (!str_is(server, "AmazonProvidedDNS") && !is_declared_address(c, server))
			proof_opens(p, s, "hosts ask %.*s for names, which stands in no declared tier", STR_ARG(server));
	}
}

/* What a policy would allow is judged with the role that has it. */
static void compare_idle_policies(struct comparison *c)
{
	struct proof *p = c->p;
	struct map had = { 0 };
	for (uint32_t i = 0; i < p->of_type[SEEN_attachment].len; i++)
		map_put(p->arena, &had, seen_one(p, p->of_type[SEEN_attachment].at[i], READ_attachment_policy, SEEN_policy), 1);
	for (uint32_t i = 0; i < p->of_type[SEEN_policy].len; i++)
		if (!map_at(&had, p->of_type[SEEN_policy].at[i], 0))
			proof_opens(p, p->of_type[SEEN_policy].at[i], "a policy waits for somebody to have it: nobody can say whose rights these are");
}

/* Whether the program says that one thing calls another, and what for. */
static enum call calls(const struct comparison *c, object_ref from, object_ref to)
{
	return (enum call)map_at(&c->in->calls, MAP_KEY(from, to), CALL_NONE);
}

static bool says_one_of(struct str text, const char *const texts[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(text, texts[i]))
			return true;
	return false;
}

static const char *const cache_nobody[] = {
#define CACHE_NOBODY(text) text,
#include "proof/types.def"
};
static const char *const cache_reader[] = {
#define CACHE_READER(text) text,
#include "proof/types.def"
};
static const char *const cache_caller[] = {
#define CACHE_CALLER(text) text,
#include "proof/types.def"
};
#define SAYS(text, texts) says_one_of(text, texts, sizeof texts / sizeof *texts)

/* Users of a cache sign in by the identity that they have, and are those who call it. One that is off may do nothing. */
static void compare_cache_users(struct comparison *c, seen_ref users)
{
	struct proof *p = c->p;
	object_ref store = thing_of(p, users);
	for (uint32_t i = 0; i < seen_cell(p, users, READ_cache_users_users)->count; i++) {
		seen_ref s = seen_target(p, users, READ_cache_users_users, i);
		struct str rights = s && seen_at(p, s)->type == SEEN_cache_user ? seen_text(p, s, READ_cache_user_rights) : STR("");
		if (!s || seen_at(p, s)->type != SEEN_cache_user || SAYS(rights, cache_nobody))
			continue;
		object_ref who = thing_of(p, s);
		if (!SAYS(rights, cache_reader) && !SAYS(rights, cache_caller))
			proof_opens(p, s, "what a user of %.*s may do is not understood: %.*s", STR_ARG(spelled(c, store)), STR_ARG(rights));
		if (!str_is(seen_text(p, s, READ_cache_user_signs_in), "iam"))
			proof_opens(p, s, "a user of %.*s needs no identity of his own", STR_ARG(spelled(c, store)));
		else if (!calls(c, who, store))
			proof_opens(p, s, "%.*s may sign in to %.*s, and nobody declares that it calls it", STR_ARG(spelled(c, who)), STR_ARG(spelled(c, store)));
		else if (calls(c, who, store) == CALL_READS && !SAYS(rights, cache_reader))
			proof_opens(p, s, "%.*s may change what %.*s keeps, and is declared to read it alone", STR_ARG(spelled(c, who)), STR_ARG(spelled(c, store)));
	}
}

/* What an endpoint of the thing says is so, too. */
static void compare_declared(struct comparison *c)
{
	struct proof *p = c->p;
	const struct chain *endpoints = &c->in->endpoints_of;
	for (size_t r = 0; r < sizeof declared / sizeof *declared; r++)
		for (uint32_t i = 0; i < p->of_type[declared[r].type].len; i++) {
			seen_ref s = p->of_type[declared[r].type].at[i];
			object_ref thing = thing_of(p, s);
			bool said = false;
			for (uint32_t l = chain_last(endpoints, thing); l && thing; l = chain_former(endpoints, l))
				said |= intent_word(p, chain_value(endpoints, l), declared[r].field, declared[r].word);
			if (said && !str_is(seen_text(p, s, declared[r].argument), declared[r].value))
				proof_closes(p, s, "%.*s is declared otherwise: %s", STR_ARG(spelled(c, thing)), declared[r].finding);
		}
}

/* A firewall that is declared stands in front of the balancer. */
static void compare_firewalls(struct comparison *c)
{
	struct proof *p = c->p;
	struct map behind = { 0 };
	struct extent endpoints = rows_of(p->facts, REL_endpoint);
	for (uint32_t i = 0; i < p->of_type[SEEN_firewall_place].len; i++) {
		seen_ref balancer = seen_one(p, p->of_type[SEEN_firewall_place].at[i], READ_firewall_place_balancer, SEEN_balancer);
		if (balancer)
			map_put(p->arena, &behind, thing_of(p, balancer), 1);
	}
	for (uint32_t i = 0; i < endpoints.len; i++) {
		object_ref of = intent_object(p, endpoints.at[i], FIELD_endpoint_of);
		if (row_get(p->facts, endpoints.at[i], FIELD_endpoint_firewall).tag == VAL_OBJECT && !map_at(&behind, of, 0))
			proof_lacks(p, endpoints.at[i], "no firewall stands in front of %.*s, and one is declared", STR_ARG(spelled(c, of)));
	}
}

void compare_rows(struct comparison *c)
{
	struct proof *p = c->p;
	compare_declared(c);
	compare_firewalls(c);
	for (size_t r = 0; r < sizeof leading / sizeof *leading; r++)
		for (uint32_t i = 0; i < p->of_type[leading[r].type].len; i++)
			compare_lead(c, p->of_type[leading[r].type].at[i], leading[r].argument, leading[r].other, leading[r].how);
	for (size_t r = 0; r < sizeof single / sizeof *single; r++)
		compare_single(c, single[r].type, single[r].argument);
	struct map first = { 0 }, told = { 0 };        /* two things that have one name have many */
	for (size_t r = 0; r < sizeof named / sizeof *named; r++)
		compare_names(c, &named[r], &first, &told);
	for (size_t r = 0; r < sizeof held / sizeof *held; r++)
		for (uint32_t i = 0; i < p->of_type[held[r].type].len; i++) {
			seen_ref s = p->of_type[held[r].type].at[i];
			if ((seen_cell(p, s, held[r].argument)->count > 0 || held[r].needed) && !str_is(seen_text(p, s, held[r].argument), held[r].value))
				proof_opens(p, s, "%s", held[r].finding);
		}
	for (size_t r = 0; r < sizeof placed / sizeof *placed; r++)
		for (uint32_t i = 0; i < p->of_type[placed[r].type].len; i++)
			if (seen_cell(p, p->of_type[placed[r].type].at[i], placed[r].argument)->count == 0)
				proof_opens(p, p->of_type[placed[r].type].at[i], "%s", placed[r].finding);
	for (uint32_t i = 0; i < p->of_type[SEEN_bucket_ends].len; i++)
		compare_ends(c, p->of_type[SEEN_bucket_ends].at[i]);
	for (uint32_t i = 0; i < p->of_type[SEEN_alarm].len; i++)
		compare_alarm(c, p->of_type[SEEN_alarm].at[i]);
	for (uint32_t i = 0; i < p->of_type[SEEN_name_servers].len; i++)
		compare_name_servers(c, p->of_type[SEEN_name_servers].at[i]);
	compare_idle_policies(c);
	compare_default_groups(c);
	for (uint32_t i = 0; i < p->of_type[SEEN_endpoint].len; i++)
		compare_endpoint(c, p->of_type[SEEN_endpoint].at[i]);
	for (uint32_t i = 0; i < p->of_type[SEEN_cache_users].len; i++)
		compare_cache_users(c, p->of_type[SEEN_cache_users].at[i]);
	compare_buckets(c);
}
