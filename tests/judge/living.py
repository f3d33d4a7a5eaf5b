#!/usr/bin/env python3
"""Living with it: the design exercise is applied over doubles, and changes of its program are planned over that state. Nothing
is destroyed when files are reordered, a zone or a service is added, or things are renamed with `was`; and when a network
exists and a store is adopted, the one is imported and neither is made. What forces another resource no double knows: `bastide
diff` judges that, by the library's table.

usage: living.py --bastide BASTIDE --work FOLDER      JUDGE_ALL=1: all roots of dev and what they read, not its network and data alone; more changes"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "tools"))
import terraform
from judging import Judge

PROGRAM = HERE.parent.parent / "examples/design-exercise"
ENVIRONMENTS, SERVICES, DATA, ESTATE = ("platform/environments.bastide", "teams/myapp/services.bastide", "teams/myapp/data.bastide",
                                        "platform/estate.bastide")
DATA_TIER = "tier        data   { subnets /24 from 21;"
# Each: file, was, is. A rename is of what callers name too.
CHANGES = {
    "files reordered": None,
    "zones reordered": [(ESTATE, "zones       a, b, c", "zones       c, a, b")],
    "a zone more": [(ESTATE, "zones       a, b, c", "zones       a, b, c, d"),
                    # A stream stands in the zones it was made in.
                    (ENVIRONMENTS, DATA_TIER, DATA_TIER + " zones a, b, c;")],
    "a service more": [(SERVICES, "service myapp-servers : shop {", "service desk { in dev; runs eks; tier app; listens 8080 { tls }; calls orders }\n\nservice myapp-servers : shop {")],
    "a store renamed": [(DATA, "store orders   : shop-data {", "store purchases : shop-data { was orders;"),
                        (SERVICES, "calls    orders, sessions", "calls    purchases, sessions"),
                        ("platform/peers.bastide", "internet cannot reach orders", "internet cannot reach purchases")],
}
# With JUDGE_ALL=1.
MORE = {
    "a service renamed": [(SERVICES, "service myapp-servers : shop {", "service myapp-hosts : shop {\n  was myapp-servers"),
                          (SERVICES, "also calls myapp-servers", "also calls myapp-hosts"),
                          ("platform/peers.bastide", "myapp-servers", "myapp-hosts"),
                          ("teams/myapp/pipelines.bastide", "myapp-servers", "myapp-hosts")],
    "a tier renamed": [(ENVIRONMENTS, DATA_TIER, "tier        stores { was data; subnets /24 from 21;"),
                       (DATA, "tier  data", "tier  stores"), ("teams/cards/services.bastide", "tier data", "tier stores")],
    "an environment renamed": [(ENVIRONMENTS, "environment dev : three-tier, development {", "environment lab : three-tier, development {\n  was dev"),
                               (SERVICES, "dev, staging", "lab, staging"), (DATA, "dev, staging", "lab, staging"),
                               ("teams/myapp/pipelines.bastide", "deploy   dev ", "deploy   lab "),
                               ("teams/myapp/pipelines.bastide", "promote  dev ", "promote  lab "),
                               ("platform/pipelines.bastide", "deploy   dev ", "deploy   lab "),
                               ("platform/pipelines.bastide", "promote  dev ", "promote  lab "),
                               ("platform/pipelines.bastide", "in dev, staging", "in lab, staging"),
                               ("platform/peers.bastide", "in dev", "in lab")],
}
# What `diff` rightly says is made again, each before the old one goes: nodes that stand in other zones, the certificate of another name.
MADE_AGAIN = {"a zone more": " aws_eks_node_group.nodes ", "a service renamed": " aws_acm_certificate."}
# No wall is put around the tiers of a network that somebody else manages.
OLDER = [(ENVIRONMENTS, "; walled }", " }"),
         (ENVIRONMENTS, "environment production : three-tier, live {", 'environment production : three-tier, live {\n  existing "vpc-0123456789abcdef0"'),
         (DATA, 'shop-data { engine postgres "16" }', 'shop-data { engine postgres "16"; for production { adopt "orders-db" } }')]


class Living:
    def __init__(self, judge, bastide):
        self.judge, self.bastide, self.work = judge, bastide, judge.work

    def program(self, name, edits):
        """The exercise in a folder, with edits; None reorders: files under other names, so that they are read in another order."""
        to = self.work / "programs" / name.replace(" ", "-")
        shutil.rmtree(to, ignore_errors=True)
        for part in ("platform", "teams"):
            shutil.copytree(PROGRAM / part, to / part)
        for number, path in enumerate(sorted(to.rglob("*.bastide"), reverse=True) if edits is None else []):
            path.rename(path.with_name(f"{number:02}-{path.name}"))
        for path, was, now in edits or []:
            text = (to / path).read_text(encoding="utf-8")
            self.judge.verdict(f"{name}: {was!r} stands in {path}", was in text)
            (to / path).write_text(text.replace(was, now), encoding="utf-8")
        return to

    def build(self, name, edits, states, wanted):
        """The roots wanted, by their state keys, as copies beside the states."""
        program, out = self.program(name, edits), self.work / "out" / name.replace(" ", "-")
        shutil.rmtree(out, ignore_errors=True)
        if not self.judge.ask(f"{name}: build", [self.bastide, "build", program, "--output", out, "--target", "terraform"], self.work):
            return program, []
        work = self.work / "copies" / name.replace(" ", "-")
        roots = [root for root in terraform.in_order(terraform.roots_below(out / "terraform", work)) if wanted(root)]
        for root in roots:
            (states / root.key).parent.mkdir(parents=True, exist_ok=True)
            root.make_copy(states)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda root: self.judge.ask(f"{name}: {root.name}: init", ["terraform", "init", "-no-color"], root.copy), roots))
        return program, roots

    def plan(self, name, root):
        """The changes of resources that a plan has; None after a failure."""
        if not self.judge.ask(f"{name}: {root.name}: plan", ["terraform", "plan", "-no-color", "-out=judge.plan"], root.copy):
            return None
        status, shown = self.judge.run(["terraform", "show", "-json", "judge.plan"], root.copy)
        return json.loads(shown).get("resource_changes", []) if status == 0 else None

    def destroys_nothing(self, name, root):
        changes = self.plan(name, root)
        lost = [change["address"] for change in changes or [] if "delete" in change["change"]["actions"]]
        self.judge.verdict(f"{name}: {root.name}: nothing is destroyed", changes is not None and not lost, "\n".join(lost))

    def apply(self, roots):
        return all(self.plan("at first", root) is not None and self.judge.ask(
            f"at first: {root.name}: apply", ["terraform", "apply", "-no-color", "judge.plan"], root.copy) for root in roots)

    def changes(self, wanted):
        states = self.work / "states"
        first, roots = self.build("at first", [], states, wanted)
        if not roots or not self.apply(roots):
            return
        for name, edits in {**CHANGES, **(MORE if os.environ.get("JUDGE_ALL") else {})}.items():
            # What a root writes for others changes with it: each is applied before those that read it, to states of its own.
            own = self.work / "after" / name.replace(" ", "-")
            shutil.copytree(states, own)
            program, roots = self.build(name, edits, own, wanted)
            status, said = self.judge.run([self.bastide, "diff", first, program], self.work)
            bad = [line for line in said.split("\n") if line.startswith(("destroys", "replaces"))
                   and not (name in MADE_AGAIN and MADE_AGAIN[name] in line)]
            self.judge.verdict(f"{name}: diff", status == 0 and not bad, said if status else "\n".join(bad))
            for root in roots:
                self.destroys_nothing(name, root)
                self.judge.ask(f"{name}: {root.name}: apply", ["terraform", "apply", "-no-color", "judge.plan"], root.copy)

    def older(self):
        """The network is read and its root applied, so that the data can be planned: one import, and neither is made."""
        name, states = "what exists", self.work / "older"
        _, roots = self.build(name, OLDER, states, lambda root: root.key in ("production/network/terraform.tfstate", "production/data/terraform.tfstate"))
        found = {}
        for root in roots:
            for change in self.plan(name, root) or []:
                found[f"{root.name} {change['address']}"] = change["change"]
            self.judge.ask(f"{name}: {root.name}: apply", ["terraform", "apply", "-no-color", "judge.plan"], root.copy)
        made = [address for address, change in found.items() if "create" in change["actions"]]
        taken = [address for address, change in found.items() if "importing" in change]
        lost = [address for address, change in found.items() if "delete" in change["actions"]]
        self.judge.verdict(f"{name}: one import", taken == ["production/data aws_db_instance.orders"], str(taken))
        own = [address for address in made if "aws_vpc." in address or "aws_subnet." in address or address.endswith("aws_db_instance.orders")]
        self.judge.verdict(f"{name}: neither is made", not own and len(made) > 0, str(own))
        self.judge.verdict(f"{name}: nothing is destroyed", not lost, str(lost))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bastide", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    options = parser.parse_args()
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    judge = Judge(options.work.resolve())
    living = Living(judge, options.bastide.resolve())
    wanted = {"dev/network", "dev/data"}
    if os.environ.get("JUDGE_ALL"):
        wanted |= {"dev/cluster", "dev/services", "account/111111111111", "github/acme"}         # the last two: what services read
    living.changes(lambda root: root.key.removesuffix("/terraform.tfstate") in wanted)
    living.older()
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
