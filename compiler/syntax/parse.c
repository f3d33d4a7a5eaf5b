/* One source text in, its tree and its diagnostics out. */
#include "syntax/parse.h"

#include <string.h>

#include "base/utf8.h"
#include "parser.h"
#include "syntax/scan.h"

/* What no text may hold, whatever it means: told once, at the first place. */
static bool readable(struct parser *p)
{
	struct str text = p->text;
	if (text.len > LIMIT_FILE_BYTES) {
		diag_add(p->diags, DIAG_TOO_LARGE, (struct span){ p->base, p->base }, "a file of %u bytes; the limit is %u", text.len, LIMIT_FILE_BYTES);
		return false;
	}
	const char *nul = memchr(text.at, 0, text.len);
	if (nul) {
		uint32_t at = p->base + (uint32_t)(nul - text.at);
		struct diag *d = diag_add(p->diags, DIAG_NUL_BYTE, (struct span){ at, at + 1 }, "found a NUL byte, expected text");
		diag_help(p->diags, d, "is this a text file? programs are UTF-8");
		return false;
	}
	uint32_t bad = utf8_valid(text);
	if (bad < text.len) {
		struct diag *d = diag_add(p->diags, DIAG_NOT_UTF8, (struct span){ p->base + bad, p->base + bad + 1 },
			"found the byte 0x%02X, expected UTF-8", (unsigned char)text.at[bad]);
		diag_help(p->diags, d, "save the file as UTF-8");
		return false;
	}
	uint32_t code, at = utf8_invisible(text, &code);
	if (at == text.len)
		return true;
	uint32_t len = utf8_decode((struct str){ text.at + at, text.len - at }, &code);
	struct diag *d = diag_add(p->diags, DIAG_INVISIBLE_CHARACTER, (struct span){ p->base + at, p->base + at + len },
		"found the invisible character U+%04X", code);
	diag_help(p->diags, d, at == 0 && code == 0xFEFF ? "save the file as UTF-8 without a byte order mark"
		: "take it away: with it, the text does not say what it seems to say");
	return false;
}

struct parser *parser_new(struct ast *ast, const struct sources *sources, uint32_t file, struct diags *diags)
{
	const struct source_file *source = &sources->files.at[file];
	struct parser *p = ARENA_NEW(ast->arena, struct parser);
	p->ast = ast;
	p->sources = sources;
	p->diags = diags;
	p->arena = ast->arena;
	p->text = source->text;
	p->base = source->base;
	p->held_token = -1;
	p->last_token = NEWLINE;
	return p;
}

/* Was there a block that is never closed, the whole rest of the file is inside it. When the file is laid out as
 * usual, a word at the left margin tells where the next declaration begins: read once more, for the sake of those. */
static struct parser *read_again(struct parser *first, uint32_t file, const struct diags *before)
{
	struct ast *ast = first->ast;
	struct parser *p = parser_new(ast, first->sources, file, first->diags);
	first->diags->list.len = before->list.len;
	first->diags->errors = before->errors;
	first->diags->warnings = before->warnings;
	first->diags->dropped = before->dropped;
	ast->comments.len = vec_last(&ast->files).first_comment;
	vec_last(&ast->files).items = 0;
	vec_last(&ast->files).lost = false;
	p->at_margin = true;
	bst_scan_begin(p);
	bst_yyparse(p);
	return p;
}

/* Lines inside blocks are indented: the line behind one that ends with an open bracket is. */
static bool is_indented(struct str text)
{
	uint32_t inside = 0, indented = 0;
	for (uint32_t i = 2; i < text.len; i++) {
		if (text.at[i - 1] != '\n' || text.at[i - 2] != '{')
			continue;
		inside++;
		indented += text.at[i] == ' ' || text.at[i] == '\t' || text.at[i] == '}';
	}
	return inside == indented;
}

uint32_t parse_file(struct ast *ast, const struct sources *sources, uint32_t file, struct diags *diags)
{
	uint32_t index = ast->files.len;
	struct diags before = *diags;
	vec_push(ast->arena, &ast->files, (struct tree_file){ .file = file, .first_comment = ast->comments.len });
	struct parser *p = parser_new(ast, sources, file, diags);
	if (readable(p)) {
		bst_scan_begin(p);
		bst_yyparse(p);
		if (p->open_at_end && is_indented(p->text))
			p = read_again(p, file, &before);
	} else {
		p->failed = true;
	}
	ast->files.at[index].failed = p->failed;
	ast->files.at[index].comment_count = ast->comments.len - ast->files.at[index].first_comment;
	return index;
}
