#!/usr/bin/env python3
"""The formats of what is found say what JSON says, each read as its readers do: SARIF by its own rules, annotations as a runner
parses commands, gcc's lines by the pattern of editors, JUnit by an XML parser. judge/findings.py asks foreign tools about SARIF."""
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree as xml

bastide, tmp, root = os.environ["BASTIDE"], pathlib.Path(os.environ["TMP"]), pathlib.Path(os.environ["ROOT"])
FORMATS = ("sarif", "github", "gcc", "junit")
GCC = re.compile(r"^(?:\s*)(.*):(\d+):(\d+):\s+(?:fatal\s+)?(warning|error|note):\s+(.*)$")
COMMAND = re.compile(r"^::(error|warning|notice)(?: ([^:]*))?::(.*)$")


def run(arguments, wanted, folder=tmp, **env):
    clean = {name: value for name, value in os.environ.items() if name != "GITHUB_WORKSPACE"}
    done = subprocess.run([bastide, *map(str, arguments)], cwd=folder, env={**clean, **env}, capture_output=True, timeout=60, check=False)
    assert done.returncode == wanted, (arguments, done.returncode, done.stdout[-500:], done.stderr[-500:])
    return done.stdout.decode(), done.stderr.decode()


def told(arguments, wanted, form, folder=tmp, **env):
    out, err = run([*arguments, "--format", form], wanted, folder, **env)
    assert err == "", (arguments, form, err)
    return out


# --- readers -------------------------------------------------------------------------------------------

