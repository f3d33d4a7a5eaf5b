/* Names of networks, their zones and tiers; subnets and the route tables they share. */
#include "estate/derivation.h"

#include "value/cidr.h"

/* --- networks, zones, tiers ------------------------------------------------------------------ */

/* A network of an environment that has others is called ENVIRONMENT-NETWORK. */
static void name_network(struct derivation *d, object_ref network, bool alone)
{
	struct facts *f = d->facts;
	object_ref of = row_object(f, network, FIELD_network_of);
	object_ref environment = row_object(f, network, FIELD_network_environment);

	name_row(d, network, FIELD_network_name, environment, !alone && of != environment ? of : 0);
}

static void name_networks(struct derivation *d)
{
	struct facts *f = d->facts;
	struct extent networks = rows_of(f, REL_network);
	struct groups by_environment = { 0 };

	for (uint32_t i = 0; i < networks.len; i++) {
		object_ref n = networks.at[i], of = row_object(f, n, FIELD_network_of);
		object_ref environment = row_object(f, n, FIELD_network_environment);
		groups_add(d->arena, &by_environment, environment, n);
		groups_add(d->arena, &d->networks_at, n, n);
		groups_add(d->arena, &d->networks_at, of, n);
		if (environment != of)
			groups_add(d->arena, &d->networks_at, environment, n);
		/* A declaration that stands once in each region means all of them. */
		object_ref master = object_at(f, environment)->master;
		if (master)
			groups_add(d->arena, &d->networks_at, master, n);
	}
	groups_seal(d->arena, &by_environment);
	groups_seal(d->arena, &d->networks_at);
	for (uint32_t i = 0; i < networks.len; i++) {
		object_ref environment = row_object(f, networks.at[i], FIELD_network_environment);
		name_network(d, networks.at[i], groups_get(&by_environment, environment).len == 1);
	}
}

static object_ref add_zone(struct derivation *d, object_ref network, struct val letter, uint32_t origin)
{
	struct facts *f = d->facts;
	struct str region = val_str(f->names, row_get(f, network, FIELD_network_region));
	struct str text = str_format(d->arena, "%.*s%.*s", STR_ARG(region), STR_ARG(val_str(f->names, letter)));
	object_ref zone = row_add(f, REL_zone, letter.origin ? letter.origin : origin);

	row_set(f, zone, FIELD_zone_name, val_name(VAL_STR, names_intern(f->names, text)));
	row_set(f, zone, FIELD_zone_letter, letter);
	row_set(f, zone, FIELD_zone_network, val_object(network));
	groups_add(d->arena, &d->zones_of, network, zone);
	return zone;
}

#define ZONES 64u                    /* a region has fewer than ten */

static int compare_letters(const struct facts *f, struct val a, struct val b) { return str_compare(val_str(f->names, a), val_str(f->names, b)); }

/* A list of letters in their own order: whoever writes it in another one says the same. Gives their number. */
static uint32_t sorted_letters(const struct facts *f, struct val letters, struct val sorted[ZONES])
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < list_len(letters) && count < ZONES; i++) {
		uint32_t at = count;
		if (!val_is_stringy(list_at(f, letters, i)))
			continue;
		for (; at > 0 && compare_letters(f, sorted[at - 1], list_at(f, letters, i)) > 0; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = list_at(f, letters, i);
		count++;
	}
	return count;
}

static void derive_zones(struct derivation *d)
{
	struct facts *f = d->facts;
	struct extent networks = rows_of(f, REL_network);

	for (uint32_t i = 0; i < networks.len; i++) {
		struct val letters[ZONES];
		uint32_t count = sorted_letters(f, row_get(f, networks.at[i], FIELD_network_zones), letters);
		uint32_t origin = cell_origin(f, networks.at[i], FIELD_network_zones);
		for (uint32_t z = 0; z < count; z++)
			add_zone(d, networks.at[i], letters[z], origin);
	}
	groups_seal(d->arena, &d->zones_of);
}

/* A row that no relation shows: what it stands for is broken, and was reported. */
static void withdraw(struct facts *f, object_ref row) { object_at(f, row)->flags |= OBJECT_BROKEN | OBJECT_ABSTRACT; }

