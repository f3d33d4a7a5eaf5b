/* Names as platforms take them. */
#ifndef BST_PLATFORM_H
#define BST_PLATFORM_H

#include "base/buf.h"

/* One row: what may stand in a name of that platform. */
struct platform {
	const char *name;
	const char *extra;                             /* allowed beside letters and digits */
	uint32_t most;                                 /* bytes */
	bool lower;                                    /* capitals become small */
	bool letter_first;
	const char *doc;
};

const struct platform *platform_named(struct str name);
extern const struct platform platforms[];
uint32_t platform_count(void);

/* Joins parts with `-`, turns what the platform does not take into `-`, and shortens: a name that is too long
 * or had to be changed in a way that could meet another ends in eight digits of a hash of all parts. */
void platform_name(struct buf *out, const struct platform *platform, const struct str *parts, uint32_t count);

#endif
