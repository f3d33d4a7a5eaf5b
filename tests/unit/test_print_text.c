#include "print_cases.h"

static const struct print_case cases[] = {
	{ "lines", "a \"one\" b [\"two\", 3] c: { d |\"four\\nfive\\n\" } e \"\" f null g @\"h.i\" #\"left out\" j |\"no end\"",
	  "one\ntwo\n3\nfour\nfive\n\nh.i\nno end\n" },
	{ "json", "a json({ b 1 })", "{\n  \"b\": 1\n}\n" },
	{ "empty", "", "" },
};

int main(int argc, char **argv)
{
	return print_cases(argc, argv, FORMAT_TEXT, ".txt", cases, sizeof cases / sizeof cases[0]);
}
