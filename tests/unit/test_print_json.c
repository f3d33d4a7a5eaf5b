#include "print_cases.h"

static const struct print_case cases[] = {
	{ "all", "a 1 b \"x\" c true d null e [] f: {} g [1, { h 2 }] #\"left out\" i @\"r.s\" j |\"l\\n\"",
	  "{\n  \"a\": 1,\n  \"b\": \"x\",\n  \"c\": true,\n  \"d\": null,\n  \"e\": [],\n  \"f\": {},\n"
	  "  \"g\": [\n    1,\n    {\n      \"h\": 2\n    }\n  ],\n  \"i\": \"r.s\",\n  \"j\": \"l\\n\"\n}\n" },
	{ "escapes", "\"q\\\" b\\\\\" \"n\\n t\\t r\\r \\x01 \\x7f \xC3\xA9 \xE2\x80\xA8 \xF0\x9F\x98\x80 \xF3\xA0\x80\x81 \\xff /\"",
	  "{\n  \"q\\\" b\\\\\": \"n\\n t\\t r\\r \\u0001 \\u007f \xC3\xA9 \\u2028 \xF0\x9F\x98\x80 \\udb40\\udc01 \xEF\xBF\xBD /\"\n}\n" },
	{ "numbers", "a 0 b -0.5 c 007 d 1. e .5 f -", "{\n  \"a\": 0,\n  \"b\": -0.5,\n  \"c\": \"007\",\n  \"d\": \"1.\",\n"
	  "  \"e\": \".5\",\n  \"f\": \"-\"\n}\n" },
	{ "json-in-json", "p json({ a \"x\\\"y\\\\\" b [1, json([\"z\"])] c: {} d [] })",
	  "{\n  \"p\": \"{\\\"a\\\":\\\"x\\\\\\\"y\\\\\\\\\\\",\\\"b\\\":[1,\\\"[\\\\\\\"z\\\\\\\"]\\\"],\\\"c\\\":{},\\\"d\\\":[]}\"\n}\n" },
	{ "labels", "resource \"a\" \"b\" { c 1 } d {}",
	  "{\n  \"resource\": {\n    \"a\": {\n      \"b\": {\n        \"c\": 1\n      }\n    }\n  },\n  \"d\": {}\n}\n" },
	{ "empty", "", "{}\n" },
};

int main(int argc, char **argv)
{
	return print_cases(argc, argv, FORMAT_JSON, ".json", cases, sizeof cases / sizeof cases[0]);
}
