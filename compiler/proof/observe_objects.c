/* From the manifests of a cluster to what they say of rights: roles, their rules, and who is bound to them. */
#include "base/path.h"
#include "proof/proving.h"

struct object_row { const char *group, *kind; uint32_t row; };
static const struct object_row object_rows[] = {
#define RIGHTS(id, group, kind) { group, kind, RIGHTS_##id },
#define WALL(id, group, kind) { group, kind, WALL_##id },
#define OBJECT(id, group, kind) { group, kind, OBJECT_##id },
#define INERT(group, kind, reason) { group, kind, RULED_INERT },
#include "proof/objects.def"
};

/* `value` NULL: the field is kept as `part`, or opens nothing. */
struct field_row { enum seen_rights of; const char *path, *value, *finding; enum seen_field part; bool needed, pods; };
static const struct field_row field_rows[] = {
#define IGNORES(id, path) { .of = OBJECT_##id, path, NULL, NULL, PART_NONE, false, false },
#define NEEDS(id, member, path, finding) { .of = OBJECT_##id, path, NULL, finding, PART_##id##_##member, true, false },
#define READS(id, member, path) { .of = OBJECT_##id, path, NULL, NULL, PART_##id##_##member, false, false },
#define PODS(id, path) { .of = OBJECT_##id, path, NULL, NULL, PART_NONE, false, true },
#define MUST(id, path, value, finding) { .of = OBJECT_##id, path, value, finding, PART_NONE, true, false },
#define ONLY(id, path, value, finding) { .of = OBJECT_##id, path, value, finding, PART_NONE, false, false },
#include "proof/objects.def"
};
enum { FIELD_ROWS = sizeof field_rows / sizeof *field_rows };

static const char key_of_space[] =
#define KEY_OF_SPACE(key) key;
#include "proof/objects.def"

static const char lending[] =
#define LENDS(prefix) prefix;
#include "proof/objects.def"

/* Everything of the tables is found under one key: group and kind. */
static uint64_t object_key(struct proof *p, struct str group, struct str kind)
{
	return MAP_KEY(names_intern(p->names, group), names_intern(p->names, kind));
}

void objects_fill_table(struct proof *p)
{
	for (size_t i = 0; i < sizeof object_rows / sizeof *object_rows; i++)
		map_put(p->arena, &p->object_rows, object_key(p, str_of(object_rows[i].group), str_of(object_rows[i].kind)), object_rows[i].row);
	for (uint32_t i = 0; i < FIELD_ROWS; i++) {
		map_put(p->arena, &p->field_rows, MAP_KEY(field_rows[i].of, names_intern(p->names, str_of(field_rows[i].path))), i);
		if (field_rows[i].needed)
			vec_push(p->arena, &p->needed_rows, i);
	}
}

/* An object of which the file is being read. */
struct reading {
	struct proof *p;
	const struct tree *root, *whole;
	struct str kind;
	struct seen_object object;
	enum seen_rights of;                           /* whose rows of fields hold: the object's, or those of pods */
	name own_name, own_space;                      /* paths of what the object itself is called */
	size_t path;                                   /* where the path of the field starts in p->text */
	bool met[FIELD_ROWS];
};

