/* The built-in functions. Pure: the same arguments always give the same value. */
#include "expr/function.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "expr/pattern.h"
#include "expr/platform.h"
#include "expr/reach.h"
#include "value/cidr.h"

/* --- lists ---------------------------------------------------------------------------------------------- */

static struct val run_count(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	return val_int(list_len(a[0]));
}

static struct val run_default(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	return a[0].tag != VAL_NONE ? a[0] : a[1];
}

static bool is_default(const struct eval *e, struct val v) { return map_at(&e->facts->defaults, v.origin, 0) != 0; }

/* A flag that nobody sets is false, and a list to which nobody adds holds at most what its kind means. */
static struct val run_said(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	bool said = a[0].tag != VAL_NONE && !(a[0].tag == VAL_BOOL && !a[0].i) && a[0].tag != VAL_LIST && !is_default(e, a[0]);
	for (uint32_t i = 0; a[0].tag == VAL_LIST && i < list_len(a[0]); i++)
		said |= !is_default(e, list_at(e->facts, a[0], i));
	return val_bool(said);
}

static bool is_there(struct eval *e, const struct val *a, struct val *result)
{
	(void)e;
	*result = a[0];
	return a[0].tag != VAL_NONE;
}

static struct val run_first(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	return list_len(a[0]) ? list_at(e->facts, a[0], 0) : VAL_ABSENT;
}

static struct val run_last(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	return list_len(a[0]) ? list_at(e->facts, a[0], list_len(a[0]) - 1) : VAL_ABSENT;
}

static struct val run_at(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	uint32_t len = list_len(a[0]);
	return a[1].i >= 0 && a[1].i < len ? list_at(e->facts, a[0], (uint32_t)a[1].i) : VAL_ABSENT;
}

static struct val run_sum(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	struct val sum = val_int(0);
	for (uint32_t i = 0; i < list_len(a[0]); i++) {
		struct val v = list_at(e->facts, a[0], i);
		sum.i = number_plus(sum.i, v.i);
		sum.tag = v.tag;
	}
	return sum;
}

static struct val extreme(struct eval *e, struct val list, int sign)
{
	struct val best = VAL_ABSENT;
	for (uint32_t i = 0; i < list_len(list); i++) {
		struct val v = list_at(e->facts, list, i);
		if (best.tag == VAL_NONE || eval_compare(e, v, best) * sign > 0)
			best = v;
	}
	return best;
}

static struct val run_min(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	return extreme(e, a[0], -1);
}

static struct val run_max(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	return extreme(e, a[0], 1);
}

static void sort_values(const struct eval *e, struct val *at, struct val *spare, uint32_t count)
{
	if (count < 2)
		return;
	uint32_t half = count / 2, i = 0, j = half, n = 0;
	sort_values(e, at, spare, half);
	sort_values(e, at + half, spare, count - half);
	while (i < half && j < count)
		spare[n++] = at[eval_compare(e, at[i], at[j]) <= 0 ? i++ : j++];
	while (i < half)
		spare[n++] = at[i++];
	while (j < count)
		spare[n++] = at[j++];
	memcpy(at, spare, count * sizeof *at);
}

static struct val run_sorted(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	struct seq_builder out = { 0 };
	for (uint32_t i = 0; i < list_len(a[0]); i++)
		seq_add(e, &out, list_at(e->facts, a[0], i));
	struct val *spare = arena_alloc_raw(e->scratch, (out.len + 1) * sizeof *spare);
	sort_values(e, out.at, spare, out.len);
	return seq_done(e, &out);
}

/* The first of equal values stays. By key and a small table, so that it is linear. */
/* Lists with equal members are equal. */
static uint64_t key_of(struct eval *e, struct val v)
{
	if (v.tag != VAL_LIST && v.tag != VAL_SEQ)
		return v.tag == VAL_TEXT || val_is_stringy(v) ? str_hash(val_str(e->facts->names, v)) : val_key(e->facts, v);
	uint64_t key = list_len(v);
	for (uint32_t i = 0; i < list_len(v); i++)
		key = (key ^ key_of(e, list_at(e->facts, v, i))) * UINT64_C(0x9E3779B97F4A7C15) + i;
	return key ^ key >> 31;
}

