/* Where things stand and listen: instances of declarations, environments of endpoints, tiers of both. */
#include "estate/derivation.h"

static void index_instances(struct derivation *d)
{
	struct facts *f = d->facts;

	for (object_ref o = 1; o < f->objects.len; o++)
		if (object_at(f, o)->master)
			groups_add(d->arena, &d->instances, object_at(f, o)->master, o);
	groups_seal(d->arena, &d->instances);
}

static void stands_in(struct derivation *d, object_ref thing, struct val tier)
{
	object_ref row = tier_row(d, tier, 0);

	if (row && !map_at(&d->stands, MAP_KEY(thing, row), 0)) {
		map_put(d->arena, &d->stands, MAP_KEY(thing, row), 1);
		groups_add(d->arena, &d->tiers_at, thing, row);
	}
}

/* Where a thing stands even when it listens nowhere. */
static void derive_stated_places(struct derivation *d)
{
	struct facts *f = d->facts;
	struct extent rows = rows_of(f, REL_place);

	for (uint32_t i = 0; i < rows.len; i++) {
		object_ref thing = row_object(f, rows.at[i], FIELD_place_of), place = object_at(f, thing)->place;
		row_set(f, rows.at[i], FIELD_place_environment, place ? val_object(place) : VAL_ABSENT);
		stands_in(d, thing, row_get(f, rows.at[i], FIELD_place_tier));
	}
}

void derive_endpoints(struct derivation *d)
{
	struct facts *f = d->facts;
	struct extent endpoints = rows_of(f, REL_endpoint);

	index_instances(d);
	derive_stated_places(d);
	for (uint32_t i = 0; i < endpoints.len; i++) {
		object_ref of = row_object(f, endpoints.at[i], FIELD_endpoint_of), place = object_at(f, of)->place;
		row_set(f, endpoints.at[i], FIELD_endpoint_environment, place ? val_object(place) : VAL_ABSENT);
		groups_add(d->arena, &d->endpoints_of, of, endpoints.at[i]);
		stands_in(d, of, row_get(f, endpoints.at[i], FIELD_endpoint_tier));
	}
	groups_seal(d->arena, &d->endpoints_of);
	groups_seal(d->arena, &d->tiers_at);
}
