/* Bastide as a library: cloud estates described in a small language, proved and compiled.
 *
 * The library has no global state and talks to nobody but its host: it neither prints, exits, opens
 * files, nor reads the environment or the clock. Whatever it needs from outside it asks through the four
 * callbacks of struct bst_host; the command line and the language server are two such hosts.
 *
 * A context holds one program at a time and is used by one thread at a time; two contexts never share
 * anything. Everything the library hands out belongs to the context. What a callback or
 * a function gives stays valid until the next call on the same context other than bst_render, or until
 * bst_free. Texts are UTF-8, lines and columns count from 1, offsets and lengths are in bytes. No call blocks.
 *
 *	struct bst_context *context = bst_new(&host);
 *	struct bst_options options;
 *	struct bst_summary summary;
 *	bst_options_init(&options);
 *	enum bst_result result = bst_build(context, &options, paths, 1, &summary);
 *	bst_free(context);
 */
#ifndef BASTIDE_H
#define BASTIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header; bst_version() is that of the library linked. */
#define BST_API 1

/* Bytes with a length; there is a NUL behind the last byte that the length does not count. */
struct bst_text { const char *at; size_t length; };

/* What a call came to. */
enum bst_result {
	BST_OK,              /* done, no error stands; warnings may have been reported */
	BST_FINDINGS,        /* done, and at least one error was reported */
	BST_STOPPED,         /* a callback asked to stop */
	BST_OUT_OF_MEMORY,   /* the allocator gave NULL, or the memory limit is reached; nothing was handed out */
	BST_WRONG_USE        /* a name given as an option or argument does not exist; see bst_complaint */
};

/* --- the host ------------------------------------------------------------------------------------ */

/* A diagnostic is one of the first three; a rule of the last finds no faults but what BST_ASSUMED names. */
enum bst_severity { BST_ERROR, BST_WARNING, BST_NOTE, BST_ASSUMPTION };

/* A stretch of a source text. All zero and NULL when the diagnostic has no place. */
struct bst_place {
	const char *path;                /* as the host gave it; `stdlib/…`, `targets/…` for the library's own texts */
	uint32_t offset, length;         /* in the text */
	uint32_t line, column;           /* of the first byte; column as a terminal shows it */
	uint32_t utf16_column;           /* of the first byte, as many editors count */
	uint32_t end_line, end_column;   /* just behind the last byte */
	uint32_t end_utf16_column;
	const char *label;               /* what this place has to do with it; may be "" */
	bool library;                    /* the text is the library's, not the program's */
};

struct bst_diagnostic {
	enum bst_severity severity;
	const char *name;                /* "unknown-name", "admin-port-open": for bst_explain and waivers */
	const char *message;             /* what was found and expected; lower case, no full stop */
	const char *help;                /* the change that mends it; may be "" */
	const char *note;                /* the reason or its source; may be "" */
	const char *replacement;         /* a name that mends it, written in the place of the one that stands there; may be "" */
	const char *likewise;            /* "production, staging": other environments with this very fault, told once; may be "" */
	struct bst_place place;
	const struct bst_place *others;  /* further places involved */
	size_t other_count;
};

enum bst_read {
	BST_READ,            /* the bytes are given */
	BST_MISSING,         /* there is no such file */
	BST_UNREADABLE       /* it is there and cannot be read; `why` may say why */
};

/* One output file. Handed over only when no error stands, in the order of the paths; otherwise when asked for early. */
struct bst_output {
	/* Relative, safe, parts joined by `/`; "terraform/dev/network/main.tf". It stays until the context runs again or is freed. */
	const char *path;
	const char *target;              /* "terraform" */
	const char *bytes;
	size_t length;
};

