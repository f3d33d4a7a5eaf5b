/* Growable array on an arena: `VEC(struct node) nodes;`. Handles (indexes) stay valid, pointers do not. */
#ifndef BST_VEC_H
#define BST_VEC_H

#include "base/arena.h"

#define VEC(type) struct { type *at; uint32_t len, cap; }

void vec_reserve_(struct arena *arena, void **at, uint32_t *cap, uint32_t want, size_t size);

#define vec_reserve(arena, v, want) \
	((v)->cap >= (want) ? (void)0 \
	 : vec_reserve_((arena), (void **)&(v)->at, &(v)->cap, (want), sizeof *(v)->at))
#define vec_push(arena, v, ...) \
	(vec_reserve((arena), (v), (v)->len + 1), (v)->at[(v)->len++] = (__VA_ARGS__))
/* Empty again; a large one gives its memory back. */
#define vec_drop(arena, v) \
	(arena_drop((arena), (v)->at, sizeof *(v)->at * (v)->cap), (v)->at = NULL, (v)->len = (v)->cap = 0)
#define vec_last(v) ((v)->at[(v)->len - 1])

#endif
