/* Between the addresses that editors use and the paths that the compiler reads. */
#ifndef BASTIDE_LSP_URI_H
#define BASTIDE_LSP_URI_H

#include <stdbool.h>

/* The path of a `file:` address, percent signs decoded, without `.` and `..` parts and doubled slashes; an address of another
 * scheme as it is. NULL when it is none that we can read. The caller gives it back with free. */
char *uri_path(const char *uri);
/* The address of an absolute path; of another one the text itself, for it is an address. To be given back likewise. */
char *uri_of(const char *path);
bool uri_is_below(const char *path, const char *folder);

#endif
