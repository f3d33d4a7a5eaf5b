/* Grants: one row for each environment that a grant's scope means. */
#include "estate/derivation.h"

struct scope { VEC(object_ref) environments; };

/* An environment, each region of one, or all that have a cluster. */
static struct scope scope_of(struct derivation *d, struct val v)
{
	struct facts *f = d->facts;
	struct scope scope = { 0 };
	object_ref thing = object_of(v), last = 0;
	struct group networks = networks_at(d, thing);
	struct extent clusters = rows_of(f, REL_cluster);

	for (uint32_t i = 0; i < networks.len; i++) {
		object_ref environment = row_object(f, networks.at[i], FIELD_network_environment);
		if (environment != last)
			vec_push(d->arena, &scope.environments, environment);
		last = environment;
	}
	if (thing && networks.len == 0)
		vec_push(d->arena, &scope.environments, thing);
	for (uint32_t i = 0; i < clusters.len && is_word(v, d->words.everywhere); i++)
		vec_push(d->arena, &scope.environments, row_object(f, clusters.at[i], FIELD_cluster_environment));
	return scope;
}

static object_ref copy_row(struct facts *f, object_ref row)
{
	struct object from = *object_at(f, row);
	object_ref copy = object_add(f, from.kind, from.name, from.origin);

	for (uint32_t c = 0; c < f->kinds.at[from.kind].cells; c++)
		f->cells.at[object_at(f, copy)->first_cell + c] = f->cells.at[from.first_cell + c];
	return copy;
}

void derive_grants(struct derivation *d)
{
	struct facts *f = d->facts;
	uint32_t stated = rows_of(f, REL_grant).len;

	for (uint32_t i = 0; i < stated; i++) {
		object_ref row = rows_of(f, REL_grant).at[i];
		struct scope scope = scope_of(d, row_get(f, row, FIELD_grant_scope));
		/* A right to nothing, or nowhere, is none: no relation shows it. */
		if (is_word(row_get(f, row, FIELD_grant_level), d->words.none) || scope.environments.len == 0)
			object_at(f, row)->flags |= OBJECT_ABSTRACT;
		for (uint32_t e = 0; e < scope.environments.len && !(object_at(f, row)->flags & OBJECT_ABSTRACT); e++) {
			object_ref own = e == 0 ? row : copy_row(f, row);
			row_set(f, own, FIELD_grant_environment, val_object(scope.environments.at[e]));
		}
	}
}
