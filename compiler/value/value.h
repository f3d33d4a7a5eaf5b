/* A value: what a literal, a property, a field of a fact or an expression is. Sixteen bytes, by value.
 * Stored values (`struct val` in tables) hold handles only, so that tables can be written out as
 * constants; values made while evaluating may hold pointers into scratch memory (VAL_TEXT, VAL_SEQ). */
#ifndef BST_VALUE_H
#define BST_VALUE_H

#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"

enum val_tag {
	VAL_NONE,        /* absent */
	VAL_BOOL,        /* i */
	VAL_INT,         /* i; `detail` = digits when the spelling has leading zeros (account 012…), else 0 */
	VAL_DECIMAL,     /* i in thousandths */
	VAL_STR,         /* a = name handle: text */
	VAL_WORD,        /* a = name handle: a bare word, an enumeration member */
	VAL_CIDR,        /* IPv4: a = address, detail = prefix length. */
	VAL_CIDR6,       /* a = name handle of 16 bytes, detail = prefix length */
	VAL_IP,          /* a = address */
	VAL_IP6,         /* a = name handle of 16 bytes */
	VAL_PREFIX,      /* i: `/24` */
	VAL_PORT,        /* a = first | last << 16; detail = enum val_protocol */
	VAL_DURATION,    /* i in milliseconds */
	VAL_PERCENT,     /* i in thousandths of a percent */
	VAL_CPU,         /* i in thousandths of a CPU */
	VAL_MEMORY,      /* i in bytes; also sizes of disks */
	VAL_TIME,        /* i in minutes of the day */
	VAL_DATE,        /* i in days since 1970-01-01 */
	VAL_ARN,         /* a = name handle */
	VAL_LATER,       /* a = name handle: known on deployment */
	VAL_OBJECT,      /* a = object handle (facts/facts.h) */
	VAL_LIST,        /* a = first cell, b = count (facts/facts.h) */
	VAL_RANGE,       /* a = first of two cells */
	VAL_TEXT,        /* at: struct text *, scratch */
	VAL_SEQ,         /* at: struct seq *, scratch */
	VAL_TREE,        /* at: struct tree *, scratch: an output tree (emit/tree.h) */
	VAL_TAG_COUNT
};

enum val_protocol { PROTOCOL_ANY, PROTOCOL_TCP, PROTOCOL_UDP, PROTOCOL_ICMP };

struct val {
	uint8_t tag;
	uint8_t reserved;
	uint16_t detail;
	uint32_t origin;                               /* statement it came from: handle into facts' origins, 0 none */
	union {
		int64_t i;
		struct { uint32_t a, b; };
		const void *at;
	};
};

struct text { uint32_t len; char at[]; };
struct seq { uint32_t len; struct val at[]; };

#define VAL_ABSENT ((struct val){ 0 })
static inline struct val val_int(int64_t i) { return (struct val){ .tag = VAL_INT, .i = i }; }

/* What is larger than the largest number is the largest, and likewise for the smallest: comparisons stay right. */
static inline int64_t number_plus(int64_t a, int64_t b) { return __builtin_add_overflow(a, b, &a) ? (b < 0 ? INT64_MIN : INT64_MAX) : a; }
static inline int64_t number_minus(int64_t a, int64_t b) { return __builtin_sub_overflow(a, b, &a) ? (b < 0 ? INT64_MAX : INT64_MIN) : a; }
static inline int64_t number_times(int64_t a, int64_t b)
{
	int64_t product;
	return __builtin_mul_overflow(a, b, &product) ? ((a < 0) == (b < 0) ? INT64_MAX : INT64_MIN) : product;
}
static inline struct val val_bool(bool b) { return (struct val){ .tag = VAL_BOOL, .i = b }; }
static inline struct val val_name(enum val_tag tag, name n) { return (struct val){ .tag = (uint8_t)tag, .a = n }; }
static inline struct val val_object(uint32_t object) { return (struct val){ .tag = VAL_OBJECT, .a = object }; }
static inline struct val val_cidr(uint32_t address, unsigned prefix)
{
	return (struct val){ .tag = VAL_CIDR, .detail = (uint16_t)prefix, .a = address };
}
struct val val_text(struct arena *scratch, struct str s);
/* A text of that many bytes, which the caller writes; a zero stands behind them. */
static inline struct text *text_new(struct arena *scratch, uint32_t len)
{
	struct text *text = arena_alloc_raw(scratch, sizeof *text + len + 1);
	text->len = len;
	text->at[len] = '\0';
	return text;
}

/* Scalars only (lists, ranges, objects, trees are the caller's): total order, equality, spelling. */
int val_compare(const struct names *names, struct val a, struct val b);
bool val_equal(const struct names *names, struct val a, struct val b);
/* STR, WORD, ARN, TEXT, LATER */
static inline bool val_is_stringy(struct val v)
{
	return (1u << v.tag & (1u << VAL_STR | 1u << VAL_WORD | 1u << VAL_ARN | 1u << VAL_LATER | 1u << VAL_TEXT)) != 0;
}
/* Of a stringy value. */
static inline struct str val_str(const struct names *names, struct val v)
{
	const struct text *text = v.at;
	return v.tag == VAL_TEXT ? (struct str){ text->at, text->len } : names_text(names, v.a);
}
/* As the language writes it (strings without quotes). */
void val_print(struct buf *out, const struct names *names, struct val v);
const char *val_tag_name(enum val_tag tag);        /* "a block of addresses", for messages */

#endif
