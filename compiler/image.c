/* The checked library as constants. One list of tables serves both directions. */
#include "image.h"

#include <string.h>

/* A VEC seen without its type. */
struct any_vec { void *at; uint32_t len, cap; };

enum { MOST_TABLES = 96 };

struct table_list { struct { struct any_vec *vec; uint32_t row; } vecs[MOST_TABLES]; uint32_t vec_count; struct map *maps[MOST_TABLES]; uint32_t map_count; };

static void add_vec(struct table_list *list, void *vec, size_t row)
{
	list->vecs[list->vec_count].vec = vec;
	list->vecs[list->vec_count++].row = (uint32_t)row;
}

#define ADD(vec) add_vec(&list, &(vec), sizeof *(vec).at)
#define ADD_MAP(map) (list.maps[list.map_count++] = &(map))

static struct table_list tables_of(struct image_parts parts)
{
	struct table_list list = { .vec_count = 0 };
	struct compilation *c = parts.compilation;
	struct facts *f = &c->facts;
	struct schema *s = parts.schema;
	struct model *m = parts.model;
	ADD(c->ast.literals); ADD(c->ast.files);
	ADD(f->types); ADD(f->type_parts); ADD(f->kinds); ADD(f->fields); ADD(f->objects); ADD(f->cells); ADD(f->origins); ADD(f->globals);
	ADD_MAP(f->kind_by_name); ADD_MAP(f->kind_by_plural); ADD_MAP(f->field_by_name); ADD_MAP(f->type_by_content);
	ADD_MAP(f->ancestors); ADD_MAP(f->global_by_name); ADD_MAP(f->object_by_name);
	ADD(s->elements); ADD(s->properties); ADD(s->fallbacks); ADD(s->states); ADD(s->roles); ADD(s->paths); ADD(s->steps); ADD(s->shapes);
	ADD_MAP(s->property_of_field); ADD_MAP(s->type_by_name);
	ADD(m->declarations); ADD(m->parents); ADD(m->ancestors);
	ADD(c->reads.fields); ADD(c->reads.reached); ADD(c->reads.counts);
	ADD_MAP(m->declaration_of);
	struct code_table code[CODE_TABLES];
	code_tables(&c->code, code);
	for (uint32_t i = 0; i < CODE_TABLES; i++)
		add_vec(&list, code[i].vec, code[i].row);
	return list;
}

/* --- loading ----------------------------------------------------------------------------------- */

static void load_vec(struct arena *arena, struct any_vec *vec, uint32_t row, const struct image_table *table)
{
	uint32_t cap = table->len + table->len / 4 + 16;
	vec->at = arena_alloc_raw(arena, (size_t)cap * row);
	vec->len = table->len;
	vec->cap = cap;
	if (table->len)
		memcpy(vec->at, table->words, (size_t)table->len * row);
}

static void load_map(struct arena *arena, struct map *map, const struct image_table *table, uint32_t len)
{
	*map = (struct map){ .len = len, .cap = table->len };
	if (table->len == 0)
		return;
	map->at = arena_alloc_raw(arena, sizeof *map->at * table->len);
	memcpy(map->at, table->words, sizeof *map->at * table->len);
}

/* The largest table by far is lent: it is read where it stands. */
static const struct image_table *lend_nodes(struct ast *ast, const struct image_table *table)
{
	ast_lend(ast, (const struct node *)table->words, table->len);
	return table + 1;
}

/* Rows are found again from the objects; derived relations from relations.def, whose kinds stand in order. */
static void load_rest(struct image_parts parts, const uint32_t *words)
{
	struct facts *f = &parts.compilation->facts;
	memcpy(f->relation_kind, words, sizeof f->relation_kind);
	memcpy(f->relation_field, words + REL_COUNT, sizeof f->relation_field);
	f->rows.len = 0;
	for (uint32_t k = 0; k < f->kinds.len; k++)
		vec_push(f->arena, &f->rows, (struct rows){ 0 });
	for (object_ref o = 1; o < f->objects.len; o++)
		vec_push(f->arena, &f->rows.at[f->objects.at[o].kind], o);
	code_index(&parts.compilation->code);
}

bool image_load(const struct library_image *image, struct image_parts parts)
{
	struct table_list list = tables_of(parts);
	struct arena *arena = parts.compilation->arena;
	if (!image->tables || image->table_count != list.vec_count + 2 * list.map_count + 2)
		return false;
	names_load(parts.compilation->names, image->names, image->name_lengths, image->name_hashes, image->name_count);
	const struct image_table *table = lend_nodes(&parts.compilation->ast, image->tables);
	for (uint32_t i = 0; i < list.vec_count; i++)
		load_vec(arena, list.vecs[i].vec, list.vecs[i].row, table++);
	for (uint32_t i = 0; i < list.map_count; i++, table += 2)
		load_map(arena, list.maps[i], table, table[1].len);
	load_rest(parts, (const uint32_t *)table->words);
	return true;
}