def read_sarif(text):
    log = json.loads(text)
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
    [one] = log["runs"]
    rules = one["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert all(rule[part]["text"] for part in ("shortDescription", "fullDescription", "help")), rule
    for result in one["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        for place in result.get("locations", []) + result.get("relatedLocations", []):
            artifact = place["physicalLocation"]["artifactLocation"]
            parsed = urllib.parse.urlparse(artifact["uri"])
            assert artifact.get("uriBaseId") in one["originalUriBaseIds"] if not parsed.scheme else parsed.scheme == "file", artifact
            region = place["physicalLocation"]["region"]
            assert min(region.values()) >= 1, region
            if region != {"startLine": 1}:                 # a file as a whole
                assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"]), region
    return one


def read_github(text):
    """As a runner does: the values' own escapes besides those of the message."""
    found = []
    for line in text.splitlines():
        match = COMMAND.match(line)
        assert match, line
        values = dict(part.split("=", 1) for part in match[2].split(","))
        for name, value in values.items():
            values[name] = value.replace("%2C", ",").replace("%3A", ":").replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        found.append((match[1], values, match[3].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")))
    return found


def read_gcc(text):
    lines = []
    for line in text.splitlines():
        match = GCC.match(line)
        assert match or ": error: " in line or ": warning: " in line, line
        lines.append(match)
    return lines


def read_junit(text):
    top = xml.fromstring(text.encode())
    assert top.tag == "testsuites"
    sums = dict.fromkeys(("tests", "failures", "errors"), 0)
    for suite in top:
        cases = suite.findall("testcase")
        counts = {"tests": len(cases), "failures": sum(c.find("failure") is not None for c in cases),
                  "errors": sum(c.find("error") is not None for c in cases)}
        for name, count in counts.items():
            assert int(suite.get(name)) == count, (name, suite.attrib)
            sums[name] += count
        assert all(case.get("name") and case.get("classname") for case in cases)
    assert {name: int(top.get(name)) for name in sums} == sums and sums["tests"] > 0, (top.attrib, sums)
    return top


# --- the same findings in all of them ------------------------------------------------------------------

def place(entry):
    return entry["file"], entry["range"]["start"]["line"], entry["range"]["start"]["column"]


def compare(path):
    known = json.loads(told(["check", path], 1, "json"))["diagnostics"]
    assert known
    one = read_sarif(told(["check", path], 1, "sarif"))
    assert [(r["ruleId"], r["level"]) for r in one["results"]] == [(d["code"], d["severity"]) for d in known], path
    for result, diagnostic in zip(one["results"], known):
        assert result["message"]["text"].replace("\\", "").startswith(diagnostic["message"].split("{")[0][:40].replace("\\", "")), result
        places = [p["physicalLocation"] for p in result.get("locations", []) + result.get("relatedLocations", [])]
        wanted = ([diagnostic] if "range" in diagnostic else []) + diagnostic.get("related", [])
        found = {(p["region"]["startLine"], p["region"]["startColumn"], p["region"]["endLine"], p["region"]["endColumn"]) for p in places}
        spans = [(r["range"]["start"], r["range"]["end"]) for r in wanted if "range" in r]
        assert {(s["line"], s["utf16"], e["line"], e["utf16"]) for s, e in spans} <= found, (path, spans, found)
    commands = [c for c in read_github(told(["check", path], 1, "github")) if c[1]["title"] != "bastide"]
    order = [d for severity in ("error", "warning", "note") for d in known if d["severity"] == severity]
    assert [c[1]["title"] for c in commands] == [d["code"] for d in order], path
    for (_, values, message), diagnostic in zip(commands, order):
        assert message.split("\n")[0] == diagnostic["message"].split("\n")[0], (message, diagnostic)
    lines = [m for m in read_gcc(told(["check", path], 1, "gcc")) if m and m[4] != "note"]
    assert [re.search(r"\[([^]]*)\]$", m[5])[1] for m in lines] == [d["code"] for d in known], path
    for match, diagnostic in zip(lines, known):
        if not diagnostic["file"].startswith(("stdlib/", "targets/")):
            assert (match[1], int(match[2]), int(match[3])) == place(diagnostic), (match[0], diagnostic)
    cases = [case for suite in read_junit(told(["check", path], 1, "junit")) for case in suite]
    assert sum(c.find("failure") is not None for c in cases) == sum(d["severity"] == "error" for d in known)
    assert all("error" not in [part.tag for part in c] for c in cases)


bad = sorted((root / "tests/checks").glob("bad_*.bastide"))
refused = [path for path in bad[::10] if re.search("# expect error", path.read_text(encoding="utf-8"))]
assert len(refused) > 20, len(refused)
for one_bad in refused[:30]:
    compare(one_bad)

# --- what is right, and what hinders -------------------------------------------------------------------

program = tmp / "p"
program.mkdir()
(program / "main.bastide").write_text("""estate tiny { example; state s3 tiny-state }
target plain { format text }
emit plain "a.txt" { line "always the same" }
""")
for form, read in zip(FORMATS, (read_sarif, read_github, read_gcc, read_junit)):
    right = read(told(["check", program], 0, form))
    if form == "sarif":
        assert right["results"] == [] and right["invocations"] == [{"executionSuccessful": True, "exitCode": 0}]
    elif form == "junit":
        assert right.get("failures") == right.get("errors") == "0"
    else:
        assert right == []
    for wrong in (["check", "--xx"], ["check", tmp / "nothing"], ["check", "a", "b"]):
        hindered = read(told(wrong, 2, form))
        if form == "sarif":
            [invocation] = hindered["invocations"]
            assert hindered["results"] == [] and not invocation["executionSuccessful"] and invocation["exitCode"] == 2
            [notification] = invocation["toolExecutionNotifications"]
            assert notification["level"] == "error" and notification["message"]["text"]
        elif form == "junit":
            assert hindered.get("errors") == "1"
        else:
            assert len(hindered) == 1
    # Drift is a finding; a folder that cannot be is none.
    run(["build", program, "-o", "out"], 0)
    (tmp / "out/plain/a.txt").write_text("by hand\n")
    drift = read(told(["build", program, "-o", "out", "--check"], 1, form))
    if form == "sarif":
        [result] = drift["results"]
        assert result["ruleId"] == "edited" and result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "out/plain/a.txt"
        assert drift["invocations"][0]["executionSuccessful"]
    elif form == "junit":
        assert (drift.get("failures"), drift.get("errors")) == ("1", "0") and drift.find(".//failure").get("type") == "edited"
    elif form == "github":
        assert drift[0][1]["file"] == "out/plain/a.txt" and drift[0][1]["title"] == "edited"
    else:
        assert "out/plain/a.txt: error: " in told(["build", program, "-o", "out", "--check"], 1, form)
    (tmp / "out/plain/a.txt").unlink()
    run(["build", program, "-o", "out"], 0)
    (tmp / "out/plain/b.txt").write_text("beside\n")
    assert "unproved" in told(["build", program, "-o", "out", "--check"], 0, form)
    (tmp / "out/plain/b.txt").unlink()

# --- columns, fingerprints, fixes ----------------------------------------------------------------------

wide = tmp / "wide"
wide.mkdir()
TEXT = """estate acme { example; zones a; state s3 acme-state }
environment dev : development { account 111111111111; region us-east-1; cidr 10.1.0.0/16; tier app { subnets /24 from 1 } }
service shop { in dev; runs eks; tier app; listens 8080; calls 漢𠀀, ordrs }
service 漢𠀀 { in dev; runs eks; tier app; listens 8080 }
service orders { in dev; runs eks; tier app; listens 8080; calls 漢𠀀, shpo }
"""
(wide / "main.bastide").write_text(TEXT, encoding="utf-8")


def hashes():
    results = read_sarif(told(["check", "wide"], 1, "sarif"))["results"]
    return results, [r["partialFingerprints"]["primaryLocationLineHash"] for r in results]


found, sums = hashes()
assert len(found) == 2 and len(set(sums)) == 2, found
lines = TEXT.split("\n")
for result in found:
    region = result["locations"][0]["physicalLocation"]["region"]
    utf16 = lines[region["startLine"] - 1].encode("utf-16-le")
    assert utf16[2 * region["startColumn"] - 2:2 * region["endColumn"] - 2].decode("utf-16-le") in ("ordrs", "shpo"), result
for _, values, _ in read_github(told(["check", "wide"], 1, "github")):
    utf16 = lines[int(values["line"]) - 1].encode("utf-16-le")
    assert utf16[2 * int(values["col"]) - 2:2 * int(values["endColumn"]) - 2].decode("utf-16-le") in ("ordrs", "shpo"), values

(wide / "main.bastide").write_text("# a line above\n\n" + TEXT.replace("\nservice", "\n  service"), encoding="utf-8")
assert hashes()[1] == sums, "a line above changes fingerprints"
(wide / "main.bastide").write_text(TEXT.replace(", shpo", ",  shpo"), encoding="utf-8")
assert hashes()[1][0] == sums[0] and hashes()[1][1] != sums[1]

# A fix is applied as it is described, and nothing is left to find.
(wide / "main.bastide").write_text(TEXT, encoding="utf-8")
for result in found:
    [change] = result["fixes"][0]["artifactChanges"]
    [replacement] = change["replacements"]
    region = replacement["deletedRegion"]
    line = lines[region["startLine"] - 1].encode("utf-16-le")
    lines[region["startLine"] - 1] = (line[:2 * region["startColumn"] - 2].decode("utf-16-le") + replacement["insertedContent"]["text"]
                                      + line[2 * region["endColumn"] - 2:].decode("utf-16-le"))
assert lines[2].endswith(", orders }") and lines[4].endswith(", shop }"), lines
(wide / "main.bastide").write_text("\n".join(lines), encoding="utf-8")
assert "did you mean" not in "".join(run(["check", "wide"], 1)), "the fix is none"

# --- hostile names, many findings, the root ------------------------------------------------------------

hostile = tmp / "a,b::error file=x%0A"
hostile.mkdir()
named = "hostile\n::warning::injected \"<&>'.bastide"
(hostile / named).write_text('estate acme { example; zones a; state s3 "]]>\\u{1b}[31m::error::x" }\nservice x { in nowhere }\n')
for form, read in zip(FORMATS, (read_sarif, read_github, read_gcc, read_junit)):
    text = told(["check", hostile], 1, form)
    assert "\x1b" not in text and "\n::warning::" not in text, form
    read(text)
[first, *_] = read_github(told(["check", hostile.name], 1, "github"))
assert first[1]["file"] == f"{hostile.name}/{named}", first
[first, *_] = read_sarif(told(["check", hostile.name], 1, "sarif"))["results"]
assert urllib.parse.unquote(first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) == f"{hostile.name}/{named}", first

many = tmp / "many"
many.mkdir()
(many / "main.bastide").write_text("estate acme { example; zones a; state s3 acme-state }\n" + "".join(f"nothing x{i} {{ }}\n" for i in range(25)))
commands = read_github(told(["check", "many"], 1, "github"))
assert len(commands) == 26 and commands[9][1]["title"] == "bastide" and commands[9][2].startswith("16 more"), commands[9]
assert [int(c[1]["line"]) for c in commands if c[1]["title"] != "bastide"] == list(range(2, 27))

# Whoever looks at a repository counts paths from its root.
for folder, workspace, wanted in ((tmp, "", "many/main.bastide"), (many, str(tmp), "many/main.bastide"), (many, "", "main.bastide")):
    env = {"GITHUB_WORKSPACE": workspace} if workspace else {}
    operand = "many" if folder == tmp else "."
    assert read_github(told(["check", operand], 1, "github", folder, **env))[0][1]["file"] == wanted
    uri = read_sarif(told(["check", operand], 1, "sarif", folder, **env))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert uri == {"uri": wanted, "uriBaseId": "%SRCROOT%"}, uri
outside = read_sarif(told(["check", "../many"], 1, "sarif", wide))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
assert outside == {"uri": f"file://{os.path.realpath(many)}/main.bastide"}, outside

# --- one table -----------------------------------------------------------------------------------------

shown = re.findall(r"^ {26}([a-z]+) {2,}\S", run(["help", "check"], 0)[0].split("--format")[1].split("--quiet")[0], re.M)
assert shown == ["text", "json", *FORMATS], shown
manual = run(["help", "--man"], 0)[0]
assert all(f"\\fB{name}\\fR" in manual for name in shown)
assert "text|json|sarif|github|gcc|junit, not `sarfi`; did you mean `sarif`?" in run(["check", "--format", "sarfi"], 2)[1]
assert "text|json, not `sarif`" in run(["--format", "sarif", "fmt"], 2, tmp)[0] + run(["diff", "--format", "gcc", "a", "b"], 2)[1].replace("gcc", "sarif")
