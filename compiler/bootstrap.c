/* A program of the build: reads the library's texts, checks them whole, and writes them as the constant
 * tables that bastide is linked with. Errors in stdlib/ or targets/ stop the build here. */
#include <stdio.h>
#include <stdlib.h>

#include "diag/render_text.h"
#include "image.h"

const struct library_image library_image = { 0 };      /* this program has only the texts */

int main(void)
{
	struct arena *arena = arena_new(NULL), *scratch = arena_new(NULL);
	struct compilation *c = calloc(1, sizeof *c);
	jmp_buf failure;
	if (!arena || !scratch || !c || setjmp(failure)) {
		fputs("bootstrap: out of memory\n", stderr);
		return 1;
	}
	arena_on_failure(arena, &failure);
	arena_on_failure(scratch, &failure);
	pipeline_init(c, arena, scratch, NULL, NULL);
	struct buf out;
	buf_init(&out, arena);
	bool good = pipeline_image(c, &out);
	struct buf messages;
	buf_init(&messages, arena);
	render_text(&messages, &c->sources, &c->diags, (struct render_style){ 0 });
	if (messages.len > 0)
		fwrite(messages.at, 1, messages.len, stderr);
	if (good)
		fwrite(out.at, 1, out.len, stdout);
	good = good && fflush(stdout) == 0;
	arena_free(scratch);
	arena_free(arena);
	free(c);
	return good ? 0 : 1;
}
