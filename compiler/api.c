/* The public interface: makes a context's memory, runs the pipeline under a guard against lack of memory,
 * and turns its records into the ones of bastide.h. Nothing is handed to the host before everything that
 * needs memory has been made, so that a run that fails hands over nothing. */
#include "api.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/path.h"
#include "edition.h"
#include "diag/render_json.h"
#include "diag/render_text.h"

/* --- contexts and their memory ----------------------------------------------------------------------- */

static void *allocate_from_c(void *user, void *old, size_t size)
{
	(void)user;
	if (size == 0) {
		free(old);
		return NULL;
	}
	return realloc(old, size);
}

static enum bst_read nothing_to_read(void *user, const char *path, struct bst_text *text, const char **why)
{
	(void)user, (void)path, (void)text, (void)why;
	return BST_MISSING;
}

static enum bst_read nothing_to_resolve(void *user, const char *from, const char *import,
	bool (*add)(void *list, const char *path), void *list, const char **why)
{
	(void)user, (void)from, (void)import, (void)add, (void)list, (void)why;
	return BST_MISSING;
}

struct bst_context *bst_new(const struct bst_host *host)
{
	struct bst_host own = *host;
	if (own.allocate == NULL)
		own.allocate = allocate_from_c;
	if (own.read_file == NULL)
		own.read_file = nothing_to_read;
	if (own.resolve == NULL)
		own.resolve = nothing_to_resolve;
	struct bst_context *context = own.allocate(own.user, NULL, sizeof *context);
	if (context == NULL)
		return NULL;
	memset(context, 0, sizeof *context);
	context->host = own;
	context->memory = (struct arena_source){ own.allocate, own.user };
	return context;
}

/* What the last run left. */
static void forget(struct bst_context *context)
{
	arena_free(context->arena);
	arena_free(context->scratch);
	if (context->pending != NULL)
		context->host.allocate(context->host.user, context->pending, 0);
	context->arena = context->scratch = NULL;
	context->pending = NULL;
	context->has_run = context->answered = false;
	context->can = NULL;
	context->complaint[0] = '\0';
}

void bst_free(struct bst_context *context)
{
	if (context == NULL)
		return;
	forget(context);
	context->host.allocate(context->host.user, context, 0);
}

void bst_options_init(struct bst_options *options)
{
	*options = (struct bst_options){ 0 };
}

const char *bst_version(void)
{
	return BST_VERSION;
}

const char *bst_editions(void)
{
	return edition_list();
}

enum bst_result api_guard(struct bst_context *context, uint64_t memory_limit, api_work *work, void *job)
{
	uint64_t limit = memory_limit == 0 || memory_limit > LIMIT_MEMORY_BYTES ? LIMIT_MEMORY_BYTES : memory_limit;
	forget(context);
	context->arena = arena_new(&context->memory);
	context->scratch = context->arena != NULL ? arena_new(&context->memory) : NULL;
	if (context->scratch == NULL) {
		forget(context);
		return BST_OUT_OF_MEMORY;
	}
	arena_limit(context->arena, (size_t)(limit / 4 * 3));
	arena_limit(context->scratch, (size_t)(limit / 4));
	arena_on_failure(context->arena, &context->failure);
	arena_on_failure(context->scratch, &context->failure);
	if (setjmp(context->failure) != 0) {
		forget(context);
		return BST_OUT_OF_MEMORY;
	}
	return work(context, job);
}

enum bst_result api_complain(struct bst_context *context, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(context->complaint, sizeof context->complaint, format, args);
	va_end(args);
	return BST_WRONG_USE;
}

const char *bst_complaint(const struct bst_context *context)
{
	return context->complaint;
}

/* A NUL behind what `out` holds, which the length does not count. */
static struct bst_text finished(struct buf *out)
{
	buf_char(out, '\0');
	return (struct bst_text){ out->at, out->len - 1 };
}

static const char *c_text(struct arena *arena, struct str s)
{
	return s.len == 0 ? "" : str_copy(arena, s).at;
}