/* The model gives what the tier stands in; its network row is found here. */
static void bind_tier(struct derivation *d, object_ref tier)
{
	struct facts *f = d->facts;
	object_ref within = row_object(f, tier, FIELD_tier_network), of = row_object(f, tier, FIELD_tier_of);
	object_ref network = is_row(f, within, REL_network) ? within : object_row(f, within, f->relation_kind[REL_network]);

	name_row(d, tier, FIELD_tier_name, of, 0);
	row_set(f, tier, FIELD_tier_network, network ? val_object(network) : VAL_ABSENT);
	if (network) {
		groups_add(d->arena, &d->tiers_of, network, tier);
		return;
	}
	withdraw(f, tier);
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, object_span(f, tier),
		"tier %.*s stands in %.*s, which has no addresses of its own", STR_ARG(object_text(d, of)),
		STR_ARG(object_text(d, within)));
	diag_also(d->diags, diag, object_span(f, within), "%.*s is declared here", STR_ARG(object_text(d, within)));
	diag_help(d->diags, diag, "give %.*s a block of addresses, or put the tier into one of its networks",
		STR_ARG(object_text(d, within)));
}

void derive_networks(struct derivation *d)
{
	struct extent tiers;

	name_networks(d);
	derive_zones(d);
	tiers = rows_of(d->facts, REL_tier);
	for (uint32_t i = 0; i < tiers.len; i++)
		bind_tier(d, tiers.at[i]);
	groups_seal(d->arena, &d->tiers_of);
}

/* --- subnets and route tables ---------------------------------------------------------------- */

static object_ref zone_called(const struct derivation *d, object_ref network, struct val letter)
{
	struct group zones = groups_get(&d->zones_of, network);

	for (uint32_t i = 0; i < zones.len; i++)
		if (val_equal(d->facts->names, row_get(d->facts, zones.at[i], FIELD_zone_letter), letter))
			return zones.at[i];
	return 0;
}

/* The zones of a tier: those it names, else all of its network's. */
static uint32_t zones_of_tier(struct derivation *d, object_ref tier, object_ref zones[ZONES])
{
	struct facts *f = d->facts;
	object_ref network = network_of_tier(d, tier);
	struct val named[ZONES];
	uint32_t named_count = sorted_letters(f, row_get(f, tier, FIELD_tier_zones), named), count = 0;
	struct group all = groups_get(&d->zones_of, network);

	for (uint32_t i = 0; i < all.len && !named_count && count < ZONES; i++)
		zones[count++] = all.at[i];
	for (uint32_t i = 0; i < named_count; i++) {
		struct val letter = named[i];
		object_ref zone = zone_called(d, network, letter);
		if (zone) {
			zones[count++] = zone;
			continue;
		}
		struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, origin_span(f, cell_origin(f, tier, FIELD_tier_zones)),
			"tier %.*s names zone %.*s, which its network %.*s does not have",
			STR_ARG(spelled(d, row_get(f, tier, FIELD_tier_name))), STR_ARG(spelled(d, letter)),
			STR_ARG(spelled(d, row_get(f, network, FIELD_network_name))));
		diag_help(d->diags, diag, "its zones are %.*s", STR_ARG(spelled(d, row_get(f, network, FIELD_network_zones))));
	}
	return count;
}

static void no_plan(struct derivation *d, object_ref tier)
{
	struct facts *f = d->facts;
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, object_span(f, tier),
		"tier %.*s of %.*s does not say which addresses its subnets have",
		STR_ARG(spelled(d, row_get(f, tier, FIELD_tier_name))),
		STR_ARG(spelled(d, row_get(f, network_of_tier(d, tier), FIELD_network_name))));

	diag_help(d->diags, diag, "say their size and the number of the first, as `subnets /24 from 1`, or one block for each zone, "
		"as `blocks 10.0.1.0/24, 10.0.2.0/24`");
	diag_note(d->diags, diag, "addresses are never chosen behind your back: a later subnet would move the earlier ones");
}

/* What a tier lists for each of its zones stands in the order of their letters; where the zones are written in another one, it is not
 * clear which is meant. */
static bool is_in_order(struct derivation *d, object_ref tier)
{
	struct facts *f = d->facts;
	bool lists = list_len(row_get(f, tier, FIELD_tier_blocks)) || row_get(f, tier, FIELD_tier_existing).tag != VAL_NONE
	             || row_get(f, tier, FIELD_tier_adopt).tag != VAL_NONE;
	bool of_network = !list_len(row_get(f, tier, FIELD_tier_zones));
	object_ref row = of_network ? network_of_tier(d, tier) : tier;
	enum relation_field field = of_network ? FIELD_network_zones : FIELD_tier_zones;
	struct val letters = row_get(f, row, field);
	uint32_t i = 1;
	while (i < list_len(letters) && compare_letters(f, list_at(f, letters, i - 1), list_at(f, letters, i)) <= 0)
		i++;
	if (!lists || i >= list_len(letters))
		return true;
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, origin_span(f, cell_origin(f, row, field)),
		"tier %.*s lists something for each zone, and its zones %.*s are not in the order of their letters",
		STR_ARG(spelled(d, row_get(f, tier, FIELD_tier_name))), STR_ARG(spelled(d, letters)));
	diag_help(d->diags, diag, "write the zones in that order, and blocks and subnets likewise");
	return false;
}

