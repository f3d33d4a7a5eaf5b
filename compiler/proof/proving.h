/* Inside of proof/: what was seen, and how references lead from one resource to another. */
#ifndef BST_PROVING_H
#define BST_PROVING_H

#include "value/cidr.h"
#include "proof/proof.h"

/* Types that are read, and all their arguments in one row: TYPE_vpc, READ_vpc_cidr. */
enum seen_type {
	SEEN_NOTHING,
#define TYPE(id, text) SEEN_##id,
#include "proof/types.def"
	SEEN_TYPE_COUNT
};
enum seen_argument {
#define READS(id, member, path) READ_##id##_##member,
#include "proof/types.def"
	SEEN_ARGUMENT_COUNT
};

/* A scalar as written, or the address that a reference names; `account` when it says whose, as `111111111111/@…`. */
struct seen_value { name text; uint32_t account : 31, reference : 1, target; };   /* `target`: what a reference means, once somebody asked; SEEN_UNASKED */
#define SEEN_UNASKED UINT32_MAX
/* The value of one argument: none, one, or the members of a list. */
struct seen_cell { uint32_t first, count; };

/* A resource. `emitter` is the place of its line in the library, `origin` the statement behind it, `subject` what the
 * emitter was at when it wrote it; `data` when it is read and never managed. */
struct seen { uint32_t type, unit, emitter, origin; object_ref subject; name address; uint32_t first_cell; bool data; };

typedef uint32_t seen_ref;                         /* index into proof->seen; 0 none */

/* Words in a row. */
struct word_list { uint32_t first, count; };       /* in proof->words */

/* An object of a cluster that says who may do what: a role with rules, or a binding of a role to subjects. `cluster` is the folder
 * of manifests it lies in, `space` the namespace, none for the whole cluster. */
enum seen_rights {
#define RIGHTS(id, group, kind) RIGHTS_##id,
#define WALL(id, group, kind) WALL_##id,
#define OBJECT(id, group, kind) OBJECT_##id,
#define VALUES(id) OBJECT_##id,
#include "proof/objects.def"
	OBJECT_pod,                                    /* what pods are made of, within another object */
	RIGHTS_COUNT
};
/* Fields of objects that are compared. */
enum seen_field {
	PART_NONE,
#define READS(id, member, path) PART_##id##_##member,
#include "proof/objects.def"
	PART_COUNT
};
struct seen_object {
	enum seen_rights kind;
	name cluster, space, name;
	uint32_t unit, emitter, origin;                /* unit: whose addresses its references are; none of a manifest */
	object_ref subject;                            /* what the emitter was at */
	uint32_t first, count;                         /* in proof->rules, or proof->subjects */
	name role_kind, role;                          /* of a binding */
};
/* A file of a target that is read by nobody: it is written as it is, or `written` by an emitter and says no kind. */
struct seen_copy { name target, path; struct span span; bool written; };
struct seen_rule { struct word_list groups, resources, verbs, names; uint32_t emitter; };
struct seen_subject { name kind, space, name; uint32_t emitter; };

/* Pods of a namespace by one label, or all of them; a block of addresses without some of them. `any_space`: of every namespace. */
struct seen_peer { name space, label, pods; bool any_space, by_block; struct cidr block; struct word_list except; };
struct seen_ports { unsigned protocol; uint32_t first, last; };
/* What a wall lets pass: from or to any of the peers (none: anybody) at any of the ports (none: all). */
struct seen_opening { bool in; uint32_t first_peer, peer_count, first_port, port_count, emitter; };
/* Which connections pods of a namespace open and accept: whatever no wall around them lets pass is closed. `of`: in proof->things. */
struct seen_wall { uint32_t of; name label, pods; bool in, out; uint32_t first, count; };

/* One statement of a policy: every one of its principals may (or may not: `denies`) do every one of its actions with every one of its
 * resources, where all its conditions hold. `of`: the resource that holds the document. */
