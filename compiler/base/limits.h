/* Every hard limit, one per line, with its reason. A limit has a diagnostic and a test. */
#ifndef BST_LIMITS_H
#define BST_LIMITS_H

#define LIMIT_FILE_BYTES      (16u << 20)   /* one source file: positions of a whole program fit 32 bits */
#define LIMIT_SOURCE_BYTES    (256u << 20)  /* all source files together */
#define LIMIT_FILES           10000u        /* source files of one program */
#define LIMIT_NESTING         100u          /* blocks and brackets: bounds every recursion over the tree */
#define LIMIT_NAME_BYTES      200u          /* a name: longer than any platform takes */
#define LIMIT_STRING_BYTES    (1u << 20)    /* one string or text literal */
#define LIMIT_DIAGNOSTICS     1000u         /* shown of one run; the rest is counted */
#define LIMIT_FAULTS          20000u        /* kept of one run before those that are one fault in several environments are told as one */
#define LIMIT_PARENTS         32u           /* depth of inheritance */
#define LIMIT_LIST            65535u        /* values in one statement */
#define LIMIT_OBJECTS         (16u << 20)   /* things declared and derived in one run */
#define LIMIT_STEPS           (1ull << 32)  /* evaluation steps of one run: bounds expansion bombs */
#define LIMIT_COMBINATIONS    (2ull << 20)  /* values of one list that is computed, combinations that are sorted or grouped: bounds their memory */
#define LIMIT_OUTPUT_FILES    200000u       /* files of one build */
#define LIMIT_OUTPUT_BYTES    (1ull << 31)  /* bytes of one build */
#define LIMIT_PATH_BYTES      1024u         /* an output path */
#define LIMIT_TREE_DEPTH      64u           /* an output tree; below what jansson and libyaml bear */
#define LIMIT_MEMORY_BYTES    (4ull << 30)  /* all memory of one run */

#endif
