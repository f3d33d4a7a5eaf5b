/* What stands in a file of Terraform besides resources: what it may run, read or give up when it is applied. HashiCorp, Terraform
 * language: provisioners, ephemeral resources, `removed`, `check`; read 2026-11-21. */
#include "proof/proving.h"

static bool is_trusted(struct proof *p, struct str word)
{
	name known = names_find(p->names, word);
	return known && map_at(&p->trusted, known, 0);
}

static bool is_among(struct str word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(word, list[i]))
			return true;
	return false;
}
#define AMONG(word, list) is_among(word, list, sizeof (list) / sizeof *(list))

/* Unless the program answers for the word. */
static void refuse(struct proof *p, const struct tree *at, const struct tree *whole, struct str what, struct str word, const char *why)
{
	if (is_trusted(p, word)) {
		p->result.trusted++;
		return;
	}
	diag_help(p->diags, observe_unread(p, at, whole, what, why), "leave it out; or trust %.*s because \"…\", when you know what it does", STR_ARG(word));
}

/* --- resources ------------------------------------------------------------------------------------------------------ */

void observe_runs(struct proof *p, const struct tree *block)
{
	for (const struct tree *t = block->first; t; t = t->next)
		if (t->kind == TREE_BLOCK && str_is(t->key, "provisioner"))
			refuse(p, t, block, block->labels[0], t->label_count ? t->labels[0] : STR("provisioner"), "runs what nobody reads when it is applied");
}

void observe_copies(struct proof *p, const struct tree *block)
{
	for (const struct tree *t = tree_entry_from(block->first); t; t = tree_entry_from(t->next))
		if (str_is(t->key, "count") || str_is(t->key, "for_each"))
			refuse(p, t, block, block->labels[0], block->labels[0], "makes more of it than are seen");
}

/* --- what is read ---------------------------------------------------------------------------------------------------- */

/* The platform's data only reads, but for what calls a function. hashicorp/aws, data source aws_lambda_invocation. */
void observe_other_data(struct proof *p, const struct tree *block)
{
	static const char *const read_only[] = { "github_organization", "github_repository", "terraform_remote_state" };
	struct str type = block->labels[0];
	bool reads = AMONG(type, read_only) || (str_starts(type, STR("aws_")) && !str_is(type, "aws_lambda_invocation"));
	if (!reads)
		refuse(p, block, block, type, type, "is data that the proof does not know: it may run anything when it is read");
}

/* --- providers ------------------------------------------------------------------------------------------------------- */

static bool is_role_of(const struct tree *role, const struct tree *account)
{
	struct str start = STR("arn:aws:iam::"), text = role->text;
	return role->kind == TREE_SCALAR && account && account->kind == TREE_SCALAR && text.len > start.len + account->text.len && str_starts(text, start)
	       && str_starts((struct str){ text.at + start.len, text.len - start.len }, account->text) && text.at[start.len + account->text.len] == ':';
}

/* It acts in one account, which it names, and as a role of that account. */
static void observe_aws(struct proof *p, const struct tree *block)
{
	static const char *const known[] = { "alias", "region", "allowed_account_ids", "default_tags", "assume_role" };
	const struct tree *ids = tree_entry(block, "allowed_account_ids"), *account = ids && ids->kind == TREE_LIST ? tree_entry_from(ids->first) : NULL;
	if (!account || tree_entry_from(account->next))
		diag_help(p->diags, observe_unread(p, ids ? ids : block, block, block->labels[0], "acts in whatever account its caller has"), "allowed_account_ids [ACCOUNT]");
	else if (account->kind == TREE_SCALAR)
		vec_push(p->arena, &p->acting, (struct seen_acting){ names_intern(p->names, account->text), block->emitter_origin, block->origin });
	for (const struct tree *t = tree_entry_from(block->first); t; t = tree_entry_from(t->next)) {
		if (!AMONG(t->key, known)) {
			refuse(p, t, block, block->labels[0], t->key, "is an argument that the proof does not know");
			continue;
		}
		if (!str_is(t->key, "assume_role"))
			continue;
		const struct tree *only = tree_entry_from(t->first);
		if (!only || tree_entry_from(only->next) || !str_is(only->key, "role_arn") || !is_role_of(only, account))
			refuse(p, t, block, block->labels[0], t->key, "is no role of the account that it is allowed in, alone");
	}
}

