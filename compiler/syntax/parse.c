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
	bool good = true;
	for (uint32_t from = 0; from < text.len && good;) {
		uint32_t code;
		uint32_t at = from + utf8_invisible((struct str){ text.at + from, text.len - from }, &code);
		if (at >= text.len)
			break;
		if (code == 0xFEFF && at == 0) {
			from = 3;                              /* a byte order mark at the start says UTF-8 */
			continue;
		}
		uint32_t len = utf8_decode((struct str){ text.at + at, text.len - at }, &code);
		struct diag *d = diag_add(p->diags, DIAG_INVISIBLE_CHARACTER, (struct span){ p->base + at, p->base + at + len },
			"found the invisible character U+%04X", code);
		diag_help(p->diags, d, "take it away: with it, the text does not say what it seems to say");
		good = false;
	}
	return good;
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
	if (source->text.len >= 3 && memcmp(source->text.at, "\xEF\xBB\xBF", 3) == 0)
		p->offset = p->read = 3;
	return p;
}

uint32_t parse_file(struct ast *ast, const struct sources *sources, uint32_t file, struct diags *diags)
{
	uint32_t index = ast->files.len;
	vec_push(ast->arena, &ast->files, (struct tree_file){ .file = file, .first_comment = ast->comments.len });
	struct parser *p = parser_new(ast, sources, file, diags);
	if (readable(p)) {
		bst_scan_begin(p);
		bst_yyparse(p);
	} else {
		p->failed = true;
	}
	ast->files.at[index].failed = p->failed;
	ast->files.at[index].comment_count = ast->comments.len - ast->files.at[index].first_comment;
	return index;
}
