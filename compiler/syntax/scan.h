/* Between the flex scanner and the grammar: where a statement ends, brackets, strings and their parts. */
#ifndef BST_SCAN_H
#define BST_SCAN_H

#include "base/buf.h"
#include "syntax/parsing.h"

/* What bison calls. */
int bst_yylex(union parser_value *value, struct span *span, struct parser *p);
void bst_yyerror(const struct span *span, struct parser *p, const char *message);
void scan_syntax_error(struct parser *p, struct span span, bool unreadable, const char *const *expected, unsigned count);

/* What the rules of lexer.l call; each returns a token or 0 to go on. */
int scan_word(struct parser *p, struct str text, struct span span, union parser_value *value);
int scan_literal(struct parser *p, struct str text, struct span span, union parser_value *value);
int scan_open(struct parser *p, char kind, struct span span);
int scan_close(struct parser *p, char kind);
bool scan_touches(const struct parser *p, struct span span);
void scan_comment(struct parser *p, struct span span);
void scan_bad_character(struct parser *p, struct span span);
/* A piece of a string, text or raw expression as a node. */
node_ref scan_chunk(struct parser *p, struct buf *chunk, struct span span);
void scan_escape(struct parser *p, struct buf *chunk, struct str escape, struct span span);

/* In parse.c: a parse of `file` before its first token. */
struct parser *parser_new(struct ast *ast, const struct sources *sources, uint32_t file, struct diags *diags);

/* In lexer.l. */
int bst_scan_token(struct parser *p, union parser_value *value, struct span *span);
void bst_scan_begin(struct parser *p);

#endif