static void observe_provider(struct proof *p, const struct tree *block)
{
	struct str which = block->label_count ? block->labels[0] : block->key;
	if (str_is(which, "aws"))
		observe_aws(p, block);
	else if (!str_is(which, "github"))
		refuse(p, block, block, which, which, "is a provider that the proof does not know");
}

/* --- settings of Terraform itself ------------------------------------------------------------------------------------ */

/* Whose software is run, by the name that the providers' blocks have. */
static void observe_sources(struct proof *p, const struct tree *block, const struct tree *providers)
{
	static const struct { const char *name, *source; } known[] = { { "aws", "hashicorp/aws" }, { "github", "integrations/github" } };
	for (const struct tree *t = tree_entry_from(providers->first); t; t = tree_entry_from(t->next)) {
		const struct tree *source = tree_is_mapping(t) ? tree_entry(t, "source") : NULL;
		bool found = false;
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			found |= str_is(t->key, known[i].name) && source && source->kind == TREE_SCALAR && str_is(source->text, known[i].source);
		if (!found)
			refuse(p, t, block, block->key, t->key, "is a provider that the proof does not know");
	}
}

void observe_settings(struct proof *p, uint32_t unit, const struct tree *block)
{
	for (const struct tree *t = tree_entry_from(block->first); t; t = tree_entry_from(t->next)) {
		if (str_is(t->key, "backend") && t->label_count == 1 && str_is(t->labels[0], "s3")) {
			if (map_at(&p->backends, unit, 0))
				diag_help(p->diags, observe_unread(p, t, block, block->key, "is a second place for the state of one root"), "leave it out");
			map_put(p->arena, &p->backends, unit, 1);
		} else if (str_is(t->key, "required_providers")) {
			observe_sources(p, block, t);
		} else if (!str_is(t->key, "required_version")) {
			diag_help(p->diags, observe_unread(p, t, block, block->key, "is a setting that the proof does not know"), "leave it out; a state lies in a backend s3");
		}
	}
}

/* --- other blocks ---------------------------------------------------------------------------------------------------- */

static void observe_removed(struct proof *p, const struct tree *block)
{
	const struct tree *destroy = tree_entry(tree_entry(block, "lifecycle"), "destroy");
	if (destroy && destroy->kind == TREE_SCALAR && str_is(destroy->text, "false"))
		return;
	diag_help(p->diags, observe_unread(p, block, block, block->key, "destroys what it names when it is applied"),
		"lifecycle { destroy false } leaves it to others");
}

/* Scripts that hosts run when they are made stand as values of their own, or they could not be read by people either. */
static void observe_script(struct proof *p, const struct tree *script)
{
	static const struct { const char *word, *line, *why; } says[] = {
#define SAYS(word, line, why) { word, line, why },
#include "proof/axioms.def"
	};
	for (size_t i = 0; i < sizeof says / sizeof *says; i++)
		if (str_contains(script->text, str_of(says[i].word)) && !str_contains(script->text, str_of(says[i].line))) {
			struct span span = { script->emitter_origin, script->emitter_origin + 1 };
			struct diag *diag = diag_add(p->diags, DIAG_ARTEFACT_CLOSES_PATH, span, "`%.*s` %s", STR_ARG(script->key), says[i].why);
			diag_help(p->diags, diag, "let it write `%s`", says[i].line);
		}
}

void observe_other_block(struct proof *p, const struct tree *block)
{
	static const char *const inert[] = { "variable", "moved", "import", "output", "terraform" };
	if (str_is(block->key, "provider"))
		observe_provider(p, block);
	else if (str_is(block->key, "removed"))
		observe_removed(p, block);
	else if (str_is(block->key, "module"))
		observe_unread(p, block, block, block->label_count ? block->labels[0] : block->key, "brings resources that the proof does not see");
	else if (str_is(block->key, "locals"))
		for (const struct tree *t = tree_entry_from(block->first); t; t = tree_entry_from(t->next))
			observe_script(p, t);
	else if (!AMONG(block->key, inert))
		refuse(p, block, block, block->key, block->label_count ? block->labels[0] : block->key, "is a block that the proof does not know: it may run anything");
}