/* Four callbacks and a pointer that each of them is given. NULL callbacks are allowed where said. */
struct bst_host {
	void *user;
	/* Memory, as realloc: old NULL gives new memory, size 0 frees `old` and the answer is ignored. Aligned for
	 * any type; NULL when there is none. NULL callback: the C library's realloc and free. */
	void *(*allocate)(void *user, void *old, size_t size);
	/* The bytes of the file at `path`: *text must stay valid until the next callback (the library copies it)
	 * and needs no NUL. On BST_UNREADABLE *why may be set to words that stay valid as long. Paths are those given to bst_check
	 * and those that `resolve` gave; each is asked for once in a run. NULL callback: every file is missing. */
	enum bst_read (*read_file)(void *user, const char *path, struct bst_text *text, const char **why);
	/* The files that `import "…"` in file `from` means: the file itself, or every file below a folder, in an order that
	 * is always the same. Each is handed to `add`, which copies it; stop when it answers false. Answers and *why as for
	 * read_file; a file must always get the same path, however it is reached. NULL callback: every import is missing. */
	enum bst_read (*resolve)(void *user, const char *from, const char *import,
		bool (*add)(void *list, const char *path), void *list, const char **why);
	/* Every diagnostic of a run, at its end, sorted by place. NULL callback: they are only counted. */
	void (*diagnostic)(void *user, const struct bst_diagnostic *diagnostic);
	/* Every file of a build; false stops the run with BST_STOPPED. NULL callback: nothing is handed over. */
	bool (*output)(void *user, const struct bst_output *output);
};

/* --- a run --------------------------------------------------------------------------------------- */

/* A resource that is lost with what it holds: a store, a key, or the state of a unit. What a build kept, the next one must not
 * lose: it is stored beside the output and handed over again. */
struct bst_kept {
	const char *unit;                /* "terraform/dev/data" */
	const char *address;             /* in the unit: "aws_db_instance.orders" */
	const char *thing;               /* what it was made for: "store orders in dev"; or "" */
	const char *settled;             /* arguments that cannot change, a line `NAME = VALUE` for each */
	bool guarded;                    /* in use: the output itself refuses to lose it */
};

/* Fill it with bst_options_init and change what is to differ. The library copies what it keeps. */
struct bst_options {
	const char *const *targets;      /* hand over these targets' files; all are proved. Count 0: all */
	size_t target_count;
	const char *const *environments; /* hand over the files of these environments and of none. Count 0: all */
	size_t environment_count;
	const char *today;               /* "2027-03-31": waivers past it have ended. NULL: none has */
	const char *traced;              /* remember of this output ("terraform/dev/network/main.tf") what bst_why tells. NULL: of none */
	bool no_waivers;                 /* report what waivers cover, too */
	bool rules_only;                 /* bst_check ends when rules and claims are judged: no `test` runs, no artefact is planned or proved */
	const struct bst_kept *kept;     /* by the build before: what would lose one of them is an error. Not copied: stays until the call ends */
	size_t kept_count;
	bool compared;                   /* remember what bst_compare needs */
	/* bst_build hands over each file as soon as it is made, in no order, and keeps no bytes. Whether an error stands is only known at
	 * the end: keep them aside, and throw them away unless the answer is BST_OK. Questions
	 * about the text of this run (bastide_query.h) find nothing then. */
	bool early;
	uint64_t memory_limit;           /* bytes had from the allocator at once. 0: the library's own limit */
};

/* What a run looked at, proved and planned. All zero where the run did not come that far. */
struct bst_summary {
	uint32_t errors, warnings;
	uint32_t not_shown;              /* diagnostics past the limit: counted above, not handed over */
	uint32_t edition;                /* of the language, that the program is of; 0 when that is not known */
	uint32_t files, declarations;    /* of the program, the library's own not counted */
	uint32_t environments, networks, services, stores, roles, pipelines;
	uint32_t flows, grants;          /* derived from the program and proved */
	uint32_t rules, asserts, tests;  /* that ran */
	uint32_t waivers;                /* in force */
	uint32_t resources;              /* planned */
	/* Of them: read by the proof; opening nothing; answered for by the program. */
	uint32_t read_back, inert, trusted;
	uint32_t outputs;                /* files planned for the selected targets and environments */
	uint64_t output_bytes;           /* their bytes */
	uint64_t memory;                 /* the most bytes had from the allocator at once */
};

struct bst_context;

/* A context; NULL when there is no memory. The host is copied. */
struct bst_context *bst_new(const struct bst_host *host);
/* Gives everything back; NULL is allowed. */
void bst_free(struct bst_context *context);

void bst_options_init(struct bst_options *options);

/* Reads the files and what they import, checks names and types, proves every rule, and plans the files. Hands over the
 * diagnostics, no file. `options` NULL: the defaults; `summary` may be NULL. The order of `paths` has no influence but on
 * the order of diagnostics. */
