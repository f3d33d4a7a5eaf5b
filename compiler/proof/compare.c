/* Findings, and the order of the comparisons. */
#include "proof/groups.h"

#include <stdarg.h>
#include <stdio.h>

static struct diag *finding(struct proof *p, enum diag_code code, struct span span, const char *format, va_list args)
{
	char text[512];
	vsnprintf(text, sizeof text, format, args);
	return diag_add(p->diags, code, span, "%s", text);
}

static struct diag *about_part(struct proof *p, enum diag_code code, seen_ref s, uint32_t emitter, const char *format, va_list args)
{
	const struct seen *seen = seen_at(p, s);
	struct diag *diag = finding(p, code, (struct span){ emitter, emitter + 1 }, format, args);
	diag_label(p->diags, diag, "%.*s", STR_ARG(names_text(p->names, seen->address)));
	if (seen->origin)
		diag_also(p->diags, diag, p->facts->origins.at[seen->origin], "for this");
	return diag;
}

static struct diag *about(struct proof *p, enum diag_code code, seen_ref s, const char *format, va_list args)
{
	return about_part(p, code, s, seen_at(p, s)->emitter, format, args);
}

static const char opens_help[] = "declare it, or mend the emitter: it writes more than the program says";
static const char closes_help[] = "mend the emitter: it writes less than the program says";

static struct diag *about_object(struct proof *p, enum diag_code code, const struct seen_object *o, uint32_t emitter, const char *format, va_list args)
{
	struct diag *diag = finding(p, code, (struct span){ emitter, emitter + 1 }, format, args);
	diag_label(p->diags, diag, "%.*s in the cluster of %.*s", STR_ARG(names_text(p->names, o->name)),
		STR_ARG(names_text(p->names, o->cluster)));
	if (o->origin)
		diag_also(p->diags, diag, p->facts->origins.at[o->origin], "for this");
	return diag;
}

struct diag *proof_opens_object(struct proof *p, const struct seen_object *o, uint32_t emitter, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct diag *diag = about_object(p, DIAG_ARTEFACT_OPENS_PATH, o, emitter, format, args);
	va_end(args);
	diag_help(p->diags, diag, opens_help);
	return diag;
}

struct diag *proof_closes_object(struct proof *p, const struct seen_object *o, uint32_t emitter, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct diag *diag = about_object(p, DIAG_ARTEFACT_CLOSES_PATH, o, emitter, format, args);
	va_end(args);
	diag_help(p->diags, diag, "mend the emitter: it forbids what the program says, or what it knows nothing of");
	return diag;
}

struct diag *proof_opens(struct proof *p, seen_ref s, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct diag *diag = about(p, DIAG_ARTEFACT_OPENS_PATH, s, format, args);
	va_end(args);
	diag_help(p->diags, diag, opens_help);
	return diag;
}

struct diag *proof_closes(struct proof *p, seen_ref s, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct diag *diag = about(p, DIAG_ARTEFACT_CLOSES_PATH, s, format, args);
	va_end(args);
	diag_help(p->diags, diag, closes_help);
	return diag;
}

struct diag *proof_opens_entry(struct proof *p, const struct seen_entry *entry, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct diag *diag = about_part(p, DIAG_ARTEFACT_OPENS_PATH, entry->of, entry->emitter, format, args);
	va_end(args);
	diag_help(p->diags, diag, opens_help);
	return diag;
}

struct diag *proof_closes_entry(struct proof *p, const struct seen_entry *entry, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct diag *diag = about_part(p, DIAG_ARTEFACT_CLOSES_PATH, entry->of, entry->emitter, format, args);
	va_end(args);
	diag_help(p->diags, diag, closes_help);
	return diag;
}

struct diag *proof_lacks(struct proof *p, object_ref declared, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct diag *diag = finding(p, DIAG_ARTEFACT_CLOSES_PATH, object_span(p->facts, declared), format, args);
	va_end(args);
	diag_help(p->diags, diag, "no emitter writes it: mend the target, or do not declare it");
	return diag;
}

struct str proof_spelled(struct proof *p, struct val v)
{
	struct buf out;
	buf_init(&out, p->arena);
	facts_print(&out, p->facts, v);
	return buf_done(&out);
}

struct str declared_name(const struct comparison *c, object_ref o) { return proof_spelled(c->p, val_object(o)); }

name comparison_account(const struct comparison *c, object_ref environment)
{
	struct proof *p = c->p;
	uint32_t l = intent_networks(c->in, environment);
	struct val account = l ? row_get(p->facts, chain_value(&c->in->networks_of, l), FIELD_network_account) : VAL_ABSENT;
	return account.tag != VAL_NONE ? names_intern(p->names, proof_spelled(p, account)) : NO_NAME;
}

