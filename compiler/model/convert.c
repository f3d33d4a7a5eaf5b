/* One value as written to a value of the type wanted, and the names in it to what they name. */
#include "model/model.h"

#include "model/literal_value.h"

static struct str kind_text(const struct model *m, kind_ref kind)
{
	return names_text(m->names, m->facts->kinds.at[kind].name);
}

/* "an environment", "a store" */
const char *model_article(struct str word)
{
	return word.len && (word.at[0] == 'a' || word.at[0] == 'e' || word.at[0] == 'i' || word.at[0] == 'o') ? "an" : "a";
}

/* How a value of the type is written, behind its name. */
static const char *const written[SCALAR_COUNT] = {
	[SCALAR_INT] = "is a whole number, as 3", [SCALAR_NUMBER] = "is written as 3 or 2.5", [SCALAR_STRING] = "stands in quotes, as \"shop\"",
	[SCALAR_NAME] = "stands without quotes", [SCALAR_WORD] = "stands without quotes", [SCALAR_CIDR] = "is written as 10.0.0.0/16",
	[SCALAR_IP] = "is written as 10.0.0.1", [SCALAR_PREFIX] = "is written as /24",
	[SCALAR_PORT] = "is a number of 1 to 65535, written as 443, 443/tcp or 8000..8100", [SCALAR_PROTOCOL] = "is a word, as tcp",
	[SCALAR_DURATION] = "is written as 30s, 5m, 12h or 7d", [SCALAR_PERCENT] = "is written as 95%",
	[SCALAR_CPU] = "is written as 250m or 2", [SCALAR_MEMORY] = "is written as 256Mi or 2Gi", [SCALAR_SIZE] = "is written as 100Gi",
	[SCALAR_INT_RANGE] = "is written as 2..4", [SCALAR_CPU_RANGE] = "is written as 250m..500m",
	[SCALAR_MEMORY_RANGE] = "is written as 256Mi..512Mi", [SCALAR_TIME] = "is written as 02:30",
	[SCALAR_TIME_RANGE] = "is written as 09:00..16:00", [SCALAR_DATE] = "is written as 2027-03-31",
	[SCALAR_ARN] = "is written as arn:aws:iam::111111111111:role/name", [SCALAR_ACCOUNT] = "has 12 digits, as 111111111111",
	[SCALAR_VERSION] = "begins with a digit and stands in quotes, as \"1.35\"",
	[SCALAR_PATH] = "stands in quotes, begins with / or a name and has no part `..`, as \"/health\"",
	[SCALAR_DOMAIN] = "stands in quotes and is made of letters, digits and hyphens with dots between, as \"shop.acme.example\"",
	[SCALAR_URL] = "is written as \"https://acme.example/\"", [SCALAR_DIGEST] = "is written as \"sha256:\" with 64 hexadecimal digits behind",
	[SCALAR_EMAIL] = "is written as \"deploys@acme.example\"", [SCALAR_REGION] = "is written as us-east-1",
	[SCALAR_ZONE] = "is one letter, as a", [SCALAR_COMPARISON] = "is one of < <= = != >= >",
};

void model_expected(struct buf *out, const struct model *m, type_ref type)
{
	struct type t = m->facts->types.at[type_without_optional(m->facts, type)];
	struct buf name;
	buf_init(&name, m->scratch);
	type_print(&name, m->facts, type_without_optional(m->facts, type));
	if (t.form == TYPE_SCALAR || t.form == TYPE_OBJECT)
		buf_format(out, "%s ", model_article((struct str){ name.at, (uint32_t)name.len }));
	buf_bytes(out, name.at, name.len);
}

/* True when things of `kind` may stand below things of `scope_kind`, at any depth. */
static bool may_nest(const struct model *m, kind_ref scope_kind, kind_ref kind, unsigned depth)
{
	for (kind_ref k = scope_kind; k && depth < 4; k = m->facts->kinds.at[k].parent) {
		const struct kind *sk = &m->facts->kinds.at[k];
		for (uint32_t i = 0; i < sk->own_fields; i++) {
			const struct property *p = schema_property(m->schema, sk->first_field + i);
			if (p->form == PROPERTY_NESTED
			    && (kind_is_a(m->facts, p->record, kind) || may_nest(m, p->record, kind, depth + 1)))
				return true;
		}
	}
	return false;
}

