/* Output trees written as text, so that a table of printer tests can be read: JSON, and beyond it
 *   key "label" { … }   a block        @"a.b.c"     a reference     `x`     raw
 *   |"lines"            a text         #"words"     a note          #>"words"  a note behind its entry
 *   <"a", @"b.c">        a string of pieces
 *   json(…)             a JSON value   "key"! : …   a key written as text
 * Commas and the colon before a value may be left out. The text must be right: there is no error handling. */
#ifndef BST_TREE_TEXT_H
#define BST_TREE_TEXT_H

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "emit/tree.h"

struct tree_text { struct arena *arena; const char *at; };

static inline struct tree *tree_text_value(struct tree_text *in);

static inline void tree_text_skip(struct tree_text *in)
{
	while (*in->at == ' ' || *in->at == '\n' || *in->at == '\t' || *in->at == ',' || *in->at == ':')
		in->at++;
}

static inline struct str tree_text_string(struct tree_text *in)
{
	struct buf out;
	buf_init(&out, in->arena);
	char quote = *in->at++;
	for (; *in->at != quote; in->at++) {
		if (*in->at != '\\') {
			buf_char(&out, *in->at);
			continue;
		}
		in->at++;
		if (*in->at == 'x') {
			char digits[3] = { in->at[1], in->at[2], 0 };
			buf_char(&out, (char)strtoul(digits, NULL, 16));
			in->at += 2;
		} else {
			buf_char(&out, (char)(*in->at == 'n' ? '\n' : *in->at == 't' ? '\t' : *in->at == 'r' ? '\r' : *in->at));
		}
	}
	in->at++;
	return buf_slice(&out, 0);
}

static inline struct str tree_text_word(struct tree_text *in)
{
	const char *start = in->at;
	while (*in->at != '\0' && strchr(" \n\t,:{}[]()\"", *in->at) == NULL)
		in->at++;
	return (struct str){ start, (uint32_t)(in->at - start) };
}

static inline void tree_text_add(struct tree *parent, struct tree *child)
{
	if (parent->last != NULL)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->child_count++;
}

static inline struct tree *tree_text_note(struct tree_text *in)
{
	struct tree *t = ARENA_NEW(in->arena, struct tree);
	t->kind = TREE_NOTE;
	in->at++;
	if (*in->at == '>') {
		t->quoted_key = 1;
		in->at++;
	}
	t->text = tree_text_string(in);
	return t;
}

static inline struct tree *tree_text_entry(struct tree_text *in)
{
	if (*in->at == '#')
		return tree_text_note(in);
	bool quoted = false;
	struct str key = *in->at == '"' ? tree_text_string(in) : tree_text_word(in);
	if (*in->at == '!') {
		quoted = true;
		in->at++;
	}
	bool colon = *in->at == ':';
	tree_text_skip(in);
	VEC(struct str) labels = { 0 };
	const char *back = in->at;
	while (!colon && *in->at == '"') {
		vec_push(in->arena, &labels, tree_text_string(in));
		tree_text_skip(in);
	}
	bool block = !colon && *in->at == '{';
	if (!block)
		in->at = back;
	struct tree *t = tree_text_value(in);
	if (block) {
		t->kind = TREE_BLOCK;
		t->labels = labels.at;
		t->label_count = labels.len;
	}
	t->key = key;
	t->quoted_key = quoted;
	return t;
}

static inline void tree_text_children(struct tree_text *in, struct tree *t, char end)
{
	in->at++;
	for (tree_text_skip(in); *in->at != end; tree_text_skip(in))
		tree_text_add(t, end == '}' ? tree_text_entry(in) : *in->at == '#' ? tree_text_note(in) : tree_text_value(in));
	in->at++;
}

static inline struct tree *tree_text_value(struct tree_text *in)
{
	struct tree *t = ARENA_NEW(in->arena, struct tree);
	switch (*in->at) {
	case '{': t->kind = TREE_MAP; tree_text_children(in, t, '}'); return t;
	case '[': t->kind = TREE_LIST; tree_text_children(in, t, ']'); return t;
	case '<': t->kind = TREE_TEMPLATE; tree_text_children(in, t, '>'); return t;
	case '"': t->kind = TREE_SCALAR; t->text = tree_text_string(in); return t;
	case '`': t->kind = TREE_RAW; t->text = tree_text_string(in); return t;
	case '@': in->at++; t->kind = TREE_REFERENCE; t->text = tree_text_string(in); return t;
	case '|': in->at++; t->kind = TREE_TEXT; t->text = tree_text_string(in); return t;
	default: break;
	}
	t->text = tree_text_word(in);
	t->kind = TREE_SCALAR;
	if (str_is(t->text, "null"))
		t->kind = TREE_NULL;
	else if (str_is(t->text, "true") || str_is(t->text, "false"))
		t->scalar = TREE_BOOL;
	else if (str_is(t->text, "json")) {
		in->at++;
		t->kind = TREE_JSON;
		t->text = (struct str){ 0 };
		tree_text_skip(in);
		t->first = t->last = tree_text_value(in);
		in->at++;
	} else
		t->scalar = TREE_NUMBER;
	return t;
}

/* `text` is the inside of the root map. */
static inline struct tree *tree_of_text(struct arena *arena, const char *text)
{
	struct tree_text in = { arena, text };
	struct tree *root = ARENA_NEW(arena, struct tree);
	root->kind = TREE_MAP;
	for (tree_text_skip(&in); *in.at != '\0'; tree_text_skip(&in))
		tree_text_add(root, tree_text_entry(&in));
	return root;
}

#endif
