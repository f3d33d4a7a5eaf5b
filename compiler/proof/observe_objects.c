/* From the manifests of a cluster to what they say of rights: roles, their rules, and who is bound to them. */
#include "base/path.h"
#include "proof/proving.h"

struct object_row { const char *group, *kind; uint32_t row; };
static const struct object_row object_rows[] = {
#define RIGHTS(id, group, kind) { group, kind, RIGHTS_##id },
#define INERT(group, kind) { group, kind, RULED_INERT },
#define UNPROVED(group, kind) { group, kind, RULED_UNPROVED },
#define KEY_OF_SPACE(key)
#include "proof/objects.def"
#undef RIGHTS
#undef INERT
#undef UNPROVED
#undef KEY_OF_SPACE
};

static const char key_of_space[] =
#define RIGHTS(id, group, kind)
#define INERT(group, kind)
#define UNPROVED(group, kind)
#define KEY_OF_SPACE(key) key;
#include "proof/objects.def"
#undef RIGHTS
#undef INERT
#undef UNPROVED
#undef KEY_OF_SPACE

/* Everything of the tables is found under one key: group and kind. */
static uint64_t object_key(struct proof *p, struct str group, struct str kind)
{
	return MAP_KEY(names_intern(p->names, group), names_intern(p->names, kind));
}

void objects_fill_table(struct proof *p)
{
	for (size_t i = 0; i < sizeof object_rows / sizeof *object_rows; i++)
		map_put(p->arena, &p->object_rows, object_key(p, str_of(object_rows[i].group), str_of(object_rows[i].kind)), object_rows[i].row);
}

/* An object of which the file is being read. */
struct reading { struct proof *p; const struct tree *root; struct str kind; struct seen_object object; };

static struct diag *unread(struct reading *r, const struct tree *at, const char *why)
{
	return observe_unread(r->p, at->emitter_origin ? at : r->root, r->root, r->kind, why);
}

static struct str text_of(const struct tree *parent, const char *key)
{
	const struct tree *entry = tree_entry(parent, key);
	return entry && entry->kind == TREE_SCALAR ? entry->text : (struct str){ NULL, 0 };
}

static name name_of(struct reading *r, const struct tree *parent, const char *key)
{
	struct str text = text_of(parent, key);
	return text.len ? names_intern(r->p->names, text) : NO_NAME;
}

/* Every field of a mapping is one of these; another is a finding, for it may say anything. */
static void only(struct reading *r, const struct tree *mapping, const char *const *fields, size_t count)
{
	for (const struct tree *entry = tree_entry_from(mapping->first); entry; entry = tree_entry_from(entry->next)) {
		size_t i = 0;
		while (i < count && !str_is(entry->key, fields[i]))
			i++;
		if (i == count)
			diag_help(r->p->diags, unread(r, entry, "is a field that the proof does not know"), "leave it out");
	}
}

#define ONLY(r, mapping, ...) only(r, mapping, (const char *const[]){ __VA_ARGS__ }, \
	sizeof (const char *const[]){ __VA_ARGS__ } / sizeof(const char *))

static struct word_list words_of(struct reading *r, const struct tree *mapping, const char *key)
{
	struct proof *p = r->p;
	struct word_list list = { p->words.len, 0 };
	const struct tree *entry = tree_entry(mapping, key);
	bool understood = !entry || entry->kind == TREE_LIST;
	for (const struct tree *m = entry && understood ? tree_entry_from(entry->first) : NULL; m; m = tree_entry_from(m->next)) {
		understood &= m->kind == TREE_SCALAR;
		vec_push(p->arena, &p->words, names_intern(p->names, m->text));
		list.count++;
	}
	if (!understood)
		unread(r, entry, "is no list of words");
	return list;
}

static void read_rule(struct reading *r, const struct tree *rule)
{
	struct proof *p = r->p;
	struct seen_rule seen = { .emitter = rule->emitter_origin ? rule->emitter_origin : r->object.emitter };
	ONLY(r, rule, "apiGroups", "resources", "verbs", "resourceNames");
	seen.groups = words_of(r, rule, "apiGroups");
	seen.resources = words_of(r, rule, "resources");
	seen.verbs = words_of(r, rule, "verbs");
	seen.names = words_of(r, rule, "resourceNames");
	vec_push(p->arena, &p->rules, seen);
}

