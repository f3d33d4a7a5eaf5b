/* The evaluator on facts made by hand: names and types, absence, lookups, quantifiers, functions, rules and emitters. */
#include "check.h"

#include <string.h>

#include "emit/emitter.h"
#include "expr/memo.h"
#include "print/print.h"
#include "rules/rule.h"
#include "syntax/parse.h"

struct world {
	struct arena *arena, *scratch;
	struct names *names;
	struct sources sources;
	struct ast ast;
	struct facts facts;
	struct diags diags;
	struct code code;
	struct rules_result result;
	struct plan plan;
	struct emit_result emitted;
};

static name word(struct world *w, const char *text) { return names_intern(w->names, str_of(text)); }
static struct val string(struct world *w, const char *text) { return val_name(VAL_STR, word(w, text)); }

/* room: p0, p1, …; box: `count` of them, each in one room, every second one with a note, each with a port. */
static void fill(struct world *w, uint32_t count)
{
	struct facts *f = &w->facts;
	kind_ref room = kind_add(f, word(w, "room"), 0, 0, KIND_NAMED, NO_SPAN);
	kind_ref box = kind_add(f, word(w, "box"), 0, 0, KIND_NAMED, NO_SPAN);
	kind_ref crate = kind_add(f, word(w, "crate"), box, 0, KIND_NAMED, NO_SPAN);
	name colours[2] = { word(w, "red"), word(w, "blue") };
	field_ref colour = kind_add_field(f, box, word(w, "colour"), type_words(f, colours, 2), 0, NO_SPAN);
	field_ref note = kind_add_field(f, box, word(w, "note"), type_optional(f, type_scalar(f, SCALAR_STRING)), 0, NO_SPAN);
	field_ref in = kind_add_field(f, box, word(w, "room"), type_object(f, room), FIELD_KEY, NO_SPAN);
	field_ref port = kind_add_field(f, box, word(w, "port"), type_scalar(f, SCALAR_PORT), 0, NO_SPAN);
	field_ref size = kind_add_field(f, box, word(w, "size"), type_scalar(f, SCALAR_INT), 0, NO_SPAN);
	field_ref owner = kind_add_field(f, box, word(w, "owner"), type_scalar(f, SCALAR_ACCOUNT), 0, NO_SPAN);
	f->kinds.at[crate].cells = f->kinds.at[box].cells;
	global_add(f, (struct global){ .name = word(w, "digest"), .type = type_scalar(f, SCALAR_STRING),
	                               .value = val_name(VAL_LATER, word(w, "digest")) });
	kinds_add_derived(f);
	for (uint32_t i = 0; i < count; i++) {
		char text[32];
		snprintf(text, sizeof text, "p%u", i);
		object_ref p = object_add(f, room, word(w, text), 0);
		object_declare(f, p);
		snprintf(text, sizeof text, "b%u", i);
		object_ref b = object_add(f, i == 2 ? crate : box, word(w, text), 0);
		object_declare(f, b);
		object_set(f, b, colour, val_name(VAL_WORD, colours[i % 2]));
		object_set(f, b, in, val_object(p));
		object_set(f, b, port, (struct val){ .tag = VAL_PORT, .a = (80 + i) * 0x10001u, .detail = PROTOCOL_TCP });
		object_set(f, b, size, val_int(100 - (int64_t)i));
		object_set(f, b, owner, val_int(111111111111));
		if (i % 2)
			object_set(f, b, note, string(w, "fragile"));
	}
}

static void begin(struct world *w, uint32_t count)
{
	*w = (struct world){ .arena = check_arena(), .scratch = check_arena() };
	w->names = names_new(w->arena);
	sources_init(&w->sources, w->arena);
	ast_init(&w->ast, w->arena, w->names);
	facts_init(&w->facts, w->arena, w->names);
	diags_init(&w->diags, w->arena);
	code_init(&w->code, w->arena);
	fill(w, count);
}

static void compile(struct world *w, const char *text)
{
	uint32_t file = sources_add(&w->sources, STR("test.bastide"), str_of(text), false);
	uint32_t index = parse_file(&w->ast, &w->sources, file, &w->diags);
	code_declare(&w->code, &w->facts, &w->ast, &w->sources, index, &w->diags);
	code_compile(&w->code, &w->facts, &w->ast, &w->diags);
}

