/* The text of a file as pieces: tokens, strings as a whole, and the comments between them. */
#include "syntax/formatting.h"

#include <string.h>

#include "parser.h"
#include "syntax/parse.h"

struct str piece_text(const struct layout *l, uint32_t at)
{
	return sources_text(l->sources, l->pieces.at[at].span);
}

bool piece_is(const struct layout *l, uint32_t at, const char *text)
{
	return str_is(piece_text(l, at), text);
}

uint32_t piece_after(const struct layout *l, uint32_t at)
{
	uint32_t match = l->pieces.at[at].match;
	return (match ? match : at) + 1;
}

/* --- reading ------------------------------------------------------------------------------------------ */

static void add_comments(struct layout *l, const struct ast *scratch, uint32_t *next, uint32_t before)
{
	for (; *next < scratch->comments.len && scratch->comments.at[*next].span.start < before; (*next)++) {
		const struct comment *c = &scratch->comments.at[*next];
		/* One inside a string is a part of that piece. */
		if (l->pieces.len && vec_last(&l->pieces).span.end > c->span.start)
			continue;
		vec_push(l->arena, &l->pieces, (struct piece){ .token = PIECE_COMMENT, .span = c->span, .own_line = c->own_line });
	}
}

static bool begins_string(int token) { return token == STRING_BEGIN || token == TEXT_BEGIN || token == RAW_BEGIN; }
static bool ends_string(int token) { return token == STRING_END || token == TEXT_END || token == RAW_END; }

/* Tokens and comments in order. A line end stands right behind the statement it ends, before the comment on its line. */
static void read_tokens(struct layout *l, struct parser *p, const struct ast *scratch)
{
	union parser_value value;
	struct span span;
	uint32_t comments = 0, inside = 0;
	for (int token; (token = bst_yylex(&value, &span, p)) != END;) {
		if (inside == 0) {
			add_comments(l, scratch, &comments, span.start);
			vec_push(l->arena, &l->pieces, (struct piece){ .token = token, .span = span });
		}
		struct piece *last = &vec_last(&l->pieces);
		inside += begins_string(token);
		inside -= ends_string(token);
		if (inside == 0 && ends_string(token)) {
			last->token = last->token == STRING_BEGIN ? STRING : last->token == TEXT_BEGIN ? TEXT : RAW;
			last->span.end = span.end;
		}
	}
	add_comments(l, scratch, &comments, UINT32_MAX);
}

/* --- what the pieces are to each other ----------------------------------------------------------------- */

static bool opens(int token) { return token == '{' || token == '(' || token == '[' || token == INDEX || token == CALL; }
static bool closes(int token) { return token == '}' || token == ')' || token == ']'; }

static enum context inner_context(enum context outer, int item)
{
	if (outer == IN_BLOCK)
		return IN_BLOCK;
	if (outer != AT_TOP)
		return IN_OUTPUT;
	switch (item) {
	case RULE: case TARGET: return IN_CLAUSES;
	case FACT: case PART: case FUNCTION: case EMIT: return IN_OUTPUT;
	default: return IN_BLOCK;
	}
}

static void relate(struct layout *l)
{
	uint32_t open[LIMIT_NESTING + 1], depth = 0;
	uint8_t nested = 0;
	enum context context = AT_TOP;
	int item = 0;
	bool first = true;
	for (uint32_t i = 0; i < l->pieces.len; i++) {
		struct piece *piece = &l->pieces.at[i];
		if (closes(piece->token) && depth > 0) {
			l->pieces.at[open[--depth]].match = i;
			context = l->pieces.at[open[depth]].context;
			nested = l->pieces.at[open[depth]].nested;
		}
		piece->context = context;
		if (piece->token == NEWLINE) {
			first = true;
			continue;
		}
		if (piece->token == PIECE_COMMENT)
			continue;
		piece->first = first;
		if (first && context == AT_TOP && depth == 0 && piece->token != EACH)
			item = piece->token;
		piece->expression = context >= IN_CLAUSES || inner_context(AT_TOP, item) != IN_BLOCK;
		piece->nested = nested;
		first = piece->token == '{';
		if (opens(piece->token) && depth < LIMIT_NESTING) {
			open[depth++] = i;
			nested = piece->token == '{' ? 0 : nested + 1;
			if (piece->token == '{')
				context = inner_context(context, item);
		}
	}
}

static uint32_t line_ends(struct str s)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < s.len; i++)
		n += s.at[i] == '\n';
	return n;
}

