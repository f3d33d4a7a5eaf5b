/* The stages of a run, in their only order: one call a line in run(). */
#include "pipeline.h"

#include <string.h>

#include "base/path.h"
#include "edition.h"
#include "emit/emitter.h"
#include "estate/derive.h"
#include "estate/estate_dump.h"
#include "image.h"
#include "imports.h"
#include "library.h"
#include "model/model.h"
#include "model/model_dump.h"
#include "outcome.h"
#include "print/print.h"
#include "proof/proof.h"
#include "unread.h"
#include "rules/rule.h"
#include "syntax/ast_dump.h"
#include "syntax/echo.h"
#include "syntax/format.h"
#include "syntax/parse.h"

/* What only a run itself needs. */
struct run {
	struct compilation *c;
	struct schema schema;
	struct model model;
	struct map read;                               /* path -> file, so that each is read once */
	VEC(struct str) waiting;                       /* paths to read, with the import that asked for them */
	VEC(struct span) asked;
	struct imports imports;
	uint32_t first_file;                           /* of the program, in ast.files */
	uint32_t declared;
	uint64_t bytes;                                /* of all texts of the program */
};

void pipeline_init(struct compilation *c, struct arena *arena, struct arena *scratch,
	const struct pipeline_host *host, const struct pipeline_options *options)
{
	memset(c, 0, sizeof *c);
	c->arena = arena;
	c->scratch = scratch;
	if (host)
		c->host = *host;
	if (options)
		c->options = *options;
	c->names = names_new(arena);
	sources_init(&c->sources, arena);
	diags_init(&c->diags, arena);
	ast_init(&c->ast, arena, c->names);
	facts_init(&c->facts, arena, c->names);
	code_init(&c->code, arena);
	c->plan.arena = arena;
}

/* --- the library -------------------------------------------------------------------------------- */

static struct run *run_new(struct compilation *c)
{
	struct run *run = ARENA_NEW(c->arena, struct run);
	run->c = c;
	schema_init(&run->schema, c->arena);
	c->schema = &run->schema;
	model_init(&run->model, c->arena, c->scratch, c->names, &c->facts, &run->schema, &c->ast, &c->sources, &c->diags);
	return run;
}

static void declare_files(struct run *run, uint32_t first, uint32_t last, bool library)
{
	struct compilation *c = run->c;
	struct schema_context context = { c->arena, c->names, &c->facts, &run->schema, &c->ast, &c->sources, &c->diags };
	schema_declare(&context, first, last, library);
	model_declare(&run->model, first, last, library);
	for (uint32_t f = first; f < last; f++)
		code_declare(&c->code, &c->facts, &c->ast, &c->sources, f, &c->diags);
}

static struct image_parts parts_of(struct run *run)
{
	return (struct image_parts){ run->c, &run->schema, &run->model };
}

/* The bytes of a file that the library or the program copies. */
static enum pipeline_read read_copied(struct compilation *c, struct str path, bool library, struct str *text, struct str *why)
{
	if (!library)
		return c->host.read_file(c->host.user, c->arena, path, text, why);
	for (uint32_t i = 0; i < library_text_count; i++)
		if (str_is(path, library_texts[i].path)) {
			*text = (struct str){ library_texts[i].text, library_texts[i].len };
			return PIPELINE_READ;
		}
	*why = STR("there is no such file");
	return PIPELINE_MISSING;
}

/* What targets copy: each file lies in or below the folder of the one that names it. */
static void read_copies(struct compilation *c)
{
	for (uint32_t i = 0; i < c->code.copies.len; i++) {
		struct copy_form *copy = &c->code.copies.at[i];
		if (copy->text != NO_NAME)
			continue;
		const struct source_file *file = sources_file_of(&c->sources, copy->span.start);
		struct str folder = path_folder(file->path), path = names_text(c->names, copy->path), text = { "", 0 }, why = { "", 0 };
		path = path_below(c->arena, folder, path);
		enum pipeline_read how = read_copied(c, path, file->library, &text, &why);
		if (how != PIPELINE_READ)
			diag_add(&c->diags, DIAG_CANNOT_READ, copy->span, "%.*s cannot be read: %.*s", STR_ARG(path), STR_ARG(why));
		else if (text.len > LIMIT_FILE_BYTES)
			diag_add(&c->diags, DIAG_TOO_LARGE, copy->span, "%.*s is larger than %u bytes", STR_ARG(path), LIMIT_FILE_BYTES);
		copy->text = names_intern(c->names, text);
	}
}

