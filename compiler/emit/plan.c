/* The files of a build. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "emit/build.h"

bool plan_add_file(struct plan *plan, struct diags *diags, const struct plan_file *file)
{
	if (plan->files.len >= LIMIT_OUTPUT_FILES) {
		diag_add(diags, DIAG_TOO_LARGE, file->emitter, "a build writes at most %u files", LIMIT_OUTPUT_FILES);
		return false;
	}
	if (plan->bytes + file->bytes.len > LIMIT_OUTPUT_BYTES) {
		diag_add(diags, DIAG_TOO_LARGE, file->emitter, "a build writes at most %llu bytes", (unsigned long long)LIMIT_OUTPUT_BYTES);
		return false;
	}
	struct plan_file named = *file;
	named.path = str_copy(plan->arena, file->path);
	if (plan->hand && !plan->hand(plan->hand_user, &named)) {
		plan->stopped = true;
		return false;
	}
	plan->bytes += file->bytes.len;
	vec_push(plan->arena, &plan->files, named);
	struct plan_file *kept = &vec_last(&plan->files);
	kept->bytes = plan->sizes_only ? (struct str){ NULL, file->bytes.len } : str_copy(plan->arena, file->bytes);
	kept->root = NULL;
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

/* --- paths that file systems cannot hold beside each other ------------------------------------------------------ */

/* A path or the beginning of one up to a `/`, as a file system that ignores case would look it up. */
struct taken { uint32_t file, len; };

/* Shown at the two things that the files are for, when these differ: what must change is one of their names. */
static void report_clash(struct plan *plan, struct diags *diags, struct taken a, struct taken b)
{
	const struct plan_file *x = &plan->files.at[a.file], *y = &plan->files.at[b.file];
	struct str first = { x->path.at, a.len }, second = { y->path.at, b.len };
	bool subjects = x->subject.end && y->subject.end && x->subject.start != y->subject.start;
	struct diag *diag = diag_add(diags, DIAG_PATH_CLASH, subjects ? y->subject : y->emitter,
	                             str_equal(x->path, y->path) ? "`%.*s` is written twice"
	                             : str_equal(first, second) ? "`%.*s` would be a file and a folder"
	                             : "`%.*s` and `%.*s` differ only in the case or the form of their letters", STR_ARG(second), STR_ARG(first));
	diag_also(diags, diag, subjects ? x->subject : x->emitter, subjects ? "`%.*s` is written for this" : "`%.*s` is written here", STR_ARG(x->path));
	if (!str_equal(first, second))
		diag_help(diags, diag, "on macOS and Windows both are one: choose another name");
}

/* Equal for paths that are one when folded; for others as good as never. */
static uint64_t folded_key(struct arena *scratch, struct str path)
{
	struct arena_mark mark = arena_mark(scratch);
	uint64_t hash = str_hash(utf8_fold(scratch, path));
	arena_release(scratch, mark);
	return hash >> 1;
}

static bool is_one_folded(struct arena *scratch, struct str a, struct str b)
{
	struct arena_mark mark = arena_mark(scratch);
	bool one = str_equal(utf8_fold(scratch, a), utf8_fold(scratch, b));
	arena_release(scratch, mark);
	return one;
}

/* Files are in order of their paths, so that what a path shares with the one before it is known already. */
void plan_check_paths(struct plan *plan, struct arena *scratch, struct diags *diags)
{
	struct map seen = { 0 };
	VEC(struct taken) taken = { 0 };
	struct str former = { "", 0 }, clashed = { "", 0 };
	for (uint32_t i = 0; i < plan->files.len; i++) {
		struct str path = plan->files.at[i].path;
		for (uint32_t len = 1; len <= path.len && !(clashed.len && str_starts(path, clashed)); len++) {
			if (len < path.len && (path.at[len] != '/' || (former.len > len && memcmp(former.at, path.at, len + 1) == 0)))
				continue;
			uint64_t key = folded_key(scratch, (struct str){ path.at, len });
			uint32_t index;
			if (map_get(&seen, key, &index)
			    && is_one_folded(scratch, (struct str){ path.at, len }, (struct str){ plan->files.at[taken.at[index].file].path.at, taken.at[index].len })) {
				report_clash(plan, diags, taken.at[index], (struct taken){ i, len });
				clashed = (struct str){ path.at, len < path.len ? len + 1 : len };
			}
			map_put(plan->arena, &seen, key, taken.len);
			vec_push(plan->arena, &taken, (struct taken){ i, len });
		}
		former = path;
	}
	map_drop(plan->arena, &seen);
	vec_drop(plan->arena, &taken);
}
