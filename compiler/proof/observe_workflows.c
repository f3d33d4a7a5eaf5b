/* Workflows that may sign in to roles of the cloud, or write what deliveries rest on: nobody else starts them than who may change their
 * repository, and what they run is what was read. A role knows a workflow by its repository and environment alone. */
#include "base/path.h"
#include "proof/proving.h"

static const char *const events[] = {
#define EVENT(name) name,
#include "proof/workflows.def"
};
static const char *const powers[] = {
#define POWER(name) name,
#include "proof/workflows.def"
};
static const char key_of_use[] =
#define USE(key) key;
#include "proof/workflows.def"
static const char key_of_image[] =
#define IMAGE(key) key;
#include "proof/workflows.def"
static const char key_of_waits[] =
#define WAITS(key) key;
#include "proof/workflows.def"
static const char *const keys_of_scripts[] = {
#define SCRIPT(key) key,
#include "proof/workflows.def"
};

/* `write-all`, or `POWER: write`; of what is known later nobody knows less. */
static bool gives(const struct tree *permissions, const char *power)
{
	if (!permissions)
		return false;
	if (!tree_is_mapping(permissions))
		return permissions->kind != TREE_SCALAR || !str_is(permissions->text, "read-all");
	const struct tree *given = tree_entry(permissions, power);
	return given && (given->kind != TREE_SCALAR || !(str_is(given->text, "read") || str_is(given->text, "none")));
}