/* From the texts: only when bastide itself is built. */
static void read_library(struct run *run)
{
	struct compilation *c = run->c;
	for (uint32_t f = 0; f < c->sources.files.len; f++)
		parse_file(&c->ast, &c->sources, f, &c->diags);
	declare_files(run, 0, c->ast.files.len, true);
	code_compile(&c->code, &c->facts, &c->ast, &c->diags);
	read_copies(c);
}

static void load_library(struct run *run)
{
	struct compilation *c = run->c;
	for (uint32_t i = 0; i < library_text_count; i++)
		if (str_ends(str_of(library_texts[i].path), STR(".bastide")))
			sources_add(&c->sources, str_of(library_texts[i].path), (struct str){ library_texts[i].text, library_texts[i].len }, true);
	if (!image_load(&library_image, parts_of(run)))
		read_library(run);
	run->declared = run->model.declarations.len;
	run->first_file = c->ast.files.len;
}

/* --- reading the program -------------------------------------------------------------------------- */

static void ask_for(struct run *run, struct str path, struct span asked)
{
	name key = names_intern(run->c->names, path);
	uint32_t seen;
	if (map_get(&run->read, key, &seen))
		return;
	map_put(run->c->arena, &run->read, key, 1);
	vec_push(run->c->arena, &run->waiting, path);
	vec_push(run->c->arena, &run->asked, asked);
}

static void report_unread(struct run *run, enum pipeline_read how, struct str path, struct span asked, struct str why)
{
	struct compilation *c = run->c;
	bool imported = asked.end != 0;
	struct diag *d = diag_add(&c->diags, how == PIPELINE_MISSING && imported ? DIAG_IMPORT_MISSING : DIAG_CANNOT_READ, asked,
		"%.*s cannot be read: %.*s", STR_ARG(path), STR_ARG(why));
	if (imported)
		diag_help(&c->diags, d, "an import is a file or a folder, named from the folder of the file it stands in");
}

static void follow_imports(struct run *run, uint32_t file)
{
	struct compilation *c = run->c;
	name word = names_intern(c->names, STR("import"));
	for (node_ref at = c->ast.files.at[file].items; at; at = ast_node(&c->ast, at)->next) {
		const struct node *n = ast_node(&c->ast, at);
		if (n->kind != NODE_STATEMENT || n->a != word)
			continue;
		const struct node *path = ast_node(&c->ast, n->b);
		if (path->kind != NODE_STRING || !path->b || path->next) {
			struct diag *d = diag_add(&c->diags, DIAG_WRONG_SHAPE, n->span, "`import` is followed by one path in quotes");
			diag_help(&c->diags, d, "import \"../platform\"");
			continue;
		}
		struct str *paths, why = { "", 0 };
		struct str import = names_text(c->names, ast_node(&c->ast, path->b)->a);
		uint32_t count = 0;
		enum pipeline_read how = c->host.resolve(c->host.user, c->arena, c->sources.files.at[c->ast.files.at[file].file].path, import,
			&paths, &count, &why);
		if (how != PIPELINE_READ)
			report_unread(run, how, import, path->span, why);
		name from = names_intern(c->names, c->sources.files.at[c->ast.files.at[file].file].path);
		for (uint32_t i = 0; how == PIPELINE_READ && i < count; i++) {
			imports_add(c->arena, &run->imports, from, names_intern(c->names, paths[i]), path->span);
			ask_for(run, paths[i], path->span);
		}
	}
}