/* Counts things of `kind` called `wanted` (0: any) below scope; *found is the first. */
static uint32_t count_nested(const struct model *m, object_ref scope, kind_ref kind, name wanted, object_ref *found, unsigned depth)
{
	uint32_t count = 0;
	for (kind_ref k = object_at(m->facts, scope)->kind; k && depth < 4; k = m->facts->kinds.at[k].parent) {
		const struct kind *sk = &m->facts->kinds.at[k];
		for (uint32_t i = 0; i < sk->own_fields; i++) {
			const struct property *p = schema_property(m->schema, sk->first_field + i);
			if (p->form != PROPERTY_NESTED)
				continue;
			struct val list = object_get(m->facts, scope, p->field);
			for (uint32_t j = 0; j < list_len(list); j++) {
				object_ref o = list_at(m->facts, list, j).a;
				if (kind_is_a(m->facts, p->record, kind) && object_at(m->facts, o)->name == wanted) {
					if (count++ == 0)
						*found = o;
				}
				count += count_nested(m, o, kind, wanted, found, depth + 1);
			}
		}
	}
	return count;
}

object_ref model_find_nested(const struct model *m, object_ref scope, kind_ref kind, struct str path)
{
	uint32_t dot = 0;
	while (dot < path.len && path.at[dot] != '.')
		dot++;
	object_ref found = 0;
	name first = names_find(m->names, (struct str){ path.at, dot });
	if (!first)
		return 0;
	if (dot == path.len)
		return count_nested(m, scope, kind, first, &found, 0) == 1 ? found : 0;
	/* NETWORK.TIER: whatever nested thing has the first name and holds the second. */
	for (kind_ref k = object_at(m->facts, scope)->kind; k; k = m->facts->kinds.at[k].parent) {
		const struct kind *sk = &m->facts->kinds.at[k];
		for (uint32_t i = 0; i < sk->own_fields; i++) {
			const struct property *p = schema_property(m->schema, sk->first_field + i);
			struct val list = p->form == PROPERTY_NESTED ? object_get(m->facts, scope, p->field) : VAL_ABSENT;
			for (uint32_t j = 0; j < list_len(list); j++) {
				object_ref o = list_at(m->facts, list, j).a;
				if (object_at(m->facts, o)->name == first)
					found = model_find_nested(m, o, kind, (struct str){ path.at + dot + 1, path.len - dot - 1 });
				if (found)
					return found;
			}
		}
	}
	return 0;
}

static void nested_names(const struct model *m, object_ref scope, kind_ref kind, struct buf *out, unsigned depth)
{
	for (kind_ref k = object_at(m->facts, scope)->kind; k && depth < 4; k = m->facts->kinds.at[k].parent) {
		const struct kind *sk = &m->facts->kinds.at[k];
		for (uint32_t i = 0; i < sk->own_fields; i++) {
			const struct property *p = schema_property(m->schema, sk->first_field + i);
			struct val list = p->form == PROPERTY_NESTED ? object_get(m->facts, scope, p->field) : VAL_ABSENT;
			for (uint32_t j = 0; j < list_len(list); j++) {
				object_ref o = list_at(m->facts, list, j).a;
				if (kind_is_a(m->facts, p->record, kind)) {
					if (out->len)
						buf_text(out, ", ");
					if (depth) {
						buf_str(out, names_text(m->names, object_at(m->facts, scope)->name));
						buf_char(out, '.');
					}
					buf_str(out, names_text(m->names, object_at(m->facts, o)->name));
				}
				nested_names(m, o, kind, out, depth + 1);
			}
		}
	}
}

/* What was said of this place already: of a thing in several environments each of them is judged. */
static struct diag *told_at(const struct model *m, enum diag_code code, struct span span)
{
	for (uint32_t i = m->diags->list.len; i-- > 0;)
		if (m->diags->list.at[i].code == code && m->diags->list.at[i].span.start == span.start && m->diags->list.at[i].span.end == span.end)
			return &m->diags->list.at[i];
	return NULL;
}