static void run(struct world *w, const char *text)
{
	struct rules_options options = { .scratch = w->scratch, .has_today = true, .today = 20000 };
	compile(w, text);
	facts_freeze(&w->facts);
	w->result = rules_run(&w->code, &w->facts, &w->diags, &options);
}

static void emit(struct world *w, const char *text)
{
	struct emit_options options = { .scratch = w->scratch, .print = print_tree, .comment = format_comment };
	compile(w, text);
	facts_freeze(&w->facts);
	w->plan.arena = w->arena;
	if (w->diags.errors == 0)
		w->emitted = emit_run(&w->code, &w->facts, &w->plan, &w->diags, &options);
}

/* Names and messages of all diagnostics, a line each. */
static struct str said(struct world *w)
{
	struct buf out;
	buf_init(&out, w->arena);
	for (uint32_t i = 0; i < w->diags.list.len; i++) {
		const struct diag *d = &w->diags.list.at[i];
		buf_format(&out, "%s%.*s: %.*s", i ? "\n" : "", STR_ARG(d->rule), STR_ARG(d->message));
	}
	return buf_slice(&out, 0);
}

static void end(struct world *w)
{
	arena_free(w->arena);
	arena_free(w->scratch);
}

static void check_rule(const char *text, const char *wanted)
{
	struct world w;
	begin(&w, 4);
	run(&w, text);
	CHECK_TEXT(said(&w), wanted);
	end(&w);
}

static void check_file(const char *text, const char *path, const char *wanted)
{
	struct world w;
	begin(&w, 4);
	emit(&w, text);
	CHECK_TEXT(said(&w), "");
	bool found = false;
	for (uint32_t i = 0; i < w.plan.files.len; i++)
		if (str_is(w.plan.files.at[i].path, path)) {
			CHECK_TEXT(w.plan.files.at[i].bytes, wanted);
			found = true;
		}
	CHECK(found);
	end(&w);
}

static void check_refused(const char *text, const char *wanted)
{
	struct world w;
	begin(&w, 4);
	emit(&w, text);
	CHECK_TEXT(said(&w), wanted);
	end(&w);
}

#define RULE(body) "rule r {\n" body "\n}\n"
#define BOXES(condition, message) RULE("each b in boxes " condition "\nmessage \"" message "\"")

static void names_and_types(void)
{
	check_rule(BOXES("where b.size > 99", "{b} {b.port} {b.room.name}"), "r: b0 80/tcp p0");
	check_rule(BOXES("where b.sise > 99", "x"), "unknown-field: box has no field `sise`");
	check_rule(RULE("each b in boxs\nmessage \"x\""), "unknown-name: nothing is called `boxs` here");
	check_rule(BOXES("where b.colour is gren", "x"), "unknown-name: this is red or blue, never `gren`");
	check_rule(BOXES("where b.colour is red and b.size < 99", "{b}"), "r: b2");
	check_rule(BOXES("where b.size > \"a\"", "x"), "wrong-type: string cannot be compared with int");
	check_rule(BOXES("where b is crate", "{b}"), "r: b2");
	check_rule(BOXES("where b is b1", "{b}"), "r: b1");
	check_rule(BOXES("where 81 in [b.port]", "{b}"), "r: b1");
	check_rule(BOXES("where b.port in [82..9000]", "{b}"), "r: b2\nr: b3");
	check_rule(RULE("each p in rooms where some b in p.boxes : b.size = 98\nmessage \"{p}\""), "r: p2");
	check_rule(RULE("each p in rooms where every b in p.boxes where b.note : b.size < 98\nmessage \"{p}\""),
	           "r: p0\nr: p2\nr: p3");
	check_rule(RULE("each b in boxes\nrequire cuont(boxes) = 4\nmessage \"x\""), "unknown-function: no function is called `cuont`");
	check_rule(RULE("each b in boxes\nrequire count(boxes) = 4\nmessage \"x\""), "");
	check_rule(RULE("require true"), "missing-value: rule `r` has no message");
}

