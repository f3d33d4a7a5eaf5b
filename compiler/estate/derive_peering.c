/* Links between environments, networks, hubs and partners; the peering connections among them. */
#include "estate/derivation.h"

static bool is_true(const struct derivation *d, struct val v)
{
	return v.tag == VAL_BOOL ? v.i != 0 : val_is_stringy(v) && str_is(val_str(d->facts->names, v), "true");
}

/* Only links by peering have connections; those of hubs, tunnels and lines are one row for each thing joined. */
static bool is_peering(const struct derivation *d, object_ref link)
{
	struct val by = row_get(d->facts, link, FIELD_link_by);

	return by.tag == VAL_NONE || is_word(by, d->words.peering);
}

static void note_end(struct derivation *d, object_ref link, object_ref thing, uint32_t right)
{
	struct group networks = networks_at(d, thing);
	object_ref last = 0;

	if (networks.len == 0)
		groups_add(d->arena, &d->links_at, thing, LINK_END(link, right));
	for (uint32_t i = 0; i < networks.len; i++) {
		object_ref environment = row_object(d->facts, networks.at[i], FIELD_network_environment);
		if (environment != last)
			groups_add(d->arena, &d->links_at, environment, LINK_END(link, right));
		last = environment;
	}
}

/* --- one connection -------------------------------------------------------------------------- */

static bool differ(const struct facts *f, object_ref a, object_ref b, enum relation_field field)
{
	return !val_equal(f->names, row_get(f, a, field), row_get(f, b, field));
}

static void twice(struct derivation *d, object_ref link, object_ref requester, object_ref accepter, object_ref earlier)
{
	struct facts *f = d->facts;
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, object_span(f, link), "%.*s and %.*s are joined twice",
		STR_ARG(spelled(d, row_get(f, requester, FIELD_network_name))), STR_ARG(spelled(d, row_get(f, accepter, FIELD_network_name))));

	diag_also(d->diags, diag, object_span(f, earlier), "joined here already");
	diag_help(d->diags, diag, "say everything in one of them: two networks can have one connection only");
}

static void add_peering(struct derivation *d, object_ref link, object_ref requester, object_ref accepter)
{
	struct facts *f = d->facts;
	object_ref earlier = peering_between(d, requester, accepter);

	if (requester == accepter) {
		diag_add(d->diags, DIAG_UNDERIVABLE, object_span(f, link), "%.*s is joined with itself",
			STR_ARG(spelled(d, row_get(f, requester, FIELD_network_name))));
		return;
	}
	if (earlier) {
		twice(d, link, requester, accepter, earlier);
		return;
	}
	object_ref peering = row_add(f, REL_peering, object_at(f, link)->origin);
	name_row(d, peering, FIELD_peering_name, requester, accepter);
	row_set(f, peering, FIELD_peering_link, val_object(link));
	row_set(f, peering, FIELD_peering_requester, val_object(requester));
	row_set(f, peering, FIELD_peering_accepter, val_object(accepter));
	row_set(f, peering, FIELD_peering_cross_account, val_bool(differ(f, requester, accepter, FIELD_network_account)));
	row_set(f, peering, FIELD_peering_cross_region, val_bool(differ(f, requester, accepter, FIELD_network_region)));
	row_set(f, peering, FIELD_peering_dns, val_bool(is_true(d, row_get(f, link, FIELD_link_dns))));
	object_ref low = requester < accepter ? requester : accepter, high = requester < accepter ? accepter : requester;
	map_put(d->arena, &d->peering_of, MAP_KEY(low, high), peering);
}

/* --- the ends of a link ---------------------------------------------------------------------- */

static void no_network(struct derivation *d, object_ref link, object_ref thing)
{
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, object_span(d->facts, link),
		"%.*s has no network that could be joined", STR_ARG(object_text(d, thing)));

	diag_also(d->diags, diag, object_span(d->facts, thing), "%.*s is declared here", STR_ARG(object_text(d, thing)));
	diag_help(d->diags, diag, "give it a block of addresses");
}

