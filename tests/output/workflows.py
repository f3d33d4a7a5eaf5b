#!/usr/bin/env python3
"""The workflows of examples/design-exercise against what the exercise asks for and what no tool looks at: who is asked, in
which order, what must have passed before a job gets a role, that nothing is built twice. Read by a reader of our own
(tools/block_yaml.py). Afterwards each file is spoilt in many ways, one at a time; each must be seen."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
import block_yaml

ACCOUNTS = {"dev": "111111111111", "staging": "111111111111", "production": "111111111111",
            "staging-pci": "222222222222", "production-pci": "222222222222"}
# What stands before each live step: agreements by role, minutes to think or not, a window, a soak, suites, scans.
GATES = {
    "acme/myapp/myapp-production": {"devops": 2, "wait": True, "window": None, "soak": None},
    "acme/myapp/myapp-production-pci": {"devops": 2, "security": 1, "wait": True, "window": "1-4 09:00..16:00", "soak": 86400},
    "acme/cards/cards-production-pci": {"devops": 2, "security": 1, "wait": True, "window": "1-4 09:00..16:00", "soak": 86400},
    "acme/platform/platform-production": {"devops": 2, "wait": True, "window": None, "soak": None},
    "acme/platform/platform-production-pci": {"devops": 2, "security": 1, "wait": True, "window": "1-4 09:00..16:00", "soak": 86400},
}
TRIGGERS = {
    "acme/myapp/myapp-dev": {"push": ["develop"]}, "acme/myapp/myapp-staging": {"push": ["main"]},
    "acme/cards/cards-staging-pci": {"push": ["main"]}, "acme/platform/platform-dev": {"push": ["main"]},
    "acme/platform/platform-proposal": {"pull_request": None},
    **{name: {"workflow_dispatch": None} for name in GATES},
}
SUITES = {"acme/myapp/myapp-production-pci": ["unit", "integration", "load", "performance", "migrations"]}
SEEN = {"acme/myapp/myapp-production-pci": ["configuration", "dependencies", "capacity", "compliance"]}
PIN = re.compile(r"^[\w./-]+@[0-9a-f]{40}$")
USES_LINE = re.compile(r"^\s*(?:- )?uses: \S+@[0-9a-f]{40}  # v\d+(\.\d+)*$")
NEED = re.compile(r"needs\.([\w-]+)\.outputs\.([\w-]+)")
STEP = re.compile(r"steps\.([\w-]+)\.outputs\.([\w-]+)")
UNTRUSTED = re.compile(r"\$\{\{\s*(inputs|github\.event|github\.head_ref|secrets)\b")


def ancestors(jobs, name):
    found, open_ = set(), [name]
    while open_:
        for need in jobs.get(open_.pop(), {}).get("needs", []):
            if need not in found:
                found.add(need)
                open_.append(need)
    return found


def steps_of(job):
    return job.get("steps") or []


def role_of(job):
    for step in steps_of(job):
        if "configure-aws-credentials" in step.get("uses", ""):
            return (step.get("with") or {}).get("role-to-assume")
    return None


def environment_of(job):
    place = job.get("environment")
    return place["name"] if isinstance(place, dict) else place


def check_job(say, jobs, name, job):
    """What holds of every job."""
    def complain(what):
        say(f"job {name}: {what}")

    if "permissions" not in job or job["permissions"] is None:
        complain("no permissions of its own")
    if "timeout-minutes" not in job or not 0 < job["timeout-minutes"] <= 360:
        complain("no time limit that GitHub keeps")
    for need in job.get("needs", []):
        if need not in jobs:
            complain(f"waits for {need}, which is not there")
    if name in ancestors(jobs, name):
        complain("waits for itself")
    rights, role = job.get("permissions") or {}, role_of(job)
    if (rights.get("id-token") == "write") != (role is not None):
        complain("the right to sign in and a role do not go together")
    if role and not environment_of(job):
        complain("a role without an environment")
    ids = {step["id"] for step in steps_of(job) if "id" in step}
    text = repr(job)
    for need, output in NEED.findall(text):
        if need not in job.get("needs", []) or output not in (jobs[need].get("outputs") or {}):
            complain(f"reads {output} of {need}, which it does not wait for or which is not declared")
    for step, _ in STEP.findall(text):
        if step not in ids:
            complain(f"reads step {step}, which is not there")
    for step in steps_of(job):
        if "${{" in step.get("run", ""):
            complain("an expression in a script")
        if step.get("run", "").count("\n") > 1 and "set -euo pipefail" not in step["run"]:
            complain("a script that goes on after a failure")
        if "uses" in step and not PIN.match(step["uses"]):
            complain(f"{step['uses']} is not one commit")
        if "actions/checkout" in step.get("uses", "") and (step.get("with") or {}).get("persist-credentials") is not False:
            complain("the credential stays after checking out")
        for key, value in (step.get("with") or {}).items():
            if isinstance(value, str) and UNTRUSTED.search(value):
                complain(f"{key} is given to an action as it was typed")
        if role and re.search(r"\bbash \"?\$FILE|k6 run|pytest|npm ci|build\.sh", step.get("run", "")):
            if "build.sh" not in step["run"]:
                complain("runs the repository's own code with a role")


def check_gates(say, name, jobs, wanted):
    """A live step: every job with a role in the environment stands behind all that is asked."""
    place = name.split("/")[-1].split("-", 1)[1]
    gates = [f"{place}-{role}-{n}" for role in ("devops", "security") for n in range(1, wanted.get(role, 0) + 1)]
    held = {environment_of(job): job_name for job_name, job in jobs.items() if (environment_of(job) or "") in gates}
    if sorted(held) != sorted(gates):
        say(f"agreements {sorted(held)}, not {gates}")
        return
    for first, second in zip(gates, gates[1:]):
        if held[first] not in ancestors(jobs, held[second]):
            say(f"{first} and {second} may be opened with one click")
    counting = [job_name for job_name, job in jobs.items() if any("/approvals" in step.get("run", "") for step in steps_of(job))]
    if len(counting) != 1:
        say("the agreements are not counted once")
        return
    count = jobs[counting[0]]
    script = "".join(step.get("run", "") for step in steps_of(count))
    listed = [step.get("env", {}).get("GATES", "").split() for step in steps_of(count)]
    if sorted(sum(listed, [])) != sorted(gates):
        say(f"counts {listed}")
    for must in ("GITHUB_RUN_ATTEMPT", "GITHUB_ACTOR_ID", "jq --exit-status", 'state == "approved"', "unique | length"):
        if must not in script:
            say(f"the counting lacks {must}")
    think = [job_name for job_name, job in jobs.items() if environment_of(job) == f"{place}-wait"]
    if bool(think) != wanted["wait"]:
        say("time to think is not as asked")
    for job_name, job in jobs.items():
        before = ancestors(jobs, job_name)
        if environment_of(job) == place and not set(held.values()) | set(counting) | set(think) <= before:
            say(f"job {job_name} has the environment without all agreements")
        if environment_of(job) == place and re.search(r"always\(\)|cancelled\(\)", str(job.get("if", ""))):
            say(f"job {job_name} runs whatever was before")
        if job_name in think and counting[0] not in before:
            say("the time to think passes before the agreements")
    deploy = [job for job_name, job in jobs.items() if job_name == f"deploy-{place}"]
    text = repr(deploy)
    if "'TICKET': '${{ inputs.ticket }}'" not in repr(jobs):
        say("no ticket is asked for")
    if wanted["window"] and f"'WINDOWS': '{wanted['window']}'" not in text:
        say("no window before the change")
    if wanted["soak"] and f"'SECONDS_ASKED': {wanted['soak']}" not in text:
        say("no soak before the change")
    if not deploy or f"arn:aws:iam::{ACCOUNTS[place]}:role/" not in text:
        say("the change is not made with a role of the environment's account")


def check_file(say, name, text):
    file = block_yaml.load(text)
    jobs = file["jobs"]
    if file.get("permissions") != {}:
        say("rights for all jobs")
    if "group" not in (file.get("concurrency") or {}):
        say("two runs at once")
    for trigger, value in TRIGGERS[name].items():
        if trigger not in file["on"] or (value and file["on"][trigger].get("branches") != value):
            say(f"is not started by {trigger} {value}")
    if set(file["on"]) != set(TRIGGERS[name]):
        say(f"is started by {sorted(file['on'])}")
    for line in text.split("\n"):
        if re.match(r"^\s*(- )?uses:", line) and not USES_LINE.match(line):
            say(f"no release behind {line.strip()}")
    for job_name, job in jobs.items():
        check_job(say, jobs, job_name, job)
    roles = {job_name: role_of(job) for job_name, job in jobs.items() if role_of(job)}
    for job_name, role in roles.items():
        place = environment_of(jobs[job_name])
        if place in ACCOUNTS and f"::{ACCOUNTS[place]}:role/{place}-" not in role:
            say(f"job {job_name} is {role} in {place}")
        if place in ACCOUNTS and "release" not in ancestors(jobs, job_name):
            say(f"job {job_name} deploys what is not on record")
    if name in GATES:
        check_gates(say, name, jobs, GATES[name])
    for suite in SUITES.get(name, []):
        test = f"test-{name.split('/')[-1].split('-', 1)[1]}-{suite}"
        if test not in ancestors(jobs, f"deploy-{name.split('/')[-1].split('-', 1)[1]}"):
            say(f"suite {suite} does not stand before the change")
    for suite in SEEN.get(name, []):
        if not any(step.get("name") == f"See: {suite}" for job in jobs.values() for step in steps_of(job)):
            say(f"nobody looks at {suite}")


def check_tree(folder):
    problems, builders = [], {}
    files = {str(path.relative_to(folder)).replace("/.github/workflows", "")[:-4]: path for path in folder.rglob("*.yml")}
    if sorted(files) != sorted(TRIGGERS):
        problems.append(f"files: {sorted(files)}")
    for name, path in sorted(files.items()):
        text = path.read_text(encoding="utf-8")
        if name not in TRIGGERS:
            continue
        try:
            check_file(lambda what, name=name: problems.append(f"{name}: {what}"), name, text)
        except ValueError as error:
            problems.append(f"{name}: {error}")
        if "docker/build-push-action" in text or "put-object" in text:
            builders.setdefault(name.rsplit("/", 1)[0], []).append(name)
    for pipeline, where in builders.items():
        if len(where) != 1:
            problems.append(f"{pipeline} is built in {where}")
    return problems


# File, what stands there, what stands there instead: each must be noticed.
PCI, DEV, CARDS = "acme/myapp/myapp-production-pci", "acme/myapp/myapp-dev", "acme/cards/cards-production-pci"
SPOILT = [
    (PCI, "    environment: production-pci-devops-2\n", "    environment: production-pci-devops-1\n"),
    (PCI, "      - agree-production-pci-devops-1\n    runs-on", "      - release\n    runs-on"),
    (PCI, '[ "$GITHUB_RUN_ATTEMPT" != 1 ]', "false"),
    (PCI, "GATES: production-pci-devops-1 ", "GATES: "),
    (PCI, "!= env.GITHUB_ACTOR_ID", '!= ""'),
    (PCI, "jq --exit-status '", "jq '"),
    (PCI, "      - count-production-pci\n      - think-production-pci\n    runs-on", "      - request-production-pci\n    runs-on"),
    (PCI, "    environment: production-pci-wait\n", ""),
    (PCI, "SECONDS_ASKED: 86400", "SECONDS_ASKED: 3600"),
    (PCI, "1-4 09:00..16:00", "1-7 00:00..24:00"),
    (PCI, "failure() && needs", "always() && needs"),
    (PCI, "role/production-pci-myapp-deploy", "role/production-myapp-deploy"),
    (PCI, "arn:aws:iam::222222222222:role/production-pci", "arn:aws:iam::111111111111:role/production-pci"),
    (PCI, "  workflow_dispatch:", "  pull_request_target:"),
    (PCI, "TICKET: ${{ inputs.ticket }}", "TICKET: x"),
    (PCI, '"$TICKET" =~', '"${{ inputs.ticket }}" =~'),
    (PCI, "      - test-production-pci-load\n", ""),
    (PCI, "See: capacity", "Skip"),
    (CARDS, "    environment: production-pci-security-1\n", "    environment: production-pci-devops-3\n"),
    (DEV, "permissions: {}\nconcurrency", "permissions: write-all\nconcurrency"),
    (DEV, "          persist-credentials: false\n", ""),
    (DEV, "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1  # v7.0.1", "actions/checkout@v7"),
    (DEV, "90b1  # v7.0.1", "90b1"),
    (DEV, "    timeout-minutes: 60\n", ""),
    (DEV, "      id-token: write  # sign in to the role of dev\n", ""),
    (DEV, "    environment: myapp-build\n", ""),
    (DEV, "      - develop\n", "      - '**'\n"),
    (DEV, "    outputs:\n      release:", "    outputs:\n      other:"),
    (PCI, "      - release\n      - request-production-pci\n", "      - request-production-pci\n"),
    (DEV, "set -euo pipefail", "set -u"),
]


def main():
    work = pathlib.Path(os.environ["TMP"]) / "out"
    example = pathlib.Path(os.environ["ROOT"]) / "examples" / "design-exercise"
    subprocess.run([os.environ["BASTIDE"], "build", "--quiet", "--target", "github-workflows", "-o", work, example], check=True)
    folder = work / "github-workflows"
    problems = check_tree(folder)
    unseen = []
    for number, (name, before, after) in enumerate(SPOILT):
        copy = work.parent / f"spoilt-{number}"
        shutil.copytree(folder, copy)
        parent, file = name.rsplit("/", 1)
        path = copy / parent / ".github" / "workflows" / f"{file}.yml"
        text = path.read_text(encoding="utf-8")
        if before not in text:
            problems.append(f"{name} does not hold {before!r}: the test must follow")
        path.write_text(text.replace(before, after), encoding="utf-8")
        if before in text and not check_tree(copy):
            unseen.append(f"{name}: {before!r} as {after!r} is not seen")
        shutil.rmtree(copy)
    print("\n".join(problems + unseen))
    return 1 if problems or unseen else 0


if __name__ == "__main__":
    sys.exit(main())
