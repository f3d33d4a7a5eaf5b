/* The order of rows: by what they say, never by where it stands in the files (spec 7.3). Rows that the model stated
 * are put in order before anything is derived from them, so that what is derived is in order too. */
#include "estate/derivation.h"

#include <stdlib.h>

/* `start` is how the first cell begins: it settles most comparisons without looking at the row. */
struct ordered { const struct facts *facts; uint64_t start; object_ref row; };

static int number_order(int64_t a, int64_t b) { return (a > b) - (a < b); }

/* By name, then by the environment or thing it stands in. */
static int object_order(const struct facts *f, object_ref a, object_ref b)
{
	while (a != b) {
		const struct object *x = object_at(f, a), *y = object_at(f, b);
		if (x->name != y->name)
			return str_compare(names_text(f->names, x->name), names_text(f->names, y->name));
		if (x->place != y->place) {
			a = x->place;
			b = y->place;
		} else if (x->owner != y->owner) {
			a = x->owner;
			b = y->owner;
		} else {
			return 0;
		}
	}
	return 0;
}

static int value_order(const struct facts *f, struct val a, struct val b)
{
	uint32_t count = list_len(a);

	if (a.tag != VAL_LIST || b.tag != VAL_LIST) {
		if (a.tag == VAL_OBJECT && b.tag == VAL_OBJECT)
			return object_order(f, a.a, b.a);
		return val_compare(f->names, a, b);
	}
	for (uint32_t i = 0; i < count && i < list_len(b); i++) {
		int by_item = value_order(f, list_at(f, a, i), list_at(f, b, i));
		if (by_item)
			return by_item;
	}
	return number_order(count, list_len(b));
}

/* Field by field, in the order in which relations.def lists them. */
static int row_order(const void *left, const void *right)
{
	const struct ordered *x = left, *y = right;
	const struct facts *f = x->facts;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	uint32_t cells = f->kinds.at[object_at(f, x->row)->kind].cells;

	for (uint32_t c = 0; c < cells; c++) {
		int by_cell = value_order(f, object_cell(f, x->row, c), object_cell(f, y->row, c));
		if (by_cell)
			return by_cell;
	}
	return number_order(x->row, y->row);
}

static int fields_order(const struct ordered *x, const struct ordered *y, const enum relation_field *fields, uint32_t count)
{
	const struct facts *f = x->facts;

	for (uint32_t i = 0; i < count; i++) {
		int by_field = value_order(f, row_get(f, x->row, fields[i]), row_get(f, y->row, fields[i]));
		if (by_field)
			return by_field;
	}
	return number_order(x->row, y->row);
}

/* Networks by their environment, which their names begin with. */
static int network_order(const void *left, const void *right)
{
	static const enum relation_field fields[] = { FIELD_network_environment, FIELD_network_of };

	return fields_order(left, right, fields, sizeof fields / sizeof *fields);
}

/* Tiers as they lie in their network: by number or address, then by name. */
static int tier_order(const void *left, const void *right)
{
	static const enum relation_field fields[] = { FIELD_tier_network, FIELD_tier_blocks, FIELD_tier_from, FIELD_tier_of };

	return fields_order(left, right, fields, sizeof fields / sizeof *fields);
}

/* The first bytes of the name of the thing in the first cell, in the order of their text. */
static uint64_t start_of(const struct facts *f, object_ref row)
{
	struct val first = object_cell(f, row, 0);
	struct str text = { NULL, 0 };
	uint64_t start = 0;

	if (first.tag == VAL_OBJECT)
		text = names_text(f->names, object_at(f, first.a)->name);
	for (uint32_t i = 0; i < 8; i++)
		start = start << 8 | (i < text.len ? (unsigned char)text.at[i] : 0);
	return start;
}

static void order_relation(struct derivation *d, enum relation relation)
{
	struct facts *f = d->facts;
	struct rows *rows = &f->rows.at[f->relation_kind[relation]];
	struct ordered *order = ARENA_ARRAY(d->arena, struct ordered, rows->len + 1);

	for (uint32_t i = 0; i < rows->len; i++)
		order[i] = (struct ordered){ f, start_of(f, rows->at[i]), rows->at[i] };
	if (rows->len > 1)
		qsort(order, rows->len, sizeof *order,
		      relation == REL_tier ? tier_order : relation == REL_network ? network_order : row_order);
	for (uint32_t i = 0; i < rows->len; i++)
		rows->at[i] = order[i].row;
}

void order_stated_rows(struct derivation *d)
{
	for (unsigned r = 0; r < REL_COUNT; r++)
		order_relation(d, (enum relation)r);
}
