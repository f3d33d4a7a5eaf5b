/* Every build proves its own output: what the planned resources open is computed from the resources alone and compared
 * with what the program declares (rows of concepts), never with a derived route or group: a deriver and its emitter that
 * err together are caught here. Knows neither of them. */
#ifndef BST_PROOF_H
#define BST_PROOF_H

#include "diag/diag.h"
#include "emit/plan.h"
#include "facts/facts.h"
#include "source/source.h"

struct proof;

/* The facts are those of the run, frozen; everything kept lies in `arena`. */
struct proof *proof_new(struct arena *arena, struct facts *facts, const struct sources *sources, struct diags *diags);

/* Before all units: a file that a target writes as it is, of the library or of the program. */
void proof_copied(struct proof *proof, name target, struct str path, struct span span, bool library);

/* Sees one unit before it is printed; keeps what opens something, and nothing of the unit itself. An argument that is
 * not understood is `artefact-unread`, at the emitter's line. */
void proof_observe(struct proof *proof, const struct emit_unit *unit);

struct proof_result {
	uint32_t resources;                            /* seen: of types that are read */
	uint32_t inert, trusted;                       /* of types that open nothing; of types the program answers for */
};

/* After all units: `artefact-opens-path` for what is open and not declared, `artefact-closes-path` for the reverse. */
struct proof_result proof_compare(struct proof *proof);

#endif
