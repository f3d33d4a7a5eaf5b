/* Diagnostics are records. Every stage adds to one list; it is sorted by place and shown at the end.
 * A message says what was found and what was expected, starts in lower case and has no full stop. */
#ifndef BST_DIAG_H
#define BST_DIAG_H

#include "base/buf.h"
#include "base/vec.h"
#include "source/source.h"

enum diag_code {
	DIAG_NONE,
#define DIAG(id, text, severity, clause, title) DIAG_##id,
#include "diag/codes.def"
#undef DIAG
	DIAG_COUNT
};

enum diag_severity { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE, DIAG_ASSUMED /* no fault: what a rule finds that others must do */ };

struct diag_place { struct span span; struct str label; };

/* The same fault in another environment, as it would have been told by itself. */
struct diag_likewise { struct str in; const struct diag *diag; };

#define DIAG_PLACES 4

struct diag {
	enum diag_code code;                           /* DIAG_RULE for findings of a `rule` declaration */
	enum diag_severity severity;
	struct str rule;                               /* name shown in [..]; of the code unless DIAG_RULE */
	struct str message;
	struct span span;
	struct str label;                              /* under the carets; may be empty */
	struct diag_place places[DIAG_PLACES];         /* other places involved */
	uint32_t place_count;
	struct str help;                               /* the change that mends it; may be empty */
	struct str note;                               /* reason, source; may be empty */
	struct str replacement;                        /* a name that is near the one at `span`; may be empty */
	VEC(struct diag_likewise) likewise;            /* told here once and for all */
	uint32_t order;
	enum diag_severity counted;                    /* as which it was counted; diags_sort counts anew */
};

struct diags {
	struct arena *arena;
	VEC(struct diag) list;
	uint32_t errors, warnings, dropped;
};

void diags_init(struct diags *diags, struct arena *arena);
const char *diag_code_text(enum diag_code code);   /* "unknown-name" */
const char *diag_code_title(enum diag_code code);
const char *diag_code_clause(enum diag_code code);       /* of the specification; "" when it is about no part of the language */
enum diag_severity diag_code_severity(enum diag_code code);

/* Adds a diagnostic and returns it for the calls below; never NULL (past the limit a dummy that is counted). */
struct diag *diag_add(struct diags *diags, enum diag_code code, struct span span, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void diag_label(struct diags *diags, struct diag *diag, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_also(struct diags *diags, struct diag *diag, struct span span, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void diag_help(struct diags *diags, struct diag *diag, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_note(struct diags *diags, struct diag *diag, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Asks whether `near` was meant by the name at the span. */
void diag_near(struct diags *diags, struct diag *diag, struct str near);
/* Tells the last one with the one before it, as the same fault `in` something else, when both have one place and the same words after the first. */
void diags_fold(struct diags *diags, struct str in);
/* By file and place, then by order of discovery; exact duplicates removed. */
void diags_sort(struct diags *diags);
/* Of sorted diagnostics: those that are one fault in several environments become one, which counts once. Sorts the names. */
void diags_tell_once(struct diags *diags, struct str *environments, uint32_t count);
/* What is past the limit is only counted: once the others are sorted and told as one. */
void diags_cut(struct diags *diags);
/* "production, staging": where else the fault stands; empty for most. Of many the first, and how many more. */
struct str diag_likewise_text(struct arena *arena, const struct diag *diag);

/* Nearest of `count` candidates to `wanted`, or {0} when none is near. */
struct str diag_nearest(struct str wanted, const struct str *candidates, uint32_t count);

#endif
