/* Expressions of GitHub's workflows: whether one puts into a script what strangers write. GitHub puts the value there before a shell
 * reads it: a title with `"; …` is a command. */
#include "proof/proving.h"

static const char *const untrusted[] = {
#define UNTRUSTED(word) word,
#include "proof/workflows.def"
};
static const char *const own[] = {
#define OWN(word) word,
#include "proof/workflows.def"
};

struct reader { struct str text; uint32_t at; };

static char peek(const struct reader *r) { return r->at < r->text.len ? r->text.at[r->at] : '\0'; }

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool is_of_word(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; }

static void skip_blanks(struct reader *r)
{
	while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r')
		r->at++;
}

static struct str word(struct reader *r)
{
	uint32_t from = r->at;
	while (is_of_word(peek(r)))
		r->at++;
	return (struct str){ r->text.at + from, r->at - from };
}

/* In single quotes; a quote in it is doubled, and the two halves are read as two. */
static struct str quoted(struct reader *r)
{
	uint32_t from = ++r->at;
	while (r->at < r->text.len && peek(r) != '\'')
		r->at++;
	return (struct str){ r->text.at + from, r->at++ - from };
}

/* Names of contexts are the same in any case. */
static bool is_named(struct str s, const char *lower)
{
	uint32_t i = 0;
	while (i < s.len && lower[i] && (s.at[i] >= 'A' && s.at[i] <= 'Z' ? s.at[i] - 'A' + 'a' : s.at[i]) == lower[i])
		i++;
	return i == s.len && !lower[i];
}

/* The next part of `github.event.commits[0]['message']`; an index that is a number or `*` has no text. False where none follows, or where
 * it is known only later (*computed). */
static bool next_part(struct reader *r, struct str *part, bool *computed)
{
	struct reader ahead = *r;
	skip_blanks(&ahead);
	char opening = peek(&ahead);
	if (opening != '.' && opening != '[')
		return false;
	ahead.at++;
	skip_blanks(&ahead);
	*part = (struct str){ NULL, 0 };
	if (peek(&ahead) == '*')
		ahead.at++;
	else if (opening == '.' || (peek(&ahead) >= '0' && peek(&ahead) <= '9'))
		*part = word(&ahead);
	else if (peek(&ahead) == '\'')
		*part = quoted(&ahead);
	if (opening == '[') {
		skip_blanks(&ahead);
		*computed = peek(&ahead) != ']';
		ahead.at++;
	}
	*r = ahead;
	return !*computed;
}

static bool is_among(struct str part, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_named(part, words[i]))
			return true;
	return false;
}

/* Behind the word `github`: a text that strangers write, or an object with such, which `toJSON` shows as a whole. */
static bool path_is_untrusted(struct reader *r, bool whole)
{
	struct str part, last = { NULL, 0 };
	bool event = false, head = false, computed = false;
	uint32_t depth = 0;
	for (; next_part(r, &part, &computed); depth++) {
		event |= depth == 0 && is_named(part, "event");
		event &= depth != 1 || !is_among(part, own, sizeof own / sizeof *own);
		head |= depth == 0 && is_named(part, "head_ref");
		last = part.len > 0 ? part : last;
	}
	return head || computed || (whole && (depth == 0 || event)) || (event && is_among(last, untrusted, sizeof untrusted / sizeof *untrusted));
}

static bool expression_is_untrusted(struct str expression, bool variables)
{
	struct reader r = { expression, 0 };
	bool whole = false;
	while (r.at < r.text.len) {
		bool member = r.at > 0 && r.text.at[r.at - 1] == '.';
		if (peek(&r) == '\'') {
			quoted(&r);
		} else if (is_letter(peek(&r))) {
			struct str found = word(&r);
			whole |= is_named(found, "tojson");
			if (!member && ((variables && is_named(found, "env")) || (is_named(found, "github") && path_is_untrusted(&r, whole))))
				return true;
		} else {
			r.at++;
		}
	}
	return false;
}

/* Where `mark` begins, from here on; the end where it does not. */
static uint32_t place_of(const struct reader *r, struct str mark)
{
	uint32_t at = r->at;
	while (at < r->text.len) {
		const char *first = memchr(r->text.at + at, mark.at[0], r->text.len - at);
		at = first ? (uint32_t)(first - r->text.at) : r->text.len;
		if (str_starts((struct str){ r->text.at + at, r->text.len - at }, mark))
			return at;
		at++;
	}
	return r->text.len;
}

/* An expression ends with the first `}}` that stands in no text of its own; the next one may begin right behind it. */
static struct str next_expression(struct reader *r)
{
	r->at = place_of(r, STR("${{"));
	r->at += r->at < r->text.len ? 3 : 0;
	uint32_t from = r->at;
	while (r->at < r->text.len && !str_starts((struct str){ r->text.at + r->at, r->text.len - r->at }, STR("}}")))
		if (peek(r) == '\'')
			quoted(r);
		else
			r->at++;
	r->at = r->at < r->text.len ? r->at : r->text.len;
	return (struct str){ r->text.at + from, r->at - from };
}

/* As one text, with each expression between its marks. */
static struct str text_of(struct proof *p, const struct tree *script)
{
	if (script->kind != TREE_TEMPLATE && script->kind != TREE_RAW)
		return script->text;
	buf_clear(&p->text);
	for (const struct tree *piece = script->kind == TREE_TEMPLATE ? script->first : script; piece; piece = piece == script ? NULL : piece->next) {
		bool expression = piece->kind == TREE_RAW;
		buf_text(&p->text, expression ? "${{ " : "");
		buf_str(&p->text, piece->text);
		buf_text(&p->text, expression ? " }}" : "");
	}
	return buf_slice(&p->text, 0);
}

bool expressions_are_untrusted(struct proof *p, const struct tree *script, bool variables)
{
	struct reader r = { text_of(p, script), 0 };
	while (r.at < r.text.len)
		if (expression_is_untrusted(next_expression(&r), variables))
			return true;
	return false;
}
