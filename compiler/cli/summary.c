#include "cli/summary.h"

/* "3 services", "1 service", nothing for none. */
static const char *part(FILE *out, const char *before, unsigned count, const char *one, const char *many)
{
	if (count == 0)
		return before;
	fprintf(out, "%s%u %s", before, count, count == 1 ? one : many);
	return ", ";
}

void summary_print(FILE *out, const struct bst_summary *n)
{
	const char *between = "";
	fputs("proved: ", out);
	between = part(out, between, n->rules, "rule", "rules");
	between = part(out, between, n->asserts, "assert", "asserts");
	between = part(out, between, n->tests, "test", "tests");
	between = part(out, between, n->flows, "flow", "flows");
	between = part(out, between, n->grants, "grant", "grants");
	part(out, between, n->waivers, "waiver in force", "waivers in force");
	between = " over ";
	between = part(out, between, n->environments, "environment", "environments");
	between = part(out, between, n->networks, "network", "networks");
	between = part(out, between, n->services, "service", "services");
	between = part(out, between, n->stores, "store", "stores");
	between = part(out, between, n->roles, "role", "roles");
	between = part(out, between, n->pipelines, "pipeline", "pipelines");
	between = part(out, between, n->files, "file", "files");
	part(out, "; planned: ", n->resources, "resource", "resources");
	/* Nobody is left to guess which artefacts the proof did not look into. */
	between = part(out, "; read back: ", n->read_back, "resource that opens something", "resources that open something");
	between = part(out, between, n->inert, "that opens nothing", "that open nothing");
	part(out, between, n->trusted, "trusted", "trusted");
	fputc('\n', out);
}
