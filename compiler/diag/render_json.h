/* Diagnostics as JSON, for programs. Each is an object:
 *
 *	{"code": "unknown-name", "severity": "error", "message": "…", "file": "acme.bastide",
 *	 "range": {"start": {"line": 12, "column": 9, "byte": 9, "utf16": 9, "offset": 310}, "end": {…}},
 *	 "label": "…", "related": [{"file": …, "range": …, "label": …}], "help": "…", "note": "…"}
 *
 * Lines and columns count from 1, offsets from 0; `column` is the terminal's, `byte` counts UTF-8 bytes and
 * `utf16` UTF-16 units. `end` is behind the last byte. What does not apply is left out. */
#ifndef BST_RENDER_JSON_H
#define BST_RENDER_JSON_H

#include "base/buf.h"
#include "diag/diag.h"

/* Appends an array of all of them, one to a line. */
void render_json_array(struct buf *out, const struct sources *sources, const struct diags *diags);
/* Appends {"version": …, "errors": n, "warnings": n, "notShown": n, "diagnostics": [...]}. */
void render_json(struct buf *out, const struct sources *sources, const struct diags *diags, const char *version);

#endif