static void absence(void)
{
	check_rule(BOXES("where length(b.note) > 1", "x"), "maybe-absent: `b.note` may be absent");
	check_rule(BOXES("where b.note and length(b.note) > 1", "{b}"), "r: b1\nr: b3");
	check_rule(BOXES("where not b.note or length(b.note) > 9", "{b} {b.note}"), "r: b0 nothing\nr: b2 nothing");
	check_rule(BOXES("where default(b.note, \"\") = \"\"", "{b}"), "r: b0\nr: b2");
	check_rule(BOXES("where (if b.note then length(b.note) else 0) = 7", "{b}"), "r: b1\nr: b3");
	check_rule(BOXES("where b.note = \"fragile\" and length(b.note) = 7", "{b}"), "r: b1\nr: b3");
	check_rule(BOXES("where b.note = digest", "x"),
	           "later-used-early: a value that is known only on deployment stands in a condition");
}

static void quantifiers(void)
{
	check_rule(RULE("each b in boxes sort by b.size\nmessage \"{b}\""), "r: b3\nr: b2\nr: b1\nr: b0");
	check_rule(RULE("each b in boxes group by b.colour as c\nmessage \"{c}: {b}\""), "r: blue: b1, b3\nr: red: b0, b2");
	check_rule(RULE("each a in boxes, b in boxes where a.size < b.size and a.colour is red and b.colour is red\nmessage \"{a} {b}\""),
	           "r: b2 b0");
	check_rule(RULE("each b in boxes where b.note\nlet n = length(b.note)\nrequire n = 8\nmessage \"{b} {n}\""), "r: b1 7\nr: b3 7");
}

/* A condition on a field of a relation is a lookup: twice the rows, twice the work. */
static void growth(void)
{
	uint64_t visited[2];
	for (unsigned i = 0; i < 2; i++) {
		struct world w;
		begin(&w, 100u << i);
		run(&w, RULE("each p in rooms, b in boxes where b.room is p\nrequire b.size < 1000\nmessage \"x\""));
		visited[i] = w.result.visited;
		CHECK(w.result.rules[0].held == 100u << i);
		end(&w);
	}
	CHECK(visited[1] == 2 * visited[0]);
	CHECK(visited[0] == 200);
}

static void functions(void)
{
	check_rule("function big(b : box) : flag = b.size > limit\nfunction limit : int = 98\n" BOXES("where big(b)", "{b}"), "r: b0\nr: b1");
	check_rule("function f(n : int) : int = g(n)\nfunction g(n : int) : int = f(n)\n",
	           "call-cycle: `f` calls itself, by way of others or straight");
	check_rule("function f(n : int) : string = n\n", "wrong-type: found int where string is expected");
	check_rule("function f(n : int) : int = n + 1\n" BOXES("where f(b.colour) > 1", "x"),
	           "wrong-type: found red or blue where int is expected");
	check_rule("function f(n : int) : int = n + 1\n" BOXES("where f(1, 2) > 1", "x"), "wrong-shape: `f` takes 1 value; 2 are given");
	check_rule("fact reds(least : int) each b in boxes where b.colour is red and b.size >= least { thing b; size b.size }\n"
	           RULE("each x in reds(99)\nmessage \"{x.thing} {x.size}\""), "r: b0 100");
	check_rule(RULE("require join(sorted(unique([3, 1, 3, 2])), \"-\") = \"1-2-3\"\nmessage \"x\""), "");
	check_rule(RULE("require host(10.0.0.0/24, 5) = 10.0.0.5 and host(10.0.0.0/24, 0 - 2) = 10.0.0.254\nmessage \"x\""), "");
	check_rule(RULE("require replace(\"a.b.c\", \".\", \"-\") = upper(\"a-b-c\")\nmessage \"x\""), "r: x");
	check_rule(RULE("require name(terraform, \"a-b\", \"c\") = \"a-b-c\" and length(name(load-balancer, \"an-application\", \"of-some-length\", \"here\")) = 32\n"
	                "message \"x\""), "");
	check_rule(RULE("require name(kubernetes, \"a_b\") != name(kubernetes, \"a.b\")\nmessage \"x\""), "");
	check_rule(RULE("require seconds(2m) = 120 and days(2d) = 2 and common([1, 2], [2, 3]) = [2] and without([1, 2], [2]) = [1]\nmessage \"x\""), "");
}

/* `len` numbers from `first` on, as what the first function is worth for `first`. */
static struct val keep_list(struct eval *e, uint32_t first, uint32_t len)
{
	struct memo_key key = { .arguments = { val_int(first) } };
	struct seq_builder builder = { 0 };
	for (uint32_t i = 0; i < len; i++)
		seq_add(e, &builder, val_int(first + i));
	CHECK(memo_key(e, 1, 1, &key));
	return memo_keep(e, &key, seq_done(e, &builder));
}

