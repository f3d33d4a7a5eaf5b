/* YAML in block style, by a writer of our own: libyaml has no comments and leaves `no`, `0123` and `1e3`
 * unquoted. A text stands plain only when every reader, of YAML 1.1 or 1.2, takes it for that text; else it
 * is double quoted, or a literal block when it has lines. No anchors, tags, folding or flow style but for
 * what is empty. */
#include "print/print.h"
#include "print/escape.h"

#include "base/limits.h"

/* --- quoting --------------------------------------------------------------------------------------- */

/* Words that some reader takes for a boolean, for null or for a number, in any case. */
static bool is_reserved_word(struct str s)
{
	static const char *const words[] = {
		"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nil", "none", "inf", "nan", "infinity"
	};
	if (s.len > 8 || memchr("ynotfi", s.at[0] | 0x20, 6) == NULL)
		return false;
	for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
		const char *word = words[w];
		uint32_t i = 0;
		while (i < s.len && word[i] != '\0' && (s.at[i] | 0x20) == word[i])
			i++;
		if (i == s.len && word[i] == '\0')
			return true;
	}
	return false;
}

/* Digits, and the letters and signs of hexadecimal, octal, exponents, dates, times and base 60: a text of
 * nothing else that begins like a number is one to somebody. */
static bool could_be_number(struct str s)
{
	char first = s.at[0];
	if (!(first >= '0' && first <= '9'))
		return false;
	for (uint32_t i = 0; i < s.len; i++) {
		char c = s.at[i], lower = (char)(c | 0x20);
		bool number = (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'f')
			|| lower == 'x' || lower == 'o' || lower == 't' || lower == 'z'
			|| c == '.' || c == '_' || c == ':' || c == '+' || c == '-' || c == ' ' || c == ',';
		if (!number)
			return false;
	}
	return true;
}

static bool may_begin(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
		|| c == '/' || c == '_' || c == '$' || c == '(' || (c & 0x80) != 0;
}

/* Nothing in it ends a plain scalar, begins a comment or needs an escape. */
static bool is_plain_inside(struct str s)
{
	for (uint32_t i = 0, c; (i += escape_run(s, i, PLAIN_YAML)) < s.len; ) {
		unsigned length = escape_decode(s, i, &c);
		if (escape_hidden(c) || c == 0xFFFD)
			return false;
		if (c == ':' && (i + 1 == s.len || s.at[i + 1] == ' '))
			return false;
		if (c == '#' && (i == 0 || s.at[i - 1] == ' '))
			return false;
		i += length;
	}
	return true;
}

static bool is_plain(struct str s)
{
	return s.len > 0 && may_begin(s.at[0]) && s.at[s.len - 1] != ' ' && is_plain_inside(s)
		&& !is_reserved_word(s) && !could_be_number(s);
}

static void text(struct buf *out, struct str s)
{
	if (is_plain(s))
		buf_str(out, s);
	else
		escape_json_string(out, s);
}

/* A comment behind its entry: the note after it, marked so. */
static bool is_behind(const struct tree *note)
{
	return note != NULL && note->kind == TREE_NOTE && note->quoted_key;
}

static void line_end(struct buf *out, const struct tree *t)
{
	if (is_behind(t->next))
		escape_comment(out, 2, "# ", t->next->text);
	else
		buf_char(out, '\n');
}

/* --- blocks of lines ------------------------------------------------------------------------------- */

/* A literal block has no escapes. */
static bool fits_block(struct str s)
{
	/* Nothing but line ends leaves a reader no indent to find; a tab first is taken for indent. */
	uint32_t start = 0;
	while (start < s.len && (s.at[start] == '\n' || s.at[start] == ' '))
		start++;
	return start < s.len && s.at[start] != '\t' && escape_line_end(s, 0) < s.len && escape_shows(s);
}

/* The header behind `key: `, then the lines, each `indent` deep. Ends with the newline of the last line. */
static void lines(struct buf *out, const struct tree *t, unsigned indent)
{
	struct str s = t->text;
	bool ends = s.at[s.len - 1] == '\n', more = ends && s.len > 1 && s.at[s.len - 2] == '\n';
	buf_char(out, '|');
	if (s.at[0] == ' ' || s.at[0] == '\n')
		buf_char(out, '2');
	if (!ends || more)
		buf_char(out, ends ? '+' : '-');
	line_end(out, t);
	for (uint32_t start = 0; start < s.len; ) {
		uint32_t end = escape_line_end(s, start);
		if (end > start) {
			buf_spaces(out, indent);
			buf_bytes(out, s.at + start, end - start);
		}
		buf_char(out, '\n');
		start = end + 1;
	}
}

/* --- values ---------------------------------------------------------------------------------------- */

static void entries(struct buf *out, const struct tree *first, unsigned indent, unsigned depth, bool started);
static void items(struct buf *out, const struct tree *list, unsigned indent, unsigned depth, bool started);

/* Anything but comments? */
static bool has_entries(const struct tree *t)
{
	for (const struct tree *child = t->first; child != NULL; child = child->next)
		if (child->kind != TREE_NOTE)
			return true;
	return false;
}

/* An expression of the language that reads the file: GitHub's delimiters unless the tree brings its own. */
static void expression(struct buf *out, const struct tree *t)
{
	bool own = t->label_count == 2;
	struct str open = own ? t->labels[0] : STR("${{ "), close = own ? t->labels[1] : STR(" }}");
	bool plain = open.len > 0 && may_begin(open.at[0]) && is_plain_inside(t->text);
	if (!plain)
		buf_char(out, '"');
	escape_json_characters(out, open);
	if (plain)
		buf_str(out, t->text);
	else
		escape_json_characters(out, t->text);
	escape_json_characters(out, close);
	if (!plain)
		buf_char(out, '"');
}

