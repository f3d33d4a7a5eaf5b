/* Paths with forward slashes, always relative to a root they cannot leave. */
#ifndef BST_PATH_H
#define BST_PATH_H

#include "base/str.h"

/* Joins and normalises; {0} when the result would leave the root or holds a NUL, a backslash or a control. */
struct str path_join(struct arena *arena, struct str folder, struct str path);
/* True for a relative, normalised path whose parts are plain names within the length limits. */
bool path_is_safe(struct str path);
struct str path_folder(struct str path);
struct str path_base(struct str path);

#endif