static struct val run_unique(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	struct seq_builder out = { 0 };
	uint32_t len = list_len(a[0]), size = 16;
	while (size < len * 2)
		size *= 2;
	uint32_t *table = ARENA_ARRAY(e->scratch, uint32_t, size);
	for (uint32_t i = 0; i < len; i++) {
		struct val v = list_at(e->facts, a[0], i);
		uint64_t key = key_of(e, v);
		uint32_t at = (uint32_t)key & (size - 1);
		while (table[at] && !eval_equal(e, out.at[table[at] - 1], v))
			at = (at + 1) & (size - 1);
		if (table[at])
			continue;
		seq_add(e, &out, v);
		table[at] = out.len;
	}
	return seq_done(e, &out);
}

static struct val run_intersection(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	struct seq_builder out = { 0 };
	for (uint32_t i = 0; i < list_len(a[0]); i++)
		for (uint32_t k = 0; k < list_len(a[1]); k++)
			if (eval_equal(e, list_at(e->facts, a[0], i), list_at(e->facts, a[1], k))) {
				seq_add(e, &out, list_at(e->facts, a[0], i));
				break;
			}
	return seq_done(e, &out);
}

static struct val run_without(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	struct seq_builder out = { 0 };
	for (uint32_t i = 0; i < list_len(a[0]); i++) {
		bool found = false;
		for (uint32_t k = 0; k < list_len(a[1]) && !found; k++)
			found = eval_equal(e, list_at(e->facts, a[0], i), list_at(e->facts, a[1], k));
		if (!found)
			seq_add(e, &out, list_at(e->facts, a[0], i));
	}
	return seq_done(e, &out);
}

static struct val run_numbers(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)n;
	struct seq_builder out = { 0 };
	uint64_t apart = (uint64_t)a[1].i - (uint64_t)a[0].i;
	if (a[1].i < a[0].i)
		return seq_done(e, &out);
	if (apart >= LIMIT_LIST) {
		diag_add(e->diags, DIAG_TOO_LARGE, call->span, "the numbers from %lld to %lld are more than %u, the longest that a list can be",
		         (long long)a[0].i, (long long)a[1].i, LIMIT_LIST);
		return VAL_ABSENT;
	}
	for (uint64_t i = 0; i <= apart; i++)
		seq_add(e, &out, val_int(a[0].i + (int64_t)i));
	return seq_done(e, &out);
}

static struct val run_times(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	struct val product = a[0];
	product.i = number_times(a[0].i, a[1].i);
	return product;
}

static struct val run_slice(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	struct seq_builder out = { 0 };
	int64_t len = list_len(a[0]), end = number_plus(a[1].i, a[2].i);
	for (int64_t i = a[1].i < 0 ? 0 : a[1].i; i < len && i < end; i++)
		seq_add(e, &out, list_at(e->facts, a[0], (uint32_t)i));
	return seq_done(e, &out);
}

static struct val run_position(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	for (uint32_t i = 0; i < list_len(a[1]); i++)
		if (eval_equal(e, a[0], list_at(e->facts, a[1], i)))
			return val_int(i);
	return VAL_ABSENT;
}

/* --- texts ------------------------------------------------------------------------------------------------ */

static struct val done(struct eval *e, struct buf *out) { return val_text(e->scratch, buf_slice(out, 0)); }

static struct val run_text(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	struct val v = val_text(e->scratch, eval_text(e, a[0], false));
	v.origin = a[0].origin;
	return v;
}