static void read_one(struct run *run, struct str path, struct span asked)
{
	struct compilation *c = run->c;
	struct str text, why = { "", 0 };
	enum pipeline_read how = c->host.read_file(c->host.user, c->arena, path, &text, &why);
	if (how != PIPELINE_READ) {
		report_unread(run, how, path, asked, why);
		return;
	}
	if (c->sources.files.len >= LIMIT_FILES || text.len > LIMIT_FILE_BYTES) {
		diag_add(&c->diags, DIAG_TOO_LARGE, asked, text.len > LIMIT_FILE_BYTES ? "%.*s is larger than %u bytes" : "%.*s is one file more than %u",
			STR_ARG(path), text.len > LIMIT_FILE_BYTES ? LIMIT_FILE_BYTES : LIMIT_FILES);
		return;
	}
	run->bytes += text.len;
	if (run->bytes > LIMIT_SOURCE_BYTES) {
		diag_add(&c->diags, DIAG_TOO_LARGE, asked, "with %.*s the program has more than %u bytes", STR_ARG(path), LIMIT_SOURCE_BYTES);
		return;
	}
	uint32_t file = sources_add(&c->sources, path, text, false);
	uint32_t index = parse_file(&c->ast, &c->sources, file, &c->diags);
	c->counts.files++;
	follow_imports(run, index);
}

/* Inputs come last in the tree, so that a program's files are one run. */
static void read_program(struct run *run, const struct str *paths, uint32_t count, struct str more)
{
	struct compilation *c = run->c;
	uint32_t inputs_from;
	for (uint32_t i = 0; i < count; i++)
		ask_for(run, paths[i], NO_SPAN);
	for (uint32_t i = 0; i < run->waiting.len; i++)
		if (!str_ends(run->waiting.at[i], STR(".inputs")))
			read_one(run, run->waiting.at[i], run->asked.at[i]);
	if (more.at) {
		uint32_t given = sources_add(&c->sources, STR("given"), more, false);
		c->sources.files.at[given].given = true;
		parse_file(&c->ast, &c->sources, given, &c->diags);
	}
	imports_report_circles(c->arena, &run->imports, &c->diags);
	inputs_from = c->ast.files.len;
	c->counts.edition = c->code.edition = run->model.edition = edition_of(&c->ast, c->names, run->first_file, inputs_from, &c->diags);
	for (uint32_t i = 0; i < run->waiting.len; i++)
		if (str_ends(run->waiting.at[i], STR(".inputs")))
			read_one(run, run->waiting.at[i], run->asked.at[i]);
	for (uint32_t f = inputs_from; f < c->ast.files.len; f++)
		model_add_inputs(&run->model, f);
	declare_files(run, run->first_file, inputs_from, false);
	c->counts.declarations = run->model.declarations.len - run->declared;
	if (c->counts.declarations == 0 && c->diags.errors == 0) {
		struct diag *d = diag_add(&c->diags, DIAG_EMPTY_PROGRAM, NO_SPAN, "nothing is declared in %.*s", STR_ARG(count ? paths[0] : STR("the program")));
		diag_help(&c->diags, d, "start with an estate and an environment");
	}
}

/* --- counting ---------------------------------------------------------------------------------------- */

static uint32_t count_kind(const struct compilation *c, const char *kind)
{
	name n = names_find(c->names, str_of(kind));
	kind_ref k = n ? map_at(&c->facts.kind_by_name, n, 0) : 0;
	return k ? facts_extent(&c->facts, k).len : 0;
}

static void count(struct compilation *c)
{
	c->counts.environments = count_kind(c, "environment");
	c->counts.services = count_kind(c, "service");
	c->counts.stores = count_kind(c, "store");
	c->counts.roles = count_kind(c, "role");
	c->counts.pipelines = count_kind(c, "pipeline");
	c->counts.networks = rows_of(&c->facts, REL_network).len;
	c->counts.flows = rows_of(&c->facts, REL_flow).len;
	c->counts.grants = rows_of(&c->facts, REL_grant).len;
	c->counts.rules = 0;
	for (uint32_t i = 0; i < c->code.rules.len; i++)   /* what others must do is assumed, not proved */
		c->counts.rules += c->code.rules.at[i].severity != DIAG_ASSUMED;
}

/* --- choosing what is written -------------------------------------------------------------------------- */

static bool among(struct str wanted, const struct str *list, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (str_equal(wanted, list[i]))
			return true;
	return count == 0;
}

static struct str path_part(struct str path, unsigned part)
{
	uint32_t start = 0;
	for (uint32_t i = 0; i <= path.len; i++)
		if (i == path.len || path.at[i] == '/') {
			if (part-- == 0)
				return (struct str){ path.at + start, i - start };
			start = i + 1;
		}
	return (struct str){ "", 0 };
}