static bool gives_power(const struct tree *permissions)
{
	for (size_t i = 0; i < sizeof powers / sizeof *powers; i++)
		if (gives(permissions, powers[i]))
			return true;
	return false;
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
		diag_help(p->diags, opens(p, at, whole, "strangers may start a workflow that signs in to roles or writes in its repository: it runs on", event),
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

static uint32_t behind_at(struct str use)
{
	uint32_t at = use.len;
	while (at > 0 && use.at[at - 1] != '@')
		at--;
	return at;
}

static bool has_digest(struct str image)
{
	uint32_t at = behind_at(image);
	struct str digest = STR("sha256:"), rest = { image.at + at, image.len - at };
	return at > 0 && str_starts(rest, digest) && is_hexadecimal(rest, digest.len, 64);
}

static bool is_own(struct str uses) { return str_starts(uses, STR("./")); }

/* At one commit, at one digest, or out of the repository itself, which `./x/../..` leaves. */
static bool is_pinned(struct proof *p, struct str uses)
{
	if (is_own(uses))
		return path_join(p->arena, STR(""), uses).at;
	uint32_t at = behind_at(uses);
	return has_digest(uses) || (at > 0 && is_hexadecimal(uses, at, 40));
}

/* What a job or a step runs of another repository. */
static void observe_use(struct proof *p, const struct tree *from, const struct tree *whole)
{
	const struct tree *use = tree_entry(from, key_of_use);
	if (use && (use->kind != TREE_SCALAR || !is_pinned(p, use->text)))
		diag_help(p->diags, opens(p, use, whole, "whoever may change it runs as a workflow that signs in to roles or writes in its repository:", use->text),
			use->kind == TREE_SCALAR && is_own(use->text) ? "name what lies in the repository: this path leaves it"
			: "name the commit that was read, of 40 digits, behind `@`: a tag or a branch is moved");
}

/* `IMAGE` or `{ image IMAGE }`: steps run in it, or beside it, and what they know it knows. */
static void observe_image(struct proof *p, const struct tree *from, const struct tree *whole)
{
	const struct tree *image = from && tree_is_mapping(from) ? tree_entry(from, key_of_image) : from;
	if (image && (image->kind != TREE_SCALAR || !has_digest(image->text)))
		diag_help(p->diags, opens(p, image, whole, "whoever may change it runs beside a workflow that signs in to roles or writes in its repository:", image->text),
			"name the digest that was read behind it: `IMAGE@sha256:…`");
}

/* Whether strangers write a variable of a workflow, a job or a step: the shell reads it safely, an expression does not. */
static bool has_untrusted_variable(struct proof *p, const struct tree *of)
{
	const struct tree *env = tree_entry(of, "env");
	if (env && !tree_is_mapping(env))
		return true;
	for (const struct tree *t = env ? tree_entry_from(env->first) : NULL; t; t = tree_entry_from(t->next))
		if (expressions_are_untrusted(p, t, false))
			return true;
	return false;
}

static void observe_script(struct proof *p, const struct tree *script, const struct tree *whole, bool variables)
{
	if (script && expressions_are_untrusted(p, script, variables))
		diag_help(p->diags, opens(p, script, whole, "strangers write a part of what a workflow runs that signs in to roles or writes in its repository:", script->key),
			"give it as a variable, `env { TITLE `github.event.issue.title` }`, and let the script read `\"$TITLE\"`");
}

static void observe_scripts(struct proof *p, const struct tree *from, const struct tree *whole, bool variables)
{
	for (size_t i = 0; i < sizeof keys_of_scripts / sizeof *keys_of_scripts; i++)
		observe_script(p, tree_entry(from, keys_of_scripts[i]), whole, variables);
}

/* What a job or a step gives to what it uses: what the repository's own do with it, they may run. */
static void observe_given(struct proof *p, const struct tree *from, const struct tree *whole, bool variables)
{
	const struct tree *with = tree_entry(from, "with"), *uses = tree_entry(from, key_of_use);
	if (!with || !tree_is_mapping(with))
		return;
	if (!uses || !is_own(uses->text))
		observe_scripts(p, with, whole, variables);
	else
		for (const struct tree *t = tree_entry_from(with->first); t; t = tree_entry_from(t->next))
			observe_script(p, t, whole, variables);
}

static void observe_steps(struct proof *p, const struct tree *steps, const struct tree *whole, bool variables)
{
	for (const struct tree *t = steps && steps->kind == TREE_LIST ? tree_entry_from(steps->first) : NULL; t; t = tree_entry_from(t->next)) {
		if (!tree_is_mapping(t))
			continue;
		bool own = has_untrusted_variable(p, t);
		observe_use(p, t, whole);
		observe_scripts(p, t, whole, variables || own);
		observe_given(p, t, whole, variables || own);
	}
}

static void observe_job(struct proof *p, const struct tree *job, const struct tree *whole, bool variables)
{
	const struct tree *services = tree_entry(job, "services");
	bool several = services && tree_is_mapping(services);
	variables |= has_untrusted_variable(p, job);
	observe_use(p, job, whole);
	observe_given(p, job, whole, variables);
	observe_image(p, tree_entry(job, "container"), whole);
	for (const struct tree *t = several ? tree_entry_from(services->first) : services; t; t = several ? tree_entry_from(t->next) : NULL)
		observe_image(p, t, whole);
	observe_steps(p, tree_entry(job, "steps"), whole, variables);
}

/* `event`, `[event, …]` or `{ event … }`; of what is known later, any. */
static bool runs_on(const struct tree *on, const char *event)
{
	if (!on || tree_is_mapping(on))
		return on && tree_entry(on, event);
	for (const struct tree *t = on->kind == TREE_LIST ? tree_entry_from(on->first) : on; t; t = t == on ? NULL : tree_entry_from(t->next))
		if (t->kind != TREE_SCALAR || str_is(t->text, event))
			return true;
	return false;
}

/* --- what jobs wait for ------------------------------------------------------------------------------------------------- */

static struct str without_spaces(struct str text)
{
	while (text.len > 0 && text.at[0] == ' ')
		text = (struct str){ text.at + 1, text.len - 1 };
	while (text.len > 0 && text.at[text.len - 1] == ' ')
		text.len--;
	return text;
}

/* A text without what marks it as an expression. */
static struct str expression(struct str text)
{
	if (str_starts(text, STR("${{")) && str_ends(text, STR("}}")))
		text = (struct str){ text.at + 3, text.len - 5 };
	return without_spaces(text);
}

static bool holds(struct str text, const char *word)
{
	struct str sought = str_of(word);
	for (uint32_t i = 0; i + sought.len <= text.len; i++)
		if (str_starts((struct str){ text.at + i, text.len - i }, sought))
			return true;
	return false;
}

/* Whether a function of this name may be called: behind a name there is a bracket, behind the end of a text a quote. */
static bool may_call(struct str text, const char *word)
{
	struct str sought = str_of(word);
	for (uint32_t i = 0; i + sought.len <= text.len; i++)
		if (str_starts((struct str){ text.at + i, text.len - i }, sought) && (i + sought.len == text.len || text.at[i + sought.len] != '\''))
			return true;
	return false;
}

/* The part of a conjunction until the next `&&` outside brackets and quotes, and what is behind it; false where `||` parts it. */
static bool conjunct(struct str *rest, struct str *part)
{
	uint32_t depth = 0, i = 0;
	bool quoted = false;
	for (; i < rest->len; i++) {
		char c = rest->at[i];
		bool outside = !quoted && depth == 0, doubled = i + 1 < rest->len && rest->at[i + 1] == c;
		if (outside && c == '|')
			return false;
		if (outside && c == '&' && doubled)
			break;
		quoted ^= c == '\'';
		depth += !quoted && c == '(';
		depth -= !quoted && c == ')' && depth > 0;
	}
	*part = (struct str){ rest->at, i };
	i = i < rest->len ? i + 2 : i;
	*rest = (struct str){ rest->at + i, rest->len - i };
	return true;
}

/* Whether nothing holds where `success()` does not: it stands by itself, or `&&` joins it to others. With text around it an expression is
 * a part of a text, and any text holds. */
static bool needs_success(struct str text)
{
	bool found = false;
	if (holds(text, "${{") || holds(text, "}}"))
		return false;
	for (struct str part; text.len > 0;) {
		if (!conjunct(&text, &part))
			return false;
		found |= str_is(without_spaces(part), "success()");
	}
	return found;
}

/* Without a word of these a job runs when all that it waits for went well; with `success` when that holds which stands there. GitHub documentation, "Evaluate expressions in workflows and
 * actions", status check functions; read 2026-11-21. */
static void read_condition(struct proof *p, struct seen_job *job, const struct tree *condition)
{
	static const char *const status[] = { "always", "failure", "cancelled" };
	if (!condition)
		return;
	struct str text = expression(condition->text), small = names_text(p->names, small_letters(p, text));
	job->anyway = condition->kind != TREE_SCALAR && condition->kind != TREE_RAW;
	for (size_t i = 0; i < sizeof status / sizeof *status; i++)
		job->anyway |= may_call(small, status[i]);
	job->anyway |= may_call(small, "success") && !needs_success(small);
	struct str before = STR("failure() && needs."), after = STR(".result != 'skipped'");
	if (text.len > before.len + after.len && str_starts(text, before) && str_ends(text, after)) {
		struct str behind = { text.at + before.len, text.len - before.len - after.len };
		if (!holds(behind, ".") && !holds(behind, " "))
			job->behind = names_intern(p->names, behind);
	}
}

/* `NAME`, `{ name NAME }` or `{ name NAME; url … }`: with anything else said of it, whether somebody opens it nobody knows here. */
static void read_place(struct proof *p, struct seen_job *job, const struct tree *place)
{
	bool named = place && tree_is_mapping(place);
	for (const struct tree *t = named ? tree_entry_from(place->first) : NULL; t; t = tree_entry_from(t->next))
		job->otherwise |= !str_is(t->key, "name") && !str_is(t->key, "url");
	if (named)
		place = tree_entry(place, "name");
	if (!place)
		return;
	job->later = place->kind != TREE_SCALAR || holds(place->text, "${{");
	if (!job->later)
		job->place = small_letters(p, without_spaces(place->text));
}

static void read_needs(struct proof *p, struct seen_job *job, const struct tree *needs)
{
	job->needs.first = p->words.len;
	bool several = needs && needs->kind == TREE_LIST;
	for (const struct tree *t = several ? tree_entry_from(needs->first) : needs; t; t = several ? tree_entry_from(t->next) : NULL)
		if (t->kind == TREE_SCALAR)
			vec_push(p->arena, &p->words, names_intern(p->names, t->text));
	job->needs.count = p->words.len - job->needs.first;
}

/* The two parts of a path before `.github/`: an output folder lies as repositories are called. */
static name repository_of(struct proof *p, struct str path)
{
	struct str last = { path.at, 0 }, before = last;
	for (struct str rest = path; rest.len > 0;) {
		struct str part = proof_part(&rest, '/');
		if (str_is(part, ".github"))
			break;
		before = last;
		last = part;
	}
	return before.len ? small_letters(p, str_format(p->arena, "%.*s/%.*s", STR_ARG(before), STR_ARG(last))) : NO_NAME;
}

/* `on: workflow_call` alone: what it may do is said by whoever calls it. */
static bool is_only_called(const struct tree *on)
{
	const struct tree *event = on && (tree_is_mapping(on) || on->kind == TREE_LIST) ? tree_entry_from(on->first) : on;
	return runs_on(on, "workflow_call") && (event == on || !tree_entry_from(event->next));
}

/* A workflow of the same repository that a job calls, by the path that its file has in the output; NO_NAME another one, which nobody reads here. */
static name called_workflow(struct proof *p, struct str path, const struct tree *use)
{
	uint32_t at = path.len;
	for (uint32_t i = 0; i + 8 <= path.len && at == path.len; i++)
		if (str_starts((struct str){ path.at + i, path.len - i }, STR(".github/")))
			at = i;
	struct str own = use->kind == TREE_SCALAR && is_own(use->text) ? path_join(p->arena, STR(""), use->text) : (struct str){ 0 };
	return own.at ? names_intern(p->names, str_format(p->arena, "%.*s%.*s", (int)at, path.at, STR_ARG(own))) : NO_NAME;
}

static void keep_job(struct proof *p, struct str path, const struct tree *job, const struct tree *root, bool signs_in)
{
	struct seen_job seen = { .workflow = p->workflows, .emitter = job->emitter_origin ? job->emitter_origin : root->emitter_origin,
		.origin = root->origin, .repository = repository_of(p, path), .name = names_intern(p->names, job->key), .signs_in = signs_in };
	const struct tree *carries_on = tree_entry(job, "continue-on-error"), *use = tree_entry(job, key_of_use);
	const struct tree *own = tree_entry(job, "permissions"), *given = own ? own : tree_entry(root, "permissions");
	read_place(p, &seen, tree_entry(job, "environment"));
	read_needs(p, &seen, tree_entry(job, key_of_waits));
	read_condition(p, &seen, tree_entry(job, "if"));
	seen.anyway |= carries_on && !(carries_on->kind == TREE_SCALAR && str_is(carries_on->text, "false"));
	seen.otherwise |= tree_entry(job, "strategy") != NULL;   /* of no copy at all nobody opens anything */
	seen.calls = use != NULL;
	seen.called = use ? called_workflow(p, path, use) : NO_NAME;
	seen.unsaid = !given && !is_only_called(tree_entry(root, "on"));
	seen.starts_others = gives(given, "actions");
	vec_push(p->arena, &p->jobs, seen);
}

/* One that is called has the identity of who calls it, where it says nothing of its own. */
static void observe_jobs(struct proof *p, struct str path, const struct tree *root, const struct tree *jobs)
{
	const struct tree *on = tree_entry(root, "on"), *permissions = tree_entry(root, "permissions");
	bool called = !permissions && runs_on(on, "workflow_call"), any = false, variables = has_untrusted_variable(p, root);
	if (!tree_is_mapping(jobs))
		observe_unread(p, jobs, jobs, jobs->key, "is computed: what runs, nobody reads");
	for (const struct tree *job = tree_is_mapping(jobs) ? tree_entry_from(jobs->first) : NULL; job; job = tree_entry_from(job->next)) {
		if (!tree_is_mapping(job)) {
			observe_unread(p, job, job, job->key, "is computed: what runs, nobody reads");
			continue;
		}
		const struct tree *own = tree_entry(job, "permissions"), *given = own ? own : permissions;
		bool power = gives_power(given);
		any |= power;
		keep_job(p, path, job, root, gives(given, "id-token") || (!own && called));
		if (power || (!own && called))
			observe_job(p, job, root, variables);
	}
	if (any && on)
		observe_events(p, on, root);
	map_put(p->arena, &p->workflow_files, names_intern(p->names, path), 1);
	p->workflows++;
}

/* An action is run by whom it does not know; one that runs a program of the repository runs what was read. */
static void observe_action(struct proof *p, const struct tree *root, const struct tree *runs)
{
	const struct tree *image = tree_entry(runs, key_of_image);
	observe_steps(p, tree_entry(runs, "steps"), root, false);
	if (image && (image->kind != TREE_SCALAR || str_starts(image->text, STR("docker://"))))
		observe_image(p, image, root);
}

void observe_workflow(struct proof *p, struct str path, const struct tree *root)
{
	const struct tree *jobs = tree_entry(root, "jobs"), *runs = tree_entry(root, "runs");
	if (!jobs && !runs)
		observe_unread(p, root, root, path_base(path), "is a workflow or an action, and has neither `jobs` nor `runs`");
	if (jobs)
		observe_jobs(p, path, root, jobs);
	if (runs && tree_is_mapping(runs))
		observe_action(p, root, runs);
}
