#!/usr/bin/env python3
"""bastide test names each test with what it came to, in every format, and says so when none could be run."""
import json
import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as xml

TMP, BASTIDE = pathlib.Path(os.environ["TMP"]), os.environ["BASTIDE"]
PROGRAM = """estate acme { example; zones a; state s3 acme-state }
environment dev : development { account 111111111111; region eu-west-1; cidr 10.0.0.0/16; tier app { subnets /24 from 1 } }
service shop { in dev; runs ec2; tier app; listens 8080 }
"""
HOLDS = """test "a name twice <is> refused" { given { store orders { in dev; engine nothing } }; expect error unknown-name }
"""
FAILS = """test "nothing is wrong" { given { service shop { calls nobody } }; expect ok }
"""
failed = []


def run(text, *options):
    (TMP / "p.bastide").write_text(text, encoding="utf-8")
    done = subprocess.run([BASTIDE, "test", "p.bastide", *options], cwd=TMP, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def expect(what, found, wanted):
    if found != wanted:
        failed.append(f"{what}: {found!r}, wanted {wanted!r}")


both = PROGRAM + HOLDS + FAILS
status, out, err = run(both)
expect("both", (status, out), (1, "ok      a name twice <is> refused (p.bastide:4)\nFAILED  nothing is wrong (p.bastide:5)\n1 passed, 1 failed\n"))
if "error[test-failed]: expected ok, found wrong-type" not in err:
    failed.append(f"what was found instead is not told: {err}")
expect("quiet", run(both, "--quiet")[:2], (1, "FAILED  nothing is wrong (p.bastide:5)\n"))
expect("one that holds", run(PROGRAM + HOLDS)[:2], (0, "ok      a name twice <is> refused (p.bastide:4)\n1 passed, 0 failed\n"))
expect("none", run(PROGRAM), (0, "the program has no tests\n", ""))
expect("a program that is not right", run(both + "service lost { in nowhere }\n")[:2], (1, "no test was run: the program itself is not right\n"))
expect("wrong use", run("", "--date", "soon")[0], 2)
told = json.loads(run(both, "--format", "json")[1])
expect("JSON", [(t["name"], t["holds"], t["expected"], t["found"], t["path"], t["line"]) for t in told["tests"]],
       [("a name twice <is> refused", True, "unknown-name", "unknown-name", "p.bastide", 4),
        ("nothing is wrong", False, "ok", "wrong-type", "p.bastide", 5)])
root = xml.fromstring(run(both, "--format", "junit")[1])
cases = list(root.iter("testcase"))
expect("JUnit", [(case.get("name"), [child.tag for child in case]) for case in cases],
       [("test a name twice <is> refused", []), ("test-failed: expected ok, found wrong-type", ["failure"])])
expect("JUnit's counts", (root.get("tests"), root.get("failures"), root.get("errors")), ("2", "1", "0"))
sys.exit("\n".join(failed) or 0)
