/* Whether one thing may open a connection to another, by the flows. */
#include "estate/derive.h"

static bool is_thing(const struct facts *f, struct val found, struct val wanted)
{
	if (found.tag != VAL_OBJECT || wanted.tag != VAL_OBJECT)
		return val_is_stringy(found) && val_is_stringy(wanted) && found.a == wanted.a;
	return found.a == wanted.a || object_at(f, found.a)->master == wanted.a;
}

static unsigned protocol_of(struct val port) { return port.detail == PROTOCOL_ANY ? PROTOCOL_TCP : port.detail; }

static bool is_port(struct val found, struct val wanted)
{
	if (wanted.tag != VAL_PORT)
		return true;
	return found.tag == VAL_PORT && protocol_of(found) == protocol_of(wanted)
	       && (found.a & 0xFFFF) <= (wanted.a & 0xFFFF) && (found.a >> 16) >= (wanted.a >> 16);
}

/* An environment means itself and everything in it. */
static bool is_source(const struct facts *f, object_ref flow, struct val wanted)
{
	struct val source = row_get(f, flow, FIELD_flow_source);

	return is_thing(f, source, wanted)
	       || (source.tag == VAL_OBJECT && object_at(f, source.a)->place
	           && is_thing(f, row_get(f, flow, FIELD_flow_environment), wanted));
}

static bool is_target(const struct facts *f, object_ref flow, struct val wanted)
{
	struct val target = row_get(f, flow, FIELD_flow_target);

	return is_thing(f, target, wanted)
	       || (target.tag == VAL_OBJECT && is_thing(f, row_get(f, flow, FIELD_flow_target_environment), wanted));
}

bool estate_reaches(struct facts *f, struct val source, struct val target, struct val port)
{
	kind_ref kind = f->relation_kind[REL_flow];
	struct extent flows = facts_extent(f, kind);
	/* Indexes hold instances; declarations and environments mean several and are looked for among all flows. */
	bool exact = target.tag == VAL_OBJECT && object_at(f, target.a)->place;

	if (exact)
		flows = facts_lookup(f, kind, f->relation_field[FIELD_flow_target], target);
	else if (source.tag == VAL_OBJECT && object_at(f, source.a)->place)
		flows = facts_lookup(f, kind, f->relation_field[FIELD_flow_source], source);
	for (uint32_t i = 0; i < flows.len; i++)
		if (is_source(f, flows.at[i], source) && is_target(f, flows.at[i], target)
		    && is_port(row_get(f, flows.at[i], FIELD_flow_port), port))
			return true;
	return false;
}
