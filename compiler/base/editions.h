/* Editions of the language. What would change what a program means, or refuse what was accepted, holds from an edition on. */
#ifndef BST_EDITIONS_H
#define BST_EDITIONS_H

/* Every edition that this release reads, the oldest first. A program that pins none is of the first. */
#define EDITIONS(EDITION) \
	EDITION(2026)

/* What `since` may name: also what is to hold in an edition to come. */
#define EDITION_EARLIEST 2026
#define EDITION_FARTHEST 2999

#endif
