/* Names as platforms take them. Limits: Terraform language reference, "Identifiers"; AWS service quotas and
 * API references of the services named; Kubernetes "Object Names and IDs"; read 2026-11-20. */
#include "expr/platform.h"

#include <stdio.h>

const struct platform platforms[] = {
	{ "terraform",     "_-",     200, false, true,  "A resource's name in a Terraform address." },
	{ "aws",           "_-.",    128, false, false, "A Name tag, or a name of a service that sets no shorter limit." },
	{ "role",          "_-.",    64,  false, false, "An IAM role or policy." },
	{ "load-balancer", "-",      32,  false, true,  "A load balancer or target group." },
	{ "store",         "-",      60,  true,  true,  "A database cluster, instance or cache." },
	{ "cache",         "-",      40,  true,  true,  "A replication group of a cache." },
	{ "search",        "-",      28,  true,  true,  "A domain of a search index." },
	{ "bucket",        "-.",     63,  true,  false, "A bucket." },
	{ "security-group", "_-. ",  255, false, false, "A security group." },
	{ "kubernetes",    "-",      63,  true,  true,  "A DNS label: most objects of a cluster." },
	{ "subdomain",     "-.",     253, true,  false, "A DNS subdomain: cluster-wide objects." },
	{ "github",        "_-",     100, false, false, "A job, input or output of a workflow." },
	{ "variable",      "_",      100, false, true,  "A variable of a shell or of Terraform." },
	{ "file",          "_-.",    200, false, false, "A file or folder." },
};

uint32_t platform_count(void) { return sizeof platforms / sizeof *platforms; }

const struct platform *platform_named(struct str name)
{
	for (uint32_t i = 0; i < platform_count(); i++)
		if (name.len && name.at[0] == platforms[i].name[0] && str_is(name, platforms[i].name))
			return &platforms[i];
	return NULL;
}

static bool is_letter(char ch) { return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z'); }
static bool is_capital(char ch) { return ch >= 'A' && ch <= 'Z'; }

static bool is_taken(const struct platform *p, char ch)
{
	if ((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || is_capital(ch))
		return true;
	for (const char *extra = p->extra; *extra; extra++)
		if (ch == *extra)
			return true;
	return false;
}

/* The platform's own joint: `-` where it is taken, else `_`. */
static char joint(const struct platform *p) { return is_taken(p, '-') ? '-' : '_'; }

static void add_char(struct buf *out, const struct platform *p, char ch, bool *changed)
{
	if (p->lower && is_capital(ch)) {
		ch = (char)(ch - 'A' + 'a');
		*changed = true;
	}
	if (!is_taken(p, ch)) {
		/* A hyphen that becomes `_` is no loss where hyphens are what names are made of. */
		*changed = *changed || ch != '-';
		ch = joint(p);
	}
	buf_char(out, ch);
}

/* How many bytes of a part stand in a name as they are. */
static uint32_t taken_as_is(const struct platform *p, struct str part)
{
	uint32_t i = 0;
	while (i < part.len && is_taken(p, part.at[i]) && !(p->lower && is_capital(part.at[i])))
		i++;
	return i;
}

void platform_name(struct buf *out, const struct platform *p, const struct str *parts, uint32_t count)
{
	size_t start = out->len;
	bool changed = false;
	uint64_t hash = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			buf_char(out, joint(p));
		if (out->len == start && p->letter_first && parts[i].len && !is_letter(parts[i].at[0]))
			buf_char(out, 'n');
		uint32_t taken = taken_as_is(p, parts[i]);
		buf_bytes(out, parts[i].at, taken);
		for (uint32_t k = taken; k < parts[i].len; k++)
			add_char(out, p, parts[i].at[k], &changed);
		/* Order and cut of the parts count: a-b of one part differs from a, b. */
		hash = (hash ^ str_hash(parts[i])) * UINT64_C(0x9E3779B97F4A7C15) + i + 1;
	}
	if (out->len == start)
		buf_char(out, 'n');
	if (!changed && out->len - start <= p->most)
		return;
	char tail[16];
	snprintf(tail, sizeof tail, "%c%08x", joint(p), (unsigned)(hash >> 32));
	if (out->len - start > p->most - 9)
		out->len = start + p->most - 9;
	buf_text(out, tail);
}
