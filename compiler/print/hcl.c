/* HCL as `terraform fmt` leaves it, so that nobody's formatter ever changes our files. What it asks for:
 *   - two spaces for each level of brackets;
 *   - the `=` of consecutive attributes that end on their line (heredocs count as such) stand in one
 *     column; an attribute that opens a bracket, a block, a comment or a blank line ends the run.
 * What it leaves open and we decide: a blank line before and behind every block; a list on one line when it
 * holds only scalars and fits, else one element on each line; a map never on one line. */
#include "print/print.h"
#include "print/escape.h"

#include "base/limits.h"

#define LINE_COLUMNS 100u     /* a list that would pass it is broken */

static void value(struct buf *out, const struct tree *t, unsigned indent, unsigned depth, bool in_list);

/* --- scalars --------------------------------------------------------------------------------------- */

static bool is_identifier(struct str s)
{
	return s.len > 0 && (escape_classes[(unsigned char)s.at[0]] & NAME_BEGIN) != 0 && escape_run(s, 1, NAME_LATER) == s.len - 1;
}

/* `{ for … }` begins a for expression, and the other three read as values to a person. */
static bool is_plain_key(struct str s)
{
	if (s.len >= 3 && s.len <= 5 && (str_equal(s, STR("for")) || str_equal(s, STR("null")) || str_equal(s, STR("true"))
	    || str_equal(s, STR("false"))))
		return false;
	return is_identifier(s);
}

static void escaped(struct buf *out, uint32_t c)
{
	switch (c) {
	case '"': buf_text(out, "\\\""); return;
	case '\\': buf_text(out, "\\\\"); return;
	case '\n': buf_text(out, "\\n"); return;
	case '\r': buf_text(out, "\\r"); return;
	case '\t': buf_text(out, "\\t"); return;
	default: buf_format(out, c > 0xFFFF ? "\\U%08x" : "\\u%04x", c); return;
	}
}

/* The text between quotes or, with `heredoc`, in a heredoc, where only `${` and `%{` are special. */
static void characters(struct buf *out, struct str s, bool heredoc)
{
	for (uint32_t i = 0, c; i < s.len; ) {
		uint32_t run = escape_run(s, i, heredoc ? PLAIN_HEREDOC : PLAIN_HCL);
		buf_bytes(out, s.at + i, run);
		if ((i += run) == s.len)
			return;
		unsigned length = escape_decode(s, i, &c);
		if (c == '$' || c == '%') {
			if (i + 1 < s.len && s.at[i + 1] == '{')
				buf_char(out, (char)c);
			buf_char(out, (char)c);
		} else if (c < 0x80 || escape_hidden(c)) {
			escaped(out, c);
		} else if (c == 0xFFFD) {
			buf_text(out, "\xEF\xBF\xBD");
		} else {
			buf_bytes(out, s.at + i, length);
		}
		i += length;
	}
}

static void quoted(struct buf *out, struct str s)
{
	buf_char(out, '"');
	characters(out, s, false);
	buf_char(out, '"');
}

static void scalar(struct buf *out, const struct tree *t)
{
	if (t->scalar == TREE_BOOL || (t->scalar == TREE_NUMBER && escape_number(t->text)))
		buf_str(out, t->text);
	else
		quoted(out, t->text);
}

/* Texts in quotes, the rest as `${…}`; alone it stands bare, as terraform fmt has it. A `$` or `%` at the end of
 * a text would join what follows to an escape, and is written as one itself. */
static void template(struct buf *out, const struct tree *t)
{
	if (t->child_count == 1 && t->first->kind != TREE_SCALAR) {
		buf_str(out, t->first->text);
		return;
	}
	buf_char(out, '"');
	for (const struct tree *piece = t->first; piece != NULL; piece = piece->next) {
		struct str text = piece->text;
		if (piece->kind != TREE_SCALAR) {
			buf_text(out, "${");
			buf_str(out, text);
			buf_char(out, '}');
			continue;
		}
		char last = text.len > 0 && piece->next != NULL ? text.at[text.len - 1] : '\0';
		bool joins = last == '$' || last == '%';
		characters(out, (struct str){ text.at, text.len - joins }, false);
		if (joins)
			escaped(out, (uint32_t)last);
	}
	buf_char(out, '"');
}

/* --- heredocs -------------------------------------------------------------------------------------- */

