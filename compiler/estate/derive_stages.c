/* Steps of deliveries: where the way of each begins. */
#include "estate/derivation.h"

/* From the steps that begin a way to those that carry on what they brought, each once: a circle is never entered. */
void derive_stages(struct derivation *d)
{
	struct facts *f = d->facts;
	struct extent stages = rows_of(f, REL_stage);
	struct groups behind = { 0 };                  /* a pipeline and an environment -> steps from there */
	VEC(object_ref) ways = { 0 };
	for (uint32_t i = 0; i < stages.len; i++) {
		object_ref after = row_object(f, stages.at[i], FIELD_stage_after);
		if (after) {
			groups_add(d->arena, &behind, MAP_KEY(row_object(f, stages.at[i], FIELD_stage_of), after), stages.at[i]);
			continue;
		}
		row_set(f, stages.at[i], FIELD_stage_start, row_get(f, stages.at[i], FIELD_stage_environment));
		vec_push(d->arena, &ways, stages.at[i]);
	}
	groups_seal(d->arena, &behind);
	for (uint32_t i = 0; i < ways.len; i++) {
		object_ref here = row_object(f, ways.at[i], FIELD_stage_environment);
		struct group next = groups_get(&behind, MAP_KEY(row_object(f, ways.at[i], FIELD_stage_of), here));
		for (uint32_t n = 0; n < next.len; n++) {
			if (row_object(f, next.at[n], FIELD_stage_start))
				continue;
			row_set(f, next.at[n], FIELD_stage_start, row_get(f, ways.at[i], FIELD_stage_start));
			vec_push(d->arena, &ways, next.at[n]);
		}
	}
}
