/* Statements that would be right, for messages: what is missing is shown as it could be written here. */
#include "model/model.h"

static const char *const scalars[SCALAR_COUNT] = {
	[SCALAR_INT] = "3", [SCALAR_NUMBER] = "2.5", [SCALAR_STRING] = "\"text\"", [SCALAR_CIDR] = "10.20.0.0/16", [SCALAR_IP] = "10.20.0.1",
	[SCALAR_PREFIX] = "/24", [SCALAR_PORT] = "443", [SCALAR_PROTOCOL] = "tcp", [SCALAR_DURATION] = "30m", [SCALAR_PERCENT] = "10%",
	[SCALAR_CPU] = "250m", [SCALAR_MEMORY] = "256Mi", [SCALAR_SIZE] = "100Gi", [SCALAR_INT_RANGE] = "2..4", [SCALAR_CPU_RANGE] = "250m..500m",
	[SCALAR_MEMORY_RANGE] = "256Mi..512Mi", [SCALAR_TIME] = "02:30", [SCALAR_TIME_RANGE] = "09:00..16:00", [SCALAR_DATE] = "2027-03-31",
	[SCALAR_ARN] = "arn:aws:iam::111111111111:role/name", [SCALAR_ACCOUNT] = "111111111111", [SCALAR_VERSION] = "\"1.0\"",
	[SCALAR_PATH] = "\"/health\"", [SCALAR_DOMAIN] = "\"shop.acme.example\"", [SCALAR_URL] = "\"https://acme.example/\"",
	[SCALAR_EMAIL] = "\"deploys@acme.example\"", [SCALAR_REGION] = "us-east-1", [SCALAR_ZONE] = "a", [SCALAR_COMPARISON] = ">=",
};

struct str model_scalar_example(enum scalar scalar)
{
	return scalars[scalar] ? str_of(scalars[scalar]) : STR("");
}

/* The first thing of the kind that may be named there: one of the program's other than the one that speaks, or one inside the thing
 * around the statement; empty when there is none. */
static struct str declared_name(const struct model *m, struct context context, kind_ref kind)
{
	object_ref scope = context.place ? context.place : context.root;
	struct rows inside = m->facts->rows.at[kind];
	for (uint32_t i = 1; i < m->declarations.len; i++) {
		const struct object *o = object_at(m->facts, m->declarations.at[i].object);
		bool speaks = m->declarations.at[i].object == context.root || m->declarations.at[i].object == context.object;
		if (!speaks && !(o->flags & OBJECT_ABSTRACT) && kind_is_a(m->facts, o->kind, kind))
			return names_text(m->names, o->name);
	}
	for (uint32_t i = 0; i < inside.len; i++)
		if (scope && object_at(m->facts, inside.at[i])->owner == scope)
			return names_text(m->names, object_at(m->facts, inside.at[i])->name);
	return (struct str){ NULL, 0 };
}

/* SERVICE, where no service may be named. */
static struct str kind_in_capitals(const struct model *m, kind_ref kind)
{
	struct str word = names_text(m->names, m->facts->kinds.at[kind].name);
	struct buf capitals;
	buf_init(&capitals, m->scratch);
	for (uint32_t i = 0; i < word.len; i++)
		buf_char(&capitals, word.at[i] >= 'a' && word.at[i] <= 'z' ? (char)(word.at[i] - 'a' + 'A') : word.at[i]);
	return buf_slice(&capitals, 0);
}

static struct str example_of(const struct model *m, struct context context, type_ref type)
{
	struct type t = m->facts->types.at[type_without_optional(m->facts, type)];
	struct str named = { NULL, 0 };
	switch (t.form) {
	case TYPE_SCALAR: return scalars[t.a] ? str_of(scalars[t.a]) : STR("NAME");
	case TYPE_WORDS:  return names_text(m->names, m->facts->type_parts.at[t.a]);
	case TYPE_LIST:   return example_of(m, context, t.a);
	case TYPE_OBJECT:
		named = declared_name(m, context, t.a);
		return named.len ? named : kind_in_capitals(m, t.a);
	case TYPE_UNION:
		for (uint32_t i = 0; i < t.b && !named.len; i++) {
			struct type part = m->facts->types.at[m->facts->type_parts.at[t.a + i]];
			named = part.form == TYPE_OBJECT ? declared_name(m, context, part.a) : named;
		}
		return named.len ? named : example_of(m, context, m->facts->type_parts.at[t.a]);
	default:          return STR("NAME");
	}
}

static void print_element(struct buf *out, const struct model *m, struct context context, const struct shape_element *e)
{
	buf_char(out, ' ');
	if (e->form == ELEMENT_VALUE)
		buf_str(out, example_of(m, context, e->type));
	else
		buf_str(out, e->form == ELEMENT_WORD ? names_text(m->names, e->a) : str_of(punct_text((enum punct)e->a)));
}

void model_print_whole_example(struct buf *out, const struct model *m, struct context context, const struct schema *schema, uint32_t first,
	uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		print_element(out, m, context, &schema->elements.at[first + i]);
}

void model_print_example(struct buf *out, const struct model *m, struct context context, uint32_t first, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct shape_element *e = &m->schema->elements.at[first + i];
		if (e->with_next || e->many == '?' || e->many == '*')
			continue;
		print_element(out, m, context, e);
	}
}
