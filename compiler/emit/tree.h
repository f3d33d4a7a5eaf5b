/* The neutral output tree: what emitters build, printers print and the proof reads. Lives in the scratch
 * arena of its unit. Children are linked in order; strings are slices into scratch or interned text. */
#ifndef BST_TREE_H
#define BST_TREE_H

#include "base/str.h"
#include "value/value.h"

enum tree_kind {
	TREE_SCALAR,     /* value: text, number, bool (any scalar val); `text` is its spelling for the printer */
	TREE_NULL,
	TREE_LIST,       /* children */
	TREE_MAP,        /* children have keys */
	TREE_BLOCK,      /* HCL block: key, labels in `labels`, children; in YAML and JSON a map */
	TREE_REFERENCE,  /* @aws_vpc.main.id: text = "aws_vpc.main.id"; printed bare in HCL */
	TREE_RAW,        /* `…` expression of the output language */
	TREE_JSON,       /* json(…): child is the tree; jsonencode(…) in HCL, a string elsewhere */
	TREE_TEXT,       /* multi-line text: heredoc, block scalar */
	TREE_NOTE,       /* a comment line in the output */
	TREE_TEMPLATE    /* children in a row as one string: texts as SCALAR, what is known later as REFERENCE or RAW */
};

enum tree_scalar { TREE_STRING, TREE_NUMBER, TREE_BOOL };

struct tree {
	uint8_t kind, scalar;
	uint8_t levels;                                /* of nodes below it, at most 255 */
	uint8_t quoted_key;                            /* the key was written as text, not as a word; of a note: behind its line */
	uint32_t emitter_origin, emitter_end;          /* place in the emitter's source: of a block its key and labels; end 0: one byte */
	uint32_t origin;                               /* statement behind the fact (facts->origins), 0 none */
	uint32_t subject;                              /* of a block: the object of the innermost quantifier around it, 0 none */
	name key_name;                                 /* of `key`, where it was a name before it was a key; else NO_NAME */
	struct str key;
	struct str text;
	struct str *labels;
	uint32_t label_count, child_count;
	uint64_t keys;                                 /* tree_key_bit of the keys of the children */
	struct tree *first, *last, *next;
	const uint32_t *read;                          /* count, then origins of what its text was made from; NULL unless asked */
};

/* The key as a name. */
static inline name tree_key(struct names *names, const struct tree *tree)
{
	return tree->key_name ? tree->key_name : names_intern(names, tree->key);
}
/* One of 64 bits: when it is not set in a parent, no child of it has the key. */
static inline uint64_t tree_key_bit(struct str key)
{
	unsigned mixed = key.len ? key.len * 7u + (unsigned char)key.at[0] * 5u + (unsigned char)key.at[key.len - 1] * 3u
	                           + (unsigned char)key.at[key.len / 2] : 0;
	return UINT64_C(1) << (mixed & 63);
}
/* The first child that has the key, of those that are no comments, or NULL. */
const struct tree *tree_find(const struct tree *parent, struct str key);
/* The same, asked of the bits first. */
static inline const struct tree *tree_child(const struct tree *parent, struct str key)
{
	return parent->keys & tree_key_bit(key) ? tree_find(parent, key) : NULL;
}
/* The entry at a path with dots, of blocks within blocks; NULL when it is not there. */
const struct tree *tree_at_path(const struct tree *parent, struct str path);
/* Of arguments that an output names (one, a list of them, `all`) the first that is at `path`, lies in it or holds it; or NULL.
 * `a[0].b` is the path a.b. What is no plain name could be any. */
const struct tree *tree_naming(const struct tree *names, struct str path);

#endif