/* True when the second part of the path is an environment that is not asked for. */
static bool other_environment(const struct compilation *c, struct str path)
{
	struct str part = path_part(path, 1);
	name kind = names_find(c->names, STR("environment")), n = names_find(c->names, part);
	bool environment = kind && n && object_named(&c->facts, map_at(&c->facts.kind_by_name, kind, 0), n);
	return environment && !among(part, c->options.environments, c->options.environment_count);
}

bool pipeline_selects(const struct compilation *c, struct str path)
{
	return among(path_part(path, 0), c->options.targets, c->options.target_count) && !other_environment(c, path);
}

static void select_files(struct compilation *c)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < c->plan.files.len; i++)
		if (pipeline_selects(c, c->plan.files.at[i].path))
			c->plan.files.at[kept++] = c->plan.files.at[i];
	c->plan.files.len = kept;
	c->counts.outputs = kept;
}

/* --- the stages ------------------------------------------------------------------------------------------ */

static void resolve(struct run *run)
{
	struct compilation *c = run->c;
	code_compile(&c->code, &c->facts, &c->ast, &c->diags);
	read_copies(c);
	model_resolve(&run->model);
	model_judge_older(&run->model, &c->code);
}

static void derive(struct run *run)
{
	struct compilation *c = run->c;
	estate_derive(&c->facts, &c->diags);
	if (c->facts.objects.len > LIMIT_OBJECTS)
		diag_add(&c->diags, DIAG_TOO_LARGE, NO_SPAN, "more than %u things follow from this program", LIMIT_OBJECTS);
	facts_freeze(&c->facts);
	count(c);
}

static void judge(struct run *run)
{
	struct compilation *c = run->c;
	struct rules_options options = { c->scratch, c->options.has_today, c->options.today, c->options.no_waivers, &c->sources };
	struct rules_result result = rules_run(&c->code, &c->facts, &c->diags, &options);
	c->counts.asserts = result.asserts;
	c->counts.waivers = result.waivers_in_force;
	c->in_force = result.in_force;
	c->rules = result.rules;
	c->assumed = result.assumed;
	diags_sort(&c->diags);                         /* a rule says its severity late: what is an error is counted anew */
}

static void tell_once(struct compilation *c, struct diags *diags);

/* Emitters may say what was judged: which rules held, what is waived, what others must do. */
static void keep_outcomes(struct run *run, uint32_t paths)
{
	tell_once(run->c, &run->c->assumed);
	outcomes_add(run->c, outcome_base(run->waiting.at, paths));
}

struct observers { struct proof *proof; struct record *record; };

static void observe(void *user, const struct emit_unit *unit)
{
	struct observers *o = user;
	proof_observe(o->proof, unit);
	record_observe(o->record, unit);
}

/* Each unit is read back before it is printed; what all of them open is compared before anything is written. */
static void emit(struct run *run)
{
	struct compilation *c = run->c;
	if (c->plan.hand)                              /* the largest of all tables, and only questions would read it now */
		ast_forget(&c->ast);
	struct proof *proof = proof_new(c->arena, &c->facts, &c->sources, &c->diags);
	for (uint32_t i = 0; i < c->code.copies.len; i++) {
		const struct copy_form *copy = &c->code.copies.at[i];
		proof_copied(proof, c->code.targets.at[copy->target].name, names_text(c->names, copy->path), copy->span,
			sources_file_of(&c->sources, copy->span.start)->library);
	}
	c->record = record_new(c->arena, &c->facts, &c->code, c->options.record);
	struct observers observers = { proof, c->record };
	struct emit_options options = { .scratch = c->scratch, .print = print_tree, .comment = format_comment,
		.observe = observe, .user = &observers, .trace = c->options.trace };
	struct emit_result result = emit_run(&c->code, &c->facts, &c->plan, &c->diags, &options);
	struct proof_result seen = { 0 };
	if (c->diags.errors == 0 && !c->plan.stopped)  /* of half a plan nothing can be said */
		seen = proof_compare(proof);
	if (c->diags.errors == 0 && !c->plan.stopped)
		kept_compare(c->record, c->options.kept, c->options.kept_count, &c->diags);
	if (c->options.record)
		record_paths(c->record, c->in_force);
	c->counts.read_back = seen.resources;
	c->counts.inert = seen.inert;
	c->counts.trusted = seen.trusted;
	c->counts.resources = seen.resources + seen.inert + seen.trusted;
	c->blocks_by = result.blocks_by;
	c->files_by = result.files_by;
	c->rows_by = result.visited_by;
	select_files(c);
}

