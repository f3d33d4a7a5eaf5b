/* The language's own library, linked in: the texts of stdlib/ and targets/, sorted by path, then the files that its targets
 * copy as they are. */
#ifndef BST_LIBRARY_H
#define BST_LIBRARY_H

#include <stdint.h>

struct library_text { const char *path, *text; uint32_t len; };

extern const struct library_text library_texts[];
extern const uint32_t library_text_count;

/* For each rule a program that breaks it and one that does not, sorted by path: tests/checks/bad_RULE.bastide and
 * good_RULE.bastide, which the tests compile. */
extern const struct library_text example_texts[];
extern const uint32_t example_text_count;

/* What `bastide init` writes, sorted by path: templates/START/…, and templates/common/… beside each. The command has it, not the
 * library. */
extern const struct library_text start_texts[];
extern const uint32_t start_text_count;

/* The chapters of the specification, spec/NN_NAME.md, in their order. */
extern const struct library_text spec_texts[];
extern const uint32_t spec_text_count;

#endif
