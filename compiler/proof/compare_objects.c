/* Objects of a cluster that use what is said elsewhere: pods run as the account of their own service, under its name, with its secrets;
 * Services, Rollouts and bindings lead to what is their own; measurements ask who is declared. Values of a chart likewise. */
#include "proof/access.h"
#include "proof/groups.h"

struct using {
	struct comparison *c;
	struct map accounts;                           /* cluster, and namespace and name of an account -> thing it is for */
	struct chain accounts_of, walls_of, services_of;   /* cluster and thing -> names of its accounts, of its pods, of its Services */
	struct chain groups_of;                        /* thing -> names of its groups of targets */
	struct chain secrets_of;                       /* thing -> secrets that it is given */
	struct chain measured_at;                      /* environment -> addresses where measurements are asked for */
};
/* One object, and the thing that it was written for. */
struct used { struct using *u; uint32_t at; const struct seen_object *object; object_ref thing; };

static const struct { enum seen_rights kind; enum seen_field pods, selector; } makers[] = {
#define SELECTS(id) { OBJECT_##id, PART_##id##_pods, PART_##id##_selector },
#define ALONE(id) { OBJECT_##id, PART_##id##_pods, PART_NONE },
#include "proof/objects.def"
};
#define COUNT(rows) (sizeof rows / sizeof *rows)

bool objects_make_pods(enum seen_rights kind)
{
	for (size_t i = 0; i < COUNT(makers); i++)
		if (makers[i].kind == kind)
			return true;
	return false;
}

static struct str text(const struct used *x, name n) { return names_text(x->u->c->p->names, n); }
static struct str whose(const struct used *x) { return x->thing ? declared_name(x->u->c, x->thing) : STR("something"); }
static uint32_t part(const struct used *x, enum seen_field field) { return chain_last(&x->u->c->p->parts, MAP_KEY(x->at, field)); }
static name value(const struct used *x, uint32_t link) { return (name)chain_value(&x->u->c->p->parts, link); }

#define OPENS(x, ...) proof_opens_object((x)->u->c->p, (x)->object, (x)->object->emitter, __VA_ARGS__)

/* What stands under this name beside it is its own. */
static bool is_own(const struct used *x, name called)
{
	return x->thing && carriers_pods(x->u->c->p, x->object->cluster, x->object->space, called) == x->thing;
}

static bool is_among(const struct chain *chain, uint64_t key, name wanted)
{
	for (uint32_t l = chain_last(chain, key); l; l = chain_former(chain, l))
		if (chain_value(chain, l) == wanted)
			return true;
	return false;
}

/* --- secrets -------------------------------------------------------------------------------------------------------------- */

