/* String slices and interned names. A name is a 32-bit handle: equal text, equal handle, always. */
#ifndef BST_STR_H
#define BST_STR_H

#include <stdbool.h>
#include "base/arena.h"

struct str { const char *at; uint32_t len; };

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_ARG(s) (int)(s).len, (s).at           /* for "%.*s" */

struct str str_of(const char *text);               /* NUL-terminated text, not copied */
static inline bool str_equal(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}
static inline bool str_is(struct str a, const char *text)
{
	size_t len = strlen(text);
	return a.len == len && (len == 0 || memcmp(a.at, text, len) == 0);
}
bool str_is_blank(struct str s);                   /* empty, or blanks, tabs and line ends alone */
int str_compare(struct str a, struct str b);       /* byte order, shorter first */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_contains(struct str s, struct str part);
struct str str_copy(struct arena *arena, struct str s);       /* copy has a NUL behind it */
struct str str_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
uint64_t str_hash(struct str s);
/* Edit distance with transposition, at most `limit` (then limit + 1). For "did you mean". */
unsigned str_distance(struct str a, struct str b, unsigned limit);

typedef uint32_t name;                             /* 0 is no name */
#define NO_NAME 0u

struct names;
/* The texts by their handles: the beginning of every table of names. */
struct names_texts { struct str *at; uint32_t len, cap; };
struct names *names_new(struct arena *arena);
name names_intern(struct names *names, struct str text);
name names_find(const struct names *names, struct str text);   /* 0 when never interned */
/* NUL-terminated, lives with the arena. */
static inline struct str names_text(const struct names *names, name n)
{
	return ((const struct names_texts *)(const void *)names)->at[n];
}
uint32_t names_count(const struct names *names);
/* Into empty `names`: `count` texts that stand NUL-terminated one behind the other in `texts` and stay there,
 * with their lengths and hashes; they get the handles 1 to count. */
void names_load(struct names *names, const char *texts, const uint32_t *lengths, const uint32_t *hashes, uint32_t count);
uint32_t names_hash(const struct names *names, name n);

#endif
