/* What standard output and error can show, and how texts get there: colour, width, and nothing that steers
 * a terminal. */
#ifndef BASTIDE_TERMINAL_H
#define BASTIDE_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/* `when`: auto, always, never. With auto: NO_COLOR (not empty) off, then FORCE_COLOR or CLICOLOR_FORCE (not
 * empty, not 0) on, then TERM=dumb off, then whether this very stream is a terminal. */
bool terminal_colour(FILE *stream, const char *when);
/* Columns of the terminal behind the stream, 0 when it is none. */
unsigned terminal_width(FILE *stream);
/* A text from outside: control characters are shown as `?`. */
void terminal_text(FILE *stream, const char *text);
/* A text as one word of a shell's command line. */
void terminal_word(FILE *stream, const char *text);
/* A text as a JSON string, quotes included; bytes that are not UTF-8 become U+FFFD. */
void terminal_json(FILE *stream, const char *text);
/* A text as content or attribute of XML 1.0; what has no place there becomes U+FFFD. */
void terminal_xml(FILE *stream, const char *text);
/* Flushes; false when what was written did not all arrive. */
bool terminal_finish(FILE *stream);

#endif
