/* The derivations, in their only order. */
#include "estate/derive.h"

#include "estate/derivation.h"

void estate_derive(struct facts *facts, struct diags *diags)
{
	struct derivation d = { .facts = facts, .diags = diags, .arena = facts->arena };

#define WORD(id, text) d.words.id = names_intern(facts->names, STR(text));
	DERIVATION_WORDS(WORD)
#undef WORD
	order_stated_rows(&d);
	derive_networks(&d);
	derive_subnets(&d);
	derive_gateways(&d);
	derive_peerings(&d);
	derive_endpoints(&d);
	derive_flows(&d);
	derive_crossing_routes(&d);
	derive_overlaps(&d);
	derive_outside(&d);
	derive_grants(&d);
	derive_stages(&d);
}