static void read_accounts(struct comparison *c)
{
	struct proof *p = c->p;
	struct extent networks = rows_of(p->facts, REL_network);
	name word = names_find(p->names, STR("account"));
	for (uint32_t i = 0; i < networks.len; i++)
		map_put(p->arena, &c->accounts, comparison_account(c, networks.at[i]), 1);
	for (object_ref o = 1; o < p->facts->objects.len; o++) {   /* also of environments without a network */
		struct val account = object_get_named(p->facts, o, word);
		if (account.tag != VAL_NONE && !(object_at(p->facts, o)->flags & OBJECT_ABSTRACT))
			map_put(p->arena, &c->accounts, names_intern(p->names, proof_spelled(p, account)), 1);
	}
}

static struct diag *at_block(struct proof *p, enum diag_code code, uint32_t emitter, uint32_t origin, struct str text)
{
	struct diag *diag = diag_add(p->diags, code, (struct span){ emitter, emitter + 1 }, "%.*s", STR_ARG(text));
	if (origin)
		diag_also(p->diags, diag, p->facts->origins.at[origin], "for this");
	return diag;
}

/* Whatever is made is made in an account that the program declares. */
static void compare_acting(struct comparison *c)
{
	struct proof *p = c->p;
	for (uint32_t i = 0; i < p->acting.len; i++) {
		const struct seen_acting *a = &p->acting.at[i];
		if (!map_at(&c->accounts, a->account, 0))
			diag_help(p->diags, at_block(p, DIAG_ARTEFACT_OPENS_PATH, a->emitter, a->origin, str_format(p->arena,
				"a provider acts in account %.*s, which is not declared", STR_ARG(names_text(p->names, a->account)))), opens_help);
	}
}

/* A state knows all that its root keeps, secrets too: they lie in one bucket, where most are. */
static void compare_homes(struct proof *p)
{
	struct map count = { 0 };
	name most = NO_NAME;
	for (uint32_t i = 0; i < p->states.len; i++) {
		name bucket = p->states.at[i].bucket;
		map_put(p->arena, &count, bucket, map_at(&count, bucket, 0) + 1);
		if (map_at(&count, bucket, 0) > map_at(&count, most, 0))
			most = bucket;
	}
	for (uint32_t i = 0; i < p->states.len; i++) {
		const struct seen_state *s = &p->states.at[i];
		if (s->bucket != most)
			diag_help(p->diags, at_block(p, DIAG_ARTEFACT_OPENS_PATH, s->emitter, s->origin, str_format(p->arena,
				"a root keeps its state in %.*s, and the others theirs in %.*s", STR_ARG(s->bucket ? names_text(p->names, s->bucket) : STR("no bucket that is seen")),
				STR_ARG(names_text(p->names, most)))), "name the bucket of the others, with a key of its own");
	}
}

/* The largest tables of what was read: what is compared, is told. */
static void forget(struct proof *p)
{
	vec_drop(p->arena, &p->seen);
	vec_drop(p->arena, &p->cells);
	vec_drop(p->arena, &p->values);
	vec_drop(p->arena, &p->words);
	vec_drop(p->arena, &p->entries);
	vec_drop(p->arena, &p->statements);
	vec_drop(p->arena, &p->conditions);
	vec_drop(p->arena, &p->parts.links);
	map_drop(p->arena, &p->parts.last);
	map_drop(p->arena, &p->by_address);
	for (uint32_t i = 0; i < SEEN_TYPE_COUNT; i++)
		vec_drop(p->arena, &p->of_type[i]);
}

static void index_addresses(struct proof *p)
{
	map_reserve(p->arena, &p->by_address, p->seen.len);
	for (seen_ref s = 1; s < p->seen.len; s++)
		map_put(p->arena, &p->by_address, MAP_KEY(seen_at(p, s)->unit, seen_at(p, s)->address), s);
}

struct proof_result proof_compare(struct proof *p)
{
	struct comparison c = { .p = p };
	if (p->result.resources == 0 && p->objects.len == 0)
		return p->result;
	index_addresses(p);
	c.in = intent_read(p);
	read_accounts(&c);
	compare_acting(&c);
	compare_homes(p);
	compare_networks(&c);
	compare_peerings(&c);
	compare_groups(&c);
	compare_rows(&c);
	compare_access(&c);
	compare_kept(&c);
	compare_pods(&c);
	compare_objects(&c);
	compare_trust(&c);
	compare_gates(&c);
	compare_policies(&c);
	compare_rights(&c);
	forget(p);
	return p->result;
}
