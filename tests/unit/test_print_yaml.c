/* Besides the table: every text, whatever it holds, comes back as the same text through libyaml, as a value,
 * as a key and in a list; and those that a reader could take for something else are quoted. */
#include "print_cases.h"

#include <yaml.h>

static const struct print_case cases[] = {
	{ "shapes", "a: { b 1 c [] d: {} e null f true } g [1, [2, 3], { h 4 i: { j 5 } }, {}, [[\"k\"]]]",
	  "a:\n  b: 1\n  c: []\n  d: {}\n  e: null\n  f: true\n"
	  "g:\n  - 1\n  - - 2\n    - 3\n  - h: 4\n    i:\n      j: 5\n  - {}\n  - - - k\n" },
	{ "notes", "#\"top\\nlines\" a 1 #>\"behind a\" b: { #\"of c\" c 2 } #>\"behind b\" d [#\"of e\" \"e\" #>\"behind e\" { #\"of f\" f 3 #>\"behind f\" }] g |\"x\\n\" #>\"behind g\"",
	  "# top\n# lines\na: 1  # behind a\nb:  # behind b\n  # of c\n  c: 2\nd:\n  # of e\n  - e  # behind e\n"
	  "  # of f\n  - f: 3  # behind f\ng: |  # behind g\n  x\n" },
	{ "only-notes", "a: { #\"nothing\" } b [#\"nothing\"]", "a: {}\nb: []\n" },
	{ "deep-notes", "a [[{ #\"n\" b 1 }, [#\"m\" 2]]]", "a:\n  - -\n      # n\n      b: 1\n    -\n      # m\n      - 2\n" },
	{ "blocks", "run |\"set -eu\\necho hi\\n\" keep |\"a\\n\\n\" strip |\"a\\nb\" margin |\" a\\nb\\n\" blank |\"\\na\\n\" one |\"x\" tab |\"\\ta\\n\" l [|\"x\\ny\\n\"]",
	  "run: |\n  set -eu\n  echo hi\nkeep: |+\n  a\n\nstrip: |-\n  a\n  b\nmargin: |2\n   a\n  b\nblank: |2\n\n  a\n"
	  "one: x\ntab: \"\\ta\\n\"\nl:\n  - |\n    x\n    y\n" },
	{ "json", "policy json({ a [1] })\nb 1", "policy: |-\n  {\n    \"a\": [\n      1\n    ]\n  }\nb: 1\n" },
	{ "raw", "a `github.ref` b `x == 'a: b'` c @\"r.s\"",
	  "a: ${{ github.ref }}\nb: \"${{ x == 'a: b' }}\"\nc: r.s\n" },
	{ "template", "a <\"x \\\"\", `github.sha`, \"/\", @\"r.s\">", "a: \"x \\\"${{ github.sha }}/r.s\"\n" },
	{ "block-labels", "a \"b\" \"no\" { c 1 } d { e 2 }", "a:\n  b:\n    \"no\":\n      c: 1\nd:\n  e: 2\n" },
	{ "keys", "on: { push null } \"a b\" 1 \"a: b\" 2 \"\" 3 \"12:30\" 4 \"<<\" 5",
	  "\"on\":\n  push: null\na b: 1\n\"a: b\": 2\n\"\": 3\n\"12:30\": 4\n\"<<\": 5\n" },
	{ "numbers", "a 1 b -2.5 c 012 d 1e3", "a: 1\nb: -2.5\nc: \"012\"\nd: \"1e3\"\n" },
	{ "empty", "", "{}\n" },
	{ "empty-note", "#\"only\"", "# only\n{}\n" },
};

/* Plain in our output. */
static const char *const plain[] = {
	"a", "shop", "10.0.0.0/16", "500m", "256Mi", "30s", "5m", "https://a.example:8443/x?y=1#z", "a:b", "a#b", "$HOME",
	"(x)", "/etc/passwd", "_x", "nobody", "Yesterday", "true story", "a-b", "v1.2.3", "apps/v1", "1.2.3-rc1", "100%",
	"\xC3\xA9t\xC3\xA9", "${{ github.ref }}", "a, b", "a [b] {c}", "actions/checkout@11bd7190", "x=y", "a'b", "a\"b", "none of it",
};

/* Quoted: a YAML 1.1 or 1.2 reader takes them for something else, or they are no plain scalars. */
static const char *const quoted[] = {
	"", " ", " a", "a ", "~", "no", "No", "NO", "yes", "y", "N", "on", "OFF", "true", "False", "null", "Null", "NULL",
	"0", "12", "-1", "+1", "0123", "0o17", "0x1F", "0b11", "1e3", "1E-3", "1.5", "1.", ".5", "-.5", ".inf", "-.Inf", ".nan", ".NaN",
	"1_000", "12:30", "12:30:45", "1:2", "2026-11-21", "2026-11-21T10:00:00Z", "2001-12-14 21:59:43.10 -5", "1,000", "=", "<<", "-", "--", "---", "...", "- a",
	"?", "? a", ":", ": a", "a: b", "a:", "a #b", "#a", "[a]", "{a}", "]", "}", ",", "&a", "*a", "!a", "!!str a", "|", ">", "'a'", "\"a\"", "%a", "@a", "`a`",
	"a\nb", "a\n", "\n", "a\tb", "\ta", "a\r", "\x01", "\x7f", "\xC2\x85", "\xE2\x80\xA8", "\xEF\xBB\xBF" "a", "\xE2\x80\xAE", "111111111111", "012345678901",
	"1e", "1f", "00:00:00", "\\", "-a", "+a", ".a", "none", "nil",
};

