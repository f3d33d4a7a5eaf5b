/* What a run takes the program's word for, as far as it is known when all rules have run: for the public interface, and for the rows that
 * emitters read, so that no page says another thing than the run does. */
#ifndef BST_RELIANCE_H
#define BST_RELIANCE_H

#include "pipeline.h"

enum reliance_kind { RELIANCE_WAIVED, RELIANCE_TRUSTED, RELIANCE_BELIEVED, RELIANCE_ASSUMED };

struct reliance {
	enum reliance_kind kind;
	struct str what, reason;                       /* of a waiver: what it is about, and where */
	struct str rule;                               /* that is waived, or that says what is assumed; else empty */
	struct span span;                              /* of the statement */
	int32_t until;                                 /* of a waiver: days since 1970-01-01 */
};

typedef bool reliance_visit(void *user, const struct reliance *reliance);
/* In the order of the kinds; false from `visit` stops, and false is returned. Texts live as long as the compilation. */
bool reliances_tell(struct compilation *c, reliance_visit *visit, void *user);
/* "tier data of main of dev", "key ledger in dev". */
struct str reliance_title(struct compilation *c, object_ref o);

#endif