/* A heredoc always ends in a newline, has no escapes, and its `<<-` form takes the least indent of all
 * lines away: whatever it cannot say exactly becomes a quoted string. */
static bool fits_heredoc(struct str s)
{
	if (s.len == 0 || s.at[s.len - 1] != '\n')
		return false;
	bool margin = false;
	for (uint32_t start = 0; start < s.len && !margin; start = escape_line_end(s, start) + 1)
		margin = s.at[start] != '\n' && s.at[start] != ' ' && s.at[start] != '\t';
	return margin && escape_shows(s);
}

static bool has_line(struct str s, struct str line)
{
	for (uint32_t start = 0; start < s.len; ) {
		uint32_t end = escape_line_end(s, start), from = start;
		while (from < end && (s.at[from] == ' ' || s.at[from] == '\t'))
			from++;
		if (str_equal((struct str){ s.at + from, end - from }, line))
			return true;
		start = end + 1;
	}
	return false;
}

static void heredoc(struct buf *out, struct str s, unsigned indent)
{
	static const char *const markers[] = { "EOT", "EOT_", "EOT__", "EOT___" };
	size_t m = 0;
	while (m < sizeof markers / sizeof markers[0] && has_line(s, str_of(markers[m])))
		m++;
	if (m == sizeof markers / sizeof markers[0]) {
		quoted(out, s);
		return;
	}
	buf_text(out, "<<-");
	buf_text(out, markers[m]);
	buf_char(out, '\n');
	for (uint32_t start = 0; start < s.len; ) {
		uint32_t end = start;
		bool blank = true;
		for (; s.at[end] != '\n'; end++)
			blank = blank && (s.at[end] == ' ' || s.at[end] == '\t');
		if (!blank)                              /* HCL takes the margin from other lines only */
			buf_spaces(out, indent + 2);
		characters(out, (struct str){ s.at + start, end - start }, true);
		buf_char(out, '\n');
		start = end + 1;
	}
	buf_spaces(out, indent);
	buf_text(out, markers[m]);
}

/* --- expressions that the program wrote itself ------------------------------------------------------ */

static bool has_newline(struct str s)
{
	return escape_line_end(s, 0) < s.len;
}

/* Its lines, indented by the brackets open before them; brackets in strings are not told apart. */
static void raw(struct buf *out, struct str s, unsigned indent)
{
	unsigned open = 0;
	if (!has_newline(s)) {
		buf_str(out, s);
		return;
	}
	for (uint32_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == '(' || c == '[' || c == '{')
			open++;
		else if ((c == ')' || c == ']' || c == '}') && open > 0)
			open--;
		if (c != '\n') {
			buf_char(out, c);
			continue;
		}
		while (i + 1 < s.len && (s.at[i + 1] == ' ' || s.at[i + 1] == '\t'))
			i++;
		bool closes = i + 1 < s.len && (s.at[i + 1] == ')' || s.at[i + 1] == ']' || s.at[i + 1] == '}');
		buf_char(out, '\n');
		buf_spaces(out, indent + 2 * (open > 0 && closes ? open - 1 : open));
	}
}

/* --- lists ----------------------------------------------------------------------------------------- */

/* Prints it on one line; false, and nothing printed, when it has no such form. */
static bool on_one_line(struct buf *out, const struct tree *t, unsigned depth)
{
	size_t start = out->len;
	switch ((enum tree_kind)t->kind) {
	case TREE_SCALAR: scalar(out, t); return true;
	case TREE_NULL: buf_text(out, "null"); return true;
	case TREE_REFERENCE: buf_str(out, t->text); return true;
	case TREE_TEMPLATE: template(out, t); return true;
	case TREE_TEXT: quoted(out, t->text); return true;
	case TREE_RAW:
		if (has_newline(t->text))
			return false;
		buf_str(out, t->text);
		return true;
	case TREE_MAP: case TREE_BLOCK:
		if (t->first != NULL)
			return false;
		buf_text(out, "{}");
		return true;
	case TREE_JSON:
		buf_text(out, "jsonencode(");
		if (t->first != NULL && depth < LIMIT_TREE_DEPTH && on_one_line(out, t->first, depth + 1)) {
			buf_char(out, ')');
			return true;
		}
		break;
	case TREE_LIST:
		buf_char(out, '[');
		for (const struct tree *child = t->first; child != NULL; child = child->next) {
			if (child != t->first)
				buf_text(out, ", ");
			buf_mark(out, child);
			if (child->kind == TREE_NOTE || child->kind == TREE_TEXT || child->kind == TREE_MAP || depth >= LIMIT_TREE_DEPTH
			    || out->len - start > LINE_COLUMNS || !on_one_line(out, child, depth + 1)) {
				out->len = start;
				return false;
			}
		}
		buf_char(out, ']');
		return true;
	case TREE_NOTE:
		break;
	}
	out->len = start;
	return false;
}