/* Texts and expressions in turn; always in double quotes, where both are escaped alike. */
static void template(struct buf *out, const struct tree *t)
{
	buf_char(out, '"');
	for (const struct tree *piece = t->first; piece != NULL; piece = piece->next) {
		if (piece->kind == TREE_RAW)
			buf_text(out, "${{ ");
		escape_json_characters(out, piece->text);
		if (piece->kind == TREE_RAW)
			buf_text(out, " }}");
	}
	buf_char(out, '"');
}

static void scalar(struct buf *out, const struct tree *t, unsigned indent)
{
	bool number = t->scalar == TREE_NUMBER && escape_number(t->text);
	if (t->scalar == TREE_BOOL || number) {
		buf_str(out, t->text);
	} else if (t->kind == TREE_TEXT && fits_block(t->text)) {
		lines(out, t, indent);
		return;
	} else {
		text(out, t->text);
	}
	line_end(out, t);
}

/* json(…) is a string here: its lines as a literal block, so that a person can read and review them. */
static void json(struct buf *out, const struct tree *t, unsigned indent, unsigned depth)
{
	buf_text(out, "|-\n");
	buf_spaces(out, indent);
	print_json_value(out, t->first, indent, false, depth + 1);
	buf_char(out, '\n');
}

/* The value behind `key:` or `-`, with the line's end. What has lines of its own stands `indent` deep. */
static void value(struct buf *out, const struct tree *t, unsigned indent, unsigned depth, const char *before)
{
	bool nested = t->kind == TREE_LIST || t->kind == TREE_MAP || t->kind == TREE_BLOCK;
	if (depth > LIMIT_TREE_DEPTH) {                 /* deeper trees are refused where they are built */
		buf_text(out, " null\n");
		return;
	}
	if (nested && has_entries(t)) {
		line_end(out, t);
		if (t->kind == TREE_LIST)
			items(out, t, indent, depth + 1, false);
		else
			entries(out, t->first, indent, depth + 1, false);
		return;
	}
	buf_text(out, before);
	switch ((enum tree_kind)t->kind) {
	case TREE_SCALAR: case TREE_TEXT: scalar(out, t, indent); return;
	case TREE_JSON: json(out, t, indent, depth); return;
	case TREE_NULL: case TREE_NOTE: buf_text(out, "null"); break;
	case TREE_LIST: buf_text(out, "[]"); break;
	case TREE_MAP: case TREE_BLOCK: buf_text(out, "{}"); break;
	case TREE_REFERENCE: text(out, t->text); break;
	case TREE_RAW: expression(out, t); break;
	case TREE_TEMPLATE: template(out, t); break;
	}
	line_end(out, t);
}

/* The labels of a block are keys of nested maps. */
static unsigned labels(struct buf *out, const struct tree *t, unsigned indent)
{
	if (t->kind != TREE_BLOCK)
		return indent;
	for (uint32_t i = 0; i < t->label_count; i++) {
		buf_text(out, ":\n");
		indent += 2;
		buf_spaces(out, indent);
		text(out, t->labels[i]);
	}
	return indent;
}

/* `started`: the first line's indent is already written, as `- `. */
static void entries(struct buf *out, const struct tree *first, unsigned indent, unsigned depth, bool started)
{
	for (const struct tree *t = first; t != NULL; t = t->next) {
		if (is_behind(t))
			continue;
		buf_mark(out, t);
		if (t->kind == TREE_NOTE) {
			escape_comment(out, indent, "# ", t->text);
			continue;
		}
		if (!started)
			buf_spaces(out, indent);
		started = false;
		text(out, t->key);
		unsigned inner = labels(out, t, indent);
		buf_char(out, ':');
		value(out, t, inner + 2, depth, " ");
	}
}

static void items(struct buf *out, const struct tree *list, unsigned indent, unsigned depth, bool started)
{
	for (const struct tree *t = list->first; t != NULL; t = t->next) {
		if (is_behind(t))
			continue;
		buf_mark(out, t);
		if (t->kind == TREE_NOTE) {
			escape_comment(out, indent, "# ", t->text);
			continue;
		}
		const struct tree *first = t->first;
		bool opens = has_entries(t) && depth < LIMIT_TREE_DEPTH;
		bool map = opens && (t->kind == TREE_MAP || t->kind == TREE_BLOCK) && !(started && first->kind == TREE_NOTE);
		bool inner_list = opens && t->kind == TREE_LIST && first->kind != TREE_NOTE;
		/* Comments that open an element stand above its dash. */
		for (; map && !started && first->kind == TREE_NOTE; first = first->next)
			escape_comment(out, indent, "# ", first->text);
		if (!started)
			buf_spaces(out, indent);
		started = false;
		buf_char(out, '-');
		if (map || inner_list)
			buf_char(out, ' ');
		if (map)
			entries(out, first, indent + 2, depth + 1, true);
		else if (inner_list)
			items(out, t, indent + 2, depth + 1, true);
		else
			value(out, t, indent + 2, depth, " ");
	}
}

void print_yaml(struct buf *out, const struct tree *root)
{
	bool list = root->kind == TREE_LIST;
	if (!list && root->kind != TREE_MAP && root->kind != TREE_BLOCK) {
		text(out, root->text);
		buf_char(out, '\n');
		return;
	}
	if (list)
		items(out, root, 0, 0, false);
	else
		entries(out, root->first, 0, 0, false);
	if (!has_entries(root))
		buf_text(out, list ? "[]\n" : "{}\n");
}