static bool nested_reference(struct model *m, struct context context, kind_ref kind, struct str text, struct span span, bool report,
	struct val *out)
{
	object_ref scope = context.place ? context.place : context.root;
	if (!scope || !may_nest(m, object_at(m->facts, scope)->kind, kind, 0)) {
		/* Read in another place, as the tiers of a peer: the word itself, looked up by whoever knows the place. */
		*out = val_name(VAL_WORD, names_intern(m->names, text));
		return true;
	}
	object_ref found = model_find_nested(m, scope, kind, text);
	*out = val_object(found);
	if (found || !report)
		return found != 0;
	if (object_at(m->facts, scope)->flags & OBJECT_ABSTRACT) {
		*out = val_name(VAL_WORD, names_intern(m->names, text));   /* its children may have it */
		return true;
	}
	struct str owner = names_text(m->names, object_at(m->facts, scope)->name);
	struct diag *told = told_at(m, DIAG_UNKNOWN_NAME, span);
	if (told) {
		if (told->places[0].span.start != object_span(m->facts, scope).start)
			diag_also(m->diags, told, object_span(m->facts, scope), "%.*s has none either", STR_ARG(owner));
		return false;
	}
	struct buf names;
	buf_init(&names, m->scratch);
	nested_names(m, scope, kind, &names, 0);
	struct diag *d = diag_add(m->diags, DIAG_UNKNOWN_NAME, span, "%.*s has no %.*s called %.*s",
		STR_ARG(owner), STR_ARG(kind_text(m, kind)), STR_ARG(text));
	diag_also(m->diags, d, object_span(m->facts, scope), "%.*s is declared here", STR_ARG(owner));
	if (names.len)
		diag_help(m->diags, d, "it has %.*s", (int)names.len, names.at);
	else
		diag_help(m->diags, d, "it has no %.*s at all", STR_ARG(kind_text(m, kind)));
	return false;
}

typedef VEC(struct str) names_of;

static void add_names(struct model *m, struct context context, kind_ref kind, names_of *out)
{
	for (uint32_t i = 1; i < m->declarations.len; i++) {
		const struct object *o = object_at(m->facts, m->declarations.at[i].object);
		if ((context.abstract || !(o->flags & OBJECT_ABSTRACT)) && kind_is_a(m->facts, o->kind, kind))
			vec_push(m->scratch, out, names_text(m->names, o->name));
	}
}

static void unknown_name(struct model *m, struct context context, kind_ref kind, name word, struct span span)
{
	struct str text = names_text(m->names, word);
	object_ref other = object_named(m->facts, 0, word);
	if (other && !(object_at(m->facts, other)->flags & OBJECT_LIBRARY)) {
		struct str other_kind = kind_text(m, object_at(m->facts, other)->kind);
		struct diag *d = diag_add(m->diags, DIAG_WRONG_KIND, span, "%.*s is %s %.*s, %s %.*s is expected here", STR_ARG(text),
			model_article(other_kind), STR_ARG(other_kind), model_article(kind_text(m, kind)), STR_ARG(kind_text(m, kind)));
		diag_also(m->diags, d, object_span(m->facts, other), "declared here");
		return;
	}
	names_of candidates = { 0 };
	add_names(m, context, kind, &candidates);
	struct diag *d = diag_add(m->diags, DIAG_UNKNOWN_NAME, span, "there is no %.*s called %.*s", STR_ARG(kind_text(m, kind)), STR_ARG(text));
	struct str near = diag_nearest(text, candidates.at, candidates.len);
	if (near.len)
		diag_near(m->diags, d, near);
	else if (m->schema->shapes.at[kind].headed) {
		struct buf shape;
		buf_init(&shape, m->scratch);
		model_print_shape(&shape, m, m->schema, m->schema->shapes.at[kind].first_element, m->schema->shapes.at[kind].element_count);
		diag_help(m->diags, d, "declare it: %.*s%.*s", STR_ARG(kind_text(m, kind)), (int)shape.len, shape.at);
	} else
		diag_help(m->diags, d, "declare it: `%.*s %.*s { … }`", STR_ARG(kind_text(m, kind)), STR_ARG(text));
}

/* A class of environments, a service to inherit from: there is nothing of it to refer to. */
static void abstract_name(struct model *m, object_ref found, struct span span)
{
	struct str text = names_text(m->names, object_at(m->facts, found)->name), kind = kind_text(m, object_at(m->facts, found)->kind);
	if (map_at(&m->declared_again, object_at(m->facts, found)->name, 0))
		return;                                /* the program's own is meant, which could not be called so */
	struct diag *d = diag_add(m->diags, DIAG_WRONG_KIND, span, "%.*s is abstract: it is only inherited from, %s %.*s that exists is expected here",
		STR_ARG(text), model_article(kind), STR_ARG(kind));
	diag_also(m->diags, d, object_span(m->facts, found), "declared abstract here");
	diag_help(m->diags, d, "name one that inherits from it, or take `abstract` away");
}

