/* What a role may do in the cluster of an environment, as claims see it (10.6.2). */
#include "can/can.h"

static struct str word_of(const struct can *can, name n) { return names_text(can->facts->names, n); }

static bool unlisted(struct can *can, const char *what, struct val list, struct str word)
{
	uint32_t count = list_len(list);
	struct str *candidates = ARENA_ARRAY(can->arena, struct str, count + 1);
	for (uint32_t i = 0; i < count; i++)
		candidates[i] = val_str(can->facts->names, list_at(can->facts, list, i));
	return can_wrong(can, what, word, candidates, count);
}

static bool action_known(struct can *can, name verb, struct str verb_text, name resource, struct str resource_text)
{
	const struct facts *facts = can->facts;
	struct val verbs = rights_listed(facts, "cluster-verbs"), resources = rights_listed(facts, "cluster-resources");
	if (!verb || !rights_is_listed(facts, verbs, verb))
		return unlisted(can, "verb", verbs, verb_text);
	if (resource_text.len && (!resource || (!rights_is_listed(facts, resources, resource) && !rights_name_resource(&can->rights, resource))))
		return unlisted(can, "resource", resources, resource_text);
	return true;
}

/* What would give it: a reader may be let look at more; whatever changes something is the administrator's. */
static void say_right(struct can *can, struct can_answer *answer, name role, name verb, name resource)
{
	bool reads = rights_is_listed(can->facts, rights_listed(can->facts, "reading-verbs"), verb);
	struct can_step *step = can_step_add(can, answer, CAN_WALL_GRANT, NO_SPAN, "no statement gives %.*s this right", STR_ARG(word_of(can, role)));
	object_ref object = object_named(can->facts, 0, role);
	if (reads && resource)
		step->say = str_format(can->arena, "cluster read { also get \"%.*s\" }", STR_ARG(word_of(can, resource)));
	else
		step->say = reads ? STR("cluster read") : STR("cluster admin");
	step->in = str_format(can->arena, "role %.*s", STR_ARG(word_of(can, role)));
	if (object)
		step->span = object_span(can->facts, object);
}

static void give_right(struct can *can, struct can_answer *answer, object_ref grant)
{
	const struct facts *facts = can->facts;
	struct buf text;
	buf_init(&text, can->arena);
	buf_format(&text, "%.*s of %.*s", STR_ARG(can_text(can, row_get(facts, grant, FIELD_grant_level))),
		STR_ARG(can_text(can, row_get(facts, grant, FIELD_grant_environment))));
	answer->yes = true;
	answer->via = can_text(can, row_get(facts, grant, FIELD_grant_level));
	can_step_add(can, answer, "grant", object_span(facts, grant), "%.*s", STR_ARG(buf_done(&text)));
}

static bool cluster_known(struct can *can, name environment, struct str text)
{
	const struct facts *facts = can->facts;
	kind_ref kind = kind_named(facts, names_find(facts->names, STR("environment")));
	VEC(struct str) candidates = { 0 };
	struct extent all = facts_extent(facts, kind);
	bool known = false;
	for (uint32_t i = 0; i < all.len; i++) {
		known = known || (environment && object_at(facts, all.at[i])->name == environment);
		vec_push(can->arena, &candidates, can_name(can, all.at[i]));
	}
	if (!known)
		return can_wrong(can, "environment", text, candidates.at, candidates.len);
	if (map_at(&can->rights.environments, environment, 0))
		return true;
	can->problem = str_format(can->arena, "`%.*s` has no cluster: nobody has rights there", STR_ARG(text));
	return false;
}

bool can_right(struct can *can, struct str role, struct str verb, struct str resource, struct str environment, can_visit *visit, void *user)
{
	const struct names *names = can->facts->names;
	name who = names_find(names, role), what = names_find(names, verb), on = resource.len ? names_find(names, resource) : NO_NAME;
	name where = names_find(names, environment);
	if (!action_known(can, what, verb, on, resource) || !cluster_known(can, where, environment))
		return false;
	struct can_answer answer = { .source = role, .target_environment = environment };
	answer.source_environment = STR("");
	answer.target = resource.len ? str_format(can->arena, "%.*s %.*s", STR_ARG(verb), STR_ARG(resource)) : verb;
	object_ref grant = rights_grant(&can->rights, where, who, what, on);
	if (grant)
		give_right(can, &answer, grant);
	else
		say_right(can, &answer, who, what, on);
	can->yes = can->yes || answer.yes;
	return visit(user, &answer);
}
