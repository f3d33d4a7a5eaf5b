#include "print/print.h"

void print_tree(struct buf *out, enum format format, const struct tree *root)
{
	switch (format) {
	case FORMAT_HCL: print_hcl(out, root); break;
	case FORMAT_YAML: print_yaml(out, root); break;
	case FORMAT_JSON: print_json(out, root); break;
	case FORMAT_TEXT: print_text(out, root); break;
	}
}

const char *format_comment(enum format format)
{
	return format == FORMAT_HCL || format == FORMAT_YAML ? "# " : NULL;
}
