/* What the two files of literals share: the literal being read, and how it is refused. */
#ifndef BST_LITERALS_H
#define BST_LITERALS_H

#include "syntax/literal.h"

struct reading { struct parser *p; struct str text; struct span span; struct val *value; };

/* "TEXT MESSAGE", with `help`; false. */
bool literal_refuse(struct reading *r, enum diag_code code, const char *message, const char *help, ...)
	__attribute__((format(printf, 4, 5)));
/* Decimal digits from `at`; *end is behind them. False when there are none or more than fit. */
bool literal_digits(struct str s, uint32_t at, uint32_t *end, int64_t *number);

/* In literal_address.c: addresses and blocks of them, of either version. */
bool literal_address4(struct reading *r);
bool literal_address6(struct reading *r);

#endif
