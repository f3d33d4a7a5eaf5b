#!/usr/bin/env python3
"""Taking something away: an estate is applied over doubles, and then another one without its public service and its store, by the very
steps of the written workflow. What carries a group goes before the group does, whatever else changes meanwhile; nothing else goes, what
is renamed stays, and done again nothing happens. What is protected stops all of it before it begins, and so does a plan that fails, and a
state that nobody may read: states are what they were, and whoever goes back to the estate before loses nothing.

usage: leaving.py --bastide BASTIDE --work FOLDER"""
import argparse
import json
import os
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tools")]
import block_yaml
import state_bucket
import terraform
from judging import Judge

PROGRAM = """estate acme { zones a, b; github acme; state s3 acme-state in eu-west-1 }
environment shop : development {
  account 111111111111; region eu-west-1; cidr 10.20.0.0/16; applied-by Applier
  tier edge { subnets /24 from 1; route internet }
  tier app  { subnets /24 from 11; route nat }
  tier data { subnets /24 from 21; route none }
}
infrastructure ground { source "acme/ground"; deploy shop { on push main } }
store orders { in shop; engine postgres 16.4; tier data; holds 20Gi }
"""
BEFORE = PROGRAM + """service front { in shop; runs ec2; tier app; listens 8080; public "front.acme.example" : 443; calls parts }
service back { in shop; runs ec2; tier app; listens 8080; calls orders : postgres }
store parts { in shop; engine mysql "8.0"; tier data; holds 20Gi }
store tills { in shop; engine postgres 16.4; tier data; holds 20Gi }
"""
# One goes, one is renamed in each root, and one comes, whose group is not there yet when the other goes; a newer version brings other settings.
AFTER = PROGRAM.replace("16.4", "17.2") + """service rear { was back; in shop; runs ec2; tier app; listens 8080; calls orders : postgres }
service next { in shop; runs ec2; tier app; listens 8080; calls orders : postgres }
store counters { was tills; in shop; engine postgres 16.4; tier data; holds 20Gi }
removed parts { store parts; because "nobody reads it" }
"""
GONE = re.compile(r"^(\S+): Destruction complete", re.M)
CHANGED = re.compile(": (Creation|Modifications|Destruction) complete")


class Leaving:
    def __init__(self, judge, bastide):
        self.judge, self.bastide, self.work = judge, bastide, judge.work
        self.states, tools = self.work / "states", self.work / "tools"
        tools.mkdir()
        state_bucket.write_aws(tools, self.work)
        judge.env["PATH"] = f"{tools}:{judge.env['PATH']}"

    def build(self, name, program):
        """Its roots as copies beside the states, with the scripts; the steps of its workflow that know the roots."""
        (self.work / f"{name}.bastide").write_text(program)
        out, copies = self.work / "out" / name, self.work / "copies" / name
        self.judge.ask(f"{name}: build", [self.bastide, "build", f"{name}.bastide", "--output", out], self.work)
        for root in terraform.roots_below(out / "terraform", copies):
            (self.states / root.key).parent.mkdir(parents=True, exist_ok=True)
            root.make_copy(self.states)
        for path in (out / "terraform").glob("*.*"):
            shutil.copy(path, copies / "roots")
        workflow = block_yaml.load((out / "github-workflows/acme/ground/.github/workflows/ground-shop.yml").read_text())
        return [step for job in workflow["jobs"].values() for step in job["steps"] if "ROOTS" in (step.get("env") or {})]

    def run(self, name, steps):
        """All steps, so far as they go: (status, what they said)."""
        status, said = 0, ""
        for step in steps:
            self.judge.env |= step["env"] | {"FOLDER": str(self.work / "copies" / name / "roots"), "GITHUB_STEP_SUMMARY": str(self.work / "summary")}
            status, output = self.judge.run(["bash", "-c", step["run"]], self.work)
            said += output
            if status:
                break
        return status, said

    def contents(self):
        """All states, to the letter."""
        return {path.relative_to(self.states): path.read_bytes() for path in self.states.rglob("*") if path.is_file()}

    def start_from(self, states):
        shutil.rmtree(self.states)
        shutil.copytree(states, self.states)

    def spoil(self, root, change):
        path = self.states / root / "terraform.tfstate"
        state = json.loads(path.read_text())
        change(state)
        state["serial"] += 1
        path.write_text(json.dumps(state))


def out_of_order(gone, carried, carriers):
    """Whether something that carries a group goes after it, or not at all."""
    groups = [gone.index(one) for one in carried if one in gone]
    return [one for one in carriers if one not in gone or not groups or gone.index(one) > min(groups)]


def protect(state):
    next(one for one in state["resources"] if one["name"] == "parts" and one["type"] == "aws_db_instance")["instances"][0]["attributes"]["deletion_protection"] = True


def release(state):
    next(one for one in state["resources"] if one["name"] == "parts" and one["type"] == "aws_db_instance")["instances"][0]["attributes"]["deletion_protection"] = False