static struct val run_join(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	struct buf out;
	uint32_t count = list_len(a[0]);
	struct str *texts = arena_alloc_raw(e->scratch, (count + 1) * sizeof *texts);
	for (uint32_t i = 0; i < count; i++)
		texts[i] = eval_text(e, list_at(e->facts, a[0], i), false);
	struct str between = eval_text(e, a[1], false);
	buf_init(&out, e->scratch);
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			buf_str(&out, between);
		buf_str(&out, texts[i]);
	}
	return done(e, &out);
}

static struct val change_case(struct eval *e, struct val v, char from, int by)
{
	struct str s = eval_text(e, v, false);
	struct buf out;
	buf_init(&out, e->scratch);
	for (uint32_t i = 0; i < s.len; i++)
		buf_char(&out, s.at[i] >= from && s.at[i] <= from + 25 ? (char)(s.at[i] + by) : s.at[i]);
	return done(e, &out);
}

static struct val run_lower(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	return change_case(e, a[0], 'A', 'a' - 'A');
}

static struct val run_upper(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	return change_case(e, a[0], 'a', 'A' - 'a');
}

static uint32_t find(struct str s, struct str part, uint32_t from)
{
	if (part.len == 0)
		return UINT32_MAX;
	for (uint32_t i = from; i + part.len <= s.len; i++) {
		const char *at = memchr(s.at + i, part.at[0], s.len - part.len + 1 - i);
		if (!at)
			break;
		i = (uint32_t)(at - s.at);
		if (memcmp(at, part.at, part.len) == 0)
			return i;
	}
	return UINT32_MAX;
}

/* A text without the part stays as it is. */
static bool holds_nothing(struct eval *e, const struct val *a, struct val *result)
{
	if (a[0].tag == VAL_LATER || a[1].tag == VAL_LATER)
		return false;
	struct str s = eval_text(e, a[0], false);
	if (find(s, eval_text(e, a[1], false), 0) != UINT32_MAX)
		return false;
	*result = a[0].tag == VAL_TEXT ? (struct val){ .tag = VAL_TEXT, .at = a[0].at } : val_text(e->scratch, s);
	return true;
}

static struct val run_replace(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	struct str s = eval_text(e, a[0], false), part = eval_text(e, a[1], false), by = eval_text(e, a[2], false);
	struct buf out;
	buf_init(&out, e->scratch);
	uint32_t from = 0;
	for (uint32_t at; (at = find(s, part, from)) != UINT32_MAX; from = at + part.len) {
		buf_bytes(&out, s.at + from, at - from);
		buf_str(&out, by);
	}
	buf_bytes(&out, s.at + from, s.len - from);
	return done(e, &out);
}

static struct val run_split(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	struct str s = eval_text(e, a[0], false), part = eval_text(e, a[1], false);
	struct seq_builder out = { 0 };
	uint32_t from = 0;
	for (uint32_t at; (at = find(s, part, from)) != UINT32_MAX; from = at + part.len)
		seq_add(e, &out, val_text(e->scratch, (struct str){ s.at + from, at - from }));
	seq_add(e, &out, val_text(e->scratch, (struct str){ s.at + from, s.len - from }));
	return seq_done(e, &out);
}

static struct val run_takes_nothing(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	return val_bool(pattern_takes_nothing(e->scratch, eval_text(e, a[0], false)));
}

static struct val run_starts_with(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	return val_bool(str_starts(eval_text(e, a[0], false), eval_text(e, a[1], false)));
}

static struct val run_ends_with(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	return val_bool(str_ends(eval_text(e, a[0], false), eval_text(e, a[1], false)));
}

static struct val run_contains(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	return val_bool(find(eval_text(e, a[0], false), eval_text(e, a[1], false), 0) != UINT32_MAX);
}

static struct val run_nearest(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	VEC(struct str) members = { 0 };
	for (uint32_t i = 0; i < list_len(a[1]); i++)
		vec_push(e->scratch, &members, eval_text(e, list_at(e->facts, a[1], i), false));
	struct str near = diag_nearest(eval_text(e, a[0], false), members.at, members.len);
	return near.len ? val_text(e->scratch, near) : VAL_ABSENT;
}

