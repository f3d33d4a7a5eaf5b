/* From what stands in the text to a value of the type that is wanted there. */
#include "model/literal_value.h"

struct val literal_of_atom(const struct ast *ast, const struct names *names, node_ref atom)
{
	const struct node *node = ast_node(ast, atom);
	switch (node->kind) {
	case NODE_WORD:
		return val_name(VAL_WORD, node->a);
	case NODE_LITERAL:
		return ast->literals.at[node->a];
	case NODE_STRING:
		if (!node->b)
			return val_name(VAL_STR, names_find(names, STR("")));
		if (ast_node(ast, node->b)->kind == NODE_CHUNK && !ast_node(ast, node->b)->next)
			return val_name(VAL_STR, ast_node(ast, node->b)->a);
		return VAL_ABSENT;
	default:
		return VAL_ABSENT;
	}
}

enum scalar literal_range_end(enum scalar scalar)
{
	switch (scalar) {
	case SCALAR_INT_RANGE:    return SCALAR_INT;
	case SCALAR_CPU_RANGE:    return SCALAR_CPU;
	case SCALAR_MEMORY_RANGE: return SCALAR_MEMORY;
	case SCALAR_TIME_RANGE:   return SCALAR_TIME;
	default:                  return SCALAR_COUNT;
	}
}

static bool as_cpu(struct val raw, struct val *out)
{
	*out = (struct val){ .tag = VAL_CPU };
	switch (raw.tag) {
	case VAL_CPU:      *out = raw; return true;
	case VAL_DURATION: out->i = raw.i / 60000; return raw.detail == 1;   /* `250m`: thousandths, not minutes */
	case VAL_INT:      out->i = number_times(raw.i, 1000); return raw.i >= 0 && raw.i <= INT64_MAX / 1000;
	case VAL_DECIMAL:  out->i = raw.i; return true;
	default:           return false;
	}
}

static bool as_port(struct val raw, struct val *out)
{
	if (raw.tag == VAL_PORT) {
		*out = raw;
		return true;
	}
	if (raw.tag != VAL_INT || raw.i < 1 || raw.i > 65535)
		return false;
	*out = (struct val){ .tag = VAL_PORT, .a = (uint32_t)raw.i | (uint32_t)raw.i << 16 };
	return true;
}

/* Twelve digits, kept as text because leading zeros count. */
static bool as_account(struct facts *facts, struct val raw, struct str spelling, struct val *out)
{
	if (raw.tag == VAL_STR)
		spelling = names_text(facts->names, raw.a);
	if ((raw.tag != VAL_INT && raw.tag != VAL_STR) || spelling.len != 12)
		return false;
	for (uint32_t i = 0; i < 12; i++)
		if (spelling.at[i] < '0' || spelling.at[i] > '9')
			return false;
	*out = val_name(VAL_STR, names_intern(facts->names, spelling));
	return true;
}

/* us-east-1, eu-west-1, us-gov-east-1. Which of them exist, the library knows. */
static bool looks_like_region(struct str s)
{
	uint32_t hyphens = 0;
	for (uint32_t i = 0; i < s.len; i++)
		hyphens += s.at[i] == '-';
	return hyphens >= 2 && s.len >= 8 && s.at[s.len - 1] >= '0' && s.at[s.len - 1] <= '9' && s.at[s.len - 2] == '-';
}

static bool is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Labels of at most 63 letters, digits and hyphens with dots between; no hyphen at a label's end. `*.` may stand first. */
static bool looks_like_domain(struct str s)
{
	uint32_t start = str_starts(s, STR("*.")) ? 2 : 0;
	for (uint32_t i = start; i <= s.len; i++) {
		if (i < s.len && s.at[i] != '.') {
			if (!is_alphanumeric(s.at[i]) && s.at[i] != '-' && s.at[i] != '_')
				return false;
			continue;
		}
		if (i == start || i - start > 63 || s.at[start] == '-' || s.at[i - 1] == '-')
			return false;
		start = i + 1;
	}
	return s.len <= 253;
}

/* Begins with `/` or a name; no part is `..`, no control character. */
static bool looks_like_path(struct str s)
{
	uint32_t start = 0;
	if (s.len == 0 || !(s.at[0] == '/' || s.at[0] == '_' || s.at[0] == '.' || is_alphanumeric(s.at[0])))
		return false;
	for (uint32_t i = 0; i <= s.len; i++) {
		if (i < s.len && s.at[i] != '/') {
			if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7f || s.at[i] == '\\')
				return false;
			continue;
		}
		if (i - start == 2 && s.at[start] == '.' && s.at[start + 1] == '.')
			return false;
		start = i + 1;
	}
	return true;
}

static bool looks_like_digest(struct str s)
{
	if (s.len != 7 + 64 || !str_starts(s, STR("sha256:")))
		return false;
	for (uint32_t i = 7; i < s.len; i++)
		if (!((s.at[i] >= '0' && s.at[i] <= '9') || (s.at[i] >= 'a' && s.at[i] <= 'f')))
			return false;
	return true;
}

