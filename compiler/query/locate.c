/* Where a place in a text is: the blocks around it and the statement it stands in. By words, brackets and strings alone,
 * so that it holds for texts that are being written, whatever is wrong with them elsewhere. */
#include "query/query.h"

static bool is_inside(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

/* Behind the word that begins at `at`; `at` itself when none does. */
static uint32_t word_end(struct str text, uint32_t at)
{
	while (at < text.len && (is_inside(text.at[at]) || (text.at[at] == '-' && at + 1 < text.len && is_inside(text.at[at + 1]))))
		at++;
	return at;
}

/* A hyphen that is being written behind a word belongs to it. */
static bool hyphen_follows(struct str text, uint32_t end, uint32_t offset)
{
	return end > 0 && end < text.len && text.at[end] == '-' && offset == end + 1 && is_inside(text.at[end - 1]);
}

/* Behind the string that begins at `at`, or at the end of its line when it is open. */
static uint32_t string_end(struct str text, uint32_t at)
{
	char quote = text.at[at];
	bool tall = str_starts((struct str){ text.at + at, text.len - at }, STR("\"\"\""));
	unsigned values = 0;
	for (at += tall ? 3 : 1; at < text.len; at++) {
		char c = text.at[at];
		if (c == '\\')
			at++;
		else if (c == '{')
			values++;
		else if (c == '}' && values > 0)
			values--;
		else if (tall && str_starts((struct str){ text.at + at, text.len - at }, STR("\"\"\"")))
			return at + 3;
		else if (!tall && c == quote && values == 0)
			return at + 1;
		else if (!tall && c == '\n')
			return at;
	}
	return text.len;
}

/* A line that ends with one of these goes on in the next. */
static bool goes_on(char last)
{
	return last == ':' || last == ',' || last == '>' || last == '<' || last == '=' || last == '|' || last == '.' || last == '@' || last == '-';
}

struct locating { struct query_place place; unsigned brackets; char last; };

static void add_word(struct query_head *head, struct str word)
{
	if (!head->key.len && (str_is(word, "also") || str_is(word, "abstract")))
		return;
	if (!head->key.len)
		head->key = word;
	else if (!head->name.len)
		head->name = word;
}

static void open_block(struct locating *l)
{
	if (l->place.depth < LIMIT_NESTING)
		l->place.around[l->place.depth] = l->place.statement;
	l->place.depth++;
	l->place.statement = (struct query_head){ 0 };
	l->brackets = 0;
}

/* One sign that is neither word nor string nor comment. */
static void sign(struct locating *l, char c)
{
	if (c == '{') {
		open_block(l);
	} else if (c == '}' && l->place.depth > 0) {
		l->place.depth--;
		l->place.statement = (struct query_head){ 0 };
		l->brackets = 0;
	} else if (c == '(' || c == '[') {
		l->brackets++;
	} else if ((c == ')' || c == ']') && l->brackets > 0) {
		l->brackets--;
	} else if (c == ';' || (c == '\n' && l->brackets == 0 && !goes_on(l->last))) {
		l->place.statement = (struct query_head){ 0 };
	}
	if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
		l->last = c;
}

struct query_place query_locate(struct str text, uint32_t offset)
{
	struct locating l = { 0 };
	uint32_t at = 0;
	while (at < offset && at < text.len) {
		char c = text.at[at];
		uint32_t end = word_end(text, at);
		if (c == '"' || c == '`' || c == '#') {
			end = c == '#' ? at : string_end(text, at);
			while (c == '#' && end < text.len && text.at[end] != '\n')
				end++;
			l.place.silent = c == '#' ? offset <= end : offset < end;
			l.last = c == '#' ? l.last : c;
		} else if (end > at) {
			if (end >= offset || hyphen_follows(text, end, offset))
				break;
			add_word(&l.place.statement, (struct str){ text.at + at, end - at });
			l.last = 'a';
		} else {
			sign(&l, c);
			end = at + 1;
		}
		at = end;
	}
	if (l.place.silent)
		return l.place;
	uint32_t end = word_end(text, at);
	l.place.start = at;
	l.place.word = (struct str){ text.at + at, (end < offset ? offset : end) - at };
	if (l.place.depth > LIMIT_NESTING)
		l.place.silent = true;
	return l.place;
}
