#!/usr/bin/env python3
"""What the workflow of an infrastructure does where its roots are not all there: it is run, with a Terraform that does nothing. A root
that holds nothing is passed over, one that lies elsewhere fails the job."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT, WORK = pathlib.Path(os.environ["ROOT"]), pathlib.Path(os.environ["TMP"])
sys.path.insert(0, str(ROOT / "tests/tools"))
import block_yaml

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


def awaited():
    """What is asked for before the peering is applied, and the key of that state."""
    (WORK / "renamed.bastide").write_text(RENAMED)
    subprocess.run([os.environ["BASTIDE"], "build", "renamed.bastide", "-o", "renamed"], cwd=WORK, check=True, capture_output=True)
    workflow = (WORK / "renamed/github-workflows/acme/ground/.github/workflows/ground-dev.yml").read_text()
    key = re.search(r'key += "(.*)/terraform.tfstate"', (WORK / "renamed/terraform/hub/network/providers.tf").read_text())[1]
    return re.search(r"ROOTS: .*peering/dev-hub\?(\S+)", workflow)[1], key


def run(script, env):
    done = subprocess.run(["bash", "-c", script], cwd=WORK, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def main():
    (WORK / "p.bastide").write_text(PROGRAM)
    subprocess.run([os.environ["BASTIDE"], "build", "p.bastide", "-o", "built"], cwd=WORK, check=True, capture_output=True)
    workflow = block_yaml.load((WORK / "built/github-workflows/acme/ground/.github/workflows/ground-dev.yml").read_text())
    step = next(s for job in workflow["jobs"].values() for s in job["steps"] if str(s.get("name", "")).startswith("Plan and apply"))
    tools = WORK / "tools"
    tools.mkdir()
    for tool in ("terraform", "aws"):
        (tools / tool).write_text("#!/bin/sh\necho \"$0 $1\"\n")
        (tools / tool).chmod(0o755)
    env = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "ROOTS": step["env"]["ROOTS"], "BUCKET": "acme-state",
           "FOLDER": "built/terraform", "GITHUB_STEP_SUMMARY": str(WORK / "summary")}
    faults = []
    if "dev/data" not in env["ROOTS"] or (WORK / "built/terraform/dev/data").exists():
        faults.append("the program has no root that holds nothing: nothing is tried")
    status, said = run(step["run"], env)
    if status or "-chdir=built/terraform/dev/network" not in said:
        faults.append(f"all roots that hold something are there, and it ends with {status}: {said}")
    status, said = run(step["run"], {**env, "FOLDER": "out/terraform"})
    if not status or "out/terraform/dev/network is not here" not in said:
        faults.append(f"built to another folder, and it ends with {status}: {said}")
    shutil.rmtree(WORK / "built/terraform/account")
    status, said = run(step["run"], env)
    if not status or "account/111111111111 is not here" not in said:
        faults.append(f"one root is lost, and it ends with {status}: {said}")
    asked, key = awaited()
    if asked != key or not key.startswith("ops/"):
        faults.append(f"the state lies at {key}, and {asked} is asked for")
    print("\n".join(faults))
    return 1 if faults else 0


sys.exit(main())