/* True when every subnet's block can be told. */
static bool has_plan(struct derivation *d, object_ref tier, uint32_t zones)
{
	struct facts *f = d->facts;
	struct val blocks = row_get(f, tier, FIELD_tier_blocks);
	struct val prefix = row_get(f, tier, FIELD_tier_prefix), from = row_get(f, tier, FIELD_tier_from);
	uint32_t count = list_len(blocks);

	if (count == 0 && (prefix.tag != VAL_PREFIX || from.tag != VAL_INT || from.i < 0)) {
		no_plan(d, tier);
		return false;
	}
	if (!is_in_order(d, tier))
		return false;
	if (count == 0 || count == zones)
		return true;
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, origin_span(f, cell_origin(f, tier, FIELD_tier_blocks)),
		"tier %.*s of %.*s has %u block%s for %u zone%s", STR_ARG(spelled(d, row_get(f, tier, FIELD_tier_name))),
		STR_ARG(spelled(d, row_get(f, network_of_tier(d, tier), FIELD_network_name))), count, count == 1 ? "" : "s",
		zones, zones == 1 ? "" : "s");
	diag_help(d->diags, diag, "write one block for each zone, in the order of their letters, or name the zones of the tier");
	return false;
}

/* How far a zone's letter is from `a`. */
static uint64_t place_of(const struct derivation *d, object_ref zone)
{
	struct str letter = val_str(d->facts->names, row_get(d->facts, zone, FIELD_zone_letter));
	return letter.len && letter.at[0] >= 'a' && letter.at[0] <= 'z' ? (uint64_t)(letter.at[0] - 'a') : 0;
}

/* The block of the i-th zone of a tier: from its list, or by its letter, whichever zones there are beside it: number `from` for zone a,
 * counted in blocks of the tier's length from the network's first address. A block beyond the network is still a block (the
 * relation `outside` shows it); one beyond 32 bits is none. */
static bool block_of(struct derivation *d, object_ref tier, object_ref zone, uint32_t i, struct val *out)
{
	struct facts *f = d->facts;
	struct val blocks = row_get(f, tier, FIELD_tier_blocks);

	if (list_len(blocks) > i) {
		*out = list_at(f, blocks, i);
		return true;
	}
	struct val base = row_get(f, network_of_tier(d, tier), FIELD_network_cidr);
	struct val prefix = row_get(f, tier, FIELD_tier_prefix), from = row_get(f, tier, FIELD_tier_from);
	if (base.tag == VAL_CIDR && prefix.i <= 32 && from.i <= UINT32_MAX) {
		uint64_t size = UINT64_C(1) << (32 - prefix.i), number = (uint64_t)from.i + place_of(d, zone);
		uint64_t start = base.a & cidr_mask((unsigned)prefix.i);
		if (number <= (UINT32_MAX - start) / size) {
			*out = val_cidr((uint32_t)(start + number * size), (unsigned)prefix.i);
			out->origin = cell_origin(f, tier, FIELD_tier_prefix);
			return true;
		}
	}
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, origin_span(f, cell_origin(f, tier, FIELD_tier_from)),
		"block %lld of size /%d of %.*s is no address at all", (long long)from.i + (long long)place_of(d, zone), (int)prefix.i,
		STR_ARG(spelled(d, base)));
	diag_help(d->diags, diag, "the first block has the number 0");
	return false;
}

static object_ref add_table(struct derivation *d, object_ref tier, object_ref zone)
{
	struct facts *f = d->facts;
	object_ref table = row_add(f, REL_route_table, object_at(f, tier)->origin);

	name_row_in_zone(d, table, FIELD_route_table_name, tier, zone);
	row_set(f, table, FIELD_route_table_network, val_object(network_of_tier(d, tier)));
	row_set(f, table, FIELD_route_table_tier, val_object(tier));
	row_set(f, table, FIELD_route_table_zone, zone ? val_object(zone) : VAL_ABSENT);
	groups_add(d->arena, &d->tables_of, tier, table);
	return table;
}

