/* Paths with forward slashes, always relative to a root they cannot leave. */
#ifndef BST_PATH_H
#define BST_PATH_H

#include "base/str.h"

/* Joins and normalises; {0} when the result would leave the root or holds a NUL, a backslash or a control. */
struct str path_join(struct arena *arena, struct str folder, struct str path);
/* `FOLDER/PATH`, both as they are; the path alone where the folder is empty. */
struct str path_below(struct arena *arena, struct str folder, struct str path);
/* What keeps a path from being the file of an output on every system, as words; NULL when nothing does: it is relative,
 * normalised, and its parts are names that Linux, macOS, Windows and git take for files. */
const char *path_fault(struct str path);
/* The same, with the part that it is about in *part: the whole path when it is about no part alone. */
const char *path_part_fault(struct str path, struct str *part);
bool path_is_safe(struct str path);
struct str path_folder(struct str path);
struct str path_base(struct str path);
/* What stands before the first slash; the whole where there is none. */
struct str path_first(struct str path);

#endif
