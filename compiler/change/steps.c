/* Steps of deliveries: what must hold before each, and whether one that says something else lets more through. */
#include "change/record.h"

#define WEEK_MINUTES (7u * 24 * 60)
#define WEEK_WORDS ((WEEK_MINUTES + 63) / 64)

/* --- what is recorded --------------------------------------------------------------------------------------------- */

static struct str spelled_step(struct record *r, bool former, object_ref stage)
{
	struct val after = row_get(r->facts, stage, FIELD_stage_after);
	buf_clear(&r->text);
	record_name(r, &r->text, row_get(r->facts, stage, FIELD_stage_of), former);
	buf_text(&r->text, " into ");
	record_name(r, &r->text, row_get(r->facts, stage, FIELD_stage_environment), former);
	if (after.tag == VAL_OBJECT)
		buf_text(&r->text, " from ");
	record_name(r, &r->text, after, former);
	return buf_slice(&r->text, 0);
}

static struct str spelled_gate(struct record *r, bool former, object_ref gate)
{
	struct val by = row_get(r->facts, gate, FIELD_gate_by);
	buf_clear(&r->text);
	record_name(r, &r->text, row_get(r->facts, gate, FIELD_gate_what), former);
	if (by.tag != VAL_NONE)
		buf_text(&r->text, " ");
	record_name(r, &r->text, by, former);
	return buf_slice(&r->text, 0);
}

/* How many, how long, or what it looks like. */
static struct str spelled_size(struct record *r, object_ref gate)
{
	buf_clear(&r->text);
	record_name(r, &r->text, row_get(r->facts, gate, FIELD_gate_count), false);
	record_name(r, &r->text, row_get(r->facts, gate, FIELD_gate_lasts), false);
	record_name(r, &r->text, row_get(r->facts, gate, FIELD_gate_form), false);
	return buf_slice(&r->text, 0);
}

static bool is_what(const struct record *r, object_ref gate, const char *word)
{
	struct val what = row_get(r->facts, gate, FIELD_gate_what);
	return val_is_stringy(what) && str_is(names_text(r->names, what.a), word);
}

static enum gate_sort sort_of(const struct record *r, object_ref gate)
{
	if (is_what(r, gate, "event"))
		return GATE_REACHED_BY;
	if (is_what(r, gate, "branch"))
		return GATE_ONE_OF;
	return row_get(r->facts, gate, FIELD_gate_form).tag != VAL_NONE ? GATE_FORM : GATE_MUST_HOLD;
}

static uint32_t day_number(const struct record *r, struct val day)
{
	static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	for (uint32_t i = 0; i < 7; i++)
		if (val_is_stringy(day) && str_is(names_text(r->names, day.a), days[i]))
			return i;
	return 0;
}

/* A window goes on after Sunday. Its last minute is within it. */
static void open_minutes(const struct record *r, object_ref gate, uint64_t *minutes)
{
	struct val hours = row_get(r->facts, gate, FIELD_gate_open_hours);
	uint32_t day = day_number(r, row_get(r->facts, gate, FIELD_gate_first_day)), last = day_number(r, row_get(r->facts, gate, FIELD_gate_last_day));
	if (hours.tag != VAL_RANGE)
		return;
	int64_t from = r->facts->cells.at[hours.a].i, to = r->facts->cells.at[hours.a + 1].i;
	for (;; day = (day + 1) % 7) {
		for (int64_t minute = from; minute <= to && minute < 24 * 60; minute++) {
			uint32_t at = day * 24 * 60 + (uint32_t)minute;
			minutes[at / 64] |= UINT64_C(1) << at % 64;
		}
		if (day == last)
			return;
	}
}

/* `mon..thu 09:00..16:00, fri 09:00..12:00` */
static void spell_window(struct record *r, object_ref gate, struct buf *out)
{
	struct val first = row_get(r->facts, gate, FIELD_gate_first_day), last = row_get(r->facts, gate, FIELD_gate_last_day);
	buf_text(out, out->len ? ", " : "");
	record_name(r, out, first, false);
	if (!val_equal(r->names, first, last))
		buf_text(out, "..");
	if (!val_equal(r->names, first, last))
		record_name(r, out, last, false);
	buf_text(out, " ");
	record_name(r, out, row_get(r->facts, gate, FIELD_gate_open_hours), false);
}

/* The windows of a step are one: it starts in any of them. */
static void add_windows(struct record *r, const struct record_gate *step, struct extent gates)
{
	struct record_gate window = *step;
	uint64_t *minutes = NULL;
	buf_clear(&r->text);
	for (uint32_t i = 0; i < gates.len; i++) {
		if (!is_what(r, gates.at[i], "window"))
			continue;
		if (!minutes)
			minutes = ARENA_ARRAY(r->arena, uint64_t, WEEK_WORDS);
		open_minutes(r, gates.at[i], minutes);
		spell_window(r, gates.at[i], &r->text);
	}
	if (!minutes)
		return;
	window.size = names_intern(r->names, buf_slice(&r->text, 0));
	window.text = window.former = names_intern(r->names, STR("window"));
	window.sort = GATE_HOURS;
	window.minutes = minutes;
	vec_push(r->arena, &r->gates, window);
}

static void add_gate(struct record *r, const struct record_gate *step, object_ref row)
{
	struct record_gate gate = *step;
	struct val count = row_get(r->facts, row, FIELD_gate_count), lasts = row_get(r->facts, row, FIELD_gate_lasts);
	gate.text = names_intern(r->names, spelled_gate(r, false, row));
	gate.former = names_intern(r->names, spelled_gate(r, true, row));
	gate.size = names_intern(r->names, spelled_size(r, row));
	gate.amount = count.tag == VAL_INT ? count.i : lasts.tag == VAL_DURATION ? lasts.i : 1;
	gate.sort = sort_of(r, row);
	vec_push(r->arena, &r->gates, gate);
}