static struct diag *unread(struct reading *r, const struct tree *at, const char *why)
{
	return observe_unread(r->p, at->emitter_origin ? at : r->whole, r->whole, r->kind, why);
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

/* By its labels a role may become part of another one, which everybody has who has that. */
static void read_labels(struct reading *r)
{
	const struct tree *metadata = tree_entry(r->root, "metadata"), *labels = tree_entry(metadata, "labels");
	if (metadata)
		ONLY(r, metadata, "name", key_of_space, "labels");
	for (const struct tree *t = labels ? tree_entry_from(labels->first) : NULL; t; t = tree_entry_from(t->next))
		if (str_starts(t->key, str_of(lending)))
			unread(r, t, "gives what it says to others by a label");
}

static void read_rights(struct reading *r)
{
	struct proof *p = r->p;
	read_labels(r);
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

/* --- fields of other objects -------------------------------------------------------------------------------------------- */

static void read_field(struct reading *r, const struct tree *field);

static void read_fields(struct reading *r, const struct tree *mapping)
{
	struct buf *text = &r->p->text;
	for (const struct tree *field = tree_entry_from(mapping->first); field; field = tree_entry_from(field->next)) {
		size_t length = text->len;
		if (length > r->path)
			buf_char(text, '.');
		buf_str(text, field->key);
		read_field(r, field);
		text->len = length;
	}
}

/* A value is kept as it is written; what a unit knows later as `<ADDRESS>`. */
static void read_known(struct reading *r, const struct tree *value, const struct field_row *row)
{
	struct proof *p = r->p;
	bool later = row->part && r->object.unit && value->kind == TREE_REFERENCE;
	if (row->part && value->kind == TREE_LIST) {
		for (const struct tree *member = tree_entry_from(value->first); member; member = tree_entry_from(member->next))
			read_known(r, member, row);
		return;
	}
	if (value->kind != TREE_SCALAR && !later) {
		unread(r, value, "holds what the proof does not read");
		return;
	}
	if (row->part)
		chain_add(p->arena, &p->parts, MAP_KEY(p->things.len, row->part), later
			? names_intern(p->names, str_format(p->arena, "<%.*s>", STR_ARG(value->text))) : names_intern(p->names, value->text));
	r->met[row - field_rows] = true;
	if (row->value && !str_is(value->text, row->value))
		proof_opens_object(p, &r->object, value->emitter_origin ? value->emitter_origin : r->object.emitter, "%s", row->finding);
}

/* A row of the object at hand that lies below a path and must be said. */
static bool is_needed_below(const struct reading *r, const struct field_row *row, uint32_t length)
{
	struct str path = str_of(row->path), outer = buf_slice(&r->p->text, r->path);
	return row->needed && row->of == r->of && path.len > length && path.at[length] == '.' && str_starts(path, (struct str){ outer.at, length });
}

/* What is needed below a list each of its members says for itself. */
static void read_member(struct reading *r, const struct tree *member)
{
	uint32_t length = (uint32_t)(r->p->text.len - r->path);
	const uint32_t *rows = r->p->needed_rows.at, count = r->p->needed_rows.len;
	for (uint32_t i = 0; i < count; i++)
		if (is_needed_below(r, &field_rows[rows[i]], length))
			r->met[rows[i]] = false;
	read_fields(r, member);
	for (uint32_t i = 0; i < count; i++) {
		if (!is_needed_below(r, &field_rows[rows[i]], length))
			continue;
		if (!r->met[rows[i]])
			proof_opens_object(r->p, &r->object, member->emitter_origin ? member->emitter_origin : r->object.emitter, "%s", field_rows[rows[i]].finding);
		r->met[rows[i]] = true;
	}
}

/* Its path stands in p->text. Members of a list have the path of the list. */
static void read_field(struct reading *r, const struct tree *field)
{
	struct proof *p = r->p;
	name path = names_find(p->names, buf_slice(&p->text, r->path));
	uint32_t at;
	if (path && map_get(&p->field_rows, MAP_KEY(r->of, path), &at)) {
		const struct field_row *row = &field_rows[at];
		struct reading outer = *r;
		if (row->pods) {
			r->of = OBJECT_pod;
			r->path = p->text.len;
			read_fields(r, field);
			r->of = outer.of;
			r->path = outer.path;
			r->met[at] = true;
		} else if (row->value || row->part) {
			read_known(r, field, row);
		}
	} else if (path && (path == r->own_name || path == r->own_space)) {
		return;
	} else if (tree_is_mapping(field)) {
		read_fields(r, field);
	} else if (field->kind == TREE_LIST) {
		for (const struct tree *member = tree_entry_from(field->first); member; member = tree_entry_from(member->next)) {
			if (tree_is_mapping(member))
				read_member(r, member);
			else
				diag_help(p->diags, unread(r, field, "is a field that the proof does not know"), "leave it out");
		}
	} else {
		diag_help(p->diags, unread(r, field, "is a field that the proof does not know"), "leave it out");
	}
}

static void read_object(struct reading *r)
{
	struct proof *p = r->p;
	bool pods = false;
	r->of = r->object.kind;
	r->own_name = names_intern(p->names, STR("metadata.name"));
	r->own_space = names_intern(p->names, str_format(p->arena, "metadata.%s", key_of_space));
	for (const struct tree *field = tree_entry_from(r->root->first); field; field = tree_entry_from(field->next)) {
		if (str_is(field->key, "apiVersion") || str_is(field->key, "kind"))
			continue;
		buf_clear(&p->text);
		r->path = 0;
		buf_str(&p->text, field->key);
		read_field(r, field);
	}
	for (uint32_t i = 0; i < FIELD_ROWS; i++)
		pods |= field_rows[i].pods && r->met[i];
	for (uint32_t i = 0; i < FIELD_ROWS; i++)
		if (field_rows[i].needed && !r->met[i] && (field_rows[i].of == r->object.kind || (pods && field_rows[i].of == OBJECT_pod)))
			proof_opens_object(p, &r->object, r->object.emitter, "%s", field_rows[i].finding);
	vec_push(p->arena, &p->things, r->object);
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

void observe_object(struct proof *p, name cluster, uint32_t unit, const struct tree *root, const struct tree *whole)
{
	struct str version = text_of(root, "apiVersion"), kind = text_of(root, "kind");
	if (!version.len || !kind.len) {
		if (!unit && (tree_entry(root, "apiVersion") || tree_entry(root, "kind")))
			diag_help(p->diags, observe_unread(p, whole, whole, kind.len ? kind : STR("apiVersion"), "is an object whose kind nobody can read"),
				"write `apiVersion` and `kind` as plain texts, each object in a file of its own");
		return;
	}
	uint32_t slash = path_first(version).len, row;
	struct str group = { version.at, slash < version.len ? slash : 0 };
	struct reading r = { .p = p, .root = root, .whole = whole, .kind = kind };
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
	r.object = (struct seen_object){ .kind = row, .cluster = cluster, .unit = unit, .emitter = whole->emitter_origin, .origin = whole->origin,
		.subject = root->subject };
	r.object.name = name_of(&r, metadata, "name");
	r.object.space = name_of(&r, metadata, key_of_space);
	if (str_is(kind, "Namespace") && group.len == 0)
		map_put(p->arena, &p->spaces, MAP_KEY(r.object.cluster, r.object.name), 1);
	if (r.object.subject && r.object.space && row >= OBJECT_space && row < RULED_INERT && row != OBJECT_settings && row != OBJECT_pod_group)
		observe_workload(p, &r.object);
	if (row == RULED_INERT) {
		p->result.inert++;
	} else if (row == WALL_network_policy) {
		observe_wall(p, root, &r.object, p->things.len);
		vec_push(p->arena, &p->things, r.object);
		p->result.resources++;
	} else if (row >= OBJECT_space) {
		read_object(&r);
	} else {
		read_rights(&r);
	}
}

void observe_values(struct proof *p, name cluster, const struct tree *root)
{
	struct reading r = { .p = p, .root = root, .whole = root, .kind = STR("values"), .object = { .kind = OBJECT_values, .cluster = cluster,
		.emitter = root->emitter_origin, .origin = root->origin, .subject = root->subject } };
	r.object.name = name_of(&r, root, "name");
	read_object(&r);
}

static bool is_object(const struct tree *t) { return tree_is_mapping(t) && text_of(t, "apiVersion").len && text_of(t, "kind").len; }

static void refuse_hidden(struct proof *p, const struct tree *t, const struct tree *whole)
{
	if (is_object(t)) {
		struct str kind = text_of(t, "kind");
		name known = names_find(p->names, kind);
		if (known && map_at(&p->trusted, known, 0))
			p->result.trusted++;
		else
			diag_help(p->diags, observe_unread(p, t->emitter_origin ? t : whole, whole, kind, "is an object of a cluster where the proof does not read it"),
				"make it an output of its own; or trust %.*s because \"…\", when you know who takes it from there", STR_ARG(kind));
		return;
	}
	for (const struct tree *inner = t->first; inner; inner = inner->next)
		if (inner->first)
			refuse_hidden(p, inner, whole);
}

/* Whoever applies what lies in a value takes it from there: what is read are outputs that are objects themselves. */
void observe_hidden(struct proof *p, const struct tree *block)
{
	bool output = str_is(block->key, "output");
	for (const struct tree *t = block->first; t; t = t->next) {
		const struct tree *root = t->kind == TREE_JSON ? t->first : output || str_is(block->key, "locals") ? t : NULL;
		bool is_read = root && output && str_is(t->key, "value") && (is_object(root) || str_is(text_of(root, "kind"), "List"));
		if (root && !is_read)
			refuse_hidden(p, root, block);
		else if (t->kind == TREE_BLOCK)
			observe_hidden(p, t);
	}
}

void observe_listed(struct proof *p, uint32_t unit, const struct tree *output)
{
	const struct tree *value = tree_entry(output, "value");
	const struct tree *root = value && value->kind == TREE_JSON && value->first ? value->first : value;
	name cluster = p->units.at[unit].folder;
	if (!root || !tree_is_mapping(root))
		return;
	if (!str_is(text_of(root, "kind"), "List")) {
		observe_object(p, cluster, unit, root, output);
		return;
	}
	const struct tree *items = tree_entry(root, "items");
	if (items && items->kind != TREE_LIST)
		observe_unread(p, items, output, STR("List"), "is no list of objects");
	for (const struct tree *m = items && items->kind == TREE_LIST ? tree_entry_from(items->first) : NULL; m; m = tree_entry_from(m->next))
		observe_object(p, cluster, unit, m, output);
}