/* As the cluster writes a name: small letters, and hyphens for what is none of its letters. */
static bool is_called(struct str said, struct str object)
{
	bool same = said.len == object.len;
	for (uint32_t i = 0; i < said.len && same; i++) {
		char c = said.at[i] >= 'A' && said.at[i] <= 'Z' ? (char)(said.at[i] + 'a' - 'A') : said.at[i];
		same = c == object.at[i] || (object.at[i] == '-' && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'));
	}
	return same;
}

static void compare_secrets(const struct used *x, enum seen_field field)
{
	const struct proof *p = x->u->c->p;
	for (uint32_t l = part(x, field); l; l = chain_former(&p->parts, l)) {
		bool given = false;
		for (uint32_t s = chain_last(&x->u->secrets_of, x->thing); s && x->thing; s = chain_former(&x->u->secrets_of, s))
			given |= is_called(names_text(p->names, object_at(p->facts, chain_value(&x->u->secrets_of, s))->name), text(x, value(x, l)));
		if (!given)
			OPENS(x, "pods of %.*s read the Secret %.*s, which they are not given", STR_ARG(whose(x)), STR_ARG(text(x, value(x, l))));
	}
}

/* --- what makes pods ------------------------------------------------------------------------------------------------------- */

/* A selector means the pods that stand beside it, and no others. */
static void compare_selector(const struct used *x, enum seen_field pods, enum seen_field selector)
{
	uint32_t made = part(x, pods), meant = part(x, selector);
	if (!meant || !made || value(x, meant) != value(x, made) || chain_former(&x->u->c->p->parts, meant))
		OPENS(x, "%.*s of %.*s selects other pods than it makes", STR_ARG(text(x, x->object->name)), STR_ARG(whose(x)));
}

static void compare_maker(const struct used *x, enum seen_field pods, enum seen_field selector)
{
	struct proof *p = x->u->c->p;
	const struct seen_object *o = x->object;
	if (!part(x, PART_pod_account))
		OPENS(x, "pods of %.*s run as nobody of their own", STR_ARG(whose(x)));
	if (!part(x, pods))
		OPENS(x, "pods of %.*s have no name that a wall knows", STR_ARG(whose(x)));
	for (uint32_t l = part(x, PART_pod_account); l; l = chain_former(&p->parts, l))
		if (!x->thing || map_at(&x->u->accounts, carriers_place(p, o->cluster, o->space, value(x, l)), 0) != x->thing)
			OPENS(x, "pods of %.*s run as %.*s, which is not their own account", STR_ARG(whose(x)), STR_ARG(text(x, value(x, l))));
	for (uint32_t l = part(x, pods); l; l = chain_former(&p->parts, l))
		if (!is_own(x, value(x, l)))
			OPENS(x, "pods of %.*s are called %.*s, as others are", STR_ARG(whose(x)), STR_ARG(text(x, value(x, l))));
	if (selector != PART_NONE)
		compare_selector(x, pods, selector);
	compare_secrets(x, PART_pod_secret);
	compare_secrets(x, PART_pod_secret_file);
}

/* --- where callers are led ---------------------------------------------------------------------------------------------------- */

static void compare_ports(const struct used *x, enum seen_field ports)
{
	const struct proof *p = x->u->c->p;
	const struct chain *endpoints = &x->u->c->in->endpoints_of;
	for (uint32_t l = part(x, ports); l; l = chain_former(&p->parts, l)) {
		bool listens = false;
		for (uint32_t k = chain_last(endpoints, x->thing); k; k = chain_former(endpoints, k)) {
			struct val port = row_get(p->facts, chain_value(endpoints, k), FIELD_endpoint_port);
			listens |= str_equal(text(x, value(x, l)), str_format(p->arena, "%u", port.a & 0xFFFF));
		}
		if (!listens)
			OPENS(x, "a Service of %.*s leads to %.*s, where it does not listen", STR_ARG(whose(x)), STR_ARG(text(x, value(x, l))));
	}
}

static void compare_service(const struct used *x)
{
	uint32_t pods = part(x, PART_service_pods);
	if (!pods || !is_own(x, value(x, pods)))
		OPENS(x, "a Service of %.*s leads to pods that are not its own", STR_ARG(whose(x)));
	compare_ports(x, PART_service_port);
}

/* Its controller rewrites the Services that it names. */
static void compare_named_services(const struct used *x, enum seen_field field)
{
	for (uint32_t l = part(x, field); l; l = chain_former(&x->u->c->p->parts, l))
		if (!is_own(x, value(x, l)))
			OPENS(x, "%.*s moves the traffic of the Service %.*s, which is not its own", STR_ARG(whose(x)), STR_ARG(text(x, value(x, l))));
}

static void compare_targets(const struct used *x, enum seen_field field)
{
	for (uint32_t l = part(x, field); l; l = chain_former(&x->u->c->p->parts, l))
		if (!is_among(&x->u->groups_of, x->thing, value(x, l)))
			OPENS(x, "pods of %.*s stand behind the group of targets %.*s, which is not their own", STR_ARG(whose(x)), STR_ARG(text(x, value(x, l))));
}

static void compare_binding(const struct used *x)
{
	if (!part(x, PART_binding_service) || !part(x, PART_binding_group))
		OPENS(x, "pods of %.*s stand behind something that is not seen", STR_ARG(whose(x)));
	compare_named_services(x, PART_binding_service);
	compare_targets(x, PART_binding_group);
}

/* --- measurements --------------------------------------------------------------------------------------------------------------- */

/* `http://SERVICE.NAMESPACE.svc.cluster.local…`, a Service of its own. */
static bool is_own_address(const struct used *x, struct str url)
{
	const struct proof *p = x->u->c->p;
	struct str scheme = proof_part(&url, ':'), slashes = STR("//");
	if (!(str_is(scheme, "http") || str_is(scheme, "https")) || !str_starts(url, slashes))
		return false;
	url = (struct str){ url.at + slashes.len, url.len - slashes.len };
	struct str place = proof_part(&url, '/'), host = proof_part(&place, ':'), service = proof_part(&host, '.'), space = proof_part(&host, '.');
	name called = names_find(p->names, service);
	for (uint32_t i = 0; i < place.len; i++)               /* a port, and nothing by which the host would be a name to sign in with */
		if (place.at[i] < '0' || place.at[i] > '9')
			return false;
	return called && str_equal(space, text(x, x->object->space)) && str_is(host, "svc.cluster.local") && is_own(x, called);
}

static void compare_analysis(const struct used *x)
{
	const struct proof *p = x->u->c->p;
	object_ref environment = x->thing ? intent_environment(p, x->thing) : 0;
	for (uint32_t l = part(x, PART_analysis_address); l; l = chain_former(&p->parts, l))
		if (!is_among(&x->u->measured_at, environment, value(x, l)))
			OPENS(x, "%.*s is measured by %.*s, which nobody declares", STR_ARG(whose(x)), STR_ARG(text(x, value(x, l))));
	for (uint32_t l = part(x, PART_analysis_url); l; l = chain_former(&p->parts, l))
		if (!is_own_address(x, text(x, value(x, l))))
			OPENS(x, "the measurements of %.*s ask %.*s, which is no Service of its own", STR_ARG(whose(x)), STR_ARG(text(x, value(x, l))));
}

/* --- values of a chart ------------------------------------------------------------------------------------------------------------ */

static void compare_owned(const struct used *x, enum seen_field field, const struct chain *own, bool needed, const char *what)
{
	const struct proof *p = x->u->c->p;
	if (needed && !part(x, field))
		OPENS(x, "pods of %.*s have no %s", STR_ARG(whose(x)), what);
	for (uint32_t l = part(x, field); l; l = chain_former(&p->parts, l))
		if (!x->thing || !is_among(own, MAP_KEY(x->object->cluster, x->thing), value(x, l)))
			OPENS(x, "pods of %.*s have the %s %.*s, which is not their own", STR_ARG(whose(x)), what, STR_ARG(text(x, value(x, l))));
}

/* In which namespace it is installed is said by whoever delivers it: that of its service, whose accounts, walls and Services are meant. */
static void compare_values(const struct used *x)
{
	compare_owned(x, PART_values_pods, &x->u->walls_of, true, "name");
	compare_owned(x, PART_values_account, &x->u->accounts_of, true, "account");
	compare_owned(x, PART_values_service, &x->u->services_of, false, "Service");
	compare_ports(x, PART_values_port);
	compare_targets(x, PART_values_group);
	compare_secrets(x, PART_values_secret);
	compare_secrets(x, PART_values_secret_file);
}

/* --- all of it -------------------------------------------------------------------------------------------------------------------- */

static void read_declared(struct using *u)
{
	struct proof *p = u->c->p;
	struct extent uses = rows_of(p->facts, REL_secret_use), observers = rows_of(p->facts, REL_observer);
	for (uint32_t i = 0; i < uses.len; i++)
		chain_add(p->arena, &u->secrets_of, intent_object(p, uses.at[i], FIELD_secret_use_of), intent_object(p, uses.at[i], FIELD_secret_use_secret));
	for (uint32_t i = 0; i < observers.len; i++) {
		struct val at = row_get(p->facts, observers.at[i], FIELD_observer_at);
		if (val_is_stringy(at))
			chain_add(p->arena, &u->measured_at, intent_environment(p, intent_object(p, observers.at[i], FIELD_observer_of)),
				names_intern(p->names, val_str(p->names, at)));
	}
	for (uint32_t i = 0; i < p->of_type[SEEN_target_group].len; i++) {
		seen_ref s = p->of_type[SEEN_target_group].at[i];
		struct str called = seen_text(p, s, READ_target_group_name);
		if (called.len)
			chain_add(p->arena, &u->groups_of, carriers_thing(p, seen_at(p, s)->subject), names_intern(p->names, called));
	}
}

/* A chart writes the Service of pods that it makes itself, under their name. */
static void read_objects(struct using *u)
{
	struct proof *p = u->c->p;
	for (uint32_t i = 0; i < p->things.len; i++) {
		const struct seen_object *o = &p->things.at[i];
		object_ref thing = carriers_thing(p, o->subject);
		uint64_t key = MAP_KEY(o->cluster, thing);
		if (o->kind == OBJECT_account) {
			map_put(p->arena, &u->accounts, carriers_place(p, o->cluster, o->space, o->name), thing);
			chain_add(p->arena, &u->accounts_of, key, o->name);
		} else if (o->kind == OBJECT_service || o->kind == OBJECT_values) {
			chain_add(p->arena, &u->services_of, key, o->name);
		}
	}
	for (uint32_t i = 0; i < p->walls.len; i++) {
		const struct seen_object *o = &p->things.at[p->walls.at[i].of];
		object_ref thing = p->walls.at[i].label ? carriers_pods(p, o->cluster, o->space, p->walls.at[i].pods) : 0;
		if (thing)
			chain_add(p->arena, &u->walls_of, MAP_KEY(o->cluster, thing), p->walls.at[i].pods);
	}
}

/* Beside objects of a cluster a file that is copied, or says no kind, is applied with them, and nobody reads it. */
static void compare_copies(struct proof *p)
{
	for (uint32_t i = 0; i < p->copies.len; i++) {
		const struct seen_copy *copy = &p->copies.at[i];
		struct str path = names_text(p->names, copy->path);
		bool object = copy->written || str_ends(path, STR(".yaml")) || str_ends(path, STR(".yml")) || str_ends(path, STR(".json"));
		if (!object || !map_at(&p->clusters, copy->target, 0))
			continue;
		if (copy->written)
			diag_help(p->diags, diag_add(p->diags, DIAG_ARTEFACT_UNREAD, copy->span, "`%.*s` stands beside objects of a cluster and says no kind: nobody can say what it is",
				STR_ARG(path)), "write `apiVersion` and `kind` as plain texts, each object in a file of its own");
		else
			diag_help(p->diags, diag_add(p->diags, DIAG_ARTEFACT_UNREAD, copy->span, "`%.*s` is written as it is beside objects of a cluster, and the proof does not read it",
				STR_ARG(path)), "write it by an emitter: what nobody reads may open anything");
	}
}

void compare_objects(struct comparison *c)
{
	struct proof *p = c->p;
	struct using u = { .c = c };
	read_declared(&u);
	read_objects(&u);
	compare_copies(p);
	for (uint32_t i = 0; i < p->things.len; i++) {
		struct used x = { &u, i, &p->things.at[i], carriers_thing(p, p->things.at[i].subject) };
		enum seen_rights kind = x.object->kind;
		for (size_t m = 0; m < COUNT(makers); m++)
			if (makers[m].kind == kind)
				compare_maker(&x, makers[m].pods, makers[m].selector);
		if (kind == OBJECT_service)
			compare_service(&x);
		else if (kind == OBJECT_binding)
			compare_binding(&x);
		else if (kind == OBJECT_analysis)
			compare_analysis(&x);
		else if (kind == OBJECT_values)
			compare_values(&x);
		if (kind == OBJECT_rollout) {
			compare_named_services(&x, PART_rollout_active);
			compare_named_services(&x, PART_rollout_preview);
		}
	}
}
