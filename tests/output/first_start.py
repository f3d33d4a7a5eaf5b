#!/usr/bin/env python3
"""The script of the first start is run, with tools that write down what they are asked for: roles are made in their own account alone,
for whoever starts and the steps that change something there; each root is applied once, after those that it reads."""
import json
import os
import pathlib
import subprocess
import sys

WORK = pathlib.Path(os.environ["TMP"])
PROGRAM = """estate acme { zones a, b; github acme; state s3 acme-state in eu-west-1; applied-by Applier; writes rebuild-order }
abstract environment one { region eu-west-1; tier app { subnets /24 from 1; route none } }
environment shop  : one, development { account 111111111111; cidr 10.20.0.0/16 }
environment cards : one, preproduction { account 222222222222; cidr 10.21.0.0/16; applied-by Keeper }
peer shop <-> cards { carries front -> vault : https }
service front { in shop; runs ec2; tier app; listens 8080; calls vault : https }
service vault { in cards; runs ec2; tier app; listens 8443; internal "vault.acme.example" : https }
infrastructure ground { source "acme/ground"; deploy shop { on push main }; promote shop -> cards { on success } }
"""
FIRST = "arn:aws:iam::333333333333:role/starter"
TOOL = """#!/bin/bash
printf '%s\\n' "$(basename "$0")" "$@" | jq --raw-input --slurp --compact-output 'split("\\n")[:-1]' >> "$CALLS"
case "$*" in
  *get-caller-identity*) echo 222222222222 ;;
  *get-role*) exit 254 ;;
esac
"""


def calls(step):
    tools, log = WORK / "tools", WORK / f"{step}.calls"
    tools.mkdir(exist_ok=True)
    for tool in ("aws", "terraform"):
        (tools / tool).write_text(TOOL)
        (tools / tool).chmod(0o755)
    env = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "CALLS": str(log), "FIRST": FIRST, "POLICY": "arn:aws:iam::aws:policy/Some"}
    script = (WORK / "built/start/first-start.sh").read_text().replace("< /dev/tty", "< /dev/null")
    (WORK / "built/start/tried.sh").write_text(script)
    done = subprocess.run(["bash", "built/start/tried.sh", step], cwd=WORK, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{step} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return [json.loads(line) for line in log.read_text().splitlines()]


def after(call, option):
    return call[call.index(option) + 1]


def main():
    (WORK / "p.bastide").write_text(PROGRAM)
    subprocess.run([os.environ["BASTIDE"], "build", "p.bastide", "-o", "built"], cwd=WORK, check=True, capture_output=True)
    faults = []
    made = [call for call in calls("appliers") if "create-role" in call]
    if [after(call, "--role-name") for call in made] != ["Keeper"]:
        faults.append(f"with rights in the account of cards: {made}")
    trust = json.loads(after(made[0], "--assume-role-policy-document"))["Statement"][0]
    if trust["Condition"]["ArnEquals"]["aws:PrincipalArn"] != [FIRST, "arn:aws:iam::222222222222:role/cards-ground-deploy"]:
        faults.append(f"Keeper trusts {trust}")
    if trust["Principal"]["AWS"] != ["arn:aws:iam::222222222222:root", "arn:aws:iam::333333333333:root"]:
        faults.append(f"Keeper trusts through {trust['Principal']}")
    state = calls("state")
    policy = json.loads(after(next(call for call in state if "put-bucket-policy" in call), "--policy"))["Statement"][0]
    if len(policy["Condition"]["ArnEquals"]["aws:PrincipalArn"]) != 3 or "arn:aws:s3:::acme-state/*" not in policy["Resource"]:
        faults.append(f"the bucket lets in {policy}")
    if "LocationConstraint=eu-west-1" not in next(call for call in state if "create-bucket" in call):
        faults.append("the bucket is made elsewhere")
    order = json.loads((WORK / "built/terraform/order.json").read_text())
    applied = [call[1].removeprefix("-chdir=terraform/") for call in calls("roots") if call[2] == "apply"]
    if sorted(applied) != sorted(order):
        faults.append(f"applied: {applied}, and there are {sorted(order)}")
    for at, root in enumerate(applied):
        faults += [f"{root} is applied before {read}" for read in order[root]["reads"] if read not in applied[:at]]
    print("\n".join(faults) or f"{len(applied)} roots in order")
    return 1 if faults else 0


sys.exit(main())
