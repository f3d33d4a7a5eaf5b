/* What the walls around tiers let pass, by the library's word for it: they look at each packet by itself, there and back. */
#include "can/can.h"

bool can_is_walled(const struct can *can, object_ref tier)
{
	return tier && can->passed_by && row_get(can->facts, tier, FIELD_tier_walled).i && row_get(can->facts, tier, FIELD_tier_existing).tag == VAL_NONE;
}

struct str can_list_entries(struct can *can, const struct can_packet *packet)
{
	const struct callable *function = can->passed_by;
	struct eval *e = &can->eval;
	struct val *former = eval_frame(e, function->slots);
	const struct parameter *parameter = &e->code->parameters.at[function->first_parameter];
	e->frame[parameter[0].slot] = val_object(packet->tier);
	e->frame[parameter[1].slot] = val_int(packet->direction);
	e->frame[parameter[2].slot] = packet->port;
	e->frame[parameter[3].slot] = val_bool(packet->answer);
	e->frame[parameter[4].slot] = packet->other;
	struct val entries = eval_op(e, function->body);
	e->frame = former;
	return entries.tag == VAL_NONE ? STR("") : eval_text(e, entries, true);
}
