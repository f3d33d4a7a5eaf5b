#include "print_cases.h"

static const struct print_case cases[] = {
	{ "aligned", "resource \"aws_vpc\" \"main\" { cidr_block \"10.0.0.0/16\" enable_dns_hostnames true id @\"aws_x.y.id\" }",
	  "resource \"aws_vpc\" \"main\" {\n"
	  "  cidr_block           = \"10.0.0.0/16\"\n"
	  "  enable_dns_hostnames = true\n"
	  "  id                   = aws_x.y.id\n"
	  "}\n" },
	{ "blank-lines", "a 1 b {} c {} bb 2 #\"of d\" d \"l\" { x {} y 1 #\"of z\" z 3 } #\"end\"",
	  "a = 1\n\nb {}\n\nc {}\n\nbb = 2\n\n# of d\nd \"l\" {\n  x {}\n\n  y = 1\n  # of z\n  z = 3\n}\n\n# end\n" },
	{ "runs", "a 1 bbbb [] cc: { x 1 } ddd 1 eeeee: {} f `foo(1)`",
	  "a    = 1\nbbbb = []\ncc = {\n  x = 1\n}\nddd   = 1\neeeee = {}\nf     = foo(1)\n" },
	{ "comment-breaks-run", "a 1 #\"two\\nlines\" bbbb 2", "a = 1\n# two\n# lines\nbbbb = 2\n" },
	{ "keys", "tags: { Name \"x\" \"a b\" \"y\" for 1 \"1a\" 2 null 3 \"ok\"! 4 \"\\\"${x}\" 5 \"\xC3\xA9t\xC3\xA9\" 6 }",
	  "tags = {\n"
	  "  Name      = \"x\"\n"
	  "  \"a b\"     = \"y\"\n"
	  "  \"for\"     = 1\n"
	  "  \"1a\"      = 2\n"
	  "  \"null\"    = 3\n"
	  "  \"ok\"      = 4\n"
	  "  \"\\\"$${x}\" = 5\n"
	  "  \"\xC3\xA9t\xC3\xA9\"     = 6\n"
	  "}\n" },
	{ "escapes", "a \"${x} %{y} $ % $$ $${z} {\" b \"q\\\" b\\\\ n\\n r\\r t\\t \\x01 \\x7f\" c \"\xE2\x80\xAE \xC3\xA9 \\xff\"",
	  "a = \"$${x} %%{y} $ % $$ $$${z} {\"\n"
	  "b = \"q\\\" b\\\\ n\\n r\\r t\\t \\u0001 \\u007f\"\n"
	  "c = \"\\u202e \xC3\xA9 \xEF\xBF\xBD\"\n" },
	{ "numbers", "a 12 b 012 c -3.5 d 1.35 e 1e3", "a = 12\nb = \"012\"\nc = -3.5\nd = 1.35\ne = \"1e3\"\n" },
	{ "lists", "a [] b [1, \"x\", @\"r.s\", [true]] c [{ x 1 yy 2 }, {}] d [#\"why\" \"x\"] e [|\"a\\nb\\n\"]",
	  "a = []\nb = [1, \"x\", r.s, [true]]\n"
	  "c = [\n  {\n    x  = 1\n    yy = 2\n  },\n  {},\n]\n"
	  "d = [\n  # why\n  \"x\",\n]\n"
	  "e = [\n  \"a\\nb\\n\",\n]\n" },
	{ "long-list", "short 1 subnets [\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\", \"cccccccccccccccccccc\"] y 2",
	  "short = 1\nsubnets = [\n  \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\n  \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\",\n"
	  "  \"cccccccccccccccccccc\",\n]\ny = 2\n" },
	{ "heredoc", "x { a |\"one\\n  two ${x}\\n\\nthree\\\\n\\n\" bbb 2 }",
	  "x {\n  a   = <<-EOT\n    one\n      two $${x}\n\n    three\\n\n  EOT\n  bbb = 2\n}\n" },
	{ "heredoc-blank", "x { a |\"one\\n   \\ntwo\\n\" }", "x {\n  a = <<-EOT\n    one\n   \n    two\n  EOT\n}\n" },
	{ "heredoc-marker", "a |\"EOT\\n  EOT_\\n\"", "a = <<-EOT__\n  EOT\n    EOT_\nEOT__\n" },
	{ "no-heredoc", "a |\"no end\" b |\" all\\n  margin\\n\" c |\"bell \\x07\\n\" d |\"\" e |\"cr\\r\\n\"",
	  "a = \"no end\"\nb = \" all\\n  margin\\n\"\nc = \"bell \\u0007\\n\"\nd = \"\"\ne = \"cr\\r\\n\"\n" },
	{ "json", "policy json({ Version \"2012-10-17\" Statement [{ Effect \"Allow\" Action [\"s3:GetObject\"] Resource @\"aws_s3_bucket.b.arn\" }] }) a json(\"x\") bb json([]) c json([1])",
	  "policy = jsonencode({\n"
	  "  Version = \"2012-10-17\"\n"
	  "  Statement = [\n"
	  "    {\n"
	  "      Effect   = \"Allow\"\n"
	  "      Action   = [\"s3:GetObject\"]\n"
	  "      Resource = aws_s3_bucket.b.arn\n"
	  "    },\n"
	  "  ]\n"
	  "})\n"
	  "a  = jsonencode(\"x\")\nbb = jsonencode([])\nc  = jsonencode([1])\n" },
	{ "raw", "a `var.x` bb `{\\nfor k, v in x :\\nk => v\\n}` c `1`",
	  "a = var.x\nbb = {\n  for k, v in x :\n  k => v\n}\nc = 1\n" },
	{ "block-in-object", "a: { b { c 1 } d \"l\" \"m\" { e null } }",
	  "a = {\n  b = {\n    c = 1\n  }\n  d = {\n    \"l\" = {\n      \"m\" = {\n        e = null\n      }\n    }\n  }\n}\n" },
	{ "nested-blocks", "terraform { required_version \">= 1.9\" required_providers { aws: { source \"hashicorp/aws\" version \"6.0.0\" } } backend \"s3\" { bucket \"b\" } }",
	  "terraform {\n  required_version = \">= 1.9\"\n\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n"
	  "      version = \"6.0.0\"\n    }\n  }\n\n  backend \"s3\" {\n    bucket = \"b\"\n  }\n}\n" },
	{ "note-safe", "#\"a\\n}\\nresource \\x1b[31m\" a 1", "# a\n# }\n# resource \xEF\xBF\xBD[31m\na = 1\n" },
	{ "template", "a <\"x/\", @\"r.s\", \"/${y}\"> bbb <@\"r.s\"> c <\"costs $\", @\"r.s\", \"%\", \"{x}\"> d [<\"x\", `f(1)`>]",
	  "a   = \"x/${r.s}/$${y}\"\nbbb = r.s\nc   = \"costs \\u0024${r.s}\\u0025{x}\"\nd   = [\"x${f(1)}\"]\n" },
	{ "empty", "", "" },
};

int main(int argc, char **argv)
{
	return print_cases(argc, argv, FORMAT_HCL, ".tf", cases, sizeof cases / sizeof cases[0]);
}