static struct val run_length(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	return val_int(eval_text(e, a[0], false).len);
}

static struct val run_kept(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	struct str s = eval_text(e, a[0], false), signs = eval_text(e, a[1], false);
	struct buf out;
	buf_init(&out, e->scratch);
	for (uint32_t i = 0; i < s.len && (int64_t)out.len < a[2].i; i++) {
		char ch = s.at[i];
		if ((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9')
		    || find(signs, (struct str){ &s.at[i], 1 }, 0) != UINT32_MAX)
			buf_char(&out, ch);
	}
	return done(e, &out);
}

static struct val run_hash(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call;
	uint64_t hash = 0;
	for (uint32_t i = 0; i < n; i++)
		hash = (hash ^ str_hash(eval_text(e, a[i], false))) * UINT64_C(0x9E3779B97F4A7C15) + i + 1;
	return val_text(e->scratch, str_format(e->scratch, "%08x", (unsigned)(hash >> 32)));
}

/* What it was given was read with former names: eval_call. */
static struct val run_former(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	return a[0];
}

/* As in a table of hashes: a text has the place that it alone leads to, or the next one that is free. */
static struct val run_numbered(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)n;
	struct seq_builder out = { 0 };
	uint32_t length = list_len(a[0]);
	uint64_t apart = (uint64_t)a[2].i - (uint64_t)a[1].i;
	if (a[2].i < a[1].i)
		return seq_done(e, &out);
	if (apart > UINT32_MAX) {
		diag_add(e->diags, DIAG_TOO_LARGE, call->span, "the numbers from %lld to %lld are more than 2^32, the most that texts are told apart by",
		         (long long)a[1].i, (long long)a[2].i);
		return VAL_ABSENT;
	}
	uint64_t room = apart + 1;
	struct map taken = { 0 };
	for (uint32_t i = 0; i < length && i < room; i++) {
		uint64_t hash = str_hash(eval_text(e, list_at(e->facts, a[0], i), false)) * UINT64_C(0x9E3779B97F4A7C15);
		uint64_t at = (hash >> 32) % room;
		while (map_at(&taken, at, 0))
			at = (at + 1) % room;
		map_put(e->scratch, &taken, at, 1);
		seq_add(e, &out, val_int(a[1].i + (int64_t)at));
	}
	return seq_done(e, &out);
}

static struct val run_name(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	struct str parts[32];
	struct str word = eval_text(e, a[0], false);
	const struct platform *platform = platform_named(word);
	if (!platform) {
		diag_add(e->diags, DIAG_UNKNOWN_NAME, call->span, "no platform is called `%.*s`", STR_ARG(word));
		eval_stop(e);
		return VAL_ABSENT;
	}
	for (uint32_t i = 1; i < n; i++)
		parts[i - 1] = eval_text(e, a[i], false);
	struct buf out;
	buf_init(&out, e->scratch);
	platform_name(&out, platform, parts, n - 1);
	return done(e, &out);
}

/* --- addresses -------------------------------------------------------------------------------------------- */

static struct val run_host(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	int64_t size = (int64_t)1 << (32 - (a[0].detail <= 32 ? a[0].detail : 32));
	int64_t at = a[1].i < 0 ? size + a[1].i : a[1].i;
	if (a[0].tag != VAL_CIDR || at < 0 || at >= size)
		return VAL_ABSENT;
	return (struct val){ .tag = VAL_IP, .a = a[0].a + (uint32_t)at, .origin = a[0].origin };
}

static struct val run_size(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	return a[0].tag == VAL_CIDR ? val_int((int64_t)1 << (32 - a[0].detail)) : VAL_ABSENT;
}

static struct val run_overlaps(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	return val_bool(a[0].tag == VAL_CIDR && a[1].tag == VAL_CIDR
	                && cidr_overlaps((struct cidr){ a[0].a, (uint8_t)a[0].detail }, (struct cidr){ a[1].a, (uint8_t)a[1].detail }));
}