static bool is_remembered(struct eval *e, uint32_t first)
{
	struct memo_key key = { .arguments = { val_int(first) } };
	struct val value;
	return memo_key(e, 1, 1, &key) && memo_find(e, &key, &value);
}

/* Few lists stay; many go, and their memory with them, but for what was kept before the mark. */
static void forgetting(void)
{
	struct world w;
	struct eval e;
	begin(&w, 1);
	eval_init(&e, &w.code, &w.facts, &w.diags, w.scratch);
	struct val before = keep_list(&e, 1, 100);
	uint32_t mark = memo_mark(&w.facts);
	keep_list(&e, 1000, 20000);
	memo_forget(&w.facts, mark);
	CHECK(is_remembered(&e, 1) && is_remembered(&e, 1000));
	size_t few = arena_bytes(w.arena);
	for (uint32_t i = 1; i <= 200; i++)
		keep_list(&e, i * 10000, 1000);
	CHECK(arena_bytes(w.arena) > few + ((size_t)2 << 20));
	memo_forget(&w.facts, mark);
	CHECK(arena_bytes(w.arena) < few);
	CHECK(!is_remembered(&e, 1) && !is_remembered(&e, 10000));
	CHECK(list_len(before) == 100 && list_at(&w.facts, before, 99).i == 100);
	keep_list(&e, 10000, 1000);
	CHECK(is_remembered(&e, 10000));
	end(&w);
}

static void waivers(void)
{
	const char *rule = "rule r { each b in boxes where b.size > 98; message \"{b}\" }\n";
	char text[512];
	snprintf(text, sizeof text, "%swaive r on b0 { because \"x\"; until 2026-06-01 }\n", rule);
	check_rule(text, "r: b1");
	snprintf(text, sizeof text, "%swaive r on b0 { because \"x\"; until 2020-01-01 }\n", rule);
	check_rule(text, "r: b0\nr: b1\nwaiver-expired: the waiver of `r` on b0 ended on 2020-01-01");
	snprintf(text, sizeof text, "%swaive r on b3 { because \"x\"; until 2026-06-01 }\n", rule);
	check_rule(text, "r: b0\nr: b1\nwaiver-unused: `r` finds nothing on b3 to waive");
	snprintf(text, sizeof text, "%swaive q on b3 { because \"x\"; until 2026-06-01 }\n", rule);
	check_rule(text, "unknown-name: no rule is called `q`\nr: b0\nr: b1");
	snprintf(text, sizeof text, "%swaive r on b3 { until 2026-06-01 }\n", rule);
	check_rule(text, "wrong-shape: the reason, `because \"…\"`, is missing\nr: b0\nr: b1");
	check_rule("rule r { absolute; each b in boxes where b.size > 99; message \"{b}\" }\nwaive r on b0 { because \"x\"; until 2026-06-01 }\n",
	           "waiver-absolute: rule `r` cannot be waived\nr: b0");
}

#define TARGET "target t {\n format hcl\n address resource\n address data \"data\"\n address provider alias\n" \
	" unit \"{p}\" each p in rooms { name p.name }\n later \"var.{name}\"\n reads \"data.state.{name}.{value}\"\n" \
	" exports \"outputs.tf\" { output \"{name}\" { value value } }\n imports \"remote.tf\" { data \"state\" \"{name}\" { key unit } }\n}\n"

