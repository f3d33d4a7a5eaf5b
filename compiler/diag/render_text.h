/* Diagnostics as people read them: message, place, source line with carets, other places, help, note.
 * Text that came from a program is shown without control characters, so that it cannot steer a terminal. */
#ifndef BST_RENDER_TEXT_H
#define BST_RENDER_TEXT_H

#include "base/buf.h"
#include "diag/diag.h"

struct render_style {
	bool colour;                                   /* ANSI escapes */
	uint32_t width;                                /* columns of the terminal; 0 when it is none: long lines are still cut */
};

/* Appends one diagnostic; ends with a newline. */
void render_text_one(struct buf *out, const struct sources *sources, const struct diag *diag, struct render_style style);
/* Appends all of them, an empty line after each, and a line that counts them; nothing when there are none. */
void render_text(struct buf *out, const struct sources *sources, const struct diags *diags, struct render_style style);

#endif