static bool reference(struct model *m, struct context context, kind_ref kind, struct val raw, struct span span, bool report, struct val *out)
{
	if (raw.tag == VAL_OBJECT && kind_is_a(m->facts, object_at(m->facts, raw.a)->kind, kind)) {
		*out = raw;
		return true;
	}
	if (raw.tag != VAL_WORD) {
		if (report) {
			struct diag *d = diag_add(m->diags, DIAG_WRONG_TYPE, span, "found `%.*s`, the name of %s %.*s is expected",
				STR_ARG(sources_text(m->sources, span)), model_article(kind_text(m, kind)), STR_ARG(kind_text(m, kind)));
			if (raw.tag == VAL_STR)
				diag_help(m->diags, d, "names stand without quotes");
		}
		return false;
	}
	object_ref found = object_named(m->facts, kind, raw.a);
	if (!found && m->facts->kinds.at[kind].flags & KIND_NESTED)
		return nested_reference(m, context, kind, names_text(m->names, raw.a), span, report, out);
	if (!found) {
		if (report)
			unknown_name(m, context, kind, raw.a, span);
		return false;
	}
	if (object_at(m->facts, found)->flags & OBJECT_ABSTRACT && !context.abstract) {
		if (report)
			abstract_name(m, found, span);
		return false;
	}
	object_ref instance = context.place ? object_instance(m->facts, found, context.place) : 0;
	*out = val_object(instance ? instance : found);
	return true;
}

static bool word_among(const struct facts *facts, struct type type, struct val raw)
{
	for (uint32_t i = 0; i < type.b && raw.tag == VAL_WORD; i++)
		if (facts->type_parts.at[type.a + i] == raw.a)
			return true;
	return false;
}

/* The nearest of all that any of the alternatives would take; or what the name is, when it is something else. */
static void help_union(struct model *m, struct context context, struct type t, struct val raw, struct diag *d)
{
	names_of candidates = { 0 };
	for (uint32_t i = 0; i < t.b; i++) {
		struct type member = m->facts->types.at[m->facts->type_parts.at[t.a + i]];
		if (member.form == TYPE_OBJECT)
			add_names(m, context, member.a, &candidates);
		for (uint32_t w = 0; member.form == TYPE_WORDS && w < member.b; w++)
			vec_push(m->scratch, &candidates, names_text(m->names, m->facts->type_parts.at[member.a + w]));
	}
	struct str text = names_text(m->names, raw.a), near = diag_nearest(text, candidates.at, candidates.len);
	object_ref other = object_named(m->facts, 0, raw.a);
	struct str kind = other ? kind_text(m, object_at(m->facts, other)->kind) : STR("");
	/* What only the library calls so, nobody here meant. */
	if (other && object_at(m->facts, other)->flags & OBJECT_LIBRARY && !near.len) {
		diag_help(m->diags, d, "nothing of that name is declared; the library's own %.*s is %s %.*s", STR_ARG(text), model_article(kind), STR_ARG(kind));
	} else if (other && !(object_at(m->facts, other)->flags & OBJECT_LIBRARY)) {
		diag_also(m->diags, d, object_span(m->facts, other), "%.*s is %s %.*s", STR_ARG(text), model_article(kind), STR_ARG(kind));
	} else if (near.len) {
		diag_near(m->diags, d, near);
	} else {
		diag_help(m->diags, d, "nothing of that name is declared");
	}
}

/* A word that the enumeration lacks, or text where its word is meant. */
static void help_words(struct model *m, struct type t, struct val raw, struct diag *d)
{
	struct str candidates[64], text = names_text(m->names, raw.a);
	uint32_t count = t.b < 64 ? t.b : 64;
	for (uint32_t i = 0; i < count; i++)
		candidates[i] = names_text(m->names, m->facts->type_parts.at[t.a + i]);
	struct str near = diag_nearest(text, candidates, count);
	if (raw.tag == VAL_STR)
		diag_help(m->diags, d, "words stand without quotes");
	else if (near.len)
		diag_near(m->diags, d, near);
}

