#!/usr/bin/env python3
"""checkov on what is emitted, with what the emitted job hands it: nothing is found but what may stand, each suppression
names what answers it, and each one that is taken away makes the run fail. tflint is a part of terraform.py.

usage: scanners.py --out OUT --work FOLDER      OUT has outputs of programs, one folder each

What may stand is said in the program's own words: port 80 at a balancer whose listener only sends callers to TLS, and buckets
that lie under the platform's key, and answers that come through a network access list, which remembers nothing. Two runs go at once: one over the output as it is; one over a copy without its suppressions and
with violations of ours, which must find all of both."""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
from judging import Judge, arguments

SKIP = re.compile(r"# checkov:skip=(?P<checks>\S+?):(?P<answer>.*)$")
OPENS = re.compile(r'^resource "(?P<type>[^"]+)" "(?P<label>[^"]+)" \{$|^  (?P<event>workflow_dispatch):$')
# What is never suppressed: open ports, rights to everything, encryption, public access.
NEVER = re.compile(r"encrypt|KMS|CMK|0\.0\.0\.0|::/0|\"\*\"|wildcard|full administrative|privilege|public (?!facing)|publicly", re.I)
STANDING = {"CKV_AWS_145", "CKV_AWS_231", "CKV_AWS_260"}
# Inputs of the action that is emitted, as what stands behind it takes them.
INPUTS = {"directory": None, "output_format": None, "output_file_path": None, "quiet": None, "soft_fail_on": "--soft-fail-on"}
FRAMEWORKS = ["terraform", "kubernetes", "github_actions", "secrets"]
PLANTED = pathlib.Path(__file__).resolve().parent / "sample" / "scanned"
EXPECTED = {"CKV_AWS_24", "CKV_AWS_16", "CKV_AWS_17", "CKV_AWS_62", "CKV_AWS_355", "CKV_K8S_16"}

Skip = collections.namedtuple("Skip", "check path resource answer")


def skips_in(top):
    """Every suppression: the check, the file, the resource it stands in, and what is said to answer it."""
    for path in sorted(p for p in top.rglob("*") if p.suffix in (".tf", ".yml", ".yaml")):
        resource = None
        for line in path.read_text(encoding="utf-8").split("\n"):
            if match := OPENS.match(line):
                resource = match["event"] or f"{match['type']}.{match['label']}"
            elif match := SKIP.search(line):
                for check in match["checks"].split(","):
                    yield Skip(check, path.relative_to(top), resource, match["answer"])


def is_answered(top, skip):
    """The answer names a guide, or what is there: a file, a resource or an argument of the same root, a job of the same file."""
    if re.search(r"\([^()]+ guide, [^()]+\)", skip.answer):
        return True
    place = top / skip.path
    root = "\n".join(p.read_text(encoding="utf-8") for p in place.parent.glob("*.tf"))
    output = top / skip.path.parts[0]
    named = []
    for word in re.findall(r"[\w./-]+", skip.answer):
        if word.endswith(".tf"):
            named.append((output / "terraform" / word).exists() or (place.parent / word).exists())
        elif word.startswith("jobs."):
            named.append(re.search(rf"^  {re.escape(word[5:])}\b", place.read_text(encoding="utf-8"), re.M) is not None)
        elif match := re.fullmatch(r"(aws_\w+)\.([\w-]+)", word):
            named.append(f'resource "{match[1]}" "{match[2]}"' in root)
        elif "_" in word:
            named.append(re.search(rf"\b{re.escape(word)}\b", root) is not None)
    return bool(named) and all(named)


