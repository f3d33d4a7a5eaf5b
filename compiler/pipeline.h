/* The stages of a run, in their only order. pipeline.c lists them, one call per line; api.c calls it for
 * the public interface. Nothing here returns on lack of memory: the arenas jump to where api.c said. */
#ifndef BST_PIPELINE_H
#define BST_PIPELINE_H

#include "base/buf.h"
#include "change/kept.h"
#include "diag/diag.h"
#include "emit/plan.h"
#include "expr/code.h"
#include "facts/facts.h"
#include "syntax/ast.h"

enum pipeline_read { PIPELINE_READ, PIPELINE_MISSING, PIPELINE_UNREADABLE };

/* What the pipeline asks of the outside. */
struct pipeline_host {
	void *user;
	/* The bytes of a file of the program, copied to `arena`; *why says in words what went wrong, else. */
	enum pipeline_read (*read_file)(void *user, struct arena *arena, struct str path, struct str *text, struct str *why);
	/* The files that `import "…"` in file `from` means: one, or all below a folder, sorted; in `arena`. */
	enum pipeline_read (*resolve)(void *user, struct arena *arena, struct str from, struct str import,
		struct str **paths, uint32_t *count, struct str *why);
};

struct pipeline_options {
	const struct str *targets;                     /* written; all are proved. None given: all */
	uint32_t target_count;
	const struct str *environments;                /* files of other environments are not written. None given: all */
	uint32_t environment_count;
	int32_t today;                                 /* days since 1970-01-01, for ends of waivers and of support */
	bool has_today;
	struct str trace;                              /* the output file that is asked about; {0} none */
	bool no_waivers;                               /* findings that a waiver covers are shown too */
	bool rules_only;                               /* end when rules and claims are judged */
	const struct kept *kept;                       /* what the build before kept, and must not be lost */
	uint32_t kept_count;
	bool record;                                   /* keep what a comparison of two runs needs */
};

/* What a run looked at, what it proved and what it planned; for the last line of `check` and `build`. */
struct pipeline_counts {
	uint32_t edition;                              /* of the program; 0 when it is not known */
	uint32_t files, declarations;                  /* of the program, without the library */
	uint32_t environments, networks, services, stores, roles, pipelines;
	uint32_t flows, grants;                        /* derived */
	uint32_t rules, asserts, tests, waivers;       /* rules that ran; waivers in force */
	uint32_t resources;                            /* planned */
	uint32_t read_back, inert, trusted;            /* of them: read by the proof, opening nothing, answered for */
	uint32_t outputs;                              /* files planned for the selected targets and environments */
};

struct schema;

/* What the library's own emitters and rules read, found when bastide is built (unread.c): each field's reader, the operations that
 * writers reach, and how many emitters, units, rules, operations and loops were looked at. Empty: nothing was. */
struct library_reads { VEC(uint8_t) fields; VEC(uint8_t) reached; VEC(uint32_t) counts; };

/* What a test block came to: `expected` is a name of an error or `ok`, `found` the errors there were, with commas between, or `nothing`. */
struct test_outcome { struct str name, expected, found; struct span span; bool holds; };

struct compilation {
	struct arena *arena;                           /* source to facts, diagnostics, printed files */
	struct arena *scratch;                         /* output trees, one unit at a time */
	struct pipeline_host host;
	struct pipeline_options options;
	struct names *names;
	struct sources sources;
	struct diags diags;
	struct ast ast;
	struct facts facts;
	struct code code;                              /* compiled rules and emitters */
	struct library_reads reads;
	const struct schema *schema;                   /* of the kinds, for questions about the program */
	struct record *record;                         /* of what the plan holds; NULL before there is one */
	struct plan plan;                              /* files in order of their paths, printed */
	struct pipeline_counts counts;
	VEC(struct test_outcome) tests;                /* that ran, in the order of the program's texts */
	struct diags assumed;                          /* what rules found that others must do; each once for all environments */
	const bool *in_force;                          /* of each of code.waivers; NULL before the rules have run */
	const uint32_t *blocks_by, *files_by;          /* of each of code.emitters: what the program's own wrote; NULL before */
	const uint64_t *rows_by;                       /* of each of code.emitters: rows that it went through; NULL before */
	const struct rule_run *rules;                  /* of each of code.rules; NULL before they have run */
};

enum pipeline_stage { STAGE_AST, STAGE_MODEL, STAGE_ESTATE, STAGE_PLAN, STAGE_WORK };

/* Zeroes the compilation but for what is given, and makes its tables. */
void pipeline_init(struct compilation *c, struct arena *arena, struct arena *scratch,
	const struct pipeline_host *host, const struct pipeline_options *options);
/* Loads the library, reads the files named and what they import, and proves everything, the planned
 * artefacts too; diagnostics are sorted when it returns. True when no error stands. */
bool pipeline_check(struct compilation *c, const struct str *paths, uint32_t count);
/* The same, and keeps the printed files in c->plan: those that the options select, all or, on any error, none. */
bool pipeline_build(struct compilation *c, const struct str *paths, uint32_t count);
/* Whether the options select the output file of this path. */
bool pipeline_selects(const struct compilation *c, struct str path);
/* Runs as far as `stage` and appends that stage's dump, also when errors stand. */
bool pipeline_dump(struct compilation *c, const struct str *paths, uint32_t count, enum pipeline_stage stage,
	struct buf *out);
/* The canonical layout of one text; nothing is resolved. False, and nothing appended, on a syntax error. */
bool pipeline_format(struct compilation *c, struct str path, struct str text, struct buf *out);

/* Loads the library into the compilation, no program; for documentation. False, with diagnostics, when it is broken. */
bool pipeline_library(struct compilation *c);

/* Reads and checks the library and appends it as C source (image.h). False, with diagnostics, when it is broken. */
bool pipeline_image(struct compilation *c, struct buf *out);

/* A row of the reference documentation. */
enum pipeline_topic {
	TOPIC_DIAGNOSTIC, TOPIC_RULE, TOPIC_KIND, TOPIC_PROPERTY, TOPIC_RELATION, TOPIC_FIELD, TOPIC_FUNCTION, TOPIC_TARGET,
	TOPIC_DECLARED, TOPIC_TYPE, TOPIC_WORD
};
struct pipeline_entry {
	enum pipeline_topic topic;
	struct str name, owner;                        /* owner: kind of a property, relation of a field; else {0} */
	struct str signature;                          /* type of a property or field, parameters of a function */
	struct str doc;                                /* its doc comment; title of a diagnostic */
	struct str because, help;                      /* of a rule */
	struct str failing, corrected;                 /* a program that a rule or diagnostic refuses; one that is right and shows it */
	struct str said;                               /* what clauses of the specification say of it */
	struct str text;                               /* of a declaration: as the library has it; of a target: the files it writes */
	struct str shape, fallback;                    /* of a property: its statement, and what is meant when it is left out */
	struct str clause;                             /* of a diagnostic: where the specification speaks of it */
	enum diag_severity severity;                   /* of a rule or diagnostic */
	bool absolute;                                 /* a rule that cannot be waived */
	uint32_t since;                                /* a rule that is a warning in editions before this one; 0 none */
	struct span span;
};
typedef void pipeline_entry_visit(void *user, const struct pipeline_entry *entry);
/* Visits what the compilation knows about a topic, in order of declaration (functions and diagnostics: of their tables). `said`,
 * `text`, `failing` and `corrected` are looked for in the entries of the name `only`; in all when it is empty. */
void pipeline_document(struct compilation *c, enum pipeline_topic topic, struct str only, pipeline_entry_visit *visit, void *user);

#endif