static void find_lines(struct layout *l, uint32_t start)
{
	uint32_t end = start;
	for (uint32_t i = 0; i < l->pieces.len; i++) {
		struct piece *piece = &l->pieces.at[i];
		if (piece->token == NEWLINE)
			continue;
		piece->blank_before = line_ends(sources_text(l->sources, (struct span){ end, piece->span.start })) > 1;
		end = piece->span.end;
		if (piece->token == '{' && piece->match > i + 1)
			piece->open = line_ends(sources_text(l->sources, (struct span){ end, l->pieces.at[piece->match].span.start })) > 0;
	}
}

/* --- which pieces touch -------------------------------------------------------------------------------- */

static bool is_word(int token)
{
	switch (token) {
#define TOKEN(id, text)
#define WORD(id, text) case id:
#include "tokens.def"
#undef TOKEN
#undef WORD
		return true;
	default:
		return token == WORD;
	}
}

/* What an arn is made of goes far: it ends only before a comma or a closing bracket. */
static bool is_literal(const struct layout *l, uint32_t at)
{
	return l->pieces.at[at].token == LITERAL && !str_starts(piece_text(l, at), STR("arn:"));
}

static bool touches(const struct layout *l, uint32_t left, uint32_t right)
{
	return l->pieces.at[left].span.end == l->pieces.at[right].span.start;
}

static bool dot_is_tight(const struct layout *l, uint32_t at)
{
	int left = l->pieces.at[at - 1].token, right = l->pieces.at[at + 1].token;
	return (is_word(left) || left == STRING || left == ')' || left == ']')
	       && (is_word(right) || right == CALL || right == STRING || right == LITERAL);
}

static bool range_is_tight(const struct layout *l, uint32_t at)
{
	bool left = is_literal(l, at - 1), right = is_literal(l, at + 1);
	return (left && right) || ((left || is_word(l->pieces.at[at - 1].token)) && (right || is_word(l->pieces.at[at + 1].token))
		&& touches(l, at - 1, at) && touches(l, at, at + 1));
}

/* `T*`, `T?`, `T+`, `value?`; a sum `a + b` and a block that may be missing, `key ? { … }`, have spaces. */
static bool postfix_is_tight(const struct layout *l, uint32_t at)
{
	const struct piece *left = &l->pieces.at[at - 1], *sign = &l->pieces.at[at];
	int next = at + 1 < l->pieces.len ? l->pieces.at[at + 1].token : NEWLINE;
	bool sign_left = left->tight_left && (left->token == '*' || left->token == '?' || left->token == '+');
	if (sign->expression) {
		bool ends = next == ',' || next == ')' || next == '=' || next == '{' || next == '?' || next == '|' || next == NEWLINE;
		if (sign->token == '+')
			return ends && (is_word(left->token) || left->token == ')');
		return sign_left || is_word(left->token) || left->token == ')' || left->token == ']' || left->token == STRING
		       || left->token == '}' || is_literal(l, at - 1);
	}
	if (left->first || (sign->token == '+' && !touches(l, at - 1, at)))
		return false;
	return sign_left || is_word(left->token) || left->token == ')' || left->token == ']';
}

static void tighten(struct layout *l)
{
	for (uint32_t i = 0; i < l->pieces.len; i++) {
		struct piece *piece = &l->pieces.at[i];
		bool between = i > 0 && i + 1 < l->pieces.len;
		switch (piece->token) {
		case '(': case '[': case CALL: case '@': piece->tight_right = true; break;
		case INDEX: piece->tight_left = piece->tight_right = true; break;
		case ')': case ']': case ',': piece->tight_left = true; break;
		case '.': piece->tight_left = piece->tight_right = between && dot_is_tight(l, i); break;
		case RANGE: piece->tight_left = piece->tight_right = between && range_is_tight(l, i); break;
		case '?': case '*': case '+': piece->tight_left = i > 0 && !piece->first && postfix_is_tight(l, i); break;
		}
	}
}

void pieces_read(struct layout *l, const struct ast *ast, uint32_t file)
{
	struct ast scratch;
	struct diags unheard;
	ast_init(&scratch, l->arena, ast->names);
	diags_init(&unheard, l->arena);
	struct parser *p = parser_new(&scratch, l->sources, file, &unheard);
	bst_scan_begin(p);
	read_tokens(l, p, &scratch);
	relate(l);
	find_lines(l, p->base);
	tighten(l);
}