/* The i-th of the ids that a tier names in a field, one for each zone; {0}, and a report, when it names fewer. */
static struct str id_of_subnet(struct derivation *d, object_ref tier, enum relation_field field, object_ref zone, uint32_t i)
{
	struct facts *f = d->facts;
	struct val ids = row_get(f, tier, field);
	if (!val_is_stringy(ids))
		return (struct str){ 0 };
	struct str text = val_str(f->names, ids);
	for (uint32_t from = 0, to; from < text.len; from = to + 1) {
		for (to = from; to < text.len && text.at[to] != ','; to++)
			;
		while (from < to && text.at[from] == ' ')
			from++;
		if (i-- == 0)
			return (struct str){ text.at + from, to - from };
	}
	struct diag *diag = diag_add(d->diags, DIAG_UNDERIVABLE, origin_span(f, cell_origin(f, tier, field)), "tier %.*s names no subnet for zone %.*s",
		STR_ARG(spelled(d, row_get(f, tier, FIELD_tier_name))), STR_ARG(spelled(d, row_get(f, zone, FIELD_zone_name))));
	diag_help(d->diags, diag, "name one for each zone, in their order, as \"subnet-0a..., subnet-0b...\"");
	return (struct str){ 0 };
}

static void set_id(struct derivation *d, object_ref subnet, enum relation_field field, struct str id)
{
	if (id.len)
		row_set(d->facts, subnet, field, val_name(VAL_STR, names_intern(d->facts->names, id)));
}

static void add_subnet(struct derivation *d, object_ref tier, object_ref zone, struct val block, object_ref table, uint32_t i)
{
	struct facts *f = d->facts;
	object_ref subnet = row_add(f, REL_subnet, block.origin ? block.origin : object_at(f, tier)->origin);

	name_row_in_zone(d, subnet, FIELD_subnet_name, tier, zone);
	row_set(f, subnet, FIELD_subnet_network, val_object(network_of_tier(d, tier)));
	row_set(f, subnet, FIELD_subnet_tier, val_object(tier));
	row_set(f, subnet, FIELD_subnet_zone, val_object(zone));
	row_set(f, subnet, FIELD_subnet_cidr, block);
	row_set(f, subnet, FIELD_subnet_table, val_object(table));
	set_id(d, subnet, FIELD_subnet_existing, id_of_subnet(d, tier, FIELD_tier_existing, zone, i));
	set_id(d, subnet, FIELD_subnet_adopt, id_of_subnet(d, tier, FIELD_tier_adopt, zone, i));
	groups_add(d->arena, &d->subnets_of, tier, subnet);
}

/* What decides the blocks of a tier beside its own words: where they are counted from, and for which zones. */
static void note_causes(struct derivation *d, object_ref tier)
{
	struct facts *f = d->facts;
	object_ref network = network_of_tier(d, tier);
	bool counted = list_len(row_get(f, tier, FIELD_tier_blocks)) == 0;
	bool own = list_len(row_get(f, tier, FIELD_tier_zones)) > 0;
	uint32_t zones = own ? cell_origin(f, tier, FIELD_tier_zones) : cell_origin(f, network, FIELD_network_zones);
	for (uint32_t i = 0; i < list_len(row_get(f, tier, FIELD_tier_blocks)); i++)
		origin_add_beside(f, list_at(f, row_get(f, tier, FIELD_tier_blocks), i).origin, zones);
	if (!counted)
		return;
	/* The latest is told first. */
	uint32_t prefix = cell_origin(f, tier, FIELD_tier_prefix);
	origin_add_beside(f, prefix, zones);
	origin_add_beside(f, prefix, cell_origin(f, network, FIELD_network_cidr));
	origin_add_beside(f, prefix, cell_origin(f, tier, FIELD_tier_from));
}

/* The subnets of a tier share one route table, unless each zone has a NAT gateway of its own to be routed to. */
static void subnets_of_tier(struct derivation *d, object_ref tier)
{
	struct facts *f = d->facts;
	object_ref zones[ZONES], table = 0;
	uint32_t count = zones_of_tier(d, tier, zones);
	bool each = is_word(row_get(f, tier, FIELD_tier_route), d->words.nat)
	            && is_word(row_get(f, network_of_tier(d, tier), FIELD_network_nat), d->words.per_zone);

	if (!has_plan(d, tier, count))
		return;
	note_causes(d, tier);
	for (uint32_t i = 0; i < count; i++) {
		struct val block;
		if (!block_of(d, tier, zones[i], i, &block))
			return;
		if (each || !table)
			table = add_table(d, tier, each ? zones[i] : 0);
		add_subnet(d, tier, zones[i], block, table, i);
	}
}

void derive_subnets(struct derivation *d)
{
	struct extent tiers = rows_of(d->facts, REL_tier);

	for (uint32_t i = 0; i < tiers.len; i++)
		if (network_of_tier(d, tiers.at[i]))
			subnets_of_tier(d, tiers.at[i]);
	groups_seal(d->arena, &d->tables_of);
	groups_seal(d->arena, &d->subnets_of);
}