struct seen_statement {
	seen_ref of;
	uint32_t first_principal, principal_count;
	struct word_list actions, resources;
	uint32_t first_condition, condition_count, emitter;
	bool denies;
};
/* `kind` as in the document: AWS, Service, Federated; somebody of every kind is `*` of AWS. */
struct seen_principal { name kind, who; };
struct seen_condition { name test, key; struct word_list values; };   /* what is known later stands in a value as `<ADDRESS>` */

/* An entry of an access list: what it lets pass, or turns away. Messages of the network (icmp) have no ports: kind and code are one number. */
struct seen_entry { seen_ref of; uint32_t number, emitter; struct cidr block; struct seen_ports ports; bool in, allows; };

/* Lists by key in the order of adding: heads and a chain. */
struct chain_link { uint32_t value, former; };
struct chain { struct map last; VEC(struct chain_link) links; };

/* Where a unit keeps its state: the place of the statement that says so. */
struct seen_state { name bucket; uint32_t unit, emitter, origin; };
/* A unit reads the state with this key. */
struct seen_reading { uint32_t unit; name key; };
/* The one account in which a provider acts. */
struct seen_acting { name account; uint32_t emitter, origin; };
/* A unit: its path, the part of it before the first slash, and the account and region that it is applied in, where it has them. */
struct seen_unit { name path, folder, account, region; };

/* A job of a workflow. `place`: the environment in which it runs, NO_NAME none or known later; `behind`: the one job whose end it
 * waits for, however that ended; `called`: the file of the workflow that it runs in its place, NO_NAME one that is not of its repository. */
struct seen_job {
	uint32_t workflow, emitter, origin;
	name repository, name, place, behind, called;  /* repository as OWNER/NAME, this and place in small letters */
	struct word_list needs;
	bool signs_in, later;
	bool anyway;                                   /* it runs although what it waits for failed, or others do although it did */
	bool otherwise;                                /* more is said of its environment than name and address, or it runs as often as is said */
	bool calls;
	bool unsaid, starts_others;                    /* nothing is said of what it may do; it may start and stop runs */
};

struct proof {
	struct arena *arena;
	struct facts *facts;
	const struct sources *sources;
	struct names *names;
	struct diags *diags;
	struct proof_result result;
	struct buf text;                               /* for making texts that are interned */

	/* The rows of types.def by name: type -> row, type and path -> argument; RULED_* otherwise. */
	struct map type_rows, argument_rows, trusted;
	uint32_t first_argument[SEEN_TYPE_COUNT + 1];

	VEC(struct seen) seen;
	VEC(struct seen_cell) cells;
	VEC(struct seen_value) values;
	VEC(seen_ref) of_type[SEEN_TYPE_COUNT];       /* by type */
	struct map by_address;                         /* unit and address -> seen, once all are */
	struct map unit_by_state;                      /* key of a state -> unit */
	VEC(struct seen_state) states;
	VEC(struct seen_acting) acting;
	struct map state_at;                           /* bucket and key -> index in states */
	struct map backends;                           /* units that say where their state lies */
	struct map remote_states;                      /* unit and label of a remote state -> key of that state */
	VEC(struct seen_reading) reads;                /* the same, one by one */
	struct map exported;                           /* unit and name of an output -> address */
	struct map unit_by_path;
	VEC(struct seen_unit) units;                   /* by their numbers; the first is none */
	struct map state_buckets;                      /* names of buckets that keep states */
	struct map secrets;                            /* type, and type and attribute: its value lets in whoever knows it */

