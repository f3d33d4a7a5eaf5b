#!/usr/bin/env python3
"""What the workflow of an infrastructure does where its roots are not all there: its steps are run, with a Terraform that does
nothing. A root that holds nothing is passed over, one that lies elsewhere fails the job, and so does one that is written no more
while its state holds something; nothing begins before what others apply is there, and a peering waits for its other side. A state that
cannot be read is neither empty nor missing: it fails the job, with the cause."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT, WORK = pathlib.Path(os.environ["ROOT"]), pathlib.Path(os.environ["TMP"])
sys.path.insert(0, str(ROOT / "tests/tools"))
import block_yaml
import state_bucket

PROGRAM = """estate acme { zones a, b; github acme; state s3 acme-state in us-east-1; applied-by Applier }
environment dev : development { account 111111111111; region us-east-1; cidr 10.0.0.0/16; tier app { subnets /24 from 1 } }
infrastructure ground { source "acme/ground"; deploy dev { on push main } }
"""
# What waits for another side asks for its state where that lies: a state keeps its place.
RENAMED = PROGRAM.replace("development", "preproduction", 1) + """environment hub : sandbox { was ops; account 111111111111; region us-east-1; cidr 10.1.0.0/16; tier app { subnets /24 from 1 } }
service one { in dev; runs ec2; tier app; listens 8080; calls two }
service two { in hub; runs ec2; tier app; listens 8080; internal "two.example.com" : https }
peer dev <-> hub { carries one -> two : https }
"""
TERRAFORM = "#!/bin/sh\n[ \"$2$3\" = statepull ] || echo \"$0 $*\"\n"


def build(name, program):
    (WORK / f"{name}.bastide").write_text(program)
    subprocess.run([os.environ["BASTIDE"], "build", f"{name}.bastide", "-o", name], cwd=WORK, check=True, capture_output=True)
    workflow = block_yaml.load((WORK / name / "github-workflows/acme/ground/.github/workflows/ground-dev.yml").read_text())
    return [step for job in workflow["jobs"].values() for step in job["steps"] if "ROOTS" in (step.get("env") or {})]


def key_of(root):
    return re.search(r'backend "s3" \{[^}]*?key += "(.*)/terraform.tfstate"', "".join(path.read_text() for path in (WORK / root).glob("*.tf")))[1]


def state(root, spared="", resources=()):
    """The state of a root, with its outputs but one."""
    path = WORK / "states" / key_of(root) / "terraform.tfstate"
    path.parent.mkdir(parents=True, exist_ok=True)
    outputs = re.findall(r'^output "(.+)"', (WORK / root / "outputs.tf").read_text(), re.M) if (WORK / root / "outputs.tf").exists() else []
    path.write_text(json.dumps({"outputs": {name: {} for name in outputs if not spared or spared not in name}, "resources": list(resources)}))
    return path


def run(steps, folder):
    """All steps, so far as they go."""
    status, said = 0, ""
    for step in steps:
        env = {**os.environ, **step["env"], "PATH": f"{WORK / 'tools'}:{os.environ['PATH']}", "FOLDER": folder,
               "GITHUB_STEP_SUMMARY": str(WORK / "summary")}
        done = subprocess.run(["bash", "-c", step["run"]], cwd=WORK, env=env, capture_output=True, text=True, check=False)
        status, said = done.returncode, said + done.stdout + done.stderr
        if status:
            break
    return status, said


def plain(faults):
    steps = build("built", PROGRAM)
    if len(steps) != 3 or "dev/data" not in steps[0]["env"]["ROOTS"] or (WORK / "built/terraform/dev/data").exists():
        faults.append("the program has no root that holds nothing: nothing is tried")
    repository = state("built/terraform/github/acme", spared="repository")
    status, said = run(steps, "built/terraform")
    if not status or "account/111111111111 reads data_github_repository_ground_repo_id of github/acme" not in said or "dev/network" in said:
        faults.append(f"the number of a repository is not there, and it ends with {status}: {said}")
    repository.unlink()
    if not run(steps, "built/terraform")[0]:
        faults.append("the organisation was not asked at all, and it goes on")
    state("built/terraform/github/acme")
    status, said = run(steps, "built/terraform")
    if status or "-chdir=built/terraform/dev/network plan" not in said:
        faults.append(f"all roots that hold something are there, and it ends with {status}: {said}")
    gone = WORK / "states/dev/data/terraform.tfstate"
    for held, fails in (("data", False), ("managed", True)):
        gone.parent.mkdir(parents=True, exist_ok=True)
        gone.write_text(json.dumps({"resources": [{"mode": held}]}))
        status, said = run(steps, "built/terraform")
        if bool(status) != fails or fails != ("dev/data is written no more, and its state holds 1 resources" in said):
            faults.append(f"a root is written no more, its state holds {held}, and it ends with {status}: {said}")
    gone.unlink()
    for refusal in state_bucket.REFUSALS.values():
        for step in steps[:2]:
            status, said = state_bucket.refused(WORK, refusal, lambda step=step: run([step], "built/terraform"))
            if not status or refusal not in said or "nobody knows what s3://acme-state/" not in said or "not there yet" in said:
                faults.append(f"{step['name']}: no state can be read, and it ends with {status}: {said}")
    shutil.rmtree(WORK / "built/terraform/account")
    status, said = run(steps, "built/terraform")
    if not status or "built/terraform/account/111111111111 is not here" not in said:
        faults.append(f"one root is lost, and it ends with {status}: {said}")
    if not run(steps, "out/terraform")[0]:
        faults.append("built to another folder, and it does not fail")


def renamed(faults):
    """A peering waits for the other side, by the name of its state."""
    steps = build("renamed", RENAMED)
    roots = {root.rstrip("?").partition("=")[0]: root.rstrip("?").partition("=")[2] for root in steps[0]["env"]["ROOTS"].split()}
    if roots.get("peering/dev-hub") != key_of("renamed/terraform/peering/dev-hub") or "ops" not in roots["peering/dev-hub"]:
        faults.append(f"the state of the peering lies at {key_of('renamed/terraform/peering/dev-hub')}, and it is told {roots}")
    for root in ("github/acme", "dev/network"):
        state(f"renamed/terraform/{root}")
    status, said = run(steps, "renamed/terraform")
    if status or not re.search("peering/dev-hub waits: .*aws_vpc_main_id of ops/network", said) or "peering/dev-hub plan" in said:
        faults.append(f"the other side of the peering is not there, and it ends with {status}: {said}")
    state("renamed/terraform/hub/network")
    status, said = run(steps, "renamed/terraform")
    if status or "peering/dev-hub plan" not in said:
        faults.append(f"both sides of the peering are there, and it ends with {status}: {said}")


def main():
    faults = []
    (WORK / "tools").mkdir()
    (WORK / "tools/terraform").write_text(TERRAFORM)
    (WORK / "tools/terraform").chmod(0o755)
    state_bucket.write_aws(WORK / "tools", WORK)
    plain(faults)
    renamed(faults)
    print("\n".join(faults))
    return 1 if faults else 0


sys.exit(main())
