#!/usr/bin/env python3
"""The script of the first start is run, with tools that write down what they are asked for: roles are made in their own account alone,
for whoever starts and the steps that change something there, each with a policy of its own; each root is applied once, after those
that it reads, and none by whoever has no rights in its account; what lies in a cluster is brought as the role that is let in."""
import json
import os
import pathlib
import subprocess
import sys

WORK = pathlib.Path(os.environ["TMP"])
ESTATE = """estate acme { zones a, b; github acme; state s3 acme-state in eu-west-1; %swrites rebuild-order }
role keepers { assumed-by arn:aws:iam::333333333333:role/starter; team keepers; cluster admin }
abstract environment one { region eu-west-1; tier edge { subnets /24 from 1; route internet }; tier app { subnets /24 from 11; route nat } }
environment shop  : one, development { account 111111111111; cidr 10.20.0.0/16; cluster { version "1.35"; nodes 2..3 } }
environment cards : one, preproduction { account 222222222222; cidr 10.21.0.0/16; %s }
environment store : one, development { account 222222222222; cidr 10.22.0.0/16; %s }
peer shop <-> cards { carries front -> vault : https }
service front { in shop; runs eks; tier app; listens 8080; release rolling; calls vault : https }
service vault { in cards; runs ec2; tier app; listens 8443; internal "vault.acme.example" : https }
infrastructure ground { source "acme/ground"; deploy shop { on push main }; promote shop -> cards { on success } }
"""
PROGRAM = ESTATE % ("applied-by Applier; ", "applied-by Keeper", "applied-by Clerk")
# Nobody applies but whoever starts.
BARE = ESTATE % ("", "", "")
FIRST = "arn:aws:iam::333333333333:role/starter"
TOOL = """#!/bin/bash
printf '%s\\n' "$(basename "$0")" "${AWS_ACCESS_KEY_ID:-nobody}" "$@" | jq --raw-input --slurp --compact-output 'split("\\n")[:-1]' >> "$CALLS"
case "$*" in
  *get-caller-identity*) echo 222222222222 ;;
  *assume-role*) printf 'KEY\\tSECRET\\tTOKEN\\n' ;;
  *get-role*) exit 254 ;;
  *list-attached-role-policies*) if [ -n "$TAKEN" ]; then echo '{"AttachedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/Some"}]}'; else exit 254; fi ;;
  *head-bucket*) if [ -z "$TAKEN" ]; then exit 254; fi ;;
esac
"""


def calls(*words, built="built", taken="", refused=False):
    """What a step of the script calls, each with the identity before the words; `taken`: what it would make is there."""
    tools, log = WORK / "tools", WORK / f"{words[0]}.calls"
    tools.mkdir(exist_ok=True)
    log.write_text("")
    for tool in ("aws", "terraform", "kubectl", "helm"):
        (tools / tool).write_text(TOOL)
        (tools / tool).chmod(0o755)
    env = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    env |= {"PATH": f"{tools}:{os.environ['PATH']}", "CALLS": str(log), "FIRST": FIRST, "POLICY": "arn:aws:iam::aws:policy/Some", "TAKEN": taken}
    done = subprocess.run(["bash", f"{built}/start/first-start.sh", *words], cwd=WORK, env=env, capture_output=True, text=True, check=False)
    if bool(done.returncode) != refused:
        sys.exit(f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return [json.loads(line) for line in log.read_text().splitlines()]


def after(call, option):
    return call[call.index(option) + 1]


def applied_in(made):
    return [call[2].removeprefix("-chdir=terraform/") for call in made if call[0] == "terraform" and call[3] == "apply"]


def strangers(made):
    """Calls of `clusters` by the wrong one: the role is let in and reads no state, whoever starts the other way round."""
    faults = [f"{call} by the wrong one" for call in made
              if (call[1] == "KEY") != (call[0] in ("kubectl", "helm") or "update-kubeconfig" in call)]
    if not any("arn:aws:iam::111111111111:role/shop-eks-keepers" in call for call in made):
        faults.append("the role that is let in is not taken")
    roots = [call[3] for call in made if call[0] == "terraform"]
    if roots != ["init", "output"]:
        faults.append(f"what lies in the cluster is asked for by {roots}")
    return faults


def main():
    for name, program in (("built", PROGRAM), ("bare", BARE)):
        (WORK / f"{name}.bastide").write_text(program)
        subprocess.run([os.environ["BASTIDE"], "build", f"{name}.bastide", "-o", name], cwd=WORK, check=True, capture_output=True)
    faults = []
    made = [call for call in calls("appliers", "Keeper") if "create-role" in call]
    if [after(call, "--role-name") for call in made] != ["Keeper"]:
        faults.append(f"with rights in the account of cards: {made}")
    if any("create-role" in call for call in calls("appliers", "Applier")):
        faults.append("without rights in the account of shop: a role is made")
    if any("create-role" in call for call in calls("appliers", "Clerk", taken="yes", refused=True)):
        faults.append("Clerk is given the policy of Keeper")
    calls("appliers", "Nobody", refused=True)
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
    again = calls("state", taken="yes")
    if any("create-bucket" in call for call in again) or not any("put-bucket-policy" in call for call in again):
        faults.append("the bucket is made a second time, or has no policy after it")
    order = json.loads((WORK / "built/terraform/order.json").read_text())
    applied = applied_in(calls("roots"))
    if sorted(applied) != sorted(order):
        faults.append(f"applied: {applied}, and there are {sorted(order)}")
    for at, root in enumerate(applied):
        faults += [f"{root} is applied before {read}" for read in order[root]["reads"] if read not in applied[:at]]
    here = [root for root in order if root.split("/")[0] in ("cards", "store", "github") or root == "account/222222222222"]
    if not set(applied_in(calls("roots", built="bare", refused=True))) <= set(here):
        faults.append("without rights in the account of shop: its roots are applied")
    if applied_in(calls("roots", "store/network", built="bare", refused=True))[:1] != ["store/network"]:
        faults.append("it does not go on from where it ended")
    faults += strangers(calls("clusters"))
    print("\n".join(faults) or f"{len(applied)} roots in order")
    return 1 if faults else 0


sys.exit(main())