/* The scalars of `text` in order, through libyaml; the count, or -1 when it cannot be read. */
static int scalars_of(const char *text, size_t length, struct arena *arena, struct str *scalars, bool *is_plain, int room)
{
	yaml_parser_t parser;
	yaml_event_t event;
	int count = 0;
	bool more = true;
	if (!yaml_parser_initialize(&parser))
		return -1;
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
	while (more) {
		if (!yaml_parser_parse(&parser, &event)) {
			yaml_parser_delete(&parser);
			return -1;
		}
		more = event.type != YAML_STREAM_END_EVENT;
		if (event.type == YAML_SCALAR_EVENT && count < room) {
			is_plain[count] = event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
			scalars[count++] = str_copy(arena, (struct str){ (const char *)event.data.scalar.value,
				(uint32_t)event.data.scalar.length });
		}
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return count;
}

static struct tree *node(struct arena *arena, enum tree_kind kind, const char *key, struct str text)
{
	struct tree *t = ARENA_NEW(arena, struct tree);
	t->kind = (uint8_t)kind;
	t->key = str_of(key);
	t->text = text;
	return t;
}

/* `s` as value, key, element and lines of one document; all four must come back. `want_plain`: 1, 0 or -1 for either. */
static int comes_back(struct arena *arena, struct str s, int want_plain)
{
	struct arena_mark mark = arena_mark(arena);
	struct tree *root = node(arena, TREE_MAP, "", STR("")), *list = node(arena, TREE_LIST, "list", STR(""));
	struct tree *key = node(arena, TREE_SCALAR, "", STR("end"));
	struct buf out;
	struct str got[16];
	bool is_plain[16];
	key->key = s;
	tree_text_add(root, node(arena, TREE_SCALAR, "value", s));
	tree_text_add(root, key);
	tree_text_add(list, node(arena, TREE_SCALAR, "", s));
	tree_text_add(list, node(arena, TREE_TEXT, "", s));
	tree_text_add(root, list);
	tree_text_add(root, node(arena, TREE_TEXT, "text", s));
	buf_init(&out, arena);
	print_yaml(&out, root);
	int count = scalars_of(out.at, out.len, arena, got, is_plain, 16);
	bool right = count == 9 && str_equal(got[1], s) && str_equal(got[2], s) && str_equal(got[5], s) && str_equal(got[6], s)
		&& str_equal(got[8], s) && (want_plain < 0 || is_plain[1] == (want_plain == 1));
	if (!right)
		printf("does not come back%s (%d scalars):\n%.*s\n", count == 9 ? " as wanted" : "", count, (int)out.len, out.at);
	arena_release(arena, mark);
	return !right;
}

/* Texts made of the characters that make trouble. */
static int random_texts(struct arena *arena, unsigned count)
{
	static const char *const parts[] = { "a", " ", "\n", ":", "#", "-", "'", "\"", "\\", "0", "1", ".", "e", "x", "~", "!", "|", ">",
		"{", "[", "%", "@", "\t", "?", "&", "*", ",", "\xC3\xA9", "no", "  ", "\n\n", "\r", "\x01" };
	uint32_t seed = 1;
	int failed = 0;
	for (unsigned n = 0; n < count && failed < 5; n++) {
		char text[64];
		size_t length = 0;
		for (unsigned k = (seed >> 8) % 9; k > 0; k--) {
			seed = seed * 1664525u + 1013904223u;
			const char *part = parts[(seed >> 10) % (sizeof parts / sizeof parts[0])];
			memcpy(text + length, part, strlen(part));
			length += strlen(part);
		}
		seed = seed * 1664525u + 1013904223u;
		failed += comes_back(arena, (struct str){ text, (uint32_t)length }, -1);
	}
	return failed;
}

int main(int argc, char **argv)
{
	volatile int failed = print_cases(argc, argv, FORMAT_YAML, ".yaml", cases, sizeof cases / sizeof cases[0]);
	struct arena *arena = arena_new(NULL);
	jmp_buf failure;
	if (arena == NULL || setjmp(failure) != 0)
		return 2;
	arena_on_failure(arena, &failure);
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		failed += comes_back(arena, str_of(plain[i]), 1);
	for (size_t i = 0; i < sizeof quoted / sizeof quoted[0]; i++)
		failed += comes_back(arena, str_of(quoted[i]), 0);
	failed += random_texts(arena, 20000);
	arena_free(arena);
	return failed > 0;
}
