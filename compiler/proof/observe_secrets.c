/* Values that are secrets stay where they are kept: an argument or output that shows one can be read by whoever reads that. */
#include "proof/proving.h"

struct secret_row { const char *type, *part; };
static const struct secret_row secrets[] = {
#define SECRET(type, attribute) { type, attribute },
#include "proof/secrets.def"
}, keepers[] = {
#define KEEPS(type, argument) { type, argument },
#include "proof/secrets.def"
};

void secrets_fill_table(struct proof *p)
{
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
		name type = names_intern(p->names, str_of(secrets[i].type));
		map_put(p->arena, &p->secrets, MAP_KEY(type, NO_NAME), 1);
		map_put(p->arena, &p->secrets, MAP_KEY(type, names_intern(p->names, str_of(secrets[i].part))), 1);
	}
}

static bool is_keeper(struct str type, struct str argument)
{
	for (size_t i = 0; i < sizeof keepers / sizeof *keepers; i++)
		if (str_is(type, keepers[i].type) && str_is(argument, keepers[i].part))
			return true;
	return false;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static struct str word_at(struct str text, uint32_t from)
{
	uint32_t to = from;
	while (to < text.len && is_letter(text.at[to]))
		to++;
	return (struct str){ text.at + from, to - from };
}

/* `TYPE.NAME.ATTRIBUTE` somewhere in a text, or `TYPE.NAME` as a whole, which holds it. */
static struct str secret_in(const struct proof *p, struct str text)
{
	for (uint32_t i = 0; i < text.len; i++) {
		struct str type = word_at(text, i);
		uint32_t label = i + type.len + 1;
		name known = label < text.len && text.at[label - 1] == '.' ? names_find(p->names, type) : NO_NAME;
		if (known && map_at(&p->secrets, MAP_KEY(known, NO_NAME), 0)) {
			uint32_t end = label + word_at(text, label).len;
			struct str attribute = end < text.len && text.at[end] == '.' ? word_at(text, end + 1) : (struct str){ NULL, 0 };
			name part = attribute.len ? names_find(p->names, attribute) : NO_NAME;
			if (!attribute.len || (part && map_at(&p->secrets, MAP_KEY(known, part), 0)))
				return (struct str){ text.at + i, end - i };
		}
		i += type.len;
	}
	return (struct str){ NULL, 0 };
}

static struct str secret_below(const struct proof *p, const struct tree *tree)
{
	struct str found = tree->kind == TREE_REFERENCE || tree->kind == TREE_RAW ? secret_in(p, tree->text) : (struct str){ NULL, 0 };
	for (const struct tree *t = tree->first; t && !found.len; t = t->next)
		found = secret_below(p, t);
	return found;
}

/* Blocks that speak of addresses, not of values. */
static bool names_addresses(const struct tree *block)
{
	return str_is(block->key, "moved") || str_is(block->key, "import") || str_is(block->key, "removed");
}

void observe_secrets(struct proof *p, const struct tree *block)
{
	bool labelled = block->label_count > 0 && !str_is(block->key, "output");
	struct str what = labelled ? block->labels[0] : block->key;
	if (names_addresses(block))
		return;
	for (const struct tree *t = tree_entry_from(block->first); t; t = tree_entry_from(t->next)) {
		struct str secret = str_is(t->key, "depends_on") || is_keeper(what, t->key) ? (struct str){ NULL, 0 } : secret_below(p, t);
		if (!secret.len)
			continue;
		uint32_t at = t->emitter_origin ? t->emitter_origin : block->emitter_origin;
		struct diag *d = diag_add(p->diags, DIAG_ARTEFACT_OPENS_PATH, (struct span){ at, at + 1 }, "`%.*s` of `%.*s` shows the value of %.*s",
			STR_ARG(t->key), STR_ARG(what), STR_ARG(secret));
		diag_note(p->diags, d, "whoever reads that, or the state of another root, knows the secret");
		if (block->origin)
			diag_also(p->diags, d, p->facts->origins.at[block->origin], "for this");
		diag_help(p->diags, d, "leave the value in its safe, and let whoever needs it read it there: declare a secret");
	}
}
