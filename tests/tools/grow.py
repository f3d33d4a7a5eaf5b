#!/usr/bin/env python3
"""Prints a program of a given size, for measuring: grow.py ENVIRONMENTS SERVICES. Every service of an environment
calls the next one and a store; environments are peers in a row."""
import sys


def program(environments, services):
    names = [f"e{number}" for number in range(environments)]
    lines = ["estate grown {", "  example", "  zones a, b, c", "  github grown", "  state s3 grown-state", "}", "",
             "abstract environment grown-base {", "  region us-east-1",
             "  tier public { subnets /24 from 1;  route internet }", "  tier app    { subnets /20 from 8; route nat }",
             "  tier data   { subnets /24 from 21; route none }", '  cluster { version "1.35"; nodes 2..10 }', "}", ""]
    for number, name in enumerate(names):
        lines.append(f"environment {name} : grown-base, development "
                     f"{{ account 111111111111; cidr 10.{number % 250}.0.0/16 }}")
    lines.append(f"store orders {{ in {', '.join(names)}; engine aurora-mysql \"8.0\"; tier data; backups 30d }}")
    for number in range(services):
        after = f"calls s{number + 1}" if number + 1 < services else "calls orders"
        lines += [f"service s{number} {{", f"  in {', '.join(names)}", "  runs eks", "  tier app", f"  image s{number}",
                  f"  listens {8000 + number % 1000} {{ health \"/health\" }}", f"  {after}", "}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(program(int(sys.argv[1]), int(sys.argv[2])), end="")