def judge_nothing_goes(judge, leaving, before, after):
    """What ends before it begins leaves no trace in a state, so that the estate before is still the one that is applied."""
    leaving.spoil("shop/data", protect)
    states = leaving.contents()
    status, said = leaving.run("after", after)
    judge.verdict("after: what is protected is named, and nothing goes", status != 0 and not GONE.findall(said) and
                  "--db-instance-identifier shop-parts --no-deletion-protection" in said, said)
    judge.verdict("after: what is protected leaves all states as they are", leaving.contents() == states, said)
    roots = leaving.work / "copies/after/roots"
    judge.verdict("after: nothing lies beside the roots", not list(roots.glob("shop/*.*")), str(list(roots.glob("shop/*"))))
    leaving.spoil("shop/data", release)
    status, said = leaving.run("before", before)
    judge.verdict("back to before: nothing is lost or made", status == 0 and not CHANGED.search(said), said)

    states = leaving.contents()
    broken = roots / "shop/data/broken.tf"
    broken.write_text('output "broken" {\n  value = aws_db_instance.nowhere.id\n}\n')
    status, said = leaving.run("after", after)
    broken.unlink()
    judge.verdict("after: a plan that fails leaves all states as they are", status != 0 and "aws_db_instance.nowhere" in said.replace('"', "").replace(" ", "")
                  and "what goes from shop/services" in said and leaving.contents() == states, said)


def judge_unread_states(judge, leaving):
    """A layer that is written no more: only S3 itself can say that it holds nothing."""
    bare = leaving.build("bare", "".join(line for line in PROGRAM.splitlines(keepends=True) if not line.startswith("store ")))
    take_away = next(step for step in bare if "take-away.sh" in step["run"])
    status, said = leaving.run("bare", [take_away])
    judge.verdict("bare: a state that is left over is told", status != 0 and "shop/data is written no more" in said, said)
    status, said = state_bucket.refused(leaving.work, state_bucket.REFUSALS["denied"], lambda: leaving.run("bare", [take_away]))
    judge.verdict("bare: a state that may not be read ends it, with the cause", status != 0 and state_bucket.REFUSALS["denied"] in said, said)
    shutil.rmtree(leaving.states / "shop")
    status, said = leaving.run("bare", [take_away])
    judge.verdict("bare: a state that never was holds nothing", status == 0, said)


def judge_all(judge, leaving):
    first = leaving.build("before", BEFORE)
    github = leaving.work / "copies/before/roots/github/acme"
    judge.verdict("before: nothing begins without the numbers of repositories", leaving.run("before", first)[0] != 0)
    judge.ask("github: init", ["terraform", "init", "-no-color"], github)
    judge.ask("github: apply", ["terraform", "apply", "-no-color", "-auto-approve"], github)
    status, said = leaving.run("before", first)
    if not judge.verdict("before: applied", status == 0 and not GONE.findall(said), said):
        return
    shutil.copytree(leaving.states, leaving.work / "applied")
    steps = leaving.build("after", AFTER)

    judge_nothing_goes(judge, leaving, first, steps)
    status, said = leaving.run("after", steps)
    gone = GONE.findall(said)
    groups = ["aws_security_group.service-front", "aws_security_group.balancer-front-public", "aws_security_group.store-parts"]
    carriers = ["aws_lb.front-public", "aws_autoscaling_group.front-main", "aws_db_instance.parts"]
    judge.verdict("after: applied", status == 0, said)
    judge.verdict("after: groups go", set(groups) <= set(gone), str(gone))
    judge.verdict("after: carriers go before their groups", not out_of_order(gone, groups, carriers), str(gone))
    others = [one for one in gone if not re.search(r"front|parts|\.logs$", one)]
    judge.verdict("after: settings of the version before go when nothing has them, and nothing else does",
                  others == ["aws_db_parameter_group.orders"] * (len(others) > 0), str(others))
    fates = gone + re.findall(r"^(\S+): Creation complete", said, re.M)
    judge.verdict("after: what is renamed stays", not {f"aws_autoscaling_group.{name}-main" for name in ("back", "rear")} & set(fates) and
                  not {f"aws_db_instance.{name}" for name in ("tills", "counters")} & set(fates), said)
    status, said = leaving.run("after", steps)
    judge.verdict("after, again: nothing happens", status == 0 and not CHANGED.search(said) and
                  said.count("nothing changes") == 4, said)

    # Without the step the network is first, which the platform refuses, and this judge sees it.
    leaving.start_from(leaving.work / "applied")
    alone = {**steps[-1], "env": {**steps[-1]["env"], "ROOTS": "shop/network"}}
    status, said = leaving.run("after", [alone])
    judge.verdict("without the step: refused by this judge", bool(out_of_order(GONE.findall(said), groups, carriers)), said)

    leaving.start_from(leaving.work / "applied")
    judge_unread_states(judge, leaving)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bastide", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    options = parser.parse_args()
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    judge = Judge(options.work.resolve())
    for script in ("take-away.sh", "missing.sh"):
        judge.ask(f"{script}: shellcheck", ["shellcheck", "--norc", HERE.parent.parent / "targets/terraform" / script], judge.work)
    judge_all(judge, Leaving(judge, options.bastide.resolve()))
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
