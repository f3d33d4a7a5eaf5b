/* The files of a build. */
#include <stdlib.h>

#include "base/limits.h"
#include "emit/build.h"

bool plan_add_file(struct plan *plan, struct diags *diags, struct str path, enum format format, struct str bytes, struct span emitter)
{
	if (plan->files.len >= LIMIT_OUTPUT_FILES) {
		diag_add(diags, DIAG_TOO_LARGE, emitter, "a build writes at most %u files", LIMIT_OUTPUT_FILES);
		return false;
	}
	if (plan->bytes + bytes.len > LIMIT_OUTPUT_BYTES) {
		diag_add(diags, DIAG_TOO_LARGE, emitter, "a build writes at most %llu bytes", (unsigned long long)LIMIT_OUTPUT_BYTES);
		return false;
	}
	plan->bytes += bytes.len;
	vec_push(plan->arena, &plan->files,
	         (struct plan_file){ .path = str_copy(plan->arena, path), .format = format,
	                             .bytes = str_copy(plan->arena, bytes), .emitter = emitter });
	return true;
}

void plan_trace(struct plan *plan, const struct buf_marks *marks)
{
	for (uint32_t i = 0; i < marks->list.len; i++) {
		const struct tree *t = marks->list.at[i].of;
		struct plan_piece piece = { (uint32_t)marks->list.at[i].at, t->emitter_origin, t->emitter_end, t->origin,
			plan->read.len, t->read ? t->read[0] : 0, t->first == NULL };
		for (uint32_t r = 0; r < piece.read_count; r++)
			vec_push(plan->arena, &plan->read, t->read[1 + r]);
		vec_push(plan->arena, &plan->pieces, piece);
	}
}

static int file_compare(const void *a, const void *b)
{
	const struct plan_file *x = a, *y = b;
	return str_compare(x->path, y->path);
}

void plan_sort(struct plan *plan)
{
	if (plan->files.len > 1)
		qsort(plan->files.at, plan->files.len, sizeof *plan->files.at, file_compare);
}