/* True when an environment of this end has several networks, so that nobody can say which one is meant. */
static bool is_ambiguous(struct derivation *d, object_ref link, object_ref thing, struct group networks)
{
	struct facts *f = d->facts;

	for (uint32_t i = 1; i < networks.len; i++) {
		object_ref environment = row_object(f, networks.at[i], FIELD_network_environment);
		if (environment != row_object(f, networks.at[i - 1], FIELD_network_environment))
			continue;
		struct buf names;
		buf_init(&names, d->arena);
		for (uint32_t n = 0; n < networks.len; n++) {
			struct str text = object_text(d, row_object(f, networks.at[n], FIELD_network_of));
			if (row_object(f, networks.at[n], FIELD_network_environment) == environment)
				buf_format(&names, "%s%.*s", names.len ? ", " : "", STR_ARG(text));
		}
		struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, object_span(f, link),
			"%.*s has several networks; which one is joined?", STR_ARG(object_text(d, thing)));
		diag_also(d->diags, diag, object_span(f, thing), "its networks: %.*s", (int)names.len, names.at);
		diag_help(d->diags, diag, "name the network, as `%.*s.%.*s`", STR_ARG(object_text(d, environment)),
			STR_ARG(object_text(d, row_object(f, networks.at[i - 1], FIELD_network_of))));
		return true;
	}
	return false;
}

/* Ends with several regions are joined region by region; two single networks whatever their regions. */
static void join(struct derivation *d, object_ref link, struct group left, struct group right)
{
	struct facts *f = d->facts;

	if (left.len == 1 && right.len == 1) {
		add_peering(d, link, left.at[0], right.at[0]);
		return;
	}
	struct groups by_region = { 0 };
	for (uint32_t i = 0; i < right.len; i++)
		groups_add(d->arena, &by_region, val_key(f, row_get(f, right.at[i], FIELD_network_region)), right.at[i]);
	groups_seal(d->arena, &by_region);
	uint32_t joined = 0;
	for (uint32_t i = 0; i < left.len; i++) {
		struct group same = groups_get(&by_region, val_key(f, row_get(f, left.at[i], FIELD_network_region)));
		for (uint32_t n = 0; n < same.len; n++, joined++)
			add_peering(d, link, left.at[i], same.at[n]);
	}
	if (joined > 0)
		return;
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, object_span(f, link), "the two sides have no region in common");
	diag_help(d->diags, diag, "name the environment of one region on each side");
}

/* A tier routed to a hub stands in an environment that one joins. */
static void report_lost_tiers(struct derivation *d)
{
	struct facts *f = d->facts;
	struct extent tiers = rows_of(f, REL_tier);

	for (uint32_t i = 0; i < tiers.len; i++) {
		object_ref network = network_of_tier(d, tiers.at[i]);
		bool joined = false;
		if (!network || !is_word(row_get(f, tiers.at[i], FIELD_tier_route), d->words.transit))
			continue;
		object_ref environment = row_object(f, network, FIELD_network_environment);
		struct group ends = groups_get(&d->links_at, environment);
		for (uint32_t e = 0; e < ends.len && !joined; e++)
			joined = !is_peering(d, ends.at[e] >> 1);
		if (joined)
			continue;
		struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, origin_span(f, cell_origin(f, tiers.at[i], FIELD_tier_route)),
			"tier %.*s is routed to a hub, and no hub joins %.*s", STR_ARG(spelled(d, row_get(f, tiers.at[i], FIELD_tier_name))),
			STR_ARG(object_text(d, environment)));
		diag_also(d->diags, diag, object_span(f, environment), "%.*s is declared here", STR_ARG(object_text(d, environment)));
		diag_help(d->diags, diag, "let a hub join it, or say `route none`");
	}
}

void derive_peerings(struct derivation *d)
{
	struct facts *f = d->facts;
	struct extent links = rows_of(f, REL_link);

	for (uint32_t i = 0; i < links.len; i++) {
		object_ref link = links.at[i];
		object_ref left = row_object(f, link, FIELD_link_left), right = row_object(f, link, FIELD_link_right);
		struct group lefts = networks_at(d, left), rights = networks_at(d, right);
		note_end(d, link, left, 0);
		note_end(d, link, right, 1);
		if (!is_peering(d, link))
			continue;
		if (!lefts.len || !rights.len)
			no_network(d, link, lefts.len ? right : left);
		else if (!is_ambiguous(d, link, left, lefts) && !is_ambiguous(d, link, right, rights))
			join(d, link, lefts, rights);
	}
	groups_seal(d->arena, &d->links_at);
	report_lost_tiers(d);
}