enum bst_result bst_check(struct bst_context *context, const struct bst_options *options,
	const char *const *paths, size_t path_count, struct bst_summary *summary);

/* The same, and hands over the output files when no error stands: all that are selected, or none. */
enum bst_result bst_build(struct bst_context *context, const struct bst_options *options,
	const char *const *paths, size_t path_count, struct bst_summary *summary);

/* What the proof of a run rests on besides what it proved itself. */
enum bst_reliance_kind {
	BST_WAIVED,          /* a finding that a waiver accepts: `what` names rule, thing and last day, `reason` says why */
	BST_TRUSTED,         /* a type of output that the program answers for */
	BST_BELIEVED,        /* what others manage (a network, "tier data of dev", "key ledger"): that it is as declared; `reason` is its id */
	BST_ASSUMED,         /* what others will do: what rules of that severity name, routes in tables that others keep, values known on
	                        deployment; `reason` says why nobody saw it */
	BST_OWN,             /* artefacts by an emitter of the program's own, beside those of the library's targets */
	BST_UNDONE           /* what is said and nothing does, whatever rules think of it: `what` names property and thing */
};

struct bst_reliance {
	enum bst_reliance_kind kind;
	const char *what, *reason;
	const char *rule;                /* the rule that says what is assumed, or "" */
	struct bst_place place;          /* the statement that says so */
};

/* Everything that the last bst_check or bst_build took the program's word for, in the order of the kinds, networks before other
 * things; false from `visit` stops with BST_STOPPED. BST_WRONG_USE when it reported an error. */
enum bst_result bst_reliances(struct bst_context *context, bool (*visit)(void *user, const struct bst_reliance *reliance), void *user);

/* What a `test` block of the program came to. */
struct bst_test {
	const char *name;                /* what it says that it tries */
	const char *expected;            /* the name of an error, or "ok" */
	const char *found;               /* the errors there were, with commas between; "nothing" */
	bool holds;
	struct bst_place place;
};

/* The tests that the last bst_check or bst_build ran, in the order of the program's texts; none when the program itself is not right.
 * False from `visit` stops with BST_STOPPED. BST_WRONG_USE when there was no run. */
enum bst_result bst_tests(struct bst_context *context, bool (*visit)(void *user, const struct bst_test *test), void *user);

/* What the last build must not lose from now on, in the order of units and addresses; false from `visit` stops with
 * BST_STOPPED. BST_WRONG_USE when no build went well. */
enum bst_result bst_keeps(struct bst_context *context, bool (*visit)(void *user, const struct bst_kept *kept), void *user);

/* What one build would change in what another wrote, in the order in which it is told. */
enum bst_change_kind {
	BST_DESTROYS,        /* a store, a key or a state that goes, with what it keeps */
	BST_REPLACES,        /* destroyed and made again, for an argument that cannot change */
	BST_OPENS,           /* a connection, a right, a way out, a network that is joined */
	BST_CLOSES,
	BST_REMOVES,         /* a resource with which nothing is lost */
	BST_MAKES, BST_TAKES_OVER, BST_MOVES,
	BST_SETS,            /* arguments of a resource that stays */
	BST_WRITES           /* a file that holds no resources */
};
struct bst_change {
	enum bst_change_kind kind;
	const char *what;                /* "shop in dev -> orders in dev : 5432", "terraform/dev/data: aws_db_instance.orders" */
	const char *detail;              /* "engine mysql -> postgres"; or "" */
};
/* Compares the last builds of two contexts, both with `compared` among their options; false from `visit` stops with
 * BST_STOPPED. BST_WRONG_USE when one of them did not go well. What is given belongs to `now`. */
enum bst_result bst_compare(const struct bst_context *before, struct bst_context *now,
	bool (*visit)(void *user, const struct bst_change *change), void *user);

/* A line of the output that the last bst_build traced. */
struct bst_origin {
	const char *line;                /* the line, without its end */
	struct bst_place emitter;        /* the statement of the emitter that wrote it */
	struct bst_place file;           /* the emitter of the file */
	const struct bst_place *causes;  /* statements that its content comes from, the nearest first, labelled with their text; none
	                                  * for what every program has */
	size_t cause_count;
};

/* Where a line of the traced output came from, lines counted from 1. BST_WRONG_USE when the last run made no such output, or it
 * has no such line; bst_complaint says so. */