/* The constant of that type that is nearest to a word that names none; or what the word does name. */
static bool help_global(struct model *m, type_ref type, struct val raw, struct diag *d)
{
	const struct global *other = raw.tag == VAL_WORD ? global_named(m->facts, raw.a) : NULL;
	names_of candidates = { 0 };
	if (other) {
		struct buf is;
		buf_init(&is, m->scratch);
		model_expected(&is, m, other->type);
		diag_also(m->diags, d, other->span, "%.*s is %.*s", STR_ARG(names_text(m->names, raw.a)), (int)is.len, is.at);
		return false;
	}
	for (uint32_t i = 1; i < m->facts->globals.len && raw.tag == VAL_WORD; i++)
		if (type_accepts(m->facts, type, m->facts->globals.at[i].type) && m->facts->globals.at[i].type)
			vec_push(m->scratch, &candidates, names_text(m->names, m->facts->globals.at[i].name));
	struct str near = diag_nearest(names_text(m->names, raw.tag == VAL_WORD ? raw.a : NO_NAME), candidates.at, candidates.len);
	if (near.len)
		diag_near(m->diags, d, near);
	return near.len != 0;
}

static void help_scalar(struct model *m, type_ref type, enum scalar scalar, struct val raw, struct str spelled, struct diag *d)
{
	enum scalar end = literal_range_end(scalar);
	struct val first, last;
	if (raw.tag == VAL_RANGE && end != SCALAR_COUNT
	    && literal_as_scalar(m->facts, end, m->facts->cells.at[raw.a], STR(""), &first)
	    && literal_as_scalar(m->facts, end, m->facts->cells.at[raw.a + 1], STR(""), &last))
		diag_help(m->diags, d, "the smaller value of a range stands first");
	else if (scalar == SCALAR_ACCOUNT && raw.tag == VAL_INT)
		diag_help(m->diags, d, "an account has 12 digits; this has %u", spelled.len);
	else if (scalar == SCALAR_DURATION && raw.tag == VAL_INT)
		diag_help(m->diags, d, "add the unit: %.*ss, %.*sm, %.*sh or %.*sd", STR_ARG(spelled), STR_ARG(spelled), STR_ARG(spelled), STR_ARG(spelled));
	else if (!help_global(m, type, raw, d) && written[scalar]) {
		struct buf what;
		buf_init(&what, m->scratch);
		model_expected(&what, m, type);
		diag_help(m->diags, d, "%.*s %s", (int)what.len, what.at, written[scalar]);
	}
}

/* The abstract thing that a word would name if it existed; 0 when none of the alternatives has it. */
static object_ref abstract_of(const struct model *m, struct type t, struct val raw)
{
	for (uint32_t i = 0; i < t.b && raw.tag == VAL_WORD; i++) {
		struct type member = m->facts->types.at[m->facts->type_parts.at[t.a + i]];
		object_ref found = member.form == TYPE_OBJECT ? object_named(m->facts, member.a, raw.a) : 0;
		if (found && object_at(m->facts, found)->flags & OBJECT_ABSTRACT)
			return found;
	}
	return 0;
}

static void wrong_type(struct model *m, struct context context, type_ref type, struct val raw, struct span span)
{
	struct type t = m->facts->types.at[type_without_optional(m->facts, type)];
	object_ref abstract = t.form == TYPE_UNION ? abstract_of(m, t, raw) : 0;
	if (abstract) {
		abstract_name(m, abstract, span);
		return;
	}
	struct buf expected;
	buf_init(&expected, m->scratch);
	model_expected(&expected, m, type);
	struct str spelled = sources_text(m->sources, span);
	if (spelled.len > 0 && spelled.at[0] == '"' && raw.tag == VAL_NONE) {
		diag_help(m->diags, diag_add(m->diags, DIAG_WRONG_TYPE, span, "`{` begins a value that is computed, and nothing is computed in a declaration"),
		          "a brace that is meant is written `\\{`");
		return;
	}
	if (spelled.len > 60)
		spelled.len = 60;
	struct diag *d = diag_add(m->diags, DIAG_WRONG_TYPE, span, "found `%.*s`, expected %.*s", STR_ARG(spelled), (int)expected.len, expected.at);
	if (t.form == TYPE_UNION && raw.tag == VAL_WORD)
		help_union(m, context, t, raw, d);
	else if (t.form == TYPE_UNION && raw.tag == VAL_STR)
		diag_help(m->diags, d, "names stand without quotes");
	else if (t.form == TYPE_WORDS && (raw.tag == VAL_WORD || raw.tag == VAL_STR))
		help_words(m, t, raw, d);
	else if (context.plain && raw.tag == VAL_WORD)
		diag_help(m->diags, d, "write the value itself: a named value does not refer to another one");
	else if (t.form == TYPE_SCALAR)
		help_scalar(m, type, (enum scalar)t.a, raw, spelled, d);
}

