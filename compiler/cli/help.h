/* Help and the manual page, made from the tables of commands and options. */
#ifndef BASTIDE_HELP_H
#define BASTIDE_HELP_H

#include <stdio.h>

#include "cli/cmd.h"

void help_all(FILE *out);
void help_command(FILE *out, const struct command *command);
/* In the language of man(7). */
void help_manual(FILE *out);

#endif
