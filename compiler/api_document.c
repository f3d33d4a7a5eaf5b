/* The documentation part of the public interface: rows of the library's declarations, and one thing at length. */
#include "api.h"

#include <string.h>

static const char *c_text(struct arena *arena, struct str s)
{
	return s.len == 0 ? "" : str_copy(arena, s).at;
}

/* --- rows -------------------------------------------------------------------------------------------- */

static const enum pipeline_topic topics[] = {
	[BST_TOPIC_DIAGNOSTIC] = TOPIC_DIAGNOSTIC, [BST_TOPIC_RULE] = TOPIC_RULE, [BST_TOPIC_KIND] = TOPIC_KIND,
	[BST_TOPIC_PROPERTY] = TOPIC_PROPERTY, [BST_TOPIC_RELATION] = TOPIC_RELATION, [BST_TOPIC_FIELD] = TOPIC_FIELD,
	[BST_TOPIC_FUNCTION] = TOPIC_FUNCTION, [BST_TOPIC_TARGET] = TOPIC_TARGET,
	[BST_TOPIC_DECLARED] = TOPIC_DECLARED, [BST_TOPIC_TYPE] = TOPIC_TYPE, [BST_TOPIC_WORD] = TOPIC_WORD,
};

struct row_list { struct compilation *c; VEC(struct bst_entry) list; };

static void add_row(void *user, const struct pipeline_entry *entry)
{
	static const enum bst_severity severities[] = {
		[DIAG_ERROR] = BST_ERROR, [DIAG_WARNING] = BST_WARNING, [DIAG_NOTE] = BST_NOTE, [DIAG_ASSUMED] = BST_ASSUMPTION,
	};
	struct row_list *rows = user;
	struct arena *arena = rows->c->arena;
	struct bst_entry row = {
		.topic = (enum bst_topic)entry->topic,
		.name = c_text(arena, entry->name), .owner = c_text(arena, entry->owner),
		.signature = c_text(arena, entry->signature), .doc = c_text(arena, entry->doc),
		.because = c_text(arena, entry->because), .help = c_text(arena, entry->help),
		.severity = severities[entry->severity],
		.absolute = entry->absolute, .since = entry->since, .path = "",
		.failing = c_text(arena, entry->failing), .corrected = c_text(arena, entry->corrected),
		.shape = c_text(arena, entry->shape), .fallback = c_text(arena, entry->fallback), .clause = c_text(arena, entry->clause),
		.said = c_text(arena, entry->said), .text = c_text(arena, entry->text),
	};
	if (entry->span.start != 0) {
		row.path = c_text(arena, sources_file_of(&rows->c->sources, entry->span.start)->path);
		row.line = sources_place(&rows->c->sources, entry->span.start).line;
	}
	vec_push(arena, &rows->list, row);
}

struct document_job {
	enum bst_topic topic;
	bool (*visit)(void *user, const struct bst_entry *entry);
	void *user;
};

static enum bst_result document(struct bst_context *context, void *user)
{
	struct document_job *job = user;
	struct row_list rows = { .c = &context->run };
	enum bst_result begun = api_begin(context, NULL);
	if (begun != BST_OK)
		return begun;
	if (!pipeline_library(&context->run))
		return BST_FINDINGS;
	pipeline_document(&context->run, topics[job->topic], STR(""), add_row, &rows);
	for (uint32_t i = 0; i < rows.list.len; i++)
		if (!job->visit(job->user, &rows.list.at[i]))
			return BST_STOPPED;
	return BST_OK;
}

enum bst_result bst_document(struct bst_context *context, enum bst_topic topic,
	bool (*visit)(void *user, const struct bst_entry *entry), void *user)
{
	struct document_job job = { topic, visit, user };
	return api_guard(context, 0, document, &job);
}

/* --- one thing at length ----------------------------------------------------------------------------- */

/* What a name can be, in the order in which they are shown, and the rows that belong below it. */
static const struct {
	enum bst_topic topic;
	const char *title, *titles;
	bool has_members;
	enum bst_topic members;
	const char *below;
} kinds[] = {
	{ BST_TOPIC_RULE,       "rule",       "Rules", false, 0, NULL },
	{ BST_TOPIC_DIAGNOSTIC, "diagnostic", "Diagnostics", false, 0, NULL },
	{ BST_TOPIC_KIND,       "kind",       "Kinds", true,  BST_TOPIC_PROPERTY, "Properties" },
	{ BST_TOPIC_RELATION,   "relation",   "Relations", true,  BST_TOPIC_FIELD, "Fields" },
	{ BST_TOPIC_FUNCTION,   "function",   "Functions", false, 0, NULL },
	{ BST_TOPIC_TARGET,     "target",     "Targets", false, 0, NULL },
	{ BST_TOPIC_DECLARED,   "declared",   "Declared by the library", false, 0, NULL },
	{ BST_TOPIC_TYPE,       "type",       "Types", false, 0, NULL },
	{ BST_TOPIC_WORD,       "word",       "Words of the language", false, 0, NULL },
};

