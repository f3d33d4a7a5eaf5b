/* From objects that say which connections pods open and accept to walls and what passes them. Selectors by more than one label, and
 * ports by their names, are not understood, and said. */
#include "proof/proving.h"

struct reading { struct proof *p; const struct tree *root; const struct seen_object *object; };

static const char name_of_space[] =
#define NAME_OF_SPACE(label) label;
#include "proof/objects.def"

static void unread(struct reading *r, const struct tree *at, const char *why)
{
	const struct tree *kind = tree_entry(r->root, "kind");
	diag_help(r->p->diags, observe_unread(r->p, at->emitter_origin ? at : r->root, r->root, kind->text, why),
		"write selectors of one label, ports by their numbers, and blocks of addresses");
}

/* Every field is one of these, with blanks between. */
static void only(struct reading *r, const struct tree *mapping, const char *known)
{
	for (const struct tree *entry = tree_entry_from(mapping->first); entry; entry = tree_entry_from(entry->next)) {
		struct str rest = str_of(known);
		bool found = false;
		while (rest.len && !found)
			found = str_equal(proof_part(&rest, ' '), entry->key);
		if (!found)
			unread(r, entry, "is a field that the proof does not know");
	}
}

/* The one label of a selector; none of all. */
static void read_selector(struct reading *r, const struct tree *selector, name *label, name *value)
{
	const struct tree *labels = tree_entry(selector, "matchLabels"), *first = labels ? tree_entry_from(labels->first) : NULL;
	*label = *value = NO_NAME;
	only(r, selector, "matchLabels");
	if (!first)
		return;
	if (first->kind != TREE_SCALAR || tree_entry_from(first->next))
		unread(r, labels, "is a selector that the proof does not read");
	*label = names_intern(r->p->names, first->key);
	*value = names_intern(r->p->names, first->text);
}

static struct word_list read_words(struct reading *r, const struct tree *list)
{
	struct proof *p = r->p;
	struct word_list words = { p->words.len, 0 };
	for (const struct tree *m = list ? tree_entry_from(list->first) : NULL; m; m = tree_entry_from(m->next)) {
		if (m->kind != TREE_SCALAR)
			unread(r, m, "is no word");
		vec_push(p->arena, &p->words, names_intern(p->names, m->text));
		words.count++;
	}
	return words;
}

static void read_peer(struct reading *r, const struct tree *tree)
{
	struct proof *p = r->p;
	struct seen_peer peer = { .space = r->object->space };
	const struct tree *block = tree_entry(tree, "ipBlock"), *space = tree_entry(tree, "namespaceSelector"), *pods = tree_entry(tree, "podSelector");
	only(r, tree, "ipBlock namespaceSelector podSelector");
	if (block) {
		const struct tree *cidr = tree_entry(block, "cidr");
		only(r, block, "cidr except");
		peer.by_block = cidr && cidr->kind == TREE_SCALAR && cidr_of_text(cidr->text, &peer.block);
		peer.except = read_words(r, tree_entry(block, "except"));
		if (!peer.by_block)
			unread(r, block, "is no block of addresses that the proof can read");
	}
	if (space) {
		name label;
		read_selector(r, space, &label, &peer.space);
		peer.any_space = !label;
		if (label && !str_is(names_text(p->names, label), name_of_space))
			unread(r, space, "is a selector of namespaces by another label than their name");
	}
	if (pods)
		read_selector(r, pods, &peer.label, &peer.pods);
	if (!block && !space && !pods)
		unread(r, tree, "names nobody");
	vec_push(p->arena, &p->peers, peer);
}

static bool number(const struct tree *tree, uint32_t *n)
{
	*n = 0;
	for (uint32_t i = 0; tree->kind == TREE_SCALAR && i < tree->text.len && *n < 65536; i++)
		*n = tree->text.at[i] >= '0' && tree->text.at[i] <= '9' ? *n * 10 + (uint32_t)(tree->text.at[i] - '0') : 65536;
	return tree->kind == TREE_SCALAR && tree->text.len > 0 && *n < 65536;
}

static void read_port(struct reading *r, const struct tree *tree)
{
	struct seen_ports ports = { PROTOCOL_TCP, 0, 65535 };
	const struct tree *protocol = tree_entry(tree, "protocol"), *first = tree_entry(tree, "port"), *last = tree_entry(tree, "endPort");
	only(r, tree, "protocol port endPort");
	if (protocol)
		ports.protocol = str_is(protocol->text, "TCP") ? PROTOCOL_TCP : str_is(protocol->text, "UDP") ? PROTOCOL_UDP : PROTOCOL_ANY;
	if (first && number(first, &ports.first))
		ports.last = ports.first;
	else if (first)
		unread(r, first, "is no number of a port");
	if (last && !number(last, &ports.last))
		unread(r, last, "is no number of a port");
	vec_push(r->p->arena, &r->p->ports, ports);
}

static void each_member(struct reading *r, const struct tree *list, void (*read)(struct reading *r, const struct tree *member))
{
	for (const struct tree *m = list ? tree_entry_from(list->first) : NULL; m; m = tree_entry_from(m->next)) {
		if (list->kind == TREE_LIST && tree_is_mapping(m))
			read(r, m);
		else
			unread(r, m, "is no list of mappings");
	}
}

static void read_opening(struct reading *r, const struct tree *tree, bool in)
{
	struct proof *p = r->p;
	struct seen_opening o = { .in = in, .first_peer = p->peers.len, .first_port = p->ports.len,
		.emitter = tree->emitter_origin ? tree->emitter_origin : r->object->emitter };
	only(r, tree, in ? "from ports" : "to ports");
	each_member(r, tree_entry(tree, in ? "from" : "to"), read_peer);
	each_member(r, tree_entry(tree, "ports"), read_port);
	o.peer_count = p->peers.len - o.first_peer;
	o.port_count = p->ports.len - o.first_port;
	vec_push(p->arena, &p->openings, o);
}

static void read_in(struct reading *r, const struct tree *tree) { read_opening(r, tree, true); }
static void read_out(struct reading *r, const struct tree *tree) { read_opening(r, tree, false); }

void observe_wall(struct proof *p, const struct tree *root, const struct seen_object *object, uint32_t of)
{
	struct reading r = { p, root, object };
	const struct tree *spec = tree_entry(root, "spec"), *selector = tree_entry(spec, "podSelector");
	struct seen_wall wall = { .of = of, .first = p->openings.len };
	only(&r, root, "apiVersion kind metadata spec");
	if (!spec || !selector || !tree_is_mapping(selector)) {
		unread(&r, root, "says of no pods what they may");
		return;
	}
	only(&r, spec, "podSelector policyTypes ingress egress");
	read_selector(&r, selector, &wall.label, &wall.pods);
	struct word_list types = read_words(&r, tree_entry(spec, "policyTypes"));
	for (uint32_t i = 0; i < types.count; i++) {
		wall.in |= str_is(names_text(p->names, p->words.at[types.first + i]), "Ingress");
		wall.out |= str_is(names_text(p->names, p->words.at[types.first + i]), "Egress");
	}
	each_member(&r, tree_entry(spec, "ingress"), read_in);
	each_member(&r, tree_entry(spec, "egress"), read_out);
	wall.count = p->openings.len - wall.first;
	vec_push(p->arena, &p->walls, wall);
}