/* The same when it also fits on the line after `before` columns, or cannot be broken. */
static bool fits_line(struct buf *out, const struct tree *t, unsigned before, unsigned depth)
{
	size_t start = out->len;
	const struct tree *inner = t->kind == TREE_JSON && t->first != NULL ? t->first : t;
	bool breaks = inner->kind == TREE_LIST && inner->first != NULL;
	if (!on_one_line(out, t, depth))
		return false;
	if (!breaks || before + (out->len - start) <= LINE_COLUMNS)
		return true;
	out->len = start;
	return false;
}

static void list(struct buf *out, const struct tree *t, unsigned indent, unsigned depth)
{
	buf_text(out, "[\n");
	for (const struct tree *child = t->first; child != NULL; child = child->next) {
		buf_mark(out, child);
		if (child->kind == TREE_NOTE) {
			escape_comment(out, indent + 2, "# ", child->text);
			continue;
		}
		buf_spaces(out, indent + 2);
		value(out, child, indent + 2, depth + 1, true);
		buf_text(out, ",\n");
	}
	buf_mark(out, t);
	buf_spaces(out, indent);
	buf_char(out, ']');
}

/* --- attributes and blocks ------------------------------------------------------------------------- */

/* Quotes say in an object that the key is a text; in a body they would be an error. */
static bool stands_bare(const struct tree *t, bool object)
{
	return (!object || !t->quoted_key) && is_plain_key(t->key);
}

/* The answer is the columns of what is written. */
static unsigned key(struct buf *out, const struct tree *t, bool object)
{
	size_t start = out->len;
	if (stands_bare(t, object)) {
		buf_str(out, t->key);
		return t->key.len;
	}
	quoted(out, t->key);
	return escape_columns((struct str){ out->at + start, (uint32_t)(out->len - start) });
}

static bool is_attribute(const struct tree *t, bool object)
{
	return t->kind != TREE_NOTE && (object || t->kind != TREE_BLOCK);
}

/* Does the attribute end on its line, in terraform fmt's sense? */
static bool is_aligned(struct buf *out, const struct tree *t, unsigned indent, unsigned depth)
{
	if (t->kind == TREE_SCALAR || t->kind == TREE_NULL || t->kind == TREE_REFERENCE || t->kind == TREE_TEXT || t->kind == TREE_TEMPLATE)
		return true;
	size_t start = out->len;
	bool fits = fits_line(out, t, indent + escape_columns(t->key) + 3, depth);
	out->len = start;
	return fits;
}

static unsigned key_columns(struct buf *out, const struct tree *t, bool object)
{
	if (stands_bare(t, object))
		return t->key.len;
	size_t start = out->len;
	unsigned columns = key(out, t, object);
	out->len = start;
	return columns;
}

/* A blank line stands before and behind a block; a comment belongs to what follows it. */
static bool has_gap(const struct tree *before, const struct tree *t, bool object)
{
	if (object || before == NULL || before->kind == TREE_NOTE)
		return false;
	const struct tree *follows = t;
	while (follows != NULL && follows->kind == TREE_NOTE)
		follows = follows->next;
	return before->kind == TREE_BLOCK || (follows != NULL && follows->kind == TREE_BLOCK);
}

/* Columns of the longest key in the run of aligned attributes that begins with `t`; *end is behind the run. */
static unsigned run_columns(struct buf *out, const struct tree *t, bool object, unsigned indent, unsigned depth,
	const struct tree **end)
{
	unsigned most = 0;
	while (t != NULL && is_attribute(t, object) && is_aligned(out, t, indent, depth)) {
		unsigned columns = key_columns(out, t, object);
		if (columns > most)
			most = columns;
		t = t->next;
	}
	*end = t;
	return most;
}

static void entries(struct buf *out, const struct tree *parent, unsigned indent, unsigned depth, bool object);

