/* Stands in for the formatter until compiler/syntax/format.c exists: the text as it is. */
#include "syntax/format.h"

void format_file(const struct ast *ast, const struct sources *sources, uint32_t index, struct buf *out)
{
	buf_str(out, sources->files.at[ast->files.at[index].file].text);
}