/* --- what the pipeline asks of the host -------------------------------------------------------------- */

static enum pipeline_read read_file(void *user, struct arena *arena, struct str path, struct str *text, struct str *why)
{
	struct bst_context *context = user;
	struct bst_text given = { 0 };
	const char *reason = NULL;
	enum bst_read result = context->host.read_file(context->host.user, c_text(arena, path), &given, &reason);
	if (result == BST_READ && given.length > LIMIT_FILE_BYTES) {
		*why = str_format(arena, "it has %zu bytes; the most is %u", given.length, LIMIT_FILE_BYTES);
		return PIPELINE_UNREADABLE;
	}
	if (result == BST_READ)
		*text = str_copy(arena, (struct str){ given.at != NULL ? given.at : "", (uint32_t)given.length });
	else if (reason != NULL)
		*why = str_copy(arena, str_of(reason));
	return result == BST_READ ? PIPELINE_READ : result == BST_MISSING ? PIPELINE_MISSING : PIPELINE_UNREADABLE;
}

/* Paths that the host names in `resolve`. They are kept in the host's own memory while its callback runs:
 * a failing arena would jump over the host's frame. */
struct path_list { struct bst_context *context; char *bytes; size_t used, cap; uint32_t count; bool failed; };

static bool add_path(void *user, const char *path)
{
	struct path_list *list = user;
	size_t length = strlen(path) + 1;
	if (list->failed || list->count >= LIMIT_FILES)
		return false;
	if (list->cap - list->used < length) {
		size_t cap = 2 * list->cap + length + 256;
		char *bytes = list->context->host.allocate(list->context->host.user, list->bytes, cap);
		list->failed = bytes == NULL;
		if (list->failed)
			return false;
		list->bytes = bytes;
		list->cap = cap;
	}
	memcpy(list->bytes + list->used, path, length);
	list->used += length;
	list->count++;
	return true;
}

static enum pipeline_read resolve(void *user, struct arena *arena, struct str from, struct str import,
	struct str **paths, uint32_t *count, struct str *why)
{
	struct bst_context *context = user;
	struct path_list list = { .context = context };
	const char *reason = NULL;
	const char *c_from = c_text(arena, from), *c_import = c_text(arena, import);
	enum bst_read result = context->host.resolve(context->host.user, c_from, c_import, add_path, &list, &reason);
	context->pending = list.bytes;                 /* given back by `forget` when the arena fails below */
	if (list.failed)
		arena_fail(arena);
	*paths = ARENA_ARRAY(arena, struct str, list.count + 1);
	size_t at = 0;
	for (uint32_t i = 0; i < list.count; i++) {
		(*paths)[i] = str_copy(arena, str_of(list.bytes + at));
		at += (*paths)[i].len + 1;
	}
	*count = list.count;
	if (reason != NULL)
		*why = str_copy(arena, str_of(reason));
	if (list.bytes != NULL)
		context->host.allocate(context->host.user, list.bytes, 0);
	context->pending = NULL;
	if (result == BST_READ && list.count == 0)
		return PIPELINE_MISSING;
	return result == BST_READ ? PIPELINE_READ : result == BST_MISSING ? PIPELINE_MISSING : PIPELINE_UNREADABLE;
}

/* --- options ----------------------------------------------------------------------------------------- */