static void block(struct buf *out, const struct tree *t, unsigned indent, unsigned depth)
{
	buf_mark(out, t);
	buf_spaces(out, indent);
	buf_str(out, t->key);
	for (uint32_t i = 0; i < t->label_count; i++) {
		buf_char(out, ' ');
		quoted(out, t->labels[i]);
	}
	if (t->first == NULL || depth >= LIMIT_TREE_DEPTH) {
		buf_text(out, " {}\n");
		return;
	}
	buf_text(out, " {\n");
	entries(out, t, indent + 2, depth + 1, false);
	buf_mark(out, t);
	buf_spaces(out, indent);
	buf_text(out, "}\n");
}

/* The children of a body (`object` false) or of an object expression. */
static void entries(struct buf *out, const struct tree *parent, unsigned indent, unsigned depth, bool object)
{
	const struct tree *run_end = NULL, *before = NULL;
	unsigned columns = 0;
	for (const struct tree *t = parent->first; t != NULL; before = t, t = t->next) {
		if (has_gap(before, t, object))
			buf_char(out, '\n');
		if (t->kind == TREE_NOTE) {
			buf_mark(out, t);
			escape_comment(out, indent, "# ", t->text);
			continue;
		}
		if (!is_attribute(t, object)) {
			block(out, t, indent, depth);
			continue;
		}
		if (columns == 0)
			columns = run_columns(out, t, object, indent, depth, &run_end);
		buf_mark(out, t);
		buf_spaces(out, indent);
		unsigned own = key(out, t, object);
		buf_spaces(out, columns > own ? columns - own : 0);
		buf_text(out, " = ");
		value(out, t, indent, depth + 1, false);
		buf_char(out, '\n');
		if (t->next == run_end || columns == 0)
			columns = 0;
	}
}

/* The labels of a block inside an object are keys of nested objects. */
static void object(struct buf *out, const struct tree *t, uint32_t label, unsigned indent, unsigned depth)
{
	bool labelled = t->kind == TREE_BLOCK && label < t->label_count;
	if (!labelled && t->first == NULL) {
		buf_text(out, "{}");
		return;
	}
	buf_text(out, "{\n");
	if (labelled) {
		buf_spaces(out, indent + 2);
		quoted(out, t->labels[label]);
		buf_text(out, " = ");
		object(out, t, label + 1, indent + 2, depth);
		buf_char(out, '\n');
	} else {
		entries(out, t, indent + 2, depth, true);
	}
	buf_mark(out, t);
	buf_spaces(out, indent);
	buf_char(out, '}');
}

/* A value that takes more than one line. */
static void json(struct buf *out, const struct tree *t, unsigned indent, unsigned depth)
{
	buf_text(out, "jsonencode(");
	if (t->first != NULL && t->first->kind == TREE_LIST)
		list(out, t->first, indent, depth + 1);
	else if (t->first != NULL)
		value(out, t->first, indent, depth + 1, true);
	else
		buf_text(out, "null");
	buf_char(out, ')');
}

static void value(struct buf *out, const struct tree *t, unsigned indent, unsigned depth, bool in_list)
{
	if (depth > LIMIT_TREE_DEPTH) {                 /* deeper trees are refused where they are built */
		buf_text(out, "null");
		return;
	}
	switch ((enum tree_kind)t->kind) {
	case TREE_SCALAR: scalar(out, t); break;
	case TREE_NULL: case TREE_NOTE: buf_text(out, "null"); break;
	case TREE_REFERENCE: buf_str(out, t->text); break;
	case TREE_TEMPLATE: template(out, t); break;
	case TREE_RAW: raw(out, t->text, indent); break;
	case TREE_MAP: case TREE_BLOCK: object(out, t, 0, indent, depth); break;
	case TREE_TEXT:
		/* In a list the comma could not follow the marker. */
		if (in_list || !fits_heredoc(t->text))
			quoted(out, t->text);
		else
			heredoc(out, t->text, indent);
		break;
	case TREE_LIST: case TREE_JSON:
		if (fits_line(out, t, indent + (in_list ? 1 : escape_columns(t->key) + 3), depth))
			break;
		if (t->kind == TREE_LIST)
			list(out, t, indent, depth);
		else
			json(out, t, indent, depth);
		break;
	}
}

void print_hcl(struct buf *out, const struct tree *root)
{
	entries(out, root, 0, 0, false);
}