static void run_tests(struct run *run);

/* `more`: a text that is a part of the program too; {0} none. */
static struct run *run_until(struct compilation *c, const struct str *paths, uint32_t count, struct str more, enum pipeline_stage last)
{
	struct run *run = run_new(c);
	load_library(run);
	read_program(run, paths, count, more);
	if (last == STAGE_AST || !c->code.edition)     /* what another edition means, nobody here knows */
		return run;
	resolve(run);
	if (c->diags.errors > 0 || last == STAGE_MODEL)
		return run;
	derive(run);
	if (last == STAGE_ESTATE || c->facts.objects.len > LIMIT_OBJECTS)
		return run;
	judge(run);
	if (c->options.rules_only)
		return run;
	if (c->diags.errors == 0 && !more.at)
		run_tests(run);
	if (c->diags.errors == 0 && !more.at) {
		keep_outcomes(run, count);
		emit(run);
	}
	return run;
}

/* --- test blocks: the program once more, with what is given, and only as far as the rules ---------------- */

/* The declarations of `given` as a text: what is there already is changed, the rest is added. */
static struct str given_text(struct run *run, node_ref given)
{
	struct compilation *c = run->c;
	struct buf text;
	buf_init(&text, c->arena);
	for (node_ref at = given ? ast_node(&c->ast, ast_node(&c->ast, given)->c)->a : 0; at; at = ast_node(&c->ast, at)->next) {
		const struct node *s = ast_node(&c->ast, at);
		struct span head;
		kind_ref kind = map_at(&c->facts.kind_by_name, s->a, 0);
		object_ref there = kind && s->b ? object_named(&c->facts, kind, model_head(&run->model, s->b, &head)) : 0;
		buf_format(&text, "%s%.*s\n", there ? "change " : "", STR_ARG(sources_text(&c->sources, s->span)));
	}
	buf_char(&text, '\0');
	return (struct str){ text.at, (uint32_t)text.len - 1 };
}

struct test { node_ref given; struct str expected; };

/* A test is `given` and one `expect`, each once: a second one would be the only one that counts. */
static void said_once(struct compilation *c, bool said, const struct node *s)
{
	if (said)
		diag_help(&c->diags, diag_add(&c->diags, DIAG_DUPLICATE_STATEMENT, s->span, "`%.*s` is said twice in one test",
		                              STR_ARG(names_text(c->names, s->a))), "make two tests of it");
}

/* False, with what is wrong, when the block has another form. */
static bool read_test(struct compilation *c, const struct node *block, struct test *test)
{
	uint32_t errors = c->diags.errors;
	*test = (struct test){ 0 };
	for (node_ref at = block->c ? ast_node(&c->ast, block->c)->a : 0; at; at = ast_node(&c->ast, at)->next) {
		const struct node *s = ast_node(&c->ast, at), *word = ast_node(&c->ast, s->b), *name = ast_node(&c->ast, word->next);
		struct str key = names_text(c->names, s->a), first = word->kind == NODE_WORD ? names_text(c->names, word->a) : STR("");
		bool names_error = str_is(first, "error") && name->kind == NODE_WORD && !name->next;
		if (str_is(key, "given") && s->c && !s->b) {
			said_once(c, test->given, s);
			test->given = at;
		} else if (str_is(key, "expect") && !s->c && (names_error || (str_is(first, "ok") && !word->next))) {
			said_once(c, test->expected.at, s);
			test->expected = names_error ? names_text(c->names, name->a) : first;
		} else {
			diag_help(&c->diags, diag_add(&c->diags, DIAG_WRONG_SHAPE, s->span, "a test has `given` and `expect`"),
			          "test \"…\" { given { … }; expect error NAME }, or expect ok");
		}
	}
	if (!test->expected.at && c->diags.errors == errors)
		diag_help(&c->diags, diag_add(&c->diags, DIAG_WRONG_SHAPE, block->span, "a test says what it expects"),
		          "test \"…\" { given { … }; expect error NAME }, or expect ok");
	return c->diags.errors == errors;
}