/* --- writing ----------------------------------------------------------------------------------- */

static void write_words(struct buf *out, uint32_t index, const void *bytes, size_t size)
{
	buf_format(out, "static const uint64_t table_%u[] = {", index);
	for (size_t at = 0; at < size; at += 8) {
		uint64_t word = 0;
		memcpy(&word, (const char *)bytes + at, size - at < 8 ? size - at : 8);
		buf_format(out, "%s0x%llx,", at % 64 == 0 ? "\n\t" : " ", (unsigned long long)word);
	}
	buf_text(out, size == 0 ? "0 };\n" : "\n};\n");
}

static void write_nodes(struct buf *out, struct buf *tables, const struct ast *ast, uint32_t index)
{
	struct buf nodes;
	buf_init(&nodes, ast->arena);
	buf_bytes(&nodes, (const char *)ast->lent, sizeof *ast->lent * ast->lent_count);
	buf_bytes(&nodes, (const char *)ast->nodes.at, sizeof *ast->nodes.at * ast->nodes.len);
	write_words(out, index, nodes.at, nodes.len);
	buf_format(tables, "\t{ table_%u, %u, %u },\n", index, ast->lent_count + ast->nodes.len, (unsigned)sizeof *ast->nodes.at);
}

static void write_names(struct buf *out, const struct names *names)
{
	uint32_t count = names_count(names) - 1;
	buf_text(out, "static const char names[] = \"\"");
	for (name n = 1; n <= count; n++) {
		struct str text = names_text(names, n);
		buf_text(out, "\n\t\"");
		for (uint32_t i = 0; i < text.len; i++) {
			unsigned char c = (unsigned char)text.at[i];
			if (c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '?')
				buf_format(out, "\\%03o", c);
			else
				buf_char(out, (char)c);
		}
		buf_text(out, "\\0\"");
	}
	buf_text(out, ";\nstatic const uint32_t name_lengths[] = {");
	for (name n = 1; n <= count; n++)
		buf_format(out, "%s%u,", n % 16 == 1 ? "\n\t" : " ", names_text(names, n).len);
	buf_text(out, "\n};\nstatic const uint32_t name_hashes[] = {");
	for (name n = 1; n <= count; n++)
		buf_format(out, "%s0x%x,", n % 8 == 1 ? "\n\t" : " ", names_hash(names, n));
	buf_text(out, "\n};\n");
}

void image_write(struct buf *out, struct image_parts parts)
{
	struct table_list list = tables_of(parts);
	const struct facts *f = &parts.compilation->facts;
	struct buf tables;
	buf_init(&tables, parts.compilation->arena);
	uint32_t index = 0;
	buf_text(out, "/* Generated from stdlib/ and targets/ by the bootstrap. */\n#include \"image.h\"\n\n");
	write_nodes(out, &tables, &parts.compilation->ast, index++);
	for (uint32_t i = 0; i < list.vec_count; i++, index++) {
		write_words(out, index, list.vecs[i].vec->at, (size_t)list.vecs[i].vec->len * list.vecs[i].row);
		buf_format(&tables, "\t{ table_%u, %u, %u },\n", index, list.vecs[i].vec->len, list.vecs[i].row);
	}
	for (uint32_t i = 0; i < list.map_count; i++, index++) {
		const struct map *map = list.maps[i];
		write_words(out, index, map->at, sizeof *map->at * map->cap);
		buf_format(&tables, "\t{ table_%u, %u, %u },\n\t{ 0, %u, 0 },\n", index, map->cap, (unsigned)sizeof *map->at, map->len);
	}
	struct buf rest;
	buf_init(&rest, parts.compilation->arena);
	buf_bytes(&rest, (const char *)f->relation_kind, sizeof f->relation_kind);
	buf_bytes(&rest, (const char *)f->relation_field, sizeof f->relation_field);
	write_words(out, index, rest.at, rest.len);
	buf_format(&tables, "\t{ table_%u, %u, 4 },\n", index, REL_COUNT + RELATION_FIELD_COUNT);
	write_names(out, parts.compilation->names);
	buf_format(out, "static const struct image_table tables[] = {\n%.*s};\n", (int)tables.len, tables.at);
	buf_format(out, "const struct library_image library_image = {\n\ttables, %u, names, name_lengths, name_hashes, %u\n};\n",
		list.vec_count + 2 * list.map_count + 2, names_count(parts.compilation->names) - 1);
}