/* A paragraph, each of its lines `indent` deep. */
static void paragraph(struct buf *out, unsigned indent, const char *text)
{
	for (const char *line = text; *line != '\0'; ) {
		size_t length = strcspn(line, "\n");
		if (length > 0)
			buf_spaces(out, indent);
		buf_bytes(out, line, length);
		buf_char(out, '\n');
		line += length + (line[length] == '\n');
	}
}

static void member_rows(struct buf *out, const struct row_list *rows, const char *owner, const char *title)
{
	size_t widest = 0;
	bool any = false;
	for (uint32_t i = 0; i < rows->list.len; i++)
		if (strcmp(rows->list.at[i].owner, owner) == 0 && strlen(rows->list.at[i].name) > widest)
			widest = strlen(rows->list.at[i].name);
	for (uint32_t i = 0; i < rows->list.len; i++) {
		const struct bst_entry *row = &rows->list.at[i];
		if (strcmp(row->owner, owner) != 0)
			continue;
		if (!any)
			buf_format(out, "\n%s\n", title);
		any = true;
		buf_format(out, "  %-*s  %s\n", (int)widest, row->name, row->shape[0] != '\0' ? row->shape : row->signature);
		if (row->fallback[0] != '\0')
			buf_format(out, "  %*s    When left out: %s.\n", (int)widest, "", row->fallback);
		paragraph(out, (unsigned)widest + 6, row->doc);
	}
}

/* The properties of its blocks, each under the path to it. */
static void block_rows(struct buf *out, const struct row_list *rows, struct arena *arena, const char *owner)
{
	size_t length = strlen(owner);
	const char *before = "";
	for (uint32_t i = 0; i < rows->list.len; i++) {
		const char *block = rows->list.at[i].owner;
		if (strncmp(block, owner, length) != 0 || block[length] != '.' || strcmp(block, before) == 0)
			continue;
		member_rows(out, rows, block, str_format(arena, "In `%s { … }`", block + length + 1).at);
		before = block;
	}
}

static void below(struct buf *out, const char *title, const char *text)
{
	if (text[0] == '\0')
		return;
	buf_format(out, "\n  %s:\n\n", title);
	paragraph(out, 4, text);
}

static void explain_row(struct buf *out, const struct bst_entry *row, const char *title)
{
	static const char *const severities[] = { "error", "warning", "note", "assumed" };
	bool judged = row->topic == BST_TOPIC_RULE || row->topic == BST_TOPIC_DIAGNOSTIC;
	bool declared = row->topic == BST_TOPIC_DECLARED;
	buf_format(out, "%s %s", declared ? row->signature : title, row->name);
	if (row->topic == BST_TOPIC_TYPE && row->shape[0] != '\0')
		buf_format(out, ", as in `%s`", row->shape);
	if (row->signature[0] != '\0' && !declared)
		buf_format(out, "%s%s", row->topic == BST_TOPIC_FUNCTION ? "" : " : ", row->signature);
	if (judged)
		buf_format(out, " (%s%s", severities[row->severity], row->absolute ? ", cannot be waived" : "");
	if (judged && row->since != 0)
		buf_format(out, " from edition %u on, a warning before", row->since);
	if (judged)
		buf_char(out, ')');
	buf_text(out, "\n\n");
	paragraph(out, 2, row->doc);
	if (row->because[0] != '\0')
		buf_format(out, "\n  Because: %s\n", row->because);
	if (row->help[0] != '\0')
		buf_format(out, "\n  To mend it: %s\n", row->help);
	below(out, declared ? "As it stands" : row->topic == BST_TOPIC_TARGET ? "Writes" : "Taken by", row->text);
	if (declared)
		below(out, "Where nobody says it, in environments of the class", row->fallback);
	below(out, "The specification says", row->said);
	below(out, "Refused", row->failing);
	below(out, judged ? "Accepted" : "For example", row->corrected);
	if (row->clause[0] != '\0')
		buf_format(out, "\n  Specified in %s\n", row->clause);
	if (row->path[0] != '\0')
		buf_format(out, "\n  Declared in %s:%u\n", row->path, row->line);
}