/* For an error that was not found: perhaps its name is only nearly one. */
static void help_error_name(struct compilation *c, const struct compilation *sub, struct diag *d, struct str expected)
{
	VEC(struct str) candidates = { 0 };
	for (unsigned i = DIAG_NONE + 1; i < DIAG_COUNT; i++)
		vec_push(c->scratch, &candidates, str_of(diag_code_text((enum diag_code)i)));
	for (uint32_t i = 0; i < sub->code.rules.len; i++)
		vec_push(c->scratch, &candidates, names_text(sub->names, sub->code.rules.at[i].name));
	for (uint32_t i = 0; i < candidates.len; i++)
		if (str_equal(candidates.at[i], expected))
			return;
	struct str near = diag_nearest(expected, candidates.at, candidates.len);
	if (near.len)
		diag_help(&c->diags, d, "no error and no rule is called `%.*s`; did you mean `%.*s`?", STR_ARG(expected), STR_ARG(near));
	else
		diag_help(&c->diags, d, "no error and no rule is called `%.*s`; `bastide explain` lists them", STR_ARG(expected));
}

/* Whether what is expected is found: no error, or at least the one named, for a mistake may break several rules. */
static bool as_expected(const struct compilation *sub, struct str expected, struct buf *found)
{
	bool ok = str_is(expected, "ok"), seen = false, any = false;
	for (uint32_t i = 0; i < sub->diags.list.len; i++) {
		const struct diag *d = &sub->diags.list.at[i];
		if (d->severity != DIAG_ERROR)
			continue;
		seen |= str_equal(d->rule, expected);
		any = true;
		buf_format(found, "%s%.*s", found->len ? ", " : "", STR_ARG(d->rule));
	}
	return ok ? !any : seen;
}

/* What a test says that it tries, without its quotes. */
static struct str test_name(const struct compilation *c, const struct node *block)
{
	const struct node *head = ast_node(&c->ast, block->b);
	const struct node *chunk = head->kind == NODE_STRING && head->b ? ast_node(&c->ast, head->b) : NULL;
	if (chunk && chunk->kind == NODE_CHUNK && !chunk->next)
		return names_text(c->names, chunk->a);
	return block->b ? sources_text(&c->sources, head->span) : STR("");
}

static void run_test(struct run *run, const struct node *block, const struct test *test)
{
	struct compilation *c = run->c;
	struct compilation *sub = ARENA_NEW(c->arena, struct compilation);
	pipeline_init(sub, c->arena, c->scratch, &c->host, &c->options);
	run_until(sub, run->waiting.at, run->waiting.len, given_text(run, test->given), STAGE_PLAN);
	diags_sort(&sub->diags);
	struct buf found;
	buf_init(&found, c->arena);
	c->counts.tests++;
	bool ok = str_is(test->expected, "ok"), holds = as_expected(sub, test->expected, &found);
	if (!found.len)
		buf_text(&found, "nothing");
	vec_push(c->arena, &c->tests,
		(struct test_outcome){ test_name(c, block), test->expected, buf_slice(&found, 0), block->span, holds });
	if (holds)
		return;
	struct diag *d = diag_add(&c->diags, DIAG_TEST_FAILED, block->span, "expected %s%.*s, found %.*s", ok ? "" : "error ",
		STR_ARG(test->expected), (int)found.len, found.at);
	if (!ok)
		help_error_name(c, sub, d, test->expected);
	if (sub->diags.list.len > 0)
		diag_note(&c->diags, d, "%.*s", STR_ARG(sub->diags.list.at[0].message));
}

static void run_tests(struct run *run)
{
	for (uint32_t i = 0; i < run->model.tests.len; i++) {
		const struct node *block = ast_node(&run->c->ast, run->model.tests.at[i]);
		struct test test;
		if (read_test(run->c, block, &test))
			run_test(run, block, &test);
	}
}