enum bst_result bst_why(struct bst_context *context, uint32_t line, struct bst_origin *origin);

/* The one canonical layout of a text, in *formatted. BST_FINDINGS, and *formatted empty, when it has a syntax error.
 * `path` is only for the diagnostics. */
enum bst_result bst_format(struct bst_context *context, const char *path, struct bst_text text,
	struct bst_text *formatted);

/* What a stage made of the program: "ast", "model", "estate", "plan" or "work", which is the rows that each rule and each
 * emitter went through. For people who debug, and for tests;
 * the form may change with any version. */
enum bst_result bst_dump(struct bst_context *context, const struct bst_options *options, const char *stage,
	const char *const *paths, size_t path_count, struct bst_text *dump);
/* The stages' names, NULL behind the last. */
const char *const *bst_stages(void);

/* --- diagnostics as text ------------------------------------------------------------------------- */

enum bst_form {
	BST_FORM_TEXT,       /* with the source lines and carets, for people */
	BST_FORM_JSON        /* one JSON array, for programs */
};
struct bst_style { bool colour; unsigned width; /* columns; 0 is unlimited */ };

/* All diagnostics of the last run, rendered; empty text when there are none (`[]` as JSON). Valid until the next call. */
enum bst_result bst_render(struct bst_context *context, enum bst_form form, const struct bst_style *style,
	struct bst_text *rendered);
/* Why the last call came to BST_WRONG_USE, with the nearest right name; "" otherwise. */
const char *bst_complaint(const struct bst_context *context);

/* --- documentation ------------------------------------------------------------------------------- */

enum bst_topic {
	BST_TOPIC_DIAGNOSTIC,   /* what the compiler itself reports */
	BST_TOPIC_RULE,         /* rules of the library */
	BST_TOPIC_KIND,         /* what can be declared */
	BST_TOPIC_PROPERTY,     /* of a kind: owner */
	BST_TOPIC_RELATION,     /* what rules and emitters quantify over */
	BST_TOPIC_FIELD,        /* of a relation: owner */
	BST_TOPIC_FUNCTION,     /* what expressions may call */
	BST_TOPIC_TARGET,       /* what is written */
	BST_TOPIC_DECLARED,     /* what the library declares: classes, engines, named values, …; signature: what it is */
	BST_TOPIC_TYPE,         /* built-in types of values */
	BST_TOPIC_WORD          /* words that statements of the language itself begin with */
};

/* One row. Texts that do not apply are "". */
struct bst_entry {
	enum bst_topic topic;
	const char *name;
	const char *owner;               /* the kind of a property, the relation of a field */
	const char *signature;           /* type of a property or field; parameters and result of a function */
	const char *doc;                 /* what it is: the comment above its declaration */
	const char *because;             /* of a rule: the requirement behind it */
	const char *help;                /* of a rule: the change that mends a finding */
	enum bst_severity severity;      /* of a rule or diagnostic */
	bool absolute;                   /* of a rule: it cannot be waived */
	uint32_t since;                  /* of a rule: a warning in the editions of the language before this one; 0 for none */
	const char *path;                /* where it is declared, or "" */
	uint32_t line;
	const char *failing, *corrected; /* a program that a rule or diagnostic refuses, and one that is right; or "" */
	const char *shape, *fallback;    /* of a property: its statement, and what is meant when it is left out */
	const char *clause;              /* of a diagnostic or a type: where the specification speaks of it */
	const char *said;                /* what its clauses say of a diagnostic, type or word */
	const char *text;                /* of a declaration: its text, shortened; of a target: the paths it writes to, a line each */
};

/* Visits every row of a topic, in order; false from `visit` stops with BST_STOPPED. */
enum bst_result bst_document(struct bst_context *context, enum bst_topic topic,
	bool (*visit)(void *user, const struct bst_entry *entry), void *user);
/* Whatever a topic has under that name, a property alone or behind its kind (`service.public`), at length, as text; without a name
 * (NULL) all names, grouped.
 * BST_WRONG_USE when nothing has that name; bst_complaint then names the nearest. */
enum bst_result bst_explain(struct bst_context *context, const char *name, struct bst_text *text);

/* "0.1.0". */
const char *bst_version(void);
/* The editions of the language that are read, the oldest first: "2026". */
const char *bst_editions(void);

#ifdef __cplusplus
}
#endif

#endif