/* All names of a topic below its title, as many in a line as fit. */
static void name_rows(struct buf *out, const struct row_list *rows, const char *title)
{
	size_t column = 0;
	buf_format(out, "%s%s\n", out->len > 0 ? "\n\n" : "", title);
	for (uint32_t i = 0; i < rows->list.len; i++) {
		size_t length = strlen(rows->list.at[i].name);
		bool next = column == 0 || column + length + 1 > 96;
		buf_format(out, "%s%s", next && i > 0 ? "\n  " : next ? "  " : " ", rows->list.at[i].name);
		column = next ? length + 2 : column + length + 1;
	}
}

/* The properties of a name, or the one property or field at the path `KIND.NAME`; with what stands in its block. */
static void explain_properties(struct buf *out, struct compilation *c, const char *path)
{
	const char *dot = strrchr(path, '.'), *word = dot != NULL ? dot + 1 : path;
	for (unsigned fields = 0; fields <= (dot != NULL); fields++) {
		struct row_list rows = { .c = c };
		pipeline_document(c, fields ? TOPIC_FIELD : TOPIC_PROPERTY, STR(""), add_row, &rows);
		for (uint32_t i = 0; i < rows.list.len; i++) {
			const struct bst_entry *row = &rows.list.at[i];
			if (strcmp(row->name, word) != 0 || (dot != NULL && (strncmp(row->owner, path, (size_t)(dot - path)) != 0 || row->owner[dot - path] != '\0')))
				continue;
			if (dot == NULL && (row->shape[0] == '\0' || row->path[0] == '\0'))     /* a part of a statement; what every kind has */
				continue;
			struct str whole = str_format(c->arena, "%s.%s", row->owner, row->name);
			buf_format(out, "%s%s %.*s : %s\n\n", out->len > 0 ? "\n" : "", fields ? "field" : "property", STR_ARG(whole), row->signature);
			paragraph(out, 2, row->doc);
			below(out, "Written", row->shape);
			below(out, "When left out", row->fallback);
			if (row->path[0] != '\0')
				buf_format(out, "\n  Declared in %s:%u\n", row->path, row->line);
			member_rows(out, &rows, whole.at, "Properties of its block");
			block_rows(out, &rows, c->arena, whole.at);
		}
	}
}

struct explain_job { const char *name; struct bst_text *text; };

static enum bst_result explain(struct bst_context *context, void *user)
{
	struct explain_job *job = user;
	struct compilation *c = &context->run;
	VEC(struct str) names = { 0 };
	struct buf out;
	enum bst_result begun = api_begin(context, NULL);
	if (begun != BST_OK)
		return begun;
	if (!pipeline_library(c))
		return BST_FINDINGS;
	buf_init(&out, c->arena);
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		struct row_list rows = { .c = c }, members = { .c = c };
		pipeline_document(c, topics[kinds[k].topic], str_of(job->name ? job->name : " "), add_row, &rows);
		if (job->name == NULL) {
			name_rows(&out, &rows, kinds[k].titles);
			continue;
		}
		for (uint32_t i = 0; i < rows.list.len; i++) {
			vec_push(c->arena, &names, str_of(rows.list.at[i].name));
			if (strcmp(rows.list.at[i].name, job->name) != 0)
				continue;
			if (out.len > 0)
				buf_char(&out, '\n');
			explain_row(&out, &rows.list.at[i], kinds[k].title);
			if (kinds[k].has_members) {
				pipeline_document(c, topics[kinds[k].members], STR(""), add_row, &members);
				member_rows(&out, &members, job->name, kinds[k].below);
				block_rows(&out, &members, c->arena, job->name);
			}
		}
	}
	if (job->name != NULL)
		explain_properties(&out, c, job->name);
	if (job->name == NULL)
		buf_text(&out, "\n\n`bastide explain NAME` says more.\n");
	if (out.len > 0) {
		buf_char(&out, '\0');
		*job->text = (struct bst_text){ out.at, out.len - 1 };
		return BST_OK;
	}
	struct str nearest = diag_nearest(str_of(job->name), names.at, names.len);
	if (nearest.len > 0)
		return api_complain(context, "nothing is called `%s`; did you mean `%.*s`?", job->name, STR_ARG(nearest));
	return api_complain(context, "nothing is called `%s`", job->name);
}

enum bst_result bst_explain(struct bst_context *context, const char *name, struct bst_text *text)
{
	struct explain_job job = { name, text };
	*text = (struct bst_text){ "", 0 };
	return api_guard(context, 0, explain, &job);
}
