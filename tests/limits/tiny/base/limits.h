/* Limits for the build that tests what cannot be reached with the real ones. The library must still fit. */
#ifndef BST_LIMITS_H
#define BST_LIMITS_H

#define LIMIT_FILE_BYTES      (1u << 20)
#define LIMIT_SOURCE_BYTES    (5u << 18)
#define LIMIT_FILES           150u
#define LIMIT_NESTING         100u
#define LIMIT_NAME_BYTES      200u
#define LIMIT_STRING_BYTES    (1u << 16)
#define LIMIT_DIAGNOSTICS     100u
#define LIMIT_FAULTS          400u
#define LIMIT_PARENTS         32u
#define LIMIT_LIST            1000u
#define LIMIT_OBJECTS         30000u
#define LIMIT_STEPS           (1ull << 24)
#define LIMIT_COMBINATIONS    (1ull << 18)
#define LIMIT_OUTPUT_FILES    60u
#define LIMIT_OUTPUT_BYTES    (1ull << 20)
#define LIMIT_PATH_BYTES      1024u
#define LIMIT_TREE_DEPTH      64u
#define LIMIT_MEMORY_BYTES    (64ull << 20)

#endif