	struct map object_rows;                        /* group of interfaces and kind -> row of objects.def */
	VEC(struct seen_object) objects;
	VEC(struct seen_rule) rules;
	VEC(struct seen_subject) subjects;
	VEC(name) words;
	VEC(struct seen_statement) statements;
	VEC(struct seen_principal) principals;
	VEC(struct seen_condition) conditions;
	struct chain statements_of;                    /* resource -> statements of its policy */
	VEC(struct seen_object) workloads;             /* the first object of each name in a namespace */
	struct map workload_at;                        /* folder of a cluster, and namespace and name -> index in workloads + 1 */
	VEC(struct seen_object) things;                /* objects with fields that are compared, and walls */
	struct chain parts;                            /* thing and field -> values */
	VEC(struct seen_wall) walls;
	VEC(struct seen_opening) openings;
	VEC(struct seen_peer) peers;
	VEC(struct seen_ports) ports;
	VEC(struct seen_entry) entries;
	struct map charts;                             /* targets whose files are values of a chart */
	struct map clusters;                           /* targets that write objects */
	VEC(struct seen_copy) copies;
	VEC(struct seen_job) jobs;
	uint32_t workflows;                            /* so many were read */
	struct map workflow_files;                     /* their paths -> 1 */
	struct map field_rows;                         /* kind and path -> row of a field in objects.def */
	VEC(uint32_t) needed_rows;                     /* those that must be said */
	struct map spaces;                             /* folder of a cluster and name of a namespace in it */
};

/* Of the rows of types.def and objects.def those that are not read. */
enum { RULED_INERT = UINT32_MAX - 5, RULED_IGNORED, RULED_DOCUMENT, RULED_ENTRY_IN, RULED_ENTRY_OUT, RULED_OUTER };

/* --- observe.c -------------------------------------------------------------------------------------------------- */

void observe_block(struct proof *p, uint32_t unit, const struct tree *block);
/* An entry of a map or block by its key, or NULL. */
const struct tree *tree_entry(const struct tree *parent, const char *key);
/* The first entry or member at or behind this one: comments are neither. */
const struct tree *tree_entry_from(const struct tree *entry);
bool tree_is_mapping(const struct tree *tree);
/* A finding that something is not understood: at the entry, or at the whole where `at` is it. */
struct diag *observe_unread(struct proof *p, const struct tree *at, const struct tree *whole, struct str what, const char *why);

/* --- observe_blocks.c ---------------------------------------------------------------------------------------------- */

/* What a resource of a type that is not read runs (`provisioner`), and that there are more of it than one. */
void observe_runs(struct proof *p, const struct tree *block);
void observe_copies(struct proof *p, const struct tree *block);
/* `data` of a type that is not compared with anything. */
void observe_other_data(struct proof *p, const struct tree *block);
/* A block `terraform`: where the state of the unit lies, and whose providers it runs. */
void observe_settings(struct proof *p, uint32_t unit, const struct tree *block);
/* A block that is neither a resource nor data, nor ties units together. */
void observe_other_block(struct proof *p, const struct tree *block);

/* --- observe_secrets.c ---------------------------------------------------------------------------------------------- */

void secrets_fill_table(struct proof *p);
/* A value that is a secret, where a block of Terraform would show it. */
void observe_secrets(struct proof *p, const struct tree *block);

/* --- observe_workflows.c ------------------------------------------------------------------------------------------- */

/* A workflow, or an action that workflows use. */
void observe_workflow(struct proof *p, struct str path, const struct tree *root);

/* --- observe_expressions.c ----------------------------------------------------------------------------------------- */

/* Whether expressions of GitHub's within a text put there what strangers write (`${{ github.event.issue.title }}`); also those of
 * `variables` (`${{ env.TITLE }}`), where some of these are written by strangers. */
bool expressions_are_untrusted(struct proof *p, const struct tree *script, bool variables);

/* --- observe_policies.c -------------------------------------------------------------------------------------------- */

/* The policy of a resource; `whole` is the resource. */
void observe_policy(struct proof *p, seen_ref of, enum seen_type type, const struct tree *document, const struct tree *whole);

/* --- observe_objects.c ------------------------------------------------------------------------------------------ */

void objects_fill_table(struct proof *p);
/* What may be an object of a cluster: a file in its folder, or a part of an output of `unit`; `whole` is where it is written. */
void observe_object(struct proof *p, name cluster, uint32_t unit, const struct tree *root, const struct tree *whole);
/* A file of a target that writes values for a chart, which it copies. */
void observe_values(struct proof *p, name cluster, const struct tree *root);
/* An output of a unit that may be objects for the cluster of its environment: one, or a `List` of them. */
void observe_listed(struct proof *p, uint32_t unit, const struct tree *output);
/* Objects that lie where nobody reads them: within other values of a block. */
void observe_hidden(struct proof *p, const struct tree *block);

