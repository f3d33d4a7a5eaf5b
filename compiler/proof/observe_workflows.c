/* Workflows that may sign in to roles of the cloud: nobody else starts them than who may change their repository, and what they run is
 * what was read. A role knows a workflow by its repository and environment alone. */
#include "proof/proving.h"

static const char *const events[] = {
#define EVENT(name) name,
#include "proof/workflows.def"
};
static const char *const keys_of_use[] = {
#define USE(key) key,
#include "proof/workflows.def"
};

/* `write-all`, or `id-token: write`; of what is known later nobody knows less. */
static bool gives_identity(const struct tree *permissions)
{
	if (!permissions)
		return false;
	if (!tree_is_mapping(permissions))
		return permissions->kind != TREE_SCALAR || str_is(permissions->text, "write-all");
	const struct tree *token = tree_entry(permissions, "id-token");
	return token && (token->kind != TREE_SCALAR || str_is(token->text, "write"));
}

static bool is_known_event(const struct proof *p, struct str event)
{
	name known = names_find(p->names, event);
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		if (str_is(event, events[i]))
			return true;
	return known && map_at(&p->trusted, known, 0);
}

static struct diag *opens(struct proof *p, const struct tree *at, const struct tree *whole, const char *what, struct str which)
{
	uint32_t emitter = at->emitter_origin ? at->emitter_origin : whole->emitter_origin;
	struct diag *diag = diag_add(p->diags, DIAG_ARTEFACT_OPENS_PATH, (struct span){ emitter, emitter + 1 }, "%s `%.*s`", what, STR_ARG(which));
	if (whole->origin)
		diag_also(p->diags, diag, p->facts->origins.at[whole->origin], "for this");
	return diag;
}

static void observe_event(struct proof *p, const struct tree *at, const struct tree *whole, struct str event)
{
	if (!is_known_event(p, event))
		diag_help(p->diags, opens(p, at, whole, "strangers may start a workflow that signs in to roles: it runs on", event),
			"run it on what those start who may change the repository; or trust %.*s because \"…\"", STR_ARG(event));
}

/* `push`, `[push, …]` or `{ push … }`. */
static void observe_events(struct proof *p, const struct tree *on, const struct tree *whole)
{
	bool several = on->kind == TREE_LIST || tree_is_mapping(on);
	for (const struct tree *t = several ? tree_entry_from(on->first) : on; t; t = several ? tree_entry_from(t->next) : NULL)
		observe_event(p, t, whole, tree_is_mapping(on) ? t->key : t->text);
}

static bool is_hexadecimal(struct str text, uint32_t from, uint32_t digits)
{
	for (uint32_t i = from; i < text.len; i++)
		if (!((text.at[i] >= '0' && text.at[i] <= '9') || (text.at[i] >= 'a' && text.at[i] <= 'f')))
			return false;
	return text.len == from + digits;
}

/* At one commit, at one digest, or out of the repository itself. */
static bool is_pinned(struct str uses)
{
	uint32_t at = uses.len;
	while (at > 0 && uses.at[at - 1] != '@')
		at--;
	struct str digest = STR("sha256:"), rest = { uses.at + at, uses.len - at };
	return str_starts(uses, STR("./")) || (at > 0 && (is_hexadecimal(uses, at, 40) || (str_starts(rest, digest) && is_hexadecimal(rest, digest.len, 64))));
}

/* What a job or a step runs of another repository. */
static void observe_use(struct proof *p, const struct tree *from, const struct tree *whole)
{
	for (size_t i = 0; i < sizeof keys_of_use / sizeof *keys_of_use; i++) {
		const struct tree *use = tree_entry(from, keys_of_use[i]);
		if (use && (use->kind != TREE_SCALAR || !is_pinned(use->text)))
			diag_help(p->diags, opens(p, use, whole, "whoever may change it runs as a workflow that signs in to roles:", use->text),
				"name the commit that was read, of 40 digits, behind `@`: a tag or a branch is moved");
	}
}

static void observe_job(struct proof *p, const struct tree *job, const struct tree *whole)
{
	const struct tree *steps = tree_entry(job, "steps");
	observe_use(p, job, whole);
	for (const struct tree *t = steps && steps->kind == TREE_LIST ? tree_entry_from(steps->first) : NULL; t; t = tree_entry_from(t->next))
		if (tree_is_mapping(t))
			observe_use(p, t, whole);
}

void observe_workflow(struct proof *p, const struct tree *root)
{
	const struct tree *on = tree_entry(root, "on"), *jobs = tree_entry(root, "jobs");
	bool all = gives_identity(tree_entry(root, "permissions")), any = false;
	for (const struct tree *job = jobs && tree_is_mapping(jobs) ? tree_entry_from(jobs->first) : NULL; job; job = tree_entry_from(job->next)) {
		const struct tree *own = tree_is_mapping(job) ? tree_entry(job, "permissions") : NULL;
		bool signs_in = own ? gives_identity(own) : all;
		any |= signs_in;
		if (signs_in)
			observe_job(p, job, root);
	}
	if (any && on)
		observe_events(p, on, root);
}