def handed(judge, top):
    """What the emitted jobs hand to checkov, all alike within a program: {program: options}."""
    found = {}
    for path in sorted(top.rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        for step in re.findall(r"^( +)(?:- )?uses: bridgecrewio/checkov-action@.*\n\1with:\n((?:\1  .*\n)+)", text, re.M):
            given = dict(line.strip().split("  #")[0].split(": ", 1) for line in step[1].strip().split("\n"))
            program = path.relative_to(top).parts[0]
            judge.verdict(f"{path.name}: inputs of checkov", set(given) <= set(INPUTS), str(given))
            options = [part for name, value in given.items() if INPUTS.get(name)
                       for part in ([INPUTS[name]] if value == "true" else [INPUTS[name], value])]
            judge.verdict(f"{path.name}: the same as elsewhere", found.setdefault(program, options) == options, str(options))
    return found


def scan(judge, top, options, frameworks, name):
    """(exit status, failed, skipped) of one run: findings as (check, path, resource), with the names of the checks."""
    command = [os.environ["BASTIDE_CHECKOV"], "-d", top, "--skip-download", "--compact", "--download-external-modules", "false",
               "--framework", *frameworks, "--output", "json", *options]
    status, output = judge.run(command, judge.work)
    begin = output.find("[") if output.lstrip().startswith("[") else output.find("{")
    (judge.work / f"{name}.json").write_text(output, encoding="utf-8")
    try:
        reports = json.JSONDecoder().raw_decode(output[begin:])[0]
    except (ValueError, IndexError):
        judge.verdict(f"{name}: checkov", False, f"ended with {status}\n{output[-2000:]}")
        return status, {}, {}
    found = {"failed_checks": {}, "skipped_checks": {}}
    for report in reports if isinstance(reports, list) else [reports]:
        results = report.get("results", {})
        judge.verdict(f"{name}: {report.get('check_type')} is read", not results.get("parsing_errors"), str(results.get("parsing_errors")))
        for kind, findings in found.items():
            for one in results.get(kind) or []:
                resource = "workflow_dispatch" if one["check_id"] == "CKV_GHA_7" else one["resource"]
                findings[one["check_id"], pathlib.Path(one["file_path"].lstrip("/")), resource] = one["check_name"]
    return status, found["failed_checks"], found["skipped_checks"]


def may_stand(top, check, path, resource):
    """Port 80 from everywhere at a balancer that only redirects it; a bucket under the platform's key."""
    place, label = top / path, resource.split(".", 1)[1]
    if check == "CKV_AWS_145":
        text = re.search(rf'resource "aws_s3_bucket_server_side_encryption_configuration" "{label}" \{{\n(.*?)^\}}',
                         place.read_text(encoding="utf-8"), re.M | re.S)
        return text is not None and 'sse_algorithm = "AES256"' in text[1] and label in ("logs", "flow-logs", "packages")
    if check == "CKV_AWS_231":
        text = re.search(rf'resource "aws_network_acl" "{label}" \{{\n(.*?)^\}}', place.read_text(encoding="utf-8"), re.M | re.S)
        entries = [dict(re.findall(r'^    (\w+) += "?([^"\n]*)"?$', entry, re.M)) for entry in re.findall(r"^  ingress \{\n(.*?)^  \}", text[1], re.M | re.S)]
        wide = [(e["from_port"], e["to_port"]) for e in entries if e["cidr_block"] == "0.0.0.0/0" and int(e["from_port"]) <= 3389 <= int(e["to_port"])]
        return wide == [("1024", "65535")]
    balancer = re.fullmatch(r"balancer-(.+-public)-from-anywhere-80", label)
    edge = place.parent.parent / "services" / "balancers.tf"
    listener = balancer and re.search(rf'resource "aws_lb_listener" "{balancer[1]}-80" \{{\n(.*?)^\}}', edge.read_text(encoding="utf-8"), re.M | re.S)
    return bool(listener) and re.findall(r'^\s+type += "(\w+)"', listener[1], re.M) == ["redirect"] and 'protocol    = "HTTPS"' in listener[1]


def without_skips(source, copy):
    """The same output without a suppression, and violations of ours beside it."""
    shutil.rmtree(copy, ignore_errors=True)
    for path in sorted(p for p in source.rglob("*") if p.suffix == ".tf" or ".github" in p.parts and p.suffix == ".yml"):
        target = copy / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text(encoding="utf-8").split("\n")
        target.write_text("\n".join(line for line in lines if not SKIP.search(line)), encoding="utf-8")
    shutil.copytree(PLANTED, copy / "planted")


def judge_all(judge, top):
    skips = list(skips_in(top))
    judge.verdict("suppressions are read", len(skips) > 0, "there are none")
    for skip in skips:
        judge.verdict(f"{skip.path}: what answers {skip.check} of {skip.resource}", is_answered(top, skip), skip.answer)
    options = handed(judge, top)
    judge.verdict("a program hands something to checkov", bool(options), "none does")
    all_of_them = max(options.values(), key=len, default=[])
    bare = judge.work / "bare"
    without_skips(top, bare)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        as_it_is, stripped = (
            pool.submit(scan, judge, top, all_of_them, FRAMEWORKS, "as-it-is"),
            pool.submit(scan, judge, bare, all_of_them, [f for f in FRAMEWORKS if f != "secrets"], "bare"))
    status, failed, skipped = as_it_is.result()
    judge.verdict("checkov passes, as the emitted job calls it", status == 0, f"it ended with {status}")
    standing = {finding for finding in failed if finding[0] in STANDING and may_stand(top, *finding)}
    judge.verdict("nothing is found but what may stand", set(failed) == standing, "\n".join(map(str, sorted(set(failed) - standing))))
    wanted = {(skip.check, skip.path, skip.resource) for skip in skips}
    judge.verdict("each suppression is read by checkov", set(skipped) == wanted, "\n".join(map(str, sorted(set(skipped) ^ wanted))))
    judge.verdict("none is suppressed that may not be", not (bad := {n for n in skipped.values() if NEVER.search(n)}), "\n".join(bad))
    status, found, _ = stripped.result()
    planted = {finding[0] for finding in found if finding[1].parts[0] == "planted"}
    ours = {finding for finding in found if finding[1].parts[0] != "planted"}
    judge.verdict("without its suppressions, and with violations, it does not pass", status == 1, f"it ended with {status}")
    judge.verdict("each suppression that is taken away is a finding", ours == wanted | standing,
                  "\n".join(map(str, sorted(ours ^ (wanted | standing)))))
    judge.verdict("what is planted is found", EXPECTED <= planted, ", ".join(sorted(EXPECTED - planted)))
    for finding in sorted(set(wanted)):
        judge.verdict(f"{finding}: not among what may stand", finding[0] not in STANDING)
    counts = collections.Counter(skip.check for skip in skips)
    print(f"checkov: {len(skips)} suppressions of {len(counts)} checks ({', '.join(f'{c} {n}' for c, n in sorted(counts.items()))}); "
          f"{len(standing)} findings stand ({', '.join(sorted({f[0] for f in standing}))})")


def main():
    top, work = arguments(__doc__)
    judge = Judge(work)
    if judge.needs("BASTIDE_CHECKOV"):
        judge_all(judge, top)
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