/* Whatever stage a fault was found in; before there are environments it has no equals. */
static void tell_once(struct compilation *c, struct diags *diags)
{
	VEC(struct str) names = { 0 };
	name n = names_find(c->names, STR("environment"));
	kind_ref kind = n ? map_at(&c->facts.kind_by_name, n, 0) : 0;
	for (object_ref o = 1; o < c->facts.objects.len && kind && diags->list.len > 1; o++) {
		const struct object *object = object_at(&c->facts, o);
		if (kind_is_a(&c->facts, object->kind, kind) && !(object->flags & (OBJECT_ABSTRACT | OBJECT_MASTER)))
			vec_push(c->arena, &names, names_text(c->names, object->name));
	}
	diags_tell_once(diags, names.at, names.len);
}

static bool finish(struct compilation *c)
{
	drop_echoes(&c->ast, &c->diags);
	diags_sort(&c->diags);
	tell_once(c, &c->diags);
	diags_cut(&c->diags);
	if (c->diags.errors > 0)
		c->plan.files.len = 0;
	return c->diags.errors == 0;
}

bool pipeline_check(struct compilation *c, const struct str *paths, uint32_t count)
{
	c->plan.sizes_only = true;
	run_until(c, paths, count, (struct str){ NULL, 0 }, STAGE_PLAN);
	return finish(c);
}

bool pipeline_build(struct compilation *c, const struct str *paths, uint32_t count)
{
	run_until(c, paths, count, (struct str){ NULL, 0 }, STAGE_PLAN);
	return finish(c);
}

/* How many rows each rule and each emitter went through: what grows faster than the estate is found by two of these. */
static void work_dump(struct buf *out, const struct compilation *c)
{
	for (uint32_t i = 0; c->rules && i < c->code.rules.len; i++)
		buf_format(out, "%llu rule %.*s\n", (unsigned long long)c->rules[i].visited, STR_ARG(names_text(c->names, c->code.rules.at[i].name)));
	for (uint32_t i = 0; c->rows_by && i < c->code.emitters.len; i++) {
		const struct emitter *e = &c->code.emitters.at[i];
		const struct source_file *file = sources_file_of(&c->sources, e->span.start);
		buf_format(out, "%llu emitter %.*s:%u\n", (unsigned long long)c->rows_by[i], STR_ARG(file->path), sources_place(&c->sources, e->span.start).line);
	}
}

bool pipeline_dump(struct compilation *c, const struct str *paths, uint32_t count, enum pipeline_stage stage, struct buf *out)
{
	struct run *run = run_until(c, paths, count, (struct str){ NULL, 0 }, stage);
	switch (stage) {
	case STAGE_AST:
		for (uint32_t f = run->first_file; f < c->ast.files.len; f++)
			ast_dump(out, &c->ast, &c->sources, f);
		break;
	case STAGE_MODEL:
		model_dump(out, &c->facts, &c->sources);
		break;
	case STAGE_ESTATE:
		if (c->facts.frozen)
			estate_dump(out, &c->facts, &c->sources);
		break;
	case STAGE_WORK:
		work_dump(out, c);
		break;
	case STAGE_PLAN:
		for (uint32_t f = 0; f < c->plan.files.len; f++)
			buf_format(out, "=== %.*s\n%.*s", STR_ARG(c->plan.files.at[f].path), STR_ARG(c->plan.files.at[f].bytes));
		break;
	}
	return finish(c);
}

bool pipeline_format(struct compilation *c, struct str path, struct str text, struct buf *out)
{
	uint32_t file = sources_add(&c->sources, path, text, false);
	uint32_t index = parse_file(&c->ast, &c->sources, file, &c->diags);
	if (c->diags.errors == 0)
		format_file(&c->ast, &c->sources, index, out);
	diags_sort(&c->diags);
	diags_cut(&c->diags);
	return c->diags.errors == 0;
}

bool pipeline_library(struct compilation *c)
{
	load_library(run_new(c));
	diags_sort(&c->diags);
	return c->diags.errors == 0;
}

bool pipeline_image(struct compilation *c, struct buf *out)
{
	struct run *run = run_new(c);
	load_library(run);
	unread_look_library(c);
	/* The library's own things must resolve too: shown here, not at a user's. */
	image_write(out, parts_of(run));
	model_resolve(&run->model);
	diags_sort(&c->diags);
	return c->diags.errors == 0;
}