static int compare_blocks(const void *a, const void *b)
{
	const struct val *x = a, *y = b;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->detail > y->detail) - (x->detail < y->detail);
}

static bool are_halves(struct val a, struct val b)
{
	return a.detail == b.detail && a.detail > 0 && b.a - a.a == cidr_last((struct cidr){ 0, (uint8_t)a.detail }) + 1
	       && (a.a & cidr_mask(a.detail - 1u)) == a.a;
}

static struct val run_merged(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	uint32_t count = 0, length = list_len(a[0]);
	struct val *blocks = ARENA_ARRAY(e->scratch, struct val, length + 1);
	struct seq_builder out = { 0 };
	for (uint32_t i = 0; i < length; i++) {
		struct val v = list_at(e->facts, a[0], i);
		if (v.tag == VAL_CIDR)
			blocks[count++] = v;
	}
	qsort(blocks, count, sizeof *blocks, compare_blocks);
	for (uint32_t i = 0; i < count; i++) {         /* in order: the last of `out` is the only one that may hold it, or be its other half */
		struct val v = blocks[i];
		struct cidr block = { v.a, (uint8_t)v.detail };
		if (out.len && cidr_contains((struct cidr){ out.at[out.len - 1].a, (uint8_t)out.at[out.len - 1].detail }, block))
			continue;
		for (; out.len && are_halves(out.at[out.len - 1], v); out.len--) {
			v = out.at[out.len - 1];
			v.detail--;
		}
		seq_add(e, &out, v);
	}
	return seq_done(e, &out);
}

/* --- quantities --------------------------------------------------------------------------------------------- */

/* Whole units first: a thousand times the value could overflow. */
static struct val in_units(struct val v, int64_t unit)
{
	return v.i % unit == 0 ? val_int(v.i / unit) : (struct val){ .tag = VAL_DECIMAL, .i = v.i / unit * 1000 + v.i % unit * 1000 / unit };
}

static struct val run_seconds(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	return in_units(a[0], 1000);
}

static struct val run_minutes(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	return in_units(a[0], 60000);
}

static struct val run_hours(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	return in_units(a[0], 3600000);
}

static struct val run_days(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	return in_units(a[0], 86400000);
}

static struct val run_mebibytes(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	return in_units(a[0], 1 << 20);
}

static struct val run_gibibytes(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	return in_units(a[0], 1 << 30);
}

static struct val run_millicores(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)e; (void)call; (void)n;
	return val_int(a[0].i);
}

static struct val run_number(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)call; (void)n;
	if (val_is_stringy(a[0])) {
		struct str text = val_str(e->facts->names, a[0]);
		int64_t whole = 0;
		for (uint32_t i = 0; i < text.len && i < 15 && text.at[i] >= '0' && text.at[i] <= '9'; i++)
			whole = whole * 10 + (text.at[i] - '0');
		return val_int(whole);
	}
	return a[0].tag == VAL_PERCENT ? in_units(a[0], 1000) : val_int(a[0].i);
}

/* --- trees: made in emit/ -------------------------------------------------------------------------------------- */

static struct val run_tree(struct eval *e, const struct op *call, const struct val *a, uint32_t n)
{
	(void)a; (void)n;
	return e->tree ? e->tree(e, call) : VAL_ABSENT;
}

