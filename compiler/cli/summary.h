/* One line that says what was proved. */
#ifndef BASTIDE_SUMMARY_H
#define BASTIDE_SUMMARY_H

#include <stdio.h>

#include "include/bastide.h"

void summary_print(FILE *out, const struct bst_summary *summary);

#endif