static bool has_no_blank(struct str s)
{
	for (uint32_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] <= 0x20 || s.at[i] == 0x7f)
			return false;
	return s.len > 0;
}

static bool looks_like_url(struct str s)
{
	uint32_t i = 0;
	while (i < s.len && ((s.at[i] >= 'a' && s.at[i] <= 'z') || s.at[i] == '+'))
		i++;
	return i > 0 && s.len > i + 3 && s.at[i] == ':' && s.at[i + 1] == '/' && s.at[i + 2] == '/' && has_no_blank(s);
}

static bool looks_like_email(struct str s)
{
	uint32_t i = 0;
	while (i < s.len && s.at[i] != '@')
		i++;
	return i > 0 && i + 1 < s.len && has_no_blank(s) && looks_like_domain((struct str){ s.at + i + 1, s.len - i - 1 });
}

static bool looks_like_version(struct str s)
{
	for (uint32_t i = 0; i < s.len; i++)
		if (!is_alphanumeric(s.at[i]) && s.at[i] != '.' && s.at[i] != '-' && s.at[i] != '+' && s.at[i] != '_')
			return false;
	return s.len > 0 && s.at[0] >= '0' && s.at[0] <= '9';
}

/* The form of text that has one. */
static bool has_form(enum scalar scalar, struct str s)
{
	switch (scalar) {
	case SCALAR_PATH:    return looks_like_path(s);
	case SCALAR_DOMAIN:  return looks_like_domain(s);
	case SCALAR_URL:     return looks_like_url(s);
	case SCALAR_EMAIL:   return looks_like_email(s);
	case SCALAR_DIGEST:  return looks_like_digest(s);
	case SCALAR_VERSION: return looks_like_version(s);
	default:             return true;
	}
}

static bool as_text(struct facts *facts, enum scalar scalar, struct val raw, struct str spelling, struct val *out)
{
	bool stringy = val_is_stringy(raw);
	struct str s = stringy ? val_str(facts->names, raw) : spelling;
	switch (scalar) {
	case SCALAR_STRING: case SCALAR_PATH: case SCALAR_URL: case SCALAR_DOMAIN: case SCALAR_EMAIL: case SCALAR_DIGEST:
		if (raw.tag != VAL_STR && raw.tag != VAL_LATER)
			return false;
		break;
	case SCALAR_NAME: case SCALAR_WORD:
		if (raw.tag != VAL_STR && raw.tag != VAL_WORD)
			return false;
		break;
	case SCALAR_VERSION:
		if (!stringy && raw.tag != VAL_INT && raw.tag != VAL_DECIMAL)
			return false;
		break;
	case SCALAR_REGION:
		if (!stringy || !looks_like_region(s))
			return false;
		break;
	case SCALAR_ZONE:
		if (!stringy || s.len != 1 || s.at[0] < 'a' || s.at[0] > 'z')
			return false;
		break;
	case SCALAR_PROTOCOL: case SCALAR_COMPARISON:
		if (!stringy)
			return false;
		break;
	default:
		return false;
	}
	if (raw.tag != VAL_LATER && !has_form(scalar, s))
		return false;
	*out = raw.tag == VAL_WORD || raw.tag == VAL_LATER ? raw : val_name(VAL_STR, names_intern(facts->names, s));
	return true;
}

bool literal_as_scalar(struct facts *facts, enum scalar scalar, struct val raw, struct str spelling, struct val *out)
{
	*out = raw;
	switch (scalar) {
	case SCALAR_FLAG:
		return raw.tag == VAL_BOOL;
	case SCALAR_INT:
		return raw.tag == VAL_INT;
	case SCALAR_NUMBER:
		return raw.tag == VAL_INT || raw.tag == VAL_DECIMAL;
	case SCALAR_CIDR:
		if (raw.tag == VAL_IP)
			*out = val_cidr(raw.a, 32);
		return raw.tag == VAL_CIDR || raw.tag == VAL_CIDR6 || raw.tag == VAL_IP;
	case SCALAR_IP:
		return raw.tag == VAL_IP || raw.tag == VAL_IP6;
	case SCALAR_PREFIX:
		return raw.tag == VAL_PREFIX;
	case SCALAR_PORT:
		return as_port(raw, out);
	case SCALAR_DURATION:
		out->detail = 0;
		return raw.tag == VAL_DURATION;
	case SCALAR_PERCENT:
		return raw.tag == VAL_PERCENT;
	case SCALAR_CPU:
		return as_cpu(raw, out);
	case SCALAR_MEMORY: case SCALAR_SIZE:
		return raw.tag == VAL_MEMORY;
	case SCALAR_TIME:
		return raw.tag == VAL_TIME;
	case SCALAR_DATE:
		return raw.tag == VAL_DATE;
	case SCALAR_ARN:
		return raw.tag == VAL_ARN || raw.tag == VAL_LATER
		       || (raw.tag == VAL_STR && str_starts(names_text(facts->names, raw.a), STR("arn:")));
	case SCALAR_ACCOUNT:
		return as_account(facts, raw, spelling, out);
	default:
		return as_text(facts, scalar, raw, spelling, out);
	}
}
