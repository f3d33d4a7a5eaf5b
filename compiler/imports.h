/* Which file imports which, and the circles among them. */
#ifndef BST_IMPORTS_H
#define BST_IMPORTS_H

#include "base/map.h"
#include "diag/diag.h"

struct import_edge { uint32_t from, to; struct span span; };

/* Zeroed is empty. Files are known by the name handles of their paths. */
struct imports { VEC(struct import_edge) edges; };

/* `span` is the path in the importing file. A file that its own import's folder holds imports itself: no fault. */
void imports_add(struct arena *arena, struct imports *imports, name from, name to, struct span span);
/* Reports each import that closes a circle, once. */
void imports_report_circles(struct arena *scratch, const struct imports *imports, struct diags *diags);

#endif