/* Types that the compiler compares or computes with: nothing of them may be left open until deployment. */
static bool known_early(enum scalar scalar)
{
	switch (scalar) {
	case SCALAR_STRING: case SCALAR_ARN: case SCALAR_DIGEST: case SCALAR_URL: case SCALAR_VERSION: case SCALAR_EMAIL:
		return false;
	default:
		return true;
	}
}

/* The value of a constant, a given or a later name of the type; false when the word names none. */
static bool named_value(struct model *m, struct context context, type_ref type, struct val raw, struct span span, bool report, struct val *out)
{
	struct type t = m->facts->types.at[type];
	const struct global *global = raw.tag == VAL_WORD && t.form == TYPE_SCALAR ? global_named(m->facts, raw.a) : NULL;
	if (!global || context.plain || !type_accepts(m->facts, type, global->type))
		return false;
	*out = global->value;
	if (global->value.tag == VAL_LATER && !global->missing && known_early((enum scalar)t.a) && report) {
		struct diag *d = diag_add(m->diags, DIAG_LATER_USED_EARLY, span, "%.*s is known only on deployment, but is asked for here",
			STR_ARG(names_text(m->names, raw.a)));
		diag_also(m->diags, d, global->span, "declared here");
		diag_help(m->diags, d, "write the value, or declare the name as `given`: it is then read from a file before anything is proved");
	}
	return true;
}

static bool convert_scalar(struct model *m, enum scalar scalar, struct val raw, struct span span, struct val *out)
{
	enum scalar end = literal_range_end(scalar);
	if (end != SCALAR_COUNT) {
		struct val first = raw, last = raw;
		if (raw.tag == VAL_RANGE) {
			first = m->facts->cells.at[raw.a];
			last = m->facts->cells.at[raw.a + 1];
		}
		if (!literal_as_scalar(m->facts, end, first, STR(""), &first) || !literal_as_scalar(m->facts, end, last, STR(""), &last)
		    || val_compare(m->names, first, last) > 0)
			return false;
		*out = range_make(m->facts, first, last);
		return true;
	}
	if (scalar == SCALAR_PORT && raw.tag == VAL_RANGE) {
		struct val first, last;
		if (!literal_as_scalar(m->facts, scalar, m->facts->cells.at[raw.a], STR(""), &first)
		    || !literal_as_scalar(m->facts, scalar, m->facts->cells.at[raw.a + 1], STR(""), &last) || first.a > last.a)
			return false;
		*out = (struct val){ .tag = VAL_PORT, .a = (first.a & 0xFFFF) | (last.a & 0xFFFF0000u), .detail = first.detail };
		return true;
	}
	return literal_as_scalar(m->facts, scalar, raw, sources_text(m->sources, span), out);
}

bool model_convert(struct model *m, struct context context, type_ref type, struct val raw, struct span span, bool report, struct val *out)
{
	struct type t = m->facts->types.at[type];
	bool good = false;
	/* A word may be a constant of the type; an enumeration's own word comes first. */
	if (named_value(m, context, type, raw, span, report, out))
		return true;
	switch (t.form) {
	case TYPE_ANY:
		*out = raw;
		good = raw.tag != VAL_NONE;
		break;
	case TYPE_OPTIONAL: case TYPE_LIST:
		return model_convert(m, context, t.a, raw, span, report, out);
	case TYPE_WORDS:
		*out = raw;
		good = word_among(m->facts, t, raw);
		break;
	case TYPE_UNION:
		for (uint32_t i = 0; i < t.b && !good; i++)
			good = model_convert(m, context, m->facts->type_parts.at[t.a + i], raw, span, false, out);
		break;
	case TYPE_OBJECT:
		return reference(m, context, t.a, raw, span, report, out);
	case TYPE_SCALAR:
		good = convert_scalar(m, (enum scalar)t.a, raw, span, out);
		break;
	default:
		break;
	}
	if (!good && report)
		wrong_type(m, context, type, raw, span);
	return good;
}