/* --- observe_walls.c -------------------------------------------------------------------------------------------- */

/* An object that says which connections pods open and accept; `of` is where it will stand in proof->things. */
void observe_wall(struct proof *p, const struct tree *root, const struct seen_object *object, uint32_t of);

/* --- observe_lists.c -------------------------------------------------------------------------------------------- */

/* Entries of an access list: a block, or a list of them; `of` is the list, `whole` where it is written. */
void observe_entries(struct proof *p, seen_ref of, bool in, const struct tree *entries, const struct tree *whole);

/* --- resolve.c: reading what was seen --------------------------------------------------------------------------- */

static inline const struct seen *seen_at(const struct proof *p, seen_ref s) { return &p->seen.at[s]; }
const struct seen_cell *seen_cell(const struct proof *p, seen_ref s, enum seen_argument argument);
/* The one value of an argument as text, {0} when it is absent, a list, or a reference. */
struct str seen_text(const struct proof *p, seen_ref s, enum seen_argument argument);
bool seen_true(const struct proof *p, seen_ref s, enum seen_argument argument);
/* Whatever is neither absent nor a plain `false`: Terraform takes other words for true, and a reference is known later. */
bool seen_may_be_true(const struct proof *p, seen_ref s, enum seen_argument argument);
/* A block of addresses; false when the argument is none. */
bool seen_cidr(const struct proof *p, seen_ref s, enum seen_argument argument, struct cidr *block);
/* The resource that the i-th value of an argument refers to, also across units, or 0. */
seen_ref seen_target(const struct proof *p, seen_ref s, enum seen_argument argument, uint32_t i);
/* That of the only value, when it is of this type. */
seen_ref seen_one(const struct proof *p, seen_ref s, enum seen_argument argument, enum seen_type type);
/* The resource that an address in a unit means, also through the output of another unit, or 0. */
seen_ref seen_address(const struct proof *p, uint32_t unit, struct str address);
/* The text until a letter; what is behind it remains. */
struct str proof_part(struct str *rest, char end);
bool cidr_of_text(struct str text, struct cidr *block);
struct str cidr_text(struct proof *p, struct cidr block);
/* What GitHub compares without regard to case. */
name small_letters(struct proof *p, struct str s);

void chain_add(struct arena *arena, struct chain *chain, uint64_t key, uint32_t value);
/* for (uint32_t l = chain_last(c, key); l; l = chain_former(c, l)) … chain_value(c, l) …: latest first. */
uint32_t chain_last(const struct chain *chain, uint64_t key);
static inline uint32_t chain_former(const struct chain *c, uint32_t link) { return c->links.at[link - 1].former; }
static inline uint32_t chain_value(const struct chain *c, uint32_t link) { return c->links.at[link - 1].value; }

/* --- compare.c --------------------------------------------------------------------------------------------------- */

/* A finding about a resource: at its emitter's line, with the statement behind it. */
struct diag *proof_opens(struct proof *p, seen_ref s, const char *format, ...) __attribute__((format(printf, 3, 4)));
struct diag *proof_closes(struct proof *p, seen_ref s, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* About an entry of an access list. */
struct diag *proof_opens_entry(struct proof *p, const struct seen_entry *entry, const char *format, ...) __attribute__((format(printf, 3, 4)));
struct diag *proof_closes_entry(struct proof *p, const struct seen_entry *entry, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same about an object of a cluster. */
struct diag *proof_opens_object(struct proof *p, const struct seen_object *o, uint32_t emitter, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
struct diag *proof_closes_object(struct proof *p, const struct seen_object *o, uint32_t emitter, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* A finding about a declaration that no resource answers. */
struct diag *proof_lacks(struct proof *p, object_ref declared, const char *format, ...) __attribute__((format(printf, 3, 4)));
struct str proof_spelled(struct proof *p, struct val v);

#endif
