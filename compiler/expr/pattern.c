#include "expr/pattern.h"

#include "base/vec.h"

/* A group that is being read: whether an alternative of it takes nothing, and whether the current one does so far. */
struct group { bool one_does, this_does; };

struct reading { struct str pattern; uint32_t at; };

static char next(const struct reading *r) { return r->at < r->pattern.len ? r->pattern.at[r->at] : '\0'; }

static bool is_there(const struct reading *r) { return r->at < r->pattern.len; }

/* `[…]`: a bracket right at its beginning is a member, and so are those of classes, as `[:alpha:]`. */
static void skip_set(struct reading *r)
{
	r->at += 1;
	r->at += next(r) == '^';
	r->at += next(r) == ']';
	for (; is_there(r) && next(r) != ']'; r->at++) {
		char class = next(r) == '[' && r->at + 1 < r->pattern.len ? r->pattern.at[r->at + 1] : '\0';
		if (class != ':' && class != '.' && class != '=')
			continue;
		for (r->at += 2; r->at + 1 < r->pattern.len && !(next(r) == class && r->pattern.at[r->at + 1] == ']'); )
			r->at++;
		r->at++;
	}
	r->at++;
}

/* `{0,3}`: whether none is enough. */
static bool skip_count(struct reading *r)
{
	bool none = true;
	for (r->at++; is_there(r) && next(r) != ',' && next(r) != '}'; r->at++)
		none = none && next(r) == '0';
	while (is_there(r) && next(r) != '}')
		r->at++;
	none = none && is_there(r);
	r->at++;
	return none;
}

/* What says how often something stands there: whether it need not. */
static bool skip_repeats(struct reading *r, bool takes_nothing)
{
	for (;; ) {
		switch (next(r)) {
		case '*': case '?': takes_nothing = true; r->at++; break;
		case '+': r->at++; break;
		case '{': takes_nothing = skip_count(r) || takes_nothing; break;
		default: return takes_nothing;
		}
	}
}

/* One that is no group: whether it takes nothing, as the ends of a line do. */
static bool skip_single(struct reading *r)
{
	char c = next(r);
	if (c == '[')
		skip_set(r);
	else
		r->at += c == '\\' ? 2 : 1;
	return c == '^' || c == '$';
}

bool pattern_takes_nothing(struct arena *arena, struct str pattern)
{
	struct reading r = { pattern, 0 };
	VEC(struct group) open = { 0 };
	vec_push(arena, &open, (struct group){ false, true });
	while (is_there(&r)) {
		struct group *group = &open.at[open.len - 1];
		switch (next(&r)) {
		case '(':
			r.at++;
			vec_push(arena, &open, (struct group){ false, true });
			break;
		case '|':
			r.at++;
			*group = (struct group){ group->one_does || group->this_does, true };
			break;
		case ')':
			if (open.len == 1)
				return true;
			r.at++;
			open.len--;
			group[-1].this_does = skip_repeats(&r, group->one_does || group->this_does) && group[-1].this_does;
			break;
		default: {
			bool nothing = skip_single(&r);
			group->this_does = skip_repeats(&r, nothing) && group->this_does;
		}
		}
	}
	return open.len == 1 && (open.at[0].one_does || open.at[0].this_does);
}