static void emitters(void)
{
	check_file(TARGET "emit t \"{p}/main.tf\" each p in rooms { each b in p.boxes { resource \"box\" \"{name(terraform, b)}\" {\n"
	           " size b.size\n note b.note?\n owner b.owner\n port b.port\n again @box.\"{b}\".id\n tags map({ Name \"{b}-{p}\"; image digest })\n"
	           " list [1, 2 when b.size > 1000, each x in boxes where x.colour is b.colour : x.name] } } }\n", "t/p1/main.tf",
	           "resource \"box\" \"b1\" {\n  size  = 99\n  note  = \"fragile\"\n  owner = \"111111111111\"\n  port  = 81\n  again = box.b1.id\n  tags = {\n"
	           "    Name  = \"b1-p1\"\n    image = var.digest\n  }\n  list = [1, \"b1\", \"b3\"]\n}\n");
	check_file("part both(b : box) { size b.size; when b.note { note b.note } else { plain } }\n" TARGET
	           "emit t \"{p}/main.tf\" each p in rooms where p.name = \"p0\" { each b in p.boxes { thing { + both(b) } } }\n", "t/p0/main.tf",
	           "thing {\n  size  = 100\n  plain = true\n}\n");
	check_file(TARGET "emit t \"{p}/main.tf\" each p in rooms { resource \"a\" \"{p}\" { x from(\"p0\", @a.p0.id) } }\n", "t/p1/remote.tf",
	           "data \"state\" \"p0\" {\n  key = \"p0\"\n}\n");
	check_file(TARGET "emit t \"{p}/main.tf\" each p in rooms { resource \"a\" \"{p}\" { x from(\"p0\", @a.p0.id) } }\n", "t/p0/outputs.tf",
	           "output \"a_p0_id\" {\n  value = a.p0.id\n}\n");
	check_file(TARGET "emit t \"p0/main.tf\" { resource \"a\" \"x\" { y 1 } }\nemit t \"p0/main.tf\" { resource \"b\" \"x\" { y @a.x.id } }\n",
	           "t/p0/main.tf", "resource \"a\" \"x\" {\n  y = 1\n}\n\nresource \"b\" \"x\" {\n  y = a.x.id\n}\n");
	check_file(TARGET "emit t \"p0/x.tf\" { resource \"a\" \"x\" { y \"one{@a.x.id}/two-{digest}\" } }\n", "t/p0/x.tf",
	           "resource \"a\" \"x\" {\n  y = \"one${a.x.id}/two-${var.digest}\"\n}\n");
	check_file("target j { format json }\nemit j \"x.json\" { list [each b in boxes group by b.colour as c { colour c; sizes [each x in b : x.size] }] }\n",
	           "j/x.json", "{\n  \"list\": [\n    {\n      \"colour\": \"blue\",\n      \"sizes\": [\n        99,\n        97\n      ]\n    },\n"
	           "    {\n      \"colour\": \"red\",\n      \"sizes\": [\n        100,\n        98\n      ]\n    }\n  ]\n}\n");
}

static void refused(void)
{
	check_refused(TARGET "emit t \"p0/main.tf\" { resource \"a\" \"name\" { x 1 }\n resource \"b\" \"x\" { y @a.nmae.id } }\n",
	              "dangling-reference: nobody writes `a.nmae.id` in this unit");
	check_refused(TARGET "emit t \"p0/main.tf\" { resource \"a\" \"x\" { y 1 }\n resource \"a\" \"x\" { y 2 } }\n",
	              "address-clash: `a.x` is written twice in one unit");
	check_refused(TARGET "emit t \"p0/main.tf\" { x 1; x 2 }\n", "duplicate-statement: `x` is written twice in one block");
	check_refused(TARGET "emit t \"../{p}\" each p in rooms where p.name = \"p0\" { x 1 }\n",
	              "bad-path: \"../p0\" is no safe path below the output folder: `.` and `..` are no names");
	check_refused(TARGET "emit t \"{p}/main.tf\" each p in rooms { resource \"a\" \"x\" { y from(if p.name = \"p0\" then \"p1\" else \"p0\", @a.x.id) } }\n",
	              "unit-cycle: units read each other in a circle: `p0` among them");
	check_refused(TARGET "emit t \"p0/main.tf\" { x from(\"p9\", @a.x.id) }\n", "dangling-reference: no unit is called `p9`");
	check_refused(TARGET "emit t \"p0/main.tf\" { x plain }\n", "unknown-name: nothing is called `plain` here");
	check_refused(TARGET "emit t \"p0/main.tf\" each b in boxes { x b.note }\n", "maybe-absent: `b.note` may be absent");
	check_refused(TARGET "emit t \"p0/main.tf\" { x 1 when digest = \"a\" }\n",
	              "later-used-early: a value that is known only on deployment stands in a condition");
	check_refused("emit u \"p0/main.tf\" { x 1 }\n", "unknown-name: no target is called `u`");
	check_refused("part a(n : int) { + b(n) }\npart b(n : int) { + a(n) }\n", "call-cycle: `a` calls itself, by way of others or straight");
}

int main(void)
{
	names_and_types();
	absence();
	quantifiers();
	growth();
	functions();
	forgetting();
	waivers();
	emitters();
	refused();
	return checks_failed();
}
