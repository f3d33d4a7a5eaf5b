/* Two texts as a unified diff. */
#ifndef BASTIDE_DIFF_H
#define BASTIDE_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct diff_side { const char *label; const char *text; size_t length; };

/* Prints at most `most` lines of it and then how many are left out; the lines printed. Control characters of the texts
 * are shown as `?`. Nothing when the texts are equal. */
size_t diff_print(FILE *out, struct diff_side before, struct diff_side after, size_t most, bool colour);

#endif