/* Whether a pipeline changes the infrastructure itself: nobody takes that back without looking, whatever it says. */
static bool is_of_roots(const struct record *r, struct val pipeline)
{
	struct facts *f = r->facts;
	struct extent all = facts_lookup(f, f->relation_kind[REL_delivery], f->relation_field[FIELD_delivery_of], pipeline);
	for (uint32_t i = 0; i < all.len; i++)
		if (row_get(f, all.at[i], FIELD_delivery_roots).i)
			return true;
	return false;
}

/* What a step does when it fails. */
static void add_otherwise(struct record *r, const struct record_gate *step, object_ref stage)
{
	struct record_gate gate = *step;
	gate.text = gate.former = names_intern(r->names, STR("when it fails,"));
	buf_clear(&r->text);
	record_name(r, &r->text, row_get(r->facts, stage, FIELD_stage_otherwise), false);
	gate.size = names_intern(r->names, buf_slice(&r->text, 0));
	gate.sort = GATE_SAID;
	vec_push(r->arena, &r->gates, gate);
}

void record_steps(struct record *r)
{
	struct facts *f = r->facts;
	struct extent stages = rows_of(f, REL_stage);
	for (uint32_t i = 0; i < stages.len; i++) {
		struct extent gates = facts_lookup(f, f->relation_kind[REL_gate], f->relation_field[FIELD_gate_step], row_get(f, stages.at[i], FIELD_stage_step));
		struct record_gate step = { .step = names_intern(r->names, spelled_step(r, false, stages.at[i])) };
		step.former_step = names_intern(r->names, spelled_step(r, true, stages.at[i]));
		for (uint32_t g = 0; g < gates.len; g++)
			if (!is_what(r, gates.at[g], "window"))
				add_gate(r, &step, gates.at[g]);
		add_windows(r, &step, gates);
		if (row_get(f, stages.at[i], FIELD_stage_otherwise).tag != VAL_NONE && !is_of_roots(r, row_get(f, stages.at[i], FIELD_stage_of)))
			add_otherwise(r, &step, stages.at[i]);
	}
}

/* --- what lets more through --------------------------------------------------------------------------------------- */

/* Whether some minute of the one is not one of the other. */
static bool is_open_besides(const uint64_t *one, const uint64_t *other)
{
	for (uint32_t i = 0; i < WEEK_WORDS; i++)
		if (one[i] & ~other[i])
			return true;
	return false;
}

/* Whether its alternatives are seen from outside: a list of characters that holds a bracket or a backslash is not looked into. */
static bool is_plain(struct str form)
{
	bool within = false;                           /* [ … ] */
	for (uint32_t i = 0; i < form.len; i++) {
		char c = form.at[i], before = i > 0 ? form.at[i - 1] : '\0';
		if (within && (c == '[' || c == '\\' || (c == ']' && (before == '[' || before == '^'))))
			return false;
		if (!within && c == '\\')
			i++;
		else if (c == (within ? ']' : '['))
			within = !within;
	}
	return !within;
}

/* The next alternative of a regular expression: until a `|` outside brackets. */
static struct str next_alternative(struct str *rest)
{
	struct str part = { rest->at, 0 };
	uint32_t depth = 0;
	bool within = false;
	for (; part.len < rest->len && (depth > 0 || within || rest->at[part.len] != '|'); part.len++) {
		char c = rest->at[part.len];
		if (!within && c == '\\')
			part.len += part.len + 1 < rest->len;
		else if (c == (within ? ']' : '['))
			within = !within;
		else if (!within)
			depth = c == '(' ? depth + 1 : c == ')' && depth > 0 ? depth - 1 : depth;
	}
	uint32_t behind = part.len < rest->len ? part.len + 1 : part.len;
	*rest = (struct str){ rest->at + behind, rest->len - behind };
	return part;
}

static bool has_alternative(struct str form, struct str sought)
{
	while (form.len)
		if (str_equal(next_alternative(&form), sought))
			return true;
	return false;
}

/* Whether it is known that a form takes all that the other one takes: it takes anything, or has all its alternatives. */
static bool takes_all_of(struct str form, struct str other)
{
	if (!is_plain(form) || !is_plain(other))
		return str_equal(form, other);
	if (has_alternative(form, STR(".*")))
		return true;
	while (other.len)
		if (!has_alternative(form, next_alternative(&other)))
			return false;
	return true;
}

struct gate_change record_gate_change(const struct record *before, const struct record_gate *was, const struct record *record, const struct record_gate *now)
{
	struct str old = names_text(before->names, was->size), size = names_text(record->names, now->size);
	struct gate_change c = { 0 };
	switch (now->sort) {
	case GATE_HOURS:
		c.opens = is_open_besides(now->minutes, was->minutes);
		c.closes = is_open_besides(was->minutes, now->minutes);
		c.differs = c.opens || c.closes;
		break;
	case GATE_FORM:
		c.opens = takes_all_of(size, old);
		c.closes = takes_all_of(old, size);
		c.differs = !c.opens || !c.closes;
		break;
	case GATE_SAID:
		c.differs = !str_equal(old, size);
		break;
	default:
		c.opens = now->amount < was->amount;
		c.closes = now->amount > was->amount;
		c.differs = c.opens || c.closes;
	}
	return c;
}