const struct function_row function_rows[] = {
	{ "count",        "list any*",                         "int",      run_count,        "How many members a list has.", FUNCTION_PASSES, NULL },
	{ "default",      "value any?, otherwise any",         "either",   run_default,      "The value, or the other one where it is absent.", FUNCTION_PASSES, is_there },
	{ "said",         "property any?",                     "flag",     run_said,         "Whether somebody says this property: it is neither left out nor what its kind means then.", FUNCTION_PASSES, NULL },
	{ "first",        "list any*",                         "element?", run_first,        "The first member, if there is one.", FUNCTION_PASSES, NULL },
	{ "last",         "list any*",                         "element?", run_last,         "The last member, if there is one.", FUNCTION_PASSES, NULL },
	{ "at",           "list any*, position int",           "element",  run_at,           "The member at a position, from 0; it must be there.", FUNCTION_PASSES, NULL },
	{ "slice",        "list any*, from int, most int",     "same",     run_slice,        "At most so many members, from a position on.", FUNCTION_PASSES, NULL },
	{ "position",     "value any, list any*",              "int?",     run_position,     "Where in a list a value stands, from 0.", FUNCTION_LOOKS, NULL },
	{ "numbers",      "first int, last int",               "int*",     run_numbers,      "The whole numbers from first to last; more than a list can hold are an error.", FUNCTION_LOOKS, NULL },
	{ "sum",          "list any*",                         "element",  run_sum,          "All members added.", FUNCTION_LOOKS, NULL },
	{ "times",        "value any, by int",                 "same",     run_times,        "A number, a duration or an amount so many times; at most the largest number that there is.", FUNCTION_LOOKS, NULL },
	{ "min",          "list any*",                         "element?", run_min,          "The smallest member.", FUNCTION_LOOKS, NULL },
	{ "max",          "list any*",                         "element?", run_max,          "The largest member.", FUNCTION_LOOKS, NULL },
	{ "sorted",       "list any*",                         "same",     run_sorted,       "The members in order: numbers by size, texts by bytes, objects by name.", FUNCTION_LOOKS, NULL },
	{ "unique",       "list any*",                         "same",     run_unique,       "Each member once, where it first stood.", FUNCTION_LOOKS, NULL },
	{ "common",       "list any*, other any*",             "same",     run_intersection, "Members that stand in both lists.", FUNCTION_LOOKS, NULL },
	{ "without",      "list any*, other any*",             "same",     run_without,      "Members that do not stand in the other list.", FUNCTION_LOOKS, NULL },
	{ "text",         "value text",                        "string",   run_text,         "The value as text, objects by name.", FUNCTION_LOOKS, NULL },
	{ "join",         "list any*, between string",         "string",   run_join,         "The members as one text.", FUNCTION_LOOKS, NULL },
	{ "lower",        "text text",                         "string",   run_lower,        "With small letters.", FUNCTION_LOOKS, NULL },
	{ "upper",        "text text",                         "string",   run_upper,        "With capitals.", FUNCTION_LOOKS, NULL },
	{ "replace",      "text text, part string, by string", "string",   run_replace,      "With every occurrence of the part replaced.", FUNCTION_LOOKS, holds_nothing },
	{ "split",        "text text, at string",              "string*",  run_split,        "The parts of a text between a separator.", FUNCTION_LOOKS, NULL },
	{ "starts-with",  "text text, part string",            "flag",     run_starts_with,  "Whether a text begins so.", FUNCTION_LOOKS, NULL },
	{ "ends-with",    "text text, part string",            "flag",     run_ends_with,    "Whether a text ends so.", FUNCTION_LOOKS, NULL },
	{ "contains",     "text text, part string",            "flag",     run_contains,     "Whether a text holds another.", FUNCTION_LOOKS, NULL },
	{ "nearest",      "text text, words any*",             "string?",  run_nearest,      "The word that differs from a text in a letter or two, if one does: what was meant.", FUNCTION_LOOKS, NULL },
	{ "takes-nothing", "pattern text",                     "flag",     run_takes_nothing, "Whether a regular expression (POSIX, extended) takes the empty text.", FUNCTION_LOOKS, NULL },
	{ "length",       "text text",                         "int",      run_length,       "Bytes of a text.", FUNCTION_LOOKS, NULL },
	{ "kept",         "text text, signs string, most int", "string",   run_kept,         "Letters, digits and these signs of a text, and at most so many: for descriptions that take no others.", FUNCTION_LOOKS, NULL },
	{ "hash",         "parts text…",                       "string",   run_hash,         "Eight hexadecimal digits that stay the same as long as the parts do.", FUNCTION_LOOKS, NULL },
	{ "numbered",     "texts text*, first int, last int",  "int*",     run_numbered,     "For each text a number from first to last: its own whatever other texts come or go, or the next that is free where an earlier text has it. None for texts that there are no numbers for; more than 2^32 numbers are an error.", FUNCTION_LOOKS, NULL },
	{ "name",         "platform word, parts text…",        "string",   run_name,         "A name as a platform takes it; too long ones end in a hash of all parts.", FUNCTION_LOOKS, NULL },
	{ "former",       "text text",                         "string",   run_former,       "A text as it was before things got the names they have now (`was`): for what keeps its old name when a thing is renamed.", FUNCTION_FORMER, NULL },
	{ "host",         "block cidr, number int",            "ip",       run_host,         "The n-th address of a block; from its end when negative.", FUNCTION_LOOKS, NULL },
	{ "size",         "block cidr",                        "int",      run_size,         "How many addresses a block has.", FUNCTION_LOOKS, NULL },
	{ "overlaps-with", "first cidr, second cidr",          "flag",     run_overlaps,     "Whether two blocks have an address in common.", FUNCTION_LOOKS, NULL },
	{ "merged",       "blocks cidr*",                      "same",     run_merged,       "The fewest blocks that hold the addresses of these, and no others.", FUNCTION_LOOKS, NULL },
	{ "covers-internet", "blocks cidr*",                   "flag",     run_covers_internet, "Whether blocks together are half of the internet or more, in one of its versions.", FUNCTION_LOOKS, NULL },
	{ "reaches",      "source end, target end, port port?", "flag",    run_reaches,      "Whether a flow leads from one to the other, on that port or, without one, on any; as `assert` sees it. A thing without place stands for all its places, an environment for all in it; internet, for sites as wide as it, too.", FUNCTION_LOOKS, NULL },
	{ "seconds",      "time duration",                     "number",   run_seconds,      "A duration in seconds.", FUNCTION_LOOKS, NULL },
	{ "minutes",      "time duration",                     "number",   run_minutes,      "A duration in minutes.", FUNCTION_LOOKS, NULL },
	{ "hours",        "time duration",                     "number",   run_hours,        "A duration in hours.", FUNCTION_LOOKS, NULL },
	{ "days",         "time duration",                     "number",   run_days,         "A duration in days.", FUNCTION_LOOKS, NULL },
	{ "mebibytes",    "memory memory",                     "number",   run_mebibytes,    "An amount of memory in MiB.", FUNCTION_LOOKS, NULL },
	{ "gibibytes",    "memory memory",                     "number",   run_gibibytes,    "An amount of memory in GiB.", FUNCTION_LOOKS, NULL },
	{ "millicores",   "cpu cpu",                           "int",      run_millicores,   "A share of CPU in thousandths.", FUNCTION_LOOKS, NULL },
	{ "number",       "value any",                         "number",   run_number,       "A percentage or account as a plain number; of a text the digits that it begins with.", FUNCTION_LOOKS, NULL },
	{ "map",          "block tree",                        "tree",     run_tree,         "A block as a value: `tags map({ … })`.", FUNCTION_PASSES, NULL },
	{ "merge",        "blocks tree…",                      "tree",     run_tree,         "Blocks as one value; the later says what both say.", FUNCTION_PASSES, NULL },
	{ "json",         "value any",                         "tree",     run_tree,         "A tree that the output holds as JSON text, still readable to the proof.", FUNCTION_PASSES, NULL },
	{ "null",         "",                                  "tree",     run_tree,         "The value null of the output language.", FUNCTION_PASSES, NULL },
};

uint32_t function_count(void) { return sizeof function_rows / sizeof *function_rows; }

uint32_t function_named(struct str name)
{
	for (uint32_t i = 0; i < function_count(); i++)
		if (str_is(name, function_rows[i].name))
			return i;
	return UINT32_MAX;
}
