/* The list of what a build wrote, kept beside it: which files are ours, and what they held. It holds
 * nothing of time or machine, so that it is as reproducible as the files, and may be committed with them. */
#ifndef BASTIDE_MANIFEST_H
#define BASTIDE_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/sha256.h"
#include "include/bastide.h"

#define MANIFEST_NAME ".bastide-manifest.json"
/* The same, written before an update begins: what every file held and will hold. Gone when the update is done. */
#define MANIFEST_NEXT ".bastide-manifest.next.json"

/* `keeps`: something is kept in the folder of its unit. */
struct manifest_entry { const char *path, *target; uint64_t size; struct sha256 sha256; bool keeps; };

/* Texts in large blocks, for there are many and they are freed together. */
struct manifest_texts { char **blocks, *at; size_t count, left; };

/* One path may stand more than once, with the hashes of all that we may have written there. */
struct manifest {
	struct manifest_entry *at;
	size_t count, cap;
	struct bst_kept *kept;           /* what must not be lost, in the order of units and addresses */
	size_t kept_count, kept_cap;
	struct manifest_texts texts, kept_texts;       /* of what was read; of what is kept */
	uint32_t edition;                /* of the program that was built; 0 when it is not said */
};

/* The texts must stay; those of what is kept are copied. */
void manifest_add(struct manifest *manifest, const char *path, const char *target, uint64_t size, const struct sha256 *sha256);
void manifest_keep(struct manifest *manifest, const struct bst_kept *kept);
const struct bst_kept *manifest_kept_at(const struct manifest *manifest, const char *unit, const char *address);
/* Both keep the same. */
bool manifest_keeps_equal(const struct manifest *a, const struct manifest *b);
/* Sorts by path and drops equal entries; needed before the functions below. */
void manifest_sort(struct manifest *manifest);
/* First entry of the path, or NULL; *count of them stand in a row. */
const struct manifest_entry *manifest_find(const struct manifest *manifest, const char *path, size_t *count);
bool manifest_has(const struct manifest *manifest, const char *path, const struct sha256 *sha256);
/* Adds the entries of a manifest's text (NUL behind it). False, with words in `why`, when it is not one of ours. */
bool manifest_parse(struct manifest *manifest, const char *text, char *why, size_t size);
/* Writes its text and flushes it; 0 or an errno. */
int manifest_print(FILE *out, const struct manifest *manifest);
/* Moves what must not be lost from one list to another, empty one. */
void manifest_take_keeps(struct manifest *from, struct manifest *to);
void manifest_free(struct manifest *manifest);

/* Relative, parts joined by single `/`, none of them `.`, `..` or beginning with `.bastide-`, no control characters. */
bool manifest_path_is_safe(const char *path);

#endif
