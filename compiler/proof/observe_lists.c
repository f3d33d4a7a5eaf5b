/* From access lists to their entries. */
#include "proof/proving.h"

enum argument {
#define ARGUMENT(id, text) ARGUMENT_##id,
#include "proof/entries.def"
	ARGUMENT_COUNT
};
static const char *const arguments[] = {
#define ARGUMENT(id, text) text,
#include "proof/entries.def"
};

struct reading { struct proof *p; const struct tree *whole, *entry; struct seen_entry seen; bool good; };

static void refuse(struct reading *r, const struct tree *at, const char *why)
{
	struct diag *diag = observe_unread(r->p, at, r->whole, r->whole->labels[0], why);
	diag_help(r->p->diags, diag, "write rule_no, action, protocol, cidr_block, from_port and to_port as plain values; of icmp also icmp_type and icmp_code");
	r->good = false;
}

/* A plain number in a range; `otherwise` where it is not said. */
static int64_t number(struct reading *r, enum argument argument, int64_t first, int64_t last, int64_t otherwise)
{
	const struct tree *value = tree_entry(r->entry, arguments[argument]);
	int64_t n = 0;
	uint32_t i = 0;
	if (!value)
		return otherwise;
	struct str text = value->kind == TREE_SCALAR ? value->text : STR("");
	bool negative = text.len > 1 && text.at[0] == '-';
	for (i = negative; i < text.len && i < 7 && text.at[i] >= '0' && text.at[i] <= '9'; i++)
		n = n * 10 + (text.at[i] - '0');
	n = negative ? -n : n;
	if (text.len == 0 || i < text.len || n < first || n > last)
		refuse(r, value, "holds what the proof does not read");
	return n;
}

static struct str text(struct reading *r, enum argument argument)
{
	const struct tree *value = tree_entry(r->entry, arguments[argument]);
	if (!value || value->kind != TREE_SCALAR)
		refuse(r, value ? value : r->entry, "has an entry that the proof does not read");
	return value && value->kind == TREE_SCALAR ? value->text : STR("");
}

/* Kinds from 0 to 255, each with codes; -1 is all of them. */
static void read_messages(struct reading *r)
{
	int64_t kind = number(r, ARGUMENT_kind, -1, 255, 0), code = number(r, ARGUMENT_code, -1, 255, 0);
	r->seen.ports.first = (uint32_t)(kind < 0 ? 0 : kind * 256 + (code < 0 ? 0 : code));
	r->seen.ports.last = (uint32_t)(kind < 0 ? 65535 : kind * 256 + (code < 0 ? 255 : code));
}

/* Amazon EC2 API reference, NetworkAclEntry, read 2026-11-22: a protocol by its number, -1 for all, whose ports mean nothing. The
 * provider takes names too. */
static void read_ports(struct reading *r)
{
	static const struct { const char *name, *number; unsigned protocol; } protocols[] = {
		{ "tcp", "6", PROTOCOL_TCP }, { "udp", "17", PROTOCOL_UDP }, { "icmp", "1", PROTOCOL_ICMP }, { "-1", "all", PROTOCOL_ANY },
	};
	struct str protocol = text(r, ARGUMENT_protocol);
	size_t i = 0;
	while (i < sizeof protocols / sizeof *protocols && !str_is(protocol, protocols[i].name) && !str_is(protocol, protocols[i].number))
		i++;
	if (i == sizeof protocols / sizeof *protocols) {
		refuse(r, r->entry, "has an entry of a protocol that the proof does not read");
		return;
	}
	r->seen.ports = (struct seen_ports){ protocols[i].protocol, 0, 65535 };
	int64_t first = number(r, ARGUMENT_first, 0, 65535, -1), last = number(r, ARGUMENT_last, 0, 65535, -1);
	if (r->seen.ports.protocol == PROTOCOL_ICMP) {
		read_messages(r);
	} else if (r->seen.ports.protocol != PROTOCOL_ANY) {
		r->seen.ports.first = (uint32_t)first;
		r->seen.ports.last = (uint32_t)last;
		if (first < 0 || last < first)
			refuse(r, r->entry, "has an entry of no port");
	}
}

static bool is_known(struct str key)
{
	for (size_t i = 0; i < ARGUMENT_COUNT; i++)
		if (str_is(key, arguments[i]))
			return true;
	return false;
}

static void read_entry(struct proof *p, seen_ref of, bool in, const struct tree *entry, const struct tree *whole)
{
	struct reading r = { p, whole, entry, { .of = of, .in = in, .emitter = entry->emitter_origin ? entry->emitter_origin : whole->emitter_origin }, true };
	if (!tree_is_mapping(entry)) {
		refuse(&r, entry, "holds what the proof does not read");
		return;
	}
	for (const struct tree *value = tree_entry_from(entry->first); value; value = tree_entry_from(value->next))
		if (!is_known(value->key))
			refuse(&r, value, "is an argument that the proof does not know");
	struct str action = text(&r, ARGUMENT_action);
	r.seen.allows = str_is(action, "allow");
	if (!r.seen.allows && !str_is(action, "deny"))
		refuse(&r, entry, "has an entry that neither allows nor denies");
	int64_t number_said = number(&r, ARGUMENT_number, 1, 32766, 0);
	r.seen.number = (uint32_t)number_said;
	if (number_said == 0)
		refuse(&r, entry, "has an entry without a number");
	if (!cidr_of_text(text(&r, ARGUMENT_block), &r.seen.block))
		refuse(&r, entry, "has an entry without a block of addresses");
	read_ports(&r);
	if (r.good)
		vec_push(p->arena, &p->entries, r.seen);
}

void observe_entries(struct proof *p, seen_ref of, bool in, const struct tree *entries, const struct tree *whole)
{
	if (entries->kind != TREE_LIST) {
		read_entry(p, of, in, entries, whole);
		return;
	}
	for (const struct tree *entry = tree_entry_from(entries->first); entry; entry = tree_entry_from(entry->next))
		read_entry(p, of, in, entry, whole);
}