static void read_subject(struct reading *r, const struct tree *subject)
{
	struct proof *p = r->p;
	ONLY(r, subject, "apiGroup", "kind", "name", key_of_space);
	vec_push(p->arena, &p->subjects, (struct seen_subject){ name_of(r, subject, "kind"), name_of(r, subject, key_of_space),
		name_of(r, subject, "name"), subject->emitter_origin ? subject->emitter_origin : r->object.emitter });
}

/* Each member of a list of mappings; a list that is no such is not understood. */
static void each_mapping(struct reading *r, const char *key, void (*read)(struct reading *r, const struct tree *mapping))
{
	const struct tree *list = tree_entry(r->root, key);
	bool understood = !list || list->kind == TREE_LIST;
	for (const struct tree *m = list && understood ? tree_entry_from(list->first) : NULL; m; m = tree_entry_from(m->next)) {
		understood &= tree_is_mapping(m);
		if (tree_is_mapping(m))
			read(r, m);
	}
	if (!understood)
		unread(r, list, "is no list of mappings");
}

static void read_rights(struct reading *r)
{
	struct proof *p = r->p;
	bool binding = r->object.kind == RIGHTS_role_binding || r->object.kind == RIGHTS_cluster_role_binding;
	r->object.first = binding ? p->subjects.len : p->rules.len;
	if (binding) {
		const struct tree *role = tree_entry(r->root, "roleRef");
		ONLY(r, r->root, "apiVersion", "kind", "metadata", "roleRef", "subjects");
		r->object.role_kind = name_of(r, role, "kind");
		r->object.role = name_of(r, role, "name");
		each_mapping(r, "subjects", read_subject);
		r->object.count = p->subjects.len - r->object.first;
	} else {
		ONLY(r, r->root, "apiVersion", "kind", "metadata", "rules");
		each_mapping(r, "rules", read_rule);
		r->object.count = p->rules.len - r->object.first;
	}
	vec_push(p->arena, &p->objects, r->object);
	p->result.resources++;
}

/* What stands in a namespace under a name: whose it is. */
static void observe_workload(struct proof *p, const struct seen_object *object)
{
	struct str space = names_text(p->names, object->space), called = names_text(p->names, object->name);
	buf_clear(&p->text);
	buf_str(&p->text, space);
	buf_char(&p->text, '/');
	buf_str(&p->text, called);
	uint64_t key = MAP_KEY(object->cluster, names_intern(p->names, buf_slice(&p->text, 0)));
	if (map_at(&p->workload_at, key, 0))
		return;
	vec_push(p->arena, &p->workloads, *object);
	map_put(p->arena, &p->workload_at, key, p->workloads.len);
}

void observe_object(struct proof *p, struct str path, const struct tree *root)
{
	struct str version = text_of(root, "apiVersion"), kind = text_of(root, "kind");
	if (!version.len || !kind.len)
		return;
	uint32_t slash = path_first(version).len, row;
	struct str group = { version.at, slash < version.len ? slash : 0 };
	struct reading r = { .p = p, .root = root, .kind = kind };
	const struct tree *metadata = tree_entry(root, "metadata");
	if (!map_get(&p->object_rows, object_key(p, group, kind), &row)) {
		name own = names_find(p->names, kind);
		if (own && map_at(&p->trusted, own, 0)) {
			p->result.trusted++;
			return;
		}
		struct diag *diag = unread(&r, root, "is a kind of object that the proof does not know: nobody can say what it opens");
		diag_help(p->diags, diag, "trust %.*s because \"…\", when you know that it opens nothing", STR_ARG(kind));
		return;
	}
	/* The folder of a cluster's manifests: `kubectl apply --recursive --filename` takes it as a whole. */
	r.object = (struct seen_object){ .kind = row, .cluster = names_intern(p->names, path_first(path)), .emitter = root->emitter_origin,
		.origin = root->origin, .subject = root->subject };
	r.object.name = name_of(&r, metadata, "name");
	r.object.space = name_of(&r, metadata, key_of_space);
	if (str_is(kind, "Namespace") && group.len == 0)
		map_put(p->arena, &p->spaces, MAP_KEY(r.object.cluster, r.object.name), 1);
	if (r.object.subject && r.object.space)
		observe_workload(p, &r.object);
	if (row == RULED_INERT)
		p->result.inert++;
	else if (row == RULED_UNPROVED)
		p->result.unproved++;
	else
		read_rights(&r);
}
