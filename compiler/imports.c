/* Which file imports which, and the circles among them. */
#include "imports.h"

void imports_add(struct arena *arena, struct imports *imports, name from, name to, struct span span)
{
	if (from != to)
		vec_push(arena, &imports->edges, (struct import_edge){ from, to, span });
}

enum visit { VISIT_NEVER, VISIT_OPEN, VISIT_DONE };

/* Edges of one file are chained by `next`; a file stands for its first edge + 1. */
struct search {
	const struct imports *imports;
	struct map first, state;
	uint32_t *next;
	struct arena *arena;
	VEC(uint32_t) way;                             /* edges + 1 that are being followed, the outermost first */
};

static struct search search_of(struct arena *scratch, const struct imports *imports)
{
	struct search s = { .imports = imports, .arena = scratch, .next = ARENA_ARRAY(scratch, uint32_t, imports->edges.len + 1) };
	for (uint32_t i = imports->edges.len; i-- > 0;) {
		s.next[i] = map_at(&s.first, imports->edges.at[i].from, 0);
		map_put(scratch, &s.first, imports->edges.at[i].from, i + 1);
	}
	return s;
}

static void report(const struct search *s, const struct import_edge *closing, struct diags *diags)
{
	struct diag *d = diag_add(diags, DIAG_IMPORT_CYCLE, closing->span, "this import leads back to a file that imports this one");
	for (uint32_t i = 0; i < s->way.len; i++) {
		const struct import_edge *e = &s->imports->edges.at[s->way.at[i] - 1];
		if (e->from == closing->to)
			diag_also(diags, d, e->span, "the circle starts here");
	}
	diag_help(diags, d, "take one of the imports away: the order of files means nothing, and a file that is read once is read");
}

/* Follows the edges from one file, without recursion: a program may have many files. */
static void follow(struct search *s, uint32_t edge, struct diags *diags)
{
	const struct import_edge *edges = s->imports->edges.at;
	while (edge || s->way.len) {
		if (!edge) {
			/* All imports of this file are followed: back to the next one of whoever imports it. */
			uint32_t came_by = s->way.at[--s->way.len];
			map_put(s->arena, &s->state, edges[came_by - 1].to, VISIT_DONE);
			edge = s->next[came_by - 1];
			continue;
		}
		const struct import_edge *e = &edges[edge - 1];
		uint32_t state = map_at(&s->state, e->to, VISIT_NEVER);
		if (state == VISIT_NEVER) {
			map_put(s->arena, &s->state, e->to, VISIT_OPEN);
			vec_push(s->arena, &s->way, edge);
			edge = map_at(&s->first, e->to, 0);
			continue;
		}
		if (state == VISIT_OPEN)
			report(s, e, diags);
		edge = s->next[edge - 1];
	}
}

void imports_report_circles(struct arena *scratch, const struct imports *imports, struct diags *diags)
{
	struct search s = search_of(scratch, imports);
	for (uint32_t i = 0; i < imports->edges.len; i++) {
		name from = imports->edges.at[i].from;
		if (map_at(&s.state, from, VISIT_NEVER) != VISIT_NEVER)
			continue;
		map_put(scratch, &s.state, from, VISIT_OPEN);
		follow(&s, map_at(&s.first, from, 0), diags);
		map_put(scratch, &s.state, from, VISIT_DONE);
	}
}