/* Days since 1970-01-01 of "2027-03-31"; false when it is no date. */
static bool parse_date(const char *text, int32_t *days)
{
	static const uint8_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int number[3] = { 0, 0, 0 };
	for (int i = 0; i < 10; i++) {
		if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9')
			return false;
		if (i != 4 && i != 7)
			number[i > 7 ? 2 : i > 4] = 10 * number[i > 7 ? 2 : i > 4] + text[i] - '0';
	}
	int year = number[0], month = number[1], day = number[2];
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (text[10] != '\0' || year < 1970 || month < 1 || month > 12 || day < 1
	    || day > lengths[month - 1] + (month == 2 && leap))
		return false;
	int32_t count = day - 1;
	for (int y = 1970; y < year; y++)
		count += (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 366 : 365;
	for (int m = 1; m < month; m++)
		count += lengths[m - 1] + (m == 2 && leap);
	*days = count;
	return true;
}

static struct str *copied_texts(struct arena *arena, const char *const *texts, size_t count)
{
	struct str *copies = ARENA_ARRAY(arena, struct str, count + 1);
	for (size_t i = 0; i < count; i++)
		copies[i] = str_copy(arena, str_of(texts[i]));
	return copies;
}

enum bst_result api_begin(struct bst_context *context, const struct bst_options *options)
{
	struct pipeline_options inner = { 0 };
	struct pipeline_host host = { context, read_file, resolve };
	if (options != NULL) {
		if (options->today != NULL && !parse_date(options->today, &inner.today))
			return api_complain(context, "`%s` is no date; write one as 2027-03-31", options->today);
		inner.has_today = options->today != NULL;
		inner.no_waivers = options->no_waivers;
		inner.rules_only = options->rules_only;
		if (options->traced != NULL)
			inner.trace = str_copy(context->arena, str_of(options->traced));
		inner.target_count = (uint32_t)options->target_count;
		inner.targets = copied_texts(context->arena, options->targets, options->target_count);
		inner.environment_count = (uint32_t)options->environment_count;
		struct kept *kept = ARENA_ARRAY(context->arena, struct kept, options->kept_count + 1);
		for (size_t i = 0; i < options->kept_count; i++) {
			const struct bst_kept *k = &options->kept[i];
			kept[i] = (struct kept){ str_of(k->unit), str_of(k->address), str_of(k->thing), str_of(k->settled), k->guarded };
		}
		inner.kept = kept;
		inner.kept_count = (uint32_t)options->kept_count;
		inner.record = options->compared;
		inner.environments = copied_texts(context->arena, options->environments, options->environment_count);
	}
	pipeline_init(&context->run, context->arena, context->scratch, &host, &inner);
	context->has_run = true;
	return BST_OK;
}

/* "no WHAT `x`; did you mean `y`?" unless one of the candidates is it. */
static bool is_known(struct bst_context *context, const char *what, struct str wanted, const struct str *candidates,
	uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (str_equal(candidates[i], wanted))
			return true;
	struct str nearest = diag_nearest(wanted, candidates, count);
	if (nearest.len > 0)
		api_complain(context, "no %s `%.*s`; did you mean `%.*s`?", what, STR_ARG(wanted), STR_ARG(nearest));
	else
		api_complain(context, "no %s `%.*s`", what, STR_ARG(wanted));
	return false;
}

/* The names that the options select must exist; only after a run are they known. */
static bool selection_is_known(struct bst_context *context)
{
	struct compilation *c = &context->run;
	const struct pipeline_options *options = &c->options;
	VEC(struct str) names = { 0 };
	for (uint32_t i = 0; i < c->code.targets.len; i++)
		vec_push(c->arena, &names, names_text(c->names, c->code.targets.at[i].name));
	for (uint32_t i = 0; i < options->target_count; i++)
		if (!is_known(context, "target", options->targets[i], names.at, names.len))
			return false;
	if (options->environment_count == 0 || c->diags.errors > 0)
		return true;
	names.len = 0;
	kind_ref kind = kind_named(&c->facts, names_find(c->names, STR("environment")));
	struct extent all = c->facts.frozen ? facts_extent(&c->facts, kind) : (struct extent){ 0 };
	for (uint32_t i = 0; i < all.len; i++)
		if ((object_at(&c->facts, all.at[i])->flags & OBJECT_ABSTRACT) == 0)
			vec_push(c->arena, &names, names_text(c->names, object_at(&c->facts, all.at[i])->name));
	for (uint32_t i = 0; i < options->environment_count; i++)
		if (!is_known(context, "environment", options->environments[i], names.at, names.len))
			return false;
	return true;
}

/* --- records for the host ---------------------------------------------------------------------------- */

struct bst_place api_place(struct compilation *c, struct arena *arena, struct span span, struct str label)
{
	struct bst_place place = { .path = NULL, .label = c_text(arena, label) };
	if (span.start == 0)
		return place;
	const struct source_file *file = sources_file_of(&c->sources, span.start);
	struct place start = sources_place(&c->sources, span.start), end = sources_place(&c->sources, span.end);
	place.path = c_text(arena, file->path);
	place.offset = span.start - file->base;
	place.length = span.end - span.start;
	place.line = start.line;
	place.column = start.column;
	place.utf16_column = start.utf16_column;
	place.end_line = end.line;
	place.end_column = end.column;
	place.end_utf16_column = end.utf16_column;
	place.library = file->library;
	return place;
}

/* What is at the place is a name that another may stand for: a span may also be a value, or the statement around it. */
static bool is_name(struct str text)
{
	for (uint32_t i = 0; i < text.len; i++) {
		unsigned char u = (unsigned char)text.at[i];
		if (u < 0x80 && !(u >= '0' && u <= '9') && !(u >= 'A' && u <= 'Z') && !(u >= 'a' && u <= 'z') && u != '-' && u != '_')
			return false;
	}
	return text.len > 0;
}

static struct str replacement_of(struct compilation *c, const struct diag *diag)
{
	bool fits = diag->replacement.len > 0 && diag->span.start != 0 && is_name(diag->replacement)
		&& is_name(sources_text(&c->sources, diag->span)) && !sources_file_of(&c->sources, diag->span.start)->library;
	return fits ? diag->replacement : (struct str){ "", 0 };
}

static struct bst_diagnostic *public_diagnostics(struct compilation *c)
{
	struct bst_diagnostic *all = ARENA_ARRAY(c->arena, struct bst_diagnostic, c->diags.list.len + 1);
	for (uint32_t i = 0; i < c->diags.list.len; i++) {
		const struct diag *diag = &c->diags.list.at[i];
		struct bst_place *others = ARENA_ARRAY(c->arena, struct bst_place, diag->place_count + 1);
		for (uint32_t p = 0; p < diag->place_count; p++)
			others[p] = api_place(c, c->arena, diag->places[p].span, diag->places[p].label);
		all[i] = (struct bst_diagnostic){
			.severity = diag->severity == DIAG_ERROR ? BST_ERROR : diag->severity == DIAG_WARNING ? BST_WARNING : BST_NOTE,
			.name = c_text(c->arena, diag->rule),
			.message = c_text(c->arena, diag->message),
			.help = c_text(c->arena, diag->help),
			.note = c_text(c->arena, diag->note),
			.replacement = c_text(c->arena, replacement_of(c, diag)),
			.likewise = c_text(c->arena, diag_likewise_text(c->arena, diag)),
			.place = api_place(c, c->arena, diag->span, diag->label),
			.others = others,
			.other_count = diag->place_count,
		};
	}
	return all;
}

/* The first part of an output path is its target's folder. */
static const char *target_of(struct arena *arena, struct str path)
{
	uint32_t length = 0;
	while (length < path.len && path.at[length] != '/')
		length++;
	return c_text(arena, (struct str){ path.at, length });
}

static struct bst_output *public_outputs(struct compilation *c)
{
	struct bst_output *all = ARENA_ARRAY(c->arena, struct bst_output, c->plan.files.len + 1);
	for (uint32_t i = 0; i < c->plan.files.len; i++) {
		const struct plan_file *file = &c->plan.files.at[i];
		all[i] = (struct bst_output){ c_text(c->arena, file->path), target_of(c->arena, file->path),
			file->bytes.len > 0 ? file->bytes.at : "", file->bytes.len };
	}
	return all;
}

static void summarise(struct bst_context *context, struct bst_summary *summary)
{
	const struct compilation *c = &context->run;
	const struct pipeline_counts *n = &c->counts;
	*summary = (struct bst_summary){
		.errors = c->diags.errors, .warnings = c->diags.warnings, .not_shown = c->diags.dropped,
		.edition = n->edition, .files = n->files, .declarations = n->declarations,
		.environments = n->environments, .networks = n->networks, .services = n->services,
		.stores = n->stores, .roles = n->roles, .pipelines = n->pipelines,
		.flows = n->flows, .grants = n->grants,
		.rules = n->rules, .asserts = n->asserts, .tests = n->tests, .waivers = n->waivers,
		.resources = n->resources, .read_back = n->read_back, .inert = n->inert,
		.trusted = n->trusted, .outputs = n->outputs,
		.memory = arena_peak(context->arena) + arena_peak(context->scratch),
	};
	for (uint32_t i = 0; i < c->plan.files.len; i++)
		summary->output_bytes += c->plan.files.at[i].bytes.len;
}

/* --- runs -------------------------------------------------------------------------------------------- */

struct run_job {
	const struct bst_options *options;
	const char *const *paths;
	size_t path_count;
	struct bst_summary *summary;
	bool build;
};

static enum bst_result hand_over(struct bst_context *context, bool build, const struct bst_diagnostic *diagnostics,
	const struct bst_output *outputs)
{
	struct compilation *c = &context->run;
	const struct bst_host *host = &context->host;
	for (uint32_t i = 0; host->diagnostic != NULL && i < c->diags.list.len; i++)
		host->diagnostic(host->user, &diagnostics[i]);
	if (c->diags.errors > 0)
		return BST_FINDINGS;
	if (c->plan.stopped)
		return BST_STOPPED;
	for (uint32_t i = 0; build && outputs != NULL && host->output != NULL && i < c->plan.files.len; i++)
		if (!host->output(host->user, &outputs[i]))
			return BST_STOPPED;
	return BST_OK;
}

/* A file of a build that hands over early: only those that are selected. */
static bool hand_early(void *user, const struct plan_file *file)
{
	struct bst_context *context = user;
	if (context->host.output == NULL || !pipeline_selects(&context->run, file->path))
		return true;
	struct arena_mark mark = arena_mark(context->scratch);
	struct bst_output output = { file->path.at, target_of(context->scratch, file->path),
		file->bytes.len > 0 ? file->bytes.at : "", file->bytes.len };
	bool taken = context->host.output(context->host.user, &output);
	arena_release(context->scratch, mark);
	return taken;
}

static enum bst_result run(struct bst_context *context, void *user)
{
	struct run_job *job = user;
	struct compilation *c = &context->run;
	enum bst_result begun = api_begin(context, job->options);
	if (begun != BST_OK)
		return begun;
	struct str *paths = copied_texts(context->arena, job->paths, job->path_count);
	bool early = job->build && job->options != NULL && job->options->early;
	if (early) {
		c->plan.sizes_only = true;
		c->plan.hand = hand_early;
		c->plan.hand_user = context;
	}
	if (job->build)
		pipeline_build(c, paths, (uint32_t)job->path_count);
	else
		pipeline_check(c, paths, (uint32_t)job->path_count);
	if (!selection_is_known(context))
		return BST_WRONG_USE;
	const struct bst_diagnostic *diagnostics = public_diagnostics(c);
	const struct bst_output *outputs = job->build && !early ? public_outputs(c) : NULL;
	if (job->summary != NULL)
		summarise(context, job->summary);
	return hand_over(context, job->build, diagnostics, outputs);
}

static enum bst_result run_guarded(struct bst_context *context, struct run_job *job)
{
	if (job->summary != NULL)
		*job->summary = (struct bst_summary){ 0 };
	return api_guard(context, job->options != NULL ? job->options->memory_limit : 0, run, job);
}

enum bst_result bst_check(struct bst_context *context, const struct bst_options *options,
	const char *const *paths, size_t path_count, struct bst_summary *summary)
{
	struct run_job job = { options, paths, path_count, summary, false };
	return run_guarded(context, &job);
}

enum bst_result bst_build(struct bst_context *context, const struct bst_options *options,
	const char *const *paths, size_t path_count, struct bst_summary *summary)
{
	struct run_job job = { options, paths, path_count, summary, true };
	return run_guarded(context, &job);
}

/* --- layout and dumps -------------------------------------------------------------------------------- */

struct text_job {
	const struct bst_options *options;
	const char *path;
	struct bst_text text;
	const char *const *paths;
	size_t path_count;
	enum pipeline_stage stage;
	struct bst_text *result;
};

static enum bst_result format(struct bst_context *context, void *user)
{
	struct text_job *job = user;
	struct compilation *c = &context->run;
	struct buf out;
	enum bst_result begun = api_begin(context, NULL);
	if (begun != BST_OK)
		return begun;
	if (job->text.length > LIMIT_FILE_BYTES)
		return api_complain(context, "the text has %zu bytes; the most is %u", job->text.length, LIMIT_FILE_BYTES);
	struct str text = str_copy(c->arena, (struct str){ job->text.at, (uint32_t)job->text.length });
	buf_init(&out, c->arena);
	bool formatted = pipeline_format(c, str_copy(c->arena, str_of(job->path)), text, &out);
	const struct bst_diagnostic *diagnostics = public_diagnostics(c);
	struct bst_text result = finished(&out);
	if (formatted)
		*job->result = result;
	return hand_over(context, false, diagnostics, NULL);
}

enum bst_result bst_format(struct bst_context *context, const char *path, struct bst_text text,
	struct bst_text *formatted)
{
	struct text_job job = { .path = path, .text = text, .result = formatted };
	*formatted = (struct bst_text){ "", 0 };
	return api_guard(context, 0, format, &job);
}

static const char *const stages[] = { "ast", "model", "estate", "plan", "work", NULL };

const char *const *bst_stages(void)
{
	return stages;
}

static enum bst_result dump(struct bst_context *context, void *user)
{
	struct text_job *job = user;
	struct compilation *c = &context->run;
	struct buf out;
	enum bst_result begun = api_begin(context, job->options);
	if (begun != BST_OK)
		return begun;
	struct str *paths = copied_texts(c->arena, job->paths, job->path_count);
	buf_init(&out, c->arena);
	pipeline_dump(c, paths, (uint32_t)job->path_count, job->stage, &out);
	const struct bst_diagnostic *diagnostics = public_diagnostics(c);
	*job->result = finished(&out);
	return hand_over(context, false, diagnostics, NULL);
}

enum bst_result bst_dump(struct bst_context *context, const struct bst_options *options, const char *stage,
	const char *const *paths, size_t path_count, struct bst_text *result)
{
	struct text_job job = { .options = options, .paths = paths, .path_count = path_count, .result = result };
	*result = (struct bst_text){ "", 0 };
	while (stages[job.stage] != NULL && strcmp(stages[job.stage], stage) != 0)
		job.stage++;
	if (stages[job.stage] == NULL) {
		forget(context);
		return api_complain(context, "no stage `%s`; there are ast, model, estate, plan and work", stage);
	}
	return api_guard(context, options != NULL ? options->memory_limit : 0, dump, &job);
}

/* --- diagnostics as text ----------------------------------------------------------------------------- */

static struct bst_text render(struct compilation *c, enum bst_form form, struct render_style style)
{
	struct buf out;
	buf_init(&out, c->arena);
	if (form == BST_FORM_JSON)
		render_json_array(&out, &c->sources, &c->diags);
	else
		render_text(&out, &c->sources, &c->diags, style);
	return finished(&out);
}

enum bst_result bst_render(struct bst_context *context, enum bst_form form, const struct bst_style *style,
	struct bst_text *rendered)
{
	*rendered = (struct bst_text){ form == BST_FORM_JSON ? "[]" : "", form == BST_FORM_JSON ? 2 : 0 };
	if (!context->has_run)
		return BST_OK;
	if (setjmp(context->failure) != 0)
		return BST_OUT_OF_MEMORY;
	struct render_style inner = { 0 };
	if (style != NULL)
		inner = (struct render_style){ style->colour, style->width };
	*rendered = render(&context->run, form, inner);
	return BST_OK;
}
